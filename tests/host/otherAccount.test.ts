/**
 * Both vendors tell an account of what it may not see that there is none. An object that an account of another company made
 * is not forgotten for that: it may be there, and be billed.
 */
import assert from "node:assert/strict";
import type { StackResource } from "./stack";
import { World } from "./world";

const vendors = {
  ESET: (world: World) => {
    const { eset } = world.emulator;
    const own = world.account.companyId;
    const signInAs = async (name: string): Promise<string> => {
      const account = eset.accounts.find(({ username }) => username === `${name}@msp.example`);
      await world.restartHost({
        config: { "msp:esetUsername": account?.username ?? "", "msp:esetPassword": account?.password ?? "" },
      });
      return account?.companyId ?? "";
    };
    return {
      own,
      declared: async (): Promise<StackResource[]> => {
        const customer = world.resource("eset:Customer");
        await customer.up({ name: "Example Bakery" });
        const license = world.resource("eset:License");
        await license.up({ customerId: customer.id, productCode: "2015", quantity: 10 });
        const user = world.resource("eset:User");
        await user.up({
          email: "jane@msp.example",
          firstName: "Jane",
          lastName: "Doe",
          countryCode: "SVK",
          permission: "Read",
        });
        return [customer, license, user];
      },
      /** All that they are at the vendor. */
      held: () => ({
        customers: eset.companies().filter(({ type }) => type === 1007),
        licenses: eset.licenses(),
        users: eset.accounts.filter(({ email }) => email === "jane@msp.example"),
      }),
      signInElsewhere: () => signInAs("manager"),
      signInAbove: () => signInAs("distributor"),
      disappear: ([customer, license]: readonly StackResource[]) => {
        eset.portal.removeLicense(license?.id ?? "");
        eset.portal.deleteCompany(customer?.id ?? "");
      },
    };
  },
  Redstor: (world: World) => {
    const { redstor } = world.emulator;
    const own = redstor.accounts[0]?.companyId ?? "";
    const signInFor = async (companyId: string): Promise<string> => {
      const { clientId } = redstor.portal.createAccount({ name: `for ${companyId}`, companyId });
      const account = redstor.accounts.find((one) => one.clientId === clientId);
      await world.restartHost({
        config: { "msp:redstorClientId": clientId, "msp:redstorPrivateKey": JSON.stringify(account?.privateKey) },
      });
      return companyId;
    };
    return {
      own,
      declared: async (): Promise<StackResource[]> => {
        const company = world.resource("redstor:Company");
        await company.up({ name: "Example Bakery" });
        const subscription = world.resource("redstor:Subscription");
        await subscription.up({ companyId: company.id, productId: 4, editionId: 5 });
        return [company, subscription];
      },
      held: () => ({
        companies: redstor.companies().filter(({ companyName }) => companyName === "Example Bakery"),
        subscriptions: redstor.subscriptions(),
      }),
      signInElsewhere: () =>
        signInFor(redstor.portal.createCompany({ companyName: "Reseller", type: "Partner" }).companyId),
      signInAbove: () =>
        signInFor(redstor.companies().find(({ parentCompanyId }) => parentCompanyId === null)?.companyId ?? ""),
      disappear: ([company, subscription]: readonly StackResource[]) => {
        const companyId = company?.id ?? "";
        redstor.portal.removeSubscription(companyId, subscription?.id.split("/")[1] ?? "");
        redstor.portal.deleteCompany(companyId);
      },
    };
  },
};

