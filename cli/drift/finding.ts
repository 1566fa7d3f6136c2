/** What a look at a stack finds, in the words of the report. */
import type { Stake } from "../../provider/lifecycle/define";
import { isRecord } from "../../provider/lifecycle/values";

/** What was not told, or must not be. */
export const secret = "[secret]";
export const unknown = "[known after the run]";

/** The object that a finding is about. */
export interface Subject {
  readonly vendor: string;
  /** `eset:License`. */
  readonly type: string;
  /** The vendor's id; absent for what does not exist yet. */
  readonly id?: string;
  /** What the program calls it; absent for what no program declares. */
  readonly resource?: string;
  readonly urn?: string;
  /** The stack whose program declares it; absent for what no program declares. */
  readonly stack?: string;
  /** What the vendor calls it, where that says more than the customer's name. */
  readonly name?: string;
  /** What the vendor calls ids and codes that stand in the property, its values, or `change`: the name of a company, say. */
  readonly called?: Readonly<Record<string, string>>;
}

/** What can be done about a finding. */
export interface NextStep {
  /**
   * `repair`: the vendor becomes what the program says. `keep`: the program becomes what the vendor holds. `remove`: the program
   * declares it no more. `adopt`: a stack takes it over. `accept`: it stays different, and the report accepts it. `deploy`: what was
   * edited is made so.
   */
  readonly to: "repair" | "keep" | "remove" | "adopt" | "accept" | "deploy";
  /** What to write first, and where. */
  readonly write?: { readonly in: string; readonly text: string };
  /** What to type then, in the folder of the project. */
  readonly commands?: readonly string[];
  /** What to know before. */
  readonly note?: string;
}

/** What an update that looks at the vendor first does about a finding. */
export type Repair = "update" | "replace" | "create" | "refused" | "none";

/** Who made the vendor's object what it is, as the vendor tells it. */
export interface Change {
  readonly what: string;
  readonly by: string;
  readonly at: string;
}

/** A deviation that somebody accepted. */
export interface Acceptance {
  readonly reason: string;
  /** The last day on which it holds. */
  readonly until: string;
}

/** Something at the vendor is not as the program says, by nobody's program. */
export interface Finding extends Subject {
  /**
   * `changed`: a property has another value than the program and the last update gave it. `vanished`: it is declared and in
   * state, and the vendor has it no more. `unmanaged`: the vendor has it, and no stack of the project does.
   */
  readonly kind: "changed" | "vanished" | "unmanaged";
  /** With `changed`: which one, as a path (`address.city`). */
  readonly property?: string;
  /** What the program says; absent if it says nothing. */
  readonly program?: unknown;
  /** What the vendor says; absent if it says nothing. */
  readonly live?: unknown;
  /** What the last update left, where the program says something else by now. */
  readonly deployed?: unknown;
  readonly change?: Change;
  /** What to know before it is repaired. */
  readonly hint?: string;
  /** Absent for what no program declares. */
  readonly repair?: Repair;
  /** Whether it is about money or about access. */
  readonly stake?: Stake;
  readonly next?: readonly NextStep[];
  /** The exception that accepts it. */
  readonly accepted?: Acceptance;
  /** The exception that accepted it until it ran out. */
  readonly expired?: Acceptance;
}

/** What the next update would do although nobody touched the vendor: the program was edited. */
export interface Pending extends Subject {
  readonly kind: "create" | "update" | "replace" | "delete";
  /** Whether it is about money or about access. */
  readonly stake?: Stake;
  readonly next?: readonly NextStep[];
  readonly property?: string;
  readonly program?: unknown;
  readonly deployed?: unknown;
}

/** An object of which nobody can tell whether a stack manages it as it is. */
export interface Unread extends Subject {
  readonly reason: string;
}

/** Everything of one customer, across vendors; or of the account itself. */
export interface CustomerReport {
  readonly name: string;
  /** The tenant's name in the program, if there is one. */
  readonly tenant?: string;
  readonly ids: readonly { readonly vendor: string; readonly id: string }[];
  readonly drift: readonly Finding[];
  readonly accepted: readonly Finding[];
  readonly pending: readonly Pending[];
}

