import assert from "node:assert/strict";
import { openEstates } from "../../cli/estates";
import { type Emulator, startEmulator } from "../../emulator";
import { EsetEstate } from "../../provider/eset/estate";
import { Eset } from "../../provider/eset/session";
import { allOf } from "../../provider/vendor/pages";
import type { Estate, EstateObject, ReadObject } from "../../provider/vendor/estate";

const mspId = "10000000-0000-4000-8000-000000000005";
const managerId = "10000000-0000-4000-8000-000000000004";
const managedId = "10000000-0000-4000-8000-000000000006";

describe("an ESET estate", () => {
  let emulator: Emulator;
  let estate: Estate;

  const estateOf = (username: string): Estate => {
    const account = emulator.eset.accounts.find((one) => one.username === username);
    assert.ok(account !== undefined);
    const { endpoint } = emulator.eset;
    return new EsetEstate(
      new Eset({
        endpoint,
        username,
        password: account.password,
        requestsPerSecond: 1000,
        timeoutSeconds: 3,
        refresh: "exact",
      }),
    );
  };
  const calls = () => {
    const names = emulator.journal.entries().map(({ call }) => call);
    emulator.journal.clear();
    return names.filter((call) => call !== "Token/Get");
  };
  const listed = (): Promise<EstateObject[]> => allOf(estate.list());
  const read = async (name: string): Promise<ReadObject> => {
    const object = (await listed()).find((one) => one.name.startsWith(name) || one.id === name);
    assert.ok(object !== undefined, `${name} is not listed`);
    calls();
    const found = await estate.read(object);
    assert.ok(found !== undefined);
    return found;
  };

  beforeEach(async () => {
    emulator = await startEmulator();
    estate = estateOf("api@msp.example");
  });
  afterEach(async () => {
    await emulator.close();
  });

  it("is listed with a call for each hundred objects, not one for each object", async () => {
    const { portal } = emulator.eset;
    for (let n = 0; n < 120; n++) {
      const { id } = portal.createCustomer({ name: `Customer ${n}` });
      portal.orderLicense({ customerId: id, productCode: "2015", quantity: 1 });
    }
    const objects = await listed();
    const count = (type: string) => objects.filter((one) => one.type === type).length;
    assert.deepEqual([count("eset:Customer"), count("eset:License"), count("eset:User")], [120, 120, 4]);
    assert.deepEqual(calls().sort(), [
      "Company/Descendants",
      "Company/Descendants",
      "Company/Users",
      "Search/Licenses",
      "Search/Licenses",
      "User/Current",
    ]);
  });

  it("lists the licences of chosen customers only, and says whose they are", async () => {
    const { portal } = emulator.eset;
    for (const name of ["Bakery", "Brewery", "Bakery North"]) {
      portal.orderLicense({ customerId: portal.createCustomer({ name }).id, productCode: "2015", quantity: 1 });
    }
    const companies = await allOf(estate.companies());
    calls();
    const chosen = companies.filter(({ name }) => name !== "Brewery");
    assert.deepEqual(
      (await allOf(estate.belongings(chosen))).map(({ type, tenant }) => [type, tenant?.name]),
      [
        ["eset:License", "Bakery"],
        ["eset:License", "Bakery North"],
      ],
    );
    assert.deepEqual(calls(), ["Search/Licenses", "Search/Licenses"]);
  });

  it("is of those below the account's own company, also where the list of companies begins with that", async () => {
    emulator.eset.portal.changeReadings({ "lists.ownCompany": "included" });
    emulator.eset.portal.createCustomer({ name: "Bakery" });
    const companies = (await listed()).filter(({ type }) => !["eset:User", "eset:License"].includes(type));
    assert.deepEqual(
      companies.map(({ name }) => name),
      ["Bakery"],
    );
    assert.ok(calls().includes("Company/Descendants"));
  });

  it("names what it cannot read of its lists, and lists the rest", async () => {
    const { portal } = emulator.eset;
    const [bakery, brewery] = ["Bakery", "Brewery"].map((name) => portal.createCustomer({ name }).id);
    const answers = (call: string, body: object) => {
      emulator.faults.add({ call, kind: "status", status: 200, body });
    };
    answers("Company/Descendants", {
      companies: [
        { publicId: bakery, name: "Bakery", type: null },
        { publicId: brewery, name: "Brewery", type: 1007 },
      ],
    });
    answers("Search/Licenses", { Search: [{ PublicLicenseKey: "AAA-BBB-CCC", Name: "ESET PROTECT Entry" }] });
    answers("Company/Users", { users: [{ id: "u1", email: "jane@msp.example", permission: null }] });
    assert.deepEqual(
      (await listed()).map(({ type, name, unread }) => [
        type,
        name,
        /: the answer (.*?)\. The API/.exec(unread ?? "")?.[1],
      ]),
      [
        ["eset:Company", "Bakery", "has no number in type"],
        ["eset:Customer", "Brewery", undefined],
        ["eset:License", "ESET PROTECT Entry", "lacks Code"],
        ["eset:User", "u1", "has no number in permission"],
      ],
    );
  });

  it("reads a customer with one call, as a program declares it", async () => {
    const { id } = emulator.eset.portal.createCustomer({
      name: "Bäckerei 🥨",
      email: "it@bakery.example",
      customIdentifier: "CRM-42",
      address: { city: "Springfield", streetAddress: "", zipCode: null, state: null },
      tags: ["gold"],
      comment: "",
    });
    const { inputs, outputs, notes, tenant } = await read("Bäckerei");
    const expected = {
      name: "Bäckerei 🥨",
      email: "it@bakery.example",
      customIdentifier: "CRM-42",
      address: { city: "Springfield" },
      tags: ["gold"],
      suspended: false,
    };
    assert.deepEqual(inputs, expected);
    assert.deepEqual(outputs, { ...expected, __msp: { adopted: true, account: mspId } });
    assert.deepEqual([notes, tenant], [[], { id, name: "Bäckerei 🥨" }]);
    assert.deepEqual(calls(), ["Company/Detail"]);
  });

  it("reads a licence with one call, and says whose it is", async () => {
    const { portal } = emulator.eset;
    const { id: customerId } = portal.createCustomer({ name: "Bakery" });
    const { publicLicenseKey } = portal.orderLicense({ customerId, productCode: "2018", quantity: 7, usage: 9 });
    const { inputs, outputs, tenant } = await read(publicLicenseKey);
    const expected = { customerId, productCode: "2018", quantity: 7, type: "full", suspended: false };
    assert.deepEqual(inputs, expected);
    assert.deepEqual(outputs, { ...expected, publicLicenseKey, __msp: { adopted: true, account: mspId } });
    assert.deepEqual(tenant, { id: customerId, name: "Bakery" });
    assert.deepEqual(calls(), ["License/Detail"]);
  });

  it("tells a licence that is suspended itself from one that its company holds, and knows trials", async () => {
    const { portal } = emulator.eset;
    const { id: running } = portal.createCustomer({ name: "Bakery" });
    const { id: stopped } = portal.createCustomer({ name: "Brewery" });
    const order = (customerId: string, productCode: string, more: object = {}) =>
      portal.orderLicense({ customerId, productCode, quantity: 5, ...more }).publicLicenseKey;
    const itself = order(running, "2015", { suspended: true });
    const held = order(stopped, "2015");
    const extended = order(running, "2018", { trial: true, trialExtensions: 2 });
    const expired = order(running, "107", { trial: true, trialExpiration: "2024-05-01T00:00:00Z" });
    portal.updateCompany(stopped, { status: "suspended" });

    assert.equal((await read("Brewery")).inputs["suspended"], true);
    assert.equal((await read(itself)).inputs["suspended"], true);
    assert.equal((await read(held)).inputs["suspended"], false);
    const { type, trialExtensions } = (await read(extended)).inputs;
    assert.deepEqual([type, trialExtensions], ["trial", 2]);
    const past = await read(expired);
    assert.deepEqual([past.inputs["type"], past.notes], ["trial", ["This trial has expired (2024-05-01)."]]);
  });

  it("reads a user of the own company, and lists the account itself as nobody's to declare", async () => {
    const { portal } = emulator.eset;
    portal.createAccount({
      username: "jane@msp.example",
      password: "x",
      companyId: mspId,
      firstName: "Jane",
      lastName: "Doe",
      permission: "read",
    });
    const { inputs, tenant } = await read("Jane Doe");
    assert.deepEqual(inputs, {
      email: "jane@msp.example",
      firstName: "Jane",
      lastName: "Doe",
      countryCode: "SVK",
      permission: "Read",
    });
    assert.equal(tenant.id, mspId);
    const objects = await listed();
    assert.match(objects.find(({ name }) => name.includes("<api@"))?.undeclarable ?? "", /account that is signed in/);
    assert.match(objects.find(({ name }) => name.includes("<no-access@"))?.name ?? "", /, without access$/);
  });

  it("leaves out of a declaration what the vendor let in and a program may not say, and says so", async () => {
    const { portal } = emulator.eset;
    portal.createCustomer({ name: "Bakery", email: "not an address" });
    const { inputs, notes, undeclarable } = await read("Bakery");
    assert.deepEqual(inputs, { name: "Bakery", suspended: false });
    assert.deepEqual(notes, ['email is not declared: it must be an e-mail address, not "not an address".']);
    assert.equal(undeclarable, undefined);
  });

  it("gives nothing for what is gone since it was listed", async () => {
    const { id } = emulator.eset.portal.createCustomer({ name: "Bakery" });
    const [bakery] = await listed();
    assert.ok(bakery !== undefined);
    emulator.eset.portal.deleteCompany(id);
    assert.equal(await estate.read(bakery), undefined);
  });

  it("of an MSP Manager: customers of managed MSPs say their parent, those of the account's own company do not", async () => {
    const { portal } = emulator.eset;
    portal.createCustomer({ name: "Direct", parentId: managerId });
    portal.createCustomer({ name: "Nested", parentId: managedId });
    estate = estateOf("manager@msp.example");
    assert.deepEqual((await read("Direct")).inputs, { name: "Direct", suspended: false });
    assert.deepEqual((await read("Nested")).inputs, { name: "Nested", suspended: false, parentId: managedId });
    const managed = await read("Example Managed MSP");
    assert.equal(managed.type, "eset:ManagedMsp");
    assert.deepEqual(managed.inputs, {
      name: "Example Managed MSP",
      email: "office@managed.example",
      products: ["2015", "107"],
      trialLicenseAllowed: false,
      trusted: true,
      suspended: false,
    });
  });

  it("of a distributor: says which companies only others can declare, and for which there is no resource", async () => {
    estate = estateOf("distributor@msp.example");
    assert.match((await read("Example Managed MSP")).undeclarable ?? "", /company above it \(Example MSP Manager\)/);
    const { inputs, undeclarable } = await read("Example MSP Manager");
    assert.equal(undeclarable, undefined);
    assert.deepEqual([inputs["manager"], inputs["divisionId"]], [true, undefined]);
    const division = (await listed()).find(({ name }) => name === "Example Division");
    assert.match(division?.undeclarable ?? "", /kind division/);
  });
});

