import assert from "node:assert/strict";
import type { Properties } from "../host/dynamicHost";
import { behavesLikeAResource } from "../host/matrix";
import { CheckFailed } from "../host/stack";
import { World } from "../host/world";

const type = "redstor:Company";
const bakery = { name: "Example Bakery" };
/** The company of the service account. */
const own = "d1000000-0000-4000-8000-000000000001";

describe("redstor.Company", function () {
  const world = World.forEachTest();

  const portal = () => world.emulator.redstor.portal;
  const held = (id: string): Properties | undefined => {
    const company = world.emulator.redstor.companies().find(({ companyId }) => companyId === id);
    if (company === undefined) return undefined;
    const { companyName, type: kind, isEnabled, parentCompanyId } = company;
    return { companyName, type: kind, isEnabled, parentCompanyId };
  };
  const change = (changes: object) => (id: string) => void portal().updateCompany(id, changes);
  const partner = (companyName: string) => portal().createCompany({ companyName, type: "Partner" }).companyId;
  const bakeries = () =>
    world.emulator.redstor.companies().filter(({ companyName }) => companyName === "Example Bakery");
  const asCreated = { companyName: "Example Bakery", type: "Customer", isEnabled: true, parentCompanyId: own };
  const reasons = async (plan: Promise<unknown>): Promise<string> => {
    try {
      await plan;
    } catch (error) {
      if (error instanceof CheckFailed) return error.message;
      throw error;
    }
    throw new Error("nothing was refused");
  };

  behavesLikeAResource(
    {
      type,
      readFromList: true,
      arrange: () => {
        const [reseller, other] = [partner("Example Reseller"), partner("Other Reseller")];
        const disabled = { ...asCreated, isEnabled: false, parentCompanyId: reseller };
        return {
          minimal: { declared: bakery, held: asCreated, afterDelete: { ...asCreated, isEnabled: false } },
          maximal: {
            declared: { ...bakery, type: "Customer", parentId: reseller, enabled: false },
            held: disabled,
            afterDelete: disabled,
          },
          afterMaximal: { ...disabled, isEnabled: true }, // a company is always somewhere
          observe: held,
          portal: {
            enabled: { change: change({ isEnabled: true }), found: true },
            parentId: { change: change({ parentCompanyId: other }), found: other },
          },
          fixed: ["name", "type"],
          existing: () =>
            portal().createCompany({ companyName: "Example Bakery", parentCompanyId: reseller }).companyId,
        };
      },
    },
    world,
  );

  describe("calls", () => {
    it("a search and a create, one more each for the own company and for disabling; one for each change", async () => {
      const reseller = partner("Example Reseller");
      const company = world.resource(type);
      await company.up({ ...bakery, enabled: false });
      assert.deepEqual(world.calls(), [
        "GET companies",
        "GET companies/{companyId}/customers",
        "POST companies/{companyId}/customers",
        "PATCH companies/{companyId}/disable",
      ]);
      await world.resource(type).up({ name: "Example Brewery" });
      assert.deepEqual(world.calls(), ["GET companies/{companyId}/customers", "POST companies/{companyId}/customers"]);
      await company.up(bakery);
      assert.deepEqual(world.calls(), ["PATCH companies/{companyId}/enable"]);
      await company.refresh();
      assert.deepEqual(world.calls(), ["GET companies/{companyId}"]);
      // where it is now is not in state
      await company.up({ ...bakery, parentId: reseller });
      assert.deepEqual(world.calls(), [
        "GET companies/{companyId}",
        "PATCH companies/{companyId}/customers/{customerId}/reassign",
      ]);
      await company.up({ ...bakery, parentId: own });
      assert.deepEqual(world.calls(), ["PATCH companies/{companyId}/customers/{customerId}/reassign"]);
      await company.destroy();
      assert.deepEqual(world.calls(), ["PATCH companies/{companyId}/disable"]);
    });

    it("signs in once for all of them", async () => {
      await Promise.all(["A", "B", "C"].map((name) => world.resource(type).up({ name })));
      const calls = world.emulator.journal.entries().map(({ call }) => call);
      assert.equal(calls.filter((call) => call === "connect/token").length, 1);
      assert.equal(calls.filter((call) => call === ".well-known/openid-configuration").length, 1);
    });

    it("none for check and diff: a preview needs no credentials", async () => {
      await world.restartHost({ config: { "msp:redstorClientId": "", "msp:redstorPrivateKey": "" } });
      assert.equal(await world.resource(type).plan(bakery), "create");
      assert.deepEqual(world.emulator.journal.entries(), []);
    });

    it("ask for the version 1 of the API each time", async () => {
      await world.resource(type).up({ ...bakery, enabled: false });
      const queries = world.emulator.journal
        .entries()
        .filter(({ path }) => path.startsWith("/redstor/api"))
        .map(({ query }) => (query as { apiVersion?: string } | undefined)?.apiVersion); // the journal's own form
      assert.deepEqual(queries, ["1", "1", "1", "1"]);
    });
  });

  describe("refuses in preview, with reason and remedy,", () => {
    it("a name with spaces around it, and a kind that there is not", async () => {
      const company = world.resource(type);
      assert.match(await reasons(company.plan({ name: " Bakery" })), /name must be the company's name, without spaces/);
      assert.match(
        await reasons(company.plan({ ...bakery, type: "Reseller" })),
        /type must be "Partner" or "Customer"/,
      );
    });

    it("another name, unless it may be deleted and created anew", async () => {
      const company = world.resource(type);
      await company.up(bakery);
      const { id } = company;
      assert.equal(
        await reasons(company.plan({ name: "Bakery & Sons" })),
        'name Redstor has no call that renames a company. A new company would not have the backups of this one. Set name: "Example Bakery", as Redstor has it; or rename it in the web app, then run "pulumi refresh". Or set allowRecreate: true to delete and create it anew.',
      );
      const wanted = { name: "Bakery & Sons", allowRecreate: true };
      assert.equal(await company.up(wanted), "replace");
      assert.equal(held(id), undefined, "the old one is really deleted");
      assert.deepEqual(held(company.id), { ...asCreated, companyName: "Bakery & Sons" });
    });

    it("another kind", async () => {
      const company = world.resource(type);
      await company.up(bakery);
      assert.match(
        await reasons(company.plan({ ...bakery, type: "Partner" })),
        /^type Redstor cannot turn a partner into a customer, .* Set type: "Customer", as Redstor has it\. Or set allowRecreate/,
      );
    });

    it("the old name of a company that somebody renamed in the web app; the new one is then no change", async () => {
      const company = world.resource(type);
      await company.up(bakery);
      change({ companyName: "Bakery & Sons" })(company.id);
      await company.refresh();
      assert.equal(company.inputs["name"], "Bakery & Sons");
      assert.match(
        await reasons(company.plan(bakery)),
        /Set name: "Bakery & Sons", as Redstor has it; or rename it in the web app/,
      );
      assert.equal(await company.plan({ name: "Bakery & Sons" }), "same");
    });
  });

  it("declares where it is for the first time without moving it, or moves it", async () => {
    const reseller = partner("Example Reseller");
    const company = world.resource(type);
    await company.up(bakery);
    world.calls();
    await company.up({ ...bakery, parentId: own.toUpperCase() });
    assert.deepEqual(world.calls(), ["GET companies/{companyId}"]);
    await company.up({ ...bakery, parentId: reseller });
    assert.equal(held(company.id)?.["parentCompanyId"], reseller);
  });

  describe("of one name", () => {
    it("is another one below another parent, of another kind, or in another casing", async () => {
      const reseller = partner("Example Reseller");
      portal().createCompany({ companyName: "Example Bakery", parentCompanyId: reseller });
      portal().createCompany({ companyName: "Example Bakery", type: "Partner" });
      portal().createCompany({ companyName: "EXAMPLE BAKERY" });
      portal().createCompany({ companyName: "Example Bakery North" });
      await world.resource(type).up(bakery);
      assert.equal(bakeries().length, 3);
    });

    it("is created once, though two resources of the program declare it in the same moment", async () => {
      const results = await Promise.allSettled([world.resource(type).up(bakery), world.resource(type).up(bakery)]);
      assert.deepEqual(results.map(({ status }) => status).sort(), ["fulfilled", "rejected"]);
      assert.equal(bakeries().length, 1);
    });

    it("is not taken over when there are two: both are named", async () => {
      const ids = [1, 2].map(() => portal().createCompany({ companyName: "Example Bakery" }).companyId);
      await assert.rejects(world.resource(type).up({ ...bakery, adopt: true }), {
        message: new RegExp(`"Example Bakery" of type Customer under this parent exists 2 times: ${ids.join(", ")}`),
      });
    });
  });

  describe("never creates twice, and never loses what it created, when the answer", () => {
    const create = { call: "companies/{companyId}/customers", method: "POST" } as const;
    const lost = {
      "is lost after it was done": { ...create, kind: "drop", when: "after" },
      "is 500 after it was done": { ...create, kind: "status", status: 500, when: "after" },
      "stops in the middle": { ...create, kind: "truncate" },
      "is empty": { ...create, kind: "empty", when: "after" },
    } as const;
    for (const [what, fault] of Object.entries(lost)) {
      it(what, async () => {
        world.emulator.faults.add(fault);
        const company = world.resource(type);
        await company.up(bakery);
        assert.deepEqual(
          bakeries().map(({ companyId }) => companyId),
          [company.id],
        );
        assert.equal(company.notes["adopted"], undefined);
      });
    }

    for (const [what, fault] of Object.entries({
      "is lost before it was done": { ...create, kind: "drop" },
      "is 500 before it was done": { ...create, kind: "status", status: 500 },
    } as const)) {
      it(`${what}: the run ends, and the next one creates it`, async () => {
        world.emulator.faults.add(fault);
        const company = world.resource(type);
        world.calls();
        await assert.rejects(company.up(bakery), /looked for afterwards, and is not found\. It is not sent again/);
        assert.equal(world.calls().filter((call) => call === `POST ${create.call}`).length, 1);
        await world.restartHost();
        await company.up(bakery);
        assert.deepEqual(
          bakeries().map(({ companyId }) => companyId),
          [company.id],
        );
      });
    }
  });

  it("does not take for its own what got content before it could look", async () => {
    world.emulator.faults.add({ call: "companies/{companyId}/customers", method: "POST", kind: "status", status: 500 });
    const company = world.resource(type);
    const creating = company.up(bakery);
    // somebody makes one of the same name in the same moment, and subscribes it
    while (world.emulator.journal.entries().every(({ status }) => status !== 500)) {
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    const { companyId } = portal().createCompany({ companyName: "Example Bakery" });
    portal().createSubscription({ companyId, productId: 4 });
    await assert.rejects(creating, /already exists \(id /);
    assert.equal(bakeries().length, 1);
  });

  it("is not offered to be taken over when another resource of the program manages it", async () => {
    await world.resource(type).up(bakery);
    await assert.rejects(
      world.resource(type).up({ ...bakery, adopt: true }),
      /already exists \(id .*\), and another resource of this program manages it\. (?!.*adopt: true)/,
    );
  });

  describe("comes to where it should be when the answer of a change is lost:", () => {
    for (const when of ["before", "after"] as const) {
      for (const call of ["disable", "enable", "customers/{customerId}/reassign"]) {
        it(`${call}, ${when} it was done`, async () => {
          const reseller = partner("Example Reseller");
          const company = world.resource(type);
          const start = { ...bakery, parentId: own, enabled: call !== "enable" };
          const goal = {
            ...start,
            ...(call.startsWith("customers") ? { parentId: reseller } : { enabled: call === "enable" }),
          };
          await company.up(start);
          world.emulator.faults.add({ call: `companies/{companyId}/${call}`, kind: "drop", when });
          world.emulator.faults.add({ call: `companies/{companyId}/${call}`, kind: "status", status: 500, when });
          await company.up(goal);
          const expected = { ...asCreated, parentCompanyId: goal.parentId, isEnabled: goal.enabled };
          assert.deepEqual(held(company.id), expected);
        });
      }
    }
  });

  it("keeps a company in state that was created but not disabled, and finishes it in the next run", async () => {
    world.emulator.faults.add({ call: "companies/{companyId}/disable", kind: "status", status: 403 });
    const company = world.resource(type);
    const wanted = { ...bakery, enabled: false };
    await assert.rejects(company.up(wanted), /PATCH \/companies\/\{companyId\}\/disable.*may not do that/);
    assert.deepEqual(held(company.id), asCreated);
    assert.equal(company.outputs["enabled"], true);
    assert.equal(await company.up(wanted), "update");
    assert.deepEqual([bakeries().length, held(company.id)?.["isEnabled"]], [1, false]);
  });

  describe("removal", () => {
    it("deletes with deletionPolicy: delete, for good", async () => {
      const company = world.resource(type);
      await company.up({ ...bakery, deletionPolicy: "delete" });
      const { id } = company;
      await company.destroy();
      assert.equal(held(id), undefined);
    });

    it("does nothing with deletionPolicy: retain, and says so", async () => {
      const company = world.resource(type);
      await company.up({ ...bakery, deletionPolicy: "retain" });
      const { id } = company;
      await company.destroy();
      assert.deepEqual(held(id), asCreated);
      await world.host.printed(/is kept as it is/);
    });

    it("says what the company still has when Redstor refuses to delete it", async () => {
      const company = world.resource(type);
      await company.up({ ...bakery, type: "Partner", deletionPolicy: "delete" });
      portal().createSubscription({ companyId: company.id, productId: 4 });
      portal().createCompany({ companyName: "Corner Shop", parentCompanyId: company.id });
      await assert.rejects(
        company.destroy(),
        /It has subscriptions \(product 4\) and companies below it \("Corner Shop"\), which a deletion may take along\. Remove them first; or set deletionPolicy: "disable"/,
      );
      assert.notEqual(held(company.id), undefined);
    });

    for (const deletionPolicy of ["disable", "delete"]) {
      it(`is done when it is gone already, with ${deletionPolicy}`, async () => {
        const company = world.resource(type);
        await company.up({ ...bakery, deletionPolicy });
        portal().deleteCompany(company.id);
        await company.destroy();
        assert.equal(company.recorded, undefined);
      });

      for (const when of ["before", "after"] as const) {
        it(`is done once, with ${deletionPolicy}, when its answer is lost ${when} it was done`, async () => {
          const company = world.resource(type);
          await company.up({ ...bakery, deletionPolicy });
          const { id } = company;
          const [method, call] =
            deletionPolicy === "delete"
              ? (["DELETE", "companies/{companyId}"] as const)
              : (["PATCH", "companies/{companyId}/disable"] as const);
          world.emulator.faults.add({ call, method, kind: "drop", when });
          await company.destroy();
          assert.equal(held(id)?.["isEnabled"], deletionPolicy === "delete" ? undefined : false);
        });
      }
    }
  });

  describe("is gone when somebody deleted it in the web app,", () => {
    it("which 404 says", async () => {
      const company = world.resource(type);
      await company.up(bakery);
      portal().deleteCompany(company.id);
      assert.equal(await company.refresh(), false);
      await company.up(bakery);
      assert.equal(bakeries().length, 1);
    });

    it("or which 204 says", async () => {
      const company = world.resource(type);
      await company.up(bakery);
      world.emulator.faults.add({ call: "companies/{companyId}", kind: "status", status: 204 });
      assert.equal(await company.refresh(), false);
    });

    it("but not when the own company cannot be found either: that is a wrong endpoint", async () => {
      const company = world.resource(type);
      await company.up(bakery);
      await world.restartHost({ config: { "msp:redstorEndpoint": `${world.emulator.redstor.endpoint}/v9` } });
      const wrong = /does not know this call \(HTTP 404\)\. Check msp:redstorEndpoint \(or REDSTOR_ENDPOINT\)\.$/;
      await assert.rejects(company.refresh(), { message: wrong });
      await assert.rejects(company.destroy(), { message: wrong });
      assert.notEqual(company.recorded, undefined);
    });
  });

  it("imports by its companyId", async () => {
    const { companyId } = portal().createCompany({ companyName: "Example Bakery" });
    const blank = world.host.asProgram(type, { name: "", type: "Customer", enabled: true });
    const found = await world.host.read({ type, name: "imported" }, companyId, blank);
    assert.deepEqual(found?.inputs, { ...blank, name: "Example Bakery" });
  });
});
