/** What is changed, looked at and removed. */
import { providerText } from "../../provider/host/providerText";
import { customer as definition } from "../../provider/eset/customer";
import { license as licences } from "../../provider/eset/license";
import { subscription as subscriptions } from "../../provider/redstor/subscription";
import { esetConfig } from "../../provider/eset/config";
import { Eset } from "../../provider/eset/session";
import { redstorConfig } from "../../provider/redstor/config";
import { Redstor } from "../../provider/redstor/session";
import type { Emulator } from "../../emulator";
import { emulated, hurry, occasions, stacks } from "./told";

const bakery = { name: "Bakery" };
const seats = { productCode: "2015", quantity: 10 };
const office = { productId: 4, editionId: 5 };

describe("what is said of a change", () => {
  const world = stacks();
  const portal = () => world.emulator.eset.portal;
  const declared = async () => {
    const customer = world.resource("eset:Customer");
    await customer.up(bakery);
    return customer;
  };
  const ordered = async (more: object = {}) => {
    const customerId = portal().createCustomer(bakery).id;
    const license = world.resource("eset:License");
    await license.up({ customerId, ...seats, ...more });
    return { license, customerId };
  };

  occasions({
    "of a customer that is gone": [
      async () => {
        const customer = await declared();
        portal().deleteCompany(customer.id);
        await customer.up({ ...bakery, tags: ["gold"] });
      },
      'ESET company <id> is gone. Run "pulumi refresh".',
    ],
    "of a licence that is gone, and of which something is needed first": [
      async () => {
        const { license, customerId } = await ordered({ productCode: "2018", type: "trial" });
        portal().removeLicense(license.id);
        await license.up({ customerId, productCode: "2018", quantity: 10, type: "trial", trialExtensions: 1 });
      },
      'An ESET licence of product 2018 for customer <id> (<key>) is gone. Run "pulumi refresh".',
    ],
    "of a parent that turns out to be another one": [
      async () => {
        const customer = await declared();
        await customer.up({ ...bakery, parentId: "c0000000-0000-4000-8000-000000000009" });
      },
      "parentId: ESET cannot move a company to another parent. Set parentId to <id>.",
    ],
    "of a parent that turns out to be another one, where it may be created anew": [
      async () => {
        const customer = await declared();
        await customer.up({ ...bakery, parentId: "c0000000-0000-4000-8000-000000000009", allowRecreate: true });
      },
      "parentId: ESET cannot move a company to another parent. Set parentId to <id>. Or run again: as allowRecreate is set, another one is made in its place then.",
    ],
    "of a product that the licence cannot become": [
      async () => {
        const { license, customerId } = await ordered();
        const body = { code: 8, subCode: 45, message: "Change of product is unavailable." };
        world.emulator.faults.add({ call: "License/ChangeProduct", kind: "status", status: 400, body });
        await license.up({ customerId, ...seats, productCode: "310" });
      },
      "ESET License/ChangeProduct for licence <key>, product 310: this licence cannot be changed to that product: Change of product is unavailable (HTTP 400, code 8/45). It can become 2018. For product 310, declare a licence beside it, which is an order.",
    ],
    "by an account of another company": [
      async () => {
        const customer = await declared();
        const { username, password } =
          world.emulator.eset.accounts.find((one) => one.username === "manager@msp.example") ?? world.account;
        await world.restartHost({ config: { "msp:esetUsername": username, "msp:esetPassword": password } });
        await customer.up({ name: "Brewery" });
      },
      'ESET Company/Update/customer for company <id>: CompanyNotFound (HTTP 404, code 900/1). If it was deleted in the portal, run "pulumi refresh". An account of company <id> made it, and this one is of company <id>: use one that sees it.',
    ],
    "of a resource that a version before the first release made": [
      async () => {
        const properties = { ...bakery, account: "c1", __provider: providerText("eset:Customer") };
        await world.host.read({ type: "eset:Customer", name: "bakery" }, "c1", properties);
      },
      "eset:Customer c1: this state was made by a version before the first release, and this version does not read it. Nothing was changed. Take the resource out of the state, which leaves the object as it is: pulumi state delete --force '<urn>'. What depends on it goes first; \"pulumi stack --show-urns\" tells the URNs. Then take it over again: MSP_ADOPT=1 pulumi up. It then counts as adopted: removing the resource keeps the object, unless deletionPolicy says otherwise.",
    ],
  });
});

