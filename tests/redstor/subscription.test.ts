import assert from "node:assert/strict";
import type { EmulatorOptions } from "../../emulator";
import type { Properties } from "../host/dynamicHost";
import { behavesLikeAResource } from "../host/matrix";
import { CheckFailed } from "../host/stack";
import { World } from "../host/world";

const type = "redstor:Subscription";
/** Microsoft 365 and machines, as the emulator's catalogue has them: each with the one edition 5. */
const [m365, machines, edition] = [4, 130, 5];

const list = "GET companies/{companyId}/subscriptions";
const post = "POST companies/{companyId}/subscriptions";
const postTrial = "POST companies/{companyId}/subscriptions/trial";
const convert = "PATCH companies/{companyId}/subscriptions/{subscriptionId}/trial/convert";
const remove = "DELETE companies/{companyId}/subscriptions/{subscriptionId}";

/** What tests of all settings of the vendor use. */
function scene(options: EmulatorOptions = {}) {
  const world = World.forEachTest(options);
  const portal = () => world.emulator.redstor.portal;
  const customer = (companyName = "Example Bakery") => portal().createCompany({ companyName }).companyId;
  const all = (companyId: string) => world.emulator.redstor.subscriptions(companyId);
  const held = (id: string): Properties | undefined => {
    const [companyId = "", subscriptionId] = id.split("/");
    const one = all(companyId).find((listed) => listed.subscriptionId === subscriptionId);
    if (one === undefined) return undefined;
    const { productId, editionId, trialStatus, isActive } = one;
    return { productId, editionId, trialStatus, isActive };
  };
  /** The same of what is in force: whether what is over stays listed is an open point. */
  const inForce = (id: string) => (held(id)?.["isActive"] === true ? held(id) : undefined);
  /** What is in force. */
  const active = (companyId: string) => all(companyId).filter(({ isActive }) => isActive);
  const office = (companyId: string, more = {}) => ({ companyId, productId: m365, editionId: edition, ...more });
  const trial = (companyId: string) => office(companyId, { mode: "trial" });
  return { world, portal, customer, all, held, inForce, active, office, trial };
}

const lastPart = (id: string): string => id.split("/")[1] ?? "";

const reasons = async (plan: Promise<unknown>): Promise<string> => {
  try {
    await plan;
  } catch (error) {
    if (error instanceof CheckFailed) return error.message;
    throw error;
  }
  throw new Error("nothing was refused");
};

