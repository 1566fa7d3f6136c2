/** What programs get from the functions: the vendor's own words, in camelCase. */
export { CompanyColumn } from "./enums";
import type { components } from "../../contracts/generated/eset";
import type { Plain } from "../vendor/answer";

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
