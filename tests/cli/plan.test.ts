/** What the plan says of changes, from recorded previews. Expected sentences are what a reviewer has to know. */
import assert from "node:assert/strict";
import { exitCodeOf, type Report } from "../../cli/plan/report";
import { planned } from "../../cli/plan/steps";
import { headline } from "../../cli/plan/words";
import { lines, planOf, same, step, unknownValue, urnOf } from "./planDigest";

const bakery = { name: "Bakery", suspended: false };
const seats = { customerId: "c1", productCode: "2015", quantity: 10, type: "full", suspended: false };
const backup = { name: "Bakery", type: "Customer", enabled: true };
const office = { companyId: "r1", productId: 4, editionId: 5, mode: "full" };
const customer = same("eset:Customer", "bakery", bakery, { id: "c1" });
const company = same("redstor:Company", "backup", backup, { id: "r1" });

const head = (report: Report): string => headline(report, (text) => text);
const license = (old: object | undefined, next: object | undefined, more = {}) =>
  step(old === undefined ? "create" : next === undefined ? "delete" : "update", "eset:License", "seats", {
    ...(old === undefined ? {} : { old: { ...seats, ...old } }),
    ...(next === undefined ? {} : { next: { ...seats, ...next } }),
    id: "AAA-111",
    ...more,
  });
const subscription = (old: object | undefined, next: object | undefined, more = {}) =>
  step(old === undefined ? "create" : next === undefined ? "delete" : "update", "redstor:Subscription", "office", {
    ...(old === undefined ? {} : { old: { ...office, subscriptionId: "s1", expired: false, ...old } }),
    ...(next === undefined ? {} : { next: { ...office, ...next } }),
    id: "r1/s1",
    ...more,
  });

