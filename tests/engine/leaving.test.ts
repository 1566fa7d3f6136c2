/** A customer's life in files: what it is called, who looks after it, and how it leaves. Nothing goes that its file did not let go. */
import assert from "node:assert/strict";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { withCommand } from "./driftCommand";
import { EngineWorld, fails, type Run, type Stack, succeeds } from "./engine";

const bakery = `name: Example Bakery
eset:
  licenses:
    endpoint: { productCode: "2015", quantity: 10 }
    mail: { productCode: "211", quantity: 5 }
redstor:
  subscriptions:
    m365: { productId: 4, editionId: 5 }
`;
const jane = `email: jane@msp.example
firstName: Jane
lastName: Doe
countryCode: SVK
`;

describe("a customer in files", () => {
  const world = EngineWorld.forEachTest();

  async function fleet(files: Readonly<Record<string, string>>): Promise<Stack> {
    const stack = await world.stack("");
    const folders = new Set(Object.keys(files).map((file) => file.split("/")[0] ?? ""));
    for (const folder of folders) mkdirSync(join(stack.project, folder));
    for (const [file, text] of Object.entries(files)) stack.write(file, text);
    stack.write(
      "index.js",
      `const msp = require("pulumi-msp");
      const tenants = msp.loadTenants("tenants");
      ${folders.has("users") ? 'msp.loadUsers("users", tenants);' : ""}\n`,
    );
    succeeds(await stack.up());
    world.calls();
    return stack;
  }
  const remove = (stack: Stack, file: string): void => {
    rmSync(join(stack.project, file));
  };
  const isAsDeclared = async (stack: Stack): Promise<void> => {
    assert.deepEqual(succeeds(await stack.preview({ flags: ["--expect-no-changes"] })).changes, []);
    world.calls();
  };

  it("gets another product in place, under the same key, and is told which products there are where ESET cannot", async () => {
    const stack = await fleet({ "tenants/bakery.yaml": bakery });
    const before = world.licenses.map(({ publicLicenseKey }) => publicLicenseKey);
    stack.write("tenants/bakery.yaml", bakery.replace('"2015"', '"2018"'));
    assert.deepEqual(succeeds(await stack.preview()).changes, ["update bakery/eset/endpoint"]);
    succeeds(await stack.up());
    assert.deepEqual(world.changes(), ["License/ChangeProduct"]);
    assert.deepEqual(
      world.licenses.map(({ publicLicenseKey }) => publicLicenseKey),
      before,
    );
    await isAsDeclared(stack);

    stack.write("tenants/bakery.yaml", bakery.replace('"2015"', '"350"'));
    fails(await stack.up(), "It can become 2015. For product 350, declare a licence beside it, which is an order.");
    stack.write(
      "tenants/bakery.yaml",
      bakery.replace('"2015"', '"211"').replace('"211", quantity: 5', '"2018", quantity: 5'),
    );
    fails(await stack.preview(), "cannot be swapped: the vendor has each only once");
  });

  it("is the same one under another file's name and other keys, and so is its user", async () => {
    const stack = await fleet({
      "tenants/bakery.yaml": bakery,
      "users/jane.yaml": `${jane}access: { bakery: Write }\n`,
    });
    assert.equal(Object.keys(stack.held).length, 6);
    const ids = () => Object.values(stack.held).map(({ id }) => id);
    const before = ids().sort();
    remove(stack, "tenants/bakery.yaml");
    remove(stack, "users/jane.yaml");
    stack.write(
      "tenants/bread.yaml",
      `formerly: bakery\n${bakery.replace("endpoint: {", "suite: { formerly: endpoint,").replace("m365: {", "office: { formerly: [m365, o365],")}`,
    );
    stack.write("users/jane-doe.yaml", `${jane}formerly: jane\naccess: { bread: Write }\n`);
    assert.deepEqual(succeeds(await stack.preview()).changes, []);
    succeeds(await stack.up());
    assert.deepEqual(world.changes(), []);
    assert.deepEqual(Object.keys(stack.held).sort(), [
      "bread/eset",
      "bread/eset/mail",
      "bread/eset/suite",
      "bread/redstor",
      "bread/redstor/office",
      "users/jane-doe",
    ]);
    assert.deepEqual(ids().sort(), before);
    stack.write("tenants/bread.yaml", bakery.replace("endpoint:", "suite:").replace("m365:", "office:"));
    stack.write("users/jane-doe.yaml", `${jane}access: { bread: Write }\n`);
    await isAsDeclared(stack);
  });

  it("does not leave by the loss of its file, nor by what Pulumi says to do then: neither with its guard unprotected, nor with all of it", async () => {
    const stack = await fleet({ "tenants/bakery.yaml": bakery, "tenants/brewery.yaml": "name: Brewery\neset: {}\n" });
    const { held, guards } = stack;
    const { objects } = world;
    const nothingIsLost = (run: Run, ...says: (string | RegExp)[]): void => {
      fails(run, ...says);
      assert.deepEqual(stack.held, held);
      assert.deepEqual(world.objects, objects);
      assert.deepEqual(world.changes(), []);
    };
    remove(stack, "tenants/bakery.yaml");
    const refused = await stack.up();
    nothingIsLost(refused, "bakery/eset/set protect false in its file first");
    const [advice = ""] = /pulumi state unprotect '[^']+'/.exec(refused.text) ?? assert.fail(refused.text);
    succeeds(await stack.copied(`${advice} --yes`));
    const remedy = "bakery is not removed from";
    const told = await stack.up();
    nothingIsLost(told, remedy, /set protect: false in its file, run "pulumi up", then remove the file/);
    for (const guard of guards) succeeds(await stack.run(["state", "unprotect", guard, "--yes"]));
    const list = [
      /bakery\/eset: An ESET customer "Example Bakery" is deleted, with all that it holds/,
      /bakery\/eset\/endpoint: An ESET licence of product 2015 .*, 10 seats, is deleted, .*like its company/,
      /bakery\/redstor: .* is disabled, and stays with what it holds/,
    ];
    nothingIsLost(await stack.run(["up", "--yes", "--skip-preview", "--continue-on-error"]), remedy, ...list);
    succeeds(await stack.run(["state", "unprotect", "--all", "--yes"]));
    nothingIsLost(await stack.up(), remedy, ...list);
    nothingIsLost(await stack.destroy(), "is not removed from");

    stack.write("tenants/bakery.yaml", bakery);
    succeeds(await stack.up());
    await isAsDeclared(stack);
  });

  it("leaves when its file lets it go, each vendor as its policy says, and the run says what becomes of it", async () => {
    const leaving = `protect: false\n${bakery.replace("eset:\n", "eset:\n  deletionPolicy: suspend\n")}`;
    const stack = await fleet({ "tenants/bakery.yaml": leaving, "tenants/brewery.yaml": "name: Brewery\neset: {}\n" });
    remove(stack, "tenants/bakery.yaml");
    const run = succeeds(await stack.up());
    assert.deepEqual(world.changes().sort(), ["Company/Suspend", "companies/{companyId}/disable"]);
    assert.match(run.text, /bakery leaves ESET:/);
    assert.match(run.text, /bakery\/eset\/mail: .*product 211.* is suspended; .*like its company/);
    assert.match(run.text, /bakery\/redstor\/m365: .* is disabled, and stays with what it holds, like its company/);
    assert.deepEqual(Object.keys(stack.held), ["brewery/eset"]);

    const back = /npx --no (pulumi-msp inventory --customer \S+)/.exec(run.text)?.[1] ?? assert.fail(run.text);
    succeeds(await stack.copied(back, withCommand(stack)));
    const again = readFileSync(join(stack.project, "tenants/example-bakery.yaml"), "utf8");
    assert.match(again, /deletionPolicy: retain/);
    assert.match(again, /productCode: "2015", quantity: 10/);
  });

  it("is not deleted with what no file declares: that is looked for before anything goes", async () => {
    const leaving = `protect: false\n${bakery.replace("redstor:\n", "redstor:\n  deletionPolicy: delete\n")}`;
    const stack = await fleet({ "tenants/bakery.yaml": leaving, "tenants/brewery.yaml": "name: Brewery\neset: {}\n" });
    const { eset, redstor } = world.emulator;
    eset.portal.orderLicense({ customerId: stack.held["bakery/eset"]?.id ?? "", productCode: "350", quantity: 3 });
    redstor.portal.createSubscription({ companyId: stack.held["bakery/redstor"]?.id ?? "", productId: 130 });
    const { held } = stack;
    const { objects } = world;
    remove(stack, "tenants/bakery.yaml");
    const refused = fails(await stack.up(), "take along what no file declares:");
    assert.match(refused.text, /ESET Inspect|product 130/);
    assert.deepEqual(stack.held, held);
    assert.deepEqual(world.objects, objects);
    assert.deepEqual(world.changes(), []);
  });

  it("that was to be kept is kept with all that it has, and the plan says so", async () => {
    const kept = `protect: false\n${bakery.replace("eset:\n", "eset:\n  deletionPolicy: retain\n").replace("redstor:\n", "redstor:\n  deletionPolicy: retain\n")}`;
    const mail = kept.replace(
      'mail: { productCode: "211", quantity: 5 }',
      'mail: { productCode: "211", quantity: 5, deletionPolicy: suspend }',
    );
    const stack = await fleet({ "tenants/bakery.yaml": mail, "tenants/brewery.yaml": "name: Brewery\neset: {}\n" });
    remove(stack, "tenants/bakery.yaml");
    const plan = succeeds(await stack.preview({ flags: ["--diff"] }));
    assert.equal(plan.text.match(/\[retain\]/g)?.length, 4, plan.text);
    const run = succeeds(await stack.up());
    assert.deepEqual(world.changes(), ["License/Suspend"]);
    assert.match(run.text, /bakery\/eset: .* stays as it is, and is billed/);
    assert.deepEqual(Object.keys(stack.held), ["brewery/eset"]);
  });
});
