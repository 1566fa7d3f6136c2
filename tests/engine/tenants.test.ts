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
    for (const name of ["Pulumi.yaml", "index.ts", "tsconfig.json", "tenants", "users"]) {
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
    // the customer that may leave, and users, whom nothing protects, go or stay as the engine comes to them
    const isProtected = () =>
      Object.fromEntries(Object.entries(stack.held).filter(([name]) => !/^(charity-harbour|users)\//.test(name)));
    const before = isProtected();
    fails(await stack.destroy(), "protected");
    assert.deepEqual(isProtected(), before);
    const left = eset.companies().find(({ name }) => name === "Harbour Food Bank");
    assert.equal(left?.status, "suspended");
    assert.equal(world.applied("Company/Suspend"), 1);
    assert.equal(world.applied("License/Suspend"), 0, "its licence goes the way of the company");

    rmSync(join(stack.project, "tenants/charity-harbour.yaml"));
    rmSync(join(stack.project, "tenants/brewery.yaml"));
    fails(await stack.up(), "protected");
    assert.deepEqual(isProtected(), before);

    const bakeryFile = readFileSync(join(stack.project, "tenants/bakery.yaml"), "utf8");
    stack.write("tenants/bakery.yaml", bakeryFile.replace("quantity: 10", "quantity: ten"));
    const place = "tenants/bakery.yaml:9:47: eset.licenses.protect.quantity must be a whole number of seats, 1 or more";
    fails(await stack.preview(), place);
  });

  it("shows exactly what somebody changed at any of them, and is as declared after the repair", async () => {
    const stack = await fleet();
    succeeds(await stack.up());
    const ignore = exceptions(stack);
    assert.equal((await drift(world, stack, ignore)).code, 0);

    const { eset, redstor } = world.emulator;
    const id = (name: string) => stack.held[name]?.id ?? "";
    eset.portal.updateLicense(id("bakery/eset/protect"), { quantity: 25 });
    eset.portal.updateLicense(id("hotel-alpine/eset/endpoint"), { suspended: false });
    eset.portal.updateCompany(id("town-hall/eset"), { tags: ["gold"], comment: "a comment, which no file declares" });
    eset.portal.deleteCompany(id("gym-iron/eset"));
    redstor.portal.updateCompany(id("museum/redstor"), { isEnabled: false });
    const [brewery = "", backups = ""] = id("brewery/redstor/machines").split("/");
    redstor.portal.removeSubscription(brewery, backups);
    const byHand = eset.portal.createCustomer({ name: "By hand" });

    const report = await reported(world, stack, 7, ...ignore);
    assert.deepEqual(lines(report), [
      "By hand: unmanaged By hand",
      "Example Bakery: changed bakery/eset/protect quantity 10 !== 25",
      "Hotel Alpine: changed hotel-alpine/eset/endpoint suspended true !== false",
      "Iron Gym: vanished gym-iron/eset",
      "Iron Gym: vanished gym-iron/eset/endpoint",
      "Museum of Toys: changed museum/redstor enabled true !== false",
      "Northside Brewery: vanished brewery/redstor/machines",
      'Town of Springfield: changed town-hall/eset tags ["gold","public"] !== ["gold"]',
    ]);

    assert.deepEqual(succeeds(await stack.upWithRefresh()).changes.sort(), [
      "created brewery/redstor/machines",
      "created gym-iron/eset",
      "created gym-iron/eset/endpoint",
      "updated bakery/eset/protect",
      "updated hotel-alpine/eset/endpoint",
      "updated museum/redstor",
      "updated town-hall/eset",
    ]);
    eset.portal.deleteCompany(byHand.id);
    assert.equal((await drift(world, stack, ignore)).code, 0);
  });
});
