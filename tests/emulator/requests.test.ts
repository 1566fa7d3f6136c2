import assert from "node:assert/strict";
import { EsetClient, ids, refused, send, useEmulator } from "./client";

describe("a request to the ESET API", () => {
  const at = useEmulator();

  it("is refused with 403 and 99/1 when there is no such call, token or not", async () => {
    const { client, emulator } = at;
    refused(await client.post("Company/Nothing", {}), 403, 99, 1);
    refused(await client.get("Company/Detail"), 403, 99, 1);
    refused(await client.post("company/detail", { companyId: ids.msp }), 403, 99, 1);
    refused(await send(`${emulator.eset.endpoint}/Nothing`, "PUT", {}), 403, 99, 1);
    refused(await send(emulator.eset.endpoint, "GET"), 403, 99, 1);
    refused(await send(`${emulator.eset.endpoint}/%E0%A4%A`, "GET"), 403, 99, 1);
  });

  it("may have doubled slashes in its path", async () => {
    const { client } = at;
    assert.equal((await client.post("/Company/Detail", { companyId: ids.msp })).status, 200);
    assert.equal((await client.post("Company//Detail", { companyId: ids.msp })).status, 200);
  });

  it("may have a query, which is ignored", async () => {
    assert.equal((await at.client.get("User/Current?x=1")).status, 200);
  });

  it("needs a token, in a bearer header", async () => {
    const url = `${at.emulator.eset.endpoint}/User/Current`;
    const reply = await send(url, "GET");
    assert.equal(reply.status, 401);
    assert.equal(reply.headers.get("www-authenticate"), "Bearer");
    assert.equal((await send(url, "GET", undefined, { authorization: at.client.accessToken })).status, 401);
    assert.equal((await send(url, "GET", undefined, { authorization: "Bearer nonsense" })).status, 401);
    assert.equal((await send(url, "GET", undefined, { authorization: `bearer ${at.client.accessToken}` })).status, 200);
  });

  it("is asked for its token before its body is looked at", async () => {
    assert.equal((await send(`${at.emulator.eset.endpoint}/Company/Detail`, "POST", { nonsense: 1 })).status, 401);
  });

  it("binds property names without regard to case, keywords of a search excepted", async () => {
    const { client } = at;
    assert.equal((await client.post("Company/Detail", { COMPANYID: ids.msp })).status, 200);
    const id = await client.customer("Bakery", {
      ADDRESS: { City: "Springfield" },
      Tags: [{ TAG: "gold" }],
      address: undefined,
    });
    const { address, tags } = await client.company(id);
    assert.deepEqual(address, { state: null, city: "Springfield", streetAddress: null, zipCode: null });
    assert.deepEqual(tags, [{ tag: "gold" }]);
    const found = await client.post("Search/Companies", { SEARCH: { BAKE: [0] }, Take: 10 });
    assert.deepEqual((found.body as { Paging: unknown }).Paging, { TotalCount: 1 });
  });

  const invalid: [what: string, call: string, body: unknown, answer: unknown][] = [
    ["an unknown field", "Company/Detail", { companyId: "x", colour: "red" }, { colour: ["The field is not known."] }],
    [
      "an unknown field inside another",
      "Company/Create/customer",
      { name: "A", address: { planet: "Earth" } },
      { "address.planet": ["The field is not known."] },
    ],
    ["a missing field", "Company/Create/customer", { address: {} }, { name: ["The name field is required."] }],
    ["a missing address", "Company/Create/customer", { name: "A" }, { address: ["The address field is required."] }],
    [
      "an empty mandatory field",
      "Company/Create/customer",
      { name: "", address: {} },
      { name: ["The name field is required."] },
    ],
    [
      "a blank mandatory field",
      "Company/Create/customer",
      { name: "  ", address: {} },
      { name: ["The name field is required."] },
    ],
    [
      "a name erased by an update",
      "Company/Update/customer",
      { companyId: "x", name: "" },
      { name: ["The name field is required."] },
    ],
    ["a number for a text", "Company/Detail", { companyId: 5 }, { companyId: ["The input was not valid."] }],
    [
      "a text for a number",
      "License/UpdateQuantity",
      { publicLicenseKey: "x", quantity: "5" },
      { quantity: ["The input was not valid."] },
    ],
    [
      "a fraction of a seat",
      "License/UpdateQuantity",
      { publicLicenseKey: "x", quantity: 1.5 },
      { quantity: ["The input was not valid."] },
    ],
    [
      "seats beyond the number type",
      "License/UpdateQuantity",
      { publicLicenseKey: "x", quantity: 2147483648 },
      { quantity: ["The input was not valid."] },
    ],
    [
      "a tag that is no object",
      "Company/Create/customer",
      { name: "A", address: {}, tags: ["x"] },
      { "tags[0]": ["The input was not valid."] },
    ],
    [
      "a tag without a text",
      "Company/Create/customer",
      { name: "A", address: {}, tags: [{}] },
      { "tags[0].tag": ["The tags[0].tag field is required."] },
    ],
    ["take 0", "Company/Children", { companyId: ids.msp, skip: 0, take: 0 }, { take: ["The input was not valid."] }],
    [
      "take 101",
      "Company/Children",
      { companyId: ids.msp, skip: 0, take: 101 },
      { take: ["The input was not valid."] },
    ],
    ["no take", "Search/Licenses", { skip: 0 }, { take: ["The take field is required."] }],
    ["a negative skip", "Search/Licenses", { skip: -1, take: 1 }, { skip: ["The input was not valid."] }],
    ["a list for an object", "Company/Detail", [], { "": ["The input was not valid."] }],
    ["null", "Company/Detail", "null", { "": ["The input was not valid."] }],
    ["no JSON", "Company/Detail", "{", { "": ["The request body is not valid JSON."] }],
    ["nothing", "Company/Detail", undefined, { "": ["A non-empty request body is required."] }],
  ];
  for (const [what, call, body, answer] of invalid) {
    it(`with ${what} is refused, the field named (${call})`, async () => {
      const reply = await at.client.post(call, body);
      assert.equal(reply.status, 400);
      assert.deepEqual(reply.body, answer);
    });
  }

  it("names all the fields that are wrong at once", async () => {
    const reply = await at.client.post("License/Order", { customerId: 1, quantity: "x" });
    assert.deepEqual(reply.body, {
      customerId: ["The input was not valid."],
      productCode: ["The productCode field is required."],
      quantity: ["The input was not valid."],
      licenseType: ["The licenseType field is required."],
    });
  });

  it("must be JSON by its content type", async () => {
    const { emulator, client } = at;
    const headers = { authorization: `Bearer ${client.accessToken}`, "content-type": "text/plain" };
    const reply = await send(`${emulator.eset.endpoint}/Company/Detail`, "POST", { companyId: ids.msp }, headers);
    assert.deepEqual([reply.status, reply.body], [400, { "": ["The Content-Type must be application/json."] }]);
  });

  it("must not be enormous", async () => {
    const reply = await at.client.post("Company/Detail", { companyId: "x".repeat(2_000_000) });
    assert.equal(reply.status, 400);
  });

  it("is answered with the emulator's date", async () => {
    at.emulator.clock.set(new Date("2031-05-01T10:00:00Z"));
    const reply = await send(`${at.emulator.eset.endpoint}/User/Current`, "GET");
    assert.match(reply.headers.get("date") ?? "", /^Thu, 01 May 2031 10:00:0\d GMT$/);
  });
});

