/** What a company uses of Redstor: one product in one edition. Billable; removing one removes the backups in it. */
import type * as pulumi from "@pulumi/pulumi";
import type { Args } from "../host/resource";
import { commonInputs } from "../lifecycle/define";
import { type StaticProperties, Type } from "../lifecycle/schema";
import { RedstorResource } from "./resource";

const own = {
  /** companyId of the company that uses it, e.g. `company.id`. */
  companyId: Type.String({ minLength: 1, expected: "the companyId of a company, e.g. company.id" }),
  /** Id of the product, as `getProducts` lists them, e.g. `4`. */
  productId: Type.Integer({ minimum: 0, expected: "the id of a product, a whole number as getProducts lists them" }),
  /** Id of the edition; it means something only with its product, e.g. `5`. */
  editionId: Type.Integer({ minimum: 0, expected: "the id of an edition, a whole number as getProducts lists them" }),
  /**
   * A trial is free until it expires. Changing it to full converts it, billable from then on; there is no way back. A trial
   * that has expired stays in the state, with `expired` true.
   * @default "full"
   */
  mode: Type.Optional(Type.Enum(["full", "trial"], { default: "full" })),
  /**
   * What removing the resource does. `delete`: the subscription is removed, with its backups. `retain`: nothing; it goes on
   * and is billed.
   * @default "delete", or "retain" for a subscription that was taken over with `adopt`
   */
  deletionPolicy: Type.Optional(Type.Enum(["delete", "retain"])),
};

const inputs = Type.Object({ ...own, ...commonInputs });

export type SubscriptionInputs = StaticProperties<(typeof inputs)["properties"]>;

export type SubscriptionAssigned = {
  /** The id now; converting a trial may change it. */
  readonly subscriptionId: string;
  /** Whether it is a trial whose time is over. */
  readonly expired: boolean;
};

export const subscription = {
  type: "redstor:Subscription",
  inputs,
  assigned: ["subscriptionId", "expired"] as const,
};

// ---- what programs see -------------------------------------------------------------------------

export type SubscriptionArgs = Args<typeof own> & Args<typeof commonInputs>;

/**
 * A company's subscription to one product (POST /companies/{companyId}/subscriptions), or its trial of it. One that exists
 * already is an error, unless `adopt` is set. Another product, edition or company would mean another subscription, without the
 * backups of this one: such a change is refused unless `allowRecreate` is set.
 *
 * @example
 * new redstor.Subscription("bakery-m365", { companyId: bakery.companyId, productId: 4, editionId: 5 });
 *
 * @example On trial; `mode: "full"` converts it later.
 * new redstor.Subscription("bakery-machines", {
 *   companyId: bakery.companyId,
 *   productId: 130,
 *   editionId: 5,
 *   mode: "trial",
 * });
 */
export class Subscription extends RedstorResource {
  declare readonly companyId: pulumi.Output<string>;
  declare readonly productId: pulumi.Output<number>;
  declare readonly editionId: pulumi.Output<number>;
  declare readonly mode: pulumi.Output<"full" | "trial">;
  declare readonly deletionPolicy: pulumi.Output<"delete" | "retain" | undefined>;
  /** The id now; converting a trial may change it. */
  declare readonly subscriptionId: pulumi.Output<string>;
  /** Whether it is a trial whose time is over. */
  declare readonly expired: pulumi.Output<boolean>;
  /** True if the subscription existed before and was taken over. */
  declare readonly adopted: pulumi.Output<boolean | undefined>;

  constructor(name: string, args: SubscriptionArgs, opts?: pulumi.CustomResourceOptions) {
    super(subscription, name, args, opts);
  }
}
