/** Example Vault. */
export { Customer, type CustomerArgs } from "./program";
