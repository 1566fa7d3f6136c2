import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { tooMuch } from "../../provider/http/bounds";

describe("what an answer may hold", () => {
  it("is counted outside of texts", () => {
    assert.equal(tooMuch('{"name":"[[[[{{{{,,,,\\"]]"}'), undefined);
    assert.equal(tooMuch(JSON.stringify({ name: "[,".repeat(600_000) })), undefined);
  });

  it("is half a million values at most", () => {
    const list = (entries: number) => `[${Array.from({ length: entries }, () => "1").join(",")}]`;
    assert.equal(tooMuch(list(500_000)), undefined);
    assert.equal(tooMuch(list(500_001)), "holds more than 500000 values");
  });

  it("is a hundred levels deep at most", () => {
    assert.equal(tooMuch("[".repeat(100) + "]".repeat(100)), undefined);
    assert.equal(tooMuch('{"a":'.repeat(101)), "is nested more than 100 levels deep");
    assert.equal(tooMuch("[],".repeat(1000)), undefined, "beside each other is not deep");
  });
});

describe("an answer that is small when packed", () => {
  let server: Server;
  let packed: Buffer;
  let asked = 0;
  before(async () => {
    server = createServer((request, response) => {
      asked++;
      request.resume().on("end", () => {
        response
          .writeHead(200, { "content-type": "application/json", "content-encoding": "gzip", connection: "close" })
          .end(packed);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  });
  beforeEach(() => (asked = 0));
  after(() => void server.close());

  /** Asks in a process of its own, whose heap could not hold what the answer describes. */
  const asksWith = async (effect: "read" | "once") => {
    const provider = join(__dirname, "../../provider");
    const { port } = server.address() as AddressInfo; // of a TCP server
    const script = `
      const { HttpClient } = require(${JSON.stringify(`${provider}/http/client`)});
      const { Limiter } = require(${JSON.stringify(`${provider}/http/limiter`)});
      const client = new HttpClient({
        vendor: "ESET", endpoint: "http://127.0.0.1:${port}", limiter: new Limiter(1000), journal: () => undefined,
        authorisation: () => ({ token: async () => "token", accepted() {}, refused: () => false }),
        readError: () => ({ text: "" }), attemptMilliseconds: 60000, overallMilliseconds: 120000,
      });
      client.request({ method: "POST", path: "/x", call: "License/Detail", effect: "${effect}", body: {} }).catch((error) =>
        console.log(JSON.stringify({ message: error.message, outcome: error.outcome })));`;
    const { stdout } = await promisify(execFile)(process.execPath, ["--max-old-space-size=64", "-e", script]);
    return JSON.parse(stdout) as { message: string; outcome: string };
  };
  const hint =
    "This is no answer of the vendor: check the configured endpoint, and what is between it and this machine.";

  it("and of 33 MB when unpacked is not read, and not asked for again", async () => {
    packed = gzipSync(`{"companies":[${"{},".repeat(11_000_000)}{}]}`);
    assert.ok(packed.length < 64 * 1024, `${packed.length} bytes`);
    assert.deepEqual(await asksWith("read"), {
      message: `ESET License/Detail: the answer is larger than 8 MiB, and was not read. ${hint}`,
      outcome: "refused",
    });
    assert.equal(asked, 1);
  });

  it("and of millions of objects when unpacked is not read; what became of an order is then not known", async () => {
    packed = gzipSync(`{"companies":[${"{},".repeat(2_500_000)}{}]}`);
    assert.deepEqual(await asksWith("once"), {
      message: `ESET License/Detail: the answer holds more than 500000 values, and was not read (HTTP 200). ${hint}`,
      outcome: "unknown",
    });
    assert.equal(asked, 1);
  });
});
