/**
 * What somebody clicks in the vendor's web app. Nobody is asked for permission, but the rules of the data hold, such as that
 * only a partner has companies below it.
 */
import { open } from "../../contracts/generated/redstor.open";
import type { Readings } from "../../contracts/generated/redstor.open";
import { Type } from "@sinclair/typebox";
import type { Static } from "@sinclair/typebox";
import { readingsParser } from "../readings";
import { closed, shape, UsageError } from "../shape";
import { addCompany, moveCompany, setEnabled } from "./company";
import { Refusal } from "./errors";
import { products } from "./products";
import {
  CompanyTypeSchema,
  ConsumptionSchema,
  OperationKindSchema,
  ScopeSchema,
  SettingsSchema,
  Store,
  TrialStatusSchema,
  UserSchema,
} from "./store";
import type { Account, Company, Consumption, OperationKind, Settings, Subscription, User } from "./store";
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

const SeedSchema = closed({
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

const parse = {
  newCompany: shape(NewCompanySchema, "company"),
  companyChanges: shape(CompanyChangesSchema, "company"),
  newSubscription: shape(NewSubscriptionSchema, "subscription"),
  subscriptionChanges: shape(SubscriptionChangesSchema, "subscription"),
  newUser: shape(NewUserSchema, "user"),
  userChanges: shape(UserChangesSchema, "user"),
  newAccount: shape(NewAccountSchema, "account"),
  usage: shape(UsageSchema, "usage"),
  operationKind: shape(OperationKindSchema, "kind"),
  newOperation: shape(NewOperationSchema, "operation"),
  readings: readingsParser<Readings>("redstor", open),
  settings: shape(Type.Partial(SettingsSchema, { additionalProperties: false }), "settings"),
  seed: shape(SeedSchema, "seed.redstor"),
};

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

export class Portal {
  constructor(
    /** The store, which is about to be changed. */
    private readonly toChange: () => Store,
    private readonly now: () => Date,
    private readonly changed: () => void,
  ) {}

  createCompany(company: NewCompany): CompanyCopy {
    return this.#change((store) => copyCompany(createCompany(store, parse.newCompany(company))));
  }

  updateCompany(companyId: string, changes: CompanyChanges): CompanyCopy {
    return this.#change((store) =>
      copyCompany(updateCompany(store, company(store, companyId), parse.companyChanges(changes))),
    );
  }

  /** With all companies below it, and their subscriptions and users. */
  deleteCompany(companyId: string): void {
    this.#change((store, now) => {
      deleteCompany(store, now, company(store, companyId));
    });
  }

  createSubscription(subscription: NewSubscription): SubscriptionCopy {
    return this.#change((store, now) =>
      copySubscription(store, createSubscription(store, now, parse.newSubscription(subscription))),
    );
  }

  updateSubscription(companyId: string, subscriptionId: string, changes: SubscriptionChanges): SubscriptionCopy {
    return this.#subscription(companyId, subscriptionId, (subscription, store, now) =>
      updateSubscription(store, now, subscription, parse.subscriptionChanges(changes)),
    );
  }

  /** Gives the full subscription, which may have another id. */
  convertTrial(companyId: string, subscriptionId: string): SubscriptionCopy {
    return this.#subscription(companyId, subscriptionId, (subscription, store, now) =>
      convertTrial(store, now, subscription),
    );
  }

  /** As if the time of the trial were over. */
  expireTrial(companyId: string, subscriptionId: string): SubscriptionCopy {
    return this.#subscription(companyId, subscriptionId, (subscription, store, now) => {
      if (subscription.trialStatus !== "Trial") throw new Refusal("SubscriptionIsNotTrial");
      life.expire(store, now, subscription);
      return subscription;
    });
  }

  /** At once, whatever the settings say of removals by the API. */
  removeSubscription(companyId: string, subscriptionId: string): void {
    this.#subscription(companyId, subscriptionId, (subscription, store, now) => {
      if (subscription.removedOn !== null) throw new Refusal("SubscriptionIsRemoved");
      life.remove(store, now, subscription);
      return subscription;
    });
  }

  /** What is consumed from now on, in place of what is computed. What is not said stays computed. */
  setUsage(companyId: string, subscriptionId: string, consumption: Partial<Consumption>): SubscriptionCopy {
    return this.#subscription(companyId, subscriptionId, (subscription, store, now) => {
      subscription.usages.push({ date: now.toISOString(), consumption: parse.usage(consumption) });
      store.touch();
      return subscription;
    });
  }

  /** The last backup of an account. */
  recordBackup(companyId: string, subscriptionId: string, backup: NewOperation): SubscriptionCopy {
    return this.recordOperation("backups", companyId, subscriptionId, backup);
  }

  /** The last restore of an account. There are none that nobody told of. */
  recordRestore(companyId: string, subscriptionId: string, restore: NewOperation): SubscriptionCopy {
    return this.recordOperation("restores", companyId, subscriptionId, restore);
  }

  recordOperation(
    kind: OperationKind,
    companyId: string,
    subscriptionId: string,
    operation: NewOperation,
  ): SubscriptionCopy {
    return this.#subscription(companyId, subscriptionId, (subscription, store, now) =>
      recordOperation(store, now, subscription, parse.operationKind(kind), parse.newOperation(operation)),
    );
  }

  createUser(user: NewUser): User {
    return this.#change((store, now) => createUser(store, now, parse.newUser(user)));
  }

  updateUser(userId: string, changes: UserChanges): User {
    return this.#change((store) => {
      const user = userOf(store, userId);
      store.touch();
      return Object.assign(user, parse.userChanges(changes));
    });
  }

  deleteUser(userId: string): void {
    this.#change((store) => {
      store.users.splice(store.users.indexOf(userOf(store, userId)), 1);
      store.touch();
    });
  }

  /** Gives its client id; the key is among the accounts then. */
  createAccount(account: NewAccount): Omit<Account, "privateKey"> {
    return this.#change((store) => createAccount(store, parse.newAccount(account)));
  }

  /** From now on the vendor has these readings of the open points of its contract. Gives all as they are then. */
  changeReadings(changes: Partial<Readings>): Readings {
    return this.#change((store) => Object.assign(store.readings, parse.readings(changes)));
  }

  /** Gives the settings as they are then. */
  changeSettings(changes: Partial<Settings>): Settings {
    return this.#change((store) => Object.assign(store.settings, parse.settings(changes)));
  }

  #subscription(
    companyId: string,
    subscriptionId: string,
    act: (subscription: Subscription, store: Store, now: Date) => Subscription,
  ): SubscriptionCopy {
    return this.#change((store, now) => {
      const owner = company(store, companyId);
      return copySubscription(store, act(listedSubscription(store, owner.companyId, subscriptionId), store, now));
    });
  }

  /** Does something to the store, all of it or nothing. */
  #change<T>(act: (store: Store, now: Date) => T): T {
    const store = this.toChange();
    const now = this.now();
    life.settle(store, now);
    const result = asUsage(() => act(store, now));
    this.changed();
    return structuredClone(result);
  }
}

