/** The limits of a run: what is too much is refused before it is sent, and nothing else is. */
import assert from "node:assert/strict";
import type { AnyResource } from "../../provider/lifecycle/define";
import { Lifecycle } from "../../provider/lifecycle/lifecycle";
import type { Limits } from "../../provider/lifecycle/limits";
import { Run } from "../../provider/lifecycle/run";
import { Type } from "../../provider/lifecycle/schema";

/** A vendor that sells seats, and what it was sent. */
function shop({ newSeats, removals }: { newSeats?: number; removals?: number }) {
  const sent: string[] = [];
  const vendor: { there: { id: string; live: Record<string, unknown> }[]; fails: string | undefined } = {
    there: [],
    fails: undefined,
  };
  /** Each call takes a while, so that several are under way at once. */
  const send = async (call: string): Promise<void> => {
    sent.push(call);
    await new Promise((resolve) => setImmediate(resolve));
    if (vendor.fails !== undefined) throw Object.assign(new Error(vendor.fails), { outcome: vendor.fails });
  };
  const resource: AnyResource = {
    type: "test:Seats",
    inputs: Type.Object({ of: Type.String(), quantity: Type.Integer() }),
    assigned: {},
    owner: "of",
    billed: ({ quantity }) => ({ product: "2015", seats: Number(quantity), per: "seat", free: "trial" }),
    what: ({ of }) => `Seats of ${String(of)}`,
    steps: (from, to) => (from["quantity"] === to["quantity"] ? [] : ["change"]),
    perform: async (_session, _id, _step, { of }, { quantity }) => {
      await send(`change ${String(of)} ${String(quantity)}`);
      return { quantity };
    },
    read: (_session, id) => Promise.resolve(vendor.there.find((one) => one.id === id)?.live),
    create: {
      send: async (_session, { of, quantity }) => {
        await send(`order ${String(of)} ${String(quantity)}`);
        return { id: String(of), reached: { of, quantity } };
      },
      exists: () => vendor.there.length > 0,
      find: (_session, { of }) => Promise.resolve(vendor.there.filter(({ id }) => id === of)),
      made: () => false,
      leftover: ({ left }) => left === true,
    },
    remove: {
      usual: () => "suspend",
      kept: (id) => `${id} is kept`,
      carryOut: async (_session, id) => {
        await send(`remove ${id}`);
        return vendor.there.length > 0 && vendor.there.every((one) => one.id !== id) ? "gone" : "done";
      },
    },
  };
  const limit = (most: number | undefined, key: string, variable: string) =>
    most === undefined ? undefined : { most, key, variable };
  const limits = {
    newSeats: limit(newSeats, "msp:mostNewSeats", "MSP_MOST_NEW_SEATS"),
    removals: limit(removals, "msp:mostRemovals", "MSP_MOST_REMOVALS"),
  } as Limits; // what is undefined is left out
  const facts = { accountOf: () => Promise.resolve("ours"), answersWithinMilliseconds: () => 0 };
  const run = new Run();
  const lifecycle = new Lifecycle(resource, run, facts, () => limits);
  const told = async (work: Promise<unknown>): Promise<string> =>
    await work.then(
      () => "done",
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    );
  return {
    sent,
    vendor,
    order: (of: string, quantity: number, more = {}) => told(lifecycle.create(undefined, { of, quantity, ...more })),
    change: (of: string, from: number, to: number) =>
      told(lifecycle.update(undefined, of, { of, quantity: from }, { of, quantity: to })),
    remove: (of: string, more = {}) => told(lifecycle.delete(undefined, of, { of, quantity: 1, ...more })),
  };
}

const tooMany = /^Seats of \w+ is not ordered: nothing of it was sent\./;

