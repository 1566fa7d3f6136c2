import assert from "node:assert/strict";
import { cpSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { inFolder, load, root, write } from "./tools";

/** Runs these test files and gives the outcome. */
const outcome = (
  files: Record<string, string>,
  options: { grep?: string; part?: { nth: number; of: number }; dryRun?: boolean; seconds?: number } = {},
) =>
  inFolder(async (folder) => {
    write(folder, files);
    const { runMocha } = await load("test/mocha.mjs");
    const { seconds = 15, ...others } = options;
    const paths = Object.keys(files).map((name) => join(folder, name));
    const result = await runMocha({ files: paths, seconds, show: false, ...others });
    return { ...result, counts: [result.passed, result.failed, result.skipped] };
  });

describe("the test runner", () => {
  it("counts what passed, failed and was skipped", async () => {
    const { counts, problems } = await outcome({
      "a.test.js": `it("a", () => {}); it("b", () => { throw new Error("no"); });`,
      "b.test.js": `it("c", () => {}); it.skip("d", () => {}); it("e");`,
    });
    assert.deepEqual(counts, [2, 1, 2]);
    assert.deepEqual(problems, []);
  });

  it("runs only the tests with the wanted name", async () => {
    const { counts } = await outcome({ "a.test.js": `it("one", () => {}); it("two", () => {});` }, { grep: "^tw" });
    assert.deepEqual(counts, [1, 0, 0]);
  });

  it("runs a file in parts, in which each of its tests is once", async () => {
    const file = `describe("a", () => { it("1", () => {}); it("2", () => {}); });
      describe("b", () => { before(() => console.log("b begins")); it("3", () => {}); describe("c", () => it("4", () => {})); });`;
    const shown: string[] = [];
    for (const nth of [0, 1, 2]) {
      const { counts, output } = await outcome({ "a.test.js": file }, { part: { nth, of: 3 } });
      shown.push(`${counts.join()}: ${output.match(/✔ \d|b begins/g)?.join(" ") ?? ""}`);
    }
    assert.deepEqual(shown, ["2,0,0: ✔ 1 b begins ✔ 4", "1,0,0: ✔ 2", "1,0,0: b begins ✔ 3"]);
  });

  it("counts tests without running them", async () => {
    const { counts } = await outcome(
      { "a.test.js": `it("a", () => { throw new Error(); }); it.skip("b", () => {});` },
      { dryRun: true },
    );
    assert.deepEqual(counts, [1, 0, 1]);
  });

  it("fails when a test file has a .only", async () => {
    const { counts, problems, output } = await outcome({
      "a.test.js": `it.only("a", () => {});`,
      "b.test.js": `it("b", () => {});`,
    });
    assert.equal(counts[1], 1);
    assert.match(problems.join("\n"), /a\.test\.js cannot be loaded/);
    assert.match(output, /only/);
  });

  it("fails when a test file cannot be loaded, and runs the others", async () => {
    const { counts, problems, output } = await outcome({
      "a.test.js": `require("./nowhere");`,
      "b.test.js": `it("b", () => {});`,
    });
    assert.deepEqual(counts, [1, 1, 0]);
    assert.match(problems.join("\n"), /a\.test\.js cannot be loaded/);
    assert.match(output, /Cannot find module '\.\/nowhere'/);
  });

  it("fails when a test ends the process, and names the test", async () => {
    const { counts, problems } = await outcome({
      "a.test.js": `it("a", () => {}); it("leaves", () => process.exit(0)); it("c", () => {});`,
    });
    assert.deepEqual(counts, [1, 1, 0]);
    assert.deepEqual(problems, ["The test process ended before the tests did (exit code 0); it was at: leaves."]);
  });

  it("fails when a test file ends the process while it is loaded", async () => {
    const { counts, problems } = await outcome({ "a.test.js": `process.exit(0);` });
    assert.deepEqual(counts, [0, 1, 0]);
    assert.match(problems.join("\n"), /it was at: loading .*a\.test\.js/);
  });

  it("fails when the process crashes", async () => {
    const { counts, problems } = await outcome({ "a.test.js": `it("a", () => process.kill(process.pid, "SIGSEGV"));` });
    assert.deepEqual(counts, [0, 1, 0]);
    assert.match(problems.join("\n"), /it was ended by SIGSEGV\); it was at: a/);
  });

  it("fails on an exception that nobody catches, during a test or after the last", async () => {
    const during = await outcome({
      "a.test.js": `it("a", (done) => { setTimeout(() => { throw new Error("late"); }, 10); });`,
    });
    assert.deepEqual(during.counts, [0, 1, 0]);
    const after = await outcome({
      "a.test.js": `it("a", () => { setTimeout(() => { throw new Error("late"); }, 300); });`,
    });
    assert.deepEqual(after.counts, [1, 1, 0]);
    assert.match(after.problems.join("\n"), /The test process failed after the tests/);
  });

  it("fails on a rejection that nobody handles", async () => {
    const { counts } = await outcome({
      "a.test.js": `it("a", () => new Promise(() => { void Promise.reject(new Error("late")); }));`,
    });
    assert.deepEqual(counts, [0, 1, 0]);
  });

  it("counts the tests that a failed hook kept from running as failed", async () => {
    const { counts } = await outcome({
      "a.test.js": `describe("x", () => { before(() => { throw new Error("no"); }); it("a", () => {}); it("b", () => {}); });`,
    });
    assert.equal(counts[0], 0);
    assert.ok(Number(counts[1]) >= 2);
  });

  it("ends tests that hang and says which one did", async () => {
    const { counts, problems } = await outcome(
      { "a.test.js": `it("a", () => {}); it("hangs", () => { for (;;); });` },
      { seconds: 2 },
    );
    assert.deepEqual(counts, [1, 1, 0]);
    assert.match(problems.join("\n"), /it took longer than 2\.0s and was ended\); it was at: hangs/);
  });

  it("is not kept alive by what a test left open", async () => {
    const { counts, output } = await outcome({
      "a.test.js": `it("a", () => { require("node:http").createServer().listen(0); });`,
    });
    assert.deepEqual(counts, [1, 0, 0]);
    assert.match(output, /The tests left open: .*TCP/);
  });
});

