/** The sentences that all formats for people share. Texts from outside are as they came: each format makes them harmless. */
import { resourceOf } from "../../provider/vendors";
import { plural, propertyName } from "../../provider/vendor/doctor/finding";
import {
  type Acceptance,
  byObject,
  classOf,
  failedOf,
  type Finding,
  type NextStep,
  pathShown,
  type Pending,
  type Report,
  shown,
  titleOf,
} from "./finding";
import { type PartName, partsOf } from "./order";

/** What a reader must know if nothing else is read. */
export function headline(report: Report): string {
  const { drift, unread, summary } = report;
  const [failed, unmanaged] = [failedOf(report).length, summary.unmanaged ?? 0];
  const untold = [
    ...(failed === 0 ? [] : [`${plural(failed, "stack")} could not be looked at`]),
    ...(unread.length === 0 ? [] : [`${plural(unread.length, "object")} could not be read`]),
  ];
  if (!drift)
    return untold.length === 0 ? "No drift" : `It cannot be told whether there is drift: ${untold.join("; ")}`;
  const drifted = verdict(report);
  const found = [
    ...(drifted === "" ? [] : [drifted]),
    ...(unmanaged === 0 ? [] : [plural(unmanaged, "unmanaged object")]),
  ];
  return [...(failed === 0 ? [] : untold.slice(0, 1)), ...found, ...untold.slice(failed === 0 ? 0 : 1)].join("; ");
}

/** Whether there is nothing to do, and that is sure. */
export const isWell = (report: Report): boolean =>
  !report.drift && report.unread.length === 0 && failedOf(report).length === 0;

/** As many kinds of differences as a line has room for. */
const mostKinds = 4;

/** `2 customers drifted: 1 licence with 10 more seats, 1 user vanished`; "" if nothing changed and nothing vanished. */
function verdict({ customers }: Report): string {
  const [changed] = partsOf(customers);
  const differing = changed.customers.map(({ customer }) => customer);
  if (differing.length === 0) return "";
  // users belong to the account itself, which is no customer
  const count = differing.filter(({ ids, tenant }) => ids.length > 0 || tenant !== undefined).length;
  const who = [
    ...(count === 0 ? [] : [plural(count, "customer")]),
    ...(count === differing.length ? [] : [count === 0 ? "The account itself" : "the account itself"]),
  ].join(" and ");
  const kinds = new Map<string, { objects: number; sum: number; words: Words }>();
  for (const object of changed.customers.flatMap(({ found }) => byObject(found))) {
    const { key, sum, words } = inAWord(object);
    const known = kinds.get(key) ?? { objects: 0, sum: 0, words };
    kinds.set(key, { objects: known.objects + 1, sum: known.sum + sum, words });
  }
  const all = [...kinds.values()];
  const said = all.slice(0, mostKinds).map(({ objects, sum, words }) => words(objects, sum));
  const rest = all.slice(mostKinds).reduce((sum, { objects }) => sum + objects, 0);
  return `${who} drifted: ${[...said, ...(rest === 0 ? [] : [plural(rest, "more object")])].join(", ")}`;
}

type Words = (objects: number, sum: number) => string;

/** What happened to an object, so that those to which the same happened can be counted. */
function inAWord(object: readonly Finding[]): { key: string; sum: number; words: Words } {
  const [first] = object;
  const { telling, nouns } = (first && resourceOf(first)) ?? {};
  const noun = first?.type.split(":")[1]?.toLowerCase() ?? "object";
  const [one, several] = nouns ?? [noun, `${noun}s`];
  const counted = (objects: number): string => `${objects} ${objects === 1 ? one : several}`;
  if (first?.kind === "vanished") {
    return { key: `${one} vanished`, sum: 0, words: (objects) => `${counted(objects)} vanished` };
  }
  const units: Readonly<Record<string, string | undefined>> = telling?.units ?? {};
  for (const { property = "", program, live } of object) {
    const unit = units[property];
    if (unit === undefined || typeof program !== "number" || typeof live !== "number") continue;
    const direction = live > program ? "more" : "fewer";
    return {
      key: `${one} ${direction} ${unit}`,
      sum: Math.abs(live - program),
      words: (objects, sum) => `${counted(objects)} with ${plural(sum, `${direction} ${unit}`)}`,
    };
  }
  const names = object.flatMap(({ property = "" }) => property.split(" or ").map((path) => path.split(".")[0] ?? ""));
  const properties = [...new Set(names.map(propertyName))].join(", ");
  return {
    key: `${one} changed ${properties}`,
    sum: 0,
    words: (objects) => `${counted(objects)} changed (${properties})`,
  };
}

/** Where the report is of. */
export function placeOf({ project, stacks }: Report): string {
  const [only, ...others] = stacks;
  if (only === undefined) return project;
  return others.length === 0 ? `${project}/${only.name}` : `${project} (${plural(stacks.length, "stack")})`;
}

