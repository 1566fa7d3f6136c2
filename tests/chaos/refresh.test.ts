/** A refresh that meets a fault: it may fail, but nothing leaves the state, for what is forgotten is ordered again. */
import assert from "node:assert/strict";
import type { Properties } from "../host/dynamicHost";
import { World } from "../host/world";
import type { Trouble } from "./mishaps";
import { startTwin } from "./twin";

interface Read {
  readonly type: string;
  /** The call that tells whether it is there. */
  readonly call: string;
  readonly account?: string;
  readonly declared: (world: World) => Properties;
}

const reads: readonly Read[] = [
  { type: "eset:Customer", call: "Company/Detail", declared: () => ({ name: "Example Bakery", tags: ["gold"] }) },
  {
    type: "eset:ManagedMsp",
    call: "Company/Detail",
    account: "manager@msp.example",
    declared: () => ({ name: "Brewery IT", email: "it@brewery.example" }),
  },
  {
    type: "eset:MspCompany",
    call: "Company/Detail",
    account: "distributor@msp.example",
    declared: () => ({ name: "North IT", email: "office@north.example", address: { countryCode: "SVK" } }),
  },
  {
    type: "eset:License",
    call: "License/Detail",
    declared: ({ emulator }) => ({
      customerId: emulator.eset.portal.createCustomer({ name: "Shop" }).id,
      ...{ productCode: "2015", quantity: 10 },
    }),
  },
  {
    type: "eset:User",
    call: "User/GetUserDetails",
    declared: () => ({
      ...{ email: "jane@staff.example", firstName: "Jane", lastName: "Doe", countryCode: "SVK", permission: "Read" },
    }),
  },
  {
    type: "eset:TermsAcceptance",
    call: "TermsOfUse/Detail",
    declared: () => ({ termsOfUseId: "70000000-0000-4000-8000-000000000313" }),
  },
  { type: "redstor:Company", call: "companies/{companyId}", declared: () => ({ name: "Example Bakery" }) },
  {
    type: "redstor:Subscription",
    call: "companies/{companyId}/subscriptions",
    declared: ({ emulator }) => ({
      companyId: emulator.redstor.portal.createCompany({ companyName: "Shop" }).companyId,
      ...{ productId: 4, editionId: 5 },
    }),
  },
];

const troubles: readonly Trouble[] = [
  ...[401, 403, 500, 502, 503].map((status) => ({ kind: "status", status }) as const),
  { kind: "maintenance" },
  { kind: "unauthorized" },
  { kind: "drop" },
  { kind: "truncate" },
  { kind: "empty" },
  { kind: "html" },
  { kind: "html", status: 404 },
];

describe("a fault in a refresh", function () {
  for (const { type, call, declared, account } of reads) {
    it(`makes no ${type} leave the state`, async () => {
      const options = { startHost: startTwin, ...(account === undefined ? {} : { account }) };
      const world = await World.open({ ...options, eset: { contactsActivateAtOnce: true } });
      try {
        const resource = world.resource(type);
        const wanted = declared(world);
        await resource.up(wanted);
        const { id } = resource;
        for (const trouble of troubles) {
          const words = JSON.stringify(trouble);
          for (const faulty of [call, "*"]) {
            world.emulator.faults.add({ ...trouble, call: faulty, times: "always" });
            await world.restartHost({ environment: { MSP_CHAOS_HURRY: "1" } });
            const found = await resource.refresh().catch(() => "failed");
            assert.notEqual(found, false, `${words} on ${faulty} is taken for "gone"`);
            assert.equal(resource.recorded?.id, id, words);
            world.emulator.faults.clear();
          }
          await world.restartHost({});
          assert.equal(await resource.refresh(), true);
          assert.equal(await resource.plan(wanted), "same", words);
        }
      } finally {
        await world.close();
      }
    });
  }
});
