/** The vendor's numbers. What is marked inferred is the first to check against a live account. */

/** `licenseType` of an order. */
export const LicenseType = { full: 1, trial: 4 } as const;

/** Kinds of company, as Detail, Children and Descendants say them. */
export const EntityType = { mspManager: 1004, msp: 1005, managedMsp: 1006, customer: 1007 } as const;

/** What a user may do with a company. */
export const Permission = { Write: 1, Read: 2, NoAccess: 3 } as const;

/** State of a licence. Error, normal and warning follow from usage: all three are "active". */
export const LicenseState = { error: 0, normal: 1, obsolete: 2, suspended: 3, warning: 4 } as const;

/** Status of a company. Only `active` has been seen; the other numbers are inferred. */
export const CompanyStatus = { active: 1, waitingForActivation: 2, suspended: 3 } as const;

/** The most entries that a paged call gives. */
export const largestPage = 100;

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
