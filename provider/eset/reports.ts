/**
 * Reports of usage and bills, as plain data. Invoices are made from these: a row that cannot be read is an error, never a
 * row without numbers, and no company comes twice.
 */
import type { components } from "../../contracts/generated/eset";
import type { Answer } from "../http/answer";
import { interval, month, oneOf, some, text } from "./arguments";
import type {
  BillingArgs,
  BillingReport,
  CategoryUsageArgs,
  CategoryUsageOfCompany,
  DailyCategoryUsageOfCompany,
  DailyProductUsageOfCompany,
  OfCompany,
  ProductUsageArgs,
  ProductUsageOfCompany,
  UsageArgs,
} from "./data";
import { withList } from "./pages";
import { all } from "./reads";
import type { Eset } from "./session";

type Schemas = components["schemas"];

/** The reports company by company: a page of 100 is asked for when its first company is. */
export const each = {
  usage: (eset: Eset, args: UsageArgs): AsyncGenerator<ProductUsageOfCompany> => {
    const { allCompaniesProducts, selectedCompaniesProducts } = eset.api.usageReport;
    const { days, companyIds } = selection(args);
    const companies =
      companyIds === undefined
        ? eset.pages(allCompaniesProducts, days, "companies")
        : eset.pages(selectedCompaniesProducts, { ...days, companyIds }, "companies");
    return once(companies, byProduct);
  },
  usageByCategory: (eset: Eset, args: UsageArgs): AsyncGenerator<CategoryUsageOfCompany> => {
    const { allCompaniesCategories, selectedCompaniesCategories } = eset.api.usageReport;
    const { days, companyIds } = selection(args);
    const companies =
      companyIds === undefined
        ? eset.pages(allCompaniesCategories, days, "companies")
        : eset.pages(selectedCompaniesCategories, { ...days, companyIds }, "companies");
    return once(companies, byCategory);
  },
  monthlyUsage: (eset: Eset, args: ProductUsageArgs): AsyncGenerator<ProductUsageOfCompany> =>
    once(eset.pages(eset.api.usageReport.monthlyProducts, ofProducts(args), "companies"), byProduct),
  monthlyUsageByCategory: (eset: Eset, args: CategoryUsageArgs): AsyncGenerator<CategoryUsageOfCompany> =>
    once(eset.pages(eset.api.usageReport.monthlyCategories, ofCategories(args), "companies"), byCategory),
  dailyUsage: (eset: Eset, args: ProductUsageArgs): AsyncGenerator<DailyProductUsageOfCompany> =>
    once(eset.pages(eset.api.usageReport.dailyProducts, ofProducts(args), "companies"), byProductAndDay),
  dailyUsageByCategory: (eset: Eset, args: CategoryUsageArgs): AsyncGenerator<DailyCategoryUsageOfCompany> =>
    once(eset.pages(eset.api.usageReport.dailyCategories, ofCategories(args), "companies"), byCategoryAndDay),
} as const;

export const usage = async (eset: Eset, args: UsageArgs): Promise<ProductUsageOfCompany[]> =>
  await all(each.usage(eset, args));

export const usageByCategory = async (eset: Eset, args: UsageArgs): Promise<CategoryUsageOfCompany[]> =>
  await all(each.usageByCategory(eset, args));

export const monthlyUsage = async (eset: Eset, args: ProductUsageArgs): Promise<ProductUsageOfCompany[]> =>
  await all(each.monthlyUsage(eset, args));

export const monthlyUsageByCategory = async (eset: Eset, args: CategoryUsageArgs): Promise<CategoryUsageOfCompany[]> =>
  await all(each.monthlyUsageByCategory(eset, args));

export const dailyUsage = async (eset: Eset, args: ProductUsageArgs): Promise<DailyProductUsageOfCompany[]> =>
  await all(each.dailyUsage(eset, args));

export const dailyUsageByCategory = async (
  eset: Eset,
  args: CategoryUsageArgs,
): Promise<DailyCategoryUsageOfCompany[]> => await all(each.dailyUsageByCategory(eset, args));

export async function billingReport(eset: Eset, args: BillingArgs): Promise<BillingReport> {
  const of = month(args);
  const { myCompany, selectedCompanies, singleManagedCompany, divisions } = eset.api.billingReport;
  oneOf(args, ["companyIds", "companyId", "divisionIds"]);
  const companyIds = some("companyIds", args.companyIds);
  const divisionIds = some("divisionIds", args.divisionIds);
  const bill = await (companyIds !== undefined
    ? selectedCompanies({ ...of, companyIds })
    : divisionIds !== undefined
      ? divisions({ ...of, divisionIds })
      : args.companyId !== undefined
        ? singleManagedCompany({ ...of, companyId: text("companyId", args.companyId) })
        : myCompany(of));
  return withList(bill, "companies").plain();
}

function selection(args: UsageArgs) {
  return { days: interval(args), companyIds: some("companyIds", args.companyIds) };
}

function ofProducts(args: ProductUsageArgs) {
  const codes = some("codes", args.codes);
  return { ...ofCompany(args), ...(codes === undefined ? {} : { codes }) };
}

function ofCategories(args: CategoryUsageArgs) {
  const categories = some("categories", args.categories);
  return { ...ofCompany(args), ...(categories === undefined ? {} : { categories }) };
}

const ofCompany = (args: OfCompany) => ({ ...interval(args), companyId: text("companyId", args.companyId) });

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
  categories: company.list("categories").map((row) => ({ name: row.id("name"), ...figures(row) })),
});

const byProductAndDay = (company: Answer<Schemas["DailyProductUsageOfCompany"]>): DailyProductUsageOfCompany => ({
  ...totals(company),
  products: company.list("products").map((row) => ({ ...product(row), ...figures(row), ...days(row) })),
});

const byCategoryAndDay = (company: Answer<Schemas["DailyCategoryUsageOfCompany"]>): DailyCategoryUsageOfCompany => ({
  ...totals(company),
  categories: company.list("categories").map((row) => ({ name: row.id("name"), ...figures(row), ...days(row) })),
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
  usagePerDays: row.list("usagePerDays").map((day) => ({ date: day.id("date").slice(0, 10), ...figures(day) })),
});
