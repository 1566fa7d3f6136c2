/** The package as users have it: packed, and laid out as package managers do, without a network. */
import { cpSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { load } from "../tools/tools";
import { linkPackage, root } from "./engine";

/** Packs this checkout as it is built; answers the folder with what is in the tarball. */
export const packed = async (folder: string): Promise<string> =>
  await (await load("pluginArchive.mjs")).unpackedPackage(folder);

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
