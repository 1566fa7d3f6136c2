/** A vendor's OpenAPI document at work: finds the operation of a request, and checks requests and answers against it. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020";
import type { ErrorObject, ValidateFunction } from "ajv";
import { parse } from "yaml";

export type Json = Record<string, unknown>;

/** One method on one path of the contract. */
export interface Operation {
  /** operationId, such as License_Order. */
  readonly id: string;
  /** Path without the leading slash, as written in the contract: License/Order, Operation/{guid}. */
  readonly call: string;
  readonly method: string;
  /** Whether it can be called without a token. */
  readonly isPublic: boolean;
  readonly requestSchema: Json | undefined;
  readonly parameters: readonly Parameter[];
}

/** A parameter in the path or in the query of an operation's URL. */
export interface Parameter {
  readonly name: string;
  readonly in: "path" | "query";
  readonly required: boolean;
  readonly schema: Json;
}

export type ParameterValue = string | number | boolean;

/** What a request gives for the parameters of its operation. */
export interface GivenParameters {
  /** By the contract's names and of its types; those that were not given are not in it. */
  readonly values: Readonly<Record<string, ParameterValue>>;
  /** Names of those that are required and were not given. */
  readonly missing: readonly string[];
  /** Those that the contract does not allow, as they were given. */
  readonly invalid: readonly { readonly name: string; readonly text: string }[];
}

export interface Match {
  readonly operation: Operation;
  readonly params: Readonly<Record<string, string>>;
}

const methods = ["get", "put", "post", "patch", "delete"];

/** Keywords of OpenAPI that are not JSON Schema's; any other that ajv does not know is a typing error in a contract. */
const vocabulary = [
  ...["openapi", "info", "servers", "security", "tags", "paths", "components"],
  ...["x-provenance", "x-note", "x-open", "example", "externalDocs", "discriminator", "xml"],
];

/** A moment with its offset from UTC, and one that there is. */
function isMoment(text: string): boolean {
  const form = /^(\d{4}-\d\d-\d\d)T\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.exec(text);
  return form !== null && isDay(form[1] ?? "") && !Number.isNaN(Date.parse(text));
}

