/**
 * Whatever stands in a file of others is read, or each mistake is told with its place in one line: never a crash, a hang or text of
 * no end. The files are YAML as people write it, with pieces left out, doubled and put elsewhere, and bytes of any kind.
 */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as fc from "fast-check";
import { exceptions, MalformedExceptions } from "../../cli/drift/exceptions";
import { lifeOf } from "../../provider/eset/token";
import { visibleLines } from "../../provider/lifecycle/visible";
import { tenantFiles } from "../../provider/tenant/files";
import { inOneLine, readFolder } from "../../provider/tenant/folder";
import { userFiles } from "../../provider/tenant/users";
import { assumptionsWith } from "../../provider/eset/assumptions";
import { runs, seed } from "./seed";

const tenant = `name: Example Bakery
eset:
  email: it@bakery.example
  tags: [gold, "north"]
  address: &place { city: Springfield, zipCode: "0815" }
  licenses:
    endpoint: { productCode: "2015", quantity: 10, formerly: "310" }
    suite: { productCode: 2018, quantity: 5, type: trial, suspended: false }
redstor:
  type: Customer
  subscriptions:
    m365: { productId: 4, editionId: 5, mode: trial }
`;
const user = `email: jane@msp.example
firstName: Jane
lastName: Doe
countryCode: SVK
permission: Read
access: { bakery: Write, "brewery": Read }
formerly: [joan, "0815"]
stack: north
`;
const accepted = `exceptions:
  - resource: bakery
    property: quantity
    reason: the customer asked for it
    until: 2030-01-01
  - resource: eset.License
    property: suspended
    reason: being settled
    until: "2030-01-01"
`;

/** Lines of a text in another order, doubled, cut, or with something else in them. */
const damaged = (text: string): fc.Arbitrary<string> => {
  const pieces = text.split(/(?<=[\n{}[\]:,])/);
  const strange = fc.constantFrom(
    ..."*place &a <<: !!binary !secret --- ... | > ? @ % \t \u00a0 \u2028 \ufeff \ud83d 🥐 'x \"x".split(" "),
    "{ config: key }",
    "__proto__: { polluted: true }",
    "9".repeat(400),
    "[".repeat(300),
    "- ".repeat(300),
    "${config:key}",
    "2001-12-14t21:59:43.10-05:00",
  );
  return fc
    .array(
      fc.oneof(
        { weight: 8, arbitrary: fc.nat(pieces.length - 1).map((at) => pieces[at] ?? "") },
        { weight: 1, arbitrary: strange },
      ),
      { minLength: 1, maxLength: 60 },
    )
    .chain((some) =>
      fc
        .record({ whole: fc.boolean(), at: fc.nat(pieces.length) })
        .map(({ whole, at }) =>
          whole ? [...pieces.slice(0, at), ...some.slice(0, 3), ...pieces.slice(at)].join("") : some.join(""),
        ),
    );
};
const bytes = fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array));
const settings = { seed, numRuns: Math.max(600, 10 * runs(1)), interruptAfterTimeLimit: 300_000 };

describe("a reader of files", function () {
  this.timeout(600_000);
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "fuzz-"))));
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  /** In one line each, with a place, and no longer than anybody reads. */
  const areTold = (mistakes: readonly string[], file: string): void => {
    assert.ok(mistakes.length <= 201, `${mistakes.length} mistakes`);
    for (const mistake of mistakes) {
      assert.ok(mistake.startsWith(`${file}:`), mistake);
      assert.match(mistake, /:\d+:\d+: \S/);
      assert.doesNotMatch(mistake, /[\p{Cc}\u2028]/u);
      assert.ok(mistake.length < 3000, `${mistake.length} letters`);
    }
  };

  it("of tenants reads them, or tells every mistake", () => {
    fc.assert(
      fc.property(fc.oneof({ weight: 4, arbitrary: damaged(tenant) }, { weight: 1, arbitrary: bytes }), (content) => {
        writeFileSync(join(folder, "bakery.yaml"), content);
        const { files, failures } = readFolder(folder, tenantFiles);
        assert.equal(files.length + Math.sign(failures.length) >= 1, true);
        areTold(failures.map(inOneLine), join(folder, "bakery.yaml"));
        assert.equal(({} as Record<string, unknown>)["polluted"], undefined);
      }),
      settings,
    );
  });

  it("of users reads them, or tells every mistake", () => {
    const kind = userFiles((tenant) => (tenant === "brewery" ? false : tenant === "bakery" ? true : undefined));
    fc.assert(
      fc.property(fc.oneof({ weight: 4, arbitrary: damaged(user) }, { weight: 1, arbitrary: bytes }), (content) => {
        writeFileSync(join(folder, "jane.yaml"), content);
        const { files, failures } = readFolder(folder, kind);
        assert.equal(files.length + Math.sign(failures.length) >= 1, true);
        areTold(failures.map(inOneLine), join(folder, "jane.yaml"));
      }),
      settings,
    );
  });

  it("of accepted deviations reads them, or tells every mistake", () => {
    fc.assert(
      fc.property(damaged(accepted), (content) => {
        try {
          exceptions(content, "drift.yaml");
        } catch (error) {
          assert.ok(error instanceof MalformedExceptions, (error as Error).stack);
          areTold(
            (error as Error).message.split("\n").filter((line) => line.startsWith("drift.yaml:")),
            "drift.yaml",
          );
        }
      }),
      settings,
    );
  });

  it("of assumptions takes it, or says what is wrong with it", () => {
    const json = fc.oneof(
      fc.jsonValue().map((value) => JSON.stringify({ eset: value })),
      fc.jsonValue().map((value) => JSON.stringify({ eset: { "companyStatus.suspended": value } })),
      fc.string({ unit: "binary" }),
    );
    fc.assert(
      fc.property(fc.oneof(json, bytes), (content) => {
        const file = join(folder, "assumptions.json");
        writeFileSync(file, content);
        try {
          assumptionsWith(file);
        } catch (error) {
          assert.match(String(error), /^Error: The assumptions in \S+ cannot be used: /);
          assert.ok((error as Error).message.length < 3000);
        }
      }),
      settings,
    );
  });

  it("of a token's life takes any text", () => {
    const claims = fc.jsonValue().map((value) => `x.${Buffer.from(JSON.stringify(value)).toString("base64url")}.x`);
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: "binary" }), claims), (token) => {
        const life = lifeOf(token);
        assert.ok(life === undefined || life > 0);
      }),
      settings,
    );
  });

  it("shows any text in a way that no terminal and no log of a pipeline obeys", () => {
    const commands = fc.constantFrom(
      "::set-output name=x::",
      "##[add-mask]",
      "##vso[task]",
      "\u001b[2J",
      "\r",
      "\n",
      "\t",
      " ",
      "a",
    );
    const text = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.array(commands, { maxLength: 12 }).map((some) => some.join("")),
    );
    fc.assert(
      fc.property(text, (any) => {
        for (const line of visibleLines(any).split("\n")) {
          assert.doesNotMatch(line.replaceAll("\t", "").replace(/\r$/, ""), /\p{Cc}/u);
          assert.doesNotMatch(line, /^\s*::|##\w*\[/);
        }
      }),
      settings,
    );
  });
});
