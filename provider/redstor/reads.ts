/**
 * What can be asked of the vendor, as plain data: whole lists, names in camelCase. Knows no Pulumi; programs get these
 * reads through functions.ts, the command line uses them as they are. Where the vendor says that there is nothing (204), a
 * list is empty and a sum has no figures.
 */
import type { components } from "../../contracts/generated/redstor";
import type { Answer, Plain } from "../http/answer";
import { moment, text, wholeId } from "./arguments";
import type {
  AccountStatus,
  CompanySummary,
  ConsumptionArgs,
  ConsumptionSummary,
  CustomerConsumption,
  CustomersArgs,
  CustomersStatusArgs,
  OperationStatus,
  OperationSummary,
  OptionalCompany,
  Product,
  ProductConsumption,
  ProductSubscription,
  StatusArgs,
  TransitiveConsumption,
  User,
} from "./data";
import { allOf } from "./pages";
import { idKey, type Redstor } from "./session";

/** The lists that may be long, entry by entry: a page of 100 is asked for when its first entry is. */
export const each = {
  async *customers(redstor: Redstor, args: CustomersArgs = {}): AsyncGenerator<CompanySummary> {
    const { transitive = false, search, orderBy } = args;
    const asked = { ...(await companyOf(redstor, args)), ...told({ search, orderBy }) };
    yield* plain(
      transitive ? redstor.allCustomers(asked) : redstor.pages(redstor.api.company.customers, asked, companyId),
    );
  },
  companies: (redstor: Redstor, args: { readonly search: string }): AsyncGenerator<CompanySummary> =>
    plain(redstor.pages(redstor.api.company.search, { search: text("search", args.search) }, companyId)),
  async *users(redstor: Redstor, args: OptionalCompany = {}): AsyncGenerator<User> {
    yield* plain(redstor.pages(redstor.api.user.list, await companyOf(redstor, args)));
  },
  async *customersConsumption(redstor: Redstor, args: ConsumptionArgs = {}): AsyncGenerator<CustomerConsumption> {
    yield* plain(redstor.pages(redstor.api.consumption.customers, await consumptionOf(redstor, args)));
  },
  async *transitiveConsumption(redstor: Redstor, args: ConsumptionArgs = {}): AsyncGenerator<TransitiveConsumption> {
    yield* plain(redstor.pages(redstor.api.consumption.allCustomers, await consumptionOf(redstor, args)));
  },
  async *customersBackupStatus(redstor: Redstor, args: CustomersStatusArgs = {}): AsyncGenerator<OperationStatus> {
    yield* plain(redstor.pages(redstor.api.backup.customers, await customersStatusOf(redstor, args)));
  },
  async *accountsBackupStatus(redstor: Redstor, args: StatusArgs = {}): AsyncGenerator<AccountStatus> {
    yield* plain(redstor.pages(redstor.api.backup.accounts, await statusOf(redstor, args)));
  },
  async *customersRestoreStatus(redstor: Redstor, args: CustomersStatusArgs = {}): AsyncGenerator<OperationStatus> {
    yield* plain(redstor.pages(redstor.api.restore.customers, await customersStatusOf(redstor, args)));
  },
  async *accountsRestoreStatus(redstor: Redstor, args: StatusArgs = {}): AsyncGenerator<AccountStatus> {
    yield* plain(redstor.pages(redstor.api.restore.accounts, await statusOf(redstor, args)));
  },
} as const;

export async function rootCompany(redstor: Redstor): Promise<CompanySummary> {
  const root = await redstor.api.company.root({});
  return redstor.there(root, "GET /companies", "the company of the service account").plain();
}

export async function company(redstor: Redstor, args: { readonly companyId: string }): Promise<CompanySummary> {
  const companyId = text("companyId", args.companyId);
  const found = await redstor.api.company.get({ companyId });
  return redstor.there(found, "GET /companies/{companyId}", `company ${companyId}`).plain();
}

export const customers = (redstor: Redstor, args?: CustomersArgs): Promise<CompanySummary[]> =>
  allOf(each.customers(redstor, args));

export const searchCompanies = (redstor: Redstor, args: { readonly search: string }): Promise<CompanySummary[]> =>
  allOf(each.companies(redstor, args));

export const users = (redstor: Redstor, args?: OptionalCompany): Promise<User[]> => allOf(each.users(redstor, args));

export async function products(redstor: Redstor): Promise<Product[]> {
  return plainList(await redstor.api.product.list({}));
}

