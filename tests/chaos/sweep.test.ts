/** Every write of every resource meets every fault. Here on the provider's twin; tests/chaos/process.test.ts takes the real one. */
import { cases, telling } from "./cases";
import { sample, seed } from "./seed";
import { survive } from "./survive";
import { startTwin } from "./twin";

describe(`a fault in a write (seed ${seed})`, function () {
  this.timeout(60_000);

  for (const { write, mishap } of new Set([...telling, ...sample(cases, 90)])) {
    it(`${write.name}: ${mishap.name}`, async () => {
      await survive(write, mishap, startTwin);
    });
  }
});
