/** How answers are written, where the contract is open on it. An answer was checked in the contract's form before. */
import type { Readings } from "../../contracts/generated/redstor.open";

/** The properties whose values are words of the vendor's. */
const words: readonly string[] = ["type", "trialStatus"];

/** The same answer as the vendor writes it under these readings. */
export function inForm(body: unknown, readings: Readings): unknown {
  return readings["answers.words"] === "lower" ? withSmallWords(body) : body;
}

function withSmallWords(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withSmallWords);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]: [string, unknown]) => [
      name,
      words.includes(name) && typeof inner === "string" ? inner.toLowerCase() : withSmallWords(inner),
    ]),
  );
}
