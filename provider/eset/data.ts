/** What programs give to the reads, and what they get: the vendor's own words, in camelCase. */
export { CompanyColumn } from "./enums";
import type { components } from "../../contracts/generated/eset";
import type { Plain } from "../http/answer";

type Schemas = components["schemas"];

/* eslint-disable @typescript-eslint/no-empty-object-type -- interfaces have names, in editors and in declarations */
export interface CompanyDetail extends Plain<Schemas["CompanyDetail"]> {}
export interface CompanySummary extends Plain<Schemas["CompanySummary"]> {}
export interface FoundCompany extends Plain<Schemas["FoundCompany"]> {}
export interface CompanyUser extends Plain<Schemas["CompanyUser"]> {}
export interface AccessibleChild extends Plain<Schemas["AccessibleChild"]> {}
export interface LicenseDetail extends Plain<Schemas["LicenseDetail"]> {}
export interface FoundLicense extends Plain<Schemas["FoundLicense"]> {}
export interface ChangeableLicense extends Plain<Schemas["ChangeableLicense"]> {}
export interface UserDetail extends Plain<Schemas["UserDetail"]> {}
export interface FoundUser extends Plain<Schemas["FoundUser"]> {}
export interface Product extends Plain<Schemas["Product"]> {}
export interface EnumValue extends Plain<Schemas["EnumValue"]> {}
export interface Country extends Plain<Schemas["Country"]> {}
export interface TermsOfUseSummary extends Plain<Schemas["TermsOfUseSummary"]> {}
export interface Ema1Mapping extends Plain<Schemas["Ema1Mapping"]> {}
export interface Operation extends Plain<Schemas["Operation"]> {}
export interface Version extends Plain<Schemas["Version"]> {}
export interface ProductUsageOfCompany extends Plain<Schemas["ProductUsageOfCompany"]> {}
export interface CategoryUsageOfCompany extends Plain<Schemas["CategoryUsageOfCompany"]> {}
export interface DailyProductUsageOfCompany extends Plain<Schemas["DailyProductUsageOfCompany"]> {}
export interface DailyCategoryUsageOfCompany extends Plain<Schemas["DailyCategoryUsageOfCompany"]> {}
export interface BillingReport extends Plain<Schemas["BillingReport"]> {}
/* eslint-enable @typescript-eslint/no-empty-object-type */
export type TermsOfUseDetail = Plain<Schemas["TermsOfUseDetail"]>;

/** One entry of a licence's history. The numbers are numbers here; the vendor may give them as texts. */
export interface LicenseEvent {
  /** 1 cancelled, 2 converted to full, 3 trial extended, 4 ordered, 5 quantity changed, 6 suspended, 7 unsuspended, 8 key changed, 9 upgraded, 10 downgraded. */
  readonly type: number;
  readonly date: string;
  /** Who. */
  readonly user: string;
  /** 1 full, 4 trial. With type 4. */
  readonly licenseTypeId?: number;
  /** Seats after it. With types 2, 4, 5, 9, 10. */
  readonly requestedUnits?: number;
  /** Seats before it. With types 5, 9, 10. */
  readonly previousUnits?: number;
  /** Extensions of the trial. With types 2, 3. */
  readonly trialExtensionCount?: number;
  /** With type 8. */
  readonly previousLicenseKey?: string;
  /** With type 8. */
  readonly requestedLicenseKey?: string;
  /** With types 9, 10. */
  readonly previousProductCode?: string;
  /** With types 9, 10. */
  readonly requestedProductCode?: string;
}

/** The columns that a search for users can look in. */
export const UserColumn = {
  userId: 0,
  firstName: 2,
  lastName: 3,
  /** First and last name. */
  name: 4,
  status: 5,
  phoneNumber: 7,
  /** Where a file corrects `userColumn.email`, a search looks there in place of it. */
  email: 8,
} as const;

export interface SearchArgs {
  /**
   * Keywords, each with the columns to look in. All keywords must match.
   * @default finds all
   */
  readonly search?: Readonly<Record<string, readonly number[]>>;
}

export interface OptionalCompany {
  /** @default the account's own company */
  readonly companyId?: string;
}

export interface DescendantsArgs extends OptionalCompany {
  /** Only companies of this type. @default "Any" */
  readonly entityType?: Schemas["EntityTypeFilter"];
}

export interface LicenseSearch {
  /** Looks in product code, product name and key. @default all */
  readonly keyword?: string;
  /** Only licences of this customer. @default all that the account sees */
  readonly customerId?: string;
}

export interface CompanyByName {
  /** The whole name, spelt exactly so. */
  readonly name: string;
  /** Only directly below this company. @default anywhere at or below the account's company */
  readonly parentId?: string;
}

/** Exactly one of these. */
export interface Ema1Id {
  readonly companyId?: string;
  /** The id of a site, which is a customer now. */
  readonly siteId?: string;
  /** The legacy key of a site. */
  readonly legacyKey?: string;
  readonly licenseId?: string;
  readonly userId?: string;
}

/** First and last day of a report; both count. */
export interface Interval {
  /** First day, YYYY-MM-DD. */
  readonly from: string;
  /** Last day, YYYY-MM-DD. */
  readonly to: string;
}

export interface UsageArgs extends Interval {
  /** Only these companies; an MSP stands for the customers below it. @default all below the account's company */
  readonly companyIds?: readonly string[];
}

/** One company, with the customers below it. */
export interface OfCompany extends Interval {
  readonly companyId: string;
}

export interface ProductUsageArgs extends OfCompany {
  /** Only these product codes. @default all */
  readonly codes?: readonly string[];
}

export interface CategoryUsageArgs extends OfCompany {
  /** Only these categories, by name. @default all */
  readonly categories?: readonly string[];
}

/** A month that is over, and whom the bill is about: at most one of the three; none is the account's own company. */
export interface BillingArgs {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  /** Only these companies. */
  readonly companyIds?: readonly string[];
  /** One company, with those below it. */
  readonly companyId?: string;
  /** The companies of these Divisions. */
  readonly divisionIds?: readonly string[];
}

/** The lists of names behind numbers. */
export type Enumeration = "EntityTypes" | "LicenseStates" | "OperationStates" | "PermissionTypes" | "UserStatuses";
