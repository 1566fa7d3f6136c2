/** Property values as Pulumi hands them over, and the one value that stands for "not known before the update". */
import { isDeepStrictEqual } from "node:util";

export type Properties = Readonly<Record<string, unknown>>;

/** Pulumi's stand-in, in a preview, for a value that only the update will know. It may turn out to be anything. */
export const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function containsUnknown(value: unknown): boolean {
  if (value === unknownValue) return true;
  if (Array.isArray(value)) return value.some(containsUnknown);
  return isRecord(value) && Object.values(value).some(containsUnknown);
}

/** Whether a text begins or ends inside a character, as `"🥐".slice(0, 1)` does. */
export const isCut = (text: string): boolean => /\p{Surrogate}/u.test(text);

/** What is wrong with such a text. */
export const whyNotCut = "holds half of a character, which cannot be sent: give the whole character, or leave it out";

/** The places of such texts in plain data, as lists of names and indexes. */
export function* cutTexts(value: unknown, path: readonly string[] = []): Generator<readonly string[]> {
  if (typeof value === "string" && isCut(value)) yield path;
  if (Array.isArray(value) || isPlain(value)) {
    for (const [name, inner] of Object.entries(value)) yield* cutTexts(inner, [...path, name]);
  }
}

/** Programs hold outputs too, which are objects of the SDK. */
const isPlain = (value: unknown): value is object =>
  isRecord(value) && [Object.prototype, null].includes(Object.getPrototypeOf(value) as object | null);

/** A copy without the properties that are undefined or null, at every depth. To the vendors null and absent are the same. */
export function withoutAbsent(properties: Properties): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(properties)
      .filter(([, value]) => value !== undefined && value !== null)
      .map(([key, value]) => [key, isRecord(value) ? withoutAbsent(value) : value]),
  );
}

/** How two values of a property are compared: e-mail addresses without case, tags without order. */
export type Canonical = (value: never) => unknown;

export function same(canonical: Canonical | undefined, a: unknown, b: unknown): boolean {
  const canon = (value: unknown) =>
    canonical === undefined || value === undefined ? value : canonical(value as never); // one property's values only
  return isDeepStrictEqual(canon(a), canon(b));
}