describe("the enumerations", () => {
  const at = useEmulator();
  const enumerations: [path: string, answer: unknown][] = [
    [
      "EntityTypes",
      [
        ["ESET Headquarters", 1001],
        ["Distributor", 1002],
        ["Division", 1003],
        ["MSP Manager (Company)", 1004],
        ["MSP (Company)", 1005],
        ["Managed MSP (Company)", 1006],
        ["Managed By MSP - MSP Customer", 1007],
      ],
    ],
    [
      "LicenseStates",
      [
        ["Error", 0],
        ["Normal", 1],
        ["Obsolete", 2],
        ["Suspended", 3],
        ["Warning", 4],
      ],
    ],
    [
      "PermissionTypes",
      [
        ["Write", 1],
        ["Read", 2],
        ["NoAccess", 3],
      ],
    ],
    [
      "UserStatuses",
      [
        ["Active", 1],
        ["Waiting for activation", 2],
      ],
    ],
    [
      "OperationStates",
      [
        ["Pending", 1],
        ["Running", 2],
        ["Succeeded", 3],
        ["Failed", 4],
      ],
    ],
  ];
  for (const [path, answer] of enumerations) {
    it(`answer ${path} with names and numbers`, async () => {
      const { body } = await at.client.get(`Enum/${path}`);
      assert.deepEqual(
        (body as { name: string; value: number }[]).map(({ name, value }) => [name, value]),
        answer,
      );
    });
  }

  it("offer the products that the caller's company was granted", async () => {
    const { emulator } = at;
    const offered = async (): Promise<unknown> => (await at.client.get("Enum/AvailableProducts")).body;
    emulator.eset.portal.updateCompany(ids.msp, { products: ["2018", "107"] });
    assert.deepEqual(await offered(), {
      products: [
        { code: "2018", name: "ESET PROTECT Complete" },
        { code: "107", name: "ESET Endpoint Security" },
      ],
    });
    for (const name of ["headquarters", "distributor", "division"]) {
      const { body } = await (await EsetClient.signIn(emulator, name)).get("Enum/AvailableProducts");
      assert.equal((body as { products: unknown[] }).products.length, 10, name);
    }
  });
});

