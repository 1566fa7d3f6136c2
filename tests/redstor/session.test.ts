import assert from "node:assert/strict";
import { redstorConfig } from "../../provider/redstor/config";
import { customers } from "../../provider/redstor/reads";
import { Redstor } from "../../provider/redstor/session";
import { World } from "../host/world";

/** What a run asks only once, in calls that the emulator counts. */
describe("a refresh of Redstor", function () {
  const world = World.forEachTest();
  const session = () => new Redstor(redstorConfig((key) => world.config[key], {}));
  const portal = () => world.emulator.redstor.portal;

  const companies = (count: number) =>
    Array.from({ length: count }, (_, n) => portal().createCompany({ companyName: `Customer ${n}` }).companyId);
  const tree = "GET companies/{companyId}/customers/transitive";
  const single = "GET companies/{companyId}";
  const pageOf = (call: number, entries: readonly object[], nextPageToken?: string) => {
    world.emulator.faults.add({
      call: "companies/{companyId}/customers/transitive",
      nth: call,
      kind: "status",
      status: 200,
      body: { totalCount: -1, results: entries, ...(nextPageToken === undefined ? {} : { nextPageToken }) },
    });
  };
  const asListed = (companyId: string) => ({
    companyId,
    companyName: "x",
    isEnabled: true,
    type: "Customer",
    parentCompanyId: null,
  });

  it("asks for 250 companies in three pages, and for the own company", async () => {
    const ids = companies(250);
    const redstor = session();
    const found = await Promise.all(ids.map((id) => redstor.companyInRun(id.toUpperCase())));
    assert.deepEqual(
      found.map((company) => company?.id("companyId")),
      ids,
    );
    assert.deepEqual(world.calls(), ["GET companies", tree, tree, tree]);
    await Promise.all(ids.map((id) => redstor.companyInRun(id)));
    assert.deepEqual(world.calls(), []);
  });

  it("asks for one company by its id, however many there are", async () => {
    const [id = ""] = companies(3);
    await session().companyInRun(id);
    assert.deepEqual(world.calls(), [single]);
  });

  it("asks for the tree anew after a change, and after a failure", async () => {
    const [a = "", b = ""] = companies(2);
    const redstor = session();
    world.emulator.faults.add({ call: "companies/{companyId}/customers/transitive", kind: "status", status: 403 });
    await assert.rejects(Promise.all([redstor.companyInRun(a), redstor.companyInRun(b)]), /HTTP 403/);
    await redstor.companyInRun(a);
    await redstor.api.company.disable({ companyId: b });
    world.calls();
    assert.equal((await redstor.companyInRun(b))?.flag("isEnabled"), false);
    assert.deepEqual(world.calls(), [tree]);
  });

  it("asks singly for a company that the pages lack, before it is called gone", async () => {
    const [a = "", b = "", gone = ""] = companies(3);
    portal().deleteCompany(gone);
    pageOf(1, [asListed(a)]);
    const redstor = session();
    const [first, second, third] = await Promise.all([a, b, gone].map((id) => redstor.companyInRun(id)));
    assert.deepEqual([first?.text("companyName"), second?.id("companyId"), third], ["x", b, undefined]);
    const own = "GET companies"; // for the tree; and once more, before it is believed that there is none
    assert.deepEqual(world.calls().sort(), [own, own, single, single, tree].sort());
  });

  it("bears pages that overlap, and stops at one that names itself", async () => {
    const [a = "", b = ""] = companies(2);
    pageOf(1, [asListed(a)], "2");
    pageOf(2, [asListed(a), asListed(b)]);
    const listed: string[] = [];
    for await (const one of customers.entries(session(), { transitive: true })) listed.push(one.companyId);
    assert.deepEqual(listed, [a, b]);
    world.emulator.faults.clear();
    for (const nth of [1, 2, 3]) pageOf(nth, [asListed(a)], "2");
    const redstor = session();
    await assert.rejects(
      Promise.all([redstor.companyInRun(a), redstor.companyInRun(b)]),
      /names the same next page again and again/,
    );
  });

  it("takes nothing (204) for an empty list, but not an answer without a list", async () => {
    const [id = ""] = companies(1);
    const redstor = session();
    const fault = { call: "companies/{companyId}/subscriptions", kind: "status" } as const;
    world.emulator.faults.add({ ...fault, status: 204 });
    assert.deepEqual(await redstor.subscriptions(id), []);
    world.emulator.faults.add({ ...fault, status: 200, body: {} });
    await assert.rejects(redstor.subscriptions(id), /the answer is not a list/);
    world.emulator.faults.add({ call: "companies/{companyId}/subscriptions", kind: "empty" });
    await assert.rejects(redstor.subscriptions(id), /the answer is not a list/);
  });

  it("asks once for the subscriptions of a company, and again when somebody wants to know them as they are now", async () => {
    const [id = ""] = companies(1);
    const redstor = session();
    await Promise.all([redstor.subscriptionsInRun(id), redstor.subscriptionsInRun(id.toUpperCase())]);
    await redstor.subscriptionsInRun(id);
    assert.equal(world.calls().length, 1);
    await redstor.subscriptions(id);
    assert.equal(world.calls().length, 1);
  });
});
