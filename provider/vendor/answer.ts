/**
 * Reads the vendors' answers. Names are matched without regard to case; null, "" and absent are the same; and an answer that
 * lacks what we rely on is an error, never a value.
 */
import { VendorError } from "../http/vendorError";
import { isCut } from "../lifecycle/values";
import { quoted } from "./problem";

/** Whose answer it is, and how that vendor calls things, as the session assumes that asked. */
export interface Dialect {
  readonly vendor: string;
  /** The numbers or words by which the vendor says something. */
  assumed(meaning: string): unknown;
  /** What the vendor calls a property of a call's answer. */
  vendorsName(call: string, property: string): string;
  /** What we call it. */
  ourName(call: string, vendors: string): string;
}

type Names<T> = keyof T & string;

/** Where in an answer something stands. */
interface Place {
  /** What was asked for, or what it stands in, in words: `company 1a2b "Example Bakery"`. */
  readonly about?: string | undefined;
  /** The properties that lead to it, from the object that `about` names: `address.` */
  readonly path?: string;
  /** What it is if nothing in it tells: `entry 3 of companies`. */
  readonly entry?: string;
}

/** The properties that say which object an answer is about, and what such an object is called; the most telling first. */
const identities = [
  ["publicLicenseKey", "licence"],
  ["subscriptionId", "subscription"],
  ["companyId", "company"],
  ["publicId", "company"],
  ["userId", "user"],
  ["productId", "product"],
  ["id", "id"],
] as const;
const names = ["companyName", "name", "email"] as const;

/** One object of an answer, of the contract's type T. */
export class Answer<T extends object> {
  readonly #values: ReadonlyMap<string, unknown>;

  constructor(
    private readonly raw: unknown,
    readonly call: string,
    private readonly dialect: Dialect,
    private readonly place: Place = {},
  ) {
    const isObject = typeof raw === "object" && raw !== null;
    const entries: [string, unknown][] = isObject ? Object.entries(raw) : [];
    this.#values = new Map(entries.map(([name, value]) => [name.toLowerCase(), value]));
    if (!isObject) throw this.unreadable("is not an object");
  }

  /** A text; "" if there is none. */
  text(name: Names<T>): string {
    const value = this.#get(name);
    if (value === undefined || value === null) return "";
    if (typeof value === "string" || typeof value === "number") return String(value);
    throw this.unreadable(`has no text in ${this.#path(name)}`);
  }

  /** A text that must be there, such as a name. */
  filled(name: Names<T>): string {
    const value = this.text(name);
    if (value === "") throw this.unreadable(`lacks ${this.#path(name)}`);
    return value;
  }

  /** An id or key. It must be there, and goes into paths and messages, so it has so many letters at most. */
  id(name: Names<T>, longest = longestId): string {
    const value = this.filled(name);
    if (isCut(value)) throw this.unreadable(`has half of a character in ${this.#path(name)}`);
    if (value.length > longest) throw this.unreadable(`has ${value.length} letters in ${this.#path(name)}`);
    return value;
  }

  /** A moment, in milliseconds since 1970. One that tells no zone is in UTC, wherever this runs. */
  moment(name: Names<T>): number {
    const text = this.id(name);
    const milliseconds = Date.parse(/(Z|[+-]\d\d:?\d\d)$/i.test(text) ? text : `${text}Z`);
    if (Number.isNaN(milliseconds)) throw this.unreadable(`has no date in ${this.#path(name)}`);
    return milliseconds;
  }

  whole(name: Names<T>): number {
    const value = this.#get(name);
    const number = typeof value === "string" && value !== "" ? Number(value) : value;
    if (typeof number !== "number" || !Number.isSafeInteger(number))
      throw this.unreadable(`has no number in ${this.#path(name)}`);
    return number;
  }

  /** A number that the vendor leaves out of some answers. */
  optionalWhole(name: Names<T>): number | undefined {
    const value = this.#get(name);
    return value === undefined || value === null ? undefined : this.whole(name);
  }

  /** A flag that the vendor leaves out of some answers. */
  optionalFlag(name: Names<T>): boolean | undefined {
    return this.#get(name) === undefined ? undefined : this.flag(name);
  }

  /** Whether it is the number or the word, or one of those, by which the vendor says this. Words are compared without case. */
  says(name: Names<T>, meaning: string): boolean {
    return [this.dialect.assumed(meaning)]
      .flat()
      .some((one) =>
        typeof one === "number"
          ? this.whole(name) === one
          : this.text(name).toLowerCase() === String(one).toLowerCase(),
      );
  }

  flag(name: Names<T>): boolean {
    const value = this.#get(name);
    if (typeof value !== "boolean") throw this.unreadable(`has neither true nor false in ${this.#path(name)}`);
    return value;
  }

  /** Whether it is not there at all; an empty list is there. */
  isAbsent(name: Names<T>): boolean {
    const value = this.#get(name);
    return value === undefined || value === null;
  }

  /** An object inside; undefined if there is none. */
  object<K extends Names<T>>(name: K): Answer<Extract<NonNullable<T[K]>, object>> | undefined {
    const value = this.#get(name);
    return value === undefined || value === null
      ? undefined
      : new Answer(value, this.call, this.dialect, this.#at(name));
  }

  /** Whether the list is there, be it empty. An answer without it must not pass for one with an empty list. */
  holdsList(name: Names<T>): boolean {
    return Array.isArray(this.raw) || this.#values.has(this.#vendorsName(name));
  }

