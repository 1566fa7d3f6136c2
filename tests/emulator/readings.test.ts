/** Each open point of ESET's contract: what the emulator does in each of its readings. */
import assert from "node:assert/strict";
import type { Values } from "../../contracts/generated/eset.open";
import type { EsetReadings } from "../../emulator";
import { UsageError } from "../../emulator";
import { done, EsetClient, ids, record, refused, text, useEmulator } from "./client";

describe("an open point of ESET's contract", () => {
  const at = useEmulator({ operationMilliseconds: 0 });
  const read = (readings: Partial<EsetReadings>) => at.emulator.eset.portal.changeReadings(readings);
  const signedInAs = (name: string) => EsetClient.signIn(at.emulator, name);

  /** A Managed MSP of the Manager's, with a customer, both suspended as far as ESET lets them be. */
  async function managedWithCustomer() {
    const manager = await signedInAs("manager");
    await manager.customer("Sub", { parentCompanyId: ids.managedMsp });
    await manager.suspendCompany(ids.managedMsp);
    return manager;
  }
  const namesBelow = () => at.emulator.eset.companies().map(({ name }) => name);

  /** The compiler asks for one of each point; values.test.ts has those that have to be assumed. */
  const points: Readonly<Record<Exclude<keyof EsetReadings, keyof Values>, () => Promise<void>>> = {
    "company.delete": async () => {
      const manager = await managedWithCustomer();
      refused(await manager.post("Company/Delete", { companyId: ids.managedMsp }), 400, 900, 17);
      const before = at.emulator.snapshot();
      for (const [reading, stays] of [
        ["orphans", true],
        ["cascades", false],
      ] as const) {
        at.emulator.restore(before);
        read({ "company.delete": reading });
        done(await manager.post("Company/Delete", { companyId: ids.managedMsp }));
        assert.equal(namesBelow().includes("Sub"), stays, reading);
      }
    },
    "company.secondSuspend": async () => {
      const companyId = await at.client.customer();
      await at.client.suspendCompany(companyId);
      refused(await at.client.post("Company/Suspend", { companyId }), 400, 900, 15);
      read({ "company.secondSuspend": "accepted" });
      await at.client.suspendCompany(companyId);
      assert.equal((await at.client.company(companyId))["status"], 3);

      const running = await at.client.customer("Brewery");
      const publicLicenseKey = await at.client.order(running);
      done(await at.client.post("License/Suspend", { publicLicenseKey }));
      record(await at.client.post("Company/Unsuspend", { companyId: running }));
      at.emulator.clock.advance(1000);
      assert.equal(
        (await at.client.license(publicLicenseKey))["state"],
        3,
        "it resumed what it had nothing to do with",
      );
    },
    "company.addressLeftOut": async () => {
      const address = { city: "Springfield", zipCode: "00000" };
      const companyId = await at.client.customer("Bakery", { address });
      const update = () => at.client.post("Company/Update/customer", { companyId, address: { zipCode: "11111" } });
      const cityNow = async () => ((await at.client.company(companyId))["address"] as { city: unknown }).city;
      done(await update());
      assert.equal(await cityNow(), "Springfield");
      read({ "company.addressLeftOut": "erased" });
      done(await update());
      assert.equal(await cityNow(), null);
    },
    "company.tagsAre": async () => {
      const companyId = await at.client.customer("Bakery", { tags: [{ tag: "gold" }] });
      assert.deepEqual((await at.client.company(companyId))["tags"], [{ tag: "gold" }]);
      read({ "company.tagsAre": "texts" });
      assert.deepEqual((await at.client.company(companyId))["tags"], ["gold"]);
    },
    "company.productsAre": async () => {
      const manager = await signedInAs("manager");
      assert.deepEqual((await manager.company(ids.managedMsp))["products"], [{ code: "2015" }, { code: "107" }]);
      read({ "company.productsAre": "texts" });
      assert.deepEqual((await manager.company(ids.managedMsp))["products"], ["2015", "107"]);
    },
    "company.countryIsTold": async () => {
      const companyId = await at.client.customer();
      const isTold = async () => "countryCode" in Object((await at.client.company(companyId))["address"]);
      assert.equal(await isTold(), false);
      read({ "company.countryIsTold": "ofAll" });
      assert.equal(await isTold(), true);
    },
    "company.trustedOnCreate": async () => {
      const manager = await signedInAs("manager");
      const trustedOf = async (name: string) => {
        const wanted = { name, email: `${name}@m.example`, address: {}, products: [{ code: "2015" }], trusted: false };
        const created = await manager.post("Company/Create/managedmsp", wanted);
        return (await manager.company(text(created, "companyId")))["trusted"];
      };
      assert.equal(await trustedOf("one"), false);
      read({ "company.trustedOnCreate": "always" });
      assert.equal(await trustedOf("two"), true);
    },
    "license.suspendedIsOrdered": async () => {
      const customerId = await at.client.customer();
      const publicLicenseKey = await at.client.order(customerId);
      done(await at.client.post("License/Suspend", { publicLicenseKey }));
      const order = { customerId, productCode: "2015", quantity: 10, licenseType: 1 };
      refused(await at.client.post("License/Order", order), 400, 8, 20);
      read({ "license.suspendedIsOrdered": "doesNotCount" });
      assert.notEqual(await at.client.order(customerId), publicLicenseKey);
      refused(await at.client.post("License/Order", order), 400, 8, 20);
    },
    "license.trialBesideFull": async () => {
      const customerId = await at.client.customer();
      await at.client.order(customerId);
      const trial = { customerId, productCode: "2015", quantity: 5, licenseType: 4 };
      refused(await at.client.post("License/Order", trial), 400, 8, 20);
      read({ "license.trialBesideFull": "allowed" });
      await at.client.order(customerId, trial);
      refused(await at.client.post("License/Order", trial), 400, 8, 20);
    },
    "license.keyOnConversion": async () => {
      const convertedTo = async (name: string) => {
        const key = await at.client.order(await at.client.customer(name), { licenseType: 4 });
        const converted = await at.client.post("License/ConvertToFull", { publicLicenseKey: key, quantity: 10 });
        return text(converted, "publicLicenseKey") === key ? "the same" : "another";
      };
      assert.equal(await convertedTo("one"), "another");
      read({ "license.keyOnConversion": "stays" });
      assert.equal(await convertedTo("two"), "the same");
    },
    "license.quantityOfTrial": async () => {
      const publicLicenseKey = await at.client.order(await at.client.customer(), { licenseType: 4 });
      done(await at.client.post("License/UpdateQuantity", { publicLicenseKey, quantity: 11 }));
      read({ "license.quantityOfTrial": "refused" });
      refused(await at.client.post("License/UpdateQuantity", { publicLicenseKey, quantity: 12 }), 400, 8, 30);
    },
    "license.updateOfSuspended": async () => {
      const publicLicenseKey = await at.client.order(await at.client.customer());
      done(await at.client.post("License/Suspend", { publicLicenseKey }));
      refused(await at.client.post("License/UpdateQuantity", { publicLicenseKey, quantity: 11 }), 400, 8, 23);
      read({ "license.updateOfSuspended": "allowed" });
      done(await at.client.post("License/UpdateQuantity", { publicLicenseKey, quantity: 11 }));
    },
    "license.optionalFields": async () => {
      const key = await at.client.order(await at.client.customer(), { licenseType: 4 });
      assert.equal((await at.client.license(key))["trialExtensions"], 0);
      read({ "license.optionalFields": "missing" });
      assert.equal("trialExtensions" in (await at.client.license(key)), false);
    },
    "user.specificPermissions": async () => {
      const [one, two] = [await at.client.customer("one"), await at.client.customer("two")];
      const jane = { firstName: "Jane", lastName: "Doe", email: "jane@staff.example", countryCode: "SVK" };
      const specificPermissions = { [one]: "Write" };
      const created = await at.client.post("User/Create", { ...jane, permissionType: "NoAccess", specificPermissions });
      const userId = text(created, "id");
      const give = (id: string) => at.client.post("User/Update", { userId, specificPermissions: { [id]: "Read" } });
      const now = () => at.emulator.eset.accounts.find((account) => account.userId === userId)?.specificPermissions;
      record(await give(two));
      assert.deepEqual(now(), { [two]: "read" });
      read({ "user.specificPermissions": "merge" });
      record(await give(one));
      assert.deepEqual(now(), { [one]: "read", [two]: "read" });
    },
    "user.leftOut": async () => {
      const jane = { firstName: "Jane", lastName: "Doe", email: "jane@staff.example", countryCode: "SVK" };
      const wanted = { ...jane, permissionType: "Read", description: "Helpdesk", phone: "1" };
      const userId = text(await at.client.post("User/Create", wanted), "id");
      const rename = async () => {
        const { description, phoneNumber } = record(await at.client.post("User/Update", { userId, lastName: "Roe" }));
        return [description, phoneNumber];
      };
      assert.deepEqual(await rename(), ["Helpdesk", "1"]);
      read({ "user.leftOut": "erased" });
      assert.deepEqual(await rename(), [null, null]);
    },
    "search.keywords": async () => {
      await at.client.customer("Bakery", { customIdentifier: "CRM-1" });
      await at.client.customer("Brewery", { customIdentifier: "CRM-2" });
      const found = async () => {
        const search = { Bakery: [0], "CRM-2": [5] };
        const answer = record(await at.client.post("Search/Companies", { search, skip: 0, take: 10 }));
        return (answer["Search"] as { Name: string }[]).map(({ Name }) => Name);
      };
      assert.deepEqual(await found(), []);
      read({ "search.keywords": "any" });
      assert.deepEqual(await found(), ["Bakery", "Brewery"]);
    },
    "answers.dates": async () => {
      const key = await at.client.order(await at.client.customer());
      assert.match(String((await at.client.license(key))["lastUpdate"]), /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
      read({ "answers.dates": "zoneless" });
      assert.match(String((await at.client.license(key))["lastUpdate"]), /^\d{4}-\d\d-\d\dT[\d:.]+\d$/);
    },
  };
  for (const [point, shows] of Object.entries(points)) it(`${point}: each of its readings can be had`, shows);

  it("that there is not, or a reading that it has not, is refused by name, and nothing is changed", () => {
    const before = at.emulator.eset.readings;
    const wrong: [unknown, RegExp][] = [
      [{ "license.moon": "full" }, /eset has no open point "license\.moon"/],
      [
        { "company.delete": "cascades", "user.leftOut": "lost" },
        /eset\.user\.leftOut must be one of \["kept","erased"\]/,
      ],
      [["company.delete"], /must be an object/],
    ];
    for (const [readings, message] of wrong) {
      assert.throws(
        () => read(readings as Partial<EsetReadings>), // what a program without types can hand over
        (error: unknown) => error instanceof UsageError && message.test(error.message),
      );
    }
    assert.deepEqual(at.emulator.eset.readings, before);
  });
});
