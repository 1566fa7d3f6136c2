/** Requests made from a vendor's contract: such as it allows, nearly such, and any. */
import * as fc from "fast-check";
import type { Contract, Operation } from "../../emulator/contract";

type Json = Record<string, unknown>;
export const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Values that mean something to the emulator, by the name of a property or parameter, so that requests get past the first check. */
export type Meaningful = Readonly<Record<string, readonly unknown[]>>;

export class Requests {
  readonly #schemas: Record<string, Json>;

  constructor(
    { document }: Contract,
    private readonly meaningful: Meaningful,
  ) {
    this.#schemas = (document["components"] as { schemas: Record<string, Json> }).schemas; // our own document
  }

  /** Bodies that the contract allows. */
  valid(schema: Json, name = ""): fc.Arbitrary<unknown> {
    const generated = this.#fromSchema(schema, name);
    const meaningful = schema["type"] === "array" ? undefined : this.meaningful[name];
    return meaningful === undefined || meaningful.length === 0
      ? generated
      : fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...meaningful) }, { weight: 1, arbitrary: generated });
  }

  /** Anything at all, or something nearly right. */
  invalid(schema: Json): fc.Arbitrary<unknown> {
    const nearly = this.valid(schema).chain((body) =>
      isObject(body)
        ? fc
            .tuple(fc.constantFrom(...Object.keys(body), "surplus", "__proto__"), fc.jsonValue())
            .map(([key, value]) => ({ ...body, [key]: value }))
        : fc.constant(body),
    );
    return fc.oneof({ weight: 3, arbitrary: nearly }, { weight: 1, arbitrary: fc.jsonValue() });
  }

  /** The path of a call with values for its parameters, those in the query too. Dots alone would change the path. */
  address({ call, parameters }: Operation): fc.Arbitrary<string> {
    const value = (name: string): fc.Arbitrary<string> => {
      const schema = parameters.find((one) => one.name === name)?.schema ?? {};
      const typed = this.valid(schema, name).map(String);
      return fc.oneof({ weight: 4, arbitrary: typed }, { weight: 1, arbitrary: fc.string({ minLength: 1 }) });
    };
    const segments = call
      .split("/")
      .map((segment) =>
        segment.startsWith("{")
          ? value(segment.slice(1, -1)).map((text) => (/^\.{1,2}$/.test(text) ? "x" : encodeURIComponent(text)))
          : fc.constant(segment),
      );
    const pairs = parameters
      .filter((one) => one.in === "query")
      .map(({ name, required }) =>
        fc.option(
          value(name).map((text): [string, string] => [name, text]),
          { freq: required ? 20 : 2 },
        ),
      );
    return fc
      .tuple(fc.tuple(...segments), fc.tuple(...pairs))
      .map(
        ([path, given]) => `${path.join("/")}?${new URLSearchParams(given.filter((pair) => pair !== null)).toString()}`,
      );
  }

  #fromSchema(schema: Json, name: string): fc.Arbitrary<unknown> {
    if (typeof schema["$ref"] === "string")
      return this.valid(this.#schemas[schema["$ref"].split("/").at(-1) ?? ""] ?? {});
    if (Array.isArray(schema["anyOf"])) {
      return fc.oneof(...schema["anyOf"].filter(isObject).map((one) => this.valid(one)));
    }
    if (Array.isArray(schema["enum"])) return fc.constantFrom(...(schema["enum"] as unknown[]));
    const types = [schema["type"]].flat();
    return fc.oneof(...types.map((type) => this.#ofType(String(type), schema, name)));
  }

  #ofType(type: string, schema: Json, name: string): fc.Arbitrary<unknown> {
    switch (type) {
      case "object": {
        if (isObject(schema["additionalProperties"])) {
          const keys = (this.meaningful["companyId"] ?? []).map(String);
          return fc.dictionary(
            fc.oneof(fc.string(), fc.constantFrom("a", "e", "__proto__", "5", ...keys)),
            this.valid(schema["additionalProperties"]),
            { maxKeys: 4 },
          );
        }
        const properties = isObject(schema["properties"]) ? schema["properties"] : {};
        const required = Array.isArray(schema["required"]) ? schema["required"].map(String) : [];
        return fc.record(
          Object.fromEntries(
            Object.entries(properties).map(([key, value]) => [key, this.valid(isObject(value) ? value : {}, key)]),
          ),
          { requiredKeys: required },
        );
      }
      case "array":
        return fc.array(this.valid(isObject(schema["items"]) ? schema["items"] : {}, name), {
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
}

function texts({ format, pattern }: Json): fc.Arbitrary<string> {
  const anyDate = fc.date({ min: new Date("0000-01-01"), max: new Date("9999-12-31"), noInvalidDate: true });
  if (format === "email") return fc.stringMatching(/^[a-z]{1,8}$/).map((text) => `${text}@fuzz.example`);
  if (format === "date") return anyDate.map((date) => date.toISOString().slice(0, 10));
  if (format === "date-time") return anyDate.map((date) => date.toISOString());
  if (format === "uuid") return fc.uuid();
  if (pattern === "^[A-Za-z]{3}$") return fc.stringMatching(/^[A-Za-z]{3}$/);
  return fc.string({ minLength: 1 }).map((text) => (pattern === undefined ? text : `${text}x`));
}
