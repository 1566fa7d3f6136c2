/** `pulumi-msp drift`: what differs between the vendors and the program, customer by customer. Changes nothing. */
import { basename } from "node:path";
import { createColors } from "picocolors";
import { messageOf } from "../provider/lifecycle/errors";
import { visibleLines } from "../provider/lifecycle/visible";
import { givenText } from "../provider/vendor/givenFile";
import { colours } from "./colours";
import { type Exception, exceptions } from "./drift/exceptions";
import { exitCodeOf, failedOf, type Report } from "./drift/finding";
import { html } from "./drift/html";
import { markdown } from "./drift/markdown";
import { reportOn } from "./drift/report";
import { table } from "./drift/table";
import { headline } from "./drift/words";
import { mustBeWritable, publish } from "./output";
import { Progress } from "./progress";
import { json } from "./rows";

export interface DriftOptions {
  /** @default the stack that is selected in the folder */
  readonly stack?: string;
  /** All stacks of the project, instead of one. */
  readonly allStacks: boolean;
  readonly cwd: string;
  readonly format: "table" | "json" | "markdown" | "html";
  /** Instead of standard output. */
  readonly output?: string;
  /** The file of accepted deviations. */
  readonly ignore?: string;
  /** Whether to look for what no stack manages. */
  readonly unmanaged: boolean;
  /** Whether to say nothing on the way. */
  readonly quiet: boolean;
}

export async function drift(options: DriftOptions): Promise<void> {
  const progress = new Progress(options.quiet);
  try {
    const report = await reported(options, progress);
    progress.end();
    write(report, options);
    process.exitCode = exitCodeOf(report);
    const untold = [
      ...failedOf(report).map(({ name, failed }) => `Stack ${name}: ${failed}`),
      ...report.unread.map(({ reason }) => reason),
    ];
    if (untold.length > 0) sayUntold(untold.join("\n"));
  } catch (error) {
    progress.end();
    sayUntold(messageOf(error));
    process.exitCode = 1;
  }
}

function sayUntold(why: string): void {
  console.error(colours.red(`It cannot be told whether there is drift.\n${visibleLines(why)}`));
}

async function reported(options: DriftOptions, progress: Progress): Promise<Report> {
  const { ignore, unmanaged, cwd, output, stack, allStacks } = options;
  if (stack === "") {
    throw new Error("--stack is empty. Name a stack, or leave the option out for the one that is selected.");
  }
  if (output !== undefined) mustBeWritable(output);
  const accepted = ignore === undefined ? [] : readExceptions(ignore); // a mistake in it is found before a minute's work
  const exceptionsIn = ignore ?? "accepted.yaml";
  const one = stack === undefined ? {} : { stack };
  return await reportOn({ cwd, ...one, allStacks, unmanaged, accepted, exceptions: exceptionsIn }, progress);
}

const readExceptions = (file: string): Exception[] => exceptions(givenText(file, "exceptions"), basename(file));

function write(report: Report, { format, output }: DriftOptions): void {
  const writers = {
    table: () => table(report, output === undefined ? colours : createColors(false)),
    json: () => json(report),
    markdown: () => markdown(report),
    html: () => html(report),
  };
  publish(writers[format](), output, headline(report));
}
