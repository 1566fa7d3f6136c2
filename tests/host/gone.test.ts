/** When "there is none" is believed: what leaves the state by it is not asked for again, and may be made a second time. */
import assert from "node:assert/strict";
import type { StackResource } from "./stack";
import { World } from "./world";

describe("a 404 that is not the vendor's word on the object", function () {
  const world = World.forEachTest();

  const says404 = (calls: readonly string[], body?: unknown) => {
    for (const call of calls) {
      const fault = { kind: "status", call, status: 404, times: "always" } as const;
      world.emulator.faults.add(body === undefined ? fault : { ...fault, body });
    }
  };

  const bakery = { name: "Example Bakery" };
  const vendors = {
    ESET: {
      declared: async () => {
        const customer = world.resource("eset:Customer");
        await customer.up(bakery);
        const license = world.resource("eset:License");
        await license.up({ customerId: customer.id, productCode: "2015", quantity: 10 });
        return [customer, license];
      },
      calls: ["Company/Detail", "Search/Licenses", "License/Detail", "License/Suspend", "User/Current"],
      held: () => world.emulator.eset.licenses(),
    },
    Redstor: {
      declared: async () => {
        const company = world.resource("redstor:Company");
        await company.up(bakery);
        const subscription = world.resource("redstor:Subscription");
        await subscription.up({ companyId: company.id, productId: 4, editionId: 5 });
        return [company, subscription];
      },
      calls: [
        "companies",
        "companies/{companyId}",
        "companies/{companyId}/disable",
        "companies/{companyId}/customers/transitive",
        "companies/{companyId}/subscriptions",
        "companies/{companyId}/subscriptions/{subscriptionId}",
      ],
      held: () => world.emulator.redstor.subscriptions(),
    },
  } as const;

  /** A refresh may know it all already; but it must not be told that there is none. */
  async function areKept(resources: readonly StackResource[]): Promise<void> {
    for (const resource of resources) {
      const found = await resource.refresh().catch(() => "cannot be told");
      assert.notEqual(found, false, `${resource.type} was forgotten`);
      await assert.rejects(resource.remove(), `${resource.type} was taken for removed`);
      assert.notEqual(resource.recorded, undefined);
    }
  }

  for (const [name, { declared, calls, held }] of Object.entries(vendors)) {
    for (const [what, body] of [
      ["nothing in it", undefined],
      ["a gateway's words", { statusCode: 404, message: "Resource not found" }],
    ] as const) {
      it(`does not make ${name} forget, in the middle of a run, when it is said of everything, with ${what}`, async () => {
        const resources = await declared();
        const before = structuredClone(held());
        await world.restartHost();
        for (const resource of resources) await resource.refresh();
        says404(calls, body);
        await areKept(resources);
        world.emulator.faults.clear();
        assert.deepEqual(held(), before);
      });
    }
  }

  it("does not make ESET forget in the run that made it, whatever that run knows of the account", async () => {
    const [customer] = await vendors.ESET.declared();
    says404(vendors.ESET.calls);
    await assert.rejects(customer?.refresh() ?? assert.fail(), /User\/Current/);
  });

  it("is not ESET's that this API has no such call", async () => {
    const [customer] = await vendors.ESET.declared();
    assert.ok(customer !== undefined);
    await world.restartHost();
    says404(["Company/Detail"], { code: 99, subCode: 1, message: "PageNotFound" });
    await areKept([customer]);
  });
});

describe("an answer about another object than was asked for", function () {
  const world = World.forEachTest();
  const another = "c0000000-0000-4000-8000-0000000000ff";

  for (const [type, call, body] of [
    ["eset:Customer", "Company/Detail", { id: another, name: "Example Brewery", status: 1 }],
    ["redstor:Company", "companies/{companyId}", { companyId: another, companyName: "Example Brewery" }],
  ] as const) {
    it(`is no news of a ${type}`, async () => {
      const company = world.resource(type);
      await company.up({ name: "Example Bakery" });
      const before = structuredClone(company.recorded);
      world.emulator.faults.add({ kind: "status", call, status: 200, body, times: "always" });
      await assert.rejects(company.refresh(), new RegExp(`is about company ${another}, not ${company.id}`));
      assert.deepEqual(company.recorded, before);
    });
  }

  it("is no news of a licence, whose key may change but not its customer", async () => {
    const customer = world.resource("eset:Customer");
    await customer.up({ name: "Example Bakery" });
    const license = world.resource("eset:License");
    await license.up({ customerId: customer.id, productCode: "2015", quantity: 10 });
    const before = structuredClone(license.recorded);
    const body = { publicLicenseKey: "AAA-BBB-CCC", customerId: another, productCode: "2015", quantity: 3, state: 1 };
    world.emulator.faults.add({ kind: "status", call: "License/Detail", status: 200, body, times: "always" });
    await assert.rejects(license.refresh(), new RegExp(`is about licence AAA-BBB-CCC of company ${another}`));
    assert.deepEqual(license.recorded, before);
  });
});
