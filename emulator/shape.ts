/** Checks what people hand to the emulator (faults, seeds, portal changes) and says in one line what is wrong with it. */
import { Ajv } from "ajv";
import type { ErrorObject } from "ajv";
import { Type } from "@sinclair/typebox";
import type { Static, TLiteral, TProperties, TSchema, TUnion } from "@sinclair/typebox";

/** Something that was asked of the emulator itself, not of a vendor, and makes no sense. */
export class UsageError extends Error {
  override readonly name = "UsageError";
  constructor(
    message: string,
    readonly status: 400 | 404 = 400,
  ) {
    super(message);
  }
}

/** An object with these properties and no others. */
export const closed = <T extends TProperties>(properties: T) =>
  Type.Object(properties, { additionalProperties: false });

/** One of these values. Type.Union forgets which ones when it is given a computed list. */
export const literals = <T extends string | number>(...values: T[]) =>
  Type.Union(values.map((value) => Type.Literal(value))) as unknown as TUnion<[TLiteral<T>]>;

const ajv = new Ajv({ allErrors: true, strict: false, formats: { "date-time": isDateTime } });

function isDateTime(text: string): boolean {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(text) && !Number.isNaN(Date.parse(text));
}

/** Returns the value as the schema's type, or throws a {@link UsageError} that names each part that is wrong. */
export function shape<T extends TSchema>(schema: T, what: string): (value: unknown) => Static<T> {
  const validate = ajv.compile<Static<T>>(schema);
  return (value) => {
    if (validate(value)) return value;
    throw new UsageError([...new Set((validate.errors ?? []).map((error) => explain(what, error)))].join("; "));
  };
}

function explain(what: string, error: ErrorObject): string {
  const where = what + error.instancePath.replaceAll("/", ".");
  const params = error.params as Record<string, unknown>;
  switch (error.keyword) {
    case "additionalProperties":
      return `${where} has an unknown property "${String(params["additionalProperty"])}"`;
    case "const":
      return `${where} must be ${JSON.stringify(params["allowedValue"])}`;
    case "enum":
      return `${where} must be one of ${JSON.stringify(params["allowedValues"])}`;
    default:
      return `${where} ${error.message ?? "is not valid"}`;
  }
}
