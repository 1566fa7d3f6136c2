/** The plan as a comment on a pull request, or a job summary. */
import { classOf, titleOf } from "../drift/finding";
import { cell, cells, code, htmlCode, rowsOnly, type Section, shortened } from "../markdown";
import { moneyInWords } from "./prices";
import { type CustomerPlan, exitCodeOf, type Refusal, type Report } from "./report";
import { byMonth, costInWords, counted, headline, remarks } from "./words";

/** Beyond so many, customers are closed: a click opens one. */
const mostOpenCustomers = 5;
const mostOpenRows = 10;

/** Begins with `### Plan`, by which a pipeline finds its comment again. */
export function markdown(report: Report): string {
  const { project, stack, at, customers, refused, summary, changes } = report;
  const stops = exitCodeOf(report, { expectNoChanges: false }) !== 0;
  const sign = stops ? "⛔" : summary.losses > 0 ? "⚠️" : changes ? "📋" : "✅";
  const cost = costInWords(report);
  const head = [
    `### Plan: ${sign} ${headline(report, (text) => code(text))}`,
    "",
    `Stack ${code(`${project}/${stack}`)}, ${at.slice(0, 16).replace("T", " ")} UTC.`,
    "",
    ...(cost === undefined ? [] : [`**By the month:** ${code(cost)}`, ""]),
  ];
  const sections = [
    ...(refused.length === 0
      ? []
      : [{ heading: ["#### ⛔ Refused: the run stops at this", ""], entries: rowsOnly(refused.map(refusal)) }]),
    ...losses(customers),
    ...customers.map((customer) => section(customer, customers.length > mostOpenCustomers)),
  ];
  const said = remarks(report);
  const tail = said.length === 0 ? [] : ["#### Remarks", "", ...said.map((remark) => `- ${code(remark)}`), ""];
  return shortened(head, sections, tail, "The format json has them all.");
}

const refusal = ({ type, resource, message }: Refusal): string => {
  const lines = message
    .split("\n")
    .map((line) => code(line))
    .join("<br>");
  return type === undefined || resource === undefined
    ? `- ${lines}`
    : `- ${classOf({ type })} ${code(resource)}: ${lines}`;
};

function losses(customers: readonly CustomerPlan[]): Section[] {
  const rows = customers.flatMap(({ name, objects }) =>
    objects.flatMap((item) =>
      item.acts.flatMap(({ loses }) =>
        loses === undefined ? [] : [`- ${code(name)}: ${classOf(item)} ${code(titleOf(item))} with ${code(loses)}`],
      ),
    ),
  );
  return rows.length === 0
    ? []
    : [{ heading: ["#### ⚠️ Lost, and nobody can bring it back", ""], entries: rowsOnly(rows) }];
}

function section({ name, objects, monthly }: CustomerPlan, isClosed: boolean): Section {
  const cost = monthly.length === 0 ? "" : `, ${byMonth(monthly)}`;
  const columns = ["| | Object | What | By the month |", "|---|---|---|---|"];
  const rows = objects.flatMap((item) =>
    item.acts.map(({ kind, words, loses }, at) => {
      const lost = loses === undefined ? "" : `<br>**lost:** ${cell(loses)}`;
      const price = at === 0 && item.bill?.monthly !== undefined ? moneyInWords(item.bill.monthly) : "";
      const object = at === 0 ? `${classOf(item)} ${cell(titleOf(item))}` : "";
      return cells(`**${kind}**`, object, `${words === "" ? "" : cell(words)}${lost}`, price);
    }),
  );
  if (!isClosed && rows.length <= mostOpenRows)
    return { heading: [`#### ${code(name)}${cost}`, "", ...columns], entries: rowsOnly(rows) };
  const summary = `${htmlCode(name)}: ${counted(rows.length, "change", "changes")}${cost}`;
  return {
    heading: [`<details><summary>${summary}</summary>`, "", ...columns],
    entries: rowsOnly(rows),
    end: ["", "</details>"],
  };
}
