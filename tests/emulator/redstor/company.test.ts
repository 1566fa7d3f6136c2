import assert from "node:assert/strict";
import { empty, ids, invalid, listOf, nobody, objectOf, RedstorClient, refused, resultsOf, useRedstor } from "./client";

const namesOf = (companies: Record<string, unknown>[]): unknown[] => companies.map((one) => one["companyName"]);

describe("a company of Redstor", () => {
  const at = useRedstor();

  it("is created below the one of the path, and read", async () => {
    const { client, emulator } = at;
    const reply = await client.post(`companies/${ids.partner}/customers?apiVersion=1`, {
      companyName: "  Bäckerei «Süß» 🥐 ",
      type: "Customer",
    });
    const created = objectOf(reply, 201);
    const company = {
      companyId: "d0000000-0000-4000-8000-000000000001",
      companyName: "  Bäckerei «Süß» 🥐 ",
      isEnabled: true,
      type: "Customer",
      parentCompanyId: ids.partner,
    };
    assert.deepEqual(created, company);
    assert.deepEqual(objectOf(await client.get(`companies/${company.companyId.toUpperCase()}`)), company);
    assert.deepEqual(emulator.redstor.companies().at(-1), company);
  });

  it("may have the name of another one", async () => {
    assert.notEqual(await at.client.company("Bakery"), await at.client.company("Bakery"));
  });

  it("has no companies below it if it is a customer", async () => {
    const bakery = await at.client.company();
    refused(
      await at.client.post(`companies/${bakery}/customers`, { companyName: "x", type: "Customer" }),
      400,
      /partner/,
    );
  });

  const bodies: [body: unknown, fields: string[]][] = [
    [{}, ["companyName", "type"]],
    [{ companyName: "", type: "Customer" }, ["companyName"]],
    [{ companyName: "x", type: "customer" }, ["type"]],
    [{ companyName: 1, type: "Customer" }, ["companyName"]],
    [{ companyName: "x", type: "Customer", isEnabled: false }, ["isEnabled"]],
    ["nonsense", [""]],
    [undefined, [""]],
  ];
  for (const [body, fields] of bodies) {
    it(`is not created from ${body === undefined ? "nothing" : JSON.stringify(body)}`, async () => {
      invalid(await at.client.post(`companies/${ids.partner}/customers`, body), ...fields);
      assert.equal(at.emulator.redstor.companies().length, 2);
    });
  }

  it("is the account's own where none is named", async () => {
    assert.deepEqual(objectOf(await at.client.get("companies")), {
      companyId: ids.partner,
      companyName: "Example Partner",
      isEnabled: true,
      type: "Partner",
      parentCompanyId: null,
    });
  });

  it("is disabled and enabled, as often as one likes", async () => {
    const { client, emulator } = at;
    const bakery = await client.company();
    const disable = () => client.patch(`companies/${bakery}/disable`);
    const enable = () => client.patch(`companies/${bakery}/enable`);
    for (const [call, isEnabled] of [
      [disable, false],
      [disable, false],
      [enable, true],
      [enable, true],
    ] as const) {
      empty(await call());
      assert.equal(objectOf(await client.get(`companies/${bakery}`))["isEnabled"], isEnabled);
    }
    const applied = emulator.journal.entries().flatMap(({ method, applied }) => (method === "PATCH" ? [applied] : []));
    assert.deepEqual(applied, [true, false, true, false]);
  });

  it("is moved below another partner", async () => {
    const { client } = at;
    const [west, bakery] = [await client.company("West", "Partner"), await client.company()];
    for (let times = 0; times < 2; times++) {
      empty(await client.patch(`companies/${west}/customers/${bakery}/reassign`));
      assert.equal(objectOf(await client.get(`companies/${bakery}`))["parentCompanyId"], west);
    }
    assert.deepEqual(namesOf(resultsOf(await client.get(`companies/${west}/customers`))), ["Bakery"]);
  });

  it("is not moved below a customer, itself or what is below it, and the own one not at all", async () => {
    const { client } = at;
    const [west, bakery] = [await client.company("West", "Partner"), await client.company()];
    const inner = await client.company("Inner", "Partner", west);
    for (const [parent, moved, detail] of [
      [bakery, west, /partner/],
      [west, west, /itself/],
      [inner, west, /below it/],
      [west, ids.partner, /own company/],
    ] as const) {
      refused(await client.patch(`companies/${parent}/customers/${moved}/reassign`), 400, detail);
    }
    assert.equal(objectOf(await client.get(`companies/${west}`))["parentCompanyId"], ids.partner);
  });

  it("is deleted when nothing is left of it, and is unknown from then on", async () => {
    const { client, emulator } = at;
    const west = await client.company("West", "Partner");
    const bakery = await client.company("Bakery", "Customer", west);
    const subscription = await client.subscribe(bakery);
    refused(await client.delete(`companies/${west}`), 400, /below it/);
    refused(await client.delete(`companies/${bakery}`), 400, /active subscriptions/);
    empty(await client.delete(`companies/${bakery}/subscriptions/${subscription}`));
    empty(await client.delete(`companies/${bakery}`));
    for (const call of ["", "/customers", "/subscriptions", "/consumption/company"]) {
      refused(await client.get(`companies/${bakery}${call}`), 404, /no such company/);
    }
    refused(await client.delete(`companies/${bakery}`), 404, /no such company/);
    refused(await client.patch(`companies/${bakery}/disable`), 404, /no such company/);
    assert.deepEqual(resultsOf(await client.get(`companies/${west}/customers`)), []);
    empty(await client.delete(`companies/${west}`));
    assert.deepEqual(
      emulator.redstor.companies({ deleted: true }).map(({ companyName, deleted = false }) => [companyName, deleted]),
      [
        ["Example Partner", false],
        ["Other Partner", false],
        ["West", true],
        ["Bakery", true],
      ],
    );
    refused(await client.delete(`companies/${ids.partner}`), 400, /own company/);
  });

  it("is seen by those above it alone", async () => {
    const { client, emulator } = at;
    const bakery = await client.company();
    const other = await RedstorClient.signIn(emulator, "other");
    const west = await client.company("West", "Partner");
    const { clientId } = emulator.redstor.portal.createAccount({ name: "west", companyId: west });
    assert.match(clientId, /^9/);
    const below = await RedstorClient.signIn(emulator, "west");
    for (const stranger of [other, below]) {
      for (const company of [bakery, ids.partner]) {
        refused(await stranger.get(`companies/${company}`), 404, /no such company/);
        refused(await stranger.patch(`companies/${company}/disable`), 404, /no such company/);
        empty(await stranger.get(`companies/${company}/backups/status`), 204);
        empty(await stranger.get(`users/list?companyId=${company}`), 204);
      }
      refused(await stranger.get(`companies/${bakery}/subscriptions`), 404, /no such company/);
      assert.deepEqual(resultsOf(await stranger.get("companies/search?search=Bakery")), []);
      const own = String(objectOf(await stranger.get("companies"))["companyId"]);
      refused(await stranger.patch(`companies/${own}/customers/${bakery}/reassign`), 404, /no such company/);
    }
    refused(await client.get(`companies/${nobody}`), 404, /no such company/);
  });

  it("is named by an id, not by any text", async () => {
    invalid(await at.client.get("companies/1"), "companyId");
    invalid(await at.client.patch(`companies/${ids.partner}/customers/x/reassign`), "customerId");
  });
});