export function countsOf({ summary }: Report): string {
  const { objects, changed, vanished, unmanaged, accepted, pending } = summary;
  return [
    `${plural(objects, "object")} compared`,
    `${changed} changed`,
    `${vanished} vanished`,
    unmanaged === undefined ? "unmanaged not looked for" : `${unmanaged} unmanaged`,
    `${pending} pending`,
    `${accepted} accepted`,
  ].join(", ");
}

export const titles: Readonly<Record<PartName, string>> = {
  changed: "Changed or vanished",
  unmanaged: "Unmanaged",
  pending: "Pending",
  accepted: "Accepted",
};

/** What each kind means, for whoever reads such a report for the first time. */
export const meanings: Readonly<Record<Finding["kind"] | "accepted" | "pending", string>> = {
  changed: "somebody changed it at the vendor",
  vanished: "the program declares it, the vendor has it no more",
  unmanaged: "the vendor has it, no stack of the project does",
  accepted: "an exception says that it may differ",
  pending: "the program was edited and not deployed: no drift",
};

export const pendingWords: Readonly<Record<Pending["kind"], string>> = {
  create: "will be created",
  update: "will be changed",
  replace: "will be replaced",
  delete: "will be removed",
};

/** `2026-11-25 12:30 UTC`; anything else as it is. */
export function moment(text: string): string {
  const time = Date.parse(text);
  return Number.isNaN(time) ? text : `${new Date(time).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

/** By name or e-mail address, where somebody's id is known. */
export function changeWords({ change, called = {} }: Finding): string | undefined {
  if (change === undefined) return undefined;
  const { what, by, at } = change;
  return `${what} by ${Object.hasOwn(called, by) ? (called[by] ?? by) : by}, ${moment(at)}`;
}

export const acceptedWords = ({ reason, until }: Acceptance): string => `accepted until ${until}: ${reason}`;
export const expiredWords = ({ reason, until }: Acceptance): string => `was accepted until ${until}: ${reason}`;

/** The values of a difference, with the names of the ids and codes in them. */
export function difference(
  of: Finding | Pending,
): Readonly<Record<"property" | "program" | "live" | "deployed", string>> {
  const { called, program, deployed } = of;
  return {
    property: pathShown(of),
    program: shown(program, called),
    live: shown("live" in of ? of.live : undefined, called),
    deployed: shown(deployed, called),
  };
}

// ---- what can be done --------------------------------------------------------------------------

const toDo: Readonly<Record<NextStep["to"], string>> = {
  repair: "put back",
  keep: "keep",
  remove: "let go",
  adopt: "take over",
  accept: "accept",
  deploy: "deploy",
};

/** A step as a reader follows it: what to write, then what to type. */
export interface StepInWords {
  readonly to: string;
  readonly write?: { readonly in: string; readonly text: string };
  readonly commands: readonly string[];
  /** Whether the commands are those of the step before. */
  readonly isSameCommand: boolean;
  readonly note?: string;
}

/** The steps of an object's findings, those that repeat once. */
export function stepsOf(findings: readonly (Finding | Pending)[]): StepInWords[] {
  const steps: StepInWords[] = [];
  const seen = new Set<string>();
  const commandsSaid = new Set<string>();
  const order: readonly NextStep["to"][] = ["repair", "keep", "remove", "adopt", "deploy", "accept"];
  const all = findings.flatMap(({ next = [] }) => next);
  for (const step of order.flatMap((to) => all.filter((one) => one.to === to))) {
    const key = JSON.stringify(step);
    if (seen.has(key)) continue;
    seen.add(key);
    const { to, write, commands = [], note } = step;
    const isSameCommand = commands.length > 0 && commandsSaid.has(commands.join("\n"));
    commandsSaid.add(commands.join("\n"));
    steps.push({
      to: to === "repair" && findings[0]?.kind === "vanished" ? "make again" : toDo[to],
      ...(write === undefined ? {} : { write }),
      commands,
      isSameCommand,
      ...(note === undefined ? {} : { note }),
    });
  }
  return steps;
}

/** The commands that make what is pending so: the same for all changes of a stack. */
export const deploying = (changes: readonly Pending[]): string[] => [
  ...new Set(changes.flatMap(({ next = [] }) => next.flatMap(({ commands = [] }) => commands))),
];

/** The stacks of which nothing can be said: what a reader must know before anything else. */
export const failedRemarks = (report: Report): string[] =>
  failedOf(report).map(({ name, failed }) => `Stack ${name} could not be looked at: ${failed}`);

/** Remarks on the report as a whole. */
export function remarks({ exceptions, notes, unread }: Report): string[] {
  return [
    ...unread.map((one) => `${classOf(one)} ${titleOf(one)} could not be read: ${one.reason}`),
    ...exceptions.expired.map(
      ({ at, says }) => `${at}: this exception has expired, what it accepted is drift again (${says}).`,
    ),
    ...exceptions.unused.map(({ at, says }) => `${at}: this exception matches nothing; remove it (${says}).`),
    ...notes,
  ];
}
