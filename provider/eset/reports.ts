/**
 * Reports of usage and bills, as plain data. Invoices are made from these: a row that cannot be read is an error, never a
 * row without numbers, and no company comes twice.
 */
import type { components } from "../../contracts/generated/eset";
import { defineFunction, defineList } from "../lifecycle/function";
import type { StaticProperties } from "../lifecycle/schema";
import type { Answer } from "../vendor/answer";
import { daysInOrder } from "../vendor/day";
import { billingArgs, categoryUsageArgs, oneOf, productUsageArgs, usageArgs } from "./arguments";
import type {
  BillingReport,
  CategoryUsageOfCompany,
  DailyCategoryUsageOfCompany,
  DailyProductUsageOfCompany,
  ProductUsageOfCompany,
} from "./data";
import { withList } from "./pages";
import type { Eset } from "./session";

type Schemas = components["schemas"];

export const usage = defineList({
  type: "eset:getUsage",
  inputs: usageArgs,
  answer: "ProductUsageOfCompany",
  rules: daysInOrder,
  entries: (eset: Eset, { companyIds, ...days }): AsyncGenerator<ProductUsageOfCompany> => {
    const { allCompaniesProducts, selectedCompaniesProducts } = eset.api.usageReport;
    const companies =
      companyIds === undefined
        ? eset.pages(allCompaniesProducts, days, "companies")
        : eset.pages(selectedCompaniesProducts, { ...days, companyIds: [...companyIds] }, "companies");
    return once(companies, byProduct);
  },
});

export const usageByCategory = defineList({
  type: "eset:getUsageByCategory",
  inputs: usageArgs,
  answer: "CategoryUsageOfCompany",
  rules: daysInOrder,
  entries: (eset: Eset, { companyIds, ...days }): AsyncGenerator<CategoryUsageOfCompany> => {
    const { allCompaniesCategories, selectedCompaniesCategories } = eset.api.usageReport;
    const companies =
      companyIds === undefined
        ? eset.pages(allCompaniesCategories, days, "companies")
        : eset.pages(selectedCompaniesCategories, { ...days, companyIds: [...companyIds] }, "companies");
    return once(companies, byCategory);
  },
});

export const monthlyUsage = defineList({
  type: "eset:getMonthlyUsage",
  inputs: productUsageArgs,
  answer: "ProductUsageOfCompany",
  rules: daysInOrder,
  entries: (eset: Eset, args): AsyncGenerator<ProductUsageOfCompany> =>
    once(eset.pages(eset.api.usageReport.monthlyProducts, ofProducts(args), "companies"), byProduct),
});

export const monthlyUsageByCategory = defineList({
  type: "eset:getMonthlyUsageByCategory",
  inputs: categoryUsageArgs,
  answer: "CategoryUsageOfCompany",
  rules: daysInOrder,
  entries: (eset: Eset, args): AsyncGenerator<CategoryUsageOfCompany> =>
    once(eset.pages(eset.api.usageReport.monthlyCategories, ofCategories(args), "companies"), byCategory),
});

export const dailyUsage = defineList({
  type: "eset:getDailyUsage",
  inputs: productUsageArgs,
  answer: "DailyProductUsageOfCompany",
  rules: daysInOrder,
  entries: (eset: Eset, args): AsyncGenerator<DailyProductUsageOfCompany> =>
    once(eset.pages(eset.api.usageReport.dailyProducts, ofProducts(args), "companies"), byProductAndDay),
});

export const dailyUsageByCategory = defineList({
  type: "eset:getDailyUsageByCategory",
  inputs: categoryUsageArgs,
  answer: "DailyCategoryUsageOfCompany",
  rules: daysInOrder,
  entries: (eset: Eset, args): AsyncGenerator<DailyCategoryUsageOfCompany> =>
    once(eset.pages(eset.api.usageReport.dailyCategories, ofCategories(args), "companies"), byCategoryAndDay),
});

