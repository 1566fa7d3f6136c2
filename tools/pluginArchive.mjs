/**
 * `npm run plugin [folder]`: packs the native provider as an archive that `pulumi plugin install` takes. It holds the npm package and
 * the packages that it needs, in the versions of package-lock.json. Node.js is not in it.
 */
import "./setup/node-version.mjs";
import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { fail, prepare } from "./setup.mjs";
import { npm } from "./setup/npm.mjs";
import { run, succeeded } from "./setup/process.mjs";

const root = fileURLToPath(new URL("../", import.meta.url));
const json = (name) => JSON.parse(readFileSync(join(root, name), "utf8"));

/** Unpacks in this folder what npm would publish of this checkout as it is built. Answers where it is. */
export async function unpackedPackage(folder) {
  const args = ["pack", "--ignore-scripts", "--json", "--pack-destination", folder];
  const [{ filename }] = JSON.parse(await succeeded("npm pack failed", npm(args, { cwd: root })));
  await succeeded("tar failed", run("tar", ["-xzf", filename], { cwd: folder }));
  return join(folder, "package");
}

/** Where the packages are that a package of package-lock.json needs when it runs, and those that they need. */
function neededBy(packages, path, found = new Set()) {
  const { dependencies, optionalDependencies, peerDependencies = {}, peerDependenciesMeta = {} } = packages[path];
  const peers = Object.keys(peerDependencies).filter((name) => peerDependenciesMeta[name]?.optional !== true);
  for (const name of [...Object.keys({ ...dependencies, ...optionalDependencies }), ...peers]) {
    // as Node.js looks for it: in the package, then in those around it
    const parts = path.split("/node_modules/");
    const around = parts.map((_, i) => `${parts.slice(0, i + 1).join("/node_modules/")}/`);
    const needed = ["", ...around]
      .map((at) => `${at}node_modules/${name}`)
      .findLast((candidate) => packages[candidate] !== undefined);
    if (needed === undefined || found.has(needed)) continue;
    found.add(needed);
    neededBy(packages, needed, found);
  }
  return found;
}

/** Writes the archive into this folder. Answers its path. */
export async function pluginArchive(folder) {
  const scratch = mkdtempSync(join(tmpdir(), "pulumi-msp-plugin-"));
  try {
    const plugin = await unpackedPackage(scratch);
    // a package that is in another one comes with it; those for other platforms are not installed
    const packages = [...neededBy(json("package-lock.json").packages, "")].filter(
      (path) => !path.includes("/node_modules/") && existsSync(join(root, path)),
    );
    const archive = join(folder, `pulumi-resource-msp-v${json("package.json").version}.tar.gz`);
    const content = ["--exclude=.bin", "-C", plugin, ".", "-C", root, ...packages];
    await succeeded("tar failed", run("tar", ["-czf", archive, ...content]));
    return archive;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  prepare({ engine: "none" })
    .then(() => pluginArchive(resolve(process.argv[2] ?? ".")))
    .then(console.log, fail);
}
