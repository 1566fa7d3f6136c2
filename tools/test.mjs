/** `npm test`: makes the checkout ready, checks types, lint and format, and runs the tests. The last line sums it all up. */
import "./setup/node-version.mjs";
import { existsSync, readdirSync, statSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { prepare } from "./setup.mjs";
import { build } from "./setup/build.mjs";
import { findBrowser, howToGetABrowser } from "./setup/chromium.mjs";
import { howToGetOne } from "./setup/engine.mjs";
import { withoutUsersSettings } from "./setup/environment.mjs";
import { run } from "./setup/process.mjs";
import { duration, progress } from "./setup/progress.mjs";
import { findPython, howToGetPython } from "./setup/python.mjs";
import { chaosEnvironment, chaosLimits, chaosOptions } from "./test/chaos.mjs";
import { runMocha, runMochaFiles } from "./test/mocha.mjs";

const root = fileURLToPath(new URL("../", import.meta.url));
const tests = join(root, "dist", "tests");

/** Those that need more than Node.js. */
const engineTests = join(tests, "engine") + sep;
const sdkTests = [join(tests, "engine", "sdks.test.js")];
const browserTests = [join("emulator", "console.test.js"), join("cli", "driftPage.test.js")].map((file) =>
  join(tests, file),
);
const log = console.log;

const help = `npm test makes the checkout ready, checks types, lint and format, and runs the tests. The last line sums it all up.

  npm test                                    everything
  npm test -- tests/http/retry.test.ts        the build and the tests of these files or folders
  npm test -- --grep licence                  the build and the tests with "licence" in their names; with --invert all others
  npm test -- tests/chaos --seed 7 --runs 50  so many random programs, chosen by this seed
  npm test -- tests/chaos --full              every write meets every fault; what is random, as often as in test:chaos

It ends with 0 when nothing failed, and with 1 when something did, or no test ran. With CI set, tests that need the Pulumi
engine, Python or a browser fail where there is none; else they are skipped.`;

/** What is left of the time that all tests together may take: a test that hangs must not hang the run. */
let secondsLeft = 60 * 60;

const total = { passed: 0, failed: 0, skipped: 0 };
const count = ({ passed = 0, failed = 0, skipped = 0 }) => {
  total.passed += passed;
  total.failed += failed;
  total.skipped += skipped;
};

/** One check, counted as one test; its output is shown when it fails. */
async function check(name, perform) {
  const shown = progress(log, () => `  … ${name}`);
  const problem = await perform().catch((error) => String(error?.stack ?? error));
  shown.end(`  ${problem === undefined ? "✔" : "✖"} ${name}`);
  if (problem !== undefined) log(problem);
  count(problem === undefined ? { passed: 1 } : { failed: 1 });
  return problem === undefined;
}

/** A development tool from node_modules, over the whole checkout. */
const tool =
  (script, ...args) =>
  async () => {
    const { code, output, problem } = await run(process.execPath, [join(root, "node_modules", script), ...args], {
      cwd: root,
      seconds: 600,
      ownGroup: true,
    });
    return code === 0 ? undefined : [output.trim(), problem].filter(Boolean).join("\n") || `exit code ${code}`;
  };

const testFiles = (folder) =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, encoding: "utf8" })
        .filter((name) => name.endsWith(".test.js"))
        .map((name) => join(folder, name))
        .sort()
    : [];

/** The compiled tests of a file or folder as people name it: tests/http, tests/http/retry.test.ts, dist/tests/… */
function filesNamed(name) {
  const path = relative(root, resolve(name)).replace(/\.ts$/, ".js");
  const compiled = join(root, path.startsWith(`dist${sep}`) ? path : join("dist", path));
  if (!existsSync(compiled)) throw nothingAt(name);
  return statSync(compiled).isDirectory() ? testFiles(compiled) : [compiled];
}

const nothingAt = (name) => new Error(`There are no tests at ${name}.`);

/** Throws before anything is built, if nothing of this name can come of the sources. */
function mustBeThere(name) {
  const source = relative(root, resolve(name)).replace(`dist${sep}`, "");
  const forms = [source, source.replace(/\.ts$/, ".js"), source.replace(/\.js$/, ".ts")];
  if (!forms.some((form) => existsSync(join(root, form)))) throw nothingAt(name);
}

async function mochaStep(name, options) {
  log(`\n${name}`);
  const start = Date.now();
  const result = await runMochaFiles({ cwd: root, seconds: secondsLeft, ...options });
  const milliseconds = Date.now() - start;
  secondsLeft = Math.max(1, secondsLeft - milliseconds / 1000);
  for (const problem of [...result.failures, ...result.problems]) log(`  ✖ ${problem}`);
  log(`  ${name}, ${duration(milliseconds)}`);
  count(result);
}

/**
 * Tests that need what a machine may not have. Without it they are skipped, and the reason is said; with CI set that is a
 * failure.
 *
 * @param {{ title: string, where: string, howToGetOne: string, settings?: object,
 *           find: () => Promise<{ env?: object, reason?: string }> }} need `find` answers the environment they need, or why not
 */
