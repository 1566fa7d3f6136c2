/**
 * Runs test files through mocha, in a process of its own, and tells the parent everything that happens, so that a crash
 * or an early exit cannot pass for success. The first message from the parent says what to run.
 */
import { stripVTControlCharacters } from "node:util";
import Mocha from "mocha";

const tell = (message) => new Promise((told) => process.send(message, told));

const { files, options, grep, invert, part } = await new Promise((resolve) => process.once("message", resolve));

const { Base, Spec } = Mocha.reporters;
// with CI set, mocha colours its symbols even where it was told not to
if (!options.color) for (const name of ["ok", "err"]) Base.symbols[name] = stripVTControlCharacters(Base.symbols[name]);

class Reporter extends (options.dryRun ? Base : Spec) {
  constructor(runner, settings) {
    super(runner, settings);
    runner.on("hook", (hook) => tell({ running: hook.fullTitle() }));
    runner.on("test", (test) => tell({ running: test.fullTitle() }));
    for (const outcome of ["pass", "fail", "pending"])
      runner.on(outcome, (test) => tell({ outcome, title: test.fullTitle() }));
  }
}

const mocha = new Mocha({
  ...options,
  reporter: Reporter,
  forbidOnly: true,
  failHookAffectedTests: true,
});
if (grep !== undefined) mocha.grep(grep);
if (invert) mocha.invert();

for (const file of files) {
  await tell({ running: `loading ${file}` });
  mocha.files = [file];
  try {
    await mocha.loadFilesAsync();
  } catch (error) {
    console.error(`\n  ${file} cannot be loaded:\n`);
    console.error(error);
    await tell({ unloadable: file });
  }
}
if (part !== undefined) keepPart(mocha.suite, part);
mocha.lazyLoadFiles(true);

/** Of the tests that stand one after the other in the files, each `of`th, from the `nth` on. */
function keepPart(whole, { nth, of }) {
  let place = 0;
  const keep = (suite) => {
    suite.tests = suite.tests.filter(() => place++ % of === nth);
    suite.suites.forEach(keep);
  };
  keep(whole);
}

// as an exception that nobody catches: mocha then fails the test that is running
process.on("unhandledRejection", (reason) => {
  throw reason;
});

// a test may have called process.exit, or left something in flight that fails later: the parent compares
process.exitCode = 1;
mocha.run((failures) => {
  process.exitCode = failures === 0 ? 0 : 1;
  void tell({ done: true, failures }).then(() => {
    process.disconnect();
    // what the tests left open must not keep the run alive, but it is worth knowing
    setTimeout(() => {
      console.error(`  The tests left open: ${process.getActiveResourcesInfo().join(", ")}`);
      process.exit();
    }, 2000).unref();
  });
});
