/** The plan as a table, Markdown and JSON; with prices; and the command that prints it. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createColors } from "picocolors";
import { markdown } from "../../cli/plan/markdown";
import { MalformedPrices, pricesOf } from "../../cli/plan/prices";
import type { Report } from "../../cli/plan/report";
import { table } from "../../cli/plan/table";
import { json } from "../../cli/rows";
import { inFolder, root } from "../tools/tools";
import { hostile } from "./driftReport";
import { type Digest, planOf, same, step } from "./planDigest";

const none = createColors(false);
const seats = { customerId: "c1", productCode: "2015", quantity: 10, type: "full", suspended: false };
const changed = (name: string, old: object, next: object) =>
  step("update", "eset:License", name, { old: { ...seats, ...old }, next: { ...seats, ...next } });

/** One of everything. */
const everything: Digest = {
  steps: [
    same("eset:Customer", "bakery", { name: "Bakery" }, { id: "c1", tenant: "bakery" }),
    step("update", "eset:License", "bakery-2015", { old: seats, next: { ...seats, quantity: 25 }, tenant: "bakery" }),
    step("create", "eset:License", "bakery-310", {
      next: { ...seats, productCode: "310", quantity: 5, type: "trial" },
      tenant: "bakery",
    }),
    step("delete", "redstor:Subscription", "bakery-office", {
      old: { companyId: "r1", productId: 4, editionId: 5, mode: "full" },
      id: "r1/s1",
      tenant: "bakery",
    }),
    same("eset:Customer", "brewery", { name: "Brewery" }, { id: "c2" }),
    step("update", "eset:Customer", "brewery", {
      old: { name: "Brewery", address: { city: "Brno" } },
      next: { name: "Brewery", address: { city: "Praha" } },
      id: "c2",
    }),
    changed("refused", {}, { type: "trial" }),
  ],
};

const prices = `
currency: EUR
eset:
  "2015": { price: 1.85, name: ESET PROTECT Entry }
redstor:
  "4/5": { price: 12, currency: GBP }
`;

describe("the plan as a table", () => {
  it("is by customer, aligned, what is billable first", () => {
    assert.equal(
      table(planOf(everything, { prices }), none),
      [
        "2 customers change: +15 seats of 2015 (ESET PROTECT Entry), +5 seats of 310, 1 subscription removed, 1 customer changed; 1 object loses what nobody can bring back; 1 refused in tenants/test",
        "+27.75 EUR, −12.00 GBP a month",
        "",
        "Refused: the run stops at this",
        "  eset.License refused",
        '      type: A full licence cannot become a trial. Set type: "full".',
        "",
        "Bakery  bakery, eset c1  +27.75 EUR, −12.00 GBP a month",
        "  ordered    eset.License bakery-310             a trial of 5 seats of 310",
        "  seats      eset.License bakery-2015            10 → 25 seats of 2015 (ESET PROTECT Entry)  +27.75 EUR",
        "  removed    redstor.Subscription bakery-office  product 4, edition 5  its backups are lost  −12.00 GBP",
        "",
        "Brewery  eset c2",
        '  changed    eset.Customer brewery  address.city: "Brno" → "Praha"',
        "",
      ].join("\n"),
    );
  });

  it("has sentences whole, and cuts what was made to be long", () => {
    const office = { companyId: "r1", productId: 4, editionId: 5, mode: "full" };
    const text = table(
      planOf({
        steps: [
          step("delete", "redstor:Company", "backup", { old: { name: "B", type: "Customer" }, id: "r1" }),
          step("delete", "redstor:Subscription", "s", {
            old: office,
            id: "r1/s",
            deletedWith: ["redstor:Company", "backup"],
          }),
          changed("long", { productCode: "x".repeat(2000) }, { productCode: "y".repeat(2000) }),
        ],
      }),
      none,
    );
    assert.match(text, /whether it is billed on is not documented: it goes with its company, which is disabled$/m);
    assert.ok(Math.max(...text.split("\n").map((line) => line.length)) < 500);
  });

  it("is one line when nothing changes", () => {
    assert.equal(
      table(planOf({ steps: [same("eset:Customer", "c", { name: "C" })] }), none),
      "Nothing changes in tenants/test\n",
    );
  });
});

