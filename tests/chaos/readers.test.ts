/**
 * Whatever a vendor answers is read, or is an error that says so: never a crash, a hang or a message without end. The answers are
 * the emulator's own, with something in them replaced by anything. `--seed` and `--runs` choose them.
 */
import assert from "node:assert/strict";
import * as fc from "fast-check";
import sinon from "sinon";
import { startEmulator } from "../../emulator";
import { esetConfig } from "../../provider/eset/config";
import { Eset } from "../../provider/eset/session";
import { HttpClient, type Reply, type VendorRequest } from "../../provider/http/client";
import type { AnyResource } from "../../provider/lifecycle/define";
import { Refused } from "../../provider/lifecycle/errors";
import type { AnyFunction } from "../../provider/lifecycle/function";
import { redstorConfig } from "../../provider/redstor/config";
import { Redstor } from "../../provider/redstor/session";
import { vendor } from "../../provider/vendors";
import { VendorError } from "../../provider/http/vendorError";
import { runs, seed } from "./seed";

/** One thing that reads, by a session of its own, and what it was answered when it was recorded. */
interface Reading {
  readonly what: string;
  readonly ask: () => Promise<unknown>;
  readonly answers: ReadonlyMap<string, Reply>;
}

const days = { from: "2024-05-01", to: "2024-05-03" };
const keyOf = ({ method, path, body }: VendorRequest): string => `${method} ${path} ${JSON.stringify(body)}`;

