/** The twin answers as the real process does, to the letter: else what is tested on it would prove little. */
import assert from "node:assert/strict";
import { DynamicHost, HostError, type StartHost } from "./dynamicHost";
import { TwinHost } from "./twinHost";
import { World } from "./world";

describe("the twin of the provider process", function () {
  this.timeout(60_000);

  /** A life with all verbs and all kinds of failures, as the host answers it. */
  async function life(startHost: StartHost): Promise<unknown[]> {
    const world = await World.open({ startHost });
    try {
      const answers: unknown[] = [];
      const [customer, trial] = [world.resource("eset:Customer"), world.resource("eset:License")];
      const note = async (answer: Promise<unknown>) => {
        const failed = (error: unknown) =>
          error instanceof HostError ? [error.message, error.grpcStatus, error.initFailure] : String(error);
        answers.push(await answer.catch(failed), customer.recorded && { ...customer.recorded });
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
    const real = await life((options) => DynamicHost.start(options));
    assert.deepEqual(await life((options) => TwinHost.start(options)), real);
  });

  it("knows nothing of the process before it", async () => {
    const world = await World.open({ startHost: (options) => TwinHost.start(options) });
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
