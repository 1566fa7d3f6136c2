/** The files of tenants. */
import { ruleFailures, schemaFailures } from "../lifecycle/check";
import type { AnyResource } from "../lifecycle/define";
import type { CheckFailure } from "../lifecycle/errors";
import { isRecord, type Properties, unknownValue } from "../lifecycle/values";
import type { TenantCollection, Unique } from "../vendor/tenantPart";
import { type Declaration, type Path, quoted } from "./declaration";
import { type Claim, type DeclaredFile, former, type Kind, type Problem } from "./folder";
import { type Part, parts, uniqueKey } from "./parts";
import { companyNameSchema, tenantSchema } from "./schema";

const vendors = parts.map(({ vendor }) => vendor);

export const tenantFiles: Kind = {
  one: "tenant",
  example: "bakery.yaml",
  least: `a name, and ${vendors.join(" or ")}`,
  schema: tenantSchema,
  check,
  claims,
};

/** Whether a tenant has a part at a vendor. */
export const isAt = ({ declaration: { value } }: DeclaredFile, vendor: string): boolean =>
  isRecord(value) && value[vendor] !== undefined;

/** The rules of the resources that a tenant becomes, where the schema has nothing. */
function check(declaration: Declaration, value: Properties, found: readonly Problem[], most: number): Problem[] {
  const failures = [...found];
  if (vendors.every((vendor) => value[vendor] === undefined)) {
    const all = vendors.length === 2 ? "both" : "several";
    failures.push({ path: [], about: "value", reason: `is at a vendor: add ${[...vendors, all].join(", or ")}.` });
  }
  for (const part of parts) {
    const own = value[part.vendor];
    // the tenant's name is that of each company which has none of its own
    if (!isRecord(own) || own["name"] !== undefined || failures.some(({ path }) => path[0] === "name")) continue;
    const show = (name: unknown) => quoted(declaration, name, ["name"]);
    failures.push(
      ...schemaFailures(companyNameSchema(part), value["name"], show).map((one) => ({ ...one, path: ["name"] })),
    );
  }
  for (const { resource, path, inputs } of resourcesOf(value)) {
    if (failures.length >= most) break;
    if (failures.some((failure) => path.every((step, i) => failure.path[i] === step))) continue;
    failures.push(...broken(ruleFailures(resource, inputs), path));
  }
  failures.push(...wronglyFormer(value));
  return failures.slice(found.length);
}

export const broken = (rules: readonly CheckFailure[], path: Path): Problem[] =>
  rules.map(({ property, reason }) => ({ path: [...path, property], about: "value", reason }));

/** The resources that a tenant becomes, with those of their inputs that the rules of a resource look at. */
const resourcesOf = (tenant: Properties): { resource: AnyResource; path: Path; inputs: Properties }[] =>
  parts.flatMap((part) => {
    const own = tenant[part.vendor];
    if (!isRecord(own)) return [];
    const company = { resource: part.company.resource, path: [part.vendor], inputs: { name: tenant["name"], ...own } };
    const entries = entriesOf(tenant, part).map(({ collection: { resource }, path, entry }) => {
      const owner = resource.owner === undefined ? {} : { [resource.owner]: unknownValue };
      return { resource, path, inputs: { ...owner, ...entry } };
    });
    return [company, ...entries];
  });

interface Entry {
  readonly collection: TenantCollection;
  readonly key: string;
  readonly path: Path;
  readonly entry: Properties;
}

/** The objects in the collections of a section. */
function entriesOf(tenant: Properties, { vendor, collections }: Part): Entry[] {
  const own = tenant[vendor];
  if (!isRecord(own)) return [];
  return collections.flatMap((collection) => {
    const entries = own[collection.name];
    if (!isRecord(entries)) return [];
    return Object.entries(entries).flatMap(([key, entry]) =>
      isRecord(entry) ? [{ collection, key, path: [vendor, collection.name, key], entry }] : [],
    );
  });
}

/** Earlier keys that still are keys of the section, or that two claim. */
const wronglyFormer = (tenant: Properties): Problem[] =>
  parts.flatMap((part) => {
    const entries = entriesOf(tenant, part);
    const named = entries.map(({ key, path, entry }) => ({ name: key, formerly: entry["formerly"], path }));
    return former(named).map(({ of, index, other, isNow }): Problem => {
      const reason = isNow
        ? "is a name that is here still. Take one of the two out."
        : `stands at ${other.name} too, and one thing can have only one name now. Take it out of one of the two.`;
      return { path: [...of.path, "formerly", String(index)], about: "value", reason };
    });
  });

function claims(file: DeclaredFile, tenant: Properties): Claim[] {
  return parts.flatMap((part) => {
    const { vendor, company } = part;
    const own = tenant[vendor];
    if (!isRecord(own)) return [];
    const inputs = { name: tenant["name"], ...own };
    const entries = entriesOf(tenant, part);
    return [
      ...company.unique.flatMap((unique) => {
        const { property } = unique;
        const isTenants = property === "name" && own[property] === undefined;
        return claim(file, company.resource, unique, inputs, isTenants ? [property] : [vendor, property]);
      }),
      ...entries.flatMap(({ collection: { resource, unique }, path, entry }) =>
        // what belongs to a company is in its file only
        claim(file, resource, unique, entry, [...path, unique.property], [file.file]),
      ),
      // a key names a resource, whichever collection it stands in
      ...entries.map(({ key, path }) => ({
        path,
        key: [file.file, vendor, key],
        what: "the name",
        text: () => key,
      })),
    ];
  });
}

export function claim(
  { declaration }: DeclaredFile,
  resource: AnyResource,
  unique: Pick<Unique, "what" | "property">,
  inputs: Properties,
  path: Path,
  within: readonly unknown[] = [],
): Claim[] {
  const { [unique.property]: value } = inputs;
  if (value === undefined) return []; // it is missing, which is said elsewhere
  const text = () => (typeof value === "number" ? String(value) : quoted(declaration, value, path));
  return [{ path, key: [...within, ...uniqueKey(resource, unique, inputs)], what: unique.what, text }];
}
