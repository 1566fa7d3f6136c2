/** `npm run bench` runs, and says what it measured. What it costs to be slow is nothing that a test can tell. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { root } from "./engine";

const run = promisify(execFile);
const bench = (...args: string[]) => run(process.execPath, [join(root, "bench", "index.mjs"), ...args]);

describe("the bench", () => {
  it("counts the vendor's calls, and prints them as a table and as JSON", async () => {
    const folder = mkdtempSync(join(tmpdir(), "pulumi-msp-bench-"));
    try {
      const file = join(folder, "bench.json");
      const { stdout } = await bench("--quick", "--only", "calls,load,resident", "--json", file);
      const results = JSON.parse(readFileSync(file, "utf8")) as {
        calls: Record<string, { calls: number; ofRun: number }>;
        load: Record<"eset" | "redstor", { packages: string[] }>;
      }; // its own format
      assert.deepEqual(results.calls, {
        createTwo: { calls: 2, ofRun: 2 },
        changeSeats: { calls: 1, ofRun: 1 },
        suspendLicence: { calls: 1, ofRun: 1 },
        refreshTwo: { calls: 2, ofRun: 1 },
        upWithoutChange: { calls: 0, ofRun: 0 },
      });
      assert.match(stdout, /\| … to change seats +\| 1 +\| 1, and 1 of the run +\| yes/);
      for (const vendor of ["eset", "redstor"] as const) {
        const strangers = results.load[vendor].packages.filter((name) =>
          /^(@?fastify|commander|yaml|playwright|jose|oauth4webapi|node-fetch)/.test(name),
        );
        assert.deepEqual(
          strangers,
          [],
          "the provider process loads what belongs to the emulator, the CLI or a first request",
        );
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("says which measurements there are when one is unknown", async () => {
    await assert.rejects(bench("--only", "nothing"), (error: { code: number; stderr: string }) => {
      assert.equal(error.code, 1);
      assert.match(error.stderr, /There is no measurement nothing; there are lifecycle, hosts, fleet, state, calls,/);
      return true;
    });
    assert.match((await bench("--help")).stdout, /--quick/);
  });
});
