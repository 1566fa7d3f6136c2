/** The report for a terminal: part by part, by customer, aligned. What comes from outside is made visible, never obeyed. */
import type { Colors } from "picocolors/types";
import { fitted, visible, width } from "../rows";
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
  pendingWords,
  placeOf,
  remarks,
  type StepInWords,
  stepsOf,
  titles,
} from "./words";

export function table(report: Report, colours: Colors): string {
  const { customers, stacks } = report;
  const isOneOfSeveral = stacks.length > 1;
  const blocks = [
    [
      (isWell(report) ? colours.green : colours.red)(colours.bold(headline(report))),
      colours.dim(`${safe(placeOf(report))}: ${countsOf(report)}`),
      ...failedRemarks(report).map((remark) => colours.red(visible(remark))),
    ],
  ];
  const [changed, unmanaged, pending, accepted] = partsOf(customers);
  for (const part of [changed, unmanaged]) {
    blocks.push(...blocksOf(part, colours, (found) => ofFinding(found, colours, isOneOfSeveral)));
  }
  blocks.push(...blocksOf(pending, colours, (changes) => ofPending(changes, colours, isOneOfSeveral), deploying));
  blocks.push(...blocksOf(accepted, colours, (found) => ofFinding(found, colours, isOneOfSeveral, "accepted")));
  const said = remarks(report).map((remark) => colours.yellow(visible(remark)));
  if (said.length > 0) blocks.push(said);
  return `${blocks.map((lines) => lines.join("\n")).join("\n\n")}\n`;
}

/** On one line, and short enough to be read. */
const safe = (text: string): string => fitted(visible(text));

/** A block for each customer; the part's title stands over the first. */
function blocksOf<F extends Finding | Pending>(
  { name, customers }: Part<F>,
  colours: Colors,
  ofObject: (found: readonly F[]) => string[],
  commandsOf: (found: readonly F[]) => readonly string[] = () => [],
): string[][] {
  const commands = commandsOf(customers.flatMap(({ found }) => found)).map(visible);
  const title = colours.bold(
    colours.underline(`${titles[name]}${commands.length === 0 ? "" : `: ${commands.join(", ")}`}`),
  );
  return customers.map(({ customer, found }, at) => [
    ...(at === 0 ? [title] : []),
    heading(customer, colours),
    ...byObject(found).flatMap(ofObject),
  ]);
}

function heading({ name, tenant, ids }: CustomerReport, colours: Colors): string {
  const known = [
    ...(tenant === undefined || tenant === name ? [] : [tenant]),
    ...ids.map(({ vendor, id }) => `${vendor} ${id}`),
  ];
  return `${colours.bold(safe(name))}${known.length === 0 ? "" : colours.dim(`  ${safe(known.join(", "))}`)}`;
}

const kindColours = { changed: "yellow", vanished: "red", unmanaged: "magenta" } as const;

/** The same object, a line per property, and then what can be done. */
function ofFinding(findings: readonly Finding[], colours: Colors, namesStack: boolean, word?: string): string[] {
  const [first] = findings;
  if (first === undefined) return [];
  const colour = word === undefined ? colours[kindColours[first.kind]] : colours.dim;
  const lines = [`  ${colour((word ?? first.kind).padEnd(9))}  ${subject(first, namesStack)}`];
  const rows = findings
    .filter(({ property }) => property !== undefined)
    .map((finding) => {
      const { property, program, live, deployed } = difference(finding);
      const change = changeWords(finding);
      return [
        safe(property),
        `program ${safe(program)}`,
        `vendor ${safe(live)}`,
        [
          ...(finding.deployed === undefined ? [] : [`deployed ${safe(deployed)}`]),
          ...(change === undefined ? [] : [safe(change)]),
        ].join(", "),
      ];
    });
  const widths = [0, 1, 2].map((at) => Math.max(0, ...rows.map((row) => width(row[at] ?? ""))));
  const aligned = rows.map((row) =>
    row
      .map((text, at) => text + " ".repeat(Math.max(0, (widths[at] ?? 0) - width(text))))
      .join("  ")
      .trimEnd(),
  );
  const said = new Set<string>();
  for (const [at, finding] of findings.entries()) {
    const line = aligned[at];
    if (line !== undefined) lines.push(`      ${line}`);
    for (const remark of remarksOn(finding)) {
      if (!said.has(remark)) lines.push(`        ${remark}`);
      said.add(remark);
    }
  }
  return [...lines, ...stepsOf(findings).flatMap((step) => ofStep(step, colours))];
}

/** Commands and lines are whole, however long: they are there to be copied. */
function ofStep({ to, write, commands, isSameCommand, note }: StepInWords, colours: Colors): string[] {
  const typed = isSameCommand ? ["then the same command"] : commands;
  const texts = [
    ...(write === undefined ? [] : [`${safe(write.in)}: ${visible(write.text)}`]),
    ...typed.map(visible),
    ...(note === undefined ? [] : [colours.dim(visible(note))]),
  ];
  return texts.map((text, at) => `        ${colours.cyan((at === 0 ? to : "").padEnd(10))} ${text}`);
}

function subject(about: Finding | Pending, namesStack: boolean): string {
  const { id, resource, name, stack } = about;
  const title = safe(titleOf(about));
  return [
    `${classOf(about)} ${title}`,
    ...(id === undefined || title.includes(id) ? [] : [safe(id)]),
    ...(resource === undefined || name === undefined || name === "" ? [] : [safe(name)]),
    ...(namesStack && stack !== undefined ? [`in stack ${safe(stack)}`] : []),
  ].join("  ");
}

const remarksOn = (finding: Finding): string[] => {
  const { property, hint, accepted, expired } = finding;
  const change = property === undefined ? changeWords(finding) : undefined;
  return [
    ...(change === undefined ? [] : [safe(change)]),
    ...(accepted === undefined ? [] : [visible(acceptedWords(accepted))]),
    ...(expired === undefined ? [] : [visible(expiredWords(expired))]),
    ...(hint === undefined ? [] : [visible(hint)]),
  ];
};

function ofPending(changes: readonly Pending[], colours: Colors, namesStack: boolean): string[] {
  const [first] = changes;
  if (first === undefined) return [];
  return [
    `  ${colours.cyan("pending  ")}  ${subject(first, namesStack)} ${pendingWords[first.kind]}`,
    ...changes
      .filter(({ property }) => property !== undefined)
      .map((change) => {
        const { property, program, deployed } = difference(change);
        return `      ${safe(property)}  ${safe(deployed)} → ${safe(program)}`;
      }),
  ];
}
