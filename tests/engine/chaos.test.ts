/** Runs of the engine that are killed, that meet faults at every step, or that share a narrow rate limit. */
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { randomNumbers, runs, seed, full } from "../chaos/seed";
import { EngineWorld, fails, type Running, type Stack, succeeds } from "./engine";
import { EmulatorProcess, type Objects } from "./emulatorProcess";
import { goesOn } from "./goesOn";
import { below, endAll, processes } from "./processes";

const customers = (number: number) => `
  for (let n = 1; n <= ${number}; n++) {
    const shop = new eset.Customer("shop" + n, { name: "Shop " + n, tags: ["chain"] });
    new eset.License("seats" + n, { customerId: shop.id, productCode: "2015", quantity: n });
  }`;

/** A process of ours, of either host. */
const isProvider = /cmd\/dynamic-provider|pulumi-resource-msp/;

const backups = (number: number) => `
  for (let n = 1; n <= ${number}; n++) {
    const backup = new redstor.Company("backup" + n, { name: "Backup " + n });
    new redstor.Subscription("m365-" + n, { companyId: backup.id, productId: 4, editionId: 5 });
  }`;

describe(`chaos on the engine (seed ${seed})`, function () {
  this.timeout(full ? 1_800_000 : 300_000);

  describe("a run that is killed", () => {
    const world = EngineWorld.forEachTest();
    let emulator: EmulatorProcess;
    beforeEach(async () => {
      emulator = await EmulatorProcess.start();
    });
    afterEach(() => emulator.close());

    const kills = Math.ceil(runs(12) / 6);
    const dynamicHost = (program: string) => world.stack(program);
    const nativeHost = async (program: string) => {
      const stack = await world.stack("");
      stack.nativeProgram(program);
      return stack;
    };
    for (const { host, open } of [
      { host: "dynamic", open: dynamicHost },
      { host: "native", open: nativeHost },
    ])
      it(`loses and doubles nothing of 50 objects on the ${host} host, whoever dies, ${kills} times`, () => die(open));

    async function die(open: (program: string) => Promise<Stack>): Promise<void> {
      const random = randomNumbers(seed);
      const victims = ["the CLI", "the provider", "the emulator"] as const;
      let stack: Stack | undefined;
      let killed = 0;
      for (let n = 0; n < kills; n++) {
        // a stack takes a few kills, then it is finished and the next one begins
        stack ??= await open(customers(14) + backups(11));
        const victim = victims[Math.floor(random() * victims.length)] ?? "the CLI";
        const running = stack.start(["up", "--yes", "--skip-preview", "--refresh", "--run-program"], variables());
        await sleep(1000 + random() * 3000);
        if (await kill(running, victim)) killed++;
        await emulator.settled();
        await repair(stack);
        if (n % 4 !== 3 && n !== kills - 1) continue;
        await finishes(stack);
        await emulator.close();
        emulator = await EmulatorProcess.start();
        stack = undefined;
      }
      assert.ok(killed > 0, "every run was over before it was killed");
    }

    /** As README says: MSP_ADOPT=1 takes over what the state does not know. */
    const variables = () => ({ ...emulator.variables, REDSTOR_PRIVATE_KEY: undefined, MSP_ADOPT: "1" });

    async function kill(running: Running, victim: string): Promise<boolean> {
      const cli = running.process.pid ?? 0;
      const started = below(cli, await processes());
      if (running.process.exitCode !== null) return false;
      if (victim === "the emulator") {
        await emulator.kill();
        await emulator.start();
        await running.ended;
      } else if (victim === "the provider") {
        await endAll(started.filter(({ command }) => isProvider.test(command)).map(({ pid }) => pid));
        await running.ended;
      } else {
        await endAll([cli, ...started.map(({ pid }) => pid)]);
        await running.ended;
      }
      return true;
    }

    async function finishes(stack: Stack): Promise<void> {
      succeeds(await stack.run(["up", "--yes", "--skip-preview", "--refresh", "--run-program"], variables()));
      const { eset, redstor }: Objects = await emulator.objects();
      const vendorIds = [
        ...eset.companies.filter(({ type }) => type === 1007).map(({ id }) => id),
        ...eset.licenses.map(({ publicLicenseKey }) => publicLicenseKey),
        ...redstor.companies
          .filter(({ parentCompanyId }) => parentCompanyId !== null)
          .map(({ companyId }) => companyId),
        ...redstor.subscriptions.map(({ companyId, subscriptionId }) => `${companyId}/${subscriptionId}`),
      ];
      assert.deepEqual(
        vendorIds.sort(),
        Object.values(stack.held)
          .map(({ id }) => id)
          .sort(),
        "what the vendors hold is not what the state knows",
      );
      assert.equal(vendorIds.length, 50);
      const drift = ["preview", "--refresh", "--run-program", "--expect-no-changes"];
      const withoutAdopting = { ...variables(), MSP_ADOPT: undefined };
      succeeds(await stack.run(drift, withoutAdopting));
      await goesOn(stack, withoutAdopting);
    }
  });

  describe("a state file that is cut off, as a killed CLI can leave it and its backup", () => {
    const world = EngineWorld.forEachTest();

    it("comes back from the history, and one run takes over what happened since", async () => {
      const stack = await world.stack(customers(1));
      succeeds(await stack.up());
      stack.program(customers(2));
      succeeds(await stack.up());
      const [first] = histories(stack);
      for (const file of [stack.stateFile, `${stack.stateFile}.bak`]) {
        if (existsSync(file)) truncateSync(file, Math.floor(statSync(file).size / 2));
      }
      fails(await stack.up());

      bringBack(stack, first ?? "");
      assert.deepEqual(succeeds(await stack.up({ variables: { MSP_ADOPT: "1" } })).changes.sort(), [
        "created seats2",
        "created shop2",
      ]);
      assert.deepEqual([world.customers.length, world.licenses.length], [2, 2]);
      succeeds(await stack.drift());
      await goesOn(stack);
    });
  });

  describe("a storm of faults", () => {
    const world = EngineWorld.forEachTest();

    it("delays a stack at both vendors, and harms nothing", async () => {
      const stack = await world.stack(customers(6) + backups(4));
      for (const [n, fault] of [
        { kind: "drop", when: "after" } as const,
        { kind: "status", status: 502 } as const,
        { kind: "html", when: "after" } as const,
        { kind: "unauthorized" } as const,
        { kind: "status", status: 429 } as const,
      ].entries()) {
        world.emulator.faults.add({ ...fault, call: "*", chance: 0.05, seed: seed + n });
      }
      let run = await stack.up();
      for (let again = 0; run.code !== 0 && again < 10; again++) {
        run = await stack.up({ variables: { MSP_ADOPT: "1" } });
      }
      world.emulator.faults.clear();
      succeeds(await stack.up({ variables: { MSP_ADOPT: "1" } }));
      const { customers: shops, licenses, backupCompanies, subscriptions } = world.objects;
      assert.deepEqual([shops.length, licenses.length, backupCompanies.length, subscriptions.length], [6, 6, 4, 4]);
      succeeds(await stack.drift());
      await goesOn(stack);
    });
  });

  describe("a limit of 10 requests per second", () => {
    const world = EngineWorld.forEachTest({ requestsPerSecond: 10 });
    const pairs = full ? 150 : 20;

    it(`lets a stack of ${2 * pairs} objects through`, async () => {
      const stack = await world.stack(customers(pairs));
      succeeds(await stack.up({ variables: { ESET_MSP_REQUESTS_PER_SECOND: undefined } }));
      assert.deepEqual([world.customers.length, world.licenses.length], [pairs, pairs]);
      assert.deepEqual([world.applied("Company/Create/customer"), world.applied("License/Order")], [pairs, pairs]);
    });

    it("lets two stacks through at once, each with its share of the account", async () => {
      const half = Math.ceil(pairs / 2);
      const stacks = await Promise.all(
        ["North", "South"].map((name) => world.stack(customers(half).replaceAll("Shop ", `${name} `))),
      );
      const variables = { ESET_MSP_REQUESTS_PER_SECOND: "5" };
      for (const run of await Promise.all(stacks.map((stack) => stack.up({ variables })))) succeeds(run);
      assert.deepEqual([world.customers.length, world.licenses.length], [2 * half, 2 * half]);
    });
  });
});

/** The states that the file backend kept of the updates that ended, oldest first. */
function histories(stack: Stack): string[] {
  const folder = join(stack.folder, "state", ".pulumi", "history");
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".checkpoint.json"))
    .sort()
    .map((name) => join(folder, name));
}

/** What README says of a state that cannot be read: the newest one of the history, or else an empty one. */
function bringBack(stack: Stack, checkpoint: string): void {
  writeFileSync(stack.stateFile, readFileSync(checkpoint));
}

/** Frees a stack whose run was killed, and gives it a state that can be read. */
async function repair(stack: Stack): Promise<void> {
  await stack.cancel();
  const cutOff = /./s.test(readFileSync(stack.stateFile, "utf8")) && !isJson(stack.stateFile);
  if (!cutOff) return;
  const newest = histories(stack).at(-1);
  if (newest !== undefined) bringBack(stack, newest);
}

function isJson(file: string): boolean {
  try {
    JSON.parse(readFileSync(file, "utf8"));
    return true;
  } catch {
    return false;
  }
}
