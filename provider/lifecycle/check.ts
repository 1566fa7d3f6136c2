/** Checks declared inputs against the resource's schema, and brings them into the form that state holds. No network. */
import type { ErrorObject, ValidateFunction } from "ajv";
import type { AnyResource } from "./define";
import type { CheckFailure } from "./errors";
import { asText, largestInteger, type ObjectSchema, type Schema } from "./schema";
import { planChange } from "./diff";
import { inputsValidator, validatorOf } from "./validators";
import { hex } from "./visible";
import { containsUnknown, cutTexts, isRecord, type Properties, unknownValue, whyNotCut, withoutAbsent } from "./values";

export interface Checked {
  readonly inputs: Record<string, unknown>;
  readonly failures: readonly CheckFailure[];
}

/** What has inputs: a resource, or a function. */
export interface Checkable {
  readonly type: string;
  readonly inputs: ObjectSchema;
  /** Rules between inputs, beyond what the schema says. */
  rules?(inputs: never): readonly CheckFailure[];
}

/** Whether no message may quote a property, be it what is declared now or what was before. */
export type IsSecret = (property: string) => boolean;

const nothingIsSecret: IsSecret = () => false;

/** By schema and rules; the rules are asked only of inputs that the schema allows. */
export function checkInputs(of: Checkable, news: Properties, isSecret = nothingIsSecret) {
  const declared = normalised(of.inputs, withoutAbsent(news));
  const show: Show = (value, [property = ""]) => (isSecret(property) ? "a secret" : shown(value));
  const invalid: CheckFailure[] = failuresOf(inputsValidator(of), of.inputs, declared, show);
  if (invalid.length > 0) return { inputs: declared, failures: invalid, isValid: false };
  const inputs = withDefaults(of, declared);
  return { inputs, failures: ruleFailures(of, inputs), isValid: true };
}

/**
 * `olds` are the inputs of the last update (empty for a new resource), `news` what the program says now.
 * Changes that the vendor cannot make are refused here, so that preview shows them.
 */
export function check(
  resource: AnyResource,
  olds: Properties,
  news: Properties,
  isSecret: IsSecret = nothingIsSecret,
): Checked {
  const { inputs, failures, isValid } = checkInputs(resource, news, isSecret);
  if (!isValid) return { inputs, failures };
  // A report of drift must not stop at a change in the portal that the vendor cannot take back. The report applies nothing,
  // and an update refuses the change again.
  const onlyLooks = process.env["MSP_ONLY_LOOK"] === "1";
  if (Object.keys(olds).length > 0 && !onlyLooks) {
    for (const { property, reason, recreatable, ...refusal } of planChange(resource, olds, inputs).refused) {
      const remedy = isSecret(property) ? "Set it to what it was." : refusal.remedy(olds);
      const orRecreate = recreatable ? " Or set allowRecreate: true to delete and create it anew." : "";
      failures.push({ property, reason: `${reason} ${remedy}${orRecreate}` });
    }
  }
  return { inputs, failures };
}

/** The rules of the resource that inputs break which its schema allows. A value that is not known yet breaks none. */
export function ruleFailures(of: Omit<Checkable, "type">, declared: Properties): CheckFailure[] {
  const inputs = withDefaults(of, { ...declared });
  return (of.rules?.(inputs as never) ?? []).filter(({ property }) => !containsUnknown(inputs[property]));
}

/** In the one form that state holds. */
function normalised(schema: ObjectSchema, declared: Properties): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(declared).map(([property, value]) => {
      const of = schema.properties[property];
      return [property, of === undefined ? value : asText(of, value)];
    }),
  );
}

function withDefaults(of: Pick<Checkable, "inputs">, inputs: Record<string, unknown>): Record<string, unknown> {
  for (const [property, schema] of Object.entries(of.inputs.properties)) {
    if (!(property in inputs) && schema["default"] !== undefined) inputs[property] = schema["default"];
  }
  return inputs;
}

// ---- schema -------------------------------------------------------------------------------------

/** What a schema has against one value in what it was given. */
export interface SchemaFailure extends CheckFailure {
  /** The place of the failure, as a list of names and indexes. */
  readonly path: readonly string[];
  readonly about: "missing" | "unknown" | "value";
}

/** How a message quotes a value. */
type Show = (value: unknown, path: readonly string[]) => string;

/**
 * What the schema has against this value, one failure per property; a value that preview does not know passes. `show` says how
 * a message quotes a value. After `most` of them it stops.
 */
export function schemaFailures(
  schema: Schema,
  value: unknown,
  show: Show = shown,
  most = Number.POSITIVE_INFINITY,
): SchemaFailure[] {
  return failuresOf(validatorOf(schema), schema, value, show, most);
}

