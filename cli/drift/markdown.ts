/**
 * The report for a pull request or a job summary on GitHub. Whatever comes from outside stands in code spans: there neither
 * Markdown nor HTML nor mentions nor links mean anything.
 */
import { visible } from "../rows";
import { classOf, type CustomerReport, type Finding, type Pending, type Report, shown, titleOf } from "./finding";
import {
  acceptedWords,
  changeWords,
  countsOf,
  expiredWords,
  headline,
  isWell,
  type meanings,
  pendingWords,
  remarks,
} from "./words";

/** GitHub refuses a comment of more than 65,536 characters. */
const most = 65_000;
const longestValue = 300;

export function markdown(report: Report): string {
  const { project, stack, at } = report;
  const head = [
    `## ${isWell(report) ? "✅" : "⚠️"} ${headline(report)}`,
    "",
    `Stack ${code(`${project}/${stack}`)}, ${at.slice(0, 16).replace("T", " ")} UTC: ${countsOf(report)}.`,
    "",
  ];
  const said = remarks(report);
  const tail = said.length === 0 ? [] : ["### Remarks", "", ...said.map((remark) => `- ${code(remark)}`), ""];
  const customers = report.customers.map(section);
  return shortened(head, customers, tail);
}

interface Section {
  readonly heading: readonly string[];
  readonly rows: readonly string[];
}

/** As many rows as there is room for, those of drift before others, and a sentence on what is left out. */
function shortened(head: readonly string[], sections: readonly Section[], tail: readonly string[]): string {
  const lines = [...head];
  let size = lengthOf(lines) + note(999_999).length;
  let leftOut = 0;
  let isFull = false;
  for (const { heading, rows } of sections) {
    const fitting: string[] = [];
    let needed = lengthOf([...heading, ""]);
    for (const row of rows) {
      isFull ||= size + needed + row.length + 1 > most;
      if (isFull) {
        leftOut++;
        continue;
      }
      fitting.push(row);
      needed += row.length + 1;
    }
    if (fitting.length === 0) continue;
    lines.push(...heading, ...fitting, "");
    size += needed;
  }
  const remaining = [...tail];
  while (remaining.length > 0 && size + lengthOf(remaining) > most) remaining.pop();
  lines.push(...remaining);
  if (leftOut > 0) lines.push(note(leftOut), "");
  return lines.join("\n");
}

const note = (rows: number): string =>
  `**Shortened:** ${rows} more ${rows === 1 ? "row does" : "rows do"} not fit here. The formats json and html have them all.`;

const lengthOf = (lines: readonly string[]): number => lines.reduce((sum, line) => sum + line.length + 1, 0);

function section({ name, drift, accepted, pending }: CustomerReport): Section {
  return {
    heading: [`### ${code(name)}`, "", "| | Object | Property | Program | Vendor | |", "|---|---|---|---|---|---|"],
    rows: [
      ...drift.map((finding) => row(finding.kind, finding)),
      ...accepted.map((finding) => row("accepted", finding)),
      ...pending.map(pendingRow),
    ],
  };
}

function row(kind: keyof typeof meanings, finding: Finding): string {
  const { property, program, live, deployed, change, accepted, expired, hint } = finding;
  const remarks = [
    ...(deployed === undefined ? [] : [`deployed: ${shown(deployed)}`]),
    ...(change === undefined ? [] : [changeWords(change)]),
    ...(accepted === undefined ? [] : [acceptedWords(accepted)]),
    ...(expired === undefined ? [] : [expiredWords(expired)]),
    ...(hint === undefined ? [] : [hint]),
  ];
  const isChange = property !== undefined;
  return cells(
    `**${kind}**`,
    `${classOf(finding)} ${cell(titleOf(finding))}`,
    isChange ? cell(property) : "",
    isChange ? cell(shown(program)) : "",
    isChange ? cell(shown(live)) : "",
    remarks.map(cell).join("<br>"),
  );
}

function pendingRow(change: Pending): string {
  const { property, program, deployed, kind } = change;
  const isChange = property !== undefined;
  return cells(
    "pending",
    `${classOf(change)} ${cell(titleOf(change))}`,
    isChange ? cell(property) : "",
    isChange ? cell(shown(program)) : "",
    isChange ? cell(shown(deployed)) : "",
    pendingWords[kind],
  );
}

const cells = (...texts: string[]): string => `| ${texts.join(" | ")} |`;

/** In a table a bar ends the cell, in a code span too, unless a backslash is before it. */
const cell = (text: string): string => code(text).replaceAll("|", "\\|");

/** A code span around anything: its fence is longer than any run of backticks inside. */
export function code(text: string): string {
  const whole = visible(text);
  const shownText =
    whole.length > longestValue ? `${whole.slice(0, longestValue).replace(/[\ud800-\udbff]$/, "")}…` : whole;
  if (shownText.trim() === "") return "` `";
  const runs = [...shownText.matchAll(/`+/g)].map(([run]) => run.length);
  const fence = "`".repeat(Math.max(0, ...runs) + 1);
  const pad = /^[` ]|[` ]$/.test(shownText) ? " " : "";
  return `${fence}${pad}${shownText}${pad}${fence}`;
}
