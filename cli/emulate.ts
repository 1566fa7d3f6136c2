/** `pulumi-msp emulate`: runs the emulator until somebody stops it. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { open as eset } from "../contracts/generated/eset.open";
import { open as redstor } from "../contracts/generated/redstor.open";
import { isChoice, type OpenPoints } from "../contracts/open";
import { startEmulator, UsageError } from "../emulator";
import type { Emulator, JournalEntry } from "../emulator";
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

const openPoints: Readonly<Record<string, OpenPoints>> = { eset, redstor };

/** Every open point of the contracts, with the readings that `--reading` takes; the first is what we believe. */
export function printReadings(): void {
  for (const [vendor, points] of Object.entries(openPoints)) {
    for (const [name, point] of Object.entries(points)) {
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
  const chosen: Record<string, Record<string, unknown>> = Object.fromEntries(
    Object.keys(openPoints).map((vendor) => [vendor, {}]),
  );
  for (const text of texts) {
    const [, vendor = "", point = "", reading = ""] = /^([^.=]+)\.([^=]+)=(.+)$/.exec(text) ?? [];
    const ofVendor = chosen[vendor];
    if (ofVendor === undefined) {
      throw new UsageError(
        `--reading ${JSON.stringify(text)} must be vendor.point=reading, where the vendor is ${Object.keys(openPoints).join(" or ")}. --list-readings prints all of them.`,
      );
    }
    ofVendor[point] = typedReading(reading);
  }
  return chosen;
}

export async function emulate(options: EmulateOptions): Promise<void> {
  const { port, host, data, requestsPerSecond, operationMilliseconds, quiet, reading } = options;
  const fail = (error: unknown): void => {
    console.error(colours.red(explain(error, options)));
    process.exitCode = 1;
  };
  let started: Emulator | undefined;
  let keyFile: string;
  try {
    const readings = readingsOf(reading);
    started = await startEmulator({
      port,
      host,
      operationMilliseconds,
      ...(requestsPerSecond > 0 && { requestsPerSecond }),
      ...(data !== undefined && { dataFile: data }),
      // Whoever moves the clock to see a trial expire still has to sign in, with the clock of this machine.
      redstor: { signInClock: "computer" },
    });
    // After the start, so that they hold for a state that was kept too. What is not changed is not written to its file either.
    if (reading.length > 0) {
      started.eset.portal.changeReadings(readings["eset"] ?? {});
      started.redstor.portal.changeReadings(readings["redstor"] ?? {});
    }
    keyFile = writeKey(started, data);
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
  console.log(greeting(emulator, keyFile, options));
  if (!quiet) {
    emulator.journal.subscribe((entry) => {
      console.log(line(entry));
    });
  }
}

/**
 * Clients of Redstor read their private key from a file. It is beside the data file, or else in a folder of its own that
 * goes with this process; only its owner can read it.
 */
function writeKey({ redstor }: Emulator, data: string | undefined): string {
  const folder = data === undefined ? mkdtempSync(join(tmpdir(), "pulumi-msp-")) : undefined;
  if (folder !== undefined) {
    process.once("exit", () => {
      rmSync(folder, { recursive: true, force: true });
    });
  }
  const file = folder === undefined ? `${String(data)}.redstor-key.json` : join(folder, "redstor-key.json");
  // Made anew: the mode counts only for a file that is made.
  rmSync(file, { force: true });
  writeFileSync(file, `${JSON.stringify(redstor.accounts[0]?.privateKey, undefined, 2)}\n`, {
    mode: 0o600,
    flag: "wx",
  });
  return file;
}

function greeting(emulator: Emulator, keyFile: string, { host, data, requestsPerSecond }: EmulateOptions): string {
  const { url, eset, redstor } = emulator;
  const [esetAccount] = eset.accounts;
  const [redstorAccount] = redstor.accounts;
  return [
    `${colours.bold("pulumi-msp emulator")} listens on ${colours.cyan(url)}`,
    `  API explorers  ${url}/eset/swagger`,
    `                 ${url}/redstor/swagger`,
    `  state          ${data ?? "in memory only (--data keeps it)"}`,
    `  rate limit     ${requestsPerSecond > 0 ? `${requestsPerSecond} requests per second` : "none"}`,
    ...(isLoopback(host)
      ? []
      : [colours.yellow(`Warning: ${host} can be reached from other machines, and the emulator protects nothing.`)]),
    "",
    "To use it, in another terminal:",
    `export ESET_MSP_ENDPOINT=${eset.endpoint}`,
    `export ESET_MSP_USERNAME=${esetAccount?.username ?? ""}`,
    `export ESET_MSP_PASSWORD=${esetAccount?.password ?? ""}`,
    `export REDSTOR_ENDPOINT=${redstor.endpoint}`,
    `export REDSTOR_ISSUER=${redstor.issuer}`,
    `export REDSTOR_CLIENT_ID=${redstorAccount?.clientId ?? ""}`,
    `export REDSTOR_PRIVATE_KEY_FILE=${quoted(resolve(keyFile))}`,
    "",
    "Ctrl-C ends it.",
  ].join("\n");
}

/** A word for a shell: as it is if it is plain, else in quotes. */
const quoted = (word: string): string => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);

function line({ at, call, status, milliseconds, fault }: JournalEntry): string {
  const outcome = status === 0 ? "dropped" : String(status);
  const colour =
    status >= 200 && status < 400 ? colours.green : status >= 400 && status < 500 ? colours.yellow : colours.red;
  const injected = fault === undefined ? "" : colours.magenta(` fault: ${fault}`);
  return `${colours.dim(at.slice(11, 19))} ${printable(call)} ${colour(outcome)} ${colours.dim(`${milliseconds} ms`)}${injected}`;
}

/** Paths come from outside; a terminal must not obey what is in them. */
const printable = (text: string): string => text.replaceAll(/[^\x20-\x7e]/g, "?").slice(0, 200);

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