async function stepWith({ title, where, howToGetOne, settings, find }, options) {
  log("");
  const { env, reason } = await find();
  if (env !== undefined) return mochaStep(title, { ...options, ...settings, env: { ...options.env, ...env } });
  const result = await runMocha({ cwd: root, seconds: secondsLeft, ...options, dryRun: true, show: false });
  const number = result.passed + result.skipped;
  log(`The tests in ${where} (${number}) did not run. ${reason}`);
  if (!reason.includes(howToGetOne)) log(howToGetOne);
  if (result.problems.length > 0) log([result.output, ...result.problems].join("\n"));
  count({ skipped: number, failed: result.failed });
  if (["", "0", "false"].includes((process.env.CI ?? "").toLowerCase())) return;
  log("✖ With CI set, they must run.");
  count({ failed: 1 });
}

/** They find the engine's folder in PULUMI_MSP_ENGINE. */
const withEngine = {
  title: "Tests with the Pulumi engine",
  where: "tests/engine",
  howToGetOne,
  settings: { timeoutSeconds: 600 },
  find: async () => {
    const { engine, reason } = await prepare({ engine: "optional", build: false, log });
    return engine === undefined ? { reason } : { env: { PULUMI_MSP_ENGINE: engine.folder } };
  },
};

/** They find Python in PULUMI_MSP_PYTHON, and what makes SDKs in PULUMI_MSP_GENERATORS. */
const withPython = {
  title: "Tests of SDKs",
  where: "tests/engine/sdks.test.ts",
  howToGetOne: howToGetPython,
  settings: { timeoutSeconds: 600 },
  find: async () => {
    const { engine, reason } = await prepare({ engine: "optional", build: false, log });
    if (engine === undefined) return { reason };
    const python = await findPython({ engine, log });
    if (python.programs === undefined) return { reason: python.reason };
    return {
      env: {
        PULUMI_MSP_ENGINE: engine.folder,
        PULUMI_MSP_PYTHON: python.programs,
        PULUMI_MSP_GENERATORS: python.generators,
      },
    };
  },
};

/** They find the browser in CHROME_PATH. */
const withBrowser = {
  title: "Tests with a browser",
  where: "tests/emulator/console.test.ts and tests/cli/driftPage.test.ts",
  howToGetOne: howToGetABrowser,
  find: async () => {
    const { path, reason } = await findBrowser({ log, mayInstall: true });
    return path === undefined ? { reason } : { env: { CHROME_PATH: path } };
  },
};

async function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      grep: { type: "string", short: "g" },
      invert: { type: "boolean", short: "i" },
      help: { type: "boolean", short: "h" },
      ...chaosOptions,
    },
  });
  if (values.help) {
    log(help);
    return;
  }
  positionals.forEach(mustBeThere);
  const { grep, invert } = values;
  const chaos = chaosEnvironment(values);
  const goesFurther = Object.keys(chaos).length > 0;
  if (goesFurther) secondsLeft = chaosLimits.seconds;
  await prepare({ engine: "none", build: false, log });

  log("Checks");
  const built = await check("types and build", async () => (await build(root)).problem);
  if (grep !== undefined || positionals.length > 0) {
    log("  - lint and format are not checked when only some tests run");
    count({ skipped: 2 });
  } else {
    await check("lint", tool("eslint/bin/eslint.js", "--max-warnings=0", "."));
    await check("format", tool("prettier/bin/prettier.cjs", "--check", "."));
  }
  if (!built) {
    log("\nThe tests did not run: there is no build to run them on.");
    return;
  }

  const before = { ...total };
  const options = {
    grep,
    invert,
    env: { ...withoutUsersSettings(), ...chaos },
    ...(goesFurther && { timeoutSeconds: chaosLimits.timeoutSeconds }),
  };
  const files = positionals.length > 0 ? [...new Set(positionals.flatMap(filesNamed))] : testFiles(tests);
  const ofSdks = files.filter((file) => sdkTests.includes(file));
  const ofEngine = files.filter((file) => file.startsWith(engineTests) && !ofSdks.includes(file));
  const ofBrowser = files.filter((file) => browserTests.includes(file));
  const others = files.filter((file) => ![ofEngine, ofSdks, ofBrowser].flat().includes(file));
  if (others.length > 0) await mochaStep("Tests", { ...options, files: others });
  if (ofBrowser.length > 0) await stepWith(withBrowser, { ...options, files: ofBrowser });
  if (ofEngine.length > 0) await stepWith(withEngine, { ...options, files: ofEngine });
  if (ofSdks.length > 0) await stepWith(withPython, { ...options, files: ofSdks });
  if (total.passed === before.passed && total.failed === before.failed) {
    log("\n✖ No test ran.");
    count({ failed: 1 });
  }
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  count({ failed: 1 });
}
process.exitCode = total.failed === 0 ? 0 : 1;
if (total.passed + total.failed + total.skipped > 0)
  log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
