/** pulumi-msp: managed-service-provider tenants as code. */
export * as eset from "./eset";
export type { TenantEset, TenantLicense, UserFile } from "./eset";
export * as redstor from "./redstor";
export type { TenantRedstor, TenantSubscription } from "./redstor";
export { loadTenants, loadUsers, type LoadedUser, type LoadOptions } from "./tenant/load";
export { Tenant, type TenantArgs, type TenantIds } from "./tenant/tenant";
