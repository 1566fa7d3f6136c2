/** Each open point of ESET's contract: what the emulator does in each of its readings. */
import assert from "node:assert/strict";
import type { Values } from "../../contracts/generated/eset.open";
import type { EsetReadings } from "../../emulator";
import { UsageError } from "../../emulator";
import type { Reply } from "./client";
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
  const convert = async (publicLicenseKey: string) =>
    text(await at.client.post("License/ConvertToFull", { publicLicenseKey, quantity: 10 }), "publicLicenseKey");
  /** The entries of a list, whatever it is wrapped in. */
  const listOf = (reply: Reply, list: string): Record<string, unknown>[] => {
    assert.equal(reply.status, 200, reply.text);
    return (Array.isArray(reply.body) ? reply.body : (reply.body as Record<string, unknown>)[list]) as never;
  };
  const childrenOf = async (client: EsetClient, companyId: string) =>
    listOf(await client.post("Company/Children", { companyId, take: 100 }), "companies").map(({ name }) => name);
  const descendantsOf = async (client: EsetClient, companyId: string) =>
    listOf(await client.post("Company/Descendants", { companyId, entityType: "Any", take: 100 }), "companies").map(
      ({ name }) => name,
    );
  const keysOf = async (customerId: string, keyword = "") =>
    listOf(await at.client.post("Search/Licenses", { keyword, customerId, take: 100 }), "Search").map(
      ({ PublicLicenseKey }) => PublicLicenseKey,
    );
  const stateOf = async (key: string) => (await at.client.license(key))["state"];

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
        assert.equal((await descendantsOf(manager, ids.mspManager)).includes("Sub"), stays, reading);
        refused(await manager.post("Company/Children", { companyId: ids.managedMsp, take: 10 }), 404, 900, 1);
        assert.equal((await childrenOf(manager, ids.mspManager)).includes("Sub"), false, reading);
      }
      at.emulator.restore(before);
      read({ "company.delete": "orphans" });
      const sub = at.emulator.eset.companies().find(({ name }) => name === "Sub")?.id ?? "";
      done(await manager.post("Company/Delete", { companyId: ids.managedMsp }));
      const { ancestor, status } = await manager.company(sub);
      assert.deepEqual([(ancestor as { id: string }).id, status], [ids.managedMsp, 1]);
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
    "company.unsuspend": async () => {
      const companyId = await at.client.customer();
      const byItself = await at.client.order(companyId);
      const withCompany = await at.client.order(companyId, { productCode: "2018" });
      done(await at.client.post("License/Suspend", { publicLicenseKey: byItself }));
      const wake = async () => {
        await at.client.suspendCompany(companyId);
        record(await at.client.post("Company/Unsuspend", { companyId }));
        at.emulator.clock.advance(1000);
        return [await stateOf(byItself), await stateOf(withCompany)];
      };
      read({ "company.unsuspend": "wakesItsOwn" });
      assert.deepEqual(await wake(), [3, 1]);
      read({ "company.unsuspend": "wakesAll" });
      assert.deepEqual(await wake(), [1, 1]);
    },
    "company.suspendReaches": async () => {
      const manager = await signedInAs("manager");
      const sub = await manager.customer("Sub", { parentCompanyId: ids.managedMsp });
      const key = at.emulator.eset.portal.orderLicense({ customerId: sub, productCode: "2015", quantity: 1 });
      const before = at.emulator.snapshot();
      for (const [reading, status, state] of [
        ["below", 1, 3],
        ["belowWithStatus", 3, 3],
        ["onlyItself", 1, 1],
      ] as const) {
        at.emulator.restore(before);
        read({ "company.suspendReaches": reading });
        const now = async () => [
          (await manager.company(sub))["status"],
          (await manager.license(key.publicLicenseKey))["state"],
        ];
        await manager.suspendCompany(ids.managedMsp);
        assert.deepEqual(await now(), [status, state], reading);
        record(await manager.post("Company/Unsuspend", { companyId: ids.managedMsp }));
        at.emulator.clock.advance(1000);
        assert.deepEqual(await now(), [1, 1], reading);
      }
    },
    "company.nameAfterDelete": async () => {
      const deleted = async (name: string) => {
        const companyId = await at.client.customer(name);
        await at.client.suspendCompany(companyId);
        done(await at.client.post("Company/Delete", { companyId }));
      };
      await deleted("Bakery");
      read({ "company.nameAfterDelete": "taken" });
      refused(await at.client.post("Company/Create/customer", { name: "Bakery", address: {} }), 400, 900, 12);
      read({ "company.nameAfterDelete": "free" });
      await at.client.customer("Bakery");
    },
    "company.namesDifferBy": async () => {
      await at.client.customer("Bakery");
      for (const name of ["BAKERY", " Bakery "]) {
        read({ "company.namesDifferBy": "meaning" });
        refused(await at.client.post("Company/Create/customer", { name, address: {} }), 400, 900, 12);
        read({ "company.namesDifferBy": "letter" });
        await at.client.customer(name);
      }
      refused(await at.client.post("Company/Create/customer", { name: "Bakery", address: {} }), 400, 900, 12);
    },
    "company.addressLeftOut": async () => {
      const address = { city: "Springfield", zipCode: "00000" };
      const companyId = await at.client.customer("Bakery", { address });
      const update = () => at.client.post("Company/Update/customer", { companyId, address: { zipCode: "11111" } });
      const cityNow = async () => ((await at.client.company(companyId))["address"] as { city: unknown }).city;
      done(await update());
      assert.equal(await cityNow(), "Springfield");
      read({ "company.addressLeftOut": "erased" });
      at.emulator.eset.portal.updateCompany(companyId, { address: { zipCode: "22222" } });
      assert.equal(await cityNow(), "Springfield", "somebody in the portal sees all lines");
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
      const running = await at.client.order(customerId);
      assert.notEqual(running, publicLicenseKey);
      refused(await at.client.post("License/Order", order), 400, 8, 20);

      const entry = await at.client.order(customerId, { productCode: "2018" });
      const upgrade = { publicLicenseKey: entry, newProductCode: "2015", quantity: 10 };
      refused(await at.client.post("License/ChangeProduct", upgrade), 400, 8, 45);
      assert.throws(() => at.emulator.eset.portal.updateLicense(entry, { productCode: "2015" }), UsageError);
      done(await at.client.post("License/Suspend", { publicLicenseKey: running }));
      assert.equal(at.emulator.eset.portal.updateLicense(entry, { productCode: "2015" }).productCode, "2015");
    },
    "license.trialBesideFull": async () => {
      const customerId = await at.client.customer();
      const fullKey = await at.client.order(customerId);
      const trial = { customerId, productCode: "2015", quantity: 5, licenseType: 4 };
      refused(await at.client.post("License/Order", trial), 400, 8, 20);
      read({ "license.trialBesideFull": "allowed" });
      const publicLicenseKey = await at.client.order(customerId, trial);
      refused(await at.client.post("License/Order", trial), 400, 8, 20);
      const convert = { publicLicenseKey, quantity: 5 };
      refused(await at.client.post("License/ConvertToFull", convert), 400, 8, 20);
      at.emulator.eset.portal.updateLicense(fullKey, { quantity: 20 });
      assert.throws(() => at.emulator.eset.portal.updateLicense(publicLicenseKey, { trial: false }), UsageError);
      const other = await at.client.order(customerId, { ...trial, productCode: "2018" });
      assert.throws(() => at.emulator.eset.portal.updateLicense(other, { productCode: "2015" }), UsageError);
      at.emulator.eset.portal.removeLicense(publicLicenseKey);
      assert.equal(at.emulator.eset.portal.updateLicense(other, { productCode: "2015" }).productCode, "2015");
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
    "license.oldKey": async () => {
      const trialOf = async (name: string) => {
        const customerId = await at.client.customer(name);
        return { customerId, key: await at.client.order(customerId, { licenseType: 4 }) };
      };
      const detail = (publicLicenseKey: string) => at.client.post("License/Detail", { publicLicenseKey });
      const gone = await trialOf("one");
      const goneTo = await convert(gone.key);
      refused(await detail(gone.key), 404, 900, 2);
      assert.deepEqual(await keysOf(gone.customerId), [goneTo]);

      read({ "license.oldKey": "follows" });
      const followed = await trialOf("two");
      const followedTo = await convert(followed.key);
      const { publicLicenseKey, customerId, trial } = await at.client.license(followed.key);
      assert.deepEqual([publicLicenseKey, customerId, trial], [followedTo, followed.customerId, false]);
      assert.deepEqual(await keysOf(followed.customerId), [followedTo]);
      refused(await at.client.post("License/Suspend", { publicLicenseKey: followed.key }), 404, 900, 2);

      read({ "license.oldKey": "staysListed" });
      const listed = await trialOf("three");
      const listedTo = await convert(listed.key);
      const old = await at.client.license(listed.key);
      assert.deepEqual([old["publicLicenseKey"], old["trial"], old["state"]], [listed.key, true, 2]);
      assert.deepEqual(await keysOf(listed.customerId), [listed.key, listedTo]);
      assert.equal(await stateOf(listedTo), 1);
      refused(await at.client.post("License/Remove", { publicLicenseKey: listed.key }), 400, 8, 23);
    },
    "license.removedTrial": async () => {
      const removed = async (name: string) => {
        const customerId = await at.client.customer(name);
        const publicLicenseKey = await at.client.order(customerId, { licenseType: 4 });
        done(await at.client.post("License/Remove", { publicLicenseKey }));
        return { customerId, publicLicenseKey };
      };
      const gone = await removed("one");
      assert.deepEqual(await keysOf(gone.customerId), []);
      refused(await at.client.post("License/Detail", { publicLicenseKey: gone.publicLicenseKey }), 404, 900, 2);

      read({ "license.removedTrial": "staysObsolete" });
      const { customerId, publicLicenseKey } = await removed("two");
      assert.deepEqual(await keysOf(customerId), [publicLicenseKey]);
      assert.equal(await stateOf(publicLicenseKey), 2);
      refused(await at.client.post("License/Remove", { publicLicenseKey }), 400, 8, 23);
      assert.notEqual(await at.client.order(customerId, { licenseType: 4 }), publicLicenseKey);
      assert.equal(at.emulator.eset.licenses().length, 1, "what is listed only is no licence");
    },
    "license.expiredTrial": async () => {
      const publicLicenseKey = await at.client.order(await at.client.customer(), { licenseType: 4 });
      at.emulator.eset.portal.updateLicense(publicLicenseKey, { trialExpiration: "2024-01-01T00:00:00Z" });
      refused(await at.client.post("License/UpdateQuantity", { publicLicenseKey, quantity: 11 }), 400, 8, 37);
      refused(await at.client.post("License/ExtendTrial", { publicLicenseKey }), 400, 8, 37);
      refused(await at.client.post("License/Suspend", { publicLicenseKey }), 400, 8, 23);
      const before = at.emulator.snapshot();
      done(await at.client.post("License/Remove", { publicLicenseKey }));

      at.emulator.restore(before);
      read({ "license.expiredTrial": "anything" });
      done(await at.client.post("License/UpdateQuantity", { publicLicenseKey, quantity: 11 }));
      done(await at.client.post("License/Suspend", { publicLicenseKey }));
      done(await at.client.post("License/Unsuspend", { publicLicenseKey }));
      assert.equal(await stateOf(publicLicenseKey), 2);
      done(await at.client.post("License/ExtendTrial", { publicLicenseKey }));
      assert.equal(await stateOf(publicLicenseKey), 1, "thirty days from now");
    },
    "license.quantityBelowUsage": async () => {
      const publicLicenseKey = await at.client.order(await at.client.customer());
      at.emulator.eset.portal.updateLicense(publicLicenseKey, { usage: 8 });
      const update = (quantity: number) => at.client.post("License/UpdateQuantity", { publicLicenseKey, quantity });
      done(await update(7));
      assert.equal(await stateOf(publicLicenseKey), 0, "Error");
      read({ "license.quantityBelowUsage": "refused" });
      refused(await update(6), 400, 8, 30);
      done(await update(8));
    },
    "license.keyOnProductChange": async () => {
      const changed = async (name: string) => {
        const customerId = await at.client.customer(name);
        const publicLicenseKey = await at.client.order(customerId, { productCode: "2018" });
        const change = { publicLicenseKey, newProductCode: "2015", quantity: 10 };
        done(await at.client.post("License/ChangeProduct", change));
        const [key] = await keysOf(customerId, "2015");
        return { key: String(key), before: publicLicenseKey };
      };
      const kept = await changed("one");
      assert.equal(kept.key, kept.before);
      read({ "license.keyOnProductChange": "changes" });
      const other = await changed("two");
      assert.notEqual(other.key, other.before);
      refused(await at.client.post("License/Detail", { publicLicenseKey: other.before }), 404, 900, 2);
      assert.equal((await at.client.license(other.key))["productCode"], "2015");
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
    "lists.envelope": async () => {
      const customerId = await at.client.customer();
      const key = await at.client.order(customerId);
      const bodies = async () => {
        const replies = [
          await at.client.post("Company/Children", { companyId: ids.msp, take: 10 }),
          await at.client.post("Search/Licenses", { keyword: "", take: 10 }),
          await at.client.post("License/GetHistory", { publicLicenseKey: key, take: 10 }),
        ];
        return replies.map(({ body }) => (Array.isArray(body) ? body.length : Object.keys(body as object)));
      };
      assert.deepEqual(await bodies(), [
        ["companies", "paging"],
        ["Search", "Paging"],
        ["LicenseHistory", "Paging"],
      ]);
      read({ "lists.envelope": "bare" });
      assert.deepEqual(await bodies(), [1, 1, 1]);
      assert.equal((await at.client.company(customerId))["name"], "Bakery");
    },
    "lists.lag": async () => {
      const jane = { firstName: "Jane", lastName: "Doe", email: "jane@staff.example", countryCode: "SVK" };
      read({ "lists.lag": "seconds" });
      const customerId = await at.client.customer();
      const key = await at.client.order(customerId);
      record(await at.client.post("User/Create", { ...jane, permissionType: "Read" }));
      const shown = async () => [
        await childrenOf(at.client, ids.msp),
        await descendantsOf(at.client, ids.msp),
        listOf(await at.client.post("Search/Companies", { search: { Bakery: [0] }, take: 10 }), "Search").length,
        await keysOf(customerId),
        listOf(await at.client.post("License/GetHistory", { publicLicenseKey: key, take: 10 }), "LicenseHistory")
          .length,
        listOf(await at.client.post("Search/Users", { search: { Jane: [2] }, take: 10 }), "Search").length,
        listOf(await at.client.post("User/GetDirectAccessibleChildren", { take: 10 }), "companies").length,
      ];
      assert.deepEqual(await shown(), [[], [], 0, [], 0, 0, 0]);
      assert.equal((await at.client.company(customerId))["name"], "Bakery");
      assert.equal((await at.client.license(key))["quantity"], 10);
      at.emulator.clock.advance(3000);
      assert.deepEqual(await shown(), [["Bakery"], ["Bakery"], 1, [key], 1, 1, 1]);

      done(await at.client.post("Company/Update/customer", { companyId: customerId, name: "Brewery" }));
      await at.client.suspendCompany(customerId);
      done(await at.client.post("Company/Delete", { companyId: customerId }));
      at.emulator.clock.advance(1500);
      assert.deepEqual(await childrenOf(at.client, ids.msp), ["Bakery"]);
      at.emulator.clock.advance(600);
      assert.deepEqual(await childrenOf(at.client, ids.msp), ["Brewery"], "renamed 3.1 s ago, deleted 2.1 s ago");
      at.emulator.clock.advance(1500);
      assert.deepEqual(await childrenOf(at.client, ids.msp), []);

      at.emulator.eset.portal.createCustomer({ name: "By hand" });
      assert.deepEqual(await childrenOf(at.client, ids.msp), []);
      read({ "lists.lag": "none" });
      assert.deepEqual(await childrenOf(at.client, ids.msp), ["By hand"]);
    },
    "lists.order": async () => {
      const one = await at.client.customer("One");
      await at.client.customer("Two");
      const keys = [await at.client.order(one), await at.client.order(one, { productCode: "2018" })];
      assert.deepEqual(await childrenOf(at.client, ids.msp), ["One", "Two"]);
      assert.deepEqual(await keysOf(one), keys);
      read({ "lists.order": "newestFirst" });
      assert.deepEqual(await childrenOf(at.client, ids.msp), ["Two", "One"]);
      assert.deepEqual(await keysOf(one), keys.toReversed());
      const second = await at.client.post("Company/Children", { companyId: ids.msp, skip: 1, take: 1 });
      assert.deepEqual(
        listOf(second, "companies").map(({ name }) => name),
        ["One"],
      );
    },
    "lists.ownCompany": async () => {
      await at.client.customer();
      assert.deepEqual(await descendantsOf(at.client, ids.msp), ["Bakery"]);
      read({ "lists.ownCompany": "included" });
      const own = at.emulator.eset.companies().find(({ id }) => id === ids.msp)?.name;
      assert.deepEqual(await descendantsOf(at.client, ids.msp), [own, "Bakery"]);
      assert.deepEqual(await childrenOf(at.client, ids.msp), ["Bakery"]);
      const customers = { companyId: ids.msp, entityType: 1007, take: 10 };
      assert.equal(listOf(await at.client.post("Company/Descendants", customers), "companies").length, 1);
    },
    "search.licenceKeyword": async () => {
      const customerId = await at.client.customer();
      const key = await at.client.order(customerId);
      assert.deepEqual(await keysOf(customerId, key.slice(0, 5)), [key]);
      read({ "search.licenceKeyword": "whole" });
      for (const keyword of [key.slice(0, 5), "201", "ESET"]) assert.deepEqual(await keysOf(customerId, keyword), []);
      for (const keyword of [key, "2015", ""]) assert.deepEqual(await keysOf(customerId, keyword), [key]);
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
    "answers.ids": async () => {
      const customerId = await at.client.customer();
      const key = await at.client.order(customerId);
      const told = async () => {
        const { id, ancestor } = await at.client.company(customerId);
        const license = await at.client.license(key);
        return [id, (ancestor as { id: unknown }).id, license["customerId"], license["publicLicenseKey"]];
      };
      assert.deepEqual(await told(), [customerId, ids.msp, customerId, key]);
      read({ "answers.ids": "upper" });
      const upper = customerId.toUpperCase();
      assert.deepEqual(await told(), [upper, ids.msp.toUpperCase(), upper, key]);
      assert.match(await at.client.customer("Brewery"), /^[0-9A-F-]{36}$/);
      assert.equal((await at.client.company(upper))["name"], "Bakery", "asked for in any case");
    },
    "answers.emptyTexts": async () => {
      const companyId = await at.client.customer();
      const key = await at.client.order(companyId);
      const told = async () => {
        const company = await at.client.company(companyId);
        const found = listOf(await at.client.post("Search/Companies", { search: { Bakery: [0] }, take: 1 }), "Search");
        const { trialExpiration } = await at.client.license(key);
        return [company["email"], (company["address"] as { city: unknown }).city, found[0]?.["VatId"], trialExpiration];
      };
      assert.deepEqual(await told(), [null, null, null, null]);
      read({ "answers.emptyTexts": "empty" });
      assert.deepEqual(await told(), ["", "", "", null]);
      read({ "answers.emptyTexts": "absent" });
      assert.deepEqual(await told(), [undefined, undefined, undefined, null]);
    },
    "answers.numbers": async () => {
      const publicLicenseKey = await at.client.order(await at.client.customer());
      const told = async () => {
        const [company] = listOf(
          await at.client.post("Search/Companies", { search: { Bakery: [0] }, take: 1 }),
          "Search",
        );
        const [entry] = listOf(
          await at.client.post("License/GetHistory", { publicLicenseKey, take: 1 }),
          "LicenseHistory",
        );
        const { quantity } = await at.client.license(publicLicenseKey);
        return [
          company?.["StatusId"],
          company?.["CompanyTypeId"],
          entry?.["Type"],
          entry?.["RequestedUnits"],
          quantity,
        ];
      };
      assert.deepEqual(await told(), [1, 5, 4, 10, 10]);
      read({ "answers.numbers": "texts" });
      assert.deepEqual(await told(), ["1", "5", "4", "10", 10]);
    },
    "answers.dates": async () => {
      const name = "2024-01-01T00:00:00Z";
      const companyId = await at.client.customer(name);
      const key = await at.client.order(companyId);
      assert.match(String((await at.client.license(key))["lastUpdate"]), /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
      read({ "answers.dates": "zoneless" });
      assert.match(String((await at.client.license(key))["lastUpdate"]), /^\d{4}-\d\d-\d\dT[\d:.]+\d$/);
      assert.equal((await at.client.company(companyId))["name"], name, "a name is no date, whatever it looks like");
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
