import assert from "node:assert/strict";
import { decodeJwt } from "jose";
import { startEmulator } from "../../emulator";
import { EsetClient, send, text, useEmulator } from "./client";

const hour = 3_600_000;

describe("Token", () => {
  const at = useEmulator();
  const get = (body: unknown) => send(`${at.emulator.eset.endpoint}/Token/Get`, "POST", body);

  it("gives a JWT of an hour with the claims that the vendor's have", async () => {
    at.emulator.clock.set(new Date("2030-01-01T00:00:00.400Z"));
    const { accessToken } = await EsetClient.signIn(at.emulator);
    const claims = decodeJwt(accessToken);
    const start = Date.parse("2030-01-01T00:00:00Z") / 1000;
    assert.ok(claims.nbf !== undefined && Math.abs(claims.nbf - start) <= 1);
    assert.equal(claims.exp, claims.nbf + 3600);
    assert.equal(claims["auth_time"], claims.nbf);
    assert.equal(claims.sub, at.emulator.eset.accounts[0]?.userId);
    assert.deepEqual(Object.keys(claims).sort(), [
      "amr",
      "aud",
      "auth_time",
      "client_id",
      "exp",
      "idp",
      "iss",
      "nbf",
      "scope",
      "sub",
    ]);
    assert.ok(Array.isArray(claims["scope"]) && Array.isArray(claims["amr"]));
  });

  it("refuses wrong credentials with 401", async () => {
    assert.equal((await get({ username: "api@msp.example", password: "wrong" })).status, 401);
    assert.equal((await get({ username: "nobody@msp.example", password: "emulator" })).status, 401);
  });

  it("is for accounts with API access only", async () => {
    assert.equal((await get({ username: "no-api@msp.example", password: "emulator" })).status, 403);
  });

  it("takes Username and Password, as some clients write them", async () => {
    assert.equal((await get({ Username: "api@msp.example", Password: "emulator" })).status, 200);
  });

  it("expires after an hour on the emulator's clock", async () => {
    const { client, emulator } = at;
    emulator.clock.advance(hour - 5000);
    assert.equal((await client.get("User/Current")).status, 200);
    emulator.clock.advance(5000);
    assert.equal((await client.get("User/Current")).status, 401);
  });

  it("renews with a refresh token, once, keeping the session", async () => {
    const { client, emulator } = at;
    emulator.clock.advance(hour / 2);
    const renewed = await client.post("Token/Renew", { refreshToken: client.refreshToken });
    const accessToken = text(renewed, "accessToken");
    assert.equal(decodeJwt(accessToken)["auth_time"], decodeJwt(client.accessToken)["auth_time"]);
    assert.notEqual(text(renewed, "refreshToken"), client.refreshToken);

    assert.equal((await client.post("Token/Renew", { refreshToken: client.refreshToken })).status, 401, "used before");
    emulator.clock.advance(hour / 2 + 1000);
    assert.equal((await client.get("User/Current")).status, 401, "the old token is over");
    const next = new EsetClient(emulator, accessToken, text(renewed, "refreshToken"));
    assert.equal((await next.get("User/Current")).status, 200, "the new one is not");
    assert.equal((await next.post("Token/Renew", { refreshToken: next.refreshToken })).status, 200);
  });

  it("does not renew without a valid access token", async () => {
    const { client, emulator } = at;
    emulator.clock.advance(hour + 1000);
    assert.equal((await client.post("Token/Renew", { refreshToken: client.refreshToken })).status, 401);
  });

  it("does not renew somebody else's session", async () => {
    const other = await EsetClient.signIn(at.emulator, "manager");
    assert.equal((await at.client.post("Token/Renew", { refreshToken: other.refreshToken })).status, 401);
    assert.equal((await other.post("Token/Renew", { refreshToken: other.refreshToken })).status, 200, "still good");
  });

  it("is checked with a bare true or false", async () => {
    const { client } = at;
    assert.equal((await client.post("Token/Check", { accessToken: client.accessToken })).text, "true");
    assert.equal((await client.post("Token/Check", { accessToken: "nonsense" })).text, "false");
  });

  it("of another emulator is foreign", async () => {
    const other = await startEmulator();
    try {
      const foreign = new EsetClient(other, at.client.accessToken, "");
      assert.equal((await foreign.get("User/Current")).status, 401);
    } finally {
      await other.close();
    }
  });
});
