import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { startEmulator, UsageError } from "../../emulator";
import type { Emulator } from "../../emulator";
import { done, EsetClient, ids, refused, useEmulator, without } from "./client";

const saysSo =
  (message: RegExp) =>
  (error: unknown): boolean => {
    assert.ok(error instanceof UsageError, String(error));
    assert.match(error.message, message);
    return true;
  };

describe("the journal", () => {
  const at = useEmulator();

  it("tells every request of the vendors' APIs, in order", async () => {
    const { client, emulator } = at;
    emulator.journal.clear();
    emulator.clock.set(new Date("2030-01-01T00:00:00Z"));
    const again = await EsetClient.signIn(emulator);
    const companyId = await again.customer("Bakery");
    await again.post("/Company/Detail", { companyId: "nonsense" });
    await again.get("Operation/123");
    await client.get("No/Such");
    await fetch(`${emulator.url}/_emulator/eset`);
    const entries = emulator.journal.entries();
    assert.deepEqual(
      entries.map(({ seq, vendor, call, method, path, status, applied }) => [
        seq,
        vendor,
        call,
        method,
        path,
        status,
        applied,
      ]),
      [
        [1, "eset", "Token/Get", "POST", "/eset/api/Token/Get", 200, false],
        [2, "eset", "Company/Create/customer", "POST", "/eset/api/Company/Create/customer", 200, true],
        [3, "eset", "Company/Detail", "POST", "/eset/api/Company/Detail", 404, false],
        [4, "eset", "Operation/{guid}", "GET", "/eset/api/Operation/123", 404, false],
        [5, "eset", "No/Such", "GET", "/eset/api/No/Such", 403, false],
      ],
    );
    assert.deepEqual(entries[1]?.request, { name: "Bakery", address: {} });
    assert.match(entries[0]?.at ?? "", /^2030-01-01T00:00:0\d\.\d{3}Z$/);
    assert.ok(companyId);
  });

  it("holds no password and no token", async () => {
    const { client, emulator } = at;
    await client.post("Token/Renew", { RefreshToken: client.refreshToken });
    await client.post("Token/Check", { accessToken: client.accessToken });
    await client.post("Token/Get", { username: "x", PASSWORD: "hunter2", nested: { newPassword: "hunter2" } });
    await client.post("Company/Detail", `{"password":"hunter2`);
    const journal = JSON.stringify(emulator.journal.entries());
    for (const secret of ["hunter2", '"emulator"', client.accessToken, client.refreshToken]) {
      assert.ok(!journal.includes(secret), secret);
    }
    assert.deepEqual(emulator.journal.entries()[0]?.request, { username: "api@msp.example", password: "***" });
  });

  it("gives copies, and tells listeners until they leave", async () => {
    const { client, emulator } = at;
    const seen: string[] = [];
    const leave = emulator.journal.subscribe(({ call }) => seen.push(call));
    await client.get("User/Current");
    leave();
    await client.get("Enum/LicenseStates");
    assert.deepEqual(seen, ["User/Current"]);
    emulator.journal.entries().pop();
    assert.equal(emulator.journal.entries().length, 3);
    emulator.journal.clear();
    assert.deepEqual(emulator.journal.entries(), []);
  });
});

