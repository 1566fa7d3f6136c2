/** Keeps one account's requests within the vendor's rate, whoever in this process makes them. */
import { setTimeout as sleep } from "node:timers/promises";

/**
 * The vendor counts arrivals, we know departures. How late a request can have arrived shows in how much longer its answer took
 * than the quickest one; a slow answer may also be slow work, so no more than the most is allowed for.
 */
const lateMilliseconds = { least: 10, most: 40 };

const secondsToRecover = 30;

/** However long the vendor asks for, waiting requests have deadlines of their own. */
const longestPauseMilliseconds = 60_000;

interface Departure {
  readonly at: number;
  /** How long the answer took, once it is here. */
  took?: number;
}

/**
 * Lets through at most `requestsPerSecond` requests in any second, in the order they came. When the vendor says 429
 * all the same, it pauses for as long as the vendor asks, goes on at half the rate, and comes back up slowly.
 */
export class Limiter {
  #requestsPerSecond: number;
  #departures: Departure[] = [];
  #answers = 0;
  #quickest = Number.POSITIVE_INFINITY;
  #pausedUntil = 0;
  #slowedAt = Number.NEGATIVE_INFINITY;
  #queue: Promise<unknown> = Promise.resolve();

  constructor(readonly limit: number) {
    this.#requestsPerSecond = limit;
  }

  /** Resolves when the next request may leave, with what to call when its answer is here. */
  async turn(): Promise<() => void> {
    const turn = this.#queue.then(() => this.#wait());
    this.#queue = turn;
    const departure = await turn;
    return () => {
      departure.took = performance.now() - departure.at;
      this.#answers++;
      this.#quickest = Math.min(this.#quickest, departure.took);
    };
  }

  /** The vendor answered 429: it counts more than we do, or somebody else uses the same account. */
  throttled(retryAfterMilliseconds = 1000): void {
    const now = performance.now();
    this.#pausedUntil = Math.max(this.#pausedUntil, now + Math.min(retryAfterMilliseconds, longestPauseMilliseconds));
    if (now - this.#slowedAt > 1000) {
      // requests that left together are refused together: that is one lesson, not many
      this.#requestsPerSecond = Math.max(this.#current(now) / 2, this.limit / 16);
      this.#slowedAt = now;
    }
  }

  #current(now: number): number {
    const recovered = Math.min(1, Math.max(0, (now - this.#slowedAt) / 1000 / secondsToRecover));
    return this.#requestsPerSecond + (this.limit - this.#requestsPerSecond) * recovered;
  }

  /** How late a request can have been on its way, as far as is known by now. */
  #late({ took }: Departure): number {
    const { least, most } = lateMilliseconds;
    // the first requests wait for their connections, all alike: what is quick shows only after them
    if (took === undefined || this.#answers <= this.limit) return most;
    return Math.min(most, least + took - this.#quickest);
  }

  async #wait(): Promise<Departure> {
    for (;;) {
      const now = performance.now();
      const rate = this.#current(now);
      const together = Math.max(1, Math.floor(rate));
      const windowMilliseconds = 1000 * Math.max(1, together / rate);
      const earlier = this.#departures.at(-together);
      const free = (late: number) =>
        Math.max(this.#pausedUntil, earlier === undefined ? now : earlier.at + late + windowMilliseconds);
      const at = free(earlier === undefined ? 0 : this.#late(earlier));
      if (at <= now) {
        const departure = { at: now };
        const over = now - windowMilliseconds - lateMilliseconds.most;
        while ((this.#departures[0]?.at ?? now) < over) this.#departures.shift(); // nobody waits for them any more
        this.#departures.push(departure);
        return departure;
      }
      // by then the earlier one may have been answered
      const soonest = free(lateMilliseconds.least);
      await sleep((soonest > now ? soonest : at) - now);
    }
  }
}
