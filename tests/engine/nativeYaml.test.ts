/** YAML programs, in which nothing of Node.js is installed but the provider. */
import assert from "node:assert/strict";
import { cpSync, rmSync } from "node:fs";
import { join } from "node:path";
import { EngineWorld, exits, fails, nativePlugin, root, type Stack, succeeds } from "./engine";

describe("a YAML program", () => {
  const world = EngineWorld.forEachTest();

  async function yaml(program: string): Promise<Stack> {
    const stack = await world.project();
    stack.write("Pulumi.yaml", `name: tenants\nruntime: yaml\n${nativePlugin}${program}`);
    succeeds(await stack.run(["stack", "init", "test"]));
    return stack;
  }

  const fleet =
    "resources:\n  fleet:\n    type: msp:index:Tenants\n    properties: { folder: tenants, users: users }\n";

  it("declares a whole fleet with one component: made, unchanged, drift found and repaired, customers leave", async () => {
    const stack = await yaml(fleet);
    for (const folder of ["tenants", "users"]) {
      cpSync(join(root, "examples/tenants", folder), join(stack.project, folder), { recursive: true });
    }
    succeeds(await stack.up());
    assert.equal(world.customers.length, 23);
    assert.equal(world.licenses.length, 36);
    assert.equal(world.emulator.redstor.subscriptions().length, 21);
    assert.ok(stack.held["bakery/eset"] !== undefined, Object.keys(stack.held).join("\n"));
    world.calls();
    succeeds(await stack.preview({ flags: ["--expect-no-changes"] }));
    assert.deepEqual(world.calls(), []);
    succeeds(await stack.drift());
    const key = stack.held["bakery/eset/protect"]?.id ?? "";
    world.emulator.eset.portal.updateLicense(key, { quantity: 12 });
    exits(7, await stack.drift());
    assert.deepEqual(succeeds(await stack.upWithRefresh()).changes, ["updated bakery/eset/protect"]);
    world.changes();
    rmSync(join(stack.project, "tenants/brewery.yaml"));
    fails(await stack.up(), "brewery", "protected");
    assert.deepEqual(world.changes(), []);
  });

  it("takes over the fleet of a TypeScript program, and gives it back: nothing changes, and nothing is sent", async () => {
    const stack = await world.project();
    const program = "name: tenants\nmain: index.js\nruntime: nodejs\n";
    stack.write("Pulumi.yaml", program);
    stack.write(
      "index.js",
      `const msp = require("pulumi-msp");\nmsp.loadUsers("users", msp.loadTenants("tenants"));\n`,
    );
    for (const folder of ["tenants", "users"]) {
      cpSync(join(root, "examples/tenants", folder), join(stack.project, folder), { recursive: true });
    }
    succeeds(await stack.run(["stack", "init", "test"]));
    succeeds(await stack.up());
    world.calls();
    stack.write("Pulumi.yaml", `name: tenants\nruntime: yaml\n${nativePlugin}${fleet}`);
    const moved = succeeds(await stack.up());
    assert.deepEqual(moved.changes, []);
    assert.deepEqual(world.calls(), []);
    succeeds(await stack.drift());
    assert.ok(Object.values(stack.held).every(({ type }) => type.startsWith("msp:")));
    world.calls();
    stack.write("Pulumi.yaml", program);
    stack.write(
      "index.js",
      `const msp = require("pulumi-msp");
      const moved = { formerlyIn: "fleet" };
      msp.loadUsers("users", msp.loadTenants("tenants", moved), moved);\n`,
    );
    assert.deepEqual(succeeds(await stack.up()).changes, []);
    assert.deepEqual(world.calls(), []);
    succeeds(await stack.drift());
    assert.ok(Object.values(stack.held).every(({ type }) => type.startsWith("pulumi-nodejs:dynamic/")));
  });

  it("declares resources one by one, and asks functions", async () => {
    const stack = await yaml(`resources:
  bakery:
    type: msp:eset:Customer
    properties: { name: Example Bakery, tags: [gold] }
  seats:
    type: msp:eset:License
    properties: { customerId: "\${bakery.id}", productCode: 2015, quantity: 10 }
variables:
  found:
    fn::invoke:
      function: msp:eset:getCompany
      arguments: { companyId: "\${bakery.id}" }
outputs:
  name: \${found.name}
  key: \${seats.publicLicenseKey}
`);
    succeeds(await stack.up());
    const outputs = JSON.parse(succeeds(await stack.run(["stack", "output", "--json"])).text) as object;
    assert.deepEqual(outputs, { name: "Example Bakery", key: world.licenses[0]?.publicLicenseKey });
    succeeds(await stack.preview({ flags: ["--expect-no-changes"] }));
    succeeds(await stack.destroy());
  });
});
