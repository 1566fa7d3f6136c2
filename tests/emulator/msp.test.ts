import assert from "node:assert/strict";
import { done, EsetClient, ids, record, refused, send, text, useEmulator, without } from "./client";
import type { Reply } from "./client";

const slovak = { countryCode: "SVK", city: "Bratislava" };

/** What every test of a caller wants: somebody else than the MSP. */
function useCaller(name: string): { readonly at: ReturnType<typeof useEmulator>; readonly client: EsetClient } {
  const at = useEmulator();
  let client: EsetClient | undefined;
  beforeEach(async () => {
    client = await EsetClient.signIn(at.emulator, name);
  });
  return {
    at,
    get client() {
      assert.ok(client);
      return client;
    },
  };
}

const createMsp = (client: EsetClient, more: object = {}): Promise<Reply> =>
  client.post("Company/Create/msp", { name: "New MSP", email: "boss@new.example", address: slovak, ...more });

const createManagedMsp = (client: EsetClient, more: object = {}): Promise<Reply> =>
  client.post("Company/Create/managedmsp", { name: "New Managed", email: "boss@new.example", address: {}, ...more });

describe("Company/Create/msp", () => {
  const caller = useCaller("distributor");

  it("makes an MSP with everything that was given, waiting for activation", async () => {
    const { client } = caller;
    const id = text(
      await createMsp(client, {
        products: [{ code: "2015" }, { code: 107 }, { code: "2015" }],
        trialLicenseAllowed: true,
        reseller: true,
        tags: [{ tag: "gold" }],
        customIdentifier: "CRM-1",
        comment: "c",
        vatId: "v",
        description: "d",
      }),
      "companyId",
    );
    assert.deepEqual(await client.company(id), {
      id,
      name: "New MSP",
      type: 1005,
      status: 2,
      email: "boss@new.example",
      description: "d",
      comment: "c",
      vatId: "v",
      customIdentifier: "CRM-1",
      address: { countryCode: "SVK", state: null, city: "Bratislava", streetAddress: null, zipCode: null },
      tags: [{ tag: "gold" }],
      ancestor: { id: ids.distributor, name: "Example Distributor" },
      products: [{ code: "2015" }, { code: "107" }],
      trialLicenseAllowed: true,
      reseller: true,
    });
  });

  it("makes an MSP Manager when told so, without trials, reseller status and products unless told so", async () => {
    const { client } = caller;
    const { type, trialLicenseAllowed, reseller, products } = await client.company(
      text(await createMsp(client, { manager: true }), "companyId"),
    );
    assert.deepEqual(
      { type, trialLicenseAllowed, reseller, products },
      { type: 1004, trialLicenseAllowed: false, reseller: false, products: [] },
    );
  });

  it("puts it under the given Division, and under the caller's own", async () => {
    const { client, at } = caller;
    const one = text(await createMsp(client, { divisionId: ids.division }), "companyId");
    assert.deepEqual((await client.company(one))["ancestor"], { id: ids.division, name: "Example Division" });
    const division = await EsetClient.signIn(at.emulator, "division");
    const other = text(await createMsp(division, { name: "Other", email: "other@new.example" }), "companyId");
    assert.deepEqual((await division.company(other))["ancestor"], { id: ids.division, name: "Example Division" });
  });

  it("is for Headquarters too, which must name a Division", async () => {
    const headquarters = await EsetClient.signIn(caller.at.emulator, "headquarters");
    refused(await createMsp(headquarters), 400, 900, 24);
    assert.equal((await createMsp(headquarters, { divisionId: ids.division })).status, 200);
  });

  for (const name of ["api", "manager", "managed"]) {
    it(`is refused to ${name}, who is no Distributor, Division or Headquarters`, async () => {
      refused(await createMsp(await EsetClient.signIn(caller.at.emulator, name)), 403, 900, 22);
    });
  }

  const mistakes: [what: string, change: object, status: number, code: number, subCode: number][] = [
    ["an e-mail address that a company has", { email: "OFFICE@msp.example" }, 400, 900, 25],
    ["an e-mail address that a user has", { email: "reader@msp.example" }, 400, 900, 25],
    ["a sibling's name", { name: "example msp" }, 400, 900, 12],
    ["a country that there is not", { address: { countryCode: "XXX" } }, 400, 900, 26],
    ["a product that there is not", { products: [{ code: "1" }] }, 400, 900, 27],
    ["a division that is none", { divisionId: ids.msp }, 400, 900, 31],
    ["a division that the caller does not see", { divisionId: ids.headquarters }, 404, 900, 1],
  ];
  for (const [what, change, status, code, subCode] of mistakes) {
    it(`refuses ${what}`, async () => {
      const before = caller.at.emulator.eset.companies();
      refused(await createMsp(caller.client, change), status, code, subCode);
      assert.deepEqual(caller.at.emulator.eset.companies(), before);
    });
  }

  it("wants a country and, if any, at least one product", async () => {
    const invalid = await createMsp(caller.client, { address: {}, products: [], email: "nonsense" });
    assert.equal(invalid.status, 400);
    assert.deepEqual(invalid.body, {
      "address.countryCode": ["The address.countryCode field is required."],
      products: ["The input was not valid."],
      email: ["The input was not valid."],
    });
  });

  it("makes a contact user who signs in once the account is activated; then the company is active", async () => {
    const { client, at } = caller;
    const id = text(await createMsp(client), "companyId");
    const contact = at.emulator.eset.accounts.find(({ companyId }) => companyId === id) ?? assert.fail();
    const { email, status, timeZone } = record(await client.post("User/GetUserDetails", { userId: contact.userId }));
    assert.deepEqual({ email, status, timeZone }, { email: "boss@new.example", status: 2, timeZone: null });
    const signIn = (): Promise<Reply> =>
      send(`${at.emulator.eset.endpoint}/Token/Get`, "POST", { username: "boss@new.example", password: "my password" });
    assert.equal((await signIn()).status, 401);
    at.emulator.eset.portal.activateAccount(contact.userId, { password: "my password" });
    assert.equal((await signIn()).status, 200);
    assert.equal((await client.company(id))["status"], 1);
  });

  it("can be told that contact users activate at once", async () => {
    const { client, at } = caller;
    at.emulator.eset.contactsActivateAtOnce = true;
    assert.equal((await client.company(text(await createMsp(client), "companyId")))["status"], 1);
  });

  it("gives a company that can be changed, have customers and be deleted before it is activated, not suspended", async () => {
    const { client } = caller;
    const companyId = text(await createMsp(client, { products: [{ code: "2015" }] }), "companyId");
    done(await client.post("Company/Update/msp", { companyId, comment: "changed" }));
    const customerId = await client.customer("Bakery", { parentCompanyId: companyId });
    await client.order(customerId);
    refused(await client.post("Company/Suspend", { companyId }), 400, 900, 15);
    refused(await client.post("Company/Delete", { companyId }), 400, 900, 17);
    caller.at.emulator.eset.portal.deleteCompany(customerId);
    done(await client.post("Company/Delete", { companyId }));
    assert.equal((await createMsp(client)).status, 200, "name and e-mail are free again");
  });
});

