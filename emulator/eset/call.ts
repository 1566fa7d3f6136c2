/** What an action gets, and what the caller may see and do. */
import type { operations } from "../../contracts/generated/eset";
import { EntityType } from "./enums";
import type { PermissionName } from "./enums";
import { Refusal } from "./errors";
import type { Account, Company, License, Store } from "./store";

/** One call of a signed-in account, at one moment. */
export interface Call {
  readonly store: Store;
  /** What lists show: the store as it is, or as it was some seconds ago. */
  readonly listed: Store;
  readonly account: Account;
  readonly now: Date;
  readonly params: Readonly<Record<string, string>>;
  /** How long an operation takes that this call starts. */
  readonly operationMilliseconds: number | "never";
}

type Body<Op> = Op extends { requestBody: { content: { "application/json": infer B } } } ? B : undefined;
type Result<Op> = Op extends { responses: { 200: { content: { "application/json": infer A } } } } ? A : undefined;

/** Carries out an operation of the contract, or throws a {@link Refusal} having changed nothing. */
export type Action<Id extends keyof operations> = (call: Call, body: Body<operations[Id]>) => Result<operations[Id]>;

type Caller = Pick<Call, "store" | "account">;

/** A permission holds for what is below, unless something else is said there. */
export function permissionOn({ store, account }: Caller, company: Company): PermissionName {
  for (const { id } of store.lineOf(company)) {
    if (id === account.companyId) break;
    const specific = account.specificPermissions[id];
    if (specific !== undefined) return specific;
  }
  return account.permission;
}

/** Whether lists show the company to the caller. */
export function isVisible(caller: Caller, company: Company): boolean {
  return caller.store.isAtOrBelow(company, caller.account.companyId) && permissionOn(caller, company) !== "noAccess";
}

/** A company that the caller may read: its own or one below. */
export function visibleCompany(caller: Caller, id: string): Company {
  const { store, account } = caller;
  const company = store.company(id);
  if (company === undefined || !store.isAtOrBelow(company, account.companyId)) throw new Refusal("CompanyNotFound");
  if (permissionOn(caller, company) === "noAccess") throw new Refusal("ReadPermissionIsMissing");
  return company;
}

/** The caller's own company, whatever the caller may do with it. */
export function ownCompany({ store, account }: Caller): Company {
  const own = store.company(account.companyId);
  if (own === undefined) throw new Refusal("CompanyNotFound");
  return own;
}

export function requireWrite(caller: Caller, company: Company): void {
  if (permissionOn(caller, company) !== "write") throw new Refusal("WritePermissionIsMissing");
}

/** The own company can be read, but is changed from above. */
export function requireSubordinate({ account }: Caller, company: Company): void {
  if (company.id === account.companyId) throw new Refusal("CompanyIsNotSubordinate");
}

export function requireDirectChild({ account }: Call, company: Company): void {
  if (company.parentId !== account.companyId) throw new Refusal("CompanyIsNotDirectChild");
}

/** A licence of a customer that the caller sees, with that customer. */
export function visibleLicense(call: Call, key: string): { license: License; customer: Company } {
  requireTrust(call);
  const license = call.store.license(key);
  const customer = license && call.store.company(license.customerId);
  if (license === undefined || customer === undefined || !call.store.isAtOrBelow(customer, call.account.companyId)) {
    throw new Refusal("LicenseNotFound");
  }
  if (permissionOn(call, customer) === "noAccess") throw new Refusal("ReadPermissionIsMissing");
  return { license, customer };
}

/** A Managed MSP that is not trusted asks for licences in the portal; its License calls are refused. */
export function requireTrust({ store, account }: Call): void {
  const own = store.company(account.companyId);
  if (own?.type === EntityType.ManagedMsp && !own.trusted) throw new Refusal("ManagedMspIsNotTrusted");
}

/** The call as lists answer it, which may be some seconds behind. */
export const asListed = (call: Call): Call => ({ ...call, store: call.listed });

/** One page of a list, whose items come in the order in which they were made. */
export function page<T>(
  { store }: Pick<Call, "store">,
  items: readonly T[],
  { skip = 0, take }: { skip?: number; take: number },
): T[] {
  const inOrder = store.readings["lists.order"] === "newestFirst" ? items.toReversed() : items;
  return inOrder.slice(skip, skip + take);
}

/** Empty and null are the same to the vendor: nothing. It reads back as null. */
export const orNull = (text: string | null | undefined): string | null =>
  text === undefined || text === "" ? null : text;
