import assert from "node:assert/strict";
import { done, EsetClient, ids, record, refused, text, useEmulator, without } from "./client";

describe("Company/Create/customer", () => {
  const at = useEmulator();

  it("makes an active customer with everything that was given", async () => {
    const { client } = at;
    const id = await client.customer("Example Bakery", {
      parentCompanyId: ids.msp,
      address: { state: "", city: "Springfield", streetAddress: "1 Main St", zipCode: "00000" },
      email: "it@bakery.example",
      tags: [{ tag: "gold" }, { tag: "retail" }, { tag: "gold" }],
      customIdentifier: "CRM-42",
      comment: "a comment",
      vatId: "SK123",
      description: "a description",
    });
    assert.deepEqual(await client.company(id), {
      id,
      name: "Example Bakery",
      type: 1007,
      status: 1,
      email: "it@bakery.example",
      description: "a description",
      comment: "a comment",
      vatId: "SK123",
      customIdentifier: "CRM-42",
      address: { state: null, city: "Springfield", streetAddress: "1 Main St", zipCode: "00000" },
      tags: [{ tag: "gold" }, { tag: "retail" }],
      ancestor: { id: ids.msp, name: "Example MSP" },
    });
  });

  it("reads unset and empty strings back as null", async () => {
    const { client } = at;
    const { email, description, comment, vatId, customIdentifier, tags } = await client.company(
      await client.customer("Bakery", { email: "", comment: null }),
    );
    assert.deepEqual(
      { email, description, comment, vatId, customIdentifier, tags },
      { email: null, description: null, comment: null, vatId: null, customIdentifier: null, tags: [] },
    );
  });

  for (const parentCompanyId of [undefined, null, ""]) {
    it(`puts it under the caller's company when the parent is ${parentCompanyId === undefined ? "left out" : JSON.stringify(parentCompanyId)}`, async () => {
      const { client } = at;
      const { ancestor } = await client.company(await client.customer("Bakery", { parentCompanyId }));
      assert.deepEqual(ancestor, { id: ids.msp, name: "Example MSP" });
    });
  }

  it("refuses the name of a sibling, whatever its case", async () => {
    const { client } = at;
    await client.customer("Bakery");
    refused(await client.post("Company/Create/customer", { name: "BAKERY", address: {} }), 400, 900, 12);
  });

  it("takes the same name under another parent", async () => {
    const manager = await EsetClient.signIn(at.emulator, "manager");
    await manager.customer("Bakery");
    for (const parentCompanyId of [ids.managedMsp, ids.untrustedManagedMsp])
      await manager.customer("Bakery", { parentCompanyId });
  });

  it("refuses a parent that the caller does not see", async () => {
    const { client } = at;
    for (const parentCompanyId of [ids.distributor, ids.managedMsp, "nonsense"]) {
      refused(await client.post("Company/Create/customer", { name: "B", address: {}, parentCompanyId }), 404, 900, 1);
    }
  });

  it("refuses a parent that cannot have customers", async () => {
    const parentCompanyId = await at.client.customer("Bakery");
    refused(await at.client.post("Company/Create/customer", { name: "B", address: {}, parentCompanyId }), 400, 900, 14);
    const distributor = await EsetClient.signIn(at.emulator, "distributor");
    refused(await distributor.post("Company/Create/customer", { name: "B", address: {} }), 400, 900, 14);
  });

  it("needs Write", async () => {
    const reader = await EsetClient.signIn(at.emulator, "reader");
    refused(await reader.post("Company/Create/customer", { name: "B", address: {} }), 403, 900, 4);
  });

  it("gives the same ids in every run", async () => {
    assert.equal(await at.client.customer("One"), "c0000000-0000-4000-8000-000000000001");
    assert.equal(await at.client.customer("Two"), "c0000000-0000-4000-8000-000000000002");
  });
});

