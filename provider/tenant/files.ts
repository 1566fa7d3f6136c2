/** The files of a folder, one tenant each, and everything that is wrong with them: what a program and the CLI both check. */
import { isUtf8 } from "node:buffer";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { customer } from "../eset/customer";
import { license } from "../eset/license";
import { nameKey } from "../eset/nameKey";
import { user } from "../eset/user";
import { pathOf, ruleFailures, type SchemaFailure, schemaFailures } from "../lifecycle/check";
import type { AnyResource } from "../lifecycle/define";
import { idKey } from "../lifecycle/ids";
import { containsUnknown, isRecord, type Properties, unknownValue } from "../lifecycle/values";
import { visible } from "../lifecycle/visible";
import { company } from "../redstor/company";
import { subscription } from "../redstor/subscription";
import { type Configuration, type Declaration, declarationOf, type Path, positionOf, quoted } from "./declaration";
import { type Mistake, parse, type Position } from "./document";
import { tenantSchema } from "./schema";

/** A mistake as people and editors find it: `tenants/bakery.yaml:7:14: eset.licenses[0].quantity must be …` */
export interface Failure extends Position {
  readonly file: string;
  readonly message: string;
}

/** Names in a file may hold anything; nobody's terminal obeys it. */
export const inOneLine = ({ file, line, column, message }: Failure): string =>
  visible(`${file}:${line}:${column}: ${message}`);

export interface TenantFile {
  /** The tenant's name in the program: that of the file, without its extension. */
  readonly name: string;
  readonly file: string;
  readonly declaration: Declaration;
}

export interface Read {
  /** Sorted by name. */
  readonly tenants: readonly TenantFile[];
  /** Sorted by place. */
  readonly failures: readonly Failure[];
}

/**
 * Reads and checks all tenants of a folder. `configurationOf` says which configuration the references of a tenant are to; without
 * one they may stand for anything. Throws when there is no such folder, or no tenant in it.
 */
export function readTenants(
  folder: string,
  configurationOf: (name: string) => Configuration | undefined = () => undefined,
): Read {
  const tenants: TenantFile[] = [];
  const failures: Failure[] = [];
  for (const { name, file } of filesIn(folder)) {
    const fails = (position: Position, message: string) =>
      failures.push({ file, line: position.line, column: position.column, message });
    if (!/^[\p{L}\p{N}][\p{L}\p{N}._-]*$/u.test(name)) {
      fails(
        { line: 1, column: 1 },
        "A tenant has its name from the file: letters, digits, and . _ - between them. Rename it.",
      );
    }
    const content = contentOf(file);
    const { root, mistakes } = typeof content === "string" ? parse(content) : { root: undefined, mistakes: [content] };
    for (const mistake of mistakes) fails(mistake, mistake.message);
    if (root === undefined) {
      if (mistakes.length === 0)
        fails({ line: 1, column: 1 }, `The file is empty. Write at least a name, and eset or redstor.`);
      continue;
    }
    const declaration = declarationOf(root, configurationOf(name));
    for (const mistake of declaration.mistakes) fails(mistake, mistake.message);
    for (const { path, about, reason } of check(declaration)) {
      const at = positionOf(
        root,
        about === "missing" ? path.slice(0, -1) : path,
        about === "unknown" ? "name" : "value",
      );
      fails(at, `${pathOf(path) || "A tenant"} ${reason}`);
    }
    tenants.push({ name, file, declaration });
  }
  failures.push(...repetitions(tenants));
  return { tenants, failures: failures.sort(byPlace) };
}

function filesIn(folder: string): { name: string; file: string }[] {
  const say = (problem: string) =>
    new Error(`${problem} It must be a folder with a file per tenant, e.g. bakery.yaml.`);
  let names: string[];
  try {
    names = readdirSync(folder, { withFileTypes: true })
      .filter((entry) => !entry.isDirectory() && !entry.name.startsWith("."))
      .map((entry) => entry.name);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ENOENT") throw say(`There is no folder ${folder}.`);
    if (code === "ENOTDIR") throw say(`${folder} is a file.`);
    throw error;
  }
  const files = names
    .flatMap((file) => {
      const name = /^(?<name>.*)\.ya?ml$/.exec(file)?.groups?.["name"];
      return name === undefined ? [] : [{ name, file: join(folder, file) }];
    })
    .sort((a, b) => compare(a.name, b.name) || compare(a.file, b.file));
  if (files.length === 0) throw say(`There is no tenant in ${folder}: no file there ends in .yaml or .yml.`);
  return files;
}

