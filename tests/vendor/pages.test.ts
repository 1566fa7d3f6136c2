import assert from "node:assert/strict";
import { pagesWith as esetPages } from "../../provider/eset/pages";
import { pagesWith as redstorPages } from "../../provider/redstor/pages";
import { Answer } from "../../provider/vendor/answer";
import { allOf } from "../../provider/vendor/pages";

interface Entry {
  id: string;
}

describe("a list that comes in pages", () => {
  let asked: number;
  beforeEach(() => (asked = 0));
  const dialect = (vendor: string) => ({
    vendor,
    assumed: () => undefined,
    vendorsName: (_call: string, property: string) => property,
    ourName: (_call: string, vendors: string) => vendors,
  });
  const entries = (...ids: (string | number)[]): Entry[] => ids.map((id) => ({ id: String(id) }));
  const two = { assumed: () => 2 } as never; // of all assumptions, pages ask for their size alone

  describe("of ESET", () => {
    /** Each page holds what `page` says for its number, from 0. */
    const read = async (page: (n: number) => Entry[]): Promise<string[]> => {
      const call = () =>
        Promise.resolve(
          new Answer<{ companies: Entry[] }>({ companies: page(asked++) }, "Company/Children", dialect("ESET")),
        );
      return (await allOf(esetPages(two)(call, {}, "companies"))).map((one) => one.id("id"));
    };

    it("ends with a page that is not full", async () => {
      assert.deepEqual(await read((n) => [entries("a", "b"), entries("c")][n] ?? []), ["a", "b", "c"]);
      assert.equal(asked, 2);
    });

    it("is an error where the same full page comes again and again", async () => {
      await assert.rejects(
        read(() => entries("a", "b")),
        /^VendorError: ESET Company\/Children: the answer says the same as the pages before it\./,
      );
      assert.equal(asked, 4);
    });

    it("is an error where a few pages come in turn, without end", async () => {
      await assert.rejects(
        read((n) => [entries("a", "b"), entries("c", "d")][n % 2] ?? []),
        /says the same as the pages before it/,
      );
      assert.equal(asked, 5);
    });

    it("is an error where a page has more than was asked for", async () => {
      await assert.rejects(
        read(() => entries("a", "b", "c")),
        /the answer has 3 entries, where 2 were asked for/,
      );
      assert.equal(asked, 1);
    });

    it("ends after ten thousand pages, where each has something new", async () => {
      await assert.rejects(
        read((n) => entries(2 * n, 2 * n + 1)),
        /the answer is page 10001 of a list that does not end/,
      );
      assert.equal(asked, 10_001);
    });
  });

  describe("of Redstor", () => {
    const read = async (page: (n: number) => Entry[], next: (n: number) => string): Promise<string[]> => {
      const call = () => {
        const n = asked++;
        return Promise.resolve(
          new Answer<{ results: Entry[]; nextPageToken?: string }>(
            { results: page(n), nextPageToken: next(n) },
            "GET /companies",
            dialect("Redstor"),
          ),
        );
      };
      return (await allOf(redstorPages(two)(call, {}))).map((one) => one.id("id"));
    };

    it("goes on over a page with nothing new, since entries may shift meanwhile", async () => {
      const pages = [entries("a", "b"), entries("a", "b"), [], entries("c")];
      assert.deepEqual(
        await read(
          (n) => pages[n] ?? [],
          (n) => (n < 3 ? `page-${n}` : ""),
        ),
        ["a", "b", "c"],
      );
    });

    it("is an error where ever new pages hold nothing new", async () => {
      await assert.rejects(
        read(
          () => entries("a", "b"),
          (n) => `page-${n}`,
        ),
        /says the same as the pages before it/,
      );
      assert.equal(asked, 4);
      asked = 0;
      await assert.rejects(
        read(
          () => [],
          (n) => `page-${n}`,
        ),
        /says the same as the pages before it/,
      );
      assert.equal(asked, 3);
    });
  });
});
