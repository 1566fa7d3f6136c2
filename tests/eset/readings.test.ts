/** The provider at an ESET that answers the open points of the contract in another way than we believe. */
import assert from "node:assert/strict";
import type { EsetReadings } from "../../emulator";
import { children, companyUsers, descendants, searchCompanies, searchUsers } from "../../provider/eset/reads";
import { Eset } from "../../provider/eset/session";
import { World } from "../host/world";

const bakery = { name: "Example Bakery" };
const hour = 3_600_000;

describe("a customer", function () {
  this.timeout(5 * 60_000);
  const world = World.forEachTest();
  const portal = () => world.emulator.eset.portal;

  it("is read, changed and repaired where tags are plain texts", async () => {
    portal().changeReadings({ "company.tagsAre": "texts" });
    const customer = world.resource("eset:Customer");
    const declared = { ...bakery, tags: ["gold", "north"] };
    await customer.up(declared);
    await customer.refresh();
    assert.equal(await customer.plan(declared), "same");

    portal().updateCompany(customer.id, { tags: ["north", "south"] });
    await customer.refresh();
    assert.deepEqual(customer.inputs["tags"], ["north", "south"]);
    assert.equal(await customer.up(declared), "update");
    const [held] = world.emulator.eset.companies().filter(({ id }) => id === customer.id);
    assert.deepEqual(held && [...held.tags].sort(), ["gold", "north"]);
  });

  it("has its name as long as the vendor tells none: an answer without it is an error, and no rename", async () => {
    const customer = world.resource("eset:Customer");
    await customer.up(bakery);
    const nameless = { id: customer.id, status: 1, name: null, type: 1007, tags: [], ancestor: null };
    world.emulator.faults.add({ call: "Company/Detail", kind: "status", status: 200, body: nameless, times: 9 });
    await assert.rejects(customer.refresh(), /ESET Company\/Detail.*lacks name/);
    assert.deepEqual(customer.inputs["name"], "Example Bakery");
  });
});

describe("a list of ESET's", function () {
  this.timeout(5 * 60_000);
  const world = World.forEachTest();
  const eset = () => world.emulator.eset;
  const read = (readings: Partial<EsetReadings>) => eset().portal.changeReadings(readings);
  const signedIn = () => {
    const { endpoint, accounts } = eset();
    const { username, password } = accounts[0] ?? assert.fail("no account");
    return new Eset({ endpoint, username, password, requestsPerSecond: 1000, timeoutSeconds: 3, refresh: "exact" });
  };

  it("of what is below a company is without that company, also where ESET puts it into it", async () => {
    eset().portal.createCustomer(bakery);
    for (const reading of ["leftOut", "included"] as const) {
      for (const ids of ["lower", "upper"] as const) {
        read({ "lists.ownCompany": reading, "answers.ids": ids });
        const session = signedIn();
        const names = async (companyId?: string) =>
          (await descendants.ask(session, companyId === undefined ? {} : { companyId })).map(({ name }) => name);
        assert.deepEqual(await names(), [bakery.name], `${reading}, ${ids}`);
        assert.deepEqual(
          await names((await session.ownCompanyId()).toLowerCase()),
          [bakery.name],
          `${reading}, ${ids}`,
        );
      }
    }
  });

  it("is read where it is bare", async () => {
    eset().portal.createCustomer({ ...bakery, customIdentifier: "CRM-1" });
    read({ "lists.envelope": "bare" });
    const session = signedIn();
    assert.deepEqual(
      (await children.ask(session)).map(({ name }) => name),
      [bakery.name],
    );
    assert.equal((await searchCompanies.ask(session, { search: { "CRM-1": [5] } })).length, 1);
    assert.equal(
      (await companyUsers.ask(session)).length,
      eset().accounts.filter(({ companyId }) => companyId === world.account.companyId).length,
    );
  });

  it("has numbers where ESET's searches tell them as texts", async () => {
    eset().portal.createCustomer(bakery);
    read({ "answers.numbers": "texts" });
    const session = signedIn();
    const [company] = await searchCompanies.ask(session, { search: { [bakery.name]: [0] } });
    assert.deepEqual([company?.statusId, company?.companyTypeId], [1, 5]);
    const [user] = await searchUsers.ask(session, { search: { "api@msp.example": [8] } });
    assert.equal(user?.statusId, 1);
  });
});