export async function product(redstor: Redstor, args: { readonly productId: number }): Promise<Product> {
  const productId = wholeId("productId", args.productId);
  const found = await redstor.api.product.get({ productId });
  return redstor.there(found, "GET /products/{productId}", `product ${productId}`).plain();
}

export async function subscriptions(redstor: Redstor, args: OptionalCompany = {}): Promise<ProductSubscription[]> {
  return plainList(await redstor.api.subscription.list(await companyOf(redstor, args)));
}

export async function consumption(redstor: Redstor, args: ConsumptionArgs = {}): Promise<ProductConsumption[]> {
  return plainList(await redstor.api.consumption.company(await consumptionOf(redstor, args)));
}

export async function consumptionSummary(redstor: Redstor, args: ConsumptionArgs = {}): Promise<ConsumptionSummary> {
  return (await redstor.api.consumption.summary(await consumptionOf(redstor, args)))?.plain() ?? {};
}

export const customersConsumption = (redstor: Redstor, args?: ConsumptionArgs): Promise<CustomerConsumption[]> =>
  allOf(each.customersConsumption(redstor, args));

export const transitiveConsumption = (redstor: Redstor, args?: ConsumptionArgs): Promise<TransitiveConsumption[]> =>
  allOf(each.transitiveConsumption(redstor, args));

export async function backupStatus(redstor: Redstor, args: StatusArgs = {}): Promise<OperationStatus> {
  return (await redstor.api.backup.status(await statusOf(redstor, args)))?.plain() ?? {};
}

export const customersBackupStatus = (redstor: Redstor, args?: CustomersStatusArgs): Promise<OperationStatus[]> =>
  allOf(each.customersBackupStatus(redstor, args));

export const accountsBackupStatus = (redstor: Redstor, args?: StatusArgs): Promise<AccountStatus[]> =>
  allOf(each.accountsBackupStatus(redstor, args));

export async function backupSummary(redstor: Redstor, args: StatusArgs = {}): Promise<OperationSummary> {
  return (await redstor.api.backup.summary(await statusOf(redstor, args)))?.plain() ?? {};
}

export async function restoreStatus(redstor: Redstor, args: StatusArgs = {}): Promise<OperationStatus> {
  return (await redstor.api.restore.status(await statusOf(redstor, args)))?.plain() ?? {};
}

export const customersRestoreStatus = (redstor: Redstor, args?: CustomersStatusArgs): Promise<OperationStatus[]> =>
  allOf(each.customersRestoreStatus(redstor, args));

export const accountsRestoreStatus = (redstor: Redstor, args?: StatusArgs): Promise<AccountStatus[]> =>
  allOf(each.accountsRestoreStatus(redstor, args));

export async function restoreSummary(redstor: Redstor, args: StatusArgs = {}): Promise<OperationSummary> {
  return (await redstor.api.restore.summary(await statusOf(redstor, args)))?.plain() ?? {};
}

// ---- arguments ---------------------------------------------------------------------------------

const companyOf = async (redstor: Redstor, args: OptionalCompany): Promise<{ companyId: string }> => ({
  companyId: args.companyId === undefined ? await redstor.rootId() : text("companyId", args.companyId),
});

const consumptionOf = async (redstor: Redstor, args: ConsumptionArgs) => ({
  ...told({ date: moment("date", args.date), shouldExcludeTrials: args.excludeTrials }),
  ...(await companyOf(redstor, args)),
});

const statusOf = async (redstor: Redstor, { productId, ...args }: StatusArgs) => ({
  ...told({ productId: productId === undefined ? undefined : wholeId("productId", productId) }),
  ...(await companyOf(redstor, args)),
});

const customersStatusOf = async (redstor: Redstor, { aggregate, ...args }: CustomersStatusArgs) => ({
  ...told({ aggregate }),
  ...(await statusOf(redstor, args)),
});

/** Without what was left out. */
function told<T extends object>(args: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(args).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  }; // fromEntries forgets the keys
}

// ---- answers -----------------------------------------------------------------------------------

const companyId = (one: Answer<components["schemas"]["Company"]>): string => idKey(one.id("companyId"));

const plainList = <T extends object>(list: readonly Answer<T>[]): Plain<T>[] => list.map((entry) => entry.plain());

async function* plain<T extends object>(list: AsyncGenerator<Answer<T>>): AsyncGenerator<Plain<T>> {
  for await (const entry of list) yield entry.plain();
}
