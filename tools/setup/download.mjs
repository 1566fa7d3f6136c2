/** Downloads the official Pulumi release: `node download.mjs <version> <folder>` leaves it in <folder>/bin. */
import { createRequire } from "node:module";

const [version, root] = process.argv.slice(2);
const require = createRequire(import.meta.url);
const { PulumiCommand } = require("@pulumi/pulumi/automation");
const { SemVer } = createRequire(require.resolve("@pulumi/pulumi/automation"))("semver");

try {
  await PulumiCommand.install({ version: new SemVer(version), root });
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
