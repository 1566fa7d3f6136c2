import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import * as pulumi from "@pulumi/pulumi";
import { type Emulator, startEmulator } from "../../emulator";
import { eset } from "../../provider";

const msp = "10000000-0000-4000-8000-000000000005";
const manager = "10000000-0000-4000-8000-000000000004";
const division = "10000000-0000-4000-8000-000000000003";
const nobody = "99999999-9999-4999-8999-999999999999";
const apiUser = "20000000-0000-4000-8000-000000000001";
const liveGuardTerms = "70000000-0000-4000-8000-000000000313";

/** The value of an output; the program ends no sooner. */
const valueOf = <T>(output: pulumi.Output<T>): Promise<T> =>
  new Promise((resolve) => {
    output.apply((value) => {
      resolve(value);
    });
  });

describe("the ESET functions", function () {
  let emulator: Emulator;
  let bakery: string;
  let brewery: string;

  /** The stack configuration of one of the emulated accounts. */
  const signIn = (name: string) => {
    const { endpoint, accounts } = emulator.eset;
    const account = accounts.find(({ username }) => username === `${name}@msp.example`) ?? assert.fail(name);
    const values = {
      "msp:esetEndpoint": endpoint,
      "msp:esetUsername": account.username,
      "msp:esetPassword": account.password,
      "msp:esetRequestsPerSecond": "1000",
    };
    pulumi.runtime.setAllConfig(values, ["msp:esetPassword"]);
  };
  /** The vendor's calls since the last look, without the sign-in. */
  const calls = () => {
    const made = emulator.journal.entries().map(({ call }) => call);
    emulator.journal.clear();
    return made.filter((call) => call !== "Token/Get");
  };
  const at = (day: string) => {
    emulator.clock.set(new Date(`${day}T12:00:00Z`));
  };
  const order = (customerId: string, productCode: string, quantity: number, usage: number, trial = false) =>
    emulator.eset.portal.orderLicense({ customerId, productCode, quantity, usage, trial }).publicLicenseKey;

  beforeEach(async () => {
    emulator = await startEmulator({ operationMilliseconds: 60_000 });
    at("2024-04-30");
    bakery = emulator.eset.portal.createCustomer({
      name: "Example Bakery",
      email: "it@bakery.example",
      customIdentifier: "CRM-4",
      address: { city: "Springfield" },
      tags: ["gold"],
    }).id;
    brewery = emulator.eset.portal.createCustomer({ name: "Example Brewery", customIdentifier: "CRM-42" }).id;
    signIn("api");
  });
  afterEach(async () => {
    pulumi.runtime.setAllConfig({});
    await emulator.close();
  });

  describe("about companies", () => {
    const detail = () => ({
      id: bakery,
      name: "Example Bakery",
      type: 1007,
      status: 1,
      email: "it@bakery.example",
      description: null,
      comment: null,
      vatId: null,
      customIdentifier: "CRM-4",
      address: { state: null, city: "Springfield", streetAddress: null, zipCode: null },
      tags: [{ tag: "gold" }],
      ancestor: { id: msp, name: "Example MSP" },
    });
    const summary = (id: string, name: string, email: string | null = null) => ({
      name,
      publicId: id,
      type: 1007,
      email,
      status: 1,
      description: null,
    });
    const both = () => [summary(bakery, "Example Bakery", "it@bakery.example"), summary(brewery, "Example Brewery")];

    it("give all that is known of one", async () => {
      assert.deepEqual(await eset.getCompany({ companyId: bakery }), detail());
      assert.deepEqual(calls(), ["Company/Detail"]);
    });

    it("say that there is no such company", async () => {
      await assert.rejects(eset.getCompany({ companyId: nobody }), /ESET Company\/Detail for company 9{8}-.*HTTP 404/);
    });

    it("find one by its exact name, not by a part of it", async () => {
      assert.deepEqual(await eset.getCompanyByName({ name: "Example Bakery" }), detail());
      assert.deepEqual(calls(), ["Search/Companies", "Company/Detail"]);
      await assert.rejects(
        eset.getCompanyByName({ name: "Example B" }),
        new Error(
          `No company is named "Example B". There is "Example Bakery" (${bakery}), "Example Brewery" (${brewery}).`,
        ),
      );
      await assert.rejects(eset.getCompanyByName({ name: "Butcher" }), new Error('No company is named "Butcher".'));
    });

    it("tell companies of the same name apart by their parent, and refuse to choose", async () => {
      const [one, other] = ["10000000-0000-4000-8000-000000000006", "10000000-0000-4000-8000-000000000007"].map(
        (parentId) => emulator.eset.portal.createCustomer({ name: "Twin", parentId }).id,
      );
      signIn("manager");
      await assert.rejects(
        eset.getCompanyByName({ name: "Twin" }),
        new Error(`2 companies are named "Twin": ${one}, ${other}. Give its parentId, or use its companyId.`),
      );
      const parentId = "10000000-0000-4000-8000-000000000007";
      assert.equal((await eset.getCompanyByName({ name: "Twin", parentId })).id, other);
      await assert.rejects(
        eset.getCompanyByName({ name: "Twin", parentId: manager }),
        new Error(`No company is named "Twin" directly below ${manager}.`),
      );
    });

    it("find one by its exact custom identifier", async () => {
      assert.deepEqual(await eset.getCompanyByCustomIdentifier({ customIdentifier: "CRM-4" }), detail());
      await assert.rejects(
        eset.getCompanyByCustomIdentifier({ customIdentifier: "crm-4" }),
        new Error('No company has the custom identifier "crm-4".'),
      );
      const third = emulator.eset.portal.createCustomer({ name: "Third", customIdentifier: "CRM-4" }).id;
      await assert.rejects(
        eset.getCompanyByCustomIdentifier({ customIdentifier: "CRM-4" }),
        new Error(`2 companies have the custom identifier "CRM-4": ${bakery}, ${third}. Use the companyId.`),
      );
    });

    it("find by custom identifier even if the search finds parts and does not always show it", async () => {
      const found = (id: string, customIdentifier: string | null) => ({
        ...{ CompanyId: id, Name: "", CompanyTypeId: 5, StatusId: 1, CustomIdentifier: customIdentifier },
        ...{ Email: null, VatId: null, Description: null, ParentId: null },
      });
      const body = { Search: [found(brewery, "CRM-42"), found(bakery, null)], Paging: { TotalCount: 2 } };
      emulator.faults.add({ call: "Search/Companies", kind: "status", status: 200, body });
      assert.deepEqual(await eset.getCompanyByCustomIdentifier({ customIdentifier: "CRM-4" }), detail());
      assert.deepEqual(calls(), ["Search/Companies", "Company/Detail"]);
    });

    it("list the children of the own company, or of another", async () => {
      assert.deepEqual(await eset.getChildren(), both());
      assert.deepEqual(await eset.getChildren({ companyId: bakery }), []);
      signIn("distributor");
      assert.deepEqual(await eset.getChildren({ companyId: msp }), both());
    });

    it("list what is below, of one type or of any", async () => {
      assert.deepEqual(await eset.getDescendants(), both());
      signIn("distributor");
      assert.deepEqual(await eset.getDescendants({ entityType: 1007 }), both());
      const names = (await eset.getDescendants({ companyId: manager, entityType: 1006 })).map(({ name }) => name);
      assert.deepEqual(names, ["Example Managed MSP", "Example Untrusted Managed MSP"]);
    });

    it("search by keyword and column", async () => {
      assert.deepEqual(await eset.searchCompanies({ search: { "CRM-42": [eset.CompanyColumn.customIdentifier] } }), [
        {
          companyId: brewery,
          name: "Example Brewery",
          companyTypeId: 5,
          statusId: 1,
          customIdentifier: "CRM-42",
          email: null,
          vatId: null,
          description: null,
          parentId: msp,
        },
      ]);
      const all = (await eset.searchCompanies()).map(({ name }) => name);
      assert.deepEqual(all, ["Example MSP", "Example Bakery", "Example Brewery"]);
    });

    it("list the children that the account may change", async () => {
      assert.deepEqual(await eset.getDirectAccessibleChildren(), [
        { name: "Example Bakery", companyId: bakery, companyTypeId: 5, email: "it@bakery.example", status: 1 },
        { name: "Example Brewery", companyId: brewery, companyTypeId: 5, email: null, status: 1 },
      ]);
      signIn("reader");
      assert.deepEqual(await eset.getDirectAccessibleChildren(), []);
    });

    it("say how far a suspension is", async () => {
      const { api } = eset.client();
      await api.company.suspend({ companyId: bakery });
      const body = emulator.snapshot() as { vendors: { eset: { operations: { id: string }[] } } }; // our own format
      const operationId = body.vendors.eset.operations[0]?.id ?? assert.fail("no operation");
      assert.deepEqual(await eset.getOperation({ operationId }), { id: operationId, state: 1 });
      emulator.clock.advance(60_000);
      assert.deepEqual(await eset.getOperation({ operationId }), { id: operationId, state: 3 });
    });
  });

  describe("about licences", () => {
    it("give all that is known of one", async () => {
      const publicLicenseKey = order(bakery, "2015", 10, 4);
      assert.deepEqual(await eset.getLicense({ publicLicenseKey }), {
        customerId: bakery,
        publicLicenseKey,
        productCode: "2015",
        productName: "ESET PROTECT Entry",
        quantity: 10,
        usage: 4,
        state: 1,
        trial: false,
        trialExpiration: null,
        trialExtensions: null,
        lastUpdate: emulator.eset.licenses()[0]?.lastUpdate,
        lastUpdateBy: "20000000-0000-4000-8000-000000000000",
        upgradeableTo: ["2018"],
      });
    });

    it("give all licences of a customer, each with its detail", async () => {
      const keys = [order(bakery, "2015", 10, 4), order(bakery, "107", 3, 0, true)];
      order(brewery, "2015", 1, 0);
      const licenses = await eset.getLicenses({ customerId: bakery });
      assert.deepEqual(
        licenses.map(({ publicLicenseKey, quantity, trial }) => ({ publicLicenseKey, quantity, trial })),
        [
          { publicLicenseKey: keys[0], quantity: 10, trial: false },
          { publicLicenseKey: keys[1], quantity: 3, trial: true },
        ],
      );
      assert.deepEqual(calls(), ["Search/Licenses", "License/Detail", "License/Detail"]);
      await assert.rejects(eset.getLicenses({ customerId: nobody }), /Search\/Licenses.*HTTP 404/);
    });

    it("search by keyword, among all or of one customer", async () => {
      const key = order(bakery, "2015", 10, 4);
      order(brewery, "107", 1, 0);
      const found = [{ publicLicenseKey: key, code: "2015", name: "ESET PROTECT Entry" }];
      assert.deepEqual(await eset.searchLicenses({ keyword: "PROTECT" }), found);
      assert.deepEqual(await eset.searchLicenses({ customerId: bakery }), found);
      assert.equal((await eset.searchLicenses()).length, 2);
    });

    it("tell the history, with numbers where the vendor writes texts", async () => {
      const publicLicenseKey = order(bakery, "2015", 10, 4);
      emulator.eset.portal.updateLicense(publicLicenseKey, { quantity: 12 });
      emulator.eset.portal.updateLicense(publicLicenseKey, { productCode: "2018", quantity: 15 });
      const history = await eset.getLicenseHistory({ publicLicenseKey });
      assert.deepEqual(
        history.map(({ date, user, ...rest }) => (assert.match(`${date}${user}`, /^2024-04-30T.*$/), rest)),
        [
          { type: 4, requestedUnits: 10, licenseTypeId: 1 },
          { type: 5, requestedUnits: 12, previousUnits: 10 },
          {
            type: 9,
            requestedUnits: 15,
            previousUnits: 12,
            previousProductCode: "2015",
            requestedProductCode: "2018",
          },
        ],
      );
    });

    it("take empty fields of the history for absent ones, and refuse a number that is none", async () => {
      const publicLicenseKey = order(bakery, "2015", 10, 4);
      const entry = { Type: "6", Date: "2024-05-01T10:00:00Z", User: "jane@msp.example", RequestedUnits: null };
      const answer = (more: object) => ({ LicenseHistory: [{ ...entry, ...more }], Paging: { TotalCount: 1 } });
      const say = (body: object) => {
        emulator.faults.add({ call: "License/GetHistory", kind: "status", status: 200, body });
      };
      say(answer({ PreviousUnits: "", LicenseTypeId: "4" }));
      assert.deepEqual(await eset.getLicenseHistory({ publicLicenseKey }), [
        { type: 6, date: "2024-05-01T10:00:00Z", user: "jane@msp.example", licenseTypeId: 4 },
      ]);
      say(answer({ PreviousUnits: "ten" }));
      await assert.rejects(eset.getLicenseHistory({ publicLicenseKey }), /has no number in PreviousUnits/);
    });

    it("tell to which products licences can be changed", async () => {
      const publicLicenseKey = order(bakery, "2015", 10, 4);
      const changeable = {
        customerId: bakery,
        publicLicenseKey,
        productCode: "2015",
        productName: "ESET PROTECT Entry",
        quantity: 10,
        upgradeableTo: ["2018"],
      };
      assert.deepEqual(await eset.getPossibleProductChanges({ companyId: bakery }), [changeable]);
      assert.deepEqual(await eset.getPossibleProductChanges(), [changeable]);
      assert.deepEqual(await eset.getPossibleProductChanges({ companyId: brewery }), []);
      signIn("distributor");
      await assert.rejects(eset.getPossibleProductChanges(), /code 8\/47/);
    });
  });

  describe("about users", () => {
    const detail = {
      id: apiUser,
      firstName: "Api",
      lastName: "api",
      email: "api@msp.example",
      description: null,
      phoneNumber: null,
      twoFactorEnabled: false,
      status: 1,
      created: "2024-01-01T00:00:00.000Z",
      lastUpdate: "2024-01-01T00:00:00.000Z",
      company: { companyId: msp, name: "Example MSP", type: 1005 },
      country: { countryCode: "SVK" },
      timeZone: { name: "(UTC) Coordinated Universal Time", code: "UTC", timeShift: "00:00:00" },
    };

    it("give all that is known of one, and of the account's own", async () => {
      assert.deepEqual(await eset.getUser({ userId: apiUser }), detail);
      assert.deepEqual(await eset.getCurrentUser(), detail);
      assert.deepEqual(calls(), ["User/GetUserDetails", "User/Current"]);
      await assert.rejects(eset.getUser({ userId: nobody }), /User\/GetUserDetails.*HTTP 404/);
    });

    it("list those of the own company with their permission", async () => {
      const users = await eset.getCompanyUsers();
      assert.deepEqual(users[1], {
        id: "20000000-0000-4000-8000-000000000002",
        firstName: "Api",
        lastName: "reader",
        email: "reader@msp.example",
        permission: 2,
        status: 1,
      });
      assert.deepEqual(
        users.map(({ lastName }) => lastName),
        ["api", "reader", "no-api", "no-access"],
      );
    });

    it("search by keyword and column", async () => {
      assert.deepEqual(await eset.searchUsers({ search: { reader: [eset.UserColumn.lastName] } }), [
        {
          userId: "20000000-0000-4000-8000-000000000002",
          firstName: "Api",
          lastName: "reader",
          email: "reader@msp.example",
          phoneNumber: null,
          statusId: 1,
          companyId: msp,
        },
      ]);
      assert.equal((await eset.searchUsers()).length, 4);
    });
  });

  describe("about the vendor", () => {
    it("list the products that the account may order", async () => {
      signIn("managed");
      assert.deepEqual(await eset.getProducts(), [
        { code: "2015", name: "ESET PROTECT Entry" },
        { code: "107", name: "ESET Endpoint Security" },
      ]);
    });

    const named: [eset.Enumeration, number, string][] = [
      ["EntityTypes", 1002, "Distributor"],
      ["LicenseStates", 3, "Suspended"],
      ["OperationStates", 3, "Succeeded"],
      ["PermissionTypes", 2, "Read"],
      ["UserStatuses", 1, "Active"],
    ];
    for (const [name, value, text] of named) {
      it(`give the names of ${name}`, async () => {
        const values = await eset.getEnumeration({ name });
        assert.deepEqual(
          values.filter((one) => one.value === value),
          [{ name: text, value }],
        );
        assert.deepEqual(calls(), [`Enum/${name}`]);
      });
    }

    it("know no other enumerations", async () => {
      await assert.rejects(
        eset.getEnumeration({ name: "toString" as eset.Enumeration }), // as a program in JavaScript could
        {
          message:
            'getEnumeration: name must be "EntityTypes" or "LicenseStates" or "OperationStates" or "PermissionTypes" or "UserStatuses", not "toString". Nothing was asked.',
        },
      );
    });

    it("list the countries with their codes", async () => {
      const countries = await eset.getCountries();
      assert.equal(countries.find(({ countryCode }) => countryCode === "AUT")?.name, "Austria");
    });

    it("tell the Terms of Use, and who accepted them when", async () => {
      const summary = { id: liveGuardTerms, name: "Terms of Use of ESET LiveGuard Advanced" };
      const open = {
        ...summary,
        url: `https://emulator.pulumi-msp.invalid/eset/terms-of-use/${liveGuardTerms}`,
        accepted: false,
      };
      assert.deepEqual(await eset.getTermsOfUse(), [{ ...summary, accepted: false }]);
      assert.deepEqual(await eset.getTermsOfUseDetail({ termsOfUseId: liveGuardTerms }), open);
      await eset.client().api.termsOfUse.accept({ termsOfUseId: liveGuardTerms });
      const { acceptedOn, ...rest } = {
        acceptedOn: "",
        ...(await eset.getTermsOfUseDetail({ termsOfUseId: liveGuardTerms })),
      };
      assert.deepEqual(rest, { ...open, accepted: true, acceptedBy: apiUser });
      assert.match(acceptedOn, /^2024-04-30T12:00:/);
    });

    it("tell what became of the things of the first version", async () => {
      const key = order(bakery, "2015", 1, 0);
      emulator.seed({
        eset: {
          ema1Mappings: [
            { kind: "site", ema1Id: "3001", publicId: bakery },
            { kind: "legacyKey", ema1Id: "A/B C", publicId: brewery },
            { kind: "license", ema1Id: "4001", publicId: key },
          ],
        },
      });
      assert.deepEqual(await eset.getEma1Mapping({ companyId: "1001" }), { publicId: msp });
      assert.deepEqual(await eset.getEma1Mapping({ siteId: "3001" }), { publicId: bakery });
      assert.deepEqual(await eset.getEma1Mapping({ legacyKey: "A/B C" }), { publicId: brewery });
      assert.deepEqual(await eset.getEma1Mapping({ licenseId: "4001" }), { publicId: key });
      assert.deepEqual(await eset.getEma1Mapping({ userId: "2001" }), { publicId: apiUser });
      await assert.rejects(eset.getEma1Mapping({ userId: "1" }), /Ema1Mapping\/UserId: .*HTTP 404/);
    });

    it("tell the version of the API", async () => {
      assert.deepEqual(await eset.getVersion(), { version: "1.0.54" });
    });
  });

  describe("about usage and bills", () => {
    // from noon of 30 April on: 4 of 10 seats in use, and from 3 May on 6 of 12; a trial with 2 of 5
    beforeEach(() => {
      const key = order(bakery, "2015", 10, 4);
      order(bakery, "107", 5, 2, true);
      at("2024-05-03");
      emulator.eset.portal.updateLicense(key, { quantity: 12, usage: 6 });
      at("2024-06-10");
    });
    const days = { from: "2024-05-01", to: "2024-05-04" };
    const protect = { code: "2015", name: "ESET PROTECT Entry", licenseType: 1, seatDays: 4 + 4 + 6 + 6, seats: 12 };
    const endpoint = { code: "107", name: "ESET Endpoint Security", licenseType: 4, seatDays: 2 * 4, seats: 5 };
    const of = (companyId: string, companyName: string, totalUsage: number, totalSeats: number) => ({
      ...{ companyId, companyName, totalUsage, totalSeats },
    });
    const used = () => ({ ...of(bakery, "Example Bakery", 28, 17), products: [protect, endpoint] });
    const bundles = { name: "Bundles", seatDays: 20, seats: 12 };
    const endpoints = { name: "Endpoints", seatDays: 8, seats: 5 };
    const usedByCategory = () => ({ ...of(bakery, "Example Bakery", 28, 17), categories: [bundles, endpoints] });

    it("report all companies, or some, by product", async () => {
      const unused = { ...of(brewery, "Example Brewery", 0, 0), products: [] };
      assert.deepEqual(await eset.getUsage(days), [used(), unused]);
      assert.deepEqual(await eset.getUsage({ ...days, companyIds: [bakery] }), [used()]);
      assert.deepEqual(calls(), ["UsageReport/AllCompanies/products", "UsageReport/SelectedCompanies/products"]);
    });

    it("report all companies, or some, by category", async () => {
      const unused = { ...of(brewery, "Example Brewery", 0, 0), categories: [] };
      assert.deepEqual(await eset.getUsageByCategory(days), [usedByCategory(), unused]);
      assert.deepEqual(await eset.getUsageByCategory({ ...days, companyIds: [bakery] }), [usedByCategory()]);
      assert.deepEqual(calls(), ["UsageReport/AllCompanies/categories", "UsageReport/SelectedCompanies/categories"]);
    });

    it("report one company, all of it or some products or categories", async () => {
      const args = { ...days, companyId: bakery };
      assert.deepEqual(await eset.getMonthlyUsage(args), [used()]);
      assert.deepEqual(await eset.getMonthlyUsage({ ...args, codes: ["107"] }), [
        { ...of(bakery, "Example Bakery", 8, 5), products: [endpoint] },
      ]);
      assert.deepEqual(await eset.getMonthlyUsageByCategory(args), [usedByCategory()]);
      assert.deepEqual(await eset.getMonthlyUsageByCategory({ ...args, categories: ["Bundles"] }), [
        { ...of(bakery, "Example Bakery", 20, 12), categories: [bundles] },
      ]);
      assert.deepEqual([...new Set(calls())], ["UsageReport/Monthly/products", "UsageReport/Monthly/categories"]);
    });

    it("report one company day by day", async () => {
      const args = { ...days, companyId: bakery };
      const usagePerDays = [
        { date: "2024-05-01", seatDays: 4, seats: 10 },
        { date: "2024-05-02", seatDays: 4, seats: 10 },
        { date: "2024-05-03", seatDays: 6, seats: 12 },
        { date: "2024-05-04", seatDays: 6, seats: 12 },
      ];
      assert.deepEqual(await eset.getDailyUsage({ ...args, codes: ["2015"] }), [
        { ...of(bakery, "Example Bakery", 20, 12), products: [{ ...protect, usagePerDays }] },
      ]);
      assert.deepEqual(await eset.getDailyUsageByCategory({ ...args, categories: ["Bundles"] }), [
        { ...of(bakery, "Example Bakery", 20, 12), categories: [{ ...bundles, usagePerDays }] },
      ]);
      assert.deepEqual(calls(), ["UsageReport/Daily/products", "UsageReport/Daily/categories"]);
    });

    it("refuse a row that lacks its figures, rather than report nothing for it", async () => {
      const companies = [{ ...used(), products: [{ ...protect, seatDays: null }] }];
      const body = { companies, paging: { totalCount: 1 } };
      emulator.faults.add({ call: "UsageReport/AllCompanies/products", kind: "status", status: 200, body });
      await assert.rejects(eset.getUsage(days), /has no number in seatDays/);
    });

    it("bill a month in every form, to a distributor", async () => {
      signIn("distributor");
      const month = { year: 2024, month: 5 };
      // 2 days with 4 seats and 29 with 6 at 0.06; a trial, of 30 days from 30 April at noon, is free
      const products = [
        { code: "2015", name: "ESET PROTECT Entry", licenseType: 1, seatDays: 182, seats: 12, price: 10.92 },
        { code: "107", name: "ESET Endpoint Security", licenseType: 4, seatDays: 60, seats: 5, price: 0 },
      ];
      const bill = (companyId: string, companyName: string) => ({
        ...{ companyId, companyName, totalUsage: 242, totalPrice: 10.92 },
        products,
      });
      const none = (companyId: string, companyName: string) => ({
        ...{ companyId, companyName, totalUsage: 0, totalPrice: 0 },
        products: [],
      });
      assert.deepEqual(await eset.getBillingReport(month), {
        currency: "EUR",
        totalPrice: 10.92,
        companies: [bill(msp, "Example MSP"), none(manager, "Example MSP Manager")],
      });
      assert.deepEqual((await eset.getBillingReport({ ...month, companyIds: [manager] })).companies, [
        none(manager, "Example MSP Manager"),
      ]);
      assert.deepEqual((await eset.getBillingReport({ ...month, companyId: msp })).companies, [
        bill(msp, "Example MSP"),
      ]);
      assert.deepEqual((await eset.getBillingReport({ ...month, divisionIds: [division] })).companies, [
        none(division, "Example Division"),
      ]);
      assert.deepEqual(calls(), [
        "BillingReport/MyCompany",
        "BillingReport/MyCompanySelectedCompaniesOnly",
        "BillingReport/SingleManagedCompany",
        "BillingReport/DivisionsUnderSelectedDistributor",
      ]);
      await assert.rejects(eset.getBillingReport({ year: 2024, month: 6 }), /BillingReport\/MyCompany: .*HTTP 400/);
    });

    it("bill nobody to an MSP, and say so", async () => {
      await assert.rejects(
        eset.getBillingReport({ year: 2024, month: 5 }),
        /ESET BillingReport\/MyCompany: .*HTTP 403/,
      );
    });
  });

  describe("refuse, before anything is sent,", () => {
    const days = { from: "2024-05-01", to: "2024-05-31" };
    const month = { year: 2024, month: 5 };
    const mistakes: [what: string, call: () => Promise<unknown>, message: string][] = [
      [
        "an empty id",
        () => eset.getCompany({ companyId: " " }),
        'getCompany: companyId must be the companyId of a company, not " ".',
      ],
      [
        "an empty id in place of none",
        () => eset.getChildren({ companyId: "" }),
        'getChildren: companyId must be the companyId of a company, not "".',
      ],
      [
        "no key",
        () => eset.getLicense({} as { publicLicenseKey: string }),
        "getLicense: publicLicenseKey is missing: give the key of a licence.",
      ],
      [
        "an argument that there is not",
        () => eset.getLicense({ publicLicenceKey: "3AB" } as unknown as { publicLicenseKey: string }),
        "getLicense: publicLicenseKey is missing: give the key of a licence. publicLicenceKey is not a property of getLicense. Did you mean publicLicenseKey?",
      ],
      [
        "no name",
        () => eset.getCompanyByName({ name: "" }),
        'getCompanyByName: name must be the name of a company, not "".',
      ],
      [
        "a day that is none",
        () => eset.getUsage({ ...days, to: "2024-02-30" }),
        'getUsage: to must be a day, YYYY-MM-DD, not "2024-02-30".',
      ],
      [
        "a moment",
        () => eset.getUsage({ ...days, from: "2024-05-01T00:00:00Z" }),
        'getUsage: from must be a day, YYYY-MM-DD, not "2024-05-01T00:00:00Z".',
      ],
      [
        "an end before the beginning",
        () => eset.getDailyUsage({ from: "2024-05-02", to: "2024-05-01", companyId: msp }),
        "getDailyUsage: from (2024-05-02) is after to (2024-05-01).",
      ],
      [
        "no companies, which the vendor might take for all",
        () => eset.getUsage({ ...days, companyIds: [] }),
        "getUsage: companyIds must be a list with at least one entry (left out, all count), not [].",
      ],
      [
        "no products",
        () => eset.getMonthlyUsage({ ...days, companyId: msp, codes: [] }),
        "getMonthlyUsage: codes must be a list with at least one entry (left out, all count), not [].",
      ],
      [
        "a month that is none",
        () => eset.getBillingReport({ ...month, month: 13 }),
        "getBillingReport: month must be a number from 1 to 12, not 13.",
      ],
      [
        "a year that is none",
        () => eset.getBillingReport({ ...month, year: 24 }),
        "getBillingReport: year must be a year, such as 2024, not 24.",
      ],
      [
        "two ways to say whom to bill",
        () => eset.getBillingReport({ ...month, companyId: msp, divisionIds: [division] }),
        "getBillingReport: divisionIds cannot be given together with companyId: give one.",
      ],
      [
        "no EMA 1 id",
        () => eset.getEma1Mapping({}),
        "getEma1Mapping: companyId or one of siteId, legacyKey, licenseId, userId is needed.",
      ],
      [
        "two EMA 1 ids",
        () => eset.getEma1Mapping({ siteId: "1", userId: "2" }),
        "getEma1Mapping: userId cannot be given together with siteId: give one.",
      ],
    ];
    for (const [what, call, message] of mistakes) {
      it(what, async () => {
        await assert.rejects(call, { message: `${message} Nothing was asked.` });
        assert.deepEqual(emulator.journal.entries(), []);
      });
    }
  });

  describe("with 250 customers", () => {
    const names = Array.from({ length: 250 }, (_, index) => `Customer ${index + 1}`);
    beforeEach(() => {
      signIn("managed");
      const parentId = "10000000-0000-4000-8000-000000000006";
      emulator.seed({ eset: { companies: names.map((name) => ({ name, parentId })) } });
    });

    it("list them all, each once, in three pages", async () => {
      const listed = (await eset.getChildren()).map(({ name }) => name);
      assert.deepEqual(listed, names);
      assert.deepEqual(calls(), ["User/Current", "Company/Children", "Company/Children", "Company/Children"]);
    });

    it("report them all, each once, in three pages", async () => {
      const reported = (await eset.getUsage({ from: "2024-04-30", to: "2024-04-30" })).map((one) => one.companyName);
      assert.deepEqual(reported, names);
      assert.equal(calls().length, 3);
    });

    it("report none twice when a page shifts while they are read", async () => {
      const call = "UsageReport/AllCompanies/products";
      const [first] = await eset.getUsage({ from: "2024-04-30", to: "2024-04-30" });
      const body = { companies: [first], paging: { totalCount: 250 } };
      emulator.faults.add({ call, kind: "status", status: 200, body, nth: 2 });
      const reported = (await eset.getUsage({ from: "2024-04-30", to: "2024-04-30" })).map((one) => one.companyName);
      assert.deepEqual(reported, names.slice(0, 100));
    });

    it("ask for a page only when somebody wants it", async () => {
      for await (const { name } of eset.client().each.children()) if (name === "Customer 100") break;
      assert.deepEqual(calls(), ["User/Current", "Company/Children"]);
    });

    it("end with a page that is full", async () => {
      const companies = emulator.eset.companies().filter(({ name }) => name.startsWith("Customer "));
      for (const { id } of companies.slice(200)) emulator.eset.portal.deleteCompany(id);
      assert.equal((await eset.getDescendants()).length, 200);
      assert.deepEqual(calls(), ["User/Current", ...Array.from({ length: 3 }, () => "Company/Descendants")]);
    });
  });

  describe("when something goes wrong", () => {
    it("wait for the end of a maintenance", async () => {
      emulator.faults.add({ call: "Enum/AvailableProducts", kind: "maintenance", times: 2 });
      assert.equal((await eset.getProducts())[0]?.code, "2015");
      assert.equal(calls().length, 3);
    });

    it("say in the vendor's words that the account may not", async () => {
      signIn("untrusted");
      await assert.rejects(
        eset.getLicense({ publicLicenseKey: order(bakery, "2015", 1, 0) }),
        /^VendorError: ESET License\/Detail for licence \S+: .*\(HTTP 403/,
      );
    });

    const lists: [call: string, ask: () => Promise<unknown>][] = [
      ["Company/Users", () => eset.getCompanyUsers()],
      ["Search/Users", () => eset.searchUsers()],
      ["UsageReport/AllCompanies/products", () => eset.getUsage({ from: "2024-05-01", to: "2024-05-01" })],
      ["Enum/AvailableProducts", () => eset.getProducts()],
      ["BillingReport/MyCompany", () => eset.getBillingReport({ year: 2024, month: 5 })],
    ];
    for (const [call, ask] of lists) {
      it(`do not take an answer of ${call} without its list for an empty list`, async () => {
        emulator.faults.add({ call, kind: "status", status: 200, body: { items: [] } });
        await assert.rejects(ask, /the answer is without the list "\w+", which is not the same as an empty one/);
      });
    }

    it("refuse a password that the stack holds in plain text", async () => {
      pulumi.runtime.setAllConfig({ "msp:esetUsername": "u", "msp:esetPassword": "p" });
      await assert.rejects(eset.getVersion(), /msp:esetPassword is in the stack configuration in plain text/);
      assert.throws(() => eset.client(), /plain text/);
    });
  });

  describe("as outputs", () => {
    it("are there for every function", () => {
      const names = Object.keys(eset).filter((name) => /^(get|search)/.test(name) && !name.endsWith("Output"));
      assert.equal(names.length, 31);
      assert.deepEqual(
        names.filter((name) => !(`${name}Output` in eset)),
        [],
      );
    });

    it("take outputs, inside lists too, and give one", async () => {
      const companyId = pulumi.output(bakery);
      assert.equal(await valueOf(eset.getCompanyOutput({ companyId }).address.city), "Springfield");
      const days = { from: "2024-05-01", to: pulumi.output(Promise.resolve("2024-05-02")) };
      const report = await valueOf(eset.getUsageOutput({ ...days, companyIds: [companyId] }));
      assert.equal(report[0]?.companyName, "Example Bakery");
      assert.equal((await valueOf(eset.getChildrenOutput())).length, 2);
    });
  });

  it("are not loaded by the provider process", async () => {
    const provider = join(__dirname, "../../provider");
    const script = `require(${JSON.stringify(join(provider, "eset/vendor"))}); console.log(Object.keys(require.cache).join("\\n"))`;
    const { stdout } = await promisify(execFile)(process.execPath, ["-e", script]);
    assert.match(stdout, /provider\/eset\/customer\.js/);
    assert.doesNotMatch(stdout, /provider\/eset\/(functions|reads|reports|data|arguments)\.js/);
  });
});
