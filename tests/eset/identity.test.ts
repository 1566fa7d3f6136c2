/** Who an object is at ESET: whatever case its id is typed in, whatever it is called, and whoever else has it already. */
import assert from "node:assert/strict";
import { asProgram } from "../host/dynamicHost";
import type { StackResource } from "../host/stack";
import { World } from "../host/world";

const bakery = { name: "Example Bakery" };

describe("an object at ESET", function () {
  this.timeout(5 * 60_000);
  const world = World.forEachTest();
  const eset = () => world.emulator.eset;
  const held = (id: string) =>
    eset()
      .companies()
      .find((one) => one.id === id.toLowerCase() && !one.deleted);

  /** As `pulumi import` leaves it: under the id that somebody typed. */
  const imported = (type: string, id: string, declared: object): StackResource => {
    const resource = world.resource(type);
    const properties = asProgram(type, { suspended: false, ...declared });
    resource.recorded = { id, inputs: properties, outputs: properties, unfinished: false };
    return resource;
  };

  it("whose id was typed in capitals is kept when its resource is renamed in the program and takes it over", async () => {
    const { id } = eset().portal.createCustomer(bakery);
    eset().portal.orderLicense({ customerId: id, productCode: "2015", quantity: 10 });
    const before = imported("eset:Customer", id.toUpperCase(), bakery);
    const renamed = world.resource("eset:Customer");
    await renamed.up({ ...bakery, adopt: true });
    await before.remove();
    assert.ok(held(id) !== undefined, "the customer was deleted");
  });

  it("is of one resource only, also where a second create of the same name is lost before it was done", async () => {
    const [first, second] = [world.resource("eset:Customer"), world.resource("eset:Customer")];
    await first.up(bakery);
    world.emulator.faults.add({ call: "Company/Create/customer", kind: "drop", when: "before" });
    await second.up(bakery).catch(() => undefined);
    assert.notEqual(second.recorded?.id, first.id, "two resources have one company");
  });

  it("is not taken over and renamed by another stack whose customer is called the same but for the case", async () => {
    const first = world.resource("eset:Customer");
    await first.up({ ...bakery, adopt: true });
    await world.restartHost();
    await world
      .resource("eset:Customer")
      .up({ name: "EXAMPLE BAKERY", adopt: true })
      .catch(() => undefined);
    const name = held(first.id)?.name;
    assert.equal(name, "Example Bakery", `the first stack's customer is called ${String(name)} now`);
  });

  for (const [type, declared] of [
    ["eset:Customer", () => bakery],
    [
      "eset:License",
      () => ({ customerId: eset().portal.createCustomer(bakery).id, productCode: "2015", quantity: 10 }),
    ],
    [
      "eset:User",
      () => ({ email: "j@msp.example", firstName: "Jane", lastName: "Doe", countryCode: "SVK", permission: "Read" }),
    ],
  ] as const) {
    it(`that another resource of the program manages is not offered to be taken over: ${type}`, async () => {
      const wanted = declared();
      await world.resource(type).up(wanted);
      await assert.rejects(world.resource(type).up({ ...wanted, adopt: true }), (error: Error) => {
        assert.match(error.message, /already exists \(id .*\), and another resource of this program manages it\./);
        assert.doesNotMatch(error.message, /adopt: true/);
        return true;
      });
    });
  }

  it("is refused under a name with blanks around it, before anything is sent", async () => {
    for (const name of [" Example Bakery", "Example Bakery\t", "\n"]) {
      await assert.rejects(
        world.resource("eset:Customer").plan({ name }),
        /name must be the company's name, without spaces at its start or end/,
      );
    }
    assert.equal(await world.resource("eset:Customer").plan({ name: "Example\nBakery" }), "create");
    assert.deepEqual(world.calls(), []);
  });

  it("shows what somebody changed of a user's permission, also where the id was typed in capitals", async () => {
    const user = world.resource("eset:User");
    const jane = { email: "j@msp.example", firstName: "Jane", lastName: "Doe", countryCode: "SVK", permission: "Read" };
    await user.up(jane);
    const { id } = user;
    const typed = imported("eset:User", id.toUpperCase(), jane);
    eset().portal.updateAccount(id, { permission: "write" });
    await world.restartHost();
    await typed.refresh();
    assert.equal(typed.inputs["permission"], "Write");
  });

  it("shows that a licence was suspended, also after its customer was resumed under an id in capitals", async () => {
    const { id } = eset().portal.createCustomer(bakery);
    const { publicLicenseKey } = eset().portal.orderLicense({ customerId: id, productCode: "2015", quantity: 10 });
    eset().portal.updateCompany(id, { status: "suspended" });
    const company = imported("eset:Customer", id.toUpperCase(), { ...bakery, suspended: true });
    const seats = { customerId: id, productCode: "2015", quantity: 10, type: "full" };
    const license = imported("eset:License", publicLicenseKey, seats);
    await license.refresh(); // the run learns that the company is suspended
    await company.up({ ...bakery, suspended: false });
    eset().portal.updateLicense(publicLicenseKey, { suspended: true });
    await license.refresh();
    assert.equal(license.inputs["suspended"], true);
  });
});
