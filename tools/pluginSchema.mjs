/**
 * The schema of the native provider's package, for SDKs, editors and `pulumi package`: the schemas that the provider checks with, the
 * contract's for what functions answer, and the comments in the sources as descriptions. The build writes it beside the plugin.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import ts from "typescript";
import { parse } from "yaml";
import { argumentsType, commentOf, constructed, documentationOf } from "./docs/reference.mjs";
import { variantsOf } from "./schema.mjs";

const packageName = "msp";

/** @param types those of schema.mjs: what programs import, as the compiler sees it */
export async function pluginSchema(root, types) {
  const built = async (file) => (await import(pathToFileURL(join(root, "dist/provider", file)).href)).default;
  const { vendor, vendorNames } = await built("vendors.js");
  const { settingsByName } = await built("host/plugin/configured.js");
  const { components } = await built("host/plugin/components.js");
  const { listName } = await built("host/plugin/invoked.js");
  const { version, description, keywords, license } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const { checker } = types;
  const schema = { types: {}, resources: {}, functions: {} };

  const variants = (type) => variantsOf(type, checker);

  /** The properties of an object as the package's schema has them. `types` are those that programs give there. */
  const propertiesOf = (own, types, at) =>
    Object.fromEntries(
      Object.entries(own).map(([name, one]) => {
        const symbol = types.map((type) => type.getProperty(name)).find((found) => found !== undefined);
        return [name, property(one, symbol, `${at}${capitalised(name)}`)];
      }),
    );

  /** `at` names the type that an object in it becomes. */
  function property(own, symbol, at) {
    const { text, fallback } = documentationOf(symbol, checker);
    const standard = fallback ?? (own.default === undefined ? undefined : JSON.stringify(own.default));
    const description = [
      text,
      ...(own.enum === undefined ? [] : [`One of: ${own.enum.map((one) => JSON.stringify(one)).join(", ")}.`]),
      ...(standard === undefined ? [] : [`Default: ${standard}.`]),
    ]
      .filter((one) => one !== "")
      .join(" ");
    const types = symbol === undefined ? [] : variants(checker.getTypeOfSymbol(symbol));
    return { ...typeOf(own, types, at), ...(description === "" ? {} : { description: inOneLine(description) }) };
  }

  function typeOf(own, types, at) {
    if (own.digits === true) return { oneOf: [{ type: "string" }, { type: "integer" }] };
    if (own.properties !== undefined) {
      schema.types[at] = {
        type: "object",
        properties: propertiesOf(own.properties, types, at),
        ...(own.required.length === 0 ? {} : { required: own.required }),
      };
      return { type: "object", $ref: `#/types/${at}` };
    }
    if (own.items !== undefined) return { type: "array", items: typeOf(own.items, [], `${at}Item`) };
    if (own.type === "object") {
      const values = types.flatMap((type) => {
        const value = checker.getIndexTypeOfType(type, ts.IndexKind.String);
        return value === undefined ? [] : variants(value);
      });
      return { type: "object", additionalProperties: typeOf(own.additionalProperties, values, `${at}Entry`) };
    }
    return { type: own.type ?? (own.enum.every((one) => typeof one === "number") ? "integer" : "string") };
  }

  for (const name of vendorNames) {
    const program = types.exportsOf(name);
    for (const { type, inputs, assigned } of vendor(name).resources) {
      const node = program.get(type.split(":")[1]);
      const { args, made } = constructed({ checker }, node);
      const token = `${packageName}:${type}`;
      const inputProperties = propertiesOf(inputs.properties, [args], token);
      schema.resources[token] = {
        description: described(node),
        inputProperties,
        requiredInputs: inputs.required,
        properties: { ...inputProperties, ...propertiesOf(assigned, [made], token) },
        // what the vendor assigns may come later, such as whether a trial has expired
        required: [...inputs.required, ...defaulted(inputs)],
      };
    }
    const contract = parse(readFileSync(join(root, `contracts/${name}.openapi.yaml`), "utf8"));
    const answers = answerTypes(contract, `${packageName}:${name}`, schema.types);
    for (const { type, inputs, answer, isList } of vendor(name).functions()) {
      const node = program.get(type.split(":")[1]);
      const [signature] = checker.getTypeAtLocation(node.name).getCallSignatures();
      const token = `${packageName}:${type}`;
      const result = answers(answer);
      schema.functions[token] = {
        description: described(node),
        inputs: {
          type: "object",
          properties: propertiesOf(inputs.properties, [argumentsType(signature, node, checker)], token),
          required: inputs.required,
        },
        outputs: isList
          ? { type: "object", properties: { [listName]: { type: "array", items: result.type } }, required: [listName] }
          : result.whole,
      };
    }
  }
  for (const [token, { schema: own, args, plain }] of Object.entries(components)) {
    const inputProperties = propertiesOf(own.properties, [types.typeOf(args)], token);
    for (const name of plain) inputProperties[name].plain = true;
    schema.resources[token] = {
      isComponent: true,
      description: described(types.nodeOf(token.split(":")[2])),
      inputProperties,
      requiredInputs: own.required,
      properties: { ids: { $ref: "pulumi.json#/Any", description: "The vendors' ids of what was made, by name." } },
      required: ["ids"],
    };
  }

  const variables = Object.fromEntries(
    [...settingsByName()].map(([name, { variable, isSecret }]) => [
      name,
      {
        type: "string",
        description: `Or the environment variable ${variable}.`,
        ...(isSecret ? { secret: true } : {}),
      },
    ]),
  );
  return {
    name: packageName,
    displayName: "MSP",
    version,
    description,
    keywords: [...keywords, "category/cloud", "kind/native"],
    license,
    publisher: "pulumi-msp",
    meta: { moduleFormat: "(.*)" },
    config: { variables },
    provider: { description: "The accounts of one legal entity at the vendors.", inputProperties: variables },
    ...schema,
    language: {
      nodejs: { packageName: "@pulumi-msp/sdk", respectSchemaVersion: true },
      python: { packageName: "pulumi_msp", respectSchemaVersion: true, pyproject: { enabled: true } },
      go: { importBasePath: "pulumi-msp/sdk/go/msp", respectSchemaVersion: true },
      csharp: { rootNamespace: "PulumiMsp", respectSchemaVersion: true },
    },
  };
}

