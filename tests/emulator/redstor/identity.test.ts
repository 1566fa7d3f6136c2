import assert from "node:assert/strict";
import { createPublicKey, generateKeyPairSync, randomUUID } from "node:crypto";
import { createRemoteJWKSet, jwtVerify, SignJWT, UnsecuredJWT } from "jose";
import { startEmulator } from "../../../emulator";
import { send, without } from "../client";
import type { Reply } from "../client";
import {
  accountOf,
  askForToken,
  assertion,
  claimsOf,
  form,
  ids,
  nobody,
  objectOf,
  RedstorClient,
  refused,
  useRedstor,
} from "./client";

const hour = 3600_000;

describe("the identity server of Redstor", () => {
  const at = useRedstor();
  const refusal = (reply: Reply): unknown[] => {
    const { error, error_description: text } = Object(reply.body) as { error?: unknown; error_description?: unknown }; // any JSON
    assert.equal(typeof text, "string", reply.text);
    return [reply.status, error];
  };

  it("tells where everything is, under the name by which it was asked", async () => {
    const { issuer } = at.emulator.redstor;
    assert.match(issuer, /^http:\/\/127\.0\.0\.1:\d+\/redstor\/id$/);
    const found = objectOf(await send(`${issuer}/.well-known/openid-configuration`, "GET"));
    assert.equal(found["issuer"], issuer);
    assert.equal(found["token_endpoint"], `${issuer}/connect/token`);
    assert.deepEqual(found["grant_types_supported"], ["client_credentials"]);
    assert.deepEqual(found["token_endpoint_auth_methods_supported"], ["private_key_jwt"]);
    assert.deepEqual(found["token_endpoint_auth_signing_alg_values_supported"], ["RS256"]);
    const other = issuer.replace("127.0.0.1", "localhost");
    assert.equal(objectOf(await send(`${other}/.well-known/openid-configuration`, "GET"))["issuer"], other);
  });

  it("gives a token for an hour, signed with a key that it publishes", async () => {
    const { emulator } = at;
    const account = accountOf(emulator);
    const reply = objectOf(await askForToken(emulator, await form(emulator, account)));
    const { access_token: token, ...rest } = reply;
    assert.deepEqual(rest, { expires_in: 3600, token_type: "Bearer", scope: "api.read api.write" });
    const found = objectOf(await send(`${emulator.redstor.issuer}/.well-known/openid-configuration`, "GET"));
    const { payload } = await jwtVerify(String(token), createRemoteJWKSet(new URL(String(found["jwks_uri"]))), {
      issuer: emulator.redstor.issuer,
      algorithms: ["RS256"],
    });
    assert.equal(payload["client_id"], account.clientId);
    assert.equal(Number(payload.exp) - Number(payload.iat), 3600);
  });

  it("grants the scopes that are asked for, or all that the account has", async () => {
    const { emulator } = at;
    const scopeOf = async (name: string, scope: string | undefined) => {
      const { scope: usual = "", ...rest } = await form(emulator, accountOf(emulator, name));
      const fields: Record<string, string> = { ...rest, scope: scope ?? usual };
      if (scope === undefined) delete fields["scope"];
      return objectOf(await askForToken(emulator, fields))["scope"];
    };
    assert.equal(await scopeOf("full", "api.read"), "api.read");
    assert.equal(await scopeOf("full", undefined), "api.read api.write");
    assert.equal(await scopeOf("reader", undefined), "api.read");
  });

  it("gives accounts keys that are different, and the same in all emulators of the process", async () => {
    const keys = at.emulator.redstor.accounts.map(({ privateKey }) => privateKey);
    assert.equal(new Set(keys.map(({ kid }) => kid)).size, 3);
    for (const key of keys) assert.equal(createPublicKey({ key: { ...key }, format: "jwk" }).asymmetricKeyType, "rsa");
    const second = await startEmulator();
    assert.deepEqual(
      second.redstor.accounts.map(({ privateKey }) => privateKey),
      keys,
    );
    await second.close();
  });

  const requests: [what: string, change: (fields: Record<string, string>) => object | string, refusal: unknown[]][] = [
    ["without a grant type", (fields) => without(fields, "grant_type"), [400, "invalid_request"]],
    ["for a password", (fields) => ({ ...fields, grant_type: "password" }), [400, "unsupported_grant_type"]],
    ["without an assertion", (fields) => without(fields, "client_assertion"), [401, "invalid_client"]],
    ["without its type", (fields) => without(fields, "client_assertion_type"), [401, "invalid_client"]],
    ["with another type", (fields) => ({ ...fields, client_assertion_type: "saml" }), [401, "invalid_client"]],
    ["with another client_id", (fields) => ({ ...fields, client_id: nobody }), [401, "invalid_client"]],
    [
      "with an assertion that is no JWT",
      (fields) => ({ ...fields, client_assertion: "x.y.z" }),
      [401, "invalid_client"],
    ],
    [
      "for a scope that there is not",
      (fields) => ({ ...fields, scope: "api.read api.delete" }),
      [400, "invalid_scope"],
    ],
    [
      "with a field twice",
      (fields) => `${new URLSearchParams(fields).toString()}&scope=api.read`,
      [400, "invalid_request"],
    ],
  ];
  for (const [what, change, expected] of requests) {
    it(`refuses a request ${what}`, async () => {
      const { emulator } = at;
      const changed = change(await form(emulator, accountOf(emulator)));
      const reply = await askForToken(emulator, changed as string | Record<string, string>); // texts only
      assert.deepEqual(refusal(reply), expected, reply.text);
    });
  }

  it("accepts the client_id of the assertion", async () => {
    const account = accountOf(at.emulator);
    const fields = { ...(await form(at.emulator, account)), client_id: account.clientId };
    assert.equal((await askForToken(at.emulator, fields)).status, 200);
  });

  it("refuses a scope that the account was not granted", async () => {
    const { emulator } = at;
    const fields = await form(emulator, accountOf(emulator, "reader"));
    assert.deepEqual(refusal(await askForToken(emulator, { ...fields, scope: "api.read api.write" })), [
      400,
      "invalid_scope",
    ]);
  });

  it("refuses what is no form", async () => {
    const { emulator } = at;
    const url = `${emulator.redstor.issuer}/connect/token`;
    assert.deepEqual(refusal(await send(url, "POST", await form(emulator, accountOf(emulator)))), [
      400,
      "invalid_request",
    ]);
    assert.equal((await send(url, "GET")).status, 404);
  });

  type Other = Parameters<typeof assertion>[2];
  const now = (): number => at.emulator.clock.now().getTime() / 1000;
  const assertions: [what: string, other: () => NonNullable<Other>, reason: RegExp][] = [
    ["of an unknown client", () => ({ claims: { iss: nobody, sub: nobody } }), /iss is no known client/],
    ["about somebody else", () => ({ claims: { sub: nobody } }), /sub is not its iss/],
    ["for another server", () => ({ claims: { aud: "https://id.example/connect/token" } }), /aud must be/],
    ["for nobody", () => ({ claims: { aud: undefined } }), /aud must be/],
    ["that has expired", () => ({ claims: { exp: now() - 1 } }), /expired/],
    ["that never expires", () => ({ claims: { exp: undefined } }), /exp is missing/],
    ["that lasts for more than a day", () => ({ claims: { exp: now() + 25 * 3600 } }), /more than 24 hours/],
    ["that is not valid yet", () => ({ claims: { nbf: now() + 60 } }), /nbf is not valid/],
    ["without an id", () => ({ claims: { jti: undefined } }), /jti is missing/],
    ["with another key id", () => ({ header: { kid: "another" } }), /kid is no key/],
    ["without a key id", () => ({ header: { kid: undefined } }), /kid is no key/],
    [
      "signed by another key",
      () => {
        const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
        return { key: privateKey.export({ format: "jwk" }) };
      },
      /signature/,
    ],
    ["signed by another account's key", () => ({ key: accountOf(at.emulator, "reader").privateKey }), /signature/],
  ];
  for (const [what, other, reason] of assertions) {
    it(`refuses an assertion ${what}`, async () => {
      const { emulator } = at;
      const account = accountOf(emulator);
      const fields = await form(emulator, account);
      const reply = await askForToken(emulator, {
        ...fields,
        client_assertion: await assertion(emulator, account, other()),
      });
      assert.deepEqual(refusal(reply), [401, "invalid_client"]);
      assert.match(reply.text, reason);
    });
  }

  it("refuses an assertion that is signed in another way, or not at all", async () => {
    const { emulator } = at;
    const account = accountOf(emulator);
    const fields = await form(emulator, account);
    const header = { alg: "HS256", kid: account.privateKey.kid };
    const shared = await new SignJWT(claimsOf(emulator, account))
      .setProtectedHeader(header)
      .sign(new TextEncoder().encode(account.privateKey.n));
    const unsigned = new UnsecuredJWT(claimsOf(emulator, account)).encode();
    for (const client_assertion of [shared, unsigned]) {
      const reply = await askForToken(emulator, { ...fields, client_assertion });
      assert.deepEqual(refusal(reply), [401, "invalid_client"]);
      assert.match(reply.text, /RS256/);
    }
  });

  it("accepts an assertion once", async () => {
    const { emulator } = at;
    const fields = await form(emulator, accountOf(emulator));
    assert.equal((await askForToken(emulator, fields)).status, 200);
    const again = await askForToken(emulator, fields);
    assert.deepEqual(refusal(again), [401, "invalid_client"]);
    assert.match(again.text, /jti was used before/);
  });

  it("accepts an assertion for the issuer, for several servers, with nbf, and for an hour", async () => {
    const { emulator } = at;
    const account = accountOf(emulator);
    const { issuer } = emulator.redstor;
    for (const claims of [
      { aud: issuer },
      { aud: ["https://other.example", `${issuer}/connect/token`] },
      { nbf: Math.floor(now()), exp: now() + 3600, jti: randomUUID() },
    ]) {
      const fields = await form(emulator, account);
      const client_assertion = await assertion(emulator, account, { claims });
      assert.equal((await askForToken(emulator, { ...fields, client_assertion })).status, 200);
    }
  });

  it("goes by the emulator's clock, or by the computer's where that is wanted", async () => {
    const { emulator } = at;
    const account = accountOf(emulator);
    const claims = { exp: Math.floor(Date.now() / 1000) + 300 };
    emulator.clock.advance(24 * hour);
    const ask = async () => {
      const client_assertion = await assertion(emulator, account, { claims });
      return askForToken(emulator, { ...(await form(emulator, account)), client_assertion });
    };
    assert.match((await ask()).text, /expired/);
    emulator.redstor.portal.changeSettings({ signInClock: "computer" });
    assert.equal((await ask()).status, 200);
  });

  it("does not know the account of a company that was deleted", async () => {
    const { emulator } = at;
    const fields = await form(emulator, accountOf(emulator, "other"));
    emulator.redstor.portal.deleteCompany(ids.otherPartner);
    assert.deepEqual(refusal(await askForToken(emulator, fields)), [401, "invalid_client"]);
  });
});

