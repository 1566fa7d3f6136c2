import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { pathToFileURL } from "node:url";
import { type EnvironmentTool, inFolder, load } from "./tools";

describe("the environment of the engine", () => {
  let tool: EnvironmentTool;

  before(async () => {
    tool = await load("setup/environment.mjs");
  });

  it("does not let the user's own settings leak in", () =>
    inFolder((folder) => {
      const env = tool.engineEnvironment("/engine", folder, {
        HOME: "/home/someone",
        PULUMI_ACCESS_TOKEN: "theirs",
        PULUMI_BACKEND_URL: "https://theirs",
        PULUMI_CONFIG_PASSPHRASE_FILE: "theirs",
        ESET_MSP_PASSWORD: "theirs",
        REDSTOR_PRIVATE_KEY: "theirs",
        MSP_ADOPT: "theirs",
      });
      assert.doesNotMatch(JSON.stringify(env), /theirs/);
      assert.equal(env["HOME"], "/home/someone");
    }));

  it("keeps state and home in the folder it is given", () =>
    inFolder((folder) => {
      const env = tool.engineEnvironment("/engine", join(folder, "a b"), {});
      assert.equal(env["PULUMI_HOME"], join(folder, "a b", "home"));
      assert.equal(env["PULUMI_BACKEND_URL"], pathToFileURL(join(folder, "a b", "state")).href);
      assert.ok(existsSync(join(folder, "a b", "state")));
    }));

  it("puts the engine first on PATH, and the Node.js of this run second", () =>
    inFolder((folder) => {
      const engine = { folder: "/engine", path: "/engine/pulumi", version: "3.259.0", source: "on PATH" };
      const path = tool.engineEnvironment(engine, folder, { PATH: "/usr/bin" })["PATH"]?.split(delimiter);
      assert.deepEqual(path, ["/engine", join(process.execPath, ".."), "/usr/bin"]);
    }));
});
