/** The report, from what the engine plans. Pure. */
import type { Limit } from "../../provider/lifecycle/limits";
import { limitsOf } from "../../provider/vendor/limits";
import { resourceOf } from "../../provider/vendors";
import { collator, Customers } from "../customers";
import { nameIn, ownType, typeIn } from "../../provider/host/tokens";
import { Acts } from "./acts";
import { type Price, type Prices, summed } from "./prices";
import type { Counted, Item, ProductSum, Refusal, Report } from "./report";
import type { Planned, Problem } from "./steps";
import { isBillable, isCustomer, kinds } from "./words";

export interface Composing {
  readonly at: string;
  readonly prices: Prices | undefined;
  /** Variables of the run: MSP_ADOPT, and the limits that the stack does not set. */
  readonly environment: NodeJS.ProcessEnv;
}

/** What was found of one object. */
interface Found {
  readonly item: Item;
  readonly price: Price | undefined;
}

/** Throws an error that names the setting if a limit is none. */
export function reportOf(planned: Planned, { at, prices, environment }: Composing): Report {
  const { project, stack, steps, problems, warnings, others, config } = planned;
  const acts = new Acts(steps, { adopt: environment["MSP_ADOPT"] === "1", prices });
  const customers = new Customers<Found>(steps);
  const refused: Refusal[] = problems.map(refusalOf);
  const unpriced = new Set<string>();
  const all: Found[] = [];
  for (const step of steps) {
    const { item, refused: own, price, unpriced: without } = acts.of(step);
    refused.push(...own);
    for (const product of without) unpriced.add(product);
    if (item === undefined) continue;
    all.push({ item, price });
    customers.add(step.urn, { item, price });
  }
  const items = all.map(({ item }) => item);
  const removals = items.filter(({ isRemoval }) => isRemoval === true).length;
  const newSeats = items.reduce((sum, item) => sum + (item.newSeats ?? 0), 0);
  const limits = limitsOf((key) => (typeof config[key] === "string" ? config[key] : undefined), environment);
  const byCustomer = customers
    .all()
    .map(({ found, ...customer }) => ({
      ...customer,
      objects: found.map(({ item }) => item).toSorted(inOrder),
      monthly: summed(found.flatMap(({ price }) => price ?? [])).filter(({ difference }) => difference !== 0),
    }))
    .toSorted((one, other) => Number(other.objects.some(isBillable)) - Number(one.objects.some(isBillable)));
  return {
    version: 1,
    project,
    stack,
    at,
    changes: items.length > 0 || others > 0,
    complete: problems.length === 0,
    refused,
    summary: {
      customers: byCustomer.filter(isCustomer).length,
      newSeats,
      removals,
      losses: items.filter((item) => item.acts.some(({ loses }) => loses !== undefined)).length,
      products: productsOf(items),
    },
    limits: [...countedBy("newSeats", limits.newSeats, newSeats), ...countedBy("removals", limits.removals, removals)],
    ...(prices === undefined
      ? {}
      : {
          monthly: summed(all.flatMap(({ price }) => price ?? [])).filter(({ difference }) => difference !== 0),
          unpriced: [...unpriced].sort(collator.compare),
        }),
    customers: byCustomer,
    others,
    notes: [
      ...(items.some((item) => item.newSeats === null)
        ? [
            "Some seats are known after the run only: they are in no sum, and count against the limit when they are ordered.",
          ]
        : []),
      ...warnings,
    ],
  };
}

function refusalOf({ urn, message }: Problem): Refusal {
  if (urn === undefined) return { message };
  const type = ownType(typeIn(urn));
  const isKnown = type !== undefined && resourceOf({ type }) !== undefined;
  return { message, urn, ...(isKnown ? { resource: nameIn(urn), type } : {}) };
}

const countedBy = (of: Counted["of"], limit: Limit | undefined, planned: number): Counted[] =>
  limit === undefined ? [] : [{ of, key: limit.key, most: limit.most, planned, exceeded: planned > limit.most }];

/** What is billable first, then what is lost; companies before what belongs to them. */
function inOrder(one: Item, other: Item): number {
  const rank = (item: Item): number => {
    const of = Math.min(...item.acts.map(({ kind }) => kinds.indexOf(kind)));
    return of * 2 + (resourceOf(item)?.isCompany === true ? 0 : 1);
  };
  return rank(one) - rank(other) || collator.compare(one.resource ?? "", other.resource ?? "");
}

/** Seats before subscriptions, the most of them first. */
function productsOf(items: readonly Item[]): ProductSum[] {
  const sums = new Map<string, ProductSum>();
  for (const { vendor, bill, newSeats = 0, acts } of items) {
    if (bill === undefined) continue;
    const { product, edition, name, per } = bill;
    const fewer = acts.reduce((sum, act) => sum + (act.kind === "seats" ? lessOf(act) : 0), 0);
    if (newSeats === null || (newSeats === 0 && fewer === 0)) continue;
    const key = JSON.stringify([vendor, product, edition]);
    const known = sums.get(key) ?? { vendor, product, per, ordered: 0, fewer: 0 };
    sums.set(key, {
      ...known,
      ...(edition === undefined ? {} : { edition }),
      ...(name === undefined ? {} : { name }),
      ordered: known.ordered + newSeats,
      fewer: known.fewer + fewer,
    });
  }
  const size = ({ ordered, fewer }: ProductSum): number => ordered + fewer;
  return [...sums.values()].sort(
    (one, other) =>
      collator.compare(one.per, other.per) || size(other) - size(one) || collator.compare(one.product, other.product),
  );
}

const lessOf = ({ from, to }: { readonly from?: unknown; readonly to?: unknown }): number =>
  typeof from === "number" && typeof to === "number" ? Math.max(0, from - to) : 0;
