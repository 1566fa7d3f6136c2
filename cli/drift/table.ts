/** The report for a terminal: by customer, aligned. What comes from outside is made visible, never obeyed. */
import type { Colors } from "picocolors/types";
import { fitted, visible, width } from "../rows";
import {
  byObject,
  classOf,
  type CustomerReport,
  type Finding,
  type Pending,
  type Report,
  shown,
  titleOf,
} from "./finding";
import { acceptedWords, changeWords, countsOf, expiredWords, headline, isWell, pendingWords, remarks } from "./words";

export function table(report: Report, colours: Colors): string {
  const { project, stack, customers } = report;
  const blocks = [
    [
      `${(isWell(report) ? colours.green : colours.red)(colours.bold(headline(report)))} in ${safe(`${project}/${stack}`)}`,
      colours.dim(countsOf(report)),
    ],
    ...customers.map((customer) => block(customer, colours)),
  ];
  const said = remarks(report).map((remark) => colours.yellow(visible(remark)));
  if (said.length > 0) blocks.push(said);
  return `${blocks.map((lines) => lines.join("\n")).join("\n\n")}\n`;
}

/** On one line, and short enough to be read. */
const safe = (text: string): string => fitted(visible(text));

function block({ name, tenant, ids, drift, accepted, pending }: CustomerReport, colours: Colors): string[] {
  const known = [
    ...(tenant === undefined || tenant === name ? [] : [tenant]),
    ...ids.map(({ vendor, id }) => `${vendor} ${id}`),
  ];
  const lines = [`${colours.bold(safe(name))}${known.length === 0 ? "" : colours.dim(`  ${safe(known.join(", "))}`)}`];
  for (const object of byObject(drift))
    lines.push(...ofFinding(object, colours[kindColours[object[0]?.kind ?? "changed"]]));
  for (const object of byObject(accepted)) lines.push(...ofFinding(object, colours.dim, "accepted"));
  for (const object of byObject(pending)) lines.push(...ofPending(object, colours));
  return lines;
}

const kindColours = { changed: "yellow", vanished: "red", unmanaged: "magenta" } as const;

/** The same object, a line per property. */
function ofFinding(findings: readonly Finding[], colour: (text: string) => string, word?: string): string[] {
  const [first] = findings;
  if (first === undefined) return [];
  const lines = [`  ${colour((word ?? first.kind).padEnd(9))}  ${subject(first)}`];
  const rows = findings
    .filter(({ property }) => property !== undefined)
    .map(({ property = "", program, live, deployed, change }) => [
      safe(property),
      `program ${safe(shown(program))}`,
      `vendor ${safe(shown(live))}`,
      [
        ...(deployed === undefined ? [] : [`deployed ${safe(shown(deployed))}`]),
        ...(change === undefined ? [] : [safe(changeWords(change))]),
      ].join(", "),
    ]);
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
  return lines;
}

function subject(about: Finding | Pending): string {
  const title = safe(titleOf(about));
  const id = about.id === undefined || title.includes(about.id) ? "" : `  ${safe(about.id)}`;
  return `${classOf(about)} ${title}${id}`;
}

const remarksOn = ({ property, change, hint, accepted, expired }: Finding): string[] => [
  ...(property === undefined && change !== undefined ? [safe(changeWords(change))] : []),
  ...(accepted === undefined ? [] : [visible(acceptedWords(accepted))]),
  ...(expired === undefined ? [] : [visible(expiredWords(expired))]),
  ...(hint === undefined ? [] : [visible(hint)]),
];

function ofPending(changes: readonly Pending[], colours: Colors): string[] {
  const [first] = changes;
  if (first === undefined) return [];
  return [
    `  ${colours.cyan("pending  ")}  ${subject(first)} ${pendingWords[first.kind]}`,
    ...changes
      .filter(({ property }) => property !== undefined)
      .map(
        ({ property = "", deployed, program }) =>
          `      ${safe(property)}  ${safe(shown(deployed))} → ${safe(shown(program))}`,
      ),
  ];
}
