import assert from "node:assert/strict";
import type { Properties } from "../host/dynamicHost";
import { behavesLikeAResource } from "../host/matrix";
import { World } from "../host/world";

const type = "eset:ManagedMsp";
const brewery = { name: "Brewery IT", email: "it@brewery.example" };

describe("eset.ManagedMsp", function () {
  const world = World.forEachTest({ account: "manager@msp.example" });
  beforeEach(() => {
    // contact users activate their companies sooner or later; here at once, so that they can be suspended
    world.emulator.eset.portal.changeSettings({ contactsActivateAtOnce: true });
  });

  const company = (id: string) => world.emulator.eset.companies().find((one) => one.id === id && !one.deleted);
  const held = (id: string): Properties | undefined => {
    const found = company(id);
    if (found === undefined) return undefined;
    const { name, email, description, comment, vatId, customIdentifier, address, status } = found;
    const { trialLicenseAllowed, trusted } = found;
    const [tags, products] = [[...found.tags].sort(), [...found.products].sort()];
    return {
      ...{ name, email, description, comment, vatId, customIdentifier, address, tags, status },
      ...{ products, trialLicenseAllowed, trusted },
    };
  };
  const update = (changes: object) => (id: string) => void world.emulator.eset.portal.updateCompany(id, changes);

  const bare = {
    ...brewery,
    description: null,
    comment: null,
    vatId: null,
    customIdentifier: null,
    address: { state: null, city: null, streetAddress: null, zipCode: null },
    tags: [],
    status: "active",
    products: [],
    trialLicenseAllowed: false,
    trusted: true,
  };
  const address = { state: "OR", city: "Springfield", streetAddress: "1 Main St", zipCode: "12345" };
  const full = {
    ...brewery,
    address,
    tags: ["gold", "north"],
    customIdentifier: "CRM-7",
    comment: "pays late",
    vatId: "SK2020202020",
    description: "Beer and computers",
  };

  behavesLikeAResource(
    {
      type,
      arrange: () => ({
        minimal: { declared: brewery, held: bare, afterDelete: undefined },
        maximal: {
          declared: {
            ...full,
            products: ["2015", "2018"],
            trialLicenseAllowed: true,
            trusted: false,
            acceptPendingRequests: true,
            suspended: true,
          },
          held: {
            ...full,
            products: ["2015", "2018"],
            trialLicenseAllowed: true,
            trusted: false,
            status: "suspended",
          },
          afterDelete: undefined,
        },
        // grants stay as they are once they are declared no longer
        afterMaximal: { ...bare, products: ["2015", "2018"], trialLicenseAllowed: true, trusted: false },
        observe: held,
        portal: {
          name: { change: update({ name: "Brewery Services" }), found: "Brewery Services" },
          email: { change: update({ email: "other@brewery.example" }), found: "other@brewery.example" },
          address: { change: update({ address: { city: null } }), found: { ...address, city: "" } },
          tags: { change: update({ tags: [] }), found: [] },
          customIdentifier: { change: update({ customIdentifier: "CRM-8" }), found: "CRM-8" },
          comment: { change: update({ comment: null }), found: "" },
          vatId: { change: update({ vatId: "SK1" }), found: "SK1" },
          description: { change: update({ description: "Beer" }), found: "Beer" },
          products: { change: update({ products: ["2015", "107"] }), found: ["2015", "107"] },
          trialLicenseAllowed: { change: update({ trialLicenseAllowed: false }), found: false },
          trusted: { change: update({ trusted: true }), found: true },
          suspended: { change: update({ status: "active" }), found: false },
        },
        fixed: ["acceptPendingRequests"], // goes along with a change; the vendor does not keep it
        existing: () =>
          world.emulator.eset.portal.createCompany({
            ...brewery,
            type: 1006,
            parentId: world.account.companyId,
            comment: "old",
          }).id,
      }),
    },
    world,
  );

  it("finds an existing one by its e-mail address too, however it is spelt", async () => {
    const { portal } = world.emulator.eset;
    const parentId = world.account.companyId;
    const { id } = portal.createCompany({ name: "Old name", email: "IT@Brewery.example", type: 1006, parentId });
    const resource = world.resource(type);
    await assert.rejects(resource.up(brewery), new RegExp(`already exists \\(id ${id}\\)`));
    await resource.up({ ...brewery, adopt: true });
    assert.deepEqual([resource.id, company(id)?.name], [id, "Brewery IT"]);
  });

  it("is never taken for a customer of the same name, nor a customer for it", async () => {
    const { portal } = world.emulator.eset;
    const parentId = world.account.companyId;
    const mspId = portal.createCompany({ ...brewery, type: 1006, parentId }).id;
    const customer = world.resource("eset:Customer");
    await assert.rejects(customer.up({ name: brewery.name, adopt: true }), /Company\/Create\/customer/);
    assert.equal(customer.recorded, undefined);
    assert.equal(company(mspId)?.type, 1006);

    portal.createCustomer({ name: "Distillery", parentId });
    const other = world.resource(type);
    await assert.rejects(other.up({ name: "Distillery", email: "it@distillery.example", adopt: true }), /managedmsp/);
    assert.equal(other.recorded, undefined);
  });

  it("that is not to be trusted is told so once more after it was created: the vendor may not have listened", async () => {
    const resource = world.resource(type);
    await resource.up({ ...brewery, trusted: false });
    assert.deepEqual(world.calls(), ["User/Current", "Company/Create/managedmsp", "Company/Update/managedmsp"]);
    assert.equal(company(resource.id)?.trusted, false);
  });

  it("that is suspended holds the licences of its customers: that is no drift of theirs", async () => {
    const resource = world.resource(type);
    await resource.up(brewery);
    const customer = world.resource("eset:Customer");
    await customer.up({ name: "Pub", parentId: resource.id });
    const license = world.resource("eset:License");
    const seats = { customerId: customer.id, productCode: "2015", quantity: 1 };
    const licensed = world.emulator.eset.portal.updateCompany(resource.id, { products: ["2015"] });
    assert.deepEqual(licensed.products, ["2015"]);
    await license.up(seats);
    await resource.up({ ...brewery, suspended: true });
    await license.refresh();
    assert.equal(await license.plan(seats), "same");
  });

  it("that still waits for its contact user can be changed and removed, but not suspended", async () => {
    world.emulator.eset.portal.changeSettings({ contactsActivateAtOnce: false });
    const resource = world.resource(type);
    await resource.up({ ...brewery, comment: "new" });
    assert.equal(company(resource.id)?.status, "waitingForActivation");
    await resource.refresh();
    assert.equal(await resource.plan({ ...brewery, comment: "new" }), "same");
    await resource.up({ ...brewery, comment: "newer" });
    await assert.rejects(resource.up({ ...brewery, comment: "newer", suspended: true }));
    assert.equal(resource.outputs["suspended"], false);
    const { id } = resource;
    await resource.destroy();
    assert.equal(company(id), undefined);
  });

  it("accepts pending requests only with the change to trusted, and only when the program says so", async () => {
    const resource = world.resource(type);
    await resource.up({ ...brewery, trusted: false });
    world.emulator.journal.clear();
    await resource.up({ ...brewery, trusted: true, acceptPendingRequests: true });
    const requests = world.emulator.journal.entries().filter(({ call }) => call === "Company/Update/managedmsp");
    assert.deepEqual(
      requests.map(({ request }) => request),
      [{ companyId: resource.id, trusted: true, acceptPendingRequests: true }],
    );
    world.emulator.journal.clear();
    await resource.up({ ...brewery, trusted: true });
    assert.deepEqual(world.calls(), []);
  });

  for (const fault of [
    { kind: "drop", when: "after" },
    { kind: "status", status: 500, when: "after" },
  ] as const) {
    it(`is not created twice when the answer is lost (${fault.kind})`, async () => {
      world.emulator.faults.add({ call: "Company/Create/managedmsp", ...fault });
      const resource = world.resource(type);
      await resource.up(brewery);
      const mine = world.emulator.eset.companies().filter(({ email }) => email === brewery.email);
      assert.deepEqual(
        mine.map(({ id }) => id),
        [resource.id],
      );
    });
  }
});
