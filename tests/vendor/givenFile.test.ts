/** Files that somebody may have planted in a pull request, on the machine that looks at it. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs, { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { contentOf } from "../../provider/vendor/givenFile";

describe("a file that is given", () => {
  let root: string;
  let folder: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "given-"));
    folder = join(root, "tenants");
    mkdirSync(folder);
    writeFileSync(join(root, "secret"), "secret");
  });
  afterEach(() => {
    rmSync(root, { recursive: true });
  });
  const at = (name: string) => join(folder, name);
  const outside = { message: "it is a link to something outside of its folder. Put the file itself there." };
  const noFile = { message: "it is a pipe or a device. It must be a file." };

  it("is read, through a link too if that stays in the folder", () => {
    writeFileSync(at("bakery"), "Bakery");
    symlinkSync("bakery", at("link"));
    mkdirSync(at("old"));
    writeFileSync(at("old/brewery"), "Brewery");
    symlinkSync(at("old/brewery"), at("deep"));
    symlinkSync(folder, join(root, "other"));
    assert.equal(contentOf(at("bakery"), folder).toString(), "Bakery");
    assert.equal(contentOf(at("link"), folder).toString(), "Bakery");
    assert.equal(contentOf(at("deep"), folder).toString(), "Brewery");
    assert.equal(contentOf(join(root, "other/link"), join(root, "other")).toString(), "Bakery");
  });

  it("is refused if a link leads out of the folder", () => {
    symlinkSync(join(root, "secret"), at("out"));
    symlinkSync("../secret", at("up"));
    mkdirSync(join(root, "tenants-of-others"));
    writeFileSync(join(root, "tenants-of-others/a"), "");
    symlinkSync("../tenants-of-others/a", at("beside"));
    for (const name of ["out", "up", "beside"]) assert.throws(() => contentOf(at(name), folder), outside, name);
    assert.equal(contentOf(at("out")).toString(), "secret", "where no folder is given, a link may lead anywhere");
  });

  it("is refused if it was a link out of the folder for the moment in which it was opened", () => {
    writeFileSync(at("a"), "Bakery");
    symlinkSync("../secret", at("b"));
    const { openSync } = fs;
    const swap = () => {
      renameSync(at("a"), at("c"));
      renameSync(at("b"), at("a"));
      renameSync(at("c"), at("b"));
    };
    fs.openSync = (...given) => {
      swap();
      try {
        return openSync(...given);
      } finally {
        swap();
      }
    };
    try {
      assert.throws(() => contentOf(at("a"), folder), outside);
    } finally {
      fs.openSync = openSync;
    }
    assert.equal(contentOf(at("a"), folder).toString(), "Bakery");
  });

  it("is refused if it is a folder", () => {
    assert.throws(() => contentOf(folder), { message: "it is a folder. It must be a file." });
  });

  it("is refused at once if it is a pipe or a device", function () {
    if (process.platform === "win32") this.skip();
    execFileSync("mkfifo", [at("pipe")]);
    for (const name of [at("pipe"), "/dev/zero", "/dev/tty"]) assert.throws(() => contentOf(name), noFile, name);
  });

  it("is refused at once if it became a pipe when it was opened", function () {
    if (process.platform === "win32") this.skip();
    execFileSync("mkfifo", [at("pipe")]);
    writeFileSync(at("a"), "");
    const { openSync } = fs;
    fs.openSync = (...given) => {
      renameSync(at("pipe"), at("a"));
      return openSync(...given);
    };
    try {
      assert.throws(() => contentOf(at("a")), noFile);
    } finally {
      fs.openSync = openSync;
    }
  });

  it("is refused if it has more than 1 MiB, whatever size the system tells", function () {
    const tooLarge = { message: "it has more than 1 MiB. Make it smaller." };
    writeFileSync(at("large"), "");
    truncateSync(at("large"), 1024 * 1024);
    assert.equal(contentOf(at("large")).length, 1024 * 1024);
    truncateSync(at("large"), 1024 * 1024 + 1);
    assert.throws(() => contentOf(at("large")), tooLarge);
    truncateSync(at("large"), 100 * 1024 ** 3);
    assert.throws(() => contentOf(at("large")), tooLarge);
    if (process.platform !== "linux") this.skip();
    assert.ok(contentOf("/proc/self/environ").length > 0, "it says that it has 0 bytes");
  });
});
