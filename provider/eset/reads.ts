/**
 * What can be asked of the vendor, as plain data: whole lists, names in camelCase. Knows no Pulumi; programs get these
 * functions through functions.ts, the command line asks them as they are. Reports are in reports.ts.
 */
import type { components } from "../../contracts/generated/eset";
import { defineFunction, defineList } from "../lifecycle/function";
import { sameId } from "../lifecycle/ids";
import type { Answer, Plain } from "../vendor/answer";
import { allOf } from "../vendor/pages";
import {
  companyByNameArgs,
  customIdentifierArgs,
  descendantsArgs,
  ema1Id,
  type Enumeration,
  enumerationArgs,
  licenseSearch,
  ofCompany,
  ofCustomer,
  ofLicense,
  ofOperation,
  ofTerms,
  ofUser,
  oneOf,
  optionalCompany,
  type OptionalCompany,
  type SearchArgs,
  searchArgs,
} from "./arguments";
import {
  type AccessibleChild,
  type ChangeableLicense,
  CompanyColumn,
  type CompanyDetail,
  type CompanySummary,
  type CompanyUser,
  type Country,
  type Ema1Mapping,
  type EnumValue,
  type FoundCompany,
  type FoundLicense,
  type FoundUser,
  type LicenseDetail,
  type LicenseEvent,
  type Operation,
  type Product,
  type TermsOfUseDetail,
  type TermsOfUseSummary,
  UserColumn,
  type UserDetail,
  type Version,
} from "./data";
import { withList } from "./pages";
import type { Eset } from "./session";

type Schemas = components["schemas"];

// ---- companies ---------------------------------------------------------------------------------

export const company = defineFunction({
  type: "eset:getCompany",
  inputs: ofCompany,
  answer: "CompanyDetail",
  ask: async (eset: Eset, args): Promise<CompanyDetail> => (await eset.api.company.detail(args)).plain(),
});

export const companyByName = defineFunction({
  type: "eset:getCompanyByName",
  inputs: companyByNameArgs,
  answer: "CompanyDetail",
  ask: async (eset: Eset, args) => await company.ask(eset, { companyId: await idByName(eset, args) }),
});

/** Throws unless there is exactly one. */
async function idByName(eset: Eset, { name, parentId }: { name: string; parentId?: string }): Promise<string> {
  const found: { id: string; name: string }[] = [];
  if (parentId === undefined) {
    for await (const one of foundCompanies(eset, { [name]: [CompanyColumn.name] })) {
      found.push({ id: one.id("CompanyId"), name: one.text("Name") });
    }
  } else {
    for await (const one of eset.pages(eset.api.company.children, { companyId: parentId }, "companies")) {
      found.push({ id: one.id("publicId"), name: one.text("name") });
    }
  }
  const where = parentId === undefined ? "" : ` directly below ${parentId}`;
  const exact = found.filter((one) => one.name === name).map(({ id }) => id);
  const folded = name.toLowerCase();
  const alike = found.filter((one) => one.name !== name && one.name.toLowerCase().includes(folded));
  const [id, ...others] = exact;
  if (id !== undefined && others.length === 0) return id;
  if (id !== undefined) {
    const remedy = parentId === undefined ? "Give its parentId, or use its companyId." : "Use its companyId.";
    throw new Error(`${exact.length} companies are named "${name}"${where}: ${listed(exact)}. ${remedy}`);
  }
  const similar = alike.map((one) => `"${one.name}" (${one.id})`);
  throw new Error(
    `No company is named "${name}"${where}.${similar.length === 0 ? "" : ` There is ${listed(similar)}.`}`,
  );
}

