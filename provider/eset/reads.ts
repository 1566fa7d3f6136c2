/**
 * What can be asked of the vendor, as plain data: whole lists, names in camelCase. Knows no Pulumi; programs get these
 * reads through functions.ts, the command line uses them as they are. Reports are in reports.ts.
 */
import type { components } from "../../contracts/generated/eset";
import type { Answer, Plain } from "../http/answer";
import { oneOf, text } from "./arguments";
import {
  CompanyColumn,
  type AccessibleChild,
  type ChangeableLicense,
  type CompanyByName,
  type CompanyDetail,
  type CompanySummary,
  type CompanyUser,
  type Country,
  type DescendantsArgs,
  type Ema1Id,
  type Ema1Mapping,
  type EnumValue,
  type Enumeration,
  type FoundCompany,
  type FoundLicense,
  type FoundUser,
  type LicenseDetail,
  type LicenseEvent,
  type LicenseSearch,
  type Operation,
  type OptionalCompany,
  type Product,
  type SearchArgs,
  type TermsOfUseDetail,
  type TermsOfUseSummary,
  UserColumn,
  type UserDetail,
  type Version,
} from "./data";
import { sameId } from "./ids";
import { withList } from "./pages";
import type { Eset } from "./session";

type Schemas = components["schemas"];

/** The lists that may be long, entry by entry: a page of 100 is asked for when its first entry is. */
export const each = {
  async *children(eset: Eset, args: OptionalCompany = {}): AsyncGenerator<CompanySummary> {
    const companyId = await companyOrOwn(eset, args);
    yield* plain(eset.pages(eset.api.company.children, { companyId }, "companies"));
  },
  async *descendants(eset: Eset, args: DescendantsArgs = {}): AsyncGenerator<CompanySummary> {
    const companyId = await companyOrOwn(eset, args);
    const { entityType = "Any" } = args;
    // whether a company is in the list of those below it is not documented
    for await (const one of plain(eset.pages(eset.api.company.descendants, { companyId, entityType }, "companies"))) {
      if (!sameId(one.publicId, companyId)) yield one;
    }
  },
  companies: (eset: Eset, args: SearchArgs = {}): AsyncGenerator<FoundCompany> =>
    plain(eset.pages(eset.api.search.companies, { search: columns(args) }, "Search"), ["CompanyTypeId", "StatusId"]),
  companyUsers: (eset: Eset): AsyncGenerator<CompanyUser> => plain(eset.pages(eset.api.company.users, {}, "users")),
  directAccessibleChildren: (eset: Eset): AsyncGenerator<AccessibleChild> =>
    plain(eset.pages(eset.api.user.directAccessibleChildren, {}, "companies")),
  licenses: (eset: Eset, args: LicenseSearch = {}): AsyncGenerator<FoundLicense> => {
    const { keyword = "", customerId } = args;
    const search = customerId === undefined ? { keyword } : { keyword, customerId: text("customerId", customerId) };
    return plain(eset.pages(eset.api.search.licenses, search, "Search"));
  },
  async *licenseHistory(eset: Eset, args: { readonly publicLicenseKey: string }): AsyncGenerator<LicenseEvent> {
    const publicLicenseKey = text("publicLicenseKey", args.publicLicenseKey);
    for await (const entry of eset.pages(eset.api.license.history, { publicLicenseKey }, "LicenseHistory")) {
      yield licenseEvent(entry);
    }
  },
  users: (eset: Eset, args: SearchArgs = {}): AsyncGenerator<FoundUser> => {
    const email = eset.assumptions.assumed("userColumn.email");
    const search = columns(args, (column) => (column === UserColumn.email ? email : column));
    return plain(eset.pages(eset.api.search.users, { search }, "Search"), ["StatusId"]);
  },
} as const;

export async function company(eset: Eset, args: { readonly companyId: string }): Promise<CompanyDetail> {
  return (await eset.api.company.detail({ companyId: text("companyId", args.companyId) })).plain();
}

