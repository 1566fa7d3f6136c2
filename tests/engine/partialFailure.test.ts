/** Creates and updates that get half of the way: whatever refused the rest, the stack can be used, mended and removed. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { EngineWorld, fails, root, succeeds } from "./engine";
import { goesOn, keepsWhatItCannotDestroy, staysUsable } from "./goesOn";

describe("a stack of which a part got half of the way", () => {
  const world = EngineWorld.forEachTest();
  const up = ["up", "--yes", "--skip-preview", "--continue-on-error"];

  it("goes on when a manager's account may not suspend the customer that it has made", async () => {
    const username = "manager@msp.example";
    const account = world.emulator.eset.accounts.find((one) => one.username === username);
    const variables = { ESET_MSP_USERNAME: username, ESET_MSP_PASSWORD: account?.password };
    const program = (more: string) => `
      const m = new eset.ManagedMsp("m", { name: "MM", email: "m@m.example", trusted: true, deletionPolicy: "retain" });
      new eset.Customer("c", { name: "Sub", parentId: m.id, ${more} });`;
    const notDirect = ["ESET Company/Suspend", "CompanyIsNotDirectChild"];
    const stack = await world.stack(program("suspended: true"));

    fails(await stack.run(up, variables), ...notDirect);
    assert.deepEqual(Object.keys(stack.held).sort(), ["c", "m"]);
    await staysUsable(stack, notDirect, variables);
    assert.deepEqual([world.applied("Company/Create/customer"), world.applied("Company/Create/managedmsp")], [1, 1]);

    await keepsWhatItCannotDestroy(stack, "c", notDirect, variables);

    // what it may not suspend it may not remove either
    stack.program(program('deletionPolicy: "retain"'));
    await goesOn(stack, variables);
  });

  it("goes on when both vendors refused the last step of a create or an update", async () => {
    const { id: shop } = world.emulator.eset.portal.createCustomer({ name: "Shop" });
    const seats = (more: string) =>
      `new eset.License("seats", { customerId: "${shop}", productCode: "2015", ${more} });`;
    const stack = await world.stack(`
      new eset.Customer("updated", { name: "Bakery" });
      ${seats("quantity: 10, suspended: true")}`);
    succeeds(await stack.up());

    const { faults } = world.emulator;
    for (const call of ["Company/Suspend", "companies/{companyId}/disable"]) {
      faults.add({ kind: "status", call, status: 403, times: "always" });
    }
    faults.add({ kind: "status", call: "License/UpdateQuantity", status: 500, times: "always" });
    stack.program(`
      new eset.Customer("updated", { name: "Bakery and Sons", suspended: true });
      new eset.Customer("created", { name: "Brewery", suspended: true });
      ${seats("quantity: 12")}
      new redstor.Company("backup", { name: "Bakery", enabled: false });`);
    const refused = ["ESET Company/Suspend", "ESET License/UpdateQuantity", "disable"];
    const half = () => ({
      customers: world.customers.map(({ name, status }) => `${name}: ${status}`).sort(),
      licenses: world.licenses.map(({ quantity, suspended }) => ({ quantity, suspended })),
      backups: world.backupCompanies.map(({ companyName, isEnabled }) => ({ companyName, isEnabled })),
    });
    // a call that may be repeated is repeated for a while after a 500; here time runs
    const hurry = `--require=${join(root, "dist", "tests", "chaos", "hurry.js")}`;
    const variables = { MSP_CHAOS_HURRY: "1", NODE_OPTIONS: hurry };
    fails(await stack.run(up, variables), ...refused);
    const reached = {
      customers: ["Bakery and Sons: active", "Brewery: active", "Shop: active"],
      licenses: [{ quantity: 10, suspended: false }],
      backups: [{ companyName: "Bakery", isEnabled: true }],
    };
    assert.deepEqual(half(), reached);
    assert.deepEqual(Object.keys(stack.held).sort(), ["backup", "created", "seats", "updated"]);
    await staysUsable(stack, refused, variables);
    assert.deepEqual(half(), reached);
    await keepsWhatItCannotDestroy(stack, "created", ["Company/Suspend"]);

    faults.clear();
    await goesOn(stack);
  });
});
