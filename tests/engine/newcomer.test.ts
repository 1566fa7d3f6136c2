/**
 * CONTRIBUTING's recipes, done to a copy of the sources. A made-up vendor: its folders are copied in, and three lists get a line
 * each. A made-up property of a customer: a line in the contract where it is told or taken, one in the provider, one in the emulator.
 * Nothing else is touched, and everything works with them.
 */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Emulator } from "../../emulator";
import { load } from "../tools/tools";
import { exits, linkPackage, root, Stack, succeeds } from "./engine";

interface Customer {
  readonly customerId: string;
  readonly name: string;
  readonly gigabytes: number;
}
interface Vault {
  readonly endpoint: string;
  environment(): Readonly<Record<string, string>>;
  customers(): Customer[];
  readonly portal: {
    createCustomer(wanted: Omit<Customer, "customerId">): Customer;
    changeCustomer(id: string, changes: Partial<Customer>): Customer;
  };
}
type WithVault = Emulator & { readonly vault: Vault };

const copied = ["contracts", "provider", "emulator", "cli", "bench", "tools", "package.json", "package-lock.json"];

describe("what is added by the recipes of CONTRIBUTING", () => {
  let copy: string;
  let emulator: WithVault;
  let stack: Stack;

  before(async () => {
    copy = mkdtempSync(join(tmpdir(), "pulumi-msp-newcomer-"));
    const isSource = (path: string) => !path.endsWith("/generated");
    for (const name of [...copied, "tsconfig.json", ".prettierrc.json"]) {
      cpSync(join(root, name), join(copy, name), { recursive: true, filter: isSource });
    }
    symlinkSync(join(root, "node_modules"), join(copy, "node_modules"));
    for (const name of ["contracts", "provider", "emulator"]) {
      cpSync(join(root, "tests/newcomer", name), join(copy, name), { recursive: true });
    }
    addVault();
    addPhone();
    await node("tools/build.mjs");
  });
  after(() => {
    rmSync(copy, { recursive: true, force: true });
  });

  /** Replaces a text that stands so many times in a file. */
  function edit(name: string, from: string, to: string, times = 1): void {
    const parts = readFileSync(join(copy, name), "utf8").split(from);
    assert.equal(parts.length - 1, times, `${name} has another form`);
    writeFileSync(join(copy, name), parts.join(to));
  }

  function addVault(): void {
    edit("provider/vendors.ts", '["eset", "redstor"]', '["eset", "redstor", "vault"]');
    appendFileSync(join(copy, "provider/index.ts"), 'export * as vault from "./vault";\n');
    appendFileSync(join(copy, "emulator/vendors.ts"), 'export * from "./vault";\n');
  }

  function addPhone(): void {
    const phone = 'phone: { type: [string, "null"], description: Phone., x-provenance: documented }';
    // in six requests and one answer
    edit("contracts/eset.openapi.yaml", "\n        vatId:", `\n        ${phone}\n        vatId:`, 7);
    edit(
      "provider/eset/company.ts",
      "const textInputs = {",
      "const textInputs = {\n  /** Phone. */ phone: Type.Optional(Type.String()),",
    );
    edit("emulator/eset/store.ts", "const companyTexts = {", "const companyTexts = { phone: nullable,");
  }

  /** Runs a script of the copy. */
  async function node(script: string, args: readonly string[] = [], options: { cwd?: string; code?: number } = {}) {
    const { cwd = copy, code = 0 } = options;
    const env = { ...process.env, ...(cwd === copy ? {} : stack.environment) };
    const run = promisify(execFile)(process.execPath, [join(copy, script), ...args], { cwd, env });
    const ended = await run.catch((error: unknown) => error as { code: number; stdout: string; stderr: string }); // execFile's own
    const text = `${ended.stdout}${ended.stderr}`;
    assert.equal("code" in ended ? ended.code : 0, code, text);
    return text;
  }

  beforeEach(async () => {
    const built = (await import(join(copy, "dist/emulator/index.js"))) as { startEmulator(): Promise<WithVault> };
    emulator = await built.startEmulator();
    const { engineEnvironment } = await load("setup/environment.mjs");
    const folder = mkdtempSync(join(tmpdir(), "pulumi-msp-engine-"));
    const engine = process.env["PULUMI_MSP_ENGINE"] ?? "";
    stack = new Stack(folder, engineEnvironment(engine, folder));
    stack.write("package.json", JSON.stringify({ name: "tenants", private: true }));
    stack.settings({});
    linkPackage(stack.project, "pulumi-msp", copy);
    linkPackage(stack.project, "@pulumi/pulumi", join(root, "node_modules/@pulumi/pulumi"));
    succeeds(await stack.run(["stack", "init", "test"]));
  });
  afterEach(async () => {
    await stack.close();
    await emulator.close();
  });

  it("a vendor is managed by the engine, and drift and inventory tell of it", async () => {
    Object.assign(stack.environment, emulator.vault.environment());
    stack.write(
      "index.js",
      `const { vault } = require("pulumi-msp");
      new vault.Customer("bakery", { name: "Example Bakery", gigabytes: 100 });`,
    );
    succeeds(await stack.up());
    const customers = emulator.vault.customers();
    assert.deepEqual(
      customers.map(({ name, gigabytes }) => [name, gigabytes]),
      [["Example Bakery", 100]],
    );
    const { id = "" } = stack.held["bakery"] ?? {};
    assert.equal(customers[0]?.customerId, id);

    emulator.vault.portal.changeCustomer(id, { gigabytes: 250 });
    emulator.vault.portal.createCustomer({ name: "Example Brewery", gigabytes: 10 });
    const drift = await node("dist/cli/index.js", ["drift"], { cwd: stack.project, code: 7 });
    assert.match(drift, /gigabytes.*100.*250/s);
    assert.match(drift, /Example Brewery/);

    await node("dist/cli/index.js", ["inventory"], { cwd: stack.project });
    assert.match(
      readFileSync(join(stack.project, "tenants/example-brewery.yaml"), "utf8"),
      /name: Example Brewery\nvault:\n {2}gigabytes: 10\n/,
    );
    stack.write("index.js", 'require("pulumi-msp").loadTenants("tenants");\n');
    const planned = succeeds(await stack.preview());
    assert.deepEqual(planned.changes.sort(), [
      "create example-bakery/vault",
      "create example-brewery/vault",
      "delete bakery",
    ]);
  });

  it("a vendor is in the emulator's console, in the schema of tenants and in the docs", async () => {
    emulator.vault.portal.createCustomer({ name: "Example Bakery", gigabytes: 100 });
    const shown = (await (await fetch(`${emulator.url}/_emulator/console/vault`)).json()) as { companies: unknown[] };
    assert.equal(shown.companies.length, 1);
    const schema = JSON.parse(readFileSync(join(copy, "dist/tenant.schema.json"), "utf8")) as { properties: object };
    assert.ok("vault" in schema.properties);

    // no test of the copy calls the vendor, which the generator tells; the pages are written all the same
    assert.match(await node("tools/docs.mjs", [], { code: 1 }), /GET \/customers has no test of its use/);
    assert.match(readFileSync(join(copy, "docs/vault/customer.md"), "utf8"), /How much it may store/);
    assert.match(readFileSync(join(copy, "docs/vault-coverage.md"), "utf8"), /^# Example Vault: every call/);
    assert.ok(existsSync(join(copy, "docs/eset/license.md")));
  });

  it("a property is created, read, changed and erased, and the portal's change of it is drift", async () => {
    Object.assign(stack.environment, emulator.eset.environment());
    const program = (inputs: string) => {
      stack.program(`new eset.Customer("bakery", { name: "Example Bakery"${inputs} });`);
    };
    const phone = () =>
      (emulator.eset.companies() as { name: string; phone?: string | null }[]).find(
        ({ name }) => name === "Example Bakery",
      )?.phone;
    program(', phone: "+421 2"');
    succeeds(await stack.up());
    assert.equal(phone(), "+421 2");

    const { id = "" } = stack.held["bakery"] ?? {};
    emulator.eset.portal.updateCompany(id, { phone: "+421 3" } as object);
    assert.match(exits(7, await stack.drift()).text, /~ phone *: "\+421 2" => "\+421 3"/);
    succeeds(await stack.upWithRefresh());
    assert.equal(phone(), "+421 2");

    program("");
    succeeds(await stack.up());
    assert.equal(phone(), null);
    assert.match(readFileSync(join(copy, "dist/tenant.schema.json"), "utf8"), /"phone"/);
  });
});
