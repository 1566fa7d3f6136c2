/** The report for a pull request or a job summary on GitHub. */
import { cell, cells, code, type Section, shortened } from "../markdown";
import { byObject, classOf, type CustomerReport, type Finding, type Pending, type Report, titleOf } from "./finding";
import { type Part, partsOf } from "./order";
import {
  acceptedWords,
  changeWords,
  countsOf,
  deploying,
  difference,
  expiredWords,
  failedRemarks,
  headline,
  isWell,
  type meanings,
  moment,
  pendingWords,
  placeOf,
  remarks,
  type StepInWords,
  stepsOf,
  titles,
} from "./words";

/** A command is of use only as a whole. One that is longer is left out: the page and JSON have it. */
const longestCommand = 2000;

export function markdown(report: Report): string {
  const { at, stacks, customers } = report;
  const several = stacks.length > 1;
  const first = failedRemarks(report);
  const head = [
    `## ${isWell(report) ? "✅" : "⚠️"} ${headline(report)}`,
    "",
    ...(first.length === 0 ? [] : [...first.map((remark) => `- ${code(remark)}`), ""]),
    `${several ? "" : "Stack "}${code(placeOf(report))}, ${moment(at)}: ${countsOf(report)}.`,
    "",
  ];
  const said = remarks(report);
  const tail = said.length === 0 ? [] : ["### Remarks", "", ...said.map((remark) => `- ${code(remark)}`), ""];
  const [changed, unmanaged, pending, accepted] = partsOf(customers);
  const sections = [
    ...sectionsOf(changed, (found) => found.map((one) => row(one.kind, one, several))),
    ...sectionsOf(unmanaged, (found) => found.map((one) => row(one.kind, one, several))),
    ...sectionsOf(pending, (changes) => changes.map((one) => pendingRow(one, several)), deploying),
    ...sectionsOf(accepted, (found) => found.map((one) => row("accepted", one, several))),
  ];
  return shortened(head, sections, tail, "The formats json and html have them all.");
}

/** A table for each customer; the part's title stands over the first. */
function sectionsOf<F extends Finding | Pending>(
  { name, customers }: Part<F>,
  rowsOf: (found: readonly F[]) => string[],
  commandsOf: (found: readonly F[]) => readonly string[] = () => [],
): Section[] {
  const commands = commandsOf(customers.flatMap(({ found }) => found));
  const title = [`### ${titles[name]}`, "", ...commands.flatMap((command) => [whole(command), ""])];
  return customers.map(({ customer, found }, at) => ({
    heading: [...(at === 0 ? title : []), ...tableOf(customer)],
    entries: byObject(found).map((object) => ({
      rows: rowsOf(object),
      steps: commands.length > 0 ? [] : stepsOf(object).map((step) => ofStep(object[0], step)),
    })),
  }));
}

const tableOf = ({ name }: CustomerReport): string[] => [
  `#### ${code(name)}`,
  "",
  "| | Object | Property | Program | Vendor | |",
  "|---|---|---|---|---|---|",
];

function row(kind: keyof typeof meanings, finding: Finding, namesStack: boolean): string {
  const { accepted, expired, hint } = finding;
  const { property, program, live, deployed } = difference(finding);
  const change = changeWords(finding);
  const remarks = [
    ...(finding.deployed === undefined ? [] : [`deployed: ${deployed}`]),
    ...(change === undefined ? [] : [change]),
    ...(accepted === undefined ? [] : [acceptedWords(accepted)]),
    ...(expired === undefined ? [] : [expiredWords(expired)]),
    ...(hint === undefined ? [] : [hint]),
  ];
  const isChange = finding.property !== undefined;
  return cells(
    `**${kind}**`,
    subject(finding, namesStack),
    isChange ? cell(property) : "",
    isChange ? cell(program) : "",
    isChange ? cell(live) : "",
    remarks.map((remark) => cell(remark)).join("<br>"),
  );
}

function pendingRow(change: Pending, namesStack: boolean): string {
  const { property, program, deployed } = difference(change);
  const isChange = change.property !== undefined;
  return cells(
    "pending",
    subject(change, namesStack),
    isChange ? cell(property) : "",
    isChange ? cell(program) : "",
    isChange ? cell(deployed) : "",
    pendingWords[change.kind],
  );
}

function subject(about: Finding | Pending, namesStack: boolean): string {
  const { resource, name, stack } = about;
  return [
    `${classOf(about)} ${cell(titleOf(about))}`,
    ...(resource === undefined || name === undefined || name === "" ? [] : [cell(name)]),
    ...(namesStack && stack !== undefined ? [`stack ${cell(stack)}`] : []),
  ].join("<br>");
}

/** `- seats, put back: …` */
function ofStep(
  about: Finding | Pending | undefined,
  { to, write, commands, isSameCommand, note: said }: StepInWords,
): string {
  const parts = [
    ...(write === undefined ? [] : [`${code(write.in)}: ${whole(write.text)}`]),
    ...(isSameCommand ? ["the same command"] : commands.map(whole)),
  ];
  const text = [...(parts.length === 0 ? [] : [parts.join(", then ")]), ...(said === undefined ? [] : [code(said)])];
  return `- ${about === undefined ? "" : `${code(titleOf(about))}, `}${to}: ${text.join(" ")}`;
}

const whole = (text: string): string =>
  text.length > longestCommand ? "(too long to stand here)" : code(text, longestCommand);