describe("Company/Update/msp", () => {
  const caller = useCaller("distributor");
  const update = (more: object): Promise<Reply> =>
    caller.client.post("Company/Update/msp", { companyId: ids.msp, ...more });

  it("keeps what is left out, replaces what is given and erases what is empty; products and tags are changes", async () => {
    const { client } = caller;
    const before = await client.company(ids.msp);
    done(await update({}));
    assert.deepEqual(await client.company(ids.msp), before);
    done(
      await update({
        email: "new@msp.example",
        comment: "c",
        reseller: true,
        trialLicenseAllowed: false,
        address: { city: "Žilina" },
        tagsToAdd: [{ tag: "a" }, { tag: "b" }],
        productsToRemove: [{ code: "107" }, { code: "2050" }],
        productsToAdd: [{ code: "2050" }, { code: "2015" }],
      }),
    );
    done(await update({ comment: "", tagsToRemove: [{ tag: "a" }] }));
    const after = await client.company(ids.msp);
    assert.deepEqual(without(after, "products"), {
      ...without(before, "products"),
      email: "new@msp.example",
      reseller: true,
      trialLicenseAllowed: false,
      address: { countryCode: "SVK", state: null, city: "Žilina", streetAddress: null, zipCode: null },
      tags: [{ tag: "b" }],
    });
    assert.deepEqual(
      (after["products"] as { code: string }[]).map(({ code }) => code),
      ["2015", "2018", "111", "211", "220", "310", "350", "313", "2050"],
    );
  });

  it("does not change the country", async () => {
    const reply = await update({ address: { countryCode: "USA" } });
    assert.equal(reply.status, 400);
    assert.deepEqual((reply.body as Record<string, unknown>)["address.countryCode"], ["The field is not known."]);
  });

  it("makes an MSP a manager and back, but not while it has Managed MSPs", async () => {
    const { client } = caller;
    done(await update({ manager: true }));
    assert.equal((await client.company(ids.msp))["type"], 1004);
    done(await update({ manager: false }));
    assert.equal((await client.company(ids.msp))["type"], 1005);
    refused(await update({ companyId: ids.mspManager, manager: false }), 400, 900, 30);
  });

  it("moves it into a Division and out again", async () => {
    const { client } = caller;
    const parent = async (): Promise<unknown> => ((await client.company(ids.msp))["ancestor"] as { id: string }).id;
    done(await update({ divisionId: ids.division }));
    assert.equal(await parent(), ids.division);
    done(await update({ comment: "c" }));
    assert.equal(await parent(), ids.division);
    done(await update({ divisionId: "" }));
    assert.equal(await parent(), ids.distributor);
  });

  const mistakes: [what: string, change: object, status: number, code: number, subCode: number][] = [
    ["another company's e-mail", { email: "office@manager.example" }, 400, 900, 25],
    ["a sibling's name", { name: "Example MSP Manager" }, 400, 900, 12],
    ["a product that there is not", { productsToAdd: [{ code: "1" }] }, 400, 900, 27],
    ["a division that is none", { divisionId: ids.mspManager }, 400, 900, 31],
    ["a company of another type", { companyId: ids.managedMsp }, 400, 900, 28],
    ["the caller's own company", { companyId: ids.distributor }, 403, 900, 6],
    ["a company above", { companyId: ids.headquarters }, 404, 900, 1],
  ];
  for (const [what, change, status, code, subCode] of mistakes) {
    it(`refuses ${what}, changing nothing`, async () => {
      const before = caller.at.emulator.eset.companies();
      refused(await update({ comment: "changed", trialLicenseAllowed: false, ...change }), status, code, subCode);
      assert.deepEqual(caller.at.emulator.eset.companies(), before);
    });
  }

  it("lets nobody change the own company", async () => {
    refused(await caller.at.client.post("Company/Update/msp", { companyId: ids.msp, comment: "c" }), 403, 900, 6);
  });
});

