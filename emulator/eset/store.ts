/** The vendor's world: companies, licences, operations, accounts, terms. Plain data, with the few questions everybody asks of it. */
import { Type } from "@sinclair/typebox";
import type { Static } from "@sinclair/typebox";
import { open } from "../../contracts/generated/eset.open";
import type { Readings } from "../../contracts/generated/eset.open";
import { guid } from "../guid";
import { readingsSchema } from "../readings";
import { literals } from "../shape";
import { keyed, list, storeOf, value } from "../store";
import type { StateOf } from "../store";
import type { CompanyStatus, EntityType, PermissionName, UserStatus } from "./enums";

const strict = { additionalProperties: false };
const dateTime = Type.String({ format: "date-time" });
const nullable = Type.Union([Type.String(), Type.Null()]);

export const StatusSchema = literals<CompanyStatus>("active", "waitingForActivation", "suspended");
export const EntityTypeSchema = literals<EntityType>(1001, 1002, 1003, 1004, 1005, 1006, 1007);

export const AddressSchema = Type.Object(
  { state: nullable, city: nullable, streetAddress: nullable, zipCode: nullable },
  strict,
);

/** Plain texts of a company, by their names in the contract. One more is one more line: calls, portal and snapshot follow from it. */
export const companyTexts = { description: nullable, comment: nullable, vatId: nullable, customIdentifier: nullable };
type CompanyText = keyof typeof companyTexts;
export const companyTextNames = Object.keys(companyTexts) as readonly CompanyText[]; // keys of a constant
export const eachText = <T>(value: (name: CompanyText) => T): Record<CompanyText, T> =>
  Object.fromEntries(companyTextNames.map((name) => [name, value(name)])) as Record<CompanyText, T>; // fromEntries forgets the keys

const CompanySchema = Type.Object(
  {
    id: Type.String(),
    parentId: nullable,
    type: EntityTypeSchema,
    name: Type.String(),
    status: StatusSchema,
    email: nullable,
    ...companyTexts,
    address: AddressSchema,
    /** Three letters. Only an MSP's can be chosen; the others have their parent's. */
    countryCode: Type.String(),
    tags: Type.Array(Type.String()),
    /** Codes that an MSP may order. Customers have none. */
    products: Type.Array(Type.String()),
    trialLicenseAllowed: Type.Boolean(),
    /** A Managed MSP that is not trusted cannot use the License calls. */
    trusted: Type.Boolean(),
    /** Reseller status of an MSP. */
    reseller: Type.Boolean(),
    createdOn: dateTime,
    modifiedOn: dateTime,
    /** Gone from portal and API, but kept: its licences still exist, suspended, and earlier reports name it. */
    deleted: Type.Boolean(),
    /** When; null while it exists. */
    deletedOn: Type.Union([dateTime, Type.Null()]),
    /** Whether it is suspended because one above it is, and runs again with that one. */
    suspendedWithParent: Type.Boolean(),
  },
  strict,
);
export type Company = Static<typeof CompanySchema>;

const LicenseEventSchema = Type.Object(
  {
    type: Type.Integer({ minimum: 1, maximum: 10 }),
    date: dateTime,
    userId: Type.String(),
    licenseTypeId: Type.Optional(Type.Integer()),
    requestedUnits: Type.Optional(Type.Integer()),
    previousUnits: Type.Optional(Type.Integer()),
    trialExtensionCount: Type.Optional(Type.Integer()),
    previousLicenseKey: Type.Optional(Type.String()),
    requestedLicenseKey: Type.Optional(Type.String()),
    previousProductCode: Type.Optional(Type.String()),
    requestedProductCode: Type.Optional(Type.String()),
  },
  strict,
);
export type HistoryEntry = Static<typeof LicenseEventSchema>;

export const UsagesSchema = Type.Array(Type.Object({ date: dateTime, usage: Type.Integer({ minimum: 0 }) }, strict));

const LicenseSchema = Type.Object(
  {
    publicLicenseKey: Type.String(),
    customerId: Type.String(),
    productCode: Type.String(),
    quantity: Type.Integer(),
    /** Seats in use now. */
    usage: Type.Integer(),
    /** Seats in use since each of these moments, in order of time. */
    usages: UsagesSchema,
    trial: Type.Boolean(),
    /** Null for a full licence. */
    trialExpiration: Type.Union([dateTime, Type.Null()]),
    trialExtensions: Type.Union([Type.Integer(), Type.Null()]),
    /** Since when it is suspended; null when it runs. */
    suspendedOn: Type.Union([dateTime, Type.Null()]),
    /** Whether it is suspended because its company is, or one above it, and not by itself. */
    suspendedWithCompany: Type.Boolean(),
    lastUpdate: dateTime,
    lastUpdateBy: Type.String(),
    history: Type.Array(LicenseEventSchema),
  },
  strict,
);
export type License = Static<typeof LicenseSchema>;

