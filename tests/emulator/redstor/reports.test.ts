import assert from "node:assert/strict";
import { empty, ids, invalid, listOf, nobody, objectOf, RedstorClient, refused, resultsOf, useRedstor } from "./client";

const day = 24 * 3600_000;
const GiB = 1_073_741_824;

const none = {
  totalDataProtectedInBytes: 0,
  totalDataProtectedInBytesExternal: 0,
  fupOverageInBytes: 0,
  activeSeats: 0,
  inactiveSeats: 0,
  sharedSeats: 0,
  activeWorkloads: 0,
};

describe("products and users of Redstor", () => {
  const at = useRedstor();
  const machines = {
    id: 130,
    name: "Machines",
    shortName: "Machines",
    description: "Backup of servers and workstations.",
    children: ["Machines"],
    editions: [{ id: 5, name: "Premium", hasTrial: true }],
  };

  it("are products with their editions, all or one", async () => {
    const { client } = at;
    const all = listOf(await client.get("products"));
    assert.deepEqual(
      all.map(({ id }) => id),
      [4, 130, 901, 902],
    );
    assert.deepEqual(all[0]?.["children"], ["Exchange", "OneDrive", "SharePoint", "Teams"]);
    assert.deepEqual(all[1], machines);
    assert.deepEqual(objectOf(await client.get("products/130")), machines);
    refused(await client.get("products/131"), 404, /no such product/);
    invalid(await client.get("products/x"), "productId");
  });

  it("are users of one company, with its name", async () => {
    const { client, emulator } = at;
    const bakery = await client.company();
    const { portal } = emulator.redstor;
    const { userId } = portal.createUser({
      companyId: bakery,
      name: "Ada",
      email: "ada@bakery.example",
      sso: "Google",
    });
    const users = resultsOf(await client.get(`users/list?companyId=${bakery}`));
    const [{ dateCreated } = {}] = users;
    assert.deepEqual(users, [
      {
        userId: "b0000000-0000-4000-8000-000000000001",
        name: "Ada",
        email: "ada@bakery.example",
        dateCreated,
        role: "Company Admin",
        companyId: bakery,
        companyName: "Bakery",
        enabled: true,
        verified: true,
        sso: "Google",
      },
    ]);
    portal.updateUser(userId, { role: "Company User", enabled: false, sso: null });
    const [changed = {}] = resultsOf(await client.get(`users/list?companyId=${bakery}`));
    assert.deepEqual([changed["role"], changed["enabled"], "sso" in changed], ["Company User", false, false]);
    portal.deleteUser(userId);
    assert.deepEqual(resultsOf(await client.get(`users/list?companyId=${bakery}`)), []);
    assert.equal(resultsOf(await client.get(`users/list?companyId=${ids.partner}`)).length, 1);
    invalid(await client.get("users/list"), "companyId");
    empty(await client.get(`users/list?companyId=${nobody}`), 204);
  });

  it("are users by the page", async () => {
    const { client, emulator } = at;
    for (const name of ["Ada", "Ben"]) {
      emulator.redstor.portal.createUser({ companyId: ids.partner, name, email: `${name}@partner.example` });
    }
    const first = objectOf(await client.get(`users/list?companyId=${ids.partner}&maxResults=2`));
    const second = await client.get(`users/list?companyId=${ids.partner}&pageToken=${String(first["nextPageToken"])}`);
    assert.deepEqual(
      resultsOf(second).map(({ name }) => name),
      ["Ben"],
    );
  });
});

/** A partner "West" below the own company, with the customers "Bakery" and "Florist"; each has what is said there. */
function useCustomers() {
  const at = useRedstor();
  const made = { west: "", bakery: "", florist: "", office: "", machines: "", trial: "" };
  beforeEach(async () => {
    const { client } = at;
    made.west = await client.company("West", "Partner");
    made.bakery = await client.company("Bakery", "Customer", made.west);
    made.florist = await client.company("Florist", "Customer", made.west);
    made.office = await client.subscribe(made.bakery);
    made.machines = await client.subscribe(made.bakery, { productId: 130 });
    made.trial = await client.subscribe(made.florist, { trial: true });
  });
  /** Moves the clock, and signs in again. */
  const wait = async (milliseconds: number): Promise<void> => {
    at.emulator.clock.advance(milliseconds);
    Object.assign(at.client, await RedstorClient.signIn(at.emulator));
  };
  return {
    made,
    wait,
    get client() {
      return at.client;
    },
    get emulator() {
      return at.emulator;
    },
  };
}

