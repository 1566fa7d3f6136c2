/** Which mishaps happen to which writes, and what somebody does after them. */
import { type Mishap, mishaps } from "./mishaps";
import { seed } from "./seed";
import type { Write } from "./write";
import { writes } from "./writes";

export interface Case {
  readonly write: Write;
  readonly mishap: Mishap;
  /** Whether somebody refreshes the stack before the next run. */
  readonly refreshed: boolean;
}

/** Every other one is refreshed; with the next seed, the others. */
export const cases: readonly Case[] = writes
  .flatMap((write) =>
    mishaps.filter(({ happensTo }) => happensTo?.(write) !== false).map((mishap) => ({ write, mishap })),
  )
  .map((one, n) => ({ ...one, refreshed: (n + seed) % 2 === 0 }));

export const inWords = ({ write, mishap, refreshed }: Case): string =>
  `${write.name}: ${mishap.name}${refreshed ? ", then a refresh" : ""}`;

/** Creates that get half of the way: who loses the id then fails in these first, so they are in every run. */
const halfWay = [
  "eset.Customer is created suspended: the suspension",
  "eset.License is ordered as a trial and extended twice: an extension",
  "redstor.Company is created disabled: the disabling",
];

/** In both ways. */
export const telling: readonly Case[] = cases
  .filter(({ write, mishap }) => halfWay.includes(write.name) && mishap.name === "403 for the moment")
  .flatMap((one) => [one, { ...one, refreshed: !one.refreshed }]);
