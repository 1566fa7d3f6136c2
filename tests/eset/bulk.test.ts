/** A refresh by lists must find what a refresh object by object finds, and cost a fraction of it. */
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import * as fc from "fast-check";
import * as sinon from "sinon";
import { type Emulator, type Portal, startEmulator, UsageError } from "../../emulator";
import { esetConfig } from "../../provider/eset/config";
import { Eset } from "../../provider/eset/session";
import { eset as vendor } from "../../provider/eset/vendor";
import { type Existing, Lifecycle } from "../../provider/lifecycle/lifecycle";
import { Run } from "../../provider/lifecycle/run";
import type { Properties } from "../../provider/lifecycle/values";
import { ids } from "../emulator/client";
import { World } from "../host/world";

/** An object as a stack knows it. */
interface Recorded {
  readonly type: "eset:Customer" | "eset:ManagedMsp" | "eset:License";
  readonly id: string;
  readonly state: Properties;
}

function lifecycle(wanted: Recorded["type"]): Lifecycle {
  return new Lifecycle(vendor.resources.find(({ type }) => type === wanted) ?? assert.fail(wanted), new Run());
}

const day = 24 * 60 * 60 * 1000;
const { mspManager, managedMsp } = ids;

describe("a refresh in bulk", function () {
  let emulator: Emulator;
  let portal: Portal;
  before(async () => {
    emulator = await startEmulator({ operationMilliseconds: 0 });
    ({ portal } = emulator.eset);
  });
  beforeEach(() => {
    emulator.reset();
  });
  afterEach(() => {
    sinon.restore();
  });
  after(() => emulator.close());

  /** As a run of its own. */
  const session = (refresh: "exact" | "bulk") =>
    new Eset(
      esetConfig(() => undefined, {
        ESET_MSP_ENDPOINT: emulator.eset.endpoint,
        ESET_MSP_USERNAME: "manager@msp.example",
        ESET_MSP_PASSWORD: "emulator",
        ESET_MSP_REQUESTS_PER_SECOND: "100000",
        ESET_MSP_REFRESH: refresh,
      }),
    );
  const read = (eset: Eset, { type, id, state }: Recorded): Promise<Existing | undefined> =>
    lifecycle(type).read(eset, id, state);
  const refresh = (eset: Eset, objects: readonly Recorded[]) =>
    Promise.all(objects.map((object) => read(eset, object)));

  /** The vendor's calls since the last look, without the sign-in. */
  const calls = (): string[] => {
    const seen = emulator.journal.entries().map(({ call }) => call);
    emulator.journal.clear();
    return seen.filter((call) => call !== "Token/Get");
  };
  const details = (): number => calls().filter((call) => call.endsWith("/Detail")).length;
  const lists = { companies: ["Search/Companies"], licences: ["Search/Licenses", "UsageReport/AllCompanies/products"] };

  const customer = (declared: Properties & { readonly name: string }): Recorded => {
    const { tags, suspended, ...texts } = declared;
    const { id } = portal.createCustomer({
      parentId: mspManager,
      ...texts,
      ...(Array.isArray(tags) ? { tags: tags.map(String) } : {}),
      ...(suspended === true ? { status: "suspended" } : {}),
    });
    return { type: "eset:Customer", id, state: { suspended: false, ...declared } };
  };
  const license = (customerId: string, declared: Properties = {}): Recorded => {
    const state = { customerId, productCode: "2015", quantity: 10, type: "full", suspended: false, ...declared };
    const { trialExtensions } = declared;
    const { publicLicenseKey } = portal.orderLicense({
      customerId,
      productCode: state.productCode,
      quantity: state.quantity,
      trial: state.type === "trial",
      suspended: state.suspended,
      ...(typeof trialExtensions === "number" ? { trialExtensions } : {}),
    });
    return { type: "eset:License", id: publicLicenseKey, state: { ...state, publicLicenseKey } };
  };
  const asRecorded = ({ state }: Recorded): Existing => {
    const { publicLicenseKey, ...inputs } = state;
    return { inputs, state: publicLicenseKey === undefined ? inputs : { ...inputs, publicLicenseKey } };
  };

  it("asks for nothing singly when nothing has changed, and says what is in state", async () => {
    const bakery = customer({
      name: "Example Bakery",
      email: "IT@bakery.example",
      customIdentifier: "CRM-42",
      vatId: "SK42",
      description: "Bread",
      parentId: mspManager.toUpperCase(),
    });
    const reseller = { name: "Brewery IT", email: "it@brewery.example" };
    const { id } = portal.createCompany({ type: 1006, parentId: mspManager, ...reseller });
    const objects: Recorded[] = [
      bakery,
      customer({ name: "Example Butcher", suspended: true }),
      { type: "eset:ManagedMsp", id, state: { ...reseller, suspended: false } },
      license(bakery.id),
      license(bakery.id.toUpperCase(), { productCode: "2018", quantity: 5, type: "trial", adopt: true }),
    ];
    assert.deepEqual(await refresh(session("bulk"), objects), objects.map(asRecorded));
    assert.deepEqual(calls().sort(), [...lists.companies, ...lists.licences]);
  });

  it("asks only for the lists that it has a use for", async () => {
    const bakery = customer({ name: "Example Bakery" });
    const protect = license(bakery.id);
    calls();
    await refresh(session("bulk"), [bakery]);
    assert.deepEqual(calls(), lists.companies);
    await refresh(session("bulk"), [protect]);
    assert.deepEqual(calls(), lists.licences);
  });

  /** A customer with all that lists show and licences of all kinds, and customers with what lists do not show. */
  const estate = () => {
    const bakery = customer({
      name: "Example Bakery",
      email: "it@bakery.example",
      customIdentifier: "CRM-42",
      vatId: "SK42",
      description: "Bread",
      parentId: mspManager,
    });
    return {
      bakery,
      protect: license(bakery.id),
      trial: license(bakery.id, { productCode: "2018", type: "trial" }),
      extended: license(bakery.id, { productCode: "107", type: "trial", trialExtensions: 1 }),
      asleep: license(bakery.id, { productCode: "211", suspended: true }),
      commented: customer({ name: "Example Brewery", comment: "Opens at six" }),
      tagged: customer({ name: "Example Butcher", tags: ["gold"] }),
      undescribed: customer({ name: "Example Builder", description: "" }),
    };
  };
  type Estate = ReturnType<typeof estate>;

  const move = (companyId: string, parentId: string): void => {
    const snapshot = emulator.snapshot() as { vendors: { eset: { companies: { id: string; parentId: string }[] } } }; // plain JSON
    const company =
      snapshot.vendors.eset.companies.find(({ id }) => id === companyId) ?? assert.fail("no such company");
    company.parentId = parentId;
    emulator.restore(snapshot);
  };
  const again = { productCode: "2015", quantity: 10, publicLicenseKey: "NEW-NEW-NEW" };

  /** What somebody does, whose refresh is to say it, and what it is to say. */
  const drifts: readonly [
    what: string,
    of: keyof Estate,
    change: (id: string, estate: Estate) => unknown,
    found: Properties | "gone",
  ][] = [
    ["seats that were changed", "protect", (key) => portal.updateLicense(key, { quantity: 25 }), { quantity: 25 }],
    [
      "a licence that was suspended",
      "protect",
      (key) => portal.updateLicense(key, { suspended: true }),
      { suspended: true },
    ],
    [
      "a licence that was resumed",
      "asleep",
      (key) => portal.updateLicense(key, { suspended: false }),
      { suspended: false },
    ],
    ["another product", "protect", (key) => portal.updateLicense(key, { productCode: "111" }), { productCode: "111" }],
    [
      "another key",
      "protect",
      (key) => portal.updateLicense(key, { publicLicenseKey: "NEW-NEW-NEW" }),
      { publicLicenseKey: "NEW-NEW-NEW" },
    ],
    [
      "a licence that was removed",
      "protect",
      (key) => {
        portal.removeLicense(key);
      },
      "gone",
    ],
    [
      "a licence that was removed and ordered again",
      "protect",
      (key, { bakery }) => {
        portal.removeLicense(key);
        portal.orderLicense({ customerId: bakery.id, ...again });
      },
      { publicLicenseKey: "NEW-NEW-NEW" },
    ],
    ["a trial that was converted", "trial", (key) => portal.updateLicense(key, { trial: false }), { type: "full" }],
    [
      "a trial that was converted, with another key",
      "trial",
      (key) => portal.updateLicense(key, { trial: false, publicLicenseKey: "NEW-NEW-NEW" }),
      { type: "full", publicLicenseKey: "NEW-NEW-NEW" },
    ],
    [
      "a trial that was extended",
      "extended",
      (key) => portal.updateLicense(key, { trialExtensions: 2 }),
      { trialExtensions: 2 },
    ],
    ["another name", "bakery", (id) => portal.updateCompany(id, { name: "Bakery" }), { name: "Bakery" }],
    [
      "another e-mail address",
      "bakery",
      (id) => portal.updateCompany(id, { email: "a@b.example" }),
      { email: "a@b.example" },
    ],
    [
      "another reference",
      "bakery",
      (id) => portal.updateCompany(id, { customIdentifier: "43" }),
      { customIdentifier: "43" },
    ],
    ["a VAT ID that was erased", "bakery", (id) => portal.updateCompany(id, { vatId: "" }), { vatId: "" }],
    [
      "another description",
      "bakery",
      (id) => portal.updateCompany(id, { description: "Cake" }),
      { description: "Cake" },
    ],
    [
      "a customer that was suspended",
      "bakery",
      (id) => portal.updateCompany(id, { status: "suspended" }),
      { suspended: true },
    ],
    [
      "another parent",
      "bakery",
      (id) => {
        move(id, managedMsp);
      },
      { parentId: managedMsp },
    ],
    [
      "a customer that was deleted",
      "bakery",
      (id) => {
        portal.deleteCompany(id);
      },
      "gone",
    ],
    [
      "the licence of a customer that was deleted",
      "protect",
      (_, { bakery }) => {
        portal.deleteCompany(bakery.id);
      },
      "gone",
    ],
    ["another comment", "commented", (id) => portal.updateCompany(id, { comment: "Moves" }), { comment: "Moves" }],
    ["another tag", "tagged", (id) => portal.updateCompany(id, { tags: ["silver"] }), { tags: ["silver"] }],
    [
      "a description where there is to be none",
      "undescribed",
      (id) => portal.updateCompany(id, { description: "Houses" }),
      { description: "Houses" },
    ],
  ];
  for (const [what, of, change, found] of drifts) {
    for (const when of ["today", "yesterday"]) {
      it(`finds ${what} ${when}`, async () => {
        const objects = estate();
        emulator.clock.advance(3 * day);
        change(objects[of].id, objects);
        if (when === "yesterday") emulator.clock.advance(day);
        const all = Object.values(objects);
        const seen = await refresh(session("bulk"), all);
        const one = seen[all.indexOf(objects[of])];
        if (found === "gone") assert.equal(one, undefined);
        else assert.deepEqual({ ...one?.state, ...one?.inputs }, { ...objects[of].state, ...found });
        assert.deepEqual(seen, await refresh(session("exact"), all));
      });
    }
  }

  it("takes a suspended customer's licences for running, as their program says, but looks at them", async () => {
    const { bakery, protect } = estate();
    portal.updateCompany(bakery.id, { status: "suspended" });
    calls();
    assert.deepEqual(await refresh(session("bulk"), [protect]), [asRecorded(protect)]);
    assert.equal(details(), 2, "the licence and its company");
  });

  it("looks at a licence of whose product the report has two rows", async () => {
    const bakery = customer({ name: "Example Bakery" });
    const { id: trialKey } = license(bakery.id, { type: "trial" });
    emulator.clock.advance(1000);
    portal.removeLicense(trialKey);
    const protect = license(bakery.id);
    calls();
    assert.deepEqual(await refresh(session("bulk"), [protect]), [asRecorded(protect)]);
    assert.deepEqual(calls(), [...lists.licences, "License/Detail"]);
  });

  it("looks at a company that the list has twice: one of the two is out of date", async () => {
    const bakery = customer({ name: "Example Bakery" });
    const twice = ["Bakery", "Example Bakery"].map((Name) => ({ CompanyId: bakery.id, Name, StatusId: 1 }));
    emulator.faults.add({ call: "Search/Companies", kind: "status", status: 200, body: { Search: twice } });
    await refresh(session("bulk"), [bakery]);
    assert.deepEqual(calls(), [...lists.companies, "Company/Detail"]);
  });

  it("looks at what declares something that the lists do not show, or may leave out", async () => {
    const { extended, asleep, commented, tagged, undescribed } = estate();
    calls();
    await refresh(session("bulk"), [extended, asleep, commented, tagged, undescribed]);
    assert.equal(details(), 5);
  });

  it("looks at what declares nothing, or not enough to compare", async () => {
    const bakery = customer({ name: "Example Bakery" });
    const protect = license(bakery.id);
    const { publicLicenseKey, customerId } = protect.state;
    calls();
    const bare = [
      { ...bakery, state: {} },
      { ...protect, state: { publicLicenseKey, customerId } },
    ];
    await refresh(session("bulk"), bare);
    assert.equal(details(), 2);
  });

  it("finds in any estate, whatever was done to it, what is found one by one", async () => {
    const text = fc.constantFrom("", "one", "two");
    const email = fc.constantFrom("a@b.example", "c@d.example");
    const texts = fc.record(
      { email, customIdentifier: text, vatId: text, description: text, comment: text },
      { requiredKeys: [] },
    );
    const productCode = fc.constantFrom("2015", "2018", "107");
    const quantity = fc.integer({ min: 1, max: 3 });
    const ordered = fc.record({
      productCode,
      quantity,
      type: fc.constantFrom("full", "trial"),
      suspended: fc.boolean(),
    });
    const firm = fc.record({
      declared: texts,
      suspended: fc.boolean(),
      licences: fc.uniqueArray(ordered, { maxLength: 3, selector: (one) => one.productCode }),
    });
    const change = fc.record({
      what: fc.constantFrom("firm", "licence", "seats", "conversion", "removal", "renewal", "end", "time"),
      at: fc.nat(),
      texts,
      suspended: fc.boolean(),
      productCode,
      quantity,
      hours: fc.integer({ min: 1, max: 30 }),
    });
    type Change = typeof change extends fc.Arbitrary<infer C> ? C : never;
    const apply = (one: Change): void => {
      const { suspended, productCode, quantity } = one;
      const firms = emulator.eset.companies().filter(({ name }) => name.startsWith("Firm "));
      const licences = emulator.eset.licenses();
      const { id = "none" } = firms[one.at % firms.length] ?? {};
      const { publicLicenseKey: key = "none", customerId = "none" } = licences[one.at % licences.length] ?? {};
      const status = suspended ? "suspended" : "active";
      if (one.what === "firm") portal.updateCompany(id, { ...one.texts, status });
      if (one.what === "licence") portal.updateLicense(key, { suspended, productCode });
      if (one.what === "seats") portal.updateLicense(key, { quantity });
      if (one.what === "conversion") portal.updateLicense(key, { trial: false });
      if (one.what === "removal" || one.what === "renewal") portal.removeLicense(key);
      if (one.what === "renewal") portal.orderLicense({ customerId, productCode, quantity, trial: suspended });
      if (one.what === "end") portal.deleteCompany(id);
      if (one.what === "time") emulator.clock.advance(one.hours * 3_600_000);
    };
    const asked = { exact: 0, bulk: 0 };
    let drifted = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(firm, { minLength: 1, maxLength: 4 }),
        fc.array(change, { maxLength: 6 }),
        async (firms, changes) => {
          emulator.reset();
          const objects = firms.flatMap(({ declared, suspended, licences }, n) => {
            const company = customer({ ...declared, name: `Firm ${n}`, suspended });
            const ofCompany = licences.map((one) => ({ ...one, suspended: suspended || one.suspended }));
            return [company, ...ofCompany.map((one) => license(company.id, one))];
          });
          for (const one of changes) {
            try {
              apply(one);
            } catch (error) {
              if (!(error instanceof UsageError)) throw error; // the portal does not allow it
            }
          }
          calls();
          const bulk = await refresh(session("bulk"), objects);
          asked.bulk += details();
          const exact = await refresh(session("exact"), objects);
          asked.exact += details();
          assert.deepEqual(bulk, exact);
          drifted += objects.filter((one, n) => !isDeepStrictEqual(exact[n], asRecorded(one))).length;
        },
      ),
      { numRuns: 60 },
    );
    assert.ok(drifted > 0, "nothing drifted");
    assert.ok(asked.bulk < asked.exact, `${asked.bulk} Details in bulk, ${asked.exact} one by one`);
  });

  describe("without the lists", () => {
    const forbidden = { kind: "status", status: 403, body: {} } as const;
    const unreadable = (body: object) => ({ kind: "status", status: 200, body }) as const;
    const rows = { companies: [{ companyId: ids.msp, products: [{ code: "2015", seats: 10 }] }] };
    const faults = [
      ["the search for licences is forbidden", "Search/Licenses", forbidden],
      ["the report is forbidden", "UsageReport/AllCompanies/products", forbidden],
      ["the report lacks the type of a licence", "UsageReport/AllCompanies/products", unreadable(rows)],
      ["the search for companies is forbidden", "Search/Companies", forbidden],
      ["the search for companies lacks a status", "Search/Companies", unreadable({ Search: [{ CompanyId: ids.msp }] })],
    ] as const;
    for (const [what, call, fault] of faults) {
      it(`goes on one by one, and says so once, when ${what}`, async () => {
        const said = sinon.stub(console, "error");
        const ofCompanies = call === "Search/Companies";
        const bakery = customer({ name: "Example Bakery" });
        const objects = ofCompanies
          ? [bakery, customer({ name: "Example Butcher" })]
          : [license(bakery.id), license(bakery.id, { productCode: "2018" })];
        emulator.faults.add({ call, times: "always", ...fault });
        const eset = session("bulk");
        calls();
        assert.deepEqual(await refresh(eset, objects), objects.map(asRecorded));
        assert.deepEqual(await refresh(eset, objects), objects.map(asRecorded));
        const seen = calls();
        assert.equal(seen.filter((one) => one === call).length, 1);
        assert.equal(seen.filter((one) => one === (ofCompanies ? "Company/Detail" : "License/Detail")).length, 4);
        assert.equal(said.callCount, 1);
        const words = ofCompanies ? "the companies are asked for one by one" : "the licences are asked for one by one";
        const start = `ESET's lists cannot be used, so ${words}. ESET ${call}`;
        assert.ok(String(said.firstCall.args[0]).startsWith(start), String(said.firstCall.args[0]));
      });
    }
  });

  describe("after a write of the same run", () => {
    const rename = (eset: Eset, companyId: string, name: string) =>
      eset.api.company.updateCustomer({ companyId, name });

    it("reads the lists again", async () => {
      const [bakery, butcher] = [customer({ name: "Example Bakery" }), customer({ name: "Example Butcher" })];
      const eset = session("bulk");
      await refresh(eset, [bakery, butcher]);
      await rename(eset, bakery.id, "Bakery");
      calls();
      const [one, other] = await refresh(eset, [bakery, butcher]);
      assert.equal(one?.inputs["name"], "Bakery");
      assert.deepEqual(other, asRecorded(butcher));
      assert.deepEqual(calls(), ["Search/Companies", "Company/Detail"]);
    });

    it("does not use lists that were on their way", async () => {
      const bakery = customer({ name: "Example Bakery" });
      const eset = session("bulk");
      await eset.ownCompanyId(); // signed in
      emulator.faults.add({ call: "Search/Companies", kind: "delay", milliseconds: 300, when: "after" });
      const seen = refresh(eset, [bakery]);
      await sleep(100);
      await rename(eset, bakery.id, "Bakery");
      assert.equal((await seen)[0]?.inputs["name"], "Bakery");
    });

    it("costs no more than one reading of the lists beyond one by one, even if it reads and writes by turns", async () => {
      const firms = Array.from({ length: 110 }, (_, n) => customer({ name: `Firm ${n}` }));
      const eset = session("bulk");
      calls();
      for (const { id, ...firm } of firms.slice(0, 20)) {
        await refresh(eset, [{ id, ...firm }]);
        await rename(eset, id, `Renamed ${id}`);
      }
      const seen = calls();
      assert.equal(seen.filter((call) => call === "Search/Companies").length, 2, "of two pages");
      assert.equal(seen.filter((call) => call === "Company/Detail").length, 19);
    });
  });

  it("is for refreshes only: a look after a failure asks for the object itself", async () => {
    const bakery = customer({ name: "Example Bakery" });
    const protect = license(bakery.id);
    const eset = session("bulk");
    await refresh(eset, [protect]);
    emulator.faults.add({ call: "License/UpdateQuantity", kind: "drop", when: "after" });
    calls();
    await lifecycle("eset:License").update(eset, protect.id, protect.state, {
      ...protect.state,
      quantity: 12,
    });
    // the repeated call is told that the licence has these seats already
    assert.deepEqual(calls(), ["License/UpdateQuantity", "License/UpdateQuantity", "License/Detail"]);
  });
});

