/**
 * What programs can ask of the vendor: `getX` for values, `getXOutput` for outputs of resources. Each is one of reads.ts or
 * reports.ts with the account of the stack's configuration.
 *
 * They ask in previews too. What a resource of the same run changes is only certain to be seen by a `getXOutput` that
 * refers to that resource.
 */
import { asker, type Bound, bound, later, sessionOf } from "../host/functions";
import type { EsetApi } from "./api";
import * as reads from "./reads";
import * as reports from "./reports";
import { connect } from "./session";

const session = sessionOf(connect);
const ask = asker(session);

/**
 * Everything about a company: the account's own or one below it. It is an error if there is none. (Company/Detail)
 *
 * @example
 * const bakery = await eset.getCompany({ companyId: "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee" });
 */
export const getCompany = ask(reads.company);
/** {@link getCompany} of outputs. */
export const getCompanyOutput = later(getCompany);

/**
 * The one company of exactly this name, at or below the account's own, or directly below `parentId`. None or several is an
 * error, which names the ids. (Search/Companies or Company/Children, and Company/Detail)
 *
 * @example
 * const bakery = await eset.getCompanyByName({ name: "Example Bakery" });
 */
export const getCompanyByName = ask(reads.companyByName);
/** {@link getCompanyByName} of outputs. */
export const getCompanyByNameOutput = later(getCompanyByName);

/**
 * The one company with exactly this custom identifier. None or several is an error, which names the ids. (Search/Companies
 * and Company/Detail)
 *
 * @example
 * const bakery = await eset.getCompanyByCustomIdentifier({ customIdentifier: "CRM-42" });
 */
export const getCompanyByCustomIdentifier = ask(reads.companyByCustomIdentifier);
/** {@link getCompanyByCustomIdentifier} of outputs. */
export const getCompanyByCustomIdentifierOutput = later(getCompanyByCustomIdentifier);

/**
 * The companies directly below a company, the account's own unless another is given; main data only. (Company/Children)
 *
 * @example
 * const customers = (await eset.getChildren()).filter(({ type }) => type === 1007);
 */
export const getChildren = ask(reads.children);
/** {@link getChildren} of outputs. */
export const getChildrenOutput = later(getChildren);

/**
 * The companies on all levels below a company, the account's own unless another is given, of one type or of any; main data
 * only. (Company/Descendants)
 *
 * @example
 * const customers = await eset.getDescendants({ entityType: 1007 });
 */
export const getDescendants = ask(reads.descendants);
/** {@link getDescendants} of outputs. */
export const getDescendantsOutput = later(getDescendants);

/**
 * The companies directly below the account's own that it may change. (User/GetDirectAccessibleChildren)
 *
 * @example
 * const mine = await eset.getDirectAccessibleChildren();
 */
export const getDirectAccessibleChildren = ask(reads.directAccessibleChildren);
/** {@link getDirectAccessibleChildren} of outputs. */
export const getDirectAccessibleChildrenOutput = later(getDirectAccessibleChildren);

/**
 * The users of the account's own company, with their permission: 1 Write, 2 Read, 3 none. (Company/Users)
 *
 * @example
 * const writers = (await eset.getCompanyUsers()).filter(({ permission }) => permission === 1);
 */
export const getCompanyUsers = ask(reads.companyUsers);
/** {@link getCompanyUsers} of outputs. */
export const getCompanyUsersOutput = later(getCompanyUsers);

/**
 * The companies at or below the account's own that match all keywords, each in any of its columns; all of them without a
 * keyword. (Search/Companies)
 *
 * @example
 * const bakeries = await eset.searchCompanies({ search: { Bakery: [eset.CompanyColumn.name] } });
 */
export const searchCompanies = ask(reads.searchCompanies);
/** {@link searchCompanies} of outputs. */
export const searchCompaniesOutput = later(searchCompanies);

