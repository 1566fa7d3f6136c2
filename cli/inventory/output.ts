/** Writes files whole or not at all, and never over others unless told. */
import { lstatSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";

/** What became of a file. `unchanged`: it said the same already. `kept`: it says something else, and was left alone. */
export type Outcome = "written" | "unchanged" | "kept";

export interface Writing {
  /** Whether to overwrite what is there. */
  readonly force: boolean;
  /** Permissions, as far as the user's umask allows them. */
  readonly mode: number;
}

export function write(file: string, text: string, { force, mode }: Writing): Outcome {
  if (exists(file)) {
    if (contentOf(file) === text) return "unchanged";
    if (!force) return "kept";
  }
  // under a name of its own first: an interruption leaves no half of a file, and a link is replaced, not followed
  const temporary = join(dirname(file), `.${basename(file)}.${process.pid}.tmp`);
  try {
    writeFileSync(temporary, text, { flag: "wx", mode });
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  return "written";
}

/** Whatever it is: a file, a folder, or a link to nowhere. */
export const exists = (file: string): boolean => lstatSync(file, { throwIfNoEntry: false }) !== undefined;

function contentOf(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
