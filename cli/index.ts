#!/usr/bin/env node
/** The `pulumi-msp` command. Each subcommand is a file, loaded when it runs: help and version stay quick. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Argument, Command, InvalidArgumentError, Option } from "commander";
import { vendor as vendorCalled, vendorNames } from "../provider/vendors";
import { variablesOf } from "./account";
import type { DriftOptions } from "./drift";
import type { EmulateOptions } from "./emulate";
import type { InventoryOptions } from "./inventory";
import type { PlanOptions } from "./plan";
import type { UsageOptions } from "./usage";
import type { ValidateOptions } from "./validate";

const { version } = JSON.parse(readFileSync(join(__dirname, "../../package.json"), "utf8")) as { version: string }; // our own

const wholeNumber =
  (max: number) =>
  (text: string): number => {
    if (!/^\d+$/.test(text) || Number(text) > max) {
      throw new InvalidArgumentError(`It must be a whole number from 0 to ${max}.`);
    }
    return Number(text);
  };

const notEmpty = (text: string): string => {
  if (text.trim() === "") throw new InvalidArgumentError("It must not be empty.");
  return text;
};

/** What the environment must have for an account of each of these vendors. */
const accounts = (names: readonly string[] = vendorNames): string => names.map(variablesOf).join("; ");

// A reader such as `head` has seen enough. A command that must end in order listens itself.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    if (stream.listenerCount("error") === 1) process.exit();
  });
}

const program = new Command("pulumi-msp")
  .description("Managed-service-provider tenants as code.")
  .version(version)
  .showHelpAfterError("(--help tells what there is)");

