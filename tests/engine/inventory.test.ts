/** A live estate taken over in one go: what inventory writes, the engine imports, and then finds nothing to change. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Emulator } from "../../emulator";
import { EngineWorld, nativePlugin, root, succeeds } from "./engine";

const command = join(root, "dist/cli/index.js");

describe("pulumi-msp inventory, then pulumi import", () => {
  const world = EngineWorld.forEachTest({ redstor: { readings: { "subscription.removed": "removed" } } });

  it("takes over 220 customers of both vendors with everything odd in them, and neither preview nor refresh finds a change", async () => {
    const { customers, companies } = seed(world.emulator);
    const stack = await world.stack("");
    stack.write("index.js", 'require("pulumi-msp").loadTenants("tenants");\n');
    const before = JSON.stringify(world.emulator.snapshot());

    const { stdout } = await promisify(execFile)(process.execPath, [command, "inventory", "--json"], {
      cwd: stack.project,
      env: stack.environment,
      maxBuffer: 64 * 1024 * 1024,
    });
    const result = JSON.parse(stdout) as { tenants: unknown[]; mistakes: unknown[]; notInAFile: { type: string }[] };
    assert.deepEqual(result.mistakes, []);
    const leftOut = result.notInAFile.map(({ type }) => type).filter((type) => type !== "eset:User");
    assert.deepEqual(leftOut, ["redstor:Subscription"], "the removed one");

    const importing = ["import", "--file", "import.json", "--yes", "--skip-preview"];
    // the state is written once, at the end, instead of at every resource: as docs/inventory.md says
    const once = { PULUMI_EXPERIMENTAL: "true", PULUMI_SKIP_CHECKPOINTS: "true" };
    succeeds(await stack.run([...importing, "--generate-code=false", "--protect=false"], once));
    const held = Object.values(stack.held);
    const count = (type: string) => held.filter((one) => one.type === `pulumi-nodejs:dynamic/${type}`).length;
    assert.deepEqual([count("eset:Customer"), count("redstor:Company")], [customers, companies]);
    assert.ok(held.every(({ notes }) => notes["adopted"] === true));

    assert.deepEqual(succeeds(await stack.preview({ flags: ["--expect-no-changes"] })).changes, []);
    const refreshing = ["--refresh", "--run-program", "--expect-no-changes"];
    assert.deepEqual(succeeds(await stack.preview({ flags: refreshing })).changes, []);
    assert.equal(JSON.stringify(world.emulator.snapshot()), before, "nothing was changed at the vendors");
  });

  it("takes customers over into a YAML program, with --native", async () => {
    const { eset, redstor } = world.emulator;
    const { id } = eset.portal.createCustomer({ name: "Example Bakery", email: "it@bakery.example" });
    eset.portal.orderLicense({ customerId: id, productCode: "2015", quantity: 10 });
    const { companyId } = redstor.portal.createCompany({ companyName: "Example Bakery" });
    redstor.portal.createSubscription({ companyId, productId: 4 });
    const stack = await world.stack("");
    const component = "type: msp:index:Tenants, properties: { folder: tenants }";
    const program = `resources:\n  fleet: { ${component} }\n`;
    stack.write("Pulumi.yaml", `name: tenants\nruntime: yaml\n${nativePlugin}${program}`);

    world.changes();
    const names = ["--customer", "Example Bakery", "--native"];
    await promisify(execFile)(process.execPath, [command, "inventory", ...names], {
      cwd: stack.project,
      env: stack.environment,
    });
    const importing = ["import", "--file", "import.json", "--yes", "--skip-preview"];
    succeeds(await stack.run([...importing, "--generate-code=false", "--protect=false"]));
    const held = Object.values(stack.held);
    assert.deepEqual(
      held.map(({ type, notes }) => [type, notes["adopted"]]).sort(),
      ["eset:Customer", "eset:License", "redstor:Company", "redstor:Subscription"].map((type) => [`msp:${type}`, true]),
    );
    assert.equal(stack.guards.length, 2);
    assert.deepEqual(succeeds(await stack.up()).changes, [], "only the component is new");
    for (const flags of [["--expect-no-changes"], ["--refresh", "--run-program", "--expect-no-changes"]])
      assert.deepEqual(succeeds(await stack.preview({ flags })).changes, []);
    assert.deepEqual(world.changes(), [], "nothing is sent to the vendors that changes them");
  });
});

/** Customers of every odd kind, again and again. */
function seed({ eset, redstor }: Emulator): { customers: number; companies: number } {
  const odd = [
    "yes",
    "1e3",
    "- a",
    "a: b",
    "../../x",
    "🥨",
    "# c",
    "'q\"",
    "two\nlines",
    "株式会社",
    "Žofia & Söhne",
    "null",
  ];
  const customers = 220;
  for (let n = 0; n < customers; n++) {
    const name =
      n % 4 === 0 ? `${odd[(n / 4) % odd.length] ?? ""} ${n}`.replace(/ \d+$/, n < 48 ? "" : " $&") : `Customer ${n}`;
    const { id } = eset.portal.createCustomer({
      name,
      ...(n % 2 === 0 ? { email: `IT${n}@Customer.example` } : {}),
      ...(n % 3 === 0 ? { tags: ["gold", "no", " spaced "].slice(0, 1 + (n % 3)) } : {}),
      ...(n % 5 === 0 ? { customIdentifier: n % 2 === 0 ? "shared" : `CRM-${n}`, comment: "first\nsecond: x\n" } : {}),
      ...(n % 7 === 0 ? { address: { city: "Ōsaka", zipCode: "0123", streetAddress: "", state: null } } : {}),
      ...(n % 11 === 0 ? { vatId: "12", description: "" } : {}),
    });
    const order = (productCode: string, more: object = {}) =>
      eset.portal.orderLicense({ customerId: id, productCode, quantity: 1 + n, ...more });
    if (n % 3 === 0) order("2015");
    if (n % 6 === 1) order("107", { suspended: true });
    if (n % 6 === 2) order("2018", { trial: true, trialExtensions: n % 3 });
    if (n % 6 === 4) order("107", { trial: true, trialExpiration: "2024-05-01T00:00:00Z" });
    if (n % 6 === 5) order("211", { usage: 5000 });
    if (n % 10 === 3) eset.portal.updateCompany(id, { status: "suspended" });
  }
  const { portal } = redstor;
  const reseller = portal.createCompany({ companyName: "Reseller", type: "Partner" });
  let companies = 1;
  const company = (companyName: string, more: object = {}) => {
    companies++;
    return portal.createCompany({ companyName, ...more }).companyId;
  };
  for (let n = 1; n < 20; n += 2) {
    const companyId = company(`Customer ${n}`, n % 3 === 0 ? { parentCompanyId: reseller.companyId } : {});
    portal.createSubscription({ companyId, productId: 4, trial: n % 4 === 1 });
    if (n % 5 === 0) portal.updateCompany(companyId, { isEnabled: false });
  }
  const twice = { parentCompanyId: reseller.companyId };
  company("Customer 2");
  const expired = company("Customer 2", twice);
  const trial = portal.createSubscription({ companyId: expired, productId: 130, trial: true });
  portal.expireTrial(expired, trial.subscriptionId);
  const removed = portal.createSubscription({ companyId: expired, productId: 4 });
  portal.removeSubscription(expired, removed.subscriptionId);
  return { customers, companies };
}
