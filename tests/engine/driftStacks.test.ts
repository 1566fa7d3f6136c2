/** `pulumi-msp drift --all-stacks`: one report of all stacks of a project, from one look at the vendors' lists. */
import assert from "node:assert/strict";
import { drift, exceptions, lines } from "./driftCommand";
import type { Report } from "../../cli/drift/finding";
import { EngineWorld, succeeds } from "./engine";

describe("pulumi-msp drift --all-stacks", () => {
  const world = EngineWorld.forEachTest();

  it("reports each stack's drift, what no stack holds, and first of all the stack that could not be looked at", async () => {
    const program = (broken = "") => `
      const { getStack } = require("@pulumi/pulumi");
      const stack = getStack();
      if (stack === "north") {
        const bakery = new eset.Customer("bakery", { name: "Bakery" });
        new eset.License("seats", { customerId: bakery.id, productCode: "2015", quantity: 10 });
      }
      if (stack === "south") new redstor.Company("backups", { name: "Bakery" });
      if (stack === "test") {
        ${broken}
        new eset.Customer("shop", { name: "Shop" });
      }`;
    const stack = await world.stack(program());
    const ignore = [...exceptions(stack), "--quiet"];
    for (const name of ["north", "south", "test"]) {
      if (name !== "test") succeeds(await stack.run(["stack", "init", name, "--no-select"]));
      succeeds(await stack.up({ flags: ["--stack", name] }));
    }
    const { eset, redstor } = world.emulator;
    eset.portal.updateLicense(world.licenses[0]?.publicLicenseKey ?? "", { quantity: 12 });
    redstor.portal.updateCompany(world.backupCompanies[0]?.companyId ?? "", { isEnabled: false });
    eset.portal.createCustomer({ name: "By hand" });
    const look = async (code: number, ...args: string[]): Promise<{ report: Report; errors: string }> => {
      const run = await drift(world, stack, ["--all-stacks", "--format", "json", ...ignore, ...args]);
      assert.equal(run.code, code, run.errors);
      return { report: JSON.parse(run.output) as Report, errors: run.errors };
    };
    const found = [
      "Bakery: changed backups enabled true !== false",
      "Bakery: changed seats quantity 10 !== 12",
      "By hand: unmanaged By hand",
    ];

    world.calls();
    const { report } = await look(7);
    assert.deepEqual(lines(report), found);
    const calls = world.calls();
    for (const list of [
      "Company/Descendants",
      "Search/Licenses",
      "Company/Users",
      "companies/{companyId}/customers/transitive",
    ]) {
      assert.equal(
        calls.filter((call) => call === list).length,
        1,
        `${list} is read once for all stacks: ${calls.join()}`,
      );
    }
    const stackOf = (name: string) =>
      report.customers.flatMap((one) => one.drift).find((one) => [one.resource, one.name].includes(name))?.stack;
    assert.deepEqual(["seats", "backups", "By hand"].map(stackOf), ["north", "south", undefined]);
    assert.deepEqual(report.stacks, [
      { name: "north", objects: 2 },
      { name: "south", objects: 1 },
      { name: "test", objects: 1 },
    ]);
    assert.equal((await stack.run(["stack", "--show-name"])).text.trim(), "test", "what is selected stays so");

    // what the stack holds that cannot be looked at is somebody's all the same
    stack.program(program('throw new Error("the key is missing");'));
    const failing = await look(1);
    assert.deepEqual(lines(failing.report), found);
    const [first] = failing.report.stacks;
    assert.ok(first !== undefined && "failed" in first && first.name === "test");
    assert.match(first.failed, /the key is missing/);
    assert.match(failing.errors, /^It cannot be told whether there is drift\.\nStack test: [^]*the key is missing/);
    const both = await drift(world, stack, ["--all-stacks", "--stack", "north"]);
    assert.equal(both.code, 1);
    assert.match(both.errors, /'--stack <name>' cannot be used with option '--all-stacks'/);
  });
});
