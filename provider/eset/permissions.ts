/**
 * What each call takes of the account, and a refusal in one sentence: what kind of account was refused, and what it lacks.
 * The vendor says only "forbidden"; so the account is looked at, once, and only after a refusal.
 */
import type { paths } from "../../contracts/generated/eset";
import type { VendorRequest } from "../http/client";
import { isGone, VendorError } from "../http/vendorError";
import { sameId } from "../lifecycle/ids";
import type { EsetApi } from "./api";
import { EntityType, Permission } from "./enums";
import { forbidden, isKnownCode } from "./errors";
import { allOf } from "../vendor/pages";
import type { Pages } from "./pages";

/** The vendor's name of a call: its path, without what names an object. */
export type Call = NameOf<keyof paths>;
type NameOf<P> = P extends `/${infer C}/{${string}` ? C : P extends `/${infer C}` ? C : never;

type Kind = keyof typeof EntityType;

export interface Needs {
  /** Only accounts of companies of these kinds. */
  readonly kinds?: readonly Kind[];
  readonly permission?: keyof typeof Permission;
  /** Which company it may be about, seen from the account's own. */
  readonly company?: "direct" | "below" | "within";
  /** A Managed MSP must be trusted. */
  readonly trusted?: true;
}

const read = { permission: "Read" } as const;
const write = { permission: "Write" } as const;
const readWithin = { ...read, company: "within" } as const;
const writeBelow = { ...write, company: "below" } as const;
const writeDirect = { ...write, company: "direct" } as const;
const readLicense = { ...readWithin, trusted: true } as const;
const writeLicense = { ...writeBelow, trusted: true } as const;
const writeDirectLicense = { ...writeDirect, trusted: true } as const;
const billing = { ...readWithin, kinds: ["distributor", "headquarters"] } as const;

/** From the vendor's guide. Calls that every account may use take nothing. */
export const needs: Readonly<Record<Call, Needs>> = {
  "Token/Get": {},
  "Token/Renew": {},
  "Token/Check": {},
  "Company/Create/msp": { ...write, kinds: ["distributor", "division", "headquarters"] },
  "Company/Create/managedmsp": { ...write, kinds: ["mspManager"] },
  "Company/Create/customer": { ...write, company: "within", kinds: ["msp", "mspManager", "managedMsp"] },
  "Company/Update/msp": writeBelow,
  "Company/Update/managedmsp": writeBelow,
  "Company/Update/customer": writeBelow,
  "Company/Detail": readWithin,
  "Company/Children": readWithin,
  "Company/Descendants": readWithin,
  "Company/Users": read,
  "Company/Suspend": writeDirect,
  "Company/Unsuspend": writeDirect,
  "Company/Delete": writeBelow,
  Operation: {},
  "License/Order": writeLicense,
  "License/UpdateQuantity": writeLicense,
  "License/Suspend": writeDirectLicense,
  "License/Unsuspend": writeDirectLicense,
  "License/Remove": writeDirectLicense,
  "License/ConvertToFull": writeDirectLicense,
  "License/ExtendTrial": writeLicense,
  "License/ChangeProduct": writeLicense,
  "License/Detail": readLicense,
  "License/GetHistory": readLicense,
  "License/GetPossibleProductChanges": readLicense,
  "Search/Companies": read,
  "Search/Licenses": readLicense,
  "Search/Users": read,
  "User/Current": {},
  "User/GetUserDetails": read,
  "User/Create": write,
  "User/Update": write,
  "User/ChangePassword": {},
  "User/GetDirectAccessibleChildren": {},
  "TermsOfUse/Get": {},
  "TermsOfUse/Detail": {},
  "TermsOfUse/Accept": write,
  "UsageReport/AllCompanies/products": read,
  "UsageReport/AllCompanies/categories": read,
  "UsageReport/SelectedCompanies/products": readWithin,
  "UsageReport/SelectedCompanies/categories": readWithin,
  "UsageReport/Monthly/products": readWithin,
  "UsageReport/Monthly/categories": readWithin,
  "UsageReport/Daily/products": readWithin,
  "UsageReport/Daily/categories": readWithin,
  "BillingReport/MyCompany": billing,
  "BillingReport/MyCompanySelectedCompaniesOnly": billing,
  "BillingReport/SingleManagedCompany": billing,
  "BillingReport/DivisionsUnderSelectedDistributor": billing,
  "Ema1Mapping/CompanyId": {},
  "Ema1Mapping/SiteId": {},
  "Ema1Mapping/LicenseId": {},
  "Ema1Mapping/UserId": {},
  "Enum/EntityTypes": {},
  "Enum/AvailableProducts": {},
  "Enum/UserStatuses": {},
  "Enum/PermissionTypes": {},
  "Enum/LicenseStates": {},
  "Enum/OperationStates": {},
  "Enum/Countries": {},
  Version: {},
};

