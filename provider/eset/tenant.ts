/** What a tenant has at ESET: a customer and its licences. And the users who look after customers. */
import { isRecord } from "../lifecycle/values";
import { Type } from "../lifecycle/schema";
import type { TenantPart } from "../vendor/tenantPart";
import { customer } from "./customer";
import { license } from "./license";
import { nameKey } from "./nameKey";
import { user } from "./user";

export const tenant: TenantPart = {
  company: {
    resource: customer,
    member: "customer",
    unique: [
      {
        property: "name",
        what: "the ESET customer",
        within: ["parentId"],
        alike: nameKey,
        shared:
          "There is another customer under the same parent whose name differs in case only. Rename one in the portal, and run again.",
      },
      { property: "customIdentifier", what: "the customIdentifier" },
    ],
  },
  collections: [
    {
      name: "licenses",
      resource: license,
      one: "a licence",
      several: "licences",
      example: 'endpoint: { productCode: "2015", quantity: 10 }',
      unique: { property: "productCode", what: "this customer's licence of product" },
    },
  ],
  user: {
    resource: user,
    unique: { property: "email", what: "the ESET user" },
    properties: { permission: Type.Default(user.inputs.properties.permission, "NoAccess") },
    grants: ["Write", "Read"],
    rules: ({ access, permission }) =>
      access !== undefined && permission === "Write"
        ? [
            {
              property: "access",
              reason:
                'is only for the permissions Read and NoAccess: "Write" is access to every customer. Leave it out.',
            },
          ]
        : [],
    made: {
      input: "companyPermissions",
      of: ["permission", "companyPermissions"],
      from: (access, { permission, companyPermissions }) => {
        const all = { ...(isRecord(companyPermissions) ? companyPermissions : {}), ...access };
        // whoever may do everything can have no permissions on single companies
        return permission === "Write" || Object.keys(all).length === 0 ? undefined : all;
      },
    },
  },
};