const CompanyOperationSchema = Type.Object(
  {
    id: Type.String(),
    kind: literals("suspend", "unsuspend"),
    companyId: Type.String(),
    startedBy: Type.String(),
    startedOn: dateTime,
    /** When it is done; null is never. */
    dueOn: Type.Union([dateTime, Type.Null()]),
    outcome: literals("open", "succeeded", "failed"),
  },
  strict,
);
export type CompanyOperation = Static<typeof CompanyOperationSchema>;

export const AccountSchema = Type.Object(
  {
    username: Type.String({ minLength: 1 }),
    /** Empty until the user has activated the account: then nobody can sign in. */
    password: Type.String(),
    passwordChangedOn: Type.Union([dateTime, Type.Null()]),
    companyId: Type.String(),
    userId: Type.String(),
    firstName: Type.String(),
    lastName: Type.String(),
    email: Type.String(),
    description: nullable,
    phoneNumber: nullable,
    countryCode: Type.String(),
    status: literals<UserStatus>("active", "waitingForActivation"),
    /** On the own company and, where nothing else is said, on those below. */
    permission: literals<PermissionName>("write", "read", "noAccess"),
    /** On single companies and what is below them, by companyId. */
    specificPermissions: Type.Record(Type.String(), literals("write", "read")),
    /** The user that was made with an MSP or a Managed MSP. */
    contact: Type.Boolean(),
    apiEnabled: Type.Boolean(),
    createdOn: dateTime,
    lastUpdate: dateTime,
    /** When the user followed the link in the e-mail; null until then. */
    activatedOn: Type.Union([dateTime, Type.Null()]),
  },
  strict,
);
export type Account = Static<typeof AccountSchema>;

const AcceptedTermsSchema = Type.Object(
  { termsOfUseId: Type.String(), companyId: Type.String(), userId: Type.String(), date: dateTime },
  strict,
);
export type AcceptedTerms = Static<typeof AcceptedTermsSchema>;

/** What a Managed MSP that is not trusted has asked for in the portal. */
const LicenseRequestSchema = Type.Object(
  {
    customerId: Type.String(),
    productCode: Type.String(),
    quantity: Type.Integer(),
    trial: Type.Boolean(),
    requestedOn: dateTime,
  },
  strict,
);
export type LicenseRequest = Static<typeof LicenseRequestSchema>;

export const Ema1MappingSchema = Type.Object(
  {
    kind: literals("company", "site", "legacyKey", "license", "user"),
    ema1Id: Type.String({ minLength: 1 }),
    /** Id here; of a licence its key. */
    publicId: Type.String({ minLength: 1 }),
  },
  strict,
);
export type Ema1Mapping = Static<typeof Ema1MappingSchema>;

/** What the vendor does on each open point of its contract. */
const readings = readingsSchema<Readings>(open);

export const SettingsSchema = Type.Object(
  {
    /** Whether contact users follow the link in their e-mail as soon as they get it. */
    contactsActivateAtOnce: Type.Boolean(),
  },
  strict,
);
export type Settings = Static<typeof SettingsSchema>;

const mspTypes: readonly EntityType[] = [1004, 1005, 1006];

const collections = {
  companies: keyed(CompanySchema, ({ id }) => id),
  licenses: keyed(LicenseSchema, ({ publicLicenseKey }) => publicLicenseKey),
  /** Licences that were removed. Reports of the time before still count them. */
  removedLicenses: list(LicenseSchema),
  /** What trials were that are no more and that the API lists all the same. */
  obsoleteLicenses: list(LicenseSchema),
  licenseRequests: list(LicenseRequestSchema),
  operations: keyed(CompanyOperationSchema, ({ id }) => id),
  accounts: list(AccountSchema),
  acceptedTerms: list(AcceptedTermsSchema),
  ema1Mappings: list(Ema1MappingSchema),
  settings: value(SettingsSchema),
  readings: value(readings),
};

