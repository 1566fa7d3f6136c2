/**
 * Makes a fresh checkout ready: npm dependencies, dist/, a Pulumi engine. `npm run setup`; the other tools call it first.
 * Where everything is ready it does nothing, in a fraction of a second.
 */
import "./setup/node-version.mjs";
import { realpathSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "./setup/build.mjs";
import { installDependencies } from "./setup/dependencies.mjs";
import { findEngine } from "./setup/engine.mjs";

export { engineEnvironment } from "./setup/environment.mjs";

const root = fileURLToPath(new URL("../", import.meta.url));

/**
 * @typedef {import("./setup/engine.mjs").Engine} Engine
 */

/**
 * Makes the checkout ready. Throws, with a message for people, when that cannot be done; a missing engine is only an
 * error when it is "required", else the answer has the reason.
 *
 * @param {{ engine?: "required" | "optional" | "none", build?: boolean, log?: (line: string) => void }} [options]
 * @returns {Promise<{ engine?: Engine, reason?: string }>}
 */
export async function prepare(options = {}) {
  const { engine: wanted = "required", log = console.log } = options;
  await installDependencies(root, log);
  if (options.build !== false) {
    const { problem } = await build(root, { starting: () => log("Building dist/ from the sources.") });
    if (problem !== undefined) throw new Error("The sources do not build:\n" + problem);
  }
  if (wanted === "none") return {};
  const { engine, reason } = await findEngine({ log });
  if (engine !== undefined) log("Pulumi " + engine.version + ": " + engine.path + " (" + engine.source + ").");
  else if (wanted === "required") throw new Error(reason);
  return { engine, reason };
}

/** The message alone: a stack would say nothing to whoever runs this. */
export function fail(error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}

if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  prepare({ engine: "required" }).then(() => console.log("Ready."), fail);
}
