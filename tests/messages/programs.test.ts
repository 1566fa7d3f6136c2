/** What a program declares and asks, as a preview says it: nothing is sent. */
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { redstor } from "../../provider";
import { esetConfig } from "../../provider/eset/config";
import * as asked from "../../provider/eset/reads";
import * as reports from "../../provider/eset/reports";
import { Eset } from "../../provider/eset/session";
import { invoked } from "../../provider/host/plugin/invoked";
import { imported } from "../../provider/host/plugin/imported";
import { received } from "../../provider/host/plugin/wire";
import { signature } from "../../provider/host/marks";
import { dynamicHost, nativeHost, useHost } from "../../provider/host/programHost";
import { consumptionSummary } from "../../provider/redstor/reads";
import { find } from "../../provider/vendors";
import { check } from "../../provider/lifecycle/check";
import type { Properties } from "../../provider/lifecycle/values";
import { emulated, occasions, say, stacks } from "./told";

const bakery = { name: "Bakery" };
const customerId = "c0000000-0000-4000-8000-000000000001";
const seats = { customerId, productCode: "2015", quantity: 10 };
const jane = { email: "jane@msp.example", firstName: "Jane", lastName: "Doe", countryCode: "SVK" };

describe("what is said of a declaration", () => {
  const world = stacks();
  /** `pulumi preview` of a new resource. */
  const declared = (type: string, properties: Properties) => () => world.resource(type).plan(properties);

  occasions({
    "no name": [
      declared("eset:Customer", {}),
      "name is missing: give the company's name, without spaces at its start or end.",
    ],
    "a misspelt property": [
      declared("eset:Customer", { ...bakery, adress: {} }),
      "adress is not a property of this resource. Did you mean address?",
    ],
    "a property that is like none": [
      declared("redstor:Company", { ...bakery, colour: "red" }),
      "colour is not a property of this resource. Known here: name, type, parentId, enabled, deletionPolicy, adopt, allowRecreate.",
    ],
    "a text in place of a list": [
      declared("eset:Customer", { ...bakery, tags: "gold" }),
      'tags must be a list of tags, e.g. ["gold"], not "gold".',
    ],
    "a word that there is not": [
      declared("eset:License", { ...seats, type: "demo" }),
      'type must be "full" or "trial", not "demo".',
    ],
    "more seats than there can be": [
      declared("eset:License", { ...seats, quantity: 4294967296 }),
      "quantity must be 2147483647 at most, not 4294967296.",
    ],
    "half of a character": [
      declared("eset:Customer", { name: "Lone \ud83d" }),
      "name holds half of a character, which cannot be sent: give the whole character, or leave it out.",
    ],
    "extensions of a licence that is no trial": [
      declared("eset:License", { ...seats, trialExtensions: 1 }),
      'trialExtensions is only for trials. Leave it out, or set type: "trial".',
    ],
    "permissions on companies for a user who may do everything": [
      declared("eset:User", { ...jane, permission: "Write", companyPermissions: { [customerId]: "Read" } }),
      "companyPermissions is only for the permissions Read and NoAccess. Leave it out.",
    ],
    "an MSP in a division, to be suspended and deleted from here": [
      declared("eset:MspCompany", {
        ...bakery,
        email: "it@bakery.example",
        address: { countryCode: "SVK" },
        divisionId: customerId,
        suspended: true,
        deletionPolicy: "delete",
      }),
      `suspended must be false for an MSP in a division: ESET lets only the division's own account suspend and delete it. That account leaves divisionId out.
deletionPolicy must be "retain" for an MSP in a division: ESET lets only the division's own account suspend and delete it. That account leaves divisionId out.`,
    ],
  });
});

