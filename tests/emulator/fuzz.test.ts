import assert from "node:assert/strict";
import * as fc from "fast-check";
import { Contract } from "../../emulator/contract";
import type { Operation } from "../../emulator/contract";
import { startEmulator } from "../../emulator";
import type { Emulator } from "../../emulator";
import { EsetClient, ids, send, useEmulator } from "./client";
import type { Reply } from "./client";

type Json = Record<string, unknown>;
const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const contract = Contract.of("eset");
const { schemas } = contract.document["components"] as { schemas: Record<string, Json> }; // our own document

/** Values that mean something to the emulator, so that requests get past the first check. */
interface Known {
  readonly companies: string[];
  readonly keys: string[];
  readonly users: string[];
}

const companiesOf = ({ companies }: Known): readonly unknown[] => companies;
const days = (): readonly unknown[] => ["2023-12-31", "2024-02-29", "2026-01-01", "2026-12-31", "2030-06-15"];
const emails = (): readonly unknown[] => ["office@msp.example", "api@msp.example", "new@msp.example"];

/** By the name of a property, or of the list that a value is in. */
const names: Readonly<Record<string, (known: Known) => readonly unknown[]>> = {
  companyId: companiesOf,
  companyIds: companiesOf,
  customerId: companiesOf,
  divisionId: ({ companies }) => [...companies, "", null],
  divisionIds: companiesOf,
  parentCompanyId: ({ companies }) => [...companies, "", null],
  publicLicenseKey: ({ keys }) => keys,
  userId: ({ users }) => users,
  termsOfUseId: () => ["70000000-0000-4000-8000-000000000313"],
  id: () => ["1001", "2001", "1"],
  siteId: () => ["1", ""],
  legacyKey: () => ["1"],
  productCode: () => ["2015", "2018", 107, "313", "99999"],
  newProductCode: () => ["2015", "2018", 107],
  code: () => ["2015", "107", 2018, "2050"],
  codes: () => ["2015", 107],
  categories: () => ["Bundles", "Endpoints"],
  licenseType: () => [1, 4, "1", "4", 2],
  quantity: () => [0, 1, 5, 100_000, 100_001],
  email: emails,
  username: () => ["api@msp.example", "reader@msp.example"],
  password: () => ["emulator"],
  countryCode: () => ["SVK", "usa", "XXX"],
  newPassword: () => ["long enough", "short"],
  from: days,
  to: days,
  year: () => [2023, 2024, 2025],
};

/** Requests that the contract allows. */
function valid(schema: Json, known: Known, name = ""): fc.Arbitrary<unknown> {
  const generated = fromSchema(schema, known, name);
  const meaningful = schema["type"] === "array" ? undefined : names[name]?.(known);
  return meaningful === undefined || meaningful.length === 0
    ? generated
    : fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...meaningful) }, { weight: 1, arbitrary: generated });
}

function fromSchema(schema: Json, known: Known, name: string): fc.Arbitrary<unknown> {
  if (typeof schema["$ref"] === "string") return valid(schemas[schema["$ref"].split("/").at(-1) ?? ""] ?? {}, known);
  if (Array.isArray(schema["anyOf"]))
    return fc.oneof(...schema["anyOf"].filter(isObject).map((one) => valid(one, known)));
  if (Array.isArray(schema["enum"])) return fc.constantFrom(...(schema["enum"] as unknown[]));
  const types = [schema["type"]].flat();
  return fc.oneof(...types.map((type) => ofType(String(type), schema, known, name)));
}

function ofType(type: string, schema: Json, known: Known, name: string): fc.Arbitrary<unknown> {
  switch (type) {
    case "object": {
      if (isObject(schema["additionalProperties"])) {
        return fc.dictionary(
          fc.oneof(fc.string(), fc.constantFrom("a", "e", "__proto__", "5", ...known.companies)),
          valid(schema["additionalProperties"], known),
          { maxKeys: 4 },
        );
      }
      const properties = isObject(schema["properties"]) ? schema["properties"] : {};
      const required = Array.isArray(schema["required"]) ? schema["required"].map(String) : [];
      return fc.record(
        Object.fromEntries(
          Object.entries(properties).map(([name, value]) => [name, valid(isObject(value) ? value : {}, known, name)]),
        ),
        { requiredKeys: required },
      );
    }
    case "array":
      return fc.array(valid(isObject(schema["items"]) ? schema["items"] : {}, known, name), {
        minLength: Number(schema["minItems"] ?? 0),
        maxLength: 4,
      });
    case "string":
      return texts(schema);
    case "integer":
      return fc.integer({ min: Number(schema["minimum"] ?? -10), max: Number(schema["maximum"] ?? 10) });
    case "boolean":
      return fc.boolean();
    default:
      return fc.constant(null);
  }
}

