/** The provider at a Redstor that answers the open points of the contract in another way than we believe. */
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import type { RedstorReadings } from "../../emulator";
import { customers } from "../../provider/redstor/reads";
import { Redstor } from "../../provider/redstor/session";
import { driftOf } from "../host/driftOf";
import { World } from "../host/world";

const bakery = { name: "Example Bakery" };

describe("a subscription", function () {
  this.timeout(5 * 60_000);
  const world = World.forEachTest();
  const redstor = () => world.emulator.redstor;
  const read = (readings: Partial<RedstorReadings>) => redstor().portal.changeReadings(readings);
  const customer = () => redstor().portal.createCompany({ companyName: "Example Bakery" }).companyId;
  const office = (companyId: string, mode: "full" | "trial") => ({ companyId, productId: 4, editionId: 5, mode });
  const active = () =>
    redstor()
      .subscriptions()
      .filter(({ isActive }) => isActive);
  const posts = () => world.calls().filter((call) => /^POST .*subscriptions/.test(call)).length;

  for (const removed of ["vanishes", "removed", "inactive"] as const) {
    for (const mode of ["trial", "full"] as const) {
      it(`is gone once it was removed, also a ${mode} one where the list shows it so: ${removed}`, async () => {
        read({ "subscription.removed": removed });
        const subscription = world.resource("redstor:Subscription");
        await subscription.up(office(customer(), mode));
        await subscription.destroy();
        assert.deepEqual(active(), []);
      });

      it(`removed in the web app leaves the state, also a ${mode} one where the list shows it so: ${removed}`, async () => {
        read({ "subscription.removed": removed });
        const subscription = world.resource("redstor:Subscription");
        const companyId = customer();
        await subscription.up(office(companyId, mode));
        redstor().portal.removeSubscription(companyId, subscription.id.split("/")[1] ?? "");
        await world.restartHost();
        assert.equal(await subscription.refresh(), false);
      });
    }
  }

  for (const oldEntry of ["vanishes", "upgraded", "staysTrial"] as const) {
    it(`that was converted is the full one, three runs long, where the conversion gives another id and the old entry ${oldEntry}`, async () => {
      read({ "subscription.idOnConversion": "changes", "subscription.oldEntry": oldEntry });
      const companyId = customer();
      const subscription = world.resource("redstor:Subscription");
      await subscription.up(office(companyId, "trial"));
      assert.equal(await subscription.up(office(companyId, "full")), "update");
      const [full] = active();
      for (let run = 0; run < 3; run++) {
        await world.restartHost();
        assert.equal(await subscription.refresh(), true);
        assert.equal(await subscription.up(office(companyId, "full")), "same");
        assert.equal(subscription.outputs["subscriptionId"], full?.subscriptionId);
      }
      await subscription.destroy();
      assert.deepEqual(active(), []);
    });
  }

  it("on trial is one where the vendor writes its words in small letters", async () => {
    read({ "answers.words": "lower" });
    const companyId = customer();
    const subscription = world.resource("redstor:Subscription");
    await subscription.up(office(companyId, "trial"));
    await subscription.refresh();
    assert.deepEqual([subscription.inputs["mode"], subscription.outputs["expired"]], ["trial", false]);
    assert.equal(await subscription.up(office(companyId, "full")), "update");
    assert.deepEqual(
      active().map(({ trialStatus }) => trialStatus),
      ["Upgraded"],
    );
  });

  it("that the vendor makes without telling it is found in the list", async () => {
    read({ "subscription.createAnswer": "nothing" });
    const subscription = world.resource("redstor:Subscription");
    await subscription.up(office(customer(), "full"));
    assert.deepEqual([active().length, posts()], [1, 1]);
  });

  it("is never sent a second time in a run after a lost answer", async () => {
    world.emulator.faults.add({ call: "companies/{companyId}/subscriptions", method: "POST", kind: "drop" });
    world.calls();
    await world
      .resource("redstor:Subscription")
      .up(office(customer(), "full"))
      .catch(() => undefined);
    const sent = posts();
    assert.equal(sent, 1, `${sent} requests`);
  });

  it("is made once where the answer was lost and lists lag", async () => {
    read({ "lists.lag": "seconds", "subscription.second": "allowed" });
    const call = { call: "companies/{companyId}/subscriptions", method: "POST" };
    const companyId = customer();
    world.emulator.faults.add({ ...call, kind: "drop", when: "after", times: 3 });
    world.calls();
    const run = world.resource("redstor:Subscription").up(office(companyId, "full"));
    await run.catch(() => undefined);
    const sent = posts();
    assert.deepEqual([sent, active().length], [1, 1], `${sent} requests`);
  });

  it("that the vendor makes without telling it is found where lists lag", async () => {
    read({ "lists.lag": "seconds", "subscription.createAnswer": "nothing" });
    await world.resource("redstor:Subscription").up(office(customer(), "full"));
    assert.equal(active().length, 1);
  });

  it("that was made a moment ago is not gone where lists lag", async () => {
    const companyId = customer();
    read({ "lists.lag": "seconds" });
    const subscription = world.resource("redstor:Subscription");
    await subscription.up(office(companyId, "full"));
    await world.restartHost();
    assert.ok(await subscription.refresh(), "it left the state");
  });

  it("on trial whose time is over is drift, also when it was recorded before", async () => {
    const companyId = customer();
    const subscription = world.resource("redstor:Subscription");
    await subscription.up(office(companyId, "trial"));
    assert.deepEqual(await driftOf(subscription), []);
    redstor().portal.expireTrial(companyId, subscription.id.split("/")[1] ?? "");
    for (const run of ["first", "second"]) {
      await world.restartHost();
      const [found, ...more] = await driftOf(subscription);
      assert.deepEqual(
        [found?.property, found?.program, found?.live, more],
        ["mode", "trial", "trial, expired", []],
        run,
      );
      assert.match(found?.hint ?? "", /Set mode: "full" to convert it, or remove the resource/);
    }
  });

  it("on trial that somebody replaced by a full one of another edition is not removed in its place", async () => {
    const { productId, editions } = twoEditions(redstor().products());
    const companyId = customer();
    const subscription = world.resource("redstor:Subscription");
    await subscription.up({ companyId, productId, editionId: editions[0], mode: "trial" });
    redstor().portal.removeSubscription(companyId, subscription.id.split("/")[1] ?? "");
    redstor().portal.createSubscription({ companyId, productId, editionId: editions[1] });
    await subscription.destroy();
    assert.equal(active().length, 1, "somebody else's full subscription was deleted");
  });
});

