/** Who an object is, on the engine: after a rename, a conversion, and an order whose answer was lost. */
import assert from "node:assert/strict";
import type { EsetReadings, RedstorReadings } from "../../emulator";
import { EngineWorld, fails, type Run, type Stack, succeeds } from "./engine";

const goOn = ["--continue-on-error"];

const idsIn = (stack: Stack): string[] =>
  Object.values(stack.held)
    .map(({ id }) => id)
    .sort();

describe("a resource that was renamed in the program without an alias", () => {
  const world = EngineWorld.forEachTest();
  const program = (name: string, more = "") => `
    new eset.Customer("${name}", { name: "Example Bakery"${more} });
    new redstor.Company("${name}-backup", { name: "Example Bakery", deletionPolicy: "delete"${more} });`;
  const held = () => structuredClone([world.customers, world.backupCompanies]);

  it("keeps its objects when the run goes on after it may not have them; both remedies give them to it", async () => {
    for (const remedy of ["aliases", "adopt"]) {
      const stack = await world.stack(program("old"));
      succeeds(await stack.up());
      const before = held();
      const ids = idsIn(stack);
      stack.program(program("renamed"));
      fails(
        await stack.up({ flags: goOn }),
        /An ESET customer "Example Bakery" already exists/,
        /An ESET customer "Example Bakery" \(\S+\) is not removed\. Nothing was changed\./,
        /A Redstor company "Example Bakery" .* \(\S+\) is not removed\. Nothing was changed\./,
        "its old name in the option aliases, or set adopt: true on it, then run again",
      );
      assert.deepEqual(held(), before);
      assert.deepEqual(Object.keys(stack.held).sort(), ["old", "old-backup"]);

      stack.program(
        remedy === "adopt"
          ? program("renamed", ", adopt: true")
          : program("renamed").replace(
              /\("(\w+)(-backup)?", (.*) \}\);/g,
              '("$1$2", $3 }, { aliases: [{ name: "old$2" }] });',
            ),
      );
      succeeds(await stack.up({ flags: goOn }));
      assert.deepEqual(held(), before);
      assert.deepEqual(Object.keys(stack.held).sort(), ["renamed", "renamed-backup"]);
      assert.deepEqual(idsIn(stack), ids);
      succeeds(await stack.drift());
      for (const { id } of world.customers) world.emulator.eset.portal.deleteCompany(id);
      for (const { companyId } of world.backupCompanies) world.emulator.redstor.portal.deleteCompany(companyId);
    }
  });
});

/** Three times over, a run that looks at the vendors first does nothing. */
async function staysAsItIs(world: EngineWorld, stack: Stack): Promise<void> {
  const before = structuredClone(world.objects);
  for (let run = 0; run < 3; run++) {
    const up: Run = succeeds(await stack.upWithRefresh());
    assert.deepEqual(up.changes, [], up.text);
  }
  succeeds(await stack.drift());
  assert.deepEqual(world.objects, before);
}

describe("trials that were converted and have another id then", () => {
  const world = EngineWorld.forEachTest();
  const subscriptions = "companies/{companyId}/subscriptions";

  const readings: readonly (readonly [EsetReadings["license.oldKey"], RedstorReadings["subscription.oldEntry"]])[] = [
    ["gone", "vanishes"],
    ["follows", "upgraded"],
    ["staysListed", "staysTrial"],
  ];
  for (const [oldKey, oldEntry] of readings) {
    it(`are the full ones from then on, where the old key at ESET ${oldKey}, the old entry at Redstor ${oldEntry}`, async () => {
      const { eset, redstor } = world.emulator;
      eset.portal.changeReadings({ "license.keyOnConversion": "changes", "license.oldKey": oldKey });
      redstor.portal.changeReadings({ "subscription.idOnConversion": "changes", "subscription.oldEntry": oldEntry });
      const { id: customerId } = eset.portal.createCustomer({ name: "Example Bakery" });
      const { companyId } = redstor.portal.createCompany({ companyName: "Example Bakery" });
      const program = (kind: string) => `
        new eset.License("seats", { customerId: "${customerId}", productCode: "2015", quantity: 10, type: "${kind}" });
        new redstor.Subscription("m365", { companyId: "${companyId}", productId: 4, editionId: 5, mode: "${kind}" });`;
      const stack = await world.stack(program("trial"));
      succeeds(await stack.up());
      stack.program(program("full"));
      assert.deepEqual(succeeds(await stack.up()).changes.sort(), ["updated m365", "updated seats"]);

      const licenses = world.licenses.filter(({ trial }) => !trial).map(({ publicLicenseKey }) => publicLicenseKey);
      const active = redstor.subscriptions(companyId).filter(({ isActive }) => isActive);
      const { seats, m365 } = stack.held;
      assert.deepEqual([seats?.outputs["publicLicenseKey"]], licenses);
      assert.deepEqual(
        [m365?.outputs["subscriptionId"]],
        active.map(({ subscriptionId }) => subscriptionId),
      );
      assert.notEqual(seats?.id, seats?.outputs["publicLicenseKey"]);
      assert.notEqual(m365?.id, `${companyId}/${String(m365?.outputs["subscriptionId"])}`);

      await staysAsItIs(world, stack);
      const once = ["License/Order", "License/ConvertToFull", `${subscriptions}/trial`];
      for (const call of [...once, `${subscriptions}/{subscriptionId}/trial/convert`]) {
        assert.equal(world.applied(call), 1, call);
      }
      assert.equal(world.applied(subscriptions), 0);
    });
  }
});

describe("an order whose answer is lost, beside a suspended licence of the same customer and product,", () => {
  const world = EngineWorld.forEachTest({ eset: { readings: { "license.suspendedIsOrdered": "doesNotCount" } } });

  it("is claimed, and not the suspended one; once", async () => {
    const { portal } = world.emulator.eset;
    const { id: customerId } = portal.createCustomer({ name: "Example Bakery" });
    const left = portal.orderLicense({ customerId, productCode: "2015", quantity: 10 }).publicLicenseKey;
    portal.updateLicense(left, { suspended: true });
    world.emulator.faults.add({ kind: "drop", call: "License/Order", when: "after" });
    const stack = await world.stack(`
      new eset.License("seats", { customerId: "${customerId}", productCode: "2015", quantity: 10 });`);
    assert.deepEqual(succeeds(await stack.up()).changes, ["created seats"]);
    const ordered = world.licenses.filter(({ publicLicenseKey }) => publicLicenseKey !== left);
    assert.deepEqual(
      ordered.map(({ publicLicenseKey, suspended }) => [publicLicenseKey, suspended]),
      [[stack.held["seats"]?.id, false]],
    );
    await staysAsItIs(world, stack);
    const orders = world.emulator.journal.entries().filter(({ call }) => call === "License/Order");
    assert.equal(orders.length, 1);
    assert.equal(world.licenses.find(({ publicLicenseKey }) => publicLicenseKey === left)?.suspended, true);
  });
});
