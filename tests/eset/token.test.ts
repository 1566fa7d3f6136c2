import assert from "node:assert/strict";
import sinon from "sinon";
import { startEmulator } from "../../emulator";
import { assumptionsWith } from "../../provider/eset/assumptions";
import { Eset } from "../../provider/eset/session";
import { EsetToken } from "../../provider/eset/token";
import { Answer } from "../../provider/vendor/answer";

const config = {
  endpoint: "https://mspapi.eset.com/api",
  username: "u",
  password: "p",
  requestsPerSecond: 10,
  timeoutSeconds: 30,
  refresh: "exact" as const,
};

/** A token as ESET issues them, for so many seconds; the vendor's clock is a year behind ours. */
const jwt = (name: string, seconds: number) => {
  const issued = Math.floor(Date.now() / 1000) - 365 * 86_400;
  const claims = Buffer.from(JSON.stringify({ jti: name, nbf: issued, exp: issued + seconds })).toString("base64url");
  return `e30.${claims}.signature`;
};

describe("the ESET token", () => {
  const assumptions = assumptionsWith();
  let clock: sinon.SinonFakeTimers;
  let calls: string[];
  let token: EsetToken;
  let renewal: () => Promise<{ accessToken: string; refreshToken: string }>;
  let issued: number;

  beforeEach(() => {
    clock = sinon.useFakeTimers({ toFake: ["performance", "Date"] });
    calls = [];
    issued = 0;
    const pair = () => ({ accessToken: jwt(`t${++issued}`, 3600), refreshToken: `r${issued}` });
    renewal = () => Promise.resolve(pair());
    const api: ConstructorParameters<typeof EsetToken>[1] = {
      get: (body) => {
        calls.push(`Get ${body.username}`);
        return Promise.resolve(new Answer(pair(), "Token/Get", assumptions));
      },
      renew: async (body) => {
        calls.push(`Renew ${body.refreshToken}`);
        return new Answer(await renewal(), "Token/Renew", assumptions);
      },
    };
    token = new EsetToken(config, api, assumptions);
  });
  afterEach(() => {
    clock.restore();
  });

  it("is asked for once by many callers, and kept", async () => {
    const tokens = await Promise.all([token.token(), token.token(), token.token()]);
    assert.equal(new Set([...tokens, await token.token()]).size, 1);
    assert.deepEqual(calls, ["Get u"]);
  });

  it("is renewed once by many callers a minute before it ends, by its own times, whatever the clock of this machine says", async () => {
    const first = await token.token();
    clock.tick(3539 * 1000);
    assert.equal(await token.token(), first);
    clock.tick(2 * 1000);
    const [a, b] = await Promise.all([token.token(), token.token()]);
    assert.deepEqual(calls, ["Get u", "Renew r1"]);
    assert.notEqual(a, first);
    assert.deepEqual([b, await token.token()], [a, a]);
  });

  it("is asked for anew when it cannot be renewed", async () => {
    await token.token();
    clock.tick(3600 * 1000);
    renewal = () => Promise.reject(new Error("too late"));
    await token.token();
    assert.deepEqual(calls, ["Get u", "Renew r1", "Get u"]);
  });

  it("is asked for anew, once, when the vendor refuses it, however many requests it refused", async () => {
    const first = await token.token();
    token.refused(first);
    const second = await token.token();
    token.refused(first);
    assert.equal(await token.token(), second);
    assert.deepEqual(calls, ["Get u", "Get u"]);
  });

  it("is renewed at the emulated vendor as its contract says", async () => {
    const emulator = await startEmulator();
    try {
      const { endpoint, accounts } = emulator.eset;
      const { username, password, companyId } = accounts[0] ?? assert.fail("the emulator has no account");
      const eset = new Eset({ ...config, endpoint, username, password });
      await eset.company(companyId);
      clock.tick(3541 * 1000); // only this machine's clock: for the emulator the token is still good
      await eset.company(companyId);
      const calls = emulator.journal.entries().map(({ call, status }) => `${call} ${status}`);
      assert.deepEqual(calls, ["Token/Get 200", "Company/Detail 200", "Token/Renew 200", "Company/Detail 200"]);
    } finally {
      await emulator.close();
    }
  });
});
