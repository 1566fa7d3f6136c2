/** The configuration of a stack: keys of before the first release, keys that are misspelt, empty values, secrets in plain text. */
import assert from "node:assert/strict";
import { EngineWorld, fails, type Stack, succeeds } from "./engine";

const program = `
  for (const name of ["Bakery", "Brewery"]) new eset.Customer(name, { name });
  new redstor.Company("backup", { name: "Bakery" });`;

describe("the configuration of a stack", () => {
  const world = EngineWorld.forEachTest();
  const set = async (stack: Stack, ...args: string[]) => succeeds(await stack.run(["config", "set", ...args]));

  it("with keys of before the first release stops preview and up before anything is sent, and the message moves them", async () => {
    const { username = "", password = "" } = world.emulator.eset.accounts[0] ?? {};
    const key = JSON.stringify(world.emulator.redstor.accounts[0]?.privateKey);
    const stack = await world.stack(program);
    await set(stack, "eset:username", username);
    await set(stack, "--secret", "eset:password", password);
    await set(stack, "--secret", "redstor:privateKey", key);
    const variables = {
      ESET_MSP_USERNAME: undefined,
      ESET_MSP_PASSWORD: undefined,
      REDSTOR_PRIVATE_KEY: undefined,
    };
    for (const run of [await stack.preview({ variables }), await stack.up({ variables })]) {
      fails(
        run,
        "eset:username is now msp:esetUsername",
        "pulumi config set --secret msp:esetPassword",
        "pulumi config rm eset:password",
        "redstor:privateKey is now msp:redstorPrivateKey",
      );
      assert.ok(!run.text.includes(password) && !run.text.includes(key.slice(0, 40)));
    }
    assert.deepEqual(world.calls(), []);
    assert.deepEqual(stack.held, {});

    const moves = movesIn((await stack.preview({ variables })).diagnostics);
    assert.equal(moves.length, 6);
    for (const line of moves) succeeds(await stack.copied(line));
    succeeds(await stack.up({ variables }));
    assert.deepEqual([world.customers.length, world.backupCompanies.length], [2, 1]);
    assert.doesNotMatch(succeeds(await stack.run(["config"])).text, /eset:|redstor:/);
  });

  it("with a key that is misspelt is warned of once, and only of that", async () => {
    const stack = await world.stack(program);
    await set(stack, "msp:esetRequestPerSecond", "4");
    await set(stack, "msp:redstorclientId", "nobody");
    await set(stack, "msp:asumptions", "file");
    await set(stack, "msp:shard", "a-m");
    await set(stack, "msp:esetRefresh", "exact");
    await set(stack, "msp:redstorTimeoutSeconds", "3");
    const { diagnostics } = succeeds(await stack.preview());
    const warnings = [...diagnostics.matchAll(/warning: (?<said>.*pulumi-msp does not know.*)/g)].map(
      ({ groups }) => groups?.["said"],
    );
    const said = (key: string, meant: string) =>
      `The stack configuration has ${key}, which pulumi-msp does not know. Did you mean ${meant}?`;
    assert.deepEqual(warnings.sort(), [
      said("msp:asumptions", "msp:assumptions"),
      said("msp:esetRequestPerSecond", "msp:esetRequestsPerSecond"),
      said("msp:redstorclientId", "msp:redstorClientId"),
    ]);
  });

  it("with empty values is as without them", async () => {
    const stack = await world.stack(program);
    for (const key of [
      "esetUsername",
      "esetPassword",
      "esetEndpoint",
      "esetRefresh",
      "redstorPrivateKey",
      "assumptions",
    ]) {
      await set(stack, `msp:${key}`, "");
    }
    await set(stack, "eset:username", "");
    succeeds(await stack.up());
    assert.equal(world.customers.length, 2);
  });

  it("with a secret in plain text stops the program before anything is sent", async () => {
    const stack = await world.stack(program);
    for (const key of ["msp:esetPassword", "msp:redstorPrivateKey"]) {
      await set(stack, "--plaintext", key, "pa55word");
      const stopped = fails(
        await stack.up(),
        `${key} is in the stack configuration in plain text`,
        "config set --secret",
      );
      assert.ok(!stopped.text.includes("pa55word"));
      succeeds(await stack.run(["config", "rm", key]));
    }
    assert.deepEqual(world.calls(), []);
  });
});

/** The commands that a message gives. */
const movesIn = (text: string): string[] =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => /^pulumi config (get|rm) /.test(line));
