/** The emulator as a process of its own, which can be killed and started again on what it has kept. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { isDeepStrictEqual } from "node:util";
import { setTimeout as sleep } from "node:timers/promises";
import { root } from "./engine";
import { endAll } from "./processes";

/** What an emulator holds, as its admin API tells it. */
export interface Objects {
  readonly eset: {
    readonly companies: readonly { readonly id: string; readonly type: number; readonly name: string }[];
    readonly licenses: readonly { readonly publicLicenseKey: string; readonly customerId: string }[];
  };
  readonly redstor: {
    readonly companies: readonly { readonly companyId: string; readonly parentCompanyId: string | null }[];
    readonly subscriptions: readonly { readonly companyId: string; readonly subscriptionId: string }[];
  };
}

export class EmulatorProcess {
  readonly #folder = mkdtempSync(join(tmpdir(), "pulumi-msp-chaos-"));
  #child: ChildProcess | undefined;
  #port = "0";
  #variables: Readonly<Record<string, string>> = {};

  static async start(): Promise<EmulatorProcess> {
    const emulator = new EmulatorProcess();
    await emulator.start();
    return emulator;
  }

  /** What it tells its users to export. */
  get variables(): Readonly<Record<string, string>> {
    return this.#variables;
  }

  /** Again on the same port, once it has been killed. */
  async start(): Promise<void> {
    const args = ["emulate", "--quiet", "--port", this.#port, "--data", join(this.#folder, "data.json")];
    const child = spawn(process.execPath, [join(root, "dist", "cli", "index.js"), ...args], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    this.#child = child;
    const variables: Record<string, string> = {};
    for await (const line of createInterface(child.stdout)) {
      const [, name, value] = /^export (\w+)=(.*)$/.exec(line) ?? [];
      if (name !== undefined && value !== undefined) variables[name] = value;
      if (line.startsWith("Ctrl-C")) break;
    }
    this.#variables = variables;
    this.#port = new URL(variables["ESET_MSP_ENDPOINT"] ?? "").port;
  }

  async kill(): Promise<void> {
    const child = this.#child;
    if (child?.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    await endAll([child.pid]);
    await ended;
  }

  async objects(): Promise<Objects> {
    const [eset, redstor] = await Promise.all(["eset", "redstor"].map((vendor) => this.#ask(vendor)));
    return { eset, redstor } as Objects; // the admin API's own form
  }

  /** Until two looks a second apart see the same: all is on disk then, and no request is under way. */
  async settled(): Promise<void> {
    for (let before: unknown; ;) {
      const now = await this.objects();
      if (isDeepStrictEqual(now, before)) return;
      before = now;
      await sleep(1200);
    }
  }

  async close(): Promise<void> {
    await this.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #ask(vendor: string): Promise<unknown> {
    const answer = await fetch(`http://127.0.0.1:${this.#port}/_emulator/${vendor}`);
    return await answer.json();
  }
}
