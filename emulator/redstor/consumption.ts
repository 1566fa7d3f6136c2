/** The calls for what is consumed, now or at a moment of the past. The tree of companies is always that of now (inferred). */
import { listed, ok, paged, visibleCompany } from "./call";
import type { Action, Call, Schemas } from "./call";
import { Refusal } from "./errors";
import { products } from "./products";
import type { Company, Consumption } from "./store";
import { added, consumptionAt, inForce, noConsumption } from "./usage";

type Row = Consumption & Required<Schemas["ConsumptionWithProduct"]>;

export const summary: Action<"getConsumptionSummary"> = (call, wanted) => {
  const company = visibleCompany(call, wanted.companyId);
  const at = momentOf(call, wanted);
  const sum = (companies: Company[]): Consumption =>
    companies.flatMap((one) => rowsOf(call, one, at, wanted)).reduce(added, noConsumption);
  return ok({ companySummary: sum([company]), customerSummary: sum(call.store.below(company.companyId)) });
};

export const company: Action<"getProductConsumption"> = (call, wanted) =>
  listed(call, rowsOf(call, visibleCompany(call, wanted.companyId), momentOf(call, wanted), wanted));

export const direct: Action<"getCompanyConsumption"> = (call, wanted) => {
  const { store } = call;
  const { companyId } = visibleCompany(call, wanted.companyId);
  const at = momentOf(call, wanted);
  return paged(call, store.children(companyId), wanted, (child) => ({
    companyId: child.companyId,
    companyName: child.companyName,
    productConsumption: byProduct(
      [child, ...store.below(child.companyId)].flatMap((one) => rowsOf(call, one, at, wanted)),
    ),
  }));
};

export const transitive: Action<"getCompanyConsumptionTransitive"> = (call, wanted) => {
  const { companyId } = visibleCompany(call, wanted.companyId);
  const at = momentOf(call, wanted);
  const rows = call.store.below(companyId).flatMap((one) => rowsOf(call, one, at, wanted).map((row) => ({ one, row })));
  return paged(call, rows, wanted, ({ one, row }) => ({
    ...row,
    companyId: one.companyId,
    companyName: one.companyName,
    ...(one.parentCompanyId !== null && { parentCompanyId: one.parentCompanyId }),
  }));
};

/** That a moment of the future is refused is inferred. */
function momentOf({ now }: Call, { date }: { date?: string }): Date {
  const moment = date === undefined ? now : new Date(date);
  if (moment > now) throw new Refusal("DateIsInTheFuture");
  return moment;
}

/** What one company consumes itself: of each subscription that was in force. Those that were removed since are among them. */
function rowsOf(call: Call, { companyId }: Company, at: Date, wanted: { shouldExcludeTrials?: boolean }): Row[] {
  return [...call.store.subscriptions.values()].flatMap((subscription) => {
    const was = subscription.companyId === companyId ? inForce(subscription, at) : undefined;
    if (was === undefined || (was.isTrial && wanted.shouldExcludeTrials === true)) return [];
    const { productId, subscriptionId, editionId } = subscription;
    const product = products.get(productId);
    const edition = product?.editions.find(({ id }) => id === editionId);
    return [
      {
        ...consumptionAt(subscription, at),
        productId,
        productName: product?.name ?? "",
        subscriptionId,
        sku: `${product?.shortName ?? ""}-${edition?.name ?? ""}`.toUpperCase(),
        isTrial: was.isTrial,
      },
    ];
  });
}

/** Rows of several companies, added up by product, edition and trial. A sum of several subscriptions names none of them. */
function byProduct(rows: readonly Row[]): Schemas["ConsumptionWithProduct"][] {
  const sums = new Map<string, Schemas["ConsumptionWithProduct"] & Consumption>();
  for (const row of rows) {
    const key = `${row.sku} ${row.isTrial}`;
    const before = sums.get(key);
    const { productId, productName, sku, isTrial } = row;
    sums.set(key, before === undefined ? row : { productId, productName, sku, isTrial, ...added(before, row) });
  }
  return [...sums.values()];
}
