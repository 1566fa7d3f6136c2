/** Compares answers of the vendor, as they came, with the contract: names, casing, types and numbers. Values stay here. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { correct, type Finding, plural, propertyName, report } from "./finding";

/** What is particular to a vendor's contract. */
export interface Matter {
  readonly vendor: string;
  /** What the observed answers go by. */
  callName(method: string, path: string): string;
  /** What the vendor calls a property of a call, as it is assumed now. */
  vendorsName(call: string, property: string): string;
  /** What the vendor says for a value of an enumeration, as it is assumed now. */
  vendorsValue(value: unknown): unknown;
  /** Whether a file can correct it. */
  isAssumption(name: string): boolean;
}

interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly [keyword: string]: unknown;
}

interface Response {
  readonly $ref?: string;
  readonly content?: { readonly "application/json": { readonly schema: Schema } };
}

interface Document {
  readonly paths: Readonly<
    Record<string, Readonly<Record<string, { readonly responses: Readonly<Record<string, Response>> }>>>
  >;
  readonly components: {
    readonly schemas: Readonly<Record<string, Schema>>;
    readonly responses: Readonly<Record<string, Response>>;
  };
}

type Data = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Data =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** What was seen of one property of a call's answers. */
interface Sighting {
  readonly call: string;
  readonly property: string;
  readonly required: boolean;
  /** Objects that should have it. */
  objects: number;
  present: number;
  /** Of those: written exactly as the contract has it. */
  exact: number;
  /** Names that the contract does not know, on objects that lack it. */
  readonly strangers: Set<string>;
  /** What is wrong with its values. */
  readonly complaints: Set<string>;
}

export class AnswerContract {
  readonly #document: Document;

  constructor(private readonly matter: Matter) {
    const file = join(__dirname, "../../../../contracts", `${matter.vendor}.openapi.yaml`); // beside dist/
    this.#document = parse(readFileSync(file, "utf8")) as Document; // ours
  }

  /** Every property of the answers of all calls, with what these bodies (by call) say of it. */
  examine(bodies: ReadonlyMap<string, readonly unknown[]>): Finding[] {
    const findings: Finding[] = [];
    const operations = Object.entries(this.#document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { responses }]) => ({ method, path, responses })),
    );
    for (const { method, path, responses } of operations) {
      const call = this.matter.callName(method, path);
      const schema = this.#answerOf(responses["200"] ?? responses["201"]);
      if (schema === undefined) continue;
      const seen = bodies.get(call) ?? [];
      const sightings = new Map<string, Sighting>();
      this.#walk(call, schema, seen, sightings, []);
      if (seen.length > 0 && this.#typeComplaints(schema, seen).length > 0) {
        findings.push({
          area: "Answers",
          what: `${call} answers ${typeWords(this.#resolved(schema))}`,
          verdict: "contradicted",
          evidence: this.#typeComplaints(schema, seen).join("; "),
          remedy: report,
        });
        continue;
      }
      findings.push(...[...sightings.values()].map((sighting) => this.#finding(sighting, seen.length > 0)));
      findings.push(...casing(call, [...sightings.values()]));
    }
    return findings;
  }

  #answerOf(response: Response | undefined): Schema | undefined {
    const target = response?.$ref === undefined ? response : this.#document.components.responses[nameOf(response.$ref)];
    return target?.content?.["application/json"].schema;
  }

  #resolved(schema: Schema): Schema {
    return schema.$ref === undefined ? schema : (this.#document.components.schemas[nameOf(schema.$ref)] ?? schema);
  }

  #walk(
    call: string,
    schema: Schema,
    values: readonly unknown[],
    sightings: Map<string, Sighting>,
    path: readonly Schema[],
  ): void {
    const target = this.#resolved(schema);
    if (path.includes(target)) return;
    const below = [...path, target];
    if (target.items !== undefined) {
      const items = values.flatMap((value) => (Array.isArray(value) ? (value as unknown[]) : []));
      this.#walk(call, target.items, items, sightings, below);
    }
    for (const variant of target.anyOf ?? []) {
      this.#walk(
        call,
        variant,
        values.filter((value) => this.#isVariant(call, variant, value)),
        sightings,
        below,
      );
    }
    const objects = values.filter(isObject);
    const known = new Set(
      Object.keys(target.properties ?? {}).map((name) => this.matter.vendorsName(call, name).toLowerCase()),
    );
    for (const [property, inner] of Object.entries(target.properties ?? {})) {
      const required = target.required?.includes(property) === true;
      const sighting = sightingOf(sightings, { call, property, required });
      const name = this.matter.vendorsName(call, property);
      const found: unknown[] = [];
      for (const object of objects) {
        sighting.objects++;
        const key = Object.keys(object).find((one) => one.toLowerCase() === name.toLowerCase());
        if (key === undefined) {
          for (const stranger of Object.keys(object)) {
            if (!known.has(stranger.toLowerCase())) sighting.strangers.add(propertyName(stranger));
          }
          continue;
        }
        sighting.present++;
        if (key === name) sighting.exact++;
        found.push(object[key]);
      }
      for (const complaint of this.#typeComplaints(inner, found)) sighting.complaints.add(complaint);
      this.#walk(call, inner, found, sightings, below);
    }
  }

  /** Whether an object is this variant: what can have only one value has that one. */
  #isVariant(call: string, variant: Schema, value: unknown): boolean {
    const { properties = {} } = this.#resolved(variant);
    if (!isObject(value)) return false;
    const folded = new Map(Object.entries(value).map(([name, inner]) => [name.toLowerCase(), inner]));
    return Object.entries(properties).every(([property, inner]) => {
      const only = inner.enum?.length === 1 ? inner.enum[0] : undefined;
      return only === undefined || folded.get(this.matter.vendorsName(call, property).toLowerCase()) === only;
    });
  }

