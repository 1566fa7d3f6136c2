import assert from "node:assert/strict";
import { chmodSync, existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type EngineTool, inFolder, load, write, writeEngine, writeProgram } from "./tools";

describe("finding a Pulumi engine", () => {
  let tool: EngineTool;
  let said: string[];
  const log = (line: string) => said.push(line);
  /** Only what these tests put there; the shell that runs the stand-ins is in /bin. */
  const environment = (folder: string, ...path: string[]) => ({
    PATH: [...path.map((name) => join(folder, name)), "/usr/bin", "/bin"].join(":"),
    PULUMI_MSP_CACHE: join(folder, "cache"),
  });

  before(async function () {
    if (process.platform === "win32") this.skip();
    tool = await load("setup/engine.mjs");
  });
  beforeEach(() => {
    said = [];
  });

  it("uses the pulumi on PATH", () =>
    inFolder(async (folder) => {
      writeEngine(join(folder, "bin"), "3.191.0");
      assert.deepEqual(await tool.findEngine({ env: environment(folder, "bin"), log }), {
        engine: {
          path: join(folder, "bin", "pulumi"),
          folder: join(folder, "bin"),
          version: "3.191.0",
          source: "on PATH",
        },
      });
      assert.deepEqual(said, []);
    }));

  it("passes over a pulumi on PATH that is too old, says why, and takes the next", () =>
    inFolder(async (folder) => {
      writeEngine(join(folder, "old"), "3.190.0");
      writeEngine(join(folder, "new"), "3.200.1");
      const engine = await tool.engineOnPath({ env: environment(folder, "old", "new"), log });
      assert.equal(engine?.version, "3.200.1");
      assert.deepEqual(said, [
        `Passing over ${join(folder, "old", "pulumi")}: version 3.190.0 is older than 3.191.0, ` +
          `the first in which "up --refresh --run-program" is sound.`,
      ]);
    }));

  it("passes over a pulumi of another major version", () =>
    inFolder(async (folder) => {
      writeEngine(join(folder, "bin"), "4.0.0");
      assert.equal(await tool.engineOnPath({ env: environment(folder, "bin"), log }), undefined);
      assert.match(said.join("\n"), /version 4\.0\.0 is not of the 3\.x series/);
    }));

  it("passes over a pulumi that cannot run Node.js programs", () =>
    inFolder(async (folder) => {
      writeEngine(join(folder, "bin"), "3.250.0");
      rmSync(join(folder, "bin", "pulumi-language-nodejs"));
      assert.equal(await tool.engineOnPath({ env: environment(folder, "bin"), log }), undefined);
      assert.match(said.join("\n"), /pulumi-language-nodejs is neither beside it nor on PATH/);
    }));

  it("finds the language host elsewhere on PATH", () =>
    inFolder(async (folder) => {
      writeProgram(join(folder, "bin"), "pulumi", "v3.250.0");
      writeEngine(join(folder, "host"), "3.1.0");
      const engine = await tool.engineOnPath({ env: environment(folder, "bin", "host"), log });
      assert.equal(engine?.folder, join(folder, "bin"));
    }));

  it("passes over something else that is called pulumi", () =>
    inFolder(async (folder) => {
      writeProgram(join(folder, "bin"), "pulumi", "Segmentation fault", 139);
      assert.equal(await tool.engineOnPath({ env: environment(folder, "bin"), log }), undefined);
      assert.match(said.join("\n"), /"pulumi version" does not answer with a version: Segmentation fault/);
    }));

  it("asks a CLI for its version with nothing of the user's login", () =>
    inFolder(async (folder) => {
      writeEngine(join(folder, "bin"), "3.250.0");
      const seen = join(folder, "seen");
      writeFileSync(join(folder, "bin", "pulumi"), `#!/bin/sh\nenv > '${seen}'\necho v3.250.0\n`);
      const env = { ...environment(folder, "bin"), PULUMI_ACCESS_TOKEN: "theirs", PULUMI_HOME: "/theirs" };
      await tool.engineOnPath({ env, log });
      assert.doesNotMatch(readFileSync(seen, "utf8"), /theirs/);
      assert.match(readFileSync(seen, "utf8"), /^PULUMI_SKIP_UPDATE_CHECK=true$/m);
    }));

  it("uses the engine that PULUMI_MSP_ENGINE names before any other", () =>
    inFolder(async (folder) => {
      writeEngine(join(folder, "bin"), "3.250.0");
      writeEngine(join(folder, "mine"), "3.251.0");
      const env = { ...environment(folder, "bin"), PULUMI_MSP_ENGINE: join(folder, "mine") };
      assert.equal((await tool.findEngine({ env, log })).engine?.version, "3.251.0");
    }));

  it("says what is wrong with the engine that PULUMI_MSP_ENGINE names, and takes no other", () =>
    inFolder(async (folder) => {
      writeEngine(join(folder, "bin"), "3.250.0");
      const env = { ...environment(folder, "bin"), PULUMI_MSP_ENGINE: join(folder, "nothing") };
      const { engine, reason } = await tool.findEngine({ env, log });
      assert.equal(engine, undefined);
      assert.match(reason ?? "", /^PULUMI_MSP_ENGINE names .*nothing\/pulumi: .*ENOENT/);
    }));

  it("names the folder that cannot be written, and how to name another", () =>
    inFolder(async (folder) => {
      write(folder, { file: "" });
      const env = { ...environment(folder), PULUMI_MSP_CACHE: join(folder, "file", "cache") };
      const { reason } = await tool.findEngine({ env, log });
      assert.match(reason ?? "", /file\/cache cannot be written; PULUMI_MSP_CACHE names another folder\./);
      assert.match(reason ?? "", /Install Pulumi/);
    }));

  describe("in the cache", () => {
    const make = async (folder: string) => {
      const env = environment(folder);
      return tool.makeCached(
        "made for a test",
        (unfinished) => {
          writeEngine(unfinished, tool.pinnedVersion);
          return Promise.resolve(undefined);
        },
        { env },
      );
    };

    it("finds again what an earlier run made, and says so", () =>
      inFolder(async (folder) => {
        const made = await make(folder);
        assert.equal(made.folder, join(folder, "cache", "engine", tool.pinnedVersion));
        const found = await tool.findEngine({ env: environment(folder), log });
        assert.deepEqual(found.engine, { ...made, source: "made for a test by an earlier run" });
        assert.deepEqual(said, []);
      }));

    it("does not trust an engine that does not start", () =>
      inFolder(async (folder) => {
        const { path } = await make(folder);
        // the same length, so that only running it can tell
        writeFileSync(path, readFileSync(path, "utf8").replace("exit 0", "exit 9"));
        chmodSync(path, 0o755);
        assert.equal(await tool.cachedEngine({ env: environment(folder), log }), undefined);
        assert.match(said.join("\n"), /Not trusting the engine in .*: "pulumi version" does not answer with a version/);
      }));

    it("does not trust an engine with a file cut short", () =>
      inFolder(async (folder) => {
        const { folder: made } = await make(folder);
        writeFileSync(join(made, "pulumi-language-nodejs"), "#!/bin/sh\n");
        assert.equal(await tool.cachedEngine({ env: environment(folder), log }), undefined);
        assert.match(said.join("\n"), /pulumi-language-nodejs is damaged/);
      }));

    it("replaces a damaged engine with the next one that is made", () =>
      inFolder(async (folder) => {
        const { path } = await make(folder);
        writeFileSync(path, "");
        await make(folder);
        assert.ok(await tool.cachedEngine({ env: environment(folder), log }));
      }));

    it("is not harmed by two runs that make an engine at the same time", () =>
      inFolder(async (folder) => {
        const made = await Promise.all([make(folder), make(folder), make(folder)]);
        for (const engine of made) assert.ok(existsSync(engine.path));
        assert.deepEqual(readdirSync(join(folder, "cache", "engine")), [tool.pinnedVersion]);
      }));

    it("keeps nothing of an engine whose making fails", () =>
      inFolder(async (folder) => {
        const failing = tool.makeCached(
          "made for a test",
          (unfinished) => {
            write(unfinished, { pulumi: "half" });
            return Promise.reject(new Error("the disk is full"));
          },
          { env: environment(folder) },
        );
        await assert.rejects(failing, /the disk is full/);
        assert.deepEqual(readdirSync(join(folder, "cache", "engine")), []);
      }));

    it("does not keep an engine of another version than the pinned one", () =>
      inFolder(async (folder) => {
        const wrong = tool.makeCached(
          "made for a test",
          (unfinished) => {
            writeEngine(unfinished, "3.200.0");
            return Promise.resolve(undefined);
          },
          { env: environment(folder) },
        );
        await assert.rejects(wrong, /it answers with version 3\.200\.0/);
      }));
  });
});
