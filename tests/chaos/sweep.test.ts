/** Every write of every resource meets every fault. Here on the provider's twin; tests/chaos/process.test.ts takes the real one. */
import { cases, inWords, telling } from "./cases";
import { sample, seed } from "./seed";
import { survive } from "./survive";
import { startTwin } from "./twin";

describe(`a fault in a write (seed ${seed})`, function () {
  this.timeout(60_000);

  for (const one of new Set([...telling, ...sample(cases, 90)])) {
    it(inWords(one), async () => {
      await survive(one, startTwin);
    });
  }
});
