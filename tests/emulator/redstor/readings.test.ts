/** Each open point of Redstor's contract: what the emulator does in each of its readings. */
import assert from "node:assert/strict";
import type { Values } from "../../../contracts/generated/redstor.open";
import type { RedstorReadings } from "../../../emulator";
import { empty, ids, listOf, nobody, objectOf, refused, resultsOf, useRedstor } from "./client";

describe("an open point of Redstor's contract", () => {
  const at = useRedstor({ redstor: { signInClock: "computer" } });
  const read = (readings: Partial<RedstorReadings>) => at.emulator.redstor.portal.changeReadings(readings);
  const listed = async (companyId: string) =>
    listOf(await at.client.get(`companies/${companyId}/subscriptions`)).map(
      ({ trialStatus, isActive }) => `${String(trialStatus)}, ${isActive === true ? "active" : "inactive"}`,
    );
  /** A company with a trial, and the trial's id. */
  async function trial(name: string): Promise<[companyId: string, subscriptionId: string]> {
    const companyId = await at.client.company(name);
    return [companyId, await at.client.subscribe(companyId, { trial: true })];
  }
  const call = (companyId: string, id: string) => `companies/${companyId}/subscriptions/${id}`;
  const wanted = { productId: 4, editionId: 5 };
  const namesOf = async (list: string) => resultsOf(await at.client.get(list)).map(({ companyName }) => companyName);
  const expire = (...of: [string, string]) => at.emulator.redstor.portal.expireTrial(...of);

  /** The compiler asks for one of each point; values.test.ts has those that have to be assumed. */
  const points: Readonly<Record<Exclude<keyof RedstorReadings, keyof Values>, () => Promise<void>>> = {
    "company.secondDisable": async () => {
      const disable = `companies/${await at.client.company()}/disable`;
      empty(await at.client.patch(disable));
      empty(await at.client.patch(disable));
      read({ "company.secondDisable": "refused" });
      refused(await at.client.patch(disable), 400, /already/);
    },
    "company.delete": async () => {
      const partner = await at.client.company("Reseller", "Partner");
      const below = await at.client.company("Below", "Customer", partner);
      await at.client.subscribe(below);
      refused(await at.client.delete(`companies/${partner}`), 400, /companies below/);
      const before = at.emulator.snapshot();
      for (const [reading, stays] of [
        ["orphans", true],
        ["cascades", false],
      ] as const) {
        at.emulator.restore(before);
        read({ "company.delete": reading });
        empty(await at.client.delete(`companies/${partner}`));
        const { redstor } = at.emulator;
        assert.equal(
          redstor.companies().some(({ companyName }) => companyName === "Below"),
          stays,
          reading,
        );
        assert.equal(
          redstor.subscriptions().some(({ isActive }) => isActive),
          stays,
          reading,
        );
      }
    },
    "company.secondDelete": async () => {
      const company = `companies/${await at.client.company()}`;
      empty(await at.client.delete(company));
      refused(await at.client.delete(company), 404, /no such company/);
      read({ "company.secondDelete": "accepted" });
      empty(await at.client.delete(company));
    },
    "company.disableReaches": async () => {
      const partner = await at.client.company("Reseller", "Partner");
      await at.client.subscribe(partner);
      const below = await at.client.company("Below", "Customer", partner);
      const after = async (verb: "disable" | "enable") => {
        empty(await at.client.patch(`companies/${partner}/${verb}`));
        return [objectOf(await at.client.get(`companies/${below}`))["isEnabled"], ...(await listed(partner))];
      };
      assert.deepEqual(await after("disable"), [true, "NotUsed, active"]);
      assert.deepEqual(await after("enable"), [true, "NotUsed, active"]);
      read({ "company.disableReaches": "companiesBelow" });
      assert.deepEqual(await after("disable"), [false, "NotUsed, active"]);
      assert.deepEqual(await after("enable"), [true, "NotUsed, active"]);
      read({ "company.disableReaches": "subscriptions" });
      assert.deepEqual(await after("disable"), [true, "NotUsed, inactive"]);
      assert.deepEqual(await after("enable"), [true, "NotUsed, active"]);
    },
    "company.names": async () => {
      assert.notEqual(await at.client.company("Bakery"), await at.client.company("Bakery"));
      read({ "company.names": "unique" });
      const again = { companyName: "BAKERY", type: "Customer" };
      const { companyId } = objectOf(await at.client.get("companies"));
      refused(await at.client.post(`companies/${String(companyId)}/customers`, again), 400, /of this name/);
    },
    "company.customersBelow": async () => {
      const customer = await at.client.company();
      const below = { companyName: "Below", type: "Customer" };
      refused(await at.client.post(`companies/${customer}/customers`, below), 400, /Only a partner/);
      read({ "company.customersBelow": "allowed" });
      objectOf(await at.client.post(`companies/${customer}/customers`, below), 201);
    },
    "company.outsideTheGrant": async () => {
      const foreign = `companies/${ids.otherPartner}`;
      refused(await at.client.get(foreign), 404, /no such company/);
      read({ "company.outsideTheGrant": "nothing" });
      empty(await at.client.get(foreign), 204);
      refused(await at.client.patch(`${foreign}/disable`), 404, /no such company/);
      read({ "company.outsideTheGrant": "unauthorized" });
      refused(await at.client.get(foreign), 401, /no access to this company/);
      refused(await at.client.patch(`${foreign}/disable`), 401, /no access to this company/);
      refused(await at.client.get(`companies/${nobody}`), 404, /no such company/);
    },
    "subscription.idOnConversion": async () => {
      const convertedTo = async (name: string) => {
        const [companyId, id] = await trial(name);
        empty(await at.client.patch(`${call(companyId, id)}/trial/convert`));
        const list = listOf(await at.client.get(`companies/${companyId}/subscriptions`));
        return list.find(({ isActive }) => isActive === true)?.["subscriptionId"] === id ? "the same" : "another";
      };
      assert.equal(await convertedTo("one"), "the same");
      read({ "subscription.idOnConversion": "changes" });
      assert.equal(await convertedTo("two"), "another");
    },
    "subscription.oldEntry": async () => {
      read({ "subscription.idOnConversion": "changes" });
      const entriesOf = async (name: string) => {
        const [companyId, id] = await trial(name);
        empty(await at.client.patch(`${call(companyId, id)}/trial/convert`));
        return await listed(companyId);
      };
      assert.deepEqual(await entriesOf("one"), ["Upgraded, active"]);
      read({ "subscription.oldEntry": "upgraded" });
      assert.deepEqual(await entriesOf("two"), ["Upgraded, inactive", "Upgraded, active"]);
      read({ "subscription.oldEntry": "staysTrial" });
      assert.deepEqual(await entriesOf("three"), ["Trial, inactive", "Upgraded, active"]);
    },
    "subscription.removed": async () => {
      const removedOf = async (name: string) => {
        const [companyId, id] = await trial(name);
        empty(await at.client.delete(call(companyId, id)));
        return await listed(companyId);
      };
      assert.deepEqual(await removedOf("one"), []);
      read({ "subscription.removed": "removed" });
      assert.deepEqual(await removedOf("two"), ["Removed, inactive"]);
      read({ "subscription.removed": "inactive" });
      assert.deepEqual(await removedOf("three"), ["Trial, inactive"]);
    },
    "subscription.removal": async () => {
      const [one, two] = [await trial("one"), await trial("two")];
      empty(await at.client.delete(call(...one)));
      read({ "subscription.removal": "queued" });
      empty(await at.client.delete(call(...two)), 202);
      assert.deepEqual(await listed(two[0]), ["Trial, active"]);
      at.emulator.clock.advance(10_000);
      assert.deepEqual(await listed(two[0]), []);
    },
    "subscription.secondRemoval": async () => {
      const one = await trial("one");
      empty(await at.client.delete(call(...one)));
      refused(await at.client.delete(call(...one)), 404, /no such subscription/);
      read({ "subscription.secondRemoval": "accepted" });
      empty(await at.client.delete(call(...one)));
    },
    "subscription.createAnswer": async () => {
      read({ "subscription.createAnswer": "nothing" });
      const companyId = await at.client.company();
      empty(await at.client.post(`companies/${companyId}/subscriptions`, wanted), 204);
      assert.deepEqual(await listed(companyId), ["NotUsed, active"]);
      read({ "subscription.createAnswer": "object" });
      await at.client.subscribe(await at.client.company("two"));
    },
    "subscription.second": async () => {
      const companyId = await at.client.company();
      await at.client.subscribe(companyId);
      refused(await at.client.post(`companies/${companyId}/subscriptions`, wanted), 422, /subscribed/);
      read({ "subscription.second": "allowed" });
      const second = await at.client.subscribe(companyId);
      assert.deepEqual(await listed(companyId), ["NotUsed, active", "NotUsed, active"]);
      const again = () => at.emulator.redstor.portal.updateSubscription(companyId, second, { isActive: true });
      assert.equal(again().isActive, true);
      read({ "subscription.second": "refused" });
      assert.throws(again, /subscribed to the product already/);
    },
    "subscription.trialBesideFull": async () => {
      const [companyId] = await trial("one");
      refused(await at.client.post(`companies/${companyId}/subscriptions`, wanted), 422, /subscribed/);
      read({ "subscription.trialBesideFull": "allowed" });
      await at.client.subscribe(companyId);
      assert.deepEqual(await listed(companyId), ["Trial, active", "NotUsed, active"]);
    },
    "subscription.secondTrial": async () => {
      const one = await trial("one");
      empty(await at.client.delete(call(...one)));
      refused(await at.client.post(`companies/${one[0]}/subscriptions/trial`, wanted), 422, /had a trial/);
      read({ "subscription.secondTrial": "allowed" });
      await at.client.subscribe(one[0], { trial: true });
    },
    "subscription.expiredTrial": async () => {
      const expiredOf = async (name: string) => {
        const one = await trial(name);
        expire(...one);
        return await listed(one[0]);
      };
      assert.deepEqual(await expiredOf("one"), ["Expired, inactive"]);
      read({ "subscription.expiredTrial": "activeExpired" });
      assert.deepEqual(await expiredOf("two"), ["Expired, active"]);
      read({ "subscription.expiredTrial": "inactiveTrial" });
      assert.deepEqual(await expiredOf("three"), ["Trial, inactive"]);
    },
    "subscription.expiredConversion": async () => {
      const one = await trial("one");
      expire(...one);
      refused(await at.client.patch(`${call(...one)}/trial/convert`), 422, /not in trial/);
      read({ "subscription.expiredConversion": "allowed" });
      empty(await at.client.patch(`${call(...one)}/trial/convert`));
      assert.deepEqual(await listed(one[0]), ["Upgraded, active"]);
    },
    "lists.empty": async () => {
      const companyId = await at.client.company();
      assert.deepEqual(await listed(companyId), []);
      read({ "lists.empty": "nothing" });
      empty(await at.client.get(`companies/${companyId}/subscriptions`), 204);
    },
    "lists.lag": async () => {
      const partner = await at.client.company("Reseller", "Partner");
      const below = `companies/${partner}/customers`;
      await at.client.company("one", "Customer", partner);
      assert.deepEqual(await namesOf(below), ["one"]);
      read({ "lists.lag": "seconds" });
      const two = await at.client.company("two", "Customer", partner);
      const subscriptionId = await at.client.subscribe(two);
      empty(await at.client.patch(`companies/${two}/disable`));
      assert.equal(objectOf(await at.client.get(`companies/${two}`))["isEnabled"], false);
      for (const list of [below, `${below}/transitive`]) assert.deepEqual(await namesOf(list), ["one"], list);
      assert.deepEqual(await namesOf("companies/search?search=two"), []);
      assert.deepEqual(await listed(two), []);

      at.emulator.clock.advance(3000);
      for (const list of [below, `${below}/transitive`]) assert.deepEqual(await namesOf(list), ["one", "two"], list);
      assert.deepEqual(await namesOf("companies/search?search=two"), ["two"]);
      assert.deepEqual(await listed(two), ["NotUsed, active"]);

      empty(await at.client.delete(call(two, subscriptionId)));
      at.emulator.redstor.portal.createCompany({ companyName: "three", parentCompanyId: partner });
      assert.deepEqual(await listed(two), ["NotUsed, active"]);
      assert.deepEqual(await namesOf(below), ["one", "two"]);
      at.emulator.clock.advance(3000);
      assert.deepEqual(await listed(two), []);
      assert.deepEqual(await namesOf(below), ["one", "two", "three"]);
    },
    "lists.order": async () => {
      const partner = await at.client.company("Reseller", "Partner");
      for (const name of ["Alpha", "Zulu", "Mike"]) await at.client.company(name, "Customer", partner);
      const names = (query = "") => namesOf(`companies/${partner}/customers${query}`);
      assert.deepEqual(await names(), ["Alpha", "Zulu", "Mike"]);
      read({ "lists.order": "newestFirst" });
      assert.deepEqual(await names(), ["Mike", "Zulu", "Alpha"]);
      assert.deepEqual(await names("?maxResults=2"), ["Mike", "Zulu"]);
      assert.deepEqual(await names("?orderBy=asc"), ["Alpha", "Mike", "Zulu"]);
      assert.deepEqual(await namesOf("companies/search?search=l"), ["Zulu", "Alpha", "Reseller"]);
      const companyId = await at.client.company();
      const first = await at.client.subscribe(companyId);
      const second = await at.client.subscribe(companyId, { productId: 130 });
      const ids = listOf(await at.client.get(`companies/${companyId}/subscriptions`)).map(
        (one) => one["subscriptionId"],
      );
      assert.deepEqual(ids, [second, first]);
    },
    "lists.ownCompany": async () => {
      const partner = await at.client.company("Reseller", "Partner");
      await at.client.company("Below", "Customer", partner);
      const all = `companies/${partner}/customers/transitive`;
      assert.deepEqual(await namesOf(all), ["Below"]);
      read({ "lists.ownCompany": "included" });
      assert.deepEqual(await namesOf(all), ["Reseller", "Below"]);
      assert.deepEqual(await namesOf(`companies/${partner}/customers`), ["Below"]);
    },
    "lists.envelope": async () => {
      const all = `companies/${ids.partner}/customers?maxResults=1&shouldReturnCount=true`;
      for (const name of ["one", "two"]) await at.client.company(name);
      const { nextPageToken, ...page } = objectOf(await at.client.get(all));
      assert.equal(typeof nextPageToken, "string");
      assert.equal(page["totalCount"], 2);
      read({ "lists.envelope": "bare" });
      assert.deepEqual(
        listOf(await at.client.get(all)).map(({ companyName }) => companyName),
        ["one", "two"],
      );
      assert.equal(listOf(await at.client.get(`users/list?companyId=${ids.partner}`)).length, 1);
    },
    "search.names": async () => {
      for (const name of ["Baker", "The Bakery", "bakers"]) await at.client.company(name);
      const found = () => namesOf("companies/search?search=Baker");
      assert.deepEqual(await found(), ["Baker", "The Bakery", "bakers"]);
      read({ "search.names": "beginnings" });
      assert.deepEqual(await found(), ["Baker", "bakers"]);
      read({ "search.names": "letters" });
      assert.deepEqual(await found(), ["Baker", "The Bakery"]);
      assert.deepEqual(await namesOf(`companies/${ids.partner}/customers?search=Baker`), ["Baker", "The Bakery"]);
    },
    "answers.words": async () => {
      const [companyId] = await trial("one");
      assert.equal(objectOf(await at.client.get(`companies/${companyId}`))["type"], "Customer");
      read({ "answers.words": "lower" });
      assert.equal(objectOf(await at.client.get(`companies/${companyId}`))["type"], "customer");
      assert.deepEqual(await listed(companyId), ["trial, active"]);
    },
    "answers.ids": async () => {
      const [companyId, subscriptionId] = await trial("one");
      const [parentCompanyId, userId] = [ids.partner, "b1000000-0000-4000-8000-000000000001"];
      const told = async () => {
        const company = objectOf(await at.client.get(`companies/${companyId.toUpperCase()}`));
        return [
          ...["companyId", "parentCompanyId"].map((name) => company[name]),
          ...listOf(await at.client.get(`companies/${companyId}/subscriptions`)).map((one) => one["subscriptionId"]),
          ...resultsOf(await at.client.get(`users/list?companyId=${ids.partner}`)).map((one) => one["userId"]),
        ];
      };
      const small = [companyId, parentCompanyId, subscriptionId, userId];
      assert.deepEqual(await told(), small);
      read({ "answers.ids": "upper" });
      assert.deepEqual(
        await told(),
        small.map((id) => id.toUpperCase()),
      );
      empty(await at.client.delete(call(companyId.toUpperCase(), subscriptionId.toUpperCase())));
    },
    "answers.optionalFields": async () => {
      const own = async () => Object.entries(objectOf(await at.client.get("companies")));
      const page = async () => Object.keys(objectOf(await at.client.get(`companies/${ids.partner}/customers`)));
      assert.deepEqual((await own()).at(-1), ["parentCompanyId", null]);
      assert.deepEqual(await page(), ["totalCount", "results"]);
      read({ "answers.optionalFields": "absent" });
      assert.deepEqual(
        (await own()).map(([name]) => name),
        ["companyId", "companyName", "isEnabled", "type"],
      );
      assert.deepEqual(await page(), ["results"]);
      const counted = objectOf(await at.client.get(`companies/${ids.partner}/customers?shouldReturnCount=true`));
      assert.equal(counted["totalCount"], 0);
    },
  };
  for (const [point, shows] of Object.entries(points)) it(`${point}: each of its readings can be had`, shows);
});
