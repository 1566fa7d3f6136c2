import assert from "node:assert/strict";
import { companySteps } from "../../provider/eset/company";
import type { CustomerInputs } from "../../provider/eset/customer";
import { licenseSteps } from "../../provider/eset/license";

const full = { customerId: "c-1", productCode: "2015", quantity: 10, type: "full", suspended: false } as const;
const trial = { ...full, type: "trial" } as const;

describe("the calls that change a licence", () => {
  const table: [string, Parameters<typeof licenseSteps>, object[]][] = [
    ["nothing to do", [full, full], []],
    ["more seats: one call", [full, { ...full, quantity: 11 }], [{ call: "UpdateQuantity", quantity: 11 }]],
    ["suspend: one call", [full, { ...full, suspended: true }], [{ call: "Suspend" }]],
    ["resume: one call", [{ ...full, suspended: true }, full], [{ call: "Unsuspend" }]],
    [
      "seats of a licence that is resumed: only a running one can be changed",
      [
        { ...full, suspended: true },
        { ...full, quantity: 11 },
      ],
      [{ call: "Unsuspend" }, { call: "UpdateQuantity", quantity: 11 }],
    ],
    [
      "seats of a licence that stays suspended: resumed for a moment",
      [
        { ...full, suspended: true },
        { ...full, suspended: true, quantity: 11 },
      ],
      [{ call: "Unsuspend" }, { call: "UpdateQuantity", quantity: 11 }, { call: "Suspend" }],
    ],
    [
      "seats of a licence that is suspended: the seats first",
      [full, { ...full, suspended: true, quantity: 11 }],
      [{ call: "UpdateQuantity", quantity: 11 }, { call: "Suspend" }],
    ],
    [
      "another product: the seats go along",
      [full, { ...full, productCode: "2018", quantity: 11 }],
      [{ call: "ChangeProduct", newProductCode: "2018", quantity: 11 }],
    ],
    [
      "trial to full: the seats go along",
      [trial, { ...full, quantity: 11 }],
      [{ call: "ConvertToFull", quantity: 11 }],
    ],
    [
      "trial to full of another product: converted, then changed",
      [trial, { ...full, productCode: "2018" }],
      [
        { call: "ConvertToFull", quantity: 10 },
        { call: "ChangeProduct", newProductCode: "2018", quantity: 10 },
      ],
    ],
    [
      "two extensions: one call each",
      [
        { ...trial, trialExtensions: 0 },
        { ...trial, trialExtensions: 2 },
      ],
      [{ call: "ExtendTrial" }, { call: "ExtendTrial" }],
    ],
    ["an extension that is declared no longer: it cannot be taken back", [{ ...trial, trialExtensions: 1 }, trial], []],
  ];
  for (const [what, [from, to], steps] of table) {
    it(what, () => {
      assert.deepEqual(licenseSteps(from, to), steps);
    });
  }
});

describe("the calls that change a customer", () => {
  const bakery = { name: "Example Bakery", email: "it@bakery.example", suspended: false };
  const table: [string, [Partial<CustomerInputs>, CustomerInputs], object[]][] = [
    ["nothing to do", [bakery, bakery], []],
    [
      "several properties: one call that sends only what differs",
      [bakery, { ...bakery, name: "Bakery", comment: "x" }],
      [{ call: "Update", properties: ["name", "comment"] }],
    ],
    [
      "a property that is declared no longer: erased",
      [{ ...bakery, comment: "x" }, bakery],
      [{ call: "Update", properties: ["comment"] }],
    ],
    [
      "the order of tags: nothing",
      [
        { ...bakery, tags: ["a", "b"] },
        { ...bakery, tags: ["b", "a"] },
      ],
      [],
    ],
    [
      "suspend and rename: it is changed while it is active",
      [bakery, { ...bakery, name: "Bakery", suspended: true }],
      [{ call: "Update", properties: ["name"] }, { call: "Suspend" }],
    ],
    [
      "resume and rename: resumed first",
      [
        { ...bakery, suspended: true },
        { ...bakery, name: "Bakery" },
      ],
      [{ call: "Unsuspend" }, { call: "Update", properties: ["name"] }],
    ],
    ["a new policy: no call at all", [bakery, { ...bakery, deletionPolicy: "retain" }], []],
  ];
  for (const [what, [from, to], steps] of table) {
    it(what, () => {
      assert.deepEqual(companySteps({ own: [] }, from, to), steps);
    });
  }
});
