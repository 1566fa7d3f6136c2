/** The UsageReport calls. */
import type { components } from "../../contracts/generated/eset";
import { isVisible, page, visibleCompany } from "./call";
import type { Action, Call } from "./call";
import { EntityType, LicenseType } from "./enums";
import { Refusal } from "./errors";
import { products } from "./products";
import type { Company, License, Store } from "./store";
import { dayMilliseconds, daysOf, usageOf } from "./usage";
import type { Interval, Usage } from "./usage";

type Schemas = components["schemas"];
type Range = Interval & { skip?: number; take: number };

/** Three years. That there is a limit at all is inferred: Daily lists each day. */
const mostDays = 1100;

export const allByProduct: Action<"UsageReport_AllCompanies_products"> = (call, body) =>
  report(call, all(call, body), body, byProduct(inAll));

export const allByCategory: Action<"UsageReport_AllCompanies_categories"> = (call, body) =>
  report(call, all(call, body), body, byCategory(inAll));

export const selectedByProduct: Action<"UsageReport_SelectedCompanies_products"> = (call, body) =>
  report(call, selected(call, body.companyIds, body), body, byProduct(inAll));

export const selectedByCategory: Action<"UsageReport_SelectedCompanies_categories"> = (call, body) =>
  report(call, selected(call, body.companyIds, body), body, byCategory(inAll));

export const monthlyByProduct: Action<"UsageReport_Monthly_products"> = (call, body) =>
  report(call, selected(call, [body.companyId], body), body, byProduct(inAll), ofProducts(body.codes));

export const monthlyByCategory: Action<"UsageReport_Monthly_categories"> = (call, body) =>
  report(call, selected(call, [body.companyId], body), body, byCategory(inAll), ofCategories(body.categories));

export const dailyByProduct: Action<"UsageReport_Daily_products"> = (call, body) =>
  report(call, selected(call, [body.companyId], body), body, byProduct(dayByDay), ofProducts(body.codes));

export const dailyByCategory: Action<"UsageReport_Daily_categories"> = (call, body) =>
  report(call, selected(call, [body.companyId], body), body, byCategory(dayByDay), ofCategories(body.categories));

/** Which usage a report is about. No products or categories mean all (inferred). */
type Wanted = (usage: Usage) => boolean;
const ofProducts = (codes: readonly (string | number)[] = []): Wanted => {
  const wanted = new Set(codes.map(String));
  return ({ productCode }) => wanted.size === 0 || wanted.has(productCode);
};
const ofCategories = (categories: readonly string[] = []): Wanted => {
  const wanted = new Set(categories);
  return ({ productCode }) => wanted.size === 0 || wanted.has(categoryOf(productCode));
};

const categoryOf = (code: string): string => products.get(code)?.category ?? "";

/** One page of companies, each with its rows under the name that the report has for them. */
function report<Rows>(
  call: Call,
  companies: readonly Company[],
  range: Range,
  rows: (usages: readonly Usage[], interval: Interval) => Rows,
  wanted: Wanted = () => true,
): { companies: (Rows & Omit<Schemas["ProductUsageOfCompany"], "products">)[]; paging: Schemas["Paging"] } {
  const { store, now } = call;
  return {
    companies: page(call, companies, range).map(({ id, name }) => {
      const usages = usageOf(licensesEver(store, [id]), range, now).filter(wanted);
      return {
        companyId: id,
        companyName: name,
        totalUsage: sum(usages, ({ seatDays }) => seatDays),
        totalSeats: sum(usages, ({ seats }) => seats),
        ...rows(usages, range),
      };
    }),
    paging: { totalCount: companies.length },
  };
}

export const sum = <T>(list: readonly T[], value: (one: T) => number): number =>
  list.reduce((total, one) => total + value(one), 0);

/** What a row says about some usage: in all, or also day by day. */
type Figures<F> = (usages: readonly Usage[], interval: Interval) => F;

const inAll = (usages: readonly Usage[]) => ({
  seatDays: sum(usages, ({ seatDays }) => seatDays),
  seats: sum(usages, ({ seats }) => seats),
});

const dayByDay = (usages: readonly Usage[], interval: Interval) => ({
  ...inAll(usages),
  usagePerDays: daysOf(interval).map((date): Schemas["UsageOfDay"] => ({
    date,
    seatDays: sum(usages, ({ days }) => days.get(date)?.seatDays ?? 0),
    seats: sum(usages, ({ days }) => days.get(date)?.seats ?? 0),
  })),
});

const byProduct =
  <F>(figures: Figures<F>) =>
  (usages: readonly Usage[], interval: Interval) => ({
    products: usages.map((usage) => ({ ...productOf(usage), ...figures([usage], interval) })),
  });

const byCategory =
  <F>(figures: Figures<F>) =>
  (usages: readonly Usage[], interval: Interval) => ({
    categories: [...new Set(usages.map(({ productCode }) => categoryOf(productCode)))].map((name) => ({
      name,
      ...figures(
        usages.filter(({ productCode }) => categoryOf(productCode) === name),
        interval,
      ),
    })),
  });

export const productOf = ({
  productCode,
  trial,
}: Usage): Pick<Schemas["ProductUsage"], "code" | "name" | "licenseType"> => ({
  code: productCode,
  name: products.get(productCode)?.name ?? "",
  licenseType: trial ? LicenseType.Trial : LicenseType.Full,
});

/** Licences of these customers, removed ones included. */
export function licensesEver(store: Store, customerIds: readonly string[]): License[] {
  const wanted = new Set(customerIds);
  return [...store.licenses.values(), ...store.removedLicenses].filter(({ customerId }) => wanted.has(customerId));
}

function requireValid({ from, to }: Interval): void {
  if (from > to || Date.parse(to) - Date.parse(from) >= mostDays * dayMilliseconds) {
    throw new Refusal("ReportIntervalIsNotValid");
  }
}

function all(call: Call, interval: Interval): Company[] {
  requireValid(interval);
  return customersBelow(call, visibleCompany(call, call.account.companyId).id, interval);
}

/** What is asked for, customer by customer: MSPs stand for those below them (inferred), Divisions for nothing. */
function selected(call: Call, companyIds: readonly string[], interval: Interval): Company[] {
  requireValid(interval);
  const asked = new Set(
    companyIds.map((id) => visibleCompany(call, id)).flatMap((company) => customersBelow(call, company.id, interval)),
  );
  return [...asked];
}

/** The customers at or below a company that there were in the interval, deleted ones included. */
function customersBelow(call: Call, rootId: string, { from, to }: Interval): Company[] {
  const { store } = call;
  if (store.companies.get(rootId)?.type === EntityType.Division) return [];
  return [...store.companies.values()].filter(
    (company) =>
      company.type === EntityType.Customer &&
      store.isAtOrBelow(company, rootId) &&
      isVisible(call, company) &&
      company.createdOn.slice(0, 10) <= to &&
      (company.deletedOn === null || company.deletedOn.slice(0, 10) >= from),
  );
}