/** The text of a file, or what is wrong with it: letters that are not what they were would be changed at the vendors. */
function contentOf(file: string): string | Mistake {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { line: 1, column: 1, message: `This cannot be read: ${why}. It must be a file.` };
  }
  const text = bytes.toString("utf8");
  if (isUtf8(bytes)) return text;
  const lines = text.slice(0, text.indexOf("\ufffd")).split("\n");
  const message = "This is not UTF-8. Save the file in that encoding.";
  return { line: lines.length, column: (lines.at(-1) ?? "").length + 1, message };
}

/** The same everywhere, whatever the language of the machine. */
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const byPlace = (a: Failure, b: Failure): number =>
  compare(a.file, b.file) || a.line - b.line || a.column - b.column || compare(a.message, b.message);

// ---- one file ----------------------------------------------------------------------------------

type Problem = Pick<SchemaFailure, "path" | "about" | "reason">;

/** What the schema has against a declaration, then the rules of the resources that it becomes, where the schema has nothing. */
function check(declaration: Declaration): Problem[] {
  const { value } = declaration;
  const failures: Problem[] = schemaFailures(tenantSchema, value, (data, path) => quoted(declaration, data, path));
  if (!isRecord(value)) return failures;
  if (value["eset"] === undefined && value["redstor"] === undefined) {
    failures.push({ path: [], about: "value", reason: "is at a vendor: add eset, or redstor, or both." });
  }
  for (const { inputs, own } of [
    { inputs: customer.inputs, own: value["eset"] },
    { inputs: company.inputs, own: value["redstor"] },
  ]) {
    // the tenant's name is that of each company which has none of its own
    if (!isRecord(own) || own["name"] !== undefined || failures.some(({ path }) => path[0] === "name")) continue;
    const show = (name: unknown) => quoted(declaration, name, ["name"]);
    failures.push(
      ...schemaFailures(inputs.properties.name, value["name"], show).map((one) => ({ ...one, path: ["name"] })),
    );
  }
  for (const { resource, path, inputs } of partsOf(value)) {
    if (failures.some((failure) => path.every((step, i) => failure.path[i] === step))) continue;
    for (const { property, reason } of ruleFailures(resource, inputs)) {
      failures.push({ path: [...path, property], about: "value", reason });
    }
  }
  for (const [path, one] of listed(value, "eset", "users")) {
    if (one["access"] !== undefined && one["permission"] === "Write") {
      const reason =
        'is only for the permissions Read and NoAccess: "Write" is access to every customer. Leave it out.';
      failures.push({ path: [...path, "access"], about: "value", reason });
    }
  }
  return failures;
}

/** The resources that a tenant becomes, with those of their inputs that the rules of a resource look at. */
type Rules = Pick<AnyResource, "inputs" | "rules">;
function partsOf(tenant: Properties): { resource: Rules; path: Path; inputs: Properties }[] {
  const part = (resource: Rules, path: Path, inputs: Properties) => ({ resource, path, inputs });
  const { eset, redstor } = tenant;
  return [
    ...(isRecord(eset) ? [part(customer, ["eset"], { name: tenant["name"], ...eset })] : []),
    ...listed(tenant, "eset", "licenses").map(([path, one]) =>
      part(license, path, { customerId: unknownValue, ...one }),
    ),
    ...listed(tenant, "eset", "users").map(([path, one]) => part(user, path, { permission: "NoAccess", ...one })),
    ...(isRecord(redstor) ? [part(company, ["redstor"], { name: tenant["name"], ...redstor })] : []),
    ...listed(tenant, "redstor", "subscriptions").map(([path, one]) =>
      part(subscription, path, { companyId: unknownValue, ...one }),
    ),
  ];
}

