/**
 * What can be asked of the vendor, as plain data: whole lists, names in camelCase. Knows no Pulumi; programs get these
 * functions through functions.ts, the command line asks them as they are. Where the vendor says that there is nothing (204), a
 * list is empty and a sum has no figures.
 */
import type { components } from "../../contracts/generated/redstor";
import { defineFunction, defineList } from "../lifecycle/function";
import { idKey } from "../lifecycle/ids";
import type { StaticProperties } from "../lifecycle/schema";
import type { Answer, Plain } from "../vendor/answer";
import {
  consumptionArgs,
  customersArgs,
  customersStatusArgs,
  isMoment,
  ofCompany,
  ofProduct,
  optionalCompany,
  searchArgs,
  statusArgs,
} from "./arguments";
import type {
  AccountStatus,
  CompanySummary,
  ConsumptionSummary,
  CustomerConsumption,
  OperationStatus,
  OperationSummary,
  Product,
  ProductConsumption,
  ProductSubscription,
  TransitiveConsumption,
  User,
} from "./data";
import { type Redstor } from "./session";

export const rootCompany = defineFunction({
  type: "redstor:getRootCompany",
  inputs: {},
  answer: "Company",
  ask: async (redstor: Redstor): Promise<CompanySummary> =>
    redstor.there(await redstor.api.company.root({}), "GET /companies", "the company of the service account").plain(),
});

export const company = defineFunction({
  type: "redstor:getCompany",
  inputs: ofCompany,
  answer: "Company",
  ask: async (redstor: Redstor, args): Promise<CompanySummary> => {
    const found = await redstor.api.company.get(args);
    return redstor.there(found, "GET /companies/{companyId}", `company ${args.companyId}`).plain();
  },
});

export const customers = defineList({
  type: "redstor:getCustomers",
  inputs: customersArgs,
  answer: "Company",
  async *entries(redstor: Redstor, { transitive, ...args }): AsyncGenerator<CompanySummary> {
    const asked = await ofOwn(redstor, args);
    yield* plain(
      transitive ? redstor.allCustomers(asked) : redstor.pages(redstor.api.company.customers, asked, companyId),
    );
  },
});

export const searchCompanies = defineList({
  type: "redstor:searchCompanies",
  inputs: searchArgs,
  answer: "Company",
  entries: (redstor: Redstor, args): AsyncGenerator<CompanySummary> =>
    plain(redstor.pages(redstor.api.company.search, args, companyId)),
});

export const users = defineList({
  type: "redstor:getUsers",
  inputs: optionalCompany,
  answer: "User",
  async *entries(redstor: Redstor, args): AsyncGenerator<User> {
    yield* plain(redstor.pages(redstor.api.user.list, await ofOwn(redstor, args)));
  },
});

export const products = defineFunction({
  type: "redstor:getProducts",
  inputs: {},
  answer: "ProductOverview",
  isList: true,
  ask: async (redstor: Redstor): Promise<Product[]> => plainList(await redstor.api.product.list({})),
});

export const product = defineFunction({
  type: "redstor:getProduct",
  inputs: ofProduct,
  answer: "ProductOverview",
  ask: async (redstor: Redstor, args): Promise<Product> => {
    const found = await redstor.api.product.get(args);
    return redstor.there(found, "GET /products/{productId}", `product ${args.productId}`).plain();
  },
});

export const subscriptions = defineFunction({
  type: "redstor:getSubscriptions",
  inputs: optionalCompany,
  answer: "ProductSubscription",
  isList: true,
  ask: async (redstor: Redstor, args): Promise<ProductSubscription[]> =>
    plainList(await redstor.api.subscription.list(await ofOwn(redstor, args))),
});

// ---- consumption -------------------------------------------------------------------------------

export const consumption = defineFunction({
  type: "redstor:getConsumption",
  inputs: consumptionArgs,
  answer: "ConsumptionWithProduct",
  isList: true,
  rules: isMoment,
  ask: async (redstor: Redstor, args): Promise<ProductConsumption[]> =>
    plainList(await redstor.api.consumption.company(await ofMoment(redstor, args))),
});

export const consumptionSummary = defineFunction({
  type: "redstor:getConsumptionSummary",
  inputs: consumptionArgs,
  answer: "Summary",
  rules: isMoment,
  ask: async (redstor: Redstor, args): Promise<ConsumptionSummary> =>
    (await redstor.api.consumption.summary(await ofMoment(redstor, args)))?.plain() ?? {},
});

