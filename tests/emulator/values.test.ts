/** Each value that has to be assumed of ESET: what the emulator does with another one. */
import assert from "node:assert/strict";
import type { Values } from "../../contracts/generated/eset.open";
import { done, EsetClient, ids, record, refused, useEmulator } from "./client";

describe("a value that has to be assumed of ESET", () => {
  const at = useEmulator({ operationMilliseconds: 0 });
  const read = (readings: Partial<Values>) => at.emulator.eset.portal.changeReadings(readings);
  /** A company's status wherever ESET tells it. */
  async function statusesOf(companyId: string): Promise<unknown[]> {
    const range = { skip: 0, take: 100 };
    const listed = async (call: string, list: string, id: string, status: string, more: object) => {
      const entries = record(await at.client.post(call, { ...range, ...more }))[list] as Record<string, unknown>[];
      return entries.find((entry) => entry[id] === companyId)?.[status];
    };
    const own = { companyId: ids.msp };
    return [
      (await at.client.company(companyId))["status"],
      await listed("Company/Children", "companies", "publicId", "status", own),
      await listed("Company/Descendants", "companies", "publicId", "status", { ...own, entityType: "Any" }),
      await listed("User/GetDirectAccessibleChildren", "companies", "companyId", "status", {}),
      await listed("Search/Companies", "Search", "CompanyId", "StatusId", { search: {} }),
    ];
  }

  /** The compiler asks for one of each. */
  const values: Readonly<Record<keyof Values, () => Promise<void>>> = {
    "companyStatus.active": async () => {
      const companyId = await at.client.customer();
      assert.deepEqual(await statusesOf(companyId), [1, 1, 1, 1, 1]);
      read({ "companyStatus.active": 0 });
      assert.deepEqual(await statusesOf(companyId), [0, 0, 0, 0, 0]);
    },
    "companyStatus.waitingForActivation": async () => {
      const manager = await EsetClient.signIn(at.emulator, "manager");
      const { eset } = at.emulator;
      eset.contactsActivateAtOnce = false;
      const wanted = { name: "New", email: "new@m.example", address: {}, products: [{ code: "2015" }], trusted: true };
      const { companyId } = record(await manager.post("Company/Create/managedmsp", wanted));
      assert.equal((await manager.company(String(companyId)))["status"], 2);
      read({ "companyStatus.waitingForActivation": 5 });
      assert.equal((await manager.company(String(companyId)))["status"], 5);
    },
    "companyStatus.suspended": async () => {
      const companyId = await at.client.customer();
      await at.client.suspendCompany(companyId);
      assert.deepEqual(await statusesOf(companyId), [3, 3, 3, 3, 3]);
      read({ "companyStatus.suspended": 4 });
      assert.deepEqual(await statusesOf(companyId), [4, 4, 4, 4, 4]);
    },
    "licenseState.suspended": async () => {
      const publicLicenseKey = await at.client.order(await at.client.customer());
      done(await at.client.post("License/Suspend", { publicLicenseKey }));
      assert.equal((await at.client.license(publicLicenseKey))["state"], 3);
      read({ "licenseState.suspended": [5] });
      assert.equal((await at.client.license(publicLicenseKey))["state"], 5);
    },
    "error.gone": async () => {
      const companyId = await at.client.customer();
      await at.client.suspendCompany(companyId);
      done(await at.client.post("Company/Delete", { companyId }));
      refused(await at.client.post("Company/Detail", { companyId }), 404, 900, 1);
      read({ "error.gone": ["403 1/5"] });
      refused(await at.client.post("Company/Detail", { companyId }), 403, 1, 5);
    },
    "error.text": async () => {
      const refusal = async () => (await at.client.post("Company/Detail", { companyId: ids.distributor })).body;
      assert.deepEqual(await refusal(), { code: 900, subCode: 1, message: "CompanyNotFound" });
      read({ "error.text": "errorMessage" });
      assert.deepEqual(await refusal(), { code: 900, subCode: 1, errorMessage: "CompanyNotFound" });
    },
  };
  for (const [value, shows] of Object.entries(values)) it(`${value}: another one can be had`, shows);
});
