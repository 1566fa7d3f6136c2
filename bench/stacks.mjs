/** Stacks on the real engine, with the emulated vendors, for measuring: each in a temporary folder of its own. */
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { engineEnvironment } from "../tools/setup/environment.mjs";
import { watch } from "./residents.mjs";

export const root = fileURLToPath(new URL("../", import.meta.url));
const built = createRequire(new URL("../dist/provider/", import.meta.url));

/** The environment of the emulated accounts. */
export function accountOf({ vendors }, requestsPerSecond = 100_000) {
  const { vendor } = built("./vendors.js");
  return Object.assign(
    {},
    ...Object.entries(vendors).map(([name, world]) => ({
      ...world.environment(),
      [vendor(name).settings.requestsPerSecond.variable]: String(requestsPerSecond),
    })),
  );
}

const driftPreview = ["preview", "--refresh", "--run-program", "--expect-no-changes"];

export class Stack {
  /**
   * @param {{ engine: object, program: string | object, env?: Record<string, string> }} options `program` is JavaScript, or what
   *   stands in a Pulumi.yaml whose program is YAML
   */
  static async create({ engine, program, env = {} }) {
    const folder = mkdtempSync(join(tmpdir(), "pulumi-msp-bench-"));
    const stack = new Stack(folder, { ...engineEnvironment(engine, folder), ...env });
    const write = (name, text) => writeFileSync(join(stack.project, name), text);
    mkdirSync(stack.project, { recursive: true });
    if (typeof program === "string") {
      for (const [name, target] of [
        ["pulumi-msp", root],
        ["@pulumi/pulumi", join(root, "node_modules/@pulumi/pulumi")],
      ]) {
        const link = join(stack.project, "node_modules", name);
        mkdirSync(dirname(link), { recursive: true });
        symlinkSync(target, link, "junction");
      }
      write("package.json", `{ "name": "bench", "private": true }`);
      write(
        "Pulumi.yaml",
        "name: bench\nmain: index.js\nruntime:\n  name: nodejs\n  options:\n    typescript: false\n",
      );
      write("index.js", program);
    } else {
      write("Pulumi.yaml", JSON.stringify({ name: "bench", runtime: "yaml", ...program }));
    }
    await stack.run(["stack", "init", "bench"]);
    return stack;
  }

  constructor(folder, env) {
    this.folder = folder;
    this.project = join(folder, "project");
    this.env = env;
  }

  /** Runs the CLI; answers the seconds that it took. */
  async run(args, options) {
    return (await this.start("pulumi", [...args, "--non-interactive", "--color=never"], options)).seconds;
  }

  /**
   * Runs a program in the project. Throws, with what it printed, when the exit code is another.
   *
   * @returns {Promise<{ seconds: number, processes?: ReturnType<ReturnType<typeof watch>> }>} `processes` where they are watched
   */
  start(command, args, { expected = 0, env = {}, watched = false } = {}) {
    return new Promise((resolve, reject) => {
      const started = performance.now();
      const child = spawn(command, args, {
        cwd: this.project,
        env: { ...this.env, ...env },
        stdio: ["ignore", "pipe", "pipe"],
      });
      const watching = watched ? watch(child.pid) : undefined;
      let text = "";
      for (const stream of [child.stdout, child.stderr])
        stream.setEncoding("utf8").on("data", (more) => (text += more));
      child.on("error", reject);
      child.on("close", (code) => {
        const seconds = (performance.now() - started) / 1000;
        const processes = watching?.();
        if (code === expected) resolve({ seconds, processes });
        else
          reject(new Error(`${command} ${args.join(" ")} ended with ${code}, not ${expected}:\n${text.slice(-3000)}`));
      });
    });
  }

  up = (options) => this.run(["up", "--yes", "--skip-preview"], options);
  preview = (options) => this.run(["preview", "--expect-no-changes"], options);
  driftPreview = (options) => this.run(driftPreview, options);
  watchedDriftPreview = () => this.start("pulumi", [...driftPreview, "--non-interactive"], { watched: true });
  destroy = (options) => this.run(["destroy", "--yes", "--skip-preview"], options);

  /** What the state holds. */
  get resources() {
    const stacks = join(this.folder, "state", ".pulumi", "stacks");
    const file = readdirSync(stacks, { recursive: true }).find((name) => name.endsWith(".json"));
    const { checkpoint } = JSON.parse(readFileSync(join(stacks, file), "utf8"));
    return checkpoint.latest.resources;
  }

  close() {
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}

/** Runs something with a stack that is gone afterwards. */
export async function withStack(options, act) {
  const stack = await Stack.create(options);
  try {
    return await act(stack);
  } finally {
    stack.close();
  }
}

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
