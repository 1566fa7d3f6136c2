/** What the README says that commands print, they print. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { EngineWorld, exits, root, succeeds } from "./engine";
import { isPrinted } from "./printed";

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
    isPrinted("README.md", "prints\n", exits(7, await stack.drift()).text);

    eset.portal.createCustomer({ name: "Example Brewery" });
    const drift = await new Promise<{ code: unknown; text: string }>((resolve) => {
      execFile(
        process.execPath,
        [join(root, "dist", "cli", "index.js"), "drift", "--quiet"],
        { cwd: stack.project, env: stack.environment },
        (error, stdout, stderr) => {
          resolve({ code: error?.code ?? 0, text: stdout + stderr });
        },
      );
    });
    assert.equal(drift.code, 7, drift.text);
    isPrinted("README.md", "says so, customer by customer", drift.text);
  });
});
