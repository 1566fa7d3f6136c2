/** The account's password and tokens stay where they belong: encrypted in the stack's settings, and in memory. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { accessToken, EngineWorld, fails, type Stack, succeeds } from "./engine";
import { goesOn } from "./goesOn";
import { below, processes } from "./processes";

const username = "secret-keeper@msp.example";
const password = 'pa55-Wörd &<"quoted">';

describe("the account of a stack", () => {
  const world = EngineWorld.forEachTest();

  /** All of these give the password or a token away. */
  const giveaways = (): string[] => [
    password,
    JSON.stringify(password).slice(1, -1),
    encodeURIComponent(password),
    Buffer.from(password).toString("base64"),
    "pa55-W",
  ];

  function assertClean(what: string, text: string): void {
    for (const giveaway of giveaways()) {
      const at = text.indexOf(giveaway);
      assert.equal(at, -1, `${what} has ${giveaway}: …${text.slice(Math.max(0, at - 80), at + 120)}…`);
    }
    assert.doesNotMatch(text, accessToken, what);
  }

  async function stackWithAccount(program: string): Promise<Stack> {
    const companyId = world.emulator.eset.accounts[0]?.companyId ?? "";
    world.emulator.seed({ eset: { accounts: [{ username, password, companyId }] } });
    const stack = await world.stack(program);
    succeeds(await stack.run(["config", "set", "msp:esetUsername", username]));
    succeeds(await stack.run(["config", "set", "--secret", "msp:esetPassword", password]));
    return stack;
  }

  /** The stack's configuration is all that there is. */
  const fromConfiguration = { ESET_MSP_USERNAME: undefined, ESET_MSP_PASSWORD: undefined };

  it("signs in from the stack's configuration, and leaves neither password nor token anywhere", async () => {
    const stack = await stackWithAccount(`
      const bakery = new eset.Customer("bakery", { name: "Example Bakery" });
      new eset.License("seats", { customerId: bakery.id, productCode: "2015", quantity: 10 });`);
    const log = join(stack.folder, "requests.log");
    const variables = { ...fromConfiguration, MSP_HTTP_LOG: log };
    world.emulator.faults.add({ kind: "delay", call: "License/Order", milliseconds: 700 });

    const running = stack.start(["up", "--yes", "--skip-preview", "--logtostderr", "-v=0"], variables);
    while (world.customers.length === 0) await sleep(20);
    const started = below(running.process.pid ?? 0, await processes());
    assert.ok(started.some(({ command }) => command.includes("cmd/dynamic-provider")));
    for (const { command } of started) assertClean("what everybody on the machine can see", command);

    const up = succeeds(await running.ended);
    assertClean("the output", up.text);
    assert.equal(world.licenses.length, 1);

    const requests = readFileSync(log, "utf8");
    assert.match(requests, /"call":"Token\/Get".*"status":200/, "the log is about these very requests");
    assertClean("the log of requests", requests);
    assert.ok(!requests.includes(username));

    const exported = succeeds(await stack.export());
    assert.match(exported.text, /Example Bakery/);
    assertClean("the exported state", exported.text);
    assert.ok(
      !JSON.stringify(stack.held).includes(username),
      "the engine itself notes the user name, our resources do not",
    );
    const files = stack.files;
    assert.ok(files.some(({ name }) => name === stack.stateFile));
    assert.ok(files.some(({ name }) => name.endsWith("Pulumi.test.yaml")));
    for (const { name, text } of files) assertClean(name, text);

    for (const { type, outputs, inputs } of Object.values(stack.held)) {
      const name = type.replace("pulumi-nodejs:dynamic/", "");
      const constant = `exports.handler = () => require("module").createRequire(process.cwd() + "/")("pulumi-msp/host").serve("${name}")`;
      assert.equal(outputs["__provider"], constant);
      assert.equal(inputs["__provider"], constant);
      assert.ok(Buffer.byteLength(constant) <= 160);
    }
  });

  // without the program, "refresh" and "destroy" use the account that the engine noted at the last "up"
  it("may get another password: the same resources go on with it", async () => {
    const program = (quantity: number) => `
      const bakery = new eset.Customer("bakery", { name: "Example Bakery" });
      new eset.License("seats", { customerId: bakery.id, productCode: "2015", quantity: ${quantity} });`;
    const stack = await stackWithAccount(program(10));
    const run = (...args: string[]) => stack.run(args, fromConfiguration);
    succeeds(await run("up", "--yes", "--skip-preview"));
    const ids = Object.values(stack.held).map(({ id }) => id);

    changePassword("another one");
    succeeds(await stack.run(["config", "set", "--secret", "msp:esetPassword", "another one"]));
    succeeds(await run("refresh", "--yes", "--skip-preview", "--run-program"));
    succeeds(await run("preview", "--refresh", "--run-program", "--expect-no-changes"));
    stack.program(program(12));
    assert.deepEqual(succeeds(await run("up", "--yes", "--skip-preview")).changes, ["updated seats"]);
    assert.deepEqual(
      Object.values(stack.held).map(({ id }) => id),
      ids,
    );

    changePassword("a third one");
    succeeds(await stack.run(["config", "set", "--secret", "msp:esetPassword", "a third one"]));
    succeeds(await run("destroy", "--yes", "--skip-preview", "--run-program"));
    assert.deepEqual(world.customers, []);
  });

  function changePassword(changed: string): void {
    const snapshot = world.emulator.snapshot() as {
      vendors: { eset: { accounts: { username: string; password: string }[] } };
    };
    for (const account of snapshot.vendors.eset.accounts) {
      if (account.username === username) account.password = changed;
    }
    world.emulator.restore(snapshot);
  }

  it("is not in the words of a run that fails", async () => {
    const stack = await stackWithAccount(`new eset.Customer("bakery", { name: "Example Bakery" });`);
    const failures = [
      { kind: "status", call: "Token/Get", status: 401, times: "always" },
      { kind: "status", call: "Company/Create/customer", status: 403, times: "always" },
    ] as const;
    for (const fault of failures) {
      world.emulator.faults.clear();
      world.emulator.faults.add(fault);
      const failed = fails(
        await stack.up({ variables: fromConfiguration, flags: ["--logtostderr", "-v=0"] }),
        fault.call,
      );
      assertClean("the output", failed.text);
    }
    for (const { name, text } of stack.files) assertClean(name, text);
    world.emulator.faults.clear();
    await goesOn(stack, fromConfiguration);
  });
});
