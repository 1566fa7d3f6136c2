/** The vendor's world: companies, licences, operations, accounts. Plain data, with the few questions everybody asks of it. */
import { Type } from "@sinclair/typebox";
import type { Static, TLiteral, TUnion } from "@sinclair/typebox";
import type { CompanyStatus, EntityType } from "./enums";
import { shape } from "../shape";

const strict = { additionalProperties: false };
const dateTime = Type.String({ format: "date-time" });
const nullable = Type.Union([Type.String(), Type.Null()]);

/** Type.Union of literals forgets which ones when it is given a computed list. */
const literals = <T extends string | number>(...values: T[]) =>
  Type.Union(values.map((value) => Type.Literal(value))) as unknown as TUnion<[TLiteral<T>]>;

export const StatusSchema = literals<CompanyStatus>("active", "waitingForActivation", "suspended");
export const EntityTypeSchema = literals<EntityType>(1001, 1002, 1003, 1004, 1005, 1006, 1007);

export const AddressSchema = Type.Object(
  { state: nullable, city: nullable, streetAddress: nullable, zipCode: nullable },
  strict,
);

const CompanySchema = Type.Object(
  {
    id: Type.String(),
    parentId: nullable,
    type: EntityTypeSchema,
    name: Type.String(),
    status: StatusSchema,
    email: nullable,
    description: nullable,
    comment: nullable,
    vatId: nullable,
    customIdentifier: nullable,
    address: AddressSchema,
    tags: Type.Array(Type.String()),
    /** Codes that an MSP may order. Customers have none. */
    products: Type.Array(Type.String()),
    trialLicenseAllowed: Type.Boolean(),
    /** A Managed MSP that is not trusted cannot use the License calls. */
    trusted: Type.Boolean(),
    createdOn: dateTime,
    modifiedOn: dateTime,
    /** Gone from portal and API, but kept: its licences still exist, suspended. */
    deleted: Type.Boolean(),
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

const LicenseSchema = Type.Object(
  {
    publicLicenseKey: Type.String(),
    customerId: Type.String(),
    productCode: Type.String(),
    quantity: Type.Integer(),
    usage: Type.Integer(),
    trial: Type.Boolean(),
    /** Null for a full licence. */
    trialExpiration: Type.Union([dateTime, Type.Null()]),
    trialExtensions: Type.Union([Type.Integer(), Type.Null()]),
    /** Since when it is suspended; null when it runs. */
    suspendedOn: Type.Union([dateTime, Type.Null()]),
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
    password: Type.String({ minLength: 1 }),
    companyId: Type.String(),
    userId: Type.String(),
    firstName: Type.String(),
    lastName: Type.String(),
    email: Type.String(),
    permission: literals("write", "read"),
    apiEnabled: Type.Boolean(),
    createdOn: dateTime,
  },
  strict,
);
export type Account = Static<typeof AccountSchema>;

const StateSchema = Type.Object(
  {
    /** How many of each were made; ids are made from these, so that runs repeat exactly. */
    counters: Type.Object(
      { company: Type.Integer(), license: Type.Integer(), operation: Type.Integer(), user: Type.Integer() },
      strict,
    ),
    companies: Type.Array(CompanySchema),
    licenses: Type.Array(LicenseSchema),
    operations: Type.Array(CompanyOperationSchema),
    accounts: Type.Array(AccountSchema),
    /** Ids of Terms of Use that were accepted. */
    acceptedTerms: Type.Array(Type.String()),
    /** Whether ConvertToFull gives the licence another key. The vendor says that it may. */
    keyChangesOnConversion: Type.Boolean(),
  },
  strict,
);
export type State = Static<typeof StateSchema>;

export const parseState = shape(StateSchema, "snapshot.eset");

const idPrefixes = { company: "c", operation: "e", user: "a" } as const;

export class Store {
  readonly companies = new Map<string, Company>();
  readonly licenses = new Map<string, License>();
  readonly operations = new Map<string, CompanyOperation>();
  readonly accounts: Account[];
  readonly acceptedTerms: Set<string>;
  keyChangesOnConversion: boolean;
  /** Goes up with every change. */
  revision = 0;
  readonly #counters: State["counters"];

  /** Takes a copy. */
  constructor(state: State) {
    const { companies, licenses, operations, accounts, acceptedTerms, counters } = structuredClone(state);
    for (const company of companies) this.companies.set(company.id, company);
    for (const license of licenses) this.licenses.set(license.publicLicenseKey, license);
    for (const operation of operations) this.operations.set(operation.id, operation);
    this.accounts = accounts;
    this.acceptedTerms = new Set(acceptedTerms);
    this.keyChangesOnConversion = state.keyChangesOnConversion;
    this.#counters = counters;
  }

  /** Everything as it is, not a copy: saving it after every change should be cheap. */
  state(): State {
    return {
      counters: this.#counters,
      companies: [...this.companies.values()],
      licenses: [...this.licenses.values()],
      operations: [...this.operations.values()],
      accounts: this.accounts,
      acceptedTerms: [...this.acceptedTerms],
      keyChangesOnConversion: this.keyChangesOnConversion,
    };
  }

  /** Says that something was changed. */
  touch(): void {
    this.revision += 1;
  }

  newId(kind: keyof typeof idPrefixes): string {
    this.#counters[kind] += 1;
    return guid(idPrefixes[kind], this.#counters[kind]);
  }

  newLicenseKey(): string {
    let key: string;
    do {
      this.#counters.license += 1;
      key = licenseKey(this.#counters.license);
    } while (this.licenses.has(key));
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

  isAtOrBelow(company: Company, rootId: string): boolean {
    let at: Company | undefined = company;
    for (let hops = 0; at !== undefined && hops < 100; hops++) {
      if (at.id === rootId) return true;
      at = at.parentId === null ? undefined : this.companies.get(at.parentId);
    }
    return false;
  }

  licensesOf(customerId: string): License[] {
    return [...this.licenses.values()].filter((license) => license.customerId === customerId);
  }

  openOperation(companyId: string): CompanyOperation | undefined {
    return [...this.operations.values()].find(
      (operation) => operation.companyId === companyId && operation.outcome === "open",
    );
  }

  /** A sibling with that name, regardless of case. */
  sibling(parentId: string | null, name: string, exceptId?: string): Company | undefined {
    const wanted = name.trim().toLowerCase();
    return [...this.companies.values()].find(
      (company) =>
        !company.deleted &&
        company.parentId === parentId &&
        company.id !== exceptId &&
        company.name.trim().toLowerCase() === wanted,
    );
  }
}

export const guid = (prefix: string, number: number): string =>
  `${prefix.padEnd(8, "0")}-0000-4000-8000-${number.toString(16).padStart(12, "0")}`;

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
