/** What a company uses of Redstor: one product in one edition. Billable; removing one removes the backups in it. */
import { setTimeout as sleep } from "node:timers/promises";
import * as pulumi from "@pulumi/pulumi";
import type { Args } from "../host/resource";
import { VendorError } from "../http/vendorError";
import { converge } from "../lifecycle/converge";
import { commonInputs, type CreateContext, defineResource, type DeleteContext, type State } from "../lifecycle/define";
import { AlreadyExists, Refused } from "../lifecycle/errors";
import { project } from "../lifecycle/project";
import { type StaticProperties, Type } from "../lifecycle/schema";
import { containsUnknown, same } from "../lifecycle/values";
import { createOnce } from "./createOnce";
import { trialStatusOf } from "./enums";
import { isGone } from "./errors";
import { fillIn, given, token } from "./resource";
import { idKey, type Redstor, type SubscriptionAnswer } from "./session";

const own = {
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
  mode: Type.Optional(Type.Enum(["full", "trial"], { default: "full" })),
  /**
   * What removing the resource does. `delete`: the subscription is removed, with its backups. `retain`: nothing; it goes on
   * and is billed.
   * @default "delete", or "retain" for a subscription that was taken over with `adopt`
   */
  deletionPolicy: Type.Optional(Type.Enum(["delete", "retain"])),
};

const inputs = Type.Object({ ...own, ...commonInputs });

export type SubscriptionInputs = StaticProperties<(typeof inputs)["properties"]>;

export type SubscriptionAssigned = {
  /** The id now; converting a trial may change it. */
  readonly subscriptionId: string;
  /** Whether it is a trial whose time is over. */
  readonly expired: boolean;
};

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
    // its time is over, so it may not be convertible any more: the company subscribes anew, unless somebody has done that
    const another = (await ofProduct(redstor, companyId, trial.productId)).find(({ expired }) => !expired);
    if (another !== undefined) {
      throw new Error(
        `Company ${companyId} has another subscription of product ${trial.productId} (id ${companyId}/${another.subscriptionId}), so its expired trial is not subscribed anew. Remove this resource, and declare the other one with adopt: true or import it.`,
        { cause: error },
      );
    }
    const { subscriptionId: full } = await subscribe(redstor, { ...trial, mode: "full" });
    return { mode: "full", subscriptionId: full, expired: false };
  }
  // the answer says nothing, and it is not documented whether the id stays
  const live = found((await redstor.subscriptions(companyId)) ?? [], id, { ...reached, mode: "trial" });
  if (live === undefined) {
    throw new Error(
      `Redstor subscription ${subscriptionId} was converted, but the company's list lacks it. Run again.`,
    );
  }
  return { mode: "full", subscriptionId: live.id("subscriptionId"), expired: false };
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

const identityOf = (companyId: string, subscriptionId: string): string => idKey(`${companyId}/${subscriptionId}`);

const hasId = (subscription: SubscriptionAnswer, id: string): boolean =>
  idKey(subscription.id("subscriptionId")) === idKey(id);

const statusOf = (subscription: SubscriptionAnswer) => trialStatusOf(subscription.text("trialStatus"));

const isTrial = (subscription: SubscriptionAnswer): boolean => ["running", "expired"].includes(statusOf(subscription));

/**
 * Whether there is something of it. Whether a removed subscription vanishes from the list is not documented, nor whether one that stays
 * says that it was removed: so an inactive one is gone, unless its status says that it is a trial whose time is over.
 */
export const isListed = (subscription: SubscriptionAnswer): boolean => {
  const status = statusOf(subscription);
  return status === "expired" || (status !== "removed" && subscription.flag("isActive"));
};

function fromWire(companyId: string, subscription: SubscriptionAnswer): Live {
  return {
    companyId,
    productId: subscription.whole("productId"),
    editionId: subscription.whole("editionId"),
    mode: isTrial(subscription) ? "trial" : "full",
    subscriptionId: subscription.id("subscriptionId"),
    expired: statusOf(subscription) === "expired",
  };
}

/** The subscription in the company's list; or the full one that its trial became, if that has another id. */
function found(list: readonly SubscriptionAnswer[], id: string, state: InState): SubscriptionAnswer | undefined {
  const { subscriptionId } = placeOf(id, state);
  return list.find((one) => hasId(one, subscriptionId) && isListed(one)) ?? successor(list, state);
}

const successor = (
  list: readonly SubscriptionAnswer[],
  { mode, productId }: Partial<SubscriptionInputs>,
): SubscriptionAnswer | undefined =>
  mode === "trial"
    ? list.find((one) => one.whole("productId") === productId && isListed(one) && !isTrial(one))
    : undefined;

