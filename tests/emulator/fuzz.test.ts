import assert from "node:assert/strict";
import * as fc from "fast-check";
import { Contract } from "../../emulator/contract";
import type { Operation } from "../../emulator/contract";
import { startEmulator } from "../../emulator";
import type { Emulator } from "../../emulator";
import { EsetClient, ids, send, useEmulator } from "./client";
import type { Reply } from "./client";
import { isObject, Requests } from "./generated";
import type { Meaningful } from "./generated";

const contract = Contract.of("eset");

const days = ["2023-12-31", "2024-02-29", "2026-01-01", "2026-12-31", "2030-06-15"];
const emails = ["office@msp.example", "api@msp.example", "new@msp.example"];

/** Values that mean something, by name, beside the ids that the emulator has given. */
const usual: Meaningful = {
  termsOfUseId: ["70000000-0000-4000-8000-000000000313"],
  guid: ["e0000000-0000-4000-8000-000000000001"],
  id: ["1001", "2001", "1"],
  siteId: ["1", ""],
  legacyKey: ["1"],
  productCode: ["2015", "2018", 107, "313", "99999"],
  newProductCode: ["2015", "2018", 107],
  code: ["2015", "107", 2018, "2050"],
  codes: ["2015", 107],
  categories: ["Bundles", "Endpoints"],
  licenseType: [1, 4, "1", "4", 2],
  quantity: [0, 1, 5, 100_000, 100_001],
  email: emails,
  username: ["api@msp.example", "reader@msp.example"],
  password: ["emulator"],
  countryCode: ["SVK", "usa", "XXX"],
  newPassword: ["long enough", "short"],
  from: days,
  to: days,
  year: [2023, 2024, 2025],
};

/** So many requests of each sort per call; a slow machine stops earlier, so that the tests end. */
const runs = { numRuns: 100, interruptAfterTimeLimit: 2_000 };

describe("whatever it is sent, the emulator", function () {
  let emulator: Emulator;
  let requests: Requests;
  let clients: EsetClient[];
  let beginning: unknown;

  before(async () => {
    emulator = await startEmulator();
    const kinds = ["api", "reader", "manager", "managed", "untrusted", "distributor", "division", "headquarters"];
    clients = await Promise.all([...kinds, "no-access"].map((name) => EsetClient.signIn(emulator, name)));
    const { portal } = emulator.eset;
    const active = portal.createCustomer({ name: "Active" }).id;
    const asleep = portal.createCustomer({ name: "Asleep" }).id;
    portal.orderLicense({ customerId: active, productCode: "2015", quantity: 10, trial: true });
    portal.orderLicense({
      ...{ customerId: active, productCode: "107", quantity: 10, usage: 4 },
      orderedOn: "2024-01-15T00:00:00Z",
    });
    portal.orderLicense({ customerId: asleep, productCode: "2015", quantity: 10 });
    portal.updateCompany(asleep, { status: "suspended" });
    const below = portal.createCustomer({ name: "Below", parentId: ids.managedMsp }).id;
    const companies = [active, asleep, below, ...Object.values(ids), "nonsense"];
    requests = new Requests(contract, {
      ...usual,
      ...{ companyId: companies, companyIds: companies, customerId: companies, divisionIds: companies },
      ...{ divisionId: [...companies, "", null], parentCompanyId: [...companies, "", null] },
      publicLicenseKey: [...emulator.eset.licenses().map(({ publicLicenseKey }) => publicLicenseKey), "AAA-AAA-AAA"],
      userId: [...emulator.eset.accounts.map(({ userId }) => userId), "nonsense"],
    });
    beginning = emulator.snapshot();
  });
  beforeEach(() => {
    emulator.restore(beginning);
  });
  after(() => emulator.close());

  const caller = fc.nat(8).map((index) => clients[index] ?? assert.fail());

  function follows(operation: Operation, reply: Reply): void {
    assert.ok([200, 400, 401, 403, 404].includes(reply.status), `${operation.id} ${reply.status} ${reply.text}`);
    const body = reply.text === "" ? undefined : reply.body;
    assert.equal(contract.answerError(operation, reply.status, body), undefined, `${operation.id} ${reply.text}`);
  }

  for (const operation of contract.operations) {
    const { requestSchema } = operation;
    it(`answers ${operation.call} as the contract says`, async () => {
      if (requestSchema === undefined) {
        const request = fc.asyncProperty(caller, requests.address(operation), async (client, path) => {
          follows(operation, await client.get(path));
        });
        await fc.assert(request, runs);
        return;
      }
      const allowed = fc.asyncProperty(caller, requests.valid(requestSchema), async (client, body) => {
        assert.deepEqual(contract.requestErrors(operation, body), []);
        const reply = await client.post(operation.call, body);
        follows(operation, reply);
        if (reply.status === 400)
          assert.ok(isObject(reply.body) && "code" in reply.body, `a valid body: ${reply.text}`);
      });
      await fc.assert(allowed, runs);
      const forbidden = fc.asyncProperty(caller, requests.invalid(requestSchema), async (client, body) => {
        follows(operation, await client.post(operation.call, JSON.stringify(body)));
      });
      await fc.assert(forbidden, runs);
    });
  }
});