describe("consumption of Redstor", () => {
  const at = useCustomers();
  const { made, wait } = at;
  const office = (seats: number, inactive = 0) => ({
    ...none,
    totalDataProtectedInBytes: (seats + inactive) * 2 * GiB,
    activeSeats: seats,
    inactiveSeats: inactive,
    productId: 4,
    productName: "O365",
    sku: "O365-PREMIUM",
  });
  const machines = (workloads: number) => ({
    ...none,
    totalDataProtectedInBytes: workloads * 50 * GiB,
    activeWorkloads: workloads,
    productId: 130,
    productName: "Machines",
    sku: "MACHINES-PREMIUM",
    isTrial: false,
  });
  const ofBakery = async (query = "") =>
    listOf(await at.client.get(`companies/${made.bakery}/consumption/company${query}`));

  it("is of one company by subscription, and grows with time", async () => {
    assert.deepEqual(await ofBakery(), [
      { ...office(1), isTrial: false, subscriptionId: made.office },
      { ...machines(1), subscriptionId: made.machines },
    ]);
    await wait(14 * day);
    assert.deepEqual(await ofBakery(), [
      { ...office(14, 1), isTrial: false, subscriptionId: made.office },
      { ...machines(3), subscriptionId: made.machines },
    ]);
  });

  it("is of the past where a date is given, be it removed since", async () => {
    const { client, emulator } = at;
    const start = emulator.clock.now();
    const on = (days: number): string =>
      `?date=${encodeURIComponent(new Date(start.getTime() + days * day).toISOString())}`;
    await wait(10 * day);
    await client.delete(`companies/${made.bakery}/subscriptions/${made.office}`);
    await wait(10 * day);
    const ids = async (query = "") => (await ofBakery(query)).map(({ subscriptionId }) => subscriptionId);
    assert.deepEqual(await ids(on(-1)), []);
    assert.deepEqual(await ids(on(5)), [made.office, made.machines]);
    assert.equal((await ofBakery(on(5)))[0]?.["activeSeats"], 6);
    assert.deepEqual(await ids(on(15)), [made.machines]);
    assert.deepEqual(await ids(), [made.machines]);
    refused(await client.get(`companies/${made.bakery}/consumption/company${on(21)}`), 422, /future/);
    invalid(await client.get(`companies/${made.bakery}/consumption/company?date=yesterday`), "date");
  });

  it("is what somebody set, from then on", async () => {
    const { emulator } = at;
    await wait(day);
    const before = emulator.clock.now().toISOString();
    await wait(day);
    emulator.redstor.portal.setUsage(made.bakery, made.office, { activeSeats: 7, fupOverageInBytes: 12 });
    await wait(30 * day);
    const [now = {}] = await ofBakery();
    assert.deepEqual([now["activeSeats"], now["fupOverageInBytes"], now["inactiveSeats"]], [7, 12, 3]);
    assert.equal((await ofBakery(`?date=${before}`))[0]?.["activeSeats"], 2);
  });

  it("says what is on trial, and leaves it out if wanted, and only as long as it is", async () => {
    const { client } = at;
    const call = `companies/${made.florist}/consumption/company`;
    const trial = { ...office(1), isTrial: true, subscriptionId: made.trial };
    assert.deepEqual(listOf(await client.get(call)), [trial]);
    assert.deepEqual(listOf(await client.get(`${call}?shouldExcludeTrials=true`)), []);
    await client.patch(`companies/${made.florist}/subscriptions/${made.trial}/trial/convert`);
    assert.deepEqual(listOf(await client.get(`${call}?shouldExcludeTrials=true`)), [{ ...trial, isTrial: false }]);
  });

  it("is of each direct customer with those below it, by product", async () => {
    const { client } = at;
    const call = (company: string, query = "") =>
      client.get(`companies/${company}/consumption/customers/direct${query}`);
    assert.deepEqual(resultsOf(await call(ids.partner)), [
      {
        companyId: made.west,
        companyName: "West",
        productConsumption: [
          { ...office(1), isTrial: false, subscriptionId: made.office },
          { ...machines(1), subscriptionId: made.machines },
          { ...office(1), isTrial: true, subscriptionId: made.trial },
        ],
      },
    ]);
    await client.patch(`companies/${made.florist}/subscriptions/${made.trial}/trial/convert`);
    const [{ productConsumption } = {}] = resultsOf(await call(ids.partner));
    assert.deepEqual(productConsumption, [
      { ...office(2), isTrial: false },
      { ...machines(1), subscriptionId: made.machines },
    ]);
    const page = objectOf(await call(made.west, "?maxResults=1&shouldReturnCount=true"));
    assert.deepEqual([page["totalCount"], typeof page["nextPageToken"]], [2, "string"]);
  });

  it("is of all customers in a row per company and product", async () => {
    const { client } = at;
    const rows = resultsOf(await client.get(`companies/${ids.partner}/consumption/customers/transitive`));
    assert.deepEqual(
      rows.map(({ companyName, parentCompanyId, subscriptionId, isTrial }) => [
        companyName,
        parentCompanyId,
        subscriptionId,
        isTrial,
      ]),
      [
        ["Bakery", made.west, made.office, false],
        ["Bakery", made.west, made.machines, false],
        ["Florist", made.west, made.trial, true],
      ],
    );
    const paged = `companies/${ids.partner}/consumption/customers/transitive?maxResults=2&shouldExcludeTrials=true`;
    assert.deepEqual(Object.keys(objectOf(await client.get(paged))), ["totalCount", "results"]);
  });

  it("is summed up for a company and for all below it", async () => {
    const summary = async (company: string) =>
      objectOf(await at.client.get(`companies/${company}/consumption/summary`));
    const bakery = { ...none, totalDataProtectedInBytes: 52 * GiB, activeSeats: 1, activeWorkloads: 1 };
    assert.deepEqual(await summary(made.bakery), { companySummary: bakery, customerSummary: none });
    assert.deepEqual(await summary(ids.partner), {
      companySummary: none,
      customerSummary: { ...bakery, totalDataProtectedInBytes: 54 * GiB, activeSeats: 2 },
    });
  });
});

