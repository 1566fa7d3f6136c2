/** Wrong input and wrong surroundings: the run fails and says what to do, the vendor is left alone, and state loses nothing. */
import assert from "node:assert/strict";
import { EngineWorld, fails, type Run, type Stack, succeeds, twoAtATime, type Variables } from "./engine";
import { goesOn } from "./goesOn";

const started = `
  const bakery = new eset.Customer("bakery", { name: "Bakery" });
  new eset.License("seats", { customerId: bakery.id, productCode: "2015", quantity: 10 });`;

describe("a program with wrong input", () => {
  const world = EngineWorld.forEachTest();

  /** Each declares the licence or the customer of a running stack wrongly. */
  const wrong: readonly { name: string; arguments: string; says: readonly (string | RegExp)[] }[] = [
    {
      name: "a customer without a name",
      arguments: `Customer("bakery", {})`,
      says: ["'bakery': property name", "is missing: give the company's name"],
    },
    {
      name: "an empty name",
      arguments: `Customer("bakery", { name: " " })`,
      says: ["'bakery': property name", `must be the company's name, without spaces at its start or end, not " "`],
    },
    {
      name: "a misspelt property",
      arguments: `Customer("bakery", { name: "Bakery", emial: "it@bakery.example" })`,
      says: ["'bakery': property emial", "is not a property of this resource", "Did you mean email?"],
    },
    {
      name: "no seats",
      arguments: `License("seats", { customerId: "c1", productCode: "2015", quantity: 0 })`,
      says: ["'seats': property quantity", "must be a whole number of seats, 1 or more, not 0"],
    },
    {
      name: "half a seat",
      arguments: `License("seats", { customerId: "c1", productCode: "2015", quantity: 1.5 })`,
      says: ["'seats': property quantity", "must be a whole number of seats, 1 or more, not 1.5"],
    },
    {
      name: "seats in words",
      arguments: `License("seats", { customerId: "c1", productCode: "2015", quantity: "ten" })`,
      says: ["'seats': property quantity", `must be a whole number of seats, 1 or more, not "ten"`],
    },
    {
      name: "a product by its name",
      arguments: `License("seats", { customerId: "c1", productCode: "ESET PROTECT", quantity: 10 })`,
      says: ["'seats': property productCode", `an ESET product code, e.g. "2015"`, `not "ESET PROTECT"`],
    },
    {
      name: "extensions of a licence that is no trial",
      arguments: `License("seats", { customerId: "c1", productCode: "2015", quantity: 10, trialExtensions: 1 })`,
      says: ["'seats': property trialExtensions", "is only for trials"],
    },
  ];

  it("is refused in the preview and in the update, with the property, the value and what to write, and nothing is sent", async () => {
    const stack = await world.stack(started);
    succeeds(await stack.up());
    const before = stack.held;
    world.calls();

    const declare = wrong.map(({ name, arguments: text }) => `${JSON.stringify(name)}: () => new eset.${text}`);
    stack.program(`({ ${declare.join(",\n")} })[process.env.DECLARED]();`);
    await twoAtATime(wrong, async ({ name, says }) => {
      const preview = await stack.preview({ variables: { DECLARED: name } });
      naming(name, () => fails(preview, ...says));
    });
    fails(await stack.up({ variables: { DECLARED: "no seats" } }), "'seats': property quantity");
    assert.deepEqual(world.calls(), []);
    assert.deepEqual(stack.held, before, "a failed update removes nothing");
    stack.program(started);
    await goesOn(stack);
  });
});

/** An assertion about one case out of many says which one it was. */
function naming(name: string, assertion: () => void): void {
  try {
    assertion();
  } catch (error) {
    throw new Error(`${name}: ${String(error)}`, { cause: error });
  }
}

