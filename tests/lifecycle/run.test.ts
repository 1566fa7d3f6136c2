import assert from "node:assert/strict";
import type { AnyResource } from "../../provider/lifecycle/define";
import { Lifecycle } from "../../provider/lifecycle/lifecycle";
import { Run } from "../../provider/lifecycle/run";
import { Type } from "../../provider/lifecycle/schema";

/** A thing at a vendor that notes what was deleted. */
function thing() {
  const deleted: string[] = [];
  const resource: AnyResource = {
    type: "test:Thing",
    inputs: Type.Object({ size: Type.Integer() }),
    assigned: {},
    replace: (from, to) => (from["size"] === to["size"] ? [] : ["size"]),
    billed: () => undefined,
    what: () => "A thing",
    steps: (from, to) => (from["size"] === to["size"] ? [] : ["resize"]),
    perform: (_session, _id, _step, _reached, to) => Promise.resolve(to),
    read: () => Promise.resolve(undefined),
    create: {
      looksFirst: true,
      send: () => Promise.resolve({ id: "x", reached: { size: 1 } }),
      exists: () => false,
      find: () => Promise.resolve([]),
      made: () => false,
    },
    remove: {
      usual: () => "delete",
      kept: (id) => `${id} is kept`,
      carryOut: (_session, id) => (deleted.push(id), Promise.resolve("done" as const)),
    },
  };
  return { deleted, lifecycle: new Lifecycle(resource, new Run()) };
}

describe("a removal", () => {
  it("removes what no resource of the program manages", async () => {
    const { deleted, lifecycle } = thing();
    await lifecycle.delete(undefined, "x", { size: 1 });
    assert.deepEqual(deleted, ["x"]);
  });

  it("keeps what another resource of the program took over or manages in the same run", async () => {
    const created = thing();
    await created.lifecycle.create(undefined, { size: 1, adopt: true });
    await created.lifecycle.delete(undefined, "x", { size: 1 });
    assert.deepEqual(created.deleted, []);

    const unchanged = thing();
    unchanged.lifecycle.diff("x", { size: 1, __msp: { adopted: true } }, { size: 1 });
    await unchanged.lifecycle.delete(undefined, "x", { size: 1 });
    assert.deepEqual(unchanged.deleted, []);
  });

  it("removes what the run has only looked at: a destroy that runs the program does both", async () => {
    const { deleted, lifecycle } = thing();
    lifecycle.diff("x", { size: 1 }, { size: 1 });
    await lifecycle.delete(undefined, "x", { size: 1 });
    assert.deepEqual(deleted, ["x"]);
  });

  it("removes the old object of a replacement", async () => {
    const { deleted, lifecycle } = thing();
    lifecycle.diff("old", { size: 1 }, { size: 2 });
    await lifecycle.create(undefined, { size: 2 });
    await lifecycle.delete(undefined, "old", { size: 1 });
    assert.deepEqual(deleted, ["old"]);
  });
});
