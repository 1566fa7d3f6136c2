/**
 * Signs in at Redstor's identity server: OAuth 2.0 client credentials, proved by a signature with the account's private key
 * (private_key_jwt). Neither the key nor what it signs gets into an error or a log.
 */
import type { webcrypto } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type * as oauth from "oauth4webapi";
import { type ErrorAnswer, type HttpClient, neverSent, type VendorRequest } from "../http/client";
import { delayBeforeRetry } from "../http/retry";
import { VendorError } from "../http/vendorError";
import { isLoopback, isSafe } from "../vendor/settings";
import { renewalAfter, SharedToken, type Token } from "../vendor/token";
import type { RedstorAssumptions } from "./assumptions";
import type { RedstorConfig } from "./config";

interface ScopedToken extends Token {
  readonly scopes: readonly string[];
}

/** What reading and writing need; an account may have been granted reading alone. */
const scopes = { read: "api.read", write: "api.write" } as const;

/** The help desk's own figure. */
const assertionSeconds = 300;

type Identity = Pick<HttpClient, "exchange">;

export class RedstorToken extends SharedToken<ScopedToken> {
  constructor(config: RedstorConfig, http: Identity, assumptions: RedstorAssumptions) {
    const account = new ServiceAccount(config, http, assumptions);
    super(() => account.signIn());
  }

  /** Throws if the account may only read. */
  async mustWrite(request: VendorRequest): Promise<void> {
    const { scopes: granted } = await this.current().catch((error: unknown) => {
      throw neverSent(error);
    });
    if (granted.includes(scopes.write)) return;
    throw new VendorError({
      vendor: "Redstor",
      call: request.call,
      object: request.object,
      outcome: "notDone",
      text: `the service account may only read: it was not granted the scope ${scopes.write}. Nothing was sent`,
      hint: "Grant it in RedApp, under RedAPI, Service accounts.",
    });
  }
}

class ServiceAccount {
  #prepared: Promise<Prepared> | undefined;

  constructor(
    private readonly config: RedstorConfig,
    private readonly http: Identity,
    private readonly assumptions: RedstorAssumptions,
  ) {}

  async signIn(): Promise<ScopedToken> {
    try {
      return await this.#token([scopes.read, scopes.write]);
    } catch (error) {
      if (!(error instanceof VendorError) || !error.details.text.startsWith(`${invalidScope}:`)) throw error;
      return await this.#token([scopes.read]);
    }
  }

  /** Discovery is asked for, and the key made ready, once per process. */
  #ready(): Promise<Prepared> {
    this.#prepared ??= this.#prepare();
    this.#prepared.catch(() => (this.#prepared = undefined));
    return this.#prepared;
  }

  async #prepare(): Promise<Prepared> {
    const library = await import("oauth4webapi"); // loaded with the first request: a preview sends none
    const issuer = new URL(this.config.issuer);
    const server = await this.#asked(discovery, async () => {
      const answer = await library.discoveryRequest(issuer, this.#options(library, discovery));
      return await library.processDiscoveryResponse(issuer, answer);
    });
    const endpoint = server.token_endpoint;
    if (endpoint === undefined || !URL.canParse(endpoint) || !isSafe(new URL(endpoint))) {
      throw unusable(discovery, "it names no token endpoint, or one that is not https");
    }
    return { library, server, clientAuth: await this.#proof(library, endpoint) };
  }

  async #proof(library: typeof oauth, audience: string): Promise<oauth.ClientAuth> {
    const { privateKey } = this.config;
    const algorithm = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };
    let key: webcrypto.CryptoKey;
    try {
      key = await crypto.subtle.importKey("jwk", { ...privateKey }, algorithm, false, ["sign"]);
      await crypto.subtle.sign(algorithm, key, Buffer.of(0)); // parts that do not fit show only when it is used
    } catch {
      // without the cause, which may quote the key
      throw new Error("The Redstor private key is not a whole RSA key: download it anew in RedApp.");
    }
    return library.PrivateKeyJwt(
      { key, kid: privateKey.kid },
      {
        [library.modifyAssertion]: (header, claims) => {
          header["typ"] = "JWT";
          claims["aud"] = audience;
          claims["exp"] = Number(claims["iat"]) + assertionSeconds;
        },
      },
    );
  }

  /** An assertion is good for one use, so a request whose outcome is not known is made anew, not sent again. */
  async #token(wanted: readonly string[]): Promise<ScopedToken> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#requestToken(wanted);
      } catch (error) {
        // what surely was not done has been repeated already, where it was sent
        const isLost =
          error instanceof VendorError && error.outcome === "unknown" && error.details.call === tokenRequest;
        const delay = isLost ? delayBeforeRetry(error, { repeatable: true, attempt }) : undefined;
        if (delay === undefined) throw error;
        await sleep(delay);
      }
    }
  }

  async #requestToken(wanted: readonly string[]): Promise<ScopedToken> {
    const { library, server, clientAuth } = await this.#ready();
    const client: oauth.Client = { client_id: this.config.clientId };
    const { access_token, expires_in, scope } = await this.#asked(tokenRequest, async () => {
      const parameters = new URLSearchParams({ scope: wanted.join(" ") });
      const options = this.#options(library, tokenRequest);
      const answer = await library.clientCredentialsGrantRequest(server, client, clientAuth, parameters, options);
      return await library.processClientCredentialsResponse(server, client, answer);
    });
    return {
      access: access_token,
      renewAt: renewalAfter(expires_in ?? this.assumptions.assumed("token.assumedSeconds")),
      // an answer without scopes grants what was asked for (RFC 6749, 5.1)
      scopes: scope === undefined ? wanted : scope.split(" "),
    };
  }

  /** What the library makes of an answer; its own complaints in our words. */
  async #asked<T>(call: string, ask: () => Promise<T>): Promise<T> {
    try {
      return await ask();
    } catch (error) {
      if (error instanceof VendorError) throw error;
      throw unusable(call, error instanceof Error ? error.message : "it cannot be read");
    }
  }

  /** The library's requests go where all requests go. */
  #options(
    library: typeof oauth,
    call: string,
  ): oauth.DiscoveryRequestOptions & oauth.ClientCredentialsGrantRequestOptions {
    const send = async (url: string, { method, body }: { method: string; body?: unknown }): Promise<Response> => {
      const { origin, pathname, search } = new URL(url);
      const { body: answer } = await this.http.exchange({
        method: method === "GET" ? "GET" : "POST",
        server: origin,
        path: `${pathname}${search}`,
        call,
        // an assertion must not be sent again when it may have been used
        effect: method === "GET" ? "read" : "once",
        body,
        object: call === tokenRequest ? `the service account ${this.config.clientId}` : undefined,
        token: null,
      });
      return Response.json(answer ?? null);
    };
    return {
      [library.customFetch]: send,
      // eslint-disable-next-line @typescript-eslint/no-deprecated -- for an emulator on this machine, as the mark says
      [library.allowInsecureRequests]: isLoopback(new URL(this.config.issuer)),
    };
  }
}

