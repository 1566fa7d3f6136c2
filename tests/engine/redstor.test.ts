/** Redstor on the engine: what a stack does there, what it costs in calls, and that nothing secret gets out. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { accessToken, EngineWorld, exits, fails, succeeds } from "./engine";
import { goesOn } from "./goesOn";
import { below, processes } from "./processes";

describe("a stack with companies at Redstor", () => {
  const world = EngineWorld.forEachTest({
    redstor: { readings: { "subscription.removal": "queued" }, removalMilliseconds: 500 },
  });
  const bakery = (more = "") => `
    const bakery = new redstor.Company("bakery", { name: "Example Bakery"${more} });
    new redstor.Subscription("m365", { companyId: bakery.id, productId: 4, editionId: 5, mode: "trial" });`;
  const held = () =>
    world.backupCompanies.map(({ companyId, companyName, type, isEnabled }) => ({
      companyName,
      type,
      isEnabled,
      subscriptions: world.emulator.redstor
        .subscriptions(companyId)
        .map(({ productId, editionId, trialStatus, isActive }) => ({ productId, editionId, trialStatus, isActive })),
    }));
  const trial = { productId: 4, editionId: 5, trialStatus: "Trial", isActive: true };

  it("creates them, shows and repairs what somebody did in the web app, converts, and removes them", async () => {
    const stack = await world.stack(bakery());
    assert.deepEqual(succeeds(await stack.up()).changes, ["created bakery", "created m365"]);
    const asDeclared = [{ companyName: "Example Bakery", type: "Customer", isEnabled: true, subscriptions: [trial] }];
    assert.deepEqual(held(), asDeclared);
    succeeds(await stack.drift());

    const [company] = world.backupCompanies;
    const { portal } = world.emulator.redstor;
    portal.updateCompany(company?.companyId ?? "", { isEnabled: false });
    const drifted = exits(7, await stack.drift());
    assert.match(drifted.text, /~ enabled *: true => false/, "what somebody did");
    assert.match(drifted.text, /~ enabled *: false => true/, "what the next up would do");
    assert.deepEqual(succeeds(await stack.upWithRefresh()).changes, ["updated bakery"]);
    assert.deepEqual(held(), asDeclared);

    stack.program(bakery().replace('"trial"', '"full"'));
    assert.deepEqual(succeeds(await stack.up()).changes, ["updated m365"]);
    assert.deepEqual(held()[0]?.subscriptions, [{ ...trial, trialStatus: "Upgraded" }]);
    succeeds(await stack.drift());

    succeeds(await stack.destroy());
    assert.deepEqual(held(), [
      { companyName: "Example Bakery", type: "Customer", isEnabled: false, subscriptions: [] },
    ]);
  });

  it("stops before a rename, which Redstor cannot make, with both remedies, and changes nothing", async () => {
    const stack = await world.stack(bakery());
    succeeds(await stack.up());
    world.calls();
    stack.program(bakery().replace("Example Bakery", "The Bakery"));
    const refused = fails(await stack.up(), "Redstor has no call that renames a company", '"Example Bakery"');
    assert.match(refused.diagnostics, /rename it in the web app/);
    assert.deepEqual(world.calls(), []);
    assert.equal(world.backupCompanies[0]?.companyName, "Example Bakery");
    stack.program(bakery());
    await goesOn(stack);
  });

  it("asks Redstor for a hundred companies at once, and for the subscriptions of those that have some declared", async () => {
    const stack = await world.stack(`
      for (let i = 0; i < 120; i++) {
        const company = new redstor.Company("company-" + i, { name: "Company " + i });
        if (i % 40 === 0) new redstor.Subscription("backup-" + i, { companyId: company.id, productId: 130, editionId: 5 });
      }`);
    succeeds(await stack.up());
    world.calls();
    succeeds(await stack.drift());
    assert.deepEqual(world.calls().sort(), [
      "companies",
      ...Array<string>(2).fill("companies/{companyId}/customers/transitive"),
      ...Array<string>(3).fill("companies/{companyId}/subscriptions"),
    ]);
    succeeds(await stack.up());
    assert.deepEqual(world.calls(), [], "an up without changes does not even sign in");
  });

  it("keeps everything in state when the service account is refused, and says what to do", async () => {
    const stack = await world.stack(bakery());
    succeeds(await stack.up());
    const before = stack.held;
    const other = world.emulator.redstor.accounts.find(({ name }) => name === "reader");
    const refused = fails(
      await stack.run(["refresh", "--yes", "--skip-preview"], { REDSTOR_CLIENT_ID: other?.clientId }),
      "invalid_client",
      "REDSTOR_PRIVATE_KEY",
    );
    assert.doesNotMatch(refused.text, /at .*\.js:\d+/, "no stack of ours");
    assert.deepEqual(stack.held, before);
    await goesOn(stack);
  });

  it("signs in with the key of the stack's configuration, and leaves neither key nor token anywhere", async () => {
    const stack = await world.stack(bakery());
    const key = world.emulator.redstor.accounts[0]?.privateKey;
    assert.ok(key !== undefined);
    succeeds(await stack.run(["config", "set", "--secret", "msp:redstorPrivateKey", JSON.stringify(key)]));
    const log = join(stack.folder, "requests.log");
    const variables = { REDSTOR_PRIVATE_KEY: undefined, MSP_HTTP_LOG: log };
    world.emulator.faults.add({ kind: "delay", call: "companies/{companyId}/subscriptions", milliseconds: 700 });
    const running = stack.start(["up", "--yes", "--skip-preview", "--logtostderr", "-v=0"], variables);
    while (world.backupCompanies.length === 0) await sleep(20);
    const started = below(running.process.pid ?? 0, await processes());
    assert.ok(started.some(({ command }) => command.includes("cmd/dynamic-provider")));
    const up = succeeds(await running.ended);
    const requests = readFileSync(log, "utf8");
    assert.match(requests, /"vendor":"Redstor","call":"connect\/token"/);

    const secrets = [key.d, key.p, key.q].map(String);
    const texts = [
      ...started.map(({ command }) => ["what everybody on the machine can see", command]),
      ["the output", up.text],
      ["the log of requests", requests],
      ["the exported state", succeeds(await stack.export()).text],
      ...stack.files.map(({ name, text }) => [name, text]),
    ] as const;
    for (const [what, text] of texts) {
      for (const secret of secrets) assert.ok(!text.includes(secret), `${what} has ${secret.slice(0, 8)}…`);
      assert.doesNotMatch(text, accessToken, what);
    }
    assert.ok(!requests.includes("Example Bakery"));

    succeeds(await stack.run(["config", "rm", "msp:redstorPrivateKey"]));
    stack.write("Pulumi.test.yaml", `config:\n  msp:redstorPrivateKey: '${JSON.stringify({ kty: "RSA" })}'\n`);
    fails(await stack.preview({ variables }), "msp:redstorPrivateKey is in the stack configuration in plain text");
  });
});
