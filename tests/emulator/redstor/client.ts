/** How the emulator's tests talk to Redstor: over HTTP, as a vendor's client does, and with nothing of the provider. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { importJWK, SignJWT } from "jose";
import type { JWTPayload } from "jose";
import { startEmulator } from "../../../emulator";
import type { Emulator, EmulatorOptions, ServiceAccount } from "../../../emulator";
import { send } from "../client";
import type { Reply } from "../client";

/** The ids of the companies that every emulator starts with. */
export const ids = {
  partner: "d1000000-0000-4000-8000-000000000001",
  otherPartner: "d1000000-0000-4000-8000-000000000002",
};
/** An id that nothing has. */
export const nobody = "00000000-0000-4000-8000-000000000000";

export const assertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

export function accountOf(emulator: Emulator, name = "full"): ServiceAccount {
  return emulator.redstor.accounts.find((account) => account.name === name) ?? assert.fail(`no account ${name}`);
}

/** The claims of an assertion that the identity server accepts. */
export function claimsOf({ redstor, clock }: Emulator, { clientId }: Pick<ServiceAccount, "clientId">): JWTPayload {
  const now = Math.floor(clock.now().getTime() / 1000);
  return {
    iss: clientId,
    sub: clientId,
    aud: `${redstor.issuer}/connect/token`,
    jti: randomUUID(),
    iat: now,
    exp: now + 300,
  };
}

/** An assertion as the account's client makes it, with other claims, header or key if given. */
export async function assertion(
  emulator: Emulator,
  account: ServiceAccount,
  other: { claims?: Record<string, unknown>; header?: object; key?: object } = {},
): Promise<string> {
  const claims = { ...claimsOf(emulator, account), ...other.claims };
  return new SignJWT(claims)
    .setProtectedHeader({ alg: "RS256", typ: "JWT", kid: account.privateKey.kid, ...other.header })
    .sign(await importJWK({ ...account.privateKey, ...other.key }, "RS256"));
}

/** A request to the token endpoint, with these fields. */
export function askForToken({ redstor }: Emulator, form: Record<string, string> | string): Promise<Reply> {
  return send(`${redstor.issuer}/connect/token`, "POST", new URLSearchParams(form).toString(), {
    "content-type": "application/x-www-form-urlencoded",
  });
}

/** The fields that a client sends to get a token. */
export async function form(emulator: Emulator, account: ServiceAccount): Promise<Record<string, string>> {
  return {
    grant_type: "client_credentials",
    scope: account.scopes.join(" "),
    client_assertion_type: assertionType,
    client_assertion: await assertion(emulator, account),
  };
}

/** A signed-in service account. */
export class RedstorClient {
  constructor(
    readonly emulator: Emulator,
    public accessToken: string,
  ) {}

  static async signIn(emulator: Emulator, name = "full"): Promise<RedstorClient> {
    const reply = await askForToken(emulator, await form(emulator, accountOf(emulator, name)));
    return new RedstorClient(emulator, String(objectOf(reply)["access_token"]));
  }

  send(method: string, call: string, body?: unknown): Promise<Reply> {
    return send(`${this.emulator.redstor.endpoint}/${call}`, method, body, {
      authorization: `Bearer ${this.accessToken}`,
    });
  }

  get(call: string): Promise<Reply> {
    return this.send("GET", call);
  }

  post(call: string, body: unknown): Promise<Reply> {
    return this.send("POST", call, body);
  }

  patch(call: string): Promise<Reply> {
    return this.send("PATCH", call);
  }

  delete(call: string): Promise<Reply> {
    return this.send("DELETE", call);
  }

  /** Creates a company and gives its id: a customer of the own company, unless something else is said. */
  async company(companyName = "Bakery", type = "Customer", parentId = ids.partner): Promise<string> {
    return String(
      objectOf(await this.post(`companies/${parentId}/customers`, { companyName, type }), 201)["companyId"],
    );
  }

  /** Subscribes a company to O365, unless something else is said, and gives the subscription's id. */
  async subscribe(companyId: string, { trial = false, productId = 4, editionId = 5 } = {}): Promise<string> {
    const call = `companies/${companyId}/subscriptions${trial ? "/trial" : ""}`;
    return String(objectOf(await this.post(call, { productId, editionId }))["subscriptionId"]);
  }
}

/** The body of a successful answer that is an object. */
export function objectOf(reply: Reply, status = 200): Record<string, unknown> {
  assert.equal(reply.status, status, reply.text);
  assert.ok(typeof reply.body === "object" && reply.body !== null && !Array.isArray(reply.body), reply.text);
  return { ...reply.body };
}

/** The body of a successful answer that is a list. */
export function listOf(reply: Reply): Record<string, unknown>[] {
  assert.equal(reply.status, 200, reply.text);
  assert.ok(Array.isArray(reply.body), reply.text);
  return reply.body as Record<string, unknown>[]; // of objects, in this contract
}

/** The entries of an answer that is a page. */
export function resultsOf(reply: Reply): Record<string, unknown>[] {
  const { results } = objectOf(reply);
  assert.ok(Array.isArray(results), reply.text);
  return results as Record<string, unknown>[]; // of objects, in this contract
}

/** Asserts a problem, in words that match. */
export function refused(reply: Reply, status: number, detail: RegExp): void {
  assert.equal(reply.status, status, reply.text);
  const { detail: actual = "", status: said } = Object(reply.body) as { detail?: unknown; status?: unknown }; // any JSON
  assert.match(String(actual), detail, reply.text);
  assert.equal(said, status);
}

/** Asserts a request that is not valid, by the names of what is wrong with it. */
export function invalid(reply: Reply, ...fields: string[]): void {
  const { errors } = objectOf(reply, 400);
  assert.deepEqual(Object.keys(Object(errors) as object), fields, reply.text); // any JSON
}

/** Asserts an answer with nothing in it. */
export function empty(reply: Reply, status = 200): void {
  assert.deepEqual({ status: reply.status, text: reply.text }, { status, text: "" });
}

/** One emulator for the tests of a file, new before each test. */
export function useRedstor(options: EmulatorOptions = {}): {
  readonly emulator: Emulator;
  readonly client: RedstorClient;
} {
  let emulator: Emulator | undefined;
  let client: RedstorClient | undefined;
  beforeEach(async () => {
    emulator = await startEmulator(options);
    client = await RedstorClient.signIn(emulator);
  });
  afterEach(async () => {
    await emulator?.close();
  });
  return {
    get emulator() {
      assert.ok(emulator);
      return emulator;
    },
    get client() {
      assert.ok(client);
      return client;
    },
  };
}