describe("a create whose answer was lost", function () {
  this.timeout(5 * 60_000);
  const world = World.forEachTest();
  const portal = () => world.emulator.eset.portal;
  const jane = { email: "jane@staff.example", firstName: "Jane", lastName: "Doe", countryCode: "SVK" };
  const creates = [
    {
      type: "eset:Customer",
      call: "Company/Create/customer",
      declared: () => ({ ...bakery }),
      made: () => world.emulator.eset.companies().filter(({ name }) => name === bakery.name).length,
    },
    {
      type: "eset:License",
      call: "License/Order",
      declared: () => ({ customerId: portal().createCustomer(bakery).id, productCode: "2015", quantity: 10 }),
      made: () => world.emulator.eset.licenses().length,
    },
    {
      type: "eset:User",
      call: "User/Create",
      declared: () => ({ ...jane, permission: "Read" }),
      made: () => world.emulator.eset.accounts.filter(({ email }) => email === jane.email).length,
    },
  ];
  for (const { type, call, declared, made } of creates) {
    for (const when of ["before", "after"] as const) {
      it(`makes no second ${type} where lists lag, if the answer was lost ${when} it was made`, async () => {
        const properties = declared();
        portal().changeReadings({ "lists.lag": "seconds" });
        world.emulator.faults.add({ call, kind: "drop", when });
        await world
          .resource(type)
          .up(properties)
          .catch(() => undefined);
        assert.equal(made(), when === "after" ? 1 : 0);
      });
    }

    it(`of ${type} is sent once by a run where lists lag`, async () => {
      const properties = declared();
      portal().changeReadings({ "lists.lag": "seconds" });
      world.emulator.faults.add({ call, kind: "drop", when: "after" });
      world.calls();
      await world
        .resource(type)
        .up(properties)
        .catch(() => undefined);
      const sent = world.calls().filter((one) => one === call).length;
      assert.equal(sent, 1, `sent ${sent} times`);
    });

    it(`is the ${type} that was made, also where lists lag`, async () => {
      const properties = declared();
      portal().changeReadings({ "lists.lag": "seconds" });
      world.emulator.faults.add({ call, kind: "drop", when: "after" });
      const resource = world.resource(type);
      await resource.up(properties);
      assert.notEqual(resource.id, "");
    });
  }
});

