import assert from "node:assert/strict";
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { inFolder, load, write, writeProgram } from "./tools";

describe("making a checkout ready", () => {
  describe("Node.js", () => {
    it("is refused when it is too old, with where to get one", async () => {
      const { nodeProblem } = await load("setup/node-version.mjs");
      assert.equal(
        nodeProblem("18.20.8"),
        "pulumi-msp needs Node.js 20.19 or newer; this is 18.20.8. Get one at https://nodejs.org/.",
      );
      assert.notEqual(nodeProblem("20.18.3"), undefined);
      for (const version of ["20.19.0", "21.0.0", "26.1.0"]) assert.equal(nodeProblem(version), undefined);
    });
  });

  describe("npm dependencies", () => {
    const lock = (packages: object) => JSON.stringify({ packages });
    const wanted = {
      "": { name: "x" },
      "node_modules/a": { version: "1.0.0", integrity: "sha512-a" },
      "node_modules/for-mac": { version: "1.0.0", optional: true },
    };
    const problemOf = (installed: object | undefined, ...present: string[]) =>
      inFolder(async (folder) => {
        write(folder, { "package-lock.json": lock(wanted) });
        for (const name of present) write(folder, { [`node_modules/${name}/package.json`]: "{}" });
        if (installed !== undefined) write(folder, { "node_modules/.package-lock.json": lock(installed) });
        return (await load("setup/dependencies.mjs")).dependenciesProblem(folder);
      });
    const a = wanted["node_modules/a"];

    it("are left alone when they are what package-lock.json says, other platforms' packages aside", async () => {
      assert.equal(await problemOf({ "node_modules/a": a }, "a"), undefined);
    });
    it("are stale without node_modules", async () => {
      assert.equal(await problemOf(undefined), "node_modules is missing");
    });
    it("are stale after an installation that did not finish", async () => {
      assert.equal(await problemOf(undefined, "a"), "node_modules is incomplete");
    });
    it("are stale when a package is of another version", async () => {
      const problem = await problemOf({ "node_modules/a": { ...a, version: "0.9.0" } }, "a");
      assert.equal(problem, "node_modules has a 0.9.0, package-lock.json wants 1.0.0");
    });
    it("are stale when a package is not there", async () => {
      assert.equal(await problemOf({}, "b"), "a is missing in node_modules");
      assert.equal(await problemOf({ "node_modules/a": a }, "b"), "a is missing in node_modules");
    });
  });

  describe("the build", () => {
    const checkout = (folder: string) => {
      write(folder, {
        "tsconfig.json": JSON.stringify({ include: ["provider"] }),
        "provider/index.ts": "one",
        "tools/build.mjs": `
          import { mkdirSync, readFileSync } from "node:fs";
          mkdirSync("dist", { recursive: true });
          if (readFileSync("provider/index.ts", "utf8") === "wrong") { console.log("TS1: wrong"); process.exit(2); }`,
      });
    };

    it("happens once, and again when the content of a source changes", () =>
      inFolder(async (folder) => {
        const { build } = await load("setup/build.mjs");
        checkout(folder);
        assert.deepEqual(await build(folder), { built: true });
        assert.deepEqual(await build(folder), { built: false });
        write(folder, { "provider/index.ts": "one" });
        assert.deepEqual(await build(folder), { built: false });
        write(folder, { "provider/index.ts": "two" });
        assert.deepEqual(await build(folder), { built: true });
        write(folder, { "provider/new.ts": "" });
        assert.deepEqual(await build(folder), { built: true });
        rmSync(join(folder, "dist"), { recursive: true });
        assert.deepEqual(await build(folder), { built: true });
      }));

    it("that fails says why and is not taken for one that succeeded", () =>
      inFolder(async (folder) => {
        const { build, isBuilt } = await load("setup/build.mjs");
        checkout(folder);
        write(folder, { "provider/index.ts": "wrong" });
        assert.deepEqual(await build(folder), { built: true, problem: "TS1: wrong" });
        assert.equal(isBuilt(folder), false);
      }));
  });

  describe("a step of the build", () => {
    it("is done again when what it reads has changed, what it makes is gone, or it has failed", () =>
      inFolder(async (folder) => {
        const { Steps } = await load("build/steps.mjs");
        write(folder, { "contract.yaml": "one", "dist/.keep": "" });
        let done = 0;
        const step = (
          perform = () => {
            write(folder, { "dist/types.ts": String(++done) });
          },
        ) => new Steps(folder).step("types", { from: ["contract.yaml"], makes: ["dist/types.ts"] }, perform);
        await step();
        await step();
        assert.equal(done, 1);
        write(folder, { "contract.yaml": "two" });
        const fails = () => {
          throw new Error("no types");
        };
        await assert.rejects(step(fails), /no types/);
        await step();
        assert.equal(done, 2);
        rmSync(join(folder, "dist/types.ts"));
        await step();
        assert.equal(done, 3);
      }));

    it("leaves nothing in dist/ of a source that is gone", () =>
      inFolder(async (folder) => {
        const { removeOrphans } = await load("build/steps.mjs");
        const kept = ["dist/cli/a.js", "dist/cli/a.d.ts", "dist/cli/made/x.js", "dist/cli/page.html"];
        const orphans = ["dist/cli/b.js", "dist/cli/b.d.ts", "dist/cli/b.js.map"];
        write(folder, Object.fromEntries(["cli/a.ts", ...kept, ...orphans].map((file) => [file, ""])));
        removeOrphans(folder, ["cli", "tests"], "dist/cli/made");
        const left = [...kept, ...orphans].filter((file) => existsSync(join(folder, file)));
        assert.deepEqual(left, kept);
      }));
  });

  describe("a browser", () => {
    const search = (write: (folder: string) => void, env: (folder: string) => NodeJS.ProcessEnv) =>
      inFolder(async (folder) => {
        write(folder);
        const { findBrowser } = await load("setup/chromium.mjs");
        const { path, reason } = await findBrowser({ env: { PATH: folder, ...env(folder) } });
        return { path: path?.slice(folder.length + 1), reason };
      });

    it("is the one on PATH that says its version", async () => {
      const { path } = await search(
        (folder) => {
          writeProgram(folder, "chromium", "Please install the snap", 1);
          writeProgram(folder, "google-chrome", "Google Chrome 140.0.1.2");
        },
        () => ({}),
      );
      assert.equal(path, "google-chrome");
    });
    it("is the one that CHROME_PATH names, and no other when that is none", async () => {
      const env = (name: string) => (folder: string) => ({ CHROME_PATH: join(folder, name) });
      const both = (folder: string) => {
        writeProgram(folder, "chromium", "Chromium 140.0.1.2 built on Debian");
        writeProgram(folder, "mine", "Chromium 141.0.1.2");
      };
      assert.equal((await search(both, env("mine"))).path, "mine");
      assert.match((await search(both, env("yours"))).reason ?? "", /CHROME_PATH names .*yours: there is no such file/);
    });
  });

  describe("a program it runs", () => {
    it("is ended when it says nothing for too long", async () => {
      const { run } = await load("setup/process.mjs");
      const { problem } = await run(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { quietSeconds: 0.3 });
      assert.equal(problem, "it printed nothing for 0.3 seconds and was ended");
    });
    it("may be missing", async () => {
      const { run } = await load("setup/process.mjs");
      assert.equal((await run(join(__dirname, "no-such-program"), [])).missing, true);
      assert.equal(existsSync(join(__dirname, "no-such-program")), false);
    });
  });
});
