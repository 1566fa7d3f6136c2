/** `pulumi-msp doctor`: whether a live account can be used, and whether the vendor is as this package takes it to be. */
import { esetConfig } from "../provider/eset/config";
import { colours } from "./colours";
import { type Examination, examine } from "./doctor/eset";
import { type Finding, plural, type Verdict } from "./doctor/finding";

export interface DoctorOptions {
  readonly format: "table" | "json";
}

export async function doctor({ format }: DoctorOptions): Promise<void> {
  const progress = new Progress();
  let examination: Examination;
  try {
    const config = esetConfig(() => undefined);
    examination = await examine(config, (what) => {
      progress.show(what);
    });
  } catch (error) {
    progress.end();
    console.error(colours.red(error instanceof Error ? error.message : String(error)));
    process.exitCode = 1;
    return;
  }
  progress.end();
  const summary = {
    confirmed: count(examination, "confirmed"),
    contradicted: count(examination, "contradicted"),
    notObservable: count(examination, "not observable"),
  };
  if (format === "json") {
    console.log(JSON.stringify({ ...examination, summary }, undefined, 2));
  } else {
    console.log(table(examination, summary).join("\n"));
  }
  if (!examination.signedIn || summary.contradicted > 0) process.exitCode = 1;
}

type Summary = Readonly<Record<"confirmed" | "contradicted" | "notObservable", number>>;

const count = ({ findings }: Examination, verdict: Verdict): number =>
  findings.filter((finding) => finding.verdict === verdict).length;

// ---- for people --------------------------------------------------------------------------------

function table(examination: Examination, { confirmed, contradicted, notObservable }: Summary): string[] {
  const { endpoint, signedIn, problem, account, clock, findings } = examination;
  const lines = [colours.bold(`ESET at ${endpoint}`)];
  if (!signedIn) return [...lines, colours.red(`Cannot sign in: ${problem ?? ""}`)];
  lines.push(`  sign-in   works`);
  if (clock !== undefined) {
    lines.push(
      `  clock     ${clock.warning === undefined ? `${clock.skewSeconds} s apart` : colours.yellow(clock.warning)}`,
    );
  }
  if (account === undefined) lines.push(colours.yellow("  account   its kind cannot be read"));
  else {
    lines.push(`  account   ${account.words}, company ${account.companyId}`);
    lines.push(`            may write to ${account.directAccessibleChildren} of the companies directly below it`);
    for (const { what, allowed, because } of account.may) {
      lines.push(`            ${allowed ? "may" : "may not"} ${what}${because === undefined ? "" : `: ${because}`}`);
    }
  }
  lines.push("", ...rows(findings));
  const sum = `${confirmed} confirmed, ${contradicted} contradicted, ${notObservable} not observable.`;
  lines.push("", contradicted > 0 ? colours.red(sum) : colours.green(sum));
  if (contradicted > 0) {
    lines.push(
      "A correction takes effect in programs too: MSP_ASSUMPTIONS, or eset:assumptions in the stack configuration.",
    );
  }
  if (notObservable > 0) lines.push("--json lists each of them, with what there was to see.");
  return lines;
}

/** What an answer's finding is about: `call.property`, or `call answers in …`. */
const callOf = ({ what }: Finding): string => what.split(/[. ]/)[0] ?? what;

/** A line per finding; but of the names in answers, which are many, a line per call and one per contradiction. */
function rows(findings: readonly Finding[]): string[] {
  const lines: string[] = [];
  for (const [area, all] of grouped(findings, ({ area }) => area)) {
    lines.push(colours.bold(area));
    const single = all.filter(({ verdict }) => area !== "Answers" || verdict === "contradicted");
    for (const finding of single) lines.push(...row(finding));
    const unseen: string[] = [];
    for (const [call, ofCall] of grouped(
      all.filter((one) => !single.includes(one)),
      callOf,
    )) {
      const names = ofCall.filter(({ what }) => what.startsWith(`${call}.`));
      const seen = names.filter(({ verdict }) => verdict === "confirmed").length;
      const casing = ofCall.find((one) => !names.includes(one));
      const evidence = `${seen} of ${plural(names.length, "property")}${casing === undefined ? "" : casing.what.slice(call.length).replace(" answers", ",")}`;
      if (seen === 0) unseen.push(call);
      else lines.push(...row({ area, what: `names in ${call}`, verdict: "confirmed", evidence }));
    }
    if (unseen.length > 0) {
      lines.push(...row({ area, what: "names in", verdict: "not observable", evidence: unseen.join(", ") }));
    }
  }
  return lines;
}

const marks: Readonly<Record<Verdict, string>> = {
  confirmed: colours.green("confirmed     "),
  contradicted: colours.red("contradicted  "),
  "not observable": colours.dim("not observable"),
};

function row({ what, verdict, evidence, remedy }: Finding): string[] {
  return [
    `  ${marks[verdict]}  ${what}: ${evidence}`,
    ...(remedy === undefined ? [] : [`                  ${colours.yellow(remedy)}`]),
  ];
}

function grouped<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(key(item), [...(groups.get(key(item)) ?? []), item]);
  return groups;
}

/** One line on a terminal that says what is looked at, gone when the result is there. */
class Progress {
  #shown = false;

  show(what: string): void {
    if (!process.stderr.isTTY) return;
    process.stderr.write(`\r\u001b[K${colours.dim(`Examining: ${what} …`)}`);
    this.#shown = true;
  }

  end(): void {
    if (this.#shown) process.stderr.write("\r\u001b[K");
  }
}