interface Prepared {
  readonly library: typeof oauth;
  readonly server: oauth.AuthorizationServer;
  readonly clientAuth: oauth.ClientAuth;
}

const discovery = "openid-configuration";
const tokenRequest = "connect/token";

/** Whether a request is of the sign-in, not of the API. */
export const isSignIn = ({ call }: VendorRequest): boolean => call === discovery || call === tokenRequest;

const unusable = (call: string, why: string): VendorError =>
  new VendorError({
    vendor: "Redstor",
    call,
    outcome: "refused",
    text: `the identity server's answer cannot be used: ${why}`,
    hint: "Check msp:redstorIssuer (or REDSTOR_ISSUER).",
  });

// ---- what the identity server's errors mean ----------------------------------------------------

const invalidScope = "invalid_scope";

const meanings: Readonly<Record<string, Omit<ErrorAnswer, "text"> & { readonly meaning: string }>> = {
  invalid_client: {
    meaning: "the identity server does not accept this service account",
    hint: "Check that msp:redstorClientId and msp:redstorPrivateKey (or REDSTOR_CLIENT_ID and REDSTOR_PRIVATE_KEY) are of one service account, that its key was not deleted in RedApp, and that the clock of this machine is right.",
  },
  [invalidScope]: {
    meaning: "the service account was not granted what this needs",
    hint: "Grant it api.read, and api.write for changes, in RedApp, under RedAPI, Service accounts.",
  },
  unauthorized_client: {
    meaning: "the service account may not sign in in this way",
    hint: "Make a service account with a key in RedApp, under RedAPI, Service accounts.",
  },
  invalid_request: { meaning: "the identity server does not understand the sign-in", hint: "Please report it." },
  invalid_grant: { meaning: "the identity server refuses the sign-in", hint: "Check the clock of this machine." },
  unsupported_grant_type: {
    meaning: "this server does not sign service accounts in",
    hint: "Check msp:redstorIssuer (or REDSTOR_ISSUER); the default is https://id.redstor.com.",
  },
};

/** The server's own description is left out: it may quote what was sent. */
export function readSignInError(status: number, body: unknown): ErrorAnswer {
  const code: unknown = typeof body === "object" && body !== null && "error" in body ? body.error : undefined;
  if (typeof code === "string" && Object.hasOwn(meanings, code)) {
    const { meaning = "", ...rest } = meanings[code] ?? {};
    return { text: `${code}: ${meaning}`, ...rest };
  }
  return {
    text: status < 500 ? "the identity server refuses the sign-in" : "the identity server failed",
    hint: status < 500 ? "Check msp:redstorIssuer (or REDSTOR_ISSUER) and the service account." : undefined,
  };
}
