/** Paged calls as one list. */
import type { Answer, ListItem } from "../vendor/answer";
import type { EsetAssumptions } from "./assumptions";

/**
 * All entries of a paged call, page by page as they are asked for. What the vendor's total counts is not known, so the end is
 * a page that is not full.
 */
export const pagesWith = (assumptions: EsetAssumptions) =>
  async function* <B extends { skip?: number; take: number }, T extends object, K extends keyof T & string>(
    call: (body: B) => Promise<Answer<T>>,
    request: Omit<B, "skip" | "take">,
    list: K,
  ): AsyncGenerator<ListItem<T, K>> {
    const take = assumptions.assumed("page.largest");
    for (let skip = 0; ; skip += take) {
      const entries = withList(await call({ ...request, skip, take } as B), list).list(list); // B is request with a page
      yield* entries;
      if (entries.length < take) return;
    }
  };

export type Pages = ReturnType<typeof pagesWith>;

/** The answer, if the list is in it: an answer without it must not pass for an empty list. */
export function withList<T extends object>(answer: Answer<T>, list: keyof T & string): Answer<T> {
  if (answer.holdsList(list)) return answer;
  throw answer.unreadable(`is without the list "${list}", which is not the same as an empty one`);
}

export async function allOf<T>(entries: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const entry of entries) all.push(entry);
  return all;
}