export const companyByCustomIdentifier = defineFunction({
  type: "eset:getCompanyByCustomIdentifier",
  inputs: customIdentifierArgs,
  answer: "CompanyDetail",
  ask: async (eset: Eset, { customIdentifier }): Promise<CompanyDetail> => {
    const search = { [customIdentifier]: [CompanyColumn.customIdentifier] };
    const found: CompanyDetail[] = [];
    for await (const one of foundCompanies(eset, search)) {
      // whether the search finds parts, and shows the identifier, is not documented: so the company itself decides
      if (!["", customIdentifier].includes(one.text("CustomIdentifier"))) continue;
      const detail = await company.ask(eset, { companyId: one.id("CompanyId") });
      if (detail.customIdentifier === customIdentifier) found.push(detail);
    }
    const [only, ...others] = found;
    if (only === undefined) throw new Error(`No company has the custom identifier "${customIdentifier}".`);
    if (others.length === 0) return only;
    const ids = found.map(({ id }) => id);
    throw new Error(
      `${found.length} companies have the custom identifier "${customIdentifier}": ${listed(ids)}. Use the companyId.`,
    );
  },
});

export const children = defineList({
  type: "eset:getChildren",
  inputs: optionalCompany,
  answer: "CompanySummary",
  async *entries(eset: Eset, args): AsyncGenerator<CompanySummary> {
    const companyId = await companyOrOwn(eset, args);
    yield* plain(eset.pages(eset.api.company.children, { companyId }, "companies"));
  },
});

export const descendants = defineList({
  type: "eset:getDescendants",
  inputs: descendantsArgs,
  answer: "CompanySummary",
  async *entries(eset: Eset, { entityType, ...args }): AsyncGenerator<CompanySummary> {
    const companyId = await companyOrOwn(eset, args);
    // whether a company is in the list of those below it is not documented
    for await (const one of eset.pages(eset.api.company.descendants, { companyId, entityType }, "companies")) {
      if (!sameId(one.id("publicId"), companyId)) yield one.plain();
    }
  },
});

export const directAccessibleChildren = defineList({
  type: "eset:getDirectAccessibleChildren",
  inputs: {},
  answer: "AccessibleChild",
  entries: (eset: Eset): AsyncGenerator<AccessibleChild> =>
    plain(eset.pages(eset.api.user.directAccessibleChildren, {}, "companies")),
});

export const companyUsers = defineList({
  type: "eset:getCompanyUsers",
  inputs: {},
  answer: "CompanyUser",
  entries: (eset: Eset): AsyncGenerator<CompanyUser> => plain(eset.pages(eset.api.company.users, {}, "users")),
});

/** By texts, each with the numbers of the columns to look in. */
const foundCompanies = (eset: Eset, search: Record<string, number[]>) =>
  eset.pages(eset.api.search.companies, { search }, "Search");

export const searchCompanies = defineList({
  type: "eset:searchCompanies",
  inputs: searchArgs,
  answer: "FoundCompany",
  entries: (eset: Eset, args): AsyncGenerator<FoundCompany> =>
    plain(foundCompanies(eset, columns(args)), ["CompanyTypeId", "StatusId"]),
});

// ---- licences ----------------------------------------------------------------------------------

export const license = defineFunction({
  type: "eset:getLicense",
  inputs: ofLicense,
  answer: "LicenseDetail",
  ask: async (eset: Eset, args): Promise<LicenseDetail> => (await eset.api.license.detail(args)).plain(),
});

/** The search gives no quantity and no state, so each licence is asked for. One that goes meanwhile is left out. */
export const licenses = defineFunction({
  type: "eset:getLicenses",
  inputs: ofCustomer,
  answer: "LicenseDetail",
  isList: true,
  ask: async (eset: Eset, args): Promise<LicenseDetail[]> => {
    const found = await allOf(eset.pages(eset.api.search.licenses, { keyword: "", ...args }, "Search"));
    const details = await Promise.all(found.map((one) => eset.license(one.id("PublicLicenseKey"))));
    return details.flatMap((detail) => (detail === undefined ? [] : [detail.plain()]));
  },
});

