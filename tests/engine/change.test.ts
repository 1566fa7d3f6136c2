/** Changes that are more than an update: replacement, suspension of a whole company, removal; and those that are refused. */
import assert from "node:assert/strict";
import { EngineWorld, fails, succeeds } from "./engine";
import { goesOn } from "./goesOn";

describe("a change on the engine", () => {
  const world = EngineWorld.forEachTest();

  it("orders a licence anew when it moves to another customer, and suspends the one it leaves", async () => {
    const program = (customer: string) => `
      const customers = { bakery: new eset.Customer("bakery", { name: "Bakery" }), shop: new eset.Customer("shop", { name: "Shop" }) };
      new eset.License("seats", { customerId: customers.${customer}.id, productCode: "2015", quantity: 10 });`;
    const stack = await world.stack(program("bakery"));
    succeeds(await stack.up());
    const oldKey = stack.held["seats"]?.id;

    stack.program(program("shop"));
    const announced = succeeds(await stack.preview({ flags: ["--diff"] }));
    assert.match(announced.text, /~ customerId/);
    assert.match(announced.text, /1 to replace/);
    succeeds(await stack.up());
    const at = (name: string) => {
      const customerId = world.customers.find((customer) => customer.name === name)?.id;
      return world.licenses
        .filter((license) => license.customerId === customerId)
        .map(({ quantity, suspended }) => ({ quantity, suspended }));
    };
    assert.deepEqual(at("Shop"), [{ quantity: 10, suspended: false }]);
    assert.deepEqual(at("Bakery"), [{ quantity: 10, suspended: true }]);
    assert.notEqual(stack.held["seats"]?.id, oldKey);
    succeeds(await stack.drift());
  });

  it("is refused in the preview where the vendor cannot make it, with the property and the remedy", async () => {
    const { id: manager } = world.customers[0] ?? world.emulator.eset.portal.createCustomer({ name: "Other" });
    const msp = world.emulator.eset.accounts[0]?.companyId ?? "";
    const program = (parentId: string, type: string) => `
      const bakery = new eset.Customer("bakery", { name: "Bakery", parentId: "${parentId}" });
      new eset.License("seats", { customerId: bakery.id, productCode: "2015", quantity: 10, type: "${type}" });`;
    const stack = await world.stack(program(msp, "full"));
    succeeds(await stack.up());
    const before = stack.held;
    world.calls();

    stack.program(program(msp, "trial"));
    fails(await stack.preview(), "'seats': property type", "A full licence cannot become a trial", 'Set type: "full"');
    fails(await stack.up(), "'seats': property type");
    stack.program(program(manager, "full"));
    fails(
      await stack.preview(),
      "'bakery': property parentId",
      "cannot move a company",
      `Set parentId to ${msp}`,
      "allowRecreate: true",
    );
    assert.deepEqual(world.calls(), []);
    assert.deepEqual(stack.held, before);
    stack.program(program(msp, "full"));
    await goesOn(stack);
  });

  it("resumes a customer and suspends again, in the same up, the licences that the program holds suspended", async () => {
    const program = (suspended: boolean) => `
      const bakery = new eset.Customer("bakery", { name: "Bakery", suspended: ${suspended} });
      new eset.License("running", { customerId: bakery.id, productCode: "2015", quantity: 10 });
      new eset.License("parked", { customerId: bakery.id, productCode: "107", quantity: 5, suspended: true });`;
    const running = () =>
      Object.fromEntries(world.licenses.map(({ productCode, suspended }) => [productCode, !suspended]));
    const stack = await world.stack(program(false));
    succeeds(await stack.up());
    assert.deepEqual(running(), { "2015": true, "107": false });

    stack.program(program(true));
    assert.deepEqual(succeeds(await stack.up()).changes, ["updated bakery"]);
    assert.equal(world.customers[0]?.status, "suspended");
    assert.deepEqual(running(), { "2015": false, "107": false });
    succeeds(await stack.drift());

    stack.program(program(false));
    assert.deepEqual(succeeds(await stack.preview()).changes, ["update bakery", "update parked"]);
    assert.deepEqual(succeeds(await stack.up()).changes, ["updated bakery", "updated parked"]);
    assert.equal(world.customers[0].status, "active");
    assert.deepEqual(running(), { "2015": true, "107": false });
    succeeds(await stack.drift());
  });

  it("leaves a suspension by the portal alone where the program ignores it", async () => {
    const stack = await world.stack(
      `new eset.Customer("bakery", { name: "Bakery", tags: ["gold"] }, { ignoreChanges: ["suspended"] });`,
    );
    succeeds(await stack.up());
    world.emulator.eset.portal.updateCompany(world.customers[0]?.id ?? "", { status: "suspended" });

    succeeds(await stack.drift());
    stack.program(
      `new eset.Customer("bakery", { name: "Bakery", tags: ["silver"] }, { ignoreChanges: ["suspended"] });`,
    );
    succeeds(await stack.upWithRefresh());
    assert.deepEqual([world.customers[0]?.status, world.customers[0]?.tags], ["suspended", ["silver"]]);
  });

  it("does not destroy, under the old name, what a renamed resource has just taken over", async () => {
    const program = (suffix: string) => `
      const bakery = new eset.Customer("bakery${suffix}", { name: "Bakery" });
      new eset.License("seats${suffix}", { customerId: bakery.id, productCode: "2015", quantity: 10 });`;
    const stack = await world.stack(program(""));
    succeeds(await stack.up());
    stack.program(program("-renamed"));
    const stopped = fails(await stack.up(), "already exists", "bakery-renamed");
    assert.deepEqual(Object.keys(stack.held).sort(), ["bakery", "seats"]);

    succeeds(await stack.up({ variables: { MSP_ADOPT: "1" } }));
    assert.deepEqual(
      world.customers.map(({ name, status }) => `${name}: ${status}`),
      ["Bakery: active"],
    );
    assert.deepEqual(
      world.licenses.map(({ quantity, suspended }) => ({ quantity, suspended })),
      [{ quantity: 10, suspended: false }],
    );
    assert.deepEqual(Object.keys(stack.held).sort(), ["bakery-renamed", "seats-renamed"]);
    succeeds(await stack.drift());
    assert.match(stopped.diagnostics, /aliases/, "the remedy for a mere renaming");
    await goesOn(stack);
  });

  it("does to each removed object what its deletionPolicy says, and keeps adopted ones by default", async () => {
    const { portal } = world.emulator.eset;
    const { id: shop } = portal.createCustomer({ name: "Shop" });
    portal.createCustomer({ name: "Adopted" });
    portal.createCustomer({ name: "Adopted, then deleted" });
    for (const productCode of ["310", "350"]) portal.orderLicense({ customerId: shop, productCode, quantity: 7 });
    const stack = await world.stack(`
      new eset.Customer("default", { name: "Default" });
      new eset.Customer("retain", { name: "Retain", deletionPolicy: "retain" });
      new eset.Customer("suspend", { name: "Suspend", deletionPolicy: "suspend" });
      new eset.Customer("delete", { name: "Delete", deletionPolicy: "delete" });
      new eset.Customer("adopted", { name: "Adopted", adopt: true });
      new eset.Customer("adopted-delete", { name: "Adopted, then deleted", adopt: true, deletionPolicy: "delete" });
      const of = (productCode, more) => ({ customerId: "${shop}", productCode, quantity: 7, ...more });
      new eset.License("license-default", of("2015"));
      new eset.License("license-retain", of("107", { deletionPolicy: "retain" }));
      new eset.License("license-suspend", of("111", { deletionPolicy: "suspend" }));
      new eset.License("trial-default", of("211", { type: "trial" }));
      new eset.License("trial-retain", of("220", { type: "trial", deletionPolicy: "retain" }));
      new eset.License("license-adopted", of("310", { adopt: true }));
      new eset.License("license-adopted-suspend", of("350", { adopt: true, deletionPolicy: "suspend" }));`);
    succeeds(await stack.up());
    assert.equal(stack.held["adopted"]?.notes["adopted"], true);
    assert.equal(stack.held["license-adopted"]?.notes["adopted"], true);

    const destroyed = succeeds(await stack.destroy());
    assert.deepEqual(world.customers.map(({ name, status }) => `${name}: ${status}`).sort(), [
      "Adopted: active",
      "Retain: active",
      "Shop: active",
      "Suspend: suspended",
    ]);
    assert.deepEqual(
      world.licenses.map(({ productCode, suspended }) => `${productCode}: ${suspended ? "suspended" : "runs"}`).sort(),
      ["107: runs", "111: suspended", "2015: suspended", "220: runs", "310: runs", "350: suspended"],
    );
    assert.match(
      destroyed.text,
      /is kept as it is, and billed: it was taken over, and no deletionPolicy says otherwise/,
    );
  });
});