// ---- in words ----------------------------------------------------------------------------------

const kindWords: Readonly<Record<Kind, string>> = {
  headquarters: "ESET Headquarters",
  distributor: "a Distributor",
  division: "a Division",
  mspManager: "an MSP Manager",
  msp: "an MSP",
  managedMsp: "a Managed MSP",
  customer: "a customer",
};

/** "a Distributor, a Division or ESET Headquarters" */
export const oneOf = (kinds: readonly Kind[]): string =>
  inList(
    kinds.map((kind) => kindWords[kind]),
    "or",
  );

/** "an MSP account" */
export const accountWords = (kind: Kind | undefined): string =>
  kind === undefined
    ? "this account"
    : kind === "headquarters"
      ? "an ESET Headquarters account"
      : `${kindWords[kind]} account`;

const companyWords = {
  direct: "a company directly under its own",
  below: "a company below its own",
  within: "its own company or one below it",
} as const;

function inList(items: readonly string[], word: string): string {
  return items.length < 2 ? items.join("") : `${items.slice(0, -1).join(", ")} ${word} ${items.at(-1) ?? ""}`;
}

/** What a call takes, for when it is not known what of it was missing. */
function all({ kinds, permission, company, trusted }: Needs): string {
  const parts = [
    ...(kinds === undefined ? [] : [oneOf(kinds)]),
    ...(permission === undefined ? [] : [`${permission} permission`]),
    ...(company === undefined ? [] : [companyWords[company]]),
  ];
  if (parts.length === 0) return "an account that is enabled for the API";
  return `${inList(parts, "and")}${trusted === undefined ? "" : "; a Managed MSP must be trusted"}`;
}

// ---- the account -------------------------------------------------------------------------------

/** What is known of the account; each fact is asked for at most once, and undefined when it cannot be had. */
export class Account {
  #current: Promise<{ userId: string; companyId: string; kind: Kind | undefined } | undefined> | undefined;
  #permission: Promise<keyof typeof Permission | undefined> | undefined;
  #trusted: Promise<boolean | undefined> | undefined;

  constructor(
    private readonly api: EsetApi,
    private readonly pages: Pages,
  ) {}

  current() {
    return (this.#current ??= ifKnown(async () => {
      const user = await this.api.user.current();
      const company = user.object("company");
      if (company === undefined) return undefined;
      return { userId: user.id("id"), companyId: company.id("companyId"), kind: kindOf(company.whole("type")) };
    }));
  }

  /** Its permission on its own company. */
  permission() {
    return (this.#permission ??= ifKnown(async () => {
      const current = await this.current();
      const users = await allOf(this.pages(this.api.company.users, {}, "users"));
      const permission = users.find((user) => sameId(user.id("id"), current?.userId ?? ""))?.whole("permission");
      return (Object.keys(Permission) as (keyof typeof Permission)[]).find((name) => Permission[name] === permission);
    }));
  }

  /** Of a Managed MSP. */
  trusted() {
    return (this.#trusted ??= ifKnown(async () => {
      const current = await this.current();
      if (current === undefined) return undefined;
      return (await this.api.company.detail({ companyId: current.companyId })).flag("trusted");
    }));
  }

  /** companyId of the parent of a company that the account may read. */
  parentOf(companyId: string): Promise<string | undefined> {
    return ifKnown(async () => (await this.api.company.detail({ companyId })).object("ancestor")?.id("id"));
  }

  customerOf(publicLicenseKey: string): Promise<string | undefined> {
    return ifKnown(async () => (await this.api.license.detail({ publicLicenseKey })).id("customerId"));
  }
}