const capitalised = (name) => name.replace(/^./, (first) => first.toUpperCase());

const inOneLine = (text) => text.replaceAll(/\s*\n\s*/g, " ").trim();

/** Without the examples, which are TypeScript. */
const described = (node) => inOneLine(commentOf(node).text);

const defaulted = ({ properties }) =>
  Object.entries(properties).flatMap(([name, own]) => (own.default === undefined ? [] : [name]));

/** The types of answers, from the contract. Only what functions answer becomes a type of the package. */
function answerTypes(contract, prefix, types) {
  const { schemas } = contract.components;
  // as functions answer them
  const small = (name) => name.replace(/^./, (first) => first.toLowerCase());
  const refName = (ref) => ref.split("/").at(-1);

  function typeOf(schema) {
    if (schema.$ref !== undefined) return named(refName(schema.$ref));
    const variants = schema.anyOf ?? schema.oneOf;
    if (variants !== undefined) {
      const own = variants.filter(({ type }) => type !== "null");
      return own.length === 1 ? typeOf(own[0]) : { $ref: "pulumi.json#/Any" };
    }
    const kinds = [schema.type].flat().filter((type) => type !== "null");
    if (kinds.length > 1) return { oneOf: kinds.map((type) => ({ type })) };
    const [kind] = kinds;
    if (kind === "array") return { type: "array", items: typeOf(schema.items) };
    if (kind === "object" || schema.properties !== undefined) {
      if (typeof schema.additionalProperties === "object")
        return { type: "object", additionalProperties: typeOf(schema.additionalProperties) };
      return { $ref: "pulumi.json#/Any" };
    }
    return kind === undefined ? { $ref: "pulumi.json#/Any" } : { type: kind };
  }

  function named(name) {
    const schema = schemas[name];
    if (schema.properties === undefined) return typeOf(schema);
    const token = `${prefix}:${name}`;
    if (types[token] === undefined) {
      types[token] = {}; // it may be part of itself
      types[token] = object(schema);
    }
    return { type: "object", $ref: `#/types/${token}` };
  }

  const object = ({ properties, required = [], description }) => ({
    type: "object",
    ...(description === undefined ? {} : { description }),
    properties: Object.fromEntries(
      Object.entries(properties).map(([name, own]) => [
        small(name),
        { ...typeOf(own), ...(own.description === undefined ? {} : { description: own.description }) },
      ]),
    ),
    ...(required.length === 0 ? {} : { required: required.map(small) }),
  });

  return (name) => {
    const schema = schemas[name];
    const whole =
      schema.properties === undefined ? { type: "object", properties: { value: typeOf(schema) } } : object(schema);
    return { type: named(name), whole };
  };
}
