/** What exists at a vendor and in no stack of the project. */
import { idKey } from "../../provider/lifecycle/ids";
import { type Estate, type EstateObject, lookAt, type ReadObject, type Unread } from "../../provider/vendor/estate";
import { find, resourceOf, vendorOf } from "../../provider/vendors";
import type { Customers } from "./customers";
import type { Finding } from "./finding";

/** What the stacks of the project hold, as `vendor id`. */
export class Managed {
  readonly #stacks = new Map<string, string>();

  add(type: string, ids: readonly string[], stack = ""): void {
    for (const id of ids) this.#stacks.set(Managed.#key(type, id), stack);
  }

  has({ type, id }: Pick<EstateObject, "type" | "id">): boolean {
    return this.#stacks.has(Managed.#key(type, id));
  }

  /** The stack that holds an object of the vendor. */
  holder(type: string, id: string): string | undefined {
    return this.#stacks.get(Managed.#key(type, id));
  }

  static #key(type: string, id: string): string {
    return `${vendorOf({ type })} ${idKey(id)}`;
  }
}

/** Looks that are under way at the same time; the limiter sets the pace. */
const atATime = 16;

/**
 * Adds what nobody manages to the customers. From the vendor's lists, and a look at each object that is in no state and of
 * which the list does not say whose it is. What no program can declare is only counted. What cannot be read is told: it may be
 * anything.
 */
export async function addUnmanaged(
  estate: Pick<Estate, "vendor" | "list" | "read">,
  managed: Managed,
  customers: Customers,
  onObject: (object: EstateObject) => void,
): Promise<{ undeclarable: number; unread: Unread[]; unmanaged: Unmanaged[] }> {
  let undeclarable = 0;
  const unmanaged: Unmanaged[] = [];
  const unread: Unread[] = [];
  const waiting: EstateObject[] = [];
  const addWaiting = async (): Promise<void> => {
    const look = async (object: EstateObject): Promise<Unmanaged | Unread> =>
      object.tenant === undefined ? await lookAt(estate, object) : object;
    for (const seen of await Promise.all(waiting.splice(0).map(look))) {
      if ("reason" in seen) unread.push(seen);
      else if (seen.undeclarable !== undefined) undeclarable++;
      else {
        unmanaged.push(seen);
        add(seen, customers, estate.vendor);
      }
    }
  };
  for await (const object of estate.list()) {
    onObject(object);
    if (managed.has(object)) continue;
    if (object.unread !== undefined) {
      unread.push({ object, reason: object.unread });
      continue;
    }
    if (object.undeclarable !== undefined) {
      // the account that is signed in is one of its own users: nobody forgot to declare it
      if (!isOfAccount(object)) undeclarable++;
      continue;
    }
    waiting.push(object);
    if (waiting.length >= atATime) await addWaiting();
  }
  await addWaiting();
  return { undeclarable, unread, unmanaged };
}

/** Whether it belongs to the account itself: it is no company, and to none. */
function isOfAccount(object: EstateObject): boolean {
  const resource = resourceOf(object);
  return resource !== undefined && resource.isCompany !== true && resource.owner === undefined;
}

/** What nobody manages: as it is listed, or was looked at. */
export type Unmanaged = EstateObject & Partial<Pick<ReadObject, "inputs">>;

function add(seen: Unmanaged, customers: Customers, vendor: string): void {
  const { type, id, name, tenant, inputs } = seen;
  const isSuspended = inputs?.["suspended"] === true;
  const stake = isSuspended ? undefined : find(type).resource.telling?.stake;
  const finding: Finding = {
    kind: "unmanaged",
    vendor,
    type,
    id,
    name,
    ...(stake === undefined ? {} : { stake }),
    ...(isSuspended ? { hint: "It is suspended: neither billed nor protecting anything." } : {}),
  };
  const ofAccount = isOfAccount(seen) || tenant === undefined;
  customers.addUnmanaged(finding, ofAccount ? undefined : { vendor, ...tenant });
}
