/** `pulumi-msp emulate`: runs the emulator until somebody stops it. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { isChoice } from "../contracts/open";
import { startEmulator, UsageError } from "../emulator";
import type { Emulator, JournalEntry } from "../emulator";
import { shellLine } from "../emulator/shell";
import type { Plugin } from "../emulator/vendor";
import * as plugins from "../emulator/vendors";
import { visible, visibleLines } from "../provider/lifecycle/visible";
import { vendorNames } from "../provider/vendors";
import { vendor as providerVendor } from "../provider/vendors";
import { colours } from "./colours";

export interface EmulateOptions {
  readonly port: number;
  readonly host: string;
  readonly data?: string;
  /** 0 is no limit. */
  readonly requestsPerSecond: number;
  readonly operationMilliseconds: number;
  readonly quiet: boolean;
  /** Each as vendor.point=reading. */
  readonly reading: readonly string[];
}

/** Every open point of the contracts, with the readings that `--reading` takes; the first is what we believe. */
export function printReadings(): void {
  for (const [vendor, { open }] of Object.entries<Plugin>(plugins)) {
    for (const [name, point] of Object.entries(open)) {
      console.log(`${colours.bold(`${vendor}.${name}`)}  ${point.asks}`);
      if (isChoice(point)) {
        for (const [reading, words] of Object.entries(point.readings)) console.log(`  ${reading}: ${words}`);
      } else console.log(`  ${JSON.stringify(point.value)}, or ${point.expected}`);
    }
  }
}

/** A reading as it is typed: a number, a list or a flag as JSON, anything else as it stands. */
function typedReading(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** The readings by vendor. @throws UsageError if one is not written as vendor.point=reading */
function readingsOf(texts: readonly string[]): Readonly<Record<string, Record<string, unknown>>> {
  const vendors = Object.keys(plugins);
  const chosen: Record<string, Record<string, unknown>> = Object.fromEntries(vendors.map((vendor) => [vendor, {}]));
  for (const text of texts) {
    const [, vendor = "", point = "", reading = ""] = /^([^.=]+)\.([^=]+)=(.+)$/.exec(text) ?? [];
    const ofVendor = chosen[vendor];
    if (ofVendor === undefined) {
      throw new UsageError(
        `--reading ${JSON.stringify(text)} must be vendor.point=reading, where the vendor is ${vendors.join(" or ")}. --list-readings prints all of them.`,
      );
    }
    ofVendor[point] = typedReading(reading);
  }
  return chosen;
}

export async function emulate(options: EmulateOptions): Promise<void> {
  const { port, host, data, requestsPerSecond, operationMilliseconds, quiet, reading } = options;
  const fail = (error: unknown): void => {
    console.error(colours.red(visibleLines(explain(error, options))));
    process.exitCode = 1;
  };
  let started: Emulator | undefined;
  let environment: Readonly<Record<string, string>>;
  try {
    const readings = readingsOf(reading);
    started = await startEmulator({
      port,
      host,
      operationMilliseconds,
      ...(requestsPerSecond > 0 && { requestsPerSecond }),
      ...(data !== undefined && { dataFile: data }),
      // Whoever moves the clock to see a trial expire still has to sign in, with the clock of this machine.
      signInClock: "computer",
    });
    // After the start, so that they hold for a state that was kept too. What is not changed is not written to its file either.
    if (reading.length > 0) {
      for (const [name, { portal }] of Object.entries(started.vendors)) portal.changeReadings(readings[name] ?? {});
    }
    environment = environmentOf(started, data);
  } catch (error) {
    // What keeps it from ending in order is what kept it from starting: that is said once.
    await started?.close().catch(() => undefined);
    fail(error);
    return;
  }
  const emulator = started;
  // Before anything is said: who reads that it runs may end it at once, and the key file goes with it.
  const stop = (): void => {
    // The process ends by itself, with exit code 0, once nothing is open any more.
    emulator.close().catch(fail);
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, stop);
  process.stdout.once("error", stop); // nobody reads any more what it says
  console.log(greeting(emulator, environment, options));
  if (!quiet) {
    emulator.journal.subscribe((entry) => {
      console.log(line(entry));
    });
  }
}

/** What a client needs to sign in at each vendor. A long secret is in a file, where the vendor's clients read one. */
function environmentOf(emulator: Emulator, data: string | undefined): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(emulator.vendors).flatMap(([name, world]) => {
      const known = vendorNames.find((one) => one === name);
      const { own = [], file: fileVariable } = known === undefined ? {} : providerVendor(known).credentials;
      const secret = own.at(-1)?.variable;
      return Object.entries(world.environment()).map(([variable, value]) =>
        variable === secret && fileVariable !== undefined
          ? [fileVariable, resolve(writeKey(name, value, data))]
          : [variable, value],
      );
    }),
  );
}