describe("the portal", () => {
  const at = useEmulator();

  it("creates a customer under the first account's company", async () => {
    const { id } = at.emulator.eset.portal.createCustomer({
      name: "Bakery",
      email: "it@bakery.example",
      tags: ["gold"],
    });
    const { name, email, tags, ancestor } = await at.client.company(id);
    assert.deepEqual(
      { name, email, tags, ancestor },
      {
        name: "Bakery",
        email: "it@bakery.example",
        tags: [{ tag: "gold" }],
        ancestor: { id: ids.msp, name: "Example MSP" },
      },
    );
  });

  it("changes a company at once, its licences with it", async () => {
    const { client, emulator } = at;
    const companyId = await client.customer("Bakery", { tags: [{ tag: "gold" }], email: "it@bakery.example" });
    const key = await client.order(companyId);
    emulator.eset.portal.updateCompany(companyId, { name: "Baker", tags: ["silver"], status: "suspended" });
    const { name, tags, status, email } = await client.company(companyId);
    assert.deepEqual(
      { name, tags, status, email },
      { name: "Baker", tags: [{ tag: "silver" }], status: 3, email: "it@bakery.example" },
    );
    assert.equal((await client.license(key))["state"], 3);
    assert.throws(() => emulator.eset.portal.updateLicense(key, { suspended: false }), saysSo(/company is suspended/));
    emulator.eset.portal.updateCompany(companyId, { status: "active" });
    assert.equal((await client.license(key))["state"], 1);
  });

  it("comes after what was due before, even if nobody looked", async () => {
    const { client, emulator } = at;
    const companyId = await client.customer();
    await client.suspendCompany(companyId);
    emulator.eset.portal.updateCompany(companyId, { status: "active" });
    assert.equal((await client.company(companyId))["status"], 1);
  });

  it("deletes a customer, suspended or not", async () => {
    const { client, emulator } = at;
    const companyId = await client.customer();
    await client.order(companyId);
    emulator.eset.portal.deleteCompany(companyId);
    refused(await client.post("Company/Detail", { companyId }), 404, 900, 1);
    assert.deepEqual(
      emulator.eset.licenses().map(({ state }) => state),
      [3],
    );
    assert.equal(
      emulator.eset.companies().some(({ id }) => id === companyId),
      false,
    );
    assert.equal(
      emulator.eset.companies({ deleted: true }).some(({ id }) => id === companyId),
      true,
    );
  });

  it("orders, changes and removes licences, as somebody else than the API's user", async () => {
    const { client, emulator } = at;
    const { portal, accounts } = emulator.eset;
    const customerId = await client.customer();
    const { publicLicenseKey: key } = portal.orderLicense({ customerId, productCode: "2015", quantity: 3, usage: 2 });
    assert.equal((await client.license(key))["usage"], 2);
    portal.updateLicense(key, { quantity: 4, suspended: true });
    const { quantity, state, lastUpdateBy } = await client.license(key);
    assert.deepEqual({ quantity, state }, { quantity: 4, state: 3 });
    assert.ok(!accounts.some(({ userId }) => userId === lastUpdateBy));
    portal.removeLicense(key);
    refused(await client.post("License/Detail", { publicLicenseKey: key }), 404, 900, 2);
  });

  it("changes product, key and trial of a licence", async () => {
    const { client, emulator } = at;
    const key = await client.order(await client.customer(), { licenseType: 4 });
    emulator.eset.portal.updateLicense(key, { trialExpiration: "2020-01-01T00:00:00Z", trialExtensions: 2 });
    const expired = await client.license(key);
    assert.deepEqual([expired["state"], expired["trialExtensions"]], [2, 2]);
    emulator.eset.portal.updateLicense(key, { trial: false, productCode: "2018", publicLicenseKey: "NEW-KEY-001" });
    const { trial, productCode, state } = await client.license("NEW-KEY-001");
    assert.deepEqual({ trial, productCode, state }, { trial: false, productCode: "2018", state: 1 });
  });

  it("keeps the rules of the data", async () => {
    const { client, emulator } = at;
    const { portal } = emulator.eset;
    const customerId = await client.customer("Bakery");
    const key = await client.order(customerId);
    const other = await client.order(customerId, { productCode: "107" });
    const before = emulator.snapshot();
    const attempts: [() => unknown, RegExp][] = [
      [() => portal.createCustomer({ name: "bakery" }), /CompanyNameIsNotUnique/],
      [() => portal.createCustomer({ name: "B", id: customerId }), /already/],
      [() => portal.createCustomer({ name: "B", parentId: "nonsense" }), /no company nonsense/],
      [() => portal.createCustomer({ name: "" }), /customer\.name/],
      [() => portal.createCustomer({ name: "B", colour: 1 } as never), /unknown property "colour"/],
      [() => portal.updateCompany("nonsense", {}), /no company nonsense/],
      [() => portal.updateCompany(ids.msp, { products: ["1"] }), /no product 1/],
      [() => portal.updateCompany(customerId, { status: "gone" } as never), /company\.status/],
      [
        () => {
          portal.deleteCompany(ids.msp);
        },
        /CompanyHasChildren/,
      ],
      [() => portal.orderLicense({ customerId, productCode: "2015", quantity: 1 }), /LicenseIsAlreadyOrdered/],
      [() => portal.orderLicense({ customerId, productCode: "2018", quantity: 0 }), /license\.quantity must be >= 1/],
      [() => portal.orderLicense({ customerId: ids.msp, productCode: "2018", quantity: 1 }), /not a customer/],
      [() => portal.updateLicense(key, { productCode: "107" }), /LicenseIsAlreadyOrdered/],
      [() => portal.updateLicense(key, { publicLicenseKey: other }), /already/],
      [() => portal.updateLicense(key, { trialExtensions: 1 }), /only a trial/],
      [() => portal.updateLicense("nonsense", {}), /no license nonsense/],
      [
        () => {
          portal.removeLicense("nonsense");
        },
        /no license nonsense/,
      ],
      [
        () => {
          portal.acceptTermsOfUse("nonsense");
        },
        /no Terms of Use/,
      ],
    ];
    for (const [attempt, message] of attempts) assert.throws(attempt, saysSo(message));
    assert.deepEqual(emulator.snapshot(), before);
  });

  it("makes companies of any type, accounts, and activates them", async () => {
    const { portal, accounts } = at.emulator.eset;
    const msp = portal.createCompany({ name: "Second", type: 1005, email: "office@second.example", reseller: true });
    assert.deepEqual([msp.parentId, msp.status, msp.reseller], [ids.distributor, "active", true]);
    const account = portal.createAccount({ username: "two@msp.example", password: "emulator", companyId: msp.id });
    assert.equal(at.emulator.eset.accounts.length, accounts.length + 1);
    const client = await EsetClient.signIn(at.emulator, "two");
    portal.updateAccount(account.userId, { permission: "read", phoneNumber: "1" });
    refused(await client.post("Company/Create/customer", { name: "Bakery", address: {} }), 403, 900, 4);
    portal.updateAccount(account.userId, { status: "waitingForActivation" });
    assert.equal(portal.activateAccount(account.userId).status, "active");
    assert.throws(
      () => portal.createCompany({ name: "Third", type: 1006, email: "OFFICE@second.example" }),
      saysSo(/EmailIsNotUnique/),
    );
    assert.throws(() => portal.updateAccount("nonsense", {}), saysSo(/no account with userId nonsense/));
    assert.throws(
      () => portal.requestLicense({ customerId: ids.msp, productCode: "2015", quantity: 1 }),
      saysSo(/trusted/),
    );
  });

  it("notes the usage of a licence at its date, which must be one of its life", async () => {
    const { client, emulator } = at;
    const { portal } = emulator.eset;
    const customerId = await client.customer();
    const orderedOn = "2024-01-01T00:00:00Z";
    const key = portal.orderLicense({ customerId, productCode: "2015", quantity: 5, orderedOn }).publicLicenseKey;
    portal.updateLicense(key, { usages: [{ date: "2024-02-01T00:00:00Z", usage: 4 }] });
    const { usage, usages } = portal.updateLicense(key, { usages: [{ date: "2024-01-15T00:00:00Z", usage: 1 }] });
    assert.equal(usage, 4);
    assert.deepEqual(
      usages.map((one) => [one.date.slice(0, 10), one.usage]),
      [
        ["2024-01-15", 1],
        ["2024-02-01", 4],
      ],
    );
    for (const date of ["2023-12-31T00:00:00Z", "2999-01-01T00:00:00Z"]) {
      assert.throws(
        () => portal.updateLicense(key, { usages: [{ date, usage: 1 }] }),
        saysSo(/between the order and now/),
      );
    }
    const future = { customerId, productCode: "107", quantity: 1, orderedOn: "2999-01-01T00:00:00Z" };
    assert.throws(() => portal.orderLicense(future), saysSo(/future/));
  });

  it("gives copies", async () => {
    const { client, emulator } = at;
    const id = await client.customer("Bakery");
    for (const company of emulator.eset.companies()) company.name = "changed";
    emulator.eset.portal.updateCompany(id, {}).name = "changed";
    assert.equal((await client.company(id))["name"], "Bakery");
  });
});