describe("a list of Redstor's companies", () => {
  const at = useRedstor();
  let west: string;
  beforeEach(async () => {
    west = await at.client.company("West", "Partner");
    for (const name of ["cheese", "Apples", "Bread"]) await at.client.company(name, "Customer", west);
  });
  const named = async (call: string): Promise<unknown[]> => namesOf(resultsOf(await at.client.get(call)));

  it("has one level, or all, without the company itself", async () => {
    assert.deepEqual(await named(`companies/${ids.partner}/customers`), ["West"]);
    assert.deepEqual(await named(`companies/${ids.partner}/customers/transitive`), [
      "West",
      "cheese",
      "Apples",
      "Bread",
    ]);
    assert.deepEqual(await named(`companies/${west}/customers/transitive`), ["cheese", "Apples", "Bread"]);
  });

  it("is ordered by name either way, if wanted", async () => {
    assert.deepEqual(await named(`companies/${west}/customers?orderBy=asc`), ["Apples", "Bread", "cheese"]);
    assert.deepEqual(await named(`companies/${west}/customers/transitive?orderBy=desc`), ["cheese", "Bread", "Apples"]);
    invalid(await at.client.get(`companies/${west}/customers?orderBy=name`), "orderBy");
  });

  it("has those whose name contains a text", async () => {
    assert.deepEqual(await named(`companies/${west}/customers?search=E`), ["cheese", "Apples", "Bread"]);
    assert.deepEqual(await named(`companies/${ids.partner}/customers/transitive?search=es`), [
      "West",
      "cheese",
      "Apples",
    ]);
    assert.deepEqual(await named("companies/search?search=bREAD"), ["Bread"]);
    assert.deepEqual(await named("companies/search?search=Example"), []);
    invalid(await at.client.get("companies/search"), "search");
    invalid(await at.client.get("companies/search?search="), "search");
  });

  it("comes in pages, whose tokens name the page and its size", async () => {
    const { client } = at;
    const call = `companies/${ids.partner}/customers/transitive`;
    const first = objectOf(await client.get(`${call}?maxResults=3&shouldReturnCount=true`));
    assert.equal(first["totalCount"], 4);
    const token = String(first["nextPageToken"]);
    assert.equal(
      Buffer.from(token, "base64url").toString("utf8"),
      JSON.stringify({ Page: 2, PageSize: 3, TotalCount: 4 }),
    );
    for (const query of [`maxResults=3&pageToken=${token}`, `pageToken=${token}`]) {
      const second = objectOf(await client.get(`${call}?${query}&shouldReturnCount=true`));
      assert.deepEqual(Object.keys(second), ["totalCount", "results"]);
      assert.equal(second["totalCount"], -1);
      assert.deepEqual(await named(`${call}?${query}`), ["Bread"]);
    }
    const whole = objectOf(await client.get(`${call}?maxResults=4`));
    assert.deepEqual([whole["nextPageToken"], whole["totalCount"]], [undefined, -1]);
  });

  it("has 30 to a page unless told otherwise, and 100 at most", async () => {
    const { client, emulator } = at;
    for (let number = 1; number <= 101; number++) {
      emulator.redstor.portal.createCompany({ companyName: `Customer ${number}` });
    }
    const call = `companies/${ids.partner}/customers`;
    assert.equal(resultsOf(await client.get(call)).length, 30);
    assert.equal(resultsOf(await client.get(`${call}?maxResults=100`)).length, 100);
    for (const size of [0, 101, -1, "x"]) invalid(await client.get(`${call}?maxResults=${size}`), "maxResults");
  });

  it("has no page for a token that was changed, or with another size", async () => {
    const token = (content: unknown): string => Buffer.from(JSON.stringify(content)).toString("base64url");
    const good = token({ Page: 2, PageSize: 3, TotalCount: 4 });
    const call = `companies/${ids.partner}/customers/transitive`;
    assert.equal((await at.client.get(`${call}?pageToken=${good}`)).status, 200);
    for (const query of [
      `pageToken=${good}&maxResults=2`,
      "pageToken=nonsense",
      "pageToken=%00",
      `pageToken=${good.slice(0, -3)}`,
      `pageToken=${token({ Page: 0, PageSize: 3 })}`,
      `pageToken=${token({ Page: 2, PageSize: 101 })}`,
      `pageToken=${token({ Page: "2", PageSize: 3 })}`,
      `pageToken=${token(null)}`,
    ]) {
      refused(await at.client.get(`${call}?${query}`), 400, /page token/);
    }
  });
});

