import assert from "node:assert/strict";
import { esetConfig } from "../../provider/eset/config";

const stack = (values: Record<string, string>) => (key: string) => values[key];
const account = { "eset:username": "msp@example.test", "eset:password": "secret" };

describe("the ESET configuration", () => {
  it("is the stack's, with the documented defaults", () => {
    assert.deepEqual(esetConfig(stack(account), {}), {
      endpoint: "https://mspapi.eset.com/api",
      username: "msp@example.test",
      password: "secret",
      requestsPerSecond: 10,
      timeoutSeconds: 30,
      refresh: "exact",
    });
  });

  it("comes from the environment where the stack says nothing", () => {
    const environment = {
      ESET_MSP_USERNAME: "env",
      ESET_MSP_PASSWORD: "env",
      ESET_MSP_ENDPOINT: "http://127.0.0.1:4010/eset/api/",
      ESET_MSP_REFRESH: "bulk",
    };
    const config = esetConfig(stack({ "eset:username": "stack" }), environment);
    assert.deepEqual(
      [config.username, config.password, config.endpoint, config.refresh],
      ["stack", "env", "http://127.0.0.1:4010/eset/api", "bulk"],
    );
  });

  const refused: [string, Record<string, string>, RegExp][] = [
    [
      "a missing user name, with both ways to give it",
      { "eset:password": "secret" },
      /^Error: The ESET username is missing\. Give it with "pulumi config set eset:username" or in the environment variable ESET_MSP_USERNAME\.$/,
    ],
    [
      "a missing password, to be stored as a secret",
      { "eset:username": "msp@example.test" },
      /^Error: The ESET password is missing\. Give it with "pulumi config set --secret eset:password" or in the environment variable ESET_MSP_PASSWORD\.$/,
    ],
    [
      "plain http to another machine",
      { ...account, "eset:endpoint": "http://mspapi.eset.com/api" },
      /only https is allowed/,
    ],
    [
      "credentials in the URL",
      { ...account, "eset:endpoint": "https://a:b@mspapi.eset.com/api" },
      /must not contain credentials/,
    ],
    [
      "an endpoint that is no URL",
      { ...account, "eset:endpoint": "mspapi" },
      /eset:endpoint \(or ESET_MSP_ENDPOINT\) is "mspapi", but must be a URL/,
    ],
    [
      "a rate slower than a timer can wait",
      { ...account, "eset:requestsPerSecond": "1e-9" },
      /eset:requestsPerSecond is 1e-9, but must be 0\.01 or more/,
    ],
    [
      "a rate in words",
      { ...account, "eset:requestsPerSecond": "ten" },
      /eset:requestsPerSecond is "ten", but must be a number greater than 0/,
    ],
    [
      "no time at all",
      { ...account, "eset:timeoutSeconds": "0" },
      /eset:timeoutSeconds is "0", but must be a number greater than 0/,
    ],
    [
      "a way to refresh that there is not",
      { ...account, "eset:refresh": "fast" },
      /^Error: eset:refresh \(or ESET_MSP_REFRESH\) is "fast", but must be exact or bulk\.$/,
    ],
  ];
  for (const [what, values, message] of refused) {
    it(`refuses ${what}`, () => {
      assert.throws(() => esetConfig(stack(values), {}), message);
    });
  }

  it("does not show a password in any of its errors", () => {
    const values = { ...account, "eset:endpoint": "https://user:hunter2@mspapi.eset.com/api" };
    assert.throws(
      () => esetConfig(stack(values), {}),
      (error: Error) => !/hunter2|secret/.test(error.message),
    );
  });
});
