/** ESET MSP Administrator 2: what programs import. */
export { Customer, type CustomerArgs } from "./customer";
export { License, type LicenseArgs } from "./license";
export { ManagedMsp, type ManagedMspArgs } from "./managedMsp";
export { MspCompany, type MspCompanyArgs } from "./mspCompany";
export { TermsAcceptance, type TermsAcceptanceArgs } from "./termsAcceptance";
export { User, type UserArgs } from "./user";
export { CompanyColumn, UserColumn } from "./data";
export type * from "./data";
export * from "./functions";