export class Store extends storeOf(collections, {
  company: (number) => guid("c", number),
  license: licenseKey,
  operation: (number) => guid("e", number),
  user: (number) => guid("a", number),
}) {
  newLicenseKey(): string {
    let key: string;
    do key = this.newId("license");
    while (this.licenses.has(key));
    return key;
  }

  /** A company that was not deleted. */
  company(id: string): Company | undefined {
    const company = this.companies.get(id.toLowerCase());
    return company?.deleted === false ? company : undefined;
  }

  children(parentId: string): Company[] {
    return [...this.companies.values()].filter((company) => company.parentId === parentId && !company.deleted);
  }

  /** A company, its parent, and so on up to the root. */
  lineOf(company: Company): Company[] {
    const line: Company[] = [];
    for (let at: Company | undefined = company; at !== undefined && line.length < 100;) {
      line.push(at);
      at = at.parentId === null ? undefined : this.companies.get(at.parentId);
    }
    return line;
  }

  isAtOrBelow(company: Company, rootId: string): boolean {
    return this.lineOf(company).some(({ id }) => id === rootId);
  }

  /** A company may be as good as suspended when one above it is. */
  isSuspended(company: Company): boolean {
    const reached = this.readings["company.suspendReaches"] === "onlyItself" ? [company] : this.lineOf(company);
    return reached.some(({ status }) => status === "suspended");
  }

  /** A user whose company was not deleted. */
  account(userId: string): Account | undefined {
    const wanted = userId.toLowerCase();
    return this.accounts.find((one) => one.userId === wanted && this.company(one.companyId) !== undefined);
  }

  /** E-mail addresses of users, MSPs and Managed MSPs are unique; a company and its contact user share one. */
  isEmailTaken(email: string, exceptCompanyId?: string): boolean {
    const wanted = email.toLowerCase();
    return (
      this.accounts.some(
        (account) =>
          account.email.toLowerCase() === wanted &&
          this.company(account.companyId) !== undefined &&
          !(account.contact && account.companyId === exceptCompanyId),
      ) ||
      [...this.companies.values()].some(
        (company) =>
          !company.deleted &&
          company.id !== exceptCompanyId &&
          mspTypes.includes(company.type) &&
          company.email?.toLowerCase() === wanted,
      )
    );
  }

  /** The account's company, or one above it, has accepted (that those below benefit is inferred). */
  hasAccepted(termsOfUseId: string, company: Company): boolean {
    const line = this.lineOf(company).map(({ id }) => id);
    return this.acceptedTerms.some((terms) => terms.termsOfUseId === termsOfUseId && line.includes(terms.companyId));
  }

  licensesOf(customerId: string): License[] {
    return [...this.licenses.values()].filter((license) => license.customerId === customerId);
  }

  /** What is listed under this key, a licence or one that was. */
  license(key: string): License | undefined {
    return this.licenses.get(key) ?? this.obsoleteLicenses.find(({ publicLicenseKey }) => publicLicenseKey === key);
  }

  openOperation(companyId: string): CompanyOperation | undefined {
    return [...this.operations.values()].find(
      (operation) => operation.companyId === companyId && operation.outcome === "open",
    );
  }

  /** A sibling that has that name, or had it. */
  sibling(parentId: string | null, name: string, exceptId?: string): Company | undefined {
    const { "company.nameAfterDelete": afterDelete, "company.namesDifferBy": differBy } = this.readings;
    const meant = (text: string) => (differBy === "letter" ? text : text.trim().toLowerCase());
    return [...this.companies.values()].find(
      (company) =>
        (!company.deleted || afterDelete === "taken") &&
        company.parentId === parentId &&
        company.id !== exceptId &&
        meant(company.name) === meant(name),
    );
  }

  /** The licence that has another key now. */
  renamedLicense(formerKey: string): License | undefined {
    return [...this.licenses.values()].find(({ history }) =>
      history.some(({ previousLicenseKey }) => previousLicenseKey === formerKey),
    );
  }
}

export type State = StateOf<Store>;

const keyLetters = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

/** XXX-XXX-XXX for a number: looks random, never repeats (an odd factor modulo a power of two). */
export function licenseKey(number: number): string {
  let rest = (BigInt(number) * 29_996_224_275_833n) % (1n << 45n);
  let key = "";
  for (let position = 0; position < 9; position++) {
    key += keyLetters.charAt(Number(rest % 32n));
    rest /= 32n;
    if (position === 2 || position === 5) key += "-";
  }
  return key;
}
