/** The vendor's numbers, as its guide prints them. Those that it does not print are in assumptions.ts; here are their names. */
import type { EsetAssumptions } from "./assumptions";

/** `licenseType` of an order. */
export const LicenseType = { full: 1, trial: 4 } as const;

/** Kinds of company, as Detail, Children, Descendants and User/Current say them. */
export const EntityType = {
  headquarters: 1001,
  distributor: 1002,
  division: 1003,
  mspManager: 1004,
  msp: 1005,
  managedMsp: 1006,
  customer: 1007,
} as const;

/** What a user may do with a company. */
export const Permission = { Write: 1, Read: 2, NoAccess: 3 } as const;

/** Status of a company, by the names under which the numbers are assumed: `company.says("status", CompanyStatus.suspended)`. */
export const CompanyStatus = {
  active: "companyStatus.active",
  waitingForActivation: "companyStatus.waitingForActivation",
  suspended: "companyStatus.suspended",
} as const satisfies Assumed;

/** State of a licence, likewise. Error, normal and warning follow from usage: a licence in them is active. */
export const LicenseState = { suspended: "licenseState.suspended" } as const satisfies Assumed;

type Assumed = Readonly<Record<string, Parameters<EsetAssumptions["assumed"]>[0]>>;

/** The columns that a search for companies can look in. */
export const CompanyColumn = {
  /** Finds parts of the name. */
  name: 0,
  companyId: 1,
  /** YYYY-MM-DD. */
  createdOn: 2,
  /** YYYY-MM-DD. */
  modifiedOn: 3,
  customIdentifier: 5,
  companyTypeId: 6,
} as const;

/** Whether a licence in this state is a trial that is over. */
export const isObsoleteState = (state: number): boolean => state === 2;

/** Types of entries in the history of a licence. */
export const LicenseEvent = { cancelled: 1, convertedToFull: 2, trialExtended: 3 } as const;