describe("a managed MSP", function () {
  this.timeout(5 * 60_000);
  const world = World.forEachTest({ account: "manager@msp.example", eset: { contactsActivateAtOnce: true } });
  const portal = () => world.emulator.eset.portal;
  const brewery = { name: "Brewery IT", email: "it@brewery.example" };

  it("is read, changed and repaired where products are plain codes", async () => {
    portal().changeReadings({ "company.productsAre": "texts" });
    const msp = world.resource("eset:ManagedMsp");
    await msp.up({ ...brewery, products: ["2015", "2018"] });
    await msp.refresh();
    assert.equal(await msp.plan({ ...brewery, products: ["2018", "2015"] }), "same");
    assert.equal(await msp.up({ ...brewery, products: ["2015", "107"] }), "update");
    const [held] = world.emulator.eset.companies().filter(({ id }) => id === msp.id);
    assert.deepEqual(held && [...held.products].sort(), ["107", "2015"]);
  });

  it("that was deleted leaves customers that are read as they are, and stay in the state as long as ESET refuses their removal", async () => {
    portal().changeReadings({ "company.delete": "orphans" });
    const { id: above } = portal().createCompany({ name: "Brewery IT", type: 1006, parentId: world.account.companyId });
    const customer = world.resource("eset:Customer");
    const declared = { ...bakery, parentId: above };
    await customer.up(declared);
    portal().deleteCompany(above);
    assert.equal(await customer.refresh(), true);
    assert.equal(await customer.plan(declared), "same");
    await assert.rejects(customer.destroy(), /Company\/Suspend.*403/);
    assert.equal(world.emulator.eset.companies().filter(({ name }) => name === bakery.name).length, 1);
    assert.notEqual(customer.recorded, undefined);
  });

  for (const reaches of ["below", "belowWithStatus", "onlyItself"] as const) {
    it(`that is suspended and resumed is all that changes, where a suspension reaches: ${reaches}`, async () => {
      portal().changeReadings({ "company.suspendReaches": reaches });
      const [msp, customer] = [world.resource("eset:ManagedMsp"), world.resource("eset:Customer")];
      await msp.up(brewery);
      const declared = { ...bakery, parentId: msp.id };
      await customer.up(declared);
      for (const suspended of [true, false]) {
        await world.restartHost();
        assert.equal(await msp.up({ ...brewery, suspended }), "update");
        await world.restartHost();
        assert.deepEqual([await msp.refresh(), await customer.refresh()], [true, true]);
        assert.deepEqual([await msp.plan({ ...brewery, suspended }), await customer.plan(declared)], ["same", "same"]);
      }
      const active = world.emulator.eset.companies().filter(({ id }) => [msp.id, customer.id].includes(id));
      assert.deepEqual(
        active.map(({ status }) => status),
        ["active", "active"],
      );
    });
  }

  it("whose create lost its answer is its own where ESET makes it trusted whatever is asked", async () => {
    portal().changeReadings({ "company.trustedOnCreate": "always" });
    world.emulator.faults.add({ call: "Company/Create/managedmsp", kind: "drop", when: "after" });
    const msp = world.resource("eset:ManagedMsp");
    await msp.up({ ...brewery, trusted: false });
    const [held] = world.emulator.eset.companies().filter(({ id }) => id === msp.id);
    assert.equal(held?.trusted, false);
  });

  it("that ESET does not let be deleted for its customers goes on as before", async () => {
    const msp = world.resource("eset:ManagedMsp");
    await msp.up(brewery);
    portal().createCustomer({ name: "Sub", parentId: msp.id });
    await assert.rejects(msp.destroy());
    const [held] = world.emulator.eset.companies().filter(({ id }) => id === msp.id);
    assert.equal(held?.status, "active", "it stays suspended with all its licences");
  });

  it("is not deleted with customers that nobody declared, where a deletion cascades", async () => {
    portal().changeReadings({ "company.delete": "cascades" });
    const msp = world.resource("eset:ManagedMsp");
    await msp.up(brewery);
    portal().createCustomer({ name: "Sub", parentId: msp.id });
    await msp.destroy().catch(() => undefined);
    const names = world.emulator.eset.companies().map(({ name }) => name);
    assert.ok(names.includes("Sub"), "Sub was deleted");
  });
});

