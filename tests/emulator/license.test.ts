import assert from "node:assert/strict";
import { done, EsetClient, ids, record, refused, text, useEmulator, without } from "./client";
import type { Reply } from "./client";

const day = 24 * 3_600_000;
/** The longest that a test may take between two looks at the clock. */
const slack = 10_000;

describe("License/Order", () => {
  const at = useEmulator();
  const order = async (more: object, client = at.client) =>
    client.post("License/Order", { customerId: "", productCode: "2015", quantity: 5, licenseType: 1, ...more });

  it("gives a key, and a licence as ordered", async () => {
    const { client, emulator } = at;
    const customerId = await client.customer();
    const key = text(await order({ customerId, quantity: 7 }), "publicLicenseKey");
    assert.match(key, /^[A-Z0-9]{3}-[A-Z0-9]{3}-[A-Z0-9]{3}$/);
    const { lastUpdate, ...license } = await client.license(key);
    assert.ok(Math.abs(Date.parse(String(lastUpdate)) - emulator.clock.now().getTime()) < slack);
    assert.deepEqual(license, {
      customerId,
      publicLicenseKey: key,
      productCode: "2015",
      productName: "ESET PROTECT Entry",
      quantity: 7,
      usage: 0,
      state: 1,
      trial: false,
      trialExpiration: null,
      trialExtensions: null,
      lastUpdateBy: emulator.eset.accounts[0]?.userId,
      upgradeableTo: ["2018"],
    });
  });

  it("takes the product as a number and the type as text, as clients send them", async () => {
    const key = text(
      await order({ customerId: await at.client.customer(), productCode: 2015, licenseType: "1" }),
      "publicLicenseKey",
    );
    assert.equal((await at.client.license(key))["productCode"], "2015");
  });

  it("gives a trial 30 days", async () => {
    const { client, emulator } = at;
    const { trial, trialExpiration, trialExtensions } = await client.license(
      await client.order(await client.customer(), { licenseType: 4 }),
    );
    assert.deepEqual({ trial, trialExtensions }, { trial: true, trialExtensions: 0 });
    assert.ok(Math.abs(Date.parse(String(trialExpiration)) - emulator.clock.now().getTime() - 30 * day) < slack);
  });

  it("gives a bundle one licence, with its parts", async () => {
    const { client } = at;
    const { bundleProducts, downgradeableTo } = await client.license(
      await client.order(await client.customer(), { productCode: "2018", quantity: 3 }),
    );
    assert.deepEqual(
      (bundleProducts as { code: string; quantity: number; usage: number }[]).map(({ code, quantity, usage }) => [
        code,
        quantity,
        usage,
      ]),
      [
        ["107", 3, 0],
        ["111", 3, 0],
        ["211", 3, 0],
      ],
    );
    assert.deepEqual(downgradeableTo, ["2015"]);
    assert.equal(at.emulator.eset.licenses().length, 1);
  });

  const refusals: [what: string, order: object, subCode: number][] = [
    ["a type that is neither full nor trial (8/17)", { licenseType: 2 }, 17],
    ["a type that is no number (8/17)", { licenseType: "full" }, 17],
    ["no seats (8/18)", { quantity: 0 }, 18],
    ["less than no seats (8/18)", { quantity: -1 }, 18],
    ["an unknown product (8/27)", { productCode: "99999" }, 27],
    ["a product that was not granted (8/27)", { productCode: "2050" }, 27],
    ["too many seats (8/30)", { quantity: 100_001 }, 30],
    ["a product with Terms of Use to accept first (8/40)", { productCode: "313" }, 40],
  ];
  for (const [what, body, subCode] of refusals) {
    it(`refuses ${what}`, async () => {
      refused(await order({ customerId: await at.client.customer(), ...body }), 400, 8, subCode);
      assert.deepEqual(at.emulator.eset.licenses(), []);
    });
  }

  it("takes the most seats there may be", async () => {
    assert.equal((await order({ customerId: await at.client.customer(), quantity: 100_000 })).status, 200);
  });

  it("refuses a trial where the MSP may not have any (8/32)", async () => {
    const managed = await EsetClient.signIn(at.emulator, "managed");
    const customerId = await managed.customer();
    refused(await order({ customerId, licenseType: 4 }, managed), 400, 8, 32);
    assert.equal((await order({ customerId }, managed)).status, 200);
  });

  it("takes LiveGuard Advanced once its terms are accepted, and says with which id", async () => {
    const customerId = await at.client.customer();
    const { body } = await order({ customerId, productCode: "313" });
    const [, id = ""] = /termsOfUseId=(\S+)/.exec((body as { message: string }).message) ?? [];
    at.emulator.eset.portal.acceptTermsOfUse(id);
    assert.equal((await order({ customerId, productCode: "313" })).status, 200);
  });

  for (const [first, second] of [
    ["full", "full"],
    ["trial", "full"],
    ["full", "trial"],
  ] as const) {
    it(`refuses a second licence of the same product (8/20), ${second} after ${first}`, async () => {
      const types = { full: 1, trial: 4 };
      const customerId = await at.client.customer();
      await at.client.order(customerId, { licenseType: types[first] });
      refused(await order({ customerId, licenseType: types[second] }), 400, 8, 20);
      assert.equal((await order({ customerId, productCode: "107" })).status, 200, "another product");
    });
  }

  it("counts a suspended licence as ordered (8/20), a removed one not", async () => {
    const { client } = at;
    const customerId = await client.customer();
    const publicLicenseKey = await client.order(customerId, { licenseType: 4 });
    done(await client.post("License/Suspend", { publicLicenseKey }));
    refused(await order({ customerId }), 400, 8, 20);
    done(await client.post("License/Remove", { publicLicenseKey }));
    assert.equal((await order({ customerId })).status, 200);
  });

  it("gives a suspended customer a suspended licence", async () => {
    const { client } = at;
    const customerId = await client.customer();
    await client.suspendCompany(customerId);
    assert.equal((await client.license(await client.order(customerId)))["state"], 3);
  });

  it("is for customers only, seen by the caller, with Write", async () => {
    const { client, emulator } = at;
    const customerId = await client.customer();
    refused(await order({ customerId: ids.msp }), 400, 900, 13);
    refused(await order({ customerId: "nonsense" }), 404, 900, 1);
    refused(await order({ customerId }, await EsetClient.signIn(emulator, "manager")), 404, 900, 1);
    refused(await order({ customerId }, await EsetClient.signIn(emulator, "reader")), 403, 900, 4);
  });

  it("like every License call is refused to a Managed MSP that is not trusted", async () => {
    const untrusted = await EsetClient.signIn(at.emulator, "untrusted");
    const customerId = await untrusted.customer();
    refused(await order({ customerId }, untrusted), 403, 900, 7);
    refused(await untrusted.post("License/Detail", { publicLicenseKey: "x" }), 403, 900, 7);
    at.emulator.eset.portal.updateCompany(ids.untrustedManagedMsp, { trusted: true });
    assert.equal((await order({ customerId }, untrusted)).status, 200);
  });
});

