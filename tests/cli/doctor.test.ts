import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Examination, examine } from "../../provider/eset/doctor";
import { skew } from "../../provider/vendor/doctor/examination";
import { type Emulator, startEmulator } from "../../emulator";
import { esetConfig } from "../../provider/eset/config";
import { contradicted, finding, runDoctor as run } from "./doctors";

describe("pulumi-msp doctor, of ESET", function () {
  let emulator: Emulator;
  let folder: string;
  beforeEach(async () => {
    emulator = await startEmulator();
    folder = mkdtempSync(join(tmpdir(), "doctor-"));
  });
  afterEach(async () => {
    rmSync(folder, { recursive: true });
    await emulator.close();
  });

  const environment = (name = "api"): Record<string, string> => ({
    ESET_MSP_ENDPOINT: emulator.eset.endpoint,
    ESET_MSP_USERNAME: `${name}@msp.example`,
    ESET_MSP_PASSWORD: "emulator",
    ESET_MSP_REQUESTS_PER_SECOND: "1000",
  });
  const corrections = (eset: unknown): string => {
    const file = join(folder, "assumptions.json");
    writeFileSync(file, JSON.stringify({ eset }));
    return file;
  };
  const examined = (name?: string, more: Record<string, string> = {}): Promise<Examination> =>
    examine(
      esetConfig(() => undefined, { ...environment(name), ...more }),
      () => undefined,
    );
  /** Two customers: one runs, one is suspended, with a licence each. */
  const customers = () => {
    const { portal } = emulator.eset;
    const running = portal.createCustomer({
      name: "Secret Bakery",
      email: "it@bakery.example",
      customIdentifier: "CRM-42",
    });
    const suspended = portal.createCustomer({ name: "Secret Brewery", tags: ["gold"] });
    const keys = [running, suspended].map(
      ({ id }) => portal.orderLicense({ customerId: id, productCode: "2015", quantity: 3 }).publicLicenseKey,
    );
    portal.updateCompany(suspended.id, { status: "suspended" });
    return { running, suspended, keys };
  };
  /** From now on the call answers this. */
  const answers = (call: string, body: unknown, status = 200): void => {
    emulator.faults.add({ call, kind: "status", status, body, times: "always" });
  };

  for (const name of ["api", "reader", "manager", "managed", "untrusted", "distributor", "headquarters", "no-access"]) {
    it(`changes nothing, and finds nothing wrong with the emulated vendor (${name})`, async () => {
      customers();
      const before = emulator.snapshot();
      const examination = await examined(name);
      assert.deepEqual(contradicted(examination), []);
      assert.deepEqual(
        emulator.journal.entries().filter(({ applied }) => applied),
        [],
      );
      assert.deepEqual(emulator.snapshot(), before);
    });
  }

  it("says what the account is and may do", async () => {
    customers();
    const { account } = await examined();
    assert.deepEqual(
      [account?.words, account?.kind, account?.permission, account?.directAccessibleChildren],
      ["an MSP account with Write permission", "msp", "Write", 2],
    );
    const may = Object.fromEntries(
      (account?.may ?? []).map(({ what, allowed, because }) => [what, because ?? allowed]),
    );
    assert.deepEqual(may, {
      "order and change licences": true,
      "create customers": true,
      "create Managed MSPs": "it takes an MSP Manager",
      "create MSPs": "it takes a Distributor, a Division or ESET Headquarters",
      "create users": true,
      "accept terms of use": true,
      "read usage reports": true,
      "read billing reports": "it takes a Distributor or ESET Headquarters",
    });
    const untrusted = (await examined("untrusted")).account;
    assert.equal(untrusted?.words, "a Managed MSP account with Write permission, not trusted");
    assert.deepEqual(untrusted.may[0], {
      what: "order and change licences",
      allowed: false,
      because: "the MSP Manager above it can make it trusted",
    });
    const reader = (await examined("reader")).account;
    assert.equal(reader?.may[0]?.because, "it takes Write permission");
  });

  it("settles by reading what a read can settle", async () => {
    customers();
    const examination = await examined();
    for (const what of [
      "companyStatus.active",
      "companyStatus.suspended",
      "licenseState.suspended",
      "page.largest",
      "error.gone",
      "error.text",
      "Enum/Countries",
      "Version",
      "Company/Detail.status",
      "Company/Detail.tag",
      "Search/Companies.CompanyTypeId",
      "Search/Licenses answers in PascalCase",
      "The total of Search/Companies counts entries",
      "An unknown path answers 403 with the code 99/1",
    ]) {
      assert.equal(finding(examination, what).verdict, "confirmed", what);
    }
    for (const what of ["companyStatus.waitingForActivation", "License/ConvertToFull.publicLicenseKey"]) {
      assert.equal(finding(examination, what).verdict, "not observable", what);
    }
  });

  it("finds another number for suspended companies by their licences, and says how to correct it", async () => {
    const { running, suspended } = customers();
    const company = (id: string, status: number) => ({ name: "x", publicId: id, type: 1007, email: null, status });
    const page = { companies: [company(running.id, 1), company(suspended.id, 9)], paging: { totalCount: 2 } };
    answers("Company/Children", page);
    answers("Company/Descendants", page);
    const wrong = finding(await examined(), "companyStatus.suspended");
    assert.equal(wrong.verdict, "contradicted");
    assert.match(wrong.evidence, /1 company with the status 9; all licences of those with 9 are suspended$/);
    assert.equal(
      wrong.remedy,
      'Correct it: { "eset": { "companyStatus.suspended": 9 } } in a file that MSP_ASSUMPTIONS names; and please report it.',
    );
    const corrected = finding(
      await examined("api", { MSP_ASSUMPTIONS: corrections({ "companyStatus.suspended": 9 }) }),
      "companyStatus.suspended",
    );
    assert.equal(corrected.verdict, "confirmed");
    assert.match(corrected.evidence, /\(corrected by your file\)$/);
  });

  it("finds a property of another name, and takes it when the file says so", async () => {
    answers("Version", { apiVersion: "1.0.54" });
    const examination = await examined();
    const wrong = finding(examination, "Version.version");
    assert.deepEqual(
      [wrong.verdict, wrong.evidence, wrong.remedy],
      [
        "contradicted",
        "not on 1 object, which have apiVersion",
        'Correct it: { "eset": { "Version.version": "apiVersion" } } in a file that MSP_ASSUMPTIONS names; and please report it.',
      ],
    );
    const corrected = await examined("api", { MSP_ASSUMPTIONS: corrections({ "Version.version": "apiVersion" }) });
    assert.equal(finding(corrected, "Version.version").verdict, "confirmed");
  });

  const surprises: [what: string, call: string, body: unknown, status: number, found: string, evidence: RegExp][] = [
    ["another casing", "Version", { Version: "1.0.54" }, 200, "Version answers in camelCase", /^not version$/],
    ["another type", "Version", { version: { major: 1 } }, 200, "Version.version", /^it is an object, not a text$/],
    ["a list for an object", "Version", ["1.0.54"], 200, "Version answers an object", /^it is a list, not an object$/],
    ["another path", "Version", { code: 99, subCode: 1 }, 403, "Version", /^HTTP 403, code 99\/1: no such call$/],
    [
      "another number of a state",
      "Enum/LicenseStates",
      [1, 2, 3, 4, 5].map((value) => ({
        value,
        name: ["Error", "Normal", "Obsolete", "Suspended", "Warning"][value - 1],
      })),
      200,
      "licenseState.suspended",
      /^Suspended is 4$/,
    ],
    [
      "no such status for a missing object",
      "Company/Detail",
      { code: 1, subCode: 5, message: "CompanyNotFound" },
      403,
      "error.gone",
      /^a company that does not exist: HTTP 403, code 1\/5; a licence: HTTP 404/,
    ],
    [
      "another name of the text of refusals",
      "Company/Detail",
      { code: 1, subCode: 5, description: "CompanyNotFound" },
      404,
      "error.text",
      /^a refusal has description$/,
    ],
    [
      "a longer page",
      "Company/Children",
      { companies: [], paging: { totalCount: 0 } },
      200,
      "page.largest",
      /^100: accepted; 101: accepted; 0: accepted$/,
    ],
    [
      "totals that count pages",
      "Company/Children",
      {
        companies: [1, 2, 3].map((n) => ({ name: "x", publicId: `c${n}`, type: 1007, email: null, status: 1 })),
        paging: { totalCount: 2 },
      },
      200,
      "The total of Company/Children counts entries",
      /^3 entries, 2 per page, total 2: pages$/,
    ],
  ];
  for (const [what, call, body, status, found, evidence] of surprises) {
    it(`finds ${what}`, async () => {
      answers(call, body, status);
      const wrong = finding(await examined(), found);
      assert.equal(wrong.verdict, "contradicted");
      assert.match(wrong.evidence, evidence);
      assert.notEqual(wrong.remedy, undefined);
    });
  }

  it("does not end early when calls fail", async () => {
    for (const call of ["User/Current", "Company/Detail", "Enum/EntityTypes", "TermsOfUse/Get"]) {
      emulator.faults.add({ call, kind: "status", status: 403, times: "always" });
    }
    const examination = await examined();
    assert.equal(examination.signedIn, true);
    assert.equal(examination.account, undefined);
    assert.equal(finding(examination, "Enum/LicenseStates lists what we know").verdict, "confirmed");
  });

  it("warns of a clock that is more than a minute off, by the dates of the answers", () => {
    const at = (seconds: number) => ({
      date: "Mon, 01 Jan 2024 00:00:00 GMT",
      receivedAt: Date.UTC(2024, 0, 1, 0, 0, seconds),
    });
    assert.deepEqual(skew([at(1), at(60), at(0)], "it matters"), { skewSeconds: 1 });
    assert.deepEqual(skew([at(61)], "it matters"), {
      skewSeconds: 61,
      warning: "This machine's clock is 61 s ahead of the vendor's. Correct it: it matters.",
    });
    assert.match(skew([at(-90)], "it matters")?.warning ?? "", /90 s behind the vendor's/);
    assert.equal(skew([{ date: null, receivedAt: 0 }], "it matters"), undefined);
  });

  describe("as a command", () => {
    it("prints a table, and ends with 0", async () => {
      customers();
      const { code, output, errors } = await run([], environment());
      assert.deepEqual([code, errors], [0, ""]);
      assert.match(
        output,
        /^ESET at 127\.0\.0\.1:\d+\n {2}sign-in {3}works\n {2}clock {5}-?\d s apart\n {2}account {3}an MSP account with Write/,
      );
      assert.match(output, /^ {2}confirmed {7}companyStatus\.suspended: /m);
      assert.match(output, /^ {2}confirmed {7}names in Company\/Detail: \d+ of \d+ properties, in camelCase$/m);
      assert.match(output, /^\d+ confirmed, 0 contradicted, \d+ not observable\.$/m);
    });

    it("prints JSON, with nothing in it that belongs to somebody", async () => {
      const { running, suspended, keys } = customers();
      const { code, output } = await run(["--json"], environment());
      assert.equal(code, 0);
      const examination = JSON.parse(output) as Examination & { summary: Record<string, number> }; // ours
      assert.deepEqual(Object.keys(examination), [
        "vendor",
        "endpoint",
        "signedIn",
        "account",
        "clock",
        "findings",
        "summary",
      ]);
      assert.equal(examination.summary["contradicted"], 0);
      for (const { area, what, verdict, evidence } of examination.findings) {
        assert.ok(area !== "" && evidence !== "", what);
        assert.match(verdict, /^(confirmed|contradicted|not observable)$/);
      }
      const [account] = emulator.eset.accounts;
      const belongings = [running.id, suspended.id, ...keys, account?.userId, account?.companyId, "emulator"];
      for (const text of [...belongings, "Secret", "bakery.example", "@", "CRM-42", "gold", "Example MSP", "eyJ"]) {
        assert.ok(!output.includes(String(text)), `${String(text)} is in it`);
      }
      assert.equal((await run(["--format", "json"], environment())).code, 0);
    });

    it("ends with 1 when an assumption does not hold, and says what to do", async () => {
      answers("Version", { apiVersion: "1.0.54" });
      const { code, output } = await run([], environment());
      assert.equal(code, 1);
      assert.match(
        output,
        /^ {2}contradicted {4}Version\.version: not on 1 object, which have apiVersion\n {18}Correct it: \{ "eset": \{ "Version\.version": "apiVersion" \} \}/m,
      );
      assert.match(output, /MSP_ASSUMPTIONS, or msp:assumptions in the stack configuration\.$/m);
    });

    const failures: [what: string, env: () => Record<string, string>, said: RegExp][] = [
      [
        "a wrong password",
        () => ({ ...environment(), ESET_MSP_PASSWORD: "hunter2" }),
        /^Cannot sign in: ESET Token\/Get: the vendor does not accept the user name or the password .*Check msp:esetUsername and msp:esetPassword/m,
      ],
      [
        "an account without the API",
        () => environment("no-api"),
        /^Cannot sign in: .*this account may not use the API/m,
      ],
      [
        "half an account",
        () => ({ ESET_MSP_PASSWORD: "hunter2" }),
        /^The ESET username is missing\. Give it with .*ESET_MSP_USERNAME\.$/m,
      ],
      [
        "a wrong file of assumptions",
        () => ({ ...environment(), MSP_ASSUMPTIONS: corrections({ nonsense: 1 }) }),
        /^The assumptions in .*assumptions\.json cannot be used: nothing is assumed as "nonsense"\./m,
      ],
    ];
    for (const [what, env, said] of failures) {
      it(`ends with 1 and one line for ${what}`, async () => {
        const { code, output, errors } = await run([], env());
        assert.equal(code, 1);
        assert.match(output + errors, said);
        assert.doesNotMatch(output + errors, /hunter2|\n {4}at /);
      });
    }

    it("has its account and its exit codes in --help", async () => {
      const { code, output } = await run(["--help"], {});
      assert.equal(code, 0);
      assert.match(output, /ESET_MSP_USERNAME[^]*Ends with 1[^]*pulumi-msp doctor --vendor eset --json/);
    });
  });
});
