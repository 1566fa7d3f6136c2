import assert from "node:assert/strict";
import { esetConfig } from "../../provider/eset/config";
import { Eset } from "../../provider/eset/session";
import { World } from "../host/world";

/** The calls of the vendor that only the typed client makes: no resource and no function has a use for them. */
describe("the typed client", function () {
  const world = World.forEachTest();
  const session = (password = "emulator"): Eset =>
    new Eset(esetConfig((key) => ({ ...world.config, "msp:esetPassword": password })[key], {}));

  it("checks tokens (Token/Check)", async () => {
    const { api } = session();
    const { username, password } = { username: world.config["msp:esetUsername"] ?? "", password: "emulator" };
    const accessToken = (await api.token.get({ username, password })).text("accessToken");
    assert.equal(await api.token.check({ accessToken }), true);
    assert.equal(await api.token.check({ accessToken: "another" }), false);
  });

  it("changes the account's own password (User/ChangePassword)", async () => {
    await session().api.user.changePassword({ newPassword: "another-password" });
    assert.equal((await session("another-password").api.user.current()).text("email"), "api@msp.example");
    await assert.rejects(session().api.user.current(), /does not accept the user name or the password/);
  });
});
