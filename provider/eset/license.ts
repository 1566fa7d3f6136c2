/** Seats of one ESET product for one customer. Ordering is billable: nothing here orders twice. */
import * as pulumi from "@pulumi/pulumi";
import type { Args } from "../host/resource";
import { Unreadable } from "../http/answer";
import { VendorError } from "../http/vendorError";
import { converge } from "../lifecycle/converge";
import { commonInputs, type CreateContext, defineResource, type DeleteContext, type State } from "../lifecycle/define";
import { AlreadyExists, Refused } from "../lifecycle/errors";
import { project } from "../lifecycle/project";
import { type StaticProperties, Type } from "../lifecycle/schema";
import { containsUnknown, same } from "../lifecycle/values";
import { isSuspendedState, LicenseType } from "./enums";
import { isGone } from "./errors";
import { sameId } from "./ids";
import { fillIn, given, token } from "./resource";
import type { Eset } from "./session";

const own = {
  /** companyId of the customer that uses the seats, e.g. `customer.id`. Another customer means another licence. */
  customerId: Type.String({ minLength: 1, expected: "the companyId of a customer, e.g. customer.id" }),
  /**
   * ESET product code, digits as text, e.g. `"2015"`. A full licence is changed in place (License/ChangeProduct) where
   * ESET allows it; a trial is replaced.
   */
  productCode: Type.String({ pattern: "^[0-9]{1,10}$", expected: 'an ESET product code, e.g. "2015"' }),
  /** Seats (License/UpdateQuantity). */
  quantity: Type.Integer({ minimum: 1, expected: "a whole number of seats, 1 or more" }),
  /**
   * A trial is free for 30 days. Changing it to full converts it (License/ConvertToFull), billable from then on; there is no
   * way back.
   * @default "full"
   */
  type: Type.Optional(Type.Enum(["full", "trial"], { default: "full" })),
  /**
   * Suspended seats are neither billed (from the next day on) nor protected. Seats of a suspended licence can be changed
   * too: it is resumed for that moment, which ESET bills as a day.
   * @default false
   */
  suspended: Type.Optional(Type.Boolean({ default: false, expected: "true or false" })),
  /** How often the trial has been extended, by 30 days each time (License/ExtendTrial). 0 to 2, only upwards. */
  trialExtensions: Type.Optional(Type.Integer({ minimum: 0, maximum: 2, expected: "0, 1 or 2" })),
  /**
   * What removing the resource does. `suspend`: a trial is removed, a full licence suspended, because ESET cannot delete
   * one. `retain`: nothing; it goes on and is billed.
   * @default "suspend", or "retain" for a licence that was taken over with `adopt`
   */
  deletionPolicy: Type.Optional(Type.Enum(["suspend", "retain"])),
};

const inputs = Type.Object({ ...own, ...commonInputs });

export type LicenseInputs = StaticProperties<(typeof inputs)["properties"]>;

export type LicenseAssigned = {
  /** The key now; ConvertToFull may change it. */
  readonly publicLicenseKey: string;
};

/** The vendor writes ids in one case, people may write them in another. */
const canonical = { customerId: (id: string) => id.toLowerCase() };

type LicenseInState = State<LicenseInputs, LicenseAssigned>;
type Live = Partial<LicenseInputs> & LicenseAssigned;

// ---- what is to be done ------------------------------------------------------------------------

export type LicenseStep =
  | { readonly call: "UpdateQuantity" | "ConvertToFull"; readonly quantity: number }
  | { readonly call: "ChangeProduct"; readonly newProductCode: string; readonly quantity: number }
  | { readonly call: "ExtendTrial" | "Suspend" | "Unsuspend" };

/**
 * The calls that lead from one state to the other, in order. ESET changes only running licences, so a suspended one is
 * resumed first; and converting or changing the product carries the quantity along.
 */
