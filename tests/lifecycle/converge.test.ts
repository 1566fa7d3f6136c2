import assert from "node:assert/strict";
import { converge, type Course } from "../../provider/lifecycle/converge";
import { Unfinished } from "../../provider/lifecycle/errors";

/** Counts from where it is to three, one step at a time. */
type Counter = { readonly count: number };
type Step = "add";

const refusal = Object.assign(new Error("no"), { outcome: "refused" });
const lost = Object.assign(new Error("lost"), { outcome: "unknown" });

function course(perform: (count: number) => number | Error, live?: () => number | undefined): Course<Counter, Step> {
  return {
    id: "counter",
    from: { count: 0 },
    isNew: false,
    steps: ({ count }) => Array.from({ length: Math.max(0, 3 - count) }, () => "add" as const),
    perform: (_step, { count }) => {
      const result = perform(count);
      return result instanceof Error ? Promise.reject(result) : Promise.resolve({ count: result });
    },
    look: () => {
      const count = live?.();
      return Promise.resolve(count === undefined ? undefined : { count });
    },
    keyOf: () => "counter",
  };
}

describe("converge", () => {
  it("does the steps in order until nothing is left", async () => {
    const seen: number[] = [];
    const reached = await converge(course((count) => (seen.push(count), count + 1)));
    assert.deepEqual([seen, reached], [[0, 1, 2], { count: 3 }]);
  });

  it("throws the error itself when nothing was reached", async () => {
    await assert.rejects(converge(course(() => refusal)), refusal);
  });

  it("says what was reached when a later step fails", async () => {
    await assert.rejects(
      converge(course((count) => (count === 2 ? refusal : count + 1))),
      new Unfinished("counter", { count: 2 }, refusal),
    );
    await assert.rejects(converge(course((count) => (count === 2 ? refusal : count + 1))), { state: { count: 2 } });
  });

  it("says what was reached even of nothing when the object is new: it must not be lost", async () => {
    await assert.rejects(converge({ ...course(() => refusal), isNew: true }), { id: "counter", state: { count: 0 } });
  });

  it("does not repeat a step that was done although its answer was lost", async () => {
    let really = 0;
    const reached = await converge(
      course(
        () => {
          really++;
          return really === 2 ? lost : really;
        },
        () => really,
      ),
    );
    assert.deepEqual([really, reached], [3, { count: 3 }]);
  });

  it("repeats a step that was lost before it was done", async () => {
    let tries = 0;
    let really = 0;
    const reached = await converge(
      course(
        () => (++tries === 2 ? lost : ++really),
        () => really,
      ),
    );
    assert.deepEqual([tries, really, reached], [4, 3, { count: 3 }]);
  });

  it("takes a refusal that a look explains for done, and one that it does not for final", async () => {
    let looks = 0;
    assert.deepEqual(
      await converge(
        course(
          () => refusal,
          () => (looks++, 3),
        ),
      ),
      { count: 3 },
    );
    assert.equal(looks, 1);
    let tries = 0;
    await assert.rejects(
      converge(
        course(
          () => (tries++, refusal),
          () => 0,
        ),
      ),
      refusal,
    );
    assert.equal(tries, 1);
  });

  it("gives up on an outcome that stays unknown, and never goes on for ever", async () => {
    let tries = 0;
    await assert.rejects(
      converge(
        course(
          () => (tries++, lost),
          () => 0,
        ),
      ),
      lost,
    );
    assert.equal(tries, 4);
  });
});