async function read(redstor: Redstor, id: string, state: InState): Promise<Live | undefined> {
  const { companyId, subscriptionId } = placeOf(id, state);
  const list = await redstor.subscriptionsInRun(companyId);
  if (list === undefined) return undefined; // gone with its company
  const live = found(list, id, state) ?? (await heldByCompany(redstor, companyId, subscriptionId, list));
  if (live === undefined) return undefined;
  const { expired, ...rest } = fromWire(companyId, live);
  if (expired) {
    console.error(`Redstor subscription ${id}: the trial has expired. ${afterTheTrial}`);
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
  if (inactive === undefined || statusOf(inactive) === "removed") return undefined;
  return (await redstor.company(companyId))?.flag("isEnabled") === false ? inactive : undefined;
}

// ---- verbs -------------------------------------------------------------------------------------

/** State from a live subscription: of what is declared, and what the vendor assigned. */
const asDeclared = (live: Live, declared: Partial<SubscriptionInputs>): InState => ({
  ...project({ inputs, canonical }, declared, live),
  subscriptionId: live.subscriptionId,
  expired: live.expired,
});

const explainable = (error: unknown): error is VendorError =>
  error instanceof VendorError && error.outcome !== "notDone" && error.status !== 403;

async function bring(
  redstor: Redstor,
  id: string,
  from: InState,
  to: SubscriptionInputs,
  isNew: boolean,
): Promise<SubscriptionAssigned> {
  const { companyId } = placeOf(id, from);
  const reached = await converge<InState, SubscriptionStep>({
    id,
    from,
    isNew,
    steps: (state) => subscriptionSteps(state, to),
    perform: (_step, state) => perform(redstor, id, state),
    look: async () => {
      const live = found((await redstor.subscriptions(companyId)) ?? [], id, from);
      if (live === undefined) return undefined;
      const state = asDeclared(fromWire(companyId, live), { ...from, ...to });
      return { ...state, ...(from.adopted === true ? { adopted: true } : {}) };
    },
    worthALook: explainable,
  });
  return { subscriptionId: placeOf(id, reached).subscriptionId, expired: reached.expired ?? false };
}

async function create(redstor: Redstor, inputs: SubscriptionInputs, context: CreateContext) {
  const { companyId, productId, editionId, mode = "full" } = inputs;
  return await redstor.inTurn(`subscription ${idKey(companyId)} ${productId}`, async () => {
    const before = await ofProduct(redstor, companyId, productId);
    // an expired trial does not stand in the way of a subscription, as far as is known
    const existing = before.filter(({ expired }) => context.adopt || !expired);
    if (existing.length > 0) return await takeOver(redstor, existing, inputs, context);

    const made = await subscribe(redstor, { companyId, productId, editionId, mode });
    return { id: `${companyId}/${made.subscriptionId}`, assigned: asAssigned(made) };
  });
}

const asAssigned = ({ subscriptionId, expired }: Live): SubscriptionAssigned => ({ subscriptionId, expired });

/** What the company has of a product now. */
async function ofProduct(redstor: Redstor, companyId: string, productId: number): Promise<Live[]> {
  const list = await redstor.subscriptions(companyId);
  if (list === undefined) {
    throw new Error(`Redstor has no company ${companyId}, or does not show it to this service account.`);
  }
  return list
    .filter((one) => one.whole("productId") === productId && isListed(one))
    .map((one) => fromWire(companyId, one));
}

/** Subscribes to what the company has no running subscription of. */
async function subscribe(
  redstor: Redstor,
  { companyId, productId, editionId, mode }: Pick<Live, "companyId" | "productId" | "editionId" | "mode">,
): Promise<Live> {
  const { create: full, createTrial } = redstor.api.subscription;
  const send = mode === "trial" ? createTrial : full;
  return await createOnce({
    create: async () => {
      const subscription = await send({ companyId }, { productId, editionId });
      return subscription === undefined ? undefined : fromWire(companyId, subscription);
    },
    find: async () =>
      (await ofProduct(redstor, companyId, productId)).find(
        (one) => !one.expired && one.mode === mode && one.editionId === editionId,
      ),
  });
}

const described = ({ productId, companyId }: SubscriptionInputs): string =>
  `A Redstor subscription of product ${productId} for company ${companyId}`;

/** The company has a subscription of this product: it is taken over if that is wanted. A running one goes before an expired. */
async function takeOver(
  redstor: Redstor,
  existing: readonly Live[],
  to: SubscriptionInputs,
  { adopt, managed }: CreateContext,
) {
  const idOf = (one: Live) => `${one.companyId}/${one.subscriptionId}`;
  const free = existing.filter((one) => !managed(idKey(idOf(one))));
  const live = adopt ? (free.find(({ expired }) => !expired) ?? free[0]) : undefined;
  if (live === undefined) throw new AlreadyExists(described(to), existing.map(idOf).join(", "), free.length === 0);
  const id = idOf(live);
  if (live.editionId !== to.editionId) {
    throw new Refused(
      `${described(to)} exists (${id}) in edition ${live.editionId}. Set editionId: ${live.editionId}.`,
    );
  }
  if (live.mode === "full" && to.mode === "trial") {
    throw new Refused(`${described(to)} exists (${id}); it is a full one and cannot become a trial. Set mode: "full".`);
  }
  const from = { ...asDeclared(live, to), adopted: true };
  return { id, assigned: await bring(redstor, id, from, to, true), adopted: true };
}

const mostDeletes = 3;
const removalMilliseconds = 5 * 60 * 1000;

async function remove(redstor: Redstor, id: string, state: InState, context: DeleteContext): Promise<void> {
  const policy = state.deletionPolicy ?? (state.adopted === true ? "retain" : "delete");
  if (policy === "retain") {
    console.error(`Redstor subscription ${id} is kept as it is, and billed, as its deletionPolicy says.`);
    return;
  }
  const { companyId, subscriptionId } = placeOf(id, state);
  const listed = async () => {
    const list = await redstor.subscriptions(companyId);
    if (list === undefined) await context.believeGone(); // with its company
    return list ?? [];
  };
  if (await retire(redstor, companyId, subscriptionId, listed)) return;
  // the id is gone: somebody removed it, or converted it and it has another one, unless that is a new one of ours
  const next = successor(await listed(), state)?.id("subscriptionId");
  if (next !== undefined && !context.managed(identityOf(companyId, next)))
    await retire(redstor, companyId, next, listed);
}

/** Removes a subscription, and waits until that is done. Whether there was one. */
async function retire(
  redstor: Redstor,
  companyId: string,
  subscriptionId: string,
  listed: () => Promise<readonly SubscriptionAnswer[]>,
): Promise<boolean> {
  const isThere = async () => (await listed()).some((one) => hasId(one, subscriptionId) && isListed(one));
  for (let attempt = 1; ; attempt++) {
    try {
      const outcome = await redstor.api.subscription.delete({ companyId, subscriptionId });
      if (outcome === "done") return true;
      break;
    } catch (error) {
      if (isGone(error)) return attempt > 1; // after a lost answer it is what that request did
      if (!explainable(error)) throw error;
      if (!(await isThere())) return true;
      if (error.outcome === "unknown" && attempt < mostDeletes) continue;
      if (attempt === 1 || error.outcome === "unknown") throw error;
      break; // refused after a lost answer: that request may have queued it
    }
  }
  const deadline = performance.now() + removalMilliseconds;
  for (let pause = 200; await isThere(); pause = Math.min(pause * 1.5, 15_000)) {
    if (performance.now() + pause > deadline) {
      throw new Error(
        `Redstor has queued the removal of subscription ${subscriptionId} of company ${companyId}, and it is not done after ${removalMilliseconds / 60_000} minutes. It goes on there: run again later.`,
      );
    }
    await sleep(pause);
  }
  return true;
}

const afterTheTrial = 'Set mode: "full" to convert it, or remove the resource.';

const anotherOne = (what: string) => ({
  reason: `Another ${what} means another subscription, without the backups of this one.`,
  recreatable: true,
});

export const subscription = defineResource({
  type: "redstor:Subscription",
  inputs,
  assigned: ["subscriptionId", "expired"],
  identity: (id, state) => {
    const { companyId, subscriptionId } = placeOf(id, state);
    return identityOf(companyId, subscriptionId);
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
  create,
  read,
  update: (redstor: Redstor, id, from, to) => bring(redstor, id, from, to, false),
  delete: remove,
});

// ---- what programs see -------------------------------------------------------------------------

export type SubscriptionArgs = Args<typeof own> & Args<typeof commonInputs>;

/**
 * A company's subscription to one product (POST /companies/{companyId}/subscriptions), or its trial of it. One that exists
 * already is an error, unless `adopt` is set. Another product, edition or company would mean another subscription, without the
 * backups of this one: such a change is refused unless `allowRecreate` is set.
 *
 * @example
 * new redstor.Subscription("bakery-m365", { companyId: bakery.companyId, productId: 4, editionId: 5 });
 *
 * @example On trial; `mode: "full"` converts it later.
 * new redstor.Subscription("bakery-machines", {
 *   companyId: bakery.companyId,
 *   productId: 130,
 *   editionId: 5,
 *   mode: "trial",
 * });
 */
export class Subscription extends pulumi.CustomResource {
  declare readonly companyId: pulumi.Output<string>;
  declare readonly productId: pulumi.Output<number>;
  declare readonly editionId: pulumi.Output<number>;
  declare readonly mode: pulumi.Output<"full" | "trial">;
  declare readonly deletionPolicy: pulumi.Output<"delete" | "retain" | undefined>;
  /** The id now; converting a trial may change it. */
  declare readonly subscriptionId: pulumi.Output<string>;
  /** Whether it is a trial whose time is over. */
  declare readonly expired: pulumi.Output<boolean>;
  /** True if the subscription existed before and was taken over. */
  declare readonly adopted: pulumi.Output<boolean | undefined>;

  constructor(name: string, args: SubscriptionArgs, opts?: pulumi.CustomResourceOptions) {
    super(token(subscription), name, given(subscription, args), opts);
    fillIn(this, subscription);
  }
}