describe("a snapshot", () => {
  const at = useEmulator();

  it("brings everything back, the clock and what is on its way included", async () => {
    const { client, emulator } = at;
    const companyId = await client.customer("Bakery");
    const key = await client.order(companyId);
    await client.post("Company/Suspend", { companyId });
    const snapshot = JSON.parse(JSON.stringify(emulator.snapshot())) as unknown;

    await client.customer("Butcher");
    emulator.clock.advance(1_000_000);
    assert.equal((await client.license(key))["state"], 3);
    emulator.restore(snapshot);

    assert.ok(Math.abs(emulator.clock.now().getTime() - Date.now()) < 1000);
    assert.equal(
      emulator.eset.companies().some(({ name }) => name === "Butcher"),
      false,
    );
    emulator.clock.advance(1_000);
    assert.equal((await client.company(companyId))["status"], 3, "the operation goes on, and tokens stay valid");
    assert.equal(await client.customer("Butcher"), "c0000000-0000-4000-8000-000000000002", "so do the ids");
  });

  it("that is none is refused, and changes nothing", async () => {
    const { emulator } = at;
    await at.client.customer();
    const before = emulator.snapshot() as { vendors: { eset: object } };
    const attempts: [unknown, RegExp][] = [
      [undefined, /snapshot must be object/],
      [{}, /required property 'version'/],
      [{ ...before, version: 1 }, /snapshot\.version must be 3: this one \(1\) was made by an older release/],
      [{ ...before, version: 4 }, /snapshot\.version must be 3/],
      [{ ...before, clock: { offset: 1e20 } }, /clock cannot be moved/],
      [{ ...before, vendors: { other: {} } }, /unknown vendor "other"/],
      [
        { ...before, clock: { offset: 5e9 }, vendors: { eset: { ...before.vendors.eset, companies: [{}] } } },
        /snapshot\.eset\.companies\.0/,
      ],
    ];
    for (const [snapshot, message] of attempts) {
      assert.throws(
        () => {
          emulator.restore(snapshot);
        },
        (error: unknown) => message.test(String(error)),
      );
    }
    assert.deepEqual(without(emulator.snapshot() as object, "clock"), without(before, "clock"));
    assert.ok(Math.abs(emulator.clock.now().getTime() - Date.now()) < 1000);
  });
});

