import assert from "node:assert/strict";
import { ids, send, useEmulator } from "./client";
import type { Reply } from "./client";

describe("the controls over HTTP", () => {
  const at = useEmulator();
  const control = (method: string, path: string, body?: unknown): Promise<Reply> =>
    send(`${at.emulator.url}/_emulator/${path}`, method, body);
  async function given<T>(method: string, path: string, body?: unknown): Promise<T> {
    const reply = await control(method, path, body);
    assert.equal(reply.status, 200, reply.text);
    return reply.body as T; // what the test says it is
  }
  const nothing = async (method: string, path: string, body?: unknown): Promise<void> => {
    const reply = await control(method, path, body);
    assert.deepEqual([reply.status, reply.text], [204, ""]);
  };

  it("show and clear the journal", async () => {
    const [first] = await given<{ call: string }[]>("GET", "journal");
    assert.equal(first?.call, "Token/Get");
    await nothing("DELETE", "journal");
    assert.deepEqual(await given("GET", "journal"), []);
  });

  it("take back a snapshot of thousands of customers", async () => {
    for (let n = 0; n < 3000; n++) at.emulator.eset.portal.createCompany({ name: `Customer ${n}` });
    const snapshot = await given("GET", "snapshot");
    assert.ok(JSON.stringify(snapshot).length > 1024 * 1024);
    await nothing("POST", "reset");
    await nothing("PUT", "snapshot", snapshot);
    assert.equal(at.emulator.eset.companies().filter(({ name }) => name.startsWith("Customer ")).length, 3000);
  });

  it("show of a body that is longer than any honest one only how long it was", async () => {
    at.emulator.journal.clear();
    const name = "x".repeat(20_000);
    await at.client.post("Company/Create/customer", { name, address: {} });
    await at.client.post("Company/Create/customer", { name: "Bakery", address: {} });
    assert.deepEqual(
      at.emulator.journal.entries().map(({ request }) => request),
      [`… (${JSON.stringify({ name, address: {} }).length} bytes)`, { name: "Bakery", address: {} }],
    );
  });

  it("add, list and clear faults", async () => {
    const drop = { call: "License/Order", kind: "drop", nth: 2 };
    const wait = { call: "*", kind: "delay", milliseconds: 1 };
    assert.deepEqual(await given("POST", "faults", drop), [drop]);
    assert.deepEqual(await given("POST", "faults", [wait, drop]), [drop, wait, drop]);
    assert.deepEqual(at.emulator.faults.list(), [drop, wait, drop]);
    await nothing("DELETE", "faults");
    assert.deepEqual(await given("GET", "faults"), []);
  });

  it("add all faults of a list or none", async () => {
    const reply = await control("POST", "faults", [
      { call: "*", kind: "drop" },
      { call: "*", kind: "explode" },
    ]);
    assert.equal(reply.status, 400);
    assert.deepEqual(at.emulator.faults.list(), []);
  });

  it("move the clock and put it back", async () => {
    await given("PUT", "clock", { advance: 60_000 });
    assert.ok(Math.abs(at.emulator.clock.offset() - 60_000) < 5);
    const { now } = await given<{ now: string }>("PUT", "clock", { now: "2030-01-01T00:00:00Z" });
    assert.match(now, /^2030-01-01T00:00:00/);
    await nothing("DELETE", "clock");
    assert.equal(at.emulator.clock.offset(), 0);
  });

  it("set and lift the rate limit", async () => {
    assert.deepEqual(await given("PUT", "rate-limit", { requestsPerSecond: 3, retryAfter: false }), {
      requestsPerSecond: 3,
    });
    assert.equal(at.emulator.requestsPerSecond, 3);
    assert.deepEqual(await given("PUT", "rate-limit", { requestsPerSecond: null }), { requestsPerSecond: null });
    assert.deepEqual(await given("GET", "rate-limit"), { requestsPerSecond: null });
  });

  it("take a snapshot and bring it back, seed, and reset", async () => {
    const snapshot = await given("GET", "snapshot");
    await nothing("POST", "seed", { eset: { companies: [{ name: "Bakery" }] } });
    const names = (): string[] => at.emulator.eset.companies().map(({ name }) => name);
    assert.ok(names().includes("Bakery"));
    await nothing("PUT", "snapshot", snapshot);
    assert.ok(!names().includes("Bakery"));
    await at.client.customer("Butcher");
    await nothing("POST", "reset");
    assert.ok(!names().includes("Butcher"));
  });

  it("do in ESET's portal what somebody clicks there", async () => {
    type Company = { id: string; name: string; status: string };
    type License = { publicLicenseKey: string; quantity: number; state: number };
    const { id } = await given<Company>("POST", "eset/companies", { name: "Bakery", customIdentifier: "CRM-42" });
    const license = await given<License>("POST", "eset/licenses", { customerId: id, productCode: "2015", quantity: 3 });
    const key = license.publicLicenseKey;
    assert.equal((await given<License>("PATCH", `eset/licenses/${key}`, { quantity: 4, usage: 5 })).state, 0);
    assert.equal((await given<License>("GET", `eset/licenses/${key}`)).quantity, 4);
    assert.equal((await given<Company>("PATCH", `eset/companies/${id}`, { status: "suspended" })).status, "suspended");
    assert.equal((await given<Company>("GET", `eset/companies/${id}`)).name, "Bakery");
    const all = await given<{ companies: Company[]; licenses: License[] }>("GET", "eset");
    assert.deepEqual([all.companies.at(-1)?.id, all.licenses.map(({ state }) => state)], [id, [3]]);
    assert.deepEqual((await given<License[]>("GET", "eset/licenses")).length, 1);
    await nothing("DELETE", `eset/licenses/${key}`);
    await nothing("DELETE", `eset/companies/${id}`);
    assert.equal((await control("GET", `eset/companies/${id}`)).status, 404);
    assert.ok((await given<Company[]>("GET", "eset/companies")).every((company) => company.id !== id));
  });

  it("tell accounts and products, accept terms, and change settings", async () => {
    const [account] = await given<{ username: string; companyId: string }[]>("GET", "eset/accounts");
    assert.deepEqual([account?.username, account?.companyId], ["api@msp.example", ids.msp]);
    const products = await given<{ termsOfUseId?: string }[]>("GET", "eset/products");
    const terms = products.find(({ termsOfUseId }) => termsOfUseId !== undefined)?.termsOfUseId ?? assert.fail();
    await nothing("POST", `eset/terms-of-use/${terms}`);
    const settings = { contactsActivateAtOnce: true };
    assert.deepEqual(await given("PUT", "eset/settings", settings), settings);
    assert.deepEqual(await given("GET", "eset/settings"), settings);
    assert.equal(at.emulator.eset.contactsActivateAtOnce, true);
  });

  it("make and change users, activate them, and note what Managed MSPs ask for", async () => {
    type Account = { userId: string; permission: string; status: string };
    const account = { username: "two@msp.example", password: "emulator", companyId: ids.msp };
    const { userId } = await given<Account>("POST", "eset/accounts", account);
    assert.equal((await given<Account>("PATCH", `eset/accounts/${userId}`, { permission: "read" })).permission, "read");
    const path = `eset/accounts/${userId}/activation`;
    assert.equal((await given<Account>("POST", path, { password: "other" })).status, "active");
    const parentId = ids.untrustedManagedMsp;
    const { id } = await given<{ id: string }>("POST", "eset/companies", { name: "Bakery", parentId });
    const request = { customerId: id, productCode: "2015", quantity: 3 };
    assert.equal((await given<{ trial: boolean }>("POST", "eset/license-requests", request)).trial, false);
  });

  const mistakes: [method: string, path: string, body: unknown, status: number, error: RegExp][] = [
    ["POST", "faults", { call: "*", kind: "explode" }, 400, /fault\.kind must be one of/],
    ["POST", "faults", undefined, 400, /fault\.kind/],
    ["POST", "faults", "{", 400, /not valid JSON/],
    ["PUT", "clock", {}, 400, /clock/],
    ["PUT", "clock", { advance: 1, now: "2030-01-01T00:00:00Z" }, 400, /clock/],
    ["PUT", "clock", { now: "yesterday" }, 400, /clock\.now/],
    ["PUT", "clock", { advance: 1e30 }, 400, /cannot be moved that far/],
    ["PUT", "rate-limit", { requestsPerSecond: 0 }, 400, /requestsPerSecond/],
    ["PUT", "snapshot", {}, 400, /required property 'version'/],
    ["POST", "seed", { eset: { companies: [{}] } }, 400, /seed\.eset\.companies\.0 must have required property 'name'/],
    ["POST", "eset/companies", { name: 5 }, 400, /company\.name must be string/],
    ["POST", "eset/accounts", {}, 400, /account must have required property 'username'/],
    ["PATCH", "eset/accounts/nonsense", {}, 404, /no account/],
    ["POST", "eset/licenses", undefined, 400, /license must be object/],
    ["PATCH", "eset/companies/nonsense", {}, 404, /no company nonsense/],
    ["PATCH", "eset/licenses/nonsense", {}, 404, /no license nonsense/],
    ["DELETE", "eset/licenses/nonsense", undefined, 404, /no license nonsense/],
    ["GET", "eset/licenses/nonsense", undefined, 404, /no license nonsense/],
    ["PUT", "eset/settings", { colour: 1 }, 400, /unknown property "colour"/],
    ["GET", "nonsense", undefined, 404, /no such control/],
    ["PUT", "journal", {}, 404, /no such control/],
  ];
  for (const [method, path, body, status, error] of mistakes) {
    it(`answer ${method} ${path} with ${body === undefined ? "nothing" : JSON.stringify(body)} by ${status} and what is wrong`, async () => {
      const reply = await control(method, path, body);
      assert.equal(reply.status, status, reply.text);
      assert.match((reply.body as { error: string }).error, error);
    });
  }

  it("list themselves", async () => {
    for (const path of ["", "journal/more"]) {
      const { controls } = (await control("GET", path)).body as { controls: string[] };
      assert.ok(controls.includes("PATCH /_emulator/eset/licenses/:key"));
    }
  });

  it("are not in the journal", async () => {
    at.emulator.journal.clear();
    await control("GET", "eset");
    assert.deepEqual(at.emulator.journal.entries(), []);
  });
});

describe("the pages", () => {
  const at = useEmulator();
  const get = (path: string): Promise<Reply> => send(at.emulator.url + path, "GET");

  it("say at / what this is, with links", async () => {
    const { status, headers, text } = await get("/");
    assert.deepEqual([status, headers.get("content-type")], [200, "text/html; charset=utf-8"]);
    for (const [, link] of text.matchAll(/href="([^"]+)"/g)) assert.equal((await get(link ?? "")).status, 200, link);
    assert.match(text, /\/eset\/swagger/);
  });

  it("explore the API at /eset/swagger, calling this emulator", async () => {
    assert.match((await get("/eset/swagger")).text, /swagger/i);
    const { servers, paths } = (await get("/eset/swagger/json")).body as { servers: unknown; paths: object };
    assert.deepEqual(servers, [{ url: "/eset/api", description: "This emulator" }]);
    assert.ok("/License/Order" in paths);
  });

  it("answer 404 elsewhere", async () => {
    assert.equal((await get("/nothing")).status, 404);
    assert.equal((await get("/%E0%A4%A")).status, 400);
  });
});
