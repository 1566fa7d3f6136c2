/** Runs other programs for the tools: with bounds, with their output at hand, and without leaving any of them behind. */
import { spawn } from "node:child_process";
import { rmSync } from "node:fs";
import { clearTimeout } from "node:timers";
import { duration } from "./progress.mjs";

const onWindows = process.platform === "win32";
const running = new Set();
const scratch = new Set();

let watching = false;

/** An interrupted run takes its programs and its unfinished folders with it. */
function watchSignals() {
  if (watching) return;
  watching = true;
  const stop = (code) => () => {
    for (const child of running) end(child);
    for (const folder of scratch) rmSync(folder, { recursive: true, force: true });
    process.exit(code);
  };
  process.once("SIGINT", stop(130));
  process.once("SIGTERM", stop(143));
}

/** An interrupted run removes this folder; the answer takes that back. */
export function removeWhenInterrupted(folder) {
  watchSignals();
  scratch.add(folder);
  return () => scratch.delete(folder);
}

/** A program that had a group of its own takes what it started with it. */
function end(child) {
  try {
    if (child.ownGroup) process.kill(-child.pid, "SIGKILL");
    else child.kill("SIGKILL");
  } catch {
    // it has ended by itself meanwhile
  }
}

/**
 * Runs a program to its end. Never throws for what the program does: the answer says how it went.
 * `quietSeconds` ends a program that has printed nothing for that long, `seconds` one that takes longer altogether.
 * With `ownGroup`, whatever the program started and left running ends with it.
 *
 * @param {string} file
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, seconds?: number, quietSeconds?: number, ownGroup?: boolean,
 *           show?: boolean, shell?: boolean, onLine?: (line: string) => void, onMessage?: (message: any) => void,
 *           first?: object }} [options] `onMessage` gets what a Node.js program sends; `first` is sent to it
 * @returns {Promise<{ code: number | undefined, stdout: string, stderr: string, output: string, problem?: string, missing: boolean }>}
 */
export function run(file, args, options = {}) {
  const {
    cwd,
    env = process.env,
    seconds,
    quietSeconds,
    show = false,
    shell = false,
    onLine,
    onMessage,
    first,
  } = options;
  const ownGroup = options.ownGroup === true && !onWindows;
  watchSignals();
  return new Promise((resolve) => {
    const output = show ? "inherit" : "pipe";
    const child = spawn(file, args, {
      cwd,
      env,
      shell,
      detached: ownGroup,
      stdio: ["ignore", output, output, ...(onMessage === undefined ? [] : ["ipc"])],
    });
    child.ownGroup = ownGroup;
    running.add(child);
    const printed = { stdout: "", stderr: "", output: "" };
    const timers = {};
    let problem;
    const bound = (name, after, text) => {
      if (after === undefined) return;
      clearTimeout(timers[name]);
      timers[name] = setTimeout(() => {
        problem = text;
        end(child);
      }, after * 1000);
    };
    const stillAlive = () => {
      bound("quiet", quietSeconds, `it printed nothing for ${quietSeconds} seconds and was ended`);
    };
    const finish = (code, missing) => {
      running.delete(child);
      clearTimeout(timers.total);
      clearTimeout(timers.quiet);
      resolve({ code, ...printed, missing, ...(problem === undefined ? {} : { problem }) });
    };
    bound("total", seconds, `it took longer than ${duration(seconds * 1000)} and was ended`);
    stillAlive();
    for (const name of ["stdout", "stderr"]) {
      let rest = "";
      child[name]?.setEncoding("utf8").on("data", (text) => {
        stillAlive();
        printed[name] += text;
        printed.output += text;
        const lines = (rest + text).split("\n");
        rest = lines.pop();
        if (onLine !== undefined) lines.forEach(onLine);
      });
    }
    if (onMessage !== undefined) child.on("message", onMessage);
    if (first !== undefined) child.send(first, () => {}); // one that has ended by then says so by its exit
    child.on("error", (error) => {
      problem = error.message;
      finish(undefined, error.code === "ENOENT");
    });
    child.on("exit", () => {
      if (ownGroup) end(child);
    });
    child.on("close", (code, signal) => {
      if (signal !== null && problem === undefined) problem = `it was ended by ${signal}`;
      finish(code ?? undefined, false);
    });
  });
}

/**
 * What a run printed to its standard output. Throws when it did not succeed.
 *
 * @param {string} failure what it means that it did not
 * @param {ReturnType<typeof run>} running
 */
export async function succeeded(failure, running) {
  const { code, stdout, output, problem } = await running;
  if (code === 0) return stdout;
  throw new Error(`${failure}: ${problem ?? (output.trim() || `exit code ${code}`)}`);
}
