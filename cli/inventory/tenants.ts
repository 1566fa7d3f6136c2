/** From what was read of an estate to the tenants that declare it, and to what none of them can say. Pure. */
import { nameKey } from "../../provider/eset/nameKey";
import type { AnyResource } from "../../provider/lifecycle/define";
import { idKey } from "../../provider/lifecycle/ids";
import { isRecord, type Properties, same, unknownValue } from "../../provider/lifecycle/values";
import type { EstateObject, ReadObject } from "../../provider/vendor/estate";
import { find } from "../../provider/vendors";
import { type Customer, vendorOf } from "./customers";

/** A resource as the program with the tenant's file will register it. */
export interface Registered {
  readonly type: string;
  /** In the program. */
  readonly name: string;
  readonly id: string;
  readonly inputs: Properties;
  readonly outputs: Properties;
}

export interface Tenant {
  readonly slug: string;
  readonly customer: Customer;
  /** What its file says. */
  readonly declaration: Properties;
  readonly resources: readonly Registered[];
  /** What a person should know of it. */
  readonly notes: readonly string[];
}

/** Something that exists and is in no file. */
export interface LeftOut {
  readonly object: EstateObject;
  readonly reason: string;
  /** Whether it could not be read, so that nobody knows whether it belongs in a file. */
  readonly isUnread?: boolean;
}

export interface Composed {
  readonly tenants: readonly Tenant[];
  readonly leftOut: readonly LeftOut[];
}

/** Which lists of a tenant's file there are, and what makes an entry of each the only one. */
const parts = {
  eset: {
    list: "licenses",
    key: "productCode",
    owner: "customerId",
    company: (slug: string) => slug,
    name: (slug: string, key: string) => `${slug}-${key}`,
  },
  redstor: {
    list: "subscriptions",
    key: "productId",
    owner: "companyId",
    company: (slug: string) => `${slug}-redstor`,
    name: (slug: string, key: string) => `${slug}-redstor-${key}`,
  },
} as const;

const companyTypes: readonly string[] = ["eset:Customer", "redstor:Company"];

/** Why an object cannot be in a tenant's file, though a program may declare it; undefined if it can. */
export function notForFiles({ type, undeclarable }: EstateObject): string | undefined {
  if (undeclarable !== undefined) return undefined; // which says more
  switch (type) {
    case "eset:ManagedMsp":
    case "eset:MspCompany":
      return `A tenant's file is for customers. Declare it in the program, as ${type.replace(":", ".")}.`;
    case "eset:User":
      return "ESET does not tell which customers a user looks after. Add it to the file of one, or declare it in the program, as eset.User.";
    default:
      return undefined;
  }
}

export const isCompany = ({ type }: Pick<EstateObject, "type">): boolean => companyTypes.includes(type);

export function compose(customers: readonly Customer[], all: readonly ReadObject[]): Composed {
  const leftOut: LeftOut[] = [];
  const usable: ReadObject[] = [];
  for (const object of withoutRepetitions(all.map(asFilesCanSay))) {
    if (object.undeclarable === undefined) usable.push(object);
    else leftOut.push({ object, reason: object.undeclarable });
  }
  const byId = new Map(usable.map((object) => [keyOf(object), object]));
  const byOwner = new Map<string, ReadObject[]>();
  for (const object of usable) {
    if (isCompany(object)) continue;
    const owner = `${vendorOf(object)} ${idKey(object.tenant.id)}`;
    byOwner.set(owner, [...(byOwner.get(owner) ?? []), object]);
  }
  const tenants: Tenant[] = [];
  for (const customer of customers) {
    const declaration: Record<string, unknown> = { name: customer.name };
    const resources: Registered[] = [];
    const notes: string[] = [];
    for (const listed of customer.companies) {
      const company = byId.get(keyOf(listed));
      if (company === undefined) continue;
      const vendor = vendorOf(company);
      const { list, key, owner, ...names } = parts[vendor];
      const ownerKey = `${vendor} ${idKey(company.id)}`;
      const { entries, repeated } = entriesOf(byOwner.get(ownerKey) ?? [], key);
      byOwner.delete(ownerKey);
      leftOut.push(...repeated);
      declaration[vendor] = {
        ...written(company, company.inputs["name"] === customer.name ? ["name"] : []),
        ...(entries.length > 0 ? { [list]: entries.map((entry) => written(entry, [owner])) } : {}),
      };
      resources.push(registered(company, names.company(customer.slug)));
      for (const entry of entries) {
        resources.push(registered(entry, names.name(customer.slug, String(entry.inputs[key]))));
      }
      notes.push(...company.notes, ...entries.flatMap(({ name, notes: own }) => own.map((note) => `${name}: ${note}`)));
    }
    if (resources.length > 0) tenants.push({ slug: customer.slug, customer, declaration, resources, notes });
  }
  for (const object of [...byOwner.values()].flat()) {
    leftOut.push({ object, reason: `The company that it belongs to (${object.tenant.name}) is in no file.` });
  }
  return { tenants, leftOut };
}