describe("a licence", function () {
  this.timeout(5 * 60_000);
  const world = World.forEachTest();
  const eset = () => world.emulator.eset;
  const read = (readings: Partial<EsetReadings>) => eset().portal.changeReadings(readings);
  const customer = () => eset().portal.createCustomer(bakery).id;
  const seats = (customerId: string, more = {}) => ({ customerId, productCode: "2015", quantity: 10, ...more });
  const running = () =>
    eset()
      .licenses()
      .filter(({ suspended }) => !suspended);

  it("that was suspended by itself is drift after its company was resumed in the same run, where ids are in capitals", async () => {
    const company = world.resource("eset:Customer");
    await company.up({ ...bakery, suspended: true });
    const license = world.resource("eset:License");
    await license.up(seats(company.id));
    read({ "answers.ids": "upper" });
    await world.restartHost();
    await license.refresh();
    await company.up({ ...bakery, suspended: false });
    eset().portal.updateLicense(license.id, { suspended: true });
    await license.refresh();
    assert.equal(license.inputs["suspended"], true);
  });

  for (const key of ["stays", "changes"] as const) {
    it(`of another product is refreshed, changed and taken out of use where its key ${key}`, async () => {
      read({ "license.keyOnProductChange": key });
      const customerId = customer();
      const license = world.resource("eset:License");
      const other = (quantity: number) => seats(customerId, { productCode: "2018", quantity });
      await license.up(seats(customerId));
      assert.equal(await license.up(other(10)), "update");
      assert.equal(await license.refresh(), true);
      assert.equal(license.outputs["publicLicenseKey"], running()[0]?.publicLicenseKey);
      assert.equal(await license.plan(other(10)), "same");
      assert.equal(await license.up(other(11)), "update");
      assert.deepEqual(
        running().map(({ productCode, quantity }) => [productCode, quantity]),
        [["2018", 11]],
      );
      await license.destroy();
      assert.equal(running().length, 0);
    });
  }

  it("becomes one of another product and is suspended in the same run where the change gives it another key", async () => {
    read({ "license.keyOnProductChange": "changes" });
    const customerId = customer();
    const license = world.resource("eset:License");
    await license.up(seats(customerId));
    await license.up(seats(customerId, { productCode: "2018", suspended: true }));
  });

  it("of another product stays in the state where that gives it another key and lists lag", async () => {
    read({ "license.keyOnProductChange": "changes" });
    const license = world.resource("eset:License");
    const customerId = customer();
    await license.up(seats(customerId));
    read({ "lists.lag": "seconds" });
    await license.up(seats(customerId, { productCode: "2018" }));
    assert.equal(await license.refresh(), true, "the refresh has lost it");
  });

  for (const gone of [["404"], ["403 1/5"]]) {
    it(`is found by its history after a change of the product with another key, whose answer was lost (gone is ${gone.join()})`, async () => {
      await world.answerAs({ eset: { "license.keyOnProductChange": "changes", "error.gone": gone }, redstor: {} });
      const license = world.resource("eset:License");
      const customerId = customer();
      await license.up(seats(customerId));
      read({ "lists.lag": "seconds" });
      const other = seats(customerId, { productCode: "2018" });
      world.emulator.faults.add({ call: "License/ChangeProduct", kind: "status", status: 500, when: "after" });
      await assert.rejects(license.up(other));
      world.emulator.clock.advance(10_000);

      await world.restartHost();
      await assert.rejects(license.destroy(), /has another one of product 2018 \(.*\)\. Nothing was changed/);
      await world.restartHost();
      assert.equal(await license.refresh(), true, "the refresh has lost it");
      assert.deepEqual(
        [license.inputs["productCode"], license.outputs["publicLicenseKey"]],
        ["2018", running()[0]?.publicLicenseKey],
      );
      assert.equal(await license.plan(other), "same");
    });

    it(`is changed again after a change of the product with another key, whose answer was lost (gone is ${gone.join()})`, async () => {
      await world.answerAs({ eset: { "license.keyOnProductChange": "changes", "error.gone": gone }, redstor: {} });
      const license = world.resource("eset:License");
      const customerId = customer();
      await license.up(seats(customerId));
      read({ "lists.lag": "seconds" });
      const other = seats(customerId, { productCode: "2018", quantity: 12 });
      world.emulator.faults.add({ call: "License/ChangeProduct", kind: "status", status: 500, when: "after" });
      await assert.rejects(license.up(other));
      world.emulator.clock.advance(10_000);

      await world.restartHost();
      await license.up(other);
      assert.deepEqual(
        running().map(({ productCode, quantity }) => [productCode, quantity]),
        [["2018", 12]],
      );
    });
  }

  it("on trial that was removed in the portal and stays listed is taken out of the state by its removal", async () => {
    read({ "license.removedTrial": "staysObsolete" });
    const trial = world.resource("eset:License");
    await trial.up(seats(customer(), { type: "trial" }));
    eset().portal.removeLicense(trial.id);
    await trial.destroy();
    assert.equal(trial.recorded, undefined);
  });

  it("on trial that was removed in the portal and stays listed as obsolete is gone for a refresh", async () => {
    read({ "license.removedTrial": "staysObsolete" });
    const trial = world.resource("eset:License");
    await trial.up(seats(customer(), { type: "trial" }));
    eset().portal.removeLicense(trial.id);
    assert.equal(await trial.refresh(), false, "it is still there");
  });

  for (const oldKey of ["gone", "follows", "staysListed"] as const) {
    const test = async () => {
      read({ "license.oldKey": oldKey });
      const customerId = customer();
      const license = world.resource("eset:License");
      await license.up(seats(customerId, { type: "trial" }));
      world.emulator.faults.add({ call: "License/ConvertToFull", kind: "drop", when: "after" });
      await license.up(seats(customerId));
      await license.refresh();
      assert.equal(license.outputs["publicLicenseKey"], running()[0]?.publicLicenseKey);
    };
    const title = `whose conversion lost its answer is the full one where the old key ${oldKey}`;
    it(title, test);
  }

  it("whose order lost its answer is its own beside a trial that was removed and stays listed", async () => {
    read({ "license.removedTrial": "staysObsolete" });
    const customerId = customer();
    const trial = world.resource("eset:License");
    await trial.up(seats(customerId, { type: "trial" }));
    await trial.destroy();
    world.emulator.faults.add({ call: "License/Order", kind: "drop", when: "after" });
    const again = world.resource("eset:License");
    await again.up(seats(customerId, { type: "trial" }));
    assert.equal(again.outputs["publicLicenseKey"], running()[0]?.publicLicenseKey, "two are held to be it");
  });

  for (const TZ of ["America/New_York", "Asia/Tokyo"]) {
    it(`whose order lost its answer is its own where dates tell no zone, on a computer in ${TZ}`, async () => {
      read({ "answers.dates": "zoneless" });
      await world.restartHost({ environment: { TZ } });
      world.emulator.faults.add({ call: "License/Order", kind: "drop", when: "after" });
      const license = world.resource("eset:License");
      await license.up(seats(customer()));
      assert.deepEqual([running().length, license.id], [1, running()[0]?.publicLicenseKey]);
      assert.equal(license.notes["adopted"], undefined);
    });

    it(`that the account ordered hours ago is nobody's new one where dates tell no zone, on a computer in ${TZ}`, async () => {
      const customerId = customer();
      world.emulator.clock.advance(-3 * hour);
      const before = world.resource("eset:License");
      await before.up(seats(customerId));
      world.emulator.clock.reset();
      read({ "answers.dates": "zoneless" });
      await world.restartHost({ environment: { TZ } });
      world.emulator.faults.add({ call: "License/Order", kind: "drop" });
      await assert.rejects(world.resource("eset:License").up(seats(customerId)), /already exists/);
    });
  }

  it("is not ordered a second time where a search does not say the product of what it finds", async () => {
    const customerId = customer();
    const ordered = world.resource("eset:License");
    await ordered.up(seats(customerId));
    const found = { Search: [{ PublicLicenseKey: ordered.id, Name: "ESET PROTECT Entry" }], Paging: { TotalCount: 1 } };
    world.emulator.faults.add({ call: "License/Order", kind: "drop" });
    world.emulator.faults.add({ call: "Search/Licenses", kind: "status", status: 200, body: found, times: 9 });
    world.calls();
    await assert.rejects(world.resource("eset:License").up(seats(customerId)), /Search\/Licenses.*lacks Code/);
    assert.equal(world.calls().filter((call) => call === "License/Order").length, 1);
  });

  it("is not ordered a second time where a search answers without its list", async () => {
    const customerId = customer();
    world.emulator.faults.add({ call: "License/Order", kind: "drop" });
    world.emulator.faults.add({ call: "Search/Licenses", kind: "status", status: 200, body: { Found: [] }, times: 9 });
    world.calls();
    await assert.rejects(world.resource("eset:License").up(seats(customerId)), /without the list "Search"/);
    assert.equal(world.calls().filter((call) => call === "License/Order").length, 1);
  });

  it("on trial is extended as often as declared where ESET does not tell how often it was, and an answer was lost", async () => {
    read({ "license.optionalFields": "missing" });
    const trial = world.resource("eset:License");
    const customerId = customer();
    const declared = (trialExtensions: number) => seats(customerId, { type: "trial", trialExtensions });
    await trial.up(declared(0));
    world.emulator.faults.add({ call: "License/ExtendTrial", kind: "drop" });
    await trial.up(declared(1)).catch(() => undefined);
    await trial.up(declared(1)).catch(() => undefined);
    const [held] = eset().licenses();
    assert.equal(held?.trialExtensions, 1, `extended ${String(held?.trialExtensions)} times`);
  });

  it("runs once after a lost order beside a suspended one, where that does not count as ordered", async () => {
    read({ "license.suspendedIsOrdered": "doesNotCount" });
    const customerId = customer();
    const left = world.resource("eset:License");
    await left.up(seats(customerId));
    await left.destroy();
    world.emulator.faults.add({ call: "License/Order", kind: "drop", when: "after" });
    await world.resource("eset:License").up(seats(customerId));
    assert.equal(running().length, 1, "two run");
  });

  it("on trial whose order lost its answer is its own beside a full one, where both may be", async () => {
    read({ "license.trialBesideFull": "allowed" });
    const customerId = customer();
    await world.resource("eset:License").up(seats(customerId));
    world.emulator.faults.add({ call: "License/Order", kind: "drop", when: "after" });
    const trial = world.resource("eset:License");
    await trial.up(seats(customerId, { type: "trial" }));
    assert.equal(
      eset()
        .licenses()
        .find(({ publicLicenseKey }) => publicLicenseKey === trial.id)?.trial,
      true,
    );
  });
});

