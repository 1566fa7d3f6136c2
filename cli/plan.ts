/** `pulumi-msp plan`: what the next `pulumi up` would do, customer by customer, what is billable first. Changes nothing. */
import { readFileSync } from "node:fs";
import { basename, resolve } from "node:path";
import { createColors } from "picocolors";
import { messageOf } from "../provider/lifecycle/errors";
import { visible, visibleLines } from "../provider/lifecycle/visible";
import { contentOf, givenText } from "../provider/vendor/givenFile";
import { colours } from "./colours";
import { Project } from "./drift/engine";
import { mustBeWritable, publish } from "./output";
import { reportOf } from "./plan/compose";
import { markdown } from "./plan/markdown";
import { type Prices, pricesOf } from "./plan/prices";
import { exitCodeOf, type Report } from "./plan/report";
import { type Planned, planned } from "./plan/steps";
import { table } from "./plan/table";
import { headline } from "./plan/words";
import { Progress } from "./progress";
import { json } from "./rows";

export interface PlanOptions {
  /** @default the stack that is selected in the folder */
  readonly stack?: string;
  readonly cwd: string;
  /** Whether to ask the vendors first what they hold. */
  readonly refresh: boolean;
  /** The JSON of a preview that was made already; `-` is standard input. */
  readonly from?: string;
  readonly prices?: string;
  readonly policyPack?: string;
  readonly policyPackConfig?: string;
  readonly format: "table" | "markdown" | "json";
  /** Instead of standard output. */
  readonly output?: string;
  /** Whether a change is to have an exit code of its own. */
  readonly expectNoChanges: boolean;
  /** Whether to say nothing of how far it is. */
  readonly quiet: boolean;
}

/** Something that is wrong about how the command was called. */
class Misused extends Error {}

export async function plan(options: PlanOptions): Promise<void> {
  const progress = new Progress(options.quiet);
  try {
    const report = await reported(options, progress);
    progress.end();
    write(report, options);
    process.exitCode = exitCodeOf(report, options);
  } catch (error) {
    progress.end();
    console.error(colours.red(`It cannot be told what would change.\n${visibleLines(messageOf(error))}`));
    process.exitCode = error instanceof Misused ? 2 : 1;
  }
}

async function reported(options: PlanOptions, progress: Progress): Promise<Report> {
  const { stack, from, output } = options;
  const prices = misusedUnless(() => {
    if (stack === "") {
      throw new Error("--stack is empty. Name a stack, or leave the option out for the one that is selected.");
    }
    if (output !== undefined) mustBeWritable(output);
    return options.prices === undefined ? undefined : readPrices(options.prices); // before a minute's work
  });
  const found = from === undefined ? await previewed(options, progress) : misusedUnless(() => readPreview(from));
  return reportOf(found, { at: new Date().toISOString(), prices, environment: process.env });
}

function misusedUnless<T>(works: () => T): T {
  try {
    return works();
  } catch (error) {
    throw new Misused(messageOf(error), { cause: error });
  }
}

async function previewed(options: PlanOptions, progress: Progress): Promise<Planned> {
  progress.begin("Reading the project");
  const project = await Project.open(resolve(options.cwd));
  const stack = options.stack ?? (await project.selected());
  progress.begin(`Asking the engine what it would do with stack ${stack}`);
  const { text, violations, advice } = await project.preview(stack, options);
  const found = planned(text);
  return {
    ...found,
    project: project.name,
    stack,
    problems: [...violations, ...found.problems],
    warnings: [...found.warnings, ...advice],
  };
}

/** Of a stack of ten thousand resources it is a tenth of that. */
const mostOfPreview = 512 * 1024 * 1024;

function readPreview(file: string): Planned {
  try {
    return planned(file === "-" ? readFileSync(0, "utf8") : contentOf(file, undefined, mostOfPreview).toString("utf8"));
  } catch (error) {
    const name = file === "-" ? "Standard input" : file;
    throw new Error(`${name} is not the JSON of a preview: ${messageOf(error)}`, { cause: error });
  }
}

const readPrices = (file: string): Prices => pricesOf(givenText(file, "prices"), basename(file));

function write(report: Report, { format, output }: PlanOptions): void {
  const writers = {
    table: () => table(report, output === undefined ? colours : createColors(false)),
    json: () => json(report),
    markdown: () => markdown(report),
  };
  publish(writers[format](), output, headline(report, visible));
}
