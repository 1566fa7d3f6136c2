/** From what was read of an estate to the tenants that declare it, and to what none of them can say. Pure. */
import type { AnyResource } from "../../provider/lifecycle/define";
import { idKey } from "../../provider/lifecycle/ids";
import { isRecord, type Properties, same, unknownValue } from "../../provider/lifecycle/values";
import { companyName, entryName, type Part, parts, uniqueKey, userPart } from "../../provider/tenant/parts";
import type { EstateObject, ReadObject } from "../../provider/vendor/estate";
import { find, vendorOf } from "../../provider/vendors";
import type { Customer } from "./customers";
import { keysOf } from "./names";

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
  /** What stands beside an entry of the file, for people: the name of its product. */
  readonly remarks: readonly Remark[];
  readonly resources: readonly Registered[];
  /** What a person should know of it. */
  readonly notes: readonly string[];
}

export interface Remark {
  /** Of the entry: `["eset", "licenses", "endpoint"]`. */
  readonly path: readonly string[];
  readonly text: string;
}

/** The key that a file has already for what stands there, such as a product; undefined if it has none. */
export type KnownKey = (
  slug: string,
  path: readonly [vendor: string, collection: string],
  value: unknown,
) => string | undefined;

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

/** The part of a tenant's file whose company is of this type. */
const partOf = ({ type }: Pick<EstateObject, "type">): Part | undefined =>
  parts.find(({ company }) => company.resource.type === type);

/** Why an object cannot be in a tenant's file, though a program may declare it; undefined if it can. */
export function notForFiles(object: EstateObject): string | undefined {
  if (object.undeclarable !== undefined) return undefined; // which says more
  if (isCompany(object)) return undefined;
  const { vendor, resource } = find(object.type);
  const part = parts.find((one) => one.vendor === vendorOf(object));
  if (part?.collections.some((one) => one.resource.type === object.type) === true) return undefined;
  const inProgram = `eclare it in the program, as ${object.type.replace(":", ".")}.`;
  if (object.type === userPart.user.resource.type) {
    return `${vendor.title} does not tell which customers a user looks after. Write a file of the user, in users/, or d${inProgram}`;
  }
  return resource.isCompany === true && part !== undefined
    ? `A tenant's file is for customers. D${inProgram}`
    : `A tenant's file cannot hold it. D${inProgram}`;
}

export const isCompany = (object: Pick<EstateObject, "type">): boolean => partOf(object) !== undefined;

/** @param knownKey what the files that there are say: keys are made once */
export function compose(
  customers: readonly Customer[],
  all: readonly ReadObject[],
  knownKey: KnownKey = () => undefined,
): Composed {
  const leftOut: LeftOut[] = [];
  const usable: ReadObject[] = [];
  for (const object of withoutRepetitions(all.map(asFilesCanSay))) {
    if (object.undeclarable === undefined) usable.push(kept(object));
    else leftOut.push({ object, reason: object.undeclarable });
  }
  const byId = new Map(usable.map((object) => [keyOf(object), object]));
  const byOwner = new Map<string, ReadObject[]>();
  for (const object of usable) {
    if (isCompany(object)) continue;
    const owner = ownerKey(object.type, object.tenant.id);
    byOwner.set(owner, [...(byOwner.get(owner) ?? []), object]);
  }
  const tenants: Tenant[] = [];
  for (const customer of customers) {
    const declaration: Record<string, unknown> = { name: customer.name };
    const resources: Registered[] = [];
    const notes: string[] = [];
    const remarks: Remark[] = [];
    for (const listed of customer.companies) {
      const company = byId.get(keyOf(listed));
      const part = partOf(listed);
      if (company === undefined || part === undefined) continue;
      const section: Record<string, unknown> = written(
        company,
        company.inputs["name"] === customer.name ? ["name"] : [],
      );
      resources.push(registered(company, companyName(part, customer.slug)));
      notes.push(...company.notes);
      const keys = new Set<string>(); // of all collections: a key names a resource
      for (const { name: collection, resource, unique } of part.collections) {
        const owner = ownerKey(resource.type, company.id);
        const { entries, repeated } = entriesOf(byOwner.get(owner) ?? [], unique.property);
        byOwner.delete(owner);
        leftOut.push(...repeated);
        const path = [part.vendor, collection] as const;
        const named = keysOf(
          entries.map((entry) => {
            const value = entry.inputs[unique.property];
            return {
              entry,
              name: entry.product ?? "",
              value: String(value),
              known: knownKey(customer.slug, path, value),
            };
          }),
          keys,
        );
        if (named.size > 0) {
          section[collection] = Object.fromEntries(
            [...named].map(([key, { entry }]) => [key, written(entry, [resource.owner, "deletionPolicy"])]),
          );
        }
        for (const [key, { entry }] of named) {
          if (entry.product !== undefined) remarks.push({ path: [...path, key], text: entry.product });
          resources.push(registered(entry, entryName(part, customer.slug, key)));
          notes.push(...entry.notes.map((note) => `${entry.name}: ${note}`));
        }
      }
      declaration[part.vendor] = section;
    }
    if (resources.length > 0) tenants.push({ slug: customer.slug, customer, declaration, remarks, resources, notes });
  }
  for (const object of [...byOwner.values()].flat()) {
    leftOut.push({ object, reason: `The company that it belongs to (${object.tenant.name}) is in no file.` });
  }
  return { tenants, leftOut };
}

