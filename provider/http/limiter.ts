/** Keeps one account's requests within the vendor's rate, whoever in this process makes them. */
import { setTimeout as sleep } from "node:timers/promises";

/**
 * The vendor counts arrivals, we count departures. Requests may catch up with each other on the way by so much without
 * more than the limit arriving in one second.
 */
const jitterMilliseconds = 40;

const secondsToRecover = 30;

/** However long the vendor asks for, waiting requests have deadlines of their own. */
const longestPauseMilliseconds = 60_000;

/**
 * Lets through at most `requestsPerSecond` requests in any second, in the order they came. When the vendor says 429
 * all the same, it pauses for as long as the vendor asks, goes on at half the rate, and comes back up slowly.
 */
export class Limiter {
  #requestsPerSecond: number;
  #departures: number[] = [];
  #pausedUntil = 0;
  #slowedAt = Number.NEGATIVE_INFINITY;
  #queue: Promise<void> = Promise.resolve();

  constructor(readonly limit: number) {
    this.#requestsPerSecond = limit;
  }

  /** Resolves when the next request may leave. */
  turn(): Promise<void> {
    this.#queue = this.#queue.then(() => this.#wait());
    return this.#queue;
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

  async #wait(): Promise<void> {
    for (;;) {
      const now = performance.now();
      const rate = this.#current(now);
      const together = Math.max(1, Math.floor(rate));
      const windowMilliseconds = 1000 * Math.max(1, together / rate) + jitterMilliseconds;
      const earlier = this.#departures.at(-together);
      const at = Math.max(this.#pausedUntil, earlier === undefined ? now : earlier + windowMilliseconds);
      if (at <= now) {
        this.#departures.push(now);
        if (this.#departures.length > this.limit + 1) this.#departures.shift();
        return;
      }
      await sleep(at - now);
    }
  }
}
