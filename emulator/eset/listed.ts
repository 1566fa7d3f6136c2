/** Which store lists and searches show: the one that is, or, where they lag behind, the one that was some seconds ago. */
import { Store } from "./store";

/** How far lists are behind where they lag, by the emulator's clock. */
export const lagMilliseconds = 3000;

interface Past {
  /** In milliseconds since 1970. */
  readonly since: number;
  readonly store: Store;
  readonly revision: number;
}

export class Listed {
  #past: Past[] = [];

  /** To be called after whatever may have changed the store. What was there before the first call is shown at once. */
  note(store: Store, now: Date): void {
    if (store.readings["lists.lag"] === "none") {
      this.#past = [];
      return;
    }
    const last = this.#past.at(-1);
    if (last?.revision === store.revision) return;
    const since = last === undefined ? -Infinity : now.getTime();
    this.#past.push({ since, store: new Store(store.state()), revision: store.revision });
  }

  /** What lists show at this moment. */
  at(store: Store, now: Date): Store {
    this.note(store, now);
    const shown = this.#past.findLastIndex(({ since }) => since <= now.getTime() - lagMilliseconds);
    this.#past.splice(0, Math.max(0, shown));
    return this.#past[0]?.store ?? store;
  }

  /** Another store: all that is in it is shown at once. */
  restart(store: Store, now: Date): void {
    this.#past = [];
    this.note(store, now);
  }
}
