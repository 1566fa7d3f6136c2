import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { redstorConfig } from "../../provider/redstor/config";

const stack = (values: Record<string, string>) => (key: string) => values[key];

describe("the Redstor configuration", () => {
  let pem: string;
  let jwk: Record<string, string>;
  let account: Record<string, string>;
  let folder: string;
  before(() => {
    const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    pem = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
    jwk = { ...(privateKey.export({ format: "jwk" }) as Record<string, string>), kid: "key-1" };
    account = { "msp:redstorClientId": "client-1", "msp:redstorPrivateKey": JSON.stringify(jwk) };
    folder = mkdtempSync(join(tmpdir(), "redstor-config-"));
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });
  const file = (name: string, content: string): string => {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  };

  it("is the stack's, with the documented defaults", () => {
    assert.deepEqual(redstorConfig(stack(account), {}), {
      endpoint: "https://api.redstor.com",
      issuer: "https://id.redstor.com",
      clientId: "client-1",
      privateKey: jwk,
      requestsPerSecond: 10,
      timeoutSeconds: 30,
    });
  });

  it("comes from the environment where the stack says nothing", () => {
    const environment = {
      REDSTOR_ENDPOINT: "http://127.0.0.1:4010/redstor/api/",
      REDSTOR_ISSUER: "http://localhost:4010/redstor/id",
      REDSTOR_CLIENT_ID: "env",
      REDSTOR_PRIVATE_KEY: JSON.stringify({ ...jwk, kid: "env" }),
      REDSTOR_REQUESTS_PER_SECOND: "5",
      REDSTOR_TIMEOUT_SECONDS: "7",
      MSP_ASSUMPTIONS: "assumptions.json",
    };
    assert.deepEqual(redstorConfig(stack({ "msp:redstorClientId": "stack" }), environment), {
      endpoint: "http://127.0.0.1:4010/redstor/api",
      issuer: "http://localhost:4010/redstor/id",
      clientId: "stack",
      privateKey: { ...jwk, kid: "env" },
      requestsPerSecond: 5,
      timeoutSeconds: 7,
      assumptions: "assumptions.json",
    });
  });

  it("takes the key as base64, and from its file; the stack's own comes first", () => {
    const base64 = Buffer.from(JSON.stringify(jwk)).toString("base64");
    assert.deepEqual(redstorConfig(stack({ ...account, "msp:redstorPrivateKey": base64 }), {}).privateKey, jwk);
    const environment = {
      REDSTOR_PRIVATE_KEY_FILE: file("key.json", JSON.stringify({ ...jwk, kid: "file" }, null, 2)),
    };
    const { "msp:redstorClientId": clientId = "" } = account;
    assert.equal(redstorConfig(stack({ "msp:redstorClientId": clientId }), environment).privateKey.kid, "file");
    assert.equal(redstorConfig(stack(account), environment).privateKey.kid, "key-1");
  });

  it("says of a missing client id or key all ways to give it", () => {
    assert.throws(
      () => redstorConfig(stack({ ...account, "msp:redstorClientId": "" }), {}),
      /^Error: The Redstor client id is missing\. Give it with "pulumi config set msp:redstorClientId" or in the environment variable REDSTOR_CLIENT_ID\.$/,
    );
    assert.throws(
      () => redstorConfig(stack({ "msp:redstorClientId": "x" }), {}),
      /^Error: The Redstor private key is missing\. Give it with "pulumi config set --secret msp:redstorPrivateKey" or in the environment variable REDSTOR_PRIVATE_KEY, or its file in REDSTOR_PRIVATE_KEY_FILE\.$/,
    );
  });

  const wrongKeys: [what: string, key: () => string, message: RegExp][] = [
    ["one in PEM form", () => pem, /is a key in PEM form, but must be a JSON Web Key/],
    ["a text", () => "opensesame", /is not a JSON Web Key: it is not a JSON object/],
    ["a list", () => "[]", /it is not a JSON object/],
    ["the public half", () => JSON.stringify({ ...jwk, d: undefined }), /is the public half of the key/],
    ["an elliptic one", () => JSON.stringify({ ...jwk, kty: "EC" }), /of another kind, but must be an RSA key/],
    ["one without an id", () => JSON.stringify({ ...jwk, kid: undefined }), /without "kid"/],
    ["one that lacks a part", () => JSON.stringify({ ...jwk, qi: "" }), /without "qi"/],
    ["a short one", () => JSON.stringify({ ...jwk, n: "AQAB" }), /is an RSA key of less than 2048 bits/],
  ];
  for (const [what, key, message] of wrongKeys) {
    it(`refuses as key ${what}, says where the right one is, and shows nothing of it`, () => {
      const environment = { REDSTOR_CLIENT_ID: "x", REDSTOR_PRIVATE_KEY_FILE: file("wrong", key()) };
      for (const configure of [
        () => redstorConfig(stack({ ...account, "msp:redstorPrivateKey": key() }), {}),
        () => redstorConfig(stack({}), environment),
      ]) {
        assert.throws(configure, (error: Error) => {
          assert.match(error.message, message);
          assert.match(error.message, /^(msp:redstorPrivateKey|The file that REDSTOR_PRIVATE_KEY_FILE names) /);
          assert.match(
            error.message,
            /RedApp, under RedAPI, Service accounts: give the content of that file as it is\.$/,
          );
          const shown = [jwk["d"] ?? "", jwk["n"] ?? "", "opensesame", pem.slice(40, 80)];
          assert.deepEqual(
            shown.filter((part) => `${error.message}${error.stack ?? ""}`.includes(part)),
            [],
          );
          return true;
        });
      }
    });
  }

  it("takes a key file that an editor has begun with a byte order mark", () => {
    const environment = {
      REDSTOR_CLIENT_ID: "x",
      REDSTOR_PRIVATE_KEY_FILE: file("marked", `\ufeff${JSON.stringify(jwk)}`),
    };
    assert.equal(redstorConfig(stack({}), environment).privateKey.n, jwk["n"]);
  });

  it("says that the file of the key cannot be read", () => {
    const environment = { REDSTOR_CLIENT_ID: "x", REDSTOR_PRIVATE_KEY_FILE: join(folder, "missing.json") };
    assert.throws(
      () => redstorConfig(stack({}), environment),
      /^Error: The file that REDSTOR_PRIVATE_KEY_FILE names cannot be read \(ENOENT\)\.$/,
    );
  });

  const refused: [string, Record<string, string>, RegExp][] = [
    [
      "plain http to another machine",
      { "msp:redstorEndpoint": "http://api.redstor.com" },
      /msp:redstorEndpoint .*only https is allowed/,
    ],
    ["plain http to sign in", { "msp:redstorIssuer": "http://id.redstor.com" }, /msp:redstorIssuer is .*only https/],
    ["an issuer that is no URL", { "msp:redstorIssuer": "id" }, /msp:redstorIssuer is "id", but must be a URL/],
    [
      "a rate in words",
      { "msp:redstorRequestsPerSecond": "ten" },
      /msp:redstorRequestsPerSecond is "ten", but must be a number/,
    ],
    [
      "a server with a query",
      { "msp:redstorEndpoint": "https://api.redstor.com?apiVersion=2" },
      /msp:redstorEndpoint must not contain a query\./,
    ],
    [
      "more time than a timer can hold",
      { "msp:redstorTimeoutSeconds": "3000000" },
      /msp:redstorTimeoutSeconds is "3000000", but must be a number greater than 0 and at most 3600\./,
    ],
    ["no time at all", { "msp:redstorTimeoutSeconds": "0" }, /msp:redstorTimeoutSeconds is "0", but must be a number/],
  ];
  for (const [what, values, message] of refused) {
    it(`refuses ${what}`, () => {
      assert.throws(() => redstorConfig(stack({ ...account, ...values }), {}), message);
    });
  }
});