describe("openEstates", () => {
  const variables = [
    "ESET_MSP_USERNAME",
    "ESET_MSP_PASSWORD",
    "REDSTOR_CLIENT_ID",
    "REDSTOR_PRIVATE_KEY",
    "REDSTOR_PRIVATE_KEY_FILE",
  ];
  const saved = new Map(variables.map((name) => [name, process.env[name]]));
  beforeEach(() => {
    for (const name of variables) Reflect.deleteProperty(process.env, name);
  });
  after(() => {
    for (const [name, value] of saved) if (value !== undefined) process.env[name] = value;
  });

  it("opens the vendors whose credentials are configured", () => {
    const config = new Map([
      ["msp:esetUsername", "api@msp.example"],
      ["msp:esetPassword", "secret"],
    ]);
    assert.deepEqual(
      openEstates((key) => config.get(key)).map(({ vendor }) => vendor),
      ["eset"],
    );
  });

  it("says what to set when nothing is, and what is missing when one of two is", () => {
    assert.throws(() => openEstates(), /No account is configured\. Set ESET_MSP_USERNAME and ESET_MSP_PASSWORD/);
    assert.throws(
      () => openEstates((key) => (key === "msp:esetUsername" ? "api" : undefined)),
      /ESET password is missing/,
    );
    assert.throws(
      () => openEstates((key) => (key === "eset:username" ? "api" : undefined)),
      /eset:username is now msp:esetUsername/,
    );
  });
});
