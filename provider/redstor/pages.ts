/** Paged calls as one list. */
import type { Answer, ListItem } from "../vendor/answer";
import { contentOf, PagesSeen } from "../vendor/pages";
import type { RedstorAssumptions } from "./assumptions";

interface PageArgs {
  readonly maxResults?: number;
  readonly pageToken?: string;
}

interface Page {
  readonly nextPageToken?: string;
  readonly results: readonly object[];
}

/**
 * All entries of a paged call, page by page as they are asked for. Tokens number the pages, so entries may shift from one
 * page to another meanwhile: one that was seen already (`idOf`; its content if left out) is left out.
 */
export const pagesWith = (assumptions: RedstorAssumptions) =>
  async function* <A extends PageArgs, T extends Page>(
    call: (args: A) => Promise<Answer<T> | undefined>,
    args: Omit<A, "maxResults" | "pageToken">,
    idOf: (entry: ListItem<T, "results">) => string = contentOf,
  ): AsyncGenerator<ListItem<T, "results">> {
    const maxResults = assumptions.assumed("page.largest");
    const seen = new PagesSeen();
    const tokens = new Set<string>();
    for (let pageToken: string | undefined; ;) {
      const token = pageToken === undefined ? {} : { pageToken };
      const page = await call({ ...args, maxResults, ...token } as A); // A is args with a page
      if (page === undefined) return; // 204: nothing there
      if (page.isAbsent("results")) throw page.unreadable("has no results, which is not the same as none");
      yield* seen.fresh(page, page.list("results"), idOf);
      const next = page.text("nextPageToken");
      if (next === "") return;
      if (tokens.has(next)) throw page.unreadable("names the same next page again and again");
      tokens.add(next);
      pageToken = next;
    }
  };

export type Pages = ReturnType<typeof pagesWith>;
