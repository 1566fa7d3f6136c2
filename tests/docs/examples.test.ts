import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import ts from "typescript";
import { type Emulator, startEmulator } from "../../emulator";
import { esetConfig } from "../../provider/eset/config";
import { Eset } from "../../provider/eset/session";
import { documents, type Example, root } from "./documents";

/** What the examples speak of: the emulated vendor has it too. */
const named = {
  customerId: "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee",
  publicLicenseKey: "3AB-CDE-FGH",
  userId: "dddddddd-0000-0000-0000-000000000000",
  operationId: "cccccccc-1111-2222-3333-444444444444",
  siteId: "12345",
} as const;

/** Each example is a function of its own; what it takes from elsewhere is outside of it. */
const program = (examples: readonly Example[], operationId: string): string =>
  [
    `import { eset, redstor } from "pulumi-msp";`,
    `const bakery = new eset.Customer("the-bakery", { name: "The Bakery" });`,
    ...examples.map(
      ({ code }, i) =>
        `export async function example${i}(): Promise<unknown> {\n${code.replaceAll(named.operationId, operationId)}\nreturn bakery;\n}`,
    ),
  ].join("\n\n");

const runner = `
const pulumi = require("@pulumi/pulumi");
pulumi.runtime.setMocks({
  newResource: ({ name, inputs }) => ({ id: name + "-id", state: inputs }),
  call: () => ({}),
}, "tenants", "test");
const examples = require("./examples.js");
(async () => {
  for (const [name, example] of Object.entries(examples)) {
    // bills are for distributors
    process.env.ESET_MSP_USERNAME = /getBillingReport/.test(String(example)) ? "distributor@msp.example" : "api@msp.example";
    try {
      await example();
      console.log(name + " ok");
    } catch (error) {
      console.log(name + " " + error.message);
    }
  }
})();
`;

describe("the examples in the documentation", function () {
  let emulator: Emulator;
  let folder: string;
  let examples: readonly Example[];
  let source: string;
  const environment = (): Record<string, string> => ({
    ESET_MSP_ENDPOINT: emulator.eset.endpoint,
    ESET_MSP_USERNAME: "api@msp.example",
    ESET_MSP_PASSWORD: "emulator",
    ESET_MSP_REQUESTS_PER_SECOND: "1000",
    REDSTOR_ENDPOINT: emulator.redstor.endpoint,
    REDSTOR_ISSUER: emulator.redstor.issuer,
    REDSTOR_CLIENT_ID: emulator.redstor.accounts[0]?.clientId ?? "",
    REDSTOR_PRIVATE_KEY: JSON.stringify(emulator.redstor.accounts[0]?.privateKey),
    REDSTOR_REQUESTS_PER_SECOND: "1000",
  });

  before(async () => {
    ({ examples } = await documents());
    emulator = await startEmulator();
    const { portal } = emulator.eset;
    const { customerId, publicLicenseKey, userId, siteId } = named;
    portal.createCustomer({ id: customerId, name: "Example Bakery", customIdentifier: "CRM-42" });
    portal.orderLicense({ customerId, productCode: "2015", quantity: 3, publicLicenseKey });
    const companyId = emulator.eset.accounts[0]?.companyId ?? "";
    portal.createAccount({ username: "jane", password: "emulator", companyId, userId });
    emulator.seed({
      eset: { ema1Mappings: [{ kind: "site", ema1Id: siteId, publicId: customerId }] },
      redstor: { companies: [{ companyId: customerId, companyName: "Example Bakery", type: "Customer" }] },
    });
    const other = portal.createCustomer({ name: "Example Brewery" });
    const { api } = new Eset(esetConfig(() => undefined, environment()));
    await api.company.suspend({ companyId: other.id });
    const started = emulator.snapshot() as { vendors: { eset: { operations: { id: string }[] } } }; // the emulator's own
    source = program(examples, started.vendors.eset.operations[0]?.id ?? "");

    folder = mkdtempSync(join(tmpdir(), "examples-"));
    symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  });
  after(async () => {
    rmSync(folder, { recursive: true });
    await emulator.close();
  });

  it("are there: at least one for each resource and each function", async () => {
    const { pages } = await documents();
    const resources = {
      eset: ["Customer", "License", "ManagedMsp", "MspCompany", "User", "TermsAcceptance"],
      redstor: ["Company", "Subscription"],
    };
    for (const [vendor, names] of Object.entries(resources)) {
      const functions = pages.find(([file]) => file === `${vendor}/functions.md`)?.[1] ?? "";
      const wanted = [...functions.matchAll(/^## (\w+)$/gm)].map(([, name]) => name);
      assert.ok(wanted.length > 10, vendor);
      assert.deepEqual(
        [...wanted, ...names].filter((name) => !examples.some((one) => one.vendor === vendor && one.name === name)),
        [],
      );
    }
  });

  it("compile", () => {
    const file = join(folder, "examples.ts");
    writeFileSync(file, source);
    const compiled = ts.createProgram([file], {
      strict: true,
      noEmit: true,
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.Node20,
      lib: ["lib.es2023.d.ts"],
      types: ["node"],
      typeRoots: [join(root, "node_modules/@types")],
      skipLibCheck: true,
      paths: { "pulumi-msp": [join(root, "dist/provider/index.d.ts")] },
    });
    const lines = source.split("\n");
    const problems = ts.getPreEmitDiagnostics(compiled).map(({ messageText, start = 0 }) => {
      const line = source.slice(0, start).split("\n").length - 1;
      return `${lines[line] ?? ""}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`;
    });
    assert.deepEqual(problems, []);
  });

  it("run: resources in a program, functions at the emulated vendor", async () => {
    const { outputText } = ts.transpileModule(source, {
      compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.CommonJS },
    });
    const provider = JSON.stringify(join(root, "dist/provider/index.js"));
    writeFileSync(join(folder, "examples.js"), outputText.replace('require("pulumi-msp")', `require(${provider})`));
    writeFileSync(join(folder, "run.js"), runner);
    const { stdout } = await promisify(execFile)(process.execPath, [join(folder, "run.js")], {
      cwd: folder,
      env: { PATH: process.env["PATH"], ...environment() },
    });
    const results = stdout.trim().split("\n");
    assert.deepEqual(
      results.flatMap((line, i) => (line.endsWith(" ok") ? [] : [`${examples[i]?.code ?? ""}\n${line}`])),
      [],
    );
    assert.equal(results.length, examples.length);
  });
});
