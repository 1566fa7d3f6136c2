/**
 * The JSON Schema of a tenant's file and of a user's, for editors: the schemas that the provider checks with, and the comments in the
 * sources as descriptions. The build writes them to dist/.
 */
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import ts from "typescript";
import { documentationOf } from "./docs/reference.mjs";

/**
 * Takes the build's output and the sources; throws when the schema and the types of programs do not say the same properties.
 *
 * @param types as programTypes answers
 */
export async function jsonSchemas(root, { checker, typeOf }) {
  const built = async (file) => (await import(pathToFileURL(join(root, "dist/provider/tenant", file)).href)).default;
  const { tenantSchema, userSchema, mayBeDigits, mayBeOne, mustBeWritten } = await built("schema.js");
  const { parts } = await built("parts.js");

  /** `schema` as editors are to see it; `types` are those that programs give there. */
  function shown(schema, types, path) {
    const { properties, items, additionalProperties, propertyNames, default: standard } = schema;
    // what the provider's messages and defaults need, and what is put in below
    const own = Object.fromEntries(
      Object.entries(schema).filter(([name]) => !["expected", "default", "digits", "orOne", "moved"].includes(name)),
    );
    if (properties !== undefined) {
      const declared = new Set(types.flatMap((one) => one.getProperties().map(({ name }) => name)));
      own.properties = Object.fromEntries(
        Object.entries(properties).map(([name, property]) => {
          const symbol = types.map((one) => one.getProperty(name)).find((one) => one !== undefined);
          if (symbol === undefined) throw new Error(`The types of programs have no ${[...path, name].join(".")}`);
          declared.delete(name);
          return [name, described(property, symbol, [...path, name])];
        }),
      );
      if (declared.size > 0) throw new Error(`The schema has no ${[...path, [...declared]].join(".")}`);
    }
    if (items !== undefined) own.items = shown(items, types.flatMap(elements), [...path, "0"]);
    if (additionalProperties !== undefined)
      own.additionalProperties =
        additionalProperties === false ? false : shown(additionalProperties, types.flatMap(values), [...path, "*"]);
    if (propertyNames !== undefined) own.propertyNames = { pattern: propertyNames.pattern };
    const forms = [
      own,
      ...(mayBeOne(schema) ? [own.items] : []),
      ...(mayBeDigits(schema) ? [{ type: "integer", minimum: 0 }] : []),
      ...(mustBeWritten(schema) ? [] : [{ $ref: "#/definitions/reference" }]),
    ];
    return {
      ...(forms.length === 1 ? own : { anyOf: forms }),
      ...(standard === undefined ? {} : { default: standard }),
    };
  }

  function described(schema, symbol, path) {
    const { text, fallback } = documentationOf(symbol, checker);
    const sentences = [
      text === "" ? sentence(schema.expected) : text.replaceAll(/\s*\n\s*/g, " ").trim(),
      ...(fallback === undefined || schema.default !== undefined ? [] : [`Default: ${fallback}.`]),
    ].filter((one) => one !== "");
    const description = sentences.join(" ");
    return {
      ...(description === "" ? {} : { description }),
      ...shown(schema, variants(checker.getTypeOfSymbol(symbol)), path),
    };
  }

  const variants = (type) => variantsOf(type, checker);

  /** The types of what stands under the names of a map. */
  function values(type) {
    const value = checker.getIndexTypeOfType(type, ts.IndexKind.String);
    return value === undefined ? [] : variants(value);
  }

  const elements = (type) => (checker.isArrayType(type) ? variants(checker.getTypeArguments(type)[0]) : []);

  const draft = (schema, type, more) => ({
    $schema: "http://json-schema.org/draft-07/schema#",
    ...shown(schema, [typeOf(type)], []),
    ...more,
    definitions: { reference },
  });
  return {
    tenant: draft(tenantSchema, "TenantArgs", {
      description: "A customer of the MSP at all vendors. The file's name is the tenant's name in the program.",
      anyOf: parts.map(({ vendor }) => ({ required: [vendor] })),
    }),
    user: draft(userSchema, "UserFile", {
      description: "Somebody of the MSP who looks after customers. The file's name is the user's name in the program.",
    }),
  };
}

const reference = {
  type: "object",
  description: "What the configuration of the stack holds under a key (pulumi config set). Secrets stay secret.",
  properties: {
    config: {
      type: "string",
      pattern: "^[^\\s:]+(:[^\\s:]+)?$",
      description: "The key; with its namespace, namespace:key, if that is not the project's.",
    },
  },
  required: ["config"],
  additionalProperties: false,
};

/** The types that a value may have, without outputs and promises of them. */
export function variantsOf(type, checker) {
  const real = checker.getNonNullableType(type);
  return (real.isUnion() ? real.types : [real]).filter(
    (one) =>
      one.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection) &&
      one.getProperty("apply") === undefined &&
      one.getProperty("then") === undefined,
  );
}

const sentence = (words) => (words === undefined ? "" : `${words[0].toUpperCase()}${words.slice(1)}.`);

/** What the package exports, as the compiler sees it. Takes some seconds, so it is made once. */
export function programTypes(root) {
  const configFile = join(root, "tsconfig.json");
  const { config } = ts.readConfigFile(configFile, (path) => ts.sys.readFile(path));
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [], files: [] }, ts.sys, root);
  const file = join(root, "provider/native.ts"); // each vendor's section is declared in its folder
  const program = ts.createProgram([file], { ...options, noEmit: true });
  const checker = program.getTypeChecker();
  const exported = checker.getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(file)));
  const target = (symbol) => (symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol);
  const named = (wanted) => target(exported.find(({ name }) => name === wanted));
  return {
    checker,
    typeOf: (wanted) => checker.getDeclaredTypeOfSymbol(named(wanted)),
    nodeOf: (wanted) => named(wanted).valueDeclaration,
    /** What stands under a name that is a module of its own, by name: `Customer` of `eset`. */
    exportsOf: (wanted) =>
      new Map(checker.getExportsOfModule(named(wanted)).map((one) => [one.name, target(one).valueDeclaration])),
  };
}
