/** What happens to one subscription, whoever asked for it, or because its time has come. Keeps what it was before. */
import type { Store, Subscription } from "./store";

const dayMilliseconds = 24 * 60 * 60 * 1000;

export interface Start {
  readonly companyId: string;
  readonly productId: number;
  readonly editionId: number;
  readonly trial: boolean;
  readonly subscriptionId?: string;
}

export function start(store: Store, now: Date, wanted: Start): Subscription {
  const { companyId, productId, editionId, trial } = wanted;
  const subscription: Subscription = {
    subscriptionId: wanted.subscriptionId ?? store.newId("subscription"),
    companyId,
    productId,
    editionId,
    trialStatus: trial ? "Trial" : "NotUsed",
    isActive: true,
    startedOn: now.toISOString(),
    trialEndsOn: trial ? endOfTrial(store, now) : null,
    removal: null,
    removedOn: null,
    convertedFrom: null,
    history: [],
    usages: [],
    operations: [],
  };
  store.subscriptions.set(subscription.subscriptionId, subscription);
  become(store, now, subscription, {});
  return subscription;
}

export const endOfTrial = ({ settings }: Store, now: Date): string =>
  new Date(now.getTime() + settings.trialDays * dayMilliseconds).toISOString();

/** Gives what is the full subscription then. If it gets another id, the trial is no more. */
export function convert(store: Store, now: Date, trial: Subscription): Subscription {
  if (store.readings["subscription.idOnConversion"] === "stays")
    return become(store, now, trial, { trialStatus: "Upgraded", isActive: true });
  const full = {
    ...structuredClone(trial),
    subscriptionId: store.newId("subscription"),
    convertedFrom: trial.subscriptionId,
    history: [],
  };
  const trialStatus = store.readings["subscription.oldEntry"] === "staysTrial" ? "Trial" : "Upgraded";
  become(store, now, trial, { trialStatus, isActive: false, removedOn: now.toISOString() });
  store.subscriptions.set(full.subscriptionId, full);
  return become(store, now, full, { trialStatus: "Upgraded", isActive: true });
}

export function expire(store: Store, now: Date, subscription: Subscription): void {
  const { "subscription.expiredTrial": reading } = store.readings;
  become(store, now, subscription, {
    trialStatus: reading === "inactiveTrial" ? "Trial" : "Expired",
    isActive: reading === "activeExpired",
  });
}

export function queueRemoval(
  store: Store,
  now: Date,
  subscription: Subscription,
  milliseconds: number | "never",
): void {
  const dueOn = milliseconds === "never" ? null : new Date(now.getTime() + milliseconds).toISOString();
  become(store, now, subscription, { removal: { dueOn } });
}

/** What was a trial until then may say that it was removed; anything else is only inactive. */
export function remove(store: Store, now: Date, subscription: Subscription): void {
  const wasTrial = subscription.trialStatus === "Trial" || subscription.trialStatus === "Expired";
  become(store, now, subscription, {
    isActive: false,
    removal: null,
    removedOn: now.toISOString(),
    ...(wasTrial && store.readings["subscription.removed"] !== "inactive" && { trialStatus: "Removed" }),
  });
}

/** Changes a subscription, and notes since when it is so. */
export function become(
  store: Store,
  now: Date,
  subscription: Subscription,
  changes: Partial<Subscription>,
): Subscription {
  const { trialStatus, isActive } = Object.assign(subscription, changes);
  subscription.history.push({ date: now.toISOString(), trialStatus, isActive });
  store.touch();
  return subscription;
}

/** Does what is due by now: of each subscription first what was due first. */
export function settle(store: Store, now: Date): void {
  for (const subscription of store.subscriptions.values()) {
    const removal = subscription.removal?.dueOn ?? undefined;
    const isTrial = subscription.trialStatus === "Trial" && subscription.isActive;
    const expiry = isTrial ? (subscription.trialEndsOn ?? undefined) : undefined;
    const isDue = (date: string | undefined): date is string => date !== undefined && Date.parse(date) <= now.getTime();
    if (isDue(expiry) && !(isDue(removal) && removal <= expiry)) expire(store, new Date(expiry), subscription);
    if (isDue(removal)) remove(store, new Date(removal), subscription);
  }
}
