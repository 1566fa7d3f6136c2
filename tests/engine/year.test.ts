/**
 * A year of the example's 25 customers. After each change the calls are those of the vendor's manual, no more and no others, and the
 * preview is empty.
 */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cpSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { drift, exceptions, lines, reported } from "./driftCommand";
import { EngineWorld, root, type Stack, succeeds } from "./engine";

const command = join(root, "dist/cli/index.js");

describe("a year of the fleet", () => {
  const world = EngineWorld.forEachTest();
  let stack: Stack;

  const file = (name: string) => join(stack.project, "tenants", `${name}.yaml`);
  const edit = (name: string, from: string, to: string): void => {
    const text = readFileSync(file(name), "utf8");
    assert.ok(text.includes(from), `${name}: ${from}`);
    writeFileSync(file(name), text.replace(from, to));
  };
  /** Updates, then looks that nothing is left to do. */
  async function applies(what: string, ...expected: string[]): Promise<string> {
    const run = succeeds(await stack.up());
    assert.deepEqual(world.changes(), expected.sort(), what);
    succeeds(await stack.preview({ flags: ["--expect-no-changes"] }));
    assert.deepEqual(world.changes(), [], what);
    return run.text;
  }
  const times = (number: number, call: string): string[] => Array<string>(number).fill(call);

  it("from onboarding to leaving", async () => {
    const { eset, redstor } = world.emulator;
    stack = await world.project({ typescript: true });
    for (const name of ["Pulumi.yaml", "index.ts", "tsconfig.json", "tenants", "users"]) {
      cpSync(join(root, "examples/tenants", name), join(stack.project, name), { recursive: true });
    }
    succeeds(await stack.run(["stack", "init", "test"]));
    await applies(
      "onboarding",
      ...times(23, "Company/Create/customer"),
      ...times(36, "License/Order"),
      ...times(2, "License/Suspend"),
      ...times(3, "User/Create"),
      ...times(16, "companies/{companyId}/customers"),
      ...times(16, "companies/{companyId}/subscriptions"),
      ...times(5, "companies/{companyId}/subscriptions/trial"),
    );

    edit("bakery", '"2015", quantity: 10', '"2015", quantity: 14');
    await applies("seats", "License/UpdateQuantity");
    edit("florist", 'productCode: "2015"', 'productCode: "2018"');
    await applies("another product", "License/ChangeProduct");
    edit("bookshop", ", type: trial", "");
    edit("vet-green", ", mode: trial", "");
    await applies(
      "trials become full",
      "License/ConvertToFull",
      "companies/{companyId}/subscriptions/{subscriptionId}/trial/convert",
    );

    renameSync(file("museum"), file("museum-of-toys"));
    edit("museum-of-toys", "\nname:", "\nformerly: museum\nname:");
    edit("gym-iron", "endpoint: {", "clients: { formerly: endpoint,");
    await applies("another name of a file, and of a licence");

    edit("hotel-alpine", "eset:\n", "eset:\n  suspended: true\n");
    await applies("unpaid", "Company/Suspend");
    edit("hotel-alpine", "eset:\n  suspended: true\n", "eset:\n");
    await applies("paid", "Company/Unsuspend", "License/Suspend");

    const id = (name: string) => stack.held[name]?.id ?? "";
    eset.portal.updateLicense(id("bakery/eset/protect"), { quantity: 25 });
    eset.portal.updateLicense(id("town-hall/eset/protect"), { quantity: 99 });
    world.changes();
    const ignore = exceptions(
      stack,
      "{ resource: town-hall/eset/protect, property: quantity, reason: the customer asked for it, until: 2999-12-31 }",
    );
    assert.deepEqual(lines(await reported(world, stack, 7, ...ignore)), [
      "Example Bakery: changed bakery/eset/protect quantity 14 !== 25",
    ]);
    edit("town-hall", "quantity: 64", "quantity: 99");
    succeeds(await stack.upWithRefresh());
    assert.deepEqual(
      world.changes(),
      ["License/UpdateQuantity"],
      "one change of the portal is repaired, one is in the file now",
    );
    assert.equal((await drift(world, stack, exceptions(stack))).code, 0);
    world.changes();

    edit("bakery", "\nname:", "\nprotect: false\nname:");
    edit("clinic-st-anna", "\nname:", "\nprotect: false\nname:");
    edit("clinic-st-anna", "eset:\n", "eset:\n  deletionPolicy: suspend\n");
    edit("clinic-st-anna", "redstor:\n", "redstor:\n  deletionPolicy: delete\n");
    edit("dentist-lee", "\nname:", "\nprotect: false\nname:");
    edit("dentist-lee", "eset:\n", "eset:\n  deletionPolicy: retain\n");
    edit("dentist-lee", "redstor:\n", "redstor:\n  deletionPolicy: retain\n");
    await applies("may leave");
    for (const name of ["bakery", "clinic-st-anna", "dentist-lee"]) rmSync(file(name));
    const peter = join(stack.project, "users/peter-kral.yaml");
    writeFileSync(peter, readFileSync(peter, "utf8").replace(/access: .*/, "access: { pharmacy-sun: Write }"));
    rmSync(join(stack.project, "users/audit-st-anna.yaml"));
    const said = await applies(
      "three leave",
      ...times(2, "Company/Suspend"),
      "Company/Delete",
      "companies/{companyId}",
      ...times(2, "companies/{companyId}/subscriptions/{subscriptionId}"),
      "companies/{companyId}/disable",
      ...times(4, "User/Update"), // what a user may do with single customers is taken away first, then all is said anew
    );
    assert.match(said, /dentist-lee\/eset\/protect: .* stays as it is, and is billed/);

    const customerId = eset.portal.createCustomer({ name: "By hand" }).id;
    eset.portal.orderLicense({ customerId, productCode: "2015", quantity: 3 });
    redstor.portal.createCompany({ companyName: "By hand" });
    world.changes();
    const environment = { cwd: stack.project, env: stack.environment };
    await promisify(execFile)(process.execPath, [command, "inventory", "--customer", "By hand"], environment);
    const importing = ["import", "--file", "import.json", "--yes", "--skip-preview"];
    succeeds(await stack.run([...importing, "--generate-code=false", "--protect=false"]));
    await applies("taken over");
    edit("by-hand", "\nname:", "\nprotect: false\nname:");
    await applies("may leave");
    rmSync(file("by-hand"));
    await applies("leaves, and is kept");
    assert.equal(eset.licenses().filter((one) => one.customerId === customerId && !one.suspended).length, 1);
  });
});