describe("Company/Create/managedmsp", () => {
  const caller = useCaller("manager");

  it("makes a Managed MSP under the caller's company, trusted unless told otherwise", async () => {
    const { client } = caller;
    const id = text(await createManagedMsp(client, { products: [{ code: "2015" }] }), "companyId");
    const company = await client.company(id);
    assert.deepEqual(company["ancestor"], { id: ids.mspManager, name: "Example MSP Manager" });
    const { type, status, trusted, trialLicenseAllowed, products } = company;
    assert.deepEqual(
      { type, status, trusted, trialLicenseAllowed, products },
      { type: 1006, status: 2, trusted: true, trialLicenseAllowed: false, products: [{ code: "2015" }] },
    );
    const other = await createManagedMsp(client, { name: "Two", email: "two@new.example", trusted: false });
    assert.equal((await client.company(text(other, "companyId")))["trusted"], false);
  });

  it("makes a contact user", async () => {
    const id = text(await createManagedMsp(caller.client), "companyId");
    const contacts = caller.at.emulator.eset.accounts.filter(({ companyId }) => companyId === id);
    assert.deepEqual(
      contacts.map(({ email, contact, status, permission }) => [email, contact, status, permission]),
      [["boss@new.example", true, "waitingForActivation", "write"]],
    );
  });

  for (const name of ["api", "managed", "distributor", "division", "headquarters"]) {
    it(`is refused to ${name}, who is no MSP Manager`, async () => {
      refused(await createManagedMsp(await EsetClient.signIn(caller.at.emulator, name)), 403, 900, 23);
    });
  }

  it("needs an e-mail address of its own, and grants what the caller has", async () => {
    const { client } = caller;
    refused(await createManagedMsp(client, { email: "office@msp.example" }), 400, 900, 25);
    refused(await createManagedMsp(client, { products: [{ code: "2050" }] }), 400, 900, 27);
    refused(await createManagedMsp(client, { name: "Example Managed MSP" }), 400, 900, 12);
  });
});