describe("what is said of a change that takes the vendor too long", () => {
  const emulator = emulated();
  const eset = () => new Eset(esetConfig(() => undefined, emulator().eset.environment()));
  const redstor = () => new Redstor(redstorConfig(() => undefined, emulator().redstor.environment()));
  const faults = () => emulator().faults;
  const subscribed = (more: object = {}) => {
    const { companyId } = emulator().redstor.portal.createCompany({ companyName: "Bakery" });
    const { subscriptionId } = emulator().redstor.portal.createSubscription({ companyId, ...office, ...more });
    return { companyId, subscriptionId, id: `${companyId}/${subscriptionId}` };
  };
  const listed = "companies/{companyId}/subscriptions";
  const convert = "companies/{companyId}/subscriptions/{subscriptionId}/trial/convert";
  const full = (companyId: string) => ({ companyId, ...office, mode: "full" as const });
  const converted = async (id: string, companyId: string) =>
    await subscriptions.perform(
      redstor(),
      id,
      { call: "convertTrial" },
      { ...full(companyId), mode: "trial" },
      full(companyId),
    );

  /** A company whose status does not become what was asked for. */
  const stays =
    (status: number, made: Parameters<Emulator["eset"]["portal"]["createCompany"]>[0], suspended: boolean) =>
    async () => {
      const { id } = emulator().eset.portal.createCompany(made);
      const held = emulator()
        .eset.companies()
        .find((one) => one.id === id);
      const detail = { ...held, status, type: 1007 };
      faults().add({ call: "Company/Detail", kind: "status", status: 200, body: detail, times: 99 });
      hurry();
      await definition.perform(eset(), id, { call: suspended ? "Suspend" : "Unsuspend" }, {}, { ...bakery, suspended });
    };

  occasions({
    "a company that takes another status than the one that means suspended": [
      stays(7, bakery, true),
      "ESET company <id> is still not suspended after 5 minutes. Its status is 7; a suspended one has 3. Run again later. If the portal shows it as suspended, correct companyStatus.suspended in a file that MSP_ASSUMPTIONS names.",
    ],
    "a company that waits for its activation": [
      stays(2, bakery, true),
      "ESET company <id> is still not suspended after 5 minutes. Its status is 2: it waits for its activation; a suspended one has 3. Run again later. If the portal shows it as suspended, correct companyStatus.suspended in a file that MSP_ASSUMPTIONS names.",
    ],
    "a company that is not resumed": [
      stays(3, { ...bakery, status: "suspended" }, false),
      "ESET company <id> is still not resumed after 5 minutes. Its status is 3; a suspended one has 3. Run again later.",
    ],
    "a licence that got another product, and no key that finds it": [
      async () => {
        const customerId = emulator().eset.portal.createCustomer(bakery).id;
        const { publicLicenseKey: key } = emulator().eset.portal.orderLicense({ customerId, ...seats });
        faults().add({ call: "License/Detail", kind: "status", status: 404, body: { code: 8, subCode: 3 }, times: 99 });
        faults().add({ call: "License/ChangeProduct", kind: "status", status: 200, body: {} });
        faults().add({ call: "Search/Licenses", kind: "status", status: 200, body: { Search: [] }, times: 99 });
        hurry();
        const step = { call: "ChangeProduct", newProductCode: "310", quantity: 10 } as const;
        const to = { customerId, ...seats, productCode: "310", type: "full", suspended: false } as const;
        await licences.perform(eset(), key, step, { customerId, ...seats, publicLicenseKey: key }, to);
      },
      'ESET licence <key> has become one of product 310, and no key finds it. Run "pulumi refresh".',
    ],
    "a trial that was converted, and is not listed": [
      async () => {
        const { companyId, id } = subscribed({ trial: true });
        faults().add({ call: convert, kind: "status", status: 204 });
        faults().add({ call: listed, method: "GET", kind: "status", status: 200, body: [], times: 99 });
        hurry();
        await converted(id, companyId);
      },
      "Redstor subscription <id> was converted, but the company's list lacks it. Run again.",
    ],
    "an expired trial, beside which somebody subscribed": [
      async () => {
        const { companyId, subscriptionId, id } = subscribed({ trial: true });
        emulator().redstor.portal.expireTrial(companyId, subscriptionId);
        emulator().redstor.portal.createSubscription({ companyId, ...office });
        await converted(id, companyId);
      },
      "Company <id> has another subscription of product 4 (id <id>/<id>), so the expired trial is not subscribed again. Remove this resource, and declare the other one with adopt: true or import it.",
    ],
    "an expired trial that is subscribed anew, where the answer is lost": [
      async () => {
        const { companyId, subscriptionId, id } = subscribed({ trial: true });
        emulator().redstor.portal.expireTrial(companyId, subscriptionId);
        faults().add({ call: listed, method: "POST", kind: "drop" });
        hurry();
        await converted(id, companyId);
      },
      "Redstor POST /companies/{companyId}/subscriptions for company <id>: the connection failed (ECONNRESET). It may have been done all the same: the next run finds out. It is not sent again in this run. Run again.",
    ],
    "an expired trial that is subscribed anew, and is not listed": [
      async () => {
        const { companyId, subscriptionId, id } = subscribed({ trial: true });
        emulator().redstor.portal.expireTrial(companyId, subscriptionId);
        faults().add({ call: listed, method: "POST", kind: "status", status: 204 });
        hurry();
        await converted(id, companyId);
      },
      "Redstor says that company <id> is subscribed to product 4 now, and does not list it. Run again later.",
    ],
    "an id that is none of a subscription": [
      () => subscriptions.read(redstor(), "m365", {}),
      '"m365" is not the id of a Redstor subscription: give companyId/subscriptionId.',
    ],
    "a removal that the vendor queued, and does not finish": [
      async () => {
        const { id } = subscribed();
        const call = "companies/{companyId}/subscriptions/{subscriptionId}";
        faults().add({ call, method: "DELETE", kind: "status", status: 202 });
        hurry();
        const state = { ...office, subscriptionId: id.split("/")[1] ?? "" };
        await subscriptions.remove.carryOut(redstor(), id, state, { policy: "delete", owns: () => false });
      },
      "Redstor queued the removal of subscription <id> of company <id>, and has not finished it after 5 minutes. It goes on there: run again later.",
    ],
  });
});

