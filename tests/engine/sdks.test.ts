/**
 * The SDKs that Pulumi makes of the plugin, and a Python program with one. `npm test` says in PULUMI_MSP_PYTHON where Python is, and
 * in PULUMI_MSP_GENERATORS where the language hosts are that make SDKs, should those of the engine not.
 */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { basename, delimiter, extname, join } from "node:path";
import { promisify } from "node:util";
import { livesAsDeclared } from "./bakery";
import { EngineWorld, root, type Stack, succeeds } from "./engine";

const plugin = join(root, "pulumi-resource-msp");

function folderOf(variable: "PULUMI_MSP_PYTHON" | "PULUMI_MSP_GENERATORS"): string {
  const folder = process.env[variable];
  if (folder === undefined) throw new Error(`${variable} is not set: run npm test.`);
  return folder;
}

const resources = [
  ...["customer", "license", "managedmsp", "mspcompany", "termsacceptance", "user"],
  ...["company", "subscription", "tenant", "tenants"],
];

/** Makes the SDK of a language in the folder `sdk` of the project. */
async function generate(stack: Stack, language: string): Promise<void> {
  const PATH = [folderOf("PULUMI_MSP_GENERATORS"), stack.environment["PATH"]].join(delimiter);
  const made = await stack.run(["package", "gen-sdk", plugin, "--language", language, "--out", "sdk"], { PATH });
  assert.doesNotMatch(succeeds(made).text, /warning: (?!using )/);
}

describe("the SDK", () => {
  const world = EngineWorld.forEachTest();

  for (const [language, file] of [
    ["go", "msp/eset/license.go"],
    ["nodejs", "eset/license.ts"],
    ["python", "pulumi_msp/eset/license.py"],
  ] as const) {
    it(`of ${language} has every resource and function, with what the schema says of them`, async () => {
      const stack = await world.emptyProject();
      await generate(stack, language);
      const sdk = join(stack.project, "sdk", language);
      const text = readFileSync(join(sdk, file), "utf8");
      assert.match(text, /public_?license_?key/i);
      assert.match(text, /trial_?extensions/i);
      const files = readdirSync(sdk, { recursive: true, encoding: "utf8" });
      // of license.py, managed_msp.py and getCompany.ts: license, managedmsp and getcompany
      const names = files.map((name) => basename(name, extname(name)).replaceAll("_", "").toLowerCase());
      assert.deepEqual(
        resources.filter((name) => !names.includes(name)),
        [],
      );
      assert.equal(names.filter((name) => /^(get|search)/.test(name)).length, 51);
    });
  }
});

describe("a Python program", () => {
  const world = EngineWorld.forEachTest();

  /** The example, with the SDK that it imports. */
  async function example(): Promise<Stack> {
    const stack = await world.example("python");
    const { environment, project } = stack;
    await generate(stack, "python");
    const python = folderOf("PULUMI_MSP_PYTHON");
    // the plugin is on PATH too
    environment["PATH"] = [python, root, environment["PATH"]].join(delimiter);
    const packages = join(project, "packages");
    const install = [
      "install",
      "--no-index",
      "--no-deps",
      "--no-build-isolation",
      "--target",
      packages,
      "./sdk/python",
    ];
    const options = { cwd: project, env: environment };
    await promisify(execFile)(join(python, "python"), ["-m", "pip", ...install], options);
    environment["PYTHONPATH"] = packages;
    return stack;
  }

  it("is made as the example declares it, then unchanged, and removed", async () => {
    await livesAsDeclared(world, await example());
  });
});
