/** The native provider on the real engine. */
import assert from "node:assert/strict";
import { EngineWorld, exits, fails, linkPackages, nativePlugin, succeeds } from "./engine";

interface Exported {
  readonly deployment: {
    readonly resources: readonly {
      readonly urn: string;
      readonly inputs: Readonly<Record<string, { readonly ciphertext?: string } | undefined>>;
    }[];
  };
}

describe("the native provider", () => {
  const world = EngineWorld.forEachTest();

  const bakery = `
    const bakery = new eset.Customer("bakery", { name: "Bakery", email: "it@bakery.example", tags: ["gold"] });
    new eset.License("seats", { customerId: bakery.id, productCode: "2015", quantity: 10 });`;

  it("makes what a program declares, finds what somebody changed, repairs it, and removes it", async () => {
    const stack = await world.stack("");
    stack.nativeProgram(bakery);
    assert.deepEqual(succeeds(await stack.preview()).changes, ["create bakery", "create seats"]);
    assert.deepEqual(world.calls(), [], "a preview asks nothing");
    assert.deepEqual(succeeds(await stack.up()).changes, ["created bakery", "created seats"]);
    assert.equal(stack.held["bakery"]?.type, "msp:eset:Customer");
    succeeds(await stack.preview({ flags: ["--expect-no-changes"] }));
    succeeds(await stack.drift());
    const [license] = world.licenses;
    assert.ok(license !== undefined);
    world.emulator.eset.portal.updateLicense(license.publicLicenseKey, { quantity: 12 });
    assert.match(exits(7, await stack.drift()).text, /quantity *: 12 => 10/);
    assert.deepEqual(succeeds(await stack.upWithRefresh()).changes, ["updated seats"]);
    assert.equal(world.licenses[0]?.quantity, 10);
    succeeds(await stack.destroy());
    assert.deepEqual(world.customers, []);
  });

  it("takes an object in by its id, with nothing to change, and keeps it when it is removed", async () => {
    const { portal } = world.emulator.eset;
    const { id } = portal.createCustomer({ name: "Bakery", email: "it@bakery.example", tags: ["gold"] });
    const stack = await world.stack("");
    stack.nativeProgram("");
    const imported = succeeds(
      await stack.run([
        "import",
        "msp:eset:Customer",
        "bakery",
        id,
        "--yes",
        "--skip-preview",
        "--protect=false",
        "--generate-code=false",
      ]),
    );
    assert.match(imported.text, /imported/);
    stack.nativeProgram(`
      new eset.Customer("bakery", { name: "Bakery", email: "it@bakery.example", tags: ["gold"], deletionPolicy: "retain" });`);
    succeeds(await stack.preview({ flags: ["--expect-no-changes"] }));
    succeeds(await stack.drift());
    world.calls();
    stack.nativeProgram("");
    succeeds(await stack.up());
    assert.deepEqual(stack.held, {});
    assert.deepEqual(world.changes(), []);
    assert.equal(world.customers.length, 1);
  });

  it("moves a stack there and back without a change and without a call", async () => {
    const stack = await world.stack(bakery);
    succeeds(await stack.up());
    world.calls();
    stack.nativeProgram(bakery);
    const over = succeeds(await stack.up());
    assert.deepEqual(over.changes, []);
    assert.deepEqual(world.calls(), []);
    assert.equal(stack.held["bakery"]?.type, "msp:eset:Customer");
    succeeds(await stack.drift());
    world.calls();
    stack.settings({});
    stack.program(bakery);
    const back = succeeds(await stack.up());
    assert.deepEqual(back.changes, []);
    assert.deepEqual(world.changes(), []);
    assert.equal(stack.held["bakery"].type, "pulumi-nodejs:dynamic/eset:Customer");
    succeeds(await stack.drift());
    succeeds(await stack.destroy());
    assert.deepEqual(world.customers, []);
  });

  it("answers functions, through the engine", async () => {
    const { id } = world.emulator.eset.portal.createCustomer({ name: "Bakery" });
    const stack = await world.stack("");
    stack.nativeProgram(`
      exports.found = eset.getCompanyByNameOutput({ name: "Bakery" }).id;
      exports.all = eset.getChildren().then((children) => children.map(({ name }) => name));`);
    succeeds(await stack.up());
    const outputs = JSON.parse(succeeds(await stack.run(["stack", "output", "--json"])).text) as object;
    assert.deepEqual(outputs, { found: id, all: ["Bakery"] });
  });

  it("says beside the property what is wrong, and makes nothing", async () => {
    const stack = await world.stack("");
    stack.nativeProgram(`new eset.Customer("bakery", { nam: "Bakery" });`);
    fails(await stack.up(), /property name .*is missing: give the company's name/, "Did you mean name?");
    assert.deepEqual(world.calls(), []);
  });

  it("has an account for each explicit provider, and refuses to move an object to one that does not see it", async () => {
    const { eset } = world.emulator;
    const other = eset.accounts.find(({ username }) => username === "manager@msp.example");
    const north = `
      const north = new msp.Provider("north", {
        esetUsername: "${other?.username ?? ""}", esetPassword: "${other?.password ?? ""}", esetRequestsPerSecond: 500,
      });`;
    const stack = await world.stack("");
    stack.nativeProgram(`${north}
      new eset.Customer("bakery", { name: "Bakery" });
      new eset.Customer("brewery", { name: "Brewery" }, { provider: north });
      exports.norths = eset.getChildren({}, { provider: north }).then((all) => all.map(({ name }) => name));`);
    succeeds(await stack.up());
    const parents = Object.fromEntries(world.customers.map(({ name, parentId }) => [name, parentId]));
    assert.equal(parents["Brewery"], other?.companyId);
    assert.notEqual(parents["Bakery"], other?.companyId);
    const { deployment } = JSON.parse(succeeds(await stack.export()).text) as Exported;
    const provider = deployment.resources.find(({ urn }) => urn.endsWith("::north"));
    assert.ok(provider?.inputs["esetPassword"]?.ciphertext !== undefined, "the password is encrypted");
    succeeds(await stack.preview({ flags: ["--expect-no-changes"] }));
    // Bakery is given to the other account, which sees nothing of it
    stack.nativeProgram(`${north}
      new eset.Customer("bakery", { name: "Bakery", tags: ["gold"] }, { provider: north });
      new eset.Customer("brewery", { name: "Brewery" }, { provider: north });`);
    world.changes();
    const { companyId: own } = eset.accounts[0] ?? { companyId: "" };
    fails(await stack.up(), `bakery`, own, other?.companyId ?? "");
    assert.deepEqual(world.changes(), []);
    succeeds(await stack.refresh());
    assert.equal(stack.held["bakery"]?.notes["account"], own, "it is still that of its own account");
  });

  it("has two accounts in the example, each with its own customer", async () => {
    const stack = await world.example("two-accounts");
    linkPackages(stack.project, { typescript: true });
    const accountOf = (name: string) =>
      world.emulator.eset.accounts.find(({ username }) => username === `${name}@msp.example`);
    const [north, south] = [accountOf("api"), accountOf("manager")];
    for (const [entity, account] of Object.entries({ north, south })) {
      succeeds(await stack.run(["config", "set", `${entity}Username`, account?.username ?? ""]));
      succeeds(await stack.run(["config", "set", "--secret", `${entity}Password`, account?.password ?? ""]));
    }
    succeeds(await stack.up());
    assert.deepEqual(Object.fromEntries(world.customers.map(({ name, parentId }) => [name, parentId])), {
      "Example Bakery": north?.companyId,
      "Example Brewery": south?.companyId,
    });
    succeeds(await stack.preview({ flags: ["--expect-no-changes"] }));
    succeeds(await stack.drift());
    succeeds(await stack.destroy());
    assert.deepEqual(world.customers, []);
  });

  it("takes no credential in plain text from the stack configuration, and warns of a key that looks misspelt", async () => {
    const stack = await world.stack("");
    stack.nativeProgram("");
    stack.write(
      "Pulumi.yaml",
      `name: tenants\nruntime: yaml\n${nativePlugin}resources:\n  bakery: { type: "msp:eset:Customer", properties: { name: Bakery } }\n`,
    );
    succeeds(await stack.run(["config", "set", "msp:esetPasword", "2"]));
    succeeds(await stack.run(["config", "set", "msp:esetPassword", "geheim1"]));
    const run = fails(await stack.up(), "msp:esetPassword is in the stack configuration in plain text.");
    assert.match(run.text, /msp:esetPasword, which pulumi-msp does not know. Did you mean msp:esetPassword\?/);
    assert.ok(!run.text.includes("geheim1"));
    assert.deepEqual(world.calls(), []);
    const { password } = world.emulator.eset.accounts[0] ?? { password: "" };
    succeeds(await stack.run(["config", "set", "--secret", "msp:esetPassword", password]));
    succeeds(await stack.up());
  });

  it("refuses a provider where programs have the dynamic host", async () => {
    const stack = await world.stack("");
    stack.write(
      "index.js",
      `
      const pulumi = require("@pulumi/pulumi");
      const { eset } = require("pulumi-msp");
      class North extends pulumi.ProviderResource { constructor() { super("msp", "north", {}); } }
      const provider = new North();
      if (process.env.INHERITED === undefined) new eset.Customer("bakery", { name: "Bakery" }, { provider });
      else {
        const parent = new pulumi.ComponentResource("x:y:Z", "parent", {}, { providers: [provider] });
        new eset.Customer("bakery", { name: "Bakery" }, { parent });
      }`,
    );
    stack.settings({ native: true });
    fails(await stack.up(), 'Import from "pulumi-msp/native"');
    fails(await stack.up({ variables: { INHERITED: "1" } }), 'Import from "pulumi-msp/native"');
    assert.deepEqual(world.calls(), []);
  });
});

describe("a run of the native provider that is cut short", () => {
  const world = EngineWorld.forEachTest({ operationMilliseconds: 6000 });
  const suspended = (options = "") =>
    `new eset.Customer("bakery", { name: "Bakery", suspended: true }, { ${options} });`;

  it("records what was reached when it is cancelled, and the next one finishes", async () => {
    const stack = await world.stack("");
    stack.nativeProgram(suspended());
    const running = stack.start(["up", "--yes", "--skip-preview"]);
    await world.untilApplied("Company/Suspend", 1);
    running.process.kill("SIGINT");
    const run = await running.ended;
    assert.notEqual(run.code, 0, run.text);
    assert.match(run.text, /The run was cancelled. It was waiting until ESET company \S+ is suspended/);
    assert.ok(stack.held["bakery"] !== undefined, run.text);
    succeeds(await stack.up());
    assert.deepEqual(
      world.customers.map(({ status }) => status),
      ["suspended"],
    );
    assert.equal(world.applied("Company/Create/customer"), 1);
  });

  it("ends when customTimeouts say so, and the next one finishes", async () => {
    const stack = await world.stack("");
    stack.nativeProgram(suspended('customTimeouts: { create: "2s" }'));
    fails(await stack.up(), "The time that customTimeouts allow is over (2 s).");
    assert.ok(stack.held["bakery"] !== undefined);
    stack.nativeProgram(suspended());
    succeeds(await stack.up());
    assert.deepEqual(
      world.customers.map(({ status }) => status),
      ["suspended"],
    );
    assert.equal(world.applied("Company/Create/customer"), 1);
  });
});
