import assert from "node:assert/strict";
import { accept, exceptions, MalformedExceptions } from "../../cli/drift/exceptions";
import type { CustomerReport, Finding } from "../../cli/drift/finding";

const seats: Finding = {
  kind: "changed",
  vendor: "eset",
  type: "eset:License",
  id: "AAA-111",
  resource: "seats",
  urn: "urn:pulumi:test::tenants::pulumi-nodejs:dynamic/eset:License::seats",
  property: "quantity",
  program: 10,
  live: 12,
};
const city: Finding = { ...seats, type: "eset:Customer", id: "c1", resource: "bakery", property: "address.city" };
const gone: Finding = { kind: "vanished", vendor: "eset", type: "eset:License", id: "BBB-222", resource: "trial" };
const byHand: Finding = { kind: "unmanaged", vendor: "eset", type: "eset:License", id: "CCC-333", name: "Mail (310)" };
const customer: CustomerReport = {
  name: "Example Bakery",
  tenant: "bakery",
  ids: [{ vendor: "eset", id: "c1" }],
  drift: [seats, city, gone, byHand],
  accepted: [],
  pending: [],
};

describe("accepted deviations", () => {
  const file = (...lines: string[]) => ["exceptions:", ...lines].join("\n");
  const terms = "reason: agreed, until: 2027-03-31";
  const acceptedBy = (exception: string, today = "2027-01-01") =>
    accept([customer], exceptions(file(`  - { ${exception}, ${terms} }`), "drift.yaml"), today);
  const what = ({ property, kind }: Finding) => property ?? kind;

  const matching: [string, string[]][] = [
    ["resource: seats, property: quantity", ["quantity"]],
    ["resource: AAA-111, property: quantity", ["quantity"]],
    ["resource: eset.License, property: quantity", ["quantity"]],
    ["resource: 'eset:License', property: quantity", ["quantity"]],
    [`resource: '${seats.urn ?? ""}', property: quantity`, ["quantity"]],
    ["customer: Example Bakery, property: quantity", ["quantity"]],
    ["customer: bakery, property: quantity", ["quantity"]],
    ["customer: c1, resource: seats, property: quantity", ["quantity"]],
    ["customer: Brewery, resource: seats, property: quantity", []],
    ["resource: seats, property: suspended", []],
    ["resource: bakery, property: address", ["address.city"]],
    ["resource: bakery, property: address.city", ["address.city"]],
    ["resource: bakery, property: addr", []],
    ["customer: bakery, kind: vanished", ["vanished"]],
    ["resource: trial, kind: vanished", ["vanished"]],
    ["resource: CCC-333, kind: unmanaged", ["unmanaged"]],
    ["resource: CCC-333, kind: vanished", []],
  ];
  for (const [exception, expected] of matching) {
    it(`{ ${exception} } accepts ${expected.length === 0 ? "nothing, and says so" : expected.join(", ")}`, () => {
      const { customers, unused } = acceptedBy(exception);
      const [judged] = customers;
      assert.deepEqual(judged?.accepted.map(what), expected);
      assert.equal(judged.drift.length, 4 - expected.length);
      assert.deepEqual(
        unused.map(({ at }) => at),
        expected.length === 0 ? ["drift.yaml:2:5"] : [],
      );
      for (const { accepted } of judged.accepted) assert.deepEqual(accepted, { reason: "agreed", until: "2027-03-31" });
    });
  }

  it("hold to the end of their last day, and are drift again on the next, which is said", () => {
    const lastDay = acceptedBy("resource: seats, property: quantity", "2027-03-31");
    assert.deepEqual([lastDay.customers[0]?.accepted.length, lastDay.expired], [1, []]);
    const dayAfter = acceptedBy("resource: seats, property: quantity", "2027-04-01");
    assert.equal(dayAfter.customers[0]?.accepted.length, 0);
    assert.deepEqual(dayAfter.customers[0].drift.find(({ property }) => property === "quantity")?.expired, {
      reason: "agreed",
      until: "2027-03-31",
    });
    assert.deepEqual(dayAfter.expired, [{ at: "drift.yaml:2:5", says: "seats, quantity, until 2027-03-31" }]);
    assert.deepEqual(dayAfter.unused, []);
  });

  it("hold if another exception for the same has expired", () => {
    const text = file(
      "  - { resource: seats, property: quantity, reason: then, until: 2026-12-31 }",
      "  - { resource: seats, property: quantity, reason: now, until: 2027-12-31 }",
    );
    const { customers } = accept([customer], exceptions(text, "drift.yaml"), "2027-01-01");
    assert.deepEqual(
      customers[0]?.accepted.map(({ accepted }) => accepted?.reason),
      ["now"],
    );
  });

  it("may be named by ids that are numbers to YAML, as they are written", () => {
    const [exception] = exceptions(file(`  - { resource: 0042, kind: unmanaged, ${terms} }`), "drift.yaml");
    assert.equal(exception?.resource, "0042");
  });

  it("may be none", () => {
    assert.deepEqual(exceptions("exceptions: []\n", "drift.yaml"), []);
  });

  const mistakes: [string, string[]][] = [
    ["", ['drift.yaml:1:1: must have a list under "exceptions".']],
    ["exceptions: later\n", ['drift.yaml:1:13: must have a list under "exceptions".']],
    ["exceptions: []\nother: 1\n", ['drift.yaml:2:1: "other" is not known: only "exceptions" is.']],
    [file("  - seats"), [/^drift\.yaml:2:5: must be an exception/].map(String)],
    [
      file("  - { resource: seats, property: quantity, until: 2027-03-31 }"),
      ["drift.yaml:2:5: reason is missing: say why this is accepted."],
    ],
    [
      file("  - resource: seats", "    property: quantity", "    reason: ''", "    until: 31.3.2027"),
      [
        "drift.yaml:4:13: reason must be a text.",
        'drift.yaml:5:12: until must be a day, e.g. 2027-03-31, not "31.3.2027".',
      ],
    ],
    [
      file(`  - { resource: seats, property: quantity, reason: agreed, until: 2027-02-30 }`),
      ['drift.yaml:2:67: until must be a day, e.g. 2027-03-31, not "2027-02-30".'],
    ],
    [file(`  - { property: quantity, ${terms} }`), ["drift.yaml:2:5: must name a customer, a resource, or both."]],
    [
      file(`  - { resource: seats, ${terms} }`),
      ['drift.yaml:2:5: must have either a property, or kind: "vanished" or "unmanaged".'],
    ],
    [
      file(`  - { resource: seats, kind: changed, ${terms} }`),
      ['drift.yaml:2:30: kind must be "vanished" or "unmanaged", not "changed".'],
    ],
    [
      file(`  - { resource: seats, property: quantity, reasons: x, ${terms} }`),
      ['drift.yaml:2:44: "reasons" is not known. An exception has customer, resource, property, kind, reason, until.'],
    ],
    [
      file(`  - { resource: "a\\e[31m", kind: "\\u202etxt", ${terms} }`),
      ['drift.yaml:2:34: kind must be "vanished" or "unmanaged", not "\\u{202e}txt".'],
    ],
    [
      file(`  - { resource: seats, resource: other, property: quantity, ${terms} }`),
      ["drift.yaml:2:24: resource stands here a second time. Keep one of the two."],
    ],
  ];
  for (const [text, expected] of mistakes) {
    it(`are refused with the place of the mistake: ${JSON.stringify(text.slice(0, 70))}`, () => {
      assert.throws(
        () => exceptions(text, "drift.yaml"),
        (error) => {
          assert.ok(error instanceof MalformedExceptions);
          const lines = error.message.split("\n");
          assert.equal(lines.length, expected.length, error.message);
          for (const [at, line] of lines.entries()) {
            const wanted = expected[at] ?? "";
            if (wanted.startsWith("/")) assert.match(line, new RegExp(wanted.slice(1, -1)));
            else assert.equal(line, wanted);
          }
          return true;
        },
      );
    });
  }

  it("are refused with up to 200 mistakes, however many there are, and at once", function () {
    this.timeout(20_000);
    const line = (number: number) => `  a${number}: 1\n`;
    for (const text of [
      `exceptions: []\n${Array.from({ length: 60_000 }, (_, i) => line(i).trimStart()).join("")}`,
      `exceptions:\n${"  - seats\n".repeat(60_000)}`,
      `exceptions:\n${"\t- seats\n".repeat(60_000)}`,
      `exceptions: [${"*a, ".repeat(60_000)}]`,
    ]) {
      assert.throws(
        () => exceptions(text, "drift.yaml"),
        ({ message }: Error) => {
          const lines = message.split("\n");
          assert.equal(lines.length, 201);
          assert.match(
            lines[200] ?? "",
            /^drift\.yaml:\d+:\d+: There are more mistakes in this file\. Mend these first\.$/,
          );
          return true;
        },
      );
    }
  });
});
