/** What was found of each customer, in the order of a report. Pure. */
import { collator, Customers as ByCustomer, isCompany, type Owner } from "../customers";
import type { Previewed } from "./events";
import type { CustomerReport, Finding, Pending } from "./finding";

export class Customers {
  readonly #all: ByCustomer<Finding | Pending>;

  constructor(resources: readonly Previewed[]) {
    this.#all = new ByCustomer(resources);
  }

  /** What was found of a resource of the program. */
  add({ urn }: Pick<Previewed, "urn">, found: { drift: readonly Finding[]; pending: readonly Pending[] }): void {
    this.#all.add(urn, ...found.drift, ...found.pending);
  }

  /** What was found of an object that is in no program; without an owner it is the account's. */
  addUnmanaged(finding: Finding, owner: Owner | undefined): void {
    this.#all.addOther(finding, finding.vendor, owner);
  }

  /** Those of whom there is something to say, by name. */
  reports(): CustomerReport[] {
    return this.#all.all().map(({ found, ...customer }) => ({
      ...customer,
      drift: found.filter(isDrift).toSorted(inOrder),
      accepted: [],
      pending: found.filter((one) => !isDrift(one)).toSorted(inOrder),
    }));
  }
}

const isDrift = (one: Finding | Pending): one is Finding => ["vanished", "unmanaged", "changed"].includes(one.kind);

const kinds = ["vanished", "unmanaged", "changed", "delete", "create", "replace", "update"];

/** Companies before what belongs to them, what is gone or new before what changed. */
function inOrder(one: Finding | Pending, other: Finding | Pending): number {
  const rank = (of: Finding | Pending): number => (isCompany(of) ? 0 : 100) + kinds.indexOf(of.kind);
  return (
    rank(one) - rank(other) ||
    collator.compare(one.resource ?? one.name ?? "", other.resource ?? other.name ?? "") ||
    collator.compare(one.id ?? "", other.id ?? "") ||
    collator.compare(one.property ?? "", other.property ?? "")
  );
}
