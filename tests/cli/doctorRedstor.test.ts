import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Examination as EsetExamination } from "../../provider/eset/doctor";
import { type Examination, examine, type Examined } from "../../provider/redstor/doctor";
import { type Emulator, type ServiceAccount, startEmulator } from "../../emulator";
import { redstorConfig } from "../../provider/redstor/config";
import { trialStatusOf } from "../../provider/redstor/enums";
import { company as readCompany, customers as readCustomers } from "../../provider/redstor/reads";
import { Redstor } from "../../provider/redstor/session";
import { contradicted, finding, runDoctor as run } from "./doctors";

const signIns = [".well-known/openid-configuration", "connect/token"];
const rootId = "d1000000-0000-4000-8000-000000000001";
const unknownId = "e9000000-0000-4000-8000-000000000009";

describe("pulumi-msp doctor, of Redstor", function () {
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

  const account = (name: string): ServiceAccount => {
    const found = emulator.redstor.accounts.find((one) => one.name === name);
    return found ?? assert.fail(`no account ${name}`);
  };
  const environment = (name = "full"): Record<string, string> => ({
    REDSTOR_ENDPOINT: emulator.redstor.endpoint,
    REDSTOR_ISSUER: emulator.redstor.issuer,
    REDSTOR_CLIENT_ID: account(name).clientId,
    REDSTOR_PRIVATE_KEY: JSON.stringify(account(name).privateKey),
    REDSTOR_REQUESTS_PER_SECOND: "1000",
  });
  const esetEnvironment = (): Record<string, string> => ({
    ESET_MSP_ENDPOINT: emulator.eset.endpoint,
    ESET_MSP_USERNAME: "api@msp.example",
    ESET_MSP_PASSWORD: "emulator",
    ESET_MSP_REQUESTS_PER_SECOND: "1000",
  });
  const corrections = (redstor: unknown): string => {
    const file = join(folder, "assumptions.json");
    writeFileSync(file, JSON.stringify({ redstor }));
    return file;
  };
  const config = (name?: string, more: Record<string, string> = {}) =>
    redstorConfig(() => undefined, { ...environment(name), ...more });
  const looked = (name?: string, more?: Record<string, string>): Promise<Examined> =>
    examine(config(name, more), () => undefined);
  const examined = async (name?: string, more?: Record<string, string>): Promise<Examination> =>
    (await looked(name, more)).examination;
  const requests = () => emulator.journal.entries().filter(({ call }) => !signIns.includes(call));

  /** A partner with a customer on trial, and a customer with a full subscription, below the own company. */
  const customers = () => {
    const { portal } = emulator.redstor;
    const bakery = portal.createCompany({ companyName: "Secret Bakery" });
    const partner = portal.createCompany({ companyName: "Secret Partner", type: "Partner" });
    const brewery = portal.createCompany({ companyName: "Secret Brewery", parentCompanyId: partner.companyId });
    const full = portal.createSubscription({ companyId: bakery.companyId, productId: 4 });
    const trial = portal.createSubscription({ companyId: brewery.companyId, productId: 130, trial: true });
    portal.createUser({ companyId: bakery.companyId, name: "Secret Baker", email: "baker@bakery.example" });
    return { bakery, partner, brewery, full, trial };
  };
  /** The nth time the call answers this. */
  const answersOnce = (call: string, status: number, body: unknown, nth = 1): void => {
    emulator.faults.add({ vendor: "redstor", method: "GET", kind: "status", call, status, body, nth });
  };
  /** From now on the call answers this. */
  const answers = (call: string, body: unknown, status = 200): void => {
    emulator.faults.add({ vendor: "redstor", method: "GET", kind: "status", call, status, body, times: "always" });
  };
  const listed = (type: string, name = "Secret Bakery") => ({
    totalCount: -1,
    results: [{ companyId: unknownId, companyName: name, isEnabled: true, type, parentCompanyId: rootId }],
  });

  for (const name of ["full", "reader", "other"]) {
    it(`changes nothing, and finds nothing wrong with the emulated vendor (${name})`, async () => {
      customers();
      const env = environment(name);
      const before = emulator.snapshot();
      const examination = await examined(name, env);
      assert.deepEqual(contradicted(examination), []);
      assert.deepEqual(
        emulator.journal.entries().filter(({ applied }) => applied),
        [],
      );
      assert.deepEqual([...new Set(requests().map(({ method }) => method))], ["GET"]);
      assert.deepEqual(emulator.snapshot(), before);
    });
  }

  it("finds nothing wrong with a vendor that answers nothing (204) for what is empty", async () => {
    emulator.redstor.portal.changeReadings({ "lists.empty": "nothing" });
    assert.deepEqual(contradicted(await examined()), []);
    customers();
    assert.deepEqual(contradicted(await examined()), []);
  });

  it("reads with every call that there is, and at most 65 times however many companies there are", async () => {
    for (let n = 0; n < 120; n++) emulator.redstor.portal.createCompany({ companyName: `Customer ${n}` });
    await examined();
    const calls = new Set(requests().map(({ call }) => call));
    const reads = ["backups", "restores"].flatMap((operation) =>
      ["", "/customers", "/accounts", "/summary"].map((rest) => `companies/{companyId}/${operation}/status${rest}`),
    );
    const more = [
      "companies",
      "companies/search",
      "companies/{companyId}",
      "companies/{companyId}/customers",
      "companies/{companyId}/customers/transitive",
      "users/list",
      "products",
      "products/{productId}",
      "companies/{companyId}/subscriptions",
      "companies/{companyId}/consumption/summary",
      "companies/{companyId}/consumption/company",
      "companies/{companyId}/consumption/customers/direct",
      "companies/{companyId}/consumption/customers/transitive",
    ];
    assert.deepEqual(
      [...more, ...reads].filter((call) => !calls.has(call)),
      [],
    );
    assert.ok(emulator.journal.entries().length <= 65, `${emulator.journal.entries().length} requests`);
  });

  it("says what the account is and may do", async () => {
    const { examination, companyName } = await looked();
    assert.equal(companyName, "Example Partner");
    assert.deepEqual(examination.account, {
      words: "a company of type Partner",
      type: "Partner",
      companyId: "d1000000…",
      may: [
        { what: "read", allowed: true },
        { what: "create, change and remove companies and subscriptions", allowed: true },
      ],
    });
    assert.deepEqual(examination.signIn?.scopes, ["api.read", "api.write"]);
    assert.equal(examination.signIn.tokenSeconds, 3600);
    const reader = await examined("reader");
    assert.deepEqual(reader.signIn?.scopes, ["api.read"]);
    assert.deepEqual(reader.account?.may[1], {
      what: "create, change and remove companies and subscriptions",
      allowed: false,
      because: "grant it api.write in RedApp, under RedAPI, Service accounts",
    });
  });

  it("settles by reading what a read can settle", async () => {
    customers();
    const examination = await examined();
    for (const what of [
      "apiVersion",
      "companyType.partner",
      "companyType.customer",
      "trialStatus.running",
      "search.findsNames",
      "page.largest",
      "error.gone",
      "error.text",
      "A page of 0 entries is refused with 400",
      "A page of 101 entries is refused with 400",
      "An unknown path answers 404",
      "A call with a wrong token answers 401",
      "A version that there is not is refused with 400",
      "The totalCount of GET /companies/{companyId}/customers counts entries",
      "The nextPageToken of a page, with the same maxResults, gives the next page",
      "GET /companies/{companyId}.parentCompanyId",
      "GET /companies/{companyId}/subscriptions.trialStatus",
      "GET /companies/{companyId}/backups/status/accounts.status",
      "GET /users/list answers in camelCase",
    ]) {
      assert.equal(finding(examination, what).verdict, "confirmed", what);
    }
    for (const what of [
      "CreateCompanyRequest.companyName",
      "AddProductSubscriptionRequest.editionId",
      "token.assumedSeconds",
      "trialStatus.removed",
      "POST /companies/{companyId}/customers.companyId",
    ]) {
      assert.equal(finding(examination, what).verdict, "not observable", what);
    }
    assert.match(finding(examination, "error.gone").evidence, /^a company that does not exist: HTTP 404; /);
    assert.match(finding(examination, "trialStatus.running").evidence, /consumption calls trials: 1 Trial$/);
  });

  it("has seen expired and removed subscriptions when there are some", async () => {
    const { brewery, trial, bakery, full } = customers();
    const { portal } = emulator.redstor;
    portal.expireTrial(brewery.companyId, trial.subscriptionId);
    portal.changeReadings({ "subscription.removed": "removed" });
    portal.removeSubscription(bakery.companyId, full.subscriptionId);
    portal.updateSubscription(bakery.companyId, full.subscriptionId, { trialStatus: "Removed" });
    const examination = await examined();
    assert.equal(finding(examination, "trialStatus.expired").verdict, "confirmed");
    assert.equal(finding(examination, "trialStatus.removed").verdict, "confirmed");
    portal.updateSubscription(bakery.companyId, full.subscriptionId, { isActive: true });
    const active = finding(await examined(), "trialStatus.removed");
    assert.deepEqual([active.verdict, active.evidence], ["contradicted", "1 subscription with Removed and yet active"]);
  });

  it("does not take a status for that of trials which a full subscription has", async () => {
    const { full, trial } = customers();
    const entry = ({ subscriptionId, productId, editionId }: typeof full, trialStatus: string) => {
      return { subscriptionId, productId, editionId, trialStatus, isActive: true };
    };
    for (const status of ["Trial", "Evaluation"]) {
      emulator.faults.clear();
      answers("companies/{companyId}/subscriptions", [entry(full, status), entry(trial, status)]);
      const { verdict, remedy = "" } = finding(await examined(), "trialStatus.running");
      assert.equal(verdict, "contradicted");
      assert.match(remedy, /^Please report it/);
    }
  });

  interface Contradiction {
    readonly what: string;
    readonly name: string;
    /** Makes the vendor so. */
    readonly arrange: () => void;
    readonly evidence: RegExp;
    readonly value: unknown;
    /** How the provider reads the same vendor with the correction. */
    readonly agrees: (redstor: Redstor) => Promise<void>;
    /** The emulator tells no requests apart by what is in their query, so its refusal ends when that is corrected. */
    readonly byQuery?: true;
  }
  const lastQuery = () => requests().at(-1)?.query;
  const contradictions: readonly Contradiction[] = [
    {
      what: "another word for customers",
      name: "companyType.customer",
      arrange: () => {
        answers("companies/{companyId}/customers", listed("EndCustomer"));
        answers("companies/{companyId}/customers/transitive", listed("EndCustomer"));
      },
      evidence: /^1 Partner, 1 EndCustomer; 1 Partner with others below it/,
      value: "EndCustomer",
      agrees: async (redstor) => {
        assert.equal((await redstor.companiesNamed(rootId, "Secret Bakery", "Customer")).length, 1);
      },
    },
    {
      what: "another word for partners",
      name: "companyType.partner",
      arrange: () => {
        answers("companies", { ...listed("Reseller").results[0], companyId: rootId, parentCompanyId: null });
        answers("companies/{companyId}/customers", listed("Reseller"));
        answers("companies/{companyId}/customers/transitive", listed("Reseller"));
      },
      evidence: /^2 Reseller; 1 Reseller with others below it/,
      value: "Reseller",
      agrees: async (redstor) => {
        assert.equal((await redstor.companiesNamed(rootId, "Secret Bakery", "Partner")).length, 1);
      },
    },
    {
      what: "another status of running trials",
      name: "trialStatus.running",
      arrange: () => {
        const [trial] = emulator.redstor.subscriptions().filter(({ trialStatus }) => trialStatus === "Trial");
        const { subscriptionId, productId, editionId } = trial ?? assert.fail("no trial");
        const isActive = true; // nothing but its status says that it is a trial
        answers("companies/{companyId}/subscriptions", [
          { subscriptionId, productId, editionId, trialStatus: "Evaluation", isActive },
        ]);
      },
      evidence: /; of those that consumption calls trials: \d+ Evaluation/,
      value: "Evaluation",
      agrees: async (redstor) => {
        const statuses = (await redstor.subscriptions(rootId))?.map((one) => trialStatusOf(one));
        assert.deepEqual(statuses, ["running"]);
      },
    },
    {
      what: "another answer for what is gone",
      name: "error.gone",
      arrange: () => {
        answers("companies/{companyId}", { title: "Gone" }, 410);
      },
      evidence: /^a company that does not exist: HTTP 410; its subscriptions: HTTP 404/,
      value: ["404", "204", "410"],
      agrees: async (redstor) => {
        assert.equal(await redstor.company(unknownId), undefined);
      },
    },
    {
      what: "another name of the text of refusals",
      name: "error.text",
      arrange: () => {
        for (const call of ["products/{productId}", "companies/{companyId}", "companies/{companyId}/customers"]) {
          answers(call, { message: "No such thing" }, 404);
        }
        answers("companies/{companyId}/subscriptions", { message: "No such thing" }, 404);
      },
      evidence: /^refusals have message/,
      value: ["message"],
      agrees: async (redstor) => {
        await assert.rejects(readCompany.ask(redstor, { companyId: unknownId }), /No such thing/);
      },
    },
    {
      what: "a smaller page",
      name: "page.largest",
      arrange: () => {
        answersOnce("companies/{companyId}/customers", 400, { title: "Bad Request" });
      },
      evidence: /^100: HTTP 400; 50: accepted|^50: HTTP 200/,
      value: 50,
      agrees: async (redstor) => {
        await readCustomers.ask(redstor);
        assert.deepEqual(lastQuery(), { maxResults: "50", apiVersion: "1" });
      },
      byQuery: true,
    },
    {
      what: "another name of the version",
      name: "apiVersion",
      arrange: () => {
        answersOnce("products", 400, { title: "Bad Request" });
      },
      evidence: /^the products with 1: HTTP 400; with 1\.0: a bare list|^1\.0 answers/,
      value: "1.0",
      agrees: async (redstor) => {
        await redstor.api.product.list({});
        assert.deepEqual(lastQuery(), { apiVersion: "1.0" });
      },
      byQuery: true,
    },
    {
      what: "a search that does not find names",
      name: "search.findsNames",
      arrange: () => {
        // all that lists is answered first: the page, two sizes that are wrong, and two pages of one entry
        for (let nth = 6; nth <= 8; nth++) {
          answersOnce("companies/{companyId}/customers", 200, { totalCount: -1, results: [] }, nth);
        }
      },
      evidence: /^searching for the names of 2 companies finds 0/,
      value: false,
      agrees: async (redstor) => {
        assert.equal((await redstor.companiesNamed(rootId, "Secret Bakery", "Customer")).length, 1);
        assert.deepEqual(lastQuery(), { maxResults: "100", apiVersion: "1" });
      },
    },
  ];
  for (const { what, name, arrange, evidence, value, agrees, byQuery } of contradictions) {
    it(`finds ${what}; corrected so, it and the provider read the same`, async () => {
      customers();
      arrange();
      const wrong = finding(await examined(), name);
      assert.deepEqual([wrong.verdict, evidence.test(wrong.evidence)], ["contradicted", true], wrong.evidence);
      assert.equal(
        wrong.remedy,
        `Correct it: { "redstor": { "${name}": ${JSON.stringify(value)} } } in a file that MSP_ASSUMPTIONS names; and please report it.`,
      );
      emulator.faults.clear();
      if (byQuery === undefined) arrange();
      const file = { MSP_ASSUMPTIONS: corrections({ [name]: value }) };
      const corrected = finding(await examined("full", file), name);
      assert.deepEqual([corrected.verdict, corrected.remedy], ["confirmed", undefined], corrected.evidence);
      assert.match(corrected.evidence, /\(corrected by your file\)$/);
      if (name === "search.findsNames") emulator.faults.clear();
      await agrees(new Redstor(config("full", file)));
    });
  }

  it("takes corrected words for the contract's, where the answers are compared with it", async () => {
    customers();
    const what = "GET /companies/{companyId}/customers.type";
    answers("companies/{companyId}/customers", listed("EndCustomer"));
    const wrong = finding(await examined(), what);
    assert.deepEqual([wrong.verdict, wrong.evidence], ["contradicted", "it is a text, not one of Partner, Customer"]);
    const file = { MSP_ASSUMPTIONS: corrections({ "companyType.customer": "EndCustomer" }) };
    assert.equal(finding(await examined("full", file), what).verdict, "confirmed");
  });

  it("has the name of a request from the answers, unless the file says it", async () => {
    const own = { companyId: rootId, name: "Example Partner", isEnabled: true, type: "Partner", parentCompanyId: null };
    for (const call of ["companies", "companies/{companyId}"]) answers(call, own);
    const name = "CreateCompanyRequest.companyName";
    const examination = await examined();
    const wrong = finding(examination, name);
    assert.deepEqual(
      [wrong.verdict, wrong.evidence],
      ["contradicted", "the answers, which it is taken from, do not have companyName, but have name"],
    );
    assert.match(wrong.remedy ?? "", /\{ "redstor": \{ "CreateCompanyRequest\.companyName": "name" \} \}/);
    assert.equal(finding(examination, "GET /companies.companyName").evidence, "not on 1 object, which have name");
    for (const given of ["name", "title"]) {
      const file = { MSP_ASSUMPTIONS: corrections({ [name]: given }) };
      assert.equal(finding(await examined("full", file), name).verdict, "not observable", given);
    }
  });

  const surprises: [what: string, call: string, body: unknown, status: number, found: string, evidence: RegExp][] = [
    ["products in pages", "products", { totalCount: -1, results: [] }, 200, "apiVersion", /HTTP 200, not a bare list/],
    ["no refusal of unknown companies", "companies/{companyId}", { companyId: rootId }, 200, "error.gone", /HTTP 200/],
    ["403 for unknown companies", "companies/{companyId}", { title: "Forbidden" }, 403, "error.gone", /HTTP 403/],
    [
      "pages of any size",
      "companies/{companyId}/customers",
      { totalCount: 0, results: [] },
      200,
      "A page of 101 entries is refused with 400",
      /^HTTP 200$/,
    ],
    [
      "another casing",
      "users/list",
      { TotalCount: -1, Results: [] },
      200,
      "GET /users/list answers in camelCase",
      /^not totalCount, results$/,
    ],
  ];
  for (const [what, call, body, status, found, evidence] of surprises) {
    it(`finds ${what}, and has no correction for it`, async () => {
      answers(call, body, status);
      const wrong = finding(await examined(), found);
      assert.equal(wrong.verdict, "contradicted");
      assert.match(wrong.evidence, evidence);
      assert.match(wrong.remedy ?? "", /Please report it/);
      assert.doesNotMatch(wrong.remedy ?? "", /Correct it/);
    });
  }

  it("does not take a proxy's page for the vendor's word that something is gone", async () => {
    emulator.faults.add({ call: "companies/{companyId}", kind: "html", status: 404, times: 6 });
    const { verdict, evidence } = finding(await examined(), "error.gone");
    assert.deepEqual([verdict, evidence.split(";")[0]], ["contradicted", "a company that does not exist: HTTP 404"]);
  });

  it("finds a token that does not say its life, and a sign-in that does not say its scopes", async () => {
    emulator.faults.add({
      call: "connect/token",
      kind: "status",
      status: 200,
      body: { access_token: "secret-token", token_type: "Bearer" },
      times: "always",
    });
    const examination = await examined();
    assert.equal(examination.signedIn, true);
    const life = finding(examination, "The answer to a sign-in says the life of the token, about one hour");
    assert.deepEqual(
      [life.verdict, life.remedy],
      ["contradicted", "If calls fail with 401: correct token.assumedSeconds."],
    );
    const scopes = finding(examination, "The answer to a sign-in says which scopes are granted");
    assert.equal(scopes.verdict, "not observable");
    assert.deepEqual(examination.signIn?.scopes, ["api.read", "api.write"]);
    assert.ok(!JSON.stringify(examination).includes("secret-token"));
  });

  it("does not end early when calls fail", async () => {
    for (const call of ["companies", "products", "companies/{companyId}"]) answers(call, { title: "Forbidden" }, 403);
    const examination = await examined();
    assert.deepEqual([examination.signedIn, examination.account], [true, undefined]);
    assert.equal(finding(examination, "apiVersion").verdict, "not observable");
    assert.equal(finding(examination, "page.largest").verdict, "not observable");
    assert.equal(finding(examination, "An unknown path answers 404").verdict, "confirmed");
  });

  it("says that the clock is wrong when the sign-in is refused for it", async () => {
    emulator.clock.advance(2 * 60 * 60 * 1000);
    const { signedIn, clock, problem } = await examined();
    assert.equal(signedIn, false);
    assert.match(problem ?? "", /invalid_client/);
    assert.match(
      clock?.warning ?? "",
      /clock is 7\d\d\d s behind the vendor's\. Correct it: the identity server takes/,
    );
  });

  describe("as a command", () => {
    it("prints a table that names the own company, and ends with 0", async () => {
      customers();
      const { code, output, errors } = await run([], environment());
      assert.deepEqual([code, errors], [0, ""]);
      const head = output.split("\n").map((line) => line.replaceAll(/:\d{4,5}/g, ""));
      assert.deepEqual(head.slice(0, 2), [
        "Redstor at 127.0.0.1",
        "  sign-in   works at 127.0.0.1 with api.read api.write; a token lives 3600 s",
      ]);
      assert.deepEqual(head.slice(3, 6), [
        "  account   Example Partner, a company of type Partner, company d1000000…",
        "            may read",
        "            may create, change and remove companies and subscriptions",
      ]);
      assert.match(
        output,
        /^ {2}confirmed {7}names in GET \/companies\/\{companyId\}: 5 of 5 properties, in camelCase$/m,
      );
      assert.match(output, /^\d+ confirmed, 0 contradicted, \d+ not observable\.$/m);
    });

    it("prints JSON of one vendor as one object, with nothing in it that belongs to somebody", async () => {
      const { bakery, brewery, trial, full } = customers();
      const { code, output } = await run(["--json"], environment());
      assert.equal(code, 0);
      const examination = JSON.parse(output) as Examination; // ours
      assert.deepEqual(Object.keys(examination), [
        "vendor",
        "endpoint",
        "signedIn",
        "signIn",
        "account",
        "clock",
        "findings",
        "summary",
      ]);
      const { clientId, privateKey } = account("full");
      const ids = [bakery.companyId, brewery.companyId, trial.subscriptionId, full.subscriptionId, rootId];
      const secrets = [clientId, privateKey.d, privateKey.n, privateKey.kid];
      for (const text of [...ids, ...secrets, "Secret", "Example", "@", "user-1", "eyJ"]) {
        assert.ok(!output.includes(text), `${text} is in it`);
      }
    });

    it("examines both vendors when both are configured: a list in JSON, and of one with --vendor its object", async () => {
      const env = { ...environment(), ...esetEnvironment() };
      const both = await run(["--json"], env);
      assert.equal(both.code, 0);
      const list = JSON.parse(both.output) as (Examination | EsetExamination)[]; // ours
      assert.deepEqual(
        list.map(({ vendor }) => vendor),
        ["eset", "redstor"],
      );
      const one = await run(["--json", "--vendor", "redstor"], env);
      assert.equal((JSON.parse(one.output) as Examination).vendor, "redstor"); // ours
    });

    it("examines the one vendor though the other has a wrong key, and ends with 1", async () => {
      const env = {
        ...environment(),
        REDSTOR_PRIVATE_KEY: environment("other")["REDSTOR_PRIVATE_KEY"] ?? "",
        ...esetEnvironment(),
      };
      const { code, output } = await run([], env);
      assert.equal(code, 1);
      assert.match(
        output,
        /^ESET at 127[^]*, 0 contradicted[^]*\n\nRedstor at 127.*\nCannot sign in: Redstor connect\/token .*invalid_client: the identity server does not accept this service account/,
      );
    });

    it("examines the one vendor though the other is configured by half, and ends with 1", async () => {
      const { code, output, errors } = await run(["--json"], {
        ...environment(),
        ESET_MSP_USERNAME: "api@msp.example",
      });
      assert.equal(code, 1);
      assert.match(errors, /^The ESET password is missing\./m);
      const list = JSON.parse(output) as Examination[]; // ours
      assert.deepEqual(
        list.map(({ vendor, signedIn }) => [vendor, signedIn]),
        [["redstor", true]],
      );
    });

    const failures: [what: string, args: string[], env: () => Record<string, string>, said: RegExp][] = [
      [
        "no account at all",
        [],
        () => ({}),
        /^No account is configured\. Set ESET_MSP_USERNAME and ESET_MSP_PASSWORD, or REDSTOR_CLIENT_ID and REDSTOR_PRIVATE_KEY_FILE\.$/m,
      ],
      [
        "a vendor that is not configured",
        ["--vendor", "redstor"],
        esetEnvironment,
        /^The Redstor client id is missing\. Give it with .*REDSTOR_CLIENT_ID\.$/m,
      ],
      ["an unknown vendor", ["--vendor", "acme"], environment, /argument 'acme' is invalid/],
      [
        "an account without scopes",
        [],
        () => {
          emulator.redstor.portal.createAccount({ name: "none", scopes: [] });
          return environment("none");
        },
        /^Cannot sign in: .*invalid_scope: the service account was not granted what this needs/m,
      ],
    ];
    for (const [what, args, env, said] of failures) {
      it(`ends with 1 and one line for ${what}`, async () => {
        const { code, output, errors } = await run(args, env());
        assert.equal(code, 1);
        assert.match(output + errors, said);
        assert.doesNotMatch(output + errors, /\n {4}at /);
      });
    }

    it("says in --help what it reads, and what JSON looks like", async () => {
      const { output } = await run(["--help"], {});
      assert.match(output, /at most 65 requests[^]*or a list of them when several vendors are\nexamined/);
    });
  });
});
