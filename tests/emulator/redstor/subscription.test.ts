import assert from "node:assert/strict";
import { UsageError } from "../../../emulator";
import { empty, ids, invalid, listOf, nobody, objectOf, RedstorClient, refused, useRedstor } from "./client";

const day = 24 * 3600_000;

describe("a subscription of Redstor", () => {
  const at = useRedstor();
  let bakery: string;
  beforeEach(async () => {
    bakery = await at.client.company();
  });
  const list = async (): Promise<Record<string, unknown>[]> =>
    listOf(await at.client.get(`companies/${bakery}/subscriptions`));
  const call = (subscriptionId: string, rest = ""): string =>
    `companies/${bakery}/subscriptions/${subscriptionId}${rest}`;
  const full = { productId: 4, editionId: 5, trialStatus: "NotUsed", isActive: true };

  it("is made in full, and listed", async () => {
    const { client, emulator } = at;
    const reply = await client.post(`companies/${bakery}/subscriptions`, { productId: 4, editionId: 5 });
    const subscription = { subscriptionId: "f0000000-0000-4000-8000-000000000001", ...full };
    assert.deepEqual(objectOf(reply), subscription);
    assert.deepEqual(await list(), [subscription]);
    assert.deepEqual(emulator.redstor.subscriptions(), [{ ...subscription, companyId: bakery }]);
    assert.deepEqual(emulator.redstor.subscriptions(ids.partner), []);
  });

  it("is made as a trial, which is over after 30 days", async () => {
    const { client, emulator } = at;
    const subscriptionId = await client.subscribe(bakery, { trial: true });
    assert.deepEqual(await list(), [{ ...full, subscriptionId, trialStatus: "Trial" }]);
    emulator.clock.advance(30 * day - 60_000);
    assert.equal(emulator.redstor.subscriptions()[0]?.trialStatus, "Trial");
    emulator.clock.advance(60_000);
    Object.assign(client, await RedstorClient.signIn(emulator));
    assert.deepEqual(await list(), [{ ...full, subscriptionId, trialStatus: "Expired", isActive: false }]);
    refused(await client.patch(call(subscriptionId, "/trial/convert")), 422, /not in trial/);
    refused(
      await client.post(`companies/${bakery}/subscriptions/trial`, { productId: 4, editionId: 5 }),
      422,
      /had a trial/,
    );
    assert.notEqual(await client.subscribe(bakery), subscriptionId, "it can be subscribed to anew");
  });

  it("is converted from a trial, once, under the same id", async () => {
    const { client, emulator } = at;
    const subscriptionId = await client.subscribe(bakery, { trial: true });
    empty(await client.patch(call(subscriptionId.toUpperCase(), "/trial/convert")));
    assert.deepEqual(await list(), [{ ...full, subscriptionId, trialStatus: "Upgraded" }]);
    refused(await client.patch(call(subscriptionId, "/trial/convert")), 422, /not in trial/);
    emulator.clock.advance(40 * day);
    assert.equal(emulator.redstor.subscriptions()[0]?.isActive, true, "a full one does not expire");
  });

  it("is removed at once", async () => {
    const { client } = at;
    const subscriptionId = await client.subscribe(bakery);
    empty(await client.delete(call(subscriptionId)));
    assert.deepEqual(await list(), []);
    refused(await client.delete(call(subscriptionId)), 404, /no such subscription/);
    assert.notEqual(await client.subscribe(bakery), subscriptionId, "it can be subscribed to anew");
  });

  it("is one of each product", async () => {
    const { client } = at;
    await client.subscribe(bakery);
    await client.subscribe(bakery, { productId: 130 });
    for (const way of ["", "/trial"]) {
      const body = { productId: 4, editionId: 5 };
      refused(await client.post(`companies/${bakery}/subscriptions${way}`, body), 422, /already/);
    }
    assert.equal((await list()).length, 2);
  });

  const refusals: [way: string, body: object, detail: RegExp][] = [
    ["", { productId: 5, editionId: 5 }, /no such product/],
    ["", { productId: 4, editionId: 1 }, /no such edition/],
    ["/trial", { productId: 901, editionId: 5 }, /no trial/],
    ["/trial", { productId: 902, editionId: 1 }, /no trial/],
  ];
  for (const [way, body, detail] of refusals) {
    it(`is not made${way} from ${JSON.stringify(body)}`, async () => {
      refused(await at.client.post(`companies/${bakery}/subscriptions${way}`, body), 422, detail);
      assert.deepEqual(await list(), []);
    });
  }

  it("is not made from what is no request", async () => {
    const subscriptions = `companies/${bakery}/subscriptions`;
    invalid(await at.client.post(subscriptions, {}), "productId", "editionId");
    invalid(await at.client.post(subscriptions, { productId: "4", editionId: 5 }), "productId");
    invalid(await at.client.post(subscriptions, { productId: 2 ** 31, editionId: 5 }), "productId");
    invalid(await at.client.post(`${subscriptions}/trial`, { productId: 4, editionId: 5, quantity: 1 }), "quantity");
  });

  it("belongs to its company", async () => {
    const { client } = at;
    const [subscriptionId, florist] = [await client.subscribe(bakery), await client.company("Florist")];
    refused(await client.delete(`companies/${florist}/subscriptions/${subscriptionId}`), 404, /no such subscription/);
    refused(await client.delete(call(nobody)), 404, /no such subscription/);
    refused(await client.delete(`companies/${nobody}/subscriptions/${subscriptionId}`), 404, /no such company/);
    assert.equal((await list()).length, 1);
  });

  it("is slow to go when that call is, and stays for good if it never ends", async () => {
    const { client, emulator } = at;
    const subscriptionId = await client.subscribe(bakery);
    const target = { call: "companies/{companyId}/subscriptions/{subscriptionId}", kind: "slowOperation" } as const;
    emulator.faults.add({ ...target, milliseconds: "never" });
    empty(await client.delete(call(subscriptionId)), 202);
    emulator.clock.advance(1000 * day);
    assert.equal(emulator.redstor.subscriptions()[0]?.removal, "queued");
  });

  it("can be changed by somebody in the web app in ways that the API has not", async () => {
    const { portal } = at.emulator.redstor;
    const { subscriptionId } = portal.createSubscription({ companyId: bakery, productId: 902, trial: true });
    assert.equal(portal.expireTrial(bakery, subscriptionId).trialStatus, "Expired");
    assert.throws(
      () => portal.convertTrial(bakery, subscriptionId),
      new UsageError("The subscription is not in trial."),
    );
    const again = portal.updateSubscription(bakery, subscriptionId, { trialStatus: "Trial", isActive: true });
    assert.deepEqual([again.trialStatus, again.isActive], ["Trial", true]);
    assert.equal(portal.convertTrial(bakery, subscriptionId).trialStatus, "Upgraded");
    assert.equal(portal.updateSubscription(bakery, subscriptionId, { editionId: 1 }).editionId, 1);
    assert.deepEqual(await list(), [
      { subscriptionId, productId: 902, editionId: 1, trialStatus: "Upgraded", isActive: true },
    ]);
    portal.removeSubscription(bakery, subscriptionId);
    assert.deepEqual(await list(), []);
  });
});

