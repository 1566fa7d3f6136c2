/** Runs test files with mocha and counts what happened, whatever happened. */
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { run } from "../setup/process.mjs";

const program = fileURLToPath(new URL("mocha-process.mjs", import.meta.url));

/**
 * @param {{ files: string[], cwd?: string, env?: NodeJS.ProcessEnv, timeoutSeconds?: number, seconds: number,
 *           grep?: string, invert?: boolean, part?: { nth: number, of: number }, dryRun?: boolean, show?: boolean,
 *           color?: boolean }} options
 *   `timeoutSeconds` bounds one test, `seconds` all of them; `grep` is a pattern; of a `part` only each `of`th test runs, from the `nth` on
 * @returns {Promise<{ passed: number, failed: number, skipped: number, failures: string[], problems: string[], output: string }>}
 *   `failures` are the titles of the tests that failed
 */
export async function runMocha(options) {
  const {
    files,
    cwd,
    env,
    seconds,
    timeoutSeconds = 180,
    grep,
    invert = false,
    part,
    dryRun = false,
    show = true,
  } = options;
  const { color = show && process.stdout.isTTY === true } = options;
  const counts = { passed: 0, failed: 0, skipped: 0 };
  const failures = [];
  const problems = [];
  let running;
  let done;
  const settings = { timeout: timeoutSeconds * 1000, dryRun, color };
  const { code, problem, output } = await run(process.execPath, ["--enable-source-maps", program], {
    cwd,
    env,
    seconds,
    show,
    ownGroup: true,
    first: { files, options: settings, grep, invert, part },
    onMessage(message) {
      if (message.running !== undefined) running = message.running;
      else if (message.outcome === "pass") counts.passed += 1;
      else if (message.outcome === "fail") {
        counts.failed += 1;
        failures.push(message.title);
      } else if (message.outcome === "pending") counts.skipped += 1;
      else if (message.unloadable !== undefined) problems.push(`${message.unloadable} cannot be loaded.`);
      else if (message.done === true) done = message;
    },
  });
  const how = problem ?? `exit code ${code}`;
  if (done === undefined)
    problems.push(
      `The test process ended before the tests did (${how})${running === undefined ? "" : `; it was at: ${running}`}.`,
    );
  else if (code !== (done.failures === 0 ? 0 : 1)) problems.push(`The test process failed after the tests (${how}).`);
  counts.failed += problems.length;
  return { ...counts, failures, problems, output };
}

/** Each process of the tests starts others, and they wait for each other: so one more than there are processors. */
const usualLanes = Math.min(4, availableParallelism() + 1);

/**
 * Runs each file in a process of its own, some at the same time, and shows the output of a file when it is done.
 *
 * @param {Omit<Parameters<typeof runMocha>[0], "grep"> & { lanes?: number, partsOf?: (file: string) => number,
 *   grep?: string | ((file: string) => string | undefined) }} options
 *   `seconds` bounds all files together; a file runs in as many parts as `partsOf` says, each in a process of its own, and
 *   `lanes` processes at a time
 * @returns {Promise<{ passed: number, failed: number, skipped: number, failures: string[], problems: string[] }>}
 */
export async function runMochaFiles({ files, seconds, grep, lanes = usualLanes, partsOf = () => 1, ...options }) {
  const deadline = Date.now() + seconds * 1000;
  const total = { passed: 0, failed: 0, skipped: 0, failures: [], problems: [] };
  const pending = files.flatMap((file) =>
    Array.from({ length: partsOf(file) }, (_, nth) => ({ file, part: { nth, of: partsOf(file) } })),
  );
  const lane = async () => {
    for (let next = pending.shift(); next !== undefined; next = pending.shift()) {
      const { file, part } = next;
      const left = Math.max(1, (deadline - Date.now()) / 1000);
      const color = process.stdout.isTTY === true;
      const only = typeof grep === "function" ? grep(file) : grep;
      const result = await runMocha({ ...options, files: [file], grep: only, part, seconds: left, show: false, color });
      const { passed, failed, skipped, failures, problems, output } = result;
      if (passed + failed + skipped > 0) process.stdout.write(output);
      total.passed += passed;
      total.failed += failed;
      total.skipped += skipped;
      total.failures.push(...failures);
      total.problems.push(...problems);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return total;
}