describe("Company/Update/customer", () => {
  const at = useEmulator();
  const fields = {
    email: "it@bakery.example",
    description: "d",
    comment: "c",
    vatId: "v",
    customIdentifier: "i",
    address: { state: "s", city: "c", streetAddress: "a", zipCode: "z" },
    tags: [{ tag: "one" }, { tag: "two" }],
  };

  async function updated(changes: object): Promise<Record<string, unknown>> {
    const { client } = at;
    const companyId = await client.customer("Bakery", fields);
    done(await client.post("Company/Update/customer", { companyId, ...changes }));
    return without(await client.company(companyId), "id", "type", "status", "ancestor");
  }
  const unchanged = { name: "Bakery", ...fields };

  it("keeps what is left out", async () => {
    assert.deepEqual(await updated({}), unchanged);
  });

  it("replaces what is given", async () => {
    assert.deepEqual(await updated({ name: "Baker", email: "new@bakery.example" }), {
      ...unchanged,
      name: "Baker",
      email: "new@bakery.example",
    });
  });

  for (const field of ["email", "description", "comment", "vatId", "customIdentifier"]) {
    for (const empty of ["", null]) {
      it(`erases ${field} when it is ${JSON.stringify(empty)}`, async () => {
        assert.deepEqual(await updated({ [field]: empty }), { ...unchanged, [field]: null });
      });
    }
  }

  it("goes by the same rule inside the address", async () => {
    assert.deepEqual((await updated({ address: { city: "new", state: "" } }))["address"], {
      state: null,
      city: "new",
      streetAddress: "a",
      zipCode: "z",
    });
  });

  it("erases the address when it is null", async () => {
    assert.deepEqual((await updated({ address: null }))["address"], {
      state: null,
      city: null,
      streetAddress: null,
      zipCode: null,
    });
  });

  it("adds and removes tags, and leaves the others", async () => {
    const { tags } = await updated({
      tagsToAdd: [{ tag: "three" }, { tag: "two" }],
      tagsToRemove: [{ tag: "one" }, { tag: "none" }],
    });
    assert.deepEqual(tags, [{ tag: "two" }, { tag: "three" }]);
  });

  it("takes a name back in another case, but not a sibling's", async () => {
    const { client } = at;
    const companyId = await client.customer("Bakery");
    await client.customer("Butcher");
    done(await client.post("Company/Update/customer", { companyId, name: "BAKERY" }));
    refused(await client.post("Company/Update/customer", { companyId, name: "butcher" }), 400, 900, 12);
    assert.equal((await client.company(companyId))["name"], "BAKERY");
  });

  it("is for customers only, below the caller, with Write", async () => {
    const { client, emulator } = at;
    const companyId = await client.customer();
    refused(await client.post("Company/Update/customer", { companyId: ids.msp, email: "x" }), 400, 900, 13);
    refused(await client.post("Company/Update/customer", { companyId: ids.mspManager, email: "x" }), 404, 900, 1);
    const reader = await EsetClient.signIn(emulator, "reader");
    refused(await reader.post("Company/Update/customer", { companyId, email: "x" }), 403, 900, 4);
  });
});

describe("Company/Detail and Company/Children", () => {
  const at = useEmulator();

  it("show the caller's own company and those below, nothing else", async () => {
    const manager = await EsetClient.signIn(at.emulator, "manager");
    const companyId = await manager.customer("Bakery", { parentCompanyId: ids.managedMsp });
    assert.equal((await manager.company(companyId))["name"], "Bakery");
    assert.equal((await manager.company(ids.managedMsp))["trusted"], true);
    for (const hidden of [ids.mspManager, companyId, "nonsense"]) {
      refused(await at.client.post("Company/Detail", { companyId: hidden }), 404, 900, 1);
      refused(await at.client.post("Company/Children", { companyId: hidden, skip: 0, take: 1 }), 404, 900, 1);
    }
  });

  it("show products and trials of MSPs, trust of Managed MSPs", async () => {
    const manager = await EsetClient.signIn(at.emulator, "manager");
    const { products, trialLicenseAllowed, trusted, type } = await manager.company(ids.managedMsp);
    assert.deepEqual(
      { products, trialLicenseAllowed, trusted, type },
      { products: [{ code: "2015" }, { code: "107" }], trialLicenseAllowed: false, trusted: true, type: 1006 },
    );
    assert.equal("trusted" in (await manager.company(ids.mspManager)), false);
  });

  it("take an id in any case", async () => {
    const id = await at.client.customer();
    assert.equal((await at.client.company(id.toUpperCase()))["id"], id);
  });

  it("list the first level only, page by page, with the total", async () => {
    const manager = await EsetClient.signIn(at.emulator, "manager");
    await manager.customer("Deeper", { parentCompanyId: ids.managedMsp });
    const direct = await manager.customer("Direct");
    const list = async (skip: number, take: number): Promise<Record<string, unknown>> =>
      record(await manager.post("Company/Children", { companyId: ids.mspManager, skip, take }));
    const names = (page: Record<string, unknown>): string[] =>
      (page["companies"] as { name: string }[]).map(({ name }) => name);
    const first = await list(0, 2);
    const second = await list(2, 2);
    assert.deepEqual(names(first), ["Example Managed MSP", "Example Untrusted Managed MSP"]);
    assert.deepEqual(second["companies"], [
      { name: "Direct", publicId: direct, type: 1007, email: null, status: 1, description: null },
    ]);
    assert.deepEqual([first["paging"], second["paging"]], [{ totalCount: 3 }, { totalCount: 3 }]);
    assert.deepEqual(names(await list(3, 100)), []);
  });
});

