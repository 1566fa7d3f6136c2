/**
 * Reports for a pull request or a job summary. Whatever comes from outside stands in code spans: there neither Markdown nor HTML nor
 * mentions nor links mean anything.
 */
import { cut } from "./rows";

/** GitHub refuses a comment of more than 65,536 characters. */
const most = 65_000;

/** Rows that belong together, and what can be done about them. */
export interface Entry {
  readonly rows: readonly string[];
  /** Items of a list, closed until somebody clicks. */
  readonly steps: readonly string[];
}

/** A part of a report. */
export interface Section {
  readonly heading: readonly string[];
  readonly entries: readonly Entry[];
  /** What closes it. */
  readonly end?: readonly string[];
}

/** A part without anything to do. */
export const rowsOnly = (rows: readonly string[]): Entry[] => [{ rows, steps: [] }];

const stepsOpen = ["", "<details><summary>What to do</summary>", ""];
const stepsClose = ["", "</details>"];

/** As many rows as there is room for, the first ones first, and a sentence on what is left out. `elsewhere` says who has it all. */
export function shortened(
  head: readonly string[],
  sections: readonly Section[],
  tail: readonly string[],
  elsewhere: string,
): string {
  const lines = [...head];
  let size = lengthOf(lines) + note(999_999, elsewhere).length;
  let leftOut = 0;
  let isFull = false;
  for (const { heading, entries, end = [] } of sections) {
    const rows: string[] = [];
    const steps: string[] = [];
    const hasSteps = entries.some((entry) => entry.steps.length > 0);
    let needed = lengthOf([...heading, ...(hasSteps ? [...stepsOpen, ...stepsClose] : []), ...end, ""]);
    for (const entry of entries) {
      for (const row of entry.rows) {
        isFull ||= size + needed + row.length + 1 > most;
        if (isFull) leftOut++;
        else {
          rows.push(row);
          needed += row.length + 1;
        }
      }
      const more = lengthOf(entry.steps);
      if (isFull || size + needed + more > most) continue;
      steps.push(...entry.steps);
      needed += more;
    }
    if (rows.length === 0) continue;
    lines.push(...heading, ...rows, ...(steps.length === 0 ? [] : [...stepsOpen, ...steps, ...stepsClose]), ...end, "");
    size += needed;
  }
  const remaining = [...tail];
  while (remaining.length > 0 && size + lengthOf(remaining) > most) remaining.pop();
  lines.push(...remaining);
  if (leftOut > 0) lines.push(note(leftOut, elsewhere), "");
  return lines.join("\n");
}

const note = (rows: number, elsewhere: string): string =>
  `**Shortened:** ${rows} more ${rows === 1 ? "row does" : "rows do"} not fit here. ${elsewhere}`;

const lengthOf = (lines: readonly string[]): number => lines.reduce((sum, line) => sum + line.length + 1, 0);

export const cells = (...texts: string[]): string => `| ${texts.join(" | ")} |`;

/** In a table a bar ends the cell, in a code span too, unless a backslash is before it. */
export const cell = (text: string): string => code(text).replaceAll("|", "\\|");

/** The same in a line of HTML, such as the one that a closed section shows. */
export const htmlCode = (text: string): string =>
  `<code>${cut(text).replaceAll(/[&<>"'`|]/g, (character) => `&#${character.charCodeAt(0)};`)}</code>`;

/** A code span around anything: its fence is longer than any run of backticks inside. */
export function code(text: string, longest?: number): string {
  const shownText = cut(text, longest);
  if (shownText.trim() === "") return "` `";
  const runs = [...shownText.matchAll(/`+/g)].map(([run]) => run.length);
  const fence = "`".repeat(Math.max(0, ...runs) + 1);
  const pad = /^[` ]|[` ]$/.test(shownText) ? " " : "";
  return `${fence}${pad}${shownText}${pad}${fence}`;
}
