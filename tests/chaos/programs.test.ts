/** Random programs, clicks in the portals and faults: after each `up` the vendors hold what the program says. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { World } from "../host/world";
import { inWords, type Step, steps } from "./changes";
import { keyOf, Model } from "./model";
import { ProgramStack } from "./programs";
import { runs, seed } from "./seed";
import { startTwin } from "./twin";

describe(`random programs (seed ${seed})`, function () {
  const numRuns = runs(12);
  this.timeout(60_000 + 30_000 * numRuns);

  it(`leave the vendors as declared, and nothing to do, ${numRuns} times`, async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (all) => {
        await live(all);
      }),
      { seed, numRuns, interruptAfterTimeLimit: 30_000 * numRuns, reporter: asWords },
    );
  });
});

function asWords(details: fc.RunDetails<[Step[]]>): void {
  if (!details.failed) return;
  const { counterexample, numRuns, seed: used, errorInstance } = details;
  const steps = counterexample === null ? "interrupted" : inWords(counterexample[0]);
  throw new Error(`after ${numRuns} runs of seed ${used}:\n${steps}\n${String(errorInstance)}`, {
    cause: errorInstance,
  });
}

async function live(all: readonly Step[]): Promise<void> {
  const world = await World.open({
    startHost: startTwin,
    operationMilliseconds: 20,
    redstor: { readings: { "subscription.idOnConversion": "changes" } },
  });
  try {
    const [model, stack] = [new Model(), new ProgramStack(world)];
    for (const { changes, fault } of all) {
      model.nextStep();
      for (const { happen } of changes) happen({ model, stack, world });
      if (fault !== undefined) {
        world.emulator.faults.add(fault);
        await stack.up(model.program).catch(() => undefined);
        world.emulator.faults.clear();
      }
      await stack.up(model.program);
      assert.deepEqual(held(world, model, stack), model.held);
      assert.deepEqual(await stack.preview(model.program), []);
    }
  } finally {
    await world.close();
  }
}

/** All that the vendors hold, in the model's words. */
function held({ emulator: { eset, redstor } }: World, model: Model, stack: ProgramStack): string[] {
  const numberOf = new Map([
    ...[...model.customers].map(([number, { resource }]) => [stack.idOf(resource), number] as const),
    ...[...model.backups.keys()].map((number) => [stack.idOf(`backup ${number}`), number] as const),
  ]);
  const customers = eset.companies().filter(({ type }) => type === 1007);
  const exists = (id: string) => customers.some((customer) => customer.id === id);
  return [
    ...customers.map(
      ({ name, status, tags, customIdentifier }) =>
        `${name}: ${status} [${[...tags].sort().join()}] ${customIdentifier ?? ""}`,
    ),
    ...eset
      .licenses()
      .filter(({ customerId }) => exists(customerId))
      .map(({ customerId, productCode, quantity, trial, suspended }) => {
        const key = keyOf(numberOf.get(customerId) ?? -1, productCode);
        if (model.leftOver.has(key)) return `${key}: left over`;
        return `${key}: ${quantity} ${trial ? "trial" : "full"}${suspended ? " suspended" : ""}`;
      }),
    ...redstor
      .companies()
      .filter(({ parentCompanyId }) => parentCompanyId !== null)
      .map(({ companyName, isEnabled }) => `${companyName}: ${isEnabled ? "enabled" : "disabled"}`),
    ...redstor
      .subscriptions()
      .filter(({ isActive }) => isActive)
      .map(
        ({ companyId, productId, trialStatus }) =>
          `${keyOf(numberOf.get(companyId) ?? -1, productId)}: ${trialStatus === "Trial" ? "trial" : "full"}`,
      ),
  ].sort();
}
