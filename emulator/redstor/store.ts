/** The vendor's world: companies, subscriptions, users, service accounts. Plain data, with the questions everybody asks of it. */
import { Type } from "@sinclair/typebox";
import type { Static } from "@sinclair/typebox";
import { open } from "../../contracts/generated/redstor.open";
import type { Readings } from "../../contracts/generated/redstor.open";
import { guid } from "../guid";
import { readingsSchema } from "../readings";
import { closed, literals } from "../shape";
import { keyed, list, storeOf, value } from "../store";
import type { StateOf } from "../store";

const dateTime = Type.String({ format: "date-time" });
const dateTimeOrNull = Type.Union([dateTime, Type.Null()]);

export const CompanyTypeSchema = literals("Partner", "Customer");
export const TrialStatusSchema = literals("NotUsed", "Trial", "Expired", "Upgraded", "Removed");
export type TrialStatus = Static<typeof TrialStatusSchema>;

const CompanySchema = closed({
  companyId: Type.String(),
  companyName: Type.String(),
  type: CompanyTypeSchema,
  isEnabled: Type.Boolean(),
  /** Null for the company of a partner whom the vendor itself looks after. */
  parentCompanyId: Type.Union([Type.String(), Type.Null()]),
  deleted: Type.Boolean(),
});
export type Company = Static<typeof CompanySchema>;

const bytes = Type.Integer({ minimum: 0, maximum: 2 ** 50 });
const count = Type.Integer({ minimum: 0, maximum: 100_000 });

/** What is used of one subscription. */
export const ConsumptionSchema = closed({
  totalDataProtectedInBytes: bytes,
  totalDataProtectedInBytesExternal: bytes,
  fupOverageInBytes: bytes,
  activeSeats: count,
  inactiveSeats: count,
  sharedSeats: count,
  activeWorkloads: count,
});
export type Consumption = Static<typeof ConsumptionSchema>;

export const OperationKindSchema = literals("backups", "restores");
export type OperationKind = Static<typeof OperationKindSchema>;

/** One backup or restore of an account that somebody told of; those that nobody told of are computed. */
const AccountOperationSchema = closed({
  kind: OperationKindSchema,
  accountName: Type.String({ minLength: 1 }),
  serviceId: Type.Integer(),
  /** 0 failed, 1 succeeded, 2 with warnings, 3 with errors. */
  status: Type.Integer({ minimum: 0, maximum: 3 }),
  timestamp: dateTime,
});
export type AccountOperation = Static<typeof AccountOperationSchema>;

const SubscriptionSchema = closed({
  subscriptionId: Type.String(),
  companyId: Type.String(),
  productId: Type.Integer(),
  editionId: Type.Integer(),
  trialStatus: TrialStatusSchema,
  isActive: Type.Boolean(),
  startedOn: dateTime,
  /** Null unless it began as a trial. */
  trialEndsOn: dateTimeOrNull,
  /** A removal that is queued, and when it is done; null is never. */
  removal: Type.Union([closed({ dueOn: dateTimeOrNull }), Type.Null()]),
  /** Null while it was not removed. */
  removedOn: dateTimeOrNull,
  /** The trial's id, where a conversion gave another one. */
  convertedFrom: Type.Union([Type.String(), Type.Null()]),
  /** What it was since when, in order of time, for consumption of the past. */
  history: Type.Array(closed({ date: dateTime, trialStatus: TrialStatusSchema, isActive: Type.Boolean() })),
  /** Consumption that somebody set, in order of time; it stays so. Before, it is computed. */
  usages: Type.Array(closed({ date: dateTime, consumption: Type.Partial(ConsumptionSchema) })),
  operations: Type.Array(AccountOperationSchema),
});
export type Subscription = Static<typeof SubscriptionSchema>;

export const UserSchema = closed({
  userId: Type.String(),
  companyId: Type.String(),
  name: Type.String(),
  email: Type.String(),
  role: Type.String(),
  enabled: Type.Boolean(),
  /** Whether the invitation was accepted. */
  verified: Type.Boolean(),
  /** How the user signs in elsewhere; null for not. */
  sso: Type.Union([Type.String(), Type.Null()]),
  dateCreated: dateTime,
});
export type User = Static<typeof UserSchema>;

