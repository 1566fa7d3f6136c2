import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEmulator, UsageError } from "../../../emulator";
import type { Emulator } from "../../../emulator";
import { send } from "../client";
import { accountOf, ids, listOf, nobody, objectOf, RedstorClient, useRedstor } from "./client";

const whole = ({ redstor }: Emulator) => [redstor.companies(), redstor.subscriptions(), redstor.users()];

describe("the state of Redstor", () => {
  const at = useRedstor();

  const seed = {
    redstor: {
      companies: [
        { companyName: "West", type: "Partner", companyId: "D2000000-0000-4000-8000-000000000001" },
        {
          companyName: "Bakery",
          parentCompanyId: "d2000000-0000-4000-8000-000000000001",
          isEnabled: false,
          subscriptions: [{ productId: 4, trial: true, startedOn: "2024-01-01T00:00:00Z" }],
          users: [{ name: "Ada", email: "ada@bakery.example", role: "Company User" }],
        },
      ],
      subscriptions: [{ companyId: "d2000000-0000-4000-8000-000000000001", productId: 902, editionId: 1 }],
      users: [{ companyId: ids.partner, name: "Ben", email: "ben@partner.example", verified: false }],
      accounts: [{ name: "west", companyId: "d2000000-0000-4000-8000-000000000001", scopes: ["api.read"] }],
    },
  };

  it("takes a seed", async () => {
    const { emulator } = at;
    emulator.seed(seed);
    const west = "d2000000-0000-4000-8000-000000000001";
    const bakery = "d0000000-0000-4000-8000-000000000001";
    assert.deepEqual(emulator.redstor.companies().slice(2), [
      { companyId: west, companyName: "West", type: "Partner", isEnabled: true, parentCompanyId: ids.partner },
      { companyId: bakery, companyName: "Bakery", type: "Customer", isEnabled: false, parentCompanyId: west },
    ]);
    assert.deepEqual(
      emulator.redstor.subscriptions().map((one) => [one.companyId, one.productId, one.editionId, one.trialStatus]),
      [
        [west, 902, 1, "NotUsed"],
        [bakery, 4, 5, "Expired"],
      ],
    );
    assert.deepEqual(
      emulator.redstor.users().map(({ name, role, verified }) => [name, role, verified]),
      [
        ["Example Admin", "Partner Admin", true],
        ["Ada", "Company User", true],
        ["Ben", "Company Admin", false],
      ],
    );
    const client = await RedstorClient.signIn(emulator, "west");
    assert.equal(objectOf(await client.get("companies"))["companyId"], west);
  });

  const mistakes: [seed: object, message: RegExp][] = [
    [{ companies: [{ companyName: "" }] }, /seed\.redstor\.companies\.0\.companyName/],
    [{ companies: [{ companyName: "a", type: "partner" }] }, /companies\.0\.type/],
    [{ companies: [{ companyName: "a" }, { companyName: "b", parentCompanyId: nobody }] }, /There is no company 0{8}/],
    [{ companies: [{ companyName: "a", subscriptions: [{ productId: 5 }] }] }, /no such product/],
    [{ subscriptions: [{ companyId: ids.partner, productId: 4, startedOn: "2999-01-01T00:00:00Z" }] }, /future/],
    [{ users: [{ companyId: ids.partner, name: "Ada" }] }, /users\.0 must have required property 'email'/],
    [{ licences: [] }, /unknown property "licences"/],
  ];
  for (const [document, message] of mistakes) {
    it(`takes nothing of ${JSON.stringify(document)}`, () => {
      const before = at.emulator.snapshot();
      assert.throws(
        () => {
          at.emulator.seed({ redstor: document });
        },
        (error) => error instanceof UsageError && message.test(error.message),
      );
      assert.deepEqual(at.emulator.snapshot(), before);
    });
  }

  it("is taken back from a snapshot, tokens and settings too", async () => {
    const { emulator, client } = at;
    emulator.seed(seed);
    emulator.redstor.portal.changeReadings({ "lists.empty": "nothing" });
    const saved = emulator.snapshot();
    const before = whole(emulator);
    await client.company("Florist");
    emulator.redstor.portal.changeReadings({ "lists.empty": "list" });
    emulator.restore(saved);
    assert.deepEqual(whole(emulator), before);
    assert.equal(emulator.redstor.readings["lists.empty"], "nothing");
    assert.equal((await client.get("companies")).status, 200);
    assert.deepEqual(emulator.snapshot(), saved);
  });

  it("is left alone by a snapshot of before it was known", () => {
    const { emulator } = at;
    const { vendors, ...rest } = emulator.snapshot() as { vendors: { eset: unknown } }; // what a snapshot is
    emulator.seed(seed);
    const before = whole(emulator);
    emulator.restore({ ...rest, vendors: { eset: vendors.eset } });
    assert.deepEqual(whole(emulator), before);
  });

  it("is as it was in the beginning after a reset", () => {
    const { emulator } = at;
    const before = whole(emulator);
    emulator.seed(seed);
    emulator.redstor.portal.changeSettings({ trialDays: 7 });
    emulator.reset();
    assert.deepEqual(whole(emulator), before);
    assert.equal(emulator.redstor.settings.trialDays, 30);
  });

  it("is kept in a data file, keys too", async () => {
    const folder = mkdtempSync(join(tmpdir(), "redstor-"));
    const dataFile = join(folder, "state.json");
    try {
      const first = await startEmulator({ dataFile });
      const { privateKey } = accountOf(first);
      const bakery = await (await RedstorClient.signIn(first)).company();
      await first.close();
      const saved = accountOf(at.emulator).privateKey;
      assert.deepEqual(privateKey, saved);

      const second = await startEmulator({ dataFile });
      const client = await RedstorClient.signIn(second);
      assert.equal(objectOf(await client.get(`companies/${bakery}`))["companyName"], "Bakery");
      const { vendors } = second.snapshot() as { vendors: { redstor: { accounts: { privateKey: unknown }[] } } }; // ours
      assert.deepEqual(vendors.redstor.accounts[0]?.privateKey, privateKey);
      assert.equal(vendors.redstor.accounts[1]?.privateKey, null, "a key that nobody asked for is not made");
      await second.close();
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe("the web app of Redstor", () => {
  const at = useRedstor();
  const control = (method: string, path: string, body?: unknown) =>
    send(`${at.emulator.url}/_emulator/redstor${path}`, method, body);

  it("renames, retypes, moves and disables companies, which the API cannot or will not", async () => {
    const { emulator, client } = at;
    const { portal } = emulator.redstor;
    const west = portal.createCompany({ companyName: "West", type: "Partner" }).companyId;
    const { companyId } = portal.createCompany({ companyName: "Bakery" });
    const changes = { companyName: "Patisserie", type: "Partner", isEnabled: false, parentCompanyId: west } as const;
    assert.deepEqual(portal.updateCompany(companyId, changes), { companyId, ...changes });
    assert.deepEqual(objectOf(await client.get(`companies/${companyId}`)), { companyId, ...changes });
    assert.throws(() => portal.updateCompany(west, { type: "Customer" }), /companies below it/);
    assert.throws(() => portal.updateCompany(west, { parentCompanyId: companyId }), /below it/);
  });

  it("deletes a company with all below it", async () => {
    const { emulator, client } = at;
    const west = await client.company("West", "Partner");
    const bakery = await client.company("Bakery", "Customer", west);
    await client.subscribe(bakery);
    emulator.redstor.portal.createUser({ companyId: bakery, name: "Ada", email: "ada@bakery.example" });
    emulator.redstor.portal.deleteCompany(west);
    assert.equal((await client.get(`companies/${bakery}`)).status, 404);
    assert.deepEqual([emulator.redstor.companies().length, emulator.redstor.subscriptions().length], [2, 0]);
    assert.equal(emulator.redstor.users().length, 1);
  });

  it("refuses nonsense in plain words, changing nothing", () => {
    const { emulator } = at;
    const { portal } = emulator.redstor;
    const { companyId } = portal.createCompany({ companyName: "Bakery" });
    const { subscriptionId } = portal.createSubscription({ companyId, productId: 4 });
    const before = whole(emulator);
    const attempts: [act: () => unknown, message: RegExp][] = [
      [() => portal.createCompany({ companyName: "" }), /company\.companyName/],
      [() => portal.createCompany({ companyName: "x", parentCompanyId: companyId }), /Only a partner/],
      [() => portal.createCompany({ companyName: "x", companyId }), /already/],
      [() => portal.updateCompany(nobody, {}), /There is no company/],
      [() => portal.createSubscription({ companyId, productId: 4 }), /already/],
      [() => portal.createSubscription({ companyId, productId: 4, trial: true }), /already/],
      [() => portal.createSubscription({ companyId, productId: 130, subscriptionId }), /already/],
      [() => portal.updateSubscription(companyId, subscriptionId, { editionId: 9 }), /no such edition/],
      [() => portal.expireTrial(companyId, subscriptionId), /not in trial/],
      [() => portal.convertTrial(companyId, nobody), /no such subscription/],
      [() => portal.setUsage(companyId, subscriptionId, { activeSeats: -1 }), /usage\.activeSeats/],
      [() => portal.recordBackup(companyId, subscriptionId, { accountName: "a", status: 4 }), /operation\.status/],
      [
        () => portal.recordBackup(companyId, subscriptionId, { accountName: "a", status: 1, serviceId: 130 }),
        /no service 130/,
      ],
      [() => portal.createUser({ companyId: nobody, name: "a", email: "b" }), /There is no company/],
      [
        () => {
          portal.deleteUser(nobody);
        },
        /There is no user/,
      ],
      [() => portal.changeSettings({ trialDays: 0 }), /settings\.trialDays/],
    ];
    for (const [act, message] of attempts) {
      assert.throws(act, (error) => error instanceof UsageError && message.test(error.message), String(message));
    }
    assert.deepEqual(whole(emulator), before);
  });

  it("is reached over HTTP for everything", async () => {
    const { redstor } = at.emulator;
    const { companyId } = objectOf(await control("POST", "/companies", { companyName: "Bakery" }));
    const company = `/companies/${String(companyId)}`;
    assert.equal(objectOf(await control("PATCH", company, { companyName: "Patisserie" }))["companyName"], "Patisserie");
    assert.deepEqual(objectOf(await control("GET", company)), redstor.companies().at(-1));
    const trial = { companyId, productId: 902, trial: true };
    const { subscriptionId } = objectOf(await control("POST", "/subscriptions", trial));
    const subscription = `${company}/subscriptions/${String(subscriptionId)}`;
    const state = async (method: string, path: string, body?: unknown) => {
      const { trialStatus, isActive } = objectOf(await control(method, subscription + path, body));
      return [trialStatus, isActive];
    };
    assert.deepEqual(await state("POST", "/expiry"), ["Expired", false]);
    assert.deepEqual(await state("PATCH", "", { trialStatus: "Trial", isActive: true }), ["Trial", true]);
    assert.deepEqual(await state("POST", "/conversion"), ["Upgraded", true]);
    await state("PUT", "/usage", { activeWorkloads: 3 });
    await state("POST", "/backups", { accountName: "a", status: 0 });
    await state("POST", "/restores", { accountName: "a", status: 1 });
    assert.deepEqual(listOf(await control("GET", "/subscriptions")), redstor.subscriptions());
    assert.deepEqual(listOf(await control("GET", `${company}/subscriptions`)), redstor.subscriptions());
    assert.deepEqual(objectOf(await control("GET", "")), {
      companies: redstor.companies(),
      subscriptions: redstor.subscriptions(),
      users: redstor.users(),
    });
    assert.equal((await control("DELETE", subscription)).status, 204);
    const { userId } = objectOf(await control("POST", "/users", { companyId, name: "Ada", email: "ada@x.example" }));
    assert.equal(objectOf(await control("PATCH", `/users/${String(userId)}`, { enabled: false }))["enabled"], false);
    assert.equal((await control("DELETE", `/users/${String(userId)}`)).status, 204);
    assert.deepEqual(listOf(await control("GET", "/users")), redstor.users());
    assert.equal(objectOf(await control("PUT", "/settings", { trialDays: 7 }))["trialDays"], 7);
    assert.deepEqual(objectOf(await control("GET", "/settings")), redstor.settings);
    assert.deepEqual(listOf(await control("GET", "/products")), redstor.products());
    assert.equal(objectOf(await control("POST", "/accounts", { name: "second" }))["companyId"], ids.partner);
    assert.deepEqual(listOf(await control("GET", "/accounts"))[0], accountOf(at.emulator));
    assert.equal((await control("DELETE", company)).status, 204);
    assert.equal((await control("GET", company)).status, 404);
    assert.equal((await control("POST", "/companies", { name: "Bakery" })).status, 400);
  });

  it("has an API explorer beside it", async () => {
    const { url } = at.emulator;
    assert.equal((await send(`${url}/redstor/swagger/`, "GET")).status, 200);
    const document = objectOf(await send(`${url}/redstor/swagger/json`, "GET"));
    assert.deepEqual(document["servers"], [{ url: "/redstor/api", description: "This emulator" }]);
  });
});
