import assert from "node:assert/strict";
import { type ConfigReader, oncePerAccount } from "../../provider/http/settings";

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
