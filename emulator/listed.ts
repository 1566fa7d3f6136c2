/** What lists and searches show: the store as it is, or, where lists lag, the store as it was some seconds ago. */
import type { AnyStore } from "./store";

/** By the emulator's clock. */
const lagMilliseconds = 3000;

interface Past<S> {
  /** In milliseconds since 1970. */
  readonly since: number;
  readonly revision: number;
  readonly store: S;
}

export class Listed<S extends AnyStore> {
  #past: Past<S>[] = [];

  /** `lags` says whether lists are behind, `copyOf` copies a store. */
  constructor(
    private readonly lags: (store: S) => boolean,
    private readonly copyOf: (store: S) => S,
  ) {}

  /** To be called after whatever may have changed the store. What was there before the first call is shown at once. */
  note(store: S, now: Date): void {
    const isPutBack = this.#past.some(({ since }) => since > now.getTime());
    if (isPutBack || !this.lags(store)) this.#past = [];
    if (!this.lags(store)) return;
    const last = this.#past.at(-1);
    if (last?.revision === store.revision) return;
    const since = last === undefined ? -Infinity : now.getTime();
    this.#past.push({ since, revision: store.revision, store: this.copyOf(store) });
  }

  /** What lists show at this moment. */
  at(store: S, now: Date): S {
    this.note(store, now);
    const shown = this.#past.findLastIndex(({ since }) => since <= now.getTime() - lagMilliseconds);
    this.#past.splice(0, Math.max(0, shown));
    return this.#past[0]?.store ?? store;
  }

  /** Another store: all that is in it is shown at once. */
  restart(store: S, now: Date): void {
    this.#past = [];
    this.note(store, now);
  }
}
