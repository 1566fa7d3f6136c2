/** The example of a whole fleet on the engine, as its repository has it. */
import assert from "node:assert/strict";
import { cpSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { drift, exceptions, lines, reported } from "./driftCommand";
import { EngineWorld, fails, root, type Stack, succeeds } from "./engine";

describe("a fleet of 25 tenants in YAML files", () => {
  const world = EngineWorld.forEachTest();

  async function fleet(): Promise<Stack> {
    const stack = await world.project({ typescript: true });
    for (const name of ["Pulumi.yaml", "index.ts", "tsconfig.json", "tenants"]) {
      cpSync(join(root, "examples/tenants", name), join(stack.project, name), { recursive: true });
    }
    succeeds(await stack.run(["stack", "init", "test"]));
    return stack;
  }

  it("is made, then unchanged; loses only whom nobody protects; and is checked before anything happens", async () => {
    const { eset, redstor } = world.emulator;
    const stack = await fleet();
    succeeds(await stack.up());
    assert.equal(world.customers.length, 23);
    assert.equal(world.licenses.length, 36);
    assert.equal(redstor.companies().filter(({ type }) => type === "Customer").length, 16);
    assert.equal(redstor.subscriptions().length, 21);
    const outputs = succeeds(await stack.run(["stack", "output", "ids", "--json"])).text;
    const { bakery } = JSON.parse(outputs) as {
      bakery: { eset: { companyId: string }; redstor: { companyId: string } };
    }; // the example's
    assert.equal(world.customers.find(({ id }) => id === bakery.eset.companyId)?.name, "Example Bakery");
    const ofBakery = redstor.companies().find(({ companyId }) => companyId === bakery.redstor.companyId);
    assert.equal(ofBakery?.companyName, "Example Bakery");

    world.calls();
    succeeds(await stack.preview({ flags: ["--expect-no-changes"] }));
    assert.deepEqual(world.calls(), []);
    succeeds(await stack.drift());

    // without a preview, which would have refused it: what is protected must not lose what it has before the engine sees that
    const { "charity-harbour": _customer, "charity-harbour-107": _licence, ...isProtected } = stack.held;
    fails(await stack.destroy(), "protected");
    assert.deepEqual(stack.held, isProtected);
    const left = eset.companies().find(({ name }) => name === "Harbour Food Bank");
    assert.equal(left?.status, "suspended");
    assert.equal(world.applied("Company/Suspend"), 1);
    assert.equal(world.applied("License/Suspend"), 0, "its licence goes the way of the company");

    rmSync(join(stack.project, "tenants/charity-harbour.yaml"));
    rmSync(join(stack.project, "tenants/brewery.yaml"));
    fails(await stack.up(), "protected");
    assert.deepEqual(stack.held, isProtected);

    const bakeryFile = readFileSync(join(stack.project, "tenants/bakery.yaml"), "utf8");
    stack.write("tenants/bakery.yaml", bakeryFile.replace("quantity: 10", "quantity: ten"));
    const place = "tenants/bakery.yaml:9:40: eset.licenses[0].quantity must be a whole number of seats, 1 or more";
    fails(await stack.preview(), place);
  });

  it("shows exactly what somebody changed at any of them, and is as declared after the repair", async () => {
    const stack = await fleet();
    succeeds(await stack.up());
    const ignore = exceptions(stack);
    assert.equal((await drift(world, stack, ignore)).code, 0);

    const { eset, redstor } = world.emulator;
    const id = (name: string) => stack.held[name]?.id ?? "";
    eset.portal.updateLicense(id("bakery-2015"), { quantity: 25 });
    eset.portal.updateLicense(id("hotel-alpine-107"), { suspended: false });
    eset.portal.updateCompany(id("town-hall"), { tags: ["gold"], comment: "a comment, which no file declares" });
    eset.portal.deleteCompany(id("gym-iron"));
    redstor.portal.updateCompany(id("museum-redstor"), { isEnabled: false });
    const [brewery = "", backups = ""] = id("brewery-redstor-130").split("/");
    redstor.portal.removeSubscription(brewery, backups);
    const byHand = eset.portal.createCustomer({ name: "By hand" });

    const report = await reported(world, stack, 7, ...ignore);
    assert.deepEqual(lines(report), [
      "By hand: unmanaged By hand",
      "Example Bakery: changed bakery-2015 quantity 10 !== 25",
      "Hotel Alpine: changed hotel-alpine-107 suspended true !== false",
      "Iron Gym: vanished gym-iron",
      "Iron Gym: vanished gym-iron-107",
      "Museum of Toys: changed museum-redstor enabled true !== false",
      "Northside Brewery: vanished brewery-redstor-130",
      'Town of Springfield: changed town-hall tags ["gold","public"] !== ["gold"]',
    ]);

    assert.deepEqual(succeeds(await stack.upWithRefresh()).changes.sort(), [
      "created brewery-redstor-130",
      "created gym-iron",
      "created gym-iron-107",
      "updated bakery-2015",
      "updated hotel-alpine-107",
      "updated museum-redstor",
      "updated town-hall",
    ]);
    eset.portal.deleteCompany(byHand.id);
    assert.equal((await drift(world, stack, ignore)).code, 0);
  });
});
