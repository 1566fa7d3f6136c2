/** ESET's usage report, company by company. Day by day there is only that of one company, with the customers below it. */
import type { CompanyUsage, UsageAsked, UsagePart, UsageReport } from "../vendor/usage";
import type {
  CategoryUsageOfCompany,
  DailyCategoryUsageOfCompany,
  DailyProductUsageOfCompany,
  ProductUsageOfCompany,
} from "./data";
import { LicenseType } from "./enums";
import { companyByName } from "./reads";
import * as reports from "./reports";
import type { Eset } from "./session";

type UsageOfCompany =
  ProductUsageOfCompany | CategoryUsageOfCompany | DailyProductUsageOfCompany | DailyCategoryUsageOfCompany;

/** @command usage */
export const usage: UsageReport = {
  companyNamed: async (eset: Eset, name) => (await companyByName.ask(eset, { name })).id,
  companies: async function* (eset: Eset, asked): AsyncGenerator<CompanyUsage> {
    for await (const { companyId, companyName, totalUsage, ...rest } of await report(eset, asked)) {
      yield { companyId, companyName, totalUsage, parts: partsOf(rest) };
    }
  },
};

async function report(
  eset: Eset,
  { by, daily, from, to, companyId }: UsageAsked,
): Promise<AsyncIterable<UsageOfCompany>> {
  const days = { from, to };
  if (daily) {
    const args = { ...days, companyId: companyId ?? (await eset.ownCompanyId()) };
    return (by === "product" ? reports.dailyUsage : reports.dailyUsageByCategory).entries(eset, args);
  }
  const args = { ...days, ...(companyId === undefined ? {} : { companyIds: [companyId] }) };
  return (by === "product" ? reports.usage : reports.usageByCategory).entries(eset, args);
}

const partsOf = (company: Pick<ProductUsageOfCompany, "products"> | Pick<CategoryUsageOfCompany, "categories">) =>
  "products" in company
    ? company.products.map((product): UsagePart => ({ ...product, what: ofProduct(product) }))
    : company.categories.map((category): UsagePart => ({ ...category, what: { category: category.name } }));

function ofProduct(product: { code: string; name: string; licenseType: number }): UsagePart["what"] {
  const { code, name, licenseType } = product;
  const typeName = Object.entries(LicenseType).find(([, number]) => number === licenseType)?.[0];
  return { productCode: code, productName: name, licenseType: typeName ?? String(licenseType) };
}
