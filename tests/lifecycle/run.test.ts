import assert from "node:assert/strict";
import type { AnyResource } from "../../provider/lifecycle/define";
import { Lifecycle, Run } from "../../provider/lifecycle/lifecycle";
import { Type } from "../../provider/lifecycle/schema";

/** A thing at a vendor that notes what was deleted. */
function thing() {
  const deleted: string[] = [];
  const resource: AnyResource = {
    type: "test:Thing",
    inputs: Type.Object({ size: Type.Integer() }),
    assigned: [],
    replace: (from, to) => (from["size"] === to["size"] ? [] : ["size"]),
    create: () => Promise.resolve({ id: "x", assigned: {} }),
    read: () => Promise.resolve(undefined),
    update: () => Promise.resolve({}),
    delete: (_session, id) => (deleted.push(id), Promise.resolve()),
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
    unchanged.lifecycle.diff("x", { size: 1, adopted: true }, { size: 1 });
    await unchanged.lifecycle.delete(undefined, "x", { size: 1 });
    assert.deepEqual(unchanged.deleted, []);
  });

  it("removes what the run has only looked at: a destroy that runs the program does both", async () => {
    const { deleted, lifecycle } = thing();
    lifecycle.diff("x", { size: 1, adopted: true }, { size: 1 });
    await lifecycle.delete(undefined, "x", { size: 1, adopted: true });
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
