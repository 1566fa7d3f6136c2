/** The pack of examples/policy on the engine: what it stops, when, and what it cannot see. */
import assert from "node:assert/strict";
import { EngineWorld, fails, type Run, succeeds } from "./engine";
import { guarded } from "./policyPack";

/** What was stopped: rule and resource, as the engine prints them. */
const violations = ({ text }: Run): string[] =>
  [...text.matchAll(/^ +- \[mandatory\] +(\S+) +\(\S+: (\S+)\)$/gm)]
    .map(([, rule, name]) => `${rule ?? ""} ${name ?? ""}`)
    .sort();

const tenant = (name: string, seats: number): string => `
  new msp.Tenant("${name}", {
    name: "${name}",
    eset: { customIdentifier: "CRM-1", licenses: { endpoint: { productCode: "2015", quantity: ${seats} } } },
    redstor: { subscriptions: { m365: { productId: 4, editionId: 5 } } },
  });`;
const program = (...tenants: string[]): string => `const msp = require("pulumi-msp");\n${tenants.join("\n")}\n`;

describe("the guard rails, on the engine", function () {
  const world = EngineWorld.forEachTest();

  for (const host of ["dynamic", "native"] as const) {
    it(`stop a preview with everything that is wrong, for both vendors, on the ${host} host`, async () => {
      const stack = await world.stack("");
      const wrong = `
        const { id } = new eset.Customer("bakery", { name: "Bakery" }, { protect: true });
        new eset.License("many", { customerId: id, productCode: "2015", quantity: 1000 });
        new eset.License("trial", { customerId: id, productCode: "310", quantity: 1, type: "trial" });
        const { companyId } = new redstor.Company("open", { name: "Bakery" });
        new redstor.Subscription("backups", { companyId, productId: 4, editionId: 5, mode: "trial" });`;
      if (host === "native") stack.nativeProgram(wrong);
      else stack.program(wrong);
      const run = await stack.preview({ flags: guarded(stack, { "no-trials-in-production": { stacks: "^test$" } }) });
      fails(run);
      assert.deepEqual(violations(run), [
        "customer-identifier bakery",
        "most-seats many",
        "no-trials-in-production backups",
        "no-trials-in-production trial",
        "removal open",
      ]);
    });
  }

  it("stop seats from being cut and customers from being removed, until it is said to be meant", async () => {
    const stack = await world.stack("");
    const meant = { "seat-cut": { allowed: { "bakery/eset/endpoint": 4 } }, removal: { leaving: ["brewery"] } };
    stack.write("index.js", program(tenant("bakery", 10), tenant("brewery", 10)));
    succeeds(await stack.up());

    // unprotected first: or the engine itself refuses the removal
    const unprotected = tenant("brewery", 10).replace("name:", "protect: false, name:");
    stack.write("index.js", program(tenant("bakery", 4), unprotected));
    // with its preview, which says everything: an update that makes none stops at the first thing
    const stopped = fails(await stack.run(["up", "--yes", ...guarded(stack, {})]));
    assert.deepEqual(violations(stopped), [
      "removal brewery/eset",
      "removal brewery/redstor",
      "seat-cut bakery/eset/endpoint",
    ]);
    assert.deepEqual(
      world.licenses.map(({ quantity }) => quantity),
      [10, 10],
    );
    succeeds(await stack.up({ flags: guarded(stack, meant) }));
    assert.deepEqual(world.licenses.map(({ quantity }) => quantity).sort(), [10, 4]);

    stack.write("index.js", program(tenant("bakery", 4)));
    const removed = fails(await stack.preview({ flags: guarded(stack, {}) }));
    assert.match(removed.text, /eset:Customer brewery\/eset is removed/);
    assert.match(removed.text, /redstor:Company brewery\/redstor is removed/);
    assert.equal(violations(removed).length, 2, removed.text);
    succeeds(await stack.preview({ flags: guarded(stack, meant) }));
  });
});
