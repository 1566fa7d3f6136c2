import assert from "node:assert/strict";
import { fileOf, saysTheSame } from "../../cli/inventory/file";
import { distinctSlugs, keysOf, slugOf } from "../../cli/inventory/names";

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

describe("a key", () => {
  const keyed = (...items: [name: string, value: string, known?: string][]) =>
    Object.fromEntries(
      [
        ...keysOf(
          items.map(([name, value, known]) => ({ name, value, known })),
          new Set(["taken"]),
        ),
      ].map(([key, { value }]) => [value, key]),
    );

  it("is made of the product's name, or of its number where the vendor tells no name", () => {
    assert.deepEqual(keyed(["ESET PROTECT Entry", "2015"], ["", "107"], ["株式会社", "211"]), {
      "2015": "eset-protect-entry",
      "107": "107",
      "211": "211",
    });
  });

  it("has the number too where another product's name gives the same", () => {
    assert.deepEqual(keyed(["Mail", "1"], ["mail!", "2"], ["Taken", "3"]), {
      "1": "mail-1",
      "2": "mail-2",
      "3": "taken-3",
    });
  });

  it("stays what it is once a file has it, whatever the product is called by now", () => {
    assert.deepEqual(keyed(["Mail", "1"], ["Endpoint", "2", "mail"]), { "1": "mail-1", "2": "mail" });
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
        licenses: {
          endpoint: { productCode: "107", quantity: 5, type: "trial" },
          "2015": { productCode: "2015", quantity: 10 },
        },
      },
      redstor: { subscriptions: { o365: { productId: 4, editionId: 5 } } },
    };
    const remarks = [
      { path: ["eset", "licenses", "endpoint"], text: "ESET Endpoint Security" },
      { path: ["redstor", "subscriptions", "o365"], text: "O365\nname: Somebody else" },
    ];
    assert.equal(
      fileOf({ declaration, remarks }, "../schema.json"),
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
        '    "2015": { productCode: "2015", quantity: 10 }',
        '    endpoint: { productCode: "107", quantity: 5, type: trial } # ESET Endpoint Security',
        "redstor:",
        "  subscriptions:",
        "    o365: { productId: 4, editionId: 5 } # O365\\u{a}name: Somebody else",
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
      assert.equal(saysTheSame(fileOf({ declaration, remarks: [] }, "s"), { declaration }), true);
    });
  }

  it("is known not to say what would stand for a value of the configuration", () => {
    const declaration = { name: "${config:x}", eset: {} };
    assert.equal(saysTheSame(fileOf({ declaration, remarks: [] }, "s"), { declaration }), false);
  });
});
