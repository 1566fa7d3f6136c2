/** What the program says, what the vendor holds, and that the engine shows every difference and nothing else. */
import assert from "node:assert/strict";
import { EngineWorld, exits, succeeds } from "./engine";

describe("a stack on the engine", () => {
  const world = EngineWorld.forEachTest();

  it("creates what the program says, plans nothing afterwards, shows and repairs a portal change, and removes it all", async () => {
    const stack = await world.stack(`
      const bakery = new eset.Customer("bakery", {
        name: "Example Bakery", email: "it@bakery.example", customIdentifier: "CRM-42",
        address: { city: "Springfield", zipCode: "12345" }, tags: ["gold", "branch"],
      });
      new eset.License("protect", { customerId: bakery.id, productCode: "2015", quantity: 10 });
      new eset.License("trial", { customerId: bakery.id, productCode: "2018", quantity: 5, type: "trial" });
      exports.companyId = bakery.companyId;`);

    const created = succeeds(await stack.up());
    assert.deepEqual(created.changes.sort(), ["created bakery", "created protect", "created trial"]);
    const [customer] = world.customers;
    assert.equal(world.customers.length, 1);
    assert.equal(customer?.name, "Example Bakery");
    assert.equal(customer.email, "it@bakery.example");
    assert.equal(customer.customIdentifier, "CRM-42");
    assert.deepEqual(customer.address, { state: null, city: "Springfield", streetAddress: null, zipCode: "12345" });
    assert.deepEqual(customer.tags.sort(), ["branch", "gold"]);
    const [protect, trial] = world.licenses.sort((a, b) => a.productCode.localeCompare(b.productCode));
    assert.ok(protect !== undefined && trial !== undefined);
    assert.deepEqual([protect.productCode, protect.quantity, protect.trial], ["2015", 10, false]);
    assert.deepEqual([trial.productCode, trial.quantity, trial.trial], ["2018", 5, true]);
    assert.equal(stack.held["bakery"]?.id, customer.id);
    assert.equal(stack.held["protect"]?.id, protect.publicLicenseKey);

    world.calls();
    succeeds(await stack.preview({ flags: ["--expect-no-changes"] }));
    assert.deepEqual(world.calls(), [], "a preview sends nothing");
    succeeds(await stack.drift());

    world.emulator.eset.portal.updateLicense(protect.publicLicenseKey, { quantity: 33 });
    const drifted = exits(7, await stack.drift());
    assert.match(drifted.text, /~ quantity +: 10 => 33/, "what somebody did");
    assert.match(drifted.text, /~ quantity +: 33 => 10/, "what the next up would do");

    const repaired = succeeds(await stack.upWithRefresh());
    assert.deepEqual(repaired.changes, ["updated protect"]);
    assert.deepEqual(
      world.licenses.map(({ quantity }) => quantity).sort((a, b) => a - b),
      [5, 10],
    );

    world.calls();
    succeeds(await stack.destroy());
    assert.deepEqual(world.customers, []);
    assert.deepEqual(
      world.licenses.map(({ productCode, suspended }) => ({ productCode, suspended })),
      [{ productCode: "2015", suspended: true }],
      "the trial is gone, the full licence suspended",
    );
    const calls = world.calls();
    const order = ["License/Suspend", "Company/Suspend", "Company/Delete"].map((call) => calls.indexOf(call));
    assert.ok(
      order.every((place, n) => place > (order[n - 1] ?? -1)),
      `the licence is suspended before its company: ${calls.join(", ")}`,
    );
    assert.deepEqual(Object.keys(stack.held), []);
  });

  it("finds no drift after any kind of update", async () => {
    const stack = await world.stack(`
      const bakery = new eset.Customer("bakery", { name: "Bakery", email: "It@Bakery.example" });
      new eset.License("seats", { customerId: bakery.id, productCode: "107", quantity: 10 });
      new eset.License("product", { customerId: bakery.id, productCode: "2015", quantity: 10 });
      new eset.License("stop", { customerId: bakery.id, productCode: "211", quantity: 10 });
      new eset.License("convert", { customerId: bakery.id, productCode: "220", quantity: 5, type: "trial" });
      new eset.License("extend", { customerId: bakery.id, productCode: "310", quantity: 5, type: "trial" });`);
    succeeds(await stack.up());
    const keyOfTrial = stack.held["convert"]?.id;

    stack.program(`
      const bakery = new eset.Customer("bakery", {
        name: "Bakery and Sons", email: "office@bakery.example", address: { streetAddress: "1 Main St" },
        tags: ["gold", "branch"], customIdentifier: "CRM-42", comment: "since 1890", vatId: "CZ123", description: "bread",
      });
      new eset.License("seats", { customerId: bakery.id, productCode: 107, quantity: 12 });
      new eset.License("product", { customerId: bakery.id, productCode: "2018", quantity: 11 });
      new eset.License("stop", { customerId: bakery.id, productCode: "211", quantity: 9, suspended: true });
      new eset.License("convert", { customerId: bakery.id, productCode: "220", quantity: 6, type: "full" });
      new eset.License("extend", { customerId: bakery.id, productCode: "310", quantity: 5, type: "trial", trialExtensions: 2 });`);
    const names = ["bakery", "convert", "extend", "product", "seats", "stop"];
    const updated = succeeds(await stack.up());
    assert.deepEqual(
      updated.changes.sort(),
      names.map((name) => `updated ${name}`),
    );
    const held = ({ productCode, quantity, trial, trialExtensions, suspended }: (typeof world.licenses)[number]) =>
      `${productCode}: ${quantity} ${trial ? `trial +${trialExtensions ?? 0}` : "full"}${suspended ? " suspended" : ""}`;
    assert.deepEqual(world.licenses.map(held).sort(), [
      "107: 12 full",
      "2018: 11 full",
      "211: 9 full suspended",
      "220: 6 full",
      "310: 5 trial +2",
    ]);
    assert.notEqual(stack.held["convert"]?.outputs["publicLicenseKey"], keyOfTrial, "ESET gave it a new key");
    succeeds(await stack.drift());

    stack.program(`
      const bakery = new eset.Customer("bakery", { name: "Bakery and Sons", tags: ["branch", "silver"] });
      new eset.License("seats", { customerId: bakery.id, productCode: "107", quantity: 12 });
      new eset.License("product", { customerId: bakery.id, productCode: "2018", quantity: 11 });
      new eset.License("stop", { customerId: bakery.id, productCode: "211", quantity: 9 });
      new eset.License("convert", { customerId: bakery.id, productCode: "220", quantity: 7 });
      new eset.License("extend", { customerId: bakery.id, productCode: "310", quantity: 5, type: "trial" });`);
    succeeds(await stack.up());
    const [customer] = world.customers;
    assert.deepEqual(
      [customer?.email, customer?.comment, customer?.vatId, customer?.description, customer?.customIdentifier],
      [null, null, null, null, null],
      "what is declared no longer is erased",
    );
    assert.deepEqual(customer?.tags.sort(), ["branch", "silver"]);
    assert.deepEqual(world.licenses.map(held).sort(), [
      "107: 12 full",
      "2018: 11 full",
      "211: 9 full",
      "220: 7 full",
      "310: 5 trial +2",
    ]);
    succeeds(await stack.drift());
  });

  it("makes again what was deleted in the portal", async () => {
    const stack = await world.stack(`
      const bakery = new eset.Customer("bakery", { name: "Example Bakery" });
      new eset.License("protect", { customerId: bakery.id, productCode: "2015", quantity: 10 });`);
    succeeds(await stack.up());
    const { portal } = world.emulator.eset;
    const companyId = stack.held["bakery"]?.id ?? "";

    portal.removeLicense(stack.held["protect"]?.id ?? "");
    const missing = exits(7, await stack.drift());
    assert.match(missing.text, /\+ pulumi-nodejs:dynamic\/eset:License: \(create\)[^]*::protect\]/);
    assert.match(missing.text, /\+ 1 to create/);

    portal.deleteCompany(companyId);
    const remade = succeeds(await stack.upWithRefresh());
    assert.deepEqual(remade.changes.filter((change) => change.startsWith("created")).sort(), [
      "created bakery",
      "created protect",
    ]);
    const [customer] = world.customers;
    assert.equal(world.customers.length, 1);
    assert.notEqual(customer?.id, companyId);
    assert.equal(stack.held["bakery"]?.id, customer?.id);
    const [license] = world.licenses;
    assert.equal(world.licenses.length, 1);
    assert.deepEqual([license?.customerId, license?.quantity, license?.suspended], [customer?.id, 10, false]);
    succeeds(await stack.drift());
  });

  it("asks the vendor no more than it must", async () => {
    const program = (quantity: number, suspended: boolean) => `
      const bakery = new eset.Customer("bakery", { name: "Example Bakery" });
      new eset.License("seats", { customerId: bakery.id, productCode: "2015", quantity: ${quantity} });
      new eset.License("stop", { customerId: bakery.id, productCode: "107", quantity: 5, suspended: ${suspended} });`;
    const stack = await world.stack(program(10, false));
    const sent = () => {
      const all = world.emulator.journal.entries().map(({ call }) => call);
      world.emulator.journal.clear();
      return all.sort();
    };

    succeeds(await stack.up());
    const created = ["Company/Create/customer", "License/Order", "License/Order", "Token/Get", "User/Current"];
    assert.deepEqual(sent(), created, "a call each, and two of the run: to sign in, and to see whose account it is");
    succeeds(await stack.refresh());
    assert.deepEqual(sent(), ["Company/Detail", "License/Detail", "License/Detail", "Token/Get"]);
    stack.program(program(12, true));
    succeeds(await stack.up());
    assert.deepEqual(sent(), ["License/Suspend", "License/UpdateQuantity", "Token/Get"]);
    succeeds(await stack.up());
    assert.deepEqual(sent(), [], "an up without changes does not even sign in");
  });
});
