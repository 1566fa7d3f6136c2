/** Lists that come in pages. Where they end is the vendor's word, so that they end at all is seen to here. */
import type { Answer } from "./answer";

/** So many pages in a row may hold nothing new: entries shift from page to page while a list is read. */
const mostPagesWithoutNews = 3;
/** Of 100 entries each, a million of them. */
const mostPages = 10_000;

/** Follows one list page by page. */
export class PagesSeen {
  readonly #seen = new Set<string>();
  #pages = 0;
  #withoutNews = 0;

  /**
   * The entries of the next page that no page before it had. Two entries with one id are the same.
   *
   * @throws the page as unreadable where the vendor gives pages on and on, with nothing new in them
   */
  fresh<E>(page: Pick<Answer<object>, "unreadable">, entries: readonly E[], idOf: (entry: E) => string): E[] {
    const fresh = entries.filter((entry) => {
      const id = idOf(entry);
      return !this.#seen.has(id) && this.#seen.add(id);
    });
    this.#withoutNews = fresh.length === 0 ? this.#withoutNews + 1 : 0;
    if (this.#withoutNews >= mostPagesWithoutNews) throw page.unreadable("says the same as the pages before it");
    if (++this.#pages > mostPages) throw page.unreadable(`is page ${mostPages + 1} of a list that does not end`);
    return fresh;
  }
}

/** What tells an entry without an id from others. */
export const contentOf = (entry: Pick<Answer<object>, "plain">): string => JSON.stringify(entry.plain());

export async function allOf<T>(entries: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const entry of entries) all.push(entry);
  return all;
}
