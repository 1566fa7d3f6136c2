/**
 * JSON Schema and its TypeScript type from one declaration.
 *
 * The declarations of resources are written with these. At run time they are plain JSON Schema objects, for ajv and for
 * documents; at compile time `Static` gives the type. (TypeBox does this and more, but takes longer to load than the
 * whole rest of the provider process may: 80 ms.) The comment above a property is its documentation in editors.
 */

declare const type: unique symbol;
declare const given: unique symbol;
declare const optional: unique symbol;
declare const defaulted: unique symbol;

/** A JSON Schema whose values have the type T. Programs may write a G for it. */
export interface Schema<T = unknown, G = T> {
  readonly [type]?: T;
  readonly [given]?: G;
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly [keyword: string]: unknown;
}

/** A property that may be left out. */
export type OptionalSchema<T = unknown, G = T> = Schema<T, G> & { readonly [optional]: true };

/** A property that programs may leave out, and that has its default then. */
export type DefaultSchema<T = unknown, G = T> = Schema<T, G> & { readonly [defaulted]: true };

export type Properties = Readonly<Record<string, Schema>>;

/** The type of the values that a schema describes. */
export type Static<S> = S extends Schema<infer T, unknown> ? T : never;

/** The type of what programs may write for a value. */
export type Given<S> = S extends Schema<unknown, infer G> ? G : never;

/** The type of an object with these properties. Written so that editors keep the comments of the properties. */
export type StaticProperties<P extends Properties> = {
  [K in keyof P as P[K] extends OptionalSchema ? never : K]: Static<P[K]>;
} & {
  [K in keyof P as P[K] extends OptionalSchema ? K : never]?: Static<P[K]>;
};

/** The type of an object as programs may write it: a property with a default may be left out, and a value may have other forms. */
export type GivenProperties<P extends Properties> = {
  readonly [K in keyof P as P[K] extends OptionalSchema | DefaultSchema ? never : K]: Given<P[K]>;
} & {
  readonly [K in keyof P as P[K] extends OptionalSchema | DefaultSchema ? K : never]?: Given<P[K]> | undefined;
};

export interface ObjectSchema<P extends Properties = Properties> extends Schema<StaticProperties<P>> {
  readonly type: "object";
  readonly properties: P;
  readonly required: readonly string[];
  readonly additionalProperties: false;
}

/** Keywords of ours beside those of JSON Schema. */
interface Annotations {
  /** What to write here, as the error message says it: `expected: 'a whole number of seats, 1 or more'`. */
  readonly expected?: string;
  /** What an object is, as the error message says it: `title: "a licence"`. */
  readonly title?: string;
  /** The value of a property that the program leaves out. */
  readonly default?: unknown;
  /** What an object does not have any more, by name, and where it stands now: a sentence. */
  readonly moved?: Readonly<Record<string, string>>;
}

const optionalProperties = new WeakSet<Schema>();

/** The vendors' whole numbers have 32 bits. */
export const largestInteger = 2 ** 31 - 1;

/** One letter, digit or sign at least: spaces alone, and characters that take no room, are nothing to look at. */
const seen = "[\\p{L}\\p{N}\\p{P}\\p{S}]";

/** A part of an e-mail address: no brackets or colons, as in `<a@b>` and `mailto:a@b`, and nothing invisible. */
const addressPart = '[^\\s@<>(),:;"\\p{Cc}\\p{Cf}]+';
const address = `${addressPart}@${addressPart}`;

export const Type = {
  String: (
    options: Annotations & { minLength?: number; maxLength?: number; pattern?: string; digits?: true } = {},
  ): Schema<string> => ({
    type: "string",
    ...options,
  }),
  /** A text with something to see in it. */
  Filled: (options: Annotations = {}): Schema<string> => ({ type: "string", pattern: seen, ...options }),
  /** Such a text without spaces around it. */
  Name: ({ oneLine = false, ...options }: Annotations & { oneLine?: boolean } = {}): Schema<string> => {
    const any = oneLine ? "." : "[\\s\\S]";
    return { type: "string", pattern: `^(?=${any}*${seen})\\S(${any}*\\S)?$`, ...options };
  },
  Email: ({ mayBeEmpty = false } = {}): Schema<string> => ({
    type: "string",
    pattern: `${mayBeEmpty ? "^$|" : ""}^${address}$`,
    expected: "an e-mail address",
  }),
  Integer: (options: Annotations & { minimum?: number; maximum?: number } = {}): Schema<number> => ({
    type: "integer",
    minimum: -largestInteger - 1,
    maximum: largestInteger,
    ...options,
  }),
  Boolean: (options: Annotations = {}): Schema<boolean> => ({ type: "boolean", ...options }),
  Enum: <const V extends readonly string[]>(values: V, options: Annotations = {}): Schema<V[number]> => ({
    type: "string",
    enum: values,
    ...options,
  }),
  /** A number that is a text, such as a code: programs may write it either way. */
  Digits: (options: Annotations = {}): Schema<string, string | number> => ({
    type: "string",
    pattern: "^[0-9]{1,10}$",
    digits: true,
    ...options,
  }),
  /** One of several values, whatever their types. */
  OneOf: <const V extends readonly (string | number)[]>(values: V): Schema<V[number]> => ({ enum: values }),
  Array: <T, G>(
    items: Schema<T, G>,
    options: Annotations & { minItems?: number; maxItems?: number } = {},
  ): Schema<readonly T[], readonly G[]> => ({
    type: "array",
    items,
    ...options,
  }),
  /** A list, for which people may write its only item. */
  OneOrMany: <T, G>(items: Schema<T, G>, options: Annotations = {}): Schema<readonly T[], G | readonly G[]> => ({
    type: "array",
    items,
    orOne: true,
    ...options,
  }),
  Record: <T>(
    values: Schema<T>,
    { names, ...options }: Annotations & { readonly names?: Schema<string> } = {},
  ): Schema<Readonly<Record<string, T>>> => ({
    type: "object",
    additionalProperties: values,
    ...(names === undefined ? {} : { propertyNames: names }),
    ...options,
  }),
  Optional: <T, G>(schema: Schema<T, G>): OptionalSchema<T, G> => {
    const copy = { ...schema } as OptionalSchema<T, G>; // the mark exists only in the type system
    optionalProperties.add(copy);
    return copy;
  },
  Default: <T, G>(schema: Schema<T, G>, value: NoInfer<T>): DefaultSchema<T, G> => {
    const copy = { ...schema, default: value } as unknown as DefaultSchema<T, G>; // the mark exists only in the type system
    optionalProperties.add(copy);
    return copy;
  },
  Object: <P extends Properties>(properties: P, options: Annotations = {}): ObjectSchema<P> => ({
    type: "object",
    properties,
    required: Object.keys(properties).filter((name) => {
      const property = properties[name];
      return property !== undefined && !optionalProperties.has(property);
    }),
    additionalProperties: false,
    ...options,
  }),
} as const;

/** A value as state holds it, of one as programs may write it: digits are a text. */
export function asText(schema: Schema, value: unknown): unknown {
  const items = schema["items"] as Schema | undefined; // of a list
  if (items !== undefined && Array.isArray(value)) return value.map((item) => asText(items, item));
  return schema["digits"] === true && Number.isSafeInteger(value) ? String(value) : value;
}
