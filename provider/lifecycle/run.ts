/** What the resources of one run must know of each other. A provider process is one run. Keys are compared without case. */
import { isDeepStrictEqual } from "node:util";
import { idKey } from "./ids";
import { removalHint, removalsInWords, seatsInWords, Tally } from "./limits";

export class Run {
  readonly #disturbed = new Set<string>();
  readonly #owned = new Map<string, unknown[] | "made">();
  readonly #recreated = new Set<string>();
  readonly #changes = new Map<string, Map<string, string>>();
  readonly #turns = new Map<string, Promise<unknown>>();
  #removals = 0;
  #failure: string | undefined;
  /** What counts against the limits. */
  readonly newSeats = new Tally("ordered", seatsInWords);
  readonly removals = new Tally("removed", removalsInWords, removalHint);

  /** An update of this run disturbs the objects of these keys at the vendor. */
  disturbs(keys: readonly string[]): void {
    for (const key of keys) this.#disturbed.add(idKey(key));
  }

  isDisturbed(key: string): boolean {
    return this.#disturbed.has(idKey(key));
  }

  /** A value that one object has is to become another. Whether the other object of the scope is to get the value in exchange. */
  exchanges(scope: string, from: string, to: string): boolean {
    const changes = this.#changes.get(scope) ?? new Map<string, string>();
    this.#changes.set(scope, changes.set(from, to));
    return changes.get(to) === from;
  }

  /** The object is to be deleted, and another one created in its place. */
  recreates(key: string): void {
    this.#recreated.add(idKey(key));
  }

  isRecreated(key: string): boolean {
    return this.#recreated.has(idKey(key));
  }

  /** A resource that this run made or changed manages the object. */
  makes(key: string): void {
    this.#owned.set(idKey(key), "made");
  }

  /** A resource of the program manages the object. `who` tells it from others: its URN, or else its state. */
  sees(key: string, who: unknown): void {
    const seen = this.#owned.get(idKey(key)) ?? [];
    if (seen !== "made") this.#owned.set(idKey(key), [...seen, who]);
  }

  /** Whether a resource of the program manages the object. */
  owns(key: string): boolean {
    return this.#owned.has(idKey(key));
  }

  /** Whether another resource manages it than this one, or one that was made in its place. */
  ownsAnother(key: string, who: unknown): boolean {
    const seen = this.#owned.get(idKey(key)) ?? [];
    return seen === "made" || seen.some((other) => !isDeepStrictEqual(other, who));
  }

  /** A create or an update of this run failed. */
  fails(what: string): void {
    this.#failure ??= what;
  }

  /** What failed first. */
  get failure(): string | undefined {
    return this.#failure;
  }

  removed(): void {
    this.#removals += 1;
  }

  /** Whether this run removed something. */
  hasRemoved(): boolean {
    return this.#removals > 0;
  }

  /**
   * Does work for the same key one after the other. Otherwise two resources that create the same thing at the same moment would
   * both find that it does not exist.
   */
  async inTurn<T>(key: string, work: () => Promise<T>): Promise<T> {
    const turn = idKey(key);
    const before: Promise<unknown> = this.#turns.get(turn) ?? Promise.resolve();
    const mine = before.then(work, work);
    this.#turns.set(turn, mine);
    try {
      return await mine;
    } finally {
      if (this.#turns.get(turn) === mine) this.#turns.delete(turn);
    }
  }
}
