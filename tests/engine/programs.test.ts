/** Programs in every form that Node.js knows, on the package in every layout in which it may be installed. */
import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EngineWorld, fails, linkPackage, root, type Stack, succeeds } from "./engine";
import { installFlat, installLinked, packed } from "./installed";

const declarations = `
  const bakery = new eset.Customer("bakery", { name: "Bakery", tags: ["gold"] });
  new eset.License("seats", { customerId: bakery.id, productCode: "2015", quantity: 10 });`;
const typeScript = `import { eset } from "pulumi-msp";
import type * as pulumi from "@pulumi/pulumi";
${declarations}
export const companyId: pulumi.Output<string> = bakery.companyId;
export const tags: pulumi.Output<readonly string[] | undefined> = bakery.tags;
export const greeting = bakery.email.apply((email) => "to " + (email ?? "nobody"));`;
const esModule = `import { eset } from "pulumi-msp";\n${declarations}\nexport const companyId = bakery.id;`;

describe("a program", () => {
  const world = EngineWorld.forEachTest();
  let scratch: string;
  let unpacked: string;

  before(async () => {
    scratch = mkdtempSync(join(tmpdir(), "pulumi-msp-packed-"));
    unpacked = await packed(scratch);
  });
  after(() => {
    rmSync(scratch, { recursive: true, force: true });
  });

  /** Creates with TypeScript, then runs the same stack in the other forms: there is nothing to do for them. */
  async function runsInEveryForm(stack: Stack): Promise<void> {
    stack.write("index.ts", typeScript);
    stack.settings({ typescript: true, main: "index.ts" });
    succeeds(await stack.run(["stack", "init", "test"]));
    const planned = succeeds(await stack.preview()).text;
    assert.match(planned, /greeting *: "to nobody"/, "what is not declared is known to have no value");
    assert.deepEqual(succeeds(await stack.up()).changes, ["created bakery", "created seats"]);
    for (const { sourcePosition } of Object.values(stack.held)) {
      assert.match(sourcePosition ?? "", /^project:\/\/\/index\.ts#[45],/, "the engine notes the line of the program");
    }
    assert.equal(world.customers[0]?.name, "Bakery");
    assert.equal(world.licenses[0]?.quantity, 10);

    stack.program(declarations);
    stack.settings({ main: "index.js" });
    succeeds(await stack.preview({ flags: ["--expect-no-changes"] }));
    stack.write("index.mjs", esModule);
    stack.settings({ main: "index.mjs" });
    succeeds(await stack.drift());
  }

  it("runs as TypeScript, CommonJS and ES module in a project that uses the checkout", async () => {
    await runsInEveryForm(await world.project({ typescript: true }));
  });

  it("runs as TypeScript, CommonJS and ES module in a project that installed the package", async () => {
    const stack = await world.emptyProject();
    installFlat(stack.project, unpacked);
    for (const name of ["typescript", "@types/node"]) {
      linkPackage(stack.project, name, join(root, "node_modules", name));
    }
    await runsInEveryForm(stack);

    stack.write("index.ts", typeScript.replace("quantity: 10", `quantity: "ten"`));
    stack.settings({ typescript: true, main: "index.ts" });
    const preview = fails(await stack.preview());
    assert.match(
      preview.text,
      /index\.ts.*Type 'string' is not assignable to type '[^']*number/s,
      "the types are there",
    );
  });

  it("runs in a project of ES modules whose package manager links packages", async () => {
    const stack = await world.emptyProject();
    installLinked(stack.project, unpacked);
    stack.write("package.json", JSON.stringify({ name: "tenants", private: true, type: "module" }));
    stack.write("index.js", esModule);
    succeeds(await stack.run(["stack", "init", "test"]));
    succeeds(await stack.up());
    assert.equal(world.licenses[0]?.quantity, 10);
    succeeds(await stack.destroy());
    assert.deepEqual(world.customers, []);
  });

  it("ends at a text that was cut inside a character, before anything is made", async () => {
    for (const [declared, says] of [
      [
        'new eset.Customer("cut", { name: "Bakery 🥐".slice(0, 8) });',
        'eset:Customer "cut": name holds half of a character',
      ],
      ['new eset.Customer("🥐".slice(0, 1), { name: "Bakery" });', "its name in the program holds half of a character"],
    ] as const) {
      const stack = await world.stack(declared);
      const stopped = fails(await stack.up(), says, "give the whole character, or leave it out");
      assert.doesNotMatch(stopped.text, /\bat .*\.js:\d+/, "no stack trace");
      assert.deepEqual(world.calls(), []);
    }
  });

  it("is the checkout's own example too, and leaves no trace in the checkout", async () => {
    const listing = () =>
      [root, join(root, "examples", "onboarding")].flatMap((folder) =>
        readdirSync(folder).map((name) => `${join(folder, name)} ${statSync(join(folder, name)).isFile()}`),
      );
    const before = listing();
    const stack = await world.stackOf(root, "engine-test");
    const created = succeeds(await stack.up());
    assert.ok(created.changes.length >= 3, created.text);
    assert.equal(world.customers[0]?.name, "Example Bakery");
    assert.ok(world.licenses.some(({ trial }) => trial) && world.licenses.some(({ trial }) => !trial));
    succeeds(await stack.drift());
    succeeds(await stack.destroy());
    assert.deepEqual(world.customers, []);
    assert.deepEqual(listing(), before);
  });
});
