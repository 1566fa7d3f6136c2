import assert from "node:assert/strict";
import { readFileSync, rmSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sinon from "sinon";
import { type RedstorConfig, redstorConfig } from "../../provider/redstor/config";
import { Redstor } from "../../provider/redstor/session";
import { World } from "../host/world";

const own = "d1000000-0000-4000-8000-000000000001";

describe("signing in to Redstor", function () {
  const world = World.forEachTest();
  const config = (): RedstorConfig => redstorConfig((key) => world.config[key], {});
  const account = (name: string) =>
    world.emulator.redstor.accounts.find((one) => one.name === name) ?? assert.fail(name);
  /** The configuration of another emulated account. */
  const of = (name: string): RedstorConfig => {
    const { clientId, privateKey } = account(name);
    return { ...config(), clientId, privateKey: privateKey };
  };
  const log = () => world.emulator.journal.entries().map(({ call, status }) => `${call} ${status}`);
  const discovery = ".well-known/openid-configuration 200";
  const signIn = "connect/token 200";
  const read = "companies/{companyId} 200";

  it("is done once by many callers, with what the identity server's own document says", async () => {
    const redstor = new Redstor(config());
    await Promise.all([redstor.company(own), redstor.rootCompany(), redstor.subscriptions(own)]);
    assert.deepEqual(log().slice(0, 2), [discovery, signIn]);
    assert.equal(log().length, 5);
    const [, form] = world.emulator.journal.entries();
    const { grant_type, scope } = form?.request as Record<string, string>; // the journal's form
    assert.deepEqual([grant_type, scope], ["client_credentials", "api.read api.write"]);
  });

  it("is done anew a minute before the token ends, without asking for the document again", async () => {
    const clock = sinon.useFakeTimers({ toFake: ["performance"] });
    try {
      const redstor = new Redstor(config());
      await redstor.company(own);
      clock.tick(3539 * 1000);
      await redstor.company(own);
      clock.tick(2 * 1000);
      await Promise.all([redstor.company(own), redstor.rootCompany()]);
      assert.deepEqual(log().sort(), [discovery, signIn, read, read, signIn, read, "companies 200"].sort());
    } finally {
      clock.restore();
    }
  });

  it("is done anew, once, when a token is refused in mid-run, and the request is repeated", async () => {
    const redstor = new Redstor(config());
    await redstor.company(own);
    world.emulator.faults.add({ call: "companies/{companyId}", kind: "unauthorized" });
    world.emulator.journal.clear();
    await redstor.company(own);
    assert.deepEqual(log(), ["companies/{companyId} 401", signIn, read]);
  });

  it("is done with another signature when its answer was lost: one is good for one use", async () => {
    for (const fault of [
      { kind: "drop", when: "after" },
      { kind: "status", status: 500, when: "after" },
      { kind: "maintenance" },
    ] as const) {
      world.emulator.faults.add({ call: "connect/token", ...fault });
      assert.notEqual(await new Redstor(config()).company(own), undefined);
    }
  });

  it("with a key that is granted reading alone reads, and says what is missing for a change, before it is sent", async () => {
    const redstor = new Redstor(of("reader"));
    assert.notEqual(await redstor.company(own), undefined);
    world.emulator.journal.clear();
    await assert.rejects(redstor.api.company.disable({ companyId: own }), {
      message:
        `Redstor PATCH /companies/{companyId}/disable for company ${own}: the service account may only read: it was not granted the scope api.write. Nothing was sent. ` +
        "Grant it in RedApp, under RedAPI, Service accounts.",
    });
    assert.deepEqual(log(), []);
  });

  it("asks for reading alone when both are refused, and fails when that is refused too", async () => {
    const refusal = { call: "connect/token", kind: "status", status: 400, body: { error: "invalid_scope" } } as const;
    world.emulator.faults.add(refusal);
    assert.notEqual(await new Redstor(of("reader")).company(own), undefined);
    assert.deepEqual(log().slice(0, 3), [discovery, "connect/token 400", signIn]);
    world.emulator.faults.add({ ...refusal, times: 2 });
    await assert.rejects(
      new Redstor(of("reader")).company(own),
      /Redstor connect\/token for the service account .*: invalid_scope: .* Grant it api\.read, and api\.write for changes/,
    );
  });

  describe("fails, and says what to check,", () => {
    const notAccepted =
      /Redstor connect\/token for the service account .*: invalid_client: the identity server does not accept this service account \(HTTP 401\)\. Check that msp:redstorClientId and msp:redstorPrivateKey .* and that the clock of this machine is right\./;

    it("with the key of another account, or with an unknown account", async () => {
      const { privateKey } = of("other");
      await assert.rejects(new Redstor({ ...config(), privateKey }).company(own), notAccepted);
      await assert.rejects(new Redstor({ ...config(), clientId: "nobody" }).company(own), notAccepted);
    });

    it("with a wrong clock", async () => {
      world.emulator.clock.advance(60 * 60_000);
      await assert.rejects(new Redstor(config()).company(own), notAccepted);
    });

    it("with a key that is not whole", async () => {
      const { privateKey } = config();
      const broken = { ...privateKey, p: "!" };
      await assert.rejects(new Redstor({ ...config(), privateKey: broken }).company(own), {
        message: "The Redstor private key is not a whole RSA key: download it anew in RedApp.",
      });
    });

    it("with a server that is no identity server, or names another one", async () => {
      const { issuer } = config();
      await assert.rejects(
        new Redstor({ ...config(), issuer: `${issuer}/elsewhere` }).company(own),
        /Redstor openid-configuration: the identity server refuses the sign-in \(HTTP 404\)\. Check msp:redstorIssuer/,
      );
      // also before a change, which is not to be taken for one that was refused: nothing was sent
      await assert.rejects(
        new Redstor({ ...config(), issuer: `${issuer}/elsewhere` }).api.company.delete({ companyId: own }),
        { outcome: "notDone", status: 404 },
      );
      const document = { issuer, token_endpoint: `${issuer}/connect/token` };
      for (const wrong of [
        { issuer: "https://id.elsewhere.example" },
        { token_endpoint: "http://id.elsewhere.example/connect/token" },
        { token_endpoint: undefined },
      ]) {
        const body = { ...document, ...wrong };
        world.emulator.faults.add({ call: ".well-known/openid-configuration", kind: "status", status: 200, body });
        await assert.rejects(
          new Redstor(config()).company(own),
          /Redstor openid-configuration: the identity server's answer cannot be used: .* Check msp:redstorIssuer/,
        );
      }
    });

    it("without repeating it for each request behind it, which was not sent", async () => {
      const redstor = new Redstor({ ...config(), clientId: "nobody" });
      await assert.rejects(redstor.api.company.create({ companyId: own }, { companyName: "x", type: "Customer" }));
      assert.deepEqual(log(), [discovery, "connect/token 401"]);
    });
  });

  it("never shows the key, a signature or a token in errors, in the output or in the log", async () => {
    const folder = mkdtempSync(join(tmpdir(), "redstor-token-"));
    try {
      const file = join(folder, "log");
      await world.restartHost({ environment: { MSP_HTTP_LOG: file } });
      await world.resource("redstor:Company").up({ name: "Example Bakery" });
      await world.restartHost({ environment: { MSP_HTTP_LOG: file }, config: { "msp:redstorClientId": "nobody" } });
      const failed = await world.resource("redstor:Company").up({ name: "Example Brewery" }).catch(String);
      const text = `${readFileSync(file, "utf8")}${world.host.output}${failed}`;
      assert.match(text, /connect\/token/);
      const { d, p, q, n } = config().privateKey;
      for (const secret of [d, p, q, n, "eyJ", "client_assertion"]) {
        assert.equal(text.includes(secret), false, `it shows ${secret.slice(0, 8)}…`);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