program
  .command("emulate")
  .description("Run a local stand-in for the vendors' APIs: nothing real, nothing billable.")
  .option("--port <number>", "port to listen on; 0 is any free one", wholeNumber(65_535), 4010)
  .option("--host <address>", "address to listen on", notEmpty, "127.0.0.1")
  .option("--data <file>", "keep the state in this file across restarts", notEmpty)
  .option("--requests-per-second <number>", "refuse more requests with 429; 0 is no limit", wholeNumber(1_000_000), 10)
  .option(
    "--operation-milliseconds <number>",
    "how long takes what the vendors do later, such as suspending a company",
    wholeNumber(86_400_000),
    300,
  )
  .option("--quiet", "do not print a line per request", false)
  .addOption(
    new Option(
      "--reading <vendor.point=reading>",
      "what a vendor does on an open point of its contract, as --list-readings prints them; can be given several times",
    )
      .argParser((text: string, given: readonly string[]) => [...given, text])
      .default([], "what we believe of each"),
  )
  .option("--list-readings", "print the open points with their readings, and end", false)
  .action(async (options: EmulateOptions & { listReadings: boolean }) => {
    const { emulate, printReadings } = await import("./emulate.js");
    if (options.listReadings) printReadings();
    else await emulate(options);
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
    () => `
Each vendor is examined whose credentials the environment has: ${accounts()}.

Ends with 1 when one cannot sign in or an assumption does not hold, else with 0.
${vendorNames.flatMap((name) => vendorCalled(name).doctor?.about ?? []).join("\n")}

JSON is one object (vendor, endpoint, signedIn, account, clock, findings, summary), or a list of them when several vendors are
examined; with --vendor it is always one. Names, addresses and tokens are never in it, so it can be shared.

Examples:
  pulumi-msp doctor
  pulumi-msp doctor --vendor ${vendorNames[0] ?? ""} --json > doctor.json`,
  )
  .action(async ({ format, json, vendor }: { format: "table" | "json"; json?: true; vendor?: string }) => {
    const { doctor } = await import("./doctor.js");
    await doctor({ format: json === true ? "json" : format, ...(vendor === undefined ? {} : { vendor }) });
  });

program
  .command("plan")
  .description(
    "Show what pulumi up would do, customer by customer: what is ordered, removed, kept and lost. Changes nothing.",
  )
  .option("--stack <name>", "the stack to look at (default: the selected one)")
  .option("--cwd <folder>", "the folder of the Pulumi project", ".")
  .option("--refresh", "ask the vendors first what they hold", false)
  .addOption(
    new Option(
      "--from <file>",
      'read what "pulumi preview --json --show-sames" printed; - is standard input',
    ).conflicts(["stack", "refresh", "policyPack", "policyPackConfig"]),
  )
  .option("--prices <file>", "a YAML file of prices, for the difference by the month")
  .option("--policy-pack <folder>", "a policy pack that the change must pass")
  .option("--policy-pack-config <file>", "the configuration of the policy pack")
  .addOption(new Option("--format <format>", "how to write it").choices(["table", "markdown", "json"]).default("table"))
  .option("--output <file>", "write it to this file, which only you can read, instead of standard output")
  .option("--expect-no-changes", "end with 7 if anything would change", false)
  .option("--quiet", "do not say on standard error how far it is", false)
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
  .addHelpText(
    "after",
    `
Runs "pulumi preview --json" of the stack. Without --refresh it needs no account at a vendor: the vendors are asked nothing.

Exit codes:
  0  nothing is refused
  7  with --expect-no-changes: something would change
  1  the preview failed, something is refused, or more would be ordered or removed than msp:mostNewSeats or msp:mostRemovals allow
  2  the command, or a file that it names, is wrong

Examples:
  pulumi-msp plan --stack production
  pulumi-msp plan --prices prices.yaml --format markdown --output plan.md
  pulumi preview --json --show-sames > preview.json; pulumi-msp plan --from preview.json`,
  )
  .action(async (options: PlanOptions) => {
    const { plan } = await import("./plan.js");
    await plan(options);
  });

program
  .command("drift")
  .description(
    "Report what somebody changed at the vendors, customer by customer, and what nobody declared. Changes nothing.",
  )
  .addOption(new Option("--stack <name>", "the stack to look at (default: the selected one)").conflicts("allStacks"))
  .option("--all-stacks", "look at all stacks of the project, in one report", false)
  .option("--cwd <folder>", "the folder of the Pulumi project", ".")
  .addOption(
    new Option("--format <format>", "how to write it").choices(["table", "json", "markdown", "html"]).default("table"),
  )
  .option("--output <file>", "write it to this file, which only you can read, instead of standard output")
  .option("--ignore <file>", "accept the deviations that this YAML file names")
  .option("--no-unmanaged", "do not look for objects that no stack of the project holds")
  .option("--quiet", "do not say on standard error how far it is", false)
  .addHelpText(
    "after",
    `
Runs "pulumi preview --refresh --run-program" of the stack, and reads the vendors' lists. What changed or vanished comes first, then
what no stack manages, then what the program would change by itself because it was edited and not deployed (no drift), then what
is accepted. Each has what to type or to write next.

Exit codes:
  0  no drift
  7  drift
  1  it cannot be told: a preview failed, or something could not be read

Examples:
  pulumi-msp drift --stack production --format html --output drift.html
  pulumi-msp drift --all-stacks --ignore accepted.yaml --format markdown --output drift.md`,
  )
  .action(async (options: DriftOptions) => {
    const { drift } = await import("./drift.js");
    await drift(options);
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
    () => `
Seats are those ordered on the last day, or on the last day of the month. Seat-days are days of use, summed over all devices.
The account is read from the environment: ${accounts(vendorNames.filter((name) => vendorCalled(name).usage !== undefined))}.

Example:
  pulumi-msp usage --from 2024-05-01 --to 2024-05-31 --format csv > may.csv`,
  )
  .action(async (options: UsageOptions) => {
    const { usage } = await import("./usage.js");
    await usage(options);
  });

program
  .command("inventory")
  .description(
    "Write what exists at the vendors as files of tenants, and a file that takes it into a stack. Changes nothing there.",
  )
  .option("--output <folder>", "where the files of tenants go", "tenants")
  .option("--import <file>", "the file for pulumi import --file", "import.json")
  .option("--customer <name or id...>", "only these customers, by exact name or by the id of a company")
  .addOption(new Option("--vendor <vendor>", "only what this vendor has").choices(vendorNames))
  .option("--native", "the stack is one of the native provider, as YAML programs are", false)
  .option("--resume", "go on with an interrupted run that is more than an hour old", false)
  .option("--force", "overwrite files that say something else", false)
  .option("--json", "print the result as JSON", false)
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
  .addHelpText(
    "after",
    () => `
The accounts are read from the environment: ${accounts()}. An interrupted run goes on where it was when the same command is run again. Ends with 0 when all is
written, with 1 when something failed, the folder has mistakes, or another import file stands in the way, with 2 when the
command is wrong.

Example:
  pulumi-msp inventory --output tenants --import import.json
  pulumi import --file import.json --generate-code=false --protect=false`,
  )
  .action(async (options: InventoryOptions) => {
    const { inventory } = await import("./inventory.js");
    await inventory(options);
  });

program
  .command("validate")
  .description("Check files of tenants and users: every mistake with its place, without Pulumi and without a network.")
  .argument("[folder]", "where the files are, one tenant each", "tenants")
  .option("--users <folder>", "where the files of users are, one each (default: users, if there is one)", notEmpty)
  .option("--stack <name>", "look for what was renamed without saying so, in the state of this stack", notEmpty)
  .option("--cwd <folder>", "the folder of the Pulumi project of that stack", ".")
  .addHelpText(
    "after",
    `
What the configuration of a stack holds is not looked at. With --stack the Pulumi CLI is asked for the state of the stack: a file, or a
licence, that has another name than there would be removed and ordered anew; the line that says it was renamed is proposed.
Ends with 1 when there is a mistake, else with 0.

Examples:
  pulumi-msp validate tenants
  pulumi-msp validate --stack production`,
  )
  .action(async (folder: string, options: ValidateOptions) => {
    const { validate } = await import("./validate.js");
    await validate(folder, options);
  });

program
  .command("schema")
  .description("Print the JSON Schema of a tenant's file, or a user's, with which editors complete and explain it.")
  .addArgument(new Argument("[of]", "what has the file").choices(["tenant", "user"]).default("tenant"))
  .option("--output <file>", "write it to this file instead")
  .addHelpText(
    "after",
    `
They are in the package too. The first line of a file in tenants/, and of one in users/, tells editors:
  # yaml-language-server: $schema=../node_modules/pulumi-msp/dist/tenant.schema.json
  # yaml-language-server: $schema=../node_modules/pulumi-msp/dist/user.schema.json`,
  )
  .action(async (of: "tenant" | "user", options: { output?: string }) => {
    const { schema } = await import("./schema.js");
    schema(of, options);
  });

void program.parseAsync();
