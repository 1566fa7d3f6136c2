import assert from "node:assert/strict";
import { runProgram } from "./program";

const files = {
  "brewery.yaml": "name: Brewery\neset: {}\n",
  "bakery.yaml": `name: { config: bakeryName }
protect: false
eset:
  comment: { config: msp:comment }
  address: { city: { config: city } }
  licenses:
    - { productCode: "2015", quantity: { config: seats } }
`,
};
const config = {
  "fleet:bakeryName": "Bakery",
  "msp:comment": "psst",
  "fleet:city": "Springfield",
  "fleet:seats": "10",
};
const secretKeys = ["msp:comment", "fleet:city"];

describe("loadTenants", function () {
  it("makes a tenant of each file, with the stack's configuration in it, and its secrets as secrets", async () => {
    const { resources, answer, error } = await runProgram(
      `const tenants = msp.loadTenants("tenants");
       return { names: Object.keys(tenants), seats: tenants.bakery.licenses["2015"].quantity };`,
      { files, config, secretKeys },
    );
    assert.equal(error, undefined);
    assert.deepEqual(answer, { names: ["bakery", "brewery"], seats: 10 });
    const inputs = Object.fromEntries(
      resources.filter(({ type }) => type.startsWith("pulumi-nodejs:")).map((one) => [one.name, one.inputs]),
    );
    assert.deepEqual(inputs, {
      bakery: {
        name: "Bakery",
        comment: { secret: "psst" },
        address: { city: { secret: "Springfield" } },
        suspended: false,
      },
      "bakery-2015": {
        customerId: "bakery-id",
        productCode: "2015",
        quantity: 10,
        type: "full",
        suspended: false,
      },
      brewery: { name: "Brewery", suspended: false },
    });
    assert.equal(resources.find(({ inputs: { name } }) => name === "Bakery")?.protect, false);
  });

  it("declares nothing when anything is wrong, and says all of it", async () => {
    const broken = {
      ...files,
      "florist.yaml": "name: Florist\neset: { licenses: [{ productCode: x, quantity: 0 }] }\n",
    };
    const { resources, error } = await runProgram(`msp.loadTenants("tenants");`, { files: broken });
    assert.deepEqual(resources, []);
    assert.equal(
      error,
      [
        "tenants/bakery.yaml:1:7: name refers to bakeryName, which the stack's configuration does not have. Set it: pulumi config set bakeryName <value>",
        "tenants/bakery.yaml:4:12: eset.comment refers to msp:comment, which the stack's configuration does not have. Set it: pulumi config set msp:comment <value>",
        "tenants/bakery.yaml:5:20: eset.address.city refers to city, which the stack's configuration does not have. Set it: pulumi config set city <value>",
        "tenants/bakery.yaml:7:40: eset.licenses[0].quantity refers to seats, which the stack's configuration does not have. Set it: pulumi config set seats <value>",
        `tenants/florist.yaml:2:35: eset.licenses[0].productCode must be an ESET product code, e.g. "2015", not "x".`,
        "tenants/florist.yaml:2:48: eset.licenses[0].quantity must be a whole number of seats, 1 or more, not 0.",
      ].join("\n"),
    );
  });

  it("takes a part of the fleet for a stack, which needs the configuration of that part only", async () => {
    const byName = await runProgram(`return Object.keys(msp.loadTenants("tenants", { only: ["brewery"] }));`, {
      files,
    });
    assert.deepEqual(byName.answer, ["brewery"]);
    const byFunction = await runProgram(
      `return Object.keys(msp.loadTenants("tenants", { only: (name) => name > "baz" }));`,
      { files },
    );
    assert.deepEqual(byFunction.answer, ["brewery"]);
  });

  it("does not take a name without a file, or a folder without tenants, for nothing to do", async () => {
    const unknown = await runProgram(`msp.loadTenants("tenants", { only: ["brewery", "florist"] });`, { files });
    assert.equal(unknown.error, "There is no file in tenants for florist.");
    const empty = await runProgram(`msp.loadTenants("tenants");`);
    assert.match(empty.error ?? "", /^There is no tenant in tenants: no file there ends in \.yaml or \.yml\./);
  });

  it("is what loads the YAML library: programs without files do not wait for it", async () => {
    const without = await runProgram(`new msp.eset.Customer("bakery", { name: "Bakery" });`);
    assert.equal(without.error, undefined);
    assert.deepEqual(
      without.loaded.filter((name) => name === "yaml" || name === "ajv"),
      [],
    );
  });
});