describe("whatever else it is sent, the emulator", function () {
  const at = useEmulator();

  it("answers any path, method and bytes", async () => {
    const { emulator, client } = at;
    const path = fc.oneof(
      fc.webPath(),
      fc.constantFrom("/Operation/", "/Operation/%2F", "//", "/../x", "/License/Order/"),
    );
    await fc.assert(
      fc.asyncProperty(
        path,
        fc.constantFrom("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD"),
        async (url, method) => {
          const reply = await send(`${emulator.eset.endpoint}${url}`, method, undefined, {
            authorization: `Bearer ${client.accessToken}`,
          });
          assert.ok(reply.status < 500, `${method} ${url} ${reply.status}`);
        },
      ),
      { numRuns: 100 },
    );
    const headers = { authorization: `Bearer ${client.accessToken}`, "content-type": "application/json" };
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
        const { status } = await fetch(`${emulator.eset.endpoint}/License/Order`, {
          method: "POST",
          headers,
          body: bytes.slice(),
        });
        assert.equal(status, 400);
      }),
      { numRuns: 50 },
    );
  });

  it("bears hostile nesting", async () => {
    const deep = "[".repeat(200_000) + "]".repeat(200_000);
    for (const body of [deep, `{"search":${deep},"take":1}`, `{"search":{"a":${deep}},"take":1}`]) {
      assert.equal((await at.client.post("Search/Companies", body)).status, 400);
    }
  });

  it("bears any authorization header", async () => {
    await fc.assert(
      fc.asyncProperty(fc.stringMatching(/^(Bearer )?[\w .=-]{0,40}$/), async (authorization) => {
        assert.equal(
          (await send(`${at.emulator.eset.endpoint}/User/Current`, "GET", undefined, { authorization })).status,
          401,
        );
      }),
      { numRuns: 50 },
    );
  });

  it("keeps its rules through any sequence of calls", async () => {
    const { client, emulator } = at;
    const customers = [await client.customer("One"), await client.customer("Two")];
    const call = fc.oneof(
      fc.record({
        call: fc.constant("License/Order"),
        customer: fc.nat(1),
        product: fc.constantFrom("2015", "2018"),
        type: fc.constantFrom(1, 4),
      }),
      fc.record({
        call: fc.constantFrom(
          "License/Suspend",
          "License/Unsuspend",
          "License/Remove",
          "License/ExtendTrial",
          "License/ConvertToFull",
          "License/ChangeProduct",
        ),
        license: fc.nat(3),
        product: fc.constantFrom("2015", "2018"),
      }),
      fc.record({ call: fc.constantFrom("Company/Suspend", "Company/Unsuspend"), customer: fc.nat(1) }),
      fc.record({ call: fc.constant("wait"), milliseconds: fc.constantFrom(100, 400, 2000) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(call, { maxLength: 25 }), async (calls) => {
        const { accessToken } = await EsetClient.signIn(emulator);
        Object.assign(client, { accessToken });
        for (const step of calls) {
          if ("milliseconds" in step) {
            emulator.clock.advance(step.milliseconds);
            continue;
          }
          const publicLicenseKey =
            "license" in step ? (emulator.eset.licenses()[step.license]?.publicLicenseKey ?? "none") : "";
          const companyId = "customer" in step ? customers[step.customer] : "";
          const bodies: Record<string, object> = {
            "License/Order": {
              customerId: companyId,
              productCode: "product" in step ? step.product : "",
              quantity: 5,
              licenseType: "type" in step ? step.type : 1,
            },
            "License/ConvertToFull": { publicLicenseKey, quantity: 5 },
            "License/ChangeProduct": {
              publicLicenseKey,
              newProductCode: "product" in step ? step.product : "",
              quantity: 5,
            },
            "Company/Suspend": { companyId },
            "Company/Unsuspend": { companyId },
          };
          const { status } = await client.post(step.call, bodies[step.call] ?? { publicLicenseKey });
          assert.ok(status === 200 || status === 400 || status === 404, `${step.call} ${status}`);
        }
        const licenses = emulator.eset.licenses();
        const perProduct = licenses.map(({ customerId, productCode }) => `${customerId} ${productCode}`);
        assert.equal(new Set(perProduct).size, perProduct.length, "one licence per customer and product");
        const asleep = new Set(
          emulator.eset.companies().flatMap(({ id, status }) => (status === "suspended" ? [id] : [])),
        );
        for (const { customerId, suspendedOn, trial, trialExpiration, trialExtensions } of licenses) {
          if (asleep.has(customerId)) assert.notEqual(suspendedOn, null, "a suspended company has no running licence");
          assert.equal(trialExpiration !== null, trial);
          assert.equal(trialExtensions !== null, trial);
        }
      }),
      { numRuns: 40 },
    );
  });
});
