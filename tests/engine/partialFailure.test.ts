/** What got half of the way is in the state with all that the host needs: every command works on the stack afterwards. */
import assert from "node:assert/strict";
import { EngineWorld, fails, type Run, type Stack, succeeds } from "./engine";

describe("a stack after an update that got half of the way", () => {
  const world = EngineWorld.forEachTest();
  const faults = () => world.emulator.faults;

  it("is refreshed, previewed, updated and destroyed while the cause lasts, and when it is over", async () => {
    const stack = await world.stack(`
      const bakery = new eset.Customer("bakery", { name: "Bakery" });
      new eset.License("seats", { customerId: bakery.id, productCode: "2015", quantity: 10 });
      new eset.Customer("brewery", { name: "Brewery" });`);
    succeeds(await stack.up());

    faults().add({ kind: "status", status: 500, call: "License/UpdateQuantity", times: "always" });
    faults().add({ kind: "status", status: 403, call: "Company/Suspend", times: "always" });
    faults().add({ kind: "status", status: 403, call: "companies/{companyId}/disable", times: "always" });
    stack.program(`
      const bakery = new eset.Customer("bakery", { name: "Bakery" });
      new eset.License("seats", { customerId: bakery.id, productCode: "2015", quantity: 25 });
      new eset.Customer("brewery", { name: "Brewery", suspended: true });
      new eset.Customer("nightshift", { name: "Night Shift", suspended: true });
      new redstor.Company("vault", { name: "Vault", enabled: false, deletionPolicy: "delete" });`);
    const causes = ["License/UpdateQuantity", "Company/Suspend", "/disable"];
    fails(await stack.up({ flags: ["--continue-on-error"] }), ...causes);
    assert.deepEqual(Object.keys(stack.held).sort(), ["bakery", "brewery", "nightshift", "seats", "vault"]);

    succeeds(await stack.refresh());
    assert.deepEqual(succeeds(await refreshPreview(stack)).changes.sort(), [
      "update brewery",
      "update nightshift",
      "update seats",
      "update vault",
    ]);
    fails(await stack.up({ flags: ["--refresh", "--run-program", "--continue-on-error"] }), ...causes);
    // nothing is removed without its suspension, and nothing that stays leaves the state
    fails(await stack.run(["destroy", "--yes", "--skip-preview", "--run-program", "--continue-on-error"]), /Suspend/);
    assert.ok("nightshift" in stack.held && "brewery" in stack.held, "a failed removal was forgotten");

    faults().clear();
    succeeds(await stack.refresh());
    succeeds(await refreshPreview(stack));
    succeeds(await stack.upWithRefresh());
    assert.deepEqual(world.customers.map(({ name, status }) => `${name}: ${status}`).sort(), [
      "Bakery: active",
      "Brewery: suspended",
      "Night Shift: suspended",
    ]);
    assert.deepEqual(
      world.licenses.filter(({ suspended }) => !suspended).map(({ quantity }) => quantity),
      [25],
    );
    succeeds(await stack.destroy());
    assert.deepEqual([stack.held, world.customers, world.backupCompanies], [{}, [], []]);
  });

  it("is refreshed, previewed, updated and destroyed too when the account can never do what was asked", async () => {
    const customer = (more: string) => `
      const m = new eset.ManagedMsp("m", { name: "MM", email: "m@m.example", trusted: true, ${more} });
      new eset.Customer("c", { name: "Sub", parentId: m.id, suspended: true, ${more} });`;
    const stack = await world.stack(customer(""));
    stack.environment["ESET_MSP_USERNAME"] = "manager@msp.example";
    // ESET suspends direct children only
    const notDirect = /Company\/Suspend[^]*403/;
    fails(await stack.up(), notDirect);

    succeeds(await stack.refresh());
    assert.deepEqual(succeeds(await refreshPreview(stack)).changes, ["update c"]);
    fails(await stack.upWithRefresh(), notDirect);
    fails(await stack.destroy(), notDirect);

    stack.program(customer(`deletionPolicy: "retain"`).replace("suspended: true,", ""));
    succeeds(await stack.upWithRefresh());
    succeeds(await stack.destroy());
    assert.deepEqual(stack.held, {});
    assert.deepEqual(
      world.customers.map(({ name }) => name),
      ["Sub"],
    );
  });
});

const refreshPreview = (stack: Stack): Promise<Run> => stack.preview({ flags: ["--refresh", "--run-program"] });
