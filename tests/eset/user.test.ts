import assert from "node:assert/strict";
import type { Properties } from "../host/dynamicHost";
import { behavesLikeAResource } from "../host/matrix";
import { World } from "../host/world";

const type = "eset:User";
const jane = {
  email: "jane@msp.example",
  firstName: "Jane",
  lastName: "Doe",
  countryCode: "SVK",
  permission: "Read",
};

describe("eset.User", function () {
  const world = World.forEachTest();

  const user = (id: string) => world.emulator.eset.accounts.find(({ userId }) => userId === id);
  const held = (id: string): Properties | undefined => {
    const found = user(id);
    if (found === undefined) return undefined;
    const { email, firstName, lastName, countryCode, description, phoneNumber, permission, specificPermissions } =
      found;
    return { email, firstName, lastName, countryCode, description, phoneNumber, permission, specificPermissions };
  };
  const update = (changes: object) => (id: string) => void world.emulator.eset.portal.updateAccount(id, changes);

  const bare = {
    ...{ email: "jane@msp.example", firstName: "Jane", lastName: "Doe", countryCode: "SVK" },
    ...{ description: null, phoneNumber: null, permission: "read", specificPermissions: {} },
  };

  behavesLikeAResource(
    {
      type,
      readFromList: true,
      arrange: () => {
        const { id: customer } = world.emulator.eset.portal.createCustomer({ name: "Example Bakery" });
        const full = {
          ...{ email: "jane@msp.example", firstName: "Jane", lastName: "Dough", countryCode: "CZE" },
          ...{ description: "Backups", phoneNumber: "+421 2 000", permission: "noAccess" },
          specificPermissions: { [customer]: "write" },
        };
        return {
          minimal: { declared: jane, held: bare, afterDelete: { ...bare, permission: "noAccess" } },
          maximal: {
            declared: {
              ...{ email: "jane@msp.example", firstName: "Jane", lastName: "Dough", countryCode: "CZE" },
              ...{ description: "Backups", phone: "+421 2 000", permission: "NoAccess" },
              companyPermissions: { [customer]: "Write" },
            },
            held: full,
            afterDelete: { ...full, specificPermissions: {} },
          },
          afterMaximal: bare,
          observe: held,
          portal: {
            firstName: { change: update({ firstName: "Janet" }), found: "Janet" },
            lastName: { change: update({ lastName: "Roe" }), found: "Roe" },
            countryCode: { change: update({ countryCode: "SVK" }), found: "SVK" },
            description: { change: update({ description: null }), found: "" },
            phone: { change: update({ phoneNumber: "+421 2 111" }), found: "+421 2 111" },
            permission: { change: update({ permission: "write" }), found: "Write" },
          },
          // an address is the user; ESET does not tell the permissions on single companies
          fixed: ["email", "companyPermissions"],
          existing: () =>
            world.emulator.eset.portal.createAccount({
              ...{ username: "jane", password: "emulator", companyId: world.account.companyId },
              ...{ email: "jane@msp.example", firstName: "J", lastName: "D" },
            }).userId,
        };
      },
    },
    world,
  );

  it("is found by its e-mail address however that is spelt", async () => {
    const { userId } = world.emulator.eset.portal.createAccount({
      ...{ username: "jane", password: "emulator", companyId: world.account.companyId, email: "Jane@MSP.example" },
    });
    await assert.rejects(world.resource(type).up(jane), new RegExp(`already exists \\(id ${userId}\\)`));
    const resource = world.resource(type);
    await resource.up({ ...jane, adopt: true });
    await resource.refresh();
    assert.equal(await resource.plan({ ...jane, adopt: true }), "same");
  });

  it("lists the users once for a refresh of many", async () => {
    const users = await Promise.all(
      ["a", "b", "c"].map(async (name) => {
        const resource = world.resource(type);
        await resource.up({ ...jane, email: `${name}@msp.example` });
        return resource;
      }),
    );
    world.calls();
    await Promise.all(users.map((resource) => resource.refresh()));
    const calls = world.calls();
    assert.equal(calls.filter((call) => call === "User/GetUserDetails").length, 3);
    assert.equal(calls.filter((call) => call === "Company/Users").length, 1);
  });

  it("of another address is another user: created first, then the old one loses its access", async () => {
    const resource = world.resource(type);
    await resource.up(jane);
    const { id } = resource;
    assert.equal(await resource.up({ ...jane, email: "janet@msp.example" }), "replace");
    assert.deepEqual([held(id)?.["permission"], held(resource.id)?.["email"]], ["noAccess", "janet@msp.example"]);
  });

  it("may do what single companies allow only with less than Write on all of them", async () => {
    await assert.rejects(
      world.resource(type).plan({ ...jane, permission: "Write", companyPermissions: { x: "Read" } }),
      /companyPermissions is only for the permissions Read and NoAccess/,
    );
  });

  it("belongs to one resource of a program, even with adopt", async () => {
    await world.resource(type).up(jane);
    const second = world.resource(type);
    await assert.rejects(second.up({ ...jane, permission: "Write", adopt: true }), /already exists/);
    assert.equal(second.recorded, undefined);
  });

  it("that lost its access by a removal gets it back when it is declared again, and loses it again", async () => {
    const resource = world.resource(type);
    await resource.up(jane);
    const { id } = resource;
    await resource.destroy();
    await resource.up(jane);
    assert.deepEqual([resource.id, held(id)?.["permission"]], [id, "read"]);
    await resource.destroy();
    assert.equal(held(id)?.["permission"], "noAccess");
  });

  it("keeps its access with deletionPolicy retain", async () => {
    const resource = world.resource(type);
    await resource.up({ ...jane, deletionPolicy: "retain" });
    const { id } = resource;
    await resource.destroy();
    assert.equal(held(id)?.["permission"], "read");
  });

  for (const fault of [
    { kind: "drop", when: "after" },
    { kind: "truncate" },
    { kind: "status", status: 500, when: "after" },
  ] as const) {
    it(`is not created twice when the answer is lost (${fault.kind})`, async () => {
      world.emulator.faults.add({ call: "User/Create", ...fault });
      const resource = world.resource(type);
      await resource.up(jane);
      const mine = world.emulator.eset.accounts.filter(({ email }) => email === jane.email);
      assert.deepEqual(
        mine.map(({ userId }) => userId),
        [resource.id],
      );
      assert.equal(resource.notes["adopted"], undefined);
    });
  }

  it("that was not created when its answer was lost is created by the next run, and not by this one", async () => {
    world.emulator.faults.add({ call: "User/Create", kind: "status", status: 500 });
    const resource = world.resource(type);
    world.calls();
    await assert.rejects(resource.up(jane), /looked for afterwards, and is not found\. It is not sent again/);
    assert.equal(world.calls().filter((call) => call === "User/Create").length, 1);
    await world.restartHost();
    await resource.up(jane);
    assert.equal(held(resource.id)?.["permission"], "read");
  });

  it("does not make a user ours that was there before", async () => {
    const hour = 60 * 60_000;
    world.emulator.clock.advance(-hour);
    world.emulator.eset.portal.createAccount({
      ...{ username: "jane", password: "emulator", companyId: world.account.companyId, email: jane.email },
    });
    world.emulator.clock.advance(hour);
    world.emulator.faults.add({ call: "User/Create", kind: "status", status: 500 });
    await assert.rejects(world.resource(type).up(jane), /already exists/);
  });
});