describe("a user", function () {
  this.timeout(5 * 60_000);
  const world = World.forEachTest();
  const jane = { email: "jane@staff.example", firstName: "Jane", lastName: "Doe", countryCode: "SVK" };
  const held = (id: string) => world.emulator.eset.accounts.find(({ userId }) => userId === id);

  it("keeps its description and phone where an update erases what it leaves out, those that are not declared too", async () => {
    world.emulator.eset.portal.changeReadings({ "user.leftOut": "erased" });
    const user = world.resource("eset:User");
    await user.up({ ...jane, permission: "Read", description: "Helpdesk" });
    world.emulator.eset.portal.updateAccount(user.id, { phoneNumber: "+421 2" });
    await user.up({ ...jane, lastName: "Roe", permission: "Read", description: "Helpdesk" });
    const { lastName, description, phoneNumber } = held(user.id) ?? {};
    assert.deepEqual([lastName, description, phoneNumber], ["Roe", "Helpdesk", "+421 2"]);
    const { id } = user;
    await user.destroy();
    assert.deepEqual([held(id)?.description, held(id)?.phoneNumber], ["Helpdesk", "+421 2"]);
  });

  it("whose permission somebody changed is drift where ids are told in capitals", async () => {
    const user = world.resource("eset:User");
    await user.up({ ...jane, permission: "Write" });
    world.emulator.eset.portal.changeReadings({ "answers.ids": "upper" });
    world.emulator.eset.portal.updateAccount(user.id, { permission: "read" });
    await world.restartHost();
    await user.refresh();
    assert.equal(user.inputs["permission"], "Read");
  });

  for (const reading of ["replace", "merge"] as const) {
    it(`has no access to any customer after its removal, where given permissions ${reading} those there were`, async () => {
      const customerId = world.emulator.eset.portal.createCustomer(bakery).id;
      world.emulator.eset.portal.changeReadings({ "user.specificPermissions": reading });
      const user = world.resource("eset:User");
      await user.up({ ...jane, permission: "NoAccess", companyPermissions: { [customerId]: "Write" } });
      const { id } = user;
      await user.destroy();
      assert.deepEqual([held(id)?.permission, held(id)?.specificPermissions], ["noAccess", {}]);
    });

    it(`loses the customers that are declared no longer, where given permissions ${reading} those there were`, async () => {
      const [one, two] = ["One", "Two"].map((name) => world.emulator.eset.portal.createCustomer({ name }).id);
      world.emulator.eset.portal.changeReadings({ "user.specificPermissions": reading });
      const user = world.resource("eset:User");
      await user.up({
        ...jane,
        permission: "Read",
        companyPermissions: { [one ?? ""]: "Write", [two ?? ""]: "Write" },
      });
      await user.up({ ...jane, permission: "Read", companyPermissions: { [two ?? ""]: "Read" } });
      assert.deepEqual(held(user.id)?.specificPermissions, { [two ?? ""]: "read" });
    });
  }
});
