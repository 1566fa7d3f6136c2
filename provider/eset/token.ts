/** Signs in to ESET: one access token for all of the process, renewed before it ends. */
import type { Authorisation } from "../http/client";
import type { EsetApi } from "./api";
import { assumed } from "./assumptions";
import type { EsetConfig } from "./config";
import type { Answer } from "./wire";

interface Token {
  readonly access: string;
  readonly refresh: string;
  /** On the clock of performance.now(). */
  readonly renewAt: number;
}

/** Time for a renewal and the requests that are on their way. */
const marginSeconds = 60;

export class EsetToken implements Authorisation {
  #current: Promise<Token> | undefined;
  #latest: Token | undefined;

  constructor(
    private readonly config: EsetConfig,
    private readonly calls: Pick<EsetApi["token"], "get" | "renew">,
  ) {}

  /** Concurrent callers share one sign-in; a failed one is not remembered. */
  async token(): Promise<string> {
    const pending = (this.#current ??= this.#remember(this.#signIn()));
    const token = await pending;
    if (performance.now() < token.renewAt) return token.access;
    if (this.#current === pending) this.#current = this.#remember(this.#renew(token));
    return await this.token();
  }

  refused(access: string): void {
    if (this.#latest?.access === access) this.#current = undefined;
  }

  #remember(pending: Promise<Token>): Promise<Token> {
    pending.then(
      (token) => (this.#latest = token),
      () => {
        if (this.#current === pending) this.#current = undefined;
      },
    );
    return pending;
  }

  async #signIn(): Promise<Token> {
    const { username, password } = this.config;
    return tokenFrom(await this.calls.get({ username, password }));
  }

  async #renew(token: Token): Promise<Token> {
    try {
      return tokenFrom(await this.calls.renew({ refreshToken: token.refresh }, token.access));
    } catch {
      return await this.#signIn(); // too late to renew
    }
  }
}

function tokenFrom(answer: Answer<{ accessToken: string; refreshToken: string }>): Token {
  const access = answer.id("accessToken");
  const seconds = lifeOf(access) ?? assumed("token.assumedSeconds");
  const usableSeconds = Math.max(seconds - marginSeconds, seconds / 2);
  return { access, refresh: answer.text("refreshToken"), renewAt: performance.now() + usableSeconds * 1000 };
}

/**
 * Seconds from issue to expiry as the token itself says (it is a JWT); both ends on the vendor's clock, so that a
 * wrong clock of this machine does not matter.
 */
export function lifeOf(access: string): number | undefined {
  try {
    const claims = JSON.parse(Buffer.from(access.split(".")[1] ?? "", "base64url").toString()) as Record<
      string,
      unknown
    >;
    const [start, end] = [claims["nbf"] ?? claims["iat"], claims["exp"]];
    return typeof start === "number" && typeof end === "number" && end > start ? end - start : undefined;
  } catch {
    return undefined; // not a JWT
  }
}
