/** Sorts what a report tells by customer: a tenant of the program, or a company at a vendor with all that belongs to it. Pure. */
import { idKey } from "../provider/lifecycle/ids";
import { find, vendor as vendorCalled, vendorOf } from "../provider/vendors";
import { nameIn } from "../provider/host/tokens";
import type { Previewed } from "./drift/events";
import { secret } from "./drift/finding";

/** A company that something belongs to. */
export interface Owner {
  readonly vendor: string;
  readonly id: string;
  readonly name: string;
}

/** A customer, and what was found of it. */
export interface Customer<F> {
  readonly name: string;
  /** The tenant's name in the program, if there is one. */
  readonly tenant?: string;
  readonly ids: readonly { readonly vendor: string; readonly id: string }[];
  readonly found: readonly F[];
}

/** A resource of a program, as far as it tells whose it is. */
export type Owned = Omit<Previewed, "plan"> & {
  /** The company that it belongs to, where the engine tells that. */
  readonly ownerUrn?: string;
};

interface Group<F> {
  name?: string;
  tenant?: string;
  /** Those at which it has a company. */
  readonly vendors: Set<string>;
  readonly ids: Map<string, { vendor: string; id: string }>;
  readonly found: F[];
}

export const isCompany = ({ type }: { readonly type: string }): boolean => find(type).resource.isCompany === true;

export class Customers<F> {
  readonly #groups = new Map<string, Group<F>>();
  /** `vendor id` of a company → its group. */
  readonly #byCompany = new Map<string, string>();
  /** The groups that have a company of this name. */
  readonly #byName = new Map<string, Set<string>>();
  readonly #byUrn = new Map<string, string>();

  constructor(resources: readonly Owned[]) {
    // companies first: what belongs to one follows it into its group. The engine tells of them as answers come in
    const all = resources.filter(isCompany).toSorted((one, other) => collator.compare(one.urn, other.urn));
    const ambiguous = namedTwice(all);
    for (const company of all) {
      const [name, vendor] = [called(company), vendorOf(company)];
      const ownKey = company.tenant === undefined ? company.urn : `tenant ${company.tenant}`;
      const joins = company.tenant === undefined && !ambiguous.has(name);
      const key = (joins ? this.#named(name, vendor) : undefined) ?? ownKey;
      const group = this.#group(key);
      group.vendors.add(vendor);
      if (company.tenant !== undefined) group.tenant = company.tenant;
      this.#name(key, name);
      for (const id of company.knownAs) {
        this.#byCompany.set(companyKey(vendor, id), key);
        group.ids.set(companyKey(vendor, id), { vendor, id });
      }
      this.#byUrn.set(company.urn, key);
    }
    for (const resource of resources.filter((one) => !isCompany(one))) {
      const key = this.#keyOf(resource);
      const group = this.#group(key);
      if (resource.tenant !== undefined) group.tenant ??= resource.tenant;
      this.#byUrn.set(resource.urn, key);
    }
  }

  #keyOf(resource: Owned): string {
    if (resource.tenant !== undefined) return `tenant ${resource.tenant}`;
    const owner = resource.ownerUrn === undefined ? undefined : this.#byUrn.get(resource.ownerUrn);
    if (owner !== undefined) return owner;
    const property = find(resource.type).resource.owner;
    if (property === undefined) return accountOf(vendorOf(resource));
    for (const properties of [resource.deployed, resource.live, resource.program]) {
      const id = properties?.[property];
      if (typeof id !== "string") continue;
      const key = this.#byCompany.get(companyKey(vendorOf(resource), id));
      if (key !== undefined) return key;
      if (!id.startsWith("[")) return this.#unnamed(vendorOf(resource), id);
    }
    return "new";
  }

  /** A company that this program does not declare, though something that belongs to it. */
  #unnamed(vendor: string, id: string): string {
    const key = companyKey(vendor, id);
    this.#byCompany.set(key, key);
    const group = this.#group(key);
    group.vendors.add(vendor);
    group.ids.set(key, { vendor, id });
    return key;
  }

  /** The same customer at another vendor has the same name, as far as anybody can tell; it must be the only one that has. */
  #named(name: string, vendor: string): string | undefined {
    const [only, ...others] = this.#byName.get(name) ?? [];
    if (only === undefined || others.length > 0) return undefined;
    return this.#group(only).vendors.has(vendor) ? undefined : only;
  }

  #name(key: string, name: string): void {
    this.#group(key).name ??= name;
    this.#byName.set(name, (this.#byName.get(name) ?? new Set()).add(key));
  }

  #group(key: string): Group<F> {
    const group = this.#groups.get(key) ?? { vendors: new Set(), ids: new Map(), found: [] };
    this.#groups.set(key, group);
    return group;
  }

  /** What was found of a resource of the program. */
  add(urn: string, ...found: readonly F[]): void {
    this.#group(this.#byUrn.get(urn) ?? "new").found.push(...found);
  }

  /** What was found of an object that is in no program; without an owner it is the account's. */
  addOther(found: F, ofVendor: string, owner: Owner | undefined): void {
    if (owner === undefined) {
      this.#group(accountOf(ofVendor)).found.push(found);
      return;
    }
    const { vendor, id, name } = owner;
    const known = companyKey(vendor, id);
    const key = this.#byCompany.get(known) ?? this.#named(name, vendor) ?? known;
    const group = this.#group(key);
    this.#byCompany.set(known, key);
    group.vendors.add(vendor);
    group.ids.set(known, { vendor, id });
    this.#name(key, name);
    group.found.push(found);
  }

  /** Those of whom something was found, by name. */
  all(): Customer<F>[] {
    return [...this.#groups]
      .filter(([, { found }]) => found.length > 0)
      .map(([key, { name, tenant, ids, found }]) => ({
        name:
          name ??
          tenant ??
          wordsFor(
            key,
            [...ids.values()].map(({ id }) => id),
          ),
        ...(tenant === undefined ? {} : { tenant }),
        ids: [...ids.values()],
        found,
      }))
      .sort((one, other) => collator.compare(one.name, other.name));
  }
}

/** The names that two companies of one vendor have: nobody can tell whose namesake at another vendor it is. */
function namedTwice(companiesOfAll: readonly Owned[]): Set<string> {
  const seen = new Set<string>();
  const twice = new Set<string>();
  for (const company of companiesOfAll) {
    const key = JSON.stringify([vendorOf(company), called(company)]);
    if (seen.has(key)) twice.add(called(company));
    seen.add(key);
  }
  return twice;
}

export const collator = new Intl.Collator("en", { numeric: true });
const companyKey = (vendor: string, id: string): string => `${vendor} ${idKey(id)}`;
const accountOf = (vendor: string): string => `account ${vendor}`;

function wordsFor(key: string, ids: readonly string[]): string {
  const [kind, name = ""] = key.split(" ");
  if (kind === "account") return `The ${vendorCalled(name).title} account itself`;
  if (ids.length > 0) return ids.join(", ");
  return kind === "new" ? "Customers to be created" : nameIn(key);
}

/** The name of a company: as the program says, or last said. A secret one is called what the program calls the resource. */
export function called({ program, deployed, live, resource }: Owned): string {
  const names = [program, deployed, live].map((properties) => properties?.["name"] ?? properties?.["email"]);
  if (names.includes(secret)) return resource;
  return names.find((name): name is string => typeof name === "string" && !name.startsWith("[known")) ?? resource;
}
