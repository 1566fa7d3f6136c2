import assert from "node:assert/strict";
import { type Emulator, startEmulator } from "../../emulator";
import { RedstorEstate } from "../../provider/redstor/estate";
import { allOf } from "../../provider/vendor/pages";
import { Redstor } from "../../provider/redstor/session";
import type { EstateObject, ReadObject } from "../../provider/vendor/estate";

describe("a Redstor estate", () => {
  let emulator: Emulator;
  let estate: RedstorEstate;

  const calls = () => {
    const names = emulator.journal.entries().map(({ call }) => call);
    emulator.journal.clear();
    return names;
  };
  const listed = (): Promise<EstateObject[]> => allOf(estate.list());
  const read = async (id: string): Promise<ReadObject> => {
    const object = (await listed()).find((one) => one.id === id);
    assert.ok(object !== undefined, `${id} is not listed`);
    const found = await estate.read(object);
    assert.ok(found !== undefined);
    return found;
  };

  beforeEach(async () => {
    emulator = await startEmulator({ redstor: { readings: { "subscription.removed": "removed" } } });
    const { endpoint, issuer, accounts } = emulator.redstor;
    const [account] = accounts;
    assert.ok(account !== undefined);
    const { clientId, privateKey } = account;
    estate = new RedstorEstate(
      new Redstor({ endpoint, issuer, clientId, privateKey, requestsPerSecond: 1000, timeoutSeconds: 3 }),
    );
  });
  afterEach(async () => {
    await emulator.close();
  });

  it("is listed with a call for a hundred companies and one for the subscriptions of each, and read with one more for all names of products", async () => {
    const { portal } = emulator.redstor;
    for (let n = 0; n < 120; n++) {
      const { companyId } = portal.createCompany({ companyName: `Customer ${n}` });
      portal.createSubscription({ companyId, productId: 4 });
    }
    const objects = await listed();
    assert.equal(objects.filter(({ type }) => type === "redstor:Company").length, 120);
    const subscriptions = objects.filter(({ type }) => type === "redstor:Subscription");
    assert.equal(subscriptions.length, 120);
    const count = (part: string) => calls().filter((call) => call.includes(part)).length;
    const all = emulator.journal.entries();
    assert.equal(all.filter(({ call }) => call.includes("transitive")).length, 2);
    assert.equal(count("subscriptions"), 120);
    const read = await Promise.all(subscriptions.map((one) => estate.read(one)));
    assert.deepEqual(calls(), ["products"]);
    assert.deepEqual(new Set(read.map((one) => one?.product)), new Set(["O365"]));
  });

  it("is of those below the account's own company, also where the list of companies has that too", async () => {
    const { portal } = emulator.redstor;
    portal.changeReadings({ "lists.ownCompany": "included" });
    portal.createCompany({ companyName: "Bakery" });
    const names = (await listed()).map(({ name }) => name);
    assert.deepEqual(names, ["Bakery"]);
    assert.equal(calls().filter((call) => call.includes("subscriptions")).length, 1);
  });

  it("names what it cannot read of its lists, and lists the rest", async () => {
    const { portal } = emulator.redstor;
    const [strange, company] = ["Smithy", "Bakery"].map(
      (companyName) => portal.createCompany({ companyName }).companyId,
    );
    const shown = { type: "Customer", parentCompanyId: emulator.redstor.accounts[0]?.companyId };
    const answers = (call: string, body: unknown) => {
      emulator.faults.add({ call, kind: "status", status: 200, body });
    };
    answers("companies/{companyId}/customers/transitive", {
      totalCount: -1,
      results: [
        { companyId: strange, companyName: "Smithy", isEnabled: null, ...shown },
        { companyId: company, companyName: "Bakery", isEnabled: true, ...shown },
      ],
    });
    answers("companies/{companyId}/subscriptions", [
      { subscriptionId: "s1", productId: 4, editionId: null, isActive: true },
    ]);
    const said = (await listed()).map(({ type, name, unread }) => [
      type.split(":")[1],
      name,
      /: the answer (.*?)\. The API/.exec(unread ?? "")?.[1],
    ]);
    assert.deepEqual(said.slice(0, 2), [
      ["Company", "Smithy", "has neither true nor false in isEnabled"],
      ["Company", "Bakery", undefined],
    ]);
    assert.deepEqual(
      said.slice(2).map(([type, , what]) => [type, what]),
      [["Subscription", "has no number in editionId"]],
    );
  });

  it("reads companies and subscriptions as a program declares them: nested, disabled, on trial, expired", async () => {
    const { portal } = emulator.redstor;
    const reseller = portal.createCompany({ companyName: "Reseller ⚡", type: "Partner" });
    const nested = portal.createCompany({
      companyName: "Bakery",
      parentCompanyId: reseller.companyId,
      isEnabled: false,
    });
    const full = portal.createSubscription({ companyId: reseller.companyId, productId: 4 });
    const trial = portal.createSubscription({ companyId: nested.companyId, productId: 130, trial: true });
    portal.expireTrial(nested.companyId, trial.subscriptionId);

    const account = emulator.redstor.accounts[0]?.companyId;
    const company = await read(reseller.companyId);
    assert.deepEqual(company.inputs, { name: "Reseller ⚡", type: "Partner", enabled: true });
    assert.deepEqual(company.outputs, { ...company.inputs, __msp: { adopted: true, account } });
    assert.deepEqual((await read(nested.companyId)).inputs, {
      name: "Bakery",
      type: "Customer",
      parentId: reseller.companyId,
      enabled: false,
    });
    const { companyId } = reseller;
    const paid = await read(`${companyId}/${full.subscriptionId}`);
    assert.deepEqual(paid.inputs, { companyId, productId: 4, editionId: 5, mode: "full" });
    const { subscriptionId } = full;
    assert.deepEqual(paid.outputs, {
      ...paid.inputs,
      subscriptionId,
      expired: false,
      __msp: { adopted: true, account },
    });
    assert.deepEqual(paid.tenant, { id: companyId, name: "Reseller ⚡" });
    const expired = await read(`${nested.companyId}/${trial.subscriptionId}`);
    assert.deepEqual([expired.inputs["mode"], expired.outputs["expired"]], ["trial", true]);
    assert.deepEqual(expired.notes, ["This trial has expired."]);
  });

  it("lists removed and inactive subscriptions as nothing to declare, unless a disabled company holds them", async () => {
    const { portal } = emulator.redstor;
    const { companyId } = portal.createCompany({ companyName: "Bakery" });
    const disabled = portal.createCompany({ companyName: "Brewery" });
    const [removed, inactive, held] = [
      portal.createSubscription({ companyId, productId: 4 }),
      portal.createSubscription({ companyId, productId: 130 }),
      portal.createSubscription({ companyId: disabled.companyId, productId: 4 }),
    ];
    portal.removeSubscription(companyId, removed.subscriptionId);
    portal.updateSubscription(companyId, inactive.subscriptionId, { isActive: false });
    portal.updateSubscription(disabled.companyId, held.subscriptionId, { isActive: false });
    portal.updateCompany(disabled.companyId, { isEnabled: false });
    const reasons = new Map((await listed()).map(({ id, undeclarable }) => [id, undeclarable]));
    const reason = "Redstor still lists it, but it was removed or is not in force.";
    assert.equal(reasons.get(`${companyId}/${removed.subscriptionId}`), reason);
    assert.equal(reasons.get(`${companyId}/${inactive.subscriptionId}`), reason);
    assert.equal(reasons.get(`${disabled.companyId}/${held.subscriptionId}`), undefined);
    assert.equal((await read(`${disabled.companyId}/${held.subscriptionId}`)).inputs["mode"], "full");
  });

  it("says of a name that no program may declare what is wrong with it", async () => {
    const { companyId } = emulator.redstor.portal.createCompany({ companyName: "Bakery " });
    assert.match((await read(companyId)).undeclarable ?? "", /^name must be .*without spaces at its start or end/);
  });
});