describe("the list of countries", () => {
  const at = useEmulator();
  it("has three letters for each, and the states of the USA", async () => {
    const { countries } = (await at.client.get("Enum/Countries")).body as {
      countries: { countryCode: string; name: string; states: string[] }[];
    };
    const of = (code: string) => countries.find(({ countryCode }) => countryCode === code);
    assert.deepEqual(of("SVK"), { countryCode: "SVK", name: "Slovakia", states: [] });
    assert.equal(of("USA")?.states.length, 51);
    assert.deepEqual(of("USA")?.states.slice(31, 34), ["New Mexico", "New York", "North Carolina"]);
    assert.ok(countries.every(({ countryCode, name }) => /^[A-Z]{3}$/.test(countryCode) && /^\p{Lu}/u.test(name)));
    assert.equal(new Set(countries.map(({ countryCode }) => countryCode)).size, countries.length);
  });
});

describe("Version", () => {
  const at = useEmulator();
  it("is that of the newest release known, and needs a token", async () => {
    assert.deepEqual((await at.client.get("Version")).body, { version: "1.0.54" });
    assert.equal((await send(`${at.emulator.eset.endpoint}/Version`, "GET")).status, 401);
  });
});

describe("the mapping of EMA 1", () => {
  const at = useEmulator();

  it("gives the ids of companies, sites, licences and users that were moved", async () => {
    const { client, emulator } = at;
    const customerId = await client.customer();
    const key = await client.order(customerId);
    emulator.seed({
      eset: {
        ema1Mappings: [
          { kind: "site", ema1Id: "7", publicId: customerId },
          { kind: "legacyKey", ema1Id: "AAA-1", publicId: customerId },
          { kind: "license", ema1Id: "8", publicId: key },
        ],
      },
    });
    for (const [call, publicId] of [
      ["CompanyId/1001", ids.msp],
      ["SiteId?siteId=7", customerId],
      ["SiteId?legacykey=AAA-1", customerId],
      ["LicenseId/8", key],
      ["UserId/2001", "20000000-0000-4000-8000-000000000001"],
    ] as const) {
      assert.deepEqual((await client.get(`Ema1Mapping/${call}`)).body, { publicId }, call);
    }
  });

  it("keeps to what the caller sees, and to the kind that was asked for", async () => {
    const manager = await EsetClient.signIn(at.emulator, "manager");
    refused(await manager.get("Ema1Mapping/CompanyId/1001"), 404, 900, 40);
    refused(await at.client.get("Ema1Mapping/UserId/1001"), 404, 900, 40);
    refused(await at.client.get("Ema1Mapping/SiteId?siteId=1001"), 404, 900, 40);
  });

  it("wants either the id of a site or its key", async () => {
    refused(await at.client.get("Ema1Mapping/SiteId"), 400, 900, 41);
    refused(await at.client.get("Ema1Mapping/SiteId?siteId=1&legacyKey=2"), 400, 900, 41);
  });
});

describe("User/Current", () => {
  const at = useEmulator();
  it("tells the user and the company behind the token", async () => {
    const { body } = await at.client.get("User/Current");
    const { email, status, twoFactorEnabled, company } = body as Record<string, unknown>;
    assert.deepEqual(
      { email, status, twoFactorEnabled, company },
      {
        email: "api@msp.example",
        status: 1,
        twoFactorEnabled: false,
        company: { companyId: ids.msp, name: "Example MSP", type: 1005 },
      },
    );
  });
});
