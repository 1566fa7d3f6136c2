/** What people are told of a failure, beside its occasion: what happened, to which object, what the vendor said, and what to do. */
import assert from "node:assert/strict";
import sinon from "sinon";
import { type Emulator, startEmulator } from "../emulator";
import { customer } from "../provider/eset/customer";
import { esetConfig } from "../provider/eset/config";
import { Eset } from "../provider/eset/session";
import { redstorConfig } from "../provider/redstor/config";
import { Redstor } from "../provider/redstor/session";

describe("what is said of a failure", () => {
  let emulator: Emulator;
  beforeEach(async () => (emulator = await startEmulator()));
  afterEach(async () => {
    sinon.restore();
    await emulator.close();
  });
  const told = async (failing: Promise<unknown>): Promise<string> => {
    try {
      await failing;
    } catch (error) {
      return String(error);
    }
    return assert.fail("it did not fail");
  };

  describe("at ESET", () => {
    const connect = (more: Record<string, string> = {}) =>
      new Eset(esetConfig(() => undefined, { ...emulator.eset.environment(), ...more }));
    const bakery = () => emulator.eset.portal.createCompany({ name: "Bakery" }).id;

    /** Minutes pass while a request is on its way. */
    const afterMinutes = () => {
      let late = 0;
      const now = performance.now.bind(performance);
      sinon.stub(performance, "now").callsFake(() => now() + (late += 20_000));
    };

    it("a company that takes another status than the one that means suspended", async () => {
      const id = bakery();
      const detail = { ...emulator.eset.companies().find((one) => one.id === id), status: 7, type: 1007 };
      emulator.faults.add({ call: "Company/Detail", kind: "status", status: 200, body: detail, times: 99 });
      afterMinutes();
      const eset = connect();
      assert.equal(
        await told(customer.perform(eset, id, { call: "Suspend" }, {}, { name: "Bakery", suspended: true })),
        `Error: ESET company ${id} is still not suspended after 5 minutes. Its status is 7; a suspended one has 3. Run again later. If the portal shows it as suspended, correct companyStatus.suspended in a file that MSP_ASSUMPTIONS names.`,
      );
    });

    it("an object that was deleted, where ESET says so by a code that nobody knows", async () => {
      const body = { code: 8, subCode: 99, message: "Object not available." };
      emulator.faults.add({ call: "License/Detail", kind: "status", status: 403, body, times: 9 });
      assert.equal(
        await told(connect().license("AAA-BBB-CCC")),
        'VendorError: ESET License/Detail for licence AAA-BBB-CCC: an MSP account may not do this here; it takes Read permission and its own company or one below it; a Managed MSP must be trusted; ESET says: Object not available (HTTP 403, code 8/99). If the portal shows that it was deleted, add "403 8/99" to error.gone in a file that MSP_ASSUMPTIONS names.',
      );
    });

    it("a server that cannot be reached", async () => {
      const eset = connect({ ESET_MSP_ENDPOINT: "http://127.0.0.1:9/api" });
      assert.match(
        await told(eset.license("AAA-BBB-CCC")),
        /cannot reach 127\.0\.0\.1:9 \(ECONNREFUSED\)\. Check the configured endpoint and the network\./,
      );
    });

    it("an answer about another object, whose id is long", async () => {
      const body = { id: "c".repeat(250), name: "Bakery", type: 1007, status: 1 };
      emulator.faults.add({ call: "Company/Detail", kind: "status", status: 200, body, times: 9 });
      const message = await told(connect().company("c1"));
      assert.ok(message.length < 1000, message);
      assert.match(message, /^VendorError: ESET Company\/Detail for company c1: the answer is about company ccc/);
      emulator.faults.clear();
      emulator.faults.add({
        call: "Company/Detail",
        kind: "status",
        status: 200,
        body: { ...body, id: "c".repeat(301) },
      });
      assert.match(await told(connect().company("c1")), /of company c1: the answer has 301 letters in id\./);
    });
  });

  describe("at Redstor", () => {
    const connect = (more: Record<string, string> = {}) =>
      new Redstor(redstorConfig(() => undefined, { ...emulator.redstor.environment(), ...more }));
    const own = () => emulator.redstor.accounts[0]?.companyId ?? "";

    it("a company whose name the vendor looks for in another field", async () => {
      const body = {
        title: "One or more validation errors occurred.",
        errors: { name: ["The name field is required."] },
      };
      const call = "companies/{companyId}/customers";
      emulator.faults.add({ call, method: "POST", kind: "status", status: 400, body });
      assert.equal(
        await told(connect().api.company.create({ companyId: own() }, { companyName: "Bakery", type: "Customer" })),
        `VendorError: Redstor POST /companies/{companyId}/customers for company ${own()}: the vendor refuses it: name: The name field is required (HTTP 400). If a field that it names has another name there, correct CreateCompanyRequest.companyName and CreateCompanyRequest.type in a file that MSP_ASSUMPTIONS names.`,
      );
    });

    it("a company that the account has no access to, where Redstor says so by 401", async () => {
      emulator.faults.add({ call: "companies/{companyId}", kind: "unauthorized", times: 9 });
      const message = await told(connect().api.company.get({ companyId: own() }));
      assert.match(message, /the vendor does not take the access token for this/);
      assert.match(
        message,
        /see that the account has access to this company\. If every call is refused so, check msp:/,
      );
    });

    it("a product that nobody knows", async () => {
      const call = "companies/{companyId}/subscriptions";
      emulator.faults.add({ call, method: "POST", kind: "status", status: 404 });
      assert.equal(
        await told(connect().api.subscription.create({ companyId: own() }, { productId: 999, editionId: 1 })),
        `VendorError: Redstor POST /companies/{companyId}/subscriptions for company ${own()}: the vendor does not know the company, the product or its edition (HTTP 404). getProducts() lists the products.`,
      );
    });

    it("an identity server that cannot be reached, which is asked six times and no more", async () => {
      const redstor = connect({ REDSTOR_ISSUER: "http://127.0.0.1:9" });
      assert.match(
        await told(redstor.rootId()),
        /cannot reach 127\.0\.0\.1:9 \(ECONNREFUSED\)\. Check the configured server for signing in and the network\./,
      );
    });
  });
});
