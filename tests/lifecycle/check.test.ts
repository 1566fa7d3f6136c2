import assert from "node:assert/strict";
import { customer } from "../../provider/eset/customer";
import { license } from "../../provider/eset/license";
import { check } from "../../provider/lifecycle/check";
import { unknownValue } from "../../provider/lifecycle/values";

const seats = { customerId: "c-1", productCode: "2015", quantity: 10 };

const wrong = (news: object, resource = license) =>
  check(resource, {}, { ...news }).failures.map(({ property, reason }) => `${property} ${reason}`);

describe("check", () => {
  it("fills in the documented defaults, and nothing else", () => {
    assert.deepEqual(check(license, {}, seats), { inputs: { ...seats, type: "full", suspended: false }, failures: [] });
    assert.deepEqual(check(customer, {}, { name: "Example Bakery" }), {
      inputs: { name: "Example Bakery", suspended: false },
      failures: [],
    });
  });

  it("takes a product code given as a number for the text that it is", () => {
    assert.equal(check(license, {}, { ...seats, productCode: 2015 }).inputs["productCode"], "2015");
  });

  it("treats null like a property that is not there", () => {
    assert.deepEqual(check(customer, {}, { name: "Example Bakery", comment: null }).inputs, {
      name: "Example Bakery",
      suspended: false,
    });
  });

  describe("names the property, the value and what to write instead:", () => {
    const table: [string, object, ...string[]][] = [
      ["a missing name", {}, "name is missing: give the company's name, without spaces at its start or end."],
      [
        "a blank name",
        { name: "  " },
        `name must be the company's name, without spaces at its start or end, not "  ".`,
      ],
      ["an e-mail without @", { name: "x", email: "bakery" }, `email must be an e-mail address, not "bakery".`],
      [
        "an address as browsers have it",
        { name: "x", email: "mailto:a@b" },
        `email must be an e-mail address, not "mailto:a@b".`,
      ],
      [
        "an address as mail programs have it",
        { name: "x", email: "<a@b>" },
        `email must be an e-mail address, not "<a@b>".`,
      ],
      [
        "an address with something invisible",
        { name: "x", email: "a\u200b@b" },
        `email must be an e-mail address, not "a\u200b@b".`,
      ],
      [
        "a name of nothing that can be seen",
        { name: "\u200b\u2060" },
        `name must be the company's name, without spaces at its start or end, not "\u200b\u2060".`,
      ],
      [
        "half a character, as a name that was cut has it",
        { name: "Bakery 🥐".slice(0, 8), comment: "Lone \ud83d", address: { city: "\udd50" } },
        "name holds half of a character, which cannot be sent: give the whole character, or leave it out.",
        "comment holds half of a character, which cannot be sent: give the whole character, or leave it out.",
        "address.city holds half of a character, which cannot be sent: give the whole character, or leave it out.",
      ],
      ["a tag that is a number", { name: "x", tags: ["a", 7] }, "tags[1] must be a tag, not 7."],
      ["tags as text", { name: "x", tags: "gold" }, `tags must be a list of tags, e.g. ["gold"], not "gold".`],
      [
        "a property that nobody knows",
        { name: "x", adress: {} },
        "adress is not a property of this resource. Did you mean address?",
      ],
      [
        "a property of the address that nobody knows",
        { name: "x", address: { zip: "1" } },
        "address.zip is not a property of this resource. Known here: state, city, streetAddress, zipCode.",
      ],
      [
        "a policy that does not exist",
        { name: "x", deletionPolicy: "keep" },
        `deletionPolicy must be "delete" or "suspend" or "retain", not "keep".`,
      ],
      ["suspended as text", { name: "x", suspended: "yes" }, `suspended must be true or false, not "yes".`],
    ];
    for (const [what, news, ...messages] of table) {
      it(what, () => {
        assert.deepEqual(wrong(news, customer as never), messages);
      });
    }

    const seatsTable: [string, object, string][] = [
      ["no seats at all", { ...seats, quantity: 0 }, "quantity must be a whole number of seats, 1 or more, not 0."],
      ["half a seat", { ...seats, quantity: 1.5 }, "quantity must be a whole number of seats, 1 or more, not 1.5."],
      [
        "more seats than the vendor can count",
        { ...seats, quantity: 2_147_483_648 },
        "quantity must be 2147483647 at most, not 2147483648.",
      ],
      [
        "a number of seats beyond all numbers",
        { ...seats, quantity: Number("99999999999999999999") },
        "quantity must be 2147483647 at most, not 100000000000000000000.",
      ],
      [
        "seats in words",
        { ...seats, quantity: "ten" },
        `quantity must be a whole number of seats, 1 or more, not "ten".`,
      ],
      ["seats as text", { ...seats, quantity: "10" }, `quantity must be a whole number of seats, 1 or more, not "10".`],
      [
        "no quantity",
        { customerId: "c-1", productCode: "2015" },
        "quantity is missing: give a whole number of seats, 1 or more.",
      ],
      [
        "a product by name",
        { ...seats, productCode: "PROTECT" },
        `productCode must be an ESET product code, e.g. "2015", not "PROTECT".`,
      ],
      [
        "a negative product code",
        { ...seats, productCode: -5 },
        `productCode must be an ESET product code, e.g. "2015", not "-5".`,
      ],
      ["an unknown type", { ...seats, type: "demo" }, `type must be "full" or "trial", not "demo".`],
      [
        "a third extension",
        { ...seats, type: "trial", trialExtensions: 3 },
        "trialExtensions must be 0, 1 or 2, not 3.",
      ],
      [
        "extensions of a full licence",
        { ...seats, trialExtensions: 1 },
        'trialExtensions is only for trials. Leave it out, or set type: "trial".',
      ],
      [
        "a misspelt quantity",
        { ...seats, quantty: 1 },
        "quantty is not a property of this resource. Did you mean quantity?",
      ],
    ];
    for (const [what, news, message] of seatsTable) {
      it(what, () => {
        assert.deepEqual(wrong(news), [message]);
      });
    }

    it("several mistakes, each of them", () => {
      assert.deepEqual(wrong({ productCode: "2015", quantity: 0, seats: 1 }).sort(), [
        "customerId is missing: give the companyId of a customer, e.g. customer.id.",
        "quantity must be a whole number of seats, 1 or more, not 0.",
        "seats is not a property of this resource. Known here: customerId, productCode, quantity, type, suspended, trialExtensions, deletionPolicy, adopt, allowRecreate.",
      ]);
    });
  });

  describe("in a preview", () => {
    it("lets a value pass that only the update will know, wherever it stands", () => {
      const unknowns = {
        customerId: unknownValue,
        productCode: unknownValue,
        quantity: unknownValue,
        type: unknownValue,
      };
      assert.deepEqual(check(license, {}, unknowns).failures, []);
      const inside = { name: "x", address: { city: unknownValue }, tags: [unknownValue, "gold"] };
      assert.deepEqual(check(customer, {}, inside).failures, []);
    });

    it("still finds what is wrong beside such a value", () => {
      assert.deepEqual(wrong({ ...seats, customerId: unknownValue, quantity: 0 }), [
        "quantity must be a whole number of seats, 1 or more, not 0.",
      ]);
    });

    it("does not apply a rule that depends on a property which is not known yet", () => {
      assert.deepEqual(wrong({ ...seats, type: unknownValue, trialExtensions: 1 }), []);
    });

    it("does not apply a rule to a property that is not known yet", () => {
      assert.deepEqual(wrong({ ...seats, trialExtensions: unknownValue }), []);
    });
  });

  it("refuses no change in a run that only looks for drift", () => {
    process.env["MSP_ONLY_LOOK"] = "1";
    try {
      const { failures } = check(license, { ...seats, type: "full" }, { ...seats, type: "trial" });
      assert.deepEqual(failures, []);
      assert.equal(check(license, seats, { ...seats, quantity: 0 }).failures.length, 1, "a mistake is still one");
    } finally {
      delete process.env["MSP_ONLY_LOOK"];
    }
  });

  describe("refuses what the vendor cannot do, with the remedy:", () => {
    const full = { ...seats, type: "full", suspended: false };
    const refused = (olds: object, news: object, resource = license) =>
      check(resource, { ...olds }, { ...news }).failures.map(({ property, reason }) => `${property}: ${reason}`);

    it("a full licence that is to be a trial, even with allowRecreate: a full one cannot be deleted", () => {
      const message = 'type: A full licence cannot become a trial. Set type: "full".';
      assert.deepEqual(refused(full, { ...seats, type: "trial" }), [message]);
      assert.deepEqual(refused(full, { ...seats, type: "trial", allowRecreate: true }), [message]);
    });

    it("fewer extensions of a trial, unless it may be created anew", () => {
      const trial = { ...seats, type: "trial", suspended: false, trialExtensions: 2 };
      assert.deepEqual(refused(trial, { ...seats, type: "trial", trialExtensions: 1 }), [
        "trialExtensions: An extension of a trial cannot be taken back. Set trialExtensions to 2, or more. " +
          "Or set allowRecreate: true to delete and create it anew.",
      ]);
      assert.deepEqual(refused(trial, { ...seats, type: "trial", trialExtensions: 1, allowRecreate: true }), []);
    });

    it("another parent of a customer", () => {
      const olds = { name: "Example Bakery", parentId: "p-1", suspended: false };
      assert.deepEqual(refused(olds, { name: "Example Bakery", parentId: "p-2" }, customer as never), [
        "parentId: ESET cannot move a company to another parent. Set parentId to p-1. " +
          "Or set allowRecreate: true to delete and create it anew.",
      ]);
    });

    it("but not when the licence is replaced anyway, because it goes to another customer", () => {
      assert.deepEqual(refused(full, { ...seats, customerId: "c-2", type: "trial" }), []);
    });
  });
});