describe("backups and restores of Redstor", () => {
  const at = useCustomers();
  const { made, wait } = at;
  const counts = (productId: number, success: number, others: object = {}) => ({
    productId,
    productName: productId === 4 ? "O365" : "Machines",
    ...{ success, errors: 0, warnings: 0, failed: 0 },
    ...others,
  });

  it("are counted by product, of a company and of one product", async () => {
    const { client } = at;
    const call = `companies/${made.bakery}/backups/status`;
    const company = { companyId: made.bakery, companyName: "Bakery" };
    assert.deepEqual(objectOf(await client.get(call)), { ...company, statuses: [counts(4, 2), counts(130, 1)] });
    assert.deepEqual(objectOf(await client.get(`${call}?productId=130`)), { ...company, statuses: [counts(130, 1)] });
    await wait(28 * day);
    // 29 people of whom 2 have left, with two accounts each: the 10th and 20th have warnings, the 25th errors.
    assert.deepEqual(objectOf(await client.get(`${call}?productId=4`))["statuses"], [
      counts(4, 48, { warnings: 4, errors: 2 }),
    ]);
    empty(await client.get(`companies/${nobody}/backups/status`), 204);
  });

  it("are of each direct customer, with those below it if wanted", async () => {
    const call = `companies/${ids.partner}/backups/status/customers`;
    const west = { companyId: made.west, companyName: "West" };
    assert.deepEqual(resultsOf(await at.client.get(call)), [{ ...west, statuses: [] }]);
    assert.deepEqual(resultsOf(await at.client.get(`${call}?aggregate=true&productId=4`)), [
      { ...west, statuses: [counts(4, 4)] },
    ]);
  });

  it("are summed up for a company and for all below it", async () => {
    assert.deepEqual(objectOf(await at.client.get(`companies/${made.west}/backups/status/summary`)), {
      companySummary: { companyId: made.west, companyName: "West", statuses: [] },
      customerSummary: [counts(4, 4), counts(130, 1)],
    });
  });

  it("are of each account, whose service is called its product", async () => {
    const { client, emulator } = at;
    emulator.clock.set(new Date("2030-01-02T03:00:00Z"));
    Object.assign(client, await RedstorClient.signIn(emulator));
    emulator.redstor.portal.setUsage(made.bakery, made.office, { activeSeats: 1 });
    emulator.redstor.portal.setUsage(made.bakery, made.machines, { activeWorkloads: 1 });
    const rows = resultsOf(await client.get(`companies/${made.bakery}/backups/status/accounts`));
    assert.deepEqual(
      rows.map(({ accountName, productId, status, timestamp }) => [accountName, productId, status, timestamp]),
      [
        ["user-1@customer.example", 94, 1, "2030-01-02T02:40:00.000Z"],
        ["user-1@customer.example", 91, 1, "2030-01-02T02:40:00.000Z"],
        ["machine-1", 130, 1, "2030-01-02T02:40:00.000Z"],
      ],
    );
    assert.deepEqual(
      rows.map((row) => ["BackupSetGuid" in row, "groupId" in row]),
      [
        [false, true],
        [false, true],
        [true, false],
      ],
    );
    for (const row of rows) assert.match(String(row["accountId"]), /^[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}$/);
    const paged = `companies/${made.bakery}/backups/status/accounts?productId=4&maxResults=1`;
    assert.equal(typeof objectOf(await client.get(paged))["nextPageToken"], "string");
    assert.equal(resultsOf(await client.get(paged)).length, 1);
  });

  it("are as somebody recorded, until a newer one", async () => {
    const { client, emulator } = at;
    const { portal } = emulator.redstor;
    portal.recordBackup(made.bakery, made.machines, { accountName: "machine-1", status: 0 });
    portal.recordBackup(made.bakery, made.machines, { accountName: "till", status: 3 });
    const backups = async () =>
      objectOf(await client.get(`companies/${made.bakery}/backups/status?productId=130`))["statuses"];
    const restores = async () =>
      objectOf(await client.get(`companies/${made.bakery}/restores/status?productId=130`))["statuses"];
    assert.deepEqual(await backups(), [counts(130, 0, { failed: 1, errors: 1 })]);
    await wait(day);
    assert.deepEqual(await backups(), [counts(130, 1, { errors: 1 })]);
    assert.deepEqual(await restores(), []);
    portal.recordRestore(made.bakery, made.machines, { accountName: "machine-1", status: 2 });
    assert.deepEqual(await restores(), [counts(130, 0, { warnings: 1 })]);
    assert.deepEqual(objectOf(await client.get(`companies/${made.west}/restores/status/summary`))["customerSummary"], [
      counts(130, 0, { warnings: 1 }),
    ]);
    const [row = {}] = resultsOf(await client.get(`companies/${made.bakery}/restores/status/accounts`));
    assert.deepEqual([row["accountName"], row["status"]], ["machine-1", 2]);
    const [, customers] = resultsOf(await client.get(`companies/${made.west}/restores/status/customers`));
    assert.deepEqual(customers, { companyId: made.florist, companyName: "Florist", statuses: [] });
  });

  it("end with their subscription", async () => {
    const { client } = at;
    await client.delete(`companies/${made.bakery}/subscriptions/${made.office}`);
    assert.deepEqual(objectOf(await client.get(`companies/${made.bakery}/backups/status`))["statuses"], [
      counts(130, 1),
    ]);
  });
});
