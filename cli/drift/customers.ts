/** Sorts what was found by customer: a tenant of the program, or a company at a vendor with all that belongs to it. Pure. */
import { type Previewed, nameIn } from "./events";
import { type CustomerReport, type Finding, type Pending, secret } from "./finding";

/** A company that something belongs to. */
export interface Owner {
  readonly vendor: string;
  readonly id: string;
  readonly name: string;
}

interface Group {
  name?: string;
  tenant?: string;
  readonly ids: Map<string, { vendor: string; id: string }>;
  readonly drift: Finding[];
  readonly pending: Pending[];
}

/** The property that says whose an object is; of a company, it is its own. */
const ownerProperty: Readonly<Record<string, string>> = {
  "eset:License": "customerId",
  "redstor:Subscription": "companyId",
};
const companies = ["eset:Customer", "eset:ManagedMsp", "eset:MspCompany", "redstor:Company"];

export class Customers {
  readonly #groups = new Map<string, Group>();
  /** `vendor id` of a company → its group. */
  readonly #byCompany = new Map<string, string>();
  readonly #byUrn = new Map<string, string>();

  constructor(resources: readonly Previewed[]) {
    // companies first: what belongs to one follows it into its group
    const isCompany = ({ type }: Previewed): boolean => companies.includes(type);
    for (const company of resources.filter(isCompany)) {
      const key = company.tenant === undefined ? company.urn : `tenant ${company.tenant}`;
      const group = this.#group(key);
      if (company.tenant !== undefined) group.tenant = company.tenant;
      group.name ??= called(company);
      for (const id of company.knownAs) {
        this.#byCompany.set(companyKey(vendorOf(company), id), key);
        group.ids.set(companyKey(vendorOf(company), id), { vendor: vendorOf(company), id });
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

  #keyOf(resource: Previewed): string {
    if (resource.tenant !== undefined) return `tenant ${resource.tenant}`;
    const property = ownerProperty[resource.type];
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
    this.#group(key).ids.set(key, { vendor, id });
    return key;
  }

  #group(key: string): Group {
    const group = this.#groups.get(key) ?? { ids: new Map(), drift: [], pending: [] };
    this.#groups.set(key, group);
    return group;
  }

  /** What was found of a resource of the program. */
  add({ urn }: Pick<Previewed, "urn">, found: { drift: readonly Finding[]; pending: readonly Pending[] }): void {
    const group = this.#group(this.#byUrn.get(urn) ?? "new");
    group.drift.push(...found.drift);
    group.pending.push(...found.pending);
  }

  /** What was found of an object that is in no program; without an owner it is the account's. */
  addUnmanaged(finding: Finding, owner: Owner | undefined): void {
    if (owner === undefined) {
      this.#group(accountOf(finding.vendor)).drift.push(finding);
      return;
    }
    const key = this.#byCompany.get(companyKey(owner.vendor, owner.id)) ?? this.#unnamed(owner.vendor, owner.id);
    const group = this.#group(key);
    group.name ??= owner.name;
    group.drift.push(finding);
  }

  /** Those of whom there is something to say, by name. */
  reports(): CustomerReport[] {
    return [...this.#groups]
      .filter(([, { drift, pending }]) => drift.length + pending.length > 0)
      .map(([key, { name, tenant, ids, drift, pending }]) => ({
        name:
          name ??
          tenant ??
          wordsFor(
            key,
            [...ids.values()].map(({ id }) => id),
          ),
        ...(tenant === undefined ? {} : { tenant }),
        ids: [...ids.values()],
        drift: drift.toSorted(inOrder),
        accepted: [],
        pending: pending.toSorted(inOrder),
      }))
      .sort((one, other) => collator.compare(one.name, other.name));
  }
}

const collator = new Intl.Collator("en", { numeric: true });
const kinds = ["vanished", "unmanaged", "changed", "delete", "create", "replace", "update"];

/** Companies before what belongs to them, what is gone or new before what changed. */
function inOrder(one: Finding | Pending, other: Finding | Pending): number {
  const rank = ({ type, kind }: Finding | Pending): number =>
    (companies.includes(type) ? 0 : 100) + kinds.indexOf(kind);
  return (
    rank(one) - rank(other) ||
    collator.compare(one.resource ?? one.name ?? "", other.resource ?? other.name ?? "") ||
    collator.compare(one.id ?? "", other.id ?? "") ||
    collator.compare(one.property ?? "", other.property ?? "")
  );
}

const vendorOf = ({ type }: Pick<Previewed, "type">): string => type.split(":")[0] ?? "";
const companyKey = (vendor: string, id: string): string => `${vendor} ${id.toLowerCase()}`;
const accountOf = (vendor: string): string => `account ${vendor}`;

const vendorNames: Readonly<Record<string, string>> = { eset: "ESET", redstor: "Redstor" };

function wordsFor(key: string, ids: readonly string[]): string {
  const [kind, vendor = ""] = key.split(" ");
  if (kind === "account") return `The ${vendorNames[vendor] ?? vendor} account itself`;
  if (ids.length > 0) return ids.join(", ");
  return kind === "new" ? "Customers to be created" : nameIn(key);
}

/** The name of a company: as the program says, or last said. A secret one is called what the program calls the resource. */
function called({ program, deployed, live, resource }: Previewed): string {
  const names = [program, deployed, live].map((properties) => properties?.["name"] ?? properties?.["email"]);
  if (names.includes(secret)) return resource;
  return names.find((name): name is string => typeof name === "string" && !name.startsWith("[known")) ?? resource;
}
