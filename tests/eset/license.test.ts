import assert from "node:assert/strict";
import type { LicenseChanges } from "../../emulator";
import { driftOf } from "../host/driftOf";
import type { Properties } from "../host/dynamicHost";
import type { HostError } from "../host/dynamicHost";
import { behavesLikeAResource } from "../host/matrix";
import type { CheckFailed } from "../host/stack";
import { World } from "../host/world";

const type = "eset:License";

describe("eset.License", function () {
  const world = World.forEachTest();

  let customerId: string;
  let otherCustomerId: string;
  beforeEach(() => {
    customerId = world.emulator.eset.portal.createCustomer({ name: "Example Bakery" }).id;
    otherCustomerId = world.emulator.eset.portal.createCustomer({ name: "Example Brewery" }).id;
  });
  const seats = (more: Properties = {}) => ({ customerId, productCode: "2015", quantity: 10, ...more });

  const licenses = () => world.emulator.eset.licenses();
  const held = (id: string): Properties | undefined => {
    const license = licenses().find((one) => one.publicLicenseKey === id);
    if (license === undefined) return undefined;
    const { productCode, quantity, trial, trialExtensions, suspended } = license;
    return { customerId: license.customerId, productCode, quantity, trial, trialExtensions, suspended };
  };
  const full = () => ({
    customerId,
    productCode: "2015",
    quantity: 10,
    trial: false,
    trialExtensions: null,
    suspended: false,
  });
  const change = (changes: LicenseChanges) => (id: string) =>
    void world.emulator.eset.portal.updateLicense(id, changes);
  const orders = () => world.calls().filter((call) => call === "License/Order").length;

  describe("full", () => {
    behavesLikeAResource(
      {
        type,
        needs: { eset: { "license.quantityOfTrial": "changes", "license.keyOnProductChange": "stays" } },
        arrange: () => ({
          minimal: { declared: seats(), held: full(), afterDelete: { ...full(), suspended: true } },
          maximal: {
            declared: seats({ productCode: "2018", quantity: 25, type: "full", suspended: true }),
            held: { ...full(), productCode: "2018", quantity: 25, suspended: true },
            afterDelete: { ...full(), productCode: "2018", quantity: 25, suspended: true },
          },
          afterMaximal: full(),
          observe: held,
          portal: {
            quantity: { change: change({ quantity: 30 }), found: 30 },
            productCode: { change: change({ productCode: "2015" }), found: "2015" },
            suspended: { change: change({ suspended: false }), found: false },
          },
          fixed: ["customerId", "type"],
          existing: () =>
            world.emulator.eset.portal.orderLicense({ customerId, productCode: "2018", quantity: 3 }).publicLicenseKey,
        }),
      },
      world,
    );
  });

  describe("trial", () => {
    const trial = () => ({ ...full(), trial: true, trialExtensions: 0 });
    behavesLikeAResource(
      {
        type,
        needs: {
          eset: {
            "license.quantityOfTrial": "changes",
            "license.keyOnProductChange": "stays",
            "license.optionalFields": "told",
          },
        },
        arrange: () => ({
          minimal: { declared: seats({ type: "trial" }), held: trial(), afterDelete: undefined },
          maximal: {
            declared: seats({ quantity: 25, type: "trial", suspended: true, trialExtensions: 2 }),
            held: { ...trial(), quantity: 25, suspended: true, trialExtensions: 2 },
            afterDelete: undefined,
          },
          afterMaximal: { ...trial(), trialExtensions: 2 }, // an extension cannot be taken back
          observe: held,
          portal: {
            quantity: { change: change({ quantity: 30 }), found: 30 },
            suspended: { change: change({ suspended: false }), found: false },
            trialExtensions: { change: change({ trialExtensions: 1 }), found: 1 },
          },
          fixed: ["customerId", "productCode", "type"],
          existing: () =>
            world.emulator.eset.portal.orderLicense({ customerId, productCode: "2015", quantity: 3, trial: true })
              .publicLicenseKey,
        }),
      },
      world,
    );

    it("becomes a full licence in place, with its new seats, and follows the new key", async () => {
      const license = world.resource(type);
      await license.up(seats({ type: "trial" }));
      const { id } = license;
      world.calls();
      assert.equal(await license.up(seats({ quantity: 12 })), "update");
      assert.deepEqual(world.calls(), ["License/ConvertToFull"]);
      const key = String(license.outputs["publicLicenseKey"]);
      assert.notEqual(key, id, "the emulated vendor gives a converted licence another key");
      assert.equal(license.id, id);
      assert.deepEqual(held(key), { ...full(), quantity: 12 });
      await license.refresh();
      assert.equal(await license.plan(seats({ quantity: 12 })), "same");
      await license.up(seats({ quantity: 13 }));
      assert.equal(held(key)?.["quantity"], 13);
      await license.destroy();
      assert.equal(held(key)?.["suspended"], true);
    });

    it("that somebody converted in the portal is found under its new key, and going back is refused with the remedy", async () => {
      const license = world.resource(type);
      await license.up(seats({ type: "trial" }));
      world.emulator.eset.portal.updateLicense(license.id, { trial: false, publicLicenseKey: "NEW-NEW-NEW" });
      assert.equal(await license.refresh(), true);
      assert.deepEqual([license.inputs["type"], license.outputs["publicLicenseKey"]], ["full", "NEW-NEW-NEW"]);
      await assert.rejects(license.plan(seats({ type: "trial" })), (error: CheckFailed) => {
        assert.equal(error.message, 'type A full licence cannot become a trial. Set type: "full".');
        return true;
      });
      assert.equal(await license.plan(seats()), "same");
    });

    it("of another product is replaced: the new one is ordered, the old one removed", async () => {
      const license = world.resource(type);
      await license.up(seats({ type: "trial" }));
      world.calls();
      assert.equal(await license.up(seats({ type: "trial", productCode: "2018" })), "replace");
      assert.deepEqual(world.calls(), ["User/Current", "License/Order", "License/Remove"]);
      assert.deepEqual(
        licenses().map(({ productCode, trial }) => [productCode, trial]),
        [["2018", true]],
      );
    });

    it("declares extensions later: only the missing ones are asked for", async () => {
      const license = world.resource(type);
      await license.up(seats({ type: "trial" }));
      change({ trialExtensions: 1 })(license.id);
      world.calls();
      await license.up(seats({ type: "trial", trialExtensions: 2 }));
      assert.deepEqual(world.calls(), ["License/Detail", "License/ExtendTrial"]);
      assert.equal(held(license.id)?.["trialExtensions"], 2);
    });

    it("declares fewer extensions than it has: refused, and nothing is sent but the look", async () => {
      const license = world.resource(type);
      await license.up(seats({ type: "trial" }));
      change({ trialExtensions: 2 })(license.id);
      world.calls();
      await assert.rejects(
        license.up(seats({ type: "trial", trialExtensions: 1, quantity: 99 })),
        /Set trialExtensions to 2, or more/,
      );
      assert.deepEqual(world.calls(), ["License/Detail"]);
    });

    it("with fewer extensions is made anew when the program allows it: removed first", async () => {
      const license = world.resource(type);
      await license.up(seats({ type: "trial", trialExtensions: 2 }));
      world.calls();
      assert.equal(await license.up(seats({ type: "trial", trialExtensions: 1, allowRecreate: true })), "replace");
      assert.deepEqual(world.calls(), ["License/Remove", "User/Current", "License/Order", "License/ExtendTrial"]);
    });

    it("that has expired says so, changes nothing in the plan, and becomes a full one by changing its type", async () => {
      const license = world.resource(type);
      await license.up(seats({ type: "trial" }));
      assert.equal(license.outputs["expired"], undefined);
      world.emulator.clock.advance(31 * 86_400_000);
      await license.refresh();
      assert.equal(license.outputs["expired"], true);
      assert.equal(await license.plan(seats({ type: "trial" })), "same");
      await license.up(seats());
      assert.equal(held(String(license.outputs["publicLicenseKey"]))?.["trial"], false);
      await license.refresh();
      assert.equal(license.outputs["expired"], false);
    });

    it("that has expired is drift in every run, with what to do", async () => {
      const license = world.resource(type);
      await license.up(seats({ type: "trial" }));
      assert.deepEqual(await driftOf(license), []);
      world.emulator.clock.advance(31 * 86_400_000);
      for (const run of ["first", "second"]) {
        const [found, ...more] = await driftOf(license);
        assert.deepEqual(
          [found?.property, found?.program, found?.live, more],
          ["type", "trial", "trial, expired", []],
          run,
        );
        assert.match(found?.hint ?? "", /Set type: "full" to convert it, or remove the resource/);
      }
    });

    it("that needs an extension and cannot get it keeps its key, and the next run finishes it", async () => {
      world.emulator.faults.add({ call: "License/ExtendTrial", kind: "status", status: 403 });
      const license = world.resource(type);
      await assert.rejects(license.up(seats({ type: "trial", trialExtensions: 1 })), (error: HostError) => {
        const reached = {
          ...seats({ type: "trial", suspended: false, trialExtensions: 0 }),
          __msp: { account: world.account.companyId },
          publicLicenseKey: error.initFailure?.id,
        };
        assert.deepEqual(error.initFailure?.properties, world.host.asProgram(type, reached));
        return true;
      });
      assert.equal(await license.up(seats({ type: "trial", trialExtensions: 1 })), "update");
      assert.equal(held(license.id)?.["trialExtensions"], 1);
      assert.equal(orders(), 1);
    });
  });

  describe("calls", () => {
    it("one for a create, one for seats, one to suspend, one for a refresh, one sign-in for all of them", async () => {
      const license = world.resource(type);
      const calls = async (step: Promise<unknown>) => {
        await step;
        const seen = world.emulator.journal.entries().map(({ call }) => call);
        world.emulator.journal.clear();
        return seen;
      };
      assert.deepEqual(await calls(license.up(seats())), ["Token/Get", "User/Current", "License/Order"]);
      assert.deepEqual(await calls(license.up(seats({ quantity: 11 }))), ["License/UpdateQuantity"]);
      assert.deepEqual(await calls(license.up(seats({ quantity: 11, suspended: true }))), ["License/Suspend"]);
      assert.deepEqual(await calls(license.refresh()), ["License/Detail"]);
      assert.deepEqual(await calls(license.up(seats({ quantity: 11, productCode: "2018" }))), [
        "License/Unsuspend",
        "License/ChangeProduct",
        "License/Detail", // whether it has another key now
      ]);
      assert.deepEqual(await calls(license.destroy()), ["Token/Get", "License/Suspend"]);
    });

    it("share one sign-in, however many resources start at once and of whatever type", async () => {
      await Promise.all([
        ...["2015", "2018", "107"].map((productCode) => world.resource(type).up(seats({ productCode }))),
        world.resource("eset:Customer").up({ name: "Example Butcher" }),
      ]);
      assert.equal(world.emulator.journal.entries().filter(({ call }) => call === "Token/Get").length, 1);
    });
  });

  it("does not call the states that follow from usage drift: error, normal, warning", async () => {
    const license = world.resource(type);
    await license.up(seats());
    for (const [usage, state] of [
      [12, 0],
      [2, 1],
      [10, 4],
    ] as const) {
      change({ usage })(license.id);
      assert.equal(licenses()[0]?.state, state);
      await license.refresh();
      assert.equal(await license.plan(seats()), "same");
    }
  });

  it("takes seats that somebody set to the same number meanwhile for done", async () => {
    const license = world.resource(type);
    await license.up(seats());
    change({ quantity: 11 })(license.id);
    await license.up(seats({ quantity: 11 }));
    assert.equal(license.outputs["quantity"], 11);
  });

  it("that goes to another customer is ordered there and suspended here", async () => {
    const license = world.resource(type);
    await license.up(seats());
    assert.equal(await license.up(seats({ customerId: otherCustomerId })), "replace");
    assert.deepEqual(
      licenses()
        .map((one) => [one.customerId, one.suspended])
        .sort(),
      [
        [customerId, true],
        [otherCustomerId, false],
      ].sort(),
    );
  });

  it("is not suspended under an old name that the portal's removal left behind, when it was just ordered under a new one", async () => {
    const old = world.resource(type);
    await old.up(seats({ type: "trial" }));
    world.emulator.eset.portal.removeLicense(old.id);
    const renewed = world.resource(type);
    await renewed.up(seats());
    // the engine deletes what the program no longer has at the end of the same run
    await old.remove();
    assert.deepEqual(held(renewed.id), full());
  });

  it("is not suspended under its old name when it was converted and then taken over under a new one", async () => {
    const old = world.resource(type);
    await old.up(seats({ type: "trial" }));
    await old.up(seats());
    await world.restartHost({ environment: { MSP_ADOPT: "1" } });
    const renamed = world.resource(type);
    await renamed.up(seats());
    assert.notEqual(renamed.id, old.id);
    await old.remove();
    assert.deepEqual(held(renamed.id), full());
  });

  it("does not mind how the customer's id is spelt", async () => {
    const license = world.resource(type);
    await license.up(seats({ customerId: customerId.toUpperCase() }));
    await license.refresh();
    assert.equal(await license.plan(seats({ customerId: customerId.toUpperCase() })), "same");
    assert.equal(await license.plan(seats()), "same");
  });

  it("with more extensions than declared is not taken over as if it had fewer", async () => {
    const { portal } = world.emulator.eset;
    const { publicLicenseKey } = portal.orderLicense({ customerId, productCode: "2015", quantity: 10, trial: true });
    portal.updateLicense(publicLicenseKey, { trialExtensions: 2 });
    const declared = seats({ type: "trial", trialExtensions: 1, adopt: true });
    await assert.rejects(world.resource(type).up(declared), /Set trialExtensions to 2, or more/);
  });

  it("without its key in state, as a plain import leaves it, is known by its id", async () => {
    const license = world.resource(type);
    await license.up(seats());
    if (license.recorded !== undefined) delete license.recorded.outputs["publicLicenseKey"];
    await license.up(seats({ quantity: 11 }));
    assert.equal(held(license.id)?.["quantity"], 11);
  });

  it("is resumed when it is ordered again after a removal, with the seats of the new order", async () => {
    const license = world.resource(type);
    await license.up(seats());
    const { id } = license;
    await license.destroy();
    await license.up(seats({ quantity: 7 }));
    assert.deepEqual([license.id, held(id)], [id, { ...full(), quantity: 7 }]);
    assert.equal(licenses().length, 1);
    assert.equal(license.notes["adopted"], undefined, "it was this program's own");
  });

  it("is kept, running and billed, with deletionPolicy retain, and says so", async () => {
    const license = world.resource(type);
    await license.up(seats({ deletionPolicy: "retain" }));
    const { id } = license;
    await license.destroy();
    assert.deepEqual(held(id), full());
    await world.host.printed(
      new RegExp(`ESET licence ${id} is kept as it is, and billed, as its deletionPolicy says\\.`),
    );
  });

  it("that was taken over is kept, running and billed, and says why", async () => {
    const { publicLicenseKey } = world.emulator.eset.portal.orderLicense({
      customerId,
      productCode: "2015",
      quantity: 10,
    });
    const license = world.resource(type);
    await license.up(seats({ adopt: true }));
    await license.destroy();
    assert.deepEqual(held(publicLicenseKey), full());
    await world.host.printed(/is kept as it is, and billed: it was taken over, and no deletionPolicy says otherwise\./);
  });

  it("that somebody converted in the portal is suspended on removal: there is nothing to remove any more", async () => {
    const license = world.resource(type);
    await license.up(seats({ type: "trial" }));
    const { id } = license;
    world.emulator.eset.portal.updateLicense(id, { trial: false });
    await license.destroy();
    assert.equal(held(id)?.["suspended"], true);
  });

  it("that somebody converted and that has another key since is suspended on removal after a refresh, and not before", async () => {
    const license = world.resource(type);
    await license.up(seats({ type: "trial" }));
    world.emulator.eset.portal.updateLicense(license.id, { trial: false, publicLicenseKey: "NEW-NEW-NEW" });
    await assert.rejects(
      license.destroy(),
      /has another one of this product \(NEW-NEW-NEW\).*run "pulumi refresh" first/,
    );
    assert.deepEqual(held("NEW-NEW-NEW"), full());
    await license.refresh();
    await license.destroy();
    assert.deepEqual(held("NEW-NEW-NEW"), { ...full(), suspended: true });
  });

  it("that is gone, or whose customer is gone, is told to be gone, and its removal is no error", async () => {
    for (const vanish of [
      (id: string) => {
        world.emulator.eset.portal.removeLicense(id);
      },
      () => {
        world.emulator.eset.portal.deleteCompany(customerId);
      },
    ]) {
      const license = world.resource(type);
      await license.up(seats());
      vanish(license.id);
      const { recorded } = license;
      assert.equal(await license.refresh(), false);
      license.recorded = recorded;
      await license.destroy();
    }
  });

  describe("a lost answer", () => {
    const applied = {
      "dropped after it was applied": { kind: "drop", when: "after" },
      "500 after it was applied": { kind: "status", status: 500, when: "after" },
      "cut off": { kind: "truncate" },
      "a proxy's page after it was applied": { kind: "html", when: "after" },
      "empty, after it was applied": { kind: "empty", when: "after" },
      "later than the deadline": { kind: "delay", milliseconds: 5000, when: "after" },
    } as const;
    for (const [what, fault] of Object.entries(applied)) {
      it(`to an order (${what}) orders nothing twice, and needs no adopt`, async () => {
        world.emulator.faults.add({ call: "License/Order", ...fault });
        const license = world.resource(type);
        await license.up(seats());
        assert.deepEqual(
          licenses().map((one) => one.publicLicenseKey),
          [license.id],
        );
        assert.ok(orders() <= 1);
        assert.equal(license.notes["adopted"], undefined);
      });
    }

    it("to an order that arrives only after the first look: it is looked for longer, and is ours", async () => {
      world.emulator.faults.add({ call: "License/Order", kind: "delay", milliseconds: 3300 });
      const license = world.resource(type);
      await license.up(seats());
      // give the delayed one time to arrive
      await new Promise((resolve) => setTimeout(resolve, 1000));
      assert.equal(licenses().length, 1);
      assert.equal(licenses()[0]?.publicLicenseKey, license.id);
      await world.host.printed(
        /An ESET licence of product 2015 for customer .* may have been made: the answer was lost\. It is looked for, for up to \d+ s\./,
      );
    });

    const lost = {
      "dropped before it was applied": { kind: "drop" },
      "500 before it was applied": { kind: "status", status: 500 },
      "502": { kind: "status", status: 502 },
    } as const;
    for (const [what, fault] of Object.entries(lost)) {
      it(`to an order (${what}) is not followed by another in the same run; the next run orders it`, async () => {
        world.emulator.faults.add({ call: "License/Order", ...fault });
        const license = world.resource(type);
        await assert.rejects(license.up(seats()), /looked for afterwards, and is not found\. It is not sent again/);
        assert.deepEqual([licenses().length, orders()], [0, 1]);
        await world.restartHost();
        await license.up(seats());
        assert.deepEqual([licenses().length, held(license.id)], [1, full()]);
      });
    }

    const hour = 60 * 60_000;
    for (const [what, quantity, age] of [
      ["with other seats", 11, 0],
      ["with the same seats, an hour ago", 10, hour],
      ["with the same seats, just now", 10, 0],
    ] as const) {
      it(`does not make a licence ours that somebody else ordered ${what}`, async () => {
        world.emulator.clock.advance(-age);
        const key = world.emulator.eset.portal.orderLicense({
          customerId,
          productCode: "2015",
          quantity,
        }).publicLicenseKey;
        world.emulator.clock.advance(age);
        world.emulator.faults.add({ call: "License/Order", kind: "status", status: 500 });
        const license = world.resource(type);
        await assert.rejects(license.up(seats()), /already exists/);
        assert.deepEqual([license.recorded, held(key)], [undefined, { ...full(), quantity }]);
      });
    }

    for (const when of ["before", "after"] as const) {
      it(`to a conversion, an extension and a change of product (${when} applying) does each exactly once`, async () => {
        const license = world.resource(type);
        await license.up(seats({ type: "trial", trialExtensions: 0 }));
        world.emulator.faults.add({ call: "License/ExtendTrial", kind: "drop", when });
        await license.up(seats({ type: "trial", trialExtensions: 1 }));
        assert.equal(held(license.id)?.["trialExtensions"], 1);

        world.emulator.faults.add({ call: "License/ConvertToFull", kind: "drop", when });
        await license.up(seats({ quantity: 11 }));
        world.emulator.faults.add({ call: "License/ChangeProduct", kind: "drop", when });
        await license.up(seats({ quantity: 12, productCode: "2018" }));

        const key = String(license.outputs["publicLicenseKey"]);
        assert.deepEqual(held(key), { ...full(), quantity: 12, productCode: "2018" });
        assert.deepEqual(licenses().length, 1);
        await license.refresh();
        assert.equal(await license.plan(seats({ quantity: 12, productCode: "2018" })), "same");
      });
    }
  });

  describe("refusals of the vendor come with what to do:", () => {
    const table: [string, () => Properties, RegExp][] = [
      [
        "a product that is not available",
        () => seats({ productCode: "9999" }),
        /product 9999: the product is not available to this account.*code 8\/27\).*Check the product code/s,
      ],
      [
        "terms of use that nobody accepted",
        () => seats({ productCode: "313" }),
        /terms of use of this product must be accepted first.*8\/40.*eset\.TermsAcceptance/s,
      ],
      [
        "a customer that does not exist",
        () => seats({ customerId: "00000000-0000-4000-8000-00000000dead" }),
        /License\/Order for customer 00000000-0000-4000-8000-00000000dead/,
      ],
      ["more seats than the vendor sells", () => seats({ quantity: 1_000_000_000 }), /quantity/],
    ];
    for (const [what, declared, message] of table) {
      it(what, async () => {
        const license = world.resource(type);
        await assert.rejects(license.up(declared()), message);
        assert.deepEqual([license.recorded, licenses()], [undefined, []]);
      });
    }

    it("trials where they are not allowed", async () => {
      const own = world.emulator.eset.accounts[0]?.companyId ?? "";
      world.emulator.eset.portal.updateCompany(own, { trialLicenseAllowed: false });
      await assert.rejects(world.resource(type).up(seats({ type: "trial" })), /8\/32.*order type: full/s);
    });

    it("a change of product that the vendor does not offer", async () => {
      const license = world.resource(type);
      await license.up(seats());
      await assert.rejects(
        license.up(seats({ productCode: "107" })),
        /8\/45.*It can become 2018\. For product 107, declare a licence beside it, which is an order\./s,
      );
      assert.deepEqual(held(license.id), full());
      assert.equal(license.outputs["productCode"], "2015");
    });

    it("seats of a licence whose customer is suspended", async () => {
      const license = world.resource(type);
      await license.up(seats());
      world.emulator.eset.portal.updateCompany(customerId, { status: "suspended" });
      await assert.rejects(license.up(seats({ quantity: 11 })), /8\/23.*or its customer, is suspended/s);
      assert.equal(license.outputs["quantity"], 10);
    });
  });

  it("never reports a vendor's error code as a protocol status to the engine", async () => {
    const license = world.resource(type);
    await assert.rejects(license.up(seats({ productCode: "9999" })), (error: HostError) => error.grpcStatus === 2);
  });

  it("prints no stack when a refresh fails: the message is for people", async () => {
    const license = world.resource(type);
    await license.up(seats());
    world.emulator.faults.add({ call: "License/Detail", kind: "status", status: 403 });
    await assert.rejects(license.refresh());
    assert.doesNotMatch(world.host.output, /\n\s+at /);
  });
});
