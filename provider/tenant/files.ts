/** The files of a folder, one tenant each, and everything that is wrong with them: what a program and the CLI both check. */
import { isUtf8 } from "node:buffer";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { pathOf, ruleFailures, type SchemaFailure, schemaFailures } from "../lifecycle/check";
import type { AnyResource } from "../lifecycle/define";
import { type CheckFailure, messageOf } from "../lifecycle/errors";
import { containsUnknown, isRecord, type Properties, unknownValue } from "../lifecycle/values";
import { visible } from "../lifecycle/visible";
import { contentOf } from "../vendor/givenFile";
import type { TenantList, Unique } from "../vendor/tenantPart";
import { type Configuration, type Declaration, declarationOf, type Path, positionOf, quoted } from "./declaration";
import { andMore, type Mistake, mostMistakes, parse, type Position } from "./document";
import { defaultsOf, type Part, parts, uniqueKey } from "./parts";
import { companyNameSchema, tenantSchema } from "./schema";

/** A mistake as people and editors find it: `tenants/bakery.yaml:7:14: eset.licenses[0].quantity must be …` */
export interface Failure extends Position {
  readonly file: string;
  readonly message: string;
  /** It stands for all further mistakes of the file. */
  readonly isMore?: true;
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
    const fails = ({ line, column }: Position, message: string) => failures.push({ file, line, column, message });
    if (!/^[\p{L}\p{N}][\p{L}\p{N}._-]*$/u.test(name)) {
      fails(
        { line: 1, column: 1 },
        "A tenant has its name from the file: letters, digits, and . _ - between them. Rename it.",
      );
    }
    if (!/\.ya?ml$/.test(file)) {
      fails({ line: 1, column: 1 }, "A tenant's file ends in .yaml or .yml, in small letters. Rename it.");
      continue;
    }
    const content = textOf(file, folder);
    const { root, mistakes } = typeof content === "string" ? parse(content) : { root: undefined, mistakes: [content] };
    for (const mistake of mistakes) fails(mistake, mistake.message);
    if (root === undefined) {
      if (mistakes.length === 0)
        fails({ line: 1, column: 1 }, `The file is empty. Write at least a name, and ${vendors.join(" or ")}.`);
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
  return { tenants, failures: bounded(failures.sort(byPlace)) };
}

/** A file with a mistake at every second letter does not fill the log: the first of each file, and that there are more. */
function bounded(failures: readonly Failure[]): Failure[] {
  const ofFile = new Map<string, number>();
  return failures.flatMap((failure): Failure[] => {
    const { file, message } = failure;
    const before = ofFile.get(file) ?? 0;
    ofFile.set(file, before + 1);
    if (before > mostMistakes) return [];
    if (before === mostMistakes || message === andMore) {
      ofFile.set(file, mostMistakes + 1);
      return [{ ...failure, message: andMore, isMore: true }];
    }
    return [
      message.length <= longestMessage ? failure : { ...failure, message: `${message.slice(0, longestMessage)}…` },
    ];
  });
}

/** Longer than any of ours. A name in a file may be as long as the file. */
const longestMessage = 1000;

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
      const name = /^(?<name>.*)\.ya?ml(\.txt)?$/i.exec(file)?.groups?.["name"];
      return name === undefined ? [] : [{ name, file: join(folder, file) }];
    })
    .sort((a, b) => compare(a.name, b.name) || compare(a.file, b.file));
  if (files.length === 0) throw say(`There is no tenant in ${folder}: no file there ends in .yaml or .yml.`);
  return files;
}

