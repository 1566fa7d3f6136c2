/** Which function carries out which operation of the contract. The compiler asks for one for each. */
import type { operations } from "../../contracts/generated/redstor";
import type { Action, Call } from "./call";
import * as company from "./company";
import * as consumption from "./consumption";
import * as product from "./product";
import * as status from "./status";
import * as subscription from "./subscription";
import * as user from "./user";

const all: { readonly [Id in keyof operations]: Action<Id> } = {
  companiesGet: company.own,
  companiesSearchGet: company.search,
  companiesCompanyIdGet: company.read,
  companiesCompanyIdDelete: company.remove,
  companiesCompanyIdCustomersGet: company.direct,
  companiesCompanyIdCustomersPost: company.create,
  companiesCompanyIdCustomersTransitiveGet: company.transitive,
  companiesCompanyIdDisablePatch: company.disable,
  companiesCompanyIdEnablePatch: company.enable,
  companiesCompanyIdCustomersCustomerIdReassignPatch: company.reassign,
  usersListGet: user.list,
  getProducts: product.all,
  getProductFromId: product.one,
  companiesCompanyIdSubscriptionsGet: subscription.list,
  companiesCompanyIdSubscriptionsPost: subscription.create,
  companiesCompanyIdSubscriptionsTrialPost: subscription.createTrial,
  companiesCompanyIdSubscriptionsSubscriptionIdDelete: subscription.remove,
  companiesCompanyIdSubscriptionsSubscriptionIdTrialConvertPatch: subscription.convert,
  getConsumptionSummary: consumption.summary,
  getProductConsumption: consumption.company,
  getCompanyConsumption: consumption.direct,
  getCompanyConsumptionTransitive: consumption.transitive,
  companiesCompanyIdBackupsStatusGet: status.ofCompany("backups"),
  companiesCompanyIdBackupsStatusCustomersGet: status.ofCustomers("backups"),
  companiesCompanyIdBackupsStatusAccountsGet: status.ofAccounts("backups"),
  companiesCompanyIdBackupsStatusSummaryGet: status.summary("backups"),
  companiesCompanyIdRestoresStatusGet: status.ofCompany("restores"),
  companiesCompanyIdRestoresStatusCustomersGet: status.ofCustomers("restores"),
  companiesCompanyIdRestoresStatusAccountsGet: status.ofAccounts("restores"),
  companiesCompanyIdRestoresStatusSummaryGet: status.summary("restores"),
};

/** Runs a request whose parameters and body were checked against the contract already: hence the cast of each action. */
type Run = (call: Call, parameters: unknown, body: unknown) => { readonly status: number; readonly body: unknown };

export const actions = all as unknown as Readonly<Record<string, Run | undefined>>;