export const searchLicenses = defineList({
  type: "eset:searchLicenses",
  inputs: licenseSearch,
  answer: "FoundLicense",
  entries: (eset: Eset, { keyword = "", ...args }): AsyncGenerator<FoundLicense> =>
    plain(eset.pages(eset.api.search.licenses, { keyword, ...args }, "Search")),
});

export const licenseHistory = defineList({
  type: "eset:getLicenseHistory",
  inputs: ofLicense,
  answer: "LicenseHistoryEntry",
  async *entries(eset: Eset, args): AsyncGenerator<LicenseEvent> {
    for await (const entry of eset.pages(eset.api.license.history, args, "LicenseHistory")) yield licenseEvent(entry);
  },
});

export const possibleProductChanges = defineFunction({
  type: "eset:getPossibleProductChanges",
  inputs: optionalCompany,
  answer: "ChangeableLicense",
  isList: true,
  ask: async (eset: Eset, args): Promise<ChangeableLicense[]> => {
    const companyId = await companyOrOwn(eset, args);
    return listOf(await eset.api.license.possibleProductChanges({ companyId }), "licenses");
  },
});

// ---- users -------------------------------------------------------------------------------------

export const user = defineFunction({
  type: "eset:getUser",
  inputs: ofUser,
  answer: "UserDetail",
  ask: async (eset: Eset, args): Promise<UserDetail> => (await eset.api.user.details(args)).plain(),
});

export const searchUsers = defineList({
  type: "eset:searchUsers",
  inputs: searchArgs,
  answer: "FoundUser",
  entries: (eset: Eset, args): AsyncGenerator<FoundUser> => {
    const email = eset.assumptions.assumed("userColumn.email");
    const search = columns(args, (column) => (column === UserColumn.email ? email : column));
    return plain(eset.pages(eset.api.search.users, { search }, "Search"), ["StatusId"]);
  },
});

export const currentUser = defineFunction({
  type: "eset:getCurrentUser",
  inputs: {},
  answer: "UserDetail",
  ask: async (eset: Eset): Promise<UserDetail> => (await eset.api.user.current()).plain(),
});

// ---- what the vendor has for all ---------------------------------------------------------------

export const products = defineFunction({
  type: "eset:getProducts",
  inputs: {},
  answer: "Product",
  isList: true,
  ask: async (eset: Eset): Promise<Product[]> => listOf(await eset.api.enum.availableProducts(), "products"),
});

const enumerations = {
  EntityTypes: ({ api }: Eset) => api.enum.entityTypes(),
  LicenseStates: ({ api }: Eset) => api.enum.licenseStates(),
  OperationStates: ({ api }: Eset) => api.enum.operationStates(),
  PermissionTypes: ({ api }: Eset) => api.enum.permissionTypes(),
  UserStatuses: ({ api }: Eset) => api.enum.userStatuses(),
} as const satisfies Record<Enumeration, unknown>;

export const enumeration = defineFunction({
  type: "eset:getEnumeration",
  inputs: enumerationArgs,
  answer: "EnumValue",
  isList: true,
  ask: async (eset: Eset, { name }): Promise<EnumValue[]> =>
    (await enumerations[name](eset)).map((value) => value.plain()),
});

export const countries = defineFunction({
  type: "eset:getCountries",
  inputs: {},
  answer: "Country",
  isList: true,
  ask: async (eset: Eset): Promise<Country[]> => listOf(await eset.api.enum.countries(), "countries"),
});

export const termsOfUse = defineFunction({
  type: "eset:getTermsOfUse",
  inputs: {},
  answer: "TermsOfUseSummary",
  isList: true,
  ask: async (eset: Eset): Promise<TermsOfUseSummary[]> => listOf(await eset.api.termsOfUse.get(), "termsOfUse"),
});

export const termsOfUseDetail = defineFunction({
  type: "eset:getTermsOfUseDetail",
  inputs: ofTerms,
  answer: "TermsOfUseDetail",
  ask: async (eset: Eset, args): Promise<TermsOfUseDetail> => (await eset.api.termsOfUse.detail(args)).plain(),
});

