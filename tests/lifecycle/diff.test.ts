import assert from "node:assert/strict";
import { customer } from "../../provider/eset/customer";
import { license } from "../../provider/eset/license";
import { planChange } from "../../provider/lifecycle/diff";
import { unknownValue } from "../../provider/lifecycle/values";

const bakery = { name: "Example Bakery", email: "it@bakery.example", tags: ["gold", "north"], suspended: false };
const full = { customerId: "c-1", productCode: "2015", quantity: 10, type: "full", suspended: false };
const trial = { ...full, type: "trial" };

const plan = (from: object, to: object, resource: typeof license | typeof customer = license) => {
  const { changed, replaces, deleteBeforeReplace } = planChange(resource, { ...from }, { ...to });
  return { changed, replaces, deleteBeforeReplace };
};
const inPlace = (...changed: string[]) => ({ changed, replaces: [], deleteBeforeReplace: false });

describe("the plan of a change", () => {
  it("is empty for what is as declared, and for what the vendor assigned", () => {
    assert.deepEqual(plan({ ...full, publicLicenseKey: "3AB-CDE-FGH" }, full), inPlace());
  });

  it("does not see the order of tags, or tags given twice, or the case of an e-mail address", () => {
    assert.deepEqual(
      plan(bakery, { ...bakery, tags: ["north", "gold", "gold"], email: "IT@Bakery.example" }, customer),
      inPlace(),
    );
  });

  it("sees a tag more, a tag less, and an empty list", () => {
    for (const tags of [["gold"], ["gold", "north", "x"], []]) {
      assert.deepEqual(plan(bakery, { ...bakery, tags }, customer), inPlace("tags"));
    }
  });

  it("says that a property which is declared no longer is going to be erased", () => {
    assert.deepEqual(plan(bakery, { ...bakery, email: undefined }, customer), inPlace("email"));
  });

  it("says that a property which is declared no longer is not managed any more, though it is empty", () => {
    assert.deepEqual(plan({ ...bakery, email: "" }, { ...bakery, email: undefined }, customer), inPlace("email"));
  });

  it("changes seats, suspension, product and type of a full licence in place", () => {
    assert.deepEqual(plan(full, { ...full, quantity: 11 }), inPlace("quantity"));
    assert.deepEqual(plan(full, { ...full, suspended: true }), inPlace("suspended"));
    assert.deepEqual(plan(full, { ...full, productCode: "2018" }), inPlace("productCode"));
    assert.deepEqual(plan(trial, full), inPlace("type"));
    assert.deepEqual(plan(trial, { ...full, productCode: "2018" }), inPlace("productCode", "type"));
  });

  it("replaces a licence for another customer, and a trial of another product", () => {
    assert.deepEqual(plan(full, { ...full, customerId: "c-2" }).replaces, ["customerId"]);
    assert.deepEqual(plan(trial, { ...trial, productCode: "2018" }).replaces, ["productCode"]);
  });

  it("deletes first when a refused change is allowed to recreate", () => {
    assert.deepEqual(
      plan({ ...bakery, parentId: "p-1" }, { ...bakery, parentId: "p-2", allowRecreate: true }, customer),
      {
        changed: ["parentId", "allowRecreate"],
        replaces: ["parentId"],
        deleteBeforeReplace: true,
      },
    );
  });

  it("counts a value that only the update will know as a change: it may be anything", () => {
    assert.deepEqual(plan(full, { ...full, quantity: unknownValue }), inPlace("quantity"));
    assert.deepEqual(plan(bakery, { ...bakery, tags: ["gold", unknownValue] }, customer), inPlace("tags"));
  });
});
