/** Reads an estate whole: lists first, then object by object, as many at a time as the vendor's rate allows. */
import { isSameId } from "../../provider/lifecycle/declare";
import { type Estate, type EstateObject, lookAt, type ReadObject } from "../../provider/vendor/estate";
import { vendor, vendorOf } from "../../provider/vendors";
import { type Ambiguity, chosen, type Customer, customersOf } from "./customers";
import type { Notebook } from "./notebook";
import type { Progress } from "./progress";
import { isCompany, type LeftOut, notForFiles } from "./tenants";

export interface Collected {
  readonly customers: readonly Customer[];
  readonly ambiguities: readonly Ambiguity[];
  readonly objects: readonly ReadObject[];
  readonly leftOut: readonly LeftOut[];
}

/** More than the rate of a vendor whose answers take a second keeps busy; the limiter sets the pace. */
const atATime = 16;

/** @param wanted only these customers, by name or by the id of a company */
export async function collect(
  estates: readonly Estate[],
  wanted: readonly string[] | undefined,
  notebook: Notebook,
  progress: Progress,
): Promise<Collected> {
  const companies: EstateObject[] = [];
  for (const estate of estates) {
    progress.begin(`Listing companies at ${vendor(estate.vendor).title}`);
    for await (const company of estate.companies()) {
      companies.push(company);
      progress.step();
    }
  }
  const known = customersOf(companies.filter((company) => isCompany(company) && isSayable(company)));
  const { customers, unknown } =
    wanted === undefined ? { customers: known.customers, unknown: [] } : chosen(known.customers, wanted);
  const unread = companies.find(({ id, name }) => unknown.some((one) => one === name || isSameId(one, id)));
  if (unread?.unread !== undefined) throw new Error(unread.unread);
  if (unknown.length > 0) throw new Error(`No customer has this name or id: ${unknown.join(", ")}.`);

  const listed: EstateObject[] = wanted === undefined ? companies : customers.flatMap((one) => one.companies);
  for (const estate of estates) {
    progress.begin(`Listing what they have at ${vendor(estate.vendor).title}`);
    const of = wanted === undefined ? undefined : listed.filter((company) => vendorOf(company) === estate.vendor);
    for await (const object of estate.belongings(of)) {
      listed.push(object);
      progress.step();
    }
  }

  const leftOut: LeftOut[] = [];
  const toRead: EstateObject[] = [];
  for (const object of listed) {
    if (object.unread !== undefined) {
      leftOut.push({ object, reason: object.unread, isUnread: true });
      continue;
    }
    const reason = object.undeclarable ?? notForFiles(object);
    if (reason === undefined) toRead.push(object);
    else leftOut.push({ object, reason });
  }
  const objects: ReadObject[] = [];
  for (const estate of estates) {
    const ofEstate = toRead.filter((object) => vendorOf(object) === estate.vendor);
    const again = ofEstate.flatMap((object) => notebook.get(object) ?? []);
    objects.push(...again);
    const left = ofEstate.filter((object) => notebook.get(object) === undefined);
    const resumed = again.length > 0 ? ` (${again.length} were read before)` : "";
    if (ofEstate.length > 0) progress.begin(`Reading at ${vendor(estate.vendor).title}${resumed}`, left.length);
    await each(left, async (object) => {
      const result = await lookAt(estate, object);
      progress.step();
      if ("reason" in result) leftOut.push({ ...result, isUnread: true });
      else {
        notebook.note(result);
        objects.push(result);
      }
    });
  }
  const { ambiguities } = known;
  const isWanted = (company: EstateObject) => customers.some((one) => one.companies.includes(company));
  return {
    customers,
    ambiguities: ambiguities.filter((one) => one.companies.some(isWanted)),
    objects,
    leftOut,
  };
}

const isSayable = ({ undeclarable, unread }: EstateObject): boolean =>
  undeclarable === undefined && unread === undefined;

/** Does something with each item, several at a time; the first failure is thrown once nothing is on its way any more. */
async function each<T>(items: readonly T[], act: (item: T) => Promise<void>): Promise<void> {
  const waiting = items.values();
  const failures: unknown[] = [];
  const worker = async () => {
    for (const item of waiting) {
      if (failures.length > 0) return;
      await act(item).catch((error: unknown) => failures.push(error));
    }
  };
  await Promise.all(Array.from({ length: atATime }, worker));
  if (failures.length > 0) throw failures[0];
}
