import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { Answer, type Dialect } from "../../provider/vendor/answer";

const assumed: Readonly<Record<string, unknown>> = { suspended: 3, ended: ["Expired", "Removed"], over: [2, 4] };
const dialect: Dialect = {
  vendor: "ESET",
  assumed: (meaning) => assumed[meaning],
  vendorsName: (_, property) => property,
  ourName: (_, vendors) => vendors,
};

interface Company {
  readonly name: string;
  readonly created: string;
  readonly tags: readonly { readonly tag: string }[];
  readonly companies: readonly { readonly id: string }[];
}
const answer = (raw: unknown) => new Answer<Company>(raw, "Company/Detail", dialect);

describe("a vendor's answer", () => {
  it("may have bare texts in place of objects with one text each", () => {
    assert.deepEqual(answer({ tags: [{ tag: "gold" }, { tag: "north" }] }).texts("tags", "tag"), ["gold", "north"]);
    assert.deepEqual(answer({ tags: ["gold", 7] }).texts("tags", "tag"), ["gold", "7"]);
    assert.deepEqual([answer({ tags: null }).texts("tags", "tag"), answer({}).texts("tags", "tag")], [[], []]);
    assert.throws(() => answer({ tags: [{ label: "gold" }] }).texts("tags", "tag"), /lacks tag/);
    assert.throws(() => answer({ tags: "gold" }).texts("tags", "tag"), /has no list in tags/);
  });

  it("may be a bare list in place of an object that holds it, and is nothing else then", () => {
    const bare = answer([{ id: "c1" }, { id: "c2" }]);
    assert.deepEqual(
      bare.list("companies").map((company) => company.id("id")),
      ["c1", "c2"],
    );
    assert.equal(bare.holdsList("companies"), true);
    assert.throws(() => bare.id("name"), /Company\/Detail: the answer is not an object/);
    assert.throws(() => bare.plain(), /is not an object/);
  });

  it("without a list is told from one with an empty list", () => {
    assert.deepEqual(
      [{ companies: [] }, { companies: null }, { Companies: [] }, {}].map((raw) => answer(raw).holdsList("companies")),
      [true, true, true, false],
    );
  });

  it("says something by the number or the word that is assumed, or by one of several", () => {
    const says = (raw: object, meaning: string) =>
      new Answer<{ status: string | number }>(raw, "Company/Detail", dialect).says("status", meaning);
    assert.deepEqual([says({ status: 3 }, "suspended"), says({ status: "3" }, "suspended")], [true, true]);
    assert.deepEqual([says({ status: 1 }, "suspended"), says({ status: 4 }, "over")], [false, true]);
    assert.deepEqual([says({ status: "removed" }, "ended"), says({ status: "Trial" }, "ended")], [true, false]);
    assert.equal(says({}, "ended"), false);
    assert.throws(() => says({}, "suspended"), /has no number in status/);
    assert.throws(() => says({ status: "Removed" }, "over"), /has no number in status/);
    assert.throws(() => says({ status: {} }, "ended"), /has no text in status/);
  });

  it("that lacks a moment, or has something else there, is an error", () => {
    for (const raw of [{}, { created: null }, { created: "yesterday" }]) {
      assert.throws(() => answer(raw).moment("created"), /created/);
    }
  });

  for (const zone of ["UTC", "America/New_York", "Asia/Tokyo"]) {
    it(`means UTC by a moment without a zone, also where the computer is in ${zone}`, () => {
      const program = `
        const { Answer } = require(${JSON.stringify(join(__dirname, "../../provider/vendor/answer.js"))});
        const dialect = { vendor: "ESET", vendorsName: (_, property) => property, ourName: (_, vendors) => vendors };
        const of = (created) => new Answer({ created }, "User/Current", dialect).moment("created");
        console.log(of("2024-05-01T10:00:00"), of("2024-05-01T10:00:00Z"), of("2024-05-01T12:00:00+02:00"));`;
      const { stdout, stderr } = spawnSync(process.execPath, ["-e", program], {
        env: { ...process.env, TZ: zone },
        encoding: "utf8",
      });
      // 2024-05-01 10:00 UTC
      assert.equal(stdout, "1714557600000 1714557600000 1714557600000\n", stderr);
    });
  }
});
