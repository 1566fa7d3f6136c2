/** How far the tests of faults and random programs go, as the command line says it and tests/chaos/seed.ts reads it. */

export const chaosOptions = { runs: { type: "string" }, seed: { type: "string" }, full: { type: "boolean" } };

/** What these tests may take where they go further than in every run. */
export const chaosLimits = { seconds: 2 * 60 * 60, timeoutSeconds: 300 };

/** How many random things are done at full length. */
const runsInFull = "300";

/**
 * The options as the environment that hands them to the tests: nothing for what was not said.
 *
 * @param {{ runs?: string, seed?: string, full?: boolean }} values
 * @returns {Record<string, string>}
 * @throws an error that names the option
 */
export function chaosEnvironment({ full = false, runs = full ? runsInFull : undefined, seed }) {
  return {
    ...(full && { MSP_CHAOS_FULL: "1" }),
    ...(runs !== undefined && { MSP_CHAOS_RUNS: whole(runs, "runs") }),
    ...(seed !== undefined && { MSP_CHAOS_SEED: whole(seed, "seed") }),
  };
}

function whole(text, option) {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number > 0) return String(number);
  throw new Error(`--${option} is ${JSON.stringify(text)}, but must be a whole number greater than 0.`);
}
