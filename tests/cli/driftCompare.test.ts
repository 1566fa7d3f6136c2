import assert from "node:assert/strict";
import { compare } from "../../cli/drift/compare";
import type { Previewed } from "../../cli/drift/events";
import { find } from "../../provider/vendors";

type Values = Readonly<Record<string, unknown>>;

describe("a resource of a stack that was looked at", () => {
  const customer = { name: "Bakery", suspended: false };
  const license = { customerId: "c1", productCode: "2015", quantity: 10, type: "full", suspended: false };

  /** `program !== vendor` for drift, with what was deployed in brackets; `deployed -> program` for what is pending. */
  const found = (type: string, resource: Partial<Previewed>): { drift: string[]; pending: string[] } => {
    const { drift, pending } = compare(
      {
        urn: `urn:pulumi:test::tenants::pulumi-nodejs:dynamic/${type}::it`,
        resource: "it",
        type,
        plan: "update",
        knownAs: [],
        ...resource,
      },
      find(type).resource,
    );
    const text = (value: unknown): string => (value === undefined ? "nothing" : JSON.stringify(value));
    return {
      drift: drift.map(({ kind, property, program, live, deployed }) =>
        kind === "changed"
          ? `${property ?? ""}: ${text(program)} !== ${text(live)}${deployed === undefined ? "" : ` (${text(deployed)})`}`
          : kind,
      ),
      pending: pending.map(({ kind, property, program, deployed }) =>
        property === undefined ? kind : `${kind} ${property}: ${text(deployed)} -> ${text(program)}`,
      ),
    };
  };

  interface Case {
    readonly type?: string;
    readonly plan?: Previewed["plan"];
    readonly deployed?: Values;
    readonly live?: Values;
    readonly program?: Values;
    readonly drift?: string[];
    readonly pending?: string[];
  }

  const cases: Record<string, Case> = {
    "is as it should be": { deployed: customer, live: customer, program: customer, plan: "same" },
    "was changed at the vendor": {
      deployed: customer,
      live: { ...customer, name: "Bakers" },
      program: customer,
      drift: ['name: "Bakery" !== "Bakers"'],
    },
    "was edited in the program": {
      deployed: customer,
      live: customer,
      program: { ...customer, name: "Bakers" },
      pending: ['update name: "Bakery" -> "Bakers"'],
    },
    "was changed at the vendor and otherwise in the program": {
      deployed: customer,
      live: { ...customer, name: "Bakers" },
      program: { ...customer, name: "Bakehouse" },
      drift: ['name: "Bakehouse" !== "Bakers" ("Bakery")'],
    },
    "was changed at the vendor to what the program says by now": {
      deployed: customer,
      live: { ...customer, name: "Bakers" },
      program: { ...customer, name: "Bakers" },
      plan: "same",
    },
    "was changed in one property at the vendor and in another in the program": {
      deployed: { ...customer, email: "a@bakery.example" },
      live: { ...customer, email: "b@bakery.example" },
      program: { ...customer, email: "a@bakery.example", comment: "since 1890" },
      drift: ['email: "a@bakery.example" !== "b@bakery.example"'],
      pending: ['update comment: nothing -> "since 1890"'],
    },
    "lost a property at the vendor": {
      deployed: { ...customer, vatId: "CZ123" },
      live: customer,
      program: { ...customer, vatId: "CZ123" },
      drift: ['vatId: "CZ123" !== nothing'],
    },
    "declares a property no more": {
      deployed: { ...customer, vatId: "CZ123" },
      live: { ...customer, vatId: "CZ123" },
      program: customer,
      pending: ['update vatId: "CZ123" -> nothing'],
    },
    "has an e-mail address in another case, and tags in another order": {
      deployed: { ...customer, email: "It@Bakery.example", tags: ["a", "b"] },
      live: { ...customer, email: "it@bakery.example", tags: ["b", "a"] },
      program: { ...customer, email: "It@Bakery.example", tags: ["a", "b"] },
      plan: "same",
    },
    "has one part of its address changed at the vendor, another edited": {
      deployed: { ...customer, address: { city: "Brno", zipCode: "602 00" } },
      live: { ...customer, address: { city: "Praha", zipCode: "602 00" } },
      program: { ...customer, address: { city: "Brno", zipCode: "603 00" } },
      drift: ['address.city: "Brno" !== "Praha"'],
      pending: ['update address.zipCode: "602 00" -> "603 00"'],
    },
    "has a whole address that the program declares no more": {
      deployed: { ...customer, address: { city: "Brno" } },
      live: { ...customer, address: { city: "Brno" } },
      program: customer,
      pending: ['update address.city: "Brno" -> nothing'],
    },
    "is not in the program any more": { plan: "delete", deployed: customer, pending: ["delete"] },
    "is new in the program": { plan: "create", program: customer, pending: ["create"] },
    "is gone at the vendor": { plan: "create", deployed: customer, program: customer, drift: ["vanished"] },
    "is planned without a difference, because a company that it belongs to is resumed": {
      type: "eset:License",
      deployed: { ...license, suspended: true },
      live: { ...license, suspended: true },
      program: { ...license, suspended: true },
    },
    "will belong to a customer that is to be created anew": {
      type: "eset:License",
      plan: "replace",
      deployed: license,
      live: license,
      program: { ...license, customerId: "[known after the run]" },
      pending: ['replace customerId: "c1" -> "[known after the run]"'],
    },
    "has a secret that may differ, as something is planned": {
      deployed: { ...customer, comment: "[secret]" },
      live: { ...customer, comment: "[secret]" },
      program: { ...customer, comment: "[secret]" },
      drift: ['comment: "[secret]" !== "[secret]"'],
    },
    "has a secret that does not differ, as nothing is planned": {
      plan: "same",
      deployed: { ...customer, comment: "[secret]" },
      live: { ...customer, comment: "[secret]" },
      program: { ...customer, comment: "[secret]" },
    },
    "became secret in the program": {
      deployed: { ...customer, tags: ["a"] },
      live: { ...customer, tags: ["a"] },
      program: { ...customer, tags: "[secret]" },
      pending: ['update tags: ["a"] -> "[secret]"'],
    },
  };
  for (const [title, { type = "eset:Customer", drift = [], pending = [], ...resource }] of Object.entries(cases)) {
    it(`${title}: ${drift.length > 0 ? "drift" : pending.length > 0 ? "pending" : "nothing to say"}`, () => {
      assert.deepEqual(found(type, resource), { drift, pending });
    });
  }

  it("says of a change that the vendor cannot take back what the next update will answer", () => {
    const { drift } = compare(
      {
        urn: "urn:pulumi:test::tenants::pulumi-nodejs:dynamic/eset:License::it",
        resource: "it",
        type: "eset:License",
        plan: "update",
        knownAs: [],
        deployed: { ...license, type: "trial" },
        live: license,
        program: { ...license, type: "trial" },
      },
      find("eset:License").resource,
    );
    assert.equal(drift.length, 1);
    assert.match(drift[0]?.hint ?? "", /^The next update refuses to change it back: .* Set type: "full"\.$/);
  });
});
