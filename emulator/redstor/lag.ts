/** What lists show where they lag: the world as it was some seconds ago. */
import { Store } from "./store";

const lagMilliseconds = 3000;

export class Lag {
  /** The world before each write of the last seconds, and when that write was. */
  #past: { readonly before: number; readonly store: Store }[] = [];

  /** To be called before a write. */
  keep(store: Store, now: Date): void {
    if (store.readings["lists.lag"] === "none") return;
    this.#past = [...this.#recent(now), { before: now.getTime(), store: new Store(store.state()) }];
  }

  /** The world as lists show it. */
  shown(store: Store, now: Date): Store {
    return store.readings["lists.lag"] === "none" ? store : (this.#recent(now)[0]?.store ?? store);
  }

  /** Without what a clock that was put back left in the future. */
  #recent(now: Date) {
    const age = ({ before }: { before: number }) => now.getTime() - before;
    return this.#past.filter((one) => age(one) >= 0 && age(one) < lagMilliseconds);
  }
}
