#!/usr/bin/env node
/** The `pulumi-msp` command. Each subcommand is a file, loaded when it runs: help and version stay quick. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Command, InvalidArgumentError, Option } from "commander";
import { type VendorName, vendorNames } from "../provider/vendorNames";
import type { EmulateOptions } from "./emulate";
import type { UsageOptions } from "./usage";

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

program
  .command("doctor")
  .description(
    "Examine live accounts, changing nothing: what they may do, and whether the vendors' APIs are as assumed.",
  )
  .addOption(new Option("--vendor <vendor>", "only this vendor").choices(vendorNames))
  .addOption(new Option("--format <format>", "how to print it").choices(["table", "json"]).default("table"))
  .option("--json", "the same as --format json")
  .addHelpText(
    "after",
    `
Each vendor is examined whose credentials the environment has:
  ESET     ESET_MSP_USERNAME and ESET_MSP_PASSWORD
  Redstor  REDSTOR_CLIENT_ID and REDSTOR_PRIVATE_KEY or REDSTOR_PRIVATE_KEY_FILE

Ends with 1 when one cannot sign in or an assumption does not hold, else with 0. Redstor is sent at most 65 requests, the
sign-in and reads, unless some fail and are repeated.

JSON is one object (vendor, endpoint, signedIn, account, clock, findings, summary; of Redstor also signIn), or a list of
them when several vendors are examined; with --vendor it is always one. Names, addresses and tokens are never in it, so
it can be shared. The table has the name of the Redstor account's own company, and nothing else of that kind.

Examples:
  pulumi-msp doctor
  pulumi-msp doctor --vendor eset --json > doctor.json`,
  )
  .action(async ({ format, json, vendor }: { format: "table" | "json"; json?: true; vendor?: VendorName }) => {
    const { doctor } = await import("./doctor.js");
    await doctor({ format: json === true ? "json" : format, ...(vendor === undefined ? {} : { vendor }) });
  });

program
  .command("usage")
  .description("Report what customers used: the seats and seat-days that an MSP invoices.")
  .requiredOption("--from <day>", "first day, YYYY-MM-DD")
  .requiredOption("--to <day>", "last day, YYYY-MM-DD")
  .option("--company <company>", "only this company and those below it: its id or exact name")
  .addOption(new Option("--by <what>", "what the rows are").choices(["product", "category"]).default("product"))
  .addOption(new Option("--daily", "a row for each day").default(false).conflicts("monthly"))
  .addOption(new Option("--monthly", "a row for each calendar month").default(false))
  .addOption(new Option("--format <format>", "how to write it").choices(["table", "csv", "json"]).default("table"))
  .addHelpText(
    "after",
    `
Seats are those ordered on the last day, or on the last day of the month. Seat-days are days of use, summed over all devices.
The account is read from the environment: ESET_MSP_USERNAME, ESET_MSP_PASSWORD.

Example:
  pulumi-msp usage --from 2024-05-01 --to 2024-05-31 --format csv > may.csv`,
  )
  .action(async (options: UsageOptions) => {
    const { usage } = await import("./usage.js");
    await usage(options);
  });

void program.parseAsync();
