/** What people call what the vendors name by ids and codes: companies, persons, products. From what a report reads anyway. */
import { idKey } from "../../provider/lifecycle/ids";
import { isRecord } from "../../provider/lifecycle/values";
import type { EstateObject } from "../../provider/vendor/estate";
import { resourceOf, vendorOf } from "../../provider/vendors";
import { called } from "../customers";
import type { Previewed } from "./events";
import type { CustomerReport, Finding, Pending } from "./finding";

export class Names {
  /** By vendor and id. */
  readonly #ofIds = new Map<string, string>();
  /** By vendor, property and code. */
  readonly #words = new Map<string, string>();
  /** The vendors at which a company has this name, each as often as it has one. */
  readonly #companies = new Map<string, string[]>();
  /** What a list calls an object, by vendor and id. */
  readonly #listed = new Map<string, string>();

  /** From the program and the state: companies and persons. */
  learn(resource: Previewed): void {
    if (resourceOf(resource)?.owner !== undefined) return;
    const name = called(resource);
    if (name === resource.resource) return; // secret, or without a name
    for (const id of resource.knownAs) this.#ofIds.set(idIn(resource.type, id), name);
  }

  /** From a vendor's list. What it says is newer than the state. */
  learnListed({ type, id, name, person, tenant, words = [] }: EstateObject): void {
    const vendor = vendorOf({ type });
    for (const { property, code, word } of words) this.#words.set(wordIn(vendor, property, code), word);
    if (tenant !== undefined) this.#ofIds.set(`${vendor} ${idKey(tenant.id)}`, tenant.name);
    if (resourceOf({ type })?.owner === undefined) this.#ofIds.set(idIn(type, id), person ?? name);
    if (resourceOf({ type })?.isCompany === true)
      this.#companies.set(name, [...(this.#companies.get(name) ?? []), vendor]);
    if (tenant?.id !== id) this.#listed.set(idIn(type, id), name);
  }

  /** Whether no vendor lists two companies of this name. */
  isOneCustomer(name: string): boolean {
    const vendors = this.#companies.get(name) ?? [];
    return new Set(vendors).size === vendors.length;
  }

  /** Gives findings the names of what they speak of. */
  tell(customers: readonly CustomerReport[], liveKeys: ReadonlyMap<string, Previewed>): CustomerReport[] {
    const named = <F extends Finding | Pending>(finding: F): F => {
      const { type, urn, property = "", program, deployed } = finding;
      const values = [property.split("."), program, deployed, "live" in finding ? finding.live : undefined];
      const calledHere = this.#calledIn(vendorOf({ type }), property.split(".", 1).join(""), values);
      const by = byOf(finding);
      const person = by === undefined ? undefined : this.#ofIds.get(idIn(type, by));
      const all = { ...calledHere, ...(by === undefined || person === undefined ? {} : { [by]: person }) };
      const name = finding.name ?? (urn === undefined ? undefined : this.#nameOf(liveKeys.get(urn)));
      return {
        ...finding,
        ...(name === undefined ? {} : { name }),
        ...(Object.keys(all).length === 0 ? {} : { called: all }),
      };
    };
    return customers.map((customer) => ({
      ...customer,
      drift: customer.drift.map(named),
      accepted: customer.accepted.map(named),
      pending: customer.pending.map(named),
    }));
  }

  /** As a list calls it; of what no list shows, the names of its codes. */
  #nameOf(resource: Previewed | undefined): string | undefined {
    if (resource === undefined || resourceOf(resource)?.isCompany === true) return undefined; // its customer has the name
    const { type, knownAs, program, deployed } = resource;
    const listed = knownAs.map((id) => this.#listed.get(idIn(type, id))).find((name) => name !== undefined);
    if (listed !== undefined) return listed;
    for (const [property, value] of Object.entries(deployed ?? program ?? {})) {
      if (typeof value !== "string" && typeof value !== "number") continue;
      const word = this.#words.get(wordIn(vendorOf(resource), property, String(value)));
      if (word !== undefined) return `${word} (${value})`;
    }
    return undefined;
  }

  #calledIn(vendor: string, property: string, value: unknown, found: Record<string, string> = {}) {
    if (typeof value === "string" || typeof value === "number") {
      const code = String(value);
      const name = this.#ofIds.get(`${vendor} ${idKey(code)}`) ?? this.#words.get(wordIn(vendor, property, code));
      if (name !== undefined) found[code] = name;
    } else if (Array.isArray(value)) {
      for (const item of value) this.#calledIn(vendor, property, item, found);
    } else if (isRecord(value)) {
      for (const [key, item] of Object.entries(value)) {
        this.#calledIn(vendor, property, key, found);
        this.#calledIn(vendor, property, item, found);
      }
    }
    return found;
  }
}

const idIn = (type: string, id: string): string => `${vendorOf({ type })} ${idKey(id)}`;
const wordIn = (vendor: string, property: string, code: string): string => JSON.stringify([vendor, property, code]);
const byOf = (finding: Finding | Pending): string | undefined =>
  finding.kind === "changed" || finding.kind === "unmanaged" ? finding.change?.by : undefined;
