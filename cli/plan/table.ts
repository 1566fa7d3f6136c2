/** The plan for a terminal: by customer, what is billable first. What comes from outside is made visible, never obeyed. */
import type { Colors } from "picocolors/types";
import { classOf, titleOf } from "../drift/finding";
import { cut, fitted, visible, width } from "../rows";
import { moneyInWords } from "./prices";
import { exitCodeOf, type Act, type CustomerPlan, type Item, type Kind, type Report } from "./report";
import { byMonth, costInWords, headline, remarks } from "./words";

export function table(report: Report, colours: Colors): string {
  const { project, stack, refused, customers } = report;
  const stops = exitCodeOf(report, { expectNoChanges: false }) !== 0;
  const colour = stops ? colours.red : report.changes ? colours.yellow : colours.green;
  const cost = costInWords(report);
  const blocks = [
    [
      `${colour(colours.bold(headline(report, visible)))} in ${safe(`${project}/${stack}`)}`,
      ...(cost === undefined ? [] : [visible(cost)]),
    ],
    ...(refused.length === 0
      ? []
      : [
          [
            colours.red(colours.bold("Refused: the run stops at this")),
            ...refused.flatMap(({ type, resource, message }) => [
              ...(type === undefined || resource === undefined ? [] : [`  ${classOf({ type })} ${safe(resource)}`]),
              ...message.split("\n").map((line) => `      ${visible(line)}`),
            ]),
          ],
        ]),
    ...customers.map((customer) => block(customer, colours)),
  ];
  const said = remarks(report).map((remark) => colours.dim(visible(remark)));
  if (said.length > 0) blocks.push(said);
  return `${blocks.map((lines) => lines.join("\n")).join("\n\n")}\n`;
}

/** On one line, and short enough to be read. */
const safe = (text: string): string => fitted(visible(text));

const colourOf: Readonly<Partial<Record<Kind, "yellow" | "red" | "magenta" | "cyan">>> = {
  removed: "red",
  suspended: "magenta",
  disabled: "magenta",
  kept: "magenta",
  created: "cyan",
  changed: "cyan",
  enabled: "cyan",
};

function block({ name, tenant, ids, objects, monthly }: CustomerPlan, colours: Colors): string[] {
  const known = [
    ...(tenant === undefined || tenant === name ? [] : [tenant]),
    ...ids.map(({ vendor, id }) => `${vendor} ${id}`),
  ];
  const cost = monthly.length === 0 ? "" : `  ${colours.bold(byMonth(monthly))}`;
  const rows = objects.flatMap((item) => item.acts.map((act, at) => ({ item, act, isFirst: at === 0 })));
  const titles = rows.map(({ item, isFirst }) => (isFirst ? `${classOf(item)} ${safe(titleOf(item))}` : ""));
  const widest = Math.max(...titles.map(width));
  return [
    `${colours.bold(safe(name))}${known.length === 0 ? "" : colours.dim(`  ${safe(known.join(", "))}`)}${cost}`,
    ...rows.map(({ item, act, isFirst }, at) => {
      const title = titles[at] ?? "";
      const padding = " ".repeat(widest - width(title));
      return `  ${colours[colourOf[act.kind] ?? "yellow"](act.kind.padEnd(9))}  ${title}${padding}  ${wordsOf(item, act, isFirst, colours)}`.trimEnd();
    }),
  ];
}

function wordsOf({ bill }: Item, { words, loses }: Act, isFirst: boolean, colours: Colors): string {
  return [
    cut(words),
    ...(loses === undefined ? [] : [colours.red(colours.bold(safe(`${loses} are lost`)))]),
    ...(isFirst && bill?.monthly !== undefined ? [moneyInWords(bill.monthly)] : []),
  ]
    .filter((part) => part !== "")
    .join("  ");
}
