/** `pulumi-msp doctor`: whether live accounts can be used, and whether the vendors are as this package takes them to be. */
import { messageOf } from "../provider/lifecycle/errors";
import { visible, visibleLines } from "../provider/lifecycle/visible";
import type { Examination, Examined } from "../provider/vendor/doctor/examination";
import { type Finding, plural, type Verdict } from "../provider/vendor/doctor/finding";
import { vendor as vendorCalled } from "../provider/vendors";
import { configuredVendors } from "./account";
import { colours } from "./colours";
import { json } from "./rows";

export interface DoctorOptions {
  readonly format: "table" | "json";
  /** Only this one; without it all whose credentials the environment has. */
  readonly vendor?: string;
}

type Result = Examined & { readonly title: string };

export async function doctor({ format, vendor }: DoctorOptions): Promise<void> {
  let vendors: readonly string[];
  try {
    vendors = configuredVendors(undefined, vendor);
  } catch (error) {
    fail(error);
    return;
  }
  const results: Result[] = [];
  for (const name of vendors) {
    const progress = new ProgressLine();
    try {
      const { title, doctor: its } = vendorCalled(name);
      if (its === undefined) throw new Error(`Nothing is assumed of ${title}, so that there is nothing to examine.`);
      const examined = await its.examine((what) => {
        progress.show(what);
      });
      results.push({ ...examined, title });
    } catch (error) {
      progress.end();
      fail(error); // the other vendor's account may be well
    }
    progress.end();
  }
  const summaries = results.map(({ examination }) => summaryOf(examination));
  if (format === "json") {
    const all = results.map(({ examination }, i) => ({ ...examination, summary: summaries[i] }));
    const document = vendors.length === 1 ? all[0] : all;
    if (document !== undefined) process.stdout.write(json(document));
  } else if (results.length > 0) {
    console.log(
      results.map((result) => table(printable(result), summaryOf(result.examination)).join("\n")).join("\n\n"),
    );
  }
  const isWell = results.every(({ examination }, i) => examination.signedIn && summaries[i]?.contradicted === 0);
  if (!isWell) process.exitCode = 1;
}

function fail(error: unknown): void {
  console.error(colours.red(visibleLines(messageOf(error))));
  process.exitCode = 1;
}

type Summary = Readonly<Record<"confirmed" | "contradicted" | "notObservable", number>>;

const summaryOf = (examination: Examination): Summary => ({
  confirmed: count(examination, "confirmed"),
  contradicted: count(examination, "contradicted"),
  notObservable: count(examination, "not observable"),
});

const count = ({ findings }: Examination, verdict: Verdict): number =>
  findings.filter((finding) => finding.verdict === verdict).length;

// ---- for people --------------------------------------------------------------------------------

/** Without what a terminal would obey: findings quote the vendor. */
const printable = (result: Result): Result =>
  JSON.parse(JSON.stringify(result), (_, value: unknown) =>
    typeof value === "string" ? visible(value) : value,
  ) as Result;

function table(result: Result, { confirmed, contradicted, notObservable }: Summary): string[] {
  const { endpoint, signedIn, problem, account, clock, findings } = result.examination;
  const lines = [colours.bold(`${result.title} at ${endpoint}`)];
  if (!signedIn) {
    lines.push(colours.red(`Cannot sign in: ${problem ?? ""}`));
    return clock?.warning === undefined ? lines : [...lines, colours.yellow(clock.warning)];
  }
  lines.push(`  sign-in   ${result.signIn}`);
  if (clock !== undefined) {
    lines.push(
      `  clock     ${clock.warning === undefined ? `${clock.skewSeconds} s apart` : colours.yellow(clock.warning)}`,
    );
  }
  if (account === undefined) lines.push(colours.yellow("  account   its kind cannot be read"));
  else {
    const may = account.may.map(
      ({ what, allowed, because }) =>
        `${allowed ? "may" : "may not"} ${what}${because === undefined ? "" : `: ${because}`}`,
    );
    const [first = "", ...more] = [...result.account, ...may];
    lines.push(`  account   ${first}`, ...more.map((line) => `            ${line}`));
  }
  lines.push("", ...rows(findings));
  const sum = `${confirmed} confirmed, ${contradicted} contradicted, ${notObservable} not observable.`;
  lines.push("", contradicted > 0 ? colours.red(sum) : colours.green(sum));
  if (contradicted > 0) {
    lines.push(
      "A correction takes effect in programs too: MSP_ASSUMPTIONS, or msp:assumptions in the stack configuration.",
    );
  }
  if (notObservable > 0) lines.push("--json lists each of them, with what there was to see.");
  return lines;
}

/** What an answer's finding is about: `call.property`, or `call answers in …`; a call may begin with its method. */
const callOf = ({ what }: Finding): string => /^(?:[A-Z]+ )?[^. ]+/.exec(what)?.[0] ?? what;

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
class ProgressLine {
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
