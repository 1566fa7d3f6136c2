/** Some of the sweep through the real provider process, as the engine starts it; all of it at full length. */
import { DynamicHost } from "../host/dynamicHost";
import { cases, inWords } from "./cases";
import { full, sample, seed } from "./seed";
import { survive } from "./survive";

describe(`a fault in a write of the real provider process (seed ${seed})`, function () {
  /** Others than the twin takes, unless there is time for all. */
  const taken = full ? cases : sample(cases.toReversed(), 20);
  for (const one of taken) {
    it(inWords(one), () => survive(one, (options) => DynamicHost.start(options)));
  }
});
