/** Every write of every resource meets every fault. Here on the provider's twin; tests/chaos/process.test.ts takes the real one. */
import assert from "node:assert/strict";
import { vendor, vendorNames } from "../../provider/vendors";
import { cases, inWords, telling } from "./cases";
import { sample, seed } from "./seed";
import { survive } from "./survive";
import { startTwin } from "./twin";
import { writes } from "./writes";

describe(`a fault in a write (seed ${seed})`, function () {
  it("is met by every resource", () => {
    const types = vendorNames.flatMap((name) => vendor(name).resources.map(({ type }) => type));
    assert.deepEqual([...new Set(writes.map(({ type }) => type))].sort(), types.sort());
  });

  for (const one of new Set([...telling, ...sample(cases, 90)])) {
    it(inWords(one), async () => {
      await survive(one, startTwin);
    });
  }
});
