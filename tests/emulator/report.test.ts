import assert from "node:assert/strict";
import { done, EsetClient, ids, record, refused, useEmulator } from "./client";
import type { Reply } from "./client";

interface Row {
  readonly code: string;
  readonly licenseType: number;
  readonly seatDays: number;
  readonly seats: number;
}
interface Company {
  readonly companyName: string;
  readonly totalUsage: number;
  readonly totalSeats: number;
  readonly products: readonly Row[];
}

const companies = (reply: Reply): readonly Company[] => record(reply)["companies"] as Company[]; // by the contract
const rows = (reply: Reply): unknown =>
  companies(reply).flatMap(({ products }) =>
    products.map(({ code, licenseType, seatDays, seats }) => [code, licenseType, seatDays, seats]),
  );

/** A clock that tests can move to any moment, with tokens that still count. */
function useCalendar(name = "api") {
  const at = useEmulator();
  return {
    get emulator() {
      return at.emulator;
    },
    async on(moment: string): Promise<EsetClient> {
      at.emulator.clock.set(new Date(moment));
      return EsetClient.signIn(at.emulator, name);
    },
  };
}

describe("a usage report", () => {
  const at = useCalendar();
  const march = { from: "2030-03-01", to: "2030-03-31", skip: 0, take: 100 };
  const all = (client: EsetClient, more: object = {}): Promise<Reply> =>
    client.post("UsageReport/AllCompanies/products", { ...march, ...more });

  it("counts the devices of each day, and the seats of the last", async () => {
    let client = await at.on("2030-03-10T08:00:00Z");
    const customerId = await client.customer("Bakery");
    const key = await client.order(customerId);
    at.emulator.eset.portal.updateLicense(key, { usage: 3 });
    client = await at.on("2030-03-12T08:00:00Z");
    const report = await all(client);
    assert.deepEqual(report.body, {
      companies: [
        {
          companyId: customerId,
          companyName: "Bakery",
          totalUsage: 9,
          totalSeats: 10,
          products: [{ code: "2015", name: "ESET PROTECT Entry", licenseType: 1, seatDays: 9, seats: 10 }],
        },
      ],
      paging: { totalCount: 1 },
    });
    assert.deepEqual(rows(await all(client, { to: "2030-03-11" })), [["2015", 1, 6, 10]]);
    assert.deepEqual(rows(await all(client, { from: "2030-03-11", to: "2030-03-11" })), [["2015", 1, 3, 10]]);
    assert.deepEqual(companies(await all(client, { to: "2030-03-09" })), [], "there was no Bakery then");
  });

  it("counts the most devices that there were at any moment of a day", async () => {
    let client = await at.on("2030-03-10T08:00:00Z");
    const key = await client.order(await client.customer());
    at.emulator.eset.portal.updateLicense(key, { usage: 7 });
    await at.on("2030-03-10T20:00:00Z");
    at.emulator.eset.portal.updateLicense(key, { usage: 2 });
    client = await at.on("2030-03-11T08:00:00Z");
    assert.deepEqual(rows(await all(client)), [["2015", 1, 9, 10]]);
  });

  it("counts the day of a suspension, not those after it, and no seats while it lasts", async () => {
    let client = await at.on("2030-03-10T08:00:00Z");
    const key = await client.order(await client.customer());
    at.emulator.eset.portal.updateLicense(key, { usage: 2 });
    client = await at.on("2030-03-11T08:00:00Z");
    done(await client.post("License/Suspend", { publicLicenseKey: key }));
    client = await at.on("2030-03-14T08:00:00Z");
    assert.deepEqual(rows(await all(client, { to: "2030-03-13" })), [["2015", 1, 4, 0]]);
    done(await client.post("License/Unsuspend", { publicLicenseKey: key }));
    client = await at.on("2030-03-15T08:00:00Z");
    assert.deepEqual(rows(await all(client)), [["2015", 1, 8, 10]]);
    assert.deepEqual(rows(await all(client, { to: "2030-03-10" })), [["2015", 1, 2, 10]]);
  });

  it("shows the seats as they were on the last day, not as they are now", async () => {
    let client = await at.on("2030-03-10T08:00:00Z");
    const key = await client.order(await client.customer());
    client = await at.on("2030-03-12T08:00:00Z");
    done(await client.post("License/UpdateQuantity", { publicLicenseKey: key, quantity: 25 }));
    assert.deepEqual(rows(await all(client, { to: "2030-03-11" })), [["2015", 1, 0, 10]]);
    assert.deepEqual(rows(await all(client, { to: "2030-03-12" })), [["2015", 1, 0, 25]]);
  });

  it("counts a change of product from its day on, and tells trials from full licences", async () => {
    let client = await at.on("2030-03-10T08:00:00Z");
    const trial = await client.order(await client.customer(), { licenseType: 4 });
    at.emulator.eset.portal.updateLicense(trial, { usage: 1 });
    client = await at.on("2030-03-12T08:00:00Z");
    const converted = await client.post("License/ConvertToFull", { publicLicenseKey: trial, quantity: 5 });
    const { publicLicenseKey } = record(converted);
    client = await at.on("2030-03-14T08:00:00Z");
    done(await client.post("License/ChangeProduct", { publicLicenseKey, newProductCode: "2018", quantity: 6 }));
    assert.deepEqual(rows(await all(client)), [
      ["2015", 4, 2, 0],
      ["2015", 1, 2, 0],
      ["2018", 1, 1, 6],
    ]);
  });

  it("counts a trial until it expires", async () => {
    let client = await at.on("2030-03-01T12:00:00Z");
    const key = await client.order(await client.customer(), { licenseType: 4 });
    at.emulator.eset.portal.updateLicense(key, { usage: 1 });
    client = await at.on("2030-05-01T00:00:00Z");
    // 30 days from noon of 1 March are over at noon of 31 March.
    assert.deepEqual(rows(await all(client, { to: "2030-04-30" })), [["2015", 4, 31, 10]]);
  });

  it("still counts a removed licence and a deleted customer in the time before", async () => {
    let client = await at.on("2030-03-10T08:00:00Z");
    const customerId = await client.customer("Bakery");
    const trial = await client.order(customerId, { licenseType: 4 });
    at.emulator.eset.portal.updateLicense(trial, { usage: 2 });
    client = await at.on("2030-03-12T08:00:00Z");
    done(await client.post("License/Remove", { publicLicenseKey: trial }));
    await client.suspendCompany(customerId);
    done(await client.post("Company/Delete", { companyId: customerId }));
    client = await at.on("2030-03-20T08:00:00Z");
    assert.deepEqual(rows(await all(client)), [["2015", 4, 6, 0]]);
    assert.deepEqual(rows(await all(client, { to: "2030-03-11" })), [["2015", 4, 4, 10]]);
    assert.deepEqual(companies(await all(client, { from: "2030-03-13" })), []);
  });

  it("can be asked of a past that was seeded", async () => {
    const client = await at.on("2030-04-01T00:00:00Z");
    at.emulator.seed({
      eset: {
        companies: [
          {
            name: "Bakery",
            licenses: [
              {
                productCode: "107",
                quantity: 5,
                orderedOn: "2030-03-01T00:00:00Z",
                usage: 1,
                usages: [{ date: "2030-03-21T00:00:00Z", usage: 3 }],
              },
            ],
          },
        ],
      },
    });
    assert.deepEqual(rows(await all(client)), [["107", 1, 20 + 3 * 11, 5]]);
  });

  it("is paged by company", async () => {
    const client = await at.on("2030-03-10T08:00:00Z");
    for (const name of ["One", "Two", "Three"]) await client.customer(name);
    const reply = await all(client, { skip: 1, take: 1 });
    assert.deepEqual(
      companies(reply).map(({ companyName, totalUsage, totalSeats, products }) => [
        companyName,
        totalUsage,
        totalSeats,
        products,
      ]),
      [["Two", 0, 0, []]],
    );
    assert.deepEqual(record(reply)["paging"], { totalCount: 3 });
  });

  it("shows the customers below the caller, nobody else's", async () => {
    const client = await at.on("2030-03-10T08:00:00Z");
    await client.customer("One");
    const manager = await EsetClient.signIn(at.emulator, "manager");
    await manager.customer("Two", { parentCompanyId: ids.managedMsp });
    const names = async (name: string): Promise<unknown> =>
      companies(await all(await EsetClient.signIn(at.emulator, name))).map(({ companyName }) => companyName);
    assert.deepEqual(await names("api"), ["One"]);
    assert.deepEqual(await names("reader"), ["One"]);
    assert.deepEqual(await names("manager"), ["Two"]);
    assert.deepEqual(await names("distributor"), ["One", "Two"]);
    refused(await all(await EsetClient.signIn(at.emulator, "no-access")), 403, 900, 21);
  });

  it("by category sums the products of each", async () => {
    let client = await at.on("2030-03-10T08:00:00Z");
    const customerId = await client.customer();
    for (const [productCode, usage] of [
      ["107", 1],
      ["220", 2],
      ["111", 4],
    ] as const) {
      at.emulator.eset.portal.orderLicense({ customerId, productCode, quantity: 5, usage });
    }
    client = await at.on("2030-03-11T08:00:00Z");
    const expected = [
      { name: "Endpoints", seatDays: 6, seats: 10 },
      { name: "Servers", seatDays: 8, seats: 5 },
    ];
    const categories = async (call: string, more: object): Promise<unknown> =>
      (record(await client.post(call, { ...march, ...more }))["companies"] as { categories: unknown }[])[0]?.categories;
    assert.deepEqual(await categories("UsageReport/AllCompanies/categories", {}), expected);
    assert.deepEqual(
      await categories("UsageReport/SelectedCompanies/categories", { companyIds: [customerId] }),
      expected,
    );
    assert.deepEqual(await categories("UsageReport/Monthly/categories", { companyId: customerId }), expected);
    const filtered = { companyId: customerId, categories: ["Servers"] };
    assert.deepEqual(await categories("UsageReport/Monthly/categories", filtered), [expected[1]]);
    assert.deepEqual(
      await categories("UsageReport/Daily/categories", { ...filtered, from: "2030-03-10", to: "2030-03-10" }),
      [{ name: "Servers", seatDays: 4, seats: 5, usagePerDays: [{ date: "2030-03-10", seatDays: 4, seats: 5 }] }],
    );
  });

  it("day by day lists every day, those without use too", async () => {
    let client = await at.on("2030-03-10T08:00:00Z");
    const companyId = await client.customer();
    at.emulator.eset.portal.orderLicense({ customerId: companyId, productCode: "107", quantity: 5, usage: 2 });
    client = await at.on("2030-03-11T08:00:00Z");
    const reply = await client.post("UsageReport/Daily/products", {
      ...{ companyId, codes: ["107", "2015"], from: "2030-03-09", to: "2030-03-12", skip: 0, take: 1 },
    });
    assert.deepEqual((companies(reply)[0] as unknown as { products: unknown }).products, [
      {
        code: "107",
        name: "ESET Endpoint Security",
        licenseType: 1,
        seatDays: 4,
        seats: 5,
        usagePerDays: [
          { date: "2030-03-09", seatDays: 0, seats: 0 },
          { date: "2030-03-10", seatDays: 2, seats: 5 },
          { date: "2030-03-11", seatDays: 2, seats: 5 },
          { date: "2030-03-12", seatDays: 0, seats: 0 },
        ],
      },
    ]);
  });

  it("of one company keeps to the products asked for; of an MSP it is about those below", async () => {
    const client = await at.on("2030-03-10T08:00:00Z");
    const customerId = await client.customer("Bakery");
    await client.order(customerId);
    await client.order(customerId, { productCode: "107" });
    const monthly = (more: object): Promise<Reply> =>
      client.post("UsageReport/Monthly/products", { ...march, companyId: customerId, ...more });
    assert.deepEqual(rows(await monthly({ codes: [107] })), [["107", 1, 0, 10]]);
    assert.deepEqual(rows(await monthly({ codes: [] })), [
      ["2015", 1, 0, 10],
      ["107", 1, 0, 10],
    ]);
    assert.deepEqual(rows(await monthly({ companyId: ids.msp, codes: ["2015"] })), [["2015", 1, 0, 10]]);
    const selected = { ...march, companyIds: [customerId, ids.msp] };
    assert.equal(companies(await client.post("UsageReport/SelectedCompanies/products", selected)).length, 1);
  });

  it("of a Division is empty", async () => {
    const client = await at.on("2030-03-10T08:00:00Z");
    at.emulator.eset.portal.createCompany({ name: "In it", type: 1005, parentId: ids.division });
    const distributor = await EsetClient.signIn(at.emulator, "distributor");
    assert.ok(client);
    for (const call of ["Monthly/products", "Monthly/categories", "Daily/products", "Daily/categories"]) {
      const { body } = await distributor.post(`UsageReport/${call}`, { ...march, companyId: ids.division });
      assert.deepEqual(body, { companies: [], paging: { totalCount: 0 } });
    }
  });

  it("refuses companies that the caller does not see", async () => {
    const client = await at.on("2030-03-10T08:00:00Z");
    const selected = { ...march, companyIds: [ids.msp, ids.mspManager] };
    refused(await client.post("UsageReport/SelectedCompanies/products", selected), 404, 900, 1);
    refused(await client.post("UsageReport/Daily/products", { ...march, companyId: ids.mspManager }), 404, 900, 1);
  });

  for (const [what, dates, isKnown] of [
    ["a day that there is not", { from: "2030-02-30" }, false],
    ["another form of date", { from: "1.3.2030" }, false],
    ["an end before the beginning", { to: "2030-02-28" }, true],
    ["more than three years", { to: "2034-03-01" }, true],
  ] as const) {
    it(`refuses ${what}`, async () => {
      const reply = await all(await at.on("2030-03-10T08:00:00Z"), dates);
      if (isKnown) refused(reply, 400, 900, 37);
      else assert.deepEqual([reply.status, reply.body], [400, { from: ["The input was not valid."] }]);
    });
  }
});

