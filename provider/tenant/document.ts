/** A YAML file as a tree of values that know where they stand. Nothing else here knows the YAML library. */
import type * as yamlModule from "yaml";
import type { CST, Document, LineCounter, Node as YamlNode } from "yaml";
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

/** As many mistakes as somebody mends before looking again. A file can have one at every second letter. */
export const mostMistakes = 200;

/** What is said after so many. */
export const andMore = "There are more mistakes in this file. Mend these first.";

/** @param holds what a file is, in words: a tenant */
export function parse(text: string, holds = "tenant"): Parsed {
  // a program that loads no file, and the provider process, do without the library
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const yaml = require("yaml") as typeof yamlModule;
  const lines = new yaml.LineCounter();
  const { document, problems, isWhole } = composed(yaml, text, lines);
  const last = isWhole ? undefined : problems.pop();
  const withMistake = new Set<number>();
  const mistakes: Mistake[] = [];
  for (const problem of problems) {
    const position = positionOf(lines, problem.offset);
    // what the library says of the rest of a line follows from the first mistake in it
    if (withMistake.has(position.line)) continue;
    withMistake.add(position.line);
    mistakes.push({ ...position, message: inWords(problem, holds) });
  }
  if (last !== undefined) mistakes.push({ ...positionOf(lines, last.offset), message: andMore });
  if (document === undefined) return { root: undefined, mistakes };
  const reader = new Reader(yaml, lines);
  const root = document.contents === null ? undefined : reader.read(document.contents);
  return { root, mistakes: [...mistakes, ...reader.mistakes] };
}

interface Composed {
  /** Undefined if it cannot be read. */
  readonly document: Document | undefined;
  readonly problems: Problem[];
  /** Whether all of the text was looked at. */
  readonly isWhole: boolean;
}

interface Problem {
  readonly offset: number;
  readonly code: string;
  readonly message: string;
  readonly isWarning?: boolean;
}

/** Thrown through the library, which goes on otherwise. */
class Enough extends Error {}

/** As the library's parseDocument does, but it stops in a text that is nothing but mistakes: each of them costs the library much. */
function composed(yaml: typeof yamlModule, text: string, lines: LineCounter): Composed {
  const problems: Problem[] = [];
  const note = (problem: Problem): void => {
    // the library catches what is thrown at each level, and notes that as well
    if (problems.length <= mostMistakes) problems.push(problem);
    if (problems.length > mostMistakes) throw new Enough();
  };
  const parser = new yaml.Parser(lines.addNewLine);
  // the library compares each name with all others, and the reader below looks it up
  const composer = new yaml.Composer({ uniqueKeys: false });
  // not in the library's types; without it the problems would be in the document, and there would be no end of them
  Object.assign(composer, {
    onError: (place: Place, code: string, message: string, isWarning = false) => {
      note({ offset: offsetOf(place), code, message, isWarning });
    },
  });
  const tokens = function* (): Generator<CST.Token> {
    for (const token of parser.parse(text)) {
      if (token.type !== "error") yield token;
      else
        note({
          offset: token.offset,
          code: "UNEXPECTED_TOKEN",
          message: `${token.message}: ${JSON.stringify(token.source)}`,
        });
    }
  };
  try {
    let document: Document.Parsed | undefined;
    for (const one of composer.compose(tokens(), true, text.length)) {
      if (document !== undefined) {
        note({ offset: one.range[0], code: "MULTIPLE_DOCS", message: "" });
        break;
      }
      document = one;
      for (const { pos, code, message } of one.errors) note({ offset: pos[0], code, message });
    }
    const isReadable = problems.every(({ isWarning }) => isWarning === true);
    return { document: isReadable ? document : undefined, problems, isWhole: true };
  } catch (error) {
    if (!(error instanceof Enough)) throw error;
    return { document: undefined, problems, isWhole: false };
  }
}

/** The library's ways to say where something is. */
type Place = number | readonly [number, ...unknown[]] | { readonly offset: number };

const offsetOf = (place: Place): number =>
  typeof place === "number" ? place : "offset" in place ? place.offset : place[0];

function inWords({ code, message }: Problem, holds: string): string {
  switch (code) {
    case "MULTIPLE_DOCS":
      return `A file holds one ${holds}. Take this line out, and give what follows a file of its own.`;
    case "RESOURCE_EXHAUSTION": // the library's stack is full
      return tooDeep;
    case "TAG_RESOLVE_FAILED":
      return holds === "tenant"
        ? "Tags, such as !secret, mean nothing here. Refer to the stack's configuration, secrets too, with { config: key }."
        : "Tags, such as !secret, mean nothing here. Write the value itself.";
    default:
      return `This is not YAML: ${message.trim().replace(/[.:]?$/, ".")}`;
  }
}

/** More than any file of ours has, and few enough for everything that walks through a tree. */
const deepest = 100;

const tooDeep = `Lists and objects are more than ${deepest} levels deep here. Take some out.`;

function positionOf(lines: LineCounter, offset: number): Position {
  const { line, col } = lines.linePos(offset);
  return { line, column: col };
}

/** More than anybody repeats on purpose. Aliases of aliases grow without end: ten lines can stand for a billion values. */
const mostAliased = 1000;

