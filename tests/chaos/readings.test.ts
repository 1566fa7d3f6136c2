/** Writes of every resource at vendors that answer the open points of their contracts in another way, with and without faults. */
import assert from "node:assert/strict";
import { open } from "../../contracts/generated/redstor.open";
import { cases, inWords } from "./cases";
import type { Mishap } from "./mishaps";
import { otherwise, type Row, rows } from "./rows";
import { full, sample, seed } from "./seed";
import { survive } from "./survive";
import { startTwin } from "./twin";
import { writes } from "./writes";

const nothing: Mishap = { name: "nothing goes wrong", faults: [] };

describe(`vendors that answer otherwise (seed ${seed})`, function () {
  this.timeout(5 * 60_000);

  it("each two readings of two points meet in one of the rows", () => {
    const meets = (one: [string, string], other: [string, string]) =>
      rows.some(({ redstor }) =>
        [one, other].every(([point, reading]) =>
          Object.entries(redstor).some(([name, value]) => name === point && value === reading),
        ),
      );
    assert.ok(meets(["subscription.removed", "inactive"], ["subscription.oldEntry", "staysTrial"]));
    assert.ok(meets(["subscription.removed", "vanishes"], ["answers.words", "lower"]));
    assert.deepEqual(Object.keys(otherwise.redstor).sort(), Object.keys(open).sort());
  });

  const rowFor = (n: number): Row => rows[n % rows.length] ?? otherwise;
  const lives = writes.flatMap((write, n) => [
    { one: { write, mishap: nothing, refreshed: true }, row: otherwise, how: "every point otherwise" },
    { one: { write, mishap: nothing, refreshed: n % 2 === 0 }, row: rowFor(n), how: `row ${n % rows.length}` },
  ]);
  const faulty = cases.flatMap((one, n) => [
    { one, row: rowFor(n), how: `row ${n % rows.length}` },
    ...(full ? [{ one, row: otherwise, how: "every point otherwise" }] : []),
  ]);
  for (const { one, row, how } of [...sample(lives, 80), ...sample(faulty, 60)]) {
    it(`${inWords(one)}; ${how}`, () => survive(one, startTwin, row));
  }
});