/**
 * Everything about a licence: seats, usage, state, and to which products it can be changed. It is an error if there is none.
 * (License/Detail)
 *
 * @example
 * const { usage, quantity } = await eset.getLicense({ publicLicenseKey: "3AB-CDE-FGH" });
 */
export const getLicense = ask(reads.license);
/** {@link getLicense} of outputs. */
export const getLicenseOutput = later(getLicense);

/**
 * All licences of a customer, each with all that is known of it. (Search/Licenses, and a License/Detail per licence)
 *
 * @example
 * const licenses = await eset.getLicenses({ customerId: "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee" });
 */
export const getLicenses = ask(reads.licenses);
/** {@link getLicenses} of outputs. */
export const getLicensesOutput = later(getLicenses);

/**
 * The licences whose product code, product name or key contains the keyword, of one customer or of all. The search gives
 * neither seats nor state: {@link getLicense} does. (Search/Licenses)
 *
 * @example
 * const entries = await eset.searchLicenses({ keyword: "PROTECT Entry" });
 */
export const searchLicenses = ask(reads.searchLicenses);
/** {@link searchLicenses} of outputs. */
export const searchLicensesOutput = later(searchLicenses);

/**
 * What was done with a licence, when and by whom. `type` is 1 cancelled, 2 converted to full, 3 trial extended, 4 ordered,
 * 5 quantity changed, 6 suspended, 7 unsuspended, 8 key changed, 9 upgraded, 10 downgraded. (License/GetHistory)
 *
 * @example
 * const history = await eset.getLicenseHistory({ publicLicenseKey: "3AB-CDE-FGH" });
 */
export const getLicenseHistory = ask(reads.licenseHistory);
/** {@link getLicenseHistory} of outputs. */
export const getLicenseHistoryOutput = later(getLicenseHistory);

/**
 * The licences of an MSP or a customer that can be upgraded or downgraded, and to what; of the account's own company unless
 * another is given. Other kinds of company are refused. (License/GetPossibleProductChanges)
 *
 * @example
 * const changeable = await eset.getPossibleProductChanges();
 */
export const getPossibleProductChanges = ask(reads.possibleProductChanges);
/** {@link getPossibleProductChanges} of outputs. */
export const getPossibleProductChangesOutput = later(getPossibleProductChanges);

/**
 * Everything about a user of the account's own company or of one below. (User/GetUserDetails)
 *
 * @example
 * const jane = await eset.getUser({ userId: "dddddddd-0000-0000-0000-000000000000" });
 */
export const getUser = ask(reads.user);
/** {@link getUser} of outputs. */
export const getUserOutput = later(getUser);

/**
 * The users of the account's company and of those below that match all keywords, each in any of its columns; all of them
 * without a keyword. (Search/Users)
 *
 * @example
 * const does = await eset.searchUsers({ search: { Doe: [eset.UserColumn.lastName] } });
 */
export const searchUsers = ask(reads.searchUsers);
/** {@link searchUsers} of outputs. */
export const searchUsersOutput = later(searchUsers);

/**
 * The user of the account itself, and the company of that user. (User/Current)
 *
 * @example
 * const { company } = await eset.getCurrentUser();
 */
export const getCurrentUser = ask(reads.currentUser);
/** {@link getCurrentUser} of outputs. */
export const getCurrentUserOutput = later(getCurrentUser);

/**
 * The products that the account's company may order, by code. (Enum/AvailableProducts)
 *
 * @example
 * const codes = (await eset.getProducts()).map(({ code }) => code);
 */
export const getProducts = ask(reads.products);
/** {@link getProducts} of outputs. */
export const getProductsOutput = later(getProducts);

/**
 * The names behind the vendor's numbers. (Enum/EntityTypes, Enum/LicenseStates, Enum/OperationStates, Enum/PermissionTypes,
 * Enum/UserStatuses)
 *
 * @example
 * const states = await eset.getEnumeration({ name: "LicenseStates" });
 */
