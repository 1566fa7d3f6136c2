/** Rows of a report as a table for people, CSV for a spreadsheet, or JSON. Names in them come from outside: none is obeyed. */
import { commandOfLog, hex, visible } from "../provider/lifecycle/visible";
import { colours } from "./colours";

export { visible };

const longestSentence = 300;

/** As much of a text as a person reads of a sentence or a value. */
export function cut(text: string, longest = longestSentence): string {
  const whole = visible(text);
  return whole.length > longest ? `${whole.slice(0, longest).replace(/[\ud800-\udbff]$/, "")}…` : whole;
}

/** A column: the property of the row, and its title in a table. */
export interface Column<R> {
  readonly of: keyof R & string;
  readonly title: string;
}

const cell = (value: unknown): string =>
  typeof value === "string" ? visible(value) : typeof value === "number" ? String(value) : "";

/** Numbers are set right; the last row is a total. */
export function table<R extends object>(columns: readonly Column<R>[], rows: readonly R[], total: Partial<R>): string {
  const body = [...rows, total].map((row) => columns.map(({ of }) => fitted(cell(row[of]))));
  const widths = columns.map(({ title }, at) =>
    body.reduce((most, line) => Math.max(most, width(line[at] ?? "")), width(title)),
  );
  const isNumber = columns.map(({ of }) => rows.every((row) => typeof row[of] === "number"));
  const line = (cells: readonly string[]): string =>
    cells
      .map((text, at) => {
        const padding = " ".repeat((widths[at] ?? 0) - width(text));
        return isNumber[at] === true ? padding + text : text + padding;
      })
      .join("  ")
      .trimEnd();
  const heading = colours.bold(line(columns.map(({ title }) => title)));
  const last = colours.bold(line(body.pop() ?? []));
  return `${[heading, ...body.map(line), last].join("\n")}\n`;
}

const wide =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\uff01-\uff60]/u;
const characters = new Intl.Segmenter();

/** How many columns of a terminal a text takes. For short texts: longer ones are `fitted` before. */
export function width(text: string): number {
  if (isPlain(text)) return text.length;
  let sum = 0;
  for (const { segment } of characters.segment(text)) sum += widthOf(segment);
  return sum;
}

const isPlain = (text: string): boolean => /^[ -~]*$/.test(text);
const widthOf = (character: string): number => (wide.test(character) ? 2 : 1);

/** More than any name of a company: every other row is as wide as the widest. */
const widest = 100;

/** A family of emoji is one character of eleven; what is longer was made to be long. */
const longestCharacter = 16;

/** As much of a text as a person reads in a row. What is left out is not looked at: a name may be as long as an answer. */
export function fitted(text: string): string {
  if (text.length <= widest && isPlain(text)) return text;
  const start = text.slice(0, widest * longestCharacter);
  let sum = 0;
  let end = 0; // of what fits with a dot beside it
  for (const { segment, index } of characters.segment(start)) {
    const isHalf = index + segment.length === start.length && start.length < text.length;
    sum += widthOf(segment);
    if (sum > widest || isHalf || segment.length > longestCharacter) return `${start.slice(0, end)}…`;
    if (sum < widest) end = index + segment.length;
  }
  return text;
}

/**
 * RFC 4180. Texts that a spreadsheet would take for a formula get an apostrophe in front. So do those behind a semicolon: a spreadsheet
 * in German begins a cell there, whatever the quotes say.
 */
export function csv<R extends object>(columns: readonly Column<R>[], rows: readonly R[]): string {
  const lines = [
    columns.map(({ of }) => of),
    ...rows.map((row) =>
      columns.map(({ of }) => {
        const text = cell(row[of]);
        return quoted(typeof row[of] === "string" ? withoutFormulas(text) : text);
      }),
    ),
  ];
  return lines.map((cells) => `${cells.join(",")}\r\n`).join("");
}

const withoutFormulas = (text: string): string =>
  (/^\s*[=+\-@]/.test(text) ? `'${text}` : text).replaceAll(formulaBehindSemicolon, "'$&");

/** The letter first: a look back from every space over all spaces before it would take the square of their number. */
const formulaBehindSemicolon = /[=+\-@](?<=;[\s"]*.)/g;

const quoted = (text: string): string => (/[",;]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** JSON that a terminal and a log can show as it is. Whoever parses it gets each text as it was. */
export const json = (value: unknown): string =>
  `${JSON.stringify(value, null, 2)
    .replaceAll(/[\u007f-\u009f\u2028\u2029\p{Bidi_Control}]/gu, (character) => `\\u${hex(character).padStart(4, "0")}`)
    .replaceAll(commandOfLog, "#\\u0023")}\n`;