describe("objects that an account of another company made", function () {
  const world = World.forEachTest();

  for (const [name, vendorIn] of Object.entries(vendors)) {
    describe(`at ${name}`, () => {
      it("stay in the state and at the vendor when this account is told that there are none", async () => {
        const vendor = vendorIn(world);
        const resources = await vendor.declared();
        const held = structuredClone(vendor.held());
        const other = await vendor.signInElsewhere();
        for (const resource of resources) {
          const message = new RegExp(
            `^An? .* \\(${resource.id}\\) is not shown to this account, which is of company ${other}\\. One of company ${vendor.own} made it, .*: pulumi state delete .*\\.$`,
          );
          await assert.rejects(resource.refresh(), { message });
          await assert.rejects(resource.destroy(), { message });
          assert.notEqual(resource.recorded, undefined);
        }
        assert.deepEqual(vendor.held(), held);
      });

      it("are managed as ever by an account that sees them", async () => {
        const vendor = vendorIn(world);
        const resources = (await vendor.declared()).slice(0, 2); // users are those of the account's own company
        await vendor.signInAbove();
        for (const resource of resources) {
          assert.equal(await resource.refresh(), true);
          assert.equal(resource.notes["account"], vendor.own, "a look is no reason to write to the state");
        }
      });

      it("are gone when an account of the same company is told so", async () => {
        const vendor = vendorIn(world);
        const [parent, child] = await vendor.declared();
        assert.ok(parent !== undefined && child !== undefined);
        vendor.disappear([parent, child]);
        await world.restartHost();
        assert.equal(await child.refresh(), false);
        await parent.destroy();
        assert.equal(parent.recorded, undefined);
      });
    });
  }

  it("are noted as taken over by its account, and as made in part", async () => {
    const { own } = vendors.Redstor(world);
    world.emulator.redstor.portal.createCompany({ companyName: "Example Brewery" });
    const adopted = world.resource("redstor:Company");
    await adopted.up({ name: "Example Brewery", adopt: true });
    assert.equal(adopted.notes["account"], own);

    world.emulator.faults.add({ call: "companies/{companyId}/disable", kind: "status", status: 403 });
    const partly = world.resource("redstor:Company");
    await assert.rejects(partly.up({ name: "Example Bakery", enabled: false }));
    assert.equal(partly.notes["account"], own);
    await partly.up({ name: "Example Bakery", enabled: false });
    assert.equal(partly.notes["account"], own);
  });

  it("are still theirs after an update that got half of the way", async () => {
    const { own } = vendors.Redstor(world);
    const { companyId } = world.emulator.redstor.portal.createCompany({ companyName: "Reseller", type: "Partner" });
    const company = world.resource("redstor:Company");
    await company.up({ name: "Example Bakery" });
    world.emulator.faults.add({ call: "companies/{companyId}/disable", kind: "status", status: 403 });
    await assert.rejects(company.up({ name: "Example Bakery", parentId: companyId, enabled: false }));
    assert.deepEqual([company.outputs["parentId"], company.notes["account"]], [companyId, own]);
  });

  it("are not gone either when the vendor does not tell whose account it is", async () => {
    const customer = world.resource("eset:Customer");
    await customer.up({ name: "Example Bakery" });
    await vendors.ESET(world).signInElsewhere();
    world.emulator.faults.add({ call: "User/Current", kind: "status", status: 403, times: "always" });
    const message = /is not shown to this account, of which the vendor does not tell whose it is\. One of company/;
    await assert.rejects(customer.refresh(), message);
  });

  it("are noted by the first update of a state that says nothing of it", async () => {
    world.emulator.faults.add({ call: "User/Current", kind: "status", status: 403 });
    const customer = world.resource("eset:Customer");
    await customer.up({ name: "Example Bakery" });
    assert.equal(customer.notes["account"], undefined);
    await world.restartHost();
    await customer.up({ name: "Example Bakery", comment: "pays" });
    assert.equal(customer.notes["account"], world.account.companyId);
  });

  it("include terms of use, whose acceptance is a legal act", async () => {
    const terms = world.resource("eset:TermsAcceptance");
    await terms.up({ termsOfUseId: "70000000-0000-4000-8000-000000000313" });
    assert.equal(terms.notes["account"], world.account.companyId);
  });

  it("are made all the same by an account that may not be told whose it is, and believed gone", async () => {
    world.emulator.faults.add({ call: "User/Current", kind: "status", status: 403, times: "always" });
    const customer = world.resource("eset:Customer");
    await customer.up({ name: "Example Bakery" });
    assert.equal(customer.notes["account"], undefined);
    world.emulator.eset.portal.deleteCompany(customer.id);
    assert.equal(await customer.refresh(), false);
  });
});