export async function companyByName(eset: Eset, args: CompanyByName): Promise<CompanyDetail> {
  return await company(eset, { companyId: await companyIdByName(eset, args) });
}

/** Throws unless there is exactly one. */
export async function companyIdByName(eset: Eset, args: CompanyByName): Promise<string> {
  const name = text("name", args.name);
  const found: { id: string; name: string }[] = [];
  if (args.parentId === undefined) {
    for await (const one of each.companies(eset, { search: { [name]: [CompanyColumn.name] } })) {
      found.push({ id: one.companyId, name: one.name });
    }
  } else {
    for await (const one of each.children(eset, { companyId: text("parentId", args.parentId) })) {
      found.push({ id: one.publicId, name: one.name });
    }
  }
  const where = args.parentId === undefined ? "" : ` directly below ${args.parentId}`;
  const exact = found.filter((one) => one.name === name).map(({ id }) => id);
  const folded = name.toLowerCase();
  const alike = found.filter((one) => one.name !== name && one.name.toLowerCase().includes(folded));
  const [id, ...others] = exact;
  if (id !== undefined && others.length === 0) return id;
  if (id !== undefined) {
    const remedy = args.parentId === undefined ? "Give its parentId, or use its companyId." : "Use its companyId.";
    throw new Error(`${exact.length} companies are named "${name}"${where}: ${listed(exact)}. ${remedy}`);
  }
  const similar = alike.map((one) => `"${one.name}" (${one.id})`);
  throw new Error(
    `No company is named "${name}"${where}.${similar.length === 0 ? "" : ` There is ${listed(similar)}.`}`,
  );
}

export async function companyByCustomIdentifier(
  eset: Eset,
  args: { readonly customIdentifier: string },
): Promise<CompanyDetail> {
  const customIdentifier = text("customIdentifier", args.customIdentifier);
  const search = { [customIdentifier]: [CompanyColumn.customIdentifier] };
  const found: CompanyDetail[] = [];
  for await (const one of each.companies(eset, { search })) {
    // whether the search finds parts, and shows the identifier, is not documented: so the company itself decides
    if (one.customIdentifier && one.customIdentifier !== customIdentifier) continue;
    const detail = await company(eset, { companyId: one.companyId });
    if (detail.customIdentifier === customIdentifier) found.push(detail);
  }
  const [only, ...others] = found;
  if (only === undefined) throw new Error(`No company has the custom identifier "${customIdentifier}".`);
  if (others.length === 0) return only;
  const ids = found.map(({ id }) => id);
  throw new Error(
    `${found.length} companies have the custom identifier "${customIdentifier}": ${listed(ids)}. Use the companyId.`,
  );
}

export const children = (eset: Eset, args?: OptionalCompany): Promise<CompanySummary[]> =>
  all(each.children(eset, args));

export const descendants = (eset: Eset, args?: DescendantsArgs): Promise<CompanySummary[]> =>
  all(each.descendants(eset, args));

export const searchCompanies = (eset: Eset, args?: SearchArgs): Promise<FoundCompany[]> =>
  all(each.companies(eset, args));

export const companyUsers = (eset: Eset): Promise<CompanyUser[]> => all(each.companyUsers(eset));

export const directAccessibleChildren = (eset: Eset): Promise<AccessibleChild[]> =>
  all(each.directAccessibleChildren(eset));

export async function license(eset: Eset, args: { readonly publicLicenseKey: string }): Promise<LicenseDetail> {
  const publicLicenseKey = text("publicLicenseKey", args.publicLicenseKey);
  return (await eset.api.license.detail({ publicLicenseKey })).plain();
}

/** The search gives no quantity and no state, so each licence is asked for. One that goes meanwhile is left out. */
export async function licenses(eset: Eset, args: { readonly customerId: string }): Promise<LicenseDetail[]> {
  const found = await all(each.licenses(eset, { customerId: text("customerId", args.customerId) }));
  const details = await Promise.all(found.map(({ publicLicenseKey }) => eset.license(publicLicenseKey)));
  return details.flatMap((detail) => (detail === undefined ? [] : [detail.plain()]));
}

