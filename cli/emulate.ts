/** `pulumi-msp emulate`: runs the emulator until somebody stops it. */
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
}

export async function emulate(options: EmulateOptions): Promise<void> {
  const { port, host, data, requestsPerSecond, operationMilliseconds, quiet } = options;
  let emulator: Emulator;
  try {
    emulator = await startEmulator({
      port,
      host,
      operationMilliseconds,
      ...(requestsPerSecond > 0 && { requestsPerSecond }),
      ...(data !== undefined && { dataFile: data }),
    });
  } catch (error) {
    console.error(colours.red(explain(error, options)));
    process.exitCode = 1;
    return;
  }
  console.log(greeting(emulator, options));
  if (!quiet) {
    emulator.journal.subscribe((entry) => {
      console.log(line(entry));
    });
  }
  const stop = (): void => {
    // The process ends by itself, with exit code 0, once nothing is open any more.
    void emulator.close();
  };
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
}

function greeting({ url, eset }: Emulator, { host, data, requestsPerSecond }: EmulateOptions): string {
  const [account] = eset.accounts;
  return [
    `${colours.bold("pulumi-msp emulator")} listens on ${colours.cyan(url)}`,
    `  API explorer   ${url}/eset/swagger`,
    `  state          ${data ?? "in memory only (--data keeps it)"}`,
    `  rate limit     ${requestsPerSecond > 0 ? `${requestsPerSecond} requests per second` : "none"}`,
    ...(isLoopback(host)
      ? []
      : [colours.yellow(`Warning: ${host} can be reached from other machines, and the emulator protects nothing.`)]),
    "",
    "To use it, in another terminal:",
    `export ESET_MSP_ENDPOINT=${eset.endpoint}`,
    `export ESET_MSP_USERNAME=${account?.username ?? ""}`,
    `export ESET_MSP_PASSWORD=${account?.password ?? ""}`,
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
