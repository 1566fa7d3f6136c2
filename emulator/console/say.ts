/** How vendors' facts are put for the console. */
import type { Fact } from "./view";

/** "1 licence", "1,200 licences" */
export const counted = (number: number, one: string, more = `${one}s`): string =>
  `${number.toLocaleString("en-GB")} ${number === 1 ? one : more}`;

/** "2026-11-25 21:40 UTC" for ISO 8601; null stays. */
export const moment = (iso: string | null): string | null =>
  iso === null ? null : `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;

/** Those that have a value. */
export const factsOf = (values: Readonly<Record<string, string | null | undefined>>): Fact[] =>
  Object.entries(values).flatMap(([label, value]) => (value == null || value === "" ? [] : [[label, value] as const]));

export function grouped<T>(all: readonly T[], keyOf: (one: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const group = groups.get(keyOf(one));
    if (group === undefined) groups.set(keyOf(one), [one]);
    else group.push(one);
  }
  return groups;
}
