/** The fleet: a customer for each file in tenants/, and those who look after them, a file each in users/. */
import * as msp from "pulumi-msp";

const tenants = msp.loadTenants("tenants");
msp.loadUsers("users", tenants);
export const ids = Object.fromEntries(Object.entries(tenants).map(([name, tenant]) => [name, tenant.ids]));
