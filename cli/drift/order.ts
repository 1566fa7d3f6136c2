/**
 * In which order a report is read: what somebody changed or removed, what nobody declared, what the program would change by itself,
 * what is accepted. In each of them first what is about money or access. Pure.
 */
import { resourceOf } from "../../provider/vendors";
import type { CustomerReport, Finding, Pending } from "./finding";

export type PartName = "changed" | "unmanaged" | "pending" | "accepted";

/** What a report says of one kind, customer by customer. */
export interface Part<F extends Finding | Pending = Finding | Pending> {
  readonly name: PartName;
  readonly customers: readonly { readonly customer: CustomerReport; readonly found: readonly F[] }[];
}

type Parts = readonly [Part<Finding>, Part<Finding>, Part<Pending>, Part<Finding>];

/** The parts in their order, each with the customers of whom it has something. */
export function partsOf(customers: readonly CustomerReport[]): Parts {
  const part = <F extends Finding | Pending>(
    name: PartName,
    of: (customer: CustomerReport) => readonly F[],
  ): Part<F> => ({
    name,
    customers: customers
      .map((customer) => ({ customer, found: inOrder(of(customer)) }))
      .filter(({ found }) => found.length > 0)
      .toSorted((one, other) => weight(one.found) - weight(other.found) || byName(one.customer, other.customer)),
  });
  return [
    part("changed", ({ drift }) => drift.filter(({ kind }) => kind !== "unmanaged")),
    part("unmanaged", ({ drift }) => drift.filter(({ kind }) => kind === "unmanaged")),
    part("pending", ({ pending }) => pending),
    part("accepted", ({ accepted }) => accepted),
  ];
}

/** For whoever reads the customers one after another: those of the first part first, and their findings alike. */
export function ordered(customers: readonly CustomerReport[]): CustomerReport[] {
  const parts = partsOf(customers);
  const first = new Set(parts.flatMap((part) => part.customers.map(({ customer }) => customer)));
  const [changed, unmanaged, pending, accepted] = parts;
  const found = <F extends Finding | Pending>(part: Part<F>, of: CustomerReport): readonly F[] =>
    part.customers.find(({ customer }) => customer === of)?.found ?? [];
  return [...first].map((customer) => ({
    ...customer,
    drift: [...found(changed, customer), ...found(unmanaged, customer)],
    pending: found(pending, customer),
    accepted: found(accepted, customer),
  }));
}

const collator = new Intl.Collator("en", { numeric: true });
const byName = (one: CustomerReport, other: CustomerReport): number => collator.compare(one.name, other.name);

const kinds = ["vanished", "changed", "unmanaged", "delete", "replace", "create", "update"];

/** 0 for what is about money or access. */
const weightOf = (finding: Finding | Pending): number => (finding.stake === undefined ? 1 : 0);
const weight = (found: readonly (Finding | Pending)[]): number => Math.min(...found.map(weightOf));

const objectOf = ({ kind, type, urn, id }: Finding | Pending): string => JSON.stringify([kind, type, urn ?? id]);

/** Object by object: as weighty as the weightiest of its differences, a company before what belongs to it. */
function inOrder<F extends Finding | Pending>(found: readonly F[]): F[] {
  const weights = new Map<string, number>();
  const all = found.map((finding) => ({ finding, object: objectOf(finding) }));
  for (const { finding, object } of all) weights.set(object, Math.min(weights.get(object) ?? 1, weightOf(finding)));
  return all
    .map(({ finding, object }) => {
      const { kind, resource, name, property = "" } = finding;
      const isCompany = resourceOf(finding)?.isCompany === true;
      const rank = (weights.get(object) ?? 1) * 100 + (isCompany ? 0 : 10) + kinds.indexOf(kind);
      return { finding, rank, title: resource ?? name ?? "", object, weight: weightOf(finding), property };
    })
    .toSorted(
      (one, other) =>
        one.rank - other.rank ||
        collator.compare(one.title, other.title) ||
        collator.compare(one.object, other.object) ||
        one.weight - other.weight ||
        collator.compare(one.property, other.property),
    )
    .map(({ finding }) => finding);
}
