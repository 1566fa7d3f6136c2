/** One access token for all of the process, renewed before it ends. How a vendor signs in is the vendor's affair. */
import type { Authorisation } from "../http/client";
import { VendorError } from "../http/vendorError";

export interface Token {
  readonly access: string;
  /** On the clock of performance.now(). */
  readonly renewAt: number;
}

/** Time for a renewal and the requests that are on their way. */
const marginSeconds = 60;

/** However short its life: a vendor that issues tokens without any must not be asked on and on. */
const leastSeconds = 10;

/** When to renew a token that was just issued for so many seconds. */
export const renewalAfter = (seconds: number): number =>
  performance.now() + Math.max(seconds - marginSeconds, seconds / 2, leastSeconds) * 1000;

/** So many refusals in a row, of sign-ins or of what they gave, and no more is tried: an account must not be locked by us. */
const mostRefusals = 2;

export class SharedToken<T extends Token> implements Authorisation {
  #current: Promise<T> | undefined;
  /** What `#current` came to. */
  #latest: T | undefined;
  #refusals = 0;

  constructor(
    private readonly signIn: () => Promise<T>,
    private readonly renew: (token: T) => Promise<T> = signIn,
  ) {}

  async token(): Promise<string> {
    return (await this.current()).access;
  }

  /** Concurrent callers share one sign-in. One that failed is tried again, but not one that was refused twice. */
  async current(): Promise<T> {
    const pending = (this.#current ??= this.#remember(this.signIn()));
    const token = await pending;
    if (performance.now() < token.renewAt) return token;
    if (this.#current === pending) this.#current = this.#remember(this.renew(token));
    return await this.current();
  }

  accepted(access: string): void {
    if (this.#latest?.access === access) this.#refusals = 0;
  }

  refused(access: string): boolean {
    if (this.#latest?.access !== access) return true; // another one is on its way, or here
    if (++this.#refusals >= mostRefusals) return false;
    this.#current = undefined;
    this.#latest = undefined;
    return true;
  }

  #remember(pending: Promise<T>): Promise<T> {
    pending.then(
      (token) => {
        if (this.#current === pending) this.#latest = token;
      },
      (error: unknown) => {
        if (this.#current !== pending) return;
        if (isRefusal(error)) this.#refusals++;
        if (this.#refusals < mostRefusals) this.#current = undefined;
      },
    );
    return pending;
  }
}

/** Whether the vendor looked at the sign-in and did not want it. */
const isRefusal = (error: unknown): boolean =>
  error instanceof VendorError && (error.outcome === "refused" || error.status === 401);