describe("the plan with prices", () => {
  const monthly = (steps: readonly object[], text = prices): unknown => planOf({ steps }, { prices: text }).monthly;
  const one = (old: object, next: object) => monthly([changed("seats", old, next)]);

  it("says the difference by the month", () => {
    const eur = (difference: number) => [{ currency: "EUR", difference }];
    assert.deepEqual(one({}, { quantity: 11 }), eur(1.85));
    assert.deepEqual(one({}, { quantity: 1 }), eur(-16.65));
    assert.deepEqual(one({}, { suspended: true }), eur(-18.5));
    assert.deepEqual(one({ suspended: true }, {}), eur(18.5));
    assert.deepEqual(one({ suspended: true }, { suspended: true, quantity: 90 }), []);
    assert.deepEqual(one({ type: "trial" }, {}), eur(18.5));
    assert.deepEqual(one({ type: "trial" }, { type: "trial", quantity: 90 }), []);
    const many = Array.from({ length: 10 }, (_, at) => changed(`seats-${at}`, {}, { quantity: 11 }));
    assert.deepEqual(monthly(many, 'currency: EUR\neset: { "2015": 0.1 }'), eur(1), "ten times 0.1 is 1");
  });

  it("counts the seats of a suspended customer as not billed", () => {
    const customer = (old: object, next: object) =>
      step("update", "eset:Customer", "bakery", { old: { name: "B", ...old }, next: { name: "B", ...next }, id: "c1" });
    const held = same("eset:License", "held", seats);
    const difference = (...steps: object[]) => (monthly(steps) as Report["monthly"])?.map((sum) => sum.difference);
    assert.deepEqual(difference(customer({}, { suspended: true }), held), [-18.5]);
    assert.deepEqual(difference(customer({ suspended: true }, {}), held), [18.5]);
    const still = same("eset:Customer", "bakery", { name: "B", suspended: true }, { id: "c1" });
    assert.deepEqual(difference(still, changed("seats", {}, { quantity: 99 })), []);
    const gone = step("delete", "eset:Customer", "bakery", { old: { name: "B" }, id: "c1" });
    const goes = step("delete", "eset:License", "seats", { old: seats, deletedWith: ["eset:Customer", "bakery"] });
    assert.deepEqual(difference(gone, goes), [-18.5]);
  });

  it("names what has no price, and leaves it out of the sum", () => {
    const report = planOf(
      {
        steps: [
          changed("seats", {}, { productCode: "107" }),
          changed("more", {}, { quantity: 11 }),
          step("create", "redstor:Subscription", "office", {
            next: { companyId: "r", productId: 9, editionId: 1, mode: "full" },
          }),
        ],
      },
      { prices },
    );
    assert.deepEqual(report.monthly, [{ currency: "EUR", difference: 1.85 }]);
    assert.deepEqual(report.unpriced, ["107", "product 9, edition 1"]);
    assert.match(table(report, none), /^\+1\.85 EUR a month, without what has no price: 107; product 9, edition 1$/m);
  });

  it("asks no price for what is kept, because its bill stays as it is", () => {
    const gone = { customerId: "c1", productCode: "107", quantity: 3, type: "full", deletionPolicy: "retain" };
    const report = planOf({ steps: [step("delete", "eset:License", "kept", { old: gone })] }, { prices });
    assert.deepEqual([report.monthly, report.unpriced], [[], []]);
  });

  it("says nothing of money without a file", () => {
    const report = planOf(everything);
    assert.deepEqual([report.monthly, report.unpriced], [undefined, undefined]);
    assert.doesNotMatch(table(report, none), /a month/);
  });

  const mistakes: [string, string][] = [
    ["", "prices.yaml:1:1: must have a currency, and the prices of a vendor"],
    ['eset: { "2015": 1.85 }', "prices.yaml:1:17: has no currency"],
    ["currency: euro\neset: {}", "prices.yaml:1:11: currency must be three capital letters"],
    [
      'currency: EUR\nesett: { "2015": 1 }',
      'prices.yaml:2:1: "esett" is not known. There are currency, and the vendors eset and redstor.',
    ],
    ['currency: EUR\neset: { "2015": -1 }', "prices.yaml:2:17: must be a price for one month"],
    ['currency: EUR\neset: { "2015": "1.85" }', "prices.yaml:2:17: must be a price for one month"],
    ['currency: EUR\neset: { "2015": 1.23456 }', "prices.yaml:2:17: must be a price for one month"],
    [
      'currency: EUR\neset: { "2015": { cost: 1 } }',
      'prices.yaml:2:19: "cost" is not known. A product has price, currency, name.',
    ],
    ["currency: EUR\neset: [1]", "prices.yaml:2:7: must be prices by the product's code or id"],
    ["currency: EUR\neset: {", "prices.yaml:2:"],
  ];
  for (const [text, says] of mistakes) {
    it(`refuses a file with a mistake, and says where: ${JSON.stringify(text)}`, () => {
      assert.throws(
        () => pricesOf(text, "prices.yaml"),
        (error: Error) => error instanceof MalformedPrices && error.message.startsWith(says),
      );
    });
  }

  it("takes a code without quotes, and a price for a product whatever its edition", () => {
    const known = pricesOf("currency: EUR\neset: { 2015: 1.85 }\nredstor: { 4: 1, 4/6: 2 }", "prices.yaml");
    assert.deepEqual(known.price("eset", { product: "2015" }), { currency: "EUR", amount: 18_500 });
    assert.equal(known.price("redstor", { product: "4", edition: "5" })?.amount, 10_000);
    assert.equal(known.price("redstor", { product: "4", edition: "6" })?.amount, 20_000);
  });
});

