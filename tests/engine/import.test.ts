/** Objects that exist already, brought into a stack without being touched. */
import assert from "node:assert/strict";
import { EngineWorld, succeeds } from "./engine";

describe("pulumi import", () => {
  const world = EngineWorld.forEachTest();

  it("takes an existing customer and its licence into the stack, and the next preview and refresh find nothing to do", async () => {
    const { portal } = world.emulator.eset;
    const { id: customerId } = portal.createCustomer({ name: "Bakery", email: "it@bakery.example", tags: ["gold"] });
    const { publicLicenseKey } = portal.orderLicense({ customerId, productCode: "2015", quantity: 10 });
    const stack = await world.stack(`
      const bakery = new eset.Customer("bakery", { name: "Bakery", email: "it@bakery.example", tags: ["gold"] });
      new eset.License("seats", { customerId: bakery.id, productCode: "2015", quantity: 10 });`);

    const customer = { name: "Bakery", email: "it@bakery.example", tags: ["gold"], suspended: false };
    const license = { customerId, productCode: "2015", quantity: 10, type: "full", suspended: false };
    const provider = (type: string) =>
      `exports.handler = () => require("module").createRequire(process.cwd() + "/")("pulumi-msp/host").serve("${type}")`;
    const resource = (type: string, name: string, id: string, inputs: object, assigned: object) => ({
      type: `pulumi-nodejs:dynamic/${type}`,
      name,
      id,
      inputs: { ...inputs, __provider: provider(type) },
      outputs: { ...inputs, ...assigned, __provider: provider(type) },
    });
    stack.write(
      "import.json",
      JSON.stringify({
        resources: [
          resource("eset:Customer", "bakery", customerId, customer, {}),
          resource("eset:License", "seats", publicLicenseKey, license, { publicLicenseKey }),
        ],
      }),
    );
    succeeds(
      await stack.run([
        "import",
        "--file",
        "import.json",
        "--yes",
        "--skip-preview",
        "--generate-code=false",
        "--protect=false",
      ]),
    );
    assert.deepEqual([stack.held["bakery"]?.id, stack.held["seats"]?.id], [customerId, publicLicenseKey]);

    assert.deepEqual(succeeds(await stack.preview({ flags: ["--expect-no-changes"] })).changes, []);
    succeeds(await stack.drift());
    assert.ok(
      world.calls().every((call) => call.endsWith("/Detail")),
      "the objects were only looked at",
    );

    portal.updateLicense(publicLicenseKey, { quantity: 11 });
    assert.deepEqual(succeeds(await stack.upWithRefresh()).changes, ["updated seats"]);
    assert.equal(world.licenses[0]?.quantity, 10);
  });
});
