/** What the stores of all vendors have: collections of plain data, ids that are counted, and all of it as one document. */
import { Type } from "@sinclair/typebox";
import type { Static, TSchema } from "@sinclair/typebox";
import { closed } from "./shape";

/** A part of a store: how it is in a document, and how the store holds it. */
export interface Part<Saved = unknown, Held = unknown> {
  readonly schema: TSchema;
  load(saved: Saved): Held;
  save(held: Held): Saved;
}

/** One value, such as the settings. */
export const value = <T extends TSchema>(schema: T): Part<Static<T>, Static<T>> => ({
  schema,
  load: (saved) => saved,
  save: (held) => held,
});

/** Items in order of their making. */
export const list = <T extends TSchema>(item: T): Part<Static<T>[], Static<T>[]> => value(Type.Array(item));

/** Items that are found by a key, in order of their making. */
export const keyed = <T extends TSchema>(
  item: T,
  keyOf: (one: Static<T>) => string,
): Part<Static<T>[], Map<string, Static<T>>> => ({
  schema: Type.Array(item),
  load: (saved) => new Map(saved.map((one) => [keyOf(one), one])),
  save: (held) => [...held.values()],
});

type Parts = Readonly<Record<string, Part>>;

type DocumentOf<P extends Parts, Kind extends string> = { counters: Record<Kind, number> } & {
  [Name in keyof P]: Parameters<P[Name]["load"]>[0];
};

export interface AnyStore<Document = unknown> {
  /** Goes up with every change. */
  readonly revision: number;
  /** Everything as it is, not a copy: saving it after every change should be cheap. */
  state(): Document;
  /** Leaves a gap in the numbers of which ids are made. */
  skipIds(): void;
}

export interface BaseStore<Document, Kind extends string> extends AnyStore<Document> {
  /** Says that something was changed. */
  touch(): void;
  newId(kind: Kind): string;
}

/** More than anybody makes in the second that a kill can lose. */
const idsInASecond = 1000;

export interface StoreClass<S, Document> {
  /** Takes a copy. */
  new (document: Document): S;
  readonly schema: TSchema;
}

/** The document of a store whose class is made by {@link storeOf}. */
export type StateOf<S extends AnyStore> = ReturnType<S["state"]>;

/**
 * A class for a vendor's store to extend. `ids` makes the id of each kind of object from how many were made before, so that
 * runs repeat exactly.
 */
export function storeOf<P extends Parts, Kind extends string>(
  parts: P,
  ids: Readonly<Record<Kind, (number: number) => string>>,
) {
  type Document = DocumentOf<P, Kind>;
  type Held = { readonly [Name in keyof P]: ReturnType<P[Name]["load"]> };

  class Base implements BaseStore<unknown, Kind> {
    static readonly schema = closed({
      counters: closed(Object.fromEntries(Object.keys(ids).map((kind) => [kind, Type.Integer()]))),
      ...Object.fromEntries(Object.entries(parts).map(([name, { schema }]) => [name, schema])),
    });
    revision = 0;
    readonly #counters: Record<Kind, number>;
    readonly #held: Readonly<Record<string, unknown>>;

    constructor(document: Document) {
      const { counters, ...saved } = structuredClone(document);
      this.#counters = counters;
      this.#held = Object.fromEntries(
        Object.entries(parts).map(([name, part]) => [name, part.load((saved as Record<string, unknown>)[name])]),
      );
      Object.assign(this, this.#held);
    }

    state(): unknown {
      const saved = Object.entries(parts).map(([name, part]) => [name, part.save(this.#held[name])]);
      return { counters: this.#counters, ...(Object.fromEntries(saved) as object) };
    }

    touch(): void {
      this.revision += 1;
    }

    skipIds(): void {
      for (const kind of Object.keys(this.#counters) as Kind[]) this.#counters[kind] += idsInASecond;
    }

    newId(kind: Kind): string {
      return ids[kind](++this.#counters[kind]);
    }
  }
  return Base as unknown as StoreClass<BaseStore<Document, Kind> & Held, Document>; // fromEntries forgets the keys
}
