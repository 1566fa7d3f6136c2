/**
 * What an inventory has read so far, so that an interrupted run goes on where it was. A line is added for each object: whatever ends the
 * run, all lines but the last one are whole. Customers' data is in it, and what it says is written to files and imported. So it lies
 * where nobody else can read it nor put another in its place: in the user's cache, and not in the repository, which others write to.
 */
import { createHash } from "node:crypto";
import {
  appendFileSync,
  chmodSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";
import { schemaFailures } from "../../provider/lifecycle/check";
import { messageOf } from "../../provider/lifecycle/errors";
import { say } from "../../provider/lifecycle/say";
import { type Schema, Type } from "../../provider/lifecycle/schema";
import type { EstateObject, ReadObject } from "../../provider/vendor/estate";
import { resourceOf } from "../../provider/vendors";

const version = 2;

/** What was read longer ago may have changed meanwhile: somebody should decide whether it is still good. */
const freshMilliseconds = 60 * 60 * 1000;

export class Notebook {
  readonly #read: Map<string, ReadObject>;

  private constructor(
    readonly file: string,
    read: ReadonlyMap<string, ReadObject>,
  ) {
    this.#read = new Map(read);
  }

  /**
   * @param identities whose estates are read
   * @param resume go on even if what was read is old
   * @throws if there is one that cannot be gone on with
   */
  static open(output: string, identities: readonly string[], { resume }: { readonly resume: boolean }): Notebook {
    const file = join(cacheFolder(), `inventory-${nameOf(output, identities)}.jsonl`);
    const header = JSON.stringify({ version, identities });
    const lines = linesOf(file);
    if (lines?.[0] !== header || lines.slice(1).every((line) => line === "")) {
      rmSync(file, { force: true }); // nothing was read yet, or by another release
      writeFileSync(file, `${header}\n`, { mode: 0o600, flag: "wx" });
      return new Notebook(file, new Map());
    }
    const remedy = `Delete ${file} to begin anew`;
    const age = Date.now() - statSync(file).mtimeMs;
    if (age > freshMilliseconds && !resume) {
      const hours = Math.round(age / 3_600_000);
      throw new Error(
        `There is an unfinished inventory from ${hours} hour${hours === 1 ? "" : "s"} ago. ${remedy}, or go on with it with --resume.`,
      );
    }
    const read = new Map(lines.slice(1).flatMap((line, i) => entryOf(line, `${file}:${i + 2}`)));
    truncateSync(file, bytesOfWholeLines(file)); // the last line may be half of one
    return new Notebook(file, read);
  }

  get size(): number {
    return this.#read.size;
  }

  get(object: EstateObject): ReadObject | undefined {
    return this.#read.get(keyOf(object));
  }

  note(object: ReadObject): void {
    this.#read.set(keyOf(object), object);
    appendFileSync(this.file, `${JSON.stringify(object)}\n`);
  }

  /** It has served: everything is written. */
  discard(): void {
    rmSync(this.file, { force: true });
  }
}

const keyOf = ({ type, id }: EstateObject): string => `${type} ${id}`;

/** The notes of an account for a folder. */
const nameOf = (output: string, identities: readonly string[]): string =>
  createHash("sha256")
    .update(JSON.stringify([realpathSync(output), identities]))
    .digest("hex")
    .slice(0, 32);

const isWindows = process.platform === "win32";

/** Only its owner may look into it. */
function cacheFolder(): string {
  const given = process.env["XDG_CACHE_HOME"];
  const folder = join(given !== undefined && isAbsolute(given) ? given : join(homedir(), ".cache"), "pulumi-msp");
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new Error(`What is read cannot be noted: ${messageOf(error)}. Name another cache in XDG_CACHE_HOME.`, {
      cause: error,
    });
  }
  const it = lstatSync(folder);
  if (!it.isDirectory() || (!isWindows && it.uid !== process.getuid?.())) {
    throw new Error(`${folder} is not a folder of yours. Remove it, or name another cache in XDG_CACHE_HOME.`);
  }
  if (!isWindows) chmodSync(folder, 0o700);
  return folder;
}

/** A file that others may read is not ours: a cache in a repository has what others committed. */
function linesOf(file: string): string[] | undefined {
  const it = lstatSync(file, { throwIfNoEntry: false });
  if (it === undefined) return undefined;
  if (it.isFile() && (isWindows || (it.uid === process.getuid?.() && (it.mode & 0o077) === 0))) {
    return readFileSync(file, "utf8").split("\n");
  }
  say(`${file} was not written by this command, and is not believed: everything is read anew.`);
  return undefined;
}

const bytesOfWholeLines = (file: string): number => readFileSync(file).lastIndexOf("\n") + 1;

const anything: Schema = {};

const entry = Type.Object({
  type: Type.String(),
  id: Type.String({ minLength: 1 }),
  name: Type.String(),
  tenant: Type.Object({ id: Type.String({ minLength: 1 }), name: Type.String() }),
  inputs: Type.Record(anything),
  outputs: Type.Record(anything),
  product: Type.Optional(Type.String()),
  notes: Type.Array(Type.String()),
});

/** @param at where the line is, for the warning */
function entryOf(line: string, at: string): [string, ReadObject][] {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return []; // half a line
  }
  if (schemaFailures(entry, value).length === 0) {
    const object = value as ReadObject; // the schema's type
    const known = resourceOf(object)?.inputs.properties;
    if (known !== undefined && Object.keys(object.inputs).every((name) => Object.hasOwn(known, name))) {
      return [[keyOf(object), object]];
    }
  }
  say(`${at}: this is not what was read of an object, and is read anew.`);
  return [];
}
