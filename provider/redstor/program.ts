/** The resources of Redstor RedAPI, as programs declare them. */
import { addSettings } from "../host/configuration";
import { type ArgsOf, classOf, dynamicHost, type ResourceOf } from "../host/program";
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
export const Company = classOf(company, dynamicHost);
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
export const Subscription = classOf(subscription, dynamicHost);
export type Subscription = ResourceOf<typeof subscription>;
export type SubscriptionArgs = ArgsOf<typeof subscription>;
