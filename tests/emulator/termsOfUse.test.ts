import assert from "node:assert/strict";
import { done, EsetClient, ids, record, refused, text, useEmulator } from "./client";
import type { Reply } from "./client";

const termsOfUseId = "70000000-0000-4000-8000-000000000313";
const name = "Terms of Use of ESET LiveGuard Advanced";
const url = `https://emulator.pulumi-msp.invalid/eset/terms-of-use/${termsOfUseId}`;

describe("Terms of Use", () => {
  const at = useEmulator();
  const detail = async (client = at.client): Promise<unknown> =>
    record(await client.get(`TermsOfUse/Detail?termsOfUseId=${termsOfUseId}`));
  const order = async (client: EsetClient, customerId: string): Promise<Reply> =>
    client.post("License/Order", { customerId, productCode: "313", quantity: 1, licenseType: 1 });

  it("are listed with their ids", async () => {
    const list = async (): Promise<unknown> => (await at.client.get("TermsOfUse/Get")).body;
    assert.deepEqual(await list(), { termsOfUse: [{ id: termsOfUseId, name, accepted: false }] });
    done(await at.client.post("TermsOfUse/Accept", { termsOfUseId }));
    assert.deepEqual(await list(), { termsOfUse: [{ id: termsOfUseId, name, accepted: true }] });
  });

  it("tell when and by whom they were accepted, once they are", async () => {
    assert.deepEqual(await detail(), { id: termsOfUseId, name, url, accepted: false });
    at.emulator.clock.set(new Date("2030-01-01T00:00:00Z"));
    const client = await EsetClient.signIn(at.emulator);
    done(await client.post("TermsOfUse/Accept", { termsOfUseId }));
    const { acceptedOn, ...rest } = (await detail(client)) as { acceptedOn: string };
    assert.match(acceptedOn, /^2030-01-01T00:00:0/);
    const acceptedBy = "20000000-0000-4000-8000-000000000001";
    assert.deepEqual(rest, { id: termsOfUseId, name, url, accepted: true, acceptedBy });
  });

  it("do not name who accepted them when that user is gone", async () => {
    const distributor = await EsetClient.signIn(at.emulator, "distributor");
    at.emulator.eset.portal.acceptTermsOfUse(termsOfUseId, { companyId: ids.distributor });
    assert.ok(!("acceptedBy" in ((await detail(distributor)) as object)));
  });

  it("stay as they were when they are accepted again", async () => {
    await at.client.post("TermsOfUse/Accept", { termsOfUseId });
    const before = await detail();
    at.emulator.clock.advance(1000);
    done(await at.client.post("TermsOfUse/Accept", { termsOfUseId }));
    assert.deepEqual(await detail(), before);
  });

  it("need Write on the caller's own company to be accepted, and Read of anything to be read", async () => {
    for (const user of ["reader", "no-access"]) {
      const client = await EsetClient.signIn(at.emulator, user);
      refused(await client.post("TermsOfUse/Accept", { termsOfUseId }), 403, 900, 4);
      assert.equal((await client.get("TermsOfUse/Get")).status, 200);
    }
  });

  it("are found by their id only", async () => {
    refused(await at.client.get("TermsOfUse/Detail?termsOfUseId=nonsense"), 404, 900, 36);
    refused(await at.client.post("TermsOfUse/Accept", { termsOfUseId: "nonsense" }), 404, 900, 36);
    const missing = await at.client.get("TermsOfUse/Detail");
    assert.equal(missing.status, 400);
    assert.deepEqual(missing.body, { termsOfUseId: ["The termsOfUseId field is required."] });
    assert.equal((await at.client.get(`/TermsOfUse/Detail?TERMSOFUSEID=${termsOfUseId}`)).status, 200);
  });

  it("must be accepted before LiveGuard Advanced is ordered (8/40), by the company or one above it", async () => {
    const customerId = await at.client.customer();
    refused(await order(at.client, customerId), 400, 8, 40);
    const manager = await EsetClient.signIn(at.emulator, "manager");
    done(await manager.post("TermsOfUse/Accept", { termsOfUseId }));
    refused(await order(at.client, customerId), 400, 8, 40);
    const below = await manager.customer("Below");
    text(await order(manager, below), "publicLicenseKey");
    done(await at.client.post("TermsOfUse/Accept", { termsOfUseId }));
    text(await order(at.client, customerId), "publicLicenseKey");
  });
});