export const getEnumeration = ask(reads.enumeration);
/** {@link getEnumeration} of outputs. */
export const getEnumerationOutput = later(getEnumeration);

/**
 * The countries, with the codes to use for them and their states. (Enum/Countries)
 *
 * @example
 * const codes = (await eset.getCountries()).map(({ countryCode }) => countryCode);
 */
export const getCountries = ask(reads.countries);
/** {@link getCountries} of outputs. */
export const getCountriesOutput = later(getCountries);

/**
 * The Terms of Use, with their ids and whether they were accepted. (TermsOfUse/Get)
 *
 * @example
 * const open = (await eset.getTermsOfUse()).filter(({ accepted }) => !accepted);
 */
export const getTermsOfUse = ask(reads.termsOfUse);
/** {@link getTermsOfUse} of outputs. */
export const getTermsOfUseOutput = later(getTermsOfUse);

/**
 * Where to read Terms of Use and, if they were accepted, when and by whom. (TermsOfUse/Detail)
 *
 * @example
 * const terms = await eset.getTermsOfUseDetail({ termsOfUseId: "70000000-0000-4000-8000-000000000313" });
 */
export const getTermsOfUseDetail = ask(reads.termsOfUseDetail);
/** {@link getTermsOfUseDetail} of outputs. */
export const getTermsOfUseDetailOutput = later(getTermsOfUseDetail);

/**
 * The id that a company, site, licence or user of the first version of ESET MSP Administrator has now; give exactly one.
 * (Ema1Mapping/CompanyId, Ema1Mapping/SiteId, Ema1Mapping/LicenseId, Ema1Mapping/UserId)
 *
 * @example
 * const { publicId } = await eset.getEma1Mapping({ siteId: "12345" });
 */
export const getEma1Mapping = ask(reads.ema1Mapping);
/** {@link getEma1Mapping} of outputs. */
export const getEma1MappingOutput = later(getEma1Mapping);

/**
 * What customers used from one day to another, by product: of all below the account's company, or of `companyIds`. `seatDays`
 * are days of use summed over all devices, `seats` what was ordered on the last day. (UsageReport/AllCompanies/products,
 * UsageReport/SelectedCompanies/products)
 *
 * @example
 * const usage = await eset.getUsage({ from: "2024-05-01", to: "2024-05-31" });
 */
export const getUsage = ask(reports.usage);
/** {@link getUsage} of outputs. */
export const getUsageOutput = later(getUsage);

/**
 * As {@link getUsage}, by category of products. (UsageReport/AllCompanies/categories, UsageReport/SelectedCompanies/categories)
 *
 * @example
 * const usage = await eset.getUsageByCategory({ from: "2024-05-01", to: "2024-05-31" });
 */
export const getUsageByCategory = ask(reports.usageByCategory);
/** {@link getUsageByCategory} of outputs. */
export const getUsageByCategoryOutput = later(getUsageByCategory);

/**
 * What one company and the customers below it used, by product. A Division has no rows. (UsageReport/Monthly/products)
 *
 * @example
 * const usage = await eset.getMonthlyUsage({
 *   companyId: "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee",
 *   from: "2024-05-01",
 *   to: "2024-05-31",
 *   codes: ["2015"],
 * });
 */
export const getMonthlyUsage = ask(reports.monthlyUsage);
/** {@link getMonthlyUsage} of outputs. */
export const getMonthlyUsageOutput = later(getMonthlyUsage);

/**
 * As {@link getMonthlyUsage}, by category of products. (UsageReport/Monthly/categories)
 *
 * @example
 * const usage = await eset.getMonthlyUsageByCategory({
 *   companyId: "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee",
 *   from: "2024-05-01",
 *   to: "2024-05-31",
 * });
 */
