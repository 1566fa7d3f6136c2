/** The twin answers as the real process does, to the letter: else what is tested on it would prove little. */
import assert from "node:assert/strict";
import { runtime } from "@pulumi/pulumi";
import { asProgram, DynamicHost, type Host, HostError, type StartHost } from "./dynamicHost";
import { TwinHost } from "./twinHost";
import { World } from "./world";

describe("the twin of the provider process", function () {
  const startReal: StartHost = (options) => DynamicHost.start(options);
  const startTwin: StartHost = (options) => TwinHost.start(options);

  const asAnswered = (error: unknown) =>
    error instanceof HostError ? [error.message, error.grpcStatus, error.initFailure] : String(error);

  /** A life with all verbs and all kinds of failures, as the host answers it. */
  async function life(startHost: StartHost): Promise<unknown[]> {
    const world = await World.open({ startHost });
    try {
      const answers: unknown[] = [];
      const [customer, trial] = [world.resource("eset:Customer"), world.resource("eset:License")];
      const note = async (answer: Promise<unknown>) => {
        answers.push(await answer.catch(asAnswered));
        for (const { recorded } of [customer, trial]) answers.push(recorded && { ...recorded });
      };
      const bakery = { name: "Example Bakery", tags: ["gold"], address: { city: "Springfield" } };
      await note(customer.plan({ tags: "gold" }));
      await note(customer.up(bakery));
      const { id: customerId } = customer;
      const seats = { customerId, productCode: "2018", quantity: 5, type: "trial", trialExtensions: 1 };
      world.emulator.faults.add({ kind: "status", call: "License/ExtendTrial", status: 403 });
      await note(trial.up(seats));
      await note(trial.up(seats));
      await note(customer.up({ ...bakery, tags: ["north"] }));
      await note(world.resource("eset:Customer").up(bakery));
      await note(trial.plan({ ...seats, productCode: "2015", trialExtensions: 0 }));
      world.emulator.eset.portal.updateCompany(customerId, { comment: "pays late", tags: ["x"] });
      await note(customer.refresh());
      await note(trial.destroy());
      await note(trial.refresh());
      await note(customer.destroy());
      return answers;
    } finally {
      await world.close();
    }
  }

  it("answers every verb, and every failure, as the real process does", async () => {
    assert.deepEqual(await life(startTwin), await life(startReal));
  });

  /** A create and an update that get half of the way, and every verb on what they leave. */
  async function halfWay(startHost: StartHost): Promise<unknown[]> {
    const world = await World.open({ startHost });
    try {
      const answers: unknown[] = [];
      const customer = world.resource("eset:Customer");
      const note = async (answer: Promise<unknown>) => {
        answers.push(await answer.catch(asAnswered), customer.recorded && { ...customer.recorded });
      };
      const refuse = (call: string) => {
        world.emulator.faults.add({ kind: "status", call, status: 403, times: "always" });
      };
      const bakery = { name: "Example Bakery", suspended: true };
      refuse("Company/Suspend");
      for (const declared of [bakery, { ...bakery, tags: ["gold"] }]) {
        await note(customer.up(declared));
        await note(customer.refresh());
        await note(customer.plan(declared));
        await note(customer.up(declared));
        await note(customer.plan(declared));
      }
      refuse("Company/Delete");
      await note(customer.destroy());
      world.emulator.faults.clear();
      await note(customer.up(bakery));
      await note(customer.destroy());
      return answers;
    } finally {
      await world.close();
    }
  }

  it("answers what comes after a partial failure as the real process does", async () => {
    const real = await halfWay(startReal);
    assert.deepEqual(await halfWay(startTwin), real);
    assert.doesNotMatch(JSON.stringify(real), /code must be/);
  });

  /** What each verb answers when the text of the provider is in none of its properties, or in some of them only. */
  async function withoutProvider(start: StartHost): Promise<Record<string, unknown>> {
    const host: Host = await start({});
    try {
      const of = { type: "eset:Customer", name: "bakery" };
      const lacking = { name: "Example Bakery" };
      const whole = asProgram("eset:Customer", lacking);
      const unknown = { ...lacking, __provider: runtime.unknownValue };
      const answers = {
        check: host.check(of, whole, lacking),
        "check of what is not known yet": host.check(of, whole, unknown),
        "check of what never was known": host.check(of, lacking, unknown),
        diff: host.diff(of, "1", whole, lacking),
        "diff of what is not known yet": host.diff(of, "1", whole, unknown),
        "diff of a state without it": host.diff(of, "1", lacking, whole),
        create: host.create(of, lacking),
        read: host.read(of, "1", lacking),
        update: host.update(of, "1", whole, lacking),
        delete: host.delete(of, "1", lacking),
      };
      const settled = Object.entries(answers).map(async ([verb, answer]) => [
        verb,
        await (answer as Promise<unknown>).catch(asAnswered), // each verb answers something else
      ]);
      return Object.fromEntries((await Promise.all(settled)) as [string, unknown][]);
    } finally {
      await host.stop();
    }
  }

  it("takes the provider from where the real process does, and fails as it does where it is lacking", async () => {
    const real = await withoutProvider(startReal);
    assert.deepEqual(await withoutProvider(startTwin), real);
    const failed = Object.entries(real).filter(([, answer]) => Array.isArray(answer));
    const words = ["code must be a string, not undefined", 2, undefined];
    const verbs = ["check", "check of what never was known", "diff", "create", "read", "update", "delete"];
    assert.deepEqual(Object.fromEntries(failed), Object.fromEntries(verbs.map((verb) => [verb, words])));
  });

  it("knows nothing of the process before it", async () => {
    const world = await World.open({ startHost: startTwin });
    try {
      const first = world.resource("eset:Customer");
      await first.up({ name: "Example Bakery" });
      await world.restartHost({});
      await first.up({ name: "Baker & Sons" });
      const signIns = world.emulator.journal.entries().filter(({ call }) => call === "Token/Get");
      assert.equal(signIns.length, 2);
    } finally {
      await world.close();
    }
  });
});
