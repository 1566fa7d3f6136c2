/**
 * allowRecreate puts another object in place of one that cannot be changed. It does so in the plan only: a change that turns out to be
 * impossible while it is carried out is refused, and never recorded as made.
 */
import assert from "node:assert/strict";
import { World } from "./world";

describe("a change that the vendor cannot make, with allowRecreate,", function () {
  const world = World.forEachTest();
  const eset = () => world.emulator.eset;
  const allowed = { allowRecreate: true };

  it("is refused where only a look showed that it is one; the next run puts another customer in its place", async () => {
    const customer = world.resource("eset:Customer");
    await customer.up({ name: "Example Bakery" });
    const { id } = customer;
    const own = world.account.companyId;
    const parentId = eset().portal.createCompany({
      type: 1006,
      parentId: world.account.companyId,
      name: "Example Manager",
      email: "m@m.example",
    }).id;
    const declared = { name: "Example Bakery", parentId, ...allowed };
    world.calls();
    await assert.rejects(
      customer.up(declared),
      new RegExp(
        `^Error: parentId: ESET cannot move a company to another parent\\. Set parentId to ${own}\\. ` +
          "Or run again: as allowRecreate is set, another one is made in its place then\\.",
      ),
    );
    assert.deepEqual(world.calls(), ["Company/Detail"]);
    assert.deepEqual([customer.id, customer.outputs["parentId"]], [id, own], "the state says what is so");

    assert.equal(await customer.up(declared), "replace");
    const bakeries = eset()
      .companies()
      .filter(({ name, deleted }) => name === "Example Bakery" && !deleted);
    assert.deepEqual(
      bakeries.map((one) => [one.id, one.parentId]),
      [[customer.id, parentId]],
    );
    await customer.refresh();
    assert.equal(await customer.plan(declared), "same");
  });

  it("is undone with the remedy: what is so is declared, and nothing was changed", async () => {
    const customer = world.resource("eset:Customer");
    await customer.up({ name: "Example Bakery" });
    const { id } = customer;
    const parentId = eset().portal.createCompany({
      type: 1006,
      parentId: world.account.companyId,
      name: "Example Manager",
      email: "m@m.example",
    }).id;
    await assert.rejects(customer.up({ name: "Example Bakery", parentId, ...allowed }));
    const remedied = { name: "Example Bakery", parentId: world.account.companyId, ...allowed };
    await customer.up(remedied);
    assert.equal(await customer.plan(remedied), "same");
    assert.equal(customer.id, id);
  });

  const seats = (more: object) => {
    const customerId = eset().portal.createCustomer({ name: "Example Bakery" }).id;
    return { customerId, productCode: "2015", quantity: 10, type: "trial", ...more };
  };

  it("is refused for extensions of a trial that somebody made before they were declared", async () => {
    const declared = seats({});
    const license = world.resource("eset:License");
    await license.up(declared);
    eset().portal.updateLicense(license.id, { trialExtensions: 2 });
    await assert.rejects(
      license.up({ ...declared, trialExtensions: 1, ...allowed }),
      /Set trialExtensions to 2, or more/,
    );
    assert.equal(license.outputs["trialExtensions"], 2);
  });

  it("is refused where a licence is taken over that has more than is declared", async () => {
    const declared = seats({ trialExtensions: 1, adopt: true, ...allowed });
    const { customerId } = declared;
    const ordered = eset().portal.orderLicense({ customerId, productCode: "2015", quantity: 10, trial: true });
    eset().portal.updateLicense(ordered.publicLicenseKey, { trialExtensions: 2 });
    const license = world.resource("eset:License");
    await assert.rejects(
      license.up(declared),
      /Set trialExtensions to 2, or more\. What is taken over is not created anew, whatever allowRecreate says\./,
    );
    assert.equal(license.recorded, undefined);
  });

  it("is refused where a subscription of another edition is taken over", async () => {
    const { portal } = world.emulator.redstor;
    const { companyId } = portal.createCompany({ companyName: "Example Bakery" });
    portal.createSubscription({ companyId, productId: 4 });
    const [one] = world.emulator.redstor.subscriptions(companyId);
    const body = [{ ...one, editionId: 6 }];
    const call = "companies/{companyId}/subscriptions";
    world.emulator.faults.add({ kind: "status", call, method: "GET", status: 200, body, times: "always" });
    const subscription = world.resource("redstor:Subscription");
    await assert.rejects(
      subscription.up({ companyId, productId: 4, editionId: 5, adopt: true, ...allowed }),
      /editionId: Another edition means another subscription.* Set editionId: 6\. What is taken over is not created anew/,
    );
    assert.equal(subscription.recorded, undefined);
  });
});
