import assert from "node:assert/strict";
import type { Properties } from "../host/dynamicHost";
import type { HostError } from "../host/dynamicHost";
import { behavesLikeAResource } from "../host/matrix";
import type { CheckFailed } from "../host/stack";
import { World } from "../host/world";

const type = "eset:Customer";
const bakery = { name: "Example Bakery" };

/** As the vendor holds a customer of which only the name was given. */
const bare = {
  name: "Example Bakery",
  email: null,
  description: null,
  comment: null,
  vatId: null,
  customIdentifier: null,
  address: { state: null, city: null, streetAddress: null, zipCode: null },
  tags: [] as string[],
  status: "active",
};

describe("eset.Customer", function () {
  const world = World.forEachTest();

  const ownCompany = () => world.emulator.eset.accounts[0]?.companyId ?? "";
  const held = (id: string): Properties | undefined => {
    const company = world.emulator.eset.companies().find((one) => one.id === id && !one.deleted);
    if (company === undefined) return undefined;
    const { name, email, description, comment, vatId, customIdentifier, address, tags, status } = company;
    return { name, email, description, comment, vatId, customIdentifier, address, tags: [...tags].sort(), status };
  };
  const update = (changes: object) => (id: string) => void world.emulator.eset.portal.updateCompany(id, changes);
  const customers = () =>
    world.emulator.eset.companies().filter((one) => one.parentId === ownCompany() && one.type === 1007 && !one.deleted);

  behavesLikeAResource(
    {
      type,
      arrange: () => ({
        minimal: { declared: bakery, held: bare, afterDelete: undefined },
        maximal: {
          declared: {
            ...bakery,
            email: "it@bakery.example",
            address: { state: "OR", city: "Springfield", streetAddress: "1 Main St", zipCode: "12345" },
            tags: ["gold", "north"],
            customIdentifier: "CRM-42",
            comment: "pays late",
            vatId: "SK2020202020",
            description: "Bread and rolls",
            parentId: ownCompany(),
            suspended: true,
          },
          held: {
            name: "Example Bakery",
            email: "it@bakery.example",
            address: { state: "OR", city: "Springfield", streetAddress: "1 Main St", zipCode: "12345" },
            tags: ["gold", "north"],
            customIdentifier: "CRM-42",
            comment: "pays late",
            vatId: "SK2020202020",
            description: "Bread and rolls",
            status: "suspended",
          },
          afterDelete: undefined,
        },
        afterMaximal: bare,
        observe: held,
        portal: {
          name: { change: update({ name: "Bakery & Sons" }), found: "Bakery & Sons" },
          email: { change: update({ email: "other@bakery.example" }), found: "other@bakery.example" },
          address: {
            change: update({ address: { city: "Shelbyville" } }),
            found: { state: "OR", city: "Shelbyville", streetAddress: "1 Main St", zipCode: "12345" },
          },
          tags: { change: update({ tags: ["gold", "south"] }), found: ["gold", "south"] },
          customIdentifier: { change: update({ customIdentifier: null }), found: "" },
          comment: { change: update({ comment: "pays" }), found: "pays" },
          vatId: { change: update({ vatId: "SK1" }), found: "SK1" },
          description: { change: update({ description: null }), found: "" },
          suspended: { change: update({ status: "active" }), found: false },
        },
        fixed: ["parentId"],
        existing: () => world.emulator.eset.portal.createCustomer({ name: "Example Bakery", comment: "old" }).id,
      }),
    },
    world,
  );

  describe("calls", () => {
    it("one for a create, one for a refresh, one for an update; for all of them one sign-in and a look whose account it is", async () => {
      const customer = world.resource(type);
      await customer.up(bakery);
      assert.deepEqual(
        world.emulator.journal.entries().map(({ call }) => call),
        ["Token/Get", "User/Current", "Company/Create/customer"],
      );
      world.emulator.journal.clear();
      await customer.refresh();
      assert.deepEqual(
        world.emulator.journal.entries().map(({ call }) => call),
        ["Company/Detail"],
      );
      world.emulator.journal.clear();
      await customer.up({ ...bakery, comment: "x" });
      assert.deepEqual(
        world.emulator.journal.entries().map(({ call }) => call),
        ["Company/Update/customer"],
      );
    });

    it("one sign-in more when the token ends before its time", async () => {
      const customer = world.resource(type);
      await customer.up(bakery);
      world.emulator.clock.advance(2 * 60 * 60_000);
      world.emulator.journal.clear();
      await customer.up({ ...bakery, comment: "x" });
      const seen = world.emulator.journal.entries().map(({ call, status }) => `${call} ${status}`);
      assert.deepEqual(seen, ["Company/Update/customer 401", "Token/Get 200", "Company/Update/customer 200"]);
    });

    it("none for check and diff: a preview needs no credentials", async () => {
      await world.restartHost({ config: { "msp:esetUsername": "", "msp:esetPassword": "" } });
      assert.equal(await world.resource(type).plan(bakery), "create");
      assert.deepEqual(world.emulator.journal.entries(), []);
    });

    it("send only what differs: the portal's own comment survives a new e-mail address", async () => {
      const customer = world.resource(type);
      await customer.up(bakery);
      update({ comment: "typed in the portal" })(customer.id);
      await customer.up({ ...bakery, email: "it@bakery.example" });
      assert.deepEqual(held(customer.id), { ...bare, comment: "typed in the portal", email: "it@bakery.example" });
    });

    it("leave undeclared parts of an address as they are, and erase a part that is declared no longer", async () => {
      const customer = world.resource(type);
      await customer.up({ ...bakery, address: { city: "Springfield", zipCode: "12345" } });
      update({ address: { streetAddress: "1 Main St" } })(customer.id);
      await customer.up({ ...bakery, address: { city: "Shelbyville" } });
      const expected = { state: null, city: "Shelbyville", streetAddress: "1 Main St", zipCode: null };
      assert.deepEqual(held(customer.id)?.["address"], expected);
    });

    it("compute tags from what is there, not from state: a tag that somebody added meanwhile does not disturb", async () => {
      const customer = world.resource(type);
      await customer.up({ ...bakery, tags: ["gold", "north"] });
      update({ tags: ["north", "new"] })(customer.id);
      await customer.up({ ...bakery, tags: ["new", "silver"] });
      assert.deepEqual(held(customer.id)?.["tags"], ["new", "silver"]);
    });
  });

  describe("suspension", () => {
    const licensed = () => {
      const customer = world.resource(type);
      const license = world.resource("eset:License");
      const seats = (more = {}) => ({ customerId: customer.id, productCode: "2015", quantity: 10, ...more });
      const runs = () =>
        world.emulator.eset.licenses().find((one) => one.publicLicenseKey === license.id)?.suspended === false;
      return { customer, license, seats, runs };
    };

    it("waits until the vendor says so", async () => {
      world.emulator.faults.add({ call: "Company/Suspend", kind: "slowOperation", milliseconds: 1500 });
      const customer = world.resource(type);
      await customer.up(bakery);
      await customer.up({ ...bakery, suspended: true });
      assert.equal(held(customer.id)?.["status"], "suspended");
    });

    it("of a customer is no drift of its licences, and resuming it is none either", async () => {
      const { customer, license, seats, runs } = licensed();
      await customer.up(bakery);
      await license.up(seats());
      await customer.up({ ...bakery, suspended: true });
      assert.equal(runs(), false);
      await license.refresh();
      assert.equal(await license.plan(seats()), "same");
      await customer.up(bakery);
      assert.equal(runs(), true);
      await license.refresh();
      assert.equal(await license.plan(seats()), "same");
    });

    it("asks once whether the company is suspended, however many licences it has", async () => {
      const { customer } = licensed();
      await customer.up(bakery);
      const licenses = await Promise.all(
        ["2015", "2018", "107", "111"].map(async (productCode) => {
          const license = world.resource("eset:License");
          await license.up({ customerId: customer.id, productCode, quantity: 1 });
          return license;
        }),
      );
      update({ status: "suspended" })(customer.id);
      world.emulator.journal.clear();
      await Promise.all(licenses.map((license) => license.refresh()));
      assert.equal(world.calls().filter((call) => call === "Company/Detail").length, 1);
    });

    it("of a customer that ends wakes all licences; those declared as suspended are suspended again in the same run", async () => {
      const { customer, license, seats, runs } = licensed();
      await customer.up(bakery);
      await license.up(seats({ suspended: true }));
      await customer.up({ ...bakery, suspended: true });

      await world.restartHost();
      // the engine plans the customer first, because the licence depends on it
      assert.equal(await customer.plan(bakery), "update");
      assert.equal(await license.plan(seats({ suspended: true })), "update", "the preview announces it");

      await world.restartHost();
      await customer.up(bakery);
      assert.equal(runs(), true, "the vendor woke it");
      assert.equal(await license.up(seats({ suspended: true })), "update");
      assert.equal(runs(), false);

      await world.restartHost();
      await license.refresh();
      assert.equal(await license.plan(seats({ suspended: true })), "same");
    });

    it("that ends together with the licence's own leaves nothing to do, now or in the next run", async () => {
      const { customer, license, seats, runs } = licensed();
      await customer.up(bakery);
      await license.up(seats({ suspended: true }));
      await customer.up({ ...bakery, suspended: true });
      await world.restartHost();
      await customer.up(bakery);
      world.emulator.journal.clear();
      await license.up(seats());
      assert.deepEqual([world.calls(), runs()], [[], true]);
      await world.restartHost();
      assert.equal(await license.plan(seats()), "same");
    });

    it("that ends, but cannot be put back on a licence, is finished by the next run", async () => {
      const { customer, license, seats, runs } = licensed();
      await customer.up(bakery);
      await license.up(seats({ suspended: true }));
      await customer.up({ ...bakery, suspended: true });
      await world.restartHost();
      await customer.up(bakery);
      world.emulator.faults.add({ call: "License/Suspend", kind: "status", status: 403 });
      await assert.rejects(license.up(seats({ suspended: true })));
      await world.restartHost();
      assert.equal(await license.up(seats({ suspended: true })), "update");
      assert.equal(runs(), false);
    });

    it("that ends in an update which fails afterwards still puts its licences right in the next run", async () => {
      const { customer, license, seats, runs } = licensed();
      await customer.up(bakery);
      await license.up(seats({ suspended: true }));
      await customer.up({ ...bakery, suspended: true });
      await world.restartHost();
      world.emulator.faults.add({ call: "Company/Update/customer", kind: "status", status: 403 });
      await assert.rejects(customer.up({ ...bakery, comment: "x" }));
      assert.equal(runs(), true, "the vendor woke it");
      await world.restartHost();
      await customer.up({ ...bakery, comment: "x" });
      await license.up(seats({ suspended: true }));
      assert.equal(runs(), false);
    });

    it("that fails half way through a create keeps the id, and the next run finishes it", async () => {
      world.emulator.faults.add({ call: "Company/Suspend", kind: "status", status: 400, times: 1 });
      const customer = world.resource(type);
      await assert.rejects(customer.up({ ...bakery, suspended: true }), (error: HostError) => {
        assert.equal(error.initFailure?.properties["suspended"], false, "recorded as it is");
        return true;
      });
      assert.equal(held(customer.id)?.["status"], "active");
      assert.equal(await customer.up({ ...bakery, suspended: true }), "update");
      assert.equal(held(customer.id)?.["status"], "suspended");
      assert.equal(world.calls().filter((call) => call === "Company/Create/customer").length, 1);
    });
  });

  describe("removal", () => {
    it("looks what is below, suspends, waits, deletes", async () => {
      const customer = world.resource(type);
      await customer.up(bakery);
      const { id } = customer;
      world.calls();
      await customer.destroy();
      const calls = world.calls();
      assert.deepEqual(
        calls.filter((call) => call !== "Company/Detail"),
        ["Company/Children", "Company/Suspend", "Company/Delete"],
      );
      assert.equal(held(id), undefined);
    });

    for (const [deletionPolicy, status] of [
      ["suspend", "suspended"],
      ["retain", "active"],
    ] as const) {
      it(`leaves the company ${status} with deletionPolicy ${deletionPolicy}`, async () => {
        const customer = world.resource(type);
        await customer.up({ ...bakery, deletionPolicy });
        const { id } = customer;
        await customer.destroy();
        assert.equal(held(id)?.["status"], status);
      });
    }

    it("deletes an adopted company only when deletionPolicy says so", async () => {
      world.emulator.eset.portal.createCustomer(bakery);
      const customer = world.resource(type);
      await customer.up({ ...bakery, adopt: true });
      assert.equal(await customer.up({ ...bakery, adopt: true, deletionPolicy: "delete" }), "update");
      const { id } = customer;
      await customer.destroy();
      assert.equal(held(id), undefined);
    });

    it("of a company that is gone already is no error", async () => {
      const customer = world.resource(type);
      await customer.up(bakery);
      world.emulator.eset.portal.deleteCompany(customer.id);
      await customer.destroy();
      assert.equal(customer.recorded, undefined);
    });

    it("does what the program last said, even if the update that brought it failed half way", async () => {
      const customer = world.resource(type);
      await customer.up({ ...bakery, deletionPolicy: "delete" });
      const { id } = customer;
      world.emulator.faults.add({ call: "Company/Suspend", kind: "status", status: 403 });
      await assert.rejects(customer.up({ ...bakery, comment: "x", suspended: true, deletionPolicy: "retain" }));
      await customer.destroy();
      assert.equal(held(id)?.["status"], "active");
    });

    it("goes on after a run that suspended the company and could not delete it", async () => {
      const customer = world.resource(type);
      await customer.up(bakery);
      const { id } = customer;
      world.emulator.faults.add({ call: "Company/Delete", kind: "status", status: 403 });
      await assert.rejects(customer.destroy());
      assert.equal(held(id)?.["status"], "suspended");
      await customer.destroy();
      assert.equal(held(id), undefined);
    });
  });

  describe("a lost answer", () => {
    for (const [what, fault] of Object.entries({
      "dropped after it was applied": { kind: "drop", when: "after" },
      "500 after it was applied": { kind: "status", status: 500, when: "after" },
      "cut off": { kind: "truncate" },
      "later than the deadline": { kind: "delay", milliseconds: 5000, when: "after" },
    } as const)) {
      it(`to a create (${what}) makes no second company`, async () => {
        world.emulator.faults.add({ call: "Company/Create/customer", ...fault });
        const customer = world.resource(type);
        await customer.up({ ...bakery, email: "it@bakery.example" });
        assert.deepEqual(
          customers().map(({ id }) => id),
          [customer.id],
        );
        // the emulator's journal has a delayed call only when it is over
        assert.ok(world.calls().filter((call) => call === "Company/Create/customer").length <= 1);
        assert.equal(customer.notes["adopted"], undefined);
      });
    }

    for (const [what, fault] of Object.entries({
      "dropped before it was applied": { kind: "drop" },
      "500 before it was applied": { kind: "status", status: 500 },
      "a proxy's page": { kind: "html", status: 502 },
    } as const)) {
      it(`to a create (${what}) is not followed by another in the same run; the next run creates it`, async () => {
        world.emulator.faults.add({ call: "Company/Create/customer", ...fault });
        const customer = world.resource(type);
        world.calls();
        await assert.rejects(customer.up(bakery), /looked for afterwards, and is not found\. It is not sent again/);
        assert.equal(world.calls().filter((call) => call === "Company/Create/customer").length, 1);
        await world.restartHost();
        await customer.up(bakery);
        assert.deepEqual(
          customers().map(({ id }) => id),
          [customer.id],
        );
      });
    }

    it("does not make a company ours that was there before, however much it looks like the declared one", async () => {
      const days = 5 * 24 * 60 * 60_000;
      world.emulator.clock.advance(-days);
      const { id } = world.emulator.eset.portal.createCustomer(bakery);
      world.emulator.clock.advance(days);
      world.emulator.faults.add({ call: "Company/Create/customer", kind: "status", status: 500 });
      const customer = world.resource(type);
      await assert.rejects(customer.up(bakery), new RegExp(`already exists \\(id ${id}\\)`));
      assert.equal(customer.recorded, undefined);
    });

    it("to the sign-in is not taken for one to the create: nothing was sent", async () => {
      world.emulator.eset.portal.createCustomer(bakery);
      world.emulator.faults.add({ call: "Token/Get", kind: "status", status: 500, times: 6 });
      const customer = world.resource(type);
      await assert.rejects(customer.up(bakery), /Token\/Get/);
      assert.equal(customer.recorded, undefined);
    });

    it("does not make a company ours that was there before and has licences", async () => {
      const { portal } = world.emulator.eset;
      const { id } = portal.createCustomer(bakery);
      portal.orderLicense({ customerId: id, productCode: "2015", quantity: 1 });
      world.emulator.faults.add({ call: "Company/Create/customer", kind: "status", status: 500 });
      const customer = world.resource(type);
      await assert.rejects(customer.up(bakery), /already exists/);
      assert.equal(customer.recorded, undefined);
    });

    it("to an update changes nothing but the number of calls", async () => {
      const customer = world.resource(type);
      await customer.up({ ...bakery, tags: ["gold"] });
      world.emulator.faults.add({ call: "Company/Update/customer", kind: "drop", when: "after" });
      await customer.up({ ...bakery, comment: "x", tags: ["silver"] });
      assert.deepEqual(held(customer.id), { ...bare, comment: "x", tags: ["silver"] });
    });

    it("to a suspension is explained by the company itself", async () => {
      const customer = world.resource(type);
      await customer.up(bakery);
      world.emulator.faults.add({ call: "Company/Suspend", kind: "drop", when: "after" });
      await customer.up({ ...bakery, suspended: true });
      assert.equal(held(customer.id)?.["status"], "suspended");
    });
  });

  describe("the parent", () => {
    it("cannot be changed: refused at preview, with the remedy", async () => {
      const customer = world.resource(type);
      await customer.up({ ...bakery, parentId: ownCompany() });
      await assert.rejects(
        customer.plan({ ...bakery, parentId: "10000000-0000-4000-8000-000000000006" }),
        (error: CheckFailed) => {
          assert.match(
            error.message,
            /^parentId ESET cannot move a company to another parent\. Set parentId to [0-9a-f-]+\./,
          );
          return true;
        },
      );
    });

    it("can be declared later if it is the one that the company has", async () => {
      const customer = world.resource(type);
      await customer.up(bakery);
      assert.equal(await customer.up({ ...bakery, parentId: ownCompany() }), "update");
      assert.equal(customer.outputs["parentId"], ownCompany());
    });

    it("declared later as another one is refused before anything is sent", async () => {
      const customer = world.resource(type);
      await customer.up(bakery);
      world.calls();
      await assert.rejects(
        customer.up({ ...bakery, name: "Renamed", parentId: "10000000-0000-4000-8000-000000000006" }),
        (error: HostError) => error.message.includes(`Set parentId to ${ownCompany()}`),
      );
      assert.deepEqual(world.calls(), ["Company/Detail"]);
    });
  });

  it("tells that it is gone when it was deleted in the portal", async () => {
    const customer = world.resource(type);
    await customer.up(bakery);
    world.emulator.eset.portal.deleteCompany(customer.id);
    assert.equal(await customer.refresh(), false);
  });

  it("removes nothing of a property when its declaration goes from empty to absent", async () => {
    const customer = world.resource(type);
    await customer.up({ ...bakery, comment: "" });
    await customer.up(bakery);
    update({ comment: "typed in the portal" })(customer.id);
    await customer.refresh();
    assert.equal(await customer.plan(bakery), "same");
  });
});
