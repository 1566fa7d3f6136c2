/** What a company uses of Redstor: one product in one edition. Billable; removing one removes the backups in it. */
import { isGone, VendorError } from "../http/vendorError";
import { commonInputs, defineResource, type RemovalContext, type State } from "../lifecycle/define";
import { messageOf, outOfTheState, Refused } from "../lifecycle/errors";
import { idKey, sameId } from "../lifecycle/ids";
import { mayBeSo, outcomeOf } from "../lifecycle/outcome";
import { say } from "../lifecycle/say";
import { type StaticProperties, Type } from "../lifecycle/schema";
import { pause, until } from "../lifecycle/wait";
import { containsUnknown, same } from "../lifecycle/values";
import { trialStatusOf } from "./enums";
import { type Redstor, type SubscriptionAnswer } from "./session";

const inputs = Type.Object({
  /** companyId of the company that uses it, e.g. `company.id`. */
  companyId: Type.String({ minLength: 1, expected: "the companyId of a company, e.g. company.id" }),
  /** Id of the product, as `getProducts` lists them, e.g. `4`. */
  productId: Type.Integer({ minimum: 0, expected: "the id of a product, a whole number as getProducts lists them" }),
  /** Id of the edition; it means something only with its product, e.g. `5`. */
  editionId: Type.Integer({ minimum: 0, expected: "the id of an edition, a whole number as getProducts lists them" }),
  /**
   * A trial is free until it expires. Changing it to full converts it, billable from then on; there is no way back. A trial
   * that has expired stays in the state, with `expired` true; changing it to full subscribes anew if Redstor does not convert
   * it any more.
   * @default "full"
   */
  mode: Type.Default(Type.Enum(["full", "trial"]), "full"),
  /**
   * What removing the resource does. `delete`: the subscription is removed, with its backups. `retain`: nothing; it goes on
   * and is billed.
   * @default "delete", or "retain" for a subscription that was taken over with `adopt`
   */
  deletionPolicy: Type.Optional(Type.Enum(["delete", "retain"])),
  ...commonInputs,
});

export type SubscriptionInputs = StaticProperties<(typeof inputs)["properties"]>;

const assigned = {
  /** The id now; converting a trial may change it. */
  subscriptionId: Type.String(),
  /** Whether it is a trial whose time is over. */
  expired: Type.Boolean(),
};

export type SubscriptionAssigned = StaticProperties<typeof assigned>;

type InState = State<SubscriptionInputs, SubscriptionAssigned>;
type Live = Required<Pick<SubscriptionInputs, "companyId" | "productId" | "editionId" | "mode">> & SubscriptionAssigned;

const canonical = { companyId: idKey };

// ---- what is to be done ------------------------------------------------------------------------

export type SubscriptionStep = { readonly call: "convertTrial" };

/** The calls that lead from one state to the other: all that can be changed is a trial, into a full subscription. */
export const subscriptionSteps = (from: Partial<SubscriptionInputs>, to: SubscriptionInputs): SubscriptionStep[] =>
  from.mode === "trial" && to.mode !== "trial" ? [{ call: "convertTrial" }] : [];

async function perform(redstor: Redstor, id: string, reached: InState): Promise<Partial<InState>> {
  const { companyId, subscriptionId } = placeOf(id, reached);
  try {
    await redstor.api.subscription.convertTrial({ companyId, subscriptionId });
  } catch (error) {
    const trial = await expiredTrial(redstor, error, companyId, subscriptionId);
    if (trial === undefined) throw error;
    return await subscribeAnew(redstor, trial, error);
  }
  // the answer says nothing, and it is not documented whether the id stays
  const full = await untilListed(redstor, companyId, (list) => {
    const own = list.find((one) => hasId(one, subscriptionId) && isListed(one));
    // another full one may be of another resource: it counts once the list, which may be behind, shows nothing in force under the own id
    return own === undefined ? list.find((one) => isSuccessor(one, reached)) : isTrial(own) ? undefined : own;
  });
  if (full === undefined) {
    throw new Error(
      `Redstor subscription ${subscriptionId} was converted, but the company's list lacks it. Run again.`,
    );
  }
  return { mode: "full", subscriptionId: full.id("subscriptionId"), expired: false };
}