describe("Company/Suspend and Company/Unsuspend", () => {
  const at = useEmulator({ operationMilliseconds: 60_000 });
  const start = (call: string, companyId: string) => at.client.post(`Company/${call}`, { companyId });
  const state = async (id: string): Promise<unknown> => record(await at.client.get(`Operation/${id}`))["state"];

  it("answer at once and take effect later, licences included", async () => {
    const { client, emulator } = at;
    const companyId = await client.customer();
    const key = await client.order(companyId);
    const operationId = text(await start("Suspend", companyId), "operationId");

    assert.equal(await state(operationId), 1);
    emulator.clock.advance(40_000);
    assert.equal(await state(operationId), 2);
    assert.equal((await client.company(companyId))["status"], 1);
    assert.equal((await client.license(key))["state"], 1);

    emulator.clock.advance(20_000);
    assert.equal(await state(operationId), 3);
    assert.equal((await client.company(companyId))["status"], 3);
    assert.equal((await client.license(key))["state"], 3);

    const wake = text(await start("Unsuspend", companyId), "operationId");
    assert.equal((await client.company(companyId))["status"], 3);
    emulator.clock.advance(60_000);
    assert.equal(await state(wake), 3);
    assert.equal((await client.company(companyId))["status"], 1);
    assert.equal((await client.license(key))["state"], 1);
  });

  it("date what they did to the moment it was due, not to when somebody looked", async () => {
    const { client, emulator } = at;
    const companyId = await client.customer();
    const key = await client.order(companyId);
    const before = emulator.clock.now().getTime();
    await start("Suspend", companyId);
    emulator.clock.advance(1_800_000);
    const lastUpdate = Date.parse(String((await client.license(key))["lastUpdate"]));
    assert.ok(lastUpdate >= before + 60_000 && lastUpdate < before + 70_000);
  });

  it("wake all licences, also those suspended one by one before", async () => {
    const { client, emulator } = at;
    const companyId = await client.customer();
    const key = await client.order(companyId);
    done(await client.post("License/Suspend", { publicLicenseKey: key }));
    await start("Suspend", companyId);
    emulator.clock.advance(60_000);
    await start("Unsuspend", companyId);
    emulator.clock.advance(60_000);
    assert.equal((await client.license(key))["state"], 1);
  });

  it("refuse the wrong status, and a second time while the first is on its way", async () => {
    const { client, emulator } = at;
    const companyId = await client.customer();
    refused(await start("Unsuspend", companyId), 400, 900, 16);
    await start("Suspend", companyId);
    refused(await start("Suspend", companyId), 400, 900, 18);
    refused(await start("Unsuspend", companyId), 400, 900, 16);
    emulator.clock.advance(60_000);
    refused(await start("Suspend", companyId), 400, 900, 15);
    await start("Unsuspend", companyId);
    refused(await start("Unsuspend", companyId), 400, 900, 18);
    refused(await client.post("Company/Delete", { companyId }), 400, 900, 18);
  });

  it("refuse a company that waits for activation", async () => {
    const companyId = await at.client.customer();
    at.emulator.eset.portal.updateCompany(companyId, { status: "waitingForActivation" });
    assert.equal((await at.client.company(companyId))["status"], 2);
    refused(await start("Suspend", companyId), 400, 900, 15);
  });

  it("are for direct children only, with Write", async () => {
    const { client, emulator } = at;
    const manager = await EsetClient.signIn(emulator, "manager");
    const grandchild = await manager.customer("Deeper", { parentCompanyId: ids.managedMsp });
    refused(await manager.post("Company/Suspend", { companyId: grandchild }), 403, 900, 5);
    refused(await start("Suspend", ids.msp), 403, 900, 5);
    refused(await start("Suspend", ids.mspManager), 404, 900, 1);
    const companyId = await client.customer();
    const reader = await EsetClient.signIn(emulator, "reader");
    refused(await reader.post("Company/Suspend", { companyId }), 403, 900, 4);
  });

  it("fail when the company is gone by then", async () => {
    const { client, emulator } = at;
    const companyId = await client.customer();
    const operationId = text(await start("Suspend", companyId), "operationId");
    emulator.eset.portal.deleteCompany(companyId);
    emulator.clock.advance(60_000);
    assert.equal(await state(operationId), 4);
  });

  it("give operations that others do not see", async () => {
    const { client, emulator } = at;
    const operationId = text(await start("Suspend", await client.customer()), "operationId");
    const manager = await EsetClient.signIn(emulator, "manager");
    refused(await manager.get(`Operation/${operationId}`), 404, 900, 3);
    refused(await client.get("Operation/nonsense"), 404, 900, 3);
  });
});

