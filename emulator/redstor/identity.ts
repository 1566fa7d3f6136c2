/**
 * The vendor's identity server: OAuth 2.0 client credentials with private_key_jwt. Access tokens are JWTs with real expiry
 * on the emulator's clock. Its refusals are those of RFC 6749; their words, for whoever debugs a client, are ours.
 */
import { createPrivateKey, createPublicKey, randomUUID } from "node:crypto";
import { decodeJwt, decodeProtectedHeader, errors, jwtVerify, SignJWT } from "jose";
import type { JWTPayload } from "jose";
import type { Clock } from "../clock";
import { Contract } from "../contract";
import type { Answer, Outcome, Service, VendorRequest } from "../vendor";
import { keyNamed } from "./keys";
import type { Account, PrivateKey, Scope, Store } from "./store";

export const basePath = "/redstor/id";

/** One hour. */
export const tokenSeconds = 3600;
/** An assertion that is valid for longer than a day was not made for signing in once. */
const longestAssertionSeconds = 24 * 60 * 60;
const audience = "redapi";
const assertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
const scopes: readonly string[] = ["api.read", "api.write"] satisfies Scope[];

/** Only so much of a contract as calls need to be found, and to go by a name in faults and journal. */
const contract = new Contract({
  paths: {
    "/.well-known/openid-configuration": { get: { operationId: "discovery" } },
    "/.well-known/openid-configuration/jwks": { get: { operationId: "keys" } },
    "/connect/token": { post: { operationId: "token" } },
  },
});

type OAuthError =
  | "invalid_request"
  | "invalid_client"
  | "invalid_grant"
  | "invalid_scope"
  | "unsupported_grant_type"
  | "temporarily_unavailable"
  | "server_error";

const oauthError = (error: OAuthError, text: string, status = error === "invalid_client" ? 401 : 400): Answer => ({
  status,
  headers: { "cache-control": "no-store" },
  body: { error, error_description: text },
});

class OAuthRefusal extends Error {
  override readonly name = "OAuthRefusal";
  constructor(
    readonly error: OAuthError,
    message: string,
  ) {
    super(message);
  }
}

export interface Grant {
  readonly account: Account;
  readonly scopes: readonly string[];
}

export class IdentityServer implements Service {
  readonly name = "redstor";
  readonly basePath = basePath;
  readonly contract = contract;
  /** In each token: those of another emulator, or from before a reset, are foreign. */
  #session = randomUUID();
  /** Assertions that were used, with the second from which they would be refused anyway. */
  readonly #used = new Map<string, number>();

  constructor(
    private readonly store: () => Store,
    private readonly keyOf: (account: Account) => PrivateKey,
    private readonly clock: Clock,
  ) {}

  readonly answers: Service["answers"] = {
    tooManyRequests: () => oauthError("temporarily_unavailable", "Too many requests.", 429),
    maintenance: () => oauthError("temporarily_unavailable", "The service is down for maintenance.", 503),
    unauthorized: () => oauthError("invalid_client", "The client is not accepted."),
    unknownCall: () => ({ status: 404 }),
    badRequest: (text) => oauthError("invalid_request", text),
    failure: (text) => oauthError("server_error", text, 500),
  };

  async handle(request: VendorRequest): Promise<Outcome> {
    return { answer: await this.#answer(request), applied: false };
  }

  async #answer(request: VendorRequest): Promise<Answer> {
    // As the client knows this server, whatever name or port that is.
    const issuer = `http://${request.headers["host"]?.toString() ?? "localhost"}${basePath}`;
    switch (request.match?.operation.id) {
      case "discovery":
        return { status: 200, body: discovery(issuer) };
      case "keys":
        return { status: 200, body: { keys: [publicJwk()] } };
      case "token":
        try {
          return await this.#token(request, issuer);
        } catch (error) {
          if (error instanceof OAuthRefusal) return oauthError(error.error, error.message);
          throw error;
        }
      case undefined:
      default:
        return this.answers.unknownCall();
    }
  }

