import assert from "node:assert/strict";
import * as fc from "fast-check";
import { startEmulator } from "../../../emulator";
import type { Emulator } from "../../../emulator";
import { Contract } from "../../../emulator/contract";
import type { Operation } from "../../../emulator/contract";
import { send } from "../client";
import type { Reply } from "../client";
import { Requests } from "../generated";
import { accountOf, askForToken, form, ids, nobody, RedstorClient, useRedstor } from "./client";

const contract = Contract.of("redstor");

/** So many requests of each sort per call; a slow machine stops earlier, so that the tests end. */
const runs = { numRuns: 60, interruptAfterTimeLimit: 500 };

describe("whatever it is sent, the emulator of Redstor", function () {
  let emulator: Emulator;
  let clients: RedstorClient[];
  let requests: Requests;
  let beginning: unknown;

  before(async () => {
    emulator = await startEmulator();
    clients = await Promise.all(["full", "reader", "other"].map((name) => RedstorClient.signIn(emulator, name)));
    const { portal } = emulator.redstor;
    const west = portal.createCompany({ companyName: "West", type: "Partner" }).companyId;
    const bakery = portal.createCompany({ companyName: "Bakery", parentCompanyId: west }).companyId;
    const florist = portal.createCompany({ companyName: "Florist" }).companyId;
    const foreign = portal.createCompany({ companyName: "Foreign", parentCompanyId: ids.otherPartner }).companyId;
    const subscriptions = [
      portal.createSubscription({ companyId: bakery, productId: 4, trial: true }),
      portal.createSubscription({ companyId: bakery, productId: 130, startedOn: "2024-01-15T00:00:00Z" }),
      portal.createSubscription({ companyId: florist, productId: 4 }),
    ];
    portal.recordRestore(bakery, subscriptions[1]?.subscriptionId ?? "", { accountName: "till", status: 2 });
    const companyId = [west, bakery, florist, foreign, ids.partner, nobody];
    requests = new Requests(contract, {
      ...{ companyId, customerId: companyId },
      subscriptionId: [...subscriptions.map((one) => one.subscriptionId), nobody],
      productId: [4, 130, 901, 902, 5],
      editionId: [5, 1, 2],
      search: ["e", "Bakery"],
      pageToken: [Buffer.from('{"Page":2,"PageSize":1,"TotalCount":3}').toString("base64url")],
      maxResults: [1, 30, 100],
      apiVersion: ["1", "1.0"],
      date: ["2024-02-01T00:00:00Z", "2999-01-01T00:00:00Z"],
    });
    beginning = emulator.snapshot();
  });
  beforeEach(() => {
    emulator.restore(beginning);
  });
  after(() => emulator.close());

  // Mostly the one that may do most.
  const caller = fc.constantFrom(0, 0, 0, 1, 2);

  function follows(operation: Operation, reply: Reply): void {
    assert.ok(reply.status < 500, `${operation.id} ${reply.status} ${reply.text}`);
    const body = reply.text === "" ? undefined : reply.body;
    assert.equal(contract.answerError(operation, reply.status, body), undefined, `${operation.id} ${reply.text}`);
  }

  for (const operation of contract.operations) {
    const { method, requestSchema } = operation;
    it(`answers ${method} ${operation.call} as the contract says`, async () => {
      const address = requests.address(operation);
      for (const empty of ["list", "nothing"] as const) {
        emulator.redstor.portal.changeReadings({ "lists.empty": empty });
        const bodies =
          requestSchema === undefined
            ? [fc.constant(undefined)]
            : [requests.valid(requestSchema), requests.invalid(requestSchema)];
        for (const body of bodies) {
          const request = fc.asyncProperty(caller, address, body, async (index, call, sent) => {
            const client = clients[index] ?? assert.fail();
            follows(operation, await client.send(method, call, sent === undefined ? undefined : JSON.stringify(sent)));
          });
          await fc.assert(request, runs);
        }
      }
    });
  }
});