/** The private key of a service account, as the vendor's web app lets it be downloaded: a JSON Web Key. */
const PrivateKeySchema = closed({
  kty: Type.Literal("RSA"),
  kid: Type.String(),
  n: Type.String(),
  e: Type.String(),
  d: Type.String(),
  p: Type.String(),
  q: Type.String(),
  dp: Type.String(),
  dq: Type.String(),
  qi: Type.String(),
});
export type PrivateKey = Static<typeof PrivateKeySchema>;

export const ScopeSchema = literals("api.read", "api.write");
export type Scope = Static<typeof ScopeSchema>;

const AccountSchema = closed({
  name: Type.String({ minLength: 1 }),
  clientId: Type.String({ minLength: 1 }),
  companyId: Type.String(),
  scopes: Type.Array(ScopeSchema),
  /** Null until somebody asks for it: making one takes a while. */
  privateKey: Type.Union([PrivateKeySchema, Type.Null()]),
});
export type Account = Static<typeof AccountSchema>;

/** What the vendor does on each open point of its contract. */
const readings = readingsSchema<Readings>(open);

export const SettingsSchema = closed({
  /** How long a queued removal takes, on the emulator's clock. */
  removalMilliseconds: Type.Integer({ minimum: 0, maximum: 2_147_483_647 }),
  /** How long a trial lasts. When it is over it is expired, and inactive. */
  trialDays: Type.Integer({ minimum: 1, maximum: 3650 }),
  /**
   * By which clock assertions must be in time when signing in. With "computer" clients can still sign in after the
   * emulator's clock was moved; with "emulator" moving it shows what a wrong clock does.
   */
  signInClock: literals("emulator", "computer"),
});
export type Settings = Static<typeof SettingsSchema>;

const collections = {
  companies: keyed(CompanySchema, ({ companyId }) => companyId),
  subscriptions: keyed(SubscriptionSchema, ({ subscriptionId }) => subscriptionId),
  users: list(UserSchema),
  accounts: list(AccountSchema),
  settings: value(SettingsSchema),
  readings: value(readings),
};

export class Store extends storeOf(collections, {
  company: (number) => guid("d", number),
  subscription: (number) => guid("f", number),
  user: (number) => guid("b", number),
  account: (number) => guid("9", number),
}) {
  /** A company that was not deleted. */
  company(companyId: string): Company | undefined {
    const company = this.companies.get(companyId.toLowerCase());
    return company?.deleted === false ? company : undefined;
  }

  /** Companies directly below one, in order of their making. */
  children(companyId: string): Company[] {
    return [...this.companies.values()].filter(
      ({ parentCompanyId, deleted }) => parentCompanyId === companyId && !deleted,
    );
  }

  /** Companies of all levels below one, in order of their making. */
  below(companyId: string): Company[] {
    return [...this.companies.values()].filter(
      (company) => !company.deleted && company.companyId !== companyId && this.isAtOrBelow(company, companyId),
    );
  }

  isAtOrBelow(company: Company, rootId: string): boolean {
    const seen = new Set<string>();
    for (let at: Company | undefined = company; at !== undefined && !seen.has(at.companyId);) {
      if (at.companyId === rootId) return true;
      seen.add(at.companyId);
      at = at.parentCompanyId === null ? undefined : this.companies.get(at.parentCompanyId);
    }
    return false;
  }

  /** What the vendor lists of a company. Whether what is over stays in it is not known. */
  subscriptionsOf(companyId: string): Subscription[] {
    return [...this.subscriptions.values()].filter(
      (one) => one.companyId === companyId && (one.removedOn === null || this.#staysListed(one)),
    );
  }

  /** A trial that a conversion ended has a point of its own; `subscription.removed` says how what was removed is listed. */
  #staysListed(ended: Subscription): boolean {
    const wasConverted = [...this.subscriptions.values()].some((other) => other.convertedFrom === ended.subscriptionId);
    if (wasConverted) return this.readings["subscription.oldEntry"] !== "vanishes";
    return this.readings["subscription.removed"] !== "vanishes";
  }

  /** Whether a subscription is listed as active: its company may hold it while it is disabled. */
  isListedActive({ companyId, isActive }: Subscription): boolean {
    const reaches = this.readings["company.disableReaches"] === "subscriptions";
    return isActive && !(reaches && this.company(companyId)?.isEnabled === false);
  }

  account(clientId: string): Account | undefined {
    return this.accounts.find((one) => one.clientId === clientId && this.company(one.companyId) !== undefined);
  }
}

export type State = StateOf<Store>;