/** Every text from outside is this one. */
const strange = (name: string): Digest => ({
  steps: [
    step("update", "eset:Customer", name, {
      old: { name, comment: "a" },
      next: { name, comment: name },
      id: name,
      tenant: name,
    }),
    step("create", "eset:License", name, { next: { ...seats, customerId: name, productCode: name } }),
    step("delete", "redstor:Company", name, { old: { name, type: "Customer", deletionPolicy: "delete" }, id: name }),
    changed(`${name}!`, { productCode: name }, { productCode: name, type: "trial" }),
  ],
  diagnostics: [
    { severity: "error", message: name },
    { severity: "warning", message: name },
  ],
});

describe("the plan as Markdown", () => {
  it("has what is refused and lost first, and a table for each customer", () => {
    assert.equal(
      markdown(planOf(everything, { prices })),
      [
        "### Plan: ⛔ 2 customers change: +15 seats of `2015 (ESET PROTECT Entry)`, +5 seats of `310`, 1 subscription removed, 1 customer changed; 1 object loses what nobody can bring back; 1 refused",
        "",
        "Stack `tenants/test`, 2027-01-02 03:04 UTC.",
        "",
        "**By the month:** `+27.75 EUR, −12.00 GBP a month`",
        "",
        "#### ⛔ Refused: the run stops at this",
        "",
        '- eset.License `refused`: `type: A full licence cannot become a trial. Set type: "full".`',
        "",
        "#### ⚠️ Lost, and nobody can bring it back",
        "",
        "- `Bakery`: redstor.Subscription `bakery-office` with `its backups`",
        "",
        "#### `Bakery`, +27.75 EUR, −12.00 GBP a month",
        "",
        "| | Object | What | By the month |",
        "|---|---|---|---|",
        "| **ordered** | eset.License `bakery-310` | `a trial of 5 seats of 310` |  |",
        "| **seats** | eset.License `bakery-2015` | `10 → 25 seats of 2015 (ESET PROTECT Entry)` | +27.75 EUR |",
        "| **removed** | redstor.Subscription `bakery-office` | `product 4, edition 5`<br>**lost:** `its backups` | −12.00 GBP |",
        "",
        "#### `Brewery`",
        "",
        "| | Object | What | By the month |",
        "|---|---|---|---|",
        '| **changed** | eset.Customer `brewery` | `address.city: "Brno" → "Praha"` |  |',
        "",
      ].join("\n"),
    );
  });

  it("closes the customers where there are many, and one with many changes", () => {
    const customers = Array.from({ length: 6 }, (_, at) =>
      step("create", "eset:Customer", `c${at}`, { next: { name: `Customer ${at} <b>` } }),
    );
    const closed = markdown(planOf({ steps: customers }));
    assert.equal(
      closed.match(/<details><summary><code>Customer \d &#60;b&#62;<\/code>: 1 change<\/summary>/g)?.length,
      6,
    );
    assert.equal(closed.match(/^<\/details>$/gm)?.length, 6);
    const licences = Array.from({ length: 11 }, (_, at) => changed(`l${at}`, {}, { quantity: 11 }));
    const customer = same("eset:Customer", "bakery", { name: "Bakery" }, { id: "c1" });
    assert.match(
      markdown(planOf({ steps: [customer, ...licences] })),
      /<summary><code>Bakery<\/code>: 11 changes<\/summary>/,
    );
  });

  it("stays below what GitHub takes, closes what it opened, and counts what it leaves out", () => {
    const customers = Array.from({ length: 2000 }, (_, at) =>
      step("create", "eset:Customer", `c${at}`, { next: { name: `Customer ${at} ${"x".repeat(100)}` } }),
    );
    const text = markdown(planOf({ steps: customers }));
    assert.ok(text.length < 65_536, `${text.length}`);
    const opened = text.match(/<details>/g)?.length ?? 0;
    assert.equal(text.match(/<\/details>/g)?.length, opened);
    assert.match(
      text,
      new RegExp(
        `\\*\\*Shortened:\\*\\* ${2000 - opened} more rows do not fit here\\. The format json has them all\\.`,
      ),
    );
  });

  for (const [at, name] of hostile.entries()) {
    it(`lets no text from outside do anything: ${at}`, () => {
      const text = markdown(planOf(strange(name)));
      const bare = text.replaceAll(/(`+) ?.*? ?\1/g, "").replaceAll(/<\/?(details|summary|code|br)>/g, "");
      assert.doesNotMatch(bare, /<(script|img|h1|b)|https?:|@everyone|\]\(/);
      for (const row of text.split("\n").filter((line) => line.startsWith("| **"))) {
        assert.equal([...row.matchAll(/(?<!\\)\|/g)].length, 5, row);
      }
      assert.doesNotMatch(text, /^\s*::|##\w*\[/m);
      assert.doesNotMatch(text, /[^\P{Cc}\n]|\p{Bidi_Control}/u);
    });
  }
});

describe("the plan in any format", () => {
  it("shows what a terminal or the log of a pipeline would obey", () => {
    for (const name of hostile) {
      for (const text of [table(planOf(strange(name)), none), json(planOf(strange(name)))]) {
        assert.doesNotMatch(text, /[^\P{Cc}\n]|\p{Bidi_Control}/u);
        assert.doesNotMatch(text, /^\s*::|##\w*\[/m);
      }
    }
  });

  it("is in JSON what a program reads back", () => {
    const report = planOf(everything, { prices });
    const read = JSON.parse(json(report)) as Report; // its own format
    assert.deepEqual(read, report);
    assert.equal(read.version, 1);
    const [bakery] = read.customers;
    assert.deepEqual(
      bakery?.objects.find(({ resource }) => resource === "bakery-2015"),
      {
        vendor: "eset",
        type: "eset:License",
        id: "bakery-2015",
        resource: "bakery-2015",
        urn: "urn:pulumi:test::tenants::msp:index:Tenant$pulumi-nodejs:dynamic/eset:License::bakery-2015",
        acts: [
          {
            kind: "seats",
            words: "10 → 25 seats of 2015 (ESET PROTECT Entry)",
            property: "quantity",
            from: 10,
            to: 25,
          },
        ],
        bill: {
          product: "2015",
          name: "ESET PROTECT Entry",
          per: "seat",
          before: 10,
          after: 25,
          monthly: { currency: "EUR", difference: 27.75 },
        },
        newSeats: 15,
      },
    );
  });
});

describe("pulumi-msp plan --from", () => {
  const command = (folder: string, args: readonly string[], input = "") =>
    spawnSync(process.execPath, [join(root, "dist/cli/index.js"), "plan", ...args], {
      cwd: folder,
      input,
      encoding: "utf8",
      env: { ...process.env, NO_COLOR: "1" },
    });
  const text = (digest: Digest): string => JSON.stringify(digest);
  const customer = same("eset:Customer", "bakery", { name: "Bakery" }, { id: "c1" });
  const change: Digest = { steps: [customer, changed("seats", {}, { quantity: 11 })] };

  it("reads a file or standard input, and ends with 0, 7 or 1", async () => {
    await inFolder((folder) => {
      writeFileSync(join(folder, "preview.json"), text(change));
      const file = command(folder, ["--from", "preview.json"]);
      assert.deepEqual([file.status, file.stderr], [0, ""]);
      assert.match(file.stdout, /^1 customer changes: \+1 seat of 2015 in tenants\/test\n/);
      const codes = (digest: Digest, ...args: string[]) =>
        command(folder, ["--from", "-", ...args], text(digest)).status;
      assert.equal(codes(change, "--expect-no-changes"), 7);
      assert.equal(codes({ steps: [customer] }, "--expect-no-changes"), 0);
      assert.equal(codes({ steps: [customer, changed("seats", {}, { type: "trial" })] }), 1);
      return Promise.resolve();
    });
  });

  it("writes a file that only its owner can read, and says the verdict", async () => {
    await inFolder((folder) => {
      const run = command(folder, ["--from", "-", "--format", "markdown", "--output", "plan.md"], text(change));
      assert.deepEqual([run.status, run.stdout], [0, ""]);
      assert.equal(run.stderr, "1 customer changes: +1 seat of 2015. The report is in plan.md.\n");
      assert.match(readFileSync(join(folder, "plan.md"), "utf8"), /^### Plan: 📋 1 customer changes/);
      if (process.platform !== "win32") assert.equal(statSync(join(folder, "plan.md")).mode & 0o777, 0o600);
      return Promise.resolve();
    });
  });

  it("ends with 2 when the command or a file is wrong, and says what", async () => {
    await inFolder((folder) => {
      writeFileSync(join(folder, "prices.yaml"), 'currency: EUR\neset: { "2015": cheap }');
      for (const [args, says] of [
        [["--from", "absent.json"], /absent\.json is not the JSON of a preview: .*ENOENT/],
        [
          ["--from", "-"],
          /Standard input is not the JSON of a preview: it is not JSON\. It must be what "pulumi preview --json/,
        ],
        [["--from", "-", "--prices", "prices.yaml"], /prices\.yaml:2:17: must be a price for one month/],
        [["--from", "-", "--prices", "absent.yaml"], /The file of prices cannot be read/],
        [["--from", "-", "--output", "."], /The report cannot be written to \.: it is a folder/],
        [["--from", "-", "--stack", "production"], /cannot be used with option/],
        [["--format", "pdf"], /Allowed choices are table, markdown, json/],
        [["--nonsense"], /unknown option/],
      ] as const) {
        const run = command(folder, args, "no JSON");
        assert.equal(run.status, 2, `${args.join(" ")}: ${run.stderr}`);
        assert.match(run.stderr, says);
      }
      const nowhere = command(folder, []);
      assert.deepEqual([nowhere.status, nowhere.stdout], [1, ""]);
      assert.match(nowhere.stderr, /It cannot be told what would change\.\nThere is no Pulumi\.yaml in /);
      return Promise.resolve();
    });
  });
});
