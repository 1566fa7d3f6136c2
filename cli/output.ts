/**
 * Writes files whole or not at all, never over others unless told, and never through a link: in a folder that others write to, it may
 * lead to what is theirs to destroy only by this hand.
 */
import { randomUUID } from "node:crypto";
import {
  accessSync,
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { visible } from "../provider/lifecycle/visible";
import { messageOf } from "../provider/lifecycle/errors";

/** What became of a file. `unchanged`: it said the same already. `kept`: it says something else, and was left alone. */
export type Outcome = "written" | "unchanged" | "kept";

export interface Writing {
  /** Whether to overwrite what is there. */
  readonly force: boolean;
  /** Permissions, as far as the user's umask allows them. */
  readonly mode: number;
}

export function write(file: string, text: string, { force, mode }: Writing): Outcome {
  const there = lstatSync(file, { throwIfNoEntry: false });
  if (there !== undefined) {
    if (there.isFile() && says(file, text)) return "unchanged";
    if (!force) return "kept";
    if (!there.isFile() && !there.isSymbolicLink()) throw new Error(`${file} is not a file. Name another one.`);
  }
  put(file, text, mode);
  return "written";
}

/** Writes what a user wants in this file, whatever it holds. Also into a device or a pipe, such as /dev/null. */
export function overwrite(file: string, text: string, mode: number): void {
  mustNotBeLink(file);
  const there = lstatSync(file, { throwIfNoEntry: false });
  if (there === undefined || there.isFile()) {
    put(file, text, mode);
    return;
  }
  const opened = openSync(file, constants.O_WRONLY | constants.O_NOFOLLOW);
  try {
    writeFileSync(opened, text);
  } finally {
    closeSync(opened);
  }
}

/** Throws an error whose message ends a sentence such as `It cannot be written: …` */
export function mustNotBeLink(file: string): void {
  if (lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink() !== true) return;
  throw new Error("it is a link. Name the file that it leads to.");
}

/** Whoever waited minutes for a report is to have it. */
export function mustBeWritable(output: string): void {
  try {
    mustNotBeLink(output);
    if (statSync(output, { throwIfNoEntry: false })?.isDirectory() === true) throw new Error("it is a folder.");
    accessSync(dirname(resolve(output)), constants.W_OK);
  } catch (error) {
    throw new Error(`The report cannot be written to ${output}: ${messageOf(error)}`, { cause: error });
  }
}

/** A report goes to standard output, or to a file that only its owner may read: names and addresses are in it. */
export function publish(text: string, output: string | undefined, headline: string): void {
  if (output === undefined) {
    process.stdout.write(text);
    return;
  }
  overwrite(output, text, 0o600);
  console.error(`${headline}. The report is in ${visible(output)}.`);
}

/** Under a name that nobody can foresee first: an interruption leaves no half of a file, and a link is replaced, not followed. */
function put(file: string, text: string, mode: number): void {
  const temporary = join(dirname(file), `.${basename(file).slice(0, 100)}.${randomUUID()}.tmp`);
  try {
    writeFileSync(temporary, text, { flag: "wx", mode });
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** Whatever it is: a file, a folder, or a link to nowhere. */
export const exists = (file: string): boolean => lstatSync(file, { throwIfNoEntry: false }) !== undefined;

/** Whether a file says this. One of another size is not read. */
function says(file: string, text: string): boolean {
  try {
    const opened = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      const { size } = fstatSync(opened);
      return size === Buffer.byteLength(text) && readFileSync(opened, "utf8") === text;
    } finally {
      closeSync(opened);
    }
  } catch {
    return false;
  }
}