export function licenseSteps(from: Partial<LicenseInputs>, to: LicenseInputs): LicenseStep[] {
  const { quantity } = to;
  const changes: LicenseStep[] = [];
  if (from.type === "trial" && to.type === "full") changes.push({ call: "ConvertToFull", quantity });
  if (from.productCode !== to.productCode) {
    changes.push({ call: "ChangeProduct", newProductCode: to.productCode, quantity });
  }
  if (changes.length === 0 && from.quantity !== quantity) changes.push({ call: "UpdateQuantity", quantity });
  const extensions = to.type === "trial" ? (to.trialExtensions ?? 0) - (from.trialExtensions ?? 0) : 0;
  for (let n = 0; n < extensions; n++) changes.push({ call: "ExtendTrial" });

  const runs = from.suspended !== true;
  const resume = !runs && (changes.length > 0 || to.suspended !== true);
  const suspend = to.suspended === true && (runs || resume);
  return [
    ...(resume ? [{ call: "Unsuspend" } as const] : []),
    ...changes,
    ...(suspend ? [{ call: "Suspend" } as const] : []),
  ];
}

async function perform(
  { api }: Eset,
  id: string,
  step: LicenseStep,
  reached: LicenseInState,
): Promise<Partial<LicenseInState>> {
  const publicLicenseKey = keyOf(id, reached);
  switch (step.call) {
    case "UpdateQuantity":
      await api.license.updateQuantity({ publicLicenseKey, quantity: step.quantity });
      return { quantity: step.quantity };
    case "ConvertToFull": {
      const converted = await api.license.convertToFull({ publicLicenseKey, quantity: step.quantity });
      return { type: "full", quantity: step.quantity, publicLicenseKey: converted.id("publicLicenseKey") };
    }
    case "ChangeProduct":
      await api.license.changeProduct({
        publicLicenseKey,
        newProductCode: step.newProductCode,
        quantity: step.quantity,
      });
      return { productCode: step.newProductCode, quantity: step.quantity };
    case "ExtendTrial":
      await api.license.extendTrial({ publicLicenseKey });
      return { trialExtensions: (reached.trialExtensions ?? 0) + 1 };
    case "Suspend":
      await api.license.suspend({ publicLicenseKey });
      return { suspended: true };
    case "Unsuspend":
      await api.license.unsuspend({ publicLicenseKey });
      return { suspended: false };
  }
}

/** An imported licence may lack the key in state; it is the id then. */
const keyOf = (id: string, { publicLicenseKey }: Partial<LicenseAssigned>): string => publicLicenseKey ?? id;

// ---- what is there -----------------------------------------------------------------------------

/**
 * The licence as it is. Converting a trial may have changed its key, so a key that is gone is looked for by customer and
 * product. A suspended company holds all its licences suspended: that says nothing about the licence itself.
 */
async function read(eset: Eset, id: string, state: LicenseInState): Promise<Live | undefined> {
  const detail = (await eset.license(keyOf(id, state))) ?? (await successor(eset, state));
  if (detail === undefined) return undefined;

  const customerId = detail.id("customerId");
  const key = detail.id("publicLicenseKey");
  // a licence has another key once it is converted, but never another customer
  if (key !== keyOf(id, state) && !sameId(customerId, state.customerId ?? customerId)) {
    const what = `is about licence ${key} of company ${customerId}, not ${keyOf(id, state)}`;
    throw new Unreadable("ESET", "License/Detail", what, `licence ${keyOf(id, state)}`);
  }
  let suspended = isSuspendedState(detail.whole("state"));
  if (suspended && state.suspended !== true) {
    const companySuspended = await eset.companySuspended(customerId);
    if (companySuspended === undefined) return undefined; // deleted with its customer
    suspended = !companySuspended;
  }
  const trial = detail.flag("trial");
  const extensions = detail.optionalWhole("trialExtensions");
  return {
    customerId,
    productCode: detail.id("productCode"),
    quantity: detail.whole("quantity"),
    type: trial ? "trial" : "full",
    suspended,
    ...(trial && extensions !== undefined ? { trialExtensions: extensions } : {}),
    publicLicenseKey: key,
  };
}