export const getMonthlyUsageByCategory = ask(reports.monthlyUsageByCategory);
/** {@link getMonthlyUsageByCategory} of outputs. */
export const getMonthlyUsageByCategoryOutput = later(getMonthlyUsageByCategory);

/**
 * As {@link getMonthlyUsage}, and day by day in `usagePerDays`. (UsageReport/Daily/products)
 *
 * @example
 * const usage = await eset.getDailyUsage({
 *   companyId: "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee",
 *   from: "2024-05-01",
 *   to: "2024-05-07",
 * });
 */
export const getDailyUsage = ask(reports.dailyUsage);
/** {@link getDailyUsage} of outputs. */
export const getDailyUsageOutput = later(getDailyUsage);

/**
 * As {@link getDailyUsage}, by category of products. (UsageReport/Daily/categories)
 *
 * @example
 * const usage = await eset.getDailyUsageByCategory({
 *   companyId: "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee",
 *   from: "2024-05-01",
 *   to: "2024-05-07",
 * });
 */
export const getDailyUsageByCategory = ask(reports.dailyUsageByCategory);
/** {@link getDailyUsageByCategory} of outputs. */
export const getDailyUsageByCategoryOutput = later(getDailyUsageByCategory);

/**
 * What a month that is over costs, with prices. Only for Distributors and ESET Headquarters; others are refused.
 * (BillingReport/MyCompany; with `companyIds` BillingReport/MyCompanySelectedCompaniesOnly; with `companyId`
 * BillingReport/SingleManagedCompany; with `divisionIds` BillingReport/DivisionsUnderSelectedDistributor)
 *
 * @example
 * const bill = await eset.getBillingReport({ year: 2024, month: 5 });
 */
export const getBillingReport = ask(reports.billingReport);
/** {@link getBillingReport} of outputs. */
export const getBillingReportOutput = later(getBillingReport);

/**
 * How far a suspension or resumption of a company is; {@link getEnumeration} names the states. (Operation)
 *
 * @example
 * const { state } = await eset.getOperation({ operationId: "cccccccc-1111-2222-3333-444444444444" });
 */
export const getOperation = ask(reads.operation);
/** {@link getOperation} of outputs. */
export const getOperationOutput = later(getOperation);

/**
 * The version of the vendor's API. (Version)
 *
 * @example
 * const { version } = await eset.getVersion();
 */
export const getVersion = ask(reads.version);
/** {@link getVersion} of outputs. */
export const getVersionOutput = later(getVersion);

/** The lists that may be long. */
const each = {
  children: reads.children,
  descendants: reads.descendants,
  companies: reads.searchCompanies,
  companyUsers: reads.companyUsers,
  directAccessibleChildren: reads.directAccessibleChildren,
  licenses: reads.searchLicenses,
  licenseHistory: reads.licenseHistory,
  users: reads.searchUsers,
  usage: reports.usage,
  usageByCategory: reports.usageByCategory,
  monthlyUsage: reports.monthlyUsage,
  monthlyUsageByCategory: reports.monthlyUsageByCategory,
  dailyUsage: reports.dailyUsage,
  dailyUsageByCategory: reports.dailyUsageByCategory,
} as const;

/** The vendor, for what the functions do not do. */
export interface Client {
  /** Every call of the vendor. Answers are read with `plain()`, or with readers such as `text("name")`. */
  readonly api: EsetApi;
  /** The long lists, entry by entry: `for await (const customer of client.each.children()) …` */
  readonly each: Bound<typeof each>;
}

/**
 * Every call of the vendor, typed, with the account, the rate limit and the retries of everything else. A call that changes
 * something does so at once, in previews too: resources are the place for changes.
 *
 * @example
 * const suspended: string[] = [];
 * for await (const company of eset.client().each.descendants({ entityType: 1007 })) {
 *   if (company.status === 3) suspended.push(company.name);
 * }
 */
export function client(): Client {
  const eset = session();
  return { api: eset.api, each: bound(eset, each) };
}