/** The time of a trial is over, so it may not be convertible any more: the company subscribes anew, unless somebody has done that. */
async function subscribeAnew(redstor: Redstor, trial: Live, refusal: unknown): Promise<Partial<InState>> {
  const { companyId, productId, editionId } = trial;
  const another = (await ofProduct(redstor, companyId, productId)).find(({ expired }) => !expired);
  if (another !== undefined) {
    throw new Error(
      `Company ${companyId} has another subscription of product ${productId} (id ${companyId}/${another.subscriptionId}), so the expired trial is not subscribed again. Remove this resource, and declare the other one with adopt: true or import it.`,
      { cause: refusal },
    );
  }
  const meant = (list: readonly SubscriptionAnswer[]) => list.find((one) => isSuccessor(one, trial));
  let full: SubscriptionAnswer | undefined;
  try {
    full = await redstor.api.subscription.create({ companyId }, { productId, editionId });
  } catch (error) {
    if (outcomeOf(error) !== "unknown") throw error;
    full = await untilListed(redstor, companyId, meant);
    // not the error itself: what is unknown would be tried again
    if (full === undefined)
      throw new Error(`${messageOf(error)} It is not sent again in this run. Run again.`, { cause: error });
  }
  full ??= await untilListed(redstor, companyId, meant);
  if (full === undefined) {
    throw new Error(
      `Redstor says that company ${companyId} is subscribed to product ${productId} now, and does not list it. Run again later.`,
    );
  }
  return { mode: "full", subscriptionId: full.id("subscriptionId"), expired: false };
}

const listMilliseconds = 15_000;

/** The subscription that is meant, once the company's list shows it, be it some seconds late. */
async function untilListed(
  redstor: Redstor,
  companyId: string,
  meant: (list: readonly SubscriptionAnswer[]) => SubscriptionAnswer | undefined,
): Promise<SubscriptionAnswer | undefined> {
  return await until(listMilliseconds, async () => meant((await redstor.subscriptions(companyId)) ?? []));
}

/** The trial that the vendor refuses to convert, if it has expired. */
async function expiredTrial(
  redstor: Redstor,
  error: unknown,
  companyId: string,
  subscriptionId: string,
): Promise<Live | undefined> {
  if (!(error instanceof VendorError) || error.outcome !== "refused" || error.status === 403) return undefined;
  const listed = (await redstor.subscriptions(companyId))?.find((one) => hasId(one, subscriptionId));
  const live = listed === undefined ? undefined : fromWire(companyId, listed);
  return live?.expired === true ? live : undefined;
}

// ---- what is there -----------------------------------------------------------------------------

/** The company of a subscription, and its id now; converting a trial may have changed it. */
function placeOf(id: string, state: Partial<SubscriptionAssigned>): { companyId: string; subscriptionId: string } {
  const [companyId = "", subscriptionId = "", ...more] = id.split("/");
  if (companyId === "" || subscriptionId === "" || more.length > 0) {
    throw new Error(`${JSON.stringify(id)} is not the id of a Redstor subscription: give companyId/subscriptionId.`);
  }
  return { companyId, subscriptionId: state.subscriptionId ?? subscriptionId };
}

const hasId = (subscription: SubscriptionAnswer, id: string): boolean => sameId(subscription.id("subscriptionId"), id);

const isTrial = (subscription: SubscriptionAnswer): boolean =>
  ["running", "expired"].includes(trialStatusOf(subscription));

/**
 * Whether there is something of it. Whether a removed subscription vanishes from the list is not documented, nor whether one that stays
 * says that it was removed: so an inactive one is gone, unless its status says that it is a trial whose time is over.
 */
export const isListed = (subscription: SubscriptionAnswer): boolean => {
  const status = trialStatusOf(subscription);
  return status === "expired" || (status !== "removed" && subscription.flag("isActive"));
};

/** An entry of a company's list as the properties of the resource. */
export function fromWire(companyId: string, subscription: SubscriptionAnswer): Live {
  return {
    companyId,
    productId: subscription.whole("productId"),
    editionId: subscription.whole("editionId"),
    mode: isTrial(subscription) ? "trial" : "full",
    subscriptionId: subscription.id("subscriptionId"),
    expired: trialStatusOf(subscription) === "expired",
  };
}

/** The subscription in the company's list; or the full one that its trial became, if that has another id. */
function found(list: readonly SubscriptionAnswer[], id: string, state: InState): SubscriptionAnswer | undefined {
  const { subscriptionId } = placeOf(id, state);
  return list.find((one) => hasId(one, subscriptionId) && isListed(one)) ?? successor(list, state);
}

const successor = (list: readonly SubscriptionAnswer[], state: Partial<SubscriptionInputs>) =>
  state.mode === "trial" ? list.find((one) => isSuccessor(one, state)) : undefined;