describe("redstor.Subscription", function () {
  const { world, portal, customer, all, held, inForce, active, office, trial } = scene();

  behavesLikeAResource(
    {
      type,
      readFromList: true,
      changesInPlace: false,
      arrange: () => {
        const companyId = customer();
        const full = { productId: m365, editionId: edition, trialStatus: "NotUsed", isActive: true };
        return {
          minimal: { declared: office(companyId), held: full, afterDelete: undefined },
          maximal: { declared: office(companyId, { mode: "full" }), held: full, afterDelete: undefined },
          afterMaximal: full,
          observe: inForce,
          portal: {},
          fixed: ["companyId", "productId", "editionId", "mode"],
          existing: () => `${companyId}/${portal().createSubscription({ companyId, productId: m365 }).subscriptionId}`,
        };
      },
    },
    world,
  );

  describe("calls", () => {
    it("a look and a subscription, after one for the own company; one for a refresh of all subscriptions of a company; one for a removal", async () => {
      const companyId = customer();
      const [one, other] = [world.resource(type), world.resource(type)];
      await one.up(office(companyId));
      assert.deepEqual(world.calls(), ["GET companies", list, post]);
      await other.up({ companyId, productId: machines, editionId: edition, mode: "trial" });
      assert.deepEqual(world.calls(), [list, postTrial]);
      await Promise.all([one.refresh(), other.refresh()]);
      await one.refresh();
      assert.deepEqual(world.calls(), [list]);
      await one.destroy();
      assert.deepEqual(world.calls(), [remove]);
    });

    it("a conversion, and a look for the id that it has then", async () => {
      const companyId = customer();
      const resource = world.resource(type);
      await resource.up(trial(companyId));
      world.calls();
      await resource.up(office(companyId));
      assert.deepEqual(world.calls(), [convert, list]);
    });
  });

  describe("a trial", () => {
    it("becomes a full subscription in place, and nothing makes it a trial again", async () => {
      const companyId = customer();
      const resource = world.resource(type);
      await resource.up(trial(companyId));
      const { id } = resource;
      assert.equal(held(id)?.["trialStatus"], "Trial");
      assert.equal(await resource.up(office(companyId)), "update");
      assert.deepEqual([resource.id, held(id)?.["trialStatus"]], [id, "Upgraded"]);
      assert.equal(
        await reasons(resource.plan(trial(companyId))),
        'mode A full subscription cannot become a trial. Set mode: "full".',
      );
      await resource.refresh();
      assert.equal(await resource.plan(office(companyId)), "same");
    });

    it("that somebody converted in the web app is drift, which the program takes in", async () => {
      const companyId = customer();
      const resource = world.resource(type);
      await resource.up(trial(companyId));
      portal().convertTrial(companyId, lastPart(resource.id));
      await resource.refresh();
      assert.equal(resource.inputs["mode"], "full");
      assert.match(await reasons(resource.plan(trial(companyId))), /Set mode: "full"/);
      assert.equal(await resource.plan(office(companyId)), "same");
    });

    it("that somebody converted since the last refresh is no obstacle to converting it", async () => {
      const companyId = customer();
      const resource = world.resource(type);
      await resource.up(trial(companyId));
      portal().convertTrial(companyId, lastPart(resource.id));
      await resource.up(office(companyId));
      assert.equal(resource.outputs["mode"], "full");
    });

    it("that has expired stays in state, is shown by a refresh, and is said", async () => {
      const companyId = customer();
      const resource = world.resource(type);
      await resource.up(trial(companyId));
      assert.equal(resource.outputs["expired"], false);
      portal().expireTrial(companyId, lastPart(resource.id));
      assert.equal(await resource.refresh(), true);
      assert.deepEqual([resource.inputs["mode"], resource.outputs["expired"]], ["trial", true]);
      await world.host.printed(/the trial has expired\. Set mode: "full" to convert it, or remove the resource/);
      assert.equal(await resource.plan(trial(companyId)), "same");
    });

    it("that has expired becomes a full subscription anew, since Redstor converts it no more; both ids are known", async () => {
      const companyId = customer();
      const resource = world.resource(type);
      await resource.up(trial(companyId));
      const { id } = resource;
      portal().expireTrial(companyId, lastPart(id));
      await resource.refresh();
      assert.equal(await resource.up(office(companyId)), "update");
      const [full, ...others] = active(companyId);
      assert.deepEqual(others, []);
      assert.deepEqual([resource.id, resource.outputs["subscriptionId"]], [id, full?.subscriptionId]);
      assert.equal(resource.outputs["expired"], false);
      assert.equal(await resource.refresh(), true);
      assert.equal(await resource.plan(office(companyId)), "same");
      await resource.destroy();
      assert.deepEqual(active(companyId), []);
    });

    it("that has expired is not subscribed anew when somebody has done so: that one is named, and nothing is sent", async () => {
      const companyId = customer();
      const resource = world.resource(type);
      await resource.up(trial(companyId));
      portal().expireTrial(companyId, lastPart(resource.id));
      const { subscriptionId } = portal().createSubscription({ companyId, productId: m365 });
      await resource.refresh();
      world.calls();
      await assert.rejects(resource.up(office(companyId)), {
        message: new RegExp(
          `^Company ${companyId} has another subscription of product 4 \\(id ${companyId}/${subscriptionId}\\), so the expired trial is not subscribed again\\. Remove this resource, and declare the other one with adopt: true or import it\\.`,
        ),
      });
      assert.equal(world.calls().includes(post), false);
      assert.equal(active(companyId).length, 1);
    });

    it("that has expired does not stand in the way of a subscription of another resource", async () => {
      const companyId = customer();
      const { subscriptionId } = portal().createSubscription({ companyId, productId: m365, trial: true });
      portal().expireTrial(companyId, subscriptionId);
      await world.resource(type).up(office(companyId));
      assert.equal(active(companyId).length, 1);
    });
  });

  describe("taken over", () => {
    it("is converted if it is a trial", async () => {
      const companyId = customer();
      const { subscriptionId } = portal().createSubscription({ companyId, productId: m365, trial: true });
      const resource = world.resource(type);
      await resource.up(office(companyId, { adopt: true }));
      assert.deepEqual(
        [resource.id, held(resource.id)?.["trialStatus"]],
        [`${companyId}/${subscriptionId}`, "Upgraded"],
      );
    });

    it("cannot become a trial", async () => {
      const companyId = customer();
      portal().createSubscription({ companyId, productId: m365 });
      const wanted = office(companyId, { mode: "trial", adopt: true });
      await assert.rejects(
        world.resource(type).up(wanted),
        /mode: A full subscription cannot become a trial\. Set mode: "full"/,
      );
    });

    it("is not by two resources: the second is told that it exists", async () => {
      const companyId = customer();
      portal().createSubscription({ companyId, productId: m365 });
      await world.resource(type).up(office(companyId, { adopt: true }));
      await assert.rejects(
        world.resource(type).up(office(companyId, { adopt: true })),
        /already exists \(id .*\), and another resource of this program manages it\. (?!.*adopt: true)/,
      );
    });
  });

  describe("refuses in preview, with reason and remedy,", () => {
    const another: [property: string, change: (world: { other: string }) => Properties, remedy: RegExp][] = [
      [
        "productId",
        () => ({ productId: machines }),
        /Set productId: 4; or declare a resource of its own for the other\./,
      ],
      ["editionId", () => ({ editionId: 6 }), /Set editionId: 5\./],
      ["companyId", ({ other }) => ({ companyId: other }), /Set companyId to [0-9a-f-]{36}\./],
    ];
    for (const [property, changed, remedy] of another) {
      it(`another ${property}, because the backups would be lost`, async () => {
        const companyId = customer();
        const other = customer("Example Brewery");
        const resource = world.resource(type);
        await resource.up(office(companyId));
        const said = await reasons(resource.plan({ ...office(companyId), ...changed({ other }) }));
        assert.match(
          said,
          new RegExp(`^${property} Another \\w+ means another subscription, without the backups of this one\\.`),
        );
        assert.match(said, remedy);
        assert.match(said, /Or set allowRecreate: true to delete and create it anew\.$/);
      });
    }

    it("but with allowRecreate removes it and subscribes anew", async () => {
      const companyId = customer();
      const resource = world.resource(type);
      await resource.up(office(companyId));
      const wanted = { companyId, productId: machines, editionId: edition, allowRecreate: true };
      assert.equal(await resource.up(wanted), "replace");
      assert.deepEqual(
        active(companyId).map(({ productId }) => productId),
        [machines],
      );
    });

    it("an edition that somebody changed in the web app", async () => {
      const companyId = customer();
      const resource = world.resource(type);
      await resource.up(office(companyId));
      world.emulator.faults.add({
        call: "companies/{companyId}/subscriptions",
        kind: "status",
        status: 200,
        body: [{ ...all(companyId)[0], editionId: 6 }],
      });
      await resource.refresh();
      assert.equal(resource.inputs["editionId"], 6);
      assert.match(await reasons(resource.plan(office(companyId))), /Set editionId: 6\./);
    });

    it("a product in words", async () => {
      assert.match(
        await reasons(world.resource(type).plan(office(customer(), { productId: "Microsoft 365" }))),
        /productId must be the id of a product, a whole number/,
      );
    });
  });

  it("says what the vendor refuses, in its words", async () => {
    const wanted = office(customer(), { productId: 999 });
    await assert.rejects(
      world.resource(type).up(wanted),
      /POST \/companies\/\{companyId\}\/subscriptions for company .*HTTP 422/,
    );
    await assert.rejects(
      world.resource(type).up(office("99999999-9999-4999-8999-999999999999")),
      /Redstor has no company 9{8}-.*, or does not show it to this service account\./,
    );
  });

  describe("subscribes once, though the answer", () => {
    const lost = {
      "is lost after it was done": { kind: "drop", when: "after" },
      "is 500 after it was done": { kind: "status", status: 500, when: "after" },
      "stops in the middle": { kind: "truncate" },
      "says nothing (204)": { kind: "status", status: 204, when: "after" },
    } as const;
    for (const [what, fault] of Object.entries(lost)) {
      it(`${what}; full or trial`, async () => {
        const companyId = customer();
        for (const [call, productId, mode] of [
          ["companies/{companyId}/subscriptions", m365, "full"],
          ["companies/{companyId}/subscriptions/trial", machines, "trial"],
        ] as const) {
          world.emulator.faults.add({ call, method: "POST", ...fault });
          const resource = world.resource(type);
          await resource.up({ companyId, productId, editionId: edition, mode });
          assert.deepEqual(
            all(companyId)
              .filter((one) => one.productId === productId)
              .map(({ subscriptionId }) => `${companyId}/${subscriptionId}`),
            [resource.id],
          );
        }
      });
    }
  });

  for (const [what, fault] of Object.entries({
    "is lost": { kind: "drop" },
    "is 500": { kind: "status", status: 500 },
  } as const)) {
    it(`is not subscribed to twice by a run whose answer ${what} before it was done; the next run does it`, async () => {
      const companyId = customer();
      const call = "companies/{companyId}/subscriptions";
      world.emulator.faults.add({ call, method: "POST", ...fault });
      const resource = world.resource(type);
      world.calls();
      await assert.rejects(
        resource.up(office(companyId)),
        /looked for afterwards, and is not found\. It is not sent again/,
      );
      assert.equal(world.calls().filter((one) => one === `POST ${call}`).length, 1);
      await world.restartHost();
      await resource.up(office(companyId));
      assert.equal(active(companyId).length, 1);
    });
  }

  it("takes nobody else's for its own, made in the moment in which its answer was lost", async () => {
    const companyId = customer();
    world.emulator.faults.add({
      call: "companies/{companyId}/subscriptions",
      method: "POST",
      kind: "status",
      status: 500,
    });
    const creating = world.resource(type).up(office(companyId));
    while (world.emulator.journal.entries().every(({ status }) => status !== 500)) {
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    portal().createSubscription({ companyId, productId: m365, trial: true });
    await assert.rejects(creating, /already exists/);
    assert.equal(all(companyId).length, 1);
  });

  describe("comes to where it should be when the answer is lost", () => {
    const target = "companies/{companyId}/subscriptions/{subscriptionId}";
    for (const when of ["before", "after"] as const) {
      for (const fault of [{ kind: "drop" }, { kind: "status", status: 500 }] as const) {
        it(`of a conversion and of a removal: ${fault.kind} ${when} it was done`, async () => {
          const companyId = customer();
          const resource = world.resource(type);
          await resource.up(trial(companyId));
          world.emulator.faults.add({ call: `${target}/trial/convert`, when, ...fault });
          await resource.up(office(companyId));
          assert.equal(held(resource.id)?.["trialStatus"], "Upgraded");
          assert.equal(resource.outputs["mode"], "full");
          world.emulator.faults.add({ call: target, method: "DELETE", when, ...fault });
          await resource.destroy();
          assert.deepEqual(all(companyId), []);
        });
      }
    }
  });

  describe("removal", () => {
    it("does nothing with deletionPolicy: retain, and says so", async () => {
      const companyId = customer();
      const resource = world.resource(type);
      await resource.up(office(companyId, { deletionPolicy: "retain" }));
      await resource.destroy();
      assert.equal(active(companyId).length, 1);
      await world.host.printed(/is kept as it is, and billed/);
    });

    it("is done when it is gone already, alone or with its company", async () => {
      const companyId = customer();
      const [one, other] = [world.resource(type), world.resource(type)];
      await one.up(office(companyId));
      await other.up(office(companyId, { productId: machines }));
      portal().removeSubscription(companyId, lastPart(one.id));
      await one.destroy();
      portal().deleteCompany(companyId);
      await other.destroy();
      assert.deepEqual([one.recorded, other.recorded], [undefined, undefined]);
    });

    it("is done when it was a moment ago, is refused for that, and the list still shows it", async () => {
      portal().changeReadings({
        "lists.lag": "seconds",
        "subscription.secondRemoval": "refused",
        "subscription.removed": "removed",
      });
      const companyId = customer();
      const resource = world.resource(type);
      await resource.up(office(companyId));
      world.emulator.clock.advance(10_000);
      portal().removeSubscription(companyId, lastPart(resource.id));
      await resource.destroy();
      assert.equal(resource.recorded, undefined);
    });

    it("and then its company, in one run", async () => {
      const company = world.resource("redstor:Company");
      await company.up({ name: "Example Bakery", deletionPolicy: "delete" });
      const resource = world.resource(type);
      await resource.up(office(company.id));
      const { id } = company;
      await resource.destroy();
      await company.destroy();
      assert.equal(
        world.emulator.redstor.companies().some(({ companyId }) => companyId === id),
        false,
      );
    });

    it("is an error while the vendor refuses it, and it stays in state", async () => {
      const resource = world.resource(type);
      await resource.up(office(customer()));
      world.emulator.faults.add({
        call: "companies/{companyId}/subscriptions/{subscriptionId}",
        kind: "status",
        status: 422,
      });
      await assert.rejects(resource.destroy(), /HTTP 422/);
      assert.notEqual(resource.recorded, undefined);
    });
  });

  describe("is gone", () => {
    it("when somebody removed it in the web app, or its company", async () => {
      const companyId = customer();
      const [one, other] = [world.resource(type), world.resource(type)];
      await one.up(office(companyId));
      await other.up(office(companyId, { productId: machines }));
      portal().removeSubscription(companyId, lastPart(one.id));
      assert.equal(await one.refresh(), false);
      portal().deleteCompany(companyId);
      await world.restartHost();
      assert.equal(await other.refresh(), false);
    });

    it("but not when it is inactive in a company that is disabled", async () => {
      const companyId = customer();
      const resource = world.resource(type);
      await resource.up(office(companyId));
      portal().updateSubscription(companyId, lastPart(resource.id), { isActive: false });
      portal().updateCompany(companyId, { isEnabled: false });
      assert.equal(await resource.refresh(), true);
      portal().updateCompany(companyId, { isEnabled: true });
      await world.restartHost();
      assert.equal(await resource.refresh(), false);
    });
  });

  it("imports by companyId/subscriptionId, in any casing, and says so of another id", async () => {
    const companyId = customer();
    const { subscriptionId } = portal().createSubscription({ companyId, productId: m365, trial: true });
    const blank = world.host.asProgram(type, { companyId: "", productId: 0, editionId: 0, mode: "full" });
    const found = await world.host.read(
      { type, name: "imported" },
      `${companyId}/${subscriptionId}`.toUpperCase(),
      blank,
    );
    const { companyId: spelt, ...rest } = found?.inputs ?? {};
    assert.equal(String(spelt).toLowerCase(), companyId);
    assert.deepEqual(rest, world.host.asProgram(type, { productId: m365, editionId: edition, mode: "trial" }));
    await assert.rejects(
      world.host.read({ type, name: "imported" }, subscriptionId, blank),
      /is not the id of a Redstor subscription: give companyId\/subscriptionId/,
    );
  });
});

describe("redstor.Subscription at a vendor that answers 204 for nothing, queues removals and lists them as inactive", function () {
  const { world, customer, all, active, office, trial } = scene({
    redstor: {
      readings: { "lists.empty": "nothing", "subscription.removal": "queued", "subscription.removed": "removed" },
      removalMilliseconds: 600,
    },
  });

  it("lives the same life", async () => {
    const companyId = customer();
    const resource = world.resource(type);
    await resource.up(trial(companyId));
    await resource.up(office(companyId));
    assert.equal(await resource.refresh(), true);
    await resource.destroy();
    assert.deepEqual(active(companyId), []);
    assert.deepEqual(
      all(companyId).map(({ isActive, removal }) => [isActive, removal]),
      [[false, undefined]],
    );
    await resource.up(office(companyId));
    assert.equal(active(companyId).length, 1);
  });

  it("waits for a removal whose answer was lost", async () => {
    const companyId = customer();
    const resource = world.resource(type);
    await resource.up(office(companyId));
    const call = "companies/{companyId}/subscriptions/{subscriptionId}";
    world.emulator.faults.add({ call, method: "DELETE", kind: "drop", when: "after" });
    await resource.destroy();
    assert.deepEqual(active(companyId), []);
  });
});

describe("redstor.Subscription at a vendor whose conversions change the id", function () {
  const { world, portal, customer, active, office, trial } = scene({
    redstor: { readings: { "subscription.idOnConversion": "changes" } },
  });

  for (const when of ["never", "after"] as const) {
    it(`keeps its own id and knows the new one${when === "after" ? ", though the answer was lost" : ""}`, async () => {
      const companyId = customer();
      const resource = world.resource(type);
      await resource.up(trial(companyId));
      const { id } = resource;
      const call = "companies/{companyId}/subscriptions/{subscriptionId}/trial/convert";
      if (when === "after") world.emulator.faults.add({ call, kind: "drop", when });
      await resource.up(office(companyId));
      const [full] = active(companyId);
      assert.notEqual(full?.subscriptionId, lastPart(id));
      assert.deepEqual([resource.id, resource.outputs["subscriptionId"]], [id, full?.subscriptionId]);
      await resource.refresh();
      assert.equal(await resource.plan(office(companyId)), "same");
      await resource.destroy();
      assert.deepEqual(active(companyId), []);
    });
  }

  it("removes the one that a trial became when somebody converted it in the web app after a refresh, and not before", async () => {
    const companyId = customer();
    const resource = world.resource(type);
    await resource.up(trial(companyId));
    portal().convertTrial(companyId, lastPart(resource.id));
    await assert.rejects(
      resource.destroy(),
      /has a full one of the same product and edition .*run "pulumi refresh" first/,
    );
    assert.equal(active(companyId).length, 1);
    await world.restartHost();
    await resource.refresh();
    await resource.destroy();
    assert.deepEqual(active(companyId), []);
  });
});

describe("redstor.Subscription at a vendor where a company may have several of one product", function () {
  const { world, portal, customer, held, office, trial } = scene({
    redstor: {
      readings: {
        "subscription.second": "allowed",
        "subscription.trialBesideFull": "allowed",
        "lists.order": "newestFirst",
      },
    },
  });

  for (const [what, lag, lost] of [
    ["", "none", false],
    [", though the list is behind", "seconds", false],
    [", though the answer was lost", "none", true],
  ] as const) {
    it(`is its own after a conversion, not another full one${what}`, async () => {
      portal().changeReadings({ "lists.lag": lag });
      const companyId = customer();
      const resource = world.resource(type);
      await resource.up(trial(companyId));
      const { id } = resource;
      portal().createSubscription({ companyId, productId: m365 });
      world.emulator.clock.advance(10_000); // the list shows both, and is behind with the conversion only
      const call = "companies/{companyId}/subscriptions/{subscriptionId}/trial/convert";
      if (lost) world.emulator.faults.add({ call, kind: "drop", when: "after" });
      await resource.up(office(companyId));
      assert.deepEqual([resource.id, resource.outputs["subscriptionId"]], [id, lastPart(id)]);
      assert.equal(held(id)?.["trialStatus"], "Upgraded");
    });
  }
});
