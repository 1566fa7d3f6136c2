import assert from "node:assert/strict";
import { EsetClient, ids, record, refused, useEmulator } from "./client";

describe("Search/Companies", () => {
  const at = useEmulator();
  let bakery: string;
  let butcher: string;

  beforeEach(async () => {
    const { client, emulator } = at;
    emulator.clock.set(new Date("2030-03-01T12:00:00Z"));
    const morning = await EsetClient.signIn(emulator);
    Object.assign(client, { accessToken: morning.accessToken });
    bakery = await client.customer("Example Bakery", {
      customIdentifier: "CRM-42",
      email: "it@bakery.example",
      vatId: "V",
      description: "D",
    });
    emulator.clock.set(new Date("2030-03-02T12:00:00Z"));
    Object.assign(client, { accessToken: (await EsetClient.signIn(emulator)).accessToken });
    butcher = await client.customer("Example Butcher");
  });

  async function found(search: object, client = at.client): Promise<string[]> {
    const page = record(await client.post("Search/Companies", { search, skip: 0, take: 100 }));
    return (page["Search"] as { CompanyId: string }[]).map(({ CompanyId }) => CompanyId);
  }

  it("answers in PascalCase", async () => {
    const { body } = await at.client.post("Search/Companies", { search: { Bakery: [0] }, skip: 0, take: 10 });
    assert.deepEqual(body, {
      Search: [
        {
          CompanyId: bakery,
          Name: "Example Bakery",
          CompanyTypeId: 5,
          StatusId: 1,
          CustomIdentifier: "CRM-42",
          Email: "it@bakery.example",
          VatId: "V",
          Description: "D",
          ParentId: ids.msp,
        },
      ],
      Paging: { TotalCount: 1 },
    });
  });

  it("finds everything at or below the caller when there is no keyword, and nothing else", async () => {
    assert.deepEqual(await found({}), [ids.msp, bakery, butcher]);
    assert.deepEqual(await found({}, await EsetClient.signIn(at.emulator, "managed")), [ids.managedMsp]);
  });

  const columns: [column: number, what: string, keyword: () => string, expected: () => string[]][] = [
    [0, "part of the name, in any case", () => "BAK", () => [bakery]],
    [1, "the company id", () => butcher, () => [butcher]],
    [1, "a part of the company id (nothing)", () => butcher.slice(0, 8), () => []],
    [2, "the day of creation", () => "2030-03-02", () => [butcher]],
    [3, "the day of the last change", () => "2030-03-01", () => [bakery]],
    [5, "the custom identifier", () => "CRM-42", () => [bakery]],
    [5, "a part of the custom identifier (nothing)", () => "CRM", () => []],
    [6, "the company type: customers", () => "5", () => [bakery, butcher]],
    [6, "the company type: MSPs", () => "3", () => [ids.msp]],
  ];
  for (const [column, what, keyword, expected] of columns) {
    it(`looks in column ${column} for ${what}`, async () => {
      assert.deepEqual(await found({ [keyword()]: [column] }), expected());
    });
  }

  it("wants all keywords, each in any of its columns", async () => {
    assert.deepEqual(await found({ Example: [0], "CRM-42": [5] }), [bakery]);
    assert.deepEqual(await found({ Example: [0], "CRM-42": [0] }), []);
    assert.deepEqual(await found({ "CRM-42": [0, 5] }), [bakery]);
  });

  it("takes names of JavaScript's own for keywords", async () => {
    assert.deepEqual(await found({ constructor: [0], toString: [0] }), []);
    const reply = await at.client.post("Search/Companies", '{"search":{"__proto__":[0]},"skip":0,"take":1}');
    assert.deepEqual(reply.body, { Search: [], Paging: { TotalCount: 0 } });
  });

  for (const column of [4, 7, -1]) {
    it(`refuses column ${column}, which nobody knows`, async () => {
      refused(await at.client.post("Search/Companies", { search: { x: [column] }, take: 1 }), 400, 900, 19);
    });
  }

  it("pages, with the total", async () => {
    const page = record(await at.client.post("Search/Companies", { search: {}, skip: 1, take: 1 }));
    assert.deepEqual(
      (page["Search"] as { CompanyId: string }[]).map(({ CompanyId }) => CompanyId),
      [bakery],
    );
    assert.deepEqual(page["Paging"], { TotalCount: 3 });
  });
});

describe("Search/Licenses", () => {
  const at = useEmulator();
  let customerId: string;
  let entry: string;
  let complete: string;
  let others: string;

  beforeEach(async () => {
    const { client } = at;
    customerId = await client.customer("Bakery");
    entry = await client.order(customerId);
    complete = await client.order(customerId, { productCode: "2018" });
    others = await client.order(await client.customer("Butcher"), { productCode: "107" });
  });

  async function found(search: object, client = at.client): Promise<unknown> {
    const page = record(await client.post("Search/Licenses", { ...search, skip: 0, take: 100 }));
    return (page["Search"] as { PublicLicenseKey: string }[]).map(({ PublicLicenseKey }) => PublicLicenseKey);
  }

  it("answers in PascalCase, with key and product only", async () => {
    const { body } = await at.client.post("Search/Licenses", { keyword: "complete", skip: 0, take: 10 });
    assert.deepEqual(body, {
      Search: [{ PublicLicenseKey: complete, Code: "2018", Name: "ESET PROTECT Complete" }],
      Paging: { TotalCount: 1 },
    });
  });

  it("looks in code, name and key", async () => {
    assert.deepEqual(await found({ keyword: "201" }), [entry, complete]);
    assert.deepEqual(await found({ keyword: "protect" }), [entry, complete]);
    assert.deepEqual(await found({ keyword: others.toLowerCase() }), [others]);
  });

  for (const keyword of [undefined, null, ""]) {
    it(`finds all when the keyword is ${keyword === undefined ? "left out" : JSON.stringify(keyword)}`, async () => {
      assert.deepEqual(await found({ keyword }), [entry, complete, others]);
    });
  }

  it("keeps to a customer", async () => {
    assert.deepEqual(await found({ customerId }), [entry, complete]);
    assert.deepEqual(await found({ customerId, keyword: "2018" }), [complete]);
    assert.deepEqual(await found({ customerId: "" }), [entry, complete, others]);
  });

  it("shows nobody else's", async () => {
    const manager = await EsetClient.signIn(at.emulator, "manager");
    assert.deepEqual(await found({}, manager), []);
    refused(await manager.post("Search/Licenses", { customerId, take: 1 }), 404, 900, 1);
  });

  it("finds suspended licences too", async () => {
    await at.client.post("License/Suspend", { publicLicenseKey: entry });
    assert.deepEqual(await found({ customerId }), [entry, complete]);
  });
});
