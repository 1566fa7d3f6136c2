/** A fleet of tenants as files, as a large MSP has it: the morning's look at all of it, on both hosts. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { accountOf, root, withStack } from "./stacks.mjs";

const programs = {
  dynamic: 'require("pulumi-msp").loadTenants("tenants");\n',
  native: {
    plugins: { providers: [{ name: "msp", path: root }] },
    resources: { fleet: { type: "msp:index:Tenants", properties: { folder: "tenants" } } },
  },
};

/** Redstor companies; of ten, three have a subscription. */
function writeTenants(folder, tenants) {
  mkdirSync(folder, { recursive: true });
  for (let i = 0; i < tenants; i++) {
    const subscriptions = i % 10 < 3 ? "\n  subscriptions: { servers: { productId: 130, editionId: 5 } }" : " {}";
    writeFileSync(join(folder, `customer-${i}.yaml`), `name: Customer ${i}\nredstor:${subscriptions}\n`);
  }
}

/** One row per host and command. */
export async function fleets({ engine, startEmulator, tenants, requestsPerSecond, log }) {
  const rows = [];
  for (const [host, program] of Object.entries(programs)) {
    const emulator = await startEmulator({ operationMilliseconds: 0 });
    try {
      const env = accountOf(emulator, requestsPerSecond);
      await withStack({ engine, program, env }, async (stack) => {
        writeTenants(join(stack.project, "tenants"), tenants);
        log(`${tenants} tenants, ${host} host: up`);
        // the file backend would write the whole state at every step
        await stack.up({ env: { PULUMI_SKIP_CHECKPOINTS: "true", PULUMI_EXPERIMENTAL: "true" } });
        const resources = stack.resources.length;
        const drift = [join(root, "dist/cli/index.js"), "drift", "--no-unmanaged"];
        const commands = {
          "preview --refresh --run-program": () => stack.watchedDriftPreview(),
          "pulumi-msp drift": () => stack.start(process.execPath, drift, { watched: true }),
        };
        for (const [command, run] of Object.entries(commands)) {
          log(`${tenants} tenants, ${host} host: ${command}`);
          rows.push({ host, command, tenants, resources, ...(await run()) });
        }
      });
    } finally {
      await emulator.close();
    }
  }
  return rows;
}
