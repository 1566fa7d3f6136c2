/** What users get when they install the package. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { minVersion, satisfies } from "semver";

/** The checkout, seen from dist/tests. */
const root = join(__dirname, "..", "..");

interface Lock {
  readonly packages: Readonly<
    Record<string, { readonly version?: string; readonly engines?: { readonly node?: string } }>
  >;
}

interface Manifest {
  readonly engines: { readonly node: string };
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  readonly bin: Readonly<Record<string, string>>;
  readonly types: string;
}

describe("the package", () => {
  let files: string[];
  before(async () => {
    const npm = process.platform === "win32" ? "npm.cmd" : "npm";
    const dryRun = ["pack", "--dry-run", "--ignore-scripts", "--json"];
    const { stdout } = await promisify(execFile)(npm, dryRun, { cwd: root, maxBuffer: 2 ** 24 });
    const [{ files: packed }] = JSON.parse(stdout) as [{ files: { path: string }[] }]; // npm's own format
    files = packed.map(({ path }) => path);
  });

  it("has every file that its exports, types and commands name", () => {
    const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as Manifest; // ours
    const named = [
      ...Object.values(manifest.exports).flatMap((entry) => (typeof entry === "string" ? entry : Object.values(entry))),
      ...Object.values(manifest.bin),
      manifest.types,
    ].map((path) => path.replace(/^\.\//, ""));
    assert.deepEqual(
      named.filter((path) => !files.includes(path)),
      [],
    );
  });

  // light-my-request is named in package.json for this alone: the newest one that Fastify would take wants Node.js 22
  it("needs nothing that asks for a newer Node.js than it says itself", () => {
    const { engines } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as Manifest; // ours
    const { packages } = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")) as Lock; // npm's own format
    const oldest = minVersion(engines.node);
    assert.equal(oldest?.version, "20.19.0");
    const newer = Object.entries(packages).filter(([, { engines }]) => !satisfies(oldest, engines?.node ?? "*"));
    assert.deepEqual(
      newer.map(([name, { engines }]) => `${name} needs ${engines?.node}`),
      [],
    );
  });

  it("has what users need beside the code", () => {
    const needed = ["README.md", "CHANGELOG.md", "LICENSE", "package.json", "contracts/eset.openapi.yaml"];
    assert.deepEqual(
      needed.filter((path) => !files.includes(path)),
      [],
    );
  });

  it("has the whole page of the emulator's console", () => {
    const needed = ["index.html", "console.css", "icon.svg", "main.js", "dom.js"];
    assert.deepEqual(
      needed.filter((name) => !files.includes(`dist/emulator/console/browser/${name}`)),
      [],
    );
  });

  it("has nothing else", () => {
    const code = /^dist\/(provider|emulator|cli|contracts)\/.*\.(js|d\.ts|js\.map)$/;
    const page = /^dist\/emulator\/console\/browser\/[a-z]+\.(html|css|svg)$/;
    const documents =
      /^(README\.md|CHANGELOG\.md|LICENSE|package\.json|pulumi-resource-msp|dist\/provider\/host\/plugin\/schema\.json|dist\/(tenant|user)\.schema\.json|contracts\/[a-z-]+\.openapi\.yaml)$/;
    assert.deepEqual(
      files.filter((path) => !code.test(path) && !page.test(path) && !documents.test(path)),
      [],
    );
  });
});
