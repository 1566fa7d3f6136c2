import assert from "node:assert/strict";
import sinon from "sinon";
import { Limiter } from "../../provider/http/limiter";

/** On the clock of the test. */
const sleep = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

describe("the limiter", () => {
  let clock: sinon.SinonFakeTimers;
  beforeEach(() => (clock = sinon.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance", "Date"] })));
  afterEach(() => {
    clock.restore();
  });

  /** Milliseconds at which each of n requests left, when all came at once. */
  async function departures(limiter: Limiter, n: number): Promise<number[]> {
    const start = performance.now();
    const left: number[] = [];
    const all = Promise.all(
      Array.from({ length: n }, async () => {
        await limiter.turn();
        left.push(Math.round(performance.now() - start));
      }),
    );
    await clock.tickAsync(120_000);
    await all;
    return left;
  }

  const mostInOneSecond = (times: readonly number[]) =>
    Math.max(...times.map((from) => times.filter((at) => at >= from && at < from + 1000).length));

  it("lets a few requests through at once", async () => {
    assert.deepEqual(await departures(new Limiter(10), 10), Array(10).fill(0));
  });

  it("never lets more than the limit through in any second, and uses at least 95 % of it", async () => {
    const times = await departures(new Limiter(10), 300);
    assert.equal(mostInOneSecond(times), 10);
    const seconds = (times.at(-1) ?? 0) / 1000;
    assert.ok(290 / seconds >= 9.5, `300 requests took ${seconds} s`);
  });

  /** Milliseconds at which each of n requests arrived, when the way there took as long as this says. */
  async function arrivals(limiter: Limiter, n: number, late: (request: number) => number): Promise<number[]> {
    const start = performance.now();
    const arrived: number[] = [];
    const all = Promise.all(
      Array.from({ length: n }, async (_, request) => {
        const answered = await limiter.turn();
        await sleep(late(request));
        arrived.push(performance.now() - start);
        await sleep(100);
        answered();
      }),
    );
    await clock.tickAsync(120_000);
    await all;
    return arrived;
  }

  it("uses 98 % of the limit when answers take about as long as each other", async () => {
    const times = await arrivals(new Limiter(10), 300, () => 0);
    assert.equal(mostInOneSecond(times), 10);
    const seconds = (times.at(-1) ?? 0) / 1000;
    assert.ok(290 / seconds >= 9.8, `300 requests took ${seconds} s`);
  });

  it("lets no more than the limit arrive in any second when some requests are late on their way, as their answers show", async () => {
    const late = (request: number) => (request % 10 < 3 ? 0 : (request * 7) % 31);
    const times = await arrivals(new Limiter(10), 300, late);
    assert.equal(mostInOneSecond(times), 10);
    const together = await arrivals(new Limiter(10), 40, (request) => (request < 10 ? 30 : 0));
    assert.equal(mostInOneSecond(together), 10);
  });

  it("keeps a rate below one per second", async () => {
    assert.deepEqual(await departures(new Limiter(0.5), 3), [0, 2040, 4080]);
  });

  it("pauses as long as the vendor asks, then goes on at half the rate and comes back", async () => {
    const limiter = new Limiter(10);
    await limiter.turn();
    limiter.throttled(3000);
    const times = await departures(limiter, 200);
    assert.equal(times[0], 3000);
    const firstSecond = times.filter((at) => at < 4000).length;
    assert.ok(firstSecond >= 5 && firstSecond <= 6, `${firstSecond} in the first second`);
    assert.equal(mostInOneSecond(times), 10);
  });

  it("learns once from requests that were refused together", async () => {
    const limiter = new Limiter(16);
    for (let n = 0; n < 16; n++) limiter.throttled(1000);
    const times = await departures(limiter, 8);
    assert.deepEqual(times, Array(8).fill(1000));
  });

  it("does not let a Retry-After of a day stop everything for a day", async () => {
    const limiter = new Limiter(10);
    limiter.throttled(86_400_000);
    assert.deepEqual(await departures(limiter, 1), [60_000]);
  });
});