describe("what is said of a change that a vendor cannot make", () => {
  const world = stacks();
  /** `pulumi preview` of a change of what was made. */
  const changed = (type: string, from: Properties, to: Properties) => async () => {
    const resource = world.resource(type);
    const parent = type === "eset:License" ? { customerId: world.emulator.eset.portal.createCustomer(bakery).id } : {};
    await resource.up({ ...from, ...parent });
    await resource.plan({ ...from, ...parent, ...to });
  };
  const subscribed = (from: Properties, to: Properties) => async () => {
    const { companyId } = world.emulator.redstor.portal.createCompany({ companyName: "Bakery" });
    await changed("redstor:Subscription", { companyId, productId: 4, editionId: 5, ...from }, to)();
  };
  const orRecreate = "Or set allowRecreate: true to delete and create it anew.";

  occasions({
    "a full licence to a trial": [
      changed("eset:License", { ...seats }, { type: "trial" }),
      'type A full licence cannot become a trial. Set type: "full".',
    ],
    "fewer extensions of a trial": [
      changed(
        "eset:License",
        { ...seats, productCode: "2018", type: "trial", trialExtensions: 1 },
        { trialExtensions: 0 },
      ),
      `trialExtensions An extension of a trial cannot be taken back. Set trialExtensions to 1, or more. ${orRecreate}`,
    ],
    "two licences that swap their products": [
      async () => {
        const { id } = world.emulator.eset.portal.createCustomer(bakery);
        const [one, other] = [world.resource("eset:License"), world.resource("eset:License")];
        await one.up({ ...seats, customerId: id });
        await other.up({ ...seats, customerId: id, productCode: "2018" });
        await world.restartHost();
        await one.plan({ ...seats, customerId: id, productCode: "2018" });
        await other.plan({ ...seats, customerId: id, productCode: "2015" });
      },
      "productCode 2018 and 2015 cannot be swapped: the vendor has each only once. Leave both as they are, and change what else differs between the two.",
    ],
    "another parent of a customer": [
      async () => {
        const customer = world.resource("eset:Customer");
        const parentId = world.account.companyId;
        await customer.up({ ...bakery, parentId });
        await customer.plan({ ...bakery, parentId: customerId });
      },
      `parentId ESET cannot move a company to another parent. Set parentId to <id>. ${orRecreate}`,
    ],
    "a property whose value is a secret": [
      () => {
        const of = { name: "Bakery", parentId: customerId };
        const { failures } = check(find("eset:Customer").resource, of, { ...of, parentId: "other" }, () => true);
        say(failures);
      },
      `parentId ESET cannot move a company to another parent. Set it to what it was. ${orRecreate}`,
    ],
    "another name of a backup company": [
      changed("redstor:Company", bakery, { name: "Brewery" }),
      `name Redstor has no call that renames a company. A new company would not have the backups of this one. Set name: "Bakery", as Redstor has it; or rename it in the web app, then run "pulumi refresh". ${orRecreate}`,
    ],
    "another kind of backup company": [
      changed("redstor:Company", bakery, { type: "Partner" }),
      `type Redstor cannot turn a partner into a customer, or a customer into a partner. A new company would not have the backups of this one. Set type: "Customer", as Redstor has it. ${orRecreate}`,
    ],
    "another company of a subscription": [
      subscribed({}, { companyId: customerId }),
      `companyId Another company means another subscription, without the backups of this one. Set companyId to <id>. ${orRecreate}`,
    ],
    "another product of a subscription": [
      subscribed({}, { productId: 6 }),
      `productId Another product means another subscription, without the backups of this one. Set productId: 4; or declare a resource of its own for the other. ${orRecreate}`,
    ],
    "another edition of a subscription": [
      subscribed({}, { editionId: 6 }),
      `editionId Another edition means another subscription, without the backups of this one. Set editionId: 5. ${orRecreate}`,
    ],
    "a full subscription to a trial": [
      subscribed({}, { mode: "trial" }),
      'mode A full subscription cannot become a trial. Set mode: "full".',
    ],
  });

  describe("by a distributor", () => {
    const distributor = stacks({ account: "distributor@msp.example", eset: { contactsActivateAtOnce: true } });
    occasions({
      "another country of an MSP": [
        async () => {
          const msp = distributor.resource("eset:MspCompany");
          const brewery = { name: "Brewery IT", email: "it@brewery.example" };
          await msp.up({ ...brewery, address: { countryCode: "SVK" } });
          await msp.plan({ ...brewery, address: { countryCode: "CZE" } });
        },
        `address ESET cannot change the country of a company. Set address.countryCode to SVK. ${orRecreate}`,
      ],
    });
  });
});

