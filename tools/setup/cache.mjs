/** The folder in which what takes long to get is kept between runs and checkouts. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { removeWhenInterrupted } from "./process.mjs";

/** `${XDG_CACHE_HOME:-~/.cache}/pulumi-msp`, or what PULUMI_MSP_CACHE says. */
export const cacheFolder = (env = process.env) =>
  env.PULUMI_MSP_CACHE
    ? resolve(env.PULUMI_MSP_CACHE)
    : join(env.XDG_CACHE_HOME || join(homedir(), ".cache"), "pulumi-msp");

/**
 * Makes a folder beside its place and moves it there when it is complete: of two runs at the same time the first to finish
 * wins, and neither ever sees half of it.
 *
 * @param {string} folder
 * @param {(folder: string) => Promise<string>} make fills the folder; answers it, or the one inside it that counts
 * @param {(folder: string) => Promise<boolean>} isWhole of one that is in the place already
 */
export async function makeFolder(folder, make, isWhole) {
  const parent = dirname(folder);
  mkdirSync(parent, { recursive: true });
  sweep(parent);
  const unfinished = mkdtempSync(join(parent, ".unfinished-"));
  const keep = removeWhenInterrupted(unfinished);
  try {
    const made = await make(unfinished);
    const earlier = `${unfinished}-replaced`;
    for (let moved = false; !moved;) {
      try {
        renameSync(made, folder);
        moved = true;
      } catch (error) {
        if (!existsSync(folder)) throw error;
        if (await isWhole(folder)) break; // another run was quicker
        renameSync(folder, earlier);
        rmSync(earlier, { recursive: true, force: true });
      }
    }
  } finally {
    keep();
    rmSync(unfinished, { recursive: true, force: true });
  }
}

/** Folders of runs that were killed more than a day ago. */
function sweep(parent) {
  for (const name of readdirSync(parent)) {
    if (!name.startsWith(".unfinished-")) continue;
    const folder = join(parent, name);
    const stat = statSync(folder, { throwIfNoEntry: false });
    if (stat !== undefined && Date.now() - stat.mtimeMs > 24 * 3600 * 1000)
      rmSync(folder, { recursive: true, force: true });
  }
}

/** One sentence on why something could not be kept, for an error of Node.js or one of ours. */
export function inWords(error, env) {
  if (error.code === "ENOSPC")
    return `the disk with ${cacheFolder(env)} is full; PULUMI_MSP_CACHE names another folder`;
  if (["EACCES", "EROFS", "EPERM", "ENOTDIR"].includes(error.code))
    return `${cacheFolder(env)} cannot be written; PULUMI_MSP_CACHE names another folder`;
  return error.message;
}