/** YYYY-MM-DD, and a day that there is. */
function isDay(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

const integerOf = (bits: number) => ({
  type: "number" as const,
  validate: (value: number) => value >= -(2 ** (bits - 1)) && value < 2 ** (bits - 1),
});

const formats = {
  int32: integerOf(32),
  int64: integerOf(64),
  uuid: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
  date: isDay,
  email: /^[^\s@]+@[^\s@]+$/,
  "date-time": isMoment,
};

export class Contract {
  readonly document: Json;
  readonly operations: readonly Operation[];
  readonly #requests: Ajv2020;
  readonly #answers: Ajv2020;
  readonly #routes: { readonly operation: Operation; readonly segments: readonly string[] }[];
  readonly #validators = new Map<string, ValidateFunction>();

  constructor(document: Json) {
    this.document = document;
    this.#requests = validatorOf(document);
    // Clients must bear fields that the contract does not name. The emulator must not invent any.
    this.#answers = validatorOf(closed(document) as Json);
    this.operations = operationsOf(document);
    // What is literal wins over what is a parameter: companies/search is no companyId.
    this.#routes = this.operations
      .map((operation) => ({ operation, segments: operation.call.split("/") }))
      .sort((a, b) => variables(a.segments) - variables(b.segments));
  }

  /** The contract of a vendor, from contracts/ in this package. Read and compiled once per process. */
  static of(vendor: string): Contract {
    let contract = loaded.get(vendor);
    if (contract === undefined) {
      const file = join(__dirname, "../../contracts", `${vendor}.openapi.yaml`);
      contract = new Contract(parse(readFileSync(file, "utf8")) as Json); // ours, and checked by the tests
      loaded.set(vendor, contract);
    }
    return contract;
  }

  /** The operation for a path as it was sent, without base and leading slash. Paths are matched to the letter. */
  match(method: string, path: string): Match | undefined {
    const segments = path.split("/").map(decoded);
    for (const { operation, segments: wanted } of this.#routes) {
      if (operation.method !== method || wanted.length !== segments.length) continue;
      const params: Record<string, string> = {};
      const fits = wanted.every((name, index) => {
        const segment = segments[index] ?? "";
        if (!name.startsWith("{")) return name === segment;
        params[name.slice(1, -1)] = segment;
        return segment !== "";
      });
      if (fits) return { operation, params };
    }
    return undefined;
  }

  /**
   * The parameters of a request. Names in the query are taken regardless of case, an empty value counts as none, and what
   * the contract does not name is ignored: so does the framework that both vendors are built with.
   */
  parameters({ parameters }: Operation, path: Match["params"], query: URLSearchParams): GivenParameters {
    const values: Record<string, ParameterValue> = {};
    const missing: string[] = [];
    const invalid: { name: string; text: string }[] = [];
    for (const { name, in: place, required, schema } of parameters) {
      const [, inQuery = ""] = [...query].find(([key]) => key.toLowerCase() === name.toLowerCase()) ?? [];
      const text = place === "path" ? (path[name] ?? "") : inQuery;
      const value = typed(text, schema["type"]);
      if (text === "") {
        if (required) missing.push(name);
      } else if (this.#requests.validate(schema, value)) values[name] = value;
      else invalid.push({ name, text });
    }
    return { values, missing, invalid };
  }

  /** The body with its property names spelled as in the contract: binding does not regard case. */
  bind({ requestSchema }: Operation, body: unknown): unknown {
    return requestSchema === undefined ? body : this.#bind(requestSchema, body);
  }

  /** What is wrong with a request body. Empty when nothing is. */
  requestErrors(operation: Operation, body: unknown): ErrorObject[] {
    if (operation.requestSchema === undefined) return [];
    return this.#errors(
      this.#requests,
      pointer(operation, "requestBody", "content", "application/json", "schema"),
      body,
    );
  }

  /** What is wrong with an answer, or undefined. An answer that is not in the contract is wrong too. */
  answerError(operation: Operation, status: number, body: unknown): string | undefined {
    const { base, response } = this.#response(operation, status);
    if (response === undefined) return `status ${String(status)} is not in the contract`;
    if (response["content"] === undefined) return body === undefined ? undefined : "must be empty";
    if (body === undefined) return "must not be empty";
    const [first] = this.#errors(this.#answers, `${base}/content/${escape("application/json")}/schema`, body);
    return first && `${first.instancePath} ${first.message ?? "is not valid"} (${JSON.stringify(first.params)})`;
  }

  /** An answer with each text, number and null in it as `change` makes it of what the contract says there; undefined leaves it out. */
  mapAnswer(
    operation: Operation,
    status: number,
    body: unknown,
    change: (value: unknown, schema: Json) => unknown,
  ): unknown {
    const { content } = this.#response(operation, status).response ?? {};
    const { schema } = (content as { "application/json"?: { schema?: Json } } | undefined)?.["application/json"] ?? {}; // ours
    const mapped = (of: Json, value: unknown): unknown => {
      const { properties, additionalProperties, items, anyOf } = this.#resolve(of);
      if (Array.isArray(anyOf)) {
        const branch = anyOf.filter(isObject).find((one) => fits(this.#resolve(one), value));
        return branch === undefined ? value : mapped(branch, value);
      }
      if (Array.isArray(value)) return value.map((item: unknown) => mapped(isObject(items) ? items : {}, item));
      if (!isObject(value)) return change(value, this.#resolve(of));
      const names = isObject(properties) ? properties : {};
      return Object.fromEntries(
        Object.entries(value)
          .map(([name, item]) => {
            const inner = Object.hasOwn(names, name) ? names[name] : additionalProperties;
            return [name, mapped(isObject(inner) ? inner : {}, item)] as const;
          })
          .filter(([, item]) => item !== undefined),
      );
    };
    return mapped(schema ?? {}, body);
  }

  #response({ call, method }: Operation, status: number): { base: string; response: Json | undefined } {
    const path = ["paths", `/${call}`, method.toLowerCase(), "responses", String(status)];
    const response = path.reduce<unknown>((node, key) => (isObject(node) ? node[key] : undefined), this.document);
    if (!isObject(response)) return { base: "", response: undefined };
    const { $ref } = response;
    if (typeof $ref === "string") return { base: $ref, response: this.#resolve(response) };
    return { base: `#/${path.map(escape).join("/")}`, response };
  }

  #errors(ajv: Ajv2020, ref: string, value: unknown): ErrorObject[] {
    const key = (ajv === this.#answers ? "answer " : "request ") + ref;
    let validate = this.#validators.get(key);
    if (validate === undefined) {
      validate = ajv.compile({ $ref: `contract${ref}` });
      this.#validators.set(key, validate);
    }
    return validate(value) ? [] : [...(validate.errors ?? [])];
  }

  #resolve(schema: Json): Json {
    return resolve(this.document, schema);
  }

  #bind(schema: Json, value: unknown): unknown {
    const { properties, additionalProperties, items, anyOf } = this.#resolve(schema);
    if (Array.isArray(anyOf)) {
      const branch = anyOf.filter(isObject).find((one) => "properties" in this.#resolve(one));
      return branch === undefined ? value : this.#bind(branch, value);
    }
    if (Array.isArray(value)) return isObject(items) ? value.map((item: unknown) => this.#bind(items, item)) : value;
    if (!isObject(value)) return value;
    const names = isObject(properties) ? properties : {};
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => {
        const name = Object.hasOwn(names, key)
          ? key
          : (Object.keys(names).find((one) => one.toLowerCase() === key.toLowerCase()) ?? key);
        const inner = Object.hasOwn(names, name) ? names[name] : additionalProperties;
        return [name, isObject(inner) ? this.#bind(inner, item) : item];
      }),
    );
  }
}

const loaded = new Map<string, Contract>();

export function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What a node of the document is, be it by reference. */
export function resolve(document: Json, schema: Json): Json {
  let node: unknown = schema;
  for (let hops = 0; isObject(node) && typeof node["$ref"] === "string" && hops < 10; hops++) {
    node = node["$ref"]
      .slice(2)
      .split("/")
      .reduce<unknown>((at, key) => (isObject(at) ? at[unescape(key)] : undefined), document);
  }
  return isObject(node) ? node : {};
}

/** Whether a value is of the kind that one branch of a choice is about: an object with all that it requires, or null. */
function fits({ type, required, properties }: Json, value: unknown): boolean {
  if (!isObject(value)) return type === "null" && value === null;
  const names = Array.isArray(required) ? required : [];
  return isObject(properties) && names.every((name) => String(name) in value);
}

const variables = (segments: readonly string[]): number => segments.filter((one) => one.startsWith("{")).length;

/** A text of a URL as what it is to be. What it cannot be stays a text, and fails the contract's check. */
function typed(text: string, type: unknown): ParameterValue {
  if (type === "integer" && /^[+-]?\d{1,15}$/.test(text)) return Number(text);
  if (type === "boolean" && /^(true|false)$/i.test(text)) return text.toLowerCase() === "true";
  return text;
}

function operationsOf(document: Json): Operation[] {
  const paths = isObject(document["paths"]) ? document["paths"] : {};
  return Object.entries(paths).flatMap(([path, item]) =>
    methods.flatMap((method) => {
      const operation = isObject(item) ? item[method] : undefined;
      if (!isObject(operation)) return [];
      const body = operation["requestBody"] as { content: { "application/json": { schema: Json } } } | undefined; // ours
      return [
        {
          id: String(operation["operationId"]),
          call: path.slice(1),
          method: method.toUpperCase(),
          isPublic: Array.isArray(operation["security"]) && operation["security"].length === 0,
          requestSchema: body?.content["application/json"].schema,
          parameters: (Array.isArray(operation["parameters"]) ? operation["parameters"] : [])
            .filter(isObject)
            .map((parameter) => resolve(document, parameter))
            .map(({ name, in: place, required, schema }) => ({
              name: String(name),
              in: place === "path" ? ("path" as const) : ("query" as const),
              required: required === true,
              schema: isObject(schema) ? schema : {},
            })),
        },
      ];
    }),
  );
}

function validatorOf(document: Json): Ajv2020 {
  const ajv = new Ajv2020({
    allErrors: true,
    allowUnionTypes: true,
    strictRequired: false,
    strictTypes: false,
    formats,
  });
  ajv.addVocabulary(vocabulary);
  ajv.addSchema(document, "contract", undefined, false);
  return ajv;
}

/** The document with every object closed that does not say itself whether it is open. */
function closed(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(closed);
  if (!isObject(node)) return node;
  const copy = Object.fromEntries(Object.entries(node).map(([key, value]) => [key, closed(value)]));
  return copy["type"] === "object" && isObject(copy["properties"]) && copy["additionalProperties"] === undefined
    ? { ...copy, additionalProperties: false }
    : copy;
}

function pointer({ call, method }: Operation, ...rest: string[]): string {
  return `#/${["paths", `/${call}`, method.toLowerCase(), ...rest].map(escape).join("/")}`;
}

/** A part of a URL as it is meant; as it is if it cannot be decoded. */
export function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

const escape = (key: string): string => encodeURIComponent(key.replaceAll("~", "~0").replaceAll("/", "~1"));
const unescape = (key: string): string => decodeURIComponent(key).replaceAll("~1", "/").replaceAll("~0", "~");
