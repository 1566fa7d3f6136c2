/** Writes and faults through the real processes of both hosts, as the engine starts them; half of them at full length. */
import { hosts } from "../host/world";
import { type Case, cases, inWords } from "./cases";
import { mishaps } from "./mishaps";
import { full, seed } from "./seed";
import { survive } from "./survive";

/** Of each fault one write, another one with each seed. */
const oneOfEach = mishaps.flatMap(({ name }) => {
  const met = cases.filter(({ mishap }) => mishap.name === name);
  return met[seed % met.length] ?? [];
});

for (const [n, [name, startHost]] of Object.entries(hosts).entries()) {
  /** At full length every fourth case, with the next seed the fourth after it; the twin takes all. */
  const taken: readonly Case[] = full ? cases.filter((_, nth) => (nth + seed + 2 * n) % 4 === 0) : oneOfEach;
  describe(`a fault in a write on the ${name} host (seed ${seed})`, function () {
    for (const one of taken) it(inWords(one), () => survive(one, startHost));
  });
}