  /** In words, without the values; but numbers of an enumeration are nobody's data. */
  #typeComplaints(schema: Schema, values: readonly unknown[]): string[] {
    const target = this.#resolved(schema);
    if (target.anyOf !== undefined) return [];
    const types = typesOf(target);
    const allowed = target.enum?.map((one) => this.matter.vendorsValue(one));
    const complaints = new Set<string>();
    for (const value of values) {
      if (value === null || value === undefined) continue; // read like an empty text
      const fits = types.length === 0 || types.some((type) => isOfType(value, type));
      if (!fits) complaints.add(`it is ${kindWords(value)}, not ${typeWords(target)}`);
      else if (allowed !== undefined && !allowed.some((one) => one === value || String(one) === value)) {
        const shown = typeof value === "number" ? String(value) : kindWords(value);
        complaints.add(`it is ${shown}, not one of ${allowed.join(", ")}`);
      }
    }
    return [...complaints];
  }

  #finding(sighting: Sighting, answered: boolean): Finding {
    const { call, property, required, objects, present, strangers, complaints } = sighting;
    const what = `${call}.${property}`;
    const base = { area: "Answers", what };
    if (!answered) return { ...base, verdict: "not observable", evidence: "no answer of this call" };
    if (objects === 0) return { ...base, verdict: "not observable", evidence: "no such object in the answer" };
    if (complaints.size > 0) {
      return { ...base, verdict: "contradicted", evidence: [...complaints].join("; "), remedy: report };
    }
    if (present > 0)
      return { ...base, verdict: "confirmed", evidence: `on ${present} of ${plural(objects, "object")}` };
    if (!required) {
      return { ...base, verdict: "not observable", evidence: `not on these ${objects}, where it need not be` };
    }
    const others = [...strangers];
    const evidence = `not on ${plural(objects, "object")}${others.length === 0 ? "" : `, which have ${others.join(", ")}`}`;
    const remedy = this.matter.isAssumption(what)
      ? correct(this.matter.vendor, what, others.length === 1 ? others[0] : "<its name>")
      : report;
    return { ...base, verdict: "contradicted", evidence, remedy };
  }
}

function sightingOf(
  sightings: Map<string, Sighting>,
  { call, property, required }: Pick<Sighting, "call" | "property" | "required">,
): Sighting {
  const known = sightings.get(property);
  if (known !== undefined) return known;
  const fresh = {
    call,
    property,
    required,
    objects: 0,
    present: 0,
    exact: 0,
    strangers: new Set(),
    complaints: new Set(),
  };
  sightings.set(property, fresh as Sighting);
  return fresh as Sighting; // empty sets of texts
}

/** Names are read in any casing, so another one does no harm; but it says that the contract was misread. */
function casing(call: string, sightings: readonly Sighting[]): Finding[] {
  const present = sightings.filter((sighting) => sighting.present > 0);
  if (present.length === 0) return [];
  const other = present.filter(({ present, exact }) => exact < present).map(({ property }) => property);
  const first = present[0]?.property ?? "";
  const base = { area: "Answers", what: `${call} answers in ${/^[A-Z]/.test(first) ? "PascalCase" : "camelCase"}` };
  return other.length === 0
    ? [{ ...base, verdict: "confirmed", evidence: plural(present.length, "name") }]
    : [
        {
          ...base,
          verdict: "contradicted",
          evidence: `not ${other.join(", ")}`,
          remedy: "Nothing to correct: names are read in any casing. Please report it.",
        },
      ];
}

const nameOf = (ref: string): string => ref.split("/").at(-1) ?? "";

const typesOf = ({ type }: Schema): readonly string[] =>
  type === undefined ? [] : typeof type === "string" ? [type] : type;

/** Numbers given as text are read as numbers. */
function isOfType(value: unknown, type: string): boolean {
  switch (type) {
    case "integer":
    case "number":
      return typeof value === "number" || (typeof value === "string" && /^-?\d+(\.\d+)?$/.test(value));
    case "string":
      return typeof value === "string" || typeof value === "number";
    case "boolean":
      return typeof value === "boolean";
    case "array":
      return Array.isArray(value);
    case "object":
      return isObject(value);
    default:
      return false;
  }
}

const article = (noun: string): string => `${/^[aeio]/.test(noun) ? "an" : "a"} ${noun}`;
const typeWords = (schema: Schema): string =>
  typesOf(schema)
    .filter((type) => type !== "null")
    .map((type) => article(type === "array" ? "list" : type === "string" ? "text" : type))
    .join(" or ");
const kindWords = (value: unknown): string =>
  article(Array.isArray(value) ? "list" : typeof value === "string" ? "text" : typeof value);
