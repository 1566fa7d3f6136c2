import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { type Emulator, startEmulator } from "../../emulator";
import { esetConfig } from "../../provider/eset/config";
import { needs } from "../../provider/eset/permissions";
import { Eset } from "../../provider/eset/session";
import { World } from "../host/world";

const root = join(__dirname, "../../..");
const address = { state: "", city: "", streetAddress: "", zipCode: "" };

describe("a refusal for want of permission", function () {
  let emulator: Emulator;
  beforeEach(async () => (emulator = await startEmulator()));
  afterEach(async () => {
    await emulator.close();
  });

  const as = (name: string): Eset =>
    new Eset(
      esetConfig(() => undefined, {
        ESET_MSP_ENDPOINT: emulator.eset.endpoint,
        ESET_MSP_USERNAME: `${name}@msp.example`,
        ESET_MSP_PASSWORD: "emulator",
        ESET_MSP_REQUESTS_PER_SECOND: "1000",
      }),
    );
  const companyId = (name: string): string => emulator.eset.companies().find((one) => one.name === name)?.id ?? "";
  const calls = (): string[] => emulator.journal.entries().map(({ call }) => call);
  const refusal = async (call: Promise<unknown>): Promise<string> => {
    try {
      await call;
    } catch (error) {
      return (error as Error).message;
    }
    return assert.fail("it was not refused");
  };
  const customerOf = (parent: string) =>
    emulator.eset.portal.createCustomer({ name: "Bakery", parentId: companyId(parent) }).id;
  const seats = (customerId: string) => ({ customerId, productCode: "2015", quantity: 1, licenseType: 1 });

  it("names the kind of the account and the kinds that may", async () => {
    const msp = { name: "North IT", email: "office@north.example", address: { ...address, countryCode: "SVK" } };
    assert.equal(
      await refusal(as("api").api.company.createMsp({ ...msp, products: [{ code: "2015" }] })),
      'ESET Company/Create/msp for company "North IT": an MSP account may not do this; it takes a Distributor, a Division or ESET Headquarters; ESET says: Only Headquarters, Distributors and Divisions create MSPs (HTTP 403, code 900/22).',
    );
    assert.match(
      await refusal(as("managed").api.company.createManagedMsp({ name: "Sub", email: "sub@example.test", address })),
      /^ESET Company\/Create\/managedmsp for company "Sub": a Managed MSP account may not do this; it takes an MSP Manager; ESET says/,
    );
    assert.match(
      await refusal(as("api").api.billingReport.myCompany({ year: 2024, month: 1 })),
      /^ESET BillingReport\/MyCompany: an MSP account may not do this; it takes a Distributor or ESET Headquarters;/,
    );
  });

  it("says that the account has Read instead of Write", async () => {
    assert.match(
      await refusal(as("reader").api.company.createCustomer({ name: "Bakery", address })),
      /^ESET Company\/Create\/customer for company "Bakery": an MSP account with Read permission may not do this; it takes Write permission; ESET says: WritePermissionIsMissing \(HTTP 403, code 900\/4\)\.$/,
    );
    assert.match(
      await refusal(as("reader").api.license.order(seats(customerOf("Example MSP")))),
      /an MSP account with Read permission may not do this; it takes Write permission;/,
    );
  });

  it("says that a company is not directly under the account's own", async () => {
    const customer = customerOf("Example Managed MSP");
    assert.match(
      await refusal(as("manager").api.company.suspend({ companyId: customer })),
      /^ESET Company\/Suspend for company \S+: an MSP Manager account may do this only to a company directly under its own, which this one is not;/,
    );
    assert.match(
      await refusal(as("api").api.company.suspend({ companyId: companyId("Example MSP") })),
      /an MSP account may do this only to a company directly under its own, which this one is not;/,
    );
  });

  it("says that of a licence too, whose customer it looks up", async () => {
    const customerId = customerOf("Example Managed MSP");
    const { publicLicenseKey } = emulator.eset.portal.orderLicense({ customerId, productCode: "2015", quantity: 3 });
    assert.match(
      await refusal(as("manager").api.license.suspend({ publicLicenseKey })),
      /^ESET License\/Suspend for licence \S+: an MSP Manager account may do this only to a company directly under/,
    );
  });

  it("says that a Managed MSP is not trusted", async () => {
    const customerId = customerOf("Example Untrusted Managed MSP");
    assert.match(
      await refusal(as("untrusted").api.license.order(seats(customerId))),
      /^ESET License\/Order for customer \S+, product 2015: a Managed MSP account that is not trusted may not do this; the MSP Manager above it can make it trusted;/,
    );
  });

  it("says that an account is not enabled for the API", async () => {
    assert.match(
      await refusal(as("no-api").api.company.users({ take: 1 })),
      /^ESET Token\/Get: this account may not use the API; its distributor or ESET can enable it \(HTTP 403, code 900\/8\)\.$/,
    );
  });

  it("does without the kind when nobody tells it", async () => {
    emulator.faults.add({ call: "User/Current", kind: "status", status: 403 });
    assert.match(
      await refusal(as("reader").api.company.createCustomer({ name: "Bakery", address })),
      /"Bakery": this account may not do this; it takes an MSP, an MSP Manager or a Managed MSP, Write permission and its own company or one below it;/,
    );
  });

  it("says all that the call takes when the account seems to have it", async () => {
    emulator.faults.add({ call: "Company/Suspend", kind: "status", status: 403 });
    assert.match(
      await refusal(as("api").api.company.suspend({ companyId: customerOf("Example MSP") })),
      /an MSP account may not do this here; it takes Write permission and a company directly under its own/,
    );
  });

  it("asks for the account once, and never when nothing is refused", async () => {
    const eset = as("reader");
    await eset.api.company.detail({ companyId: companyId("Example MSP") });
    assert.deepEqual(calls(), ["Token/Get", "Company/Detail"]);
    emulator.journal.clear();
    await refusal(eset.api.company.createCustomer({ name: "One", address }));
    await refusal(eset.api.company.createCustomer({ name: "Two", address }));
    assert.deepEqual(calls(), ["Company/Create/customer", "User/Current", "Company/Users", "Company/Create/customer"]);
  });

  it("asks nothing where the vendor's code says enough, or the path is wrong", async () => {
    const eset = as("api");
    emulator.faults.add({ call: "Company/Children", kind: "status", status: 403, body: { code: 99, subCode: 1 } });
    const message = await refusal(eset.api.company.children({ companyId: "x", take: 1 }));
    assert.match(message, /this API has no such call: PageNotFound \(HTTP 403, code 99\/1\)\. Check msp:esetEndpoint/);
    assert.deepEqual(calls(), ["Token/Get", "Company/Children"]);
  });

  it("has an entry for every call of the contract", () => {
    const { paths } = parse(readFileSync(join(root, "contracts/eset.openapi.yaml"), "utf8")) as { paths: object }; // ours
    const all = Object.keys(paths).map((path) => path.slice(1).replace(/\/\{.*$/, ""));
    assert.deepEqual(Object.keys(needs).sort(), all.sort());
  });
});

describe("a program without the permission", function () {
  const world = World.forEachTest();

  it("reads it in the error of its resource", async () => {
    await world.restartHost({ config: { "msp:esetUsername": "reader@msp.example" } });
    await assert.rejects(
      world.resource("eset:Customer").up({ name: "Bakery" }),
      /an MSP account with Read permission may not do this; it takes Write permission/,
    );
  });
});
