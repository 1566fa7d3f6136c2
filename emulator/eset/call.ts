/** What an action gets, and what the caller may see and do. */
import type { operations } from "../../contracts/generated/eset";
import { EntityType } from "./enums";
import { Refusal } from "./errors";
import type { Account, Company, License, Store } from "./store";

/** One call of a signed-in account, at one moment. */
export interface Call {
  readonly store: Store;
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

/** A company that the caller sees: its own or one below. */
export function visibleCompany({ store, account }: Call, id: string): Company {
  const company = store.company(id);
  if (company === undefined || !store.isAtOrBelow(company, account.companyId)) throw new Refusal("CompanyNotFound");
  return company;
}

export function requireWrite({ account }: Call): void {
  if (account.permission !== "write") throw new Refusal("WritePermissionIsMissing");
}

export function requireDirectChild({ account }: Call, company: Company): void {
  if (company.parentId !== account.companyId) throw new Refusal("CompanyIsNotDirectChild");
}

/** A licence of a customer that the caller sees, with that customer. */
export function visibleLicense(call: Call, key: string): { license: License; customer: Company } {
  requireTrust(call);
  const license = call.store.licenses.get(key);
  const customer = license && call.store.company(license.customerId);
  if (license === undefined || customer === undefined || !call.store.isAtOrBelow(customer, call.account.companyId)) {
    throw new Refusal("LicenseNotFound");
  }
  return { license, customer };
}

/** A Managed MSP that is not trusted asks for licences in the portal; its License calls are refused. */
export function requireTrust({ store, account }: Call): void {
  const own = store.company(account.companyId);
  if (own?.type === EntityType.ManagedMsp && !own.trusted) throw new Refusal("ManagedMspIsNotTrusted");
}

/** One page of a list. */
export function page<T>(items: readonly T[], { skip = 0, take }: { skip?: number; take: number }): T[] {
  return items.slice(skip, skip + take);
}

/** Empty and null are the same to the vendor: nothing. It reads back as null. */
export const orNull = (text: string | null | undefined): string | null =>
  text === undefined || text === "" ? null : text;
