/** As on a real account: every answer takes 100 ms, and the vendor lets ten requests through in a second. */
import { fleet } from "./programs.mjs";
import { accountOf, withStack } from "./stacks.mjs";

const requestsPerSecond = 10;
const latencyMilliseconds = 100;

function slowDown(emulator) {
  emulator.faults.add({ kind: "delay", call: "*", milliseconds: latencyMilliseconds, times: "always", chance: 1 });
  emulator.setRequestsPerSecond(requestsPerSecond);
  emulator.journal.clear();
}

/**
 * From the journal: how many requests, how many refused, and how near the time from the first to the last is to what the limit
 * alone asks for: of eleven requests the last comes a second after the first at the soonest, of twenty-one two.
 */
function usage(emulator) {
  const entries = emulator.journal.entries();
  const times = entries.map(({ at }) => Date.parse(at));
  const seconds = (Math.max(...times) - Math.min(...times)) / 1000;
  const refused = entries.filter(({ status }) => status === 429).length;
  return {
    requests: entries.length,
    refused,
    seconds,
    share: Math.floor((entries.length - refused - 1) / requestsPerSecond) / seconds,
  };
}

/** A new fleet: what `up` takes against the time that the limit alone allows for its requests. */
export async function onboarding({ engine, startEmulator, customers, licencesOfEach }) {
  const emulator = await startEmulator({ operationMilliseconds: 0 });
  slowDown(emulator);
  try {
    const env = accountOf(emulator, requestsPerSecond);
    return await withStack({ engine, program: fleet(customers, licencesOfEach), env }, async (stack) => {
      const seconds = await stack.up();
      const used = usage(emulator);
      return { customers, objects: customers * (1 + licencesOfEach), upSeconds: seconds, ...used };
    });
  } finally {
    await emulator.close();
  }
}

/** The morning's question about a fleet, object by object and in bulk. */
export async function dailyPreview({ engine, startEmulator, customers, licencesOfEach, log }) {
  const emulator = await startEmulator({ operationMilliseconds: 0 });
  try {
    const program = fleet(customers, licencesOfEach);
    return await withStack({ engine, program, env: accountOf(emulator) }, async (stack) => {
      log(`making ${customers * (1 + licencesOfEach)} objects`);
      await stack.up();
      emulator.clock.advance(36 * 3600 * 1000);
      slowDown(emulator);
      const run = async (refresh) => {
        log(`drift preview, ${refresh}`);
        emulator.journal.clear();
        const env = { ...accountOf(emulator, requestsPerSecond), ESET_MSP_REFRESH: refresh };
        const seconds = await stack.driftPreview({ env });
        return { previewSeconds: seconds, ...usage(emulator) };
      };
      return { objects: customers * (1 + licencesOfEach), exact: await run("exact"), bulk: await run("bulk") };
    });
  } finally {
    await emulator.close();
  }
}
