/**
 * The file of accepted deviations. Each exception says what it accepts, why, and until when; one that has run out accepts
 * nothing. A mistake in the file stops the report: an exception that is not understood must not hide drift, nor show it.
 */
import { andMore, type Entry, mostMistakes, type Node, parse, type Position } from "../../provider/tenant/document";
import { isDay } from "../../provider/vendor/day";
import { visible } from "../rows";
import { type Acceptance, classOf, type CustomerReport, type Finding, type UselessException } from "./finding";

export interface Exception extends Acceptance {
  /** Where it is written: `drift.yaml:7:5`. */
  readonly at: string;
  /** Name, id or tenant's name of the customer. */
  readonly customer?: string;
  /** Name in the program, URN, class (`eset.License`) or the vendor's id of the object. */
  readonly resource?: string;
  /** The property whose value is accepted, with all that is below it. */
  readonly property?: string;
  /** Instead of a property: the object as a whole. */
  readonly kind?: "vanished" | "unmanaged";
}

/** All mistakes of a file, a line each. */
export class MalformedExceptions extends Error {
  override readonly name = "MalformedExceptions";
}

const keys = ["customer", "resource", "property", "kind", "reason", "until"];

export function exceptions(text: string, file: string): Exception[] {
  const mistakes: string[] = [];
  const at = ({ line, column }: Position): string => `${file}:${line}:${column}`;
  const mistake = (position: Position, what: string): void => {
    if (mistakes.length < mostMistakes) mistakes.push(`${at(position)}: ${visible(what)}`);
    else if (mistakes.length === mostMistakes) mistakes.push(`${at(position)}: ${andMore}`);
  };
  const read: Exception[] = [];
  const { root, mistakes: inFile } = parse(text, "list of exceptions");
  for (const one of inFile) mistake(one, one.message);
  if (mistakes.length === 0) {
    const entries = root?.kind === "map" ? root.entries : new Map<string, Entry>();
    const list = entries.get("exceptions")?.value;
    if (list?.kind !== "list") mistake(list ?? root ?? start, 'must have a list under "exceptions".');
    else {
      for (const [name, entry] of entries) {
        if (name !== "exceptions") mistake(entry, `"${name}" is not known: only "exceptions" is.`);
      }
      for (const item of list.items) {
        if (item.kind === "map") {
          const exception = readOne(item, at(item), mistake);
          if (exception !== undefined) read.push(exception);
        } else mistake(item, 'must be an exception, e.g. "- { resource: seats, property: quantity, … }".');
      }
    }
  }
  if (mistakes.length > 0) throw new MalformedExceptions(mistakes.join("\n"));
  return read;
}

const start: Position = { line: 1, column: 1 };

function readOne(
  map: Node & { kind: "map" },
  at: string,
  mistake: (position: Position, what: string) => void,
): Exception | undefined {
  const { entries } = map;
  const values = new Map<string, string>();
  const wrongs: string[] = [];
  const wrong = (position: Position, what: string): void => {
    wrongs.push(what);
    mistake(position, what);
  };
  for (const [name, entry] of entries) {
    if (!keys.includes(name)) wrong(entry, `"${name}" is not known. An exception has ${keys.join(", ")}.`);
    else {
      const { value } = entry;
      const text = textOf(value);
      if (text === undefined) wrong(value.kind === "scalar" ? value : entry, `${name} must be a text.`);
      else values.set(name, text);
    }
  }
  const placeOf = (name: string): Position => entries.get(name)?.value ?? map;
  const kind = values.get("kind");
  const until = values.get("until");
  if (!entries.has("customer") && !entries.has("resource")) wrong(map, "must name a customer, a resource, or both.");
  if (entries.has("property") === entries.has("kind")) {
    wrong(map, 'must have either a property, or kind: "vanished" or "unmanaged".');
  }
  if (kind !== undefined && kind !== "vanished" && kind !== "unmanaged") {
    wrong(placeOf("kind"), `kind must be "vanished" or "unmanaged", not "${kind}".`);
  }
  if (!entries.has("reason")) wrong(map, "reason is missing: say why this is accepted.");
  if (!entries.has("until")) {
    wrong(map, "until is missing: give the last day on which this is accepted, e.g. 2027-03-31.");
  }
  if (until !== undefined && !isDay(until)) {
    wrong(placeOf("until"), `until must be a day, e.g. 2027-03-31, not "${until}".`);
  }
  if (wrongs.length > 0 || until === undefined) return undefined;
  const [customer, resource, property] = ["customer", "resource", "property"].map((name) => values.get(name));
  return {
    at,
    reason: values.get("reason") ?? "",
    until,
    ...(customer === undefined ? {} : { customer }),
    ...(resource === undefined ? {} : { resource }),
    ...(property === undefined ? {} : { property }),
    ...(kind === "vanished" || kind === "unmanaged" ? { kind } : {}),
  };
}

/** As it is written: an id of digits is a number to YAML. */
function textOf(node: Node): string | undefined {
  if (node.kind !== "scalar") return undefined;
  const { value, source } = node;
  const text = typeof value === "string" ? value : typeof value === "number" ? source : "";
  return text.trim() === "" ? undefined : text;
}

// ---- applied ------------------------------------------------------------------------------------

export interface Accepted {
  readonly customers: readonly CustomerReport[];
  readonly expired: readonly UselessException[];
  readonly unused: readonly UselessException[];
}

/** Moves what exceptions accept from drift to accepted. `today` is the day in UTC: an exception holds to its end. */
export function accept(customers: readonly CustomerReport[], all: readonly Exception[], today: string): Accepted {
  const used = new Set<Exception>();
  const judged = customers.map((customer): CustomerReport => {
    const drift: Finding[] = [];
    const accepted: Finding[] = [...customer.accepted];
    for (const finding of customer.drift) {
      const matching = all.filter((exception) => matches(exception, finding, customer));
      for (const exception of matching) used.add(exception);
      const valid = matching.find(({ until }) => until >= today);
      const [first] = matching;
      if (valid !== undefined) accepted.push({ ...finding, accepted: acceptance(valid) });
      else drift.push(first === undefined ? finding : { ...finding, expired: acceptance(first) });
    }
    return { ...customer, drift, accepted };
  });
  const useless = (exception: Exception): UselessException => ({ at: exception.at, says: describe(exception) });
  return {
    customers: judged,
    expired: all.filter((exception) => used.has(exception) && exception.until < today).map(useless),
    unused: all.filter((exception) => !used.has(exception)).map(useless),
  };
}

const acceptance = ({ reason, until }: Acceptance): Acceptance => ({ reason, until });

function describe({ customer, resource, property, kind, until }: Exception): string {
  return [customer, resource, property ?? kind, `until ${until}`].filter((part) => part !== undefined).join(", ");
}

function matches(exception: Exception, finding: Finding, customer: CustomerReport): boolean {
  const { customer: ofCustomer, resource, property, kind } = exception;
  if (ofCustomer !== undefined) {
    const called = [customer.name, customer.tenant, ...customer.ids.map(({ id }) => id)];
    if (!called.includes(ofCustomer)) return false;
  }
  if (resource !== undefined) {
    const { resource: name, urn, id, type } = finding;
    if (![name, urn, id, type, classOf(finding)].includes(resource)) return false;
  }
  if (property === undefined) return finding.kind === kind;
  return (
    finding.kind === "changed" &&
    (finding.property === property || finding.property?.startsWith(`${property}.`) === true)
  );
}
