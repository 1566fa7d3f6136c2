/** The sentences that all formats for people share. Texts from outside are as they came: each format makes them harmless. */
import { seatsInWords } from "../../provider/lifecycle/limits";
import { resourceOf } from "../../provider/vendors";
import { classOf } from "../drift/finding";
import { productInWords } from "./acts";
import { moneyInWords } from "./prices";
import type { CustomerPlan, Item, Kind, Money, ProductSum, Report } from "./report";

/** What is billable first. */
export const kinds: readonly Kind[] = [
  "ordered",
  "seats",
  "product",
  "converted",
  "resumed",
  "extended",
  "removed",
  "kept",
  "suspended",
  "disabled",
  "enabled",
  "created",
  "changed",
];

/** Kinds after which the vendor bills more. */
export const isBillable = ({ acts }: Pick<Item, "acts">): boolean =>
  acts.some(({ kind }) => kinds.indexOf(kind) <= kinds.indexOf("resumed"));

/** `3 customers change: +25 seats of 2015, 1 licence suspended; 1 refused`. `quote` makes what comes from outside harmless. */
export function headline(report: Report, quote: (text: string) => string): string {
  const { refused, limits, summary, complete, changes } = report;
  const stops = [
    ...(summary.losses === 0
      ? []
      : [`${counted(summary.losses, "object loses", "objects lose")} what nobody can bring back`]),
    ...(refused.length === 0 ? [] : [`${refused.length} refused`]),
    ...limits
      .filter(({ exceeded }) => exceeded)
      .map(({ key, most, planned, of }) => `${limited[of](planned)}, ${key} allows ${most}: the run will stop`),
    ...(complete || !changes ? [] : ["the preview did not get to its end, so this may not be all"]),
  ];
  const nothing = !complete ? ["The preview failed"] : refused.length === 0 ? ["Nothing changes"] : [];
  return [...(changes ? [changesInWords(report, quote)] : nothing), ...stops].join("; ");
}

const limited = { newSeats: seatsInWords, removals: (number: number) => counted(number, "removal", "removals") };

const mostProducts = 5;

function changesInWords({ customers, summary, others }: Report, quote: (text: string) => string): string {
  const items = customers.flatMap(({ objects }) => objects);
  const moved = summary.products.filter(({ ordered, fewer }) => ordered !== 0 || fewer !== 0);
  const more = moved.length - mostProducts;
  const parts = [
    ...moved.slice(0, mostProducts).flatMap((sum) => productParts(sum, quote)),
    ...(more > 0 ? [`seats of ${counted(more, "more product", "more products")}`] : []),
    ...kinds.flatMap((kind) => kindParts(kind, items)),
    ...(others === 0 ? [] : [`${counted(others, "resource", "resources")} of other packages`]),
  ];
  const who = customers.filter(isCustomer).length;
  return who === 0 ? parts.join(", ") : `${counted(who, "customer changes", "customers change")}: ${parts.join(", ")}`;
}

/** Users belong to the account itself, which is no customer. */
export const isCustomer = ({ ids, tenant, objects }: Pick<CustomerPlan, "ids" | "tenant" | "objects">): boolean =>
  ids.length > 0 ||
  tenant !== undefined ||
  objects.some((object) => {
    const resource = resourceOf(object);
    return resource?.isCompany === true || resource?.owner !== undefined;
  });

function productParts(sum: ProductSum, quote: (text: string) => string): string[] {
  const { per, ordered, fewer } = sum;
  if (per === "subscription") return ordered === 0 ? [] : [counted(ordered, "new subscription", "new subscriptions")];
  const product = quote(productInWords(sum));
  const seats = (number: number) => (number === 1 ? "seat" : "seats");
  return [
    ...(ordered === 0 ? [] : [`+${ordered} ${seats(ordered)} of ${product}`]),
    ...(fewer === 0 ? [] : [`−${fewer} ${seats(fewer)} of ${product}`]),
  ];
}

const wordsOfKind: Readonly<Partial<Record<Kind, string>>> = {
  converted: "converted to paid",
  product: "changed to another product",
  kept: "kept",
  created: "created",
};

/** Ordered seats are told by their product. */
function kindParts(kind: Kind, items: readonly Item[]): string[] {
  if (kind === "ordered" || kind === "seats") return [];
  const byNoun = new Map<string, { several: string; number: number }>();
  for (const item of items) {
    if (!item.acts.some((act) => act.kind === kind)) continue;
    const [one, several] = resourceOf(item)?.nouns ?? [classOf(item), classOf(item)];
    byNoun.set(one, { several, number: (byNoun.get(one)?.number ?? 0) + 1 });
  }
  return [...byNoun].map(
    ([one, { several, number }]) => `${counted(number, one, several)} ${wordsOfKind[kind] ?? kind}`,
  );
}

export const counted = (number: number, one: string, several: string): string =>
  `${number} ${number === 1 ? one : several}`;

/** `+12.50 EUR, −3.00 GBP a month`; empty if there is none. */
export const byMonth = (sums: readonly Money[]): string =>
  sums.length === 0 ? "" : `${sums.map(moneyInWords).join(", ")} a month`;

/** Below the headline: what it comes to by the month. */
export function costInWords({ monthly, unpriced = [] }: Report): string | undefined {
  if (monthly === undefined) return undefined;
  const sum = monthly.length === 0 ? "The monthly bill stays as it is" : byMonth(monthly);
  return unpriced.length === 0 ? sum : `${sum}, without what has no price: ${unpriced.join("; ")}`;
}

/** Remarks on the report as a whole. */
export function remarks({ others, limits, notes }: Report): string[] {
  return [
    ...limits
      .filter(({ exceeded }) => !exceeded)
      .map(({ key, most, planned }) => `${key}: ${planned} planned, ${most} allowed.`),
    ...(others === 0
      ? []
      : [`${counted(others, "resource", "resources")} of other packages: pulumi preview shows what changes.`]),
    ...notes,
  ];
}
