/** node_modules: is it what package-lock.json says, and if not, `npm ci`. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { npm } from "./npm.mjs";

const packagesOf = (file) => JSON.parse(readFileSync(file, "utf8")).packages;

/**
 * Why node_modules is not what package-lock.json asks for; undefined when it is. npm writes what it installed to
 * node_modules/.package-lock.json as the last thing it does, so an interrupted installation shows too, and one that the
 * user made is as good as ours.
 */
export function dependenciesProblem(root) {
  if (!existsSync(join(root, "node_modules"))) return "node_modules is missing";
  let installed;
  try {
    installed = packagesOf(join(root, "node_modules", ".package-lock.json"));
  } catch {
    return "node_modules is incomplete";
  }
  for (const [path, wanted] of Object.entries(packagesOf(join(root, "package-lock.json")))) {
    if (!path.startsWith("node_modules/") || wanted.link === true) continue;
    const name = path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);
    const found = installed[path];
    if (found === undefined || !existsSync(join(root, path))) {
      if (wanted.optional === true || wanted.devOptional === true) continue; // other platforms' packages
      return `${name} is missing in node_modules`;
    }
    if (found.version !== wanted.version || found.integrity !== wanted.integrity)
      return `node_modules has ${name} ${found.version}, package-lock.json wants ${wanted.version}`;
  }
  return undefined;
}

/** Makes node_modules what package-lock.json says. Nothing here needs the packages' install scripts. */
export async function installDependencies(root, log) {
  const problem = dependenciesProblem(root);
  if (problem === undefined) return;
  const args = ["ci", "--include=dev", "--ignore-scripts", "--no-audit", "--no-fund"];
  log(`${problem}: running npm ${args.join(" ")}`);
  const { code, problem: failure } = await npm(args, { cwd: root, show: true });
  if (code === 0) return;
  throw new Error(`npm ci did not succeed (${failure ?? `exit code ${code}`}): its own message is above.`);
}
