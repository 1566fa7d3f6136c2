import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { assume as assumeOfEset, assumed as assumedOfEset } from "../../provider/eset/assumptions";
import { fits } from "../../provider/http/assumptions";
import { assume, assumed, assumptions } from "../../provider/redstor/assumptions";
import { redstorConfig } from "../../provider/redstor/config";
import { Redstor } from "../../provider/redstor/session";
import { World } from "../host/world";

describe("what is assumed of Redstor", function () {
  this.timeout(20_000);
  const world = World.forEachTest();
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "assumptions-"))));
  afterEach(() => {
    assume(undefined);
    assumeOfEset(undefined);
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
    assume(both);
    assumeOfEset(both);
    assert.deepEqual([assumed("trialStatus.running"), assumedOfEset("companyStatus.suspended")], ["OnTrial", 4]);
    assume(undefined);
    assert.equal(assumed("trialStatus.running"), "Trial");
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
        assume(file({ redstor }));
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
});
