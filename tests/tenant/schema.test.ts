/** The JSON Schema that editors use. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import { parse } from "yaml";
import { findableBySchema, mistakenFile } from "./mistakes";

const root = join(__dirname, "..", "..", "..");

interface JsonSchema {
  readonly $schema?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
}

describe("the JSON Schema of a tenant's file", () => {
  const schema = JSON.parse(readFileSync(join(root, "dist/tenant.schema.json"), "utf8")) as JsonSchema; // ours
  const validate = new Ajv({ allErrors: true, strict: true, strictRequired: false, strictTypes: false }).compile(
    schema,
  );

  it("is of the draft that editors know", () => {
    assert.equal(schema.$schema, "http://json-schema.org/draft-07/schema#");
  });

  it("accepts the 25 tenants of the example, each of which names it for editors", () => {
    const folder = join(root, "examples/tenants/tenants");
    const files = readdirSync(folder);
    assert.equal(files.length, 25);
    for (const file of files) {
      const text = readFileSync(join(folder, file), "utf8");
      assert.ok(validate(parse(text)), `${file}: ${JSON.stringify(validate.errors)}`);
      assert.match(
        text,
        /^# yaml-language-server: \$schema=\.\.\/node_modules\/pulumi-msp\/dist\/tenant\.schema\.json\n/,
      );
    }
  });

  it("refuses every mistake that it can see, where it is", () => {
    // what stands there twice, a parser of YAML refuses before
    assert.ok(!validate(parse(mistakenFile.replace("  email: it@bakery.example\n", ""))));
    const places = new Set((validate.errors ?? []).map(({ instancePath }) => instancePath));
    assert.deepEqual(
      findableBySchema.filter((place) => !places.has(place)),
      [],
    );
  });

  it("accepts references to the configuration wherever the provider does, and nowhere else", () => {
    const reference = { config: "msp:key" };
    const license = { productCode: 2015, quantity: reference, protect: reference };
    const tenant = {
      name: reference,
      eset: { tags: [reference], address: reference, licenses: { endpoint: license } },
    };
    assert.ok(validate(tenant), JSON.stringify(validate.errors));
    for (const wrong of [
      { name: "Bakery", eset: reference },
      { name: "Bakery", eset: { licenses: reference } },
      { name: "Bakery", eset: { licenses: { endpoint: reference } } },
      { name: "Bakery", redstor: { subscriptions: { "a b": { productId: 4, editionId: 5 } } } },
      { name: { config: "a b" }, eset: {} },
      { name: "Bakery", formerly: reference, eset: {} },
    ]) {
      assert.ok(!validate(wrong), JSON.stringify(wrong));
    }
  });

  it("needs a vendor", () => {
    assert.ok(!validate({ name: "Bakery" }));
    assert.ok(validate({ name: "Bakery", redstor: {} }));
  });

  it("describes what it has in the words of the resources' documentation, with their defaults and choices", () => {
    const license = schema.properties?.["eset"]?.properties?.["licenses"]?.additionalProperties?.properties ?? {};
    assert.equal(license["quantity"]?.description, "Seats (License/UpdateQuantity).");
    assert.equal(license["type"]?.default, "full");
    assert.deepEqual(license["type"].anyOf?.[0]?.enum, ["full", "trial"]);
    assert.match(
      license["deletionPolicy"]?.description ?? "",
      /^What removing the resource does\. .* Default: "suspend", or/,
    );
    const subscription =
      schema.properties?.["redstor"]?.properties?.["subscriptions"]?.additionalProperties?.properties ?? {};
    assert.match(subscription["mode"]?.description ?? "", /^A trial is free until it expires\./);
  });
});