describe("an empty list of Redstor", () => {
  const lists = [
    `companies/${ids.partner}/customers`,
    `companies/${ids.partner}/customers/transitive`,
    "companies/search?search=nothing",
    `users/list?companyId=${ids.otherPartner}`,
    `companies/${ids.partner}/subscriptions`,
    `companies/${ids.partner}/consumption/company`,
    `companies/${ids.partner}/consumption/customers/direct`,
    `companies/${ids.partner}/consumption/customers/transitive`,
    `companies/${ids.partner}/backups/status/customers`,
    `companies/${ids.partner}/restores/status/accounts`,
  ];
  const plain = useRedstor();

  it("is a list of nothing", async () => {
    for (const call of lists) {
      const client = call.includes(ids.otherPartner)
        ? await RedstorClient.signIn(plain.emulator, "other")
        : plain.client;
      const reply = await client.get(call);
      if (Array.isArray(reply.body)) assert.deepEqual(listOf(reply), []);
      else assert.deepEqual(resultsOf(reply), []);
    }
  });
});

describe("an empty list of a Redstor that answers 204", () => {
  const at = useRedstor({ redstor: { readings: { "lists.empty": "nothing" } } });
  it("is nothing, but objects and lists of something are as ever", async () => {
    const { client } = at;
    for (const call of ["customers", "customers/transitive", "subscriptions", "consumption/company"]) {
      empty(await client.get(`companies/${ids.partner}/${call}`), 204);
    }
    empty(await client.get("companies/search?search=nothing"), 204);
    empty(await client.get(`companies/${ids.partner}/backups/status/accounts`), 204);
    await client.company();
    assert.equal(resultsOf(await client.get(`companies/${ids.partner}/customers`)).length, 1);
    assert.deepEqual(objectOf(await client.get(`companies/${ids.partner}/backups/status`))["statuses"], []);
  });
});