describe("a seed", () => {
  const at = useEmulator();

  it("adds users with permissions of their own, accepted terms and ids of EMA 1", async () => {
    const companyId = await at.client.customer("Bakery");
    at.emulator.seed({
      eset: {
        accounts: [
          {
            username: "limited@msp.example",
            password: "emulator",
            companyId: ids.msp,
            permission: "read",
            specificPermissions: { [companyId]: "write" },
          },
        ],
        acceptedTerms: [{ termsOfUseId: "70000000-0000-4000-8000-000000000313" }],
        ema1Mappings: [{ kind: "site", ema1Id: "7", publicId: companyId }],
      },
    });
    const client = await EsetClient.signIn(at.emulator, "limited");
    await client.order(companyId, { productCode: "313" });
    assert.deepEqual((await client.get("Ema1Mapping/SiteId?siteId=7")).body, { publicId: companyId });
    refused(await client.post("Company/Create/customer", { name: "Butcher", address: {} }), 403, 900, 4);
  });

  it("adds companies with their licences, and accounts", async () => {
    const { emulator } = at;
    emulator.seed({
      eset: {
        companies: [
          {
            id: "AAAAAAAA-0000-4000-8000-000000000001",
            type: 1005,
            name: "Second MSP",
            trialLicenseAllowed: false,
            products: ["2015"],
          },
          {
            name: "Bakery",
            parentId: "aaaaaaaa-0000-4000-8000-000000000001",
            tags: ["gold"],
            licenses: [{ productCode: "2015", quantity: 5, usage: 6 }],
          },
          { name: "Sleeper", status: "suspended", licenses: [{ productCode: "107", quantity: 1 }] },
        ],
        accounts: [
          { username: "second@msp.example", password: "emulator", companyId: "aaaaaaaa-0000-4000-8000-000000000001" },
        ],
      },
    });
    const second = await EsetClient.signIn(emulator, "second");
    const { body } = await second.post("Search/Companies", { search: {}, skip: 0, take: 10 });
    assert.deepEqual(
      (body as { Search: { Name: string; CompanyTypeId: number }[] }).Search.map(({ Name, CompanyTypeId }) => [
        Name,
        CompanyTypeId,
      ]),
      [
        ["Second MSP", 3],
        ["Bakery", 5],
      ],
    );
    assert.deepEqual(
      emulator.eset.licenses().map(({ productCode, state }) => [productCode, state]),
      [
        ["2015", 0],
        ["107", 3],
      ],
    );
  });

  it("is taken as a whole or not at all", () => {
    const { emulator } = at;
    const before = emulator.eset.companies();
    const attempts: [unknown, RegExp][] = [
      [{ eset: { companies: [{ name: "One" }, { name: "one" }] } }, /CompanyNameIsNotUnique/],
      [
        { eset: { companies: [{ name: "One", licenses: [{ productCode: "1", quantity: 1 }] }] } },
        /ProductIsNotAvailable/,
      ],
      [
        {
          eset: {
            companies: [{ name: "One" }],
            accounts: [{ username: "api@msp.example", password: "x", companyId: ids.msp }],
          },
        },
        /already/,
      ],
      [{ eset: { firms: [] } }, /unknown property "firms"/],
      [{ other: {} }, /unknown vendor "other"/],
      [
        { eset: { ema1Mappings: [{ kind: "thing", ema1Id: "1", publicId: "1" }] } },
        /seed\.eset\.ema1Mappings\.0\.kind/,
      ],
      [{ eset: { acceptedTerms: [{ termsOfUseId: "x" }] } }, /no Terms of Use x/],
      ["nonsense", /seed must be an object/],
    ];
    for (const [document, message] of attempts) {
      assert.throws(() => {
        emulator.seed(document);
      }, saysSo(message));
    }
    assert.deepEqual(emulator.eset.companies(), before);
  });
});

