#!/usr/bin/env node
/** The `pulumi-msp` command. Each subcommand is a file, loaded when it runs: help and version stay quick. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import type { EmulateOptions } from "./emulate";

const { version } = JSON.parse(readFileSync(join(__dirname, "../../package.json"), "utf8")) as { version: string }; // our own

const wholeNumber =
  (max: number) =>
  (text: string): number => {
    if (!/^\d+$/.test(text) || Number(text) > max) {
      throw new InvalidArgumentError(`It must be a whole number from 0 to ${max}.`);
    }
    return Number(text);
  };

const program = new Command("pulumi-msp")
  .description("Managed-service-provider tenants as code.")
  .version(version)
  .showHelpAfterError("(--help tells what there is)");

program
  .command("emulate")
  .description("Run a local stand-in for the vendors' APIs: nothing real, nothing billable.")
  .option("--port <number>", "port to listen on; 0 is any free one", wholeNumber(65_535), 4010)
  .option("--host <address>", "address to listen on", "127.0.0.1")
  .option("--data <file>", "keep the state in this file across restarts")
  .option("--requests-per-second <number>", "refuse more requests with 429; 0 is no limit", wholeNumber(1_000_000), 10)
  .option(
    "--operation-milliseconds <number>",
    "how long suspending and unsuspending a company takes",
    wholeNumber(86_400_000),
    300,
  )
  .option("--quiet", "do not print a line per request", false)
  .action(async (options: EmulateOptions) => {
    const { emulate } = await import("./emulate.js");
    await emulate(options);
  });

void program.parseAsync();
