/** What a tenant has at Redstor: a company and its subscriptions. */
import type { TenantPart } from "../vendor/tenantPart";
import { company } from "./company";
import { subscription } from "./subscription";

export const tenant: TenantPart = {
  company: {
    resource: company,
    member: "company",
    unique: [
      {
        property: "name",
        what: "the Redstor company",
        within: ["parentId", "type"],
        shared:
          "There is another company of this name and type under the same parent. Rename one in the web app, and run again.",
      },
    ],
  },
  collections: [
    {
      name: "subscriptions",
      resource: subscription,
      one: "a subscription",
      several: "subscriptions",
      example: "m365: { productId: 4, editionId: 5 }",
      unique: { property: "productId", what: "this company's subscription to product" },
      // Redstor refuses to delete a company that has subscriptions; with one that stays, their backups stay
      removedFirst: ["deletionPolicy", "delete"],
    },
  ],
};
