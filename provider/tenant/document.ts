/** A YAML file as a tree of values that know where they stand. Nothing else here knows the YAML library. */
import type * as yamlModule from "yaml";
import type { Document, LineCounter, Node as YamlNode } from "yaml";
import { unknownValue } from "../lifecycle/values";

/** Where something stands; both count from 1, as editors do. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

export type Node = Position &
  (
    | {
        readonly kind: "scalar";
        readonly value: unknown;
        /** As it is written: `0123`, where the value is the number 123. */
        readonly source: string;
      }
    | { readonly kind: "list"; readonly items: readonly Node[] }
    | { readonly kind: "map"; readonly entries: ReadonlyMap<string, Entry> }
  );

/** A property: where its name stands, and its value. */
export type Entry = Position & { readonly value: Node };

/** A mistake, and where it is. */
export interface Mistake extends Position {
  readonly message: string;
}

export interface Parsed {
  /** Undefined if there is nothing in the file, or no sense in it. */
  readonly root: Node | undefined;
  readonly mistakes: readonly Mistake[];
}

export function parse(text: string): Parsed {
  // a program that loads no file, and the provider process, do without the library
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const yaml = require("yaml") as typeof yamlModule;
  const lines = new yaml.LineCounter();
  const document = yaml.parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const found = [...document.errors, ...document.warnings].map((problem) => ({
    ...positionOf(lines, problem.pos[0]),
    message: inWords(problem, text.slice(problem.pos[0])),
  }));
  // what the library says of the rest of a line follows from the first mistake in it
  const mistakes = found.filter(({ line }, i) => i === found.findIndex((other) => other.line === line));
  // what is written twice can still be read, and the rest of the file be checked
  if (document.errors.some(({ code }) => code !== "DUPLICATE_KEY")) return { root: undefined, mistakes };
  const reader = new Reader(yaml, document, lines);
  const root = document.contents === null ? undefined : reader.node(document.contents);
  return { root, mistakes: [...mistakes, ...reader.mistakes] };
}

/** `rest` is the text from where the problem is. */
function inWords({ code, message }: { code: string; message: string }, rest: string): string {
  switch (code) {
    case "DUPLICATE_KEY":
      return `${/^["']?([\w$.-]+)/.exec(rest)?.[1] ?? "This property"} stands here a second time. Keep one of the two.`;
    case "MULTIPLE_DOCS":
      return "A file holds one tenant. Take this line out, and give what follows a file of its own.";
    default:
      return `This is not YAML: ${message.trim().replace(/[.:]?$/, ".")}`;
  }
}

function positionOf(lines: LineCounter, offset: number): Position {
  const { line, col } = lines.linePos(offset);
  return { line, column: col };
}

/** More than anybody repeats on purpose. Aliases of aliases grow without end: ten lines can stand for a billion values. */
const mostAliased = 1000;

class Reader {
  readonly mistakes: Mistake[] = [];
  /** How many values aliases stand for, so far. */
  #aliasedValues = 0;
  /** In how many aliases, one within another, the reader is. */
  #aliases = 0;
  /** The lists and maps that the reader is in. */
  readonly #within = new Set<YamlNode>();

  constructor(
    private readonly yaml: typeof yamlModule,
    private readonly document: Document,
    private readonly lines: LineCounter,
  ) {}

  node(node: YamlNode): Node {
    const position = positionOf(this.lines, node.range?.[0] ?? 0);
    if (this.yaml.isAlias(node)) return this.#aliased(node, position);
    if (this.#aliases > 0) this.#aliasedValues++;
    this.#within.add(node);
    try {
      return this.#plain(node, position);
    } finally {
      this.#within.delete(node);
    }
  }

  #plain(node: YamlNode, position: Position): Node {
    const { yaml } = this;
    if (yaml.isSeq<YamlNode>(node)) {
      return { ...position, kind: "list", items: node.items.map((item) => this.node(item)) };
    }
    if (yaml.isMap<YamlNode, YamlNode | null>(node)) {
      const entries = new Map<string, Entry>();
      for (const { key, value } of node.items) {
        const at = positionOf(this.lines, key.range?.[0] ?? 0);
        const name = yaml.isScalar(key) ? (key.source ?? String(key.value)) : String(key);
        // a name without a value: as if null stood behind it
        const empty: Node = { ...at, kind: "scalar", value: null, source: "" };
        if (!entries.has(name)) entries.set(name, { ...at, value: value === null ? empty : this.node(value) });
      }
      return { ...position, kind: "map", entries };
    }
    const { value, source } = yaml.isScalar(node) ? node : { value: null, source: undefined };
    return { ...position, kind: "scalar", value, source: source ?? String(value) };
  }

  /** What the anchor holds; mistakes in it are where the anchor is. */
  #aliased(alias: yamlModule.Alias, position: Position): Node {
    const nothing: Node = { ...position, kind: "scalar", value: unknownValue, source: "" };
    if (this.#aliasedValues > mostAliased) return nothing; // which is said where it began
    const target = alias.resolve(this.document);
    if (target === undefined || this.#within.has(target)) {
      const reason =
        target === undefined ? `There is no anchor &${alias.source} above.` : "An anchor cannot hold itself.";
      this.mistakes.push({ ...position, message: `*${alias.source} stands for nothing. ${reason}` });
      return nothing;
    }
    this.#aliases++;
    const node = this.node(target);
    this.#aliases--;
    if (this.#aliases === 0 && this.#aliasedValues > mostAliased) {
      const message = "The aliases of this file stand for more than 1,000 values. Write them out.";
      this.mistakes.push({ ...position, message });
      return nothing;
    }
    return node;
  }
}