describe("what is said of a removal", () => {
  const world = stacks();
  const portal = () => world.emulator.eset.portal;
  const redstor = () => world.emulator.redstor.portal;

  occasions({
    "of an MSP that has a customer": [
      async () => {
        const company = world.resource("redstor:Company");
        await company.up({ ...bakery, type: "Partner", deletionPolicy: "delete" });
        redstor().createCompany({ companyName: "Brewery", parentCompanyId: company.id });
        await company.destroy();
      },
      'A Redstor company "Bakery" of type Partner under this parent (<id>) is not deleted. It has companies below it ("Brewery"), which a deletion may take along. Remove them first; or set deletionPolicy: "disable" or "retain".',
    ],
    "of a backup company that has a subscription": [
      async () => {
        const company = world.resource("redstor:Company");
        await company.up({ ...bakery, deletionPolicy: "delete" });
        redstor().createSubscription({ companyId: company.id, ...office });
        await company.destroy();
      },
      'A Redstor company "Bakery" of type Customer under this parent (<id>) is not deleted. It has subscriptions (product 4), which a deletion may take along. Remove them first; or set deletionPolicy: "disable" or "retain".',
    ],
    "after something else failed in the same run": [
      async () => {
        const customer = world.resource("eset:Customer");
        await customer.up({ name: "Brewery" });
        portal().createCustomer(bakery);
        await world.restartHost();
        await world
          .resource("eset:Customer")
          .up(bakery)
          .catch(() => undefined);
        await customer.remove();
      },
      'An ESET customer "Brewery" (<id>) is not removed. Nothing was changed. This run failed at an ESET customer "Bakery", and something that was only renamed in the program is not told from something that is to go then. If it was renamed, give it its old name in the option aliases, or set adopt: true on it, then run again. If not, run again once what failed is mended.',
    ],
    "of a trial that somebody converted under another key": [
      async () => {
        const customerId = portal().createCustomer(bakery).id;
        const license = world.resource("eset:License");
        await license.up({ customerId, productCode: "2018", quantity: 5, type: "trial" });
        portal().removeLicense(license.id);
        portal().orderLicense({ customerId, productCode: "2018", quantity: 5 });
        await license.destroy();
      },
      'ESET licence <key> is gone, and its customer has another one of this product (<key>). Nothing was changed. If that is what became of it, run "pulumi refresh" first. If it is not this stack\'s, take the resource out of the state: pulumi state delete \'<urn>\' ("pulumi stack --show-urns" tells the URN).',
    ],
    "of a trial in whose place there is a full subscription": [
      async () => {
        const { companyId } = redstor().createCompany({ companyName: "Bakery" });
        const trial = world.resource("redstor:Subscription");
        await trial.up({ companyId, ...office, mode: "trial" });
        redstor().removeSubscription(...(trial.id.split("/") as [string, string]));
        redstor().createSubscription({ companyId, ...office });
        await trial.destroy();
      },
      'Redstor subscription <id>/<id> is gone, and its company has a full one of the same product and edition (<id>/<id>). Nothing was changed. If that is what became of it, run "pulumi refresh" first. If it is not this stack\'s, take the resource out of the state: pulumi state delete \'<urn>\' ("pulumi stack --show-urns" tells the URN).',
    ],
  });
});

