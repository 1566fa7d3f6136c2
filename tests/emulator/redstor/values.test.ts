/** Each value that has to be assumed of Redstor: what the emulator does with another one. */
import assert from "node:assert/strict";
import type { Values } from "../../../contracts/generated/redstor.open";
import { empty, ids, invalid, listOf, nobody, objectOf, refused, resultsOf, useRedstor } from "./client";

describe("a value that has to be assumed of Redstor", () => {
  const at = useRedstor({ redstor: { signInClock: "computer" } });
  const read = (readings: Partial<Values>) => at.emulator.redstor.portal.changeReadings(readings);
  const customers = `companies/${ids.partner}/customers`;
  const typeOf = async (id: unknown) => objectOf(await at.client.get(`companies/${String(id)}`))["type"];
  const statusOf = async (companyId: string) =>
    listOf(await at.client.get(`companies/${companyId}/subscriptions`))[0]?.["trialStatus"];
  async function trial(): Promise<[companyId: string, subscriptionId: string]> {
    const companyId = await at.client.company();
    return [companyId, await at.client.subscribe(companyId, { trial: true })];
  }

  /** The compiler asks for one of each. */
  const values: Readonly<Record<keyof Values, () => Promise<void>>> = {
    "CreateCompanyRequest.companyName": async () => {
      read({ "CreateCompanyRequest.companyName": "name" });
      invalid(await at.client.post(customers, { companyName: "Bakery", type: "Customer" }), "companyName");
      const made = objectOf(await at.client.post(customers, { name: "Bakery", type: "Customer" }), 201);
      assert.equal(made["companyName"], "Bakery");
    },
    "CreateCompanyRequest.type": async () => {
      read({ "CreateCompanyRequest.type": "companyType" });
      invalid(await at.client.post(customers, { companyName: "Bakery", type: "Partner" }), "type");
      const made = objectOf(await at.client.post(customers, { companyName: "Bakery", companyType: "Partner" }), 201);
      assert.equal(made["type"], "Partner");
    },
    "AddProductSubscriptionRequest.productId": async () => {
      read({ "AddProductSubscriptionRequest.productId": "id" });
      const subscriptions = `companies/${await at.client.company()}/subscriptions`;
      invalid(await at.client.post(subscriptions, { productId: 4, editionId: 5 }), "productId");
      assert.equal(objectOf(await at.client.post(subscriptions, { id: 4, editionId: 5 }))["productId"], 4);
    },
    "AddProductSubscriptionRequest.editionId": async () => {
      read({ "AddProductSubscriptionRequest.editionId": "edition" });
      const trials = `companies/${await at.client.company()}/subscriptions/trial`;
      invalid(await at.client.post(trials, { productId: 4, editionId: 5 }), "editionId");
      assert.equal(objectOf(await at.client.post(trials, { productId: 4, edition: 5 }))["editionId"], 5);
    },
    "companyType.partner": async () => {
      assert.equal(await typeOf(ids.partner), "Partner");
      read({ "companyType.partner": "Reseller" });
      assert.equal(await typeOf(ids.partner), "Reseller");
      invalid(await at.client.post(customers, { companyName: "One", type: "Partner" }), "type");
      const made = objectOf(await at.client.post(customers, { companyName: "One", type: "Reseller" }), 201);
      assert.equal(at.emulator.redstor.companies().find(({ companyName }) => companyName === "One")?.type, "Partner");
      assert.equal(made["type"], "Reseller");
    },
    "companyType.customer": async () => {
      const companyId = await at.client.company();
      assert.equal(await typeOf(companyId), "Customer");
      read({ "companyType.customer": "Client" });
      assert.equal(await typeOf(companyId), "Client");
    },
    "trialStatus.running": async () => {
      const [companyId] = await trial();
      assert.equal(await statusOf(companyId), "Trial");
      read({ "trialStatus.running": "InTrial" });
      assert.equal(await statusOf(companyId), "InTrial");
    },
    "trialStatus.expired": async () => {
      const [companyId, subscriptionId] = await trial();
      at.emulator.redstor.portal.expireTrial(companyId, subscriptionId);
      assert.equal(await statusOf(companyId), "Expired");
      read({ "trialStatus.expired": "TrialExpired" });
      assert.equal(await statusOf(companyId), "TrialExpired");
    },
    "trialStatus.removed": async () => {
      at.emulator.redstor.portal.changeReadings({ "subscription.removed": "removed" });
      const [companyId, subscriptionId] = await trial();
      empty(await at.client.delete(`companies/${companyId}/subscriptions/${subscriptionId}`));
      assert.equal(await statusOf(companyId), "Removed");
      read({ "trialStatus.removed": "Deleted" });
      assert.equal(await statusOf(companyId), "Deleted");
    },
    "search.findsNames": async () => {
      await at.client.company("Bakery");
      const found = async () => resultsOf(await at.client.get("companies/search?search=Bakery")).length;
      assert.equal(await found(), 1);
      read({ "search.findsNames": false });
      assert.equal(await found(), 0);
    },
    "error.gone": async () => {
      const gone = () => at.client.get(`companies/${nobody}`);
      refused(await gone(), 404, /no such company/);
      read({ "error.gone": ["410"] });
      refused(await gone(), 410, /no such company/);
      read({ "error.gone": ["204"] });
      empty(await gone(), 204);
    },
    "error.text": async () => {
      const texts = async () => {
        const { title, detail, message } = Object((await at.client.get(`companies/${nobody}`)).body) as Record<
          string,
          unknown
        >; // any JSON
        return { title, detail, message };
      };
      const detail = "There is no such company.";
      assert.deepEqual(await texts(), { title: "Not Found", detail, message: undefined });
      read({ "error.text": ["message"] });
      assert.deepEqual(await texts(), { title: undefined, detail: undefined, message: detail });
    },
  };
  for (const [value, shows] of Object.entries(values)) it(`${value}: another one can be had`, shows);
});