/** The text of a file, or what is wrong with it: letters that are not what they were would be changed at the vendors. */
function textOf(file: string, folder: string): string | Mistake {
  let bytes: Buffer;
  try {
    bytes = contentOf(file, folder);
  } catch (error) {
    return { line: 1, column: 1, message: `This cannot be read: ${messageOf(error)}` };
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
  compare(a.file, b.file) ||
  Number(a.message === andMore) - Number(b.message === andMore) ||
  a.line - b.line ||
  a.column - b.column ||
  compare(a.message, b.message);

// ---- one file ----------------------------------------------------------------------------------

type Problem = Pick<SchemaFailure, "path" | "about" | "reason">;

/**
 * What the schema has against a declaration, then the rules of the resources that it becomes, where the schema has nothing. One more
 * than `mostMistakes` at most.
 */
function check(declaration: Declaration): Problem[] {
  const { value } = declaration;
  const most = mostMistakes + 1;
  const quote = (data: unknown, path: Path) => quoted(declaration, data, path);
  const failures: Problem[] = schemaFailures(tenantSchema, value, quote, most);
  if (!isRecord(value)) return failures;
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
  for (const { list, path, entry } of parts.flatMap((part) => entriesOf(value, part))) {
    if (failures.length >= most) break;
    failures.push(...broken(list.rules?.(entry) ?? [], path));
  }
  return failures;
}

const vendors = parts.map(({ vendor }) => vendor);

const broken = (rules: readonly CheckFailure[], path: Path): Problem[] =>
  rules.map(({ property, reason }) => ({ path: [...path, property], about: "value", reason }));

/** The resources that a tenant becomes, with those of their inputs that the rules of a resource look at. */
const resourcesOf = (tenant: Properties): { resource: AnyResource; path: Path; inputs: Properties }[] =>
  parts.flatMap((part) => {
    const own = tenant[part.vendor];
    if (!isRecord(own)) return [];
    const company = { resource: part.company.resource, path: [part.vendor], inputs: { name: tenant["name"], ...own } };
    const entries = entriesOf(tenant, part).map(({ list, path, entry }) => {
      const { resource } = list;
      const owner = resource.owner === undefined ? {} : { [resource.owner]: unknownValue };
      return { resource, path, inputs: { ...owner, ...defaultsOf(list), ...entry } };
    });
    return [company, ...entries];
  });

/** The objects in the lists of a section. */
function entriesOf(tenant: Properties, { vendor, lists }: Part): { list: TenantList; path: Path; entry: Properties }[] {
  const own = tenant[vendor];
  if (!isRecord(own)) return [];
  return lists.flatMap((list) => {
    const entries = own[list.name];
    if (!Array.isArray(entries)) return [];
    return entries.flatMap((entry: unknown, i) =>
      isRecord(entry) ? [{ list, path: [vendor, list.name, String(i)], entry }] : [],
    );
  });
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
  readonly text: () => string;
}

/** What is declared more than once, in one file or in several: each but the first, with the place of the first. */
function repetitions(tenants: readonly TenantFile[]): Failure[] {
  const first = new Map<string, { readonly place: string; readonly text: () => string }>();
  return tenants.flatMap(({ name, file, declaration }) => {
    const claims: Claim[] = [
      { path: [], key: ["tenant", name], what: "the tenant", text: () => name },
      ...claimsOf(file, declaration),
    ];
    let repeated = 0;
    return claims.flatMap(({ path, key, what, text }): Failure[] => {
      if (repeated > mostMistakes || containsUnknown(key) || key.includes(undefined)) return [];
      const one = JSON.stringify(key);
      const { line, column } = positionOf(declaration.root, path);
      const other = first.get(one);
      if (other === undefined) {
        first.set(one, { place: `${file}:${line}:${column}`, text });
        return [];
      }
      const property = path.length === 0 ? "" : `${pathOf(path)}: `;
      repeated++;
      const [ours, others] = [text(), other.text()];
      const spelt = others === ours ? "" : `, as ${others}`;
      const message = `${property}${what} ${ours} stands at ${other.place} already${spelt}. Keep one of the two, or correct one of them.`;
      return [{ file, line, column, message }];
    });
  });
}

function claimsOf(file: string, declaration: Declaration): Claim[] {
  const { value: tenant } = declaration;
  if (!isRecord(tenant)) return [];
  const claim = (
    resource: AnyResource,
    unique: Pick<Unique, "what" | "property">,
    inputs: Properties,
    path: Path,
    within: readonly unknown[] = [],
  ): Claim[] => {
    const { [unique.property]: value } = inputs;
    if (value === undefined) return []; // it is missing, which is said elsewhere
    const text = () => (typeof value === "number" ? String(value) : quoted(declaration, value, path));
    return [{ path, key: [...within, ...uniqueKey(resource, unique, inputs)], what: unique.what, text }];
  };
  return parts.flatMap((part) => {
    const { vendor, company } = part;
    const own = tenant[vendor];
    if (!isRecord(own)) return [];
    const inputs = { name: tenant["name"], ...own };
    return [
      ...company.unique.flatMap((unique) => {
        const { property } = unique;
        const isTenants = property === "name" && own[property] === undefined;
        return claim(company.resource, unique, inputs, isTenants ? [property] : [vendor, property]);
      }),
      ...entriesOf(tenant, part).flatMap(({ list, path, entry }) => {
        const { resource, key: property, what } = list;
        // what belongs to a company is in its file only
        return claim(
          resource,
          { what, property },
          entry,
          [...path, property],
          resource.owner === undefined ? [] : [file],
        );
      }),
    ];
  });
}
