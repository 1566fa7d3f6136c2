/** Choices of readings of the contracts' open points, so few that each two readings of two points meet in one of them. */
import { open as eset } from "../../contracts/generated/eset.open";
import { open as redstor } from "../../contracts/generated/redstor.open";
import { isChoice, type OpenPoints, readingsOf } from "../../contracts/open";
import type { EsetReadings, RedstorReadings } from "../../emulator";
import { randomNumbers, seed } from "./seed";

/** What both vendors do on their open points; what we believe, where nothing is said. */
export interface Row {
  readonly eset: Partial<EsetReadings>;
  readonly redstor: Partial<RedstorReadings>;
}

type Reading = readonly [vendor: keyof Row, point: string, reading: unknown];

const contracts: Readonly<Record<keyof Row, OpenPoints>> = { eset, redstor };

/** All readings of each point, what we believe first. */
const points: readonly (readonly Reading[])[] = Object.entries(contracts).flatMap(([vendor, list]) =>
  Object.entries(list).map(([name, point]) =>
    readingsOf(point).map((reading): Reading => [vendor as keyof Row, name, reading]),
  ),
); // entries forget the keys

const rowOf = (readings: readonly Reading[]): Row => {
  const of = (vendor: keyof Row) =>
    Object.fromEntries(readings.filter(([one]) => one === vendor).map(([, point, reading]) => [point, reading]));
  return { eset: of("eset"), redstor: of("redstor") };
};

/** The part of a row that the provider has to be told: what it cannot do without. */
export const assumedIn = (row: Row): Record<keyof Row, object> => {
  const of = (vendor: keyof Row) =>
    Object.fromEntries(
      Object.entries(row[vendor]).filter(([name]) => {
        const point = contracts[vendor][name];
        return point !== undefined && !isChoice(point);
      }),
    );
  return { eset: of("eset"), redstor: of("redstor") };
};

/** Every point in another way than we believe. */
export const otherwise: Row = rowOf(
  points.map((readings) => readings.at(-1)).filter((reading) => reading !== undefined),
);

export const rows: readonly Row[] = [otherwise, ...pairwise().map(rowOf)];

/** Takes reading after reading that meets the most others which it has not met yet. */
function pairwise(): Reading[][] {
  const random = randomNumbers(seed);
  const key = (one: Reading, other: Reading) =>
    [one, other]
      .map((reading) => reading.join(" "))
      .sort()
      .join(" | ");
  const open = new Set(
    points.flatMap((readings, n) =>
      points.slice(n + 1).flatMap((others) => readings.flatMap((one) => others.map((other) => key(one, other)))),
    ),
  );
  const all: Reading[][] = [];
  while (open.size > 0) {
    const row: Reading[] = [];
    for (const { readings } of points
      .map((readings) => ({ readings, place: random() }))
      .sort((a, b) => a.place - b.place)) {
      const news = (one: Reading) => row.filter((other) => open.has(key(one, other))).length;
      const [best] = readings.map((one) => ({ one, gain: news(one) + random() })).sort((a, b) => b.gain - a.gain);
      if (best !== undefined) row.push(best.one);
    }
    const before = open.size;
    for (const [n, one] of row.entries()) for (const other of row.slice(n + 1)) open.delete(key(one, other));
    if (open.size < before) all.push(row);
  }
  return all;
}
