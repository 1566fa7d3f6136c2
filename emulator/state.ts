/** The state of a vendor: a store that can be replaced as a whole, and the one way to change it beside the vendor's API. */
import type { Static, TSchema } from "@sinclair/typebox";
import { Listed } from "./listed";
import { Refused } from "./refused";
import { shape, UsageError } from "./shape";
import type { AnyStore, StateOf, StoreClass } from "./store";
import type { Context, State } from "./vendor";

export interface StateDefinition<S extends AnyStore, Seed extends TSchema> {
  /** The vendor's name. */
  readonly name: string;
  readonly Store: StoreClass<S, StateOf<S>>;
  /** What a fresh world has. */
  readonly initial: () => StateOf<S>;
  readonly seed: { readonly schema: Seed; readonly add: (store: S, now: Date, seed: Static<Seed>) => void };
  /** Does what is due by now. */
  readonly settle?: (store: S, now: Date) => void;
  /** Whether lists and searches are some seconds behind. Without it they never are. */
  readonly listsLag?: (store: S) => boolean;
  /** No token that was given counts any longer. */
  readonly signOut: () => void;
}

export class VendorState<S extends AnyStore, Seed extends TSchema> implements State {
  #store: S;
  readonly #parse: (document: unknown) => StateOf<S>;
  readonly #parseSeed: (document: unknown) => Static<Seed>;
  readonly #listed: Listed<S>;

  constructor(
    private readonly definition: StateDefinition<S, Seed>,
    private readonly context: Pick<Context, "clock" | "changed">,
  ) {
    const { name, Store, initial, seed } = definition;
    this.#parse = shape(Store.schema, `snapshot.${name}`) as (document: unknown) => StateOf<S>; // the schema is the store's
    this.#parseSeed = shape(seed.schema, `seed.${name}`);
    this.#store = new Store(initial());
    this.#listed = new Listed(definition.listsLag ?? (() => false), (store) => new Store(store.state() as StateOf<S>));
    this.#listed.restart(this.#store, context.clock.now());
  }

  /** As it was left. */
  get store(): S {
    return this.#store;
  }

  /** As it is now: with everything done that is due. */
  current(): S {
    this.definition.settle?.(this.#store, this.context.clock.now());
    return this.#store;
  }

  /** A request to the vendor's API is carried out. `listed` is what lists and searches show. */
  perform<T>(act: (store: S, listed: S, now: Date) => T): { result: T; applied: boolean } {
    const store = this.current();
    const now = this.context.clock.now();
    const before = store.revision;
    const result = act(store, this.#listed.at(store, now), now);
    this.#listed.note(store, now);
    return { result, applied: store.revision !== before };
  }

  /** Somebody does something in the portal, all of it or nothing. Gives a copy. @throws UsageError if it is refused */
  change<T>(act: (store: S, now: Date) => T): T {
    const store = this.current();
    const now = this.context.clock.now();
    const result = asUsage(() => act(store, now));
    this.#listed.note(store, now);
    this.context.changed();
    return structuredClone(result);
  }

  snapshot(): unknown {
    return this.current().state();
  }

  restore(document: unknown): void {
    this.#replace(new this.definition.Store(this.#parse(document)));
  }

  seed(document: unknown): void {
    const { Store, seed } = this.definition;
    const wanted = this.#parseSeed(document);
    const next = new Store(this.current().state() as StateOf<S>);
    asUsage(() => {
      seed.add(next, this.context.clock.now(), wanted);
    });
    this.#replace(next);
  }

  reset(): void {
    this.#replace(new this.definition.Store(this.definition.initial()));
    this.definition.signOut();
  }

  skipIds(): void {
    this.#store.skipIds();
  }

  #replace(store: S): void {
    this.#store = store;
    this.#listed.restart(store, this.context.clock.now());
  }
}

/** What is refused is a mistake of whoever asked, in plain words. */
function asUsage<T>(act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (error instanceof Refused) throw new UsageError(error.message, error.answer.status === 404 ? 404 : 400);
    throw error;
  }
}
