/** What the vendors are asked, from the emulator's journal: these numbers are exact, and the same on every machine. */
import { backups, fleet } from "./programs.mjs";
import { accountOf, withStack } from "./stacks.mjs";

/** What a run asks once, however much it does: to sign in, and to see whose account it is. */
const once = new Set(["Token/Get", "User/Current", ".well-known/openid-configuration", "connect/token"]);

/** Calls since the last look: those for objects, and those of the run. */
function taken(journal) {
  const entries = journal.entries();
  journal.clear();
  const ofRun = entries.filter(({ call }) => once.has(call)).length;
  return { calls: entries.length - ofRun, ofRun };
}

/** The calls of one operation on one licence, and of reading one object. */
export async function callsPerOperation({ engine, startEmulator }) {
  const emulator = await startEmulator({ operationMilliseconds: 0 });
  const program = (quantity, suspended) => `
    const { eset } = require("pulumi-msp");
    const customer = new eset.Customer("customer", { name: "Customer" });
    new eset.License("licence", { customerId: customer.id, productCode: "2015", quantity: ${quantity}, suspended: ${suspended} });`;
  const { writeFileSync } = await import("node:fs");
  const { join } = await import("node:path");
  try {
    return await withStack({ engine, program: program(10, false), env: accountOf(emulator) }, async (stack) => {
      const set = (text) => writeFileSync(join(stack.project, "index.js"), text);
      await stack.up();
      const created = taken(emulator.journal);
      set(program(12, false));
      await stack.up();
      const changed = taken(emulator.journal);
      set(program(12, true));
      await stack.up();
      const suspended = taken(emulator.journal);
      await stack.driftPreview();
      const refreshed = taken(emulator.journal);
      await stack.up();
      const unchanged = taken(emulator.journal);
      return {
        createTwo: created,
        changeSeats: changed,
        suspendLicence: suspended,
        refreshTwo: refreshed,
        upWithoutChange: unchanged,
      };
    });
  } finally {
    await emulator.close();
  }
}

/** Calls of a drift preview of a fleet, asked object by object and in bulk. */
export async function refreshCalls({ engine, startEmulator, customers, licencesOfEach }) {
  const emulator = await startEmulator({ operationMilliseconds: 0 });
  const objects = customers * (1 + licencesOfEach);
  try {
    return await withStack(
      { engine, program: fleet(customers, licencesOfEach), env: accountOf(emulator) },
      async (stack) => {
        await stack.up();
        emulator.clock.advance(36 * 3600 * 1000); // what was made today is not in a report of whole days
        emulator.journal.clear();
        await stack.driftPreview();
        const exact = taken(emulator.journal);
        await stack.driftPreview({ env: { ESET_MSP_REFRESH: "bulk" } });
        const bulk = taken(emulator.journal);
        return { objects, exact: exact.calls / objects, bulk: bulk.calls / objects };
      },
    );
  } finally {
    await emulator.close();
  }
}

/** Calls of a drift preview of companies at Redstor, some of them with a subscription. */
export async function redstorRefreshCalls({ engine, startEmulator, companies, subscribedEvery }) {
  const emulator = await startEmulator({ operationMilliseconds: 0 });
  try {
    const program = backups(companies, subscribedEvery);
    return await withStack({ engine, program, env: accountOf(emulator) }, async (stack) => {
      await stack.up();
      emulator.journal.clear();
      await stack.driftPreview();
      return { companies, subscribed: Math.ceil(companies / subscribedEvery), ...taken(emulator.journal) };
    });
  } finally {
    await emulator.close();
  }
}