/** What is taken over stays at the vendor when its file goes, and the file says so. What a company has stays with it. */
function kept(object: ReadObject): ReadObject {
  const policies = find(object.type).resource.inputs.properties["deletionPolicy"]?.["enum"];
  if (!Array.isArray(policies) || !policies.includes("retain")) return object;
  const policy = { deletionPolicy: "retain" };
  return { ...object, inputs: { ...object.inputs, ...policy }, outputs: { ...object.outputs, ...policy } };
}

const keyOf = ({ type, id }: EstateObject): string => `${type} ${idKey(id)}`;

/** Objects of one type that belong to one company. */
const ownerKey = (type: string, companyId: string): string => `${type} of ${idKey(companyId)}`;

const collator = new Intl.Collator("en", { numeric: true });

const registered = ({ type, id, inputs, outputs }: ReadObject, name: string): Registered => ({
  type,
  name,
  id,
  inputs,
  outputs,
});

/** The entries of a collection, by number; those of which there is more than one would be one resource. */
function entriesOf(objects: readonly ReadObject[], key: string): { entries: ReadObject[]; repeated: LeftOut[] } {
  const counts = new Map<unknown, number>();
  for (const { inputs } of objects) counts.set(inputs[key], (counts.get(inputs[key]) ?? 0) + 1);
  const isOnly = ({ inputs }: ReadObject): boolean => counts.get(inputs[key]) === 1;
  return {
    entries: objects.filter(isOnly).sort((a, b) => collator.compare(String(a.inputs[key]), String(b.inputs[key]))),
    repeated: objects
      .filter((object) => !isOnly(object))
      .map((object) => ({
        object,
        reason: `The company has more than one of this ${key}, and a file can say each only once. Keep one at the vendor, or declare them in the program.`,
      })),
  };
}

/** The inputs as a file says them: without what the tenant says, and without defaults. */
function written(
  { type, inputs }: ReadObject,
  saidElsewhere: readonly (string | undefined)[],
): Record<string, unknown> {
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
  for (const { key } of objects.flatMap(uniqueOf)) counts.set(key, (counts.get(key) ?? 0) + 1);
  return objects.map((object) => {
    const [shared] = uniqueOf(object).filter(({ key }) => (counts.get(key) ?? 0) > 1);
    if (shared === undefined || object.undeclarable !== undefined) return object;
    if (shared.undeclarable !== undefined) return { ...object, undeclarable: shared.undeclarable };
    const others = (counts.get(shared.key) ?? 0) - 1;
    const why = `${others} other customer${others === 1 ? " has" : "s have"} the same`;
    return undeclared(find(object.type).resource, object, shared.property, why);
  });
}

/** The values of a company that no other may have. */
function uniqueOf(object: ReadObject): { key: string; property: string; undeclarable?: string | undefined }[] {
  const { resource, unique = [] } = partOf(object)?.company ?? {};
  if (resource === undefined) return [];
  return unique
    .filter(({ property }) => object.inputs[property] !== undefined)
    .map((one) => ({
      key: JSON.stringify(uniqueKey(resource, one, object.inputs)),
      property: one.property,
      undeclarable: one.shared,
    }));
}
