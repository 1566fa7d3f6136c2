/** The calls for backups and restores, which are alike. There is no 404 in their contract: nothing is there for no company (inferred). */
import type { operations } from "../../contracts/generated/redstor";
import { nothing, ok, paged, seenCompany } from "./call";
import type { Action, Call, Schemas } from "./call";
import { products } from "./products";
import type { Company, OperationKind } from "./store";
import { accountsOf, inForce } from "./usage";
import type { AccountStatus } from "./usage";

/** An action for the backups' operation that serves the restores' as well: they are the same but for their names. */
type Alike<Id extends keyof operations> = (...given: Parameters<Action<Id>>) => ReturnType<Action<Id>>;

type ByProduct = Required<Schemas["OperationStatusByProduct"]>;

/** What the numbers of an account's status count as. */
const outcomes = ["failed", "success", "warnings", "errors"] as const;

export const ofCompany =
  (kind: OperationKind): Alike<"companiesCompanyIdBackupsStatusGet"> =>
  (call, { companyId, productId }) => {
    const company = seenCompany(call, companyId);
    return company === undefined ? nothing : ok(statusOf(call, kind, company, [company], productId));
  };

export const ofCustomers =
  (kind: OperationKind): Alike<"companiesCompanyIdBackupsStatusCustomersGet"> =>
  (call, wanted) => {
    const company = seenCompany(call, wanted.companyId);
    if (company === undefined) return nothing;
    return paged(call, call.store.children(company.companyId), wanted, (child) => {
      const below = wanted.aggregate === true ? call.store.below(child.companyId) : [];
      return statusOf(call, kind, child, [child, ...below], wanted.productId);
    });
  };

export const ofAccounts =
  (kind: OperationKind): Alike<"companiesCompanyIdBackupsStatusAccountsGet"> =>
  (call, wanted) => {
    const company = seenCompany(call, wanted.companyId);
    if (company === undefined) return nothing;
    const accounts = accountsIn(call, kind, company, wanted.productId).flatMap((product) => product.accounts);
    return paged(call, accounts, wanted, (account) => entryOf(company, account));
  };

export const summary =
  (kind: OperationKind): Alike<"companiesCompanyIdBackupsStatusSummaryGet"> =>
  (call, { companyId, productId }) => {
    const company = seenCompany(call, companyId);
    if (company === undefined) return nothing;
    return ok({
      companySummary: statusOf(call, kind, company, [company], productId),
      customerSummary: counted(call, kind, call.store.below(company.companyId), productId),
    });
  };

const statusOf = (
  call: Call,
  kind: OperationKind,
  { companyId, companyName }: Company,
  companies: readonly Company[],
  productId: number | undefined,
): Schemas["CompanyOperationStatusByProduct"] => ({
  companyId,
  companyName,
  statuses: counted(call, kind, companies, productId),
});

/** How many accounts of these companies ended how, by product. Products without any are not in it. */
function counted(
  call: Call,
  kind: OperationKind,
  companies: readonly Company[],
  wanted: number | undefined,
): ByProduct[] {
  const counts = new Map<number, ByProduct>();
  for (const company of companies) {
    for (const { productId, accounts } of accountsIn(call, kind, company, wanted)) {
      const productName = products.get(productId)?.name ?? "";
      const none = { productId, productName, success: 0, errors: 0, warnings: 0, failed: 0 };
      const count = counts.get(productId) ?? none;
      for (const { status } of accounts) count[outcomes[status] ?? "failed"] += 1;
      if (accounts.length > 0) counts.set(productId, count);
    }
  }
  return [...counts.values()];
}

/** The accounts of the subscriptions that are in force, for one product if it is given. */
function accountsIn(
  { store, now }: Call,
  kind: OperationKind,
  { companyId }: Company,
  wanted: number | undefined,
): { productId: number; accounts: AccountStatus[] }[] {
  return store
    .subscriptionsOf(companyId)
    .filter((one) => (wanted === undefined || one.productId === wanted) && inForce(one, now) !== undefined)
    .map((one) => ({ productId: one.productId, accounts: accountsOf(one, kind, now) }));
}

/** What the vendor calls the account's productId is the id of its service. */
const entryOf = (
  { companyId }: Company,
  { accountId, accountName, status, serviceId, timestamp, belongsTo }: AccountStatus,
): Schemas["OperationStatusByAccount"] => ({
  accountId,
  accountName,
  status,
  productId: serviceId,
  companyId,
  ...(belongsTo.kind === "set" ? { BackupSetGuid: belongsTo.id } : { groupId: belongsTo.id }),
  timestamp,
});
