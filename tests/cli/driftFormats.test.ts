import assert from "node:assert/strict";
import { createColors } from "picocolors";
import { exitCodeOf, type Finding } from "../../cli/drift/finding";
import { html } from "../../cli/drift/html";
import { markdown } from "../../cli/drift/markdown";
import { code } from "../../cli/markdown";
import { table } from "../../cli/drift/table";
import { headline } from "../../cli/drift/words";
import { json } from "../../cli/rows";
import { hostile, hostileReport, ofStacks, plain, reportOf } from "./driftReport";

/** A property of a licence; what is about money has a stake, as the definition says. */
function changed(property: string, program: unknown, live: unknown, resource = "seats"): Finding {
  const isMoney = ["quantity", "suspended", "type", "productCode", "customerId"].includes(property);
  return {
    kind: "changed",
    vendor: "eset",
    type: "eset:License",
    id: resource,
    resource,
    urn: resource,
    property,
    program,
    live,
    ...(isMoney ? { stake: "money" } : {}),
  };
}

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

  it("says first which stack could not be looked at, and never that there is no drift", () => {
    const untold = { ...reportOf([]), stacks: ofStacks.stacks };
    assert.deepEqual([ofStacks, untold].map(exitCodeOf), [1, 1]);
    for (const format of [(report: typeof plain) => table(report, none), markdown, html]) {
      const [found, nothing] = [format(ofStacks), format(untold)];
      for (const text of [found, nothing]) {
        assert.match(text, /1 stack could not be looked at/);
        assert.match(text, /Stack north could not be looked at: ESET Token\/Get: the password is wrong\./);
        assert.doesNotMatch(text, /No drift|✅|Everything is as/);
      }
      assert.ok(found.indexOf("Stack north could not") < found.indexOf("Example Bakery"));
      assert.match(found, /tenants \(2 stacks\)/);
    }
    assert.equal(
      headline(ofStacks),
      "1 stack could not be looked at; 2 customers drifted: 1 licence vanished, 1 licence with 23 more seats, 1 customer changed (tags); 1 unmanaged object",
    );
    assert.equal(headline(untold), "It cannot be told whether there is drift: 1 stack could not be looked at");
  });

  it("of several stacks says of each row which stack declares it", () => {
    assert.match(table(ofStacks, none), /eset\.License seats {2}CCC-333 {2}in stack test\n/);
    assert.match(markdown(ofStacks), /\| eset\.License `seats`<br>stack `test` \| `quantity`/);
    assert.match(html(ofStacks), /<b>seats<\/b><small>CCC-333<\/small><small>stack test<\/small>/);
    for (const format of [(report: typeof plain) => table(report, none), markdown, html])
      assert.doesNotMatch(format(plain), /in stack|>stack |stack `test`/);
  });

  const headlines: [string, readonly Finding[], string][] = [
    ["seats that were taken away", [changed("quantity", 10, 4)], "1 customer drifted: 1 licence with 6 fewer seats"],
    [
      "the sum of what happened to several",
      [changed("quantity", 10, 11, "a"), changed("quantity", 5, 15, "b"), changed("suspended", false, true, "c")],
      "1 customer drifted: 2 licences with 11 more seats, 1 licence changed (suspended)",
    ],
    [
      "several properties of one object, once",
      [changed("suspended", false, true), changed("type", "trial", "full")],
      "1 customer drifted: 1 licence changed (suspended, type)",
    ],
    [
      "no more kinds than a line has room for",
      ["suspended", "type", "productCode", "customerId", "trialExtensions", "adopt"].map((property) =>
        changed(property, 1, 2, property),
      ),
      "1 customer drifted: 1 licence changed (customerId), 1 licence changed (productCode), 1 licence changed (suspended), 1 licence changed (type), 2 more objects",
    ],
  ];
  for (const [title, drift, expected] of headlines) {
    it(`begins with ${title}`, () => {
      const one = { name: "Bakery", ids: [{ vendor: "eset", id: "c1" }], drift, accepted: [], pending: [] };
      assert.equal(headline(reportOf([one])), expected);
    });
  }

  it("begins with the account, where what differs belongs to no customer", () => {
    const gone: Finding = { kind: "vanished", vendor: "eset", type: "eset:User", id: "u1", resource: "jane" };
    const account = { name: "The ESET account itself", ids: [], drift: [gone], accepted: [], pending: [] };
    assert.equal(headline(reportOf([account])), "The account itself drifted: 1 user vanished");
    const [bakery] = plain.customers;
    assert.ok(bakery !== undefined);
    assert.match(headline(reportOf([account, bakery])), /^1 customer and the account itself drifted: /);
    const byHand: Finding = { ...gone, kind: "unmanaged" };
    assert.equal(headline(reportOf([{ ...account, drift: [byHand] }])), "1 unmanaged object");
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
          "2 customers drifted: 1 licence vanished, 1 licence with 23 more seats, 1 customer changed (tags); 1 unmanaged object",
          "tenants/test: 12 objects compared, 3 changed, 1 vanished, 1 unmanaged, 1 pending, 1 accepted",
          "",
          "Changed or vanished",
          "Example Bakery  bakery, eset c1",
          "  vanished   eset.License mail  AAA-111  ESET Mail Security (310)",
          "        make again pulumi up --refresh",
          "                   It is ordered or made anew, and billed.",
          '        accept     accepted.yaml: - { resource: "mail", kind: "vanished" }',
          "  changed    eset.License seats  CCC-333",
          "      quantity   program 10     vendor 33    deployed 9, seats changed by jane@msp.example, 2027-01-01 12:30 UTC",
          "      suspended  program false  vendor true",
          "        was accepted until 2026-12-31: holidays",
          "        put back   pulumi up --target urn:pulumi:test::tenants::pulumi-nodejs:dynamic/eset:License::seats",
          "        keep       tenants/bakery.yaml, eset.licenses, seats: quantity: 33",
          "                   then the same command",
          "",
          "Müller 東京  eset c2",
          "  changed    eset.Customer m  c2",
          '      tags  program ["a"]  vendor not set',
          "",
          "Unmanaged",
          "Example Bakery  bakery, eset c1",
          "  unmanaged  eset.License ESET Mail Security (310) (BBB-222)",
          "        take over  pulumi-msp inventory",
          "                   pulumi import",
          "",
          "Pending: pulumi up --stack test",
          "Example Bakery  bakery, eset c1",
          "  pending    eset.License seats  CCC-333 will be changed",
          '      productCode  "2015" (ESET PROTECT Entry) → "2018"',
          "",
          "Accepted",
          "Example Bakery  bakery, eset c1",
          "  accepted   eset.License trial  DDD-444",
          '      type  program "trial"  vendor "full"',
          "        accepted until 2027-03-31: sales does it",
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
        "No drift\ntenants/test: 12 objects compared, 0 changed, 0 vanished, 0 unmanaged, 0 pending, 0 accepted\n",
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
          "## ⚠️ 2 customers drifted: 1 licence vanished, 1 licence with 23 more seats, 1 customer changed (tags); 1 unmanaged object",
          "",
          "Stack `tenants/test`, 2027-01-02 03:04 UTC: 12 objects compared, 3 changed, 1 vanished, 1 unmanaged, 1 pending, 1 accepted.",
          "",
          "### Changed or vanished",
          "",
          "#### `Example Bakery`",
          "",
          "| | Object | Property | Program | Vendor | |",
          "|---|---|---|---|---|---|",
          "| **vanished** | eset.License `mail`<br>`ESET Mail Security (310)` |  |  |  |  |",
          "| **changed** | eset.License `seats` | `quantity` | `10` | `33` | `deployed: 9`<br>`seats changed by jane@msp.example, 2027-01-01 12:30 UTC` |",
          "| **changed** | eset.License `seats` | `suspended` | `false` | `true` | `was accepted until 2026-12-31: holidays` |",
          "",
          "<details><summary>What to do</summary>",
          "",
          "- `mail`, make again: `pulumi up --refresh` `It is ordered or made anew, and billed.`",
          '- `mail`, accept: `accepted.yaml`: `- { resource: "mail", kind: "vanished" }`',
          "- `seats`, put back: `pulumi up --target urn:pulumi:test::tenants::pulumi-nodejs:dynamic/eset:License::seats`",
          "- `seats`, keep: `tenants/bakery.yaml, eset.licenses, seats`: `quantity: 33`, then the same command",
          "",
          "</details>",
          "",
          "#### `Müller 東京`",
          "",
          "| | Object | Property | Program | Vendor | |",
          "|---|---|---|---|---|---|",
          '| **changed** | eset.Customer `m` | `tags` | `["a"]` | `not set` |  |',
          "",
          "### Unmanaged",
          "",
          "#### `Example Bakery`",
          "",
          "| | Object | Property | Program | Vendor | |",
          "|---|---|---|---|---|---|",
          "| **unmanaged** | eset.License `ESET Mail Security (310) (BBB-222)` |  |  |  |  |",
          "",
          "<details><summary>What to do</summary>",
          "",
          "- `ESET Mail Security (310) (BBB-222)`, take over: `pulumi-msp inventory`, then `pulumi import`",
          "",
          "</details>",
          "",
          "### Pending",
          "",
          "`pulumi up --stack test`",
          "",
          "#### `Example Bakery`",
          "",
          "| | Object | Property | Program | Vendor | |",
          "|---|---|---|---|---|---|",
          '| pending | eset.License `seats` | `productCode` | `"2018"` | `"2015" (ESET PROTECT Entry)` | will be changed |',
          "",
          "### Accepted",
          "",
          "#### `Example Bakery`",
          "",
          "| | Object | Property | Program | Vendor | |",
          "|---|---|---|---|---|---|",
          '| **accepted** | eset.License `trial` | `type` | `"trial"` | `"full"` | `accepted until 2027-03-31: sales does it` |',
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
      assert.equal(lines.filter((line) => line.startsWith("#### ")).length, 4 * hostile.length);
      for (const line of lines.filter((one) => one.startsWith("| **") || one.startsWith("| pending"))) {
        assert.equal(line.replaceAll("\\|", "").split("|").length, 8, line);
      }
      // what is left without code spans is ours
      const outside = lines.map((line) => line.replaceAll(/(?<!`)(`+)(?!`)[^]*?(?<!`)\1(?!`)/g, "")).join("\n");
      const ours = /<br>|^<details><summary>What to do<\/summary>$|^<\/details>$/gm;
      assert.doesNotMatch(outside.replaceAll(ours, ""), /[<@#`](?!#|## | )|evil|bold|everyone|tick/);
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
      assert.ok(rows > 100, "what can be done does not take the room of what differs");
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