/** What the portal refuses is a mistake of whoever asked, in plain words. */
function asUsage<T>(act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (error instanceof Refusal) throw new UsageError(error.message, error.answer.status === 404 ? 404 : 400);
    throw error;
  }
}

function company(store: Store, companyId: string): Company {
  const found = store.company(companyId);
  if (found === undefined) throw new UsageError(`There is no company ${companyId}`, 404);
  return found;
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
): Subscription {
  const services = products.get(subscription.productId)?.services ?? [];
  const { serviceId = services[0]?.id ?? 0, accountName, status } = wanted;
  if (!services.some(({ id }) => id === serviceId)) throw new UsageError(`The product has no service ${serviceId}`);
  const timestamp = new Date(wanted.timestamp ?? now).toISOString();
  if (timestamp > now.toISOString()) throw new UsageError("operation.timestamp is in the future");
  subscription.operations.push({ kind, accountName, serviceId, status, timestamp });
  store.touch();
  return subscription;
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

/** The store with a seed added to it; throws before anything is changed. */
export function seeded(store: Store, now: Date, document: unknown): Store {
  const { companies = [], subscriptions = [], users = [], accounts = [] } = parse.seed(document);
  const next = new Store(store.state());
  asUsage(() => {
    for (const { subscriptions: own = [], users: people = [], ...wanted } of companies) {
      const { companyId } = createCompany(next, wanted);
      for (const subscription of own) createSubscription(next, now, { ...subscription, companyId });
      for (const user of people) createUser(next, now, { ...user, companyId });
    }
    for (const wanted of subscriptions) createSubscription(next, now, wanted);
    for (const wanted of users) createUser(next, now, wanted);
    for (const wanted of accounts) createAccount(next, wanted);
  });
  return next;
}