const keyOf = ({ type, id }: EstateObject): string => `${type} ${idKey(id)}`;

const registered = ({ type, id, inputs, outputs }: ReadObject, name: string): Registered => ({
  type,
  name,
  id,
  inputs,
  outputs,
});

/** The entries of a list, by number; those of which there is more than one would be one resource. */
function entriesOf(objects: readonly ReadObject[], key: string): { entries: ReadObject[]; repeated: LeftOut[] } {
  const counts = new Map<unknown, number>();
  for (const { inputs } of objects) counts.set(inputs[key], (counts.get(inputs[key]) ?? 0) + 1);
  const isOnly = ({ inputs }: ReadObject): boolean => counts.get(inputs[key]) === 1;
  return {
    entries: objects.filter(isOnly).sort((a, b) => Number(a.inputs[key]) - Number(b.inputs[key])),
    repeated: objects
      .filter((object) => !isOnly(object))
      .map((object) => ({
        object,
        reason: `The company has more than one of this ${key}, and a file can say each only once. Keep one at the vendor, or declare them in the program.`,
      })),
  };
}

/** The inputs as a file says them: without what the tenant says, and without defaults. */
function written({ type, inputs }: ReadObject, saidElsewhere: readonly string[]): Record<string, unknown> {
  const { properties } = find(type).resource.inputs;
  return Object.fromEntries(
    Object.entries(properties)
      .filter(
        ([name, schema]) =>
          name in inputs && !saidElsewhere.includes(name) && !same(undefined, inputs[name], schema["default"]),
      )
      .map(([name]) => [name, inputs[name]]),
  );
}

// ---- what a file cannot say --------------------------------------------------------------------

/** Texts that mean something else in a file, or to the engine, than themselves. */
const isMisread = (value: unknown): boolean =>
  typeof value === "string"
    ? value.includes("${config:") || value === unknownValue
    : Array.isArray(value)
      ? value.some(isMisread)
      : isRecord(value) && Object.values(value).some(isMisread);

function asFilesCanSay(object: ReadObject): ReadObject {
  if (object.undeclarable !== undefined) return object;
  const misread = Object.keys(object.inputs).filter((property) => isMisread(object.inputs[property]));
  const { resource } = find(object.type);
  return misread.reduce((rest, property) => {
    const why = "it is written as what stands for a value of the stack's configuration";
    return undeclared(resource, rest, property, why);
  }, object);
}

/** The object without one property; nothing is left of it if the resource cannot do without that. */
function undeclared(resource: AnyResource, object: ReadObject, property: string, why: string): ReadObject {
  if (resource.inputs.required.includes(property))
    return { ...object, undeclarable: `Its ${property} cannot be said in a file: ${why}.` };
  const without = (properties: Properties) =>
    Object.fromEntries(Object.entries(properties).filter(([name]) => name !== property));
  return {
    ...object,
    inputs: without(object.inputs),
    outputs: without(object.outputs),
    notes: [...object.notes, `${property} is not declared: ${why}.`],
  };
}

/** What files may say only once, all together. None of those that share it keeps it: nobody can tell whose it is. */
function withoutRepetitions(objects: readonly ReadObject[]): ReadObject[] {
  const counts = new Map<string, number>();
  for (const key of objects.flatMap(claimsOf)) counts.set(key, (counts.get(key) ?? 0) + 1);
  return objects.map((object) => {
    const [shared] = claimsOf(object).filter((key) => (counts.get(key) ?? 0) > 1);
    if (shared === undefined || object.undeclarable !== undefined) return object;
    const undeclarable = namesakes[object.type];
    if (undeclarable !== undefined && shared === nameClaimOf(object)) return { ...object, undeclarable };
    const others = (counts.get(shared) ?? 0) - 1;
    const why = `${others} other customer${others === 1 ? " has" : "s have"} the same`;
    return undeclared(find(object.type).resource, object, "customIdentifier", why);
  });
}

/** Why a company cannot be declared whose name another one has. */
const namesakes: Readonly<Record<string, string | undefined>> = {
  "redstor:Company":
    "There is another company of this name and type under the same parent. Rename one in the web app, and run again.",
  "eset:Customer":
    "There is another customer under the same parent whose name differs in case only. Rename one in the portal, and run again.",
};

function nameClaimOf({ type, inputs }: ReadObject): string | undefined {
  const { name, parentId = "" } = inputs;
  if (type === "redstor:Company") return JSON.stringify([type, parentId, inputs["type"], name]);
  return type === "eset:Customer" ? JSON.stringify([type, parentId, nameKey(String(name))]) : undefined;
}

function claimsOf(object: ReadObject): string[] {
  const { customIdentifier } = object.inputs;
  const identifier = object.type === "eset:Customer" && customIdentifier !== undefined;
  return [nameClaimOf(object), identifier ? JSON.stringify(["customIdentifier", customIdentifier]) : undefined].filter(
    (claim) => claim !== undefined,
  );
}
