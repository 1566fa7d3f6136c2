/** `pulumi-msp drift`: what differs between the vendors and the program, customer by customer. Changes nothing. */
import { accessSync, constants, statSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import { createColors } from "picocolors";
import { messageOf } from "../provider/lifecycle/errors";
import { visibleLines } from "../provider/lifecycle/visible";
import { contentOf } from "../provider/vendor/givenFile";
import { find } from "../provider/vendors";
import { colours } from "./colours";
import { plural } from "../provider/vendor/doctor/finding";
import { compare } from "./drift/compare";
import { Customers } from "./drift/customers";
import { type Looked, Project } from "./drift/engine";
import { accept, type Exception, exceptions } from "./drift/exceptions";
import { type CustomerReport, exitCodeOf, type Finding, type Report, type Unread } from "./drift/finding";
import { withHistory } from "./drift/history";
import { html } from "./drift/html";
import { markdown } from "./drift/markdown";
import { table } from "./drift/table";
import { addUnmanaged, Managed } from "./drift/unmanaged";
import { headline } from "./drift/words";
import { openEstates } from "./estates";
import { mustNotBeLink, overwrite } from "./output";
import { json, visible } from "./rows";

export interface DriftOptions {
  /** @default the stack that is selected in the folder */
  readonly stack?: string;
  readonly cwd: string;
  readonly format: "table" | "json" | "markdown" | "html";
  /** Instead of standard output. */
  readonly output?: string;
  /** The file of accepted deviations. */
  readonly ignore?: string;
  /** Whether to look for what no stack manages. */
  readonly unmanaged: boolean;
}

export async function drift(options: DriftOptions): Promise<void> {
  const progress = new Progress();
  try {
    const report = await reported(options, progress);
    progress.end();
    write(report, options);
    process.exitCode = exitCodeOf(report);
    if (report.unread.length > 0) sayUntold(report.unread.map(({ reason }) => reason).join("\n"));
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
  const { ignore, unmanaged, cwd, output } = options;
  if (options.stack === "") {
    throw new Error("--stack is empty. Name a stack, or leave the option out for the one that is selected.");
  }
  if (output !== undefined) mustBeWritable(output);
  const accepted = ignore === undefined ? [] : readExceptions(ignore); // a mistake in it is found before a minute's work
  progress.show("Reading the project");
  const project = await Project.open(resolve(cwd));
  const stack = options.stack ?? (await project.selected());
  progress.show(`Looking at stack ${stack}`);
  const looked = await project.look(stack, (objects) => {
    progress.show(`Looking at stack ${stack}: ${plural(objects, "object")}`);
  });
  const customers = new Customers(looked.resources);
  for (const resource of looked.resources) customers.add(resource, compare(resource, find(resource.type).resource));

  const config = await project.config(stack);
  const notes = notesOn(looked);
  const unread: Unread[] = [];
  if (unmanaged) {
    progress.show("Reading what other stacks hold");
    const managed = new Managed();
    for (const { type, ids } of await project.heldByOthers(stack)) managed.add(type, ids);
    for (const { type, knownAs } of looked.resources) managed.add(type, knownAs);
    let undeclarable = 0;
    let listed = 0;
    for (const estate of openEstates(config)) {
      const found = await addUnmanaged(estate, managed, customers, () => {
        progress.show(`Looking for what nobody manages: ${plural(++listed, "object")}`);
      });
      undeclarable += found.undeclarable;
      for (const { object, reason } of found.unread) {
        const { type, id, name } = object;
        unread.push({ vendor: estate.vendor, type, id, name, reason });
      }
    }
    if (undeclarable > 0)
      notes.push(`${plural(undeclarable, "object")} at the vendors cannot be declared by any program.`);
  }

  const day = new Date().toISOString();
  const judged = accept(customers.reports(), accepted, day.slice(0, 10));
  progress.show("Asking who changed it");
  const explained = await withHistory(config, judged.customers, keysOf(looked));
  return {
    version: 1,
    project: looked.project,
    stack,
    at: day,
    ...summed(explained.customers, looked, unmanaged),
    customers: explained.customers,
    exceptions: { expired: judged.expired, unused: judged.unused },
    unread,
    notes: [...notes, ...explained.notes],
  };
}

function readExceptions(file: string): Exception[] {
  let text: string;
  try {
    text = contentOf(file, dirname(file)).toString("utf8");
  } catch (error) {
    throw new Error(`The file of exceptions cannot be read: ${messageOf(error)}`, { cause: error });
  }
  return exceptions(text, basename(file));
}

/** Whoever waited minutes for a report is to have it. */
function mustBeWritable(output: string): void {
  try {
    mustNotBeLink(output);
    if (statSync(output, { throwIfNoEntry: false })?.isDirectory() === true) throw new Error("it is a folder.");
    accessSync(dirname(resolve(output)), constants.W_OK);
  } catch (error) {
    throw new Error(`The report cannot be written to ${output}: ${messageOf(error)}`, { cause: error });
  }
}

function notesOn({ others, warnings }: Looked): string[] {
  return [
    ...(others === 0
      ? []
      : [
          `${plural(others, "resource")} of other packages are not compared here: pulumi preview --refresh shows them.`,
        ]),
    ...new Set(warnings),
  ];
}

/** The vendor's current key of an object: that of a licence may have changed. */
function keysOf({ resources }: Looked): (finding: Finding) => string | undefined {
  const keys = new Map(resources.map(({ urn, knownAs }) => [urn, knownAs.at(-1)]));
  return ({ urn, id }) => (urn === undefined ? id : (keys.get(urn) ?? id));
}

function summed(
  customers: readonly CustomerReport[],
  { resources }: Looked,
  unmanaged: boolean,
): Pick<Report, "drift" | "summary"> {
  const found = customers.flatMap(({ drift }) => drift);
  const number = (kind: Finding["kind"]): number => found.filter((finding) => finding.kind === kind).length;
  return {
    drift: found.length > 0,
    summary: {
      objects: resources.filter(({ program }) => program !== undefined).length,
      changed: number("changed"),
      vanished: number("vanished"),
      ...(unmanaged ? { unmanaged: number("unmanaged") } : {}),
      accepted: customers.reduce((sum, { accepted }) => sum + accepted.length, 0),
      pending: customers.reduce((sum, { pending }) => sum + pending.length, 0),
    },
  };
}

function write(report: Report, { format, output }: DriftOptions): void {
  const writers = {
    table: () => table(report, output === undefined ? colours : createColors(false)),
    json: () => json(report),
    markdown: () => markdown(report),
    html: () => html(report),
  };
  const text = writers[format]();
  if (output === undefined) {
    process.stdout.write(text);
    return;
  }
  overwrite(output, text, 0o600); // names and addresses are in it
  console.error(`${headline(report)}. The report is in ${visible(output)}.`);
}

/** One line on a terminal that says how far the look is, gone when the report is there. */
class Progress {
  #shown = false;
  #lastAt = 0;

  show(what: string): void {
    if (!process.stderr.isTTY || performance.now() - this.#lastAt < 50) return;
    this.#lastAt = performance.now();
    process.stderr.write(`\r\u001b[K${colours.dim(`${visible(what)} …`)}`);
    this.#shown = true;
  }

  end(): void {
    if (this.#shown) process.stderr.write("\r\u001b[K");
    this.#shown = false;
  }
}
