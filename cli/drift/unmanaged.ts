/** What exists at a vendor and in no stack of the project. */
import type { Estate, EstateObject, ReadObject } from "../estate/estate";
import type { Customers } from "./customers";
import type { Finding } from "./finding";

/** What the stacks of the project hold, as `vendor id`. */
export class Managed {
  readonly #ids = new Set<string>();

  add(type: string, ids: readonly string[]): void {
    for (const id of ids) this.#ids.add(Managed.#key(type, id));
  }

  has({ type, id }: Pick<EstateObject, "type" | "id">): boolean {
    return this.#ids.has(Managed.#key(type, id));
  }

  static #key(type: string, id: string): string {
    return `${type.split(":")[0] ?? ""} ${id.toLowerCase()}`;
  }
}

/**
 * Adds what nobody manages to the customers. From the vendor's lists, and a look at each licence that is in no state: the
 * list of all licences does not say whose they are. What no program can declare is only counted.
 */
export async function addUnmanaged(
  estate: Pick<Estate, "vendor" | "list" | "read">,
  managed: Managed,
  customers: Customers,
  onObject: () => void,
): Promise<{ undeclarable: number }> {
  let undeclarable = 0;
  for await (const object of estate.list()) {
    onObject();
    if (managed.has(object)) continue;
    if (object.undeclarable !== undefined) {
      // the account that is signed in is one of its own users: nobody forgot to declare it
      if (object.type !== "eset:User") undeclarable++;
      continue;
    }
    const seen: (EstateObject & Partial<Pick<ReadObject, "inputs">>) | undefined =
      object.tenant === undefined ? await estate.read(object) : object;
    if (seen === undefined) continue; // gone since it was listed
    const { type, id, name, tenant, inputs } = seen;
    const finding: Finding = {
      kind: "unmanaged",
      vendor: estate.vendor,
      type,
      id,
      name,
      ...(inputs?.["suspended"] === true ? { hint: "It is suspended: neither billed nor protecting anything." } : {}),
    };
    const ofAccount = type === "eset:User" || tenant === undefined;
    customers.addUnmanaged(finding, ofAccount ? undefined : { vendor: estate.vendor, ...tenant });
  }
  return { undeclarable };
}
