/**
 * Files that people name or commit. Whoever opens a pull request writes some of them, and can put a link, a pipe or a gigabyte in their
 * place: they are not to read what the machine keeps for itself, nor to stop it.
 */
import { closeSync, constants, fstatSync, openSync, readSync, realpathSync, statSync } from "node:fs";
import { dirname, isAbsolute, relative, sep } from "node:path";
import { messageOf } from "../lifecycle/errors";

const mebibyte = 1024 * 1024;

/** Larger than any file that people write by hand. */
export const mostBytes = mebibyte;

/**
 * The content of a regular file of at most `most` bytes.
 *
 * @param within a link must not lead out of this folder. Without it a link may lead anywhere.
 * @throws an error whose message ends a sentence such as `It cannot be read: …`
 */
export function contentOf(file: string, within?: string, most = mostBytes): Buffer {
  mustBeFile(statSync(file)); // before it is opened, because to open a device can do something
  // what has become a pipe meanwhile is not waited for
  const opened = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
  try {
    mustBeFile(fstatSync(opened));
    if (within !== undefined) mustBeWithin(within, file, opened);
    return bytesOf(opened, most);
  } finally {
    closeSync(opened);
  }
}

/** The text of such a file, of what it is said to be: `prices`. A link in it stays in the file's folder. */
export function givenText(file: string, what: string): string {
  try {
    return contentOf(file, dirname(file)).toString("utf8");
  } catch (error) {
    throw new Error(`The file of ${what} cannot be read: ${messageOf(error)}`, { cause: error });
  }
}

function mustBeFile(it: { isFile(): boolean; isDirectory(): boolean }): void {
  if (it.isFile()) return;
  throw new Error(`it is ${it.isDirectory() ? "a folder" : "a pipe or a device"}. It must be a file.`);
}

/** The link may have been another one when the file was opened, so what it leads to now must be what was opened. */
function mustBeWithin(folder: string, file: string, opened: number): void {
  const path = realpathSync(file);
  const below = relative(realpathSync(folder), path);
  const real = statSync(path, { bigint: true });
  const { dev, ino } = fstatSync(opened, { bigint: true });
  const isOutside = below === ".." || below.startsWith(`..${sep}`) || isAbsolute(below);
  if (!isOutside && real.dev === dev && real.ino === ino) return;
  throw new Error("it is a link to something outside of its folder. Put the file itself there.");
}

/** The size that the system tells is not believed: that of a file under /proc is 0, and a file may grow. */
function bytesOf(opened: number, most: number): Buffer {
  const chunks: Buffer[] = [];
  for (let size = 0; ;) {
    const chunk = Buffer.alloc(64 * 1024);
    const read = readSync(opened, chunk);
    if (read === 0) return Buffer.concat(chunks);
    size += read;
    if (size > most) throw new Error(`it has more than ${most / mebibyte} MiB. Make it smaller.`);
    chunks.push(chunk.subarray(0, read));
  }
}
