/** Redstor RedAPI: what programs import. */
export * from "./program";
export type * from "./arguments";
export type * from "./data";
export * from "./functions";