class Reader {
  readonly mistakes: Mistake[] = [];
  /** What each alias stands for: the last thing before it that has the anchor. */
  readonly #targets = new Map<YamlNode, YamlNode>();
  /** How many values aliases stand for, so far. */
  #aliasedValues = 0;
  /** In how many aliases, one within another, the reader is. */
  #aliases = 0;
  /** The lists and maps that the reader is in. */
  readonly #within = new Set<YamlNode>();

  constructor(
    private readonly yaml: typeof yamlModule,
    private readonly lines: LineCounter,
  ) {}

  read(root: YamlNode): Node | undefined {
    const deep = this.#follow(root, new Map(), 0);
    if (deep === undefined) return this.#node(root);
    this.mistakes.push({ ...positionOf(this.lines, deep.range?.[0] ?? 0), message: tooDeep });
    return undefined;
  }

  /** Finds what aliases stand for, in one walk: the library would walk anew for each. Answers what is too deep. */
  #follow(node: YamlNode, anchors: Map<string, YamlNode>, depth: number): YamlNode | undefined {
    const { yaml } = this;
    if (depth > deepest) return node;
    if (yaml.isAlias(node)) {
      const target = anchors.get(node.source);
      if (target !== undefined) this.#targets.set(node, target);
      return undefined;
    }
    if (node.anchor !== undefined) anchors.set(node.anchor, node);
    for (const inner of this.#partsOf(node)) {
      const deep = this.#follow(inner, anchors, depth + 1);
      if (deep !== undefined) return deep;
    }
    return undefined;
  }

  *#partsOf(node: YamlNode): Iterable<YamlNode> {
    const { yaml } = this;
    if (yaml.isSeq<YamlNode>(node)) yield* node.items;
    else if (yaml.isMap<YamlNode, YamlNode | null>(node)) {
      for (const { key, value } of node.items) {
        yield key;
        if (value !== null) yield value;
      }
    }
  }

  #node(node: YamlNode): Node {
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
      return { ...position, kind: "list", items: node.items.map((item) => this.#node(item)) };
    }
    if (yaml.isMap<YamlNode, YamlNode | null>(node)) {
      const entries = new Map<string, Entry>();
      const merged: Entry[] = [];
      for (const { key, value } of node.items) {
        const at = positionOf(this.lines, key.range?.[0] ?? 0);
        const name = yaml.isScalar(key) ? (key.source ?? String(key.value)) : String(key);
        // what is written twice can still be read, and the rest of the file be checked
        if (entries.has(name)) {
          this.#mistake(
            at,
            `${/^[\w$.-]+/.exec(name)?.[0] ?? "This property"} stands here a second time. Keep one of the two.`,
          );
          continue;
        }
        // a name without a value: as if null stood behind it
        const empty: Node = { ...at, kind: "scalar", value: null, source: "" };
        const entry = { ...at, value: value === null ? empty : this.#node(value) };
        if (name === "<<" && yaml.isScalar(key) && key.type === "PLAIN") merged.push(entry);
        else entries.set(name, entry);
      }
      for (const entry of merged) this.#merge(entry, entries);
      return { ...position, kind: "map", entries };
    }
    const { value, source } = yaml.isScalar(node) ? node : { value: null, source: undefined };
    return { ...position, kind: "scalar", value, source: source ?? String(value) };
  }

  /** `<<: *anchor`: the properties of an anchor's map, or of several, that the map does not have itself. */
  #merge({ value, ...at }: Entry, entries: Map<string, Entry>): void {
    for (const map of value.kind === "list" ? value.items : [value]) {
      if (map.kind === "map") {
        for (const [name, entry] of map.entries) if (!entries.has(name)) entries.set(name, entry);
      } else if (map.kind === "list" || map.value !== unknownValue) {
        this.#mistake(at, "<< takes what an anchor holds, e.g. <<: *defaults, and that must have properties.");
      }
    }
  }

  /** What the anchor holds; mistakes in it are where the anchor is. */
  #aliased(alias: yamlModule.Alias, position: Position): Node {
    const nothing: Node = { ...position, kind: "scalar", value: unknownValue, source: "" };
    if (this.#aliasedValues > mostAliased) return nothing; // which is said where it began
    const target = this.#targets.get(alias);
    if (target === undefined || this.#within.has(target)) {
      if (this.#aliases > 0) this.#aliasedValues++;
      const reason =
        target === undefined ? `There is no anchor &${alias.source} above.` : "An anchor cannot hold itself.";
      this.#mistake(position, `*${alias.source} stands for nothing. ${reason}`);
      return nothing;
    }
    this.#aliases++;
    const node = this.#node(target);
    this.#aliases--;
    if (this.#aliases === 0 && this.#aliasedValues > mostAliased) {
      this.#mistake(position, "The aliases of this file stand for more than 1,000 values. Write them out.");
      return nothing;
    }
    return node;
  }

  #mistake(position: Position, message: string): void {
    // what is wrong in an anchor was said where it stands
    if (this.#aliases === 0 && this.mistakes.length <= mostMistakes) this.mistakes.push({ ...position, message });
  }
}
