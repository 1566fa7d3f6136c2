/** Every function is a definition: what it answers is what the contract says of the schema that it names. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020";
import { parse } from "yaml";
import { type Emulator, startEmulator } from "../../emulator";
import { eset as esetPrograms, redstor as redstorPrograms } from "../../provider";
import { Eset } from "../../provider/eset/session";
import { eset } from "../../provider/eset/vendor";
import type { AnyFunction } from "../../provider/lifecycle/function";
import { redstorConfig } from "../../provider/redstor/config";
import { Redstor } from "../../provider/redstor/session";
import { redstor } from "../../provider/redstor/vendor";

const msp = "10000000-0000-4000-8000-000000000005";
const apiUser = "20000000-0000-4000-8000-000000000001";
const terms = "70000000-0000-4000-8000-000000000313";
const days = { from: "2024-05-01", to: "2024-05-03" };
const pace = { requestsPerSecond: 1000, timeoutSeconds: 5 };

/** The vendor's name of a property, as programs have it. */
const small = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);

/** A schema of the contract in the form that answers have: names of properties begin with a small letter. */
function renamed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(renamed);
  if (typeof schema !== "object" || schema === null) return schema;
  return Object.fromEntries(
    Object.entries(schema).map(([keyword, value]: [string, unknown]) => {
      if (keyword === "required" && Array.isArray(value)) return [keyword, value.map((name) => small(String(name)))];
      if (keyword !== "properties") return [keyword, renamed(value)];
      const properties = Object.entries(value as object).map(([name, of]) => [small(name), renamed(of)]);
      return [keyword, Object.fromEntries(properties)];
    }),
  );
}

/** Holds an answer against a schema of a vendor's contract. */
function checkerOf(vendor: string) {
  const file = join(__dirname, `../../../contracts/${vendor}.openapi.yaml`);
  const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true });
  ajv.addSchema(renamed(parse(readFileSync(file, "utf8"))) as object, "contract");
  return ({ answer, isList }: AnyFunction, answered: unknown): string => {
    const one = { $ref: `contract#/components/schemas/${answer}` };
    const validate = ajv.compile(isList ? { type: "array", items: one, minItems: 1 } : one);
    return validate(answered) ? "" : ajv.errorsText(validate.errors);
  };
}

const ask = (definition: AnyFunction, session: unknown, args: object): Promise<unknown> =>
  (definition.ask as (session: unknown, args: object) => Promise<unknown>)(session, args);

describe("every function", function () {
  let emulator: Emulator;
  beforeEach(async () => {
    emulator = await startEmulator({ operationMilliseconds: 60_000 });
  });
  afterEach(async () => {
    await emulator.close();
  });

  describe("of ESET", () => {
    const conforms = checkerOf("eset");
    const session = (name: string): Eset => {
      const { endpoint, accounts } = emulator.eset;
      const { username, password } =
        accounts.find((one) => one.username === `${name}@msp.example`) ?? assert.fail(name);
      return new Eset({ endpoint, username, password, ...pace, refresh: "exact" });
    };

    it("answers as the contract says", async () => {
      const { portal } = emulator.eset;
      emulator.clock.set(new Date("2024-05-01T12:00:00Z"));
      const customer = { name: "Example Bakery", customIdentifier: "CRM-4", email: "it@bakery.example" };
      const companyId = portal.createCustomer(customer).id;
      const seats = { customerId: companyId, productCode: "2015", quantity: 10, usage: 4 };
      const { publicLicenseKey } = portal.orderLicense(seats);
      portal.updateLicense(publicLicenseKey, { quantity: 12 });
      emulator.seed({ eset: { ema1Mappings: [{ kind: "site", ema1Id: "3001", publicId: companyId }] } });
      const api = session("api");
      const suspended = portal.createCustomer({ name: "Example Brewery" }).id;
      await api.api.company.suspend({ companyId: suspended });
      const snapshot = emulator.snapshot() as { vendors: { eset: { operations: { id: string }[] } } }; // our own format
      const operationId = snapshot.vendors.eset.operations[0]?.id ?? assert.fail("no operation");
      emulator.clock.set(new Date("2024-06-10T12:00:00Z"));
      const args: Record<string, object> = {
        getCompany: { companyId },
        getCompanyByName: { name: customer.name },
        getCompanyByCustomIdentifier: { customIdentifier: customer.customIdentifier },
        getLicense: { publicLicenseKey },
        getLicenses: { customerId: companyId },
        getLicenseHistory: { publicLicenseKey },
        getUser: { userId: apiUser },
        getEnumeration: { name: "LicenseStates" },
        getTermsOfUseDetail: { termsOfUseId: terms },
        getEma1Mapping: { siteId: "3001" },
        getOperation: { operationId },
        getUsage: days,
        getUsageByCategory: days,
        getMonthlyUsage: { ...days, companyId: msp },
        getMonthlyUsageByCategory: { ...days, companyId: msp },
        getDailyUsage: { ...days, companyId: msp },
        getDailyUsageByCategory: { ...days, companyId: msp },
        getBillingReport: { year: 2024, month: 5 },
      };
      const others: Record<string, string> = { getBillingReport: "distributor" };
      for (const definition of eset.functions()) {
        const name = definition.type.replace("eset:", "");
        const who = others[name] === undefined ? api : session(others[name]);
        assert.equal(conforms(definition, await ask(definition, who, args[name] ?? {})), "", name);
      }
    });
  });

  describe("of Redstor", () => {
    const conforms = checkerOf("redstor");

    it("answers as the contract says", async () => {
      const { portal, accounts, endpoint, issuer } = emulator.redstor;
      const [account] = accounts;
      assert.ok(account);
      const redstorSession = new Redstor(
        redstorConfig(() => undefined, {
          REDSTOR_ENDPOINT: endpoint,
          REDSTOR_ISSUER: issuer,
          REDSTOR_CLIENT_ID: account.clientId,
          REDSTOR_PRIVATE_KEY: JSON.stringify(account.privateKey),
        }),
      );
      const companyId = portal.createCompany({ companyName: "Example Bakery" }).companyId;
      const { subscriptionId } = portal.createSubscription({ companyId, productId: 4, editionId: 5 });
      portal.createUser({ companyId, name: "Jane", email: "j@bakery.example", role: "Company User", verified: true });
      for (const kind of ["backups", "restores"] as const)
        portal.recordOperation(kind, companyId, subscriptionId, { accountName: "Jane", status: 2, serviceId: 94 });
      const args: Record<string, object> = {
        getCompany: { companyId },
        searchCompanies: { search: "Bakery" },
        getProduct: { productId: 4 },
        getUsers: { companyId },
        getSubscriptions: { companyId },
        getConsumption: { companyId },
        getBackupStatus: { companyId },
        getRestoreStatus: { companyId },
        getAccountsBackupStatus: { companyId },
        getAccountsRestoreStatus: { companyId },
      };
      for (const definition of redstor.functions()) {
        const name = definition.type.replace("redstor:", "");
        assert.equal(conforms(definition, await ask(definition, redstorSession, args[name] ?? {})), "", name);
      }
    });
  });

  it("is one of programs, and each of programs is one of these", () => {
    for (const [vendor, programs] of [
      [eset, esetPrograms],
      [redstor, redstorPrograms],
    ] as const) {
      const defined = vendor.functions().map(({ type }) => type.split(":")[1] ?? "");
      const offered = Object.keys(programs).filter((name) => /^(get|search)/.test(name));
      assert.deepEqual(offered.sort(), defined.flatMap((name) => [name, `${name}Output`]).sort());
    }
  });
});