/** The objects of a list in the part of a vendor. */
function listed(tenant: Properties, vendor: string, list: string): [path: Path, one: Properties][] {
  const part = tenant[vendor];
  const items = isRecord(part) ? part[list] : undefined;
  if (!Array.isArray(items)) return [];
  return items.flatMap((one: unknown, i): [Path, Properties][] =>
    isRecord(one) ? [[[vendor, list, String(i)], one]] : [],
  );
}

// ---- all files ---------------------------------------------------------------------------------

/** Something that can be there only once. */
interface Claim {
  readonly path: Path;
  /** What makes it one and the same. */
  readonly key: readonly unknown[];
  /** In a sentence: `the ESET customer`. */
  readonly what: string;
  /** How it is written: `"Example Bakery"`. */
  readonly text: string;
}

/** What is declared more than once, in one file or in several: each but the first, with the place of the first. */
function repetitions(tenants: readonly TenantFile[]): Failure[] {
  const first = new Map<string, { readonly place: string; readonly text: string }>();
  return tenants.flatMap(({ name, file, declaration }) => {
    const claims: Claim[] = [
      { path: [], key: ["tenant", name], what: "the tenant", text: name },
      ...claimsOf(file, declaration),
    ];
    return claims.flatMap(({ path, key, what, text }): Failure[] => {
      if (containsUnknown(key) || key.includes(undefined)) return [];
      const one = JSON.stringify(key);
      const { line, column } = positionOf(declaration.root, path);
      const other = first.get(one);
      if (other === undefined) {
        first.set(one, { place: `${file}:${line}:${column}`, text });
        return [];
      }
      const property = path.length === 0 ? "" : `${pathOf(path)}: `;
      const spelt = other.text === text ? "" : `, as ${other.text}`;
      const message = `${property}${what} ${text} stands at ${other.place} already${spelt}. Keep one of the two, or correct one of them.`;
      return [{ file, line, column, message }];
    });
  });
}

function claimsOf(file: string, declaration: Declaration): Claim[] {
  const { value: tenant } = declaration;
  if (!isRecord(tenant)) return [];
  const { eset, redstor } = tenant;
  const claims: Claim[] = [];
  const claim = (what: string, path: Path, value: unknown, within: readonly unknown[] = [], meant = value) => {
    if (value === undefined) return; // it is missing, which is said elsewhere
    const text = typeof value === "number" ? String(value) : quoted(declaration, value, path);
    claims.push({ path, key: [what, ...within, meant], what, text });
  };
  if (isRecord(eset)) {
    const [path, name] = nameOf(tenant, eset, "eset");
    const isKnown = typeof name === "string" && name !== unknownValue;
    claim("the ESET customer", path, name, [parentOf(eset)], isKnown ? nameKey(name) : name);
    claim("the customIdentifier", ["eset", "customIdentifier"], eset["customIdentifier"]);
  }
  for (const [path, { productCode }] of listed(tenant, "eset", "licenses")) {
    claim("this customer's licence of product", [...path, "productCode"], productCode, [file]);
  }
  for (const [path, { email }] of listed(tenant, "eset", "users")) {
    if (typeof email === "string") claim("the ESET user", [...path, "email"], email, [], email.toLowerCase());
  }
  if (isRecord(redstor)) {
    const { type = "Customer" } = redstor;
    claim("the Redstor company", ...nameOf(tenant, redstor, "redstor"), [parentOf(redstor), type]);
  }
  for (const [path, { productId }] of listed(tenant, "redstor", "subscriptions")) {
    claim("this company's subscription to product", [...path, "productId"], productId, [file]);
  }
  return claims;
}

/** The company above, in the one case that the vendors write ids in; "" is the account's own. */
function parentOf({ parentId = "" }: Properties): unknown {
  return typeof parentId === "string" && parentId !== unknownValue ? idKey(parentId) : parentId;
}

/** Where the name of a company stands, and what it is: its own, or the tenant's. */
const nameOf = (tenant: Properties, part: Properties, vendor: string): [path: Path, name: unknown] =>
  part["name"] === undefined ? [["name"], tenant["name"]] : [[vendor, "name"], part["name"]];
