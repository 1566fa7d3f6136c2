import assert from "node:assert/strict";
import { fileOf, saysTheSame } from "../../cli/inventory/file";
import { distinctSlugs, slugOf } from "../../cli/inventory/names";

describe("the name of a tenant's file", () => {
  for (const [name, slug] of [
    ["Example Bakery", "example-bakery"],
    ['Žužana\'s "Bäckerei" & Söhne', "zuzana-s-backerei-sohne"],
    ["Straße Łódź Ærø", "strasse-lodz-aero"],
    ["../../x", "x"],
    ["C:\\x\\y", "c-x-y"],
    ["..", ""],
    ["🥨", ""],
    ["株式会社", ""],
    ["con", "customer-con"],
    ["LPT1", "customer-lpt1"],
    ["a\nb\u0000c", "a-b-c"],
    ["\u202Eevil", "evil"],
    ["x".repeat(300), "x".repeat(50)],
    [`${"x".repeat(49)} y`, "x".repeat(49)],
  ] as const) {
    it(`of ${JSON.stringify(name.slice(0, 40))} is ${JSON.stringify(slug)}`, () => {
      assert.equal(slugOf(name), slug);
    });
  }

  it("is never that of another, and does not depend on the order", () => {
    const items = ["Bakery", "bakery!", "BAKERY", "🥨", "⚡", "", "Brewery"].map((name, n) => ({
      name,
      id: `id-${n}`,
    }));
    const slugs = distinctSlugs(items);
    assert.equal(new Set(slugs.values()).size, items.length);
    for (const slug of slugs.values()) assert.match(slug, /^[a-z0-9]+(-[a-z0-9]+)*$/);
    assert.equal(slugs.get(items[6] ?? assert.fail()), "brewery");
    assert.match(slugs.get(items[0] ?? assert.fail()) ?? "", /^bakery-[0-9a-f]{6}$/);
    assert.match(slugs.get(items[3] ?? assert.fail()) ?? "", /^customer-[0-9a-f]{6}$/);
    const reversed = distinctSlugs(items.toReversed());
    for (const item of items) assert.equal(reversed.get(item), slugs.get(item));
  });

  it("is not that of one whose name looks like what was made for another", () => {
    const alike = [
      { name: "Bakery", id: "a" },
      { name: "bakery", id: "b" },
    ];
    const made = distinctSlugs(alike).get(alike[0] ?? assert.fail()) ?? "";
    const slugs = distinctSlugs([...alike, { name: made, id: "c" }]);
    assert.equal(new Set(slugs.values()).size, 3);
  });
});

describe("a tenant's file", () => {
  it("reads like one that a person wrote", () => {
    const declaration = {
      name: "Example Bakery",
      eset: {
        tags: ["gold", "no"],
        customIdentifier: "0042",
        suspended: true,
        licenses: [
          { productCode: "107", quantity: 5, type: "trial" },
          { productCode: "2015", quantity: 10 },
        ],
      },
      redstor: { subscriptions: [{ productId: 4, editionId: 5 }] },
    };
    assert.equal(
      fileOf({ declaration }, "../schema.json"),
      [
        "# yaml-language-server: $schema=../schema.json",
        "name: Example Bakery",
        "eset:",
        "  tags:",
        "    - gold",
        '    - "no"',
        '  customIdentifier: "0042"',
        "  suspended: true",
        "  licenses:",
        '    - { productCode: "107", quantity: 5, type: trial }',
        '    - { productCode: "2015", quantity: 10 }',
        "redstor:",
        "  subscriptions:",
        "    - { productId: 4, editionId: 5 }",
        "",
      ].join("\n"),
    );
  });

  for (const text of [
    "yes",
    "NULL",
    "~",
    "1e3",
    "0x1F",
    "- a",
    "a: b",
    "a #b",
    ": ",
    "? x",
    "&anchor",
    "*alias",
    "!tag",
    "%directive",
    "@at",
    "`tick",
    "{a}",
    "[a]",
    "'single'",
    '"double"',
    "2024-05-01",
    " space ",
    "two\nlines\n",
    "\ttab",
    "nul\u0000",
    "bell\u0007",
    "\u2028\u2029\ufeff",
    "🥨 株式会社",
    "---",
    "...",
    "<<",
    "x".repeat(300),
  ]) {
    it(`says ${JSON.stringify(text.slice(0, 20))} so that it is read as just that`, () => {
      const declaration = { name: text, eset: { comment: text, tags: [text] } };
      assert.equal(saysTheSame(fileOf({ declaration }, "s"), { declaration }), true);
    });
  }

  it("is known not to say what would stand for a value of the configuration", () => {
    const declaration = { name: "${config:x}", eset: {} };
    assert.equal(saysTheSame(fileOf({ declaration }, "s"), { declaration }), false);
  });
});