  /**
   * The objects of a list; none if it is absent. A bare list in place of an object that holds one is that list.
   */
  list<K extends Names<T>>(name: K): ListItem<T, K>[] {
    const value: unknown = Array.isArray(this.raw) ? this.raw : this.#get(name);
    if (value === undefined || value === null) return [];
    if (!Array.isArray(value)) throw this.unreadable(`has no list in ${this.#path(name)}`);
    return entriesOf(value, this.call, this.dialect, this.#object(), ` of ${this.#path(name)}`);
  }

  /** The texts of a list of objects with one text each. A bare text in place of such an object is that text. */
  texts<K extends Names<T>>(name: K, property: string & keyof ItemOf<T, K>): string[] {
    const value = this.#get(name);
    if (value === undefined || value === null) return [];
    if (!Array.isArray(value)) throw this.unreadable(`has no list in ${this.#path(name)}`);
    return value.map((item: unknown) => {
      if (typeof item === "string" || typeof item === "number") return String(item);
      return new Answer<ItemOf<T, K>>(item, this.call, this.dialect, this.#at(name)).filled(property);
    });
  }

  /** The whole object as plain data, with camelCase names whatever the vendor's casing. */
  plain(): Plain<T> {
    if (Array.isArray(this.raw)) throw this.unreadable("is not an object");
    return camelCased(this.raw, (name) => this.dialect.ourName(this.call, name)) as Plain<T>;
  }

  #get(name: string): unknown {
    if (Array.isArray(this.raw)) throw this.unreadable("is not an object");
    return this.#values.get(this.#vendorsName(name));
  }

  #vendorsName(name: string): string {
    return this.dialect.vendorsName(this.call, name).toLowerCase();
  }

  /** The property as messages name it. */
  #path(name: string): string {
    return `${this.place.path ?? ""}${name}`;
  }

  /** The place of what is inside. */
  #at(name: string): Place {
    return { about: this.#object(), path: `${this.#path(name)}.` };
  }

  /** A text for messages and lists; "" if there is none that can be shown. */
  shown(name: string): string {
    const capitalised = name.charAt(0).toUpperCase() + name.slice(1); // some calls answer in PascalCase
    for (const one of [name, capitalised]) {
      const value = this.#values.get(this.#vendorsName(one));
      if ((typeof value === "string" && value !== "") || typeof value === "number") return shortened(String(value));
    }
    return "";
  }

  /** The object that this is, or that it stands in, in words. */
  #object(): string | undefined {
    const { about, path, entry } = this.place;
    if (path !== undefined) return about;
    const [property = "", noun = ""] = identities.find(([one]) => this.shown(one) !== "") ?? [];
    const id = property === "" ? "" : this.shown(property);
    const name = names.map((one) => this.shown(one)).find((one) => one !== "") ?? "";
    const quoted = name === "" ? "" : JSON.stringify(name);
    const own = id === "" ? quoted || entry : `${noun} ${id} ${quoted}`.trimEnd();
    if (own === undefined || about === undefined) return own ?? about;
    const isAskedFor = entry === undefined && about.toLowerCase().includes(id.toLowerCase());
    if (!isAskedFor) return `${own}, of ${about}`;
    return about.includes(name) ? about : `${about} ${quoted}`;
  }

  /** The error that the answer cannot be read; it names the object. */
  unreadable(what: string): Unreadable {
    return new Unreadable(this.dialect.vendor, this.call, what, this.#object());
  }
}

/** An id has 36 letters, a key fewer. */
const longestId = 300;

const longestShown = 100;

const shortened = (text: string): string =>
  text.length <= longestShown ? text : `${text.slice(0, longestShown - 1)}…`;

/** The error of an answer that lacks what we rely on: it is never taken for a value, nor for "nothing there". */
export class Unreadable extends VendorError {
  constructor(vendor: string, call: string, what: string, object: string | undefined) {
    super({
      vendor,
      call,
      object,
      outcome: "unknown",
      text: `the answer ${quoted(what)}`,
      hint: 'The API answers differently from what this release knows: "pulumi-msp doctor" shows what differs. Some of it can be corrected with a file that MSP_ASSUMPTIONS names. Please report it.',
    });
  }
}

/** The entries of a list, wherever it stands. */
const entriesOf = <I extends object>(
  list: readonly unknown[],
  call: string,
  dialect: Dialect,
  about: string | undefined,
  of = "",
): Answer<I>[] => list.map((item, at) => new Answer(item, call, dialect, { about, entry: `entry ${at + 1}${of}` }));

type ItemOf<T extends object, K extends keyof T> =
  NonNullable<T[K]> extends readonly (infer I)[] ? Extract<I, object> : never;

/** One entry of the list K of an answer of type T. */
export type ListItem<T extends object, K extends keyof T> = Answer<ItemOf<T, K>>;

/** The answer of a call that answers a bare list. Nothing is not an empty one. */
export function answers<T extends object>(raw: unknown, call: string, dialect: Dialect, about?: string): Answer<T>[] {
  if (!Array.isArray(raw)) throw new Unreadable(dialect.vendor, call, "is not a list", about);
  return entriesOf(raw, call, dialect, about);
}

/** An answer as plain data: names start with a small letter, whatever the vendor's casing. */
export type Plain<T> = T extends readonly (infer I)[]
  ? Plain<I>[]
  : T extends object
    ? { [K in keyof T as K extends string ? Uncapitalize<K> : K]: Plain<T[K]> }
    : T;

function camelCased(value: unknown, ourName: (vendors: string) => string): unknown {
  if (Array.isArray(value)) return value.map((item) => camelCased(item, ourName));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([vendors, inner]) => {
      const name = ourName(vendors);
      return [name.charAt(0).toLowerCase() + name.slice(1), camelCased(inner, ourName)];
    }),
  );
}
