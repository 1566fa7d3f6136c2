/** What the README says that commands print, they print. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { EngineWorld, exits, root, succeeds } from "./engine";

const readme = readFileSync(join(root, "README.md"), "utf8");

/** What differs from run to run: ids and keys, dates, names of stacks, and the width of columns. */
const withoutChance = (text: string): string[] =>
  text
    .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, "<id>")
    .replaceAll(/\b[A-Z0-9]{3}-[A-Z0-9]{3}-[A-Z0-9]{3}\b/g, "<key>")
    .replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d/g, "<date>")
    .replaceAll(/urn:pulumi:\w+::\w+/g, "urn:pulumi:<stack>")
    .replaceAll(/onboarding\/production|tenants\/test/g, "<stack>")
    .split("\n")
    .map((line) => line.replaceAll(/\s+/g, " ").trim())
    .filter((line) => line !== "");

/** The block after these words, line for line, in this order, among what was printed. */
function isPrinted(after: string, printed: string): void {
  const from = readme.indexOf(after);
  assert.notEqual(from, -1, after);
  const [, block = ""] = /^```\n([^]*?)^```$/m.exec(readme.slice(from)) ?? [];
  const wanted = withoutChance(block);
  assert.ok(wanted.length > 5, block);
  let missing = wanted;
  for (const line of withoutChance(printed)) if (line === missing[0]) missing = missing.slice(1);
  assert.deepEqual(missing, [], `not printed, or not in this order; this was:\n${printed}`);
}

describe("what the README shows", () => {
  const world = EngineWorld.forEachTest();

  it("is what pulumi preview and pulumi-msp drift print of the onboarded customer", async () => {
    const stack = await world.project({ typescript: true });
    stack.settings({ typescript: true, main: "index.ts" });
    stack.write("index.ts", readFileSync(join(root, "examples", "onboarding", "index.ts"), "utf8"));
    succeeds(await stack.run(["stack", "init", "test"]));
    succeeds(await stack.up());
    const { eset, redstor } = world.emulator;
    const protect = eset.licenses().find(({ productCode }) => productCode === "2015");
    eset.portal.updateLicense(protect?.publicLicenseKey ?? "", { quantity: 25 });
    redstor.portal.updateCompany(world.backupCompanies[0]?.companyId ?? "", { isEnabled: false });
    isPrinted("prints\n", exits(7, await stack.drift()).text);

    eset.portal.createCustomer({ name: "Example Brewery" });
    const drift = await new Promise<{ code: unknown; text: string }>((resolve) => {
      execFile(
        process.execPath,
        [join(root, "dist", "cli", "index.js"), "drift"],
        { cwd: stack.project, env: stack.environment },
        (error, stdout, stderr) => {
          resolve({ code: error?.code ?? 0, text: stdout + stderr });
        },
      );
    });
    assert.equal(drift.code, 7, drift.text);
    isPrinted("says so, customer by customer", drift.text);
  });
});
