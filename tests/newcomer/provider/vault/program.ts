/** The resources of Example Vault, as programs declare them. */
import { addSettings } from "../host/configuration";
import { type ArgsOf, classOf, type ResourceOf } from "../host/program";
import { customer } from "./customer";
import { settings } from "./session";
import type { ProtectedCompany } from "../tenant/tenant";

addSettings(settings);

/**
 * A customer at Example Vault (POST /customers). One of the same name is an error, unless `adopt` is set.
 *
 * @example
 * new vault.Customer("bakery", { name: "Example Bakery", gigabytes: 100 });
 */
export const Customer = classOf(customer);
export type Customer = ResourceOf<typeof customer>;
export type CustomerArgs = ArgsOf<typeof customer>;

// ---- in a tenant -------------------------------------------------------------------------------

export type TenantVault = Omit<CustomerArgs, "name"> &
  ProtectedCompany & {
    /**
     * Name of the customer at Example Vault.
     * @default the tenant's name
     */
    name?: CustomerArgs["name"];
  };

declare module "../tenant/tenant" {
  interface TenantArgs {
    /** What the customer has at Example Vault. Left out: nothing. */
    vault?: TenantVault;
  }
  interface Tenant {
    readonly vaultCustomer: Customer | undefined;
  }
}
