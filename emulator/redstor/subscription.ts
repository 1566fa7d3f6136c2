/** The calls for subscriptions. */
import { done, inOrder, listed, nothing, ok, queued, visibleCompany } from "./call";
import type { Action, Call, Schemas } from "./call";
import { Refusal } from "./errors";
import { products } from "./products";
import * as life from "./subscriptionLife";
import type { Store, Subscription } from "./store";

function subscriptionOf(store: Store, subscription: Subscription): Schemas["ProductSubscription"] {
  const { subscriptionId, productId, editionId, trialStatus } = subscription;
  return { subscriptionId, productId, editionId, trialStatus, isActive: store.isListedActive(subscription) };
}

export const list: Action<"companiesCompanyIdSubscriptionsGet"> = (call, wanted) => {
  const { companyId } = visibleCompany(call, wanted.companyId);
  const all = inOrder(call, call.listed.subscriptionsOf(companyId));
  return listed(
    call,
    all.map((one) => subscriptionOf(call.listed, one)),
  );
};

export const create: Action<"companiesCompanyIdSubscriptionsPost"> = (call, wanted, body) => {
  const { companyId } = visibleCompany(call, wanted.companyId);
  return subscribed(call, subscribe(call.store, call.now, { ...body, companyId, trial: false }));
};

export const createTrial: Action<"companiesCompanyIdSubscriptionsTrialPost"> = (call, wanted, body) => {
  const { companyId } = visibleCompany(call, wanted.companyId);
  return subscribed(call, subscribe(call.store, call.now, { ...body, companyId, trial: true }));
};

const subscribed = ({ store }: Call, made: Subscription) =>
  store.readings["subscription.createAnswer"] === "nothing" ? nothing : ok(subscriptionOf(store, made));

/** What the API and the web app share of subscribing. All of these rules are inferred. */
export function subscribe(store: Store, now: Date, wanted: life.Start): Subscription {
  const product = products.get(wanted.productId);
  if (product === undefined) throw new Refusal("ProductIsUnknown");
  const edition = product.editions.find(({ id }) => id === wanted.editionId);
  if (edition === undefined) throw new Refusal("EditionIsUnknown");
  if (wanted.trial && !edition.hasTrial) throw new Refusal("EditionHasNoTrial");
  requireRoom(store, wanted);
  const hadTrial = [...store.subscriptions.values()].some(
    (one) => one.companyId === wanted.companyId && one.productId === product.id && one.trialEndsOn !== null,
  );
  if (wanted.trial && hadTrial && store.readings["subscription.secondTrial"] === "refused")
    throw new Refusal("TrialWasUsed");
  return life.start(store, now, wanted);
}

/** Refuses a subscription from which the company is kept by what else it has of the product. */
export function requireRoom(
  store: Store,
  { companyId, productId, trial, subscriptionId }: Omit<life.Start, "editionId">,
): void {
  const { "subscription.second": second, "subscription.trialBesideFull": beside } = store.readings;
  const standsInTheWay = (one: Subscription) =>
    one.subscriptionId !== subscriptionId &&
    one.productId === productId &&
    one.isActive &&
    one.trialStatus !== "Expired" &&
    (trial === (one.trialStatus === "Trial") ? second === "refused" : beside === "refused");
  if (store.subscriptionsOf(companyId).some(standsInTheWay)) throw new Refusal("ProductIsSubscribed");
}

export const convert: Action<"companiesCompanyIdSubscriptionsSubscriptionIdTrialConvertPatch"> = (call, wanted) => {
  convertTrial(call.store, call.now, subscriptionIn(call, wanted));
  return done;
};

const isRunning = ({ trialStatus, isActive }: Subscription): boolean => trialStatus === "Trial" && isActive;

const isExpired = ({ trialStatus, isActive, removedOn }: Subscription): boolean =>
  removedOn === null && (trialStatus === "Expired" || (trialStatus === "Trial" && !isActive));

/** A trial that has expired cannot be converted any more (inferred): it is subscribed to anew. */
export function convertTrial(store: Store, now: Date, subscription: Subscription): Subscription {
  if (subscription.removal !== null) throw new Refusal("SubscriptionIsBeingRemoved");
  const mayBeExpired = store.readings["subscription.expiredConversion"] === "allowed";
  const isTrial = isRunning(subscription) || (mayBeExpired && isExpired(subscription));
  if (!isTrial) throw new Refusal("SubscriptionIsNotTrial");
  return life.convert(store, now, subscription);
}

/** Asking again while a removal is queued changes nothing (inferred). */
export const remove: Action<"companiesCompanyIdSubscriptionsSubscriptionIdDelete"> = (call, wanted) => {
  const { store, now, operationMilliseconds: slow } = call;
  const { companyId } = visibleCompany(call, wanted.companyId);
  const known = store.subscriptions.get(wanted.subscriptionId.toLowerCase());
  const isOver = known?.companyId === companyId && known.removedOn !== null;
  if (isOver && store.readings["subscription.secondRemoval"] === "accepted") return done;
  const subscription = subscriptionIn(call, wanted);
  if (subscription.removedOn !== null) throw new Refusal("SubscriptionIsRemoved");
  if (subscription.removal !== null) return queued;
  if (slow === undefined && store.readings["subscription.removal"] === "now") {
    life.remove(store, now, subscription);
    return done;
  }
  life.queueRemoval(store, now, subscription, slow ?? store.settings.removalMilliseconds);
  return queued;
};

function subscriptionIn(call: Call, wanted: { companyId: string; subscriptionId: string }): Subscription {
  const { companyId } = visibleCompany(call, wanted.companyId);
  return listedSubscription(call.store, companyId, wanted.subscriptionId);
}

/** One of those that the vendor lists of a company. */
export function listedSubscription(store: Store, companyId: string, subscriptionId: string): Subscription {
  const wanted = subscriptionId.toLowerCase();
  const subscription = store.subscriptionsOf(companyId).find((one) => one.subscriptionId === wanted);
  if (subscription === undefined) throw new Refusal("SubscriptionNotFound");
  return subscription;
}
