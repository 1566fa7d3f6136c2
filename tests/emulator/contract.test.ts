import assert from "node:assert/strict";
import { Contract } from "../../emulator/contract";

type Json = Record<string, unknown>;
const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const { document, operations } = Contract.of("eset");
const provenances = ["documented", "client", "portal", "inferred"];

/** Every property of every named schema, as [path, schema]. */
function properties(): [string, Json][] {
  const { schemas } = document["components"] as { schemas: Record<string, Json> }; // our own document
  return Object.entries(schemas).flatMap(([name, schema]) =>
    Object.entries(isObject(schema["properties"]) ? schema["properties"] : {}).map(
      ([property, value]): [string, Json] => {
        assert.ok(isObject(value));
        return [`${name}.${property}`, value];
      },
    ),
  );
}

function operationNodes(): [string, Json][] {
  const paths = document["paths"] as Record<string, Record<string, Json>>; // our own document
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, node]): [string, Json] => [`${method} ${path}`, node]),
  );
}

describe("the ESET contract", () => {
  it("says of every operation and every property where it is from", () => {
    const silent = [...operationNodes(), ...properties()].filter(
      ([, node]) => !provenances.includes(String(node["x-provenance"])),
    );
    assert.deepEqual(
      silent.map(([name]) => name),
      [],
    );
  });

  it("gives a reason for everything that is inferred", () => {
    const silent = [...operationNodes(), ...properties()].filter(
      ([, node]) => node["x-provenance"] === "inferred" && typeof node["x-note"] !== "string",
    );
    assert.deepEqual(
      silent.map(([name]) => name),
      [],
    );
  });

  it("describes every operation and every property", () => {
    const { schemas } = document["components"] as { schemas: Record<string, Json> }; // our own document
    const described = (node: Json): boolean => {
      const target = typeof node["$ref"] === "string" ? schemas[node["$ref"].split("/").at(-1) ?? ""] : undefined;
      return (
        typeof node["description"] === "string" ||
        (target !== undefined && (described(target) || "properties" in target))
      );
    };
    assert.deepEqual(
      [...operationNodes(), ...properties()].filter(([, node]) => !described(node)).map(([name]) => name),
      [],
    );
  });

  it("closes every request body", () => {
    const { schemas } = document["components"] as { schemas: Record<string, Json> }; // our own document
    const open = operations.flatMap(({ id, requestSchema }) => {
      if (requestSchema === undefined) return [];
      const schema = schemas[String(requestSchema["$ref"]).split("/").at(-1) ?? ""];
      return schema?.["additionalProperties"] === false ? [] : [id];
    });
    assert.deepEqual(open, []);
  });

  it("names each operation after its path", () => {
    for (const { id, call } of operations.filter((one) => !one.call.includes("{")))
      assert.equal(id, call.replaceAll("/", "_"));
  });

  it("has a validator for every request and every answer", () => {
    for (const operation of operations) {
      assert.equal(operation.requestSchema === undefined, operation.method === "GET", operation.id);
      if (operation.requestSchema !== undefined) assert.notDeepEqual(contractErrors(operation.id), []);
      for (const status of [400, 401, 403, 404, 429, 500, 503]) {
        const error = { code: 1, subCode: 2, message: "text" };
        assert.equal(Contract.of("eset").answerError(operation, status, error), undefined, `${operation.id} ${status}`);
      }
      assert.match(Contract.of("eset").answerError(operation, 418, {}) ?? "", /not in the contract/);
    }
  });

  it("refuses an answer with a field that it does not name", () => {
    const [order] = operations.filter(({ id }) => id === "License_Order");
    assert.ok(order);
    const contract = Contract.of("eset");
    assert.equal(contract.answerError(order, 200, { publicLicenseKey: "AAA-BBB-CCC" }), undefined);
    assert.match(contract.answerError(order, 200, { publicLicenseKey: "AAA-BBB-CCC", price: 1 }) ?? "", /additional/);
    assert.match(contract.answerError(order, 200, undefined) ?? "", /empty/);
  });
});

function contractErrors(id: string): unknown[] {
  const operation = operations.find((one) => one.id === id);
  assert.ok(operation);
  return Contract.of("eset").requestErrors(operation, { unheardOf: 1 });
}
