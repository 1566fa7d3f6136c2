/**
 * What programs can ask of the vendor: `getX` for values, `getXOutput` for outputs of resources. Each is a read of reads.ts
 * with the service account of the stack's configuration.
 *
 * They ask in previews too. What a resource of the same run changes is only certain to be seen by a `getXOutput` that
 * refers to that resource.
 */
import { asker, type Bound, bound, later, sessionOf } from "../host/functions";
import type { RedstorApi } from "./api";
import * as reads from "./reads";
import { connect } from "./session";

const session = sessionOf(connect);
const ask = asker(session);

/**
 * The company that the service account belongs to. (GET /companies)
 *
 * @example
 * const own = await redstor.getRootCompany();
 */
export const getRootCompany = ask(reads.rootCompany);
/** {@link getRootCompany} of outputs. */
export const getRootCompanyOutput = later(getRootCompany);

/**
 * One company, the account's own or one below it. It is an error if there is none. (GET /companies/{companyId})
 *
 * @example
 * const bakery = await redstor.getCompany({ companyId: "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee" });
 */
export const getCompany = ask(reads.company);
/** {@link getCompany} of outputs. */
export const getCompanyOutput = later(getCompany);

/**
 * The companies directly below a company, the account's own unless another is given; with `transitive` those of all levels
 * below. (GET /companies/{companyId}/customers, GET /companies/{companyId}/customers/transitive)
 *
 * @example
 * const disabled = (await redstor.getCustomers({ transitive: true })).filter(({ isEnabled }) => !isEnabled);
 */
export const getCustomers = ask(reads.customers);
/** {@link getCustomers} of outputs. */
export const getCustomersOutput = later(getCustomers);

/**
 * The companies anywhere below the account's own whose name matches. How it matches is the vendor's affair. (GET
 * /companies/search)
 *
 * @example
 * const bakeries = await redstor.searchCompanies({ search: "Bakery" });
 */
export const searchCompanies = ask(reads.searchCompanies);
/** {@link searchCompanies} of outputs. */
export const searchCompaniesOutput = later(searchCompanies);

/**
 * The users of a company, the account's own unless another is given. (GET /users/list)
 *
 * @example
 * const invited = (await redstor.getUsers()).filter(({ verified }) => !verified);
 */
export const getUsers = ask(reads.users);
/** {@link getUsers} of outputs. */
export const getUsersOutput = later(getUsers);

/**
 * What can be subscribed to, with its editions. (GET /products)
 *
 * @example
 * const trials = (await redstor.getProducts()).filter(({ editions }) => editions?.some(({ hasTrial }) => hasTrial));
 */
export const getProducts = ask(reads.products);
/** {@link getProducts} of outputs. */
export const getProductsOutput = later(getProducts);

/**
 * One product, with its editions. It is an error if there is none. (GET /products/{productId})
 *
 * @example
 * const { editions } = await redstor.getProduct({ productId: 4 });
 */
export const getProduct = ask(reads.product);
/** {@link getProduct} of outputs. */
export const getProductOutput = later(getProduct);

/**
 * The subscriptions of a company, the account's own unless another is given; removed ones may be among them, as inactive.
 * (GET /companies/{companyId}/subscriptions)
 *
 * @example
 * const used = await redstor.getSubscriptions({ companyId: "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee" });
 */
export const getSubscriptions = ask(reads.subscriptions);
/** {@link getSubscriptions} of outputs. */
export const getSubscriptionsOutput = later(getSubscriptions);

/**
 * What a company consumes itself, by product; now, or on a date. (GET /companies/{companyId}/consumption/company)
 *
 * @example
 * const consumed = await redstor.getConsumption({ companyId: "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee" });
 */
export const getConsumption = ask(reads.consumption);
/** {@link getConsumption} of outputs. */
export const getConsumptionOutput = later(getConsumption);

/**
 * What a company consumes, and what all companies below it do, in sum. (GET /companies/{companyId}/consumption/summary)
 *
 * @example
 * const { customerSummary } = await redstor.getConsumptionSummary({ excludeTrials: true });
 */
export const getConsumptionSummary = ask(reads.consumptionSummary);
/** {@link getConsumptionSummary} of outputs. */
export const getConsumptionSummaryOutput = later(getConsumptionSummary);

/**
 * What each company directly below consumes, with those below it, by product. (GET
 * /companies/{companyId}/consumption/customers/direct)
 *
 * @example
 * const consumed = await redstor.getCustomersConsumption({ date: "2024-05-31" });
 */
export const getCustomersConsumption = ask(reads.customersConsumption);
/** {@link getCustomersConsumption} of outputs. */
export const getCustomersConsumptionOutput = later(getCustomersConsumption);

/**
 * What each company of all levels below consumes itself: a row per company and product. (GET
 * /companies/{companyId}/consumption/customers/transitive)
 *
 * @example
 * const rows = await redstor.getTransitiveConsumption({ date: "2024-05-31" });
 */
