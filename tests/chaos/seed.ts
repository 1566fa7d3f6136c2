/** Which part of the chaos a run goes through: always the same small one, or what its command was told (tools/test/chaos.mjs). */

/** MSP_CHAOS_SEED (--seed) repeats a run, MSP_CHAOS_RUNS (--runs) widens it. */
const number = (name: string): number | undefined => {
  const given = process.env[name];
  return given === undefined || given === "" ? undefined : Number(given);
};

export const seed = number("MSP_CHAOS_SEED") ?? 1;

/** How many of the random things to do: as many as said, or as few as every run has time for. */
export const runs = (few: number): number => number("MSP_CHAOS_RUNS") ?? few;

/** Whether everything is to be done at full length (--full). */
export const full = process.env["MSP_CHAOS_FULL"] === "1";

/** mulberry32: small, and the same on every machine. */
export function randomNumbers(start: number): () => number {
  let state = start | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** So many of them, chosen by the seed; all at full length. */
export function sample<T>(all: readonly T[], size: number): readonly T[] {
  if (full) return all;
  const random = randomNumbers(seed);
  return all
    .map((one) => ({ one, place: random() }))
    .sort((a, b) => a.place - b.place)
    .slice(0, size)
    .map(({ one }) => one);
}