/** What there is to do with a licence, with a body that is fine by itself. */
const changes: Record<string, object> = {
  UpdateQuantity: { quantity: 20 },
  Suspend: {},
  Unsuspend: {},
  Remove: {},
  ConvertToFull: { quantity: 20 },
  ExtendTrial: {},
  ChangeProduct: { newProductCode: "2018", quantity: 20 },
};

type Preparation = (client: EsetClient, customerId: string) => Promise<string>;

const full: Preparation = (client, customerId) => client.order(customerId);
const trial: Preparation = (client, customerId) => client.order(customerId, { licenseType: 4 });
const suspended =
  (prepare: Preparation): Preparation =>
  async (client, customerId) => {
    const publicLicenseKey = await prepare(client, customerId);
    done(await client.post("License/Suspend", { publicLicenseKey }));
    return publicLicenseKey;
  };
const expired: Preparation = async (client, customerId) => {
  const key = await trial(client, customerId);
  client.emulator.clock.advance(30 * day + 1000);
  Object.assign(client, await EsetClient.signIn(client.emulator));
  return key;
};
const extendedTwice: Preparation = async (client, customerId) => {
  const publicLicenseKey = await trial(client, customerId);
  for (let time = 0; time < 2; time++) done(await client.post("License/ExtendTrial", { publicLicenseKey }));
  return publicLicenseKey;
};
const ofSuspendedCompany: Preparation = async (client, customerId) => {
  const key = await full(client, customerId);
  await client.suspendCompany(customerId);
  return key;
};
const used: Preparation = async (client, customerId) => {
  const key = await full(client, customerId);
  client.emulator.eset.portal.updateLicense(key, { usage: 9 });
  return key;
};

