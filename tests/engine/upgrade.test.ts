/**
 * States that earlier releases recorded, one for each account and with all kinds of resources, are loaded by this one: no
 * diff, and refresh and destroy work. They lie in tests/engine/states/<release>/, made by the real engine:
 * `MSP_RECORD_STATES=1 npm test -- tests/engine/upgrade.test.ts` records those of the current release, once.
 */
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { EngineWorld, exits, fails, type Held, root, type Stack, succeeds, type Variables } from "./engine";

const states = join(root, "tests", "engine", "states");

interface Recording {
  /** The user of the emulator that signs in. */
  readonly account: string;
  readonly program: string;
  /** What the stack declares, so that nothing is left out of the recording. */
  readonly types: readonly string[];
}

const recordings: Readonly<Record<string, Recording>> = {
  msp: {
    account: "api@msp.example",
    types: [
      "eset:Customer",
      "eset:License",
      "eset:TermsAcceptance",
      "eset:User",
      "redstor:Company",
      "redstor:Subscription",
    ],
    program: `
      const bakery = new eset.Customer("bakery", {
        name: "Example Bakery", email: "it@bakery.example", tags: ["gold"], customIdentifier: "CRM-42",
        address: { city: "Springfield", streetAddress: "1 Main St", zipCode: "12345" },
      });
      const protect = new eset.License("protect", { customerId: bakery.id, productCode: "2015", quantity: 10 });
      new eset.License("trial", { customerId: bakery.id, productCode: "2018", quantity: 5, type: "trial", trialExtensions: 1 }, { dependsOn: protect });
      new eset.TermsAcceptance("liveguard", { termsOfUseId: "70000000-0000-4000-8000-000000000313" });
      new eset.User("jane", {
        email: "jane@staff.example", firstName: "Jane", lastName: "Doe", countryCode: "SVK", permission: "Read",
      });
      const backup = new redstor.Company("backup", { name: "Example Bakery", deletionPolicy: "delete" });
      const m365 = new redstor.Subscription("m365", { companyId: backup.id, productId: 4, editionId: 5 });
      new redstor.Subscription("machines", { companyId: backup.id, productId: 130, editionId: 5, mode: "trial" }, { dependsOn: m365 });`,
  },
  manager: {
    account: "manager@msp.example",
    types: ["eset:ManagedMsp"],
    program: `
      new eset.ManagedMsp("brewery", {
        name: "Brewery IT", email: "it@brewery.example", products: ["2015", "2018"], trusted: true,
      });`,
  },
  distributor: {
    account: "distributor@msp.example",
    types: ["eset:MspCompany"],
    program: `
      new eset.MspCompany("north", {
        name: "North IT", email: "office@north.example", address: { countryCode: "SVK" }, products: ["2015"], manager: true,
      });`,
  },
};

