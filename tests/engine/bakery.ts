/** The one customer that examples/yaml and examples/python declare, from the first update to the last. */
import assert from "node:assert/strict";
import { type EngineWorld, type Stack, succeeds } from "./engine";

export async function livesAsDeclared(world: EngineWorld, stack: Stack): Promise<void> {
  succeeds(await stack.up());
  assert.deepEqual(JSON.parse(succeeds(await stack.run(["stack", "output", "--json"])).text), {
    name: "Example Bakery",
    key: world.licenses[0]?.publicLicenseKey,
  });
  assert.equal(world.emulator.redstor.subscriptions().length, 1);
  succeeds(await stack.preview({ flags: ["--expect-no-changes"] }));
  succeeds(await stack.drift());
  succeeds(await stack.destroy());
  assert.deepEqual(world.customers, []);
}
