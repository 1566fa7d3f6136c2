/** An answer that cannot be read: the error names the property, and the object with its id and its name, wherever it stood. */
import assert from "node:assert/strict";
import { type Emulator, startEmulator } from "../../emulator";
import { Eset } from "../../provider/eset/session";
import { user } from "../../provider/eset/user";
import * as esetReads from "../../provider/eset/reads";
import { customer } from "../../provider/eset/customer";
import { license } from "../../provider/eset/license";
import { company } from "../../provider/redstor/company";
import { allOf } from "../../provider/vendor/pages";
import { Redstor } from "../../provider/redstor/session";
import { subscription } from "../../provider/redstor/subscription";

const remedy =
  ' The API answers differently from what this release knows: "pulumi-msp doctor" shows what differs. Some of it can be corrected with a file that MSP_ASSUMPTIONS names. Please report it.';

interface Case {
  readonly what: string;
  readonly call: string;
  readonly body: unknown;
  readonly ask: () => Promise<unknown>;
  /** The whole message up to the remedy. */
  readonly says: string;
}

describe("an answer that cannot be read names the object and the property", () => {
  let emulator: Emulator;
  beforeEach(async () => (emulator = await startEmulator()));
  afterEach(async () => {
    await emulator.close();
  });

  const names = ({ what, call, body, ask, says }: Case): void => {
    it(what, async () => {
      emulator.faults.add({ call, kind: "status", status: 200, body, times: 9 });
      await assert.rejects(ask, { message: says + remedy });
    });
  };

  describe("at ESET", () => {
    let eset: Eset;
    beforeEach(() => {
      const { endpoint, accounts } = emulator.eset;
      const { username = "", password = "" } = accounts[0] ?? {};
      const pace = { requestsPerSecond: 1000, timeoutSeconds: 3 };
      eset = new Eset({ endpoint, username, password, ...pace, refresh: "exact" });
    });
    const descendants = () =>
      allOf(eset.pages(eset.api.company.descendants, { companyId: "m1", entityType: "Any" }, "companies")).then(
        (found) => found.map((one) => [one.id("publicId"), one.whole("type")]),
      );
    const cases: Case[] = [
      {
        what: "a customer without a status, asked for by a refresh",
        call: "Company/Detail",
        body: { id: "c1", name: "Bakery", status: null, type: 1007 },
        ask: () => customer.read(eset, "c1", {}),
        says: 'ESET Company/Detail for company c1 "Bakery": the answer has no number in status.',
      },
      {
        what: "a customer without a name",
        call: "Company/Detail",
        body: { id: "c1", status: 1, type: 1007 },
        ask: () => customer.read(eset, "c1", {}),
        says: "ESET Company/Detail for company c1: the answer lacks name.",
      },
      {
        what: "a part of a customer",
        call: "Company/Detail",
        body: { id: "c1", name: "Bakery", status: 1, address: { city: ["Brno"] } },
        ask: () => customer.read(eset, "c1", {}),
        says: 'ESET Company/Detail for company c1 "Bakery": the answer has no text in address.city.',
      },
      {
        what: "a tag of a customer",
        call: "Company/Detail",
        body: { id: "c1", name: "Bakery", status: 1, tags: [{ tag: "gold" }, { label: "north" }] },
        ask: () => customer.read(eset, "c1", {}),
        says: 'ESET Company/Detail for company c1 "Bakery": the answer lacks tags.tag.',
      },
      {
        what: "another customer than was asked for",
        call: "Company/Detail",
        body: { id: "c2", name: "Brewery", status: 1 },
        ask: () => customer.read(eset, "c1", {}),
        says: "ESET Company/Detail for company c1: the answer is about company c2, not c1.",
      },
      {
        what: "no object at all",
        call: "Company/Detail",
        body: "Bakery",
        ask: () => customer.read(eset, "c1", {}),
        says: "ESET Company/Detail for company c1: the answer is not an object.",
      },
      {
        what: "a company in a list",
        call: "Company/Descendants",
        body: {
          companies: [
            { publicId: "c1", name: "Bakery", type: 1007 },
            { publicId: "c2", name: "Brewery", type: null },
          ],
        },
        ask: descendants,
        says: 'ESET Company/Descendants for company c2 "Brewery", of company m1: the answer has no number in type.',
      },
      {
        what: "a company in a list that has only a name",
        call: "Company/Descendants",
        body: { companies: [{ name: "Bakery", type: 1007 }] },
        ask: descendants,
        says: 'ESET Company/Descendants for "Bakery", of company m1: the answer lacks publicId.',
      },
      {
        what: "what is no object in a list, by its place",
        call: "Company/Descendants",
        body: { companies: [{ publicId: "c1", name: "Bakery", type: 1007 }, 7] },
        ask: descendants,
        says: "ESET Company/Descendants for entry 2 of companies, of company m1: the answer is not an object.",
      },
      {
        what: "a list that is not there",
        call: "Company/Descendants",
        body: { found: [] },
        ask: descendants,
        says: 'ESET Company/Descendants for company m1: the answer is without the list "companies", which is not the same as an empty one.',
      },
      {
        what: "a licence without seats",
        call: "License/Detail",
        body: { publicLicenseKey: "AAA-BBB-CCC", customerId: "c1", productCode: "2015", state: 1, trial: false },
        ask: () => license.read(eset, "AAA-BBB-CCC", {}),
        says: "ESET License/Detail for licence AAA-BBB-CCC: the answer has no number in quantity.",
      },
      {
        what: "another licence than was asked for, of another customer",
        call: "License/Detail",
        body: { publicLicenseKey: "DDD-EEE-FFF", customerId: "c2" },
        ask: () => license.read(eset, "AAA-BBB-CCC", { customerId: "c1" }),
        says: "ESET License/Detail for licence AAA-BBB-CCC: the answer is about licence DDD-EEE-FFF of company c2, not AAA-BBB-CCC.",
      },
      {
        what: "a licence in a search, which answers in other letters",
        call: "Search/Licenses",
        body: { Search: [{ PublicLicenseKey: "AAA-BBB-CCC", Name: "ESET PROTECT Entry" }] },
        ask: () => eset.licenseKeys("c1", "2015"),
        says: 'ESET Search/Licenses for licence AAA-BBB-CCC "ESET PROTECT Entry", of customer c1: the answer lacks Code.',
      },
      {
        what: "a user in the list of users",
        call: "Company/Users",
        body: { users: [{ id: "u1", email: "jane@msp.example", permission: null }] },
        ask: () => eset.permissionOf("u1"),
        says: 'ESET Company/Users for id u1 "jane@msp.example": the answer has no number in permission.',
      },
      {
        what: "the details of a user",
        call: "User/GetUserDetails",
        body: { email: "jane@msp.example", firstName: { first: "Jane" } },
        ask: () => user.read(eset, "u1", {}),
        says: 'ESET User/GetUserDetails for user u1 "jane@msp.example": the answer has no text in firstName.',
      },
      {
        what: "an enumeration that is no list",
        call: "Enum/EntityTypes",
        body: { values: [] },
        ask: () => esetReads.enumeration.ask(eset, { name: "EntityTypes" }),
        says: "ESET Enum/EntityTypes: the answer is not a list.",
      },
    ];
    for (const one of cases) names(one);

    it("a name of a thousand letters, shortened, and with what a terminal would obey spelt out", async () => {
      const body = { id: "c1", name: `\u001b[31m${"n".repeat(1000)}`, status: null };
      emulator.faults.add({ call: "Company/Detail", kind: "status", status: 200, body });
      await assert.rejects(
        async () => await customer.read(eset, "c1", {}),
        /^VendorError: .*"\\u001b\[31mn{94}…": the/,
      );
    });
  });

  describe("at Redstor", () => {
    let redstor: Redstor;
    beforeEach(() => {
      const { endpoint, issuer, accounts } = emulator.redstor;
      const [account] = accounts;
      assert.ok(account !== undefined);
      const { clientId, privateKey } = account;
      redstor = new Redstor({ endpoint, issuer, clientId, privateKey, requestsPerSecond: 1000, timeoutSeconds: 3 });
    });
    const below = () =>
      allOf(redstor.pages(redstor.api.company.allCustomers, { companyId: "m1" }, (one) => one.id("companyId")));
    const shown = { companyId: "d1", companyName: "Bakery", type: "Customer", parentCompanyId: "m1" };
    const cases: Case[] = [
      {
        what: "a company that does not say whether it is enabled",
        call: "companies/{companyId}",
        body: { ...shown, isEnabled: null },
        ask: () => company.read(redstor, "d1", {}),
        says: 'Redstor GET /companies/{companyId} for company d1 "Bakery": the answer has neither true nor false in isEnabled.',
      },
      {
        what: "a company without a name",
        call: "companies/{companyId}",
        body: { ...shown, companyName: null, isEnabled: true },
        ask: () => company.read(redstor, "d1", {}),
        says: "Redstor GET /companies/{companyId} for company d1: the answer lacks companyName.",
      },
      {
        what: "another company than was asked for",
        call: "companies/{companyId}",
        body: { ...shown, companyId: "d2", isEnabled: true },
        ask: () => company.read(redstor, "d1", {}),
        says: "Redstor GET /companies/{companyId} for company d1: the answer is about company d2, not d1.",
      },
      {
        what: "a company without an id in a list",
        call: "companies/{companyId}/customers/transitive",
        body: { results: [{ ...shown, companyId: null }] },
        ask: below,
        says: 'Redstor GET /companies/{companyId}/customers/transitive for "Bakery", of company m1: the answer lacks companyId.',
      },
      {
        what: "a list that is not there",
        call: "companies/{companyId}/customers/transitive",
        body: { companies: [] },
        ask: below,
        says: "Redstor GET /companies/{companyId}/customers/transitive for company m1: the answer has no results, which is not the same as none.",
      },
      {
        what: "pages without an end",
        call: "companies/{companyId}/customers/transitive",
        body: { results: [{ ...shown, isEnabled: true }], nextPageToken: "2" },
        ask: below,
        says: "Redstor GET /companies/{companyId}/customers/transitive for company m1: the answer names the same next page again and again.",
      },
      {
        what: "a subscription without a product",
        call: "companies/{companyId}/subscriptions",
        body: [{ subscriptionId: "s1", productId: null, editionId: 5, isActive: true, trialStatus: "Never" }],
        ask: () => subscription.read(redstor, "d1/s1", {}),
        says: "Redstor GET /companies/{companyId}/subscriptions for subscription s1, of company d1: the answer has no number in productId.",
      },
      {
        what: "a subscription without an id, by its product",
        call: "companies/{companyId}/subscriptions",
        body: [{ productId: 4, editionId: 5, isActive: true, trialStatus: "Never" }],
        ask: () => subscription.read(redstor, "d1/s1", {}),
        says: "Redstor GET /companies/{companyId}/subscriptions for product 4, of company d1: the answer lacks subscriptionId.",
      },
      {
        what: "subscriptions that are no list",
        call: "companies/{companyId}/subscriptions",
        body: { results: [] },
        ask: () => subscription.read(redstor, "d1/s1", {}),
        says: "Redstor GET /companies/{companyId}/subscriptions for company d1: the answer is not a list.",
      },
    ];
    for (const one of cases) names(one);
  });
});