export const searchLicenses = (eset: Eset, args?: LicenseSearch): Promise<FoundLicense[]> =>
  all(each.licenses(eset, args));

export const licenseHistory = (eset: Eset, args: { readonly publicLicenseKey: string }): Promise<LicenseEvent[]> =>
  all(each.licenseHistory(eset, args));

export async function possibleProductChanges(eset: Eset, args: OptionalCompany = {}): Promise<ChangeableLicense[]> {
  const companyId = await companyOrOwn(eset, args);
  return listOf(await eset.api.license.possibleProductChanges({ companyId }), "licenses");
}

export async function user(eset: Eset, args: { readonly userId: string }): Promise<UserDetail> {
  return (await eset.api.user.details({ userId: text("userId", args.userId) })).plain();
}

export const searchUsers = (eset: Eset, args?: SearchArgs): Promise<FoundUser[]> => all(each.users(eset, args));

export async function currentUser(eset: Eset): Promise<UserDetail> {
  return (await eset.api.user.current()).plain();
}

export async function products(eset: Eset): Promise<Product[]> {
  return listOf(await eset.api.enum.availableProducts(), "products");
}

const enumerations = {
  EntityTypes: ({ api }: Eset) => api.enum.entityTypes(),
  LicenseStates: ({ api }: Eset) => api.enum.licenseStates(),
  OperationStates: ({ api }: Eset) => api.enum.operationStates(),
  PermissionTypes: ({ api }: Eset) => api.enum.permissionTypes(),
  UserStatuses: ({ api }: Eset) => api.enum.userStatuses(),
} as const satisfies Record<Enumeration, unknown>;

export async function enumeration(eset: Eset, args: { readonly name: Enumeration }): Promise<EnumValue[]> {
  const { name } = args;
  if (!Object.hasOwn(enumerations, name)) {
    throw new Error(`name is ${JSON.stringify(name)}, but must be one of ${Object.keys(enumerations).join(", ")}.`);
  }
  return (await enumerations[name](eset)).map((value) => value.plain());
}

export async function countries(eset: Eset): Promise<Country[]> {
  return listOf(await eset.api.enum.countries(), "countries");
}

export async function termsOfUse(eset: Eset): Promise<TermsOfUseSummary[]> {
  return listOf(await eset.api.termsOfUse.get(), "termsOfUse");
}

export async function termsOfUseDetail(eset: Eset, args: { readonly termsOfUseId: string }): Promise<TermsOfUseDetail> {
  return (await eset.api.termsOfUse.detail({ termsOfUseId: text("termsOfUseId", args.termsOfUseId) })).plain();
}

export async function ema1Mapping(eset: Eset, args: Ema1Id): Promise<Ema1Mapping> {
  const names = ["companyId", "siteId", "legacyKey", "licenseId", "userId"] as const;
  const name = oneOf(args, names);
  if (name === undefined) throw new Error(`Give one of ${names.join(", ")}.`);
  const id = text(name, args[name]);
  const calls = eset.api.ema1Mapping;
  const asked = {
    companyId: () => calls.companyId({ id }),
    siteId: () => calls.siteId({ siteId: id }),
    legacyKey: () => calls.siteId({ legacyKey: id }),
    licenseId: () => calls.licenseId({ id }),
    userId: () => calls.userId({ userId: id }),
  };
  return (await asked[name]()).plain();
}

export async function operation(eset: Eset, args: { readonly operationId: string }): Promise<Operation> {
  return (await eset.api.operation.get({ guid: text("operationId", args.operationId) })).plain();
}

export async function version(eset: Eset): Promise<Version> {
  return (await eset.api.version()).plain();
}

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

export const companyOrOwn = async (eset: Eset, { companyId }: OptionalCompany): Promise<string> =>
  companyId === undefined ? await eset.ownCompanyId() : text("companyId", companyId);

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

export async function all<T>(list: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of list) items.push(item);
  return items;
}
