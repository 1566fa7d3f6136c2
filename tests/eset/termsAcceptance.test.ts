import assert from "node:assert/strict";
import { World } from "../host/world";

const type = "eset:TermsAcceptance";
const termsOfUseId = "70000000-0000-4000-8000-000000000313";

describe("eset.TermsAcceptance", function () {
  const world = World.forEachTest();

  it("lets the product be ordered, plans nothing afterwards and finds no drift", async () => {
    const customerId = world.emulator.eset.portal.createCustomer({ name: "Example Bakery" }).id;
    const liveGuard = { customerId, productCode: "313", quantity: 1 };
    await assert.rejects(world.resource("eset:License").up(liveGuard), /8\/40/);

    const terms = world.resource(type);
    assert.equal(await terms.up({ termsOfUseId }), "create");
    assert.equal(terms.id, termsOfUseId);
    await world.resource("eset:License").up(liveGuard);
    assert.equal(await terms.plan({ termsOfUseId }), "same");
    assert.equal(await terms.refresh(), true);
    assert.equal(await terms.plan({ termsOfUseId }), "same");
  });

  it("is content with terms that somebody accepted already", async () => {
    world.emulator.eset.portal.acceptTermsOfUse(termsOfUseId);
    await world.resource(type).up({ termsOfUseId });
    assert.ok(!world.calls().includes("TermsOfUse/Accept"));
  });

  it("that is removed is only forgotten, and says so", async () => {
    const terms = world.resource(type);
    await terms.up({ termsOfUseId });
    world.calls();
    await terms.destroy();
    assert.deepEqual(world.calls(), []);
    await world.host.printed(/stay accepted: that cannot be taken back/);
  });

  it("accepts once when the answer is lost", async () => {
    world.emulator.faults.add({ call: "TermsOfUse/Accept", kind: "drop", when: "after" });
    const terms = world.resource(type);
    await terms.up({ termsOfUseId });
    assert.equal(await terms.refresh(), true);
  });

  it("of unknown terms is refused, and takes Write permission", async () => {
    const terms = world.resource(type);
    await assert.rejects(terms.up({ termsOfUseId: "70000000-0000-4000-8000-00000000dead" }), /TermsOfUse\/Accept/);
    await world.restartHost({ config: { "msp:esetUsername": "reader@msp.example", "msp:esetPassword": "emulator" } });
    await assert.rejects(terms.up({ termsOfUseId }), /TermsOfUse\/Accept.*HTTP 403/);
    assert.equal(terms.recorded, undefined);
  });

  it("is not taken for gone when the vendor is in trouble", async () => {
    const terms = world.resource(type);
    await terms.up({ termsOfUseId });
    world.emulator.faults.add({ call: "TermsOfUse/Detail", kind: "status", status: 403 });
    await assert.rejects(terms.refresh());
    assert.notEqual(terms.recorded, undefined);
  });
});
