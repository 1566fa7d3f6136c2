import assert from "node:assert/strict";
import type { AnyResource } from "../../provider/lifecycle/define";
import { Unfinished } from "../../provider/lifecycle/errors";
import { Lifecycle } from "../../provider/lifecycle/lifecycle";
import { split, withNotes } from "../../provider/lifecycle/notes";
import { Run } from "../../provider/lifecycle/run";
import { Type } from "../../provider/lifecycle/schema";
import type { Properties } from "../../provider/lifecycle/values";

/** A thing that is at the vendor already; `seen` is what its functions are given as state. */
function thing(more: Partial<AnyResource> = {}) {
  const seen: Properties[] = [];
  const live = { size: 1 };
  const resource: AnyResource = {
    type: "test:Thing",
    inputs: Type.Object({ size: Type.Integer() }),
    assigned: {},
    billed: () => undefined,
    what: () => "A thing",
    steps: (from, to) => (seen.push(from), from["size"] === to["size"] ? [] : ["resize"]),
    perform: (_session, _id, _step, _reached, to) => Promise.resolve(to),
    read: (_session, _id, state) => (seen.push(state), Promise.resolve(live)),
    create: {
      looksFirst: true,
      send: () => Promise.resolve({ id: "x", reached: { size: 1 } }),
      exists: () => false,
      find: (_session, { size }) => Promise.resolve(size === 1 ? [{ id: "x", live }] : []),
      made: () => false,
    },
    remove: {
      usual: (state) => (seen.push(state), "delete"),
      kept: (id) => `${id} is kept`,
      carryOut: (_session, _id, state) => (seen.push(state), Promise.resolve("done" as const)),
    },
    ...more,
  };
  const facts = { accountOf: () => Promise.resolve("our-company"), answersWithinMilliseconds: () => 0 };
  return { seen, resource, lifecycle: new Lifecycle(resource, new Run(), facts) };
}

const state = { size: 1, __msp: { account: "our-company", adopted: true } };

describe("what the provider notes of an object", () => {
  it("is in state under one name, after a create, a take-over, a read, an update and a failure", async () => {
    const { lifecycle, seen } = thing();
    const taken = await lifecycle.create(undefined, { size: 1, adopt: true });
    assert.deepEqual(taken.state, { size: 1, adopt: true, __msp: { account: "our-company", adopted: true } });
    const made = await lifecycle.create(undefined, { size: 2 });
    assert.deepEqual(made.state, { size: 2, __msp: { account: "our-company" } });
    assert.deepEqual(await lifecycle.read(undefined, "x", state), { inputs: { size: 1 }, state });
    assert.deepEqual(await lifecycle.update(undefined, "x", state, { size: 2 }), { ...state, size: 2 });
    for (const given of seen) assert.ok(!("__msp" in given), "a resource sees the vendor's properties only");

    const failing = thing({ perform: () => Promise.reject(new Error("no")) });
    await assert.rejects(failing.lifecycle.create(undefined, { size: 2 }), (error) => {
      assert.ok(error instanceof Unfinished);
      assert.deepEqual(error.state, { size: 1, __msp: { account: "our-company" } });
      return true;
    });
  });

  it("is no change, and is no note of an account where the vendor tells none", async () => {
    const { resource, lifecycle } = thing();
    assert.deepEqual(lifecycle.diff("x", state, { size: 1 }).changed, []);
    const untold = new Lifecycle(resource, new Run());
    assert.deepEqual((await untold.create(undefined, { size: 2 })).state, { size: 2 });
    assert.deepEqual(split(resource, "x", { size: 2 }), {
      notes: { account: undefined, adopted: false },
      properties: { size: 2 },
    });
    assert.deepEqual(withNotes({ size: 2 }, {}), { size: 2 });
  });

  it("keeps what was taken over", async () => {
    const { lifecycle, seen } = thing();
    await lifecycle.delete(undefined, "x", state);
    assert.deepEqual(seen, []);
    await lifecycle.delete(undefined, "x", { size: 1, __msp: { account: "our-company" } });
    assert.deepEqual(seen, [{ size: 1 }, { size: 1 }]);
  });

  describe("in a state of before the first release", () => {
    const refusal = (id: string) =>
      new RegExp(
        `^Refused: test:Thing ${id}: this state was made by a version before the first release, .*pulumi state delete`,
      );
    for (const note of [{ adopted: true }, { account: "our-company" }]) {
      const earlier = { size: 1, ...note };
      it(`is refused by every verb: ${Object.keys(note).join()}`, async () => {
        const { lifecycle, seen } = thing();
        assert.throws(() => lifecycle.diff("x", earlier, { size: 1 }), refusal("x"));
        await assert.rejects(lifecycle.read(undefined, "x", earlier), refusal("x"));
        await assert.rejects(lifecycle.update(undefined, "x", earlier, { size: 2 }), refusal("x"));
        await assert.rejects(lifecycle.delete(undefined, "x", earlier), refusal("x"));
        assert.deepEqual(seen, [], "nobody was asked");
      });
    }

    it("is told from a property of the vendor's with the same name", async () => {
      const declared = thing({ inputs: Type.Object({ size: Type.Integer(), account: Type.String() }) });
      const own = { size: 1, account: "of the vendor" };
      assert.deepEqual(declared.lifecycle.diff("x", own, own).changed, []);
      const assigned = thing({ assigned: { adopted: Type.Boolean() } });
      assert.deepEqual((await assigned.lifecycle.read(undefined, "x", { size: 1, adopted: true }))?.inputs, {
        size: 1,
      });
    });
  });
});
