/** pulumi-msp/native: the same resources and functions, through the native provider. */
import { nativeHost, useHost } from "./host/programHost";

useHost(nativeHost);

export * from "./index";
export { Provider, type ProviderArgs } from "./host/provider";
export { Tenants, type TenantsArgs } from "./tenant/tenants";
