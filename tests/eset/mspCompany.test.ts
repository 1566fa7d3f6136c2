import assert from "node:assert/strict";
import type { Properties } from "../host/dynamicHost";
import { behavesLikeAResource } from "../host/matrix";
import type { CheckFailed } from "../host/stack";
import { World } from "../host/world";

const type = "eset:MspCompany";
const north = { name: "North IT", email: "office@north.example", address: { countryCode: "SVK" } };
const divisionId = "10000000-0000-4000-8000-000000000003";

describe("eset.MspCompany", function () {
  const world = World.forEachTest({ account: "distributor@msp.example" });
  beforeEach(() => {
    world.emulator.eset.portal.changeSettings({ contactsActivateAtOnce: true });
  });

  const company = (id: string) => world.emulator.eset.companies().find((one) => one.id === id && !one.deleted);
  const held = (id: string): Properties | undefined => {
    const found = company(id);
    if (found === undefined) return undefined;
    const { name, email, description, comment, vatId, customIdentifier, address, status, parentId } = found;
    const { trialLicenseAllowed, reseller, countryCode } = found;
    const [tags, products] = [[...found.tags].sort(), [...found.products].sort()];
    return {
      ...{ name, email, description, comment, vatId, customIdentifier, address, tags, status, parentId },
      ...{ products, trialLicenseAllowed, reseller, countryCode, manager: found.type === 1004 },
    };
  };
  const update = (changes: object) => (id: string) => void world.emulator.eset.portal.updateCompany(id, changes);

  const bare = {
    name: "North IT",
    email: "office@north.example",
    description: null,
    comment: null,
    vatId: null,
    customIdentifier: null,
    address: { state: null, city: null, streetAddress: null, zipCode: null },
    tags: [],
    status: "active",
    parentId: "10000000-0000-4000-8000-000000000002",
    products: [],
    trialLicenseAllowed: false,
    reseller: false,
    countryCode: "SVK",
    manager: false,
  };
  const address = { state: "OR", city: "Springfield", streetAddress: "1 Main St", zipCode: "12345" };
  const full = {
    ...{ name: "North IT", email: "office@north.example", tags: ["gold"], customIdentifier: "CRM-7" },
    ...{ comment: "pays late", vatId: "SK2020202020", description: "Computers of the north" },
  };

  behavesLikeAResource(
    {
      type,
      arrange: () => ({
        minimal: { declared: north, held: bare, afterDelete: undefined },
        maximal: {
          declared: {
            ...full,
            address: { countryCode: "SVK", ...address },
            products: ["2015", "2018"],
            trialLicenseAllowed: true,
            manager: true,
            reseller: true,
            suspended: true,
          },
          held: {
            ...bare,
            ...full,
            address,
            products: ["2015", "2018"],
            trialLicenseAllowed: true,
            manager: true,
            reseller: true,
            status: "suspended",
          },
          afterDelete: undefined,
        },
        afterMaximal: {
          ...bare,
          ...{ products: ["2015", "2018"], trialLicenseAllowed: true, manager: true, reseller: true },
        },
        observe: held,
        portal: {
          name: { change: update({ name: "North Services" }), found: "North Services" },
          email: { change: update({ email: "other@north.example" }), found: "other@north.example" },
          address: {
            change: update({ address: { city: "Shelbyville" } }),
            found: { countryCode: "SVK", ...address, city: "Shelbyville" },
          },
          tags: { change: update({ tags: ["gold", "x"] }), found: ["gold", "x"] },
          customIdentifier: { change: update({ customIdentifier: "CRM-8" }), found: "CRM-8" },
          comment: { change: update({ comment: null }), found: "" },
          vatId: { change: update({ vatId: "SK1" }), found: "SK1" },
          description: { change: update({ description: "Computers" }), found: "Computers" },
          products: { change: update({ products: ["2018"] }), found: ["2018"] },
          trialLicenseAllowed: { change: update({ trialLicenseAllowed: false }), found: false },
          reseller: { change: update({ reseller: false }), found: false },
          suspended: { change: update({ status: "active" }), found: false },
        },
        fixed: ["manager"], // tested below: the emulated portal has no switch for it
        existing: () =>
          world.emulator.eset.portal.createCompany({
            ...{ name: "North IT", email: "office@north.example", comment: "old" },
            ...{ type: 1005, parentId: world.account.companyId },
          }).id,
      }),
    },
    world,
  );

  it("becomes an MSP Manager and an MSP again in place", async () => {
    const resource = world.resource(type);
    await resource.up(north);
    const { id } = resource;
    assert.equal(await resource.up({ ...north, manager: true }), "update");
    assert.deepEqual([resource.id, company(id)?.type], [id, 1004]);
    await resource.refresh();
    assert.equal(await resource.plan({ ...north, manager: true }), "same");
    await resource.up({ ...north, manager: false });
    assert.equal(company(id)?.type, 1005);
  });

  it("is created in its division, and an existing one is found there", async () => {
    const resource = world.resource(type);
    await resource.up({ ...north, divisionId });
    assert.equal(company(resource.id)?.parentId, divisionId);
    await resource.refresh();
    assert.equal(await resource.plan({ ...north, divisionId }), "same");
    const twin = world.resource(type);
    await assert.rejects(twin.up({ ...north, divisionId }), new RegExp(`already exists \\(id ${resource.id}\\)`));
  });

  it("in a division is neither suspended nor deleted by the distributor: preview says so, and its removal keeps it", async () => {
    const resource = world.resource(type);
    const inDivision = { ...north, divisionId };
    for (const [property, value] of [
      ["suspended", true],
      ["deletionPolicy", "delete"],
      ["deletionPolicy", "suspend"],
    ] as const) {
      await assert.rejects(
        resource.plan({ ...inDivision, [property]: value }),
        new RegExp(`^Error: ${property} must be .* ESET lets only the division's own account suspend and delete it`),
      );
    }
    await resource.up(inDivision);
    const { id } = resource;
    world.calls();
    await resource.destroy();
    assert.deepEqual([world.calls(), company(id)?.status], [[], "active"]);
  });

  it("keeps its country: another one is refused at preview, with the remedy", async () => {
    const resource = world.resource(type);
    await resource.up(north);
    await assert.rejects(resource.plan({ ...north, address: { countryCode: "CZE" } }), (error: CheckFailed) => {
      assert.match(error.message, /^address ESET cannot change the country of a company\. Set address\.countryCode/);
      return true;
    });
    assert.equal(await resource.up({ ...north, address: { countryCode: "SVK", city: "Bratislava" } }), "update");
  });

  it("takes a distributor: an MSP's account is told so, and nothing is created", async () => {
    await world.restartHost({ config: { "msp:esetUsername": "api@msp.example", "msp:esetPassword": "emulator" } });
    const resource = world.resource(type);
    await assert.rejects(resource.up(north), /Company\/Create\/msp for company "North IT".*\(HTTP 403/);
    assert.equal(resource.recorded, undefined);
  });
});