/** A conversion changes neither product nor edition. */
const isSuccessor = (
  one: SubscriptionAnswer,
  { productId, editionId = one.whole("editionId") }: Partial<SubscriptionInputs>,
): boolean =>
  one.whole("productId") === productId && one.whole("editionId") === editionId && isListed(one) && !isTrial(one);

const absenceMilliseconds = [1000, 3000];

/** `to` is given while an update is under way, which wants to know how it is now. */
async function read(redstor: Redstor, id: string, state: InState, to?: SubscriptionInputs): Promise<Live | undefined> {
  const { companyId, subscriptionId } = placeOf(id, state);
  let list = await (to === undefined ? redstor.subscriptionsInRun(companyId) : redstor.subscriptions(companyId));
  if (list === undefined) return undefined; // gone with its company
  let live = found(list, id, state);
  // only lists tell of it, and they may be behind by seconds: what they do not show is looked for again before it counts as gone
  for (const wait of absenceMilliseconds) {
    live ??= await heldByCompany(redstor, companyId, subscriptionId, list);
    if (live !== undefined || list.some((one) => hasId(one, subscriptionId))) break;
    await pause(wait);
    list = (await redstor.subscriptions(companyId)) ?? [];
    live = found(list, id, state);
  }
  if (live === undefined) return undefined;
  const { expired, ...rest } = fromWire(companyId, live);
  if (expired) {
    say(`Redstor subscription ${id}: the trial has expired. ${afterTheTrial}`);
  }
  return { ...rest, expired };
}

/** Whether disabling a company makes its subscriptions inactive is not documented: they would not be gone. */
async function heldByCompany(
  redstor: Redstor,
  companyId: string,
  subscriptionId: string,
  list: readonly SubscriptionAnswer[],
): Promise<SubscriptionAnswer | undefined> {
  const inactive = list.find((one) => hasId(one, subscriptionId));
  if (inactive === undefined || trialStatusOf(inactive) === "removed") return undefined;
  return (await redstor.company(companyId))?.flag("isEnabled") === false ? inactive : undefined;
}

// ---- how it comes into being, and how it ends --------------------------------------------------

const idOf = ({ companyId, subscriptionId }: Live): string => `${companyId}/${subscriptionId}`;

async function send(redstor: Redstor, { companyId, productId, editionId, mode }: SubscriptionInputs) {
  const { create, createTrial } = redstor.api.subscription;
  const subscribe = mode === "trial" ? createTrial : create;
  const made = await subscribe({ companyId }, { productId, editionId });
  if (made === undefined) return undefined;
  const live = fromWire(companyId, made);
  return { id: idOf(live), reached: live };
}

async function find(redstor: Redstor, { companyId, productId }: SubscriptionInputs) {
  return (await ofProduct(redstor, companyId, productId)).map((live) => ({ id: idOf(live), live }));
}

/** What the company has of a product now. */
async function ofProduct(redstor: Redstor, companyId: string, productId: number): Promise<Live[]> {
  const list = await redstor.subscriptions(companyId);
  if (list === undefined) {
    throw new Error(
      `Redstor has no company ${companyId}, or does not show it to this service account. Check companyId; if the company was deleted, run "pulumi refresh".`,
    );
  }
  return list
    .filter((one) => one.whole("productId") === productId && isListed(one))
    .map((one) => fromWire(companyId, one));
}

const mostDeletes = 3;
const removalMilliseconds = 5 * 60 * 1000;

async function remove(redstor: Redstor, id: string, state: InState, { owns }: RemovalContext) {
  const { companyId, subscriptionId } = placeOf(id, state);
  const seen = { withoutCompany: false };
  const listed = async () => {
    const list = await redstor.subscriptions(companyId);
    seen.withoutCompany ||= list === undefined;
    return list ?? [];
  };
  const isDone = await retire(redstor, companyId, subscriptionId, listed);
  if (isDone) return seen.withoutCompany ? "gone" : "done";
  const next = successor(await listed(), state)?.id("subscriptionId");
  const nextId = `${companyId}/${next ?? ""}`;
  if (next === undefined || owns(nextId)) return "gone";
  throw new Refused(
    `Redstor subscription ${id} is gone, and its company has a full one of the same product and edition (${nextId}). Nothing was changed. If that is what became of it, ` +
      `run "pulumi refresh" first. If it is not this stack's, ${outOfTheState}.`,
  );
}

