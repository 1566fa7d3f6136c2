/** What commands write, in folders in which somebody may have planted something. */
import assert from "node:assert/strict";
import { execFile, execFileSync } from "node:child_process";
import {
  chmodSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { overwrite, write } from "../../cli/output";
import { openJournal } from "../../provider/http/journal";

describe("what is written", () => {
  let folder: string;
  const at = (name: string) => join(folder, name);
  const modeOf = (name: string) => statSync(at(name)).mode & 0o777;
  beforeEach(function () {
    if (process.platform === "win32") this.skip();
    folder = mkdtempSync(join(tmpdir(), "output-"));
    writeFileSync(at("others"), "precious");
    chmodSync(at("others"), 0o644);
    symlinkSync("others", at("link"));
  });
  afterEach(() => {
    assert.deepEqual([readFileSync(at("others"), "utf8"), modeOf("others")], ["precious", 0o644]);
    assert.deepEqual(
      readdirSync(folder).filter((name) => name.endsWith(".tmp")),
      [],
    );
    rmSync(folder, { recursive: true });
  });

  it("over a link leaves alone what that leads to", () => {
    assert.equal(write(at("link"), "precious", { force: false, mode: 0o600 }), "kept");
    assert.ok(lstatSync(at("link")).isSymbolicLink());
    assert.equal(write(at("link"), "mine", { force: true, mode: 0o600 }), "written");
    assert.deepEqual(
      [lstatSync(at("link")).isFile(), readFileSync(at("link"), "utf8"), modeOf("link")],
      [true, "mine", 0o600],
    );
  });

  it("over a pipe or a folder is refused, and is not waited for", () => {
    execFileSync("mkfifo", [at("pipe")]);
    assert.equal(write(at("pipe"), "mine", { force: false, mode: 0o600 }), "kept");
    assert.throws(
      () => write(at("pipe"), "mine", { force: true, mode: 0o600 }),
      /pipe is not a file\. Name another one\./,
    );
    assert.throws(() => write(folder, "mine", { force: true, mode: 0o600 }), /is not a file/);
  });

  it("as the user names it replaces a file, fills a device, and refuses a link", () => {
    writeFileSync(at("report"), "old", { mode: 0o644 });
    overwrite(at("report"), "new", 0o600);
    assert.deepEqual([readFileSync(at("report"), "utf8"), modeOf("report")], ["new", 0o600]);
    overwrite("/dev/null", "new", 0o600);
    assert.ok(statSync("/dev/null").isCharacterDevice());
    assert.throws(
      () => {
        overwrite(at("link"), "new", 0o600);
      },
      {
        message: "it is a link. Name the file that it leads to.",
      },
    );
  });

  for (const [args, refusal] of [
    [["schema", "--output", "link"], /^link cannot be written: it is a link\. Name the file that it leads to\.\n$/],
    [
      ["drift", "--output", "link"],
      /\nThe report cannot be written to link: it is a link\. Name the file that it leads to\.\n$/,
    ],
  ] as const) {
    it(`by pulumi-msp ${args.join(" ")} is refused`, async () => {
      const command = join(__dirname, "../../cli/index.js");
      const [code, errors] = await new Promise<[number, string]>((resolve) => {
        const child = execFile(process.execPath, [command, ...args], { cwd: folder }, (_, __, said) => {
          resolve([child.exitCode ?? -1, said]);
        });
      });
      assert.equal(code, 1);
      assert.match(errors, refusal);
    });
  }

  describe("by MSP_HTTP_LOG", () => {
    const line = { vendor: "eset", call: "Version", attempt: 1, milliseconds: 1, outcome: "200" };
    const said = (act: () => void): unknown[] => {
      const { error } = console;
      const words: unknown[] = [];
      console.error = (word: unknown) => words.push(word);
      try {
        act();
      } finally {
        console.error = error;
      }
      return words;
    };

    it("goes to /dev/stderr, which is a link of the system's", async () => {
      const module = JSON.stringify(join(__dirname, "../../provider/http/journal"));
      const line = `{ vendor: "ESET", call: "License/Order", attempt: 1, milliseconds: 1, outcome: "done" }`;
      const script = `require(${module}).openJournal("/dev/stderr")(${line})`;
      const { stdout } = await promisify(execFile)("sh", ["-c", '"$0" -e "$1" 2>&1 | cat', process.execPath, script]);
      assert.match(stdout, /^\{.*"call":"License\/Order".*\}\n$/);
    });

    it("is appended to a file that only its owner can read", () => {
      writeFileSync(at("log"), "earlier\n", { mode: 0o644 });
      const log = openJournal(at("log"));
      assert.deepEqual(
        said(() => {
          log(line);
          log(line);
        }),
        [],
      );
      const lines = readFileSync(at("log"), "utf8").split("\n");
      assert.deepEqual([lines.length, lines[0], modeOf("log")], [4, "earlier", 0o600]);
    });

    it("does not follow a link, nor wait for a pipe", () => {
      execFileSync("mkfifo", [at("pipe")]);
      const words = said(() => {
        for (const name of ["link", "pipe"]) openJournal(at(name))(line);
      });
      assert.equal(words[0], `MSP_HTTP_LOG: cannot write ${at("link")}: it is a link. Name the file that it leads to.`);
      assert.match(String(words[1]), /pipe: Error: ENXIO/);
    });
  });
});
