import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import * as pulumi from "@pulumi/pulumi";
import { type Emulator, startEmulator } from "../../emulator";
import { redstor } from "../../provider";

/** The company of the service account. */
const own = "d1000000-0000-4000-8000-000000000001";
const nobody = "99999999-9999-4999-8999-999999999999";
const gibibyte = 2 ** 30;

/** The value of an output; the program ends no sooner. */
const valueOf = <T>(output: pulumi.Output<T>): Promise<T> =>
  new Promise((resolve) => {
    output.apply((value) => {
      resolve(value);
    });
  });

describe("the Redstor functions", function () {
  let emulator: Emulator;
  let reseller: string;
  let bakery: string;
  let office: string;
  let machines: string;

  const signIn = () => {
    const { endpoint, issuer, accounts } = emulator.redstor;
    const account = accounts[0] ?? assert.fail("the emulator has no service account");
    const values = {
      "msp:redstorEndpoint": endpoint,
      "msp:redstorIssuer": issuer,
      "msp:redstorClientId": account.clientId,
      "msp:redstorPrivateKey": JSON.stringify(account.privateKey),
      "msp:redstorRequestsPerSecond": "1000",
    };
    pulumi.runtime.setAllConfig(values, ["msp:redstorPrivateKey"]);
  };
  /** The vendor's calls since the last look, without the sign-in. */
  const calls = () => {
    const made = emulator.journal.entries().map(({ method, call }) => `${method} ${call}`);
    emulator.journal.clear();
    return made.filter((call) => !/openid-configuration|connect\/token/.test(call));
  };
  const companyOf = (companyId: string, companyName: string, parentCompanyId: string | null, type = "Customer") => ({
    companyId,
    companyName,
    isEnabled: true,
    type,
    parentCompanyId,
  });
  const theReseller = () => companyOf(reseller, "Example Reseller", own, "Partner");
  const theBakery = () => companyOf(bakery, "Example Bakery", reseller);

  /** An own company, a reseller below it, and a bakery below that, which uses two products, one on trial. */
  beforeEach(async () => {
    emulator = await startEmulator({ redstor: { signInClock: "computer" } });
    emulator.clock.set(new Date("2024-05-31T12:00:00Z"));
    const { portal } = emulator.redstor;
    reseller = portal.createCompany({ companyName: "Example Reseller", type: "Partner" }).companyId;
    bakery = portal.createCompany({ companyName: "Example Bakery", parentCompanyId: reseller }).companyId;
    office = portal.createSubscription({ companyId: bakery, productId: 4 }).subscriptionId;
    machines = portal.createSubscription({ companyId: bakery, productId: 130, trial: true }).subscriptionId;
    portal.setUsage(bakery, office, { totalDataProtectedInBytes: 3 * gibibyte, activeSeats: 7, sharedSeats: 2 });
    portal.setUsage(bakery, machines, { totalDataProtectedInBytes: 5 * gibibyte, activeWorkloads: 4 });
    signIn();
  });
  afterEach(async () => {
    pulumi.runtime.setAllConfig({});
    await emulator.close();
  });

  describe("about companies", () => {
    it("give the own one, and one by its id", async () => {
      assert.deepEqual(await redstor.getRootCompany(), companyOf(own, "Example Partner", null, "Partner"));
      assert.deepEqual(await redstor.getCompany({ companyId: bakery }), theBakery());
      assert.deepEqual(calls(), ["GET companies", "GET companies/{companyId}"]);
    });

    it("say that there is no such company, be it with 404 or 204", async () => {
      await assert.rejects(redstor.getCompany({ companyId: nobody }), /for company 9{8}-.*HTTP 404/);
      emulator.faults.add({ call: "companies/{companyId}", kind: "status", status: 204 });
      await assert.rejects(
        redstor.getCompany({ companyId: nobody }),
        /Redstor GET \/companies\/\{companyId\} for company 9{8}-.*: the vendor does not know it.*HTTP 204/,
      );
      await assert.rejects(redstor.getCompany({ companyId: " " }), {
        message: 'getCompany: companyId must be the companyId of a company, not " ". Nothing was asked.',
      });
    });

    it("list those directly below, or all, by name if wanted", async () => {
      assert.deepEqual(await redstor.getCustomers(), [theReseller()]);
      assert.deepEqual(calls(), ["GET companies", "GET companies/{companyId}/customers"]);
      const all = { transitive: true, companyId: own } as const;
      assert.deepEqual(await redstor.getCustomers(all), [theReseller(), theBakery()]);
      assert.deepEqual(await redstor.getCustomers({ ...all, orderBy: "asc" }), [theBakery(), theReseller()]);
      assert.deepEqual(await redstor.getCustomers({ ...all, search: "bak" }), [theBakery()]);
      assert.deepEqual(new Set(calls()), new Set(["GET companies/{companyId}/customers/transitive"]));
    });

    it("find some by name", async () => {
      assert.deepEqual(await redstor.searchCompanies({ search: "Bakery" }), [theBakery()]);
      assert.deepEqual(calls(), ["GET companies/search"]);
      await assert.rejects(redstor.searchCompanies({ search: "" }), {
        message: 'searchCompanies: search must be a text to look for, not "". Nothing was asked.',
      });
    });

    it("list all pages", async () => {
      for (let n = 0; n < 120; n++) emulator.redstor.portal.createCompany({ companyName: `Customer ${n}` });
      assert.equal((await redstor.getCustomers({ companyId: own })).length, 121);
      assert.equal(calls().length, 2);
    });
  });

  it("list the users of a company", async () => {
    const { userId } = emulator.redstor.portal.createUser({
      companyId: bakery,
      name: "Jane Doe",
      email: "jane@bakery.example",
      role: "Company User",
      verified: false,
    });
    const [jane, ...others] = await redstor.getUsers({ companyId: bakery });
    assert.deepEqual(others, []);
    assert.deepEqual(
      [jane?.userId, jane?.name, jane?.email, jane?.role, jane?.companyId, jane?.companyName, jane?.verified],
      [userId, "Jane Doe", "jane@bakery.example", "Company User", bakery, "Example Bakery", false],
    );
    assert.deepEqual(calls(), ["GET users/list"]);
    assert.equal((await redstor.getUsers())[0]?.email, "admin@partner.example");
  });

  it("list the products, and give one", async () => {
    const listed = await redstor.getProducts();
    const m365 = await redstor.getProduct({ productId: 4 });
    assert.deepEqual(calls(), ["GET products", "GET products/{productId}"]);
    assert.deepEqual(m365.editions, [{ id: 5, name: "Premium", hasTrial: true }]);
    assert.deepEqual(
      listed.find(({ id }) => id === 4),
      m365,
    );
    await assert.rejects(redstor.getProduct({ productId: 999 }), /for product 999: .*HTTP 404/);
    await assert.rejects(redstor.getProduct({ productId: 4.5 }), {
      message:
        "getProduct: productId must be the id of a product, a whole number as getProducts lists them, not 4.5. Nothing was asked.",
    });
  });

  it("list the subscriptions of a company", async () => {
    assert.deepEqual(await redstor.getSubscriptions({ companyId: bakery }), [
      { subscriptionId: office, productId: 4, editionId: 5, trialStatus: "NotUsed", isActive: true },
      { subscriptionId: machines, productId: 130, editionId: 5, trialStatus: "Trial", isActive: true },
    ]);
    assert.deepEqual(calls(), ["GET companies/{companyId}/subscriptions"]);
    assert.deepEqual(await redstor.getSubscriptions(), []);
  });

  describe("about consumption", () => {
    it("give that of a company by product, without trials if wanted", async () => {
      const rows = await redstor.getConsumption({ companyId: bakery });
      assert.deepEqual(
        rows.map(({ productId, subscriptionId, isTrial, activeSeats, sharedSeats, activeWorkloads }) => ({
          ...{ productId, subscriptionId, isTrial },
          ...{ activeSeats, sharedSeats, activeWorkloads },
        })),
        [
          { productId: 4, subscriptionId: office, isTrial: false, activeSeats: 7, sharedSeats: 2, activeWorkloads: 0 },
          {
            productId: 130,
            subscriptionId: machines,
            isTrial: true,
            activeSeats: 0,
            sharedSeats: 0,
            activeWorkloads: 4,
          },
        ],
      );
      assert.equal((await redstor.getConsumption({ companyId: bakery, excludeTrials: true })).length, 1);
      assert.deepEqual(calls(), Array(2).fill("GET companies/{companyId}/consumption/company"));
    });

    it("give it as it was on a date, and refuse one that is none", async () => {
      assert.deepEqual(await redstor.getConsumption({ companyId: bakery, date: "2024-05-30" }), []);
      const [entry] = emulator.journal.entries().slice(-1);
      assert.deepEqual(entry?.query, { date: "2024-05-30T00:00:00.000Z", apiVersion: "1" });
      for (const date of ["May 2024", "2024-02-30", "2024-05-01T12:00:00", "2024-13-01"]) {
        await assert.rejects(
          redstor.getConsumption({ companyId: bakery, date }),
          /^Refused: getConsumption: date must be a day, YYYY-MM-DD, or a moment .* Nothing was asked\.$/,
        );
      }
    });

    it("give it in sum, of direct customers with what is below them, and of all", async () => {
      const summary = await redstor.getConsumptionSummary();
      assert.deepEqual(
        [summary.companySummary?.totalDataProtectedInBytes, summary.customerSummary?.totalDataProtectedInBytes],
        [0, 8 * gibibyte],
      );
      const [direct, ...others] = await redstor.getCustomersConsumption();
      assert.deepEqual([direct?.companyId, others], [reseller, []]);
      assert.deepEqual(
        direct?.productConsumption?.map(({ productId }) => productId),
        [4, 130],
      );
      const all = await redstor.getTransitiveConsumption({ excludeTrials: true });
      assert.deepEqual(
        all.map(({ companyId, parentCompanyId, productId, activeSeats }) => [
          companyId,
          parentCompanyId,
          productId,
          activeSeats,
        ]),
        [[bakery, reseller, 4, 7]],
      );
      const at = "GET companies/{companyId}/consumption";
      assert.deepEqual(
        calls().filter((call) => call !== "GET companies"),
        [`${at}/summary`, `${at}/customers/direct`, `${at}/customers/transitive`],
      );
    });
  });

  describe("about backups and restores", () => {
    const kinds = [
      [
        "backups",
        redstor.getBackupStatus,
        redstor.getCustomersBackupStatus,
        redstor.getAccountsBackupStatus,
        redstor.getBackupSummary,
      ],
      [
        "restores",
        redstor.getRestoreStatus,
        redstor.getCustomersRestoreStatus,
        redstor.getAccountsRestoreStatus,
        redstor.getRestoreSummary,
      ],
    ] as const;
    for (const [kind, status, customers, accounts, summary] of kinds) {
      it(`give ${kind} of a company, of its customers, of its accounts, and in sum`, async () => {
        emulator.redstor.portal.recordOperation(kind, bakery, office, {
          accountName: "Jane Doe",
          status: 2,
          serviceId: 94,
        });
        const failedMachine = { accountName: "Till", status: 0 };
        emulator.redstor.portal.recordOperation(kind, bakery, machines, failedMachine);

        const only = await accounts({ companyId: bakery });
        const jane = only.find(({ accountName }) => accountName === "Jane Doe");
        const till = only.find(({ accountName }) => accountName === "Till");
        assert.deepEqual([jane?.status, jane?.productId, jane?.companyId], [2, 94, bakery]);
        assert.deepEqual([typeof jane?.groupId, typeof till?.backupSetGuid], ["string", "string"]);

        const of = await status({ companyId: bakery, productId: 130 });
        assert.deepEqual(
          [of.companyId, of.statuses?.map(({ productId, failed }) => [productId, failed])],
          [bakery, [[130, 1]]],
        );
        const [direct] = await customers();
        assert.deepEqual([direct?.companyId, direct?.statuses], [reseller, []]);
        const [aggregated] = await customers({ aggregate: true, productId: 130 });
        assert.equal(aggregated?.statuses?.[0]?.failed, 1);
        const sum = await summary({ productId: 130 });
        assert.deepEqual([sum.companySummary?.statuses, sum.customerSummary?.[0]?.failed], [[], 1]);

        const at = `GET companies/{companyId}/${kind}/status`;
        assert.deepEqual(
          calls().filter((call) => call !== "GET companies"),
          [`${at}/accounts`, at, `${at}/customers`, `${at}/customers`, `${at}/summary`],
        );
      });
    }
  });

  it("take nothing (204) for no entries and no figures", async () => {
    const lists = [
      redstor.getCustomers,
      redstor.getUsers,
      redstor.getSubscriptions,
      redstor.getConsumption,
      redstor.getCustomersConsumption,
      redstor.getTransitiveConsumption,
      redstor.getCustomersBackupStatus,
      redstor.getAccountsBackupStatus,
      redstor.getCustomersRestoreStatus,
      redstor.getAccountsRestoreStatus,
    ] as const;
    const sums = [
      redstor.getConsumptionSummary,
      redstor.getBackupStatus,
      redstor.getBackupSummary,
      redstor.getRestoreStatus,
      redstor.getRestoreSummary,
    ] as const;
    await redstor.getCustomers(); // from now on the own company is known
    emulator.faults.add({ call: "*", vendor: "redstor", kind: "status", status: 204, times: 100 });
    for (const get of lists) assert.deepEqual(await get({ companyId: own }), []);
    for (const get of sums) assert.deepEqual(await get({ companyId: own }), {});
    assert.deepEqual(await redstor.getProducts(), []);
    assert.deepEqual(await redstor.searchCompanies({ search: "x" }), []);
  });

  it("do not take an answer without its list for an empty one", async () => {
    for (const body of [{ items: [] }, { totalCount: 0, results: null }]) {
      emulator.faults.add({ call: "companies/{companyId}/customers", kind: "status", status: 200, body, times: 6 });
      await assert.rejects(redstor.getCustomers({ companyId: own }), /has no results, which is not the same as none/);
      emulator.faults.clear();
    }
  });

  it("refuse a key that the stack holds in plain text", async () => {
    pulumi.runtime.setAllConfig({ "msp:redstorClientId": "c", "msp:redstorPrivateKey": "k" });
    await assert.rejects(redstor.getProducts(), /msp:redstorPrivateKey is in the stack configuration in plain text/);
    assert.throws(() => redstor.client(), /plain text/);
    assert.throws(() => new redstor.Company("bakery", { name: "Example Bakery" }), /plain text/);
  });

  it("give the typed client, and long lists entry by entry", async () => {
    const { api, each } = redstor.client();
    assert.equal((await api.company.get({ companyId: bakery }))?.text("companyName"), "Example Bakery");
    calls();
    for await (const company of each.customers({ companyId: own, transitive: true })) {
      assert.equal(company.companyId, reseller);
      break;
    }
    assert.equal(calls().length, 1);
  });

  it("let the typed client name nothing but ids in a path: no other object is meant by accident", async () => {
    const { subscription, company } = redstor.client().api;
    calls();
    for (const subscriptionId of ["", ".", ".."]) {
      await assert.rejects(
        subscription.delete({ companyId: bakery, subscriptionId }),
        new Error(`subscriptionId is "${subscriptionId}", which is no id. Nothing was sent.`),
      );
    }
    const nothing = {} as { companyId: string }; // as from JavaScript
    await assert.rejects(company.delete(nothing), new Error("companyId is missing. Nothing was sent."));
    assert.deepEqual(calls(), []);
  });

  it("are there as outputs too, each of them", async () => {
    const names = Object.keys(redstor).filter((name) => /^(get|search)/.test(name) && !name.endsWith("Output"));
    assert.equal(names.length, 20);
    assert.deepEqual(
      names.filter((name) => !(`${name}Output` in redstor)),
      [],
    );
    const company = redstor.getCompanyOutput({ companyId: pulumi.output(Promise.resolve(bakery)) });
    assert.equal(await valueOf(company.companyName), "Example Bakery");
  });

  it("are not loaded by the provider process, and neither is what signs in", async () => {
    const provider = join(__dirname, "../../provider");
    const script = `require(${JSON.stringify(join(provider, "redstor/vendor"))}); console.log(Object.keys(require.cache).join("\\n"))`;
    const { stdout } = await promisify(execFile)(process.execPath, ["-e", script]);
    assert.match(stdout, /provider\/redstor\/company\.js/);
    assert.doesNotMatch(stdout, /provider\/redstor\/(functions|reads|data|arguments)\.js|oauth4webapi|jose|node-fetch/);
  });
});
