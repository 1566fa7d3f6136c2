/** A folder of files of one kind, and everything that is wrong with them: what a program and the CLI both check. */
import { isUtf8 } from "node:buffer";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { pathOf, type SchemaFailure, schemaFailures } from "../lifecycle/check";
import { messageOf } from "../lifecycle/errors";
import type { ObjectSchema } from "../lifecycle/schema";
import { containsUnknown, isRecord, type Properties } from "../lifecycle/values";
import { visible } from "../lifecycle/visible";
import { contentOf } from "../vendor/givenFile";
import {
  type Configuration,
  type Declaration,
  declarationOf,
  nameOf,
  type Path,
  positionOf,
  quoted,
} from "./declaration";
import { andMore, type Mistake, mostMistakes, parse, type Position } from "./document";
import { fileName } from "./schema";

/** A mistake as people and editors find it: `tenants/bakery.yaml:7:14: eset.licenses.mail.quantity must be …` */
export interface Failure extends Position {
  readonly file: string;
  readonly message: string;
  /** It stands for all further mistakes of the file. */
  readonly isMore?: true;
}

/** Names in a file may hold anything; nobody's terminal obeys it. */
export const inOneLine = ({ file, line, column, message }: Failure): string =>
  visible(`${file}:${line}:${column}: ${message}`);

export interface DeclaredFile {
  /** Its name in the program: that of the file, without its extension. */
  readonly name: string;
  readonly file: string;
  /** The one that it says it is for. */
  readonly stack: string | undefined;
  readonly declaration: Declaration;
}

export interface Folder {
  /** Sorted by name. */
  readonly files: readonly DeclaredFile[];
  /** Sorted by place. */
  readonly failures: readonly Failure[];
}

export type Problem = Pick<SchemaFailure, "path" | "about" | "reason">;

/** Something that can be there only once, in all files of the folder. */
export interface Claim {
  readonly path: Path;
  /** What makes it one and the same. */
  readonly key: readonly unknown[];
  /** In a sentence: `the ESET customer`. */
  readonly what: string;
  /** How it is written: `"Example Bakery"`. */
  readonly text: () => string;
}

/** What the files of a folder are. */
export interface Kind {
  /** In a sentence: `tenant`. */
  readonly one: string;
  /** A file, in a sentence: `bakery.yaml`. */
  readonly example: string;
  /** What a file needs at least: `a name, and eset or redstor`. */
  readonly least: string;
  readonly schema: ObjectSchema;
  /** What is wrong beyond the schema, whose failures it is given. */
  check(declaration: Declaration, value: Properties, failures: readonly Problem[], most: number): Problem[];
  claims(file: DeclaredFile, value: Properties): Claim[];
}

/**
 * Reads and checks all files of a folder. `configurationOf` says which configuration the references of a stack's files are to; without one they
 * may stand for anything. Throws when there is no such folder, or no file in it.
 */
export function readFolder(
  folder: string,
  kind: Kind,
  configurationOf: (stack: string | undefined) => Configuration | undefined = () => undefined,
): Folder {
  const files: DeclaredFile[] = [];
  const failures: Failure[] = [];
  for (const { name, file } of filesIn(folder, kind)) {
    const fails = ({ line, column }: Position, message: string) => failures.push({ file, line, column, message });
    const start = { line: 1, column: 1 };
    if (!fileName.test(name)) {
      fails(start, `A ${kind.one} has its name from the file: letters, digits, and . _ - between them. Rename it.`);
    }
    if (!/\.ya?ml$/.test(file)) {
      fails(start, `A ${kind.one}'s file ends in .yaml or .yml, in small letters. Rename it.`);
      continue;
    }
    const content = textOf(file, folder);
    const { root, mistakes } =
      typeof content === "string" ? parse(content, kind.one) : { root: undefined, mistakes: [content] };
    for (const mistake of mistakes) fails(mistake, mistake.message);
    if (root === undefined) {
      if (mistakes.length === 0) fails(start, `The file is empty. Write at least ${kind.least}.`);
      continue;
    }
    const stack = stackOf(root);
    const declaration = declarationOf(root, kind.schema, configurationOf(stack));
    for (const mistake of declaration.mistakes) fails(mistake, mistake.message);
    for (const { path, about, reason } of check(declaration, kind)) {
      const at = positionOf(
        root,
        about === "missing" ? path.slice(0, -1) : path,
        about === "unknown" ? "name" : "value",
      );
      fails(at, `${nameOf(path, kind.schema)} ${reason}`);
    }
    files.push({ name, file, stack, declaration });
  }
  failures.push(...repetitions(files, kind), ...withoutStack(files), ...wronglyFormer(files, kind));
  return { files, failures: bounded(failures.sort(byPlace)) };
}

