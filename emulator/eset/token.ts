/** The Token calls: JWTs in the manner of IdentityServer, with real expiry on the emulator's clock. */
import { createSecretKey, randomBytes } from "node:crypto";
import { jwtVerify, SignJWT } from "jose";
import type { components } from "../../contracts/generated/eset";
import { Refusal } from "./errors";
import type { Account, Store } from "./store";

type Schemas = components["schemas"];

/** One hour. */
export const tokenSeconds = 3600;
const issuer = "https://emulator.pulumi-msp.invalid/eset";
const audience = "ema2-api";

interface Session {
  readonly userId: string;
  /** When the user signed in, in seconds. Renewing keeps it: the session stays the same. */
  readonly authTime: number;
}

export class Tokens {
  /** Of this emulator only: tokens of another one, or from before a reset, are foreign. */
  #key = newKey();
  readonly #refreshTokens = new Map<string, Session>();

  /** No token that was given counts any longer. */
  reset(): void {
    this.#key = newKey();
    this.#refreshTokens.clear();
  }

  get(store: Store, { username, password }: Schemas["GetTokenRequest"], now: Date): Promise<Schemas["TokenPair"]> {
    const account = store.accounts.find(
      (one) => one.username.toLowerCase() === username.toLowerCase() && store.company(one.companyId) !== undefined,
    );
    // An account that waits for its activation has no password.
    if (account?.password !== password) throw new Refusal("InvalidCredentials");
    if (!account.apiEnabled) throw new Refusal("ApiAccessIsNotEnabled");
    return this.#give({ userId: account.userId, authTime: seconds(now) }, now);
  }

  /** A refresh token is good for one renewal, by the user it was given to. */
  renew(account: Account, { refreshToken }: Schemas["RenewTokenRequest"], now: Date): Promise<Schemas["TokenPair"]> {
    const session = this.#refreshTokens.get(refreshToken);
    if (session?.userId !== account.userId) throw new Refusal("InvalidRefreshToken");
    this.#refreshTokens.delete(refreshToken);
    return this.#give(session, now);
  }

  async check(store: Store, { accessToken }: Schemas["CheckTokenRequest"], now: Date): Promise<boolean> {
    return (await this.accountOf(store, accessToken, now)) !== undefined;
  }

  /** The account that a token was given to, unless it has expired or is not ours. */
  async accountOf(store: Store, accessToken: string, now: Date): Promise<Account | undefined> {
    try {
      const { payload } = await jwtVerify(accessToken, this.#key, {
        issuer,
        audience,
        algorithms: ["HS256"],
        currentDate: now,
      });
      return payload.sub === undefined ? undefined : store.account(payload.sub);
    } catch {
      return undefined;
    }
  }

  async #give(session: Session, now: Date): Promise<Schemas["TokenPair"]> {
    const refreshToken = randomBytes(32).toString("hex");
    this.#refreshTokens.set(refreshToken, session);
    const accessToken = await new SignJWT({
      client_id: "ema2-api-user",
      auth_time: session.authTime,
      idp: "local",
      scope: ["ema2-api", "offline_access"],
      amr: ["pwd"],
    })
      .setProtectedHeader({ alg: "HS256", typ: "JWT" })
      .setNotBefore(seconds(now))
      .setExpirationTime(seconds(now) + tokenSeconds)
      .setIssuer(issuer)
      .setAudience(audience)
      .setSubject(session.userId)
      .sign(this.#key);
    return { accessToken, refreshToken };
  }
}

/** A key object, not bytes: bytes would be imported anew for every token. */
const newKey = () => createSecretKey(randomBytes(32));

const seconds = (date: Date): number => Math.floor(date.getTime() / 1000);
