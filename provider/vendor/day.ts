/** Days as texts: YYYY-MM-DD. */
import type { CheckFailure } from "../lifecycle/errors";

/** A day that there is, as YYYY-MM-DD. JavaScript reads February 30 as a day in March. */
export function isDay(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().slice(0, 10) === text;
}

/** Two days that are none, or out of order, as failures of `from` and `to`. */
export function daysInOrder({ from, to }: { readonly from: string; readonly to: string }): CheckFailure[] {
  const none = Object.entries({ from, to }).find(([, text]) => !isDay(text));
  if (none !== undefined) return [{ property: none[0], reason: `must be a day, YYYY-MM-DD, not "${none[1]}".` }];
  return from > to ? [{ property: "from", reason: `(${from}) is after to (${to}).` }] : [];
}
