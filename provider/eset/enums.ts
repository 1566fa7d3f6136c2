/** The vendor's numbers. What is marked inferred is the first to check against a live account. */

/** `licenseType` of an order. */
export const LicenseType = { full: 1, trial: 4 } as const;

/** State of a licence. Error, normal and warning follow from usage: all three are "active". */
export const LicenseState = { error: 0, normal: 1, obsolete: 2, suspended: 3, warning: 4 } as const;

/** Status of a company. Only `active` has been seen; the other numbers are inferred. */
export const CompanyStatus = { active: 1, waitingForActivation: 2, suspended: 3 } as const;

/** The most entries that a paged call gives. */
export const largestPage = 100;
