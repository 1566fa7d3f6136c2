/** The fleet: a customer for each file in tenants/. */
import * as msp from "pulumi-msp";

const tenants = msp.loadTenants("tenants");
export const ids = Object.fromEntries(Object.entries(tenants).map(([name, tenant]) => [name, tenant.ids]));