describe("npm test", () => {
  /** A checkout whose build is a copy, with the real tools. */
  const npmTest = (
    tests: Record<string, string>,
    { env = {}, args = [] }: { env?: NodeJS.ProcessEnv; args?: string[] } = {},
  ) =>
    inFolder(async (folder) => {
      cpSync(join(root, "tools"), join(folder, "tools"), { recursive: true });
      symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
      write(folder, {
        "package.json": "{}",
        "package-lock.json": '{ "packages": {} }',
        "tsconfig.json": '{ "include": ["tests"] }',
        "eslint.config.mjs": "export default [{ ignores: ['tools/'] }];\n",
        ".prettierrc.json": "{}\n",
        ".prettierignore": "*\n",
        "tools/build.mjs": `import { cpSync } from "node:fs"; cpSync("tests", "dist/tests", { recursive: true });`,
      });
      write(join(folder, "tests"), tests);
      const { run } = await load("setup/process.mjs");
      const { code, output } = await run(process.execPath, [join(folder, "tools", "test.mjs"), ...args], {
        cwd: folder,
        // an engine and a browser that are none, so that nothing is looked for, downloaded, built or installed
        env: {
          ...process.env,
          CI: "",
          PULUMI_MSP_ENGINE: join(folder, "none"),
          CHROME_PATH: join(folder, "no-browser"),
          ...env,
        },
      });
      return { code, output, last: output.split("\n").at(-2) };
    });

  it("adds the checks and the tests up in its last line", async () => {
    const { code, output, last } = await npmTest({ "a.test.js": `it("a", () => {}); it.skip("b", () => {});` });
    assert.equal(last, "4 passed, 0 failed, 1 skipped", output);
    assert.equal(code, 0);
  });

  it("fails when a test fails", async () => {
    const { code, last } = await npmTest({ "a.test.js": `it("a", () => { throw new Error("no"); });` });
    assert.equal(last, "3 passed, 1 failed, 0 skipped");
    assert.equal(code, 1);
  });

  it("runs files beside each other, shows each one's output whole, and names what failed at the end", async () => {
    const slow = (name: string, fails: boolean) =>
      `it("${name} starts", () => {}); it("${name} ends", (done) => setTimeout(() => done(${fails ? 'new Error("no")' : ""}), 200));`;
    const { output, last } = await npmTest({ "a.test.js": slow("first", true), "b.test.js": slow("second", false) });
    for (const name of ["first", "second"]) assert.match(output, new RegExp(`${name} starts\n.*${name} ends`), output);
    assert.match(output, /^ {2}✖ first ends$/m);
    assert.equal(last, "6 passed, 1 failed, 0 skipped");
  });

  it("fails when no test ran", async () => {
    const { code, output, last } = await npmTest(
      { "a.test.js": `it("a", () => {});` },
      { args: ["--grep", "something else"] },
    );
    assert.match(output, /No test ran/);
    assert.equal(last, "1 passed, 1 failed, 2 skipped");
    assert.equal(code, 1);
  });

  it("says with --help what it can, and runs nothing", async () => {
    const { code, output } = await npmTest({ "a.test.js": `it("a", () => {});` }, { args: ["--help"] });
    assert.match(output, /npm test -- tests\/http\/retry\.test\.ts/);
    assert.doesNotMatch(output, /passed/);
    assert.equal(code, 0);
  });

  it("refuses a path at which nothing is before it builds anything", async () => {
    const { code, output, last } = await npmTest({ "a.test.js": `it("a", () => {});` }, { args: ["tests/c.test.ts"] });
    assert.match(output, /^There are no tests at tests\/c\.test\.ts\.$/m);
    assert.equal(last, "0 passed, 1 failed, 0 skipped");
    assert.equal(code, 1);
  });

  it("runs the named file alone", async () => {
    const { code, output, last } = await npmTest(
      { "a.test.js": `it("a", () => {});`, "b.test.js": `it("b", () => {}); it("c", () => {});` },
      { args: ["tests/b.test.ts"] },
    );
    assert.equal(last, "3 passed, 0 failed, 2 skipped", output);
    assert.equal(code, 0);
  });

  const tellsOfChaos = (expected: object) => ({
    "chaos/a.test.js": `it("a", () => require("node:assert").deepEqual(
      Object.fromEntries(Object.entries(process.env).filter(([name]) => name.startsWith("MSP_CHAOS_"))),
      ${JSON.stringify(expected)},
    ));`,
  });
  const chaos = [
    { args: [], expected: {} },
    { args: ["--seed", "7"], expected: { MSP_CHAOS_SEED: "7" } },
    { args: ["--runs", "50", "--seed", "7"], expected: { MSP_CHAOS_SEED: "7", MSP_CHAOS_RUNS: "50" } },
    { args: ["--full"], expected: { MSP_CHAOS_FULL: "1", MSP_CHAOS_RUNS: "300" } },
    { args: ["--full", "--runs=5"], expected: { MSP_CHAOS_FULL: "1", MSP_CHAOS_RUNS: "5" } },
  ];
  for (const { args, expected } of chaos) {
    it(`hands ${args.length === 0 ? "no option" : args.join(" ")} on to the tests`, async () => {
      const { code, output, last } = await npmTest(tellsOfChaos(expected), {
        args: ["tests/chaos", ...args],
        env: { MSP_CHAOS_SEED: "99" },
      });
      assert.equal(last, "2 passed, 0 failed, 2 skipped", output);
      assert.equal(code, 0);
    });
  }

  it("gives tests that go further the time for it", async () => {
    const says = { "chaos/a.test.js": `it("a", function () { console.log("at most " + this.timeout()); });` };
    const said = async (...args: string[]) =>
      /at most (\d+)/.exec((await npmTest(says, { args: ["tests/chaos", ...args] })).output)?.[1];
    assert.equal(await said(), "180000");
    assert.equal(await said("--runs", "50"), "300000");
  });

  for (const [option, value] of [
    ["seed", "seven"],
    ["seed", ""],
    ["runs", "0"],
    ["runs", "-3"],
    ["runs", "1.5"],
  ] as const) {
    it(`refuses ${JSON.stringify(value)} as --${option} before it does anything`, async () => {
      const { code, output } = await npmTest(tellsOfChaos({}), { args: [`--${option}=${value}`] });
      assert.equal(
        output,
        [
          `--${option} is ${JSON.stringify(value)}, but must be a whole number greater than 0.`,
          "",
          "0 passed, 1 failed, 0 skipped",
          "",
        ].join("\n"),
      );
      assert.equal(code, 1);
    });
  }

  const withEngine = { "a.test.js": `it("a", () => {});`, "engine/b.test.js": `it("b", () => {}); it("c", () => {});` };

  it("counts the engine's tests as skipped where there is no engine, and says how to get one", async () => {
    const { code, output, last } = await npmTest(withEngine);
    assert.match(output, /The tests in tests\/engine \(2\) did not run\. PULUMI_MSP_ENGINE names .*none/);
    assert.match(output, /Install Pulumi 3\.191\.0 or newer/);
    assert.equal(last, "4 passed, 0 failed, 2 skipped", output);
    assert.equal(code, 0);
  });

  it("fails without an engine on a build server", async () => {
    const { code, output, last } = await npmTest(withEngine, { env: { CI: "true" } });
    assert.equal(last, "4 passed, 1 failed, 2 skipped", output);
    assert.equal(code, 1);
  });

  const withBrowser = { "a.test.js": `it("a", () => {});`, "emulator/console.test.js": `it("b", () => {});` };

  it("counts the tests with a browser as skipped where there is none, and says how to get one", async () => {
    const { code, output, last } = await npmTest(withBrowser);
    assert.match(
      output,
      /driftPage\.test\.ts \(1\) did not run\. CHROME_PATH names .*no-browser: there is no such file/,
    );
    assert.match(output, /Install Chromium or Chrome/);
    assert.equal(last, "4 passed, 0 failed, 1 skipped", output);
    assert.equal(code, 0);
  });

  it("fails without a browser on a build server", async () => {
    const { last } = await npmTest(withBrowser, { env: { CI: "true" } });
    assert.equal(last, "4 passed, 1 failed, 1 skipped");
  });
});