describe("what is said of a customer that leaves", () => {
  const world = stacks();
  const type = "msp:Guard";
  /** The removal of a tenant's guard, which is what the engine removes first. */
  const leaves = async (id: string, { protect = false, deletionPolicy = "delete" } = {}) => {
    const company = { name: "bakery/eset", type: "eset:Customer", id, deletionPolicy };
    const state = { tenant: "bakery", protect, company, belongings: [], oneByOne: false };
    await world.host.delete({ type, name: "guard" }, "bakery/eset", world.host.asProgram(type, state));
  };
  const customer = () => world.emulator.eset.portal.createCustomer(bakery).id;
  const fate = '\n  bakery/eset: An ESET customer "Bakery" is deleted, with all that it holds';

  occasions({
    "and is protected": [
      () => leaves(customer(), { protect: true }),
      `bakery is not removed from ESET. Nothing was changed. It is protected. If it leaves, set protect: false in its file, run "pulumi up", then remove the file. If it was renamed, write formerly: bakery in the file of its new name. This would become of it:${fate}`,
    ],
    "in a run in which something failed": [
      async () => {
        const id = customer();
        await world
          .resource("eset:Customer")
          .up(bakery)
          .catch(() => undefined);
        await leaves(id);
      },
      `bakery is not removed from ESET. Nothing was changed. This run failed at an ESET customer "Bakery". Run again once that is mended. This would become of it:${fate}`,
    ],
    "and has a licence that no file declares": [
      async () => {
        const customerId = customer();
        world.emulator.eset.portal.orderLicense({ customerId, ...seats });
        await leaves(customerId);
      },
      `bakery is not removed from ESET. Nothing was changed. Deleting it would take along what no file declares: ESET PROTECT Entry (2015). Remove that in the vendor's portal first; or set another deletionPolicy in the file, and run "pulumi up". This would become of the rest:${fate}`,
    ],
  });
});

describe("what is said of a look at an object", () => {
  const world = stacks();
  const made = async () => {
    const customer = world.resource("eset:Customer");
    await customer.up(bakery);
    return customer;
  };

  occasions({
    "that an account of another company does not see": [
      async () => {
        const customer = await made();
        const { username, password } =
          world.emulator.eset.accounts.find((one) => one.username === "manager@msp.example") ?? world.account;
        await world.restartHost({ config: { "msp:esetUsername": username, "msp:esetPassword": password } });
        await customer.refresh();
      },
      'An ESET customer "Bakery" (<id>) is not shown to this account, which is of company <id>. One of company <id> made it, so it may be there. Use an account of that company; or, if it is gone indeed, take the resource out of the state: pulumi state delete \'<urn>\' ("pulumi stack --show-urns" tells the URN).',
    ],
    "that is gone, where the vendor does not tell whose the account is": [
      async () => {
        const customer = await made();
        world.emulator.eset.portal.deleteCompany(customer.id);
        await world.restartHost();
        world.emulator.faults.add({ call: "User/Current", kind: "status", status: 403, times: "always" });
        await customer.refresh();
      },
      'An ESET customer "Bakery" (<id>) is not shown to this account, of which the vendor does not tell whose it is. One of company <id> made it, so it may be there. Use an account of that company; or, if it is gone indeed, take the resource out of the state: pulumi state delete \'<urn>\' ("pulumi stack --show-urns" tells the URN).',
    ],
  });
});