describe("a reader of the vendors' answers", function () {
  this.timeout(600_000);
  const readings: Reading[] = [];
  let connect: Readonly<Record<string, () => unknown>>;

  before(async () => {
    const emulator = await startEmulator();
    const environment = { ...emulator.eset.environment(), ...emulator.redstor.environment() };
    connect = {
      eset: () => new Eset(esetConfig(() => undefined, { ...environment, ESET_MSP_REQUESTS_PER_SECOND: "1000" })),
      redstor: () =>
        new Redstor(redstorConfig(() => undefined, { ...environment, REDSTOR_REQUESTS_PER_SECOND: "1000" })),
    };
    const customerId = emulator.eset.portal.createCustomer({ name: "Bakery", email: "it@bakery.example" }).id;
    const { publicLicenseKey } = emulator.eset.portal.orderLicense({ customerId, productCode: "2015", quantity: 10 });
    const { userId, companyId: msp } = emulator.eset.accounts[0] ?? assert.fail();
    const { companyId } = emulator.redstor.portal.createCompany({ companyName: "Bakery" });
    const { subscriptionId } = emulator.redstor.portal.createSubscription({ companyId, productId: 4, editionId: 5 });
    const ids: Record<string, string> = {
      "eset:Customer": customerId,
      "eset:License": publicLicenseKey,
      "eset:User": userId,
      "redstor:Company": companyId,
      "redstor:Subscription": `${companyId}/${subscriptionId}`,
    };
    const args: Record<string, object> = {
      "eset:getCompany": { companyId: customerId },
      "eset:getLicense": { publicLicenseKey },
      "eset:getLicenses": { customerId },
      "eset:getLicenseHistory": { publicLicenseKey },
      "eset:getUsage": days,
      "eset:getUsageByCategory": days,
      "eset:getDailyUsage": { ...days, companyId: msp },
      "eset:getEnumeration": { name: "LicenseStates" },
      "eset:getUser": { userId },
      "redstor:getCompany": { companyId },
      "redstor:getSubscriptions": { companyId },
      "redstor:getProduct": { productId: 4 },
      "redstor:searchCompanies": { search: "Bakery" },
    };
    const readers = ["eset", "redstor"].flatMap((name) => [
      ...vendor(name).resources.flatMap((resource: AnyResource) => {
        const id = ids[resource.type];
        return id === undefined
          ? []
          : [{ name, what: resource.type, read: (session: unknown) => resource.read(session as never, id, {}) }];
      }),
      ...vendor(name)
        .functions()
        .map((one: AnyFunction) => ({
          name,
          what: one.type,
          read: (session: unknown) => one.ask(session as never, (args[one.type] ?? {}) as never),
        })),
    ]);
    for (const { name, what, read } of readers) {
      const ask = () => read(connect[name]?.());
      const sent = sinon.spy(HttpClient.prototype, "exchange");
      const isDone = await ask().then(
        () => true,
        () => false, // the account may not, or it takes arguments
      );
      const answers = new Map<string, Reply>();
      for (const { args, returnValue } of sent.getCalls()) {
        const [request] = args;
        if (isDone && request.token === undefined) answers.set(keyOf(request), await returnValue);
      }
      sent.restore();
      if (isDone) readings.push({ what, answers, ask });
    }
    await emulator.close();
    assert.ok(readings.length >= 25, `${readings.length} readers`);
  });

  it("reads it, or says that it cannot", async () => {
    const anything = fc.oneof(
      {
        weight: 3,
        arbitrary: fc.constantFrom<unknown>(
          null,
          "",
          " ",
          0,
          -1,
          Number.MAX_VALUE,
          2 ** 53,
          true,
          [],
          {},
          "\ud83d",
          "__proto__",
        ),
      },
      { weight: 2, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
      fc.string({ unit: "binary", maxLength: 30 }),
      fc.integer({ min: 1, max: 40 }).map((power) => "x".repeat(2 ** Math.min(power, 18))),
      fc.integer({ min: 1, max: 90 }).map((depth) => JSON.parse("[".repeat(depth) + "]".repeat(depth)) as unknown),
    );
    const damaged = fc.record({
      which: fc.nat(),
      answer: fc.nat(),
      status: fc.constantFrom(undefined, undefined, undefined, 200, 202, 204),
      changes: fc.array(fc.record({ place: fc.nat(), value: anything }), { minLength: 1, maxLength: 3 }),
    });
    await fc.assert(
      fc.asyncProperty(damaged, async ({ which, answer, status, changes }) => {
        const { what, answers, ask } = readings[which % readings.length] ?? assert.fail();
        const asked = [...answers.keys()];
        const hit = asked[answer % asked.length];
        let requests = 0;
        const replaying = sinon.stub(HttpClient.prototype, "exchange").callsFake((request) => {
          requests++;
          const reply = answers.get(keyOf(request)) ?? { status: 200, body: undefined };
          if (keyOf(request) !== hit) return Promise.resolve(structuredClone(reply));
          const body = changes.reduce(changed, structuredClone(reply.body));
          return Promise.resolve({ status: status ?? reply.status, body });
        });
        try {
          await ask();
        } catch (error) {
          const isSaid = error instanceof VendorError || error instanceof Refused || (error as Error).name === "Error";
          assert.ok(isSaid, `${what}: ${(error as Error).stack ?? String(error)}`);
          assert.ok((error as Error).message.length < 3000, `${what}: ${(error as Error).message.length} letters`);
        } finally {
          replaying.restore();
        }
        assert.ok(requests < 100, `${what}: ${requests} requests`);
      }),
      { seed, numRuns: Math.max(1500, 20 * runs(1)), interruptAfterTimeLimit: 300_000 },
    );
  });
});

/** The body with one of its values, wherever it stands, replaced. */
function changed(body: unknown, { place, value }: { readonly place: number; readonly value: unknown }): unknown {
  const places: [holder: Record<string, unknown>, name: string][] = [];
  const gather = (holder: unknown): void => {
    if (typeof holder !== "object" || holder === null) return;
    for (const [name, inner] of Object.entries(holder)) {
      places.push([holder as Record<string, unknown>, name]);
      gather(inner);
    }
  };
  gather(body);
  const [holder, name] = places[place % (places.length + 1)] ?? [];
  if (holder === undefined || name === undefined) return value;
  holder[name] = value;
  return body;
}