describe("a state that an earlier release recorded", () => {
  const world = EngineWorld.forEachTest({ eset: { contactsActivateAtOnce: true } });
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
  const releases = existsSync(states) ? readdirSync(states) : [];

  for (const [name, { account, program, types }] of Object.entries(recordings)) {
    const variables = () => ({
      ESET_MSP_USERNAME: account,
      ESET_MSP_PASSWORD: world.emulator.eset.accounts.find(({ username }) => username === account)?.password,
    });

    if (process.env["MSP_RECORD_STATES"] === "1") {
      it(`is recorded for ${version}: ${name}`, async () => {
        const stack = await world.stack(program);
        succeeds(await stack.up({ variables: variables() }));
        const folder = join(states, version);
        mkdirSync(folder, { recursive: true });
        writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(await exported(stack), undefined, 2)}\n`, {
          flag: "wx", // what a release recorded never changes
        });
      });
      continue;
    }

    it(`is refused in the form of before the first release, and the message leads back to a stack without changes: ${name}`, async () => {
      const stack = await world.stack(program);
      succeeds(await stack.up({ variables: variables() }));
      const { held, objects } = { held: idsOf(stack.held), objects: world.objects };
      stack.write("earlier.json", JSON.stringify(inEarlierForm(succeeds(await stack.export()).text)));
      succeeds(await stack.run(["stack", "import", "--file", "earlier.json"]));
      world.calls();

      const says = /this state was made by a version before the first release/;
      fails(await stack.refresh(variables()), says);
      fails(await stack.run(["destroy", "--yes", "--skip-preview"], variables()), says);
      fails(await stack.up({ variables: variables() }), says);
      assert.deepEqual(world.calls(), [], "nobody was asked");

      succeeds(await stack.run(["state", "protect", "--all", "--yes"])); // as the companies of tenants are
      const { takeOut, takeOver } = await takenOut(stack, variables());
      assert.match(takeOut, /^pulumi state delete /);
      assert.deepEqual(idsOf(stack.held), {});
      succeeds(await stack.copied(takeOver, variables()));
      assert.deepEqual(idsOf(stack.held), held);
      assert.deepEqual(world.objects, objects, "something was made or changed at the vendors");
      const drift = ["preview", "--refresh", "--run-program", "--expect-no-changes"];
      for (const look of [["preview", "--expect-no-changes"], drift]) succeeds(await stack.run(look, variables()));
    });

    for (const release of releases) {
      it(`is loaded without a diff, refreshed and destroyed: ${name} of ${release}`, async () => {
        const file = join(states, release, `${name}.json`);
        const stack = await world.stack(program);
        const companies = () => world.emulator.eset.companies().map(({ name: company }) => company);
        const before = companies();
        // the vendor numbers its objects in the order in which they come: made by the same program they have the same ids
        succeeds(await stack.up({ variables: variables() }));
        const now = idsOf(stack.held);
        succeeds(await stack.run(["stack", "import", "--file", file]));
        assert.deepEqual(idsOf(stack.held), now, "the recorded ids are not the vendor's");
        const recorded = new Set(Object.values(stack.held).map(({ type }) => type.replace(/.*dynamic\//, "")));
        assert.deepEqual([...recorded].sort(), types);

        const preview = await stack.run(["preview", "--expect-no-changes"], variables());
        assert.doesNotMatch(exits(0, preview).text, /replace|delete/);
        const drift = ["preview", "--refresh", "--run-program", "--expect-no-changes"];
        succeeds(await stack.run(drift, variables()));
        succeeds(await stack.run(["destroy", "--yes", "--skip-preview", "--refresh", "--run-program"], variables()));
        assert.deepEqual(stack.held, {});
        assert.deepEqual([world.customers, world.backupCompanies], [[], []]);
        assert.deepEqual(
          companies().filter((one) => !before.includes(one)),
          [],
        );
      });
    }
  }
});

describe("a stack with tenants of before the first release", () => {
  const world = EngineWorld.forEachTest();

  it("is emptied and takes the objects over, as the changelog says", async () => {
    const changelog = readFileSync(join(root, "CHANGELOG.md"), "utf8");
    const [, empty = "", takeOver = ""] =
      /such a stack \(`(pulumi state delete [^`]*)`\), then `(\S+ pulumi up)`/.exec(changelog) ?? [];
    const stack = await world.stack(`
      new (require("pulumi-msp").Tenant)("bakery", {
        name: "Example Bakery",
        eset: { licenses: { endpoint: { productCode: "2015", quantity: 10 } } },
        redstor: { subscriptions: { m365: { productId: 4, editionId: 5 } } },
      });`);
    succeeds(await stack.up());
    const { objects } = world;
    const earlier = JSON.stringify(inEarlierForm(succeeds(await stack.export()).text));
    stack.write("earlier.json", earlier.replaceAll("msp:index:", "pulumi-msp:index:"));
    succeeds(await stack.run(["stack", "import", "--file", "earlier.json"]));
    fails(await stack.up(), "already exists");

    succeeds(await stack.copied(empty));
    succeeds(await stack.copied(takeOver));
    assert.deepEqual(world.objects, objects, "something was made or changed at the vendors");
    succeeds(await stack.preview({ flags: ["--expect-no-changes"] }));
  });
});

const idsOf = (held: Record<string, Held>) =>
  Object.fromEntries(Object.entries(held).map(([name, { id }]) => [name, id]));

interface Exported {
  readonly deployment: { readonly resources: readonly { readonly type: string; readonly outputs?: object }[] };
}

/** With the notes among the vendor's properties. */
function inEarlierForm(exported: string): object {
  const state = JSON.parse(exported) as Exported; // the engine's own format
  const resources = state.deployment.resources.map((resource) => {
    if (!resource.type.includes(":dynamic/")) return resource;
    const { __msp: notes = {}, ...outputs } = (resource.outputs ?? {}) as { __msp?: object };
    return { ...resource, outputs: { ...outputs, ...notes } };
  });
  return { ...state, deployment: { ...state.deployment, resources } };
}

/** Does what the message says for as long as it comes, with what depends on a resource first, as the engine names it. */
async function takenOut(stack: Stack, variables: Variables): Promise<{ takeOut: string; takeOver: string }> {
  const message =
    /(?<type>\w+:\w+) (?<id>\S+): this state was made by .*: (?<takeOut>pulumi .*'<urn>')\..*: (?<takeOver>\S+ pulumi up)\./;
  const take = async (command: string, urn: string): Promise<void> => {
    const run = await stack.copied(command.replace("<urn>", urn));
    if (run.code === 0 || run.text.includes("No such resource")) return; // it depended on another one that went first
    const dependents = [...run.text.matchAll(/urn:pulumi:\S+?(?=['",)\s])/g)].map(([other]) => other);
    const others = dependents.filter((other) => other !== urn);
    assert.ok(others.length > 0, run.text);
    for (const other of others) await take(command, other);
    await take(command, urn);
  };
  let remedy = { takeOut: "", takeOver: "" };
  for (;;) {
    const preview = await stack.preview({ variables });
    const { type, id, takeOut = "", takeOver = "" } = message.exec(preview.text)?.groups ?? {};
    if (type === undefined) return (succeeds(preview), remedy);
    remedy = { takeOut, takeOver };
    const { text } = succeeds(await stack.run(["stack", "--show-urns", "--show-ids"]));
    const urn = new RegExp(`URN: (\\S+)\\s+ID: ${id ?? ""}\\s`).exec(text.replaceAll("│", " "))?.[1];
    assert.ok(urn !== undefined, text);
    await take(takeOut, urn);
  }
}

/** The state as `pulumi stack export` gives it, without what belongs to the machine: times, paths, the stack's own salt. */
async function exported(stack: Stack): Promise<unknown> {
  const { version, deployment } = JSON.parse(succeeds(await stack.export()).text) as {
    version: number;
    deployment: { resources?: Record<string, unknown>[]; manifest: Record<string, unknown> };
  }; // the engine's own format
  const resources = (deployment.resources ?? []).map((resource) => {
    const ofTheMachine = ["created", "modified", "sourcePosition", "stackTrace"];
    return Object.fromEntries(Object.entries(resource).filter(([name]) => !ofTheMachine.includes(name)));
  });
  return { version, deployment: { manifest: { time: "2026-01-01T00:00:00Z", magic: "", version: "" }, resources } };
}
