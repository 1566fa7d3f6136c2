import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { assumptionsWith as assumptionsOfEset } from "../../provider/eset/assumptions";
import { assumptions, assumptionsWith } from "../../provider/redstor/assumptions";
import { company } from "../../provider/redstor/company";
import { redstorConfig } from "../../provider/redstor/config";
import { allOf } from "../../provider/vendor/pages";
import { Redstor } from "../../provider/redstor/session";
import { subscription } from "../../provider/redstor/subscription";
import { fits } from "../../provider/vendor/assumptions";
import { World } from "../host/world";

describe("what is assumed of Redstor", function () {
  const world = World.forEachTest();
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "assumptions-"))));
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });
  const file = (content: unknown): string => {
    const path = join(folder, "assumptions.json");
    writeFileSync(path, JSON.stringify(content));
    return path;
  };
  const session = (redstor: object) =>
    new Redstor({ ...redstorConfig((key) => world.config[key], {}), assumptions: file({ redstor }) });
  const create = { companyId: "d1000000-0000-4000-8000-000000000001" };

  it("says of each value where it is from, and why it is believed", () => {
    for (const [name, assumption] of assumptions) {
      const { why, provenance, value } = assumption;
      assert.match(why, /^[A-Z0-9`].{20,}\.$/s, name);
      assert.match(provenance, /^(documented|client|portal|inferred)$/, name);
      assert.ok(fits(assumption, value), `${name} is not what is allowed for it`);
    }
  });

  it("is corrected by the file that corrects ESET's, each vendor by its own part", () => {
    const both = file({ eset: { "companyStatus.suspended": 4 }, redstor: { "trialStatus.running": "OnTrial" } });
    assert.equal(assumptionsWith(both).assumed("trialStatus.running"), "OnTrial");
    assert.equal(assumptionsOfEset(both).assumed("companyStatus.suspended"), 4);
    assert.equal(assumptionsWith().assumed("trialStatus.running"), "Trial");
  });

  const refused: [what: string, redstor: object, message: RegExp][] = [
    [
      "an unknown name",
      { nonsense: 1 },
      /nothing is assumed as "nonsense"\. Known: CreateCompanyRequest\.companyName, .*apiVersion, page\.largest, token\.assumedSeconds\.$/,
    ],
    ["403 as gone", { "error.gone": ["403"] }, /error\.gone must be a list of answers: "204", "404" or "410"/],
    ["two statuses of one name", { "trialStatus.expired": "Trial" }, /are both Trial, but must differ/],
    ["a page of nothing", { "page.largest": 0 }, /page\.largest must be a whole number from 1 to 1000, not 0/],
    ["yes in words", { "search.findsNames": "yes" }, /search\.findsNames must be true or false, not "yes"/],
  ];
  for (const [what, redstor, message] of refused) {
    it(`cannot be corrected with ${what}`, () => {
      assert.throws(() => {
        assumptionsWith(file({ redstor }));
      }, message);
    });
  }

  it("names the properties of requests", async () => {
    const { api } = session({ "CreateCompanyRequest.companyName": "name", "companyType.customer": "EndCustomer" });
    // the emulator knows the contract's names only; its journal has what was sent
    await assert.rejects(api.company.create(create, { companyName: "x", type: "Customer" }), /HTTP 400/);
    assert.deepEqual(world.emulator.journal.entries().at(-1)?.request, { name: "x", type: "EndCustomer" });
    const { api: other } = session({ "AddProductSubscriptionRequest.editionId": "edition" });
    await assert.rejects(other.subscription.create(create, { productId: 4, editionId: 5 }), /HTTP 400/);
    assert.deepEqual(world.emulator.journal.entries().at(-1)?.request, { productId: 4, edition: 5 });
  });

  it("can leave the search to us", async () => {
    world.emulator.redstor.portal.createCompany({ companyName: "Example Bakery" });
    const found = await session({ "search.findsNames": false }).companiesNamed(
      create.companyId,
      "Example Bakery",
      "Customer",
    );
    assert.equal(found.length, 1);
    assert.deepEqual(world.emulator.journal.entries().at(-1)?.query, { maxResults: "100", apiVersion: "1" });
  });

  it("can say that 204 does not mean gone", async () => {
    world.emulator.faults.add({ call: "companies/{companyId}", kind: "status", status: 204, times: 2 });
    assert.equal(await session({}).company(create.companyId), undefined);
    await assert.rejects(session({ "error.gone": ["404"] }).company(create.companyId), /HTTP 204/);
  });

  describe("by one session", () => {
    const { companyId } = create;
    /** The first assumes what the file says; the second, opened after it, does not. */
    const sessions = (redstor: object): readonly [Redstor, Redstor] => [session(redstor), session({})];
    const answers = (call: string, status: number, body: unknown) => {
      world.emulator.faults.add({ call, kind: "status", status, body, times: "always" });
    };
    const toCustomers = () =>
      world.emulator.journal.entries().filter(({ call }) => call === "companies/{companyId}/customers");

    it("is not done to another: the word for a kind of company", async () => {
      const [first, second] = sessions({ "companyType.customer": "EndCustomer" });
      const bakery = { companyId, companyName: "Example Bakery", isEnabled: true, type: "EndCustomer" };
      answers("companies/{companyId}", 200, bakery);
      const types = [];
      for (const redstor of [first, second, first]) types.push((await company.read(redstor, companyId, {}))?.type);
      assert.deepEqual(types, ["Customer", undefined, "Customer"]);
    });

    it("is not done to another: the word for a trial", async () => {
      const [first, second] = sessions({ "trialStatus.running": "Evaluation" });
      const trial = { subscriptionId: "s1", productId: 4, editionId: 5, trialStatus: "Evaluation", isActive: true };
      answers("companies/{companyId}/subscriptions", 200, [trial]);
      const modes = [];
      for (const redstor of [first, second, first]) {
        modes.push((await subscription.read(redstor, `${companyId}/s1`, {}))?.mode);
      }
      assert.deepEqual(modes, ["trial", "full", "trial"]);
    });

    it("is not done to another: names of properties and words in what is sent", async () => {
      const [first, second] = sessions({
        "CreateCompanyRequest.companyName": "name",
        "companyType.customer": "EndCustomer",
      });
      answers("companies/{companyId}/customers", 400, {});
      for (const { api } of [first, second, first]) {
        await assert.rejects(api.company.create(create, { companyName: "x", type: "Customer" }), /HTTP 400/);
      }
      assert.deepEqual(
        toCustomers().map(({ request }) => request),
        [
          { name: "x", type: "EndCustomer" },
          { companyName: "x", type: "Customer" },
          { name: "x", type: "EndCustomer" },
        ],
      );
    });

    it("is not done to another: the version, and the size of a page", async () => {
      const [first, second] = sessions({ apiVersion: "1.0", "page.largest": 7 });
      answers("companies/{companyId}/customers", 200, { totalCount: 0, results: [] });
      for (const redstor of [first, second, first]) await allOf(redstor.customers(companyId));
      assert.deepEqual(
        toCustomers().map(({ query }) => query),
        [
          { maxResults: "7", apiVersion: "1.0" },
          { maxResults: "100", apiVersion: "1" },
          { maxResults: "7", apiVersion: "1.0" },
        ],
      );
    });

    it("is not done to another: which answers mean gone", async () => {
      const [first, second] = sessions({ "error.gone": ["410"] });
      answers("companies/{companyId}", 404, { title: "Not Found" });
      await assert.rejects(first.company(companyId), /HTTP 404/);
      assert.equal(await second.company(companyId), undefined);
      await assert.rejects(first.company(companyId), /HTTP 404/);
    });
  });
});