describe("Company/Update/managedmsp", () => {
  const caller = useCaller("manager");
  const update = (more: object): Promise<Reply> =>
    caller.client.post("Company/Update/managedmsp", { companyId: ids.untrustedManagedMsp, ...more });

  it("switches trust both ways, and the License calls with it", async () => {
    const { client, at } = caller;
    const untrusted = await EsetClient.signIn(at.emulator, "untrusted");
    const customerId = await untrusted.customer();
    const order = (): Promise<Reply> =>
      untrusted.post("License/Order", { customerId, productCode: "2015", quantity: 1, licenseType: 1 });
    refused(await order(), 403, 900, 7);
    done(await update({ trusted: true }));
    assert.equal((await client.company(ids.untrustedManagedMsp))["trusted"], true);
    const publicLicenseKey = text(await order(), "publicLicenseKey");
    done(await update({ trusted: false }));
    refused(await untrusted.post("License/GetHistory", { publicLicenseKey, take: 1 }), 403, 900, 7);
    refused(await untrusted.post("License/GetPossibleProductChanges", { companyId: customerId }), 403, 900, 7);
  });

  for (const [acceptPendingRequests, ordered] of [
    [true, ["2015"]],
    [false, []],
    [undefined, []],
  ] as const) {
    it(`${ordered.length > 0 ? "orders" : "drops"} what was asked for when acceptPendingRequests is ${String(acceptPendingRequests)}`, async () => {
      const { at } = caller;
      const customerId = await (await EsetClient.signIn(at.emulator, "untrusted")).customer();
      at.emulator.eset.portal.requestLicense({ customerId, productCode: "2015", quantity: 3 });
      at.emulator.eset.portal.requestLicense({ customerId, productCode: "2015", quantity: 4 });
      done(await update({ trusted: true, ...(acceptPendingRequests !== undefined && { acceptPendingRequests }) }));
      assert.deepEqual(
        at.emulator.eset.licenses().map(({ productCode }) => productCode),
        ordered,
      );
      done(await update({ trusted: false }));
      done(await update({ trusted: true, acceptPendingRequests: true }));
      assert.equal(at.emulator.eset.licenses().length, ordered.length, "they are decided once");
    });
  }

  it("changes products, trials and texts", async () => {
    const { client } = caller;
    done(
      await update({
        companyId: ids.managedMsp,
        name: "Renamed",
        productsToAdd: [{ code: "2018" }],
        productsToRemove: [{ code: 107 }],
        trialLicenseAllowed: true,
      }),
    );
    const { name, products, trialLicenseAllowed } = await client.company(ids.managedMsp);
    assert.deepEqual(
      { name, products, trialLicenseAllowed },
      { name: "Renamed", products: [{ code: "2015" }, { code: "2018" }], trialLicenseAllowed: true },
    );
  });

  it("is for Managed MSPs below the caller, with Write", async () => {
    refused(await update({ companyId: ids.mspManager }), 403, 900, 6);
    refused(await update({ companyId: ids.msp }), 404, 900, 1);
    refused(await update({ companyId: await caller.client.customer() }), 400, 900, 29);
  });
});