function texts({ format, pattern }: Json): fc.Arbitrary<string> {
  if (format === "email") return fc.stringMatching(/^[a-z]{1,8}$/).map((text) => `${text}@fuzz.example`);
  if (format === "date") {
    const range = { min: new Date("0000-01-01"), max: new Date("9999-12-31"), noInvalidDate: true };
    return fc.date(range).map((date) => date.toISOString().slice(0, 10));
  }
  if (pattern === "^[A-Za-z]{3}$") return fc.stringMatching(/^[A-Za-z]{3}$/);
  return fc.string({ minLength: 1 }).map((text) => (pattern === undefined ? text : `${text}x`));
}

/** Anything at all, or something nearly right. */
function invalid(schema: Json, known: Known): fc.Arbitrary<unknown> {
  const nearly = valid(schema, known).chain((body) =>
    isObject(body)
      ? fc
          .tuple(fc.constantFrom(...Object.keys(body), "surplus", "__proto__"), fc.jsonValue())
          .map(([key, value]) => ({ ...body, [key]: value }))
      : fc.constant(body),
  );
  return fc.oneof({ weight: 3, arbitrary: nearly }, { weight: 1, arbitrary: fc.jsonValue() });
}

/** The path of a call with values for its parameters, those in the query too. */
function address({ call, parameters }: Operation, known: Known): fc.Arbitrary<string> {
  const value = (name: string): fc.Arbitrary<string> =>
    fc.oneof(
      fc.string({ minLength: 1 }),
      fc.constantFrom(...(names[name]?.(known) ?? ["e0000000-0000-4000-8000-000000000001"]).map(String)),
    );
  const segments = call
    .split("/")
    .map((segment) =>
      segment.startsWith("{")
        ? value(segment.slice(1, -1)).map((text) => encodeURIComponent(text).replaceAll(".", "%2E") || "x")
        : fc.constant(segment),
    );
  const query = parameters.filter((one) => one.in === "query");
  const pairs = query.map(({ name }) => fc.option(value(name).map((text): [string, string] => [name, text])));
  return fc
    .tuple(fc.tuple(...segments), fc.tuple(...pairs))
    .map(
      ([path, given]) => `${path.join("/")}?${new URLSearchParams(given.filter((pair) => pair !== null)).toString()}`,
    );
}

/** So many requests of each sort per call; a slow machine stops earlier, so that the tests end. */
const runs = { numRuns: 100, interruptAfterTimeLimit: 2_000 };

describe("whatever it is sent, the emulator", function () {
  this.timeout(30_000);
  let emulator: Emulator;
  let known: Known;
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
    known = {
      companies: [active, asleep, below, ...Object.values(ids), "nonsense"],
      keys: [...emulator.eset.licenses().map(({ publicLicenseKey }) => publicLicenseKey), "AAA-AAA-AAA"],
      users: [...emulator.eset.accounts.map(({ userId }) => userId), "nonsense"],
    };
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
        const request = fc.asyncProperty(caller, address(operation, known), async (client, path) => {
          follows(operation, await client.get(path));
        });
        await fc.assert(request, runs);
        return;
      }
      const allowed = fc.asyncProperty(caller, valid(requestSchema, known), async (client, body) => {
        assert.deepEqual(contract.requestErrors(operation, body), []);
        const reply = await client.post(operation.call, body);
        follows(operation, reply);
        if (reply.status === 400)
          assert.ok(isObject(reply.body) && "code" in reply.body, `a valid body: ${reply.text}`);
      });
      await fc.assert(allowed, runs);
      const forbidden = fc.asyncProperty(caller, invalid(requestSchema, known), async (client, body) => {
        follows(operation, await client.post(operation.call, JSON.stringify(body)));
      });
      await fc.assert(forbidden, runs);
    });
  }
});

describe("whatever else it is sent, the emulator", function () {
  this.timeout(30_000);
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
