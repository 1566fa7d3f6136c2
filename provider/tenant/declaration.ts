/** A tree as a schema sees it: plain values, with what the stack's configuration holds in its place. */
import { pathOf, schemaAt, shown } from "../lifecycle/check";
import type { ObjectSchema, Schema } from "../lifecycle/schema";
import { unknownValue } from "../lifecycle/values";
import { type Mistake, mostMistakes, type Node, type Position } from "./document";
import { mayBeDigits, mayBeOne, mustBePlain, mustBeWritten } from "./schema";

export type Path = readonly string[];

/** What the configuration of the stack holds under a key; undefined if nothing. */
export type Configuration = (key: string) => { readonly value: string; readonly secret: boolean } | undefined;

/** A value that stands in the configuration: `quantity: { config: bakerySeats }`. */
export interface Reference {
  readonly path: Path;
  readonly key: string;
  readonly secret: boolean;
}

export interface Declaration {
  readonly root: Node;
  readonly schema: ObjectSchema;
  /** Where nothing is known, be it wrong or in a configuration that is not at hand, stands `unknownValue`. */
  readonly value: unknown;
  readonly references: readonly Reference[];
  readonly mistakes: readonly Mistake[];
}

/** Without a configuration, nobody knows what references stand for. */
export function declarationOf(root: Node, schema: ObjectSchema, configuration: Configuration | undefined): Declaration {
  const reader = new Reader(schema, configuration);
  const value = reader.value(root, schema, []);
  return { root, schema, value, references: reader.references, mistakes: reader.mistakes };
}

class Reader {
  readonly references: Reference[] = [];
  readonly mistakes: Mistake[] = [];

  constructor(
    private readonly whole: ObjectSchema,
    private readonly configuration: Configuration | undefined,
  ) {}

  value(node: Node, schema: Schema | undefined, path: Path): unknown {
    switch (node.kind) {
      case "list":
        return node.items.map((item, i) => this.#part(item, schema, path, String(i)));
      case "map": {
        const names = [...node.entries.keys()];
        if (names.length === 1 && names[0] === "config") return this.#referred(node, schema, path);
        return Object.fromEntries(
          [...node.entries].map(([name, { value }]) => [name, this.#part(value, schema, path, name)]),
        );
      }
      case "scalar":
        if (node.value === null) return this.#wrong(node, path, isNothing(node.source));
        if (typeof node.value === "string" && node.value.includes("${config:")) {
          const reason =
            "cannot have a reference inside a text. Refer with { config: key } in place of the whole value.";
          return this.#wrong(node, path, reason);
        }
        if (schema && mayBeOne(schema)) return [this.#part(node, schema, path, "0")];
        return typeof node.value === "number" && schema && mayBeDigits(schema) ? node.source : node.value;
    }
  }

  #part(node: Node, whole: Schema | undefined, path: Path, step: string): unknown {
    return this.value(node, whole && schemaAt(whole, [step]), [...path, step]);
  }

  #referred(node: Node & { kind: "map" }, schema: Schema | undefined, path: Path): unknown {
    if (schema === undefined) return unknownValue; // a property that does not exist, which is said elsewhere
    if (mustBeWritten(schema)) {
      return this.#wrong(node, path, "cannot be a reference: which resources there are is said here. Write it out.");
    }
    const key = node.entries.get("config")?.value;
    if (key?.kind !== "scalar" || !/^[^\s:]+(:[^\s:]+)?$/.test(key.source)) {
      return this.#wrong(
        key ?? node,
        path,
        "must refer to one key of the stack's configuration, e.g. { config: seats }.",
      );
    }
    return this.#configured(key.source, node, schema, path);
  }

  #configured(key: string, node: Node, schema: Schema, path: Path): unknown {
    if (this.configuration === undefined) return unknownValue;
    const found = this.configuration(key);
    if (found === undefined) {
      const remedy = `Set it: pulumi config set ${key} <value>`;
      return this.#wrong(node, path, `refers to ${key}, which the stack's configuration does not have. ${remedy}`);
    }
    if (found.secret && mustBePlain(schema)) {
      return this.#wrong(
        node,
        path,
        `cannot be a secret, and ${key} is one. Set it without --secret, or write it out.`,
      );
    }
    this.references.push({ path, key, secret: found.secret });
    return schema.type === "string" ? found.value : parsed(found.value);
  }

  #wrong({ line, column }: Position, path: Path, reason: string): string {
    if (this.mistakes.length <= mostMistakes) {
      this.mistakes.push({ line, column, message: `${nameOf(path, this.whole)} ${reason}` });
    }
    return unknownValue;
  }
}

/** What a mistake is about: a property by its path, or the file as what it is. */
export const nameOf = (path: Path, schema: ObjectSchema): string => {
  const title = String(schema["title"]);
  return pathOf(path, schema) || `${title.charAt(0).toUpperCase()}${title.slice(1)}`;
};

/** `Null` is a name too, but YAML takes it for no value. */
const isNothing = (source: string): string =>
  /^null$/i.test(source)
    ? `is ${source}, which is no value in YAML. Put it in quotes if it is meant: "${source}".`
    : "is empty. Give it a value, or take it out.";

/** Configuration is text: numbers, lists and objects in it are JSON. What is not is text, and the schema says what it thinks of it. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Where something of the declaration stands, or the nearest to it that stands in the file: its value, or its name. */
export function positionOf(root: Node, path: Path, of: "name" | "value" = "value"): Position {
  let at: Position = root;
  let node: Node | undefined = root;
  for (const [i, step] of path.entries()) {
    const entry: Position | undefined = node.kind === "map" ? node.entries.get(step) : undefined;
    const next: Node | undefined =
      node.kind === "map" ? node.entries.get(step)?.value : node.kind === "list" ? node.items[Number(step)] : undefined;
    if (next === undefined) break;
    at = of === "name" && i === path.length - 1 ? (entry ?? next) : next;
    node = next;
  }
  return { line: at.line, column: at.column };
}

/** A value as a message quotes it: with where it is from, and without what is secret. */
export function quoted({ root, schema: whole, references }: Declaration, value: unknown, path: Path): string {
  const from = references.find((one) => isWithin(path, one.path));
  if (from !== undefined) {
    return from.secret
      ? `the secret ${from.key} of the configuration`
      : `${shown(value)} (${from.key} of the configuration)`;
  }
  if (references.some((one) => one.secret && isWithin(one.path, path))) return "something with a secret in it";
  const node = nodeAt(root, path);
  const schema = schemaAt(whole, path);
  const isText = schema?.type === "string" && schema["enum"] === undefined;
  return isText && node?.kind === "scalar" && typeof value !== "string"
    ? `${node.source}. Put it in quotes: "${node.source}"`
    : shown(value);
}

/** Whether what stands at `path` is `outer`, or a part of it. */
const isWithin = (path: Path, outer: Path): boolean => outer.every((step, i) => path[i] === step);

const nodeAt = (root: Node, path: Path): Node | undefined =>
  path.reduce<Node | undefined>(
    (node, step) =>
      node?.kind === "map"
        ? node.entries.get(step)?.value
        : node?.kind === "list"
          ? node.items[Number(step)]
          : undefined,
    root,
  );