/** The stack that a file says, before anything of it is checked. */
function stackOf(root: Declaration["root"]): string | undefined {
  const node = root.kind === "map" ? root.entries.get("stack")?.value : undefined;
  return node?.kind === "scalar" ? node.source : undefined;
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

function filesIn(folder: string, { one, example }: Kind): { name: string; file: string }[] {
  const say = (problem: string) => new Error(`${problem} It must be a folder with a file per ${one}, e.g. ${example}.`);
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
  if (files.length === 0) throw say(`There is no ${one} in ${folder}: no file there ends in .yaml or .yml.`);
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

/** What the schema has against a declaration, then what the kind has. One more than `mostMistakes` at most. */
function check(declaration: Declaration, kind: Kind): Problem[] {
  const { value } = declaration;
  const most = mostMistakes + 1;
  const failures = schemaFailures(kind.schema, value, (data, path) => quoted(declaration, data, path), most);
  return isRecord(value) ? [...failures, ...kind.check(declaration, value, failures, most)] : failures;
}

// ---- all files ---------------------------------------------------------------------------------

/** What is declared more than once, in one file or in several: each but the first, with the place of the first. */
function repetitions(files: readonly DeclaredFile[], kind: Kind): Failure[] {
  const first = new Map<string, { readonly place: string; readonly text: () => string }>();
  return files.flatMap((declared) => {
    const { name, file, declaration } = declared;
    const { value } = declaration;
    const claims: Claim[] = [
      { path: [], key: [kind.one, name], what: `the ${kind.one}`, text: () => name },
      ...(isRecord(value) ? kind.claims(declared, value) : []),
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
      const property = path.length === 0 ? "" : `${pathOf(path, kind.schema)}: `;
      repeated++;
      const [ours, others] = [text(), other.text()];
      const spelt = others === ours ? "" : `, as ${others}`;
      const message = `${property}${what} ${ours} stands at ${other.place} already${spelt}. Keep one of the two, or correct one of them.`;
      return [{ file, line, column, message }];
    });
  });
}

const failureAt = ({ file, declaration }: DeclaredFile, path: Path, message: string): Failure => ({
  file,
  ...positionOf(declaration.root, path),
  message: `${pathOf(path, declaration.schema)} ${message}`,
});

/** A file without a stack would be in none once the others say theirs. */
function withoutStack(files: readonly DeclaredFile[]): Failure[] {
  const said = files.find(({ stack }) => stack !== undefined);
  if (said === undefined) return [];
  return files
    .filter(
      ({ stack, declaration: { value } }) => stack === undefined && isRecord(value) && value["stack"] === undefined,
    )
    .map((one) => failureAt(one, ["stack"], `is missing: ${said.file} says one. Say in each file which stack has it.`));
}

/** Earlier names that still are names, or that two claim: each stands for one thing. */
function wronglyFormer(files: readonly DeclaredFile[], { one }: Kind): Failure[] {
  const named = files.map((declared) => {
    const { value } = declared.declaration;
    return { name: declared.name, formerly: isRecord(value) ? value["formerly"] : undefined, declared };
  });
  return former(named).map(({ of, index, other, isNow }) => {
    const { file } = other.declared;
    const message = isNow
      ? `is the name of a ${one} that there is, in ${file}. Take it out, or remove that file.`
      : `stands in ${file} too, and a ${one} can have only one name now. Take it out of one of the two.`;
    return failureAt(of.declared, ["formerly", String(index)], message);
  });
}

interface Named {
  readonly name: string;
  readonly formerly: unknown;
}

/** An earlier name that another has now, or claims too. */
interface Taken<T> {
  readonly of: T;
  /** Which of its earlier names. */
  readonly index: number;
  readonly other: T;
  readonly isNow: boolean;
}

/** Of things with names, each earlier name that is taken. */
export function former<T extends Named>(things: readonly T[]): Taken<T>[] {
  const now = new Map<unknown, T>(things.map((thing) => [thing.name, thing]));
  const before = new Map<unknown, T>();
  return things.flatMap((of) =>
    (Array.isArray(of.formerly) ? of.formerly : []).flatMap((name: unknown, index): Taken<T>[] => {
      const other = now.get(name) ?? before.get(name);
      before.set(name, of);
      return other === undefined ? [] : [{ of, index, other, isNow: now.has(name) }];
    }),
  );
}