describe("the API of Redstor", () => {
  const at = useRedstor();
  const ask = (headers: Record<string, string>): Promise<Reply> =>
    send(`${at.emulator.redstor.endpoint}/companies`, "GET", undefined, headers);
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

  it("asks for a token, and accepts no key instead", async () => {
    const { accessToken } = at.client;
    for (const headers of [
      {},
      { "x-api-key": accessToken },
      { authentication: `Bearer ${accessToken}` },
      bearer("x"),
    ]) {
      const reply = await ask(headers);
      refused(reply, 401, /access token/);
      assert.equal(reply.headers.get("www-authenticate"), "Bearer");
    }
    assert.equal((await ask(bearer(accessToken))).status, 200);
  });

  it("accepts a token for an hour of the emulator's clock", async () => {
    const { emulator, client } = at;
    emulator.clock.advance(hour - 5000);
    assert.equal((await ask(bearer(client.accessToken))).status, 200);
    emulator.clock.advance(10_000);
    assert.equal((await ask(bearer(client.accessToken))).status, 401);
  });

  it("accepts no token of another emulator, of somebody else, or from before a reset", async () => {
    const { emulator, client } = at;
    const second = await startEmulator();
    const foreign = await RedstorClient.signIn(second);
    await second.close();
    const own = await assertion(emulator, accountOf(emulator));
    for (const token of [foreign.accessToken, own]) assert.equal((await ask(bearer(token))).status, 401);
    emulator.reset();
    assert.equal((await ask(bearer(client.accessToken))).status, 401);
  });

  it("lets an account with api.read alone read, and nothing else", async () => {
    const { emulator, client } = at;
    const companyId = await client.company();
    const reader = await RedstorClient.signIn(emulator, "reader");
    assert.equal((await reader.get(`companies/${companyId}`)).status, 200);
    for (const [method, call, body] of [
      ["POST", `companies/${ids.partner}/customers`, { companyName: "Florist", type: "Customer" }],
      ["PATCH", `companies/${companyId}/disable`],
      ["DELETE", `companies/${companyId}`],
      ["POST", `companies/${companyId}/subscriptions`, { productId: 4, editionId: 5 }],
    ] as const) {
      refused(await reader.send(method, call, body), 403, /scope/);
    }
    assert.deepEqual([emulator.redstor.companies().length, emulator.redstor.subscriptions().length], [3, 0]);
  });

  it("answers in version 1, or not at all", async () => {
    for (const query of ["", "?apiVersion=1", "?apiVersion=1.0", "?APIVERSION=1"]) {
      assert.equal((await at.client.get(`companies${query}`)).status, 200, query);
    }
    refused(await at.client.get("companies?apiVersion=2"), 400, /version/);
  });

  it("does not know calls that the contract does not have", async () => {
    for (const [method, call] of [
      ["GET", "nonsense"],
      ["PUT", `companies/${ids.partner}`],
      ["POST", "companies"],
      ["GET", `companies/${ids.partner}/disable`],
    ] as const) {
      refused(await at.client.send(method, call), 404, /no such call/);
    }
  });
});
