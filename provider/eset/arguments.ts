/** Arguments of the reads that make no sense are refused here, before anything is sent. */
import type { Interval } from "./data";

/** An id, key or name: it must be there. */
export function text(name: string, value: string | undefined): string {
  if (typeof value === "string" && value.trim() !== "") return value;
  throw new Error(`${name} is missing.`);
}

/** A list that narrows the answer. An empty one is refused: the vendor would take it for "all". */
export function some<T>(name: string, values: readonly T[] | undefined): T[] | undefined {
  if (values === undefined) return undefined;
  if (values.length > 0) return [...values];
  throw new Error(`${name} is empty. Leave it out to have all.`);
}

/** The one argument that is given, of several that exclude each other. */
export function oneOf<N extends string>(
  args: Readonly<Partial<Record<N, unknown>>>,
  names: readonly N[],
): N | undefined {
  const given = names.filter((name) => args[name] !== undefined);
  if (given.length > 1) throw new Error(`${given.join(" and ")} exclude each other: give one.`);
  return given[0];
}

export function interval({ from, to }: Interval): { from: string; to: string } {
  for (const [name, day] of Object.entries({ from, to })) {
    if (!isDay(day)) throw new Error(`${name} is ${JSON.stringify(day)}, but must be a day, YYYY-MM-DD.`);
  }
  if (from > to) throw new Error(`from (${from}) is after to (${to}).`);
  return { from, to };
}

function isDay(day: unknown): boolean {
  if (typeof day !== "string" || !/^\d{4}-\d\d-\d\d$/.test(day)) return false;
  const date = new Date(`${day}T00:00:00Z`); // February 30 becomes March
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day);
}

export function month({ year, month: number }: { readonly year: number; readonly month: number }): {
  year: number;
  month: number;
} {
  if (!Number.isInteger(year) || year < 1000 || year > 9999) {
    throw new Error(`year is ${String(year)}, but must be a year, such as 2024.`);
  }
  if (!Number.isInteger(number) || number < 1 || number > 12) {
    throw new Error(`month is ${String(number)}, but must be a number from 1 to 12.`);
  }
  return { year, month: number };
}