const ema1Names = ["companyId", "siteId", "legacyKey", "licenseId", "userId"] as const;

export const ema1Mapping = defineFunction({
  type: "eset:getEma1Mapping",
  inputs: ema1Id,
  answer: "Ema1Mapping",
  rules: (args) => oneOf(args, ema1Names, true),
  ask: async (eset: Eset, args): Promise<Ema1Mapping> => {
    const name = ema1Names.find((one) => args[one] !== undefined) ?? "companyId";
    const id = args[name] ?? "";
    const calls = eset.api.ema1Mapping;
    const asked = {
      companyId: () => calls.companyId({ id }),
      siteId: () => calls.siteId({ siteId: id }),
      legacyKey: () => calls.siteId({ legacyKey: id }),
      licenseId: () => calls.licenseId({ id }),
      userId: () => calls.userId({ userId: id }),
    };
    return (await asked[name]()).plain();
  },
});

export const operation = defineFunction({
  type: "eset:getOperation",
  inputs: ofOperation,
  answer: "Operation",
  ask: async (eset: Eset, { operationId }): Promise<Operation> =>
    (await eset.api.operation.get({ guid: operationId })).plain(),
});

export const version = defineFunction({
  type: "eset:getVersion",
  inputs: {},
  answer: "Version",
  ask: async (eset: Eset): Promise<Version> => (await eset.api.version()).plain(),
});

// ---- answers -----------------------------------------------------------------------------------

const eventNumbers = ["LicenseTypeId", "RequestedUnits", "PreviousUnits", "TrialExtensionCount"] as const;
const eventTexts = [
  "PreviousLicenseKey",
  "RequestedLicenseKey",
  "PreviousProductCode",
  "RequestedProductCode",
] as const;

const ourName = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);

function licenseEvent(entry: Answer<Schemas["LicenseHistoryEntry"]>): LicenseEvent {
  const given = (name: (typeof eventNumbers | typeof eventTexts)[number]) => entry.text(name) !== "";
  return {
    type: entry.whole("Type"),
    date: entry.text("Date"),
    user: entry.text("User"),
    ...Object.fromEntries(eventNumbers.filter(given).map((name) => [ourName(name), entry.whole(name)])),
    ...Object.fromEntries(eventTexts.filter(given).map((name) => [ourName(name), entry.text(name)])),
  };
}

/** Names for a sentence; the first few. */
function listed(items: readonly string[]): string {
  const most = 5;
  const more = items.length > most ? ` and ${items.length - most} more` : "";
  return `${items.slice(0, most).join(", ")}${more}`;
}

const columns = (
  { search = {} }: SearchArgs,
  vendorsColumn: (column: number) => number = (column) => column,
): Record<string, number[]> =>
  Object.fromEntries(
    Object.entries(search).map(([keyword, ours]) => [keyword, ours.map((column) => vendorsColumn(column))]),
  );

const companyOrOwn = async (eset: Eset, { companyId }: OptionalCompany): Promise<string> =>
  companyId ?? (await eset.ownCompanyId());

/** A list that the vendor gives whole. */
const listOf = <T extends object, K extends keyof T & string>(answer: Answer<T>, list: K) =>
  withList(answer, list)
    .list(list)
    .map((item) => item.plain());

/** What is named in `numbers` is a number, also where the vendor tells it as a text. */
async function* plain<T extends object>(
  list: AsyncGenerator<Answer<T>>,
  numbers: readonly (keyof T & string)[] = [],
): AsyncGenerator<Plain<T>> {
  for await (const entry of list) {
    const told = numbers.filter((name) => !entry.isAbsent(name)).map((name) => [ourName(name), entry.whole(name)]);
    yield Object.assign(entry.plain(), Object.fromEntries(told));
  }
}
