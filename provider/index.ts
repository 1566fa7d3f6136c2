/** pulumi-msp: managed-service-provider tenants as code. */
export * as eset from "./eset";
export * as redstor from "./redstor";
export { loadTenants, type LoadOptions } from "./tenant/load";
export {
  Tenant,
  type TenantArgs,
  type TenantEset,
  type TenantIds,
  type TenantLicense,
  type TenantRedstor,
  type TenantSubscription,
  type TenantUser,
} from "./tenant/tenant";
