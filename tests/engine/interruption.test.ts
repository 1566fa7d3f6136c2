/** Runs that break off: whatever happens in between, nothing is created or ordered twice, and nothing is lost. */
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { EngineWorld, fails, type Running, type Stack, succeeds } from "./engine";
import { goesOn, staysUsable } from "./goesOn";
import { below, endAll, processes } from "./processes";

describe("a run that breaks off", () => {
  const world = EngineWorld.forEachTest();

  it("keeps what was created but not finished, and finishes it with the next up", async () => {
    const { portal } = world.emulator.eset;
    const { id: shop } = portal.createCustomer({ name: "Shop" });
    const stack = await world.stack(`
      new eset.Customer("bakery", { name: "Example Bakery", suspended: true });
      new eset.License("trial", { customerId: "${shop}", productCode: "2018", quantity: 5, type: "trial", trialExtensions: 2 });`);
    world.emulator.faults.add({ kind: "status", call: "Company/Suspend", status: 403, times: "always" });
    world.emulator.faults.add({ kind: "status", call: "License/ExtendTrial", nth: 2, status: 403, times: "always" });

    fails(await stack.up(), "ESET Company/Suspend", "ESET License/ExtendTrial", "HTTP 403");
    const bakery = world.customers.find(({ name }) => name === "Example Bakery");
    const [license] = world.licenses;
    assert.equal(bakery?.status, "active");
    assert.equal(stack.held["bakery"]?.id, bakery.id);
    assert.equal(stack.held["bakery"].outputs["suspended"], false, "state says what was reached");
    assert.equal(license?.trialExtensions, 1);
    assert.equal(stack.held["trial"]?.id, license.publicLicenseKey);
    assert.equal(stack.held["trial"].outputs["trialExtensions"], 1);
    await staysUsable(stack, ["ESET Company/Suspend", "ESET License/ExtendTrial"]);

    world.emulator.faults.clear();
    const finished = succeeds(await stack.up());
    assert.deepEqual(finished.changes.sort(), ["updated bakery", "updated trial"]);
    assert.equal(world.customers.find(({ id }) => id === bakery.id)?.status, "suspended");
    assert.equal(world.licenses[0]?.trialExtensions, 2);
    assert.deepEqual([world.applied("Company/Create/customer"), world.applied("License/Order")], [1, 1]);
    assert.deepEqual([world.customers.length, world.licenses.length], [2, 1]);
    succeeds(await stack.drift());
    await goesOn(stack);
  });

  it("takes over in the same up what was made when the answer was lost", async () => {
    const stack = await world.stack(`
      for (const n of [1, 2, 3, 4]) {
        const shop = new eset.Customer("shop" + n, { name: "Shop " + n, tags: ["chain"] });
        new eset.License("seats" + n, { customerId: shop.id, productCode: "2015", quantity: n, deletionPolicy: "suspend" });
      }`);
    for (const call of ["Company/Create/customer", "License/Order"]) {
      world.emulator.faults.add({ kind: "drop", call, nth: 1, when: "after" });
      world.emulator.faults.add({ kind: "delay", call, nth: 2, when: "after", milliseconds: 2500 });
      world.emulator.faults.add({ kind: "status", call, nth: 3, when: "after", status: 500 });
      world.emulator.faults.add({ kind: "truncate", call, nth: 4 });
    }

    succeeds(await stack.up({ variables: { ESET_MSP_TIMEOUT_SECONDS: "1" } }));
    for (const call of ["Company/Create/customer", "License/Order"]) {
      await world.untilApplied(call, 4);
      const sent = world.emulator.journal.entries().filter((entry) => entry.call === call);
      assert.equal(sent.length, 4, `${call} is sent once for each object`);
    }
    const { held } = stack;
    for (const n of [1, 2, 3, 4]) {
      const shop = world.customers.find(({ name }) => name === `Shop ${n}`);
      const seats = world.licenses.find(({ customerId }) => customerId === shop?.id);
      assert.equal(held[`shop${n}`]?.id, shop?.id);
      assert.equal(held[`seats${n}`]?.id, seats?.publicLicenseKey);
      assert.equal(seats?.quantity, n);
      assert.equal(held[`shop${n}`]?.notes["adopted"], undefined, "it is ours: destroy may delete it");
    }
    assert.deepEqual([world.customers.length, world.licenses.length], [4, 4]);
    succeeds(await stack.drift());
  });

  const onlyCustomer = `new eset.Customer("it", { name: "Example Bakery", email: "it@bakery.example" });`;
  const onlyLicense = (customerId: string) =>
    `new eset.License("it", { customerId: "${customerId}", productCode: "2015", quantity: 10 });`;

  /** Starts an up, and waits until the vendor has done this call, whose answer it holds back. */
  async function untilDone(stack: Stack, call: string, heldMilliseconds = 8000): Promise<Running> {
    const number = () => world.customers.length + world.licenses.length;
    const before = number();
    world.emulator.faults.add({ kind: "delay", call, when: "after", milliseconds: heldMilliseconds });
    const running = stack.start(["up", "--yes", "--skip-preview"]);
    while (number() === before) {
      assert.equal(running.process.exitCode, null, "the run ended before it got so far");
      await sleep(20);
    }
    return running;
  }

  async function kill(running: Running, which: "the CLI" | "the provider"): Promise<void> {
    const cli = running.process.pid ?? 0;
    const started = below(cli, await processes());
    if (which === "the CLI") {
      await endAll([cli]);
      await running.ended;
      await endAll(started.map(({ pid }) => pid)); // with it, sooner or later, go its plugins
    } else {
      const providers = started.filter(({ command }) => command.includes("cmd/dynamic-provider"));
      assert.ok(providers.length > 0, started.map(({ command }) => command).join("\n"));
      await endAll(providers.map(({ pid }) => pid));
      fails(await running.ended);
    }
    world.emulator.faults.clear();
  }

  /** After the kill: nothing may happen without being asked for, and with MSP_ADOPT=1 all is well again. */
  async function recovers(stack: Stack, id: string, call: string): Promise<EngineWorld["objects"]> {
    assert.deepEqual(Object.keys(stack.held), [], "the engine did not get the answer");
    const before = world.objects;
    fails(await stack.up(), "already exists", id, "adopt: true", "MSP_ADOPT=1", "pulumi import");
    assert.deepEqual(world.objects, before);
    assert.deepEqual(Object.keys(stack.held), []);

    succeeds(await stack.up({ variables: { MSP_ADOPT: "1" } }));
    assert.equal(stack.held["it"]?.id, id);
    await world.untilApplied(call, 1);
    assert.equal(world.applied(call), 1);
    succeeds(await stack.preview({ flags: ["--expect-no-changes"] }));
    const made = world.objects;
    await goesOn(stack);
    return made;
  }

  for (const which of ["the CLI", "the provider"] as const) {
    it(`does not order again when ${which} is killed while the order is answered`, async () => {
      const { id: customerId } = world.emulator.eset.portal.createCustomer({ name: "Shop" });
      const stack = await world.stack(onlyLicense(customerId));
      await kill(await untilDone(stack, "License/Order"), which);
      if (which === "the CLI") {
        assert.deepEqual(stack.pending, ["creating"]);
        succeeds(await stack.cancel());
      }
      assert.equal(world.licenses.length, 1);
      const { licenses } = await recovers(stack, world.licenses[0]?.publicLicenseKey ?? "", "License/Order");
      assert.equal(licenses.length, 1);
    });
  }

  it("waits for the answer that is under way when somebody presses Ctrl-C, and records it", async () => {
    const stack = await world.stack(`
      const bakery = new eset.Customer("bakery", { name: "Example Bakery" });
      new eset.License("seats", { customerId: bakery.id, productCode: "2015", quantity: 10 });`);
    const running = await untilDone(stack, "Company/Create/customer", 2000);
    running.process.kill("SIGINT");
    fails(await running.ended, /cancel/i);
    assert.equal(stack.held["bakery"]?.id, world.customers[0]?.id);
    assert.deepEqual(world.licenses, [], "what had not begun does not begin");

    world.emulator.faults.clear();
    assert.deepEqual(succeeds(await stack.up()).changes, ["created seats"]);
    assert.deepEqual([world.customers.length, world.licenses.length], [1, 1]);
    await goesOn(stack);
  });

  it("does not create a second customer when the CLI is killed while the first is answered", async () => {
    const stack = await world.stack(onlyCustomer);
    await kill(await untilDone(stack, "Company/Create/customer"), "the CLI");
    succeeds(await stack.cancel());
    assert.equal(world.customers.length, 1);
    const { customers } = await recovers(stack, world.customers[0]?.id ?? "", "Company/Create/customer");
    assert.equal(customers.length, 1);
  });
});
