import assert from "node:assert/strict";
import { join } from "node:path";
import { type GoTool, inFolder, load, writeProgram } from "./tools";

describe("building the engine from Go modules", () => {
  let tool: GoTool;
  const build = (folder: string) =>
    tool.buildFromGo({
      folder,
      version: "3.259.0",
      exe: "",
      env: { PATH: `${join(folder, "bin")}:/bin`, HOME: folder },
      log: () => undefined,
      keptIn: folder,
    });

  before(async function () {
    if (process.platform === "win32") this.skip();
    tool = await load("setup/go.mjs");
  });

  it("says which Go it needs when there is none", () =>
    inFolder(async (folder) => {
      await assert.rejects(
        tool.buildFromGo({
          folder,
          version: "3.259.0",
          exe: "",
          env: { PATH: folder },
          log: () => undefined,
          keptIn: folder,
        }),
        /^Error: building it from the Go modules needs Go 1\.25\.11 or newer, and there is no "go" on PATH$/,
      );
    }));

  it("says so when Go is too old to get itself a newer one", () =>
    inFolder(async (folder) => {
      writeProgram(join(folder, "bin"), "go", '{"GOVERSION":"go1.20.14"}');
      await assert.rejects(build(folder), /needs Go 1\.25\.11 or newer; "go" on PATH is 1\.20\.14/);
    }));

  it("says so when Go is too old and was told not to get a newer one", () =>
    inFolder(async (folder) => {
      writeProgram(join(folder, "bin"), "go", '{"GOVERSION":"go1.24.3","GOTOOLCHAIN":"local"}');
      await assert.rejects(build(folder), /needs Go 1\.25\.11 or newer; "go" on PATH is 1\.24\.3/);
    }));

  for (const [what, output, words] of [
    ["a full disk", "go: writing go.sum: write /x: no space left on device", /^the disk is full: .*GOCACHE/],
    [
      "a module proxy that cannot be reached",
      'go: a/b@v1.0.0: Get "https://example.com/a": dial tcp: lookup example.com: no such host',
      /^Go modules cannot be downloaded \(GOPROXY\); go says: go: a\/b/,
    ],
    [
      "a module proxy that refuses",
      "go: a/b@v1.0.0: reading https://example.com/a/b/@v/v1.0.0.zip: 403 Forbidden",
      /^Go modules cannot be downloaded/,
    ],
    [
      "a toolchain that cannot be had",
      "go: download go1.25.11 for linux/amd64: toolchain not available",
      /^it needs Go 1\.25\.11 or newer/,
    ],
    ["too little memory", "github.com/x/y: /usr/lib/go/compile: signal: killed", /^the machine ran out of memory/],
    ["anything else", "go: downloading a/b v1\nsomething new", /^go says: something new$/],
  ] as const)
    it(`explains ${what}`, () => {
      assert.match(tool.inWords(output), words);
    });
});
