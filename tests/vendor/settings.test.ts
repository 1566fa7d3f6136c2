import assert from "node:assert/strict";
import { limitsOf } from "../../provider/vendor/limits";
import {
  type ConfigReader,
  oncePerAccount,
  refuseEarlierKeys,
  Settings,
  settingsOf,
} from "../../provider/vendor/settings";

describe("a session", () => {
  const configured =
    (username: string): ConfigReader =>
    (key) =>
      key === "username" ? username : undefined;

  it("is one for all that ask with the same account, and another for another account", () => {
    const opened: string[] = [];
    const connect = oncePerAccount(
      (get) => ({ username: get("username") ?? "" }),
      ({ username }) => {
        opened.push(username);
        return { username };
      },
    );
    const first = connect(configured("one"));
    assert.equal(connect(configured("one")), first);
    assert.equal(connect(configured("two")).username, "two");
    assert.equal(connect(configured("one")), first);
    assert.deepEqual(opened, ["one", "two"]);
  });

  it("is not kept when the configuration is wrong", () => {
    const connect = oncePerAccount(
      (get) => {
        const username = get("username");
        if (username === undefined) throw new Error("The user name is missing.");
        return { username };
      },
      (config) => config,
    );
    assert.throws(() => connect(() => undefined), /missing/);
    assert.deepEqual(connect(configured("one")), { username: "one" });
  });
});

describe("the limits of a run", () => {
  const configured =
    (values: Record<string, string>): ConfigReader =>
    (key) =>
      values[key];

  it("are none unless given, in the stack or else in the environment", () => {
    assert.deepEqual(limitsOf(configured({}), {}), {});
    const { newSeats, removals } = limitsOf(configured({ "msp:mostNewSeats": "25" }), {
      MSP_MOST_NEW_SEATS: "1000",
      MSP_MOST_REMOVALS: "0",
    });
    assert.deepEqual(
      [newSeats?.most, newSeats?.key, newSeats?.variable],
      [25, "msp:mostNewSeats", "MSP_MOST_NEW_SEATS"],
    );
    assert.deepEqual([removals?.most, removals?.key], [0, "msp:mostRemovals"]);
  });

  for (const text of ["many", "-1", "2.5", "1e3", " ", "9999999999"]) {
    it(`are refused if they are no whole number, as ${JSON.stringify(text)} is not`, () => {
      const says = new RegExp(`is ${JSON.stringify(text)}, but must be a whole number`);
      for (const [key, variable] of [
        ["msp:mostNewSeats", "MSP_MOST_NEW_SEATS"],
        ["msp:mostRemovals", "MSP_MOST_REMOVALS"],
      ] as const) {
        for (const [from, limits] of [
          [key, () => limitsOf(configured({ [key]: text }), {})],
          [variable, () => limitsOf(() => undefined, { [variable]: text })],
        ] as const) {
          assert.throws(limits, says);
          assert.throws(limits, new RegExp(`^Error: ${from} is `));
        }
      }
    });
  }
});

describe("the settings of a vendor", () => {
  const acme = settingsOf("acme", {
    variables: "ACME_API",
    plain: ["endpoint", "requestsPerSecond"],
    secret: ["apiKey"],
  });
  const stack =
    (values: Record<string, string>): ConfigReader =>
    (key) =>
      values[key];

  it("have a key and a variable each that follow from the name, and share the file of assumptions", () => {
    const keys = Object.entries(acme).map(([name, { key, variable, isSecret }]) => [name, key, variable, isSecret]);
    assert.deepEqual(keys, [
      ["endpoint", "msp:acmeEndpoint", "ACME_API_ENDPOINT", false],
      ["requestsPerSecond", "msp:acmeRequestsPerSecond", "ACME_API_REQUESTS_PER_SECOND", false],
      ["apiKey", "msp:acmeApiKey", "ACME_API_API_KEY", true],
      ["assumptions", "msp:assumptions", "MSP_ASSUMPTIONS", false],
    ]);
  });

  it("are not given where they are empty: the environment stands in, or the default", () => {
    const empty = stack({ "msp:acmeRequestsPerSecond": "", "msp:acmeApiKey": "" });
    const given = new Settings("ACME", acme, empty, { ACME_API_REQUESTS_PER_SECOND: "4", ACME_API_API_KEY: "" });
    assert.equal(given.rate("requestsPerSecond", 10), 4);
    assert.equal(new Settings("ACME", acme, empty, {}).rate("requestsPerSecond", 10), 10);
    assert.throws(
      () => given.credential("apiKey", "key"),
      /The ACME key is missing.*config set --secret msp:acmeApiKey"/,
    );
  });

  it("are refused under the keys of before the first release: the message names the new ones and how to move them", () => {
    const earlier = stack({ "acme:endpoint": "https://acme.example", "acme:apiKey": "hunter2", "acme:other": "x" });
    const says = (error: unknown) => {
      assert.ok(error instanceof Error);
      const lines = error.message.split("\n").map((line) => line.trim());
      assert.deepEqual(lines.slice(1), [
        "acme:endpoint is now msp:acmeEndpoint:",
        "pulumi config get acme:endpoint | pulumi config set msp:acmeEndpoint",
        "pulumi config rm acme:endpoint",
        "acme:apiKey is now msp:acmeApiKey:",
        "pulumi config get acme:apiKey | pulumi config set --secret msp:acmeApiKey",
        "pulumi config rm acme:apiKey",
      ]);
      assert.doesNotMatch(error.message, /hunter2/);
      return true;
    };
    assert.throws(() => new Settings("ACME", acme, earlier, {}), says);
    assert.throws(() => {
      refuseEarlierKeys(Object.values(acme), earlier);
    }, says);
    refuseEarlierKeys(Object.values(acme), stack({ "acme:endpoint": "", "acme:other": "x", "msp:acmeEndpoint": "y" }));
  });

  it("show nothing of an endpoint in which a password may be", () => {
    const endpoint = (text: string) =>
      new Settings("ACME", acme, stack({ "msp:acmeEndpoint": text }), {}).server("endpoint", "");
    for (const text of [
      "https//user:hunter2@acme.example",
      "//user:hunter2@acme",
      "https://user:hunter2@acme.example:x",
    ]) {
      assert.throws(() => endpoint(text), { message: "msp:acmeEndpoint must be a URL." });
    }
    for (const text of ["ftp://user:hunter2@acme", "https://user:hunter2@acme", "https://acme?key=hunter2"]) {
      assert.throws(
        () => endpoint(text),
        ({ message }: Error) => !message.includes("hunter2"),
      );
    }
  });

  it("lose the slashes at the end of an endpoint, however many there are in it", () => {
    const endpoint = (text: string) =>
      new Settings("ACME", acme, stack({ "msp:acmeEndpoint": text }), {}).server("endpoint", "");
    assert.equal(endpoint("https://acme.example/api//"), "https://acme.example/api");
    const started = performance.now();
    const slashes = "/".repeat(300_000);
    assert.equal(endpoint(`https://acme.example${slashes}api${slashes}`), `https://acme.example${slashes}api`);
    assert.ok(performance.now() - started < 2000);
  });
});
