/**
 * `npm run bench`: what this package costs, against the engine itself and against the vendors' limits. Talks to emulated
 * vendors on this machine only. Prints tables; writes docs/performance.md after a whole run.
 */
import "../tools/setup/node-version.mjs";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { fail, prepare } from "../tools/setup.mjs";
import { callsPerOperation, redstorRefreshCalls, refreshCalls } from "./calls.mjs";
import { dailyPreview, onboarding } from "./conditions.mjs";
import { fleets } from "./fleets.mjs";
import { curve, hosts, lifecycle, stateSize } from "./lifecycle.mjs";
import { loadTimes, memory, resident } from "./process.mjs";
import { document, tables } from "./report.mjs";
import { root } from "./stacks.mjs";

const help = `npm run bench [-- options]

  --quick        few rounds and small fleets, about two minutes: shows that it works, not what it costs
  --only name    one measurement, or several separated by commas: ${"lifecycle, hosts, fleet, state, calls, redstor, bulk, limit, daily, load, memory, resident"}
  --json file    also write all figures as JSON
  --help

A whole run takes about forty minutes and writes docs/performance.md. Ratios compare runs that took turns on this machine;
leave it alone meanwhile.`;

const { values } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    only: { type: "string" },
    json: { type: "string" },
    help: { type: "boolean", short: "h", default: false },
  },
});

const { quick } = values;
const log = (text) => console.error(`  … ${text}`);

const measurements = {
  lifecycle: async (context) => {
    const sizes = quick ? [1, 10] : [1, 100, 500];
    const rows = await lifecycle({ ...context, sizes, rounds: (n) => (quick ? 1 : n > 100 ? 2 : 5) });
    return { rows, curve: curve(rows) };
  },
  hosts: (context) =>
    hosts({
      ...context,
      sizes: quick ? [1, 10] : [1, 100, 500, 1000],
      rounds: (n) => (quick || n > 500 ? 1 : n > 100 ? 2 : 5),
    }),
  fleet: (context) => fleets({ ...context, tenants: quick ? 20 : 2000, requestsPerSecond: 500 }),
  state: stateSize,
  calls: callsPerOperation,
  redstor: (context) => redstorRefreshCalls({ ...context, companies: quick ? 120 : 500, subscribedEvery: 40 }),
  bulk: (context) => refreshCalls({ ...context, customers: quick ? 4 : 200, licencesOfEach: 4 }),
  limit: (context) => onboarding({ ...context, customers: quick ? 5 : 100, licencesOfEach: 2 }),
  daily: (context) => dailyPreview({ ...context, customers: quick ? 4 : 200, licencesOfEach: 4 }),
  load: (context) => loadTimes({ ...context, rounds: quick ? 3 : 21 }),
  memory: (context) => memory({ ...context, reads: quick ? 100 : 10_000 }),
  resident: (context) => resident({ ...context, reads: quick ? 100 : 10_000 }),
};

async function main() {
  if (values.help) return console.log(help);
  const names = values.only?.split(",").map((name) => name.trim()) ?? Object.keys(measurements);
  const unknown = names.find((name) => !Object.hasOwn(measurements, name));
  if (unknown !== undefined)
    throw new Error(`There is no measurement ${unknown}; there are ${Object.keys(measurements).join(", ")}.`);

  const { engine } = await prepare({ engine: "required", log: console.error });
  process.env.PATH = `${engine.folder}:${process.env.PATH}`;
  const { startEmulator } = await import("../dist/emulator/index.js");
  const results = {};
  for (const name of names) results[name] = await measurements[name]({ engine, startEmulator, log });

  console.log(tables(results));
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(results, null, 2)}\n`);
  if (quick || values.only !== undefined) return;
  writeFileSync(join(root, "docs/performance.md"), await document(results, engine.version));
  console.error("docs/performance.md is written.");
}

try {
  await main();
} catch (error) {
  fail(error);
}
