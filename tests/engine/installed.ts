/** The package as users have it: packed, and laid out as package managers do, without a network. */
import { execFile } from "node:child_process";
import { cpSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { linkPackage, root } from "./engine";

const run = promisify(execFile);

/** Packs this checkout as it is built; answers the folder with what is in the tarball. */
export async function packed(folder: string): Promise<string> {
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  const { stdout } = await run(npm, ["pack", "--ignore-scripts", "--json", "--pack-destination", folder], {
    cwd: root,
  });
  const [{ filename }] = JSON.parse(stdout) as [{ filename: string }]; // npm's own format
  await run("tar", ["-xzf", filename], { cwd: folder });
  return join(folder, "package");
}

/** The packages that a user's package manager installs beside ours, our peer included. */
function dependencies(unpacked: string): string[] {
  const manifest = JSON.parse(readFileSync(join(unpacked, "package.json"), "utf8")) as {
    dependencies: Record<string, string>;
    peerDependencies: Record<string, string>;
  };
  return [...Object.keys(manifest.dependencies), ...Object.keys(manifest.peerDependencies)];
}

const ofCheckout = (name: string): string => join(root, "node_modules", name);

/** As npm does: everything side by side. */
export function installFlat(project: string, unpacked: string): void {
  cpSync(unpacked, join(project, "node_modules", "pulumi-msp"), { recursive: true });
  for (const name of dependencies(unpacked)) linkPackage(project, name, ofCheckout(name));
}

/** As pnpm does: the project sees what it asked for, by links; each package sees only its own dependencies. */
export function installLinked(project: string, unpacked: string): void {
  const store = join(project, "node_modules", ".pnpm", "pulumi-msp@0.1.0");
  mkdirSync(join(store, "node_modules"), { recursive: true });
  cpSync(unpacked, join(store, "node_modules", "pulumi-msp"), { recursive: true });
  for (const name of dependencies(unpacked)) linkPackage(store, name, ofCheckout(name));
  linkPackage(project, "pulumi-msp", join(store, "node_modules", "pulumi-msp"));
  linkPackage(project, "@pulumi/pulumi", ofCheckout("@pulumi/pulumi"));
}
