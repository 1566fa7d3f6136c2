/** Stacks on the real engine, with the emulated vendors, for measuring: each in a temporary folder of its own. */
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { engineEnvironment } from "../tools/setup/environment.mjs";

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

export class Stack {
  /** @param {{ engine: object, program: string, env?: Record<string, string> }} options `program` is JavaScript */
  static async create({ engine, program, env = {} }) {
    const folder = mkdtempSync(join(tmpdir(), "pulumi-msp-bench-"));
    const stack = new Stack(folder, { ...engineEnvironment(engine, folder), ...env });
    for (const [name, target] of [
      ["pulumi-msp", root],
      ["@pulumi/pulumi", join(root, "node_modules/@pulumi/pulumi")],
    ]) {
      const link = join(stack.project, "node_modules", name);
      mkdirSync(dirname(link), { recursive: true });
      symlinkSync(target, link, "junction");
    }
    writeFileSync(join(stack.project, "package.json"), `{ "name": "bench", "private": true }`);
    writeFileSync(
      join(stack.project, "Pulumi.yaml"),
      "name: bench\nmain: index.js\nruntime:\n  name: nodejs\n  options:\n    typescript: false\n",
    );
    writeFileSync(join(stack.project, "index.js"), program);
    await stack.run(["stack", "init", "bench"]);
    return stack;
  }

  constructor(folder, env) {
    this.folder = folder;
    this.project = join(folder, "project");
    this.env = env;
  }

  /** Runs the CLI; answers the seconds that it took. Throws, with what it printed, when the exit code is another. */
  run(args, { expected = 0, env = {} } = {}) {
    return new Promise((resolve, reject) => {
      const started = performance.now();
      const child = spawn("pulumi", [...args, "--non-interactive", "--color=never"], {
        cwd: this.project,
        env: { ...this.env, ...env },
        stdio: ["ignore", "pipe", "pipe"],
      });
      let text = "";
      for (const stream of [child.stdout, child.stderr])
        stream.setEncoding("utf8").on("data", (more) => (text += more));
      child.on("error", reject);
      child.on("close", (code) => {
        const seconds = (performance.now() - started) / 1000;
        if (code === expected) resolve(seconds);
        else reject(new Error(`pulumi ${args.join(" ")} ended with ${code}, not ${expected}:\n${text.slice(-3000)}`));
      });
    });
  }

  up = (options) => this.run(["up", "--yes", "--skip-preview"], options);
  preview = (options) => this.run(["preview", "--expect-no-changes"], options);
  driftPreview = (options) => this.run(["preview", "--refresh", "--run-program", "--expect-no-changes"], options);
  destroy = (options) => this.run(["destroy", "--yes", "--skip-preview"], options);

  /** What the state holds of its dynamic resources. */
  get resources() {
    const stacks = join(this.folder, "state", ".pulumi", "stacks");
    const file = readdirSync(stacks, { recursive: true }).find((name) => name.endsWith(".json"));
    const { checkpoint } = JSON.parse(readFileSync(join(stacks, file), "utf8"));
    return checkpoint.latest.resources.filter(({ type }) => type.startsWith("pulumi-nodejs:dynamic"));
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
