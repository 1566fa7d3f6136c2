/**
 * What somebody clicks in the vendor's web app. Nobody is asked for permission, but the rules of the data hold, such as that
 * only a partner has companies below it.
 */
import { open } from "../../contracts/generated/redstor.open";
import type { Readings } from "../../contracts/generated/redstor.open";
import { Type } from "@sinclair/typebox";
import type { Static } from "@sinclair/typebox";
import { actOn, changingReadings, changingSettings } from "../acts";
import type { PortalOf } from "../acts";
import { closed, UsageError } from "../shape";
import { addCompany, moveCompany, setEnabled } from "./company";
import { Refusal } from "./errors";
import { products } from "./products";
import {
  CompanyTypeSchema,
  ConsumptionSchema,
  ScopeSchema,
  SettingsSchema,
  TrialStatusSchema,
  UserSchema,
} from "./store";
import type { Account, Company, OperationKind, Settings, Store, Subscription, User } from "./store";
import { convertTrial, listedSubscription, requireRoom, subscribe } from "./subscription";
import * as life from "./subscriptionLife";
import { ids } from "./world";

const text = Type.String({ minLength: 1 });
const uuid = Type.String({ pattern: "^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$" });
const dateTime = Type.String({ format: "date-time" });

const companyFields = {
  type: Type.Optional(CompanyTypeSchema),
  isEnabled: Type.Optional(Type.Boolean()),
  parentCompanyId: Type.Optional(text),
};
const NewCompanySchema = closed({ companyName: text, companyId: Type.Optional(uuid), ...companyFields });
/** A company to create: a customer unless `type` says otherwise, under the first account's company if no parent is given. */
export type NewCompany = Static<typeof NewCompanySchema>;

const CompanyChangesSchema = closed({ companyName: Type.Optional(text), ...companyFields });
/** What is to change on a company. The API can change neither its name nor its type; somebody in the web app can. */
export type CompanyChanges = Static<typeof CompanyChangesSchema>;

const subscriptionFields = {
  productId: Type.Integer(),
  editionId: Type.Optional(Type.Integer()),
  trial: Type.Optional(Type.Boolean()),
  subscriptionId: Type.Optional(uuid),
  startedOn: Type.Optional(dateTime),
};
const NewSubscriptionSchema = closed({ companyId: text, ...subscriptionFields });
/**
 * A subscription to make: full unless `trial`, to the product's first edition unless `editionId` says otherwise. With
 * `startedOn` it began in the past, for consumption; a trial may be over by now.
 */
export type NewSubscription = Static<typeof NewSubscriptionSchema>;

const SubscriptionChangesSchema = closed({
  trialStatus: Type.Optional(TrialStatusSchema),
  isActive: Type.Optional(Type.Boolean()),
  editionId: Type.Optional(Type.Integer()),
});
/** What is to change on a subscription, whether or not the vendor would let it come to that. */
export type SubscriptionChanges = Static<typeof SubscriptionChangesSchema>;

const userFields = Type.Partial(Type.Pick(UserSchema, ["role", "enabled", "verified", "sso"])).properties;
const newUserFields = { name: text, email: text, userId: Type.Optional(uuid), ...userFields };
const NewUserSchema = closed({ companyId: text, ...newUserFields });
/** A user to create: a Company Admin who has accepted the invitation, unless something else is said. */
export type NewUser = Static<typeof NewUserSchema>;

const UserChangesSchema = closed({ name: Type.Optional(text), email: Type.Optional(text), ...userFields });
export type UserChanges = Static<typeof UserChangesSchema>;

const NewAccountSchema = closed({
  name: text,
  companyId: Type.Optional(text),
  scopes: Type.Optional(Type.Array(ScopeSchema)),
});
/** A service account to create: of the first account's company and with both scopes, unless something else is said. */
export type NewAccount = Static<typeof NewAccountSchema>;

const UsageSchema = Type.Partial(ConsumptionSchema, { additionalProperties: false });
const NewOperationSchema = closed({
  accountName: text,
  status: Type.Integer({ minimum: 0, maximum: 3 }),
  serviceId: Type.Optional(Type.Integer()),
  timestamp: Type.Optional(dateTime),
});
/**
 * A backup or restore of one account: 0 failed, 1 succeeded, 2 completed with warnings, 3 with errors. Of the product's
 * first service, and now, unless something else is said.
 */