describe("a change of a licence", () => {
  const at = useEmulator();

  const table: [call: string, what: string, prepare: Preparation, more: object, code: [number, number] | "done"][] = [
    ["UpdateQuantity", "up", full, {}, "done"],
    ["UpdateQuantity", "down", full, { quantity: 1 }, "done"],
    ["UpdateQuantity", "below the seats in use", used, { quantity: 5 }, "done"],
    ["UpdateQuantity", "of a trial", trial, {}, "done"],
    ["UpdateQuantity", "to none", full, { quantity: 0 }, [8, 18]],
    ["UpdateQuantity", "of a suspended licence", suspended(full), {}, [8, 23]],
    ["UpdateQuantity", "to too many", full, { quantity: 100_001 }, [8, 30]],
    ["UpdateQuantity", "of an expired trial", expired, {}, [8, 37]],
    ["UpdateQuantity", "to the same", full, { quantity: 10 }, [8, 48]],

    ["Suspend", "of a full licence", full, {}, "done"],
    ["Suspend", "of a trial", trial, {}, "done"],
    ["Suspend", "of a suspended licence", suspended(full), {}, [8, 21]],
    ["Suspend", "of an expired trial", expired, {}, [8, 23]],

    ["Unsuspend", "of a suspended licence", suspended(full), {}, "done"],
    ["Unsuspend", "of a running licence", full, {}, [8, 36]],
    ["Unsuspend", "while the company is suspended", ofSuspendedCompany, {}, [8, 33]],

    ["Remove", "of a trial", trial, {}, "done"],
    ["Remove", "of an expired trial", expired, {}, "done"],
    ["Remove", "of a full licence", full, {}, [8, 24]],

    ["ConvertToFull", "of a full licence", full, {}, [8, 19]],
    ["ConvertToFull", "to no seats", trial, { quantity: 0 }, [8, 30]],
    ["ConvertToFull", "to too many seats", trial, { quantity: 100_001 }, [8, 30]],

    ["ExtendTrial", "once", trial, {}, "done"],
    ["ExtendTrial", "of a full licence", full, {}, [8, 24]],
    ["ExtendTrial", "a third time", extendedTwice, {}, [8, 31]],
    ["ExtendTrial", "of an expired trial", expired, {}, [8, 37]],

    ["ChangeProduct", "up", full, {}, "done"],
    ["ChangeProduct", "with the number form of the code", full, { newProductCode: 2018 }, "done"],
    ["ChangeProduct", "to a product that is no target", full, { newProductCode: "107" }, [8, 45]],
    ["ChangeProduct", "to the same product", full, { newProductCode: "2015" }, [8, 45]],
    ["ChangeProduct", "of a trial", trial, {}, [8, 45]],
    ["ChangeProduct", "of a suspended licence", suspended(full), {}, [8, 45]],
    ["ChangeProduct", "to fewer seats than are in use", used, { quantity: 8 }, [8, 30]],
  ];
  for (const [call, what, prepare, more, code] of table) {
    it(`${call} ${what}: ${code === "done" ? "is done" : `is refused with ${code.join("/")}, and nothing changes`}`, async () => {
      const { client, emulator } = at;
      const publicLicenseKey = await prepare(client, await client.customer());
      const before = emulator.eset.licenses();
      const reply = await client.post(`License/${call}`, { publicLicenseKey, ...changes[call], ...more });
      if (code === "done") {
        done(reply);
        assert.notDeepEqual(emulator.eset.licenses(), before);
      } else {
        refused(reply, 400, ...code);
        assert.deepEqual(emulator.eset.licenses(), before);
      }
    });
  }

  for (const call of Object.keys(changes)) {
    it(`${call} needs Write and a licence that the caller sees`, async () => {
      const { client, emulator } = at;
      const body = { publicLicenseKey: await trial(client, await client.customer()), ...changes[call] };
      refused(await (await EsetClient.signIn(emulator, "reader")).post(`License/${call}`, body), 403, 900, 4);
      refused(await (await EsetClient.signIn(emulator, "manager")).post(`License/${call}`, body), 404, 900, 2);
      refused(await client.post(`License/${call}`, { ...body, publicLicenseKey: "AAA-AAA-AAA" }), 404, 900, 2);
    });
  }

  for (const call of ["Suspend", "Unsuspend", "Remove", "ConvertToFull"]) {
    it(`${call} is for licences of direct customers`, async () => {
      const manager = await EsetClient.signIn(at.emulator, "manager");
      const publicLicenseKey = await full(
        manager,
        await manager.customer("Deeper", { parentCompanyId: ids.managedMsp }),
      );
      refused(await manager.post(`License/${call}`, { publicLicenseKey, ...changes[call] }), 403, 900, 5);
    });
  }

  it("UpdateQuantity works for customers further down too", async () => {
    const manager = await EsetClient.signIn(at.emulator, "manager");
    const publicLicenseKey = await full(manager, await manager.customer("Deeper", { parentCompanyId: ids.managedMsp }));
    done(await manager.post("License/UpdateQuantity", { publicLicenseKey, quantity: 20 }));
  });

  it("sets the quantity, and who did it when", async () => {
    const { client, emulator } = at;
    const publicLicenseKey = await full(client, await client.customer());
    emulator.clock.advance(600_000);
    done(await client.post("License/UpdateQuantity", { publicLicenseKey, quantity: 20 }));
    const { quantity, lastUpdate, lastUpdateBy } = await client.license(publicLicenseKey);
    assert.deepEqual({ quantity, lastUpdateBy }, { quantity: 20, lastUpdateBy: emulator.eset.accounts[0]?.userId });
    assert.ok(Math.abs(Date.parse(String(lastUpdate)) - emulator.clock.now().getTime()) < slack);
  });

  it("suspends and wakes", async () => {
    const { client } = at;
    const publicLicenseKey = await suspended(full)(client, await client.customer());
    const asleep = await client.license(publicLicenseKey);
    assert.equal(asleep["state"], 3);
    assert.equal("upgradeableTo" in asleep, false, "only an active licence can be changed");
    done(await client.post("License/Unsuspend", { publicLicenseKey }));
    assert.equal((await client.license(publicLicenseKey))["state"], 1);
  });

  it("moves the expiration of a trial by the time that it was suspended", async () => {
    const { client, emulator } = at;
    const publicLicenseKey = await suspended(trial)(client, await client.customer());
    const before = Date.parse(String((await client.license(publicLicenseKey))["trialExpiration"]));
    emulator.clock.advance(40 * day);
    const later = await EsetClient.signIn(emulator);
    done(await later.post("License/Unsuspend", { publicLicenseKey }));
    const { trialExpiration, state } = await later.license(publicLicenseKey);
    assert.ok(Math.abs(Date.parse(String(trialExpiration)) - before - 40 * day) < slack);
    assert.equal(state, 1);
  });

  it("removes a trial for good", async () => {
    const { client } = at;
    const publicLicenseKey = await trial(client, await client.customer());
    done(await client.post("License/Remove", { publicLicenseKey }));
    refused(await client.post("License/Detail", { publicLicenseKey }), 404, 900, 2);
  });

  it("expires a trial after 30 days, and after 30 more for each extension", async () => {
    const { client, emulator } = at;
    const publicLicenseKey = await extendedTwice(client, await client.customer());
    const state = async (): Promise<unknown> =>
      (await (await EsetClient.signIn(emulator)).license(publicLicenseKey))["state"];
    assert.equal((await client.license(publicLicenseKey))["trialExtensions"], 2);
    emulator.clock.advance(89 * day);
    assert.equal(await state(), 1);
    emulator.clock.advance(day);
    assert.equal(await state(), 2);
  });

  it("converts a trial to a full licence with another key; the old one is gone", async () => {
    const { client } = at;
    const old = await trial(client, await client.customer());
    const key = text(
      await client.post("License/ConvertToFull", { publicLicenseKey: old, quantity: 4 }),
      "publicLicenseKey",
    );
    assert.notEqual(key, old);
    refused(await client.post("License/Detail", { publicLicenseKey: old }), 404, 900, 2);
    const license = await client.license(key);
    assert.deepEqual(
      [license["trial"], license["quantity"], license["trialExpiration"], license["trialExtensions"]],
      [false, 4, null, null],
    );
  });

  it("converts with the same key when the emulator is told so", async () => {
    const { client, emulator } = at;
    emulator.eset.portal.changeReadings({ "license.keyOnConversion": "stays" });
    const publicLicenseKey = await expired(client, await client.customer());
    const reply = await client.post("License/ConvertToFull", { publicLicenseKey, quantity: 4 });
    assert.deepEqual(reply.body, { publicLicenseKey });
    assert.equal((await client.license(publicLicenseKey))["state"], 1, "an expired trial can be converted");
  });

  it("drops the seats in use that a conversion leaves no room for", async () => {
    const { client, emulator } = at;
    const publicLicenseKey = await trial(client, await client.customer());
    emulator.eset.portal.updateLicense(publicLicenseKey, { usage: 8 });
    const key = text(await client.post("License/ConvertToFull", { publicLicenseKey, quantity: 4 }), "publicLicenseKey");
    assert.equal((await client.license(key))["usage"], 4);
  });

  it("changes the product up and down, keeping the key", async () => {
    const { client } = at;
    const publicLicenseKey = await full(client, await client.customer());
    done(await client.post("License/ChangeProduct", { publicLicenseKey, newProductCode: "2018", quantity: 15 }));
    const up = await client.license(publicLicenseKey);
    assert.deepEqual([up["productCode"], up["productName"], up["quantity"]], ["2018", "ESET PROTECT Complete", 15]);
    done(await client.post("License/ChangeProduct", { publicLicenseKey, newProductCode: "2015", quantity: 15 }));
    assert.equal((await client.license(publicLicenseKey))["productCode"], "2015");
  });

  it("does not change to a product that the customer has already, or that the MSP may not order", async () => {
    const { client, emulator } = at;
    const customerId = await client.customer();
    const publicLicenseKey = await full(client, customerId);
    const other = await client.order(customerId, { productCode: "2018" });
    const change = { publicLicenseKey, newProductCode: "2018", quantity: 10 };
    refused(await client.post("License/ChangeProduct", change), 400, 8, 45);
    assert.equal("upgradeableTo" in (await client.license(publicLicenseKey)), false);
    emulator.eset.portal.removeLicense(other);
    emulator.eset.portal.updateCompany(ids.msp, { products: ["2015"] });
    refused(await client.post("License/ChangeProduct", change), 400, 8, 45);
    emulator.eset.portal.updateCompany(ids.msp, { products: ["2015", "2018"] });
    done(await client.post("License/ChangeProduct", change));
  });

  const usages: [usage: number, state: number, name: string][] = [
    [0, 1, "Normal"],
    [8, 1, "Normal"],
    [9, 4, "Warning"],
    [10, 4, "Warning"],
    [11, 0, "Error"],
  ];
  for (const [usage, state, name] of usages) {
    it(`reads ${name} with ${usage} of 10 seats in use`, async () => {
      const { client, emulator } = at;
      const key = await full(client, await client.customer());
      emulator.eset.portal.updateLicense(key, { usage });
      assert.equal((await client.license(key))["state"], state);
    });
  }

  it("leaves a trace in the history of the licence", async () => {
    const { client, emulator } = at;
    const customerId = await client.customer();
    let publicLicenseKey = await trial(client, customerId);
    await client.post("License/ExtendTrial", { publicLicenseKey });
    publicLicenseKey = text(
      await client.post("License/ConvertToFull", { publicLicenseKey, quantity: 4 }),
      "publicLicenseKey",
    );
    await client.post("License/UpdateQuantity", { publicLicenseKey, quantity: 6 });
    await client.post("License/ChangeProduct", { publicLicenseKey, newProductCode: "2018", quantity: 7 });
    await client.post("License/ChangeProduct", { publicLicenseKey, newProductCode: "2015", quantity: 7 });
    await client.post("License/Suspend", { publicLicenseKey });
    await client.post("License/Unsuspend", { publicLicenseKey });
    const [license] = emulator.eset.licenses();
    assert.deepEqual(
      license?.history.map(({ type }) => type),
      [4, 3, 2, 8, 5, 9, 10, 6, 7],
    );
    assert.deepEqual(without(license.history[0] ?? {}, "date", "userId"), {
      type: 4,
      requestedUnits: 10,
      licenseTypeId: 4,
    });
  });
});

