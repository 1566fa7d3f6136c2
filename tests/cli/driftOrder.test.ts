import assert from "node:assert/strict";
import type { CustomerReport, Finding } from "../../cli/drift/finding";
import { ordered, partsOf } from "../../cli/drift/order";

const finding = (kind: Finding["kind"], type: string, name: string, more: Partial<Finding> = {}): Finding => ({
  kind,
  vendor: "eset",
  type,
  id: name,
  resource: name,
  urn: name,
  ...more,
});
const customer = (name: string, drift: readonly Finding[], more: Partial<CustomerReport> = {}): CustomerReport => ({
  name,
  ids: [],
  drift,
  accepted: [],
  pending: [],
  ...more,
});

describe("the order of a drift report", () => {
  const money = { stake: "money" } as const;
  const changed = (name: string, property: string, more: Partial<Finding> = {}) =>
    finding("changed", "eset:License", name, { property, ...more });
  const customers = [
    customer("A", [changed("a-2", "x"), changed("a-1", "x"), finding("unmanaged", "eset:License", "a-3", money)]),
    customer("B", [
      changed("b-1", "x"),
      changed("b-2", "y"),
      changed("b-2", "quantity", money),
      finding("changed", "eset:Customer", "b", { property: "suspended", ...money }),
      finding("vanished", "eset:License", "b-3", money),
    ]),
    customer("C", [], { accepted: [changed("c", "x")] }),
    customer(
      "D",
      [finding("unmanaged", "eset:User", "d", { stake: "access" }), finding("unmanaged", "eset:User", "e")],
      {
        pending: [{ kind: "create", vendor: "eset", type: "eset:User", resource: "d-2" }],
      },
    ),
  ];

  it("is what changed or vanished, what is unmanaged, what is pending, what is accepted; first what is about money or access", () => {
    assert.deepEqual(
      partsOf(customers).map(({ name, customers: all }) => [
        name,
        ...all.map(
          ({ customer: { name: of }, found }) =>
            `${of}: ${found.map((one) => `${one.resource ?? ""} ${one.property ?? ""}`.trim()).join(", ")}`,
        ),
      ]),
      [
        ["changed", "B: b suspended, b-3, b-2 quantity, b-2 y, b-1 x", "A: a-1 x, a-2 x"],
        ["unmanaged", "A: a-3", "D: d, e"],
        ["pending", "D: d-2"],
        ["accepted", "C: c x"],
      ],
    );
  });

  it("is that of the customers too, for whoever reads them one after another", () => {
    assert.deepEqual(
      ordered(customers).map(({ name, drift }) => [name, ...drift.map(({ resource }) => resource)]),
      [["B", "b", "b-3", "b-2", "b-2", "b-1"], ["A", "a-1", "a-2", "a-3"], ["D", "d", "e"], ["C"]],
    );
  });
});