export type NewOperation = Static<typeof NewOperationSchema>;

export const SeedSchema = closed({
  companies: Type.Optional(
    Type.Array(
      closed({
        ...NewCompanySchema.properties,
        subscriptions: Type.Optional(Type.Array(closed(subscriptionFields))),
        users: Type.Optional(Type.Array(closed(newUserFields))),
      }),
    ),
  ),
  subscriptions: Type.Optional(Type.Array(NewSubscriptionSchema)),
  users: Type.Optional(Type.Array(NewUserSchema)),
  accounts: Type.Optional(Type.Array(NewAccountSchema)),
});
/** Companies with their subscriptions and users, and accounts, to add to what there is. Parents come before their children. */
export type RedstorSeed = Static<typeof SeedSchema>;

/** A company as the emulator knows it. */
export type CompanyCopy = Omit<Company, "deleted"> & { readonly deleted?: true };

/** A subscription as the vendor lists it. */
export type SubscriptionCopy = Pick<
  Subscription,
  "subscriptionId" | "companyId" | "productId" | "editionId" | "trialStatus" | "isActive"
> & { readonly removal?: "queued" };

export function copyCompany({ deleted, ...company }: Company): CompanyCopy {
  return { ...company, ...(deleted && { deleted }) };
}

export function copySubscription(store: Store, subscription: Subscription): SubscriptionCopy {
  const { subscriptionId, companyId, productId, editionId, trialStatus, removal } = subscription;
  return {
    ...{ subscriptionId, companyId, productId, editionId, trialStatus, isActive: store.isListedActive(subscription) },
    ...(removal !== null && { removal: "queued" }),
  };
}

const act = actOn<Store>();
const ofSubscription = "companies/:companyId/subscriptions/:subscriptionId";

export const acts = {
  createCompany: act({
    ...{ method: "POST", path: "companies", takes: NewCompanySchema, what: "company" },
    run: (store, _, wanted) => copyCompany(createCompany(store, wanted)),
  }),
  updateCompany: act({
    ...{ method: "PATCH", path: "companies/:companyId", takes: CompanyChangesSchema, what: "company" },
    run: (store, _, id, changes) => copyCompany(updateCompany(store, company(store, id), changes)),
  }),
  /** With all companies below it, and their subscriptions and users. */
  deleteCompany: act({
    ...{ method: "DELETE", path: "companies/:companyId" },
    run: (store, now, id) => {
      deleteCompany(store, now, company(store, id));
    },
  }),
  createSubscription: act({
    ...{ method: "POST", path: "subscriptions", takes: NewSubscriptionSchema, what: "subscription" },
    run: (store, now, wanted) => copySubscription(store, createSubscription(store, now, wanted)),
  }),
  updateSubscription: act({
    ...{ method: "PATCH", path: ofSubscription, takes: SubscriptionChangesSchema, what: "subscription" },
    run: (store, now, companyId, id, changes) =>
      copySubscription(store, updateSubscription(store, now, subscriptionOf(store, companyId, id), changes)),
  }),
  /** At once, whatever the settings say of removals by the API. */
  removeSubscription: act({
    ...{ method: "DELETE", path: ofSubscription },
    run: (store, now, ...ids) => {
      const subscription = subscriptionOf(store, ...ids);
      if (subscription.removedOn !== null) throw new Refusal("SubscriptionIsRemoved");
      life.remove(store, now, subscription);
    },
  }),
  /** Gives the full subscription, which may have another id. */
  convertTrial: act({
    ...{ method: "POST", path: `${ofSubscription}/conversion` },
    run: (store, now, ...ids) => copySubscription(store, convertTrial(store, now, subscriptionOf(store, ...ids))),
  }),
  /** As if the time of the trial were over. */
  expireTrial: act({
    ...{ method: "POST", path: `${ofSubscription}/expiry` },
    run: (store, now, ...ids) => {
      const subscription = subscriptionOf(store, ...ids);
      if (subscription.trialStatus !== "Trial") throw new Refusal("SubscriptionIsNotTrial");
      life.expire(store, now, subscription);
      return copySubscription(store, subscription);
    },
  }),
  /** What is consumed from now on, in place of what is computed. What is not said stays computed. */
  setUsage: act({
    ...{ method: "PUT", path: `${ofSubscription}/usage`, takes: UsageSchema, what: "usage" },
    run: (store, now, companyId, id, consumption) => {
      const subscription = subscriptionOf(store, companyId, id);
      subscription.usages.push({ date: now.toISOString(), consumption });
      store.touch();
      return copySubscription(store, subscription);
    },
  }),
  /** The last backup of an account. */
  recordBackup: act({
    ...{ method: "POST", path: `${ofSubscription}/backups`, takes: NewOperationSchema, what: "operation" },
    run: (store, now, companyId, id, backup) =>
      recordOperation(store, now, subscriptionOf(store, companyId, id), "backups", backup),
  }),
  /** The last restore of an account. There are none that nobody told of. */
  recordRestore: act({
    ...{ method: "POST", path: `${ofSubscription}/restores`, takes: NewOperationSchema, what: "operation" },
    run: (store, now, companyId, id, restore) =>
      recordOperation(store, now, subscriptionOf(store, companyId, id), "restores", restore),
  }),
  createUser: act({ method: "POST", path: "users", takes: NewUserSchema, what: "user", run: createUser }),
  updateUser: act({
    ...{ method: "PATCH", path: "users/:userId", takes: UserChangesSchema, what: "user" },
    run: (store, _, userId, changes) => {
      const user = userOf(store, userId);
      store.touch();
      return Object.assign(user, changes);
    },
  }),
  deleteUser: act({
    ...{ method: "DELETE", path: "users/:userId" },
    run: (store, _, userId) => {
      store.users.splice(store.users.indexOf(userOf(store, userId)), 1);
      store.touch();
    },
  }),
  /** Gives its client id; the key is among the accounts then. */
  createAccount: act({
    ...{ method: "POST", path: "accounts", takes: NewAccountSchema, what: "account" },
    run: (store, _, wanted) => createAccount(store, wanted),
  }),
  changeReadings: changingReadings<Readings>("redstor", open),
  changeSettings: changingSettings<Settings>(SettingsSchema),
};

