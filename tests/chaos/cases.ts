/** Which mishaps happen to which writes. */
import { type Mishap, mishaps } from "./mishaps";
import type { Write } from "./write";
import { writes } from "./writes";

export const cases: readonly { readonly write: Write; readonly mishap: Mishap }[] = writes.flatMap((write) =>
  mishaps.filter(({ happensTo }) => happensTo?.(write) !== false).map((mishap) => ({ write, mishap })),
);