describe("whatever else it is sent, the emulator of Redstor", function () {
  const at = useRedstor();

  it("answers any path, method and bytes, and any form", async () => {
    const { emulator, client } = at;
    const { endpoint, issuer } = emulator.redstor;
    const authorization = `Bearer ${client.accessToken}`;
    const path = fc.oneof(fc.webPath(), fc.constantFrom("/companies/%2F", "//", "/../x", "/companies/search/"));
    const method = fc.constantFrom("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD");
    const anywhere = fc.asyncProperty(fc.constantFrom(endpoint, issuer), path, method, async (base, url, verb) => {
      const reply = await send(base + url, verb, undefined, { authorization });
      assert.ok(reply.status < 500, `${verb} ${url} ${reply.status}`);
    });
    await fc.assert(anywhere, { numRuns: 60 });
    const bytes = fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (body) => {
      const headers = { authorization, "content-type": "application/json" };
      const url = `${endpoint}/companies/${ids.partner}/customers`;
      assert.equal((await fetch(url, { method: "POST", headers, body: body.slice() })).status, 400);
    });
    await fc.assert(bytes, { numRuns: 30 });
    const usual = await form(emulator, accountOf(emulator));
    const fields = fc.record(
      Object.fromEntries(
        [...Object.keys(usual), "client_id"].map((name) => [
          name,
          fc.oneof(fc.string(), fc.constant(usual[name] ?? "x")),
        ]),
      ),
      { requiredKeys: [] },
    );
    const signIn = fc.asyncProperty(fields, async (sent) => {
      const { status } = await askForToken(emulator, new URLSearchParams(sent as Record<string, string>).toString()); // texts
      assert.ok([200, 400, 401].includes(status), String(status));
    });
    await fc.assert(signIn, { numRuns: 60 });
  });

  it("keeps its rules through any sequence of calls", async () => {
    const { client, emulator } = at;
    const { redstor } = emulator;
    for (const [name, type] of [
      ["West", "Partner"],
      ["Inner", "Partner"],
      ["Bakery", "Customer"],
      ["Florist", "Customer"],
    ] as const) {
      await client.company(name, type);
    }
    const beginning = emulator.snapshot();
    const company = fc.nat(4);
    const step = fc.oneof(
      fc.record({ do: fc.constantFrom("reassign", "delete", "customers", "disable"), company, other: company }),
      fc.record({ do: fc.constantFrom("subscriptions", "trial"), company, product: fc.constantFrom(4, 902) }),
      fc.record({ do: fc.constantFrom("convert", "remove"), subscription: fc.nat(3) }),
      fc.record({ do: fc.constant("wait"), minutes: fc.constantFrom(1, 10) }),
    );
    const readings = fc.record({
      "subscription.removal": fc.constantFrom("now" as const, "queued" as const),
      "subscription.removed": fc.constantFrom("vanishes" as const, "removed" as const),
      "subscription.idOnConversion": fc.constantFrom("stays" as const, "changes" as const),
    });
    const sequence = fc.asyncProperty(readings, fc.array(step, { maxLength: 20 }), async (changes, steps) => {
      emulator.restore(beginning);
      redstor.portal.changeSettings({ removalMilliseconds: 120_000 });
      redstor.portal.changeReadings(changes);
      Object.assign(client, await RedstorClient.signIn(emulator));
      const all = redstor.companies({ deleted: true }).filter(({ companyId }) => companyId !== ids.otherPartner);
      const idOf = (index: number): string => all[index]?.companyId ?? nobody;
      for (const one of steps) {
        if ("minutes" in one) {
          emulator.clock.advance(one.minutes * 60_000);
        } else if ("subscription" in one) {
          const { companyId = ids.partner, subscriptionId = nobody } = redstor.subscriptions()[one.subscription] ?? {};
          const call = `companies/${companyId}/subscriptions/${subscriptionId}`;
          await (one.do === "remove" ? client.delete(call) : client.patch(`${call}/trial/convert`));
        } else if ("product" in one) {
          const call = `companies/${idOf(one.company)}/subscriptions${one.do === "trial" ? "/trial" : ""}`;
          await client.post(call, { productId: one.product, editionId: 5 });
        } else {
          const call = `companies/${idOf(one.company)}`;
          if (one.do === "delete") await client.delete(call);
          else if (one.do === "disable") await client.patch(`${call}/disable`);
          else if (one.do === "customers")
            await client.post(`${call}/customers`, { companyName: "x", type: "Customer" });
          else await client.patch(`${call}/customers/${idOf(one.other)}/reassign`);
        }
      }
      const companies = new Map(redstor.companies().map((one) => [one.companyId, one]));
      for (const { companyId, parentCompanyId } of companies.values()) {
        if (companyId === ids.partner || companyId === ids.otherPartner) continue;
        assert.equal(companies.get(parentCompanyId ?? "")?.type, "Partner", "only partners have companies below them");
      }
      const seen = await client.get(`companies/${ids.partner}/customers/transitive?maxResults=100`);
      const { results } = seen.body as { results: unknown[] }; // the contract's
      assert.equal(results.length, companies.size - 2, "every company is below the root");
      const active = redstor
        .subscriptions()
        .flatMap((one) => (one.isActive ? [`${one.companyId} ${one.productId}`] : []));
      assert.equal(new Set(active).size, active.length, "one active subscription per company and product");
      for (const { trialStatus, isActive } of redstor.subscriptions()) {
        if (trialStatus === "Expired" || trialStatus === "Removed") assert.equal(isActive, false);
      }
    });
    await fc.assert(sequence, { numRuns: 40, interruptAfterTimeLimit: 6_000 });
  });
});
