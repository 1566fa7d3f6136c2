import assert from "node:assert/strict";
import { Contract } from "../../emulator/contract";

type Json = Record<string, unknown>;
const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const provenances = ["documented", "client", "portal", "inferred"];

/** What each vendor answers to an error, and the statuses that every operation has such an answer for. */
const errors: Record<string, { readonly body: object; readonly statuses: readonly number[] }> = {
  eset: { body: { code: 1, subCode: 2, message: "text" }, statuses: [400, 401, 403, 404, 429, 500, 503] },
  redstor: { body: { title: "text", status: 400, detail: "text" }, statuses: [400, 401, 403, 429, 500] },
};

for (const [vendor, error] of Object.entries(errors)) {
  describe(`the contract of ${vendor}`, () => {
    const contract = Contract.of(vendor);
    const { document, operations } = contract;
    const { schemas } = document["components"] as { schemas: Record<string, Json> }; // our own document

    /** Every property of every named schema, as [path, schema]. */
    const properties = Object.entries(schemas).flatMap(([name, schema]) =>
      Object.entries(isObject(schema["properties"]) ? schema["properties"] : {}).map(
        ([property, value]): [string, Json] => {
          assert.ok(isObject(value));
          return [`${name}.${property}`, value];
        },
      ),
    );
    const paths = document["paths"] as Record<string, Record<string, Json>>; // our own document
    const operationNodes = Object.entries(paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, node]): [string, Json] => [`${method} ${path}`, node]),
    );
    const { parameters = {} } = document["components"] as { parameters?: Record<string, Json> }; // our own document
    const facts = [...operationNodes, ...properties, ...Object.entries(parameters)];
    const namesOf = (nodes: [string, Json][]): string[] => nodes.map(([name]) => name);

    it("says of every operation, parameter and property where it is from", () => {
      assert.deepEqual(namesOf(facts.filter(([, node]) => !provenances.includes(String(node["x-provenance"])))), []);
    });

    it("gives a reason for everything that is inferred", () => {
      const silent = facts.filter(
        ([, node]) => node["x-provenance"] === "inferred" && typeof node["x-note"] !== "string",
      );
      assert.deepEqual(namesOf(silent), []);
    });

    it("describes every operation, parameter and property", () => {
      const described = (node: Json): boolean => {
        const target = typeof node["$ref"] === "string" ? schemas[node["$ref"].split("/").at(-1) ?? ""] : undefined;
        return (
          typeof node["description"] === "string" ||
          (target !== undefined && (described(target) || "properties" in target))
        );
      };
      assert.deepEqual(namesOf(facts.filter(([, node]) => !described(node))), []);
    });

    it("closes every request body", () => {
      const open = operations.flatMap(({ id, requestSchema }) => {
        if (requestSchema === undefined) return [];
        const schema = schemas[String(requestSchema["$ref"]).split("/").at(-1) ?? ""];
        return schema?.["additionalProperties"] === false ? [] : [id];
      });
      assert.deepEqual(open, []);
    });

    it("has a parameter for each variable of a path", () => {
      for (const { call, parameters: given } of operations) {
        const variables = [...call.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
        const inPath = given.filter((one) => one.in === "path" && one.required);
        assert.deepEqual(
          inPath.map(({ name }) => name),
          variables,
          call,
        );
      }
    });

    it("has a validator for every request and every answer", () => {
      for (const operation of operations) {
        if (operation.requestSchema !== undefined) {
          assert.notDeepEqual(contract.requestErrors(operation, { unheardOf: 1 }), []);
        }
        for (const status of error.statuses) {
          assert.equal(contract.answerError(operation, status, error.body), undefined, `${operation.id} ${status}`);
        }
        assert.match(contract.answerError(operation, 418, {}) ?? "", /not in the contract/);
      }
    });
  });
}

