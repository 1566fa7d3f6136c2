/** The vendor's numbers, as its guide prints them. Those that it does not print are in assumptions.ts. */
import { assumed } from "./assumptions";

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

/** Status of a company. */
export const CompanyStatus = {
  get active() {
    return assumed("companyStatus.active");
  },
  get waitingForActivation() {
    return assumed("companyStatus.waitingForActivation");
  },
  get suspended() {
    return assumed("companyStatus.suspended");
  },
};

/** Whether a licence in this state is suspended. Error, normal and warning follow from usage: all three are "active". */
export const isSuspendedState = (state: number): boolean => assumed("licenseState.suspended").includes(state);

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
