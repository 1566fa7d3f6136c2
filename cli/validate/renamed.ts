/** What was renamed in files without saying so, told from what a stack holds. To Pulumi it would be a removal and a new order. Pure. */
import { isRecord, type Properties } from "../../provider/lifecycle/values";
import { positionOf } from "../../provider/tenant/declaration";
import type { DeclaredFile, Failure } from "../../provider/tenant/folder";
import { companyName, entryName, type Part, parts, uniqueKey } from "../../provider/tenant/parts";

/** A resource in the state of a stack. */
export interface InState {
  /** `vendor:Name`. */
  readonly type: string;
  /** In the program: `bakery/eset/endpoint`. */
  readonly name: string;
  readonly inputs: Properties;
}

/** Where a name went and another came with the same object, the line that says so. */
export function renamed(files: readonly DeclaredFile[], state: readonly InState[], stack: string): Failure[] {
  const tenants = files.flatMap((file) => {
    const { value } = file.declaration;
    return isRecord(value) && [undefined, stack].includes(file.stack) ? [{ file, value }] : [];
  });
  const taken = new Set(tenants.flatMap(({ file, value }) => namesOf(file.name, value["formerly"])));
  return tenants.flatMap(({ file, value }) =>
    parts.flatMap((part): Failure[] => {
      const section = value[part.vendor];
      if (!isRecord(section)) return [];
      const held = heldAs(part, state, namesOf(file.name, value["formerly"]));
      return held === undefined
        ? ofTenant(file, part, { name: value["name"], ...section }, state, taken, stack)
        : ofEntries(file, part, section, state, held, stack);
    }),
  );
}

/** All names that a thing has or had. */
const namesOf = (name: string, formerly: unknown): string[] => [
  name,
  ...(Array.isArray(formerly) ? formerly.filter((one) => typeof one === "string") : []),
];

/** The name under which the state has a tenant; undefined if it does not have it. */
const heldAs = (part: Part, state: readonly InState[], names: readonly string[]): string | undefined =>
  names.find((name) => state.some((one) => isCompany(part, one) && one.name === companyName(part, name)));

const isCompany = ({ company }: Part, { type }: InState): boolean => type === company.resource.type;

/** A file that the state does not know, whose company it knows under a name that no file has. */
function ofTenant(
  { file, declaration }: DeclaredFile,
  part: Part,
  inputs: Properties,
  state: readonly InState[],
  taken: ReadonlySet<string>,
  stack: string,
): Failure[] {
  const { resource, unique } = part.company;
  const keys = (of: Properties) => unique.map((one) => JSON.stringify(uniqueKey(resource, one, of)));
  const same = state.filter((one) => {
    const tenant = one.name.slice(0, -companyName(part, "").length);
    return isCompany(part, one) && !taken.has(tenant) && keys(one.inputs)[0] === keys(inputs)[0];
  });
  const [only, ...more] = same;
  if (only === undefined || more.length > 0) return [];
  const before = only.name.slice(0, -companyName(part, "").length);
  const message = `The stack ${stack} has this customer as ${before}, which is in no file any more. If it was renamed, write: formerly: ${before}`;
  return [{ file, ...positionOf(declaration.root, ["name"]), message }];
}

/** Entries that the state does not know, with what it has under a key that the file has no more. */
function ofEntries(
  { file, declaration }: DeclaredFile,
  part: Part,
  section: Properties,
  state: readonly InState[],
  tenant: string,
  stack: string,
): Failure[] {
  return part.collections.flatMap(({ name: collection, resource, unique }) => {
    const entries = Object.entries(isRecord(section[collection]) ? section[collection] : {}).flatMap(([key, entry]) =>
      isRecord(entry) ? [{ key, entry, names: namesOf(key, entry["formerly"]) }] : [],
    );
    const known = (key: string) => entryName(part, tenant, key);
    const taken = new Set(entries.flatMap(({ names }) => names.map(known)));
    const gone = state.filter(
      (one) => one.type === resource.type && one.name.startsWith(known("")) && !taken.has(one.name),
    );
    return entries.flatMap(({ key, entry, names }): Failure[] => {
      if (names.some((one) => state.some(({ name }) => name === known(one)))) return [];
      const before = gone.find((one) => one.inputs[unique.property] === entry[unique.property]);
      if (before === undefined) return [];
      const earlier = before.name.slice(known("").length);
      const path = [part.vendor, collection, key];
      const message = `${path.join(".")}: the stack ${stack} has this as ${earlier}, which the file has no more. If it was renamed, write: formerly: ${earlier}`;
      return [{ file, ...positionOf(declaration.root, path, "name"), message }];
    });
  });
}
