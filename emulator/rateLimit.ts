/** At most so many requests in any second of real time. Refused requests do not count, so that a patient client gets through. */

export interface RateLimit {
  /** Requests per second; undefined is no limit. */
  readonly requestsPerSecond: number | undefined;
  /** Whether a refusal says how long to wait (Retry-After). */
  readonly retryAfter: boolean;
}

export class SlidingSecond implements RateLimit {
  requestsPerSecond: number | undefined;
  retryAfter = true;
  #admitted: number[] = [];

  constructor(requestsPerSecond?: number) {
    this.requestsPerSecond = requestsPerSecond;
  }

  set(requestsPerSecond: number | undefined, retryAfter = true): void {
    if (requestsPerSecond !== undefined && !(requestsPerSecond > 0)) {
      throw new RangeError("The rate limit must be more than 0 requests per second, or undefined for none.");
    }
    this.requestsPerSecond = requestsPerSecond;
    this.retryAfter = retryAfter;
    this.#admitted = [];
  }

  /** Whether one more request may pass now. */
  admit(now = performance.now()): boolean {
    if (this.requestsPerSecond === undefined) return true;
    this.#admitted = this.#admitted.filter((at) => now - at < 1000);
    if (this.#admitted.length >= this.requestsPerSecond) return false;
    this.#admitted.push(now);
    return true;
  }
}
