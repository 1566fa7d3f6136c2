/** ESET MSP Administrator 2: what programs import. */
export * from "./program";
export { CompanyColumn, UserColumn } from "./data";
export type * from "./arguments";
export type * from "./data";
export * from "./functions";