describe("the limit of new seats", () => {
  it("stops the order that goes beyond it, and says the number, the limit, the object and how to raise it", async () => {
    const { order, sent } = shop({ newSeats: 25 });
    assert.equal(await order("bakery", 10), "done");
    assert.equal(await order("brewery", 15), "done");
    const said = await order("florist", 1);
    assert.match(said, /^Seats of florist is not ordered/);
    assert.match(said, /come to 26 new seats, and msp:mostNewSeats allows 25/);
    assert.match(said, /pulumi config set msp:mostNewSeats 26/);
    assert.match(said, /MSP_MOST_NEW_SEATS=26/);
    assert.deepEqual(sent, ["order bakery 10", "order brewery 15"]);
  });

  it("lets no orders past that are under way at the same time", async () => {
    const { order, sent } = shop({ newSeats: 25 });
    const all = await Promise.all(["a", "b", "c", "d"].map((of) => order(of, 10)));
    assert.deepEqual(
      all.map((said) => (tooMany.test(said) ? "too many" : said)),
      ["done", "done", "too many", "too many"],
    );
    assert.deepEqual(sent, ["order a 10", "order b 10"]);
  });

  for (const [outcome, isCounted] of [
    ["refused", false],
    ["notDone", false],
    ["unknown", true],
  ] as const) {
    it(`${isCounted ? "counts" : "does not count"} an order of which the outcome is ${outcome}`, async () => {
      const { order, vendor } = shop({ newSeats: 10 });
      vendor.fails = outcome;
      assert.match(await order("bakery", 10), new RegExp(outcome));
      vendor.fails = undefined;
      assert.equal(tooMany.test(await order("brewery", 10)), isCounted);
    });
  }

  it("counts nothing for what is taken over, be the limit reached, but the seats that are added to it", async () => {
    const { order, vendor, sent } = shop({ newSeats: 5 });
    vendor.there = ["bakery", "brewery", "florist"].map((of) => ({ id: of, live: { of, quantity: 100 } }));
    assert.equal(await order("bakery", 100, { adopt: true }), "done");
    assert.equal(await order("brewery", 105, { adopt: true }), "done");
    assert.deepEqual(sent, ["change brewery 105"], "an order would have been too much");
    assert.match(await order("florist", 101, { adopt: true }), /come to 6 new seats/);
  });

  it("counts what an earlier removal left, because it is billed again", async () => {
    const { order, vendor } = shop({ newSeats: 10 });
    vendor.there = [{ id: "bakery", live: { of: "bakery", quantity: 10, left: true } }];
    vendor.fails = "refused";
    assert.equal(await order("bakery", 10), "done");
    vendor.fails = undefined;
    assert.match(await order("florist", 1), tooMany);
  });

  it("counts the seats that a change adds, gives back those that were refused, and takes fewer for nothing", async () => {
    const { change, vendor, sent } = shop({ newSeats: 5 });
    assert.equal(await change("bakery", 100, 50), "done");
    vendor.fails = "refused";
    assert.match(await change("bakery", 50, 55), /refused/);
    vendor.fails = undefined;
    assert.equal(await change("bakery", 50, 55), "done");
    assert.match(await change("brewery", 1, 2), tooMany);
    assert.deepEqual(sent, ["change bakery 50", "change bakery 55", "change bakery 55"]);
  });

  it("counts the seats of a change of which the outcome is unknown", async () => {
    const { change, vendor } = shop({ newSeats: 5 });
    vendor.fails = "unknown";
    assert.match(await change("bakery", 50, 55), /unknown/);
    vendor.fails = undefined;
    assert.match(await change("brewery", 1, 2), tooMany);
  });

  it("of nothing stops every order, and no limit none", async () => {
    const none = shop({ newSeats: 0 });
    assert.match(await none.order("bakery", 1), tooMany);
    assert.deepEqual(none.sent, []);
    assert.equal(await shop({}).order("bakery", 1_000_000), "done");
  });
});

describe("the limit of removals", () => {
  it("stops the removal that goes beyond it, a suspension in place of a deletion included", async () => {
    const { remove, sent } = shop({ removals: 2 });
    assert.equal(await remove("bakery"), "done");
    assert.equal(await remove("brewery"), "done");
    const said = await remove("florist");
    assert.match(said, /^Seats of florist \(florist\) is not removed: nothing of it was sent\./);
    assert.match(said, /3 removals of licences, subscriptions and companies, and msp:mostRemovals allows 2/);
    assert.deepEqual(sent, ["remove bakery", "remove brewery"]);
  });

  it("counts a removal of which the outcome is unknown", async () => {
    const { remove, vendor } = shop({ removals: 1 });
    vendor.fails = "unknown";
    assert.match(await remove("bakery"), /unknown/);
    vendor.fails = undefined;
    assert.match(await remove("brewery"), /is not removed/);
  });

  it("counts neither what is kept, nor what is gone, nor what was refused", async () => {
    const { remove, vendor } = shop({ removals: 1 });
    assert.equal(await remove("kept", { deletionPolicy: "retain" }), "done");
    vendor.there = [{ id: "another", live: {} }];
    assert.equal(await remove("gone", { __msp: { account: "ours" } }), "done");
    vendor.fails = "refused";
    assert.match(await remove("another"), /refused/);
    vendor.fails = undefined;
    assert.equal(await remove("another"), "done");
    assert.match(await remove("another"), /is not removed/);
  });
});
