/** What can be said of `pulumi-msp drift` without an engine; with it, see tests/engine/driftReport.test.ts. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const command = join(__dirname, "../../cli/index.js");

describe("pulumi-msp drift", function () {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "pulumi-msp-drift-"));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const run = (args: string[], path = folder): Promise<{ code: number; output: string; errors: string }> =>
    new Promise((resolve) => {
      const env = { ...process.env, PATH: path, FORCE_COLOR: undefined };
      const options = { env, cwd: folder };
      const child = execFile(process.execPath, [command, "drift", ...args], options, (_, output, errors) => {
        resolve({ code: child.exitCode ?? -1, output, errors });
      });
    });
  const cannotTell = async (args: string[], why: RegExp) => {
    const { code, output, errors } = await run(args);
    assert.deepEqual({ code, output }, { code: 1, output: "" });
    assert.match(errors, /^It cannot be told whether there is drift\.\n/);
    assert.match(errors, why);
  };
  const project = () => {
    writeFileSync(join(folder, "Pulumi.yaml"), "name: tenants\nruntime: nodejs\n");
  };

  it("explains its exit codes", async () => {
    const { code, output } = await run(["--help"]);
    assert.equal(code, 0);
    assert.match(output, /Exit codes:\n {2}0 {2}no drift\n {2}7 {2}drift\n {2}1 {2}it cannot be told/);
  });

  it("cannot tell without a project, a Pulumi CLI, or the file of exceptions", async () => {
    await cannotTell([], /There is no Pulumi\.yaml in .*--cwd/);
    project();
    await cannotTell([], /The Pulumi CLI \(pulumi\) is not on the PATH/);
    await cannotTell(["--ignore", "none.yaml"], /file of exceptions cannot be read: ENOENT/);
    symlinkSync("/proc/self/environ", join(folder, "planted.yaml"));
    const link = /file of exceptions cannot be read: it is a link to something outside of its folder\. Put .*\.\n$/;
    if (process.platform === "linux") await cannotTell(["--ignore", "planted.yaml"], link);
  });

  it("takes an empty name of a stack, as an unset variable of CI gives it, for no name", async () => {
    project();
    await cannotTell(["--stack", ""], /--stack is empty\. Name a stack, or leave the option out/);
  });

  it("finds out that the report cannot be written before it does anything", async () => {
    project();
    await cannotTell(["--output", "none/drift.html"], /The report cannot be written to none\/drift\.html: ENOENT/);
    await cannotTell(["--output", "."], /The report cannot be written to \.: it is a folder\./);
  });

  it("names the places of all mistakes in the file of exceptions before it does anything", async () => {
    project();
    writeFileSync(
      join(folder, "drift.yaml"),
      "exceptions:\n  - resource: seats\n    property: quantity\n  - { customer: bakery, kind: gone, reason: x, until: never }\n",
    );
    await cannotTell(
      ["--ignore", "drift.yaml"],
      /\ndrift\.yaml:2:5: reason is missing.*\ndrift\.yaml:2:5: until is missing.*\ndrift\.yaml:4:31: kind must be .*\ndrift\.yaml:4:55: until must be/,
    );
  });
});