describe("what is said of a program", () => {
  const provider = { getPackage: () => "msp" } as never; // all that is asked of one

  occasions({
    "half of a character, before the SDK gets it": [
      () => new redstor.Company("bakery", { name: "Lone \ud83d" }),
      'redstor:Company "bakery": name holds half of a character, which cannot be sent: give the whole character, or leave it out.',
    ],
    "half of a character in a resource's name": [
      () => new redstor.Company("bakery \ud83d", bakery),
      String.raw`redstor:Company "bakery \ud83d": its name in the program holds half of a character, which cannot be sent: give the whole character, or leave it out.`,
    ],
    "a provider of its own, where there is one account": [
      () => new redstor.Company("bakery", bakery, { provider }),
      'redstor:Company is given a provider of its own, and "pulumi-msp" has only the account of the stack configuration. Import from "pulumi-msp/native".',
    ],
    "both modules in one program": [
      () => {
        useHost(dynamicHost);
        useHost(nativeHost);
      },
      'The program has declared or asked something through "pulumi-msp" before it imports "pulumi-msp/native". A program uses one of the two: import from "pulumi-msp/native" everywhere.',
    ],
    "a type that a newer version has": [
      () => find("eset:Device"),
      "pulumi-msp has no resource type eset:Device; it has eset:MspCompany, eset:ManagedMsp, eset:Customer, eset:License, eset:User, eset:TermsAcceptance, redstor:Company, redstor:Subscription. Is an older version installed than the one that made this stack?",
    ],
    "a function that there is not": [
      () => invoked("eset:getDevices", {}, () => undefined),
      "pulumi-msp has no function eset:getDevices.",
    ],
    "a file as the value of a property": [
      () => received(Struct.fromJavaScript({ comment: { [signature]: "c44067f5952c0a294b673a41bacd8c17" } })),
      "comment: assets and archives are no values of this provider.",
    ],
  });
});

describe("what is said of a question", () => {
  const emulator = emulated();
  const eset = () => new Eset(esetConfig(() => undefined, emulator().eset.environment()));
  const portal = () => emulator().eset.portal;

  occasions({
    "no company to ask for": [
      () => asked.company.ask(eset(), {} as never),
      "getCompany: companyId is missing: give the companyId of a company. Nothing was asked.",
    ],
    "a day that there is not": [
      () => reports.usage.ask(eset(), { from: "2024-02-30", to: "2024-03-01" }),
      'getUsage: from must be a day, YYYY-MM-DD, not "2024-02-30". Nothing was asked.',
    ],
    "days in the wrong order": [
      () => reports.usage.ask(eset(), { from: "2024-03-02", to: "2024-03-01" }),
      "getUsage: from (2024-03-02) is after to (2024-03-01). Nothing was asked.",
    ],
    "two things of which there can be one": [
      () =>
        reports.billingReport.ask(eset(), { year: 2024, month: 5, companyIds: [customerId], companyId: customerId }),
      "getBillingReport: companyId cannot be given together with companyIds: give one. Nothing was asked.",
    ],
    "none of several ids, one of which is needed": [
      () => asked.ema1Mapping.ask(eset(), {}),
      "getEma1Mapping: companyId or one of siteId, legacyKey, licenseId, userId is needed. Nothing was asked.",
    ],
    "a name that no company has": [
      () => asked.companyByName.ask(eset(), { name: "Bakery" }),
      'No company is named "Bakery".',
    ],
    "a name that is only like one": [
      () => {
        portal().createCustomer({ name: "Example Bakery" });
        return asked.companyByName.ask(eset(), { name: "Bakery" });
      },
      'No company is named "Bakery". There is "Example Bakery" (<id>).',
    ],
    "a name that two companies have": [
      () => {
        const found = ["c1", "c2"].map((CompanyId) => ({ CompanyId, Name: "Bakery" }));
        emulator().faults.add({ call: "Search/Companies", kind: "status", status: 200, body: { Search: found } });
        return asked.companyByName.ask(eset(), bakery);
      },
      '2 companies are named "Bakery": c1, c2. Give its parentId, or use its companyId.',
    ],
    "an identifier that no company has": [
      () => asked.companyByCustomIdentifier.ask(eset(), { customIdentifier: "CRM-1" }),
      'No company has the custom identifier "CRM-1".',
    ],
    "an identifier that two companies have": [
      () => {
        portal().createCustomer({ ...bakery, customIdentifier: "CRM-1" });
        portal().createCustomer({ name: "Brewery", customIdentifier: "CRM-1" });
        return asked.companyByCustomIdentifier.ask(eset(), { customIdentifier: "CRM-1" });
      },
      '2 companies have the custom identifier "CRM-1": <id>, <id>. Use the companyId.',
    ],
    "a moment that there is not": [
      () => consumptionSummary.ask(undefined as never, { date: "2024-02-30" }),
      'getConsumptionSummary: date must be a day, YYYY-MM-DD, or a moment with its offset, such as 2024-05-31T12:00:00Z, not "2024-02-30". Nothing was asked.',
    ],
    "an import of what the vendor lets be and a program may not say": [
      async () => {
        const { id } = portal().createCustomer({ name: " Bakery" });
        await imported(find("eset:Customer").vendor, eset(), "eset:Customer", id);
      },
      'eset:Customer <id> cannot be imported. name must be the company\'s name, without spaces at its start or end, not " Bakery".',
    ],
  });
});
