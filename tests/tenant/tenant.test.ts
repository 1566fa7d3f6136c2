import assert from "node:assert/strict";
import { type Registered, runProgram } from "./program";

const eset = (name: string) => `pulumi-nodejs:dynamic/eset:${name}`;
const redstor = (name: string) => `pulumi-nodejs:dynamic/redstor:${name}`;

/** In the order of names. */
const sorted = (resources: readonly Registered[]): Registered[] =>
  [...resources].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.type < b.type ? -1 : 1));

const isOfVendor = ({ type }: Registered) => type.startsWith("pulumi-nodejs:dynamic/");
const isProtection = ({ type }: Registered) => type === "msp:index:Protection";

const options = ({ name, parent, protect, deletedWith }: Registered) => [name, { parent, protect, deletedWith }];
const unset = { parent: "bakery", protect: false, deletedWith: undefined };

describe("a tenant", function () {
  it("is a company at each vendor, protected, with what belongs to it under names that its order does not change", async () => {
    const { resources, answer, error } = await runProgram(`
      const bakery = new msp.Tenant("bakery", {
        name: "Example Bakery",
        eset: {
          email: "it@bakery.example",
          licenses: [{ productCode: 2018, quantity: 5, type: "trial" }, { productCode: "2015", quantity: 10 }],
          users: [
            { email: "Jane@msp.example", firstName: "Jane", lastName: "Doe", countryCode: "SVK", access: "Write",
              companyPermissions: { "c-9": "Read" } },
            { email: "boss@msp.example", firstName: "The", lastName: "Boss", countryCode: "SVK", permission: "Write" },
          ],
        },
        redstor: { name: "Bakery", subscriptions: [{ productId: 4, editionId: 5, mode: "trial" }] },
      });
      return bakery.ids;`);
    assert.equal(error, undefined);
    assert.deepEqual(
      sorted(resources).map(({ type, name, inputs }) => [type, name, inputs]),
      [
        ["msp:index:Tenant", "bakery", {}],
        [eset("Customer"), "bakery", { name: "Example Bakery", email: "it@bakery.example", suspended: false }],
        [
          eset("License"),
          "bakery-2015",
          { customerId: "bakery-id", productCode: "2015", quantity: 10, type: "full", suspended: false },
        ],
        [
          eset("License"),
          "bakery-2018",
          { customerId: "bakery-id", productCode: "2018", quantity: 5, type: "trial", suspended: false },
        ],
        [redstor("Company"), "bakery-redstor", { name: "Bakery", type: "Customer", enabled: true }],
        [
          redstor("Subscription"),
          "bakery-redstor-4",
          { companyId: "bakery-redstor-id", productId: 4, editionId: 5, mode: "trial" },
        ],
        [
          eset("User"),
          "bakery/boss@msp.example",
          {
            email: "boss@msp.example",
            firstName: "The",
            lastName: "Boss",
            countryCode: "SVK",
            permission: "Write",
          },
        ],
        ["msp:index:Protection", "bakery/eset", {}],
        [
          eset("User"),
          "bakery/jane@msp.example",
          {
            email: "Jane@msp.example",
            firstName: "Jane",
            lastName: "Doe",
            countryCode: "SVK",
            permission: "NoAccess",
            companyPermissions: { "c-9": "Read", "bakery-id": "Write" },
          },
        ],
        ["msp:index:Protection", "bakery/redstor", {}],
      ],
    );
    assert.deepEqual(Object.fromEntries(sorted(resources).filter(isOfVendor).map(options)), {
      bakery: { ...unset, protect: true },
      "bakery-2015": { ...unset, deletedWith: "bakery" },
      "bakery-2018": { ...unset, deletedWith: "bakery" },
      "bakery-redstor": { ...unset, protect: true },
      "bakery-redstor-4": { ...unset, deletedWith: "bakery-redstor" },
      "bakery/boss@msp.example": unset,
      "bakery/jane@msp.example": unset,
    });
    assert.deepEqual(
      sorted(resources)
        .filter(isProtection)
        .map(({ name, protect, dependsOn }) => [name, protect, [...dependsOn].sort()]),
      [
        [
          "bakery/eset",
          true,
          ["bakery", "bakery-2015", "bakery-2018", "bakery/boss@msp.example", "bakery/jane@msp.example"],
        ],
        ["bakery/redstor", true, ["bakery-redstor", "bakery-redstor-4"]],
      ],
    );
    assert.deepEqual(answer, {
      eset: {
        companyId: "bakery-id",
        licenses: { "2015": "bakery-2015-id", "2018": "bakery-2018-id" },
        users: {
          "boss@msp.example": "bakery/boss@msp.example-id",
          "jane@msp.example": "bakery/jane@msp.example-id",
        },
      },
      redstor: { companyId: "bakery-redstor-id", subscriptions: { "4": "bakery-redstor-4-id" } },
    });
  });

  it("has the protection that is asked for: of the tenant, of a company, of a single licence", async () => {
    const { resources } = await runProgram(`
      new msp.Tenant("open", { name: "Open", protect: false, eset: {}, redstor: { protect: true } });
      new msp.Tenant("half", { name: "Half", eset: { protect: false, licenses: [
        { productCode: "2015", quantity: 1, protect: true }, { productCode: "107", quantity: 1 }] }, redstor: {} });
      new msp.Tenant("option", { name: "Option", eset: {} }, { protect: false });`);
    const protection = (of: readonly Registered[]) =>
      Object.fromEntries(sorted(of).map(({ name, protect }) => [name, protect]));
    assert.deepEqual(protection(resources.filter(isOfVendor)), {
      half: false,
      "half-107": false,
      "half-2015": true,
      "half-redstor": true,
      open: false,
      "open-redstor": true,
      option: false,
    });
    assert.deepEqual(protection(resources.filter(isProtection)), {
      "half/eset": false,
      "half/redstor": true,
      "open/eset": false,
      "open/redstor": true,
      "option/eset": false,
    });
  });

  it("has no resource of the name that another tenant's has, whatever the two are called", async () => {
    const part = `{ licenses: [{ productCode: "4", quantity: 1 }],
      users: [{ email: "jane@msp.example", firstName: "Jane", lastName: "Doe", countryCode: "SVK" }] }`;
    const subscriptions = "[{ productId: 4, editionId: 5 }]";
    const { resources, error } = await runProgram(`
      for (const name of ["bakery", "bakery-4", "bakery-redstor", "bakery-redstor-4", "bakery-redstor-redstor"]) {
        new msp.Tenant(name, { name, eset: ${part}, redstor: { subscriptions: ${subscriptions} } });
      }`);
    assert.equal(error, undefined);
    const names = resources.map(({ type, name }) => `${type} ${name}`);
    assert.equal(names.length, 5 * 8);
    assert.deepEqual(
      names.filter((name, i) => names.indexOf(name) < i),
      [],
    );
  });

  it("removes subscriptions before a Redstor company that is to be deleted, which Redstor refuses while it has any", async () => {
    const { resources } = await runProgram(`
      const subscriptions = [{ productId: 4, editionId: 5 }];
      new msp.Tenant("leaves", { name: "Leaves", redstor: { deletionPolicy: "delete", subscriptions } });
      new msp.Tenant("rests", { name: "Rests", redstor: { deletionPolicy: "disable", subscriptions } });`);
    const subscriptions = sorted(resources).filter(({ type }) => type === redstor("Subscription"));
    assert.deepEqual(
      subscriptions.map(({ name, deletedWith }) => [name, deletedWith]),
      [
        ["leaves-redstor-4", undefined],
        ["rests-redstor-4", "rests-redstor"],
      ],
    );
  });
});
