/**
 * The file of accepted deviations. Each exception says what it accepts, why, and until when; one that has run out accepts
 * nothing. A mistake in the file stops the report: an exception that is not understood must not hide drift, nor show it.
 */
import { isMap, isScalar, isSeq, LineCounter, parseDocument, type YAMLMap } from "yaml";
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
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const mistakes: string[] = [];
  const at = (offset: number | undefined): string => {
    const { line, col } = lines.linePos(offset ?? 0);
    return `${file}:${line}:${col}`;
  };
  const mistake = (offset: number | undefined, what: string): void => {
    mistakes.push(`${at(offset)}: ${visible(what)}`);
  };
  const read: Exception[] = [];
  const rangeOf = (node: unknown): number | undefined =>
    isMap(node) || isSeq(node) || isScalar(node) ? node.range?.[0] : undefined;

  for (const { message, pos } of document.errors) mistake(pos[0], message.split(/ at line /)[0] ?? message);
  if (mistakes.length === 0) {
    const root = document.contents;
    const list = isMap(root) ? root.get("exceptions", true) : undefined;
    if (!isMap(root) || !isSeq(list)) {
      mistake(rangeOf(list) ?? rangeOf(root), 'must have a list under "exceptions".');
    } else {
      for (const { key } of root.items) {
        const name = isScalar(key) ? String(key.value) : "?";
        if (name !== "exceptions") mistake(rangeOf(key), `"${name}" is not known: only "exceptions" is.`);
      }
      for (const item of list.items) {
        if (isMap(item)) {
          const exception = readOne(item, at(rangeOf(item)), (node, what) => {
            mistake(rangeOf(node) ?? rangeOf(item), what);
          });
          if (exception !== undefined) read.push(exception);
        } else mistake(rangeOf(item), 'must be an exception, e.g. "- { resource: seats, property: quantity, … }".');
      }
    }
  }
  if (mistakes.length > 0) throw new MalformedExceptions(mistakes.join("\n"));
  return read;
}

function readOne(map: YAMLMap, at: string, mistake: (node: unknown, what: string) => void): Exception | undefined {
  const values = new Map<string, string>();
  const wrongs: string[] = [];
  const wrong = (node: unknown, what: string): void => {
    wrongs.push(what);
    mistake(node, what);
  };
  for (const { key, value } of map.items) {
    const name = isScalar(key) ? String(key.value) : "?";
    if (!keys.includes(name)) wrong(key, `"${name}" is not known. An exception has ${keys.join(", ")}.`);
    else {
      const text = textOf(value);
      if (text === undefined) wrong(isScalar(value) ? value : key, `${name} must be a text.`);
      else values.set(name, text);
    }
  }
  const nodeOf = (name: string): unknown => map.get(name, true);
  const kind = values.get("kind");
  const until = values.get("until");
  if (!map.has("customer") && !map.has("resource")) wrong(map, "must name a customer, a resource, or both.");
  if (map.has("property") === map.has("kind")) {
    wrong(map, 'must have either a property, or kind: "vanished" or "unmanaged".');
  }
  if (kind !== undefined && kind !== "vanished" && kind !== "unmanaged") {
    wrong(nodeOf("kind"), `kind must be "vanished" or "unmanaged", not "${kind}".`);
  }
  if (!map.has("reason")) wrong(map, "reason is missing: say why this is accepted.");
  if (!map.has("until")) wrong(map, "until is missing: give the last day on which this is accepted, e.g. 2027-03-31.");
  if (until !== undefined && !isDay(until))
    wrong(nodeOf("until"), `until must be a day, e.g. 2027-03-31, not "${until}".`);
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
function textOf(node: unknown): string | undefined {
  if (!isScalar(node)) return undefined;
  const { value, source } = node;
  const text = typeof value === "string" ? value : typeof value === "number" ? (source ?? String(value)) : "";
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
