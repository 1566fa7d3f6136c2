/** What a message says to do is done to the letter: the commands are read from it, typed into a shell, and lead to where it says. */
import assert from "node:assert/strict";
import { EngineWorld, fails, type Run, type Stack, succeeds } from "./engine";

describe("who follows a message to the letter", () => {
  const world = EngineWorld.forEachTest();
  const empty = "";

  /** The command that a run's message gives in this place. */
  const told = (run: Run, where: RegExp): string => where.exec(run.text)?.[1] ?? assert.fail(run.text);

  /** A licence on trial that somebody converted in the portal, so that it has another key, and that the program declares no more. */
  async function convertedByHand(): Promise<{ stack: Stack; refusal: Run }> {
    const { portal } = world.emulator.eset;
    const { id: customerId } = portal.createCustomer({ name: "Shop" });
    const stack = await world.stack(
      `new eset.License("seats", { customerId: "${customerId}", productCode: "2015", quantity: 10, type: "trial" });`,
    );
    succeeds(await stack.up());
    portal.updateLicense(stack.held["seats"]?.id ?? "", { trial: false, publicLicenseKey: "NEW-NEW-NEW" });
    stack.program(empty);
    return { stack, refusal: fails(await stack.up(), "has another one of this product (NEW-NEW-NEW)") };
  }
  const full = () => world.licenses.map(({ publicLicenseKey, suspended }) => ({ publicLicenseKey, suspended }));

  it("removes a licence that somebody converted: after a refresh", async () => {
    const { stack, refusal } = await convertedByHand();
    assert.deepEqual(full(), [{ publicLicenseKey: "NEW-NEW-NEW", suspended: false }]);
    succeeds(await stack.copied(told(refusal, /run "([^"]+)" first/)));
    succeeds(await stack.up());
    assert.deepEqual(full(), [{ publicLicenseKey: "NEW-NEW-NEW", suspended: true }]);
    assert.deepEqual(stack.held, {});
  });

  it("leaves a licence alone that is not this stack's: out of the state", async () => {
    const { stack, refusal } = await convertedByHand();
    const urns = succeeds(await stack.copied(told(refusal, /\("(pulumi stack [^"]+)" tells the URN\)/)));
    const urn = /urn:\S*eset:License::seats/.exec(urns.text)?.[0] ?? assert.fail(urns.text);
    succeeds(await stack.copied(told(refusal, /(pulumi state delete '<urn>')/).replace("<urn>", urn)));
    succeeds(await stack.up());
    assert.deepEqual(full(), [{ publicLicenseKey: "NEW-NEW-NEW", suspended: false }]);
    assert.deepEqual(stack.held, {});
  });

  it("removes a subscription that somebody converted: after a refresh", async () => {
    const { portal } = world.emulator.redstor;
    const { companyId } = portal.createCompany({ companyName: "Shop" });
    const stack = await world.stack(
      `new redstor.Subscription("m365", { companyId: "${companyId}", productId: 4, editionId: 5, mode: "trial" });`,
    );
    succeeds(await stack.up());
    portal.changeReadings({ "subscription.idOnConversion": "changes" });
    portal.convertTrial(companyId, stack.held["m365"]?.id.split("/")[1] ?? "");
    stack.program(empty);
    const refusal = fails(await stack.up(), "has a full one of the same product and edition");
    succeeds(await stack.copied(told(refusal, /run "([^"]+)" first/)));
    succeeds(await stack.up());
    assert.deepEqual(
      world.emulator.redstor.subscriptions().filter(({ isActive }) => isActive),
      [],
    );
    assert.deepEqual(stack.held, {});
  });

  it("takes over what exists already: with the variable that is named, or with the property", async () => {
    const { id } = world.emulator.eset.portal.createCustomer({ name: "Example Bakery" });
    const stack = await world.stack(`new eset.Customer("bakery", { name: "Example Bakery" });`);
    const refusal = fails(await stack.up(), "already exists", id);
    const [name = "", value] = told(refusal, /run once with (MSP_ADOPT=1)/).split("=");
    succeeds(await stack.up({ variables: { [name]: value } }));
    assert.deepEqual([stack.held["bakery"]?.id, world.customers.length], [id, 1]);

    const other = world.emulator.eset.portal.createCustomer({ name: "Example Brewery" });
    const declared = (more: string) => `
      new eset.Customer("bakery", { name: "Example Bakery" });
      new eset.Customer("brewery", { name: "Example Brewery"${more} });`;
    stack.program(declared(""));
    const property = told(fails(await stack.up(), "already exists", other.id), /set (adopt: true) on this resource/);
    stack.program(declared(`, ${property}`));
    succeeds(await stack.up());
    assert.deepEqual([stack.held["brewery"]?.id, world.customers.length], [other.id, 2]);
  });
});
