import assert from "node:assert/strict";
import { esetConfig } from "../../provider/eset/config";

const stack = (values: Record<string, string>) => (key: string) => values[key];
const account = { "msp:esetUsername": "msp@example.test", "msp:esetPassword": "secret" };

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
    const config = esetConfig(stack({ "msp:esetUsername": "stack" }), environment);
    assert.deepEqual(
      [config.username, config.password, config.endpoint, config.refresh],
      ["stack", "env", "http://127.0.0.1:4010/eset/api", "bulk"],
    );
  });

  const refused: [string, Record<string, string>, RegExp][] = [
    [
      "a missing user name, with both ways to give it",
      { "msp:esetPassword": "secret" },
      /^Error: The ESET username is missing\. Give it with "pulumi config set msp:esetUsername" or in the environment variable ESET_MSP_USERNAME\.$/,
    ],
    [
      "a missing password, to be stored as a secret",
      { "msp:esetUsername": "msp@example.test" },
      /^Error: The ESET password is missing\. Give it with "pulumi config set --secret msp:esetPassword" or in the environment variable ESET_MSP_PASSWORD\.$/,
    ],
    [
      "a key of before the first release",
      { ...account, "eset:password": "hunter2" },
      /pulumi config get eset:password \| pulumi config set --secret msp:esetPassword\n *pulumi config rm eset:password$/,
    ],
    [
      "plain http to another machine",
      { ...account, "msp:esetEndpoint": "http://mspapi.eset.com/api" },
      /only https is allowed/,
    ],
    [
      "credentials in the URL",
      { ...account, "msp:esetEndpoint": "https://a:b@mspapi.eset.com/api" },
      /must not contain credentials/,
    ],
    [
      "an endpoint that is no URL",
      { ...account, "msp:esetEndpoint": "mspapi" },
      /msp:esetEndpoint is "mspapi", but must be a URL/,
    ],
    [
      "a rate slower than a timer can wait",
      { ...account, "msp:esetRequestsPerSecond": "1e-9" },
      /msp:esetRequestsPerSecond is 1e-9, but must be 0\.01 or more/,
    ],
    [
      "a rate in words",
      { ...account, "msp:esetRequestsPerSecond": "ten" },
      /msp:esetRequestsPerSecond is "ten", but must be a number greater than 0/,
    ],
    [
      "no time at all",
      { ...account, "msp:esetTimeoutSeconds": "0" },
      /msp:esetTimeoutSeconds is "0", but must be a number greater than 0/,
    ],
    [
      "a way to refresh that there is not",
      { ...account, "msp:esetRefresh": "fast" },
      /^Error: msp:esetRefresh is "fast", but must be exact or bulk\.$/,
    ],
  ];
  for (const [what, values, message] of refused) {
    it(`refuses ${what}`, () => {
      assert.throws(() => esetConfig(stack(values), {}), message);
    });
  }

  it("does not show a password in any of its errors", () => {
    const values = { ...account, "msp:esetEndpoint": "https://user:hunter2@mspapi.eset.com/api" };
    assert.throws(
      () => esetConfig(stack(values), {}),
      (error: Error) => !/hunter2|secret/.test(error.message),
    );
  });
});
