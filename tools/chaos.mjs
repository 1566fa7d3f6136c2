/** `npm run test:chaos`: everything in tests/chaos and the chaos on the engine at full length. */
import "./setup/node-version.mjs";
import { readdirSync, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { prepare } from "./setup.mjs";
import { withoutUsersSettings } from "./setup/environment.mjs";
import { duration } from "./setup/progress.mjs";
import { chaosEnvironment, chaosLimits, chaosOptions } from "./test/chaos.mjs";
import { runMochaFiles } from "./test/mocha.mjs";

const help = `npm run test:chaos runs everything in tests/chaos and the chaos on the engine at full length, for an hour when nobody waits.

  npm run test:chaos                          every write meets every fault, hundreds of random programs, many kills,
                                              the life of every resource at vendors that answer otherwise, and
                                              whatever npm test shows on the dynamic host, on the native one
  npm run test:chaos -- --runs 50 --seed 7    so many random programs (and a tenth of it kills), chosen by this seed
  npm run test:chaos -- --grep programs       a part of it

It ends with 0 when nothing failed.`;

const tests = fileURLToPath(new URL("../dist/tests", import.meta.url));
/** The life of each resource, which goes through every row of readings. */
const resources = [
  ...["customer", "license", "managedMsp", "mspCompany", "user"].map((name) => join(tests, "eset", `${name}.test.js`)),
  ...["company", "subscription"].map((name) => join(tests, "redstor", `${name}.test.js`)),
];
/** Those with tests that run on the host that MSP_TEST_HOST names. */
const onUsualHost = () =>
  ["eset", "redstor", "host"]
    .flatMap((folder) => readdirSync(join(tests, folder)).map((name) => join(tests, folder, name)))
    .filter((file) => file.endsWith(".test.js") && readFileSync(file, "utf8").includes("World.forEachTest("));
const lanes = 3 * Math.min(4, availableParallelism());
const root = fileURLToPath(new URL("../", import.meta.url));

async function main() {
  const { runs, seed } = chaosOptions;
  const { values } = parseArgs({
    options: { runs, seed, grep: { type: "string", short: "g" }, help: { type: "boolean", short: "h" } },
  });
  if (values.help) {
    console.log(help);
    return undefined;
  }
  const anySeed = String(1 + Math.floor(Math.random() * 1e9));
  const chaos = chaosEnvironment({ full: true, seed: anySeed, ...values });
  const how = `--runs ${chaos.MSP_CHAOS_RUNS} --seed ${chaos.MSP_CHAOS_SEED}`;
  const { engine, reason } = await prepare({ engine: "optional", log: console.log });
  console.log(`\nnpm run test:chaos -- ${how} repeats this run.`);
  if (engine === undefined) console.log(`What needs the engine does not run. ${reason}`);

  const folder = join(tests, "chaos");
  const files = readdirSync(folder).filter((name) => name.endsWith(".test.js"));
  const started = Date.now();
  const env = {
    ...withoutUsersSettings(),
    ...chaos,
    ...(engine === undefined ? {} : { PULUMI_MSP_ENGINE: engine.folder }),
  };
  const settings = { cwd: root, ...chaosLimits, env, lanes };
  // they mostly wait, for retries and for what a vendor does in its own time
  const isLong = (file) =>
    /[\\/](chaos[\\/](readings|sweep|process)|engine[\\/]chaos)\.test\.js$/.test(file) || resources.includes(file);
  const total = { passed: 0, failed: 0, skipped: 0 };
  const runFiles = async (options) => {
    const result = await runMochaFiles({ ...settings, ...options });
    for (const problem of [...result.failures, ...result.problems]) console.log(`  ✖ ${problem}`);
    for (const outcome of Object.keys(total)) total[outcome] += result[outcome];
  };
  await runFiles({
    files: [
      ...(engine === undefined ? [] : [join(tests, "engine", "chaos.test.js")]),
      ...files.map((name) => join(folder, name)),
      ...(values.grep === undefined ? resources : []),
    ].toSorted((a, b) => Number(isLong(b)) - Number(isLong(a))),
    partsOf: (file) => (isLong(file) ? lanes : 1),
    grep: (file) => (resources.includes(file) ? "vendors that answer otherwise" : values.grep),
  });
  if (values.grep === undefined) {
    await runFiles({
      env: { ...env, MSP_TEST_HOST: "native" },
      files: onUsualHost(),
      grep: "^(?!.*(on the (dynamic|native) host|vendors that answer otherwise))",
    });
  }
  console.log(`${how}, ${duration(Date.now() - started)}`);
  return total;
}

let total = { passed: 0, failed: 1, skipped: 0 };
try {
  total = await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
}
process.exitCode = total === undefined || total.failed === 0 ? 0 : 1;
if (total !== undefined) console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