describe("the plan", () => {
  it("has what is ordered for a new customer under its name, though its id is not known yet", () => {
    const report = planOf({
      steps: [
        step("create", "eset:Customer", "bakery", { next: bakery }),
        license(undefined, { customerId: unknownValue }, { owner: ["customerId", "eset:Customer", "bakery"] }),
        step("create", "eset:Customer", "brewery", { next: { name: "Brewery" } }),
        step("create", "eset:License", "trial", {
          next: { ...seats, customerId: unknownValue, productCode: "310", quantity: 1, type: "trial" },
          owner: ["customerId", "eset:Customer", "brewery"],
        }),
        step("create", "redstor:Company", "backup", { next: backup }),
        subscription(undefined, { companyId: unknownValue }, { owner: ["companyId", "redstor:Company", "backup"] }),
      ],
    });
    assert.deepEqual(lines(report), [
      "Bakery: ordered office product 4, edition 5",
      "Bakery: ordered seats 10 seats of 2015",
      'Bakery: created backup A Redstor company "Bakery" of type Customer under this parent',
      'Bakery: created bakery An ESET customer "Bakery"',
      "Brewery: ordered trial a trial of 1 seat of 310",
      'Brewery: created brewery An ESET customer "Brewery"',
    ]);
    assert.equal(
      head(report),
      "2 customers change: +10 seats of 2015, +1 seat of 310, 1 new subscription, 1 backup company created, 2 customers created",
    );
    assert.deepEqual([report.summary.newSeats, report.summary.removals, report.changes], [12, 0, true]);
  });

  const licenceTable: [string, object, object, string[]][] = [
    ["more seats", {}, { quantity: 25 }, ["seats seats 10 → 25 seats of 2015"]],
    ["fewer seats", {}, { quantity: 4 }, ["seats seats 10 → 4 seats of 2015"]],
    ["another product", {}, { productCode: "107" }, ["product seats 2015 → 107"]],
    [
      "a trial that becomes paid",
      { type: "trial" },
      {},
      ["converted seats from a trial to one that is billed: 10 seats of 2015"],
    ],
    [
      "a trial that goes on",
      { type: "trial", trialExtensions: 0 },
      { type: "trial", trialExtensions: 1 },
      ["extended seats trialExtensions: 0 → 1"],
    ],
    ["a suspension", {}, { suspended: true }, ["suspended seats 10 seats of 2015, billed no longer"]],
    ["a resumption", { suspended: true }, {}, ["resumed seats 10 seats of 2015, billed again"]],
    ["a policy", {}, { deletionPolicy: "retain" }, ['changed seats deletionPolicy: not set → "retain"']],
    [
      "two things at once, what is billed first in the order of the properties",
      {},
      { productCode: "107", quantity: 25 },
      ["product seats 2015 → 107", "seats seats 10 → 25 seats of 107"],
    ],
  ];
  for (const [name, old, next, expected] of licenceTable) {
    it(`says of a licence: ${name}`, () => {
      const report = planOf({ steps: [customer, license(old, next)] });
      assert.deepEqual(
        lines(report),
        expected.map((line) => `Bakery: ${line}`),
      );
    });
  }

  it("says of a company what is billed with it, though the program says the same of that", () => {
    const suspended = planOf({
      steps: [
        step("update", "eset:Customer", "bakery", { old: bakery, next: { ...bakery, suspended: true }, id: "c1" }),
        same("eset:License", "seats", seats),
        same("eset:License", "resting", { ...seats, productCode: "107", suspended: true }),
      ],
    });
    assert.deepEqual(lines(suspended), [
      "Bakery: suspended bakery",
      "Bakery: suspended seats 10 seats of 2015, with its company",
    ]);
    assert.equal(head(suspended), "1 customer changes: 1 customer suspended, 1 licence suspended");

    const disabled = planOf({
      steps: [
        step("update", "redstor:Company", "backup", { old: backup, next: { ...backup, enabled: false }, id: "r1" }),
        same("redstor:Subscription", "office", office, { id: "r1/s1" }),
      ],
    });
    assert.deepEqual(lines(disabled), [
      "Bakery: disabled backup",
      "Bakery: disabled office product 4, edition 5, with its company; whether it is billed on is not documented",
    ]);
  });

  it("says that what a resumption of the company wakes is suspended again", () => {
    const report = planOf({
      steps: [
        step("update", "eset:Customer", "bakery", { old: { ...bakery, suspended: true }, next: bakery, id: "c1" }),
        license({ suspended: true }, { suspended: true }),
      ],
    });
    assert.deepEqual(lines(report), [
      "Bakery: resumed bakery",
      "Bakery: suspended seats 10 seats of 2015, billed no longer, again: a change of its company undoes it",
    ]);
  });

  it("says of users that their access is withdrawn, by a change and by a removal", () => {
    const jane = {
      email: "jane@msp.example",
      firstName: "Jane",
      lastName: "Doe",
      countryCode: "SVK",
      permission: "Read",
    };
    const report = planOf({
      steps: [
        step("update", "eset:User", "jane", { old: jane, next: { ...jane, permission: "NoAccess" } }),
        step("delete", "eset:User", "john", { old: { ...jane, email: "john@msp.example" } }),
      ],
    });
    assert.deepEqual(lines(report), [
      "The ESET account itself: disabled jane",
      "The ESET account itself: disabled john all access is withdrawn, because ESET cannot delete a user",
    ]);
    assert.equal(head(report), "2 users disabled");
    assert.equal(report.summary.removals, 0, "users do not count against the limit");
  });

  describe("of a removal", () => {
    const full =
      "suspended seats 10 seats of 2015: ESET cannot delete a full licence. It is not billed from the next day on";
    const table: [string, object, object, string][] = [
      ["a full licence", {}, {}, full],
      ["a trial", { type: "trial" }, {}, "removed seats 10 seats of 2015"],
      [
        "a licence with the policy retain",
        { deletionPolicy: "retain" },
        {},
        "kept seats 10 seats of 2015, still billed: its deletionPolicy says so",
      ],
      [
        "a licence that was taken over",
        {},
        { adopted: true },
        "kept seats 10 seats of 2015, still billed: it was taken over, and no deletionPolicy says otherwise",
      ],
      ["a licence that was taken over, and has a policy", { deletionPolicy: "suspend" }, { adopted: true }, full],
      [
        "a licence that the engine forgets",
        {},
        { retainOnDelete: true },
        "kept seats 10 seats of 2015, still billed: its option retainOnDelete says so",
      ],
    ];
    for (const [name, old, more, expected] of table) {
      it(`says what becomes of ${name}`, () => {
        const report = planOf({ steps: [customer, license(old, undefined, more)] });
        assert.deepEqual(lines(report), [`Bakery: ${expected}`]);
        assert.equal(report.summary.removals, expected.startsWith("kept") ? 0 : 1);
      });
    }

    for (const [policy, becomes, more] of [
      [undefined, "removed", ""],
      ["delete", "removed", ""],
      ["suspend", "suspended", ""],
      ["retain", "kept", ", still billed"],
    ] as const) {
      it(`says what becomes of a licence that goes with its company, whose policy is ${String(policy)}`, () => {
        const deletionPolicy = policy === undefined ? {} : { deletionPolicy: policy };
        const report = planOf({
          steps: [
            step("delete", "eset:Customer", "bakery", { old: { ...bakery, ...deletionPolicy }, id: "c1" }),
            license({}, undefined, { deletedWith: ["eset:Customer", "bakery"] }),
          ],
        });
        const line = `Bakery: ${becomes} seats 10 seats of 2015${more}: it goes with its company, which is ${becomes}`;
        assert.ok(lines(report).includes(line), lines(report).join("\n"));
        assert.equal(report.summary.removals, becomes === "kept" ? 0 : 1, "it is one with its company");
      });
    }

    it("says what is lost", () => {
      const report = planOf({
        steps: [
          step("delete", "redstor:Company", "backup", { old: { ...backup, deletionPolicy: "delete" }, id: "r1" }),
          subscription({}, undefined),
        ],
      });
      assert.deepEqual(lines(report), [
        "Bakery: removed backup [loses its backups]",
        "Bakery: removed office product 4, edition 5 [loses its backups]",
      ]);
      assert.equal(
        head(report),
        "1 customer changes: 1 backup company removed, 1 subscription removed; 2 objects lose what nobody can bring back",
      );
    });

    it("says that a company at Redstor stays, and that its bill is not documented", () => {
      const report = planOf({
        steps: [
          step("delete", "redstor:Company", "backup", { old: backup, id: "r1" }),
          subscription({}, undefined, { deletedWith: ["redstor:Company", "backup"] }),
        ],
      });
      assert.deepEqual(lines(report), [
        "Bakery: disabled backup it stays at Redstor with its backups; whether it is billed on is not documented",
        "Bakery: disabled office product 4, edition 5, whether it is billed on is not documented: it goes with its company, which is disabled",
      ]);
    });

    it("keeps what another resource manages, and terms that cannot be taken back", () => {
      const report = planOf({
        steps: [
          customer,
          same("eset:License", "new-name", seats, { id: "AAA-111", adopted: true }),
          license({}, undefined),
          step("delete", "eset:TermsAcceptance", "terms", { old: { termsOfUseId: "t1" }, id: "t1" }),
        ],
      });
      assert.deepEqual(lines(report), [
        "Bakery: kept seats 10 seats of 2015, still billed: new-name manages it",
        "The ESET account itself: kept terms ESET terms of use t1 stay accepted: that cannot be taken back",
      ]);
    });

    it("says both halves of a replacement", () => {
      const report = planOf({
        steps: [
          customer,
          step("replace", "eset:License", "seats", {
            old: { ...seats, type: "trial" },
            next: { ...seats, type: "trial", productCode: "310" },
            id: "AAA-111",
          }),
        ],
      });
      assert.deepEqual(lines(report), [
        "Bakery: ordered seats a trial of 10 seats of 310",
        "Bakery: removed seats the one before it, 10 seats of 2015",
      ]);
      assert.deepEqual([report.summary.newSeats, report.summary.removals], [10, 1]);
    });

    it("loses backups when a company at Redstor is made anew", () => {
      const report = planOf({
        steps: [
          step("replace", "redstor:Company", "backup", {
            old: backup,
            next: { ...backup, name: "Bakers", allowRecreate: true },
            id: "r1",
          }),
        ],
      });
      assert.equal(lines(report).at(-1), "Bakers: removed backup the one before it [loses its backups]");
    });
  });

  describe("of what is refused", () => {
    it("says each change that a vendor cannot make, with the remedy, and ends with 1", () => {
      const report = planOf({
        steps: [
          customer,
          license({}, { type: "trial" }),
          company,
          subscription({}, { productId: 5 }),
          step("update", "redstor:Company", "renamed", { old: backup, next: { ...backup, name: "Bakers" } }),
        ],
      });
      assert.deepEqual(
        report.refused.map(({ resource, message }) => `${resource ?? ""} ${message}`),
        [
          'seats type: A full licence cannot become a trial. Set type: "full".',
          "office productId: Another product means another subscription, without the backups of this one. Set productId: 4; or declare a resource of its own for the other. Or set allowRecreate: true to delete and create it anew.",
          'renamed name: Redstor has no call that renames a company. A new company would not have the backups of this one. Set name: "Bakery", as Redstor has it; or rename it in the web app, then run "pulumi refresh". Or set allowRecreate: true to delete and create it anew.',
        ],
      );
      assert.equal(head(report), "3 refused");
      assert.equal(exitCodeOf(report, { expectNoChanges: false }), 1);
    });

    it("says what the preview failed at, and that there may be more", () => {
      const urn = urnOf("eset:License", "seats");
      const error = `pulumi-nodejs:dynamic/eset:License resource 'seats' has a problem: quantity must be 1 or more`;
      const report = planOf({
        steps: [step("create", "eset:Customer", "bakery", { next: bakery })],
        diagnostics: [
          { urn, severity: "error", message: `error: ${error}\n` },
          { severity: "error", message: "error: preview failed" },
          { severity: "error", message: `error: resource ${urn} is invalid` },
          { severity: "info#err", message: "chatter" },
        ],
      });
      assert.deepEqual(report.refused, [{ message: error, urn, resource: "seats", type: "eset:License" }]);
      assert.match(head(report), /; 1 refused; the preview did not get to its end, so this may not be all$/);
      assert.deepEqual([report.complete, exitCodeOf(report, { expectNoChanges: false })], [false, 1]);
    });

    it("takes a licence under a new name for what it is, unless it has adopt, or takes the place of a suspended one", () => {
      const renamed = (old: object, next: object, environment = {}) =>
        planOf(
          {
            steps: [
              customer,
              license(old, undefined),
              step("create", "eset:License", "new-name", { next: { ...seats, ...next } }),
            ],
          },
          { environment },
        );
      const [refused, ...more] = renamed({}, {}).refused;
      assert.deepEqual([refused?.resource, more], ["new-name", []]);
      assert.match(
        refused?.message ?? "",
        /exists already: it is seats of this stack.*option aliases, or set adopt: true\.$/,
      );
      assert.deepEqual(renamed({}, { adopt: true }).refused, []);
      assert.deepEqual(renamed({}, {}, { MSP_ADOPT: "1" }).refused, []);
      assert.deepEqual(renamed({ suspended: true }, {}).refused, []);
      assert.deepEqual(renamed({}, { productCode: "107" }).refused, []);
      assert.deepEqual(renamed({}, { customerId: "c2" }).refused, []);
      assert.match(
        lines(renamed({}, { adopt: true })).join("\n"),
        /unless it exists: then it is taken over, and nothing is ordered/,
      );
    });
  });

  it("never shows a secret, and says what is known after the run only", () => {
    const report = planOf({
      steps: [
        customer,
        step("update", "eset:Customer", "secretive", {
          old: { name: "Secretive", comment: "[secret]", vatId: "1" },
          next: { name: "Secretive", comment: "[secret]", vatId: unknownValue },
        }),
        step("update", "eset:Customer", "hidden", {
          old: { name: "Hidden", comment: "[secret]" },
          next: { name: "Hidden", comment: "[secret]" },
        }),
        license({}, { quantity: unknownValue }),
      ],
    });
    assert.deepEqual(lines(report), [
      "Bakery: changed seats quantity: 10 → [known after the run]",
      "Hidden: changed hidden a value that is not shown: comment",
      'Secretive: changed secretive vatId: "1" → [known after the run]',
    ]);
    assert.match(report.notes.join(), /Some seats are known after the run only/);
    const marked = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", value: "pa55word" };
    const leaked = planOf({
      steps: [
        step("update", "eset:Customer", "c", {
          old: { name: "C", comment: marked },
          next: { name: "C", comment: "x" },
        }),
      ],
    });
    assert.deepEqual(lines(leaked), ['C: changed c comment: [secret] → "x"']);
    assert.doesNotMatch(JSON.stringify(leaked), /pa55word/);
  });

  it("hides components and guards, and counts what other packages change", () => {
    const report = planOf({
      steps: [
        { ...step("create", "msp:index:Tenant", "bakery", { next: {} }), newState: { custom: false } },
        step("create", "msp:Guard", "bakery/eset", { next: {} }),
        step("create", "msp:Guard", "bakery/redstor", { next: {} }),
        {
          op: "create",
          urn: "urn:pulumi:test::tenants::pulumi:providers:pulumi-nodejs::default",
          newState: { custom: true },
        },
        { op: "same", urn: "urn:pulumi:test::tenants::aws:s3/bucket:Bucket::same", newState: { custom: true } },
      ],
    });
    assert.deepEqual([report.changes, report.customers, report.others], [false, [], 0]);
    assert.equal(head(report), "Nothing changes");
    const other = planOf({
      steps: [{ op: "update", urn: "urn:pulumi:test::tenants::aws:s3/bucket:Bucket::b", newState: { custom: true } }],
    });
    assert.deepEqual([other.changes, other.others, head(other)], [true, 1, "1 resource of other packages"]);
  });

  it("tells whom nothing protects any more: the next change may remove it", () => {
    const guard = (protect: boolean) => ({ protect, company: { name: "bakery/eset" } });
    const report = planOf({
      steps: [customer, step("update", "msp:Guard", "bakery/eset/guard", { old: guard(true), next: guard(false) })],
    });
    assert.deepEqual(report.notes, [
      "Nothing protects bakery/eset after this run: it goes when it is declared no longer.",
    ]);
    const before = planOf({ steps: [step("update", "msp:Guard", "g", { old: guard(false), next: guard(true) })] });
    assert.deepEqual(before.notes, []);
  });

  it("has exit codes that a pipeline can tell apart", () => {
    const codes = (report: Report) => [false, true].map((expectNoChanges) => exitCodeOf(report, { expectNoChanges }));
    assert.deepEqual(codes(planOf({ steps: [customer] })), [0, 0]);
    assert.deepEqual(codes(planOf({ steps: [customer, license({}, { quantity: 11 })] })), [0, 7]);
    assert.deepEqual(codes(planOf({ steps: [customer, license({}, { type: "trial" })] })), [1, 1]);
  });

  describe("with limits", () => {
    const change = { steps: [customer, license({}, { quantity: 50 }), subscription({}, undefined)] };

    it("says that the run will stop, with the number, the limit and the key, and ends with 1", () => {
      const report = planOf({ ...change, config: { "msp:mostNewSeats": "25", "msp:mostRemovals": "1" } });
      assert.deepEqual(report.limits, [
        { of: "newSeats", key: "msp:mostNewSeats", most: 25, planned: 40, exceeded: true },
        { of: "removals", key: "msp:mostRemovals", most: 1, planned: 1, exceeded: false },
      ]);
      assert.match(head(report), /; 40 new seats, msp:mostNewSeats allows 25: the run will stop$/);
      assert.equal(exitCodeOf(report, { expectNoChanges: false }), 1);
    });

    it("reads the environment where the stack says nothing, and refuses what is no limit", () => {
      const report = planOf(change, { environment: { MSP_MOST_REMOVALS: "0" } });
      assert.match(head(report), /; 1 removal, msp:mostRemovals allows 0: the run will stop$/);
      assert.throws(() => planOf({ ...change, config: { "msp:mostNewSeats": "many" } }), /msp:mostNewSeats .*"many"/);
    });
  });

  it("refuses what is no preview, without quoting it", () => {
    for (const [text, says] of [
      ["pa55word", /it is not JSON/],
      ['{"a":"pa55word"}', /neither steps nor diagnostics/],
      ['{"steps":[{"op":"pa55word"}]}', /A step has no op or no urn/],
    ] as const) {
      assert.throws(
        () => planned(text),
        (error: Error) => says.test(error.message) && !error.message.includes("pa55word"),
      );
    }
  });
});
