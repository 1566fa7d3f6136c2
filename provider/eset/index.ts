/** ESET MSP Administrator 2: what programs import. */
export { Customer, type CustomerArgs } from "./customer";
export { License, type LicenseArgs } from "./license";