export const billingReport = defineFunction({
  type: "eset:getBillingReport",
  inputs: billingArgs,
  answer: "BillingReport",
  rules: (args) => oneOf(args, ["companyIds", "companyId", "divisionIds"]),
  ask: async (eset: Eset, { companyIds, companyId, divisionIds, ...month }): Promise<BillingReport> => {
    const { myCompany, selectedCompanies, singleManagedCompany, divisions } = eset.api.billingReport;
    const bill = await (companyIds !== undefined
      ? selectedCompanies({ ...month, companyIds: [...companyIds] })
      : divisionIds !== undefined
        ? divisions({ ...month, divisionIds: [...divisionIds] })
        : companyId !== undefined
          ? singleManagedCompany({ ...month, companyId })
          : myCompany(month));
    return withList(bill, "companies").plain();
  },
});

/** The vendor's lists can be changed by whoever holds them; those of arguments cannot. */
const ofProducts = ({ codes, ...args }: StaticProperties<typeof productUsageArgs>) => ({
  ...args,
  ...(codes === undefined ? {} : { codes: [...codes] }),
});

const ofCategories = ({ categories, ...args }: StaticProperties<typeof categoryUsageArgs>) => ({
  ...args,
  ...(categories === undefined ? {} : { categories: [...categories] }),
});

/** The companies of a report. A page that shifts while it is read shows one again: that one is left out. */
async function* once<A, R extends { companyId: string }>(
  companies: AsyncGenerator<A>,
  read: (company: A) => R,
): AsyncGenerator<R> {
  const seen = new Set<string>();
  for await (const answer of companies) {
    const company = read(answer);
    if (seen.has(company.companyId)) continue;
    seen.add(company.companyId);
    yield company;
  }
}

const byProduct = (company: Answer<Schemas["ProductUsageOfCompany"]>): ProductUsageOfCompany => ({
  ...totals(company),
  products: company.list("products").map((row) => ({ ...product(row), ...figures(row) })),
});

const byCategory = (company: Answer<Schemas["CategoryUsageOfCompany"]>): CategoryUsageOfCompany => ({
  ...totals(company),
  categories: company.list("categories").map((row) => ({ name: row.filled("name"), ...figures(row) })),
});

const byProductAndDay = (company: Answer<Schemas["DailyProductUsageOfCompany"]>): DailyProductUsageOfCompany => ({
  ...totals(company),
  products: company.list("products").map((row) => ({ ...product(row), ...figures(row), ...days(row) })),
});

const byCategoryAndDay = (company: Answer<Schemas["DailyCategoryUsageOfCompany"]>): DailyCategoryUsageOfCompany => ({
  ...totals(company),
  categories: company.list("categories").map((row) => ({ name: row.filled("name"), ...figures(row), ...days(row) })),
});

type Totals = Pick<Schemas["ProductUsageOfCompany"], "companyId" | "companyName" | "totalUsage" | "totalSeats">;
const totals = (company: Answer<Totals>): Totals => ({
  companyId: company.id("companyId"),
  companyName: company.text("companyName"),
  totalUsage: company.whole("totalUsage"),
  totalSeats: company.whole("totalSeats"),
});

type Figures = Pick<Schemas["ProductUsage"], "seats" | "seatDays">;
const figures = (row: Answer<Figures>): Figures => ({ seatDays: row.whole("seatDays"), seats: row.whole("seats") });

type ProductOf = Pick<Schemas["ProductUsage"], "code" | "name" | "licenseType">;
const product = (row: Answer<ProductOf>): ProductOf => ({
  code: row.id("code"),
  name: row.text("name"),
  licenseType: row.whole("licenseType") as ProductOf["licenseType"], // another number would still be worth showing
});

type Days = Pick<Schemas["DailyProductUsage"], "usagePerDays">;
const days = (row: Answer<Days>): Days => ({
  usagePerDays: row.list("usagePerDays").map((day) => ({ date: day.filled("date").slice(0, 10), ...figures(day) })),
});