describe("License/Detail", () => {
  const at = useEmulator();
  it("is open to readers", async () => {
    const key = await at.client.order(await at.client.customer());
    const reader = await EsetClient.signIn(at.emulator, "reader");
    assert.equal(record(await reader.post("License/Detail", { publicLicenseKey: key }))["quantity"], 10);
  });
});

describe("License/GetHistory", () => {
  const at = useEmulator();
  const history = async (client: EsetClient, publicLicenseKey: string): Promise<Record<string, unknown>[]> => {
    const { LicenseHistory } = record(await client.post("License/GetHistory", { publicLicenseKey, take: 100 }));
    return LicenseHistory as Record<string, unknown>[]; // by the contract
  };

  it("tells in PascalCase what each kind of entry has", async () => {
    const { client, emulator } = at;
    const customerId = await client.customer();
    const trialKey = await trial(client, customerId);
    await client.post("License/ExtendTrial", { publicLicenseKey: trialKey });
    const converted = await client.post("License/ConvertToFull", { publicLicenseKey: trialKey, quantity: 4 });
    const publicLicenseKey = text(converted, "publicLicenseKey");
    await client.post("License/UpdateQuantity", { publicLicenseKey, quantity: 6 });
    await client.post("License/ChangeProduct", { publicLicenseKey, newProductCode: "2018", quantity: 7 });
    await client.post("License/ChangeProduct", { publicLicenseKey, newProductCode: "2015", quantity: 8 });
    await client.post("License/Suspend", { publicLicenseKey });
    emulator.eset.portal.updateLicense(publicLicenseKey, { suspended: false });
    const entries = await history(client, publicLicenseKey);
    for (const { Date: date } of entries) assert.match(String(date), /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    assert.deepEqual(
      entries.map(({ User }) => User),
      [...Array<string>(8).fill("api@msp.example"), "20000000-0000-4000-8000-000000000000"],
    );
    assert.deepEqual(
      entries.map((entry) => without(entry, "Date", "User")),
      [
        { Type: 4, RequestedUnits: 10, LicenseTypeId: 4 },
        { Type: 3, TrialExtensionCount: 1 },
        { Type: 2, RequestedUnits: 4, TrialExtensionCount: 1 },
        { Type: 8, PreviousLicenseKey: trialKey, RequestedLicenseKey: publicLicenseKey },
        { Type: 5, RequestedUnits: 6, PreviousUnits: 4 },
        {
          Type: 9,
          RequestedUnits: 7,
          PreviousUnits: 6,
          PreviousProductCode: "2015",
          RequestedProductCode: "2018",
        },
        {
          Type: 10,
          RequestedUnits: 8,
          PreviousUnits: 7,
          PreviousProductCode: "2018",
          RequestedProductCode: "2015",
        },
        { Type: 6 },
        { Type: 7 },
      ],
    );
  });

  it("is paged, and open to readers", async () => {
    const publicLicenseKey = await full(at.client, await at.client.customer());
    await at.client.post("License/UpdateQuantity", { publicLicenseKey, quantity: 6 });
    const reader = await EsetClient.signIn(at.emulator, "reader");
    const reply = await reader.post("License/GetHistory", { publicLicenseKey, skip: 1, take: 1 });
    const { LicenseHistory, Paging } = record(reply);
    assert.deepEqual(
      (LicenseHistory as { Type: number }[]).map(({ Type }) => Type),
      [5],
    );
    assert.deepEqual(Paging, { TotalCount: 2 });
  });

  it("tells of the suspension of a licence that was ordered for a suspended customer", async () => {
    const { client, emulator } = at;
    const customerId = await client.customer();
    emulator.eset.portal.updateCompany(customerId, { status: "suspended" });
    const entries = await history(client, await full(client, customerId));
    assert.deepEqual(
      entries.map(({ Type }) => Type),
      [4, 6],
    );
  });

  it("is for licences that the caller sees", async () => {
    const publicLicenseKey = await full(at.client, await at.client.customer());
    const manager = await EsetClient.signIn(at.emulator, "manager");
    refused(await manager.post("License/GetHistory", { publicLicenseKey, take: 1 }), 404, 900, 2);
  });
});

describe("License/GetPossibleProductChanges", () => {
  const at = useEmulator();
  const changes = (client: EsetClient, companyId: string): Promise<Reply> =>
    client.post("License/GetPossibleProductChanges", { companyId });

  it("lists what can be upgraded or downgraded, of a customer or of all of an MSP", async () => {
    const { client } = at;
    const [one, two] = [await client.customer("One"), await client.customer("Two")];
    const entry = await full(client, one);
    await client.order(one, { productCode: "107" });
    await trial(client, two);
    const expected = {
      licenses: [
        {
          customerId: one,
          publicLicenseKey: entry,
          productCode: "2015",
          productName: "ESET PROTECT Entry",
          quantity: 10,
          upgradeableTo: ["2018"],
        },
      ],
    };
    assert.deepEqual((await changes(client, one)).body, expected);
    assert.deepEqual((await changes(client, ids.msp)).body, expected);
    assert.deepEqual((await changes(client, two)).body, { licenses: [] });
  });

  it("refuses every other type of company (8/47)", async () => {
    const distributor = await EsetClient.signIn(at.emulator, "distributor");
    for (const id of [ids.distributor, ids.division, ids.mspManager, ids.managedMsp]) {
      refused(await changes(distributor, id), 400, 8, 47);
    }
    refused(await changes(at.client, ids.mspManager), 404, 900, 1);
  });
});