const inWords = (readings: Partial<RedstorReadings>): string =>
  Object.entries(readings)
    .map(([point, reading]) => `${point} is ${String(reading)}`)
    .join(", ");

/** A product that has two editions, the first of them with a trial. */
function twoEditions(products: readonly { id: number; editions: readonly { id: number; hasTrial: boolean }[] }[]): {
  productId: number;
  editions: readonly [number, number];
} {
  for (const { id: productId, editions } of products) {
    const first = editions.find(({ hasTrial }) => hasTrial);
    const second = editions.find(({ id }) => id !== first?.id);
    if (first !== undefined && second !== undefined) return { productId, editions: [first.id, second.id] };
  }
  return assert.fail("no product has two editions");
}

/** All companies and active subscriptions, a line each. */
const held = ({ emulator: { redstor } }: World): string[] => [
  ...redstor.companies().map(({ companyName }) => companyName),
  ...redstor
    .subscriptions()
    .filter(({ isActive }) => isActive)
    .map(({ companyId, productId }) => `product ${productId} of ${companyId}`),
];

const reseller = { name: "Example Reseller", type: "Partner" };

/** A company below a partner, and its subscription, that somebody made in the web app. */
function madeByHand({ emulator: { redstor } }: World, parentCompanyId: string): void {
  const { companyId } = redstor.portal.createCompany({ companyName: "Below", parentCompanyId });
  redstor.portal.createSubscription({ companyId, productId: 4 });
}