describe("a subscription of a Redstor that queues removals and keeps what was removed", () => {
  const at = useRedstor({
    redstor: {
      readings: { "subscription.removal": "queued", "subscription.removed": "removed" },
      removalMilliseconds: 5000,
    },
  });

  it("is active until its removal is done, and inactive then", async () => {
    const { client, emulator } = at;
    const bakery = await client.company();
    const [trial, full] = [
      await client.subscribe(bakery, { trial: true }),
      await client.subscribe(bakery, { productId: 130 }),
    ];
    const states = (): unknown[] =>
      emulator.redstor
        .subscriptions(bakery)
        .map(({ trialStatus, isActive, removal }) => [trialStatus, isActive, removal]);
    for (const id of [trial, trial, full]) empty(await client.delete(`companies/${bakery}/subscriptions/${id}`), 202);
    assert.deepEqual(states(), [
      ["Trial", true, "queued"],
      ["NotUsed", true, "queued"],
    ]);
    refused(await client.patch(`companies/${bakery}/subscriptions/${trial}/trial/convert`), 422, /being removed/);
    refused(await client.delete(`companies/${bakery}`), 400, /active subscriptions/);
    emulator.clock.advance(5000);
    assert.deepEqual(listOf(await client.get(`companies/${bakery}/subscriptions`)), [
      { subscriptionId: trial, productId: 4, editionId: 5, trialStatus: "Removed", isActive: false },
      { subscriptionId: full, productId: 130, editionId: 5, trialStatus: "NotUsed", isActive: false },
    ]);
    refused(await client.delete(`companies/${bakery}/subscriptions/${trial}`), 422, /removed before/);
    empty(await client.delete(`companies/${bakery}`));
    assert.deepEqual(emulator.redstor.subscriptions(), []);
  });
});

describe("a trial of a Redstor that gives converted ones another id", () => {
  const at = useRedstor({ redstor: { readings: { "subscription.idOnConversion": "changes" }, trialDays: 14 } });

  it("is another subscription then", async () => {
    const { client, emulator } = at;
    const bakery = await client.company();
    const trial = await client.subscribe(bakery, { trial: true });
    empty(await client.patch(`companies/${bakery}/subscriptions/${trial}/trial/convert`));
    const converted = {
      subscriptionId: "f0000000-0000-4000-8000-000000000002",
      ...{ companyId: bakery, productId: 4, editionId: 5, trialStatus: "Upgraded" },
    };
    assert.deepEqual(emulator.redstor.subscriptions(), [{ ...converted, isActive: true }]);
    emulator.redstor.portal.changeReadings({ "subscription.oldEntry": "upgraded" });
    assert.deepEqual(emulator.redstor.subscriptions(), [
      { ...converted, subscriptionId: trial, isActive: false },
      { ...converted, isActive: true },
    ]);
  });

  it("is over when the vendor's time is", async () => {
    const { client, emulator } = at;
    await client.subscribe(await client.company(), { trial: true });
    emulator.clock.advance(14 * day);
    assert.equal(emulator.redstor.subscriptions()[0]?.trialStatus, "Expired");
  });
});
