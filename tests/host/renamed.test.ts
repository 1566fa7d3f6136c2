/**
 * A resource that was renamed in the program is created under its new name and deleted under its old one. If it may not have its object
 * under the new name, the deletion must not take it: with `--continue-on-error` the engine asks for it all the same.
 */
import assert from "node:assert/strict";
import { World } from "./world";

describe("a resource that was renamed in the program and may not have its object", function () {
  const world = World.forEachTest();
  const eset = () => world.emulator.eset;
  const redstor = () => world.emulator.redstor;

  const bakery = { name: "Example Bakery" };
  const resources: readonly (readonly [type: string, declared: () => object])[] = [
    ["eset:Customer", () => bakery],
    [
      "eset:License",
      () => ({ customerId: eset().portal.createCustomer(bakery).id, productCode: "2015", quantity: 10 }),
    ],
    [
      "eset:User",
      () => ({ email: "j@msp.example", firstName: "Jane", lastName: "Doe", countryCode: "SVK", permission: "Read" }),
    ],
    ["redstor:Company", () => bakery],
    ["redstor:Company", () => ({ ...bakery, deletionPolicy: "delete" })],
    [
      "redstor:Subscription",
      () => {
        const { companyId } = redstor().portal.createCompany({ companyName: "Example Bakery" });
        return { companyId, productId: 4, editionId: 5 };
      },
    ],
  ];
  const held = () =>
    structuredClone([
      eset().companies(),
      eset().licenses(),
      eset().accounts,
      redstor().companies(),
      redstor().subscriptions(),
    ]);
  const notRemoved =
    /is not removed\. Nothing was changed\. .* in the option aliases, or set adopt: true on it, then run again\./;

  for (const [type, declare] of resources) {
    it(`is not removed under its old name, and is in the next run: ${type}`, async () => {
      const declared = { ...declare() };
      const old = world.resource(type);
      await old.up(declared);
      await world.restartHost();
      const before = held();
      const renamed = world.resource(type);
      await assert.rejects(renamed.up(declared), /already exists/);
      await assert.rejects(old.remove(), notRemoved);
      assert.deepEqual(held(), before);

      await old.destroy(); // it was not a rename: the next run has nothing else in mind
      assert.notDeepEqual(held(), before);
    });

    it(`is kept by the remedy, adopt: true: ${type}`, async () => {
      const declared = { ...declare() };
      const old = world.resource(type);
      await old.up(declared);
      await world.restartHost();
      const before = held();
      const renamed = world.resource(type);
      await assert.rejects(renamed.up(declared));
      await assert.rejects(old.remove());
      await world.restartHost();
      await renamed.up({ ...declared, adopt: true });
      await old.remove();
      assert.deepEqual(held(), before);
      assert.equal(old.recorded, undefined);
    });
  }

  it("is not removed either where the object goes by another name by now", async () => {
    const old = world.resource("eset:Customer");
    await old.up(bakery);
    eset().portal.updateCompany(old.id, { name: "Baker & Sons" });
    await world.restartHost();
    await assert.rejects(world.resource("eset:Customer").up({ name: "Baker & Sons" }), /already exists/);
    await assert.rejects(old.remove(), notRemoved);
  });

  it("is not removed where the object exists several times", async () => {
    world.emulator.redstor.portal.changeReadings({ "company.names": "repeat" });
    const old = world.resource("redstor:Company");
    await old.up(bakery);
    redstor().portal.createCompany({ companyName: "Example Bakery" });
    await world.restartHost();
    const renamed = world.resource("redstor:Company");
    await assert.rejects(renamed.up({ ...bakery, adopt: true }), /exists 2 times/);
    await assert.rejects(old.remove(), notRemoved);
  });

  it("is not removed where the create failed before anything was found out", async () => {
    const old = world.resource("eset:Customer");
    await old.up(bakery);
    await world.restartHost();
    for (const call of ["Company/Create/customer", "User/Current"]) {
      world.emulator.faults.add({ kind: "status", call, status: 403 });
      await assert.rejects(world.resource("eset:Customer").up(bakery));
    }
    await assert.rejects(old.remove(), notRemoved);
  });

  it("is not removed where what it depends on failed, so that nobody looked at it under its new name", async () => {
    const { id: customerId } = eset().portal.createCustomer(bakery);
    const old = world.resource("eset:License");
    await old.up({ customerId, productCode: "2015", quantity: 10 });
    await world.restartHost();
    await assert.rejects(world.resource("eset:Customer").up(bakery), /already exists/);
    await assert.rejects(old.remove(), notRemoved);
    assert.deepEqual(
      eset()
        .licenses()
        .map(({ suspended }) => suspended),
      [false],
    );
  });

  it("is not removed where an update failed on which it depends", async () => {
    const [customer, old] = [world.resource("eset:Customer"), world.resource("eset:License")];
    await customer.up(bakery);
    await old.up({ customerId: customer.id, productCode: "2015", quantity: 10 });
    await world.restartHost();
    world.emulator.faults.add({ kind: "status", call: "Company/Update/customer", status: 403 });
    await assert.rejects(customer.up({ ...bakery, comment: "x" }), /403/);
    await assert.rejects(old.remove(), notRemoved);
  });

  it("does not keep what is only to go from being removed in the next run, nor a policy from keeping it", async () => {
    const [old, other] = [world.resource("eset:Customer"), world.resource("eset:Customer")];
    await old.up({ ...bakery, deletionPolicy: "retain" });
    await other.up({ name: "Example Brewery" });
    await world.restartHost();
    await assert.rejects(world.resource("eset:Customer").up(bakery));
    await assert.rejects(other.remove(), notRemoved);
    await old.remove();
    await world.restartHost();
    await other.remove();
    const names = eset()
      .companies()
      .flatMap(({ name, deleted }) => (deleted ? [] : [name]));
    assert.deepEqual([names.includes("Example Bakery"), names.includes("Example Brewery")], [true, false]);
  });
});
