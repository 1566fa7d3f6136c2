/** Runs npm. */
import { run } from "./process.mjs";

/**
 * npm tells its scripts which npm runs them: the same one goes on.
 *
 * @param {string[]} args
 * @param {Parameters<typeof run>[2]} options
 */
export function npm(args, options) {
  const own = process.env.npm_execpath;
  return own !== undefined && own.endsWith("npm-cli.js")
    ? run(process.execPath, [own, ...args], options)
    : run("npm", args, { ...options, shell: process.platform === "win32" });
}