export const getTransitiveConsumption = ask(reads.transitiveConsumption);
/** {@link getTransitiveConsumption} of outputs. */
export const getTransitiveConsumptionOutput = later(getTransitiveConsumption);

/**
 * How many accounts of a company were backed up with success and without, by product. (GET
 * /companies/{companyId}/backups/status)
 *
 * @example
 * const { statuses } = await redstor.getBackupStatus({ productId: 4 });
 */
export const getBackupStatus = ask(reads.backupStatus);
/** {@link getBackupStatus} of outputs. */
export const getBackupStatusOutput = later(getBackupStatus);

/**
 * As {@link getBackupStatus}, of each company directly below. (GET /companies/{companyId}/backups/status/customers)
 *
 * @example
 * const customers = await redstor.getCustomersBackupStatus({ aggregate: true });
 */
export const getCustomersBackupStatus = ask(reads.customersBackupStatus);
/** {@link getCustomersBackupStatus} of outputs. */
export const getCustomersBackupStatusOutput = later(getCustomersBackupStatus);

/**
 * The last backup of each account of a company: status 0 failed, 1 succeeded, 2 with warnings, 3 with errors. `productId` in
 * the answer is the id of a service. (GET /companies/{companyId}/backups/status/accounts)
 *
 * @example
 * const failed = (await redstor.getAccountsBackupStatus()).filter(({ status }) => status === 0);
 */
export const getAccountsBackupStatus = ask(reads.accountsBackupStatus);
/** {@link getAccountsBackupStatus} of outputs. */
export const getAccountsBackupStatusOutput = later(getAccountsBackupStatus);

/**
 * As {@link getBackupStatus}, and all companies below it together. (GET /companies/{companyId}/backups/status/summary)
 *
 * @example
 * const { customerSummary } = await redstor.getBackupSummary();
 */
export const getBackupSummary = ask(reads.backupSummary);
/** {@link getBackupSummary} of outputs. */
export const getBackupSummaryOutput = later(getBackupSummary);

/**
 * How many accounts of a company were restored with success and without, by product. (GET
 * /companies/{companyId}/restores/status)
 *
 * @example
 * const { statuses } = await redstor.getRestoreStatus({ productId: 4 });
 */
export const getRestoreStatus = ask(reads.restoreStatus);
/** {@link getRestoreStatus} of outputs. */
export const getRestoreStatusOutput = later(getRestoreStatus);

/**
 * As {@link getRestoreStatus}, of each company directly below. (GET /companies/{companyId}/restores/status/customers)
 *
 * @example
 * const customers = await redstor.getCustomersRestoreStatus({ aggregate: true });
 */
export const getCustomersRestoreStatus = ask(reads.customersRestoreStatus);
/** {@link getCustomersRestoreStatus} of outputs. */
export const getCustomersRestoreStatusOutput = later(getCustomersRestoreStatus);

/**
 * The last restore of each account of a company. What its status means is not documented. (GET
 * /companies/{companyId}/restores/status/accounts)
 *
 * @example
 * const restored = await redstor.getAccountsRestoreStatus();
 */
export const getAccountsRestoreStatus = ask(reads.accountsRestoreStatus);
/** {@link getAccountsRestoreStatus} of outputs. */
export const getAccountsRestoreStatusOutput = later(getAccountsRestoreStatus);

/**
 * As {@link getRestoreStatus}, and all companies below it together. (GET /companies/{companyId}/restores/status/summary)
 *
 * @example
 * const { customerSummary } = await redstor.getRestoreSummary();
 */
export const getRestoreSummary = ask(reads.restoreSummary);
/** {@link getRestoreSummary} of outputs. */
export const getRestoreSummaryOutput = later(getRestoreSummary);

/** The lists that may be long. */
const each = {
  customers: reads.customers,
  companies: reads.searchCompanies,
  users: reads.users,
  customersConsumption: reads.customersConsumption,
  transitiveConsumption: reads.transitiveConsumption,
  customersBackupStatus: reads.customersBackupStatus,
  accountsBackupStatus: reads.accountsBackupStatus,
  customersRestoreStatus: reads.customersRestoreStatus,
  accountsRestoreStatus: reads.accountsRestoreStatus,
} as const;

/** The vendor, for what the functions do not do. */
export interface Client {
  /** Every call of the vendor. Answers are read with `plain()`, or with readers such as `text("companyName")`. */
  readonly api: RedstorApi;
  /** The long lists, entry by entry: `for await (const company of client.each.customers({ transitive: true })) …` */
  readonly each: Bound<typeof each>;
}

/**
 * Every call of the vendor, typed, with the account, the rate limit and the retries of everything else. A call that changes
 * something does so at once, in previews too: resources are the place for changes.
 *
 * @example
 * const names: string[] = [];
 * for await (const company of redstor.client().each.customers({ transitive: true })) names.push(company.companyName);
 */
export function client(): Client {
  const redstor = session();
  return { api: redstor.api, each: bound(redstor, each) };
}
