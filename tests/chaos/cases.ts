/** Which mishaps happen to which writes. */
import { type Mishap, mishaps } from "./mishaps";
import type { Write } from "./write";
import { writes } from "./writes";

export const cases: readonly { readonly write: Write; readonly mishap: Mishap }[] = writes.flatMap((write) =>
  mishaps.filter(({ happensTo }) => happensTo?.(write) !== false).map((mishap) => ({ write, mishap })),
);

/** Creates that get half of the way: who loses the id then fails in these first, so they are in every run. */
const halfWay = [
  "eset.Customer is created suspended: the suspension",
  "eset.License is ordered as a trial and extended twice: an extension",
  "redstor.Company is created disabled: the disabling",
];

export const telling = cases.filter(
  ({ write, mishap }) => halfWay.includes(write.name) && mishap.name === "403 for the moment",
);
