/** Checks declared inputs against the resource's schema, and brings them into the form that state holds. No network. */
import type * as ajvModule from "ajv";
import type { ErrorObject, ValidateFunction } from "ajv";
import type { AnyResource } from "./define";
import type { CheckFailure } from "./errors";
import type { Schema } from "./schema";
import { planChange } from "./diff";
import { containsUnknown, isRecord, type Properties, unknownValue, withoutAbsent } from "./values";

export interface Checked {
  readonly inputs: Record<string, unknown>;
  readonly failures: readonly CheckFailure[];
}

/**
 * `olds` are the inputs of the last update (empty for a new resource), `news` what the program says now.
 * Changes that the vendor cannot make are refused here, so that preview shows them.
 */
export function check(resource: AnyResource, olds: Properties, news: Properties): Checked {
  const declared = normalised(resource, withoutAbsent(news));
  const failures = [...schemaFailures(resource, declared)];
  if (failures.length > 0) return { inputs: declared, failures };

  const inputs = withDefaults(resource, declared);
  failures.push(...(resource.rules?.(inputs) ?? []).filter(({ property }) => !containsUnknown(inputs[property])));
  // a look for drift must come to an end although somebody made a change that the vendor cannot take back: nothing is
  // applied in it, and an update would refuse again
  const onlyLooks = process.env["MSP_ONLY_LOOK"] === "1";
  if (Object.keys(olds).length > 0 && !onlyLooks) {
    for (const { property, reason, recreatable, ...refusal } of planChange(resource, olds, inputs).refused) {
      const orRecreate = recreatable ? " Or set allowRecreate: true to delete and create it anew." : "";
      failures.push({ property, reason: `${reason} ${refusal.remedy(olds)}${orRecreate}` });
    }
  }
  return { inputs, failures };
}

function normalised(resource: AnyResource, inputs: Record<string, unknown>): Record<string, unknown> {
  for (const [property, normalise] of Object.entries(resource.normalise ?? {})) {
    if (property in inputs && !containsUnknown(inputs[property])) inputs[property] = normalise?.(inputs[property]);
  }
  return inputs;
}

function withDefaults(resource: AnyResource, inputs: Record<string, unknown>): Record<string, unknown> {
  for (const [property, schema] of Object.entries(resource.inputs.properties)) {
    if (!(property in inputs) && schema["default"] !== undefined) inputs[property] = schema["default"];
  }
  return inputs;
}

// ---- schema -------------------------------------------------------------------------------------

const validators = new WeakMap<AnyResource, ValidateFunction>();

function validatorOf(resource: AnyResource): ValidateFunction {
  let validate = validators.get(resource);
  if (validate === undefined) {
    // ajv takes longer to load than the rest of the provider: only when something is to be checked
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const { Ajv } = require("ajv") as typeof ajvModule;
    const ajv = new Ajv({ allErrors: true, verbose: true, strict: true });
    ajv.addKeyword("expected");
    validate = ajv.compile(resource.inputs);
    validators.set(resource, validate);
  }
  return validate;
}

/** What the schema has against these inputs, one failure per property; a value that preview does not know passes. */
function schemaFailures(resource: AnyResource, inputs: Properties): CheckFailure[] {
  const validate = validatorOf(resource);
  if (validate(inputs)) return [];
  const failures = new Map<string, CheckFailure>();
  for (const error of validate.errors ?? []) {
    if (error.data === unknownValue) continue;
    const failure = described(resource.inputs, error);
    if (!failures.has(failure.property)) failures.set(failure.property, failure);
  }
  return [...failures.values()];
}

function described(schema: Schema, error: ErrorObject): CheckFailure {
  const segments = error.instancePath.split("/").slice(1).map(unescapePointer);
  if (error.keyword === "required") {
    const name = String(error.params["missingProperty"]);
    const expected = expectedAt(schema, [...segments, name]);
    return { property: pathOf([...segments, name]), reason: `is missing: give ${expected}.` };
  }
  if (error.keyword === "additionalProperties") {
    const name = String(error.params["additionalProperty"]);
    const known = Object.keys(schemaAt(schema, segments)?.properties ?? {});
    const near = nearest(name, known);
    const suggestion = near === undefined ? `Known here: ${known.join(", ")}.` : `Did you mean ${near}?`;
    return { property: pathOf([...segments, name]), reason: `is not a property of this resource. ${suggestion}` };
  }
  return {
    property: pathOf(segments),
    reason: `must be ${expectedAt(schema, segments)}, not ${shown(error.data)}.`,
  };
}

function schemaAt(schema: Schema, segments: readonly string[]): Schema | undefined {
  return segments.reduce<Schema | undefined>((at, segment) => {
    if (at?.properties !== undefined) return at.properties[segment];
    return at?.["items"] as Schema | undefined; // the only other place where values have places
  }, schema);
}

function expectedAt(schema: Schema, segments: readonly string[]): string {
  const at = schemaAt(schema, segments);
  if (at === undefined) return "a value";
  if (typeof at["expected"] === "string") return at["expected"];
  if (Array.isArray(at["enum"])) return at["enum"].map((value) => JSON.stringify(value)).join(" or ");
  return `${/^[aeio]/.test(at.type ?? "") ? "an" : "a"} ${at.type ?? "value"}`;
}

const pathOf = (segments: readonly string[]): string =>
  segments.map((segment, i) => (/^\d+$/.test(segment) ? `[${segment}]` : i === 0 ? segment : `.${segment}`)).join("");

const unescapePointer = (segment: string): string => segment.replaceAll("~1", "/").replaceAll("~0", "~");

/** A value as an error message quotes it: short, on one line. */
function shown(value: unknown): string {
  if (isRecord(value)) return "an object";
  const text = JSON.stringify(value);
  return text.length <= 60 ? text : `${text.slice(0, 57)}...`;
}

/** The known name that differs least from a misspelt one, if one is near. */
function nearest(name: string, known: readonly string[]): string | undefined {
  const ranked = known
    .map((candidate) => ({ candidate, distance: editDistance(name.toLowerCase(), candidate.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance);
  const best = ranked[0];
  return best !== undefined && best.distance <= Math.max(2, name.length / 3) ? best.candidate : undefined;
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
