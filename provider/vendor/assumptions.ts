/**
 * What this package takes for true of a vendor though nobody documented it, and the file that corrects it without a release.
 * Each vendor lists its assumptions in a file of its own.
 */
import type * as ajvModule from "ajv";
import { isChoice } from "../../contracts/open";
import type { OpenPoints, OpenValue } from "../../contracts/open";
import type { Dialect } from "./answer";
import { contentOf } from "./givenFile";

export type { Provenance } from "../../contracts/open";

/** What is assumed, and what a correction of it can be. */
export type Assumption<T = unknown> = Pick<OpenValue, "provenance" | "why" | "allowed" | "expected"> & {
  readonly value: T;
};

/** What has to be assumed of the open points of a contract. */
export const assumedOf = <V>(open: OpenPoints): { readonly [N in keyof V]: Assumption<V[N]> } =>
  Object.fromEntries(Object.entries(open).filter(([, point]) => !isChoice(point))) as unknown as {
    [N in keyof V]: Assumption<V[N]>; // V was generated from the same list
  };

export const wholeNumber = (least: number, most: number): Pick<Assumption, "allowed" | "expected"> => ({
  allowed: { type: "integer", minimum: least, maximum: most },
  expected: `a whole number from ${least} to ${most}`,
});

export const matching = (pattern: string, expected: string): Pick<Assumption, "allowed" | "expected"> => ({
  allowed: { type: "string", pattern },
  expected,
});

/** Whether a correction can be this. ajv is loaded only for a file: a provider process without one does not need it. */
export function fits({ allowed }: Assumption, value: unknown): boolean {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- only when it is needed
  const { Ajv } = require("ajv") as typeof ajvModule;
  return new Ajv().validate(allowed, value);
}

// ---- all that is assumed of one vendor ---------------------------------------------------------

type Values = Readonly<Record<string, Assumption>>;

/** What is particular to a vendor. */
interface Matter<V extends Values> {
  /** As messages call it. */
  readonly vendor: string;
  /** The vendor's section of the file. */
  readonly section: string;
  /** The sections that a file may have. */
  readonly sections: readonly string[];
  readonly values: V;
  /** Names of properties and paths of calls, by `Call.property` and `Call`. */
  readonly names?: ReadonlyMap<string, Assumption>;
  /** A correction as an example, for messages. */
  readonly example: readonly [name: keyof V & string, value: unknown];
  /** Values that must differ from each other start like this. */
  readonly distinct?: string;
}

/** All that is assumed of a vendor, and how a file corrects it. */
export class Catalogue<V extends Values> {
  /** By the name under which the file corrects it. */
  readonly all: ReadonlyMap<string, Assumption>;

  constructor(private readonly matter: Matter<V>) {
    this.all = new Map([...Object.entries(matter.values), ...(matter.names ?? [])]);
  }

  /** What is assumed where this file counts; without a file, what the catalogue says. Throws if the file cannot be used. */
  with(file: string | undefined): Assumptions<V> {
    return new Assumptions(this.matter, file === undefined ? new Map() : this.#read(file));
  }

  #read(file: string): ReadonlyMap<string, unknown> {
    const { section, sections, example, distinct } = this.matter;
    const wrong = (what: string): Error => new Error(`The assumptions in ${file} cannot be used: ${what}`);
    let text: string;
    try {
      text = contentOf(file)
        .toString("utf8")
        .replace(/^\ufeff/, ""); // the mark that editors on Windows put there
    } catch (error) {
      throw wrong(`the file cannot be read: ${error instanceof Error ? error.message : String(error)}`);
    }
    let document: unknown;
    try {
      document = JSON.parse(text);
    } catch {
      throw wrong("it is not JSON."); // the parser's own message would quote whatever file is named
    }
    const form = `It must look like { "${section}": { "${example[0]}": ${JSON.stringify(example[1])} } }.`;
    if (!isObject(document)) throw wrong(form);
    const stranger = Object.keys(document).find((name) => !sections.includes(name));
    if (stranger !== undefined) throw wrong(`there is no vendor ${JSON.stringify(stranger)}. ${form}`);
    const given = document[section] ?? {};
    if (!isObject(given)) throw wrong(form);

    for (const [name, value] of Object.entries(given)) {
      const assumption = this.all.get(name);
      if (assumption === undefined)
        throw wrong(`nothing is assumed as ${JSON.stringify(name)}. ${this.#alternatives(name)}`);
      if (!fits(assumption, value)) {
        throw wrong(`${name} must be ${assumption.expected}, not ${JSON.stringify(value)}.`);
      }
    }
    const corrected = new Map(Object.entries(given));
    const others = new Map<unknown, string>();
    for (const name of this.all.keys()) {
      if (distinct === undefined || !name.startsWith(distinct)) continue;
      const value = corrected.get(name) ?? this.all.get(name)?.value;
      const other = others.get(value);
      if (other !== undefined) throw wrong(`${other} and ${name} are both ${String(value)}, but must differ.`);
      others.set(value, name);
    }
    return corrected;
  }

  /** What somebody may have meant: the names of the same call, or those that are alike but for casing, or all values. */
  #alternatives(name: string): string {
    const known = [...this.all.keys()];
    const alike = known.find((one) => one.toLowerCase() === name.toLowerCase());
    if (alike !== undefined) return `Did you mean ${alike}?`;
    const call = name.split(".")[0] ?? "";
    const siblings = known.filter((one) => one === call || one.startsWith(`${call}.`));
    if (siblings.length > 0) return `Known of it: ${siblings.join(", ")}.`;
    const values = Object.keys(this.matter.values).join(", ");
    const more =
      this.matter.names === undefined ? "" : `, and the property names and paths that "pulumi-msp doctor --json" lists`;
    return `Known: ${values}${more}.`;
  }
}

// ---- what one session assumes ------------------------------------------------------------------

/** What a session assumes of its vendor, from its start to its end. Sessions of one process may differ in it. */
export class Assumptions<V extends Values> implements Dialect {
  readonly vendor: string;

  constructor(
    private readonly matter: Pick<Matter<V>, "vendor" | "values">,
    private readonly corrections: ReadonlyMap<string, unknown>,
  ) {
    this.vendor = matter.vendor;
  }

  /** A value. */
  assumed<N extends keyof V & string>(name: N): V[N]["value"] {
    return this.corrections.get(name) ?? this.matter.values[name]?.value; // a correction was checked when it was read
  }

  /** Whether a file has corrected it. */
  isCorrected(name: string): boolean {
    return this.corrections.has(name);
  }

  /** What the vendor calls a property of a call. */
  vendorsName(call: string, property: string): string {
    return this.#text(`${call}.${property}`) ?? property;
  }

  /** What we call it. */
  ourName(call: string, vendors: string): string {
    for (const [name, value] of this.corrections) {
      if (name.startsWith(`${call}.`) && isSameName(value, vendors)) return name.slice(call.length + 1);
    }
    return vendors;
  }

  /** Where a call is, below the endpoint. */
  pathOf(call: string): string {
    return this.#text(call) ?? `/${call}`;
  }

  #text(name: string): string | undefined {
    const value = this.corrections.get(name);
    return typeof value === "string" ? value : undefined;
  }
}

const isSameName = (value: unknown, name: string): boolean =>
  typeof value === "string" && value.toLowerCase() === name.toLowerCase();

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
