/** Which of several objects a create may have: each rule here is one that a single object does not show. */
import assert from "node:assert/strict";
import { claim } from "../../provider/lifecycle/claim";
import type { AnyResource } from "../../provider/lifecycle/define";
import { Type } from "../../provider/lifecycle/schema";

/** What a vendor has: objects that run or do not, some of them made just now. */
interface Thing {
  readonly id: string;
  readonly runs: boolean;
  readonly isNew?: boolean;
}

const inputs = { name: "Bakery", runs: true };

/** A create whose answer is lost, or which is refused because something is there. */
async function claimed(things: readonly Thing[], answer: "lost" | "exists", adopt = false) {
  const resource: AnyResource = {
    type: "test:Thing",
    inputs: Type.Object({ name: Type.String(), runs: Type.Boolean() }),
    assigned: {},
    billed: () => undefined,
    what: ({ name }) => `A thing "${String(name)}"`,
    steps: () => [],
    perform: () => Promise.resolve({}),
    read: () => Promise.resolve(undefined),
    create: {
      send: () =>
        Promise.reject(Object.assign(new Error(answer), { outcome: answer === "lost" ? "unknown" : "refused" })),
      exists: () => answer === "exists",
      find: () => Promise.resolve(things.map(({ id, runs }) => ({ id, live: { ...inputs, runs } }))),
      made: (_session, { id }) => things.some((thing) => thing.id === id && thing.isNew === true),
      leftover: ({ runs }) => runs === false,
    },
    remove: { usual: () => "delete", kept: (id) => id, carryOut: () => Promise.resolve("done") },
  };
  const claims = { adopt, owns: () => false, answersWithinMilliseconds: 0, order: () => () => undefined };
  const taken = await claim(resource, undefined as never, inputs, claims).catch((error: unknown) => String(error));
  return typeof taken === "string" ? taken : taken.id;
}

describe("a claim", () => {
  const left = { id: "left", runs: false };
  const other = { id: "other", runs: true };

  it("takes what a lost create made before what an earlier removal left", async () => {
    const made = { id: "made", runs: true, isNew: true };
    assert.equal(await claimed([left, made], "lost"), "made");
  });

  it("takes neither of two that a lost create may have made, and names both", async () => {
    const two = ["first", "second"].map((id) => ({ id, runs: true, isNew: true }));
    assert.match(await claimed(two, "lost"), /already exists \(id first, second\)/);
  });

  it("takes with adopt what runs before what an earlier removal left; without it only the latter", async () => {
    assert.equal(await claimed([left, other], "exists", true), "other");
    assert.equal(await claimed([left, other], "exists"), "left");
  });

  it("takes none of several with adopt, and names them", async () => {
    const taken = await claimed([other, { ...other, id: "another" }], "exists", true);
    assert.match(taken, /exists 2 times: other, another\. Nothing was changed/);
  });
});
