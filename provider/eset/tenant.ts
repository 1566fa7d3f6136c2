/** What a tenant has at ESET: a customer, its licences, and the users who look after it. */
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
    suffix: "",
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
  lists: [
    {
      name: "licenses",
      resource: license,
      one: "a licence",
      several: "licences",
      key: "productCode",
      separator: "-",
      what: "this customer's licence of product",
    },
    {
      name: "users",
      resource: user,
      one: "a user",
      several: "users",
      key: "email",
      separator: "/",
      what: "the ESET user",
      properties: {
        permission: Type.Default(user.inputs.properties.permission, "NoAccess"),
        access: Type.Default(Type.Enum(["Write", "Read"]), "Read"),
      },
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
        of: ["permission", "access", "companyPermissions"],
        from: (customerId, { permission, access, companyPermissions }) =>
          // whoever may do everything can have no permissions on single companies
          permission === "Write"
            ? undefined
            : { ...(isRecord(companyPermissions) ? companyPermissions : {}), [customerId]: access ?? "Read" },
      },
    },
  ],
};