describe("a billing report", () => {
  const at = useCalendar("distributor");
  const march = { year: 2030, month: 3 };

  /** Ten days in March of 10 devices with ESET PROTECT Entry (0.06 a day) and 3 with a trial, and some in April. */
  async function used(): Promise<{ client: EsetClient; customerId: string }> {
    await at.on("2030-03-22T00:00:00Z");
    const { portal } = at.emulator.eset;
    const { id: customerId } = portal.createCustomer({ name: "Bakery" });
    portal.orderLicense({ customerId, productCode: "2015", quantity: 12, usage: 10 });
    portal.orderLicense({ customerId, productCode: "107", quantity: 4, usage: 3, trial: true });
    return { client: await at.on("2030-04-05T00:00:00Z"), customerId };
  }
  const rowsOfBakery = [
    { code: "2015", name: "ESET PROTECT Entry", licenseType: 1, seatDays: 100, seats: 12, price: 6 },
    { code: "107", name: "ESET Endpoint Security", licenseType: 4, seatDays: 30, seats: 4, price: 0 },
  ];

  it("tells what each MSP below used in the month, with prices", async () => {
    const { client } = await used();
    assert.deepEqual((await client.post("BillingReport/MyCompany", march)).body, {
      currency: "EUR",
      totalPrice: 6,
      companies: [
        { companyId: ids.msp, companyName: "Example MSP", totalUsage: 130, totalPrice: 6, products: rowsOfBakery },
        {
          companyId: ids.mspManager,
          companyName: "Example MSP Manager",
          totalUsage: 0,
          totalPrice: 0,
          products: [],
        },
      ],
    });
  });

  it("tells it of selected companies, of one, and of Divisions", async () => {
    const { client, customerId } = await used();
    const names = async (call: string, body: object): Promise<unknown> =>
      companies(await client.post(`BillingReport/${call}`, { ...march, ...body })).map(
        ({ companyName, totalUsage }) => [companyName, totalUsage],
      );
    assert.deepEqual(await names("MyCompanySelectedCompaniesOnly", { companyIds: [ids.mspManager] }), [
      ["Example MSP Manager", 0],
    ]);
    assert.deepEqual(await names("SingleManagedCompany", { companyId: customerId }), [["Bakery", 130]]);
    const divisions = { divisionIds: [ids.division] };
    assert.deepEqual(await names("DivisionsUnderSelectedDistributor", divisions), [["Example Division", 0]]);
    done(await client.post("Company/Update/msp", { companyId: ids.msp, divisionId: ids.division }));
    assert.deepEqual(await names("DivisionsUnderSelectedDistributor", divisions), [["Example Division", 130]]);
    const wrong = { ...march, divisionIds: [ids.msp] };
    refused(await client.post("BillingReport/DivisionsUnderSelectedDistributor", wrong), 400, 900, 31);
    refused(
      await client.post("BillingReport/SingleManagedCompany", { ...march, companyId: ids.headquarters }),
      404,
      900,
      1,
    );
  });

  it("tells Headquarters the net price too", async () => {
    const { customerId } = await used();
    const headquarters = await EsetClient.signIn(at.emulator, "headquarters");
    const reply = await headquarters.post("BillingReport/SingleManagedCompany", { ...march, companyId: customerId });
    assert.deepEqual(companies(reply)[0]?.products[0], { ...rowsOfBakery[0], netPrice: 4.2 });
  });

  for (const name of ["api", "manager", "managed", "division"]) {
    it(`is refused to ${name}, who is neither Distributor nor Headquarters`, async () => {
      await used();
      const client = await EsetClient.signIn(at.emulator, name);
      refused(await client.post("BillingReport/MyCompany", march), 403, 900, 38);
      refused(await client.post("BillingReport/SingleManagedCompany", { ...march, companyId: ids.msp }), 403, 900, 38);
    });
  }

  it("is only about months that are over", async () => {
    let client = await at.on("2030-03-31T23:59:00Z");
    refused(await client.post("BillingReport/MyCompany", march), 400, 900, 39);
    refused(await client.post("BillingReport/MyCompany", { year: 2031, month: 1 }), 400, 900, 39);
    client = await at.on("2030-04-01T00:00:00Z");
    assert.equal((await client.post("BillingReport/MyCompany", march)).status, 200);
    const reply = await client.post("BillingReport/MyCompany", { year: 2030, month: 13 });
    assert.deepEqual([reply.status, reply.body], [400, { month: ["The input was not valid."] }]);
  });
});
