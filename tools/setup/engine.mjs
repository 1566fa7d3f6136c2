/**
 * Finds a Pulumi engine: the user's own, one from an earlier run, the official release, or one built from the published
 * Go modules where releases cannot be downloaded.
 */
import {
  accessSync,
  chmodSync,
  constants,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { cacheFolder, inWords, makeFolder } from "./cache.mjs";
import { bareEnvironment } from "./environment.mjs";
import { downloadRelease } from "./download.mjs";
import { buildFromGo } from "./go.mjs";
import { duration, progress } from "./progress.mjs";
import { run } from "./process.mjs";

const root = fileURLToPath(new URL("../../", import.meta.url));
const onWindows = process.platform === "win32";
const exe = onWindows ? ".exe" : "";

export const cli = `pulumi${exe}`;
const languageHosts = ["nodejs", "yaml"].map((language) => `pulumi-language-${language}${exe}`);
const dynamicProviders = onWindows ? "pulumi-resource-pulumi-nodejs.cmd" : "pulumi-resource-pulumi-nodejs";

/**
 * `--refresh --run-program`, with which drift is found, came to preview and up with 3.169.0. Until 3.191.0 it could panic,
 * and break the state of a stack with replaced resources (pulumi/pulumi#20217, #20337).
 */
export const oldestVersion = "3.191.0";

/** What is downloaded or built: the version in tools/engine/cli/go.mod. */
export const pinnedVersion = /\/pulumi\/pkg\/v3 v(\S+)/.exec(
  readFileSync(join(root, "tools", "engine", "cli", "go.mod"), "utf8"),
)[1];

export const howToGetOne = `Install Pulumi ${oldestVersion} or newer (https://www.pulumi.com/docs/install/) and run this again.`;

/**
 * @typedef {object} Engine
 * @property {string} path the CLI
 * @property {string} folder the folder that holds it
 * @property {string} version such as "3.259.0"
 * @property {string} source where it is from, in words
 */

/** Why an engine of this version will not do; undefined when it will. */
export function versionProblem(version) {
  const numbers = (text) => text.split("-")[0].split(".").map(Number);
  const [major, minor, patch] = numbers(version);
  const [oldMajor, oldMinor, oldPatch] = numbers(oldestVersion);
  if (major !== oldMajor) return `version ${version} is not of the ${oldMajor}.x series this was made for`;
  if (minor < oldMinor || (minor === oldMinor && patch < oldPatch))
    return `version ${version} is older than ${oldestVersion}, the first in which "up --refresh --run-program" is sound`;
  return undefined;
}

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/** Asks a CLI for its version: one that does not start is no engine. */
async function ask(file, env) {
  const home = mkdtempSync(join(tmpdir(), "pulumi-msp-"));
  try {
    const { code, stdout, output, problem } = await run(file, ["version"], {
      cwd: home,
      env: bareEnvironment(home, env),
      seconds: 60,
    });
    const version = /^v?(\d+\.\d+\.\d+\S*)/.exec(stdout.trim())?.[1];
    if (code === 0 && version !== undefined) return { version };
    const answer = problem ?? (output.trim().split("\n")[0] || `exit code ${code}`);
    return { problem: `"pulumi version" does not answer with a version: ${answer}` };
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

/** Whether this CLI finds a program of this name. */
export const reaches = (path, companion, env) =>
  [dirname(path), dirname(realpathSync(path)), ...searchPath(env)].some((folder) =>
    isExecutable(join(folder, companion)),
  );

/**
 * A CLI with what it needs to run our programs, in this place?
 *
 * @returns {Promise<{ engine: Engine } | { problem: string }>}
 */
async function inspect(path, source, env) {
  const answer = await ask(path, env);
  const problem = answer.problem ?? versionProblem(answer.version);
  if (problem !== undefined) return { problem };
  for (const companion of [...languageHosts, dynamicProviders])
    if (!reaches(path, companion, env)) return { problem: `${companion} is neither beside it nor on PATH` };
  return { engine: { path, folder: dirname(path), version: answer.version, source } };
}

const searchPath = (env) => {
  const name = Object.keys(env).find((key) => key.toUpperCase() === "PATH") ?? "PATH";
  return (env[name] ?? "").split(delimiter).filter(Boolean);
};

/** The first usable `pulumi` on PATH. Says why others are passed over. */
export async function engineOnPath({ env = process.env, log = console.log } = {}) {
  for (const path of new Set(searchPath(env).map((folder) => resolve(folder, cli)))) {
    if (!isExecutable(path)) continue;
    const { engine, problem } = await inspect(path, "on PATH", env);
    if (engine !== undefined) return engine;
    log(`Passing over ${path}: ${problem}.`);
  }
  return undefined;
}

const recordName = "engine.json";

/** What an earlier run left, if it is whole and answers. */
async function inspectCached(folder, env) {
  try {
    const { version, source, sizes } = JSON.parse(readFileSync(join(folder, recordName), "utf8"));
    for (const [name, size] of Object.entries(sizes)) {
      const path = join(folder, name);
      if (!isExecutable(path) || statSync(path).size !== size) return { problem: `${name} is damaged` };
    }
    const { engine, problem } = await inspect(join(folder, cli), `${source} by an earlier run`, env);
    if (problem !== undefined) return { problem };
    if (engine.version !== version) return { problem: `it answers with version ${engine.version}` };
    return { engine };
  } catch (error) {
    return { problem: `its ${recordName} cannot be read: ${error.message}` };
  }
}

const cachedFolder = (env) => join(cacheFolder(env), "engine", pinnedVersion);

/** The engine that an earlier run downloaded or built. A damaged one is not used; the next one made replaces it. */
export async function cachedEngine({ env = process.env, log = console.log } = {}) {
  const folder = cachedFolder(env);
  if (!existsSync(folder)) return undefined;
  const { engine, problem } = await inspectCached(folder, env);
  if (engine === undefined) log(`Not trusting the engine in ${folder}: ${problem}.`);
  return engine;
}

/**
 * Makes an engine and keeps it in the cache.
 *
 * @param {string} source where the engine is from, in words
 * @param {(folder: string) => Promise<string | void>} make fills the folder, or answers the one inside it that counts
 */
export async function makeCached(source, make, { env }) {
  const folder = cachedFolder(env);
  await makeFolder(
    folder,
    async (unfinished) => {
      const made = (await make(unfinished)) ?? unfinished;
      for (const name of readdirSync(made)) chmodSync(join(made, name), 0o755);
      const sizes = Object.fromEntries(
        [cli, ...languageHosts, dynamicProviders].map((name) => [name, statSync(join(made, name)).size]),
      );
      writeFileSync(join(made, recordName), JSON.stringify({ version: pinnedVersion, source, sizes }, undefined, 2));
      const { problem } = await inspectCached(made, env);
      if (problem !== undefined) throw new Error(`the engine is of no use: ${problem}`);
      return made;
    },
    async (present) => (await inspectCached(present, env)).engine !== undefined,
  );
  return { path: join(folder, cli), folder, version: pinnedVersion, source };
}

/** The official release, where its hosts can be reached. */
async function download(folder, { log }) {
  let shown;
  const onStart = () => {
    shown = progress(log, () => `Downloading Pulumi ${pinnedVersion} from get.pulumi.com (once)`);
  };
  try {
    return await downloadRelease({ version: pinnedVersion, folder, onStart });
  } finally {
    shown?.end();
  }
}

/**
 * The engine to use, or the reason why there is none.
 *
 * @param {{ env?: NodeJS.ProcessEnv, log?: (line: string) => void }} [options]
 * @returns {Promise<{ engine?: Engine, reason?: string }>}
 */
export async function findEngine({ env = process.env, log = console.log } = {}) {
  if (env.PULUMI_MSP_ENGINE) {
    const path = join(resolve(env.PULUMI_MSP_ENGINE), cli);
    const { engine, problem } = await inspect(path, "named by PULUMI_MSP_ENGINE", env);
    return engine === undefined ? { reason: `PULUMI_MSP_ENGINE names ${path}: ${problem}.` } : { engine };
  }
  const ready = (await engineOnPath({ env, log })) ?? (await cachedEngine({ env, log }));
  if (ready !== undefined) return { engine: ready };
  try {
    const parent = dirname(cachedFolder(env));
    mkdirSync(parent, { recursive: true });
    accessSync(parent, constants.W_OK);
  } catch (error) {
    return { reason: `No Pulumi engine: ${inWords(error, env)}. ${howToGetOne}` };
  }
  try {
    const engine = await makeCached("official release, downloaded and checked", (folder) => download(folder, { log }), {
      env,
    });
    return { engine };
  } catch (error) {
    log(`The official Pulumi release cannot be downloaded: ${inWords(error, env)}.`);
  }
  try {
    const start = Date.now();
    const engine = await makeCached(
      "built from Pulumi's Go modules",
      async (folder) => {
        await buildFromGo({ folder, version: pinnedVersion, exe, env, log, keptIn: cachedFolder(env) });
        const script = join(root, "node_modules", "@pulumi", "pulumi", dynamicProviders);
        copyFileSync(script, join(folder, dynamicProviders));
      },
      { env },
    );
    log(`Built the Pulumi engine in ${duration(Date.now() - start)}.`);
    return { engine };
  } catch (error) {
    return { reason: `No Pulumi engine: ${inWords(error, env)}. ${howToGetOne}` };
  }
}