function failuresOf(
  validate: ValidateFunction,
  schema: Schema,
  value: unknown,
  show: Show,
  most = Number.POSITIVE_INFINITY,
): SchemaFailure[] {
  const failures = new Map<string, SchemaFailure>();
  for (const error of validate(value) ? [] : (validate.errors ?? [])) {
    if (error.data === unknownValue) continue;
    if (error.propertyName !== undefined) continue; // the name is wrong as a whole, which is said next
    if (failures.size >= most) break;
    const failure = described(schema, error, show);
    if (!failures.has(failure.property)) failures.set(failure.property, failure);
  }
  for (const path of cutTexts(value)) {
    if (failures.size >= most) break;
    const property = pathOf(path, schema);
    failures.set(property, { path, about: "value", property, reason: `${whyNotCut}.` });
  }
  return [...failures.values()];
}

function described(schema: Schema, error: ErrorObject, show: Show): SchemaFailure {
  const segments = error.instancePath.split("/").slice(1).map(unescapePointer);
  if (error.keyword === "required") {
    const path = [...segments, String(error.params["missingProperty"])];
    const reason = `is missing: give ${expectedAt(schema, path)}.`;
    return { path, about: "missing", property: pathOf(path, schema), reason };
  }
  if (error.keyword === "additionalProperties") {
    const name = String(error.params["additionalProperty"]);
    const path = [...segments, name];
    const at = schemaAt(schema, segments);
    const known = Object.keys(at?.properties ?? {});
    const near = nearest(name, known);
    const moved = (at?.["moved"] as Readonly<Record<string, string>> | undefined)?.[name]; // as the keyword says
    const suggestion = moved ?? (near === undefined ? `Known here: ${known.join(", ")}.` : `Did you mean ${near}?`);
    const whole = typeof at?.["title"] === "string" ? at["title"] : "this resource";
    const reason = `is not a property of ${whole}. ${suggestion}`;
    return { path, about: "unknown", property: pathOf(path, schema), reason };
  }
  if (error.keyword === "propertyNames") {
    const path = [...segments, String(error.params["propertyName"])];
    const names = schemaAt(schema, segments)?.["propertyNames"] as Schema | undefined; // which it has: see the keyword
    const reason = `is no name here: it must be ${expectedAt(names ?? {}, [])}.`;
    return { path, about: "unknown", property: pathOf(path, schema), reason };
  }
  const isTooLarge = error.keyword === "maximum" && error.params["limit"] === largestInteger;
  const expected = isTooLarge ? `${largestInteger} at most` : expectedAt(schema, segments);
  const reason = `must be ${expected}, not ${show(error.data, segments)}.`;
  return { path: segments, about: "value", property: pathOf(segments, schema), reason };
}

/** The schema of what has its place there. */
export function schemaAt(schema: Schema, segments: readonly string[]): Schema | undefined {
  return segments.reduce<Schema | undefined>((at, segment) => {
    if (at?.properties !== undefined) return at.properties[segment];
    return (at?.["items"] ?? at?.["additionalProperties"]) as Schema | undefined; // of a list, or of a record
  }, schema);
}

function expectedAt(schema: Schema, segments: readonly string[]): string {
  const at = schemaAt(schema, segments);
  if (at === undefined) return "a value";
  if (typeof at["expected"] === "string") return at["expected"];
  if (Array.isArray(at["enum"])) return at["enum"].map((value) => JSON.stringify(value)).join(" or ");
  return `${/^[aeio]/.test(at.type ?? "") ? "an" : "a"} ${at.type ?? "value"}`;
}

/** As programs write it: `licenses.mail.tags[0]`. Without a schema, a number is an index. */
export const pathOf = (segments: readonly string[], schema?: Schema): string =>
  segments
    .map((segment, i) => {
      const within = schema && schemaAt(schema, segments.slice(0, i));
      const isIndex = /^\d+$/.test(segment) && (within === undefined || within["items"] !== undefined);
      return isIndex ? `[${segment}]` : `${i === 0 ? "" : "."}${nameShown(segment)}`;
    })
    .join("");

/** A name in which nothing can be overlooked: one that is empty, or has spaces that look like others, is quoted. */
const nameShown = (name: string): string =>
  name === "" || /[^\P{Zs} ]|^ | $/u.test(name)
    ? `"${name.replaceAll(/[^\P{Zs} ]/gu, (space) => `\\u{${hex(space)}}`)}"`
    : name;

const unescapePointer = (segment: string): string => segment.replaceAll("~1", "/").replaceAll("~0", "~");

/** A value as an error message quotes it: short, on one line. */
export function shown(value: unknown): string {
  if (isRecord(value)) return "an object";
  const text = JSON.stringify(value);
  return text.length <= 60 ? text : `${text.slice(0, 57)}...`;
}

/** The known name that differs least from a misspelt one, in `most` letters and in case. */
export function nearest(
  name: string,
  known: readonly string[],
  most = Math.max(2, name.length / 3),
): string | undefined {
  const ranked = known
    .filter((candidate) => Math.abs(candidate.length - name.length) <= most) // a long name is not compared letter by letter
    .map((candidate) => ({ candidate, distance: editDistance(name.toLowerCase(), candidate.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance);
  const best = ranked[0];
  return best !== undefined && best.distance <= most ? best.candidate : undefined;
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitute = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(substitute, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
