/** What docs/drift.md says: its commands run, and print what it shows. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { esetConfig } from "../../provider/eset/config";
import { Eset } from "../../provider/eset/session";
import { exceptions, withCommand } from "./driftCommand";
import { EngineWorld, root, succeeds } from "./engine";
import { isPrinted } from "./printed";

const page = "docs/drift.md";
const text = readFileSync(join(root, page), "utf8");

describe("docs/drift.md", () => {
  const world = EngineWorld.forEachTest();

  it("shows what its commands print", async () => {
    const stack = await world.project();
    succeeds(await stack.run(["stack", "init", "production"]));
    stack.write("index.js", 'require("pulumi-msp").loadTenants("tenants");\n');
    stack.write(
      "tenants/bakery.yaml",
      'name: Example Bakery\neset:\n  licenses:\n    endpoint: { productCode: "2015", quantity: 10 }\n    cloud: { productCode: "310", quantity: 5 }\n',
    );
    stack.write(
      "tenants/brewery.yaml",
      "name: Example Brewery\nredstor:\n  subscriptions:\n    m365: { productId: 4, editionId: 5 }\n",
    );
    succeeds(await stack.up());
    const { eset, redstor } = world.emulator;
    const id = (name: string) => stack.held[name]?.id ?? "";
    // by somebody who has an account, and whom ESET's history names by an id
    const colleague = new Eset(esetConfig(() => undefined, eset.environment()));
    await colleague.api.license.updateQuantity({ publicLicenseKey: id("bakery/eset/endpoint"), quantity: 25 });
    const [companyId = "", backups = ""] = id("brewery/redstor/m365").split("/");
    redstor.portal.removeSubscription(companyId, backups);
    eset.portal.createCustomer({ name: "Corner Shop" });
    stack.write(
      "tenants/bakery.yaml",
      'name: Example Bakery\neset:\n  licenses:\n    endpoint: { productCode: "2015", quantity: 10 }\n    cloud: { productCode: "310", quantity: 6 }\n',
    );
    exceptions(stack);
    stack.write("accepted.yaml", readFileSync(join(stack.project, "drift.yaml"), "utf8"));

    const [commands = ""] = [...text.matchAll(/^```sh\n([^]*?)^```$/gm)].map(([, code]) => code ?? "");
    const variables = { ...withCommand(stack), GITHUB_STEP_SUMMARY: join(stack.folder, "summary.md") };
    const printed: string[] = [];
    for (const command of commands.trim().split("\n")) {
      const run = await stack.copied(command, variables);
      assert.equal(run.code, 7, `${command}\n${run.text}`);
      printed.push(run.text);
    }
    const [first = ""] = printed;
    isPrinted(page, "to write next:\n", first);
    assert.match(first, /^Looking at stack production …\n/, "how far it is, on standard error");
    const summary = readFileSync(variables.GITHUB_STEP_SUMMARY, "utf8");
    const [, headline = ""] = /^## ⚠️ (.*)$/m.exec(summary) ?? [];
    assert.ok(first.includes(`${headline}\n`), `the same verdict in all formats: ${headline}`);
    assert.ok(readFileSync(join(stack.project, "drift.html"), "utf8").includes("2 customers drifted: "));
  });
});