describe("a refresh in bulk, in the provider process", function () {
  const world = World.forEachTest();

  it("takes at most a twentieth of a call for each object that has not changed", async () => {
    const { portal } = world.emulator.eset;
    const objects: Recorded[] = [];
    for (let n = 0; n < 100; n++) {
      const { id: customerId } = portal.createCustomer({ name: `Firm ${n}` });
      const firm = world.host.asProgram("eset:Customer", { name: `Firm ${n}`, suspended: false });
      objects.push({ type: "eset:Customer", id: customerId, state: firm });
      for (const productCode of ["2015", "2018", "107", "111"]) {
        const declared = { customerId, productCode, quantity: 10 };
        const { publicLicenseKey } = portal.orderLicense(declared);
        const license = { ...declared, type: "full", suspended: false, publicLicenseKey };
        objects.push({
          type: "eset:License",
          id: publicLicenseKey,
          state: world.host.asProgram("eset:License", license),
        });
      }
    }
    await world.restartHost({ config: { "msp:esetRefresh": "bulk" } });
    const read = () =>
      Promise.all(objects.map(({ type, id, state }) => world.host.read({ type, name: id }, id, state)));
    const seen = await read();
    assert.deepEqual(
      seen.map((one) => one?.outputs),
      objects.map(({ state }) => state),
    );
    const calls = world.emulator.journal.entries().length;
    assert.ok(calls <= objects.length * 0.05, `${calls} calls for ${objects.length} objects`);
  });
});