/** As `read`, for a refresh: a licence of which lists show all that is in state, as it is there, is not asked for. */
async function refresh(eset: Eset, id: string, state: LicenseInState): Promise<Live | undefined> {
  const publicLicenseKey = keyOf(id, state);
  const { customerId = "", productCode = "", quantity, type, suspended, trialExtensions } = state;
  // a suspended one counts no seats, whatever it has; and no list tells of extensions
  const isListed = type !== undefined && suspended === false && trialExtensions === undefined;
  const isAsBefore =
    isListed &&
    (await eset.bulk?.showsLicense(
      { publicLicenseKey, customerId, productCode },
      (license) => license.type === type && license.seats === quantity,
    ));
  return isAsBefore === true ? { ...state, publicLicenseKey } : await read(eset, id, state);
}

async function successor(eset: Eset, { customerId, productCode }: LicenseInState) {
  if (customerId === undefined || productCode === undefined) return undefined;
  const [key] = await eset.licenseKeys(customerId, productCode);
  return key === undefined ? undefined : await eset.license(key);
}

// ---- verbs -------------------------------------------------------------------------------------

async function bring(
  eset: Eset,
  id: string,
  from: LicenseInState,
  to: LicenseInputs,
  isNew: boolean,
): Promise<LicenseAssigned> {
  const reached = await converge<LicenseInState, LicenseStep>({
    id,
    from,
    isNew,
    steps: (state) => licenseSteps(state, to),
    perform: (step, state) => perform(eset, id, step, state),
    look: async () => {
      const live = await read(eset, id, { ...from, ...to });
      return live && { ...asDeclared(live, { ...from, ...to }), ...(from.adopted ? { adopted: true } : {}) };
    },
    worthALook: (error) => error instanceof VendorError && error.outcome !== "notDone" && error.status !== 403,
  });
  return { publicLicenseKey: keyOf(id, reached) };
}

/** State from a live licence: of what is declared, and the key. */
function asDeclared(live: Live, declared: Partial<LicenseInputs>): LicenseInState {
  return { ...project({ inputs, canonical }, declared, live), publicLicenseKey: live.publicLicenseKey };
}

const mostOrders = 3;

async function create(eset: Eset, inputs: LicenseInputs, { adopt, managed }: CreateContext) {
  const startedAt = Date.now();
  let mayBeOurs = false;
  for (let attempt = 1; ; attempt++) {
    try {
      const ordered = await eset.api.license.order({
        customerId: inputs.customerId,
        productCode: inputs.productCode,
        quantity: inputs.quantity,
        licenseType: LicenseType[inputs.type ?? "full"],
      });
      const publicLicenseKey = ordered.id("publicLicenseKey");
      const start = { ...inputs, suspended: false, trialExtensions: 0, publicLicenseKey };
      return { id: publicLicenseKey, assigned: await bring(eset, publicLicenseKey, start, inputs, true) };
    } catch (error) {
      if (!(error instanceof VendorError)) throw error;
      mayBeOurs ||= error.outcome === "unknown";
      if (error.outcome !== "unknown" && !error.is("8/20")) throw error;
      const [key] = await eset.licenseKeys(inputs.customerId, inputs.productCode);
      if (key !== undefined) {
        if (managed(key)) throw new AlreadyExists(describe(inputs), key, true);
        return await takeOver(eset, key, inputs, adopt, mayBeOurs ? startedAt : undefined);
      }
      if (error.outcome !== "unknown" || attempt === mostOrders) throw error;
    }
  }
}

/** How far the vendor's clock may be behind ours when it dates an order that we sent. */
const clockSkewMilliseconds = 120_000;