describe("Company/Descendants", () => {
  const caller = useCaller("distributor");
  const names = async (entityType: unknown, companyId: string = ids.distributor): Promise<unknown> => {
    const { companies, paging } = record(
      await caller.client.post("Company/Descendants", { companyId, entityType, skip: 0, take: 100 }),
    ) as { companies: { name: string }[]; paging: { totalCount: number } }; // by the contract
    assert.equal(paging.totalCount, companies.length);
    return companies.map(({ name }) => name);
  };

  it("lists all levels below, of any type or of one", async () => {
    await caller.at.client.customer("Bakery");
    assert.deepEqual(await names("Any"), [
      "Example Division",
      "Example MSP",
      "Example MSP Manager",
      "Example Managed MSP",
      "Example Untrusted Managed MSP",
      "Bakery",
    ]);
    assert.deepEqual(await names(1006), ["Example Managed MSP", "Example Untrusted Managed MSP"]);
    assert.deepEqual(await names(1007, ids.msp), ["Bakery"]);
    assert.deepEqual(await names(1002), []);
  });

  it("shows each as Children does, page by page", async () => {
    const { body } = await caller.client.post("Company/Descendants", {
      ...{ companyId: ids.distributor, entityType: "Any", skip: 1, take: 1 },
    });
    assert.deepEqual(body, {
      companies: [
        {
          name: "Example MSP",
          publicId: ids.msp,
          type: 1005,
          email: "office@msp.example",
          status: 1,
          description: null,
        },
      ],
      paging: { totalCount: 5 },
    });
  });

  it("keeps to what the caller sees", async () => {
    const { client, at } = caller;
    refused(
      await at.client.post("Company/Descendants", { companyId: ids.mspManager, entityType: "Any", take: 1 }),
      404,
      900,
      1,
    );
    assert.equal(
      (await client.post("Company/Descendants", { companyId: ids.msp, entityType: "All", take: 1 })).status,
      400,
    );
  });
});

describe("suspending or deleting an MSP", () => {
  const caller = useCaller("distributor");

  it("suspending it suspends the licences of all below it, and wakes them again but for customers that sleep themselves", async () => {
    const { client, at } = caller;
    const awake = await at.client.order(await at.client.customer("Awake"));
    const sleeper = await at.client.customer("Sleeper");
    const asleep = await at.client.order(sleeper);
    at.emulator.eset.portal.updateCompany(sleeper, { status: "suspended" });
    await client.suspendCompany(ids.msp);
    const state = async (key: string): Promise<unknown> => (await client.license(key))["state"];
    assert.deepEqual([await state(awake), await state(asleep)], [3, 3]);
    refused(await at.client.post("License/Unsuspend", { publicLicenseKey: awake }), 400, 8, 33);
    assert.equal((await client.post("Company/Unsuspend", { companyId: ids.msp })).status, 200);
    at.emulator.clock.advance(1000);
    assert.deepEqual([await state(awake), await state(asleep)], [1, 3]);
  });

  it("deleting it shuts its users out", async () => {
    const { client, at } = caller;
    const companyId = text(await createMsp(client), "companyId");
    const { userId } = at.emulator.eset.accounts.at(-1) ?? assert.fail();
    at.emulator.eset.portal.activateAccount(userId);
    const credentials = { username: "boss@new.example", password: "emulator" };
    const signIn = (): Promise<Reply> => send(`${at.emulator.eset.endpoint}/Token/Get`, "POST", credentials);
    const boss = new EsetClient(at.emulator, text(await signIn(), "accessToken"), "");
    assert.equal((await boss.get("User/Current")).status, 200);
    await client.suspendCompany(companyId);
    done(await client.post("Company/Delete", { companyId }));
    assert.equal((await boss.get("User/Current")).status, 401);
    assert.equal((await signIn()).status, 401);
    refused(await client.post("User/GetUserDetails", { userId }), 404, 900, 33);
  });

  it("deleting is not for Divisions and Distributors", async () => {
    const { at } = caller;
    at.emulator.eset.portal.updateCompany(ids.division, { status: "suspended" });
    refused(await caller.client.post("Company/Delete", { companyId: ids.division }), 400, 900, 32);
  });
});
