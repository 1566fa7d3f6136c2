import assert from "node:assert/strict";
import type { Previewed } from "../../cli/drift/events";
import type { Finding } from "../../cli/drift/finding";
import { pathShown, shown } from "../../cli/drift/finding";
import { Names } from "../../cli/drift/names";
import { changeWords } from "../../cli/drift/words";

const resource = (type: string, name: string, id: string, program: Record<string, unknown>): Previewed => ({
  urn: name,
  resource: name,
  type,
  id,
  plan: "same",
  deployed: program,
  live: program,
  program,
  knownAs: [id],
});
const jane = "20000000-0000-4000-8000-000000000007";
const bakery = "C0000000-0000-4000-8000-000000000001";

describe("the names in a drift report", () => {
  const told = (names: Names, finding: Finding, resources: readonly Previewed[] = []): Finding => {
    const byUrn = new Map(resources.map((one) => [one.urn, one]));
    const [report] = names.tell([{ name: "", ids: [], drift: [finding], accepted: [], pending: [] }], byUrn);
    const [first] = report?.drift ?? [];
    assert.ok(first !== undefined);
    return first;
  };
  const changed: Finding = { kind: "changed", vendor: "eset", type: "eset:User", id: "u1", resource: "u", urn: "u" };

  it("stand in place of a person's id, and beside a company's, in whatever case it is written", () => {
    const names = new Names();
    names.learn(resource("eset:User", "jane", jane, { email: "jane@msp.example" }));
    const listed = bakery.toLowerCase();
    names.learnListed({ type: "eset:Customer", id: listed, name: "Bakery", tenant: { id: listed, name: "Bakery" } });
    const id = bakery; // the list has it in small letters
    const finding = told(names, {
      ...changed,
      property: `companyPermissions.${id}`,
      program: "Read",
      live: { [id]: "Write" },
      change: { what: "changed", by: jane, at: "2027-01-01T12:30:00Z" },
    });
    assert.equal(changeWords(finding), "changed by jane@msp.example, 2027-01-01 12:30 UTC");
    assert.equal(pathShown(finding), `companyPermissions.${id} (Bakery)`);
    assert.equal(shown(finding.live, finding.called), `{ ${id} (Bakery): "Write" }`);
    assert.equal(shown(finding.program, finding.called), '"Read"');
    assert.equal(finding.change?.by, jane, "programs read the id");
  });

  it("of an account's own user are the e-mail address, as the list has it", () => {
    const names = new Names();
    const own = { id: "m", name: "the account's own company" };
    names.learnListed({
      type: "eset:User",
      id: jane,
      name: "Jane Doe <jane@msp.example>",
      person: "jane@msp.example",
      tenant: own,
    });
    const change = { what: "changed", by: jane, at: "then" };
    assert.equal(changeWords(told(names, { ...changed, change })), "changed by jane@msp.example, then");
    assert.equal(changeWords({ ...changed, change: { ...change, by: "constructor" } }), "changed by constructor, then");
  });

  it("of products stand beside their codes, where a list tells them, and only in that property", () => {
    const names = new Names();
    const words = [{ property: "productCode", code: "2015", word: "PROTECT Entry" }];
    names.learnListed({ type: "eset:License", id: "AAA-111", name: "PROTECT Entry (2015)", words });
    const license = resource("eset:License", "seats", "AAA-111", { productCode: "2015", quantity: 2015 });
    const gone = resource("eset:License", "gone", "BBB-222", { productCode: "2015" });
    const ofProduct = told(
      names,
      { ...changed, type: "eset:License", urn: "seats", property: "productCode", program: "2015", live: "9" },
      [license],
    );
    assert.equal(shown(ofProduct.program, ofProduct.called), '"2015" (PROTECT Entry)');
    assert.equal(ofProduct.name, "PROTECT Entry (2015)");
    const ofSeats = told(
      names,
      { ...changed, type: "eset:License", urn: "seats", property: "quantity", program: 2015, live: 1 },
      [license],
    );
    assert.equal(shown(ofSeats.program, ofSeats.called), "2015");
    assert.equal(
      told(names, { ...changed, kind: "vanished", type: "eset:License", urn: "gone" }, [gone]).name,
      "PROTECT Entry (2015)",
    );
  });

  it("are not told of what is secret", () => {
    const names = new Names();
    names.learn(resource("eset:User", "jane", jane, { email: "[secret]" }));
    const change = { what: "changed", by: jane, at: "then" };
    assert.equal(changeWords(told(names, { ...changed, change })), `changed by ${jane}, then`);
  });
});