describe("a run in wrong surroundings", () => {
  const world = EngineWorld.forEachTest();

  interface Surroundings {
    readonly name: string;
    readonly variables?: Variables;
    readonly arrange?: () => void;
    readonly says: readonly (string | RegExp)[];
  }
  const always = { call: "*", times: "always" } as const;
  const afterSignIn = { ...always, nth: 2 } as const;

  const surroundings: readonly Surroundings[] = [
    {
      name: "no password",
      variables: { ESET_MSP_PASSWORD: undefined },
      says: ["The ESET password is missing", "pulumi config set --secret msp:esetPassword", "ESET_MSP_PASSWORD"],
    },
    {
      name: "a wrong password",
      variables: { ESET_MSP_PASSWORD: "guessed" },
      says: ["ESET Token/Get", "HTTP 401", "Check msp:esetUsername and msp:esetPassword"],
    },
    {
      name: "an endpoint that anybody on the way can read",
      variables: { ESET_MSP_ENDPOINT: "http://mspapi.eset.com/api" },
      says: ["ESET_MSP_ENDPOINT", "only https is allowed"],
    },
    {
      name: "an endpoint where nobody listens",
      variables: { ESET_MSP_ENDPOINT: "http://127.0.0.1:1/api" },
      says: ["cannot reach 127.0.0.1:1 (ECONNREFUSED)", "Check the configured endpoint"],
    },
    {
      name: "maintenance",
      arrange: () => {
        world.emulator.faults.add({ ...always, kind: "maintenance" });
      },
      says: ["HTTP 503, code 99/2", "down for maintenance", "Try again later"],
    },
    {
      name: "a token that is not accepted",
      arrange: () => {
        world.emulator.faults.add({ ...afterSignIn, kind: "unauthorized" });
      },
      says: ["HTTP 401"],
    },
    {
      name: "an account that may not look",
      arrange: () => {
        world.emulator.faults.add({ ...afterSignIn, kind: "status", status: 403 });
      },
      says: ["HTTP 403", "may not do this", "it takes Read permission and its own company or one below it"],
    },
    {
      name: "a vendor that fails",
      arrange: () => {
        world.emulator.faults.add({ ...afterSignIn, kind: "status", status: 500 });
      },
      says: ["HTTP 500", "the vendor's server failed"],
    },
    {
      name: "a proxy that answers with a page",
      arrange: () => {
        world.emulator.faults.add({ ...afterSignIn, kind: "html" });
      },
      says: ["the answer is not JSON"],
    },
    {
      name: "a proxy that answers with nothing",
      arrange: () => {
        world.emulator.faults.add({ ...afterSignIn, kind: "empty" });
      },
      says: [/ESET (Company|License)\/Detail/],
    },
  ];

  /** Runs in each of these, and looks that neither the state nor the vendor's objects have changed. */
  async function inEach(
    stack: Stack,
    names: readonly string[],
    act: (variables: Variables) => Promise<Run>,
  ): Promise<void> {
    const before = stack.held;
    const objects = world.objects;
    for (const { name, variables = {}, arrange, says } of surroundings.filter((one) => names.includes(one.name))) {
      world.emulator.faults.clear();
      arrange?.();
      const run = await act(variables);
      naming(name, () => {
        fails(run, ...says);
        assert.deepEqual(stack.held, before);
        assert.deepEqual(world.objects, objects);
      });
    }
    world.emulator.faults.clear();
  }

  it("never takes an unreadable answer for a deleted object: a refresh fails and drops nothing from state", async () => {
    const stack = await world.stack(started);
    succeeds(await stack.up());
    const all = surroundings.map(({ name }) => name);
    await inEach(stack, all, (variables) => stack.refresh(variables));
    succeeds(await stack.drift());
    await goesOn(stack);
  });

  it("fails to change anything, says why, and does it when all is well again", async () => {
    const stack = await world.stack(started);
    succeeds(await stack.up());
    stack.program(started.replace("quantity: 10", "quantity: 12"));
    await inEach(stack, ["no password", "a wrong password", "maintenance"], (variables) => stack.up({ variables }));
    assert.deepEqual(succeeds(await stack.up()).changes, ["updated seats"]);
    assert.equal(world.licenses[0]?.quantity, 12);
    await goesOn(stack);
  });

  it("ends in order while answers hold millions of values, loses nothing, and is finished by the next one", async () => {
    const stack = await world.stack(`
      for (let n = 0; n < 25; n++) {
        const customer = new eset.Customer("customer-" + n, { name: "Customer " + n });
        new eset.License("seats-" + n, { customerId: customer.id, productCode: "2015", quantity: 10 });
      }`);
    const flood = { kind: "status", status: 200, body: { companies: new Array(600_000).fill({}) } } as const;
    world.emulator.faults.add({ ...flood, call: "License/Order", when: "after", nth: 5, times: 3 });
    world.emulator.faults.add({ ...flood, call: "Search/Licenses", times: 40 });
    fails(await stack.up(), "License/Order", "the answer holds more than 500000 values, and was not read");
    world.emulator.faults.clear();
    fails(await stack.up(), "already exists", "run once with MSP_ADOPT=1 if an interrupted run made it");
    succeeds(await stack.up({ variables: { MSP_ADOPT: "1" } }));
    assert.deepEqual([world.applied("Company/Create/customer"), world.applied("License/Order")], [25, 25]);
    assert.deepEqual([world.customers.length, world.licenses.length], [25, 25]);
    await goesOn(stack);
  });

  it("does not need an account, or the vendor, for a preview", async () => {
    const stack = await world.stack(started);
    const nowhere = {
      ESET_MSP_ENDPOINT: "http://127.0.0.1:1/api",
      ESET_MSP_USERNAME: undefined,
      ESET_MSP_PASSWORD: undefined,
    };
    const preview = succeeds(await stack.preview({ variables: nowhere }));
    assert.deepEqual(preview.changes, ["create bakery", "create seats"]);
  });
});