/** An exception that is of no use any more. */
export interface UselessException {
  /** Where it is written: `drift.yaml:7:5`. */
  readonly at: string;
  readonly says: string;
}

/** A stack whose program was compared with the vendors, or could not be. */
export type StackReport =
  { readonly name: string; readonly objects: number } | { readonly name: string; readonly failed: string };

export interface Report {
  /** Of this shape. Grows when something is taken away or changes its meaning, not when something is added. */
  readonly version: 2;
  readonly project: string;
  readonly stacks: readonly StackReport[];
  readonly at: string;
  /** Whether anything is to be done: the exit code 7, unless something could not be looked at. */
  readonly drift: boolean;
  readonly summary: {
    /** Objects of the program that were compared. */
    readonly objects: number;
    readonly changed: number;
    readonly vanished: number;
    /** Absent if nobody looked for them. */
    readonly unmanaged?: number;
    readonly accepted: number;
    readonly pending: number;
  };
  readonly customers: readonly CustomerReport[];
  readonly exceptions: {
    /** Those that accepted something and have run out. */
    readonly expired: readonly UselessException[];
    readonly unused: readonly UselessException[];
  };
  /** What could not be read: the exit code 1, whatever was found of the rest. */
  readonly unread: readonly Unread[];
  /** What could not be told without being an error. */
  readonly notes: readonly string[];
}

/** What CI tells apart: drift is a result, not a failure; and whoever could not look at everything cannot say that there is none. */
export function exitCodeOf({ drift, unread, stacks }: Pick<Report, "drift" | "unread" | "stacks">): 0 | 1 | 7 {
  if (unread.length > 0 || failedOf({ stacks }).length > 0) return 1;
  return drift ? 7 : 0;
}

export type FailedStack = Extract<StackReport, { readonly failed: string }>;

/** The stacks that could not be looked at. */
export const failedOf = ({ stacks }: Pick<Report, "stacks">): FailedStack[] =>
  stacks.filter((stack) => "failed" in stack);

type Called = Subject["called"];

/** A value as reports for people show it: texts in quotes, so that 10 and "10" can be told apart; names beside ids and codes. */
export function shown(value: unknown, called: Called = {}): string {
  if (value === undefined) return "not set";
  if (value === secret || value === unknown) return value;
  if (Array.isArray(value)) return `[${value.map((item) => shown(item, called)).join(", ")}]`;
  if (isRecord(value)) {
    return `{ ${Object.entries(value)
      .map(([key, item]) => `${besides(key, key, called)}: ${shown(item, called)}`)
      .join(", ")} }`;
  }
  return besides(JSON.stringify(value), typeof value === "string" ? value : JSON.stringify(value), called);
}

/** A property as a path, with the names of the ids in it. */
export const pathShown = ({ property = "", called = {} }: Pick<Finding, "property" | "called">): string =>
  property
    .split(".")
    .map((part) => besides(part, part, called))
    .join(".");

function besides(text: string, code: string, called: Called = {}): string {
  const name = Object.hasOwn(called, code) ? called[code] : undefined;
  return name === undefined ? text : `${text} (${name})`;
}

/** `eset.License`, as programs write it. */
export const classOf = ({ type }: Pick<Subject, "type">): string => type.replace(":", ".");

const plainIds = /^[\w.:/-]{1,80}$/;

/** An object in words: what the program calls it, or else what the vendor does. */
export function titleOf({ resource, name, id }: Subject): string {
  if (resource !== undefined) return resource;
  const called = name ?? "";
  return called === "" ? (id ?? "") : id !== undefined && plainIds.test(id) ? `${called} (${id})` : called;
}

/** Findings or pending changes of the same object, in their order. */
export function byObject<F extends Finding | Pending>(findings: readonly F[]): F[][] {
  const objects = new Map<string, F[]>();
  for (const finding of findings) {
    const key = JSON.stringify([finding.kind, finding.type, finding.urn ?? finding.id]);
    const object = objects.get(key);
    if (object === undefined) objects.set(key, [finding]);
    else object.push(finding);
  }
  return [...objects.values()];
}