describe("the contract of eset", () => {
  const contract = Contract.of("eset");

  it("names each operation after its path", () => {
    for (const { id, call } of contract.operations.filter((one) => !one.call.includes("{")))
      assert.equal(id, call.replaceAll("/", "_"));
  });

  it("has a body for every call that is not a GET", () => {
    for (const { id, method, requestSchema } of contract.operations) {
      assert.equal(requestSchema === undefined, method === "GET", id);
    }
  });

  it("refuses an answer with a field that it does not name", () => {
    const [order] = contract.operations.filter(({ id }) => id === "License_Order");
    assert.ok(order);
    assert.equal(contract.answerError(order, 200, { publicLicenseKey: "AAA-BBB-CCC" }), undefined);
    assert.match(contract.answerError(order, 200, { publicLicenseKey: "AAA-BBB-CCC", price: 1 }) ?? "", /additional/);
    assert.match(contract.answerError(order, 200, undefined) ?? "", /empty/);
  });
});

describe("a contract", () => {
  const schema = (type: string, more: object = {}) => ({ schema: { type, ...more } });
  const contract = new Contract({
    components: {
      parameters: { size: { name: "size", in: "query", ...schema("integer", { minimum: 1, maximum: 9 }) } },
    },
    paths: {
      "/things/{id}": {
        get: {
          operationId: "one",
          parameters: [
            { name: "id", in: "path", required: true, ...schema("string", { format: "uuid" }) },
            { $ref: "#/components/parameters/size" },
            { name: "all", in: "query", ...schema("boolean") },
            { name: "at", in: "query", ...schema("string", { format: "date-time" }) },
            { name: "order", in: "query", ...schema("string", { enum: ["asc", "desc"] }) },
            { name: "text", in: "query", required: true, ...schema("string") },
          ],
        },
      },
      "/things/all": { get: { operationId: "all" } },
    },
  });
  const id = "D0000000-0000-4000-8000-00000000000a";
  const given = (path: string, query: string) => {
    const match = contract.match("GET", path) ?? assert.fail("no such path");
    return contract.parameters(match.operation, match.params, new URLSearchParams(query));
  };

  it("lets what is literal in a path win over what is a parameter", () => {
    assert.equal(contract.match("GET", "things/all")?.operation.id, "all");
    assert.equal(contract.match("GET", `things/${id}`)?.operation.id, "one");
  });

  it("gives parameters the types that it says, and ignores others", () => {
    assert.deepEqual(
      given(`things/${id}`, "SIZE=9&all=True&at=2026-02-28T10:00:00%2B01:00&order=asc&text=a+b&other=1"),
      {
        values: { id, size: 9, all: true, at: "2026-02-28T10:00:00+01:00", order: "asc", text: "a b" },
        missing: [],
        invalid: [],
      },
    );
  });

  it("takes an empty value for none", () => {
    assert.deepEqual(given(`things/${id}`, "size=&text="), { values: { id }, missing: ["text"], invalid: [] });
  });

  const wrong: [query: string, name: string, text: string][] = [
    ["size=0", "size", "0"],
    ["size=10", "size", "10"],
    ["size=1.5", "size", "1.5"],
    ["size=one", "size", "one"],
    ["all=1", "all", "1"],
    ["at=2026-02-30T10:00:00Z", "at", "2026-02-30T10:00:00Z"],
    ["at=2026-02-28T25:00:00Z", "at", "2026-02-28T25:00:00Z"],
    ["at=2026-02-28", "at", "2026-02-28"],
    ["order=ASC", "order", "ASC"],
  ];
  for (const [query, name, text] of wrong) {
    it(`does not accept ${query}`, () => {
      assert.deepEqual(given(`things/${id}`, `text=x&${query}`).invalid, [{ name, text }]);
    });
  }

  it("does not accept an id that is none", () => {
    assert.deepEqual(given("things/x", "text=x").invalid, [{ name: "id", text: "x" }]);
  });
});