describe("a reset", () => {
  it("goes back to the beginning in every respect", async () => {
    const emulator = await startEmulator({ requestsPerSecond: 1000 });
    try {
      const client = await EsetClient.signIn(emulator);
      const beginning = emulator.snapshot() as { vendors: unknown };
      await client.customer();
      emulator.clock.advance(1_000_000);
      emulator.faults.add({ call: "*", kind: "drop", times: "always" });
      emulator.setRequestsPerSecond(1);
      emulator.eset.portal.changeReadings({ "license.keyOnConversion": "stays" });
      emulator.reset();
      assert.deepEqual((emulator.snapshot() as { vendors: unknown }).vendors, beginning.vendors);
      assert.equal(emulator.clock.offset(), 0);
      assert.deepEqual(emulator.faults.list(), []);
      assert.deepEqual(emulator.journal.entries(), []);
      assert.equal(emulator.requestsPerSecond, 1000);
      assert.equal((await client.get("User/Current")).status, 401, "tokens are over");
      assert.equal(await (await EsetClient.signIn(emulator)).customer(), "c0000000-0000-4000-8000-000000000001");
    } finally {
      await emulator.close();
    }
  });
});

describe("the data file", function () {
  let folder: string;
  let dataFile: string;
  const running: Emulator[] = [];
  const start = async (): Promise<Emulator> => {
    const emulator = await startEmulator({ dataFile });
    running.push(emulator);
    return emulator;
  };
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "emulator-"));
    dataFile = join(folder, "state.json");
  });
  afterEach(async () => {
    for (const emulator of running.splice(0)) await emulator.close();
    rmSync(folder, { recursive: true });
  });

  it("keeps the state across restarts, for its owner only", async () => {
    const first = await start();
    const client = await EsetClient.signIn(first);
    const companyId = await client.customer("Bakery");
    const key = await client.order(companyId);
    first.eset.portal.updateLicense(key, { usage: 3 });
    first.clock.advance(100_000);
    done(await client.post("License/Suspend", { publicLicenseKey: key }));
    await first.close();
    assert.equal(statSync(dataFile).mode & 0o777, 0o600);
    assert.deepEqual(readdirSync(folder), ["state.json"]);

    const second = await start();
    assert.ok(Math.abs(second.clock.offset() - 100_000) < 1000);
    const again = await EsetClient.signIn(second);
    assert.equal((await again.company(companyId))["name"], "Bakery");
    assert.deepEqual([(await again.license(key))["state"], (await again.license(key))["usage"]], [3, 3]);
    assert.equal((await again.get("User/Current")).status, 200);
    assert.equal(
      (await again.post("Token/Check", { accessToken: client.accessToken })).text,
      "false",
      "tokens are over",
    );
  });

  it("is written at once, then once a second at most, and when the emulator closes", async () => {
    const emulator = await start();
    const client = await EsetClient.signIn(emulator);
    await client.customer("Bakery");
    assert.match(readFileSync(dataFile, "utf8"), /"Bakery"/);
    await client.customer("Butcher");
    assert.doesNotMatch(readFileSync(dataFile, "utf8"), /"Butcher"/);
    await sleep(1200);
    assert.match(readFileSync(dataFile, "utf8"), /"Butcher"/);
    emulator.reset();
    await emulator.close();
    assert.doesNotMatch(readFileSync(dataFile, "utf8"), /"Bakery"/);
  });

  it("is of one emulator at a time, in this process or in another, and of the next one after a kill", async () => {
    const inUse = saysSo(
      /state\.json is in use by another emulator \(process \d+\)\. Stop that one, or delete .*state\.json\.lock/,
    );
    const first = await start();
    await assert.rejects(start(), inUse);
    await first.close();
    writeFileSync(`${dataFile}.lock`, String(process.ppid));
    await assert.rejects(start(), inUse);
    for (const ended of ["4194305", String(process.pid), ""]) {
      writeFileSync(`${dataFile}.lock`, ended);
      await (await start()).close();
      assert.deepEqual(readdirSync(folder), [], "nothing was changed, so nothing was written");
    }
  });

  it("gives no id a second time that was given and not written before a kill", async () => {
    const first = await start();
    const before = ["A", "B"].map((name) => first.eset.portal.createCustomer({ name }).id);
    const kept = readFileSync(dataFile);
    assert.match(kept.toString(), /"A"/);
    assert.doesNotMatch(kept.toString(), /"B"/);
    await first.close();
    writeFileSync(dataFile, kept); // as a kill would have left them
    writeFileSync(`${dataFile}.lock`, "4194305");
    const second = await start();
    const after = second.eset.portal.createCustomer({ name: "C" }).id;
    assert.ok(!before.includes(after), after);
  });

  it("is let go by an emulator that cannot start", async () => {
    writeFileSync(dataFile, "{");
    await assert.rejects(start());
    assert.deepEqual(readdirSync(folder), ["state.json"]);
  });

  it("of an older release stops the start, saying so", async () => {
    writeFileSync(dataFile, JSON.stringify({ version: 1, clock: { offset: 0 }, vendors: {} }));
    await assert.rejects(start(), saysSo(/state\.json cannot be used: .*older release.*Delete it to start anew/));
  });

  for (const [what, content] of [
    ["no JSON", "{"],
    ["something else", '{"name":"pulumi-msp"}'],
  ] as const) {
    it(`that holds ${what} stops the start, and is left alone`, async () => {
      writeFileSync(dataFile, content);
      await assert.rejects(start(), saysSo(/state\.json.*Delete it/));
      assert.equal(readFileSync(dataFile, "utf8"), content);
    });
  }

  it("that cannot be written fails the request, saying so", async () => {
    const client = await EsetClient.signIn(await start());
    rmSync(folder, { recursive: true });
    for (const name of ["Bakery", "Butcher"]) {
      const reply = await client.post("Company/Create/customer", { name, address: {} });
      assert.equal(reply.status, 500);
      assert.match(reply.text, /Cannot write .*state\.json/);
    }
    mkdirSync(folder);
    assert.equal((await client.post("Company/Create/customer", { name: "Baker", address: {} })).status, 200);
  });

  it("that cannot be written later fails the next request", async () => {
    const client = await EsetClient.signIn(await start());
    await client.customer("Bakery");
    rmSync(folder, { recursive: true });
    await client.customer("Butcher");
    await sleep(1200);
    const reply = await client.post("Company/Create/customer", { name: "Baker", address: {} });
    assert.match(reply.text, /Cannot write .*state\.json/);
    mkdirSync(folder);
  });
});