/**
 * The key file of a vendor is beside the data file, or else in a folder of its own that goes with this process. Only its owner
 * can read it.
 */
function writeKey(vendor: string, key: string, data: string | undefined): string {
  const folder = data === undefined ? mkdtempSync(join(tmpdir(), "pulumi-msp-")) : undefined;
  if (folder !== undefined) {
    process.once("exit", () => {
      rmSync(folder, { recursive: true, force: true });
    });
  }
  const file = folder === undefined ? `${String(data)}.${vendor}-key.json` : join(folder, `${vendor}-key.json`);
  // Made anew: the mode counts only for a file that is made.
  rmSync(file, { force: true });
  writeFileSync(file, `${key}\n`, { mode: 0o600, flag: "wx" });
  return file;
}

function greeting(
  { url, vendors }: Emulator,
  environment: Readonly<Record<string, string>>,
  { host, data, requestsPerSecond }: EmulateOptions,
): string {
  return [
    `${colours.bold("pulumi-msp emulator")} listens on ${colours.cyan(url)}`,
    ...Object.keys(vendors).map(
      (name, index) => `  ${(index === 0 ? "API explorers" : "").padEnd(15)}${url}/${name}/swagger`,
    ),
    `  state          ${data ?? "in memory only (--data keeps it)"}`,
    `  rate limit     ${requestsPerSecond > 0 ? `${requestsPerSecond} requests per second` : "none"}`,
    ...(isLoopback(host)
      ? []
      : [colours.yellow(`Warning: ${host} can be reached from other machines, and the emulator protects nothing.`)]),
    "",
    "To use it, in another terminal:",
    ...Object.entries(environment).map(([name, value]) => shellLine(name, value)),
    "",
    "Ctrl-C ends it.",
  ].join("\n");
}

function line({ at, call, status, milliseconds, fault }: JournalEntry): string {
  const outcome = status === 0 ? "dropped" : String(status);
  const colour =
    status >= 200 && status < 400 ? colours.green : status >= 400 && status < 500 ? colours.yellow : colours.red;
  const injected = fault === undefined ? "" : colours.magenta(` fault: ${fault}`);
  return `${colours.dim(at.slice(11, 19))} ${printable(call)} ${colour(outcome)} ${colours.dim(`${milliseconds} ms`)}${injected}`;
}

/** Paths come from outside; neither a terminal nor a log must obey what is in them. */
const printable = (text: string): string => visible(text.slice(0, 200).replaceAll(/[^\x20-\x7e]/g, "?"));

const isLoopback = (host: string): boolean => host === "localhost" || host === "::1" || host.startsWith("127.");

function explain(error: unknown, { host, port }: EmulateOptions): string {
  if (error instanceof UsageError) return error.message;
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  switch (code) {
    case "EADDRINUSE":
      return `Port ${port} on ${host} is in use. Choose another one with --port (0 is any free one).`;
    case "EACCES":
      return `Port ${port} on ${host} is not permitted. Choose one above 1023 with --port.`;
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
      return `${host} is not an address of this machine. Choose another one with --host.`;
    default:
      return error instanceof Error ? error.message : String(error);
  }
}