/** Removes a subscription, and waits until that is done. Whether there was one. */
async function retire(
  redstor: Redstor,
  companyId: string,
  subscriptionId: string,
  listed: () => Promise<readonly SubscriptionAnswer[]>,
): Promise<boolean> {
  const isThere = async () => (await listed()).some((one) => hasId(one, subscriptionId) && isListed(one));
  /** Lists may be behind by seconds, whether it was made or removed a moment ago: so the last look decides. */
  const isAbsent = async () => {
    let there = true;
    for (const wait of [0, ...absenceMilliseconds]) {
      await pause(wait);
      there = await isThere();
    }
    return !there;
  };
  for (let attempt = 1; ; attempt++) {
    try {
      const outcome = await redstor.api.subscription.delete({ companyId, subscriptionId });
      if (outcome === "done") return true;
      break;
    } catch (error) {
      if (isGone(error)) return attempt > 1; // after a lost answer it is what that request did
      if (!mayBeSo(error)) throw error;
      if (await isAbsent()) return true;
      const isLost = outcomeOf(error) === "unknown";
      if (isLost && attempt < mostDeletes) continue;
      if (attempt === 1 || isLost) throw error;
      break; // refused after a lost answer: that request may have queued it
    }
  }
  const removed = await until(removalMilliseconds, async () => ((await isThere()) ? undefined : true), {
    longestPause: 15_000,
    what: `subscription ${subscriptionId} is removed`,
  });
  if (removed) return true;
  throw new Error(
    `Redstor queued the removal of subscription ${subscriptionId} of company ${companyId}, and has not finished it after ${removalMilliseconds / 60_000} minutes. It goes on there: run again later.`,
  );
}

const afterTheTrial = 'Set mode: "full" to convert it, or remove the resource.';

const anotherOne = (what: string) => ({
  reason: `Another ${what} means another subscription, without the backups of this one.`,
  recreatable: true,
});

export const subscription = defineResource({
  type: "redstor:Subscription",
  inputs,
  assigned,
  owner: "companyId",
  nouns: ["subscription", "subscriptions"],
  billed: ({ productId, editionId, mode }) => ({
    product: String(productId),
    edition: String(editionId),
    seats: 1,
    per: "subscription",
    ...(mode === "trial" ? { free: "trial" } : {}),
  }),
  means: { mode: () => "converted" },
  what: ({ productId, companyId }) => `A Redstor subscription of product ${productId} for company ${companyId}`,
  telling: {
    stake: "money",
    stakes: { companyId: "money", productId: "money", editionId: "money", mode: "money" },
  },
  key: (id, state) => {
    const { companyId, subscriptionId } = placeOf(id, state);
    return `${companyId}/${subscriptionId}`;
  },
  canonical,
  // a company that is created anew in the same run takes its subscriptions with it
  replace: (from, to) =>
    to.allowRecreate === true && from.companyId !== undefined && containsUnknown(to.companyId) ? ["companyId"] : [],
  refuse: {
    companyId: {
      when: (from) => from.companyId !== undefined,
      ...anotherOne("company"),
      remedy: (from) => `Set companyId to ${from.companyId ?? "what it was"}.`,
    },
    productId: {
      when: (from) => from.productId !== undefined,
      ...anotherOne("product"),
      remedy: (from) =>
        `Set productId: ${from.productId ?? "what it was"}; or declare a resource of its own for the other.`,
    },
    editionId: {
      when: (from) => from.editionId !== undefined,
      ...anotherOne("edition"),
      remedy: (from) => `Set editionId: ${from.editionId ?? "what it was"}.`,
    },
    mode: {
      when: (from, to) =>
        from.mode === "full" &&
        to.mode === "trial" &&
        from.productId === to.productId &&
        same(canonical.companyId, from.companyId, to.companyId),
      reason: "A full subscription cannot become a trial.",
      remedy: () => 'Set mode: "full".',
      recreatable: false,
    },
  },
  lapsed: {
    property: "mode",
    when: ({ mode, expired }) => mode === "trial" && expired === true,
    now: "trial, expired",
    remedy: afterTheTrial,
  },
  steps: subscriptionSteps,
  perform: (redstor, id, _step, reached) => perform(redstor, id, reached),
  read,
  create: {
    // nothing but a look prevents a second one, which would be billed too
    looksFirst: true,
    send,
    exists: () => false,
    find,
    made: (_redstor, { live }, { editionId, mode }) =>
      live.expired === false && live.mode === mode && live.editionId === editionId,
    // a trial whose time is over does not stand in the way of a subscription, as far as is known
    isOver: ({ expired }) => expired === true,
  },
  remove: {
    usual: () => "delete",
    kept: (key) => `Redstor subscription ${key} is kept as it is, and billed`,
    means: () => ({ becomes: "removed", loses: "its backups" }),
    carryOut: remove,
  },
});
