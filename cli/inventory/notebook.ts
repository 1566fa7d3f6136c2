/**
 * What an inventory has read so far, in a file beside its output, so that an interrupted run goes on where it was. A line is
 * added for each object: whatever ends the run, all lines but the last one are whole. Customers' data is in it, so nobody else
 * may read it.
 */
import { appendFileSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { isRecord } from "../../provider/lifecycle/values";
import type { EstateObject, ReadObject } from "../../provider/vendor/estate";

const version = 1;

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
    const file = join(dirname(output), `.${basename(output)}.inventory.jsonl`);
    const header = JSON.stringify({ version, identities });
    const lines = linesOf(file);
    if (lines === undefined || lines.slice(1).every((line) => line === "")) {
      rmSync(file, { force: true }); // nothing was read yet
      writeFileSync(file, `${header}\n`, { mode: 0o600, flag: "wx" });
      return new Notebook(file, new Map());
    }
    const remedy = `Delete ${file} to begin anew`;
    if (lines[0] !== header) {
      throw new Error(`There is an unfinished inventory of other accounts, or of another release. ${remedy}.`);
    }
    const age = Date.now() - statSync(file).mtimeMs;
    if (age > freshMilliseconds && !resume) {
      const hours = Math.round(age / 3_600_000);
      throw new Error(
        `There is an unfinished inventory from ${hours} hour${hours === 1 ? "" : "s"} ago. ${remedy}, or go on with it with --resume.`,
      );
    }
    const read = new Map(lines.slice(1).flatMap((line) => entryOf(line)));
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

function linesOf(file: string): string[] | undefined {
  try {
    return readFileSync(file, "utf8").split("\n");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}

const bytesOfWholeLines = (file: string): number => readFileSync(file).lastIndexOf("\n") + 1;

function entryOf(line: string): [string, ReadObject][] {
  try {
    const value: unknown = JSON.parse(line);
    if (!isRecord(value) || !isRecord(value["inputs"])) return [];
    const object = value as unknown as ReadObject; // we wrote it, under this version
    return [[keyOf(object), object]];
  } catch {
    return []; // half a line
  }
}
