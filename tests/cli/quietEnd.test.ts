/** Commands whose reader has seen enough: `pulumi-msp schema | true`. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { join } from "node:path";
import { project } from "../tenant/folder";

const command = join(__dirname, "../../cli/index.js");

describe("a command that nobody reads any more", function () {
  this.timeout(60_000);

  for (const [args, code] of [
    [["schema"], 0],
    [["--help"], 0],
    [["validate"], 1],
    [["emulate", "--list-readings"], 0],
    [["emulate", "--port", "0"], 0],
    [["doctor", "--vendor", "eset"], 1],
  ] as const) {
    it(`ends, and says nothing of it: pulumi-msp ${args.join(" ")}`, async () => {
      const { folder, close } = project({ "bakery.yaml": `name: Bakery\neset:\n${"  - a\n".repeat(1000)}` });
      const env = {
        PATH: process.env["PATH"],
        ESET_MSP_USERNAME: "x",
        ESET_MSP_PASSWORD: "x",
        ESET_MSP_ENDPOINT: "http://127.0.0.1:9",
      };
      try {
        const child = spawn(process.execPath, [command, ...args], {
          cwd: folder,
          env,
          stdio: ["ignore", "pipe", "pipe"],
        });
        child.stdout.destroy();
        let errors = "";
        child.stderr.on("data", (text: Buffer) => (errors += text.toString()));
        const ended = await new Promise((resolve) => {
          child.once("close", resolve);
        });
        assert.doesNotMatch(errors, /EPIPE|\n {4}at /);
        assert.equal(ended, code, errors);
      } finally {
        close();
      }
    });
  }
});
