import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { inFolder, load, type PythonTool, writeEngine, writeProgram } from "./tools";

describe("finding what SDKs and Python programs need", () => {
  let tool: PythonTool;
  let pinnedVersion: string;
  before(async function () {
    if (process.platform === "win32") this.skip();
    tool = await load("setup/python.mjs");
    ({ pinnedVersion } = await load("setup/engine.mjs"));
  });

  /** With an engine that can run no Python programs, and nothing else but what the test puts into `bin`. */
  function find(folder: string) {
    writeEngine(join(folder, "engine"), pinnedVersion);
    const env = { PATH: join(folder, "bin"), PULUMI_MSP_CACHE: join(folder, "cache") };
    return tool.findPython({ engine: { path: join(folder, "engine", "pulumi") }, env, log: () => undefined });
  }

  it("says that there is no Python, what to do about it, and keeps nothing", () =>
    inFolder(async (folder) => {
      const { programs, reason } = await find(folder);
      assert.equal(programs, undefined);
      assert.match(reason ?? "", /no virtual environment can be made: .*ENOENT.* need Python 3\.10 or newer/);
      assert.deepEqual(readdirSync(join(folder, "cache", "python")), []);
    }));

  it("says what Python says, where its module venv is missing", () =>
    inFolder(async (folder) => {
      writeProgram(join(folder, "bin"), "python3", "No module named venv", 1);
      assert.match((await find(folder)).reason ?? "", /No module named venv/);
    }));

  it("uses what an earlier run made", () =>
    inFolder(async (folder) => {
      const made = join(folder, "cache", "python", pinnedVersion);
      const [programs, generators] = [join(made, "bin"), join(made, "generators")];
      writeProgram(programs, "python", "");
      for (const of of [programs, generators]) writeProgram(of, "pulumi-language-python", "");
      assert.deepEqual(await find(folder), { programs, generators });
    }));

  it("does not use what an earlier run made, if Pulumi's SDK is not in it", () =>
    inFolder(async (folder) => {
      const made = join(folder, "cache", "python", pinnedVersion);
      writeProgram(join(made, "bin"), "python", "No module named pulumi", 1);
      for (const of of ["bin", "generators"]) writeProgram(join(made, of), "pulumi-language-python", "");
      assert.match((await find(folder)).reason ?? "", /no virtual environment can be made/);
    }));
});