/**
 * The customer has a licence of this product. It is ours if it is the one that an order with a lost answer made, or a
 * suspended one, which is what an earlier removal leaves; any other is taken over only when asked.
 */
async function takeOver(eset: Eset, key: string, to: LicenseInputs, adopt: boolean, orderedAt: number | undefined) {
  const live = await read(eset, key, {});
  const detail = await eset.license(key);
  if (live === undefined || detail === undefined) {
    throw new Error(`ESET licence ${key} was there and is gone: somebody else changes it. Run again.`);
  }
  const wasOrderedNow =
    orderedAt !== undefined &&
    detail.moment("lastUpdate") >= orderedAt - clockSkewMilliseconds &&
    live.quantity === to.quantity &&
    live.type === to.type &&
    sameId(detail.text("lastUpdateBy"), await eset.ownUserId());
  const isLeftOver = live.suspended === true;
  const what = describe(to);
  if (!adopt && !wasOrderedNow && !isLeftOver) throw new AlreadyExists(what, key, false);
  if (live.type === "full" && to.type === "trial") {
    throw new Refused(
      `${what} exists (${key}); it is a full one and cannot become a trial. Set type: "full" to use it.`,
    );
  }
  refuseFewerExtensions(live.trialExtensions, to);
  const adopted = adopt && !wasOrderedNow;
  const from = { ...asDeclared(live, to), ...(adopted ? { adopted } : {}) };
  return { id: key, assigned: await bring(eset, key, from, to, true), adopted };
}

const describe = ({ productCode, customerId }: LicenseInputs): string =>
  `An ESET licence of product ${productCode} for customer ${customerId}`;

function refuseFewerExtensions(extended = 0, { trialExtensions, type }: LicenseInputs): void {
  if (type !== "trial" || trialExtensions === undefined || extended <= trialExtensions) return;
  throw new Refused(
    `trialExtensions: the trial has been extended ${extended} times already. Set trialExtensions: ${extended}.`,
  );
}

async function update(eset: Eset, id: string, from: LicenseInState, to: LicenseInputs): Promise<LicenseAssigned> {
  if (to.trialExtensions === undefined || from.trialExtensions !== undefined)
    return await bring(eset, id, from, to, false);
  // declared for the first time: how often it has been extended so far is not in state
  const live = await read(eset, id, from);
  const extended = live?.trialExtensions ?? 0;
  refuseFewerExtensions(extended, to);
  return await bring(eset, id, { ...from, trialExtensions: extended }, to, false);
}

async function remove(
  eset: Eset,
  id: string,
  state: LicenseInState,
  { managed, believeGone }: DeleteContext,
): Promise<void> {
  const key = keyOf(id, state);
  const policy = state.deletionPolicy ?? (state.adopted === true ? "retain" : "suspend");
  if (policy === "retain") {
    console.error(`ESET licence ${key} is kept as it is, and billed, as its deletionPolicy says.`);
    return;
  }
  if (await retire(eset, key, state.type)) return;
  // the key is gone: somebody removed the licence, or converted it and it has another one, unless that is a new one of ours
  const [now] = await eset.licenseKeys(state.customerId ?? "", state.productCode);
  if (now === undefined) {
    await believeGone();
    return;
  }
  if (!managed(now)) await retire(eset, now, state.type);
}

/** Removes a trial, suspends a full licence. Whether there was one. */
async function retire({ api }: Eset, publicLicenseKey: string, type: LicenseInputs["type"]): Promise<boolean> {
  const removed =
    type === "trial" ? await attempt(api.license.remove({ publicLicenseKey }), "8/24", "8/23") : "refused";
  if (removed !== "refused") return removed === "done";
  // a full licence, a trial that somebody converted, or one that is over; what is suspended or expired already is out of use
  return (await attempt(api.license.suspend({ publicLicenseKey }), "8/21", "8/23")) !== "gone";
}

