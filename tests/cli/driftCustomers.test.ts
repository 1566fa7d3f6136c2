import assert from "node:assert/strict";
import { setImmediate } from "node:timers/promises";
import { Customers } from "../../cli/drift/customers";
import type { Previewed } from "../../cli/drift/events";
import { addUnmanaged, Managed } from "../../cli/drift/unmanaged";
import { VendorError } from "../../provider/http/vendorError";
import type { Estate, EstateObject, ReadObject } from "../../provider/vendor/estate";

const resource = (
  type: string,
  name: string,
  program: Record<string, unknown>,
  more: Partial<Previewed> = {},
): Previewed => ({
  urn: `urn:pulumi:test::tenants::pulumi-nodejs:dynamic/${type}::${name}`,
  resource: name,
  type,
  plan: "same",
  deployed: program,
  live: program,
  program,
  ...(more.id === undefined ? { knownAs: [] } : { knownAs: [more.id] }),
  ...more,
});

describe("the customers of a drift report", () => {
  /** All that was found, as `name (ids): objects`. */
  const sorted = (resources: readonly Previewed[]): string[] => {
    const customers = new Customers(resources);
    for (const { urn, type, resource: name } of resources) {
      customers.add({ urn }, { drift: [{ kind: "vanished", vendor: "", type, resource: name, urn }], pending: [] });
    }
    return customers
      .reports()
      .map(
        ({ name, ids, drift }) =>
          `${name} (${ids.map(({ id }) => id).join()}): ${drift.map((one) => one.resource).join()}`,
      );
  };

  it("have what belongs to them, whatever its case in an id, companies first", () => {
    assert.deepEqual(
      sorted([
        resource("eset:License", "b-seats", { customerId: "E2" }, { id: "K2" }),
        resource("eset:License", "a-seats", { customerId: "e1" }, { id: "K1" }),
        resource("eset:Customer", "z-brewery", { name: "Brewery" }, { id: "e2" }),
        resource("eset:Customer", "bakery", { name: "Bakery" }, { id: "e1" }),
      ]),
      ["Bakery (e1): bakery,a-seats", "Brewery (e2): z-brewery,b-seats"],
    );
  });

  it("are the tenants of the program, across vendors and names", () => {
    assert.deepEqual(
      sorted([
        resource("eset:Customer", "bakery", { name: "Bakery" }, { id: "e1", tenant: "bakery" }),
        resource("redstor:Company", "bakery-redstor", { name: "Bakery Ltd" }, { id: "r1", tenant: "bakery" }),
        resource("redstor:Subscription", "bakery-4", { companyId: "[known after the run]" }, { tenant: "bakery" }),
      ]),
      ["Bakery (e1,r1): bakery,bakery-redstor,bakery-4"],
    );
  });

  it("are one where two vendors have one of the same name, and two where one vendor has two", () => {
    const bakery = resource("eset:Customer", "bakery", { name: "Bakery" }, { id: "e1" });
    const backups = resource("redstor:Company", "backups", { name: "Bakery" }, { id: "r1" });
    for (const inAnyOrder of [
      [bakery, backups],
      [backups, bakery],
    ])
      assert.deepEqual(sorted(inAnyOrder), ["Bakery (e1,r1): backups,bakery"]);
    const namesake = resource("redstor:Company", "namesake", { name: "Bakery" }, { id: "r2" });
    assert.equal(sorted([bakery, backups, namesake]).length, 3);
  });

  it("do not have what belongs to the account or to a company that no program declares", () => {
    assert.deepEqual(
      sorted([
        resource("eset:User", "jane", { email: "jane@msp.example" }, { id: "u1" }),
        resource("eset:License", "seats", { customerId: "e9" }, { id: "K9" }),
        resource("eset:License", "later", { customerId: "[known after the run]" }),
      ]),
      ["Customers to be created (): later", "e9 (e9): seats", "The ESET account itself (): jane"],
    );
  });

  it("keep a name that is secret", () => {
    assert.deepEqual(sorted([resource("eset:Customer", "bakery", { name: "[secret]" }, { id: "e1" })]), [
      "bakery (e1): bakery",
    ]);
  });

  it("get what nobody manages, with a look only where the list does not say whose it is", async () => {
    const forbidden = {
      vendor: "ESET",
      call: "License/Detail",
      object: "licence K4",
      outcome: "refused",
      status: 403,
    } as const;
    const looks: string[] = [];
    let [underWay, most] = [0, 0];
    const bakery = { id: "E1", name: "Bakery" };
    const objects: EstateObject[] = [
      { type: "eset:Customer", id: "E1", name: "Bakery", tenant: bakery },
      { type: "eset:Customer", id: "e2", name: "By hand", tenant: { id: "e2", name: "By hand" } },
      { type: "eset:Company", id: "e3", name: "Division", undeclarable: "No resource stands for it." },
      { type: "eset:License", id: "K1", name: "managed" },
      { type: "eset:License", id: "K2", name: "by hand" },
      { type: "eset:License", id: "K3", name: "listed, but not there" },
      { type: "eset:License", id: "K4", name: "another's" },
      { type: "eset:License", id: "K5", name: "of a customer that is gone" },
      { type: "eset:Customer", id: "e4", name: "Unread", unread: "lacks type" },
      { type: "eset:Customer", id: "E1", name: "managed", unread: "the stack itself is looked at" },
      ...Array.from({ length: 20 }, (_, n) => ({ type: "eset:License", id: `L${n}`, name: "more" })),
      { type: "eset:User", id: "u1", name: "Api", undeclarable: "It is signed in." },
    ];
    const estate = {
      vendor: "eset",
      async *list() {
        yield* await Promise.resolve(objects);
      },
      read: async (object: EstateObject): Promise<ReadObject | undefined> => {
        looks.push(object.id);
        most = Math.max(most, ++underWay);
        await setImmediate();
        underWay--;
        if (object.id === "K3") return undefined;
        if (object.id === "K4") throw new VendorError({ ...forbidden, text: "not allowed" });
        const found = { ...object, tenant: bakery, inputs: { suspended: true }, outputs: {}, notes: [] };
        return object.id === "K5" ? { ...found, undeclarable: "Its customer is gone." } : found;
      },
    } satisfies Partial<Estate>;
    const customers = new Customers([resource("eset:Customer", "bakery", { name: "Bakery" }, { id: "e1" })]);
    const managed = new Managed();
    managed.add("eset:Customer", ["e1"]);
    managed.add("eset:License", ["K1"]);
    const { undeclarable, unread } = await addUnmanaged(estate, managed, customers, () => undefined);
    assert.equal(undeclarable, 2);
    assert.deepEqual(unread.map(({ object, reason }) => `${object.id} ${reason}`).sort(), [
      "K3 The vendor lists it, but does not know it when asked for it alone: it was removed while this ran, or this account may not see it. Run again.",
      "K4 ESET License/Detail for licence K4: not allowed (HTTP 403).",
      "e4 lacks type",
    ]);
    const more = Array.from({ length: 20 }, (_, n) => `L${n}`);
    assert.deepEqual(looks, ["K2", "K3", "K4", "K5", ...more]);
    assert.equal(most, 15, "looks do not wait for each other, but are not all at once either");
    assert.deepEqual(
      customers.reports().map(({ name, drift }) => [name, ...drift.map(({ id, hint }) => `${id ?? ""} ${hint ?? ""}`)]),
      [
        ["Bakery", ...["K2", ...more].map((id) => `${id} It is suspended: neither billed nor protecting anything.`)],
        ["By hand", "e2 "],
      ],
    );
  });
});