/** What a company has that must not go with it; each gives the run that would delete the company. */
const keepers: Readonly<Record<string, (world: World) => Promise<() => Promise<unknown>>>> = {
  "with a company that somebody made below it": async (world) => {
    const company = world.resource("redstor:Company");
    await company.up({ ...reseller, deletionPolicy: "delete" });
    madeByHand(world, company.id);
    return () => company.destroy();
  },
  "with a company that somebody made below it, to be made anew": async (world) => {
    const company = world.resource("redstor:Company");
    await company.up({ ...reseller, allowRecreate: true });
    madeByHand(world, company.id);
    return () => company.up({ ...reseller, name: "Another Reseller", allowRecreate: true });
  },
  "with a subscription that is to be kept": async (world) => {
    const company = world.resource("redstor:Company");
    await company.up({ ...bakery, deletionPolicy: "delete" });
    const subscription = world.resource("redstor:Subscription");
    await subscription.up({ companyId: company.id, productId: 4, editionId: 5, deletionPolicy: "retain" });
    await subscription.destroy();
    return () => company.destroy();
  },
};

describe("a company", function () {
  this.timeout(5 * 60_000);
  const world = World.forEachTest();
  const redstor = () => world.emulator.redstor;
  const bakeries = () =>
    redstor()
      .companies()
      .filter(({ companyName }) => companyName === bakery.name);

  it("is not made a second time where the vendor writes its words in small letters", async () => {
    redstor().portal.createCompany({ companyName: bakery.name });
    redstor().portal.changeReadings({ "answers.words": "lower" });
    await assert.rejects(world.resource("redstor:Company").up(bakery), /already exists/);
    assert.equal(bakeries().length, 1);
  });

  it("is not made beside one of its name whose type is not known", async () => {
    const { companyId } = redstor().portal.createCompany({ companyName: bakery.name });
    const strange = { companyId, companyName: bakery.name, isEnabled: true, type: "Client", parentCompanyId: null };
    const body = { totalCount: -1, results: [strange] };
    const call = "companies/{companyId}/customers";
    world.emulator.faults.add({ call, method: "GET", kind: "status", status: 200, body, times: 9 });
    await assert.rejects(
      world.resource("redstor:Company").up(bakery),
      new RegExp(`id ${companyId}\\) whose type is "Client", which this release does not know`),
    );
    assert.equal(bakeries().length, 1);
  });

  for (const readings of [
    { "answers.ids": "upper" },
    { "answers.optionalFields": "absent" },
    { "lists.envelope": "bare" },
    { "company.disableReaches": "companiesBelow" },
    { "company.disableReaches": "subscriptions" },
  ] satisfies Partial<RedstorReadings>[]) {
    it(`and its subscription are made, moved, disabled and removed once each where ${inWords(readings)}`, async () => {
      redstor().portal.changeReadings(readings);
      const parent = world.resource("redstor:Company");
      await parent.up({ name: "Example Reseller", type: "Partner" });
      const [company, subscription] = [world.resource("redstor:Company"), world.resource("redstor:Subscription")];
      await company.up(bakery);
      const moved = { ...bakery, parentId: parent.id.toLowerCase() };
      await subscription.up({ companyId: company.id, productId: 4, editionId: 5, mode: "trial" });
      const full = { companyId: company.id.toLowerCase(), productId: 4, editionId: 5, mode: "full" };
      const { companyId } = bakeries()[0] ?? assert.fail("it was not made");
      for (const declared of [moved, { ...moved, enabled: false }, { ...moved, enabled: true }]) {
        await world.restartHost();
        assert.equal(await company.up(declared), "update");
        await world.restartHost();
        assert.deepEqual(
          [await parent.refresh(), await company.refresh(), await subscription.refresh()],
          Array(3).fill(true),
        );
        assert.equal(await company.plan(declared), "same");
      }
      assert.equal(await subscription.up(full), "update");
      await world.restartHost();
      assert.equal(await subscription.refresh(), true);
      assert.equal(await subscription.plan(full), "same");
      assert.deepEqual(
        bakeries().map((one) => [one.companyId, one.parentCompanyId, one.isEnabled]),
        [[companyId, parent.id.toLowerCase(), true]],
      );
      const held = redstor()
        .subscriptions()
        .map((one) => [one.companyId, one.trialStatus, one.isActive]);
      assert.deepEqual(held, [[companyId, "Upgraded", true]]);
      await assert.rejects(world.resource("redstor:Company").up(moved), /already exists/);
      await subscription.destroy();
      await company.destroy();
      assert.deepEqual([redstor().subscriptions(), bakeries()[0]?.isEnabled], [[], false]);
    });
  }

  it("that the account belongs to is none of its customers where the list of all of them has it", async () => {
    redstor().portal.changeReadings({ "lists.ownCompany": "included" });
    redstor().portal.createCompany({ companyName: bakery.name });
    const { endpoint, issuer, accounts } = redstor();
    const { clientId, privateKey } = accounts[0] ?? assert.fail("no account");
    const session = new Redstor({ endpoint, issuer, clientId, privateKey, requestsPerSecond: 1000, timeoutSeconds: 3 });
    const names = (await customers.ask(session, { transitive: true })).map(({ companyName }) => companyName);
    assert.deepEqual(names, [bakery.name]);
  });

  it("has its name as long as the vendor tells none: an answer without it is an error, and no rename", async () => {
    const company = world.resource("redstor:Company");
    await company.up(bakery);
    const body = { companyId: company.id, companyName: null, isEnabled: true, type: "Customer", parentCompanyId: null };
    world.emulator.faults.add({ call: "companies/{companyId}", kind: "status", status: 200, body, times: 9 });
    await world.restartHost();
    await assert.rejects(company.refresh(), /lacks companyName/);
    assert.equal(company.inputs["name"], bakery.name);
  });

  it("that is disabled can be removed where disabling it again is refused", async () => {
    redstor().portal.changeReadings({ "company.secondDisable": "refused" });
    const company = world.resource("redstor:Company");
    await company.up(bakery);
    redstor().portal.updateCompany(company.id, { isEnabled: false });
    await company.destroy();
  });

  for (const reading of ["refused", "cascades", "orphans"] as const) {
    for (const [title, scene] of Object.entries(keepers)) {
      const holds = async (): Promise<void> => {
        redstor().portal.changeReadings({ "company.delete": reading });
        const act = await scene(world);
        const before = held(world);
        const failure = await act().then(
          () => undefined,
          (error: unknown) => String(error),
        );
        assert.deepEqual(held(world), before, "it was deleted with what it has");
        assert.match(failure ?? "", /It has (subscriptions|companies below it)/);
      };
      const name = `is not deleted ${title}, where the deletion of one that has something is ${reading}`;
      it(name, holds);
    }
  }

  const create = { call: "companies/{companyId}/customers", method: "POST" };
  const posts = () => world.calls().filter((call) => call === `POST ${create.call}`).length;

  it("is made once where the answer was lost and lists lag", async () => {
    redstor().portal.changeReadings({ "lists.lag": "seconds" });
    world.emulator.faults.add({ ...create, kind: "drop", when: "after", times: 3 });
    world.calls();
    const run = world.resource("redstor:Company").up(bakery);
    await run.catch(() => undefined);
    const sent = posts();
    assert.deepEqual([sent, bakeries().length], [1, 1], `${sent} requests`);
  });

  it("is made once where the vendor works longer than it is waited for", async () => {
    await world.restartHost({ config: { "msp:redstorTimeoutSeconds": "1" } });
    world.emulator.faults.add({ ...create, kind: "delay", milliseconds: 3500 });
    const run = world.resource("redstor:Company").up(bakery);
    await run.catch(() => undefined);
    const isDone = () => world.emulator.journal.entries().some(({ fault = "" }) => fault.includes("delay"));
    while (!isDone()) await sleep(50);
    assert.equal(bakeries().length, 1, `${bakeries().length} were made`);
  });
});
