/** Steps of the build that are left out while what they read is as it was. */
import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";

/** The files below these files and folders, sorted, relative to `root`; not what packages or the build have put there. */
export function filesBelow(root, paths) {
  const walk = (path) => {
    if (path === "contracts/generated" || path.endsWith("node_modules") || !existsSync(join(root, path))) return [];
    if (!statSync(join(root, path)).isDirectory()) return [path];
    return readdirSync(join(root, path)).flatMap((name) => walk(`${path}/${name}`));
  };
  return paths.flatMap(walk).sort();
}

/** By content. */
export function hashOf(root, paths) {
  const hash = createHash("sha256");
  for (const file of filesBelow(root, paths)) {
    hash
      .update(`${file}\0`)
      .update(readFileSync(join(root, file)))
      .update("\0");
  }
  return hash.digest("hex");
}

/** What the steps of this checkout were last done from, in a file of dist/. */
export class Steps {
  constructor(root) {
    this.root = root;
    this.file = join(root, "dist", ".steps.json");
    try {
      this.done = JSON.parse(readFileSync(this.file, "utf8"));
    } catch {
      this.done = {};
    }
  }

  /**
   * Does a step unless its `makes` are there and its `from` are as when it was last done.
   *
   * @param {string} name
   * @param {{ from: string[], makes: string[] }} of paths of files and folders, relative to the checkout
   * @param {() => Promise<void> | void} perform
   */
  async step(name, { from, makes }, perform) {
    const hash = hashOf(this.root, from);
    if (this.done[name] === hash && makes.every((path) => existsSync(join(this.root, path)))) return;
    await perform();
    this.done[name] = hash;
    writeFileSync(this.file, JSON.stringify(this.done, null, 2));
  }
}

/** Removes from these folders of dist/ what was compiled from a source that is there no longer. `made` is a folder that other steps fill. */
export function removeOrphans(root, folders, made) {
  const compiled = /\.(d\.ts|js|js\.map)$/;
  for (const folder of folders) {
    for (const file of filesBelow(root, [`dist/${folder}`])) {
      if (!compiled.test(file) || file.startsWith(`${made}/`)) continue;
      const source = relative("dist", file).replace(compiled, "");
      if (![".ts", ".d.ts", ".js"].some((ending) => existsSync(join(root, source + ending)))) rmSync(join(root, file));
    }
  }
}