export type Portal = PortalOf<typeof acts> & {
  /** What `recordBackup` or `recordRestore` does, whichever the kind says. */
  recordOperation(
    kind: OperationKind,
    companyId: string,
    subscriptionId: string,
    operation: NewOperation,
  ): SubscriptionCopy;
};

function company(store: Store, companyId: string): Company {
  const found = store.company(companyId);
  if (found === undefined) throw new UsageError(`There is no company ${companyId}`, 404);
  return found;
}

function subscriptionOf(store: Store, companyId: string, subscriptionId: string): Subscription {
  return listedSubscription(store, company(store, companyId).companyId, subscriptionId);
}

function userOf(store: Store, userId: string): User {
  const found = store.users.find((user) => user.userId === userId.toLowerCase());
  if (found === undefined) throw new UsageError(`There is no user ${userId}`, 404);
  return found;
}

function createCompany(store: Store, wanted: NewCompany): Company {
  const { parentCompanyId = ids.partner, type = "Customer", isEnabled = true, companyName } = wanted;
  const companyId = wanted.companyId?.toLowerCase();
  if (companyId !== undefined && store.companies.has(companyId)) {
    throw new UsageError(`There is a company ${companyId} already`);
  }
  const parent = company(store, parentCompanyId);
  return addCompany(store, parent, { companyName, type, isEnabled, ...(companyId !== undefined && { companyId }) });
}

function updateCompany(store: Store, target: Company, changes: CompanyChanges): Company {
  const { parentCompanyId, isEnabled, ...fields } = changes;
  if (fields.type === "Customer" && store.children(target.companyId).length > 0) {
    throw new Refusal("CompanyHasCustomers");
  }
  if (parentCompanyId !== undefined) moveCompany(store, target, company(store, parentCompanyId));
  if (isEnabled !== undefined) setEnabled(store, target, isEnabled);
  store.touch();
  return Object.assign(target, fields);
}

function deleteCompany(store: Store, now: Date, target: Company): void {
  for (const one of [...store.below(target.companyId), target]) {
    for (const subscription of store.subscriptionsOf(one.companyId)) {
      if (subscription.removedOn === null) life.remove(store, now, subscription);
    }
    one.deleted = true;
  }
  store.touch();
}

