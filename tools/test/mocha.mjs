/** Runs test files with mocha and counts what happened, whatever happened. */
import { fileURLToPath } from "node:url";
import { run } from "../setup/process.mjs";

const program = fileURLToPath(new URL("mocha-process.mjs", import.meta.url));

/**
 * @param {{ files: string[], cwd?: string, env?: NodeJS.ProcessEnv, timeoutSeconds?: number, seconds: number,
 *           grep?: RegExp | string, invert?: boolean, dryRun?: boolean, show?: boolean }} options
 *   `timeoutSeconds` bounds one test, `seconds` all of them
 * @returns {Promise<{ passed: number, failed: number, skipped: number, problems: string[], output: string }>}
 */
export async function runMocha(options) {
  const { files, cwd, env, seconds, timeoutSeconds = 20, grep, invert = false, dryRun = false, show = true } = options;
  const counts = { passed: 0, failed: 0, skipped: 0 };
  const problems = [];
  let running;
  let done;
  const settings = { timeout: timeoutSeconds * 1000, dryRun, color: show && process.stdout.isTTY === true };
  const { code, problem, output } = await run(process.execPath, ["--enable-source-maps", program], {
    cwd,
    env,
    seconds,
    show,
    ownGroup: true,
    first: { files, options: settings, grep, invert },
    onMessage(message) {
      if (message.running !== undefined) running = message.running;
      else if (message.outcome === "pass") counts.passed += 1;
      else if (message.outcome === "fail") counts.failed += 1;
      else if (message.outcome === "pending") counts.skipped += 1;
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
  return { ...counts, problems, output };
}
