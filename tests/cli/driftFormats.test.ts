import assert from "node:assert/strict";
import { createColors } from "picocolors";
import { exitCodeOf } from "../../cli/drift/finding";
import { html } from "../../cli/drift/html";
import { code, markdown } from "../../cli/drift/markdown";
import { table } from "../../cli/drift/table";
import { json } from "../../cli/rows";
import { hostile, hostileReport, plain, reportOf } from "./driftReport";

describe("the report of drift", () => {
  const none = createColors(false);
  const strange = {
    vendor: "redstor",
    type: "redstor:Company",
    id: "d1",
    name: "Smithy",
    reason: "the answer has neither true nor false in isEnabled.",
  };

  it("with an object that could not be read never says that there is no drift", () => {
    const [untold, found] = [reportOf([]), plain].map((report) => ({ ...report, unread: [strange] }));
    assert.ok(untold !== undefined && found !== undefined);
    assert.deepEqual([reportOf([]), plain, untold, found].map(exitCodeOf), [0, 7, 1, 1]);
    const which =
      /redstor\.Company Smithy \(d1\) could not be read: the answer has neither true nor false in isEnabled/;
    for (const report of [untold, found]) {
      for (const text of [table(report, none), markdown(report), html(report)]) {
        assert.match(text, which);
        assert.match(text, /1 object could not be read/);
        assert.doesNotMatch(text, /No drift|✅|Everything is as/);
      }
      assert.deepEqual((JSON.parse(json(report)) as typeof report).unread, [strange]);
    }
  });

  it("gives the log of a pipeline no commands, in any format", () => {
    for (const format of [(report: typeof plain) => table(report, none), markdown, html, json]) {
      const text = format(hostileReport);
      assert.match(text, /task\.setvariable/);
      assert.doesNotMatch(text, /^\s*::|##\w*\[/m);
    }
  });

  describe("as a table", () => {
    it("is aligned by customer", () => {
      assert.equal(
        table(plain, none),
        [
          "5 differences at 2 customers in tenants/test",
          "12 objects compared, 3 changed, 1 vanished, 1 unmanaged, 1 accepted, 1 pending",
          "",
          "Example Bakery  bakery, eset c1",
          "  vanished   eset.License mail  AAA-111",
          "  unmanaged  eset.License ESET Mail Security (310) (BBB-222)",
          "  changed    eset.License seats  CCC-333",
          "      quantity   program 10     vendor 33    deployed 9, seats changed by jane@msp.example, 2027-01-01 12:30 UTC",
          "      suspended  program false  vendor true",
          "        was accepted until 2026-12-31: holidays",
          "  accepted   eset.License trial  DDD-444",
          '      type  program "trial"  vendor "full"',
          "        accepted until 2027-03-31: sales does it",
          "  pending    eset.License seats  CCC-333 will be changed",
          '      productCode  "2015" → "2018"',
          "",
          "Müller 東京  eset c2",
          "  changed    eset.Customer m  c2",
          '      tags  program ["a"]  vendor not set',
          "",
          "drift.yaml:2:5: this exception has expired, what it accepted is drift again (seats, suspended).",
          "drift.yaml:9:5: this exception matches nothing; remove it (old).",
          "A note.",
          "",
        ].join("\n"),
      );
    });

    it("is short when there is no drift", () => {
      assert.equal(
        table(reportOf([]), none),
        "No drift in tenants/test\n12 objects compared, 0 changed, 0 vanished, 0 unmanaged, 0 accepted, 0 pending\n",
      );
    });

    it("says when nobody looked for what is unmanaged", () => {
      const { objects, changed, vanished, accepted, pending } = reportOf([]).summary;
      const report = { ...reportOf([]), summary: { objects, changed, vanished, accepted, pending } };
      assert.match(table(report, none), /unmanaged not looked for/);
    });

    it("has colours only where the terminal has", () => {
      assert.ok(table(plain, createColors(true)).includes("\u001b[3"));
      assert.ok(!table(plain, none).includes("\u001b"));
    });

    it("shows what a terminal would obey", () => {
      const text = table(hostileReport, none);
      assert.doesNotMatch(text, /[^\P{Cc}\n]|\p{Bidi_Control}/u);
      assert.ok(text.includes("\\u{1b}[31mred"));
      assert.ok(text.includes("\\u{202e}gnp.exe"));
      assert.ok(Math.max(...text.split("\n").map((line) => line.length)) < 2500, "long values are shortened");
    });
  });

  it("as JSON is what a program reads back, and nothing that a terminal obeys", () => {
    const text = json(hostileReport);
    assert.deepEqual(JSON.parse(text), JSON.parse(JSON.stringify(hostileReport)));
    assert.doesNotMatch(text, /[^\P{Cc}\n]|\p{Bidi_Control}/u);
  });

  describe("as Markdown", () => {
    it("has a table for each customer", () => {
      assert.equal(
        markdown(plain),
        [
          "## ⚠️ 5 differences at 2 customers",
          "",
          "Stack `tenants/test`, 2027-01-02 03:04 UTC: 12 objects compared, 3 changed, 1 vanished, 1 unmanaged, 1 accepted, 1 pending.",
          "",
          "### `Example Bakery`",
          "",
          "| | Object | Property | Program | Vendor | |",
          "|---|---|---|---|---|---|",
          "| **vanished** | eset.License `mail` |  |  |  |  |",
          "| **unmanaged** | eset.License `ESET Mail Security (310) (BBB-222)` |  |  |  |  |",
          "| **changed** | eset.License `seats` | `quantity` | `10` | `33` | `deployed: 9`<br>`seats changed by jane@msp.example, 2027-01-01 12:30 UTC` |",
          "| **changed** | eset.License `seats` | `suspended` | `false` | `true` | `was accepted until 2026-12-31: holidays` |",
          '| **accepted** | eset.License `trial` | `type` | `"trial"` | `"full"` | `accepted until 2027-03-31: sales does it` |',
          '| pending | eset.License `seats` | `productCode` | `"2018"` | `"2015"` | will be changed |',
          "",
          "### `Müller 東京`",
          "",
          "| | Object | Property | Program | Vendor | |",
          "|---|---|---|---|---|---|",
          '| **changed** | eset.Customer `m` | `tags` | `["a"]` | `not set` |  |',
          "",
          "### Remarks",
          "",
          "- `drift.yaml:2:5: this exception has expired, what it accepted is drift again (seats, suspended).`",
          "- `drift.yaml:9:5: this exception matches nothing; remove it (old).`",
          "- `A note.`",
          "",
        ].join("\n"),
      );
    });

    it("has every name in a code span, whole and on its line", () => {
      const lines = markdown(hostileReport).split("\n");
      assert.equal(lines.filter((line) => line.startsWith("### ")).length, hostile.length);
      for (const line of lines.filter((one) => one.startsWith("| **") || one.startsWith("| pending"))) {
        assert.equal(line.replaceAll("\\|", "").split("|").length, 8, line);
      }
      // what is left without code spans is ours
      const outside = lines.map((line) => line.replaceAll(/(?<!`)(`+)(?!`)[^]*?(?<!`)\1(?!`)/g, "")).join("\n");
      assert.doesNotMatch(outside.replaceAll("<br>", ""), /[<@#`](?!#|## | )|evil|bold|everyone|tick/);
    });

    const spans: [string, string][] = [
      ["plain", "`plain`"],
      ["a`b", "``a`b``"],
      ["``", "``` `` ```"],
      [" padded ", "`  padded  `"],
      ["", "` `"],
      ["a\nb", "`a\\u{a}b`"],
    ];
    for (const [text, expected] of spans) {
      it(`writes ${JSON.stringify(text)} as ${expected}`, () => {
        assert.equal(code(text), expected);
      });
    }

    it("stays below what GitHub takes, and says how much it left out", () => {
      const [first] = plain.customers;
      assert.ok(first !== undefined);
      const many = reportOf(Array.from({ length: 400 }, (_, at) => ({ ...first, name: `Customer ${at}` })));
      const text = markdown(many);
      assert.ok(text.length < 65_536 && text.length > 60_000, String(text.length));
      const rows = text.split("\n").filter((line) => /^\| (\*\*|pending)/.test(line)).length;
      assert.ok(text.includes(`**Shortened:** ${400 * 6 - rows} more rows do not fit here.`));
      const oneHuge = reportOf([{ ...first, drift: Array.from({ length: 3000 }, () => first.drift).flat() }]);
      assert.ok(markdown(oneHuge).length < 65_536);
      const manyRemarks = { ...reportOf([]), notes: Array.from({ length: 5000 }, () => "x".repeat(100)) };
      assert.ok(markdown(manyRemarks).length < 65_536);
    });
  });

  it("as a page names nothing outside of itself", () => {
    const page = html(plain);
    assert.doesNotMatch(page, /(?:src|href|url|import|action)\s*[=(]/i);
    assert.match(page, /default-src 'none'; script-src 'sha256-[\w+/=]+'; style-src 'sha256-[\w+/=]+'/);
  });
});
