/** Texts that somebody types into a shell or pastes into a file. What comes from outside stays one word, or one value, in them. */
import { isRecord } from "../../provider/lifecycle/values";
import { visible } from "../rows";

/**
 * A word of a command; undefined for what no shell and no terminal would carry as it is. A star would stand for other names
 * to Pulumi, and a hyphen at the start for an option.
 */
export function word(text: string): string | undefined {
  if (text === "" || text.startsWith("-") || text.includes("*") || visible(text) !== text) return undefined;
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** A name between double quotes, which all shells read alike; undefined for what one of them would read otherwise. */
export const named = (name: string): string | undefined =>
  /^[\p{L}\p{N}][\p{L}\p{N} .,&()+'_-]*$/u.test(name) && visible(name) === name ? `"${name}"` : undefined;

/** A value in a file of YAML, or in a program, on one line. Both read it alike. */
export function value(of: unknown): string {
  if (Array.isArray(of)) return `[${of.map(value).join(", ")}]`;
  if (isRecord(of)) return `{ ${entries(of)} }`;
  return typeof of === "string" ? quoted(of) : JSON.stringify(of);
}

/** Entries of a map, without its braces. */
export const entries = (of: Readonly<Record<string, unknown>>): string =>
  Object.entries(of)
    .map(([key, item]) => `${/^[A-Za-z]\w*$/.test(key) ? key : quoted(key)}: ${value(item)}`)
    .join(", ");

/** In double quotes; what is not to be seen, and what a log would obey, is written by its number. */
const quoted = (text: string): string =>
  JSON.stringify(text)
    .replaceAll(/[^ -~]/gu, (character) => (visible(character) === character ? character : byNumber(character)))
    .replaceAll("##", String.raw`#\u0023`);

/** In halves, where it has two: programs and YAML know both. */
const byNumber = (character: string): string =>
  Array.from(
    { length: character.length },
    (_, at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, "0")}`,
  ).join("");
