import assert from "node:assert/strict";
import { customer } from "../../provider/eset/customer";
import { project } from "../../provider/lifecycle/project";

const live = {
  name: "Example Bakery",
  email: "It@Bakery.example",
  comment: "typed in the portal",
  vatId: "",
  tags: ["b", "a"],
  address: { state: "", city: "Springfield", streetAddress: "1 Main St", zipCode: "" },
  suspended: false,
};

describe("what is managed of a live object", () => {
  const managed = (declared: object) => project(customer, { ...declared }, live);

  it("is what was declared: the portal's own comment is neither drift nor erased", () => {
    assert.deepEqual(managed({ name: "Example Bakery" }), { name: "Example Bakery" });
  });

  it("is the live value where it differs", () => {
    assert.deepEqual(managed({ name: "Bakery", comment: "ours" }), {
      name: "Example Bakery",
      comment: "typed in the portal",
    });
  });

  it("keeps the declared spelling where it means the same", () => {
    assert.deepEqual(managed({ email: "it@bakery.example", tags: ["a", "b"] }), {
      email: "it@bakery.example",
      tags: ["a", "b"],
    });
  });

  it("is a part of an object where only a part was declared", () => {
    assert.deepEqual(managed({ address: { city: "Shelbyville" } }), { address: { city: "Springfield" } });
  });

  it("is empty text where the vendor holds nothing", () => {
    assert.deepEqual(managed({ vatId: "SK123" }), { vatId: "" });
  });

  it("keeps the policies, of which the vendor knows nothing", () => {
    assert.deepEqual(managed({ deletionPolicy: "retain", adopt: true }), { deletionPolicy: "retain", adopt: true });
  });
});
