import assert from "node:assert/strict";
import { type Registered, runProgram } from "./program";

const eset = (name: string) => `pulumi-nodejs:dynamic/eset:${name}`;
const redstor = (name: string) => `pulumi-nodejs:dynamic/redstor:${name}`;

/** In the order of names. */
const sorted = (resources: readonly Registered[]): Registered[] =>
  [...resources].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.type < b.type ? -1 : 1));

const isGuard = ({ type }: Registered) => type === "pulumi-nodejs:dynamic/msp:Guard";
const isOfVendor = (one: Registered) => one.type.startsWith("pulumi-nodejs:dynamic/") && !isGuard(one);

const options = ({ name, parent, protect, deletedWith }: Registered) => [name, { parent, protect, deletedWith }];
const unset = { parent: "bakery", protect: false, deletedWith: undefined };

describe("a tenant", function () {
  it("is a company at each vendor, protected, with what belongs to it under names that its order does not change", async () => {
    const { resources, answer, error } = await runProgram(`
      const bakery = new msp.Tenant("bakery", {
        name: "Example Bakery",
        eset: {
          email: "it@bakery.example",
          licenses: {
            suite: { productCode: 2018, quantity: 5, type: "trial", formerly: ["2018", "trial"] },
            endpoint: { productCode: "2015", quantity: 10 },
          },
        },
        redstor: { name: "Bakery", subscriptions: { m365: { productId: 4, editionId: 5, mode: "trial" } } },
      });
      return bakery.ids;`);
    assert.equal(error, undefined);
    assert.deepEqual(
      sorted(resources)
        .filter((one) => !isGuard(one))
        .map(({ type, name, inputs }) => [type, name, inputs]),
      [
        ["msp:index:Tenant", "bakery", {}],
        [eset("Customer"), "bakery/eset", { name: "Example Bakery", email: "it@bakery.example", suspended: false }],
        [
          eset("License"),
          "bakery/eset/endpoint",
          { customerId: "bakery/eset-id", productCode: "2015", quantity: 10, type: "full", suspended: false },
        ],
        [
          eset("License"),
          "bakery/eset/suite",
          { customerId: "bakery/eset-id", productCode: "2018", quantity: 5, type: "trial", suspended: false },
        ],
        [redstor("Company"), "bakery/redstor", { name: "Bakery", type: "Customer", enabled: true }],
        [
          redstor("Subscription"),
          "bakery/redstor/m365",
          { companyId: "bakery/redstor-id", productId: 4, editionId: 5, mode: "trial" },
        ],
      ],
    );
    assert.deepEqual(Object.fromEntries(sorted(resources).filter(isOfVendor).map(options)), {
      "bakery/eset": { ...unset, protect: true },
      "bakery/eset/endpoint": { ...unset, deletedWith: "bakery/eset" },
      "bakery/eset/suite": { ...unset, deletedWith: "bakery/eset" },
      "bakery/redstor": { ...unset, protect: true },
      "bakery/redstor/m365": { ...unset, deletedWith: "bakery/redstor" },
    });
    const guarded = (name: string, type: string) => ({ name, type, id: `${name}-id` });
    assert.deepEqual(
      sorted(resources)
        .filter(isGuard)
        .map(({ name, parent, protect, dependsOn, inputs }) => [name, parent, protect, [...dependsOn].sort(), inputs]),
      [
        [
          "bakery/eset/set protect false in its file first",
          "bakery",
          true,
          ["bakery/eset", "bakery/eset/endpoint", "bakery/eset/suite"],
          {
            tenant: "bakery",
            protect: true,
            company: guarded("bakery/eset", "eset:Customer"),
            belongings: [guarded("bakery/eset/endpoint", "eset:License"), guarded("bakery/eset/suite", "eset:License")],
            oneByOne: false,
          },
        ],
        [
          "bakery/redstor/set protect false in its file first",
          "bakery",
          true,
          ["bakery/redstor", "bakery/redstor/m365"],
          {
            tenant: "bakery",
            protect: true,
            company: guarded("bakery/redstor", "redstor:Company"),
            belongings: [guarded("bakery/redstor/m365", "redstor:Subscription")],
            oneByOne: false,
          },
        ],
      ],
    );
    assert.deepEqual(answer, {
      eset: {
        companyId: "bakery/eset-id",
        licenses: { endpoint: "bakery/eset/endpoint-id", suite: "bakery/eset/suite-id" },
      },
      redstor: { companyId: "bakery/redstor-id", subscriptions: { m365: "bakery/redstor/m365-id" } },
    });
  });

  it("has the protection that is asked for: of the tenant, of a company, of a single licence", async () => {
    const { resources } = await runProgram(`
      new msp.Tenant("open", { name: "Open", protect: false, eset: {}, redstor: { protect: true } });
      new msp.Tenant("half", { name: "Half", eset: { protect: false, licenses: {
        kept: { productCode: "2015", quantity: 1, protect: true }, other: { productCode: "107", quantity: 1 } } }, redstor: {} });
      new msp.Tenant("option", { name: "Option", eset: {} }, { protect: false });`);
    const protection = (of: readonly Registered[]) =>
      Object.fromEntries(sorted(of).map(({ name, protect }) => [name, protect]));
    assert.deepEqual(protection(resources.filter(isOfVendor)), {
      "half/eset": false,
      "half/eset/kept": true,
      "half/eset/other": false,
      "half/redstor": true,
      "open/eset": false,
      "open/redstor": true,
      "option/eset": false,
    });
    const guard = "set protect false in its file first";
    assert.deepEqual(protection(resources.filter(isGuard)), {
      [`half/eset/${guard}`]: false,
      [`half/redstor/${guard}`]: true,
      [`open/eset/${guard}`]: false,
      [`open/redstor/${guard}`]: true,
      [`option/eset/${guard}`]: false,
    });
  });

  it("has no resource of the name that another tenant's has, whatever the two are called", async () => {
    const part = `{ licenses: { eset: { productCode: "4", quantity: 1 }, redstor: { productCode: "5", quantity: 1 } } }`;
    const { resources, error } = await runProgram(`
      for (const name of ["bakery", "bakery/eset", "eset", "bakery/redstor", "bakery/eset/eset"]) {
        const subscriptions = { eset: { productId: 4, editionId: 5 } };
        new msp.Tenant(name, { name, eset: ${part}, redstor: { subscriptions } });
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
      const subscriptions = { m365: { productId: 4, editionId: 5 } };
      new msp.Tenant("leaves", { name: "Leaves", redstor: { deletionPolicy: "delete", subscriptions } });
      new msp.Tenant("rests", { name: "Rests", redstor: { deletionPolicy: "disable", subscriptions } });`);
    const subscriptions = sorted(resources).filter(({ type }) => type === redstor("Subscription"));
    assert.deepEqual(
      subscriptions.map(({ name, deletedWith }) => [name, deletedWith]),
      [
        ["leaves/redstor/m365", undefined],
        ["rests/redstor/m365", "rests/redstor"],
      ],
    );
  });
});
