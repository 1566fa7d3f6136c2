/**
 * Finds what SDKs and Python programs need beside the engine: a virtual environment with Pulumi's own SDK, and, where the engine has
 * no language host for Python, that host and a generator of SDKs. Only the tests of SDKs need it.
 */
import { chmodSync, copyFileSync, existsSync, linkSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { cacheFolder, inWords, makeFolder } from "./cache.mjs";
import { pinnedVersion, reaches } from "./engine.mjs";
import { buildFromGo, moduleFolder, pythonHost, sdkGenerator } from "./go.mjs";
import { run, succeeded } from "./process.mjs";
import { progress } from "./progress.mjs";

export const howToGetPython =
  "SDKs and Python programs need Python 3.10 or newer with its module venv (on Debian: apt-get install python3-venv), PyPI, " +
  "and Go where the engine has no language host for Python.";

const onWindows = process.platform === "win32";
const exe = onWindows ? ".exe" : "";
const host = `${pythonHost.output}${exe}`;
const requirements = fileURLToPath(new URL("../engine/python/requirements.txt", import.meta.url));

/** Where a virtual environment has its programs. */
const programsIn = (folder) => join(folder, onWindows ? "Scripts" : "bin");
const generatorsIn = (folder) => join(folder, "generators");

/** A virtual environment with Pulumi's SDK in this folder. */
async function makeEnvironment(folder, { env, log }) {
  const shown = progress(log, () => `Installing Pulumi ${pinnedVersion} for Python from PyPI (once)`);
  try {
    const python = onWindows ? "python" : "python3";
    await succeeded("no virtual environment can be made", run(python, ["-m", "venv", folder], { env, seconds: 120 }));
    const pip = ["-m", "pip", "install", "--no-input", "--disable-pip-version-check", "--requirement", requirements];
    const own = join(programsIn(folder), "python");
    await succeeded("pip cannot install Pulumi", run(own, pip, { env, seconds: 600, ownGroup: true }));
  } finally {
    shown.end();
  }
}

/** The language host in this folder, and the generators in theirs. */
async function buildHosts(folder, { env, log, keptIn }) {
  const built = { version: pinnedVersion, exe, env, log, keptIn };
  const programs = programsIn(folder);
  await buildFromGo({ ...built, folder: programs, what: "the Python language host of Pulumi", parts: [pythonHost] });
  // the host starts this script, and looks for it beside itself
  const starter = `${pythonHost.output}-exec`;
  const sdk = await moduleFolder(pythonHost, "github.com/pulumi/pulumi/sdk/v3", env);
  copyFileSync(join(sdk, "python", "cmd", starter), join(programs, starter));
  chmodSync(join(programs, starter), 0o755);

  const generators = generatorsIn(folder);
  mkdirSync(generators);
  await buildFromGo({ ...built, folder: generators, what: "the SDK generators of Pulumi", parts: [sdkGenerator] });
  for (const language of ["go", "nodejs"])
    linkSync(join(generators, host), join(generators, `pulumi-language-${language}${exe}`));
}

/**
 * The folders that come first on the PATH, of Python programs and of `pulumi package gen-sdk`; or the reason why there are none.
 *
 * @param {{ engine: import("./engine.mjs").Engine, env?: NodeJS.ProcessEnv, log?: (line: string) => void }} options
 * @returns {Promise<{ programs?: string, generators?: string, reason?: string }>}
 */
export async function findPython({ engine, env = process.env, log = console.log }) {
  const folder = join(cacheFolder(env), "python", pinnedVersion);
  const hasHost = reaches(engine.path, host, env);
  const isWhole = async (present) => {
    if (!hasHost && ![programsIn, generatorsIn].every((of) => existsSync(join(of(present), host)))) return false;
    const { code } = await run(join(programsIn(present), "python"), ["-c", "import pulumi"], { env, seconds: 60 });
    return code === 0;
  };
  const make = async (unfinished) => {
    await makeEnvironment(unfinished, { env, log });
    if (!hasHost) await buildHosts(unfinished, { env, log, keptIn: folder });
    return unfinished;
  };
  try {
    if (!(await isWhole(folder))) await makeFolder(folder, make, isWhole);
    return { programs: programsIn(folder), generators: generatorsIn(folder) };
  } catch (error) {
    return { reason: `Python programs cannot be run: ${inWords(error, env)}. ${howToGetPython}` };
  }
}
