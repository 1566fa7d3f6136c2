/** The resources of Redstor RedAPI, as programs declare them. */
import type * as pulumi from "@pulumi/pulumi";
import { addSettings } from "../host/configuration";
import { type ArgsOf, classOf, type ResourceOf } from "../host/program";
import type { EntryOptions, ProtectedCompany } from "../tenant/tenant";
import { company } from "./company";
import { settings } from "./config";
import { subscription } from "./subscription";

addSettings(settings);

/**
 * A company in Redstor, customer or partner (POST /companies/{companyId}/customers). Redstor allows two companies of one name
 * under one parent; this resource does not: one of the same name and type is an error, unless `adopt` is set. Removing the
 * resource disables the company (see `deletionPolicy`).
 *
 * @example
 * const bakery = new redstor.Company("bakery", { name: "Example Bakery" });
 *
 * @example A partner, and a customer of it.
 * const reseller = new redstor.Company("reseller", { name: "Example Reseller", type: "Partner" });
 * const brewery = new redstor.Company("brewery", { name: "Example Brewery", parentId: reseller.companyId });
 */
export const Company = classOf(company);
export type Company = ResourceOf<typeof company>;
export type CompanyArgs = ArgsOf<typeof company>;

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
export const Subscription = classOf(subscription);
export type Subscription = ResourceOf<typeof subscription>;
export type SubscriptionArgs = ArgsOf<typeof subscription>;

// ---- in a tenant -------------------------------------------------------------------------------

export type TenantSubscription = Omit<SubscriptionArgs, "companyId"> & EntryOptions;

export type TenantRedstor = Omit<CompanyArgs, "name" | "deletionPolicy"> &
  ProtectedCompany & {
    /**
     * What removing the company does. `disable`: it and its backups stay, disabled. `delete`: its subscriptions are removed,
     * then it is deleted, with its backups, which cannot be taken back. `retain`: nothing.
     * @default "disable", or "retain" for a company that was taken over with `adopt`
     */
    deletionPolicy?: "disable" | "delete" | "retain";
    /**
     * Name of the company at Redstor.
     * @default the tenant's name
     */
    name?: CompanyArgs["name"];
    /** The company's subscriptions, under names that you choose. A product stands here once. */
    subscriptions?: Readonly<Record<string, TenantSubscription>>;
  };

declare module "../host/provider" {
  interface ProviderArgs {
    /** The id of the service account. Or REDSTOR_CLIENT_ID. */
    redstorClientId?: pulumi.Input<string>;
    /** Its private key, the JSON Web Key as text. It is a secret in the state, whatever it is given as. Or REDSTOR_PRIVATE_KEY. */
    redstorPrivateKey?: pulumi.Input<string>;
    /** The identity server that the account signs in at. @default "https://id.redstor.com" */
    redstorIssuer?: pulumi.Input<string>;
    /** @default "https://api.redstor.com" */
    redstorEndpoint?: pulumi.Input<string>;
    /** @default 10 */
    redstorRequestsPerSecond?: pulumi.Input<number>;
    /** How long one request may take. @default 30 */
    redstorTimeoutSeconds?: pulumi.Input<number>;
  }
}

declare module "../tenant/tenant" {
  interface TenantArgs {
    /** What the customer has at Redstor: the properties of `redstor.Company`, and its subscriptions. Left out: nothing. */
    redstor?: TenantRedstor;
  }
  interface TenantIds {
    readonly redstor?: {
      readonly companyId: string;
      /** By key. */
      readonly subscriptions: Readonly<Record<string, string>>;
    };
  }
  interface Tenant {
    readonly company: Company | undefined;
    /** By key. */
    readonly subscriptions: Readonly<Record<string, Subscription>>;
  }
}
