import assert from "node:assert/strict";
import sinon from "sinon";
import { Progress } from "../../cli/progress";

describe("the progress of a drift report", () => {
  let clock: sinon.SinonFakeTimers;
  beforeEach(() => (clock = sinon.useFakeTimers()));
  afterEach(() => {
    clock.restore();
  });
  const place = (isTTY: boolean) => {
    const texts: string[] = [];
    return { texts, isTTY, write: (text: string) => texts.push(text) };
  };

  it("in a log is a line at the start of each thing, and one every ten seconds that says how far it is", () => {
    const log = place(false);
    const progress = new Progress(false, log);
    progress.begin("Looking at stack test (1 of 2)");
    progress.at("3 objects");
    clock.tick(9000);
    progress.at("4 objects");
    assert.deepEqual(log.texts.splice(0), ["Looking at stack test (1 of 2) …\n"]);
    clock.tick(11_000);
    assert.deepEqual(log.texts.splice(0), Array(2).fill("Looking at stack test (1 of 2): 4 objects …\n"));
    progress.begin("Reading the lists of ESET\u001b[31m");
    assert.deepEqual(log.texts.splice(0), ["Reading the lists of ESET\\u{1b}[31m …\n"]);
    progress.end();
    clock.tick(60_000);
    assert.deepEqual(log.texts, []);
  });

  it("on a terminal is one line, gone at the end", () => {
    const terminal = place(true);
    const progress = new Progress(false, terminal);
    progress.begin("Looking");
    progress.at("3 objects");
    clock.tick(200);
    progress.end();
    assert.ok(terminal.texts.every((text) => text.startsWith("\r\u001b[K") && !text.includes("\n")));
    assert.match(terminal.texts.at(-2) ?? "", /Looking: 3 objects …/);
    assert.equal(terminal.texts.at(-1), "\r\u001b[K");
  });

  it("is not told to whoever wants quiet", () => {
    for (const isTTY of [true, false]) {
      const quiet = place(isTTY);
      const progress = new Progress(true, quiet);
      progress.begin("Looking");
      clock.tick(60_000);
      progress.end();
      assert.deepEqual(quiet.texts, []);
    }
  });
});
