/** Finds a browser for the tests of the emulator's console: one that is installed, or Debian's, which it installs. */
import { existsSync, statSync } from "node:fs";
import { delimiter, join } from "node:path";
import { progress } from "./progress.mjs";
import { run } from "./process.mjs";

export const howToGetABrowser =
  "Install Chromium or Chrome, or name one in CHROME_PATH, and run this again (on Debian: apt-get install chromium).";

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge"];

/** Where browsers are that are not on PATH. */
const elsewhere = (env) => [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  ...[env.PROGRAMFILES, env["PROGRAMFILES(X86)"], env.LOCALAPPDATA]
    .filter(Boolean)
    .map((folder) => join(folder, "Google", "Chrome", "Application", "chrome.exe")),
];

/**
 * Why this is no browser to test with; undefined when it is one. Asked for its version, because what is called
 * chromium-browser may only say how to install it. On Windows that question opens a window.
 */
async function problemOf(path, env) {
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) return "there is no such file";
  if (process.platform === "win32") return undefined;
  const { code, stdout, output, problem } = await run(path, ["--version"], { env, seconds: 60 });
  if (code === 0 && /(chrom|edge).* \d+\./i.test(stdout)) return undefined;
  return `it does not say its version: ${problem ?? (output.trim().split("\n").at(-1) || `exit code ${code}`)}`;
}

async function installed(env) {
  const onPath = (env.PATH ?? "").split(delimiter).filter(Boolean);
  const candidates = [...names.flatMap((name) => onPath.map((folder) => join(folder, name))), ...elsewhere(env)];
  for (const path of candidates) if (existsSync(path) && (await problemOf(path, env)) === undefined) return path;
  return undefined;
}

/** Debian's package, where this may install one. The answer is why not, or why it failed. */
async function install(env, log) {
  if (process.platform !== "linux" || process.getuid?.() !== 0) return "it can only be installed by root on Debian";
  const shown = progress(log, () => "Installing chromium with apt-get (once)");
  const aptGet = (...args) =>
    run("apt-get", ["-o", "DPkg::Lock::Timeout=120", ...args], {
      env: { ...env, DEBIAN_FRONTEND: "noninteractive" },
      seconds: 600,
    });
  try {
    // A list of packages that cannot be renewed may still do.
    const { missing } = await aptGet("update");
    if (missing) return "there is no apt-get to install one";
    // Without a font there is no text to measure.
    const { code, stderr, problem } = await aptGet(
      ...["install", "--yes", "--no-install-recommends", "chromium", "fonts-liberation"],
    );
    if (code === 0) return undefined;
    return `apt-get cannot install chromium: ${problem ?? (stderr.trim().split("\n").at(-1) || `exit code ${code}`)}`;
  } finally {
    shown.end();
  }
}

/**
 * The browser to use, or the reason why there is none. CHROME_PATH names one; with `mayInstall` one is installed.
 *
 * @param {{ env?: NodeJS.ProcessEnv, log?: (line: string) => void, mayInstall?: boolean }} [options]
 * @returns {Promise<{ path?: string, reason?: string }>}
 */
export async function findBrowser({ env = process.env, log = console.log, mayInstall = false } = {}) {
  if (env.CHROME_PATH) {
    const problem = await problemOf(env.CHROME_PATH, env);
    return problem === undefined
      ? { path: env.CHROME_PATH }
      : { reason: `CHROME_PATH names ${env.CHROME_PATH}: ${problem}.` };
  }
  const found = await installed(env);
  if (found !== undefined) return { path: found };
  if (!mayInstall) return { reason: "No Chromium or Chrome is installed." };
  const problem = await install(env, log);
  const path = problem === undefined ? await installed(env) : undefined;
  return path === undefined
    ? { reason: `No Chromium or Chrome is installed, and ${problem ?? "Debian's does not start"}.` }
    : { path };
}