export const customersConsumption = defineList({
  type: "redstor:getCustomersConsumption",
  inputs: consumptionArgs,
  answer: "CompanyProductConsumption",
  rules: isMoment,
  async *entries(redstor: Redstor, args): AsyncGenerator<CustomerConsumption> {
    yield* plain(redstor.pages(redstor.api.consumption.customers, await ofMoment(redstor, args)));
  },
});

export const transitiveConsumption = defineList({
  type: "redstor:getTransitiveConsumption",
  inputs: consumptionArgs,
  answer: "TransitiveConsumption",
  rules: isMoment,
  async *entries(redstor: Redstor, args): AsyncGenerator<TransitiveConsumption> {
    yield* plain(redstor.pages(redstor.api.consumption.allCustomers, await ofMoment(redstor, args)));
  },
});

// ---- backups and restores ----------------------------------------------------------------------

// Backups and restores are asked for in the same ways.

type Api = Redstor["api"];

const status = (type: string, callOf: (api: Api) => Api["backup"]["status"]) =>
  defineFunction({
    type,
    inputs: statusArgs,
    answer: "CompanyOperationStatusByProduct",
    ask: async (redstor: Redstor, args): Promise<OperationStatus> =>
      (await callOf(redstor.api)(await ofOwn(redstor, args)))?.plain() ?? {},
  });

export const backupStatus = status("redstor:getBackupStatus", ({ backup }) => backup.status);
export const restoreStatus = status("redstor:getRestoreStatus", ({ restore }) => restore.status);

const customersStatus = (type: string, callOf: (api: Api) => Api["backup"]["customers"]) =>
  defineList({
    type,
    inputs: customersStatusArgs,
    answer: "CompanyOperationStatusByProduct",
    async *entries(redstor: Redstor, args): AsyncGenerator<OperationStatus> {
      yield* plain(redstor.pages(callOf(redstor.api), await ofOwn(redstor, args)));
    },
  });

export const customersBackupStatus = customersStatus(
  "redstor:getCustomersBackupStatus",
  ({ backup }) => backup.customers,
);
export const customersRestoreStatus = customersStatus(
  "redstor:getCustomersRestoreStatus",
  ({ restore }) => restore.customers,
);

const accountsStatus = (type: string, callOf: (api: Api) => Api["backup"]["accounts"]) =>
  defineList({
    type,
    inputs: statusArgs,
    answer: "OperationStatusByAccount",
    async *entries(redstor: Redstor, args): AsyncGenerator<AccountStatus> {
      yield* plain(redstor.pages(callOf(redstor.api), await ofOwn(redstor, args)));
    },
  });

export const accountsBackupStatus = accountsStatus("redstor:getAccountsBackupStatus", ({ backup }) => backup.accounts);
export const accountsRestoreStatus = accountsStatus(
  "redstor:getAccountsRestoreStatus",
  ({ restore }) => restore.accounts,
);

const summary = (type: string, callOf: (api: Api) => Api["backup"]["summary"]) =>
  defineFunction({
    type,
    inputs: statusArgs,
    answer: "OperationStatusSummaryByProduct",
    ask: async (redstor: Redstor, args): Promise<OperationSummary> =>
      (await callOf(redstor.api)(await ofOwn(redstor, args)))?.plain() ?? {},
  });

export const backupSummary = summary("redstor:getBackupSummary", ({ backup }) => backup.summary);
export const restoreSummary = summary("redstor:getRestoreSummary", ({ restore }) => restore.summary);

// ---- arguments ---------------------------------------------------------------------------------

/** With the account's own company, where no other is given. */
const ofOwn = async <A extends { readonly companyId?: string }>(
  redstor: Redstor,
  args: A,
): Promise<A & { companyId: string }> => ({ ...args, companyId: args.companyId ?? (await redstor.rootId()) });

async function ofMoment(redstor: Redstor, { date, excludeTrials, ...args }: StaticProperties<typeof consumptionArgs>) {
  return {
    ...(date === undefined ? {} : { date: new Date(date).toISOString() }),
    ...(excludeTrials === undefined ? {} : { shouldExcludeTrials: excludeTrials }),
    ...(await ofOwn(redstor, args)),
  };
}

// ---- answers -----------------------------------------------------------------------------------

const companyId = (one: Answer<components["schemas"]["Company"]>): string => idKey(one.id("companyId"));

const plainList = <T extends object>(list: readonly Answer<T>[]): Plain<T>[] => list.map((entry) => entry.plain());

async function* plain<T extends object>(list: AsyncGenerator<Answer<T>>): AsyncGenerator<Plain<T>> {
  for await (const entry of list) yield entry.plain();
}
