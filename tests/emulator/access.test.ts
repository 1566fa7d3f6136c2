import assert from "node:assert/strict";
import { request } from "node:http";
import { hostname } from "node:os";
import { useEmulator } from "./client";

describe("the emulator's pages and controls", () => {
  const at = useEmulator();

  /** What the emulator answers to a request with these headers; `host` may differ from where it is sent. */
  const answerTo = (method: string, path: string, headers: Record<string, string>) =>
    new Promise<{ status: number | undefined; text: string; headers: NodeJS.Dict<string | string[]> }>(
      (answered, failed) => {
        const { port } = new URL(at.emulator.url);
        const sent = request({ host: "127.0.0.1", port, method, path, headers }, (response) => {
          let text = "";
          response.setEncoding("utf8").on("data", (part: string) => (text += part));
          response.on("end", () => {
            answered({ status: response.statusCode, text, headers: response.headers });
          });
        });
        sent.on("error", failed).end();
      },
    );
  const own = () => new URL(at.emulator.url).host;

  const writes: [who: string, headers: () => Record<string, string>, status: number][] = [
    ["a program, which says no origin", () => ({}), 204],
    ["its own page", () => ({ origin: at.emulator.url, "sec-fetch-site": "same-origin" }), 204],
    ["a page of another site", () => ({ origin: "http://evil.example" }), 403],
    ["a page on another port of this machine", () => ({ origin: "http://127.0.0.1:1" }), 403],
    ["a page that hides its origin", () => ({ origin: "null" }), 403],
    ["a page of another site that says no origin", () => ({ "sec-fetch-site": "cross-site" }), 403],
    ["a page of a sibling site", () => ({ "sec-fetch-site": "same-site" }), 403],
  ];
  for (const [who, headers, status] of writes) {
    it(`${status === 403 ? "refuse" : "take"} a change from ${who}`, async () => {
      at.emulator.faults.add({ call: "*", kind: "drop" });
      const answer = await answerTo("DELETE", "/_emulator/faults", { host: own(), ...headers() });
      assert.equal(answer.status, status, answer.text);
      assert.equal(at.emulator.faults.list().length, status === 403 ? 1 : 0);
    });
  }

  it("refuse it however the path is written", async () => {
    for (const path of ["//_emulator/reset", "/%5Femulator/reset", "/_emulator//reset"]) {
      const { status } = await answerTo("POST", path, { host: own(), origin: "http://evil.example" });
      assert.equal(status, 403, path);
    }
  });

  const names: [name: string, isAnswered: boolean][] = [
    ["localhost", true],
    ["[::1]", true],
    ["192.0.2.7", true],
    ["console.localhost", true],
    ["host.docker.internal", true],
    ["emulator", true],
    [hostname(), true],
    ["evil.example", false],
    ["127.0.0.1.evil.example", false],
    ["localhost.evil.example", false],
    ["evil.example.", false],
  ];
  for (const [name, isAnswered] of names) {
    it(`${isAnswered ? "answer" : "do not answer"} to the name ${name}`, async () => {
      for (const path of ["/", "/console/main.js", "/_emulator/eset", "/_emulator/events/no", "/eset/swagger"]) {
        const { status } = await answerTo("GET", path, { host: `${name}:${new URL(at.emulator.url).port}` });
        assert.equal(status === 403, !isAnswered, path);
      }
    });
  }

  it("do not keep programs from the vendors' APIs, but a site that took this machine's address for its name", async () => {
    const call = (headers: Record<string, string>) => answerTo("GET", "/eset/api/Enum/Countries", headers);
    assert.equal((await call({ host: own(), origin: "http://evil.example" })).status, 401);
    assert.equal((await call({ host: "evil.example" })).status, 403);
  });

  it("forbid to be framed, and to run scripts from elsewhere", async () => {
    const { headers } = await answerTo("GET", "/", { host: own() });
    assert.match(String(headers["content-security-policy"]), /^default-src 'self';.*frame-ancestors 'none'/);
    assert.equal(headers["x-frame-options"], "DENY");
    assert.equal(headers["x-content-type-options"], "nosniff");
  });
});