/** How the vendor took it; `refused` with one of the codes. */
async function attempt(call: Promise<unknown>, ...codes: readonly string[]): Promise<"done" | "gone" | "refused"> {
  try {
    await call;
    return "done";
  } catch (error) {
    if (isGone(error)) return "gone";
    if (error instanceof VendorError && error.is(...codes)) return "refused";
    throw error;
  }
}

export const license = defineResource({
  type: "eset:License",
  inputs,
  assigned: ["publicLicenseKey"],
  identity: keyOf,
  canonical,
  normalise: { productCode: (value) => (typeof value === "number" ? String(value) : value) },
  rules: (declared) =>
    declared.trialExtensions !== undefined && declared.type !== "trial" && !containsUnknown(declared.type)
      ? [{ property: "trialExtensions", reason: 'is only for trials. Leave it out, or set type: "trial".' }]
      : [],
  replace: (from, to) => {
    if (!same(canonical.customerId, from.customerId, to.customerId)) return ["customerId"];
    return from.productCode !== to.productCode && from.type === "trial" && to.type === "trial" ? ["productCode"] : [];
  },
  refuse: {
    type: {
      when: (from, to) => from.type === "full" && to.type === "trial",
      reason: "A full licence cannot become a trial.",
      remedy: () => 'Set type: "full".',
      recreatable: false,
    },
    trialExtensions: {
      when: (from, to) => (to.trialExtensions ?? 0) < (from.trialExtensions ?? 0) && to.trialExtensions !== undefined,
      reason: "An extension of a trial cannot be taken back.",
      remedy: (from) => `Set trialExtensions to ${from.trialExtensions ?? "what it was"}, or more.`,
      recreatable: true,
    },
  },
  disturbedBy: {
    key: ({ customerId }) => `licences of ${customerId.toLowerCase()}`,
    leaves: { suspended: false },
  },
  create,
  read: refresh,
  update,
  delete: remove,
});

// ---- what programs see -------------------------------------------------------------------------

export type LicenseArgs = Omit<Args<typeof own>, "productCode"> &
  Args<typeof commonInputs> & {
    /**
     * ESET product code, e.g. `"2015"`. A full licence is changed in place (License/ChangeProduct) where ESET allows it;
     * a trial is replaced.
     */
    productCode: pulumi.Input<string | number>;
  };

/**
 * Seats of one ESET product for one customer (License/Order). Each order is billable, and ESET keeps at most one licence
 * per customer and product: one that exists is an error, unless it is a suspended one, which is resumed, or `adopt` is set.
 *
 * @example
 * new eset.License("bakery-protect", { customerId: bakery.id, productCode: "2015", quantity: 10 });
 *
 * @example Thirty days on trial; `type: "full"` converts it later.
 * new eset.License("bakery-trial", { customerId: bakery.id, productCode: "2018", quantity: 5, type: "trial" });
 */
export class License extends pulumi.CustomResource {
  declare readonly customerId: pulumi.Output<string>;
  declare readonly productCode: pulumi.Output<string>;
  declare readonly quantity: pulumi.Output<number>;
  declare readonly type: pulumi.Output<"full" | "trial">;
  declare readonly suspended: pulumi.Output<boolean>;
  declare readonly trialExtensions: pulumi.Output<number | undefined>;
  declare readonly deletionPolicy: pulumi.Output<"suspend" | "retain" | undefined>;
  /** The key now; converting a trial may change it. */
  declare readonly publicLicenseKey: pulumi.Output<string>;
  /** True if the licence existed before and was taken over. */
  declare readonly adopted: pulumi.Output<boolean | undefined>;

  constructor(name: string, args: LicenseArgs, opts?: pulumi.CustomResourceOptions) {
    const { productCode } = args;
    const declared = { ...args, productCode: typeof productCode === "number" ? String(productCode) : productCode };
    super(token(license), name, given(license, declared), opts);
    fillIn(this, license);
  }
}