function createSubscription(store: Store, now: Date, wanted: NewSubscription): Subscription {
  const { trial = false, startedOn, productId } = wanted;
  const owner = company(store, wanted.companyId);
  const subscriptionId = wanted.subscriptionId?.toLowerCase();
  if (subscriptionId !== undefined && store.subscriptions.has(subscriptionId)) {
    throw new UsageError(`There is a subscription ${subscriptionId} already`);
  }
  const start = startedOn === undefined ? now : new Date(startedOn);
  if (start > now) throw new UsageError("subscription.startedOn is in the future");
  const editionId = wanted.editionId ?? products.get(productId)?.editions[0]?.id ?? 0;
  const made = subscribe(store, start, {
    ...{ companyId: owner.companyId, productId, editionId, trial },
    ...(subscriptionId !== undefined && { subscriptionId }),
  });
  life.settle(store, now);
  return made;
}

function updateSubscription(
  store: Store,
  now: Date,
  subscription: Subscription,
  changes: SubscriptionChanges,
): Subscription {
  const { productId } = subscription;
  const { editionId = subscription.editionId } = changes;
  if (products.get(productId)?.editions.some(({ id }) => id === editionId) !== true) {
    throw new Refusal("EditionIsUnknown");
  }
  const { trialStatus = subscription.trialStatus } = changes;
  if (changes.isActive === true) requireRoom(store, { ...subscription, trial: trialStatus === "Trial" });
  const isOver = subscription.trialEndsOn === null || subscription.trialEndsOn <= now.toISOString();
  return life.become(store, now, subscription, {
    ...changes,
    ...(changes.trialStatus === "Trial" && isOver && { trialEndsOn: life.endOfTrial(store, now) }),
    ...(changes.isActive === true && { removedOn: null }),
  });
}

function recordOperation(
  store: Store,
  now: Date,
  subscription: Subscription,
  kind: OperationKind,
  wanted: NewOperation,
): SubscriptionCopy {
  const services = products.get(subscription.productId)?.services ?? [];
  const { serviceId = services[0]?.id ?? 0, accountName, status } = wanted;
  if (!services.some(({ id }) => id === serviceId)) throw new UsageError(`The product has no service ${serviceId}`);
  const timestamp = new Date(wanted.timestamp ?? now).toISOString();
  if (timestamp > now.toISOString()) throw new UsageError("operation.timestamp is in the future");
  subscription.operations.push({ kind, accountName, serviceId, status, timestamp });
  store.touch();
  return copySubscription(store, subscription);
}

function createUser(store: Store, now: Date, wanted: NewUser): User {
  const { companyId, userId = store.newId("user"), ...fields } = wanted;
  if (store.users.some((user) => user.userId === userId.toLowerCase())) {
    throw new UsageError(`There is a user ${userId} already`);
  }
  const user: User = {
    ...{ role: "Company Admin", enabled: true, verified: true, sso: null },
    ...fields,
    userId: userId.toLowerCase(),
    companyId: company(store, companyId).companyId,
    dateCreated: now.toISOString(),
  };
  store.users.push(user);
  store.touch();
  return user;
}

function createAccount(store: Store, wanted: NewAccount): Omit<Account, "privateKey"> {
  const { name, companyId = ids.partner, scopes = ["api.read", "api.write"] } = wanted;
  const made = { name, clientId: store.newId("account"), companyId: company(store, companyId).companyId, scopes };
  store.accounts.push({ ...made, privateKey: null });
  store.touch();
  return made;
}

/** Carries out a seed. */
export function plant(store: Store, now: Date, seed: RedstorSeed): void {
  const { companies = [], subscriptions = [], users = [], accounts = [] } = seed;
  for (const { subscriptions: own = [], users: people = [], ...wanted } of companies) {
    const { companyId } = createCompany(store, wanted);
    for (const subscription of own) createSubscription(store, now, { ...subscription, companyId });
    for (const user of people) createUser(store, now, { ...user, companyId });
  }
  for (const wanted of subscriptions) createSubscription(store, now, wanted);
  for (const wanted of users) createUser(store, now, wanted);
  for (const wanted of accounts) createAccount(store, wanted);
}
