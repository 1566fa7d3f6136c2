/** The limits of a run, on the engine: it stops before the first call that is too much, and the next run goes on. */
import assert from "node:assert/strict";
import { runs } from "./driftCommand";
import { EngineWorld, fails, succeeds } from "./engine";

/** Ten customers with five seats each. */
const customers = `
  for (let n = 0; n < 10; n++) {
    const customer = new eset.Customer("customer-" + n, { name: "Customer " + n });
    new eset.License("seats-" + n, { customerId: customer.id, productCode: "2015", quantity: 5 });
  }`;

describe("the limits of a run", () => {
  const world = EngineWorld.forEachTest();

  it("stop an up before the first order that is too much; the next one, with a higher limit, orders the rest", async () => {
    const stack = await world.stack(customers);
    succeeds(await stack.run(["config", "set", "msp:mostNewSeats", "27"]));
    const plan = await runs(world, stack, ["plan"]);
    assert.equal(plan.code, 1, plan.output);
    assert.match(plan.output, /50 new seats, msp:mostNewSeats allows 27: the run will stop/);

    fails(
      await stack.up(),
      /An ESET licence of product 2015 for customer \S+ is not ordered: nothing of it was sent/,
      "come to 30 new seats, and msp:mostNewSeats allows 27",
      "pulumi config set msp:mostNewSeats",
    );
    assert.deepEqual([world.applied("License/Order"), world.licenses.length], [5, 5]);

    succeeds(await stack.run(["config", "set", "msp:mostNewSeats", "50"]));
    succeeds(await stack.up());
    assert.deepEqual([world.applied("License/Order"), world.licenses.length, world.customers.length], [10, 10, 10]);
  });

  it("stop a destroy before the first removal that is too much; what is left goes in another run", async () => {
    const stack = await world.stack(customers);
    succeeds(await stack.up());
    const destroy = (most: string, ...flags: string[]) =>
      stack.run(["destroy", "--yes", "--skip-preview", ...flags], { MSP_MOST_REMOVALS: most });
    fails(await destroy("3"), /is not removed: nothing of it was sent/, "and msp:mostRemovals allows 3");
    assert.deepEqual([world.applied("License/Suspend"), world.applied("Company/Delete")], [3, 0]);

    // in the configuration, for a destroy that runs the program
    succeeds(await stack.run(["config", "set", "msp:mostRemovals", "2"]));
    fails(await destroy("20", "--run-program"), "msp:mostRemovals allows 2", "only with --run-program");
    assert.deepEqual([world.applied("License/Suspend"), world.applied("Company/Delete")], [5, 0]);
    succeeds(await stack.run(["config", "rm", "msp:mostRemovals"]));
    succeeds(await destroy("15", "--run-program"));
    assert.deepEqual([world.applied("License/Suspend"), world.applied("Company/Delete")], [10, 10]);
    assert.deepEqual(stack.held, {});
  });

  it("that are no numbers stop preview, up and destroy before anything is sent", async () => {
    const stack = await world.stack(customers);
    succeeds(await stack.run(["config", "set", "msp:mostNewSeats", "many"]));
    for (const run of [await stack.preview(), await stack.up()]) {
      fails(run, 'msp:mostNewSeats is "many", but must be a whole number, 0 or more.');
    }
    succeeds(await stack.run(["config", "rm", "msp:mostNewSeats"]));
    fails(await stack.up({ variables: { MSP_MOST_REMOVALS: "-1" } }), 'MSP_MOST_REMOVALS is "-1"');
    assert.deepEqual(world.calls(), []);
    succeeds(await stack.up());
    world.calls();
    fails(await stack.run(["destroy", "--yes", "--skip-preview"], { MSP_MOST_REMOVALS: "few" }), '"few"');
    assert.deepEqual(world.calls(), []);
  });
});