describe("Company/Delete", () => {
  const at = useEmulator();
  const remove = (companyId: string, client = at.client) => client.post("Company/Delete", { companyId });

  it("removes a suspended company from sight, keeps its licences suspended and frees its name", async () => {
    const { client, emulator } = at;
    const companyId = await client.customer("Bakery");
    const key = await client.order(companyId);
    await client.suspendCompany(companyId);
    done(await remove(companyId));

    refused(await client.post("Company/Detail", { companyId }), 404, 900, 1);
    refused(await client.post("License/Detail", { publicLicenseKey: key }), 404, 900, 2);
    const { body } = await client.post("Company/Children", { companyId: ids.msp, skip: 0, take: 100 });
    assert.deepEqual(body, { companies: [], paging: { totalCount: 0 } });
    assert.deepEqual((await client.post("Search/Companies", { search: { Bakery: [0] }, take: 1 })).body, {
      Search: [],
      Paging: { TotalCount: 0 },
    });
    assert.deepEqual((await client.post("Search/Licenses", { keyword: "", take: 1 })).body, {
      Search: [],
      Paging: { TotalCount: 0 },
    });
    assert.equal(emulator.eset.licenses().find(({ publicLicenseKey }) => publicLicenseKey === key)?.state, 3);

    const next = await client.customer("Bakery");
    assert.notEqual(next, companyId);
  });

  it("needs a suspended company", async () => {
    refused(await remove(await at.client.customer()), 400, 900, 16);
  });

  it("needs a company below the caller's, and Write", async () => {
    const { client, emulator } = at;
    refused(await remove(ids.msp), 403, 900, 6);
    refused(await remove(ids.mspManager), 404, 900, 1);
    const companyId = await client.customer();
    await client.suspendCompany(companyId);
    refused(await remove(companyId, await EsetClient.signIn(emulator, "reader")), 403, 900, 4);
  });

  it("works below the first level too, other than Suspend", async () => {
    const manager = await EsetClient.signIn(at.emulator, "manager");
    const companyId = await manager.customer("Deeper", { parentCompanyId: ids.managedMsp });
    at.emulator.eset.portal.updateCompany(companyId, { status: "suspended" });
    done(await remove(companyId, manager));
  });

  it("refuses a company that has children", async () => {
    const manager = await EsetClient.signIn(at.emulator, "manager");
    await manager.customer("Deeper", { parentCompanyId: ids.managedMsp });
    at.emulator.eset.portal.updateCompany(ids.managedMsp, { status: "suspended" });
    refused(await remove(ids.managedMsp, manager), 400, 900, 17);
  });
});
