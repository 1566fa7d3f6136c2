/** Paged calls as one list. */
import type { Answer, ListItem } from "../vendor/answer";
import { contentOf, PagesSeen } from "../vendor/pages";
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
    const seen = new PagesSeen();
    for (let skip = 0; ; skip += take) {
      const page = withList(await call({ ...request, skip, take } as B), list); // B is request with a page
      const entries = page.list(list);
      if (entries.length > take) throw page.unreadable(`has ${entries.length} entries, where ${take} were asked for`);
      seen.fresh(page, entries, contentOf);
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
