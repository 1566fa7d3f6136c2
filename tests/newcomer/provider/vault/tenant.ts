/** What a tenant has at Example Vault: a customer. */
import type { TenantPart } from "../vendor/tenantPart";
import { customer } from "./customer";

export const tenant: TenantPart = {
  company: {
    resource: customer as never,
    member: "vaultCustomer",
    unique: [{ property: "name", what: "the Example Vault customer" }],
  },
  collections: [],
};