  async #token(request: VendorRequest, issuer: string): Promise<Answer> {
    const form = readForm(request);
    const grantType = form.get("grant_type");
    if (grantType === undefined) throw new OAuthRefusal("invalid_request", "grant_type is missing.");
    if (grantType !== "client_credentials") {
      throw new OAuthRefusal("unsupported_grant_type", "The grant type must be client_credentials.");
    }
    const account = await this.#authenticate(form, issuer);
    const granted = grantedScopes(account, form.get("scope"));
    const body = {
      access_token: await this.#sign(account, granted, issuer),
      expires_in: tokenSeconds,
      token_type: "Bearer",
      scope: granted.join(" "),
    };
    return { status: 200, headers: { "cache-control": "no-store" }, body };
  }

  /** The account whose key has signed the assertion. */
  async #authenticate(form: ReadonlyMap<string, string>, issuer: string): Promise<Account> {
    const assertion = form.get("client_assertion");
    if (form.get("client_assertion_type") !== assertionType || assertion === undefined) {
      throw new OAuthRefusal(
        "invalid_client",
        `Sign in with client_assertion and client_assertion_type=${assertionType}.`,
      );
    }
    const { claims, kid, alg } = decoded(assertion);
    const clientId = claims.iss ?? "";
    const account = this.store().account(clientId);
    if (account === undefined) throw new OAuthRefusal("invalid_client", "The assertion's iss is no known client.");
    if ((form.get("client_id") ?? clientId) !== clientId) {
      throw new OAuthRefusal("invalid_client", "client_id is not the assertion's iss.");
    }
    const { settings } = this.store();
    const now = settings.signInClock === "computer" ? new Date() : this.clock.now();
    const key = this.keyOf(account);
    if (alg !== "RS256") throw new OAuthRefusal("invalid_client", "The assertion must be signed with RS256.");
    if (kid !== key.kid) throw new OAuthRefusal("invalid_client", "The assertion's kid is no key of the client.");
    await verified(assertion, key, now);
    this.#checkClaims(claims, clientId, issuer, now);
    return account;
  }

  #checkClaims({ sub, aud, exp, jti }: JWTPayload, clientId: string, issuer: string, now: Date): void {
    const refuse = (text: string): never => {
      throw new OAuthRefusal("invalid_client", `The assertion's ${text}`);
    };
    if (sub !== clientId) refuse("sub is not its iss.");
    const tokenEndpoint = `${issuer}/connect/token`;
    if (![aud].flat().some((one) => one === tokenEndpoint || one === issuer)) refuse(`aud must be ${tokenEndpoint}.`);
    if (exp === undefined) return refuse("exp is missing.");
    if (exp - now.getTime() / 1000 > longestAssertionSeconds) refuse("exp is more than 24 hours ahead.");
    if (jti === undefined || jti === "") return refuse("jti is missing.");
    for (const [used, until] of this.#used) if (until <= now.getTime() / 1000) this.#used.delete(used);
    const once = `${clientId} ${jti}`;
    if (this.#used.has(once)) refuse("jti was used before.");
    this.#used.set(once, exp);
  }

  #sign(account: Account, granted: readonly string[], issuer: string): Promise<string> {
    const { kid, privateKey } = signingKey();
    const now = Math.floor(this.clock.now().getTime() / 1000);
    return new SignJWT({ client_id: account.clientId, scope: granted, sid: this.#session })
      .setProtectedHeader({ alg: "RS256", typ: "at+jwt", kid })
      .setIssuer(issuer)
      .setAudience(audience)
      .setIssuedAt(now)
      .setNotBefore(now)
      .setExpirationTime(now + tokenSeconds)
      .setJti(randomUUID())
      .sign(privateKey);
  }

  /** What a token was given for, unless it has expired or is not of this server. */
  async grantOf(accessToken: string): Promise<Grant | undefined> {
    try {
      const { payload } = await jwtVerify(accessToken, signingKey().publicKey, {
        audience,
        algorithms: ["RS256"],
        currentDate: this.clock.now(),
      });
      const { client_id: clientId, scope, sid } = payload;
      const account = typeof clientId === "string" ? this.store().account(clientId) : undefined;
      if (sid !== this.#session || account === undefined || !Array.isArray(scope)) return undefined;
      return { account, scopes: scope.map(String) };
    } catch {
      return undefined;
    }
  }

  /** No token that was given counts any longer. */
  reset(): void {
    this.#session = randomUUID();
    this.#used.clear();
  }
}

/** What clients learn from /.well-known/openid-configuration. */
const discovery = (issuer: string) => ({
  issuer,
  jwks_uri: `${issuer}/.well-known/openid-configuration/jwks`,
  token_endpoint: `${issuer}/connect/token`,
  scopes_supported: scopes,
  grant_types_supported: ["client_credentials"],
  response_types_supported: ["token"],
  subject_types_supported: ["public"],
  id_token_signing_alg_values_supported: ["RS256"],
  token_endpoint_auth_methods_supported: ["private_key_jwt"],
  token_endpoint_auth_signing_alg_values_supported: ["RS256"],
});

/** The fields of a form. One that is there twice is refused (RFC 6749); an empty one counts as none. */
function readForm({ headers, rawBody }: VendorRequest): ReadonlyMap<string, string> {
  if (!/^application\/x-www-form-urlencoded\b/i.test(String(headers["content-type"]))) {
    throw new OAuthRefusal("invalid_request", "The Content-Type must be application/x-www-form-urlencoded.");
  }
  const fields = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(rawBody.toString("utf8"))) {
    if (fields.has(name)) throw new OAuthRefusal("invalid_request", `${name} is there more than once.`);
    if (value !== "") fields.set(name, value);
  }
  return fields;
}

function grantedScopes(account: Account, wanted: string | undefined): readonly string[] {
  if (wanted === undefined) return account.scopes;
  const names = [...new Set(wanted.split(" ").filter((name) => name !== ""))];
  for (const name of names) {
    if (!scopes.includes(name)) throw new OAuthRefusal("invalid_scope", `There is no scope "${name}".`);
    if (!account.scopes.some((scope) => scope === name)) {
      throw new OAuthRefusal("invalid_scope", `The client was not granted ${name}.`);
    }
  }
  return names.length > 0 ? names : account.scopes;
}

/** What an assertion says, unproved. */
function decoded(assertion: string): { claims: JWTPayload; kid: string | undefined; alg: string | undefined } {
  try {
    const { kid, alg } = decodeProtectedHeader(assertion);
    return { claims: decodeJwt(assertion), kid, alg };
  } catch {
    throw new OAuthRefusal("invalid_client", "The client assertion is not a JWT.");
  }
}

async function verified(assertion: string, key: PrivateKey, now: Date): Promise<void> {
  try {
    await jwtVerify(assertion, createPublicKey({ key: { ...publicPart(key) }, format: "jwk" }), {
      algorithms: ["RS256"],
      currentDate: now,
    });
  } catch (error) {
    throw new OAuthRefusal("invalid_client", `The assertion is not accepted: ${reasonOf(error)}`);
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof errors.JWTExpired) return "it has expired.";
  if (error instanceof errors.JWTClaimValidationFailed) return `its ${error.claim} is not valid.`;
  if (error instanceof errors.JWSSignatureVerificationFailed) return "its signature is not of the client's key.";
  return "it is not a signed JWT.";
}

const publicPart = ({ kty, kid, n, e }: PrivateKey) => ({ kty, kid, n, e });

/** The server's own key: the same for all emulators of the process, which tell their tokens apart by the session. */
const signingKeyName = "identity server";

function signingKey() {
  const jwk = keyNamed(signingKeyName);
  signing ??= {
    kid: jwk.kid,
    privateKey: createPrivateKey({ key: { ...jwk }, format: "jwk" }),
    publicKey: createPublicKey({ key: publicPart(jwk), format: "jwk" }),
  };
  return signing;
}
let signing:
  | { kid: string; privateKey: ReturnType<typeof createPrivateKey>; publicKey: ReturnType<typeof createPublicKey> }
  | undefined;

const publicJwk = () => ({ ...publicPart(keyNamed(signingKeyName)), use: "sig", alg: "RS256" });
