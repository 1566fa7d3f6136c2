/** The native provider as a plugin of the user's own Pulumi: as `npm run plugin` packs it, without an npm package beside the program. */
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { load } from "../tools/tools";
import { livesAsDeclared } from "./bakery";
import { EngineWorld, fails, root, succeeds } from "./engine";

describe("the installed plugin", () => {
  const world = EngineWorld.forEachTest();
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string }; // ours
  let scratch: string;
  let archive: string;

  before(async () => {
    scratch = mkdtempSync(join(tmpdir(), "pulumi-msp-plugin-"));
    archive = await (await load("pluginArchive.mjs")).pluginArchive(scratch);
  });
  after(() => {
    rmSync(scratch, { recursive: true, force: true });
  });

  it("runs the example in YAML, which names no plugin and needs no node_modules", async () => {
    const stack = await world.example("yaml");
    fails(await stack.up(), "msp");
    succeeds(await stack.run(["plugin", "install", "resource", "msp", version, "--file", archive]));
    assert.match(succeeds(await stack.run(["plugin", "ls"])).text, new RegExp(`^msp +resource +${version} `, "m"));
    const schema = JSON.parse(succeeds(await stack.run(["package", "get-schema", "msp"])).text) as { version: string };
    assert.equal(schema.version, version);
    await livesAsDeclared(world, stack);
  });
});
