/** Rows of a report as a table for people, CSV for a spreadsheet, or JSON. Names in them come from outside: none is obeyed. */
import { hex, visible } from "../provider/lifecycle/visible";
import { colours } from "./colours";

export { visible };

/** A column: the property of the row, and its title in a table. */
export interface Column<R> {
  readonly of: keyof R & string;
  readonly title: string;
}

const cell = (value: unknown): string =>
  typeof value === "string" ? visible(value) : typeof value === "number" ? String(value) : "";

/** Numbers are set right; the last row is a total. */
export function table<R extends object>(columns: readonly Column<R>[], rows: readonly R[], total: Partial<R>): string {
  const body = [...rows, total].map((row) => columns.map(({ of }) => cell(row[of])));
  const widths = columns.map(({ title }, at) => Math.max(...[title, ...body.map((line) => line[at] ?? "")].map(width)));
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

/** How many columns of a terminal a text takes. */
export function width(text: string): number {
  if (/^[ -~]*$/.test(text)) return text.length;
  return [...characters.segment(text)].reduce((sum, { segment }) => sum + (wide.test(segment) ? 2 : 1), 0);
}

/** RFC 4180. Texts that a spreadsheet would take for a formula get an apostrophe in front. */
export function csv<R extends object>(columns: readonly Column<R>[], rows: readonly R[]): string {
  const lines = [
    columns.map(({ of }) => of),
    ...rows.map((row) =>
      columns.map(({ of }) => {
        const text = cell(row[of]);
        return quoted(typeof row[of] === "string" && /^\s*[=+\-@]/.test(text) ? `'${text}` : text);
      }),
    ),
  ];
  return lines.map((cells) => `${cells.join(",")}\r\n`).join("");
}

const quoted = (text: string): string => (/[",]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** JSON that a terminal can show as it is. */
export const json = (value: unknown): string =>
  `${JSON.stringify(value, null, 2).replaceAll(
    /[\u007f-\u009f\u2028\u2029\p{Bidi_Control}]/gu,
    (character) => `\\u${hex(character).padStart(4, "0")}`,
  )}\n`;
