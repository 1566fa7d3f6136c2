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
    endpoint: { productCode: "2015", quantity: { config: seats } }
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
       return { names: Object.keys(tenants), seats: tenants.bakery.licenses.endpoint.quantity };`,
      { files, config, secretKeys },
    );
    assert.equal(error, undefined);
    assert.deepEqual(answer, { names: ["bakery", "brewery"], seats: 10 });
    const inputs = Object.fromEntries(
      resources.filter(({ type }) => type.includes(":dynamic/eset:")).map((one) => [one.name, one.inputs]),
    );
    assert.deepEqual(inputs, {
      "bakery/eset": {
        name: "Bakery",
        comment: { secret: "psst" },
        address: { city: { secret: "Springfield" } },
        suspended: false,
      },
      "bakery/eset/endpoint": {
        customerId: "bakery/eset-id",
        productCode: "2015",
        quantity: 10,
        type: "full",
        suspended: false,
      },
      "brewery/eset": { name: "Brewery", suspended: false },
    });
    assert.equal(resources.find(({ inputs: { name } }) => name === "Bakery")?.protect, false);
  });

  it("declares nothing when anything is wrong, and says all of it", async () => {
    const broken = {
      ...files,
      "florist.yaml": "name: Florist\neset: { licenses: { x: { productCode: x, quantity: 0 } } }\n",
    };
    const { resources, error } = await runProgram(`msp.loadTenants("tenants");`, { files: broken });
    assert.deepEqual(resources, []);
    assert.equal(
      error,
      [
        "tenants/bakery.yaml:1:7: name refers to bakeryName, which the stack's configuration does not have. Set it: pulumi config set bakeryName <value>",
        "tenants/bakery.yaml:4:12: eset.comment refers to msp:comment, which the stack's configuration does not have. Set it: pulumi config set msp:comment <value>",
        "tenants/bakery.yaml:5:20: eset.address.city refers to city, which the stack's configuration does not have. Set it: pulumi config set city <value>",
        "tenants/bakery.yaml:7:48: eset.licenses.endpoint.quantity refers to seats, which the stack's configuration does not have. Set it: pulumi config set seats <value>",
        `tenants/florist.yaml:2:39: eset.licenses.x.productCode must be an ESET product code, e.g. "2015", not "x".`,
        "tenants/florist.yaml:2:52: eset.licenses.x.quantity must be a whole number of seats, 1 or more, not 0.",
      ].join("\n"),
    );
  });

  it("takes the files of the stack that is run, or of one that is named, and needs only their configuration", async () => {
    const stacks = {
      "brewery.yaml": `${files["brewery.yaml"]}stack: test\n`,
      "bakery.yaml": `${files["bakery.yaml"]}stack: north\n`,
    };
    const run = await runProgram(`return Object.keys(msp.loadTenants("tenants"));`, { files: stacks });
    assert.deepEqual([run.error, run.answer], [undefined, ["brewery"]]);
    const named = await runProgram(`return Object.keys(msp.loadTenants("tenants", { stack: "north" }));`, {
      files: stacks,
      config,
    });
    assert.deepEqual([named.error, named.answer], [undefined, ["bakery"]]);
    const none = await runProgram(`msp.loadTenants("tenants", { stack: "south" });`, { files: stacks });
    assert.equal(none.error, "No file in tenants is for the stack south. The files are for north, test.");
  });

  it("does not take a folder without tenants for nothing to do", async () => {
    const empty = await runProgram(`msp.loadTenants("tenants");`);
    assert.match(empty.error ?? "", /^There is no tenant in tenants: no file there ends in \.yaml or \.yml\./);
  });

  it("makes a user of each file in users/, with the right to each customer that it names", async () => {
    const people = {
      "jane.yaml":
        "email: jane@msp.example\nfirstName: Jane\nlastName: Doe\ncountryCode: SVK\naccess: { brewery: Write, bakery: Read }\ncompanyPermissions: { c-9: Read }\n",
      "boss.yaml":
        "email: boss@msp.example\nfirstName: The\nlastName: Boss\ncountryCode: SVK\npermission: Write\nprotect: true\n",
    };
    const customers = { "brewery.yaml": "name: Brewery\neset: {}\n", "bakery.yaml": "name: Bakery\neset: {}\n" };
    const program = `const tenants = msp.loadTenants("tenants");
      return Object.keys(msp.loadUsers("users", tenants));`;
    const { resources, answer, error } = await runProgram(program, { files: customers, users: people });
    assert.equal(error, undefined);
    assert.deepEqual(answer, ["boss", "jane"]);
    const users = resources.filter(({ type }) => type.endsWith("eset:User"));
    const named = { countryCode: "SVK" };
    assert.deepEqual(
      users.map(({ name, protect, inputs }) => [name, protect, inputs]),
      [
        [
          "users/boss",
          true,
          { ...named, email: "boss@msp.example", firstName: "The", lastName: "Boss", permission: "Write" },
        ],
        [
          "users/jane",
          false,
          {
            ...named,
            email: "jane@msp.example",
            firstName: "Jane",
            lastName: "Doe",
            permission: "NoAccess",
            companyPermissions: { "c-9": "Read", "brewery/eset-id": "Write", "bakery/eset-id": "Read" },
          },
        ],
      ],
    );
    const stranger = { "jane.yaml": people["jane.yaml"].replace("brewery", "florist") };
    const refused = await runProgram(program, { files: customers, users: stranger });
    assert.match(refused.error ?? "", /^users\/jane\.yaml:5:11: access\.florist is no tenant here\./);
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
