/** Texts of others on their way to a terminal or to the log of a pipeline. */
import assert from "node:assert/strict";
import { visible, visibleLines } from "../../provider/lifecycle/visible";

describe("a text of others", () => {
  const table: [string, string][] = [
    ["::set-output name=x::y", ": :set-output name=x::y"],
    ["  \u00a0::add-mask::y", "  \u00a0: :add-mask::y"],
    [":::", ": ::"],
    ["##[add-mask]y", "# #[add-mask]y"],
    ["Bakery ##vso[task.setvariable variable=x]y", "Bakery # #vso[task.setvariable variable=x]y"],
    ["####[group]##teamcity[x]", "### #[group]# #teamcity[x]"],
  ];
  for (const [text, harmless] of table) {
    it(`is no command of a log, and can still be read: ${text}`, () => {
      assert.equal(visible(text), harmless);
      assert.equal(visibleLines(`First\n${text}\r\n\t${text}`), `First\n${harmless}\r\n\t${harmless}`);
      assert.equal(visible(harmless), harmless);
    });
  }

  for (const text of [
    "urn:pulumi:test::tenants::pulumi-nodejs:dynamic/eset:License::seats",
    "Bakery :: Springfield",
    "## Bakery [old]",
    ": Bakery",
    "#1 [a]",
  ]) {
    it(`stays as it is: ${text}`, () => {
      assert.equal(visible(text), text);
      assert.equal(visibleLines(text), text);
    });
  }

  it("is made safe in time that grows with it", () => {
    const started = performance.now();
    for (const part of [":", "#", "##a", " ", "##aaaa[", "\u0007"]) visible(part.repeat(200_000));
    assert.ok(performance.now() - started < 5000);
  });
});
