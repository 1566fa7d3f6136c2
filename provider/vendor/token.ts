/** One access token for all of the process, renewed before it ends. How a vendor signs in is the vendor's affair. */
import type { Authorisation } from "../http/client";

export interface Token {
  readonly access: string;
  /** On the clock of performance.now(). */
  readonly renewAt: number;
}

/** Time for a renewal and the requests that are on their way. */
const marginSeconds = 60;

/** When to renew a token that was just issued for so many seconds. */
export const renewalAfter = (seconds: number): number =>
  performance.now() + Math.max(seconds - marginSeconds, seconds / 2) * 1000;

export class SharedToken<T extends Token> implements Authorisation {
  #current: Promise<T> | undefined;
  #latest: T | undefined;

  constructor(
    private readonly signIn: () => Promise<T>,
    private readonly renew: (token: T) => Promise<T> = signIn,
  ) {}

  async token(): Promise<string> {
    return (await this.current()).access;
  }

  /** Concurrent callers share one sign-in; a failed one is not remembered. */
  async current(): Promise<T> {
    const pending = (this.#current ??= this.#remember(this.signIn()));
    const token = await pending;
    if (performance.now() < token.renewAt) return token;
    if (this.#current === pending) this.#current = this.#remember(this.renew(token));
    return await this.current();
  }

  refused(access: string): void {
    if (this.#latest?.access === access) this.#current = undefined;
  }

  #remember(pending: Promise<T>): Promise<T> {
    pending.then(
      (token) => (this.#latest = token),
      () => {
        if (this.#current === pending) this.#current = undefined;
      },
    );
    return pending;
  }
}
