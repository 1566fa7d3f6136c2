/** Redstor RedAPI: what programs import. */
export { Company, type CompanyArgs } from "./company";
export { Subscription, type SubscriptionArgs } from "./subscription";
export type * from "./data";
export * from "./functions";