export const kindOf = (type: number): Kind | undefined =>
  (Object.keys(EntityType) as Kind[]).find((kind) => EntityType[kind] === type);

/** A sentence does without what cannot be asked. */
async function ifKnown<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch {
    return undefined;
  }
}

// ---- the refusal -------------------------------------------------------------------------------

/**
 * The error to throw for a failed request. A refusal for want of permission is put into words; any other error is left as it is.
 *
 * @background what it asks is not what its caller uses
 */
export async function explained(error: unknown, request: VendorRequest, account: Account): Promise<unknown> {
  if (!(error instanceof VendorError) || error.status !== 403 || error.outcome !== "refused") return error;
  if (isGone(error) || isKnownCode(error)) return error;
  if (error.details.call !== request.call) return error; // the sign-in of this request was refused, and is explained
  const { sentence, isSure } =
    request.call === "Token/Get"
      ? { sentence: "this account may not use the API; its distributor or ESET can enable it", isSure: true }
      : await reason(request, account);
  const { text, code, subCode } = error.details;
  const own = ownWords(text);
  const mayBeGone = !isSure && code !== undefined && request.object !== undefined;
  return new VendorError({
    ...error.details,
    hint: mayBeGone
      ? `If the portal shows that it was deleted, add "403 ${code}/${subCode ?? ""}" to error.gone in a file that MSP_ASSUMPTIONS names.`
      : undefined,
    text: own === "" ? sentence : `${sentence}; ESET says: ${own}`,
    cause: error,
  });
}

/** What errors.ts says of every 403 is not the vendor's. */
const ownWords = (text: string): string => (text === forbidden ? "" : text);

/** Why a request was refused, and whether that is sure: nobody tells by which codes ESET says that an object was deleted. */
async function reason(request: VendorRequest, account: Account): Promise<{ sentence: string; isSure: boolean }> {
  const sure = (sentence: string) => ({ sentence, isSure: true });
  const call = (needs as Partial<Record<string, Needs>>)[request.call] ?? {}; // a doctor may ask for anything
  if (request.call === "User/Current") return sure(`this account may not do this; it takes ${all(call)}`);
  const current = await account.current();
  const who = accountWords(current?.kind);
  if (current?.kind === undefined) return sure(`${who} may not do this; it takes ${all(call)}`);
  const { kind } = current;

  const lack = await lacks(call, kind, account);
  if (lack !== undefined) return sure(`${who}${lack.who} may not do this; ${lack.remedy}`);
  if (call.company !== undefined) {
    const parentId = await parentOfSubject(request, account);
    if (call.company === "direct" && parentId !== undefined && !sameId(parentId, current.companyId)) {
      return sure(`${who} may do this only to ${companyWords.direct}, which this one is not`);
    }
  }
  return { sentence: `${who} may not do this here; it takes ${all(call)}`, isSure: false };
}

/** What the account itself lacks for a call, whichever company it is about; undefined if nothing is known to be missing. */
export async function lacks(
  { kinds, permission, trusted }: Needs,
  kind: Kind,
  account: Account,
): Promise<{ who: string; remedy: string } | undefined> {
  if (kinds?.includes(kind) === false) return { who: "", remedy: `it takes ${oneOf(kinds)}` };
  if (trusted && kind === "managedMsp" && (await account.trusted()) === false) {
    return { who: " that is not trusted", remedy: "the MSP Manager above it can make it trusted" };
  }
  const has = permission === undefined ? undefined : await account.permission();
  return has !== undefined && permission !== undefined && Permission[has] > Permission[permission]
    ? { who: ` with ${has} permission`, remedy: `it takes ${permission} permission` }
    : undefined;
}

/** The parent of the company, or of the licence's customer, that a request is about. */
async function parentOfSubject({ body }: VendorRequest, account: Account): Promise<string | undefined> {
  const property = (name: string): string | undefined => {
    const value = (body as Record<string, unknown> | undefined)?.[name];
    return typeof value === "string" ? value : undefined;
  };
  const key = property("publicLicenseKey");
  const companyId =
    property("companyId") ?? property("customerId") ?? (key === undefined ? undefined : await account.customerOf(key));
  return companyId === undefined ? undefined : await account.parentOf(companyId);
}
