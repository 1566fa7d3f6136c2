/** The pages of docs/how-to.md, run as they are written. */
import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { EngineWorld, root, type Stack, succeeds } from "./engine";

const [start = "", ...pages] = readFileSync(join(root, "docs/how-to.md"), "utf8").split(/^## /m);

/** What a page does, in order: files, commands, and in comments what somebody does in a portal and what is to be seen. */
const pieces = /^```(?<language>\w+)\n(?<text>[^]*?)^```$|^<!-- (?<about>\w+): ?(?<what>.*?) ?-->$/gm;

describe("how to", () => {
  const world = EngineWorld.forEachTest();

  /** What somebody does in ESET's portal with an object. */
  function somebody(act: string, id: string, values: object): void {
    const { portal } = world.emulator.eset;
    if (act === "updateLicense") portal.updateLicense(id, values);
    else if (act === "orderLicense")
      portal.orderLicense({ customerId: id, ...(values as { productCode: string; quantity: number }) });
    else assert.fail(`nobody knows how to ${act}`);
    world.changes();
  }

  async function follows(stack: Stack, page: string): Promise<void> {
    let printed = "";
    for (const { groups = {} } of page.matchAll(pieces)) {
      const { language, text = "", about, what = "" } = groups;
      if (language === "yaml") {
        stack.write(/^# (?<file>\S+)/.exec(text)?.groups?.["file"] ?? assert.fail(text), text);
      } else if (language === "sh") {
        printed = "";
        for (const line of text.trim().split("\n")) printed += succeeds(await stack.copied(line)).text;
      } else if (about === "sends") {
        assert.deepEqual(world.changes(), what === "" ? [] : what.split(", ").sort());
      } else if (about === "prints") {
        assert.ok(printed.includes(what), `${what} is not printed:\n${printed}`);
      } else if (about === "portal") {
        const [, act = "", name = "", values = ""] = /^eset (\w+) (\S+) (.*)$/.exec(what) ?? assert.fail(what);
        somebody(act, stack.held[name]?.id ?? assert.fail(name), JSON.parse(values) as object);
      } else assert.fail(`${language ?? ""}${about ?? ""}: nobody knows how to follow that`);
    }
  }

  assert.ok(pages.length > 5);
  for (const page of pages) {
    const title = page.slice(0, page.indexOf("\n"));
    it(title.charAt(0).toLowerCase() + title.slice(1), async () => {
      const stack = await world.project();
      succeeds(await stack.run(["stack", "init", "production"]));
      mkdirSync(join(stack.project, "tenants"));
      stack.write("index.js", 'require("pulumi-msp").loadTenants("tenants");\n');
      const bin = join(stack.project, "node_modules/.bin/pulumi-msp");
      mkdirSync(dirname(bin), { recursive: true });
      writeFileSync(bin, `#!/bin/sh\nexec node '${join(root, "dist/cli/index.js")}' "$@"\n`, { mode: 0o755 });
      await follows(stack, start);
      succeeds(await stack.up());
      world.changes();
      await follows(stack, page);
      succeeds(await stack.preview({ flags: ["--expect-no-changes"] }));
    });
  }
});
