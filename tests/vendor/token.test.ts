import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { HttpClient } from "../../provider/http/client";
import { Limiter } from "../../provider/http/limiter";
import { VendorError } from "../../provider/http/vendorError";
import { renewalAfter, SharedToken, type Token } from "../../provider/vendor/token";

describe("the access token that all requests share", () => {
  let signIns: number;
  beforeEach(() => (signIns = 0));

  const issued = (seconds: number): Token => ({ access: `token-${signIns}`, renewAt: renewalAfter(seconds) });
  const signingIn = (life = 3600): Promise<Token> => {
    signIns++;
    return Promise.resolve(issued(life));
  };
  const failing = (details: { outcome: "refused" | "notDone" | "unknown"; status?: number }): Promise<Token> => {
    signIns++;
    return Promise.reject(new VendorError({ vendor: "ESET", call: "Token/Get", text: "no", ...details }));
  };
  const refusals = async (token: SharedToken<Token>, times: number): Promise<string[]> => {
    const messages: string[] = [];
    for (let n = 0; n < times; n++) await token.token().catch((error: unknown) => messages.push(String(error)));
    return messages;
  };

  it("is asked for once by all who want it at the same time", async () => {
    const token = new SharedToken(signingIn);
    const all = await Promise.all(Array.from({ length: 1000 }, () => token.token()));
    assert.deepEqual([new Set(all), signIns], [new Set(["token-1"]), 1]);
  });

  it("is not asked for on and on where the vendor gives it no life", async () => {
    for (const life of [0, 0.001, -5]) {
      signIns = 0;
      const token = new SharedToken(() => signingIn(life));
      for (let n = 0; n < 1000; n++) await token.token();
      assert.equal(signIns, 1, `${life} seconds`);
    }
  });

  it("is asked for twice, and no more, by an account that is refused", async () => {
    for (const details of [
      { outcome: "notDone", status: 401 },
      { outcome: "refused", status: 400 },
    ] as const) {
      signIns = 0;
      const messages = await refusals(new SharedToken(() => failing(details)), 50);
      assert.deepEqual([messages.length, new Set(messages).size, signIns], [50, 1, 2]);
    }
  });

  it("is asked for again by whoever needs it, where the vendor could not be reached", async () => {
    await refusals(new SharedToken(() => failing({ outcome: "notDone" })), 5);
    assert.equal(signIns, 5);
  });

  it("is replaced as often as it ends before its time, so long as the vendor takes the new one", async () => {
    const token = new SharedToken(() => signingIn());
    for (let n = 1; n <= 10; n++) {
      const access = await token.token();
      assert.equal(access, `token-${n}`);
      token.accepted(access);
      assert.equal(token.refused(access), true);
    }
  });

  describe("of a vendor that refuses every token", () => {
    let server: Server;
    let asked = 0;
    before(async () => {
      server = createServer((request, response) => {
        asked++;
        request.resume().on("end", () => response.writeHead(401, { "content-type": "application/json" }).end("{}"));
      });
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    });
    after(() => {
      server.closeAllConnections();
      server.close();
    });

    it("is asked for twice, by a thousand requests at once and by a hundred after them", async () => {
      const token = new SharedToken(() => signingIn());
      const client = new HttpClient({
        vendor: "ESET",
        endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
        limiter: new Limiter(100_000),
        journal: () => undefined,
        authorisation: () => token,
        readError: () => ({ text: "no" }),
        attemptMilliseconds: 60_000,
        overallMilliseconds: 120_000,
      });
      const failed = (n: number) =>
        client.request({ method: "POST", path: `/${n}`, call: "License/Detail", effect: "read", body: {} }).then(
          () => assert.fail("it was answered"),
          (error: unknown) => {
            assert.equal((error as VendorError).status, 401);
          },
        );
      await Promise.all(Array.from({ length: 1000 }, (_, n) => failed(n)));
      assert.deepEqual([signIns, asked], [2, 2000]);
      for (let n = 0; n < 100; n++) await failed(n);
      assert.deepEqual([signIns, asked], [2, 2100]);
    });
  });
});
