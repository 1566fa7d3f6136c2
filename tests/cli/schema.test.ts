import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const command = join(__dirname, "../../cli/index.js");
const packaged = readFileSync(join(__dirname, "../../tenant.schema.json"), "utf8");

describe("pulumi-msp schema", function () {
  const run = promisify(execFile);

  it("prints the schemas that are in the package", async () => {
    const { stdout, stderr } = await run(process.execPath, [command, "schema"]);
    assert.deepEqual({ stdout, stderr }, { stdout: packaged, stderr: "" });
    const user = await run(process.execPath, [command, "schema", "user"]);
    assert.equal(user.stdout, readFileSync(join(__dirname, "../../user.schema.json"), "utf8"));
  });

  it("writes it to a file, or says why it cannot", async () => {
    const folder = mkdtempSync(join(tmpdir(), "schema-"));
    try {
      const file = join(folder, "tenant.schema.json");
      const { stdout } = await run(process.execPath, [command, "schema", "--output", file]);
      assert.deepEqual([stdout, readFileSync(file, "utf8")], ["", packaged]);
      await assert.rejects(run(process.execPath, [command, "schema", "--output", join(folder, "no", "file")]), {
        code: 1,
        stderr: /cannot be written: ENOENT/,
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
