/** Seats of one ESET product for one customer. Ordering is billable: nothing here orders twice. */
import { isGone, VendorError } from "../http/vendorError";
import { type Candidate, commonInputs, defineResource, type RemovalContext, type State } from "../lifecycle/define";
import { outOfTheState, Refused } from "../lifecycle/errors";
import { idKey, sameId } from "../lifecycle/ids";
import { type StaticProperties, Type } from "../lifecycle/schema";
import { pause, until } from "../lifecycle/wait";
import { containsUnknown, same } from "../lifecycle/values";
import { Unreadable } from "../vendor/answer";
import { isObsoleteState, LicenseEvent, LicenseState, LicenseType } from "./enums";
import type { Eset } from "./session";

const inputs = Type.Object({
  /** companyId of the customer that uses the seats, e.g. `customer.id`. Another customer means another licence. */
  customerId: Type.String({ minLength: 1, expected: "the companyId of a customer, e.g. customer.id" }),
  /**
   * ESET product code, e.g. `"2015"`. A full licence is changed in place (License/ChangeProduct) where
   * ESET allows it; a trial is replaced.
   */
  productCode: Type.Digits({ expected: 'an ESET product code, e.g. "2015"' }),
  /** Seats (License/UpdateQuantity). */
  quantity: Type.Integer({ minimum: 1, expected: "a whole number of seats, 1 or more" }),
  /**
   * A trial is free for 30 days. Changing it to full converts it (License/ConvertToFull), billable from then on; there is no
   * way back.
   * @default "full"
   */
  type: Type.Default(Type.Enum(["full", "trial"]), "full"),
  /**
   * Suspended seats are neither billed (from the next day on) nor protected. Seats of a suspended licence can be changed
   * too: it is resumed for that moment, which ESET bills as a day.
   * @default false
   */
  suspended: Type.Default(Type.Boolean({ expected: "true or false" }), false),
  /** How often the trial has been extended, by 30 days each time (License/ExtendTrial). 0 to 2, only upwards. */
  trialExtensions: Type.Optional(Type.Integer({ minimum: 0, maximum: 2, expected: "0, 1 or 2" })),
  /**
   * What removing the resource does. `suspend`: a trial is removed, a full licence suspended, because ESET cannot delete
   * one. `retain`: nothing; it goes on and is billed.
   * @default "suspend", or "retain" for a licence that was taken over with `adopt`
   */
  deletionPolicy: Type.Optional(Type.Enum(["suspend", "retain"])),
  ...commonInputs,
});

export type LicenseInputs = StaticProperties<(typeof inputs)["properties"]>;

const assigned = {
  /** The key now; converting a trial may change it. */
  publicLicenseKey: Type.String(),
  /** True if it is a trial whose time is over. */
  expired: Type.Optional(Type.Boolean()),
};

export type LicenseAssigned = StaticProperties<typeof assigned>;

/** The vendor writes ids in one case, people may write them in another. */
const canonical = { customerId: idKey };

type LicenseInState = State<LicenseInputs, LicenseAssigned>;
type Known = Partial<LicenseInputs> & LicenseAssigned;
type Found = Candidate<LicenseInputs, LicenseAssigned>;

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
  const resume = !runs && (changes.length > 0 || !to.suspended);
  const suspend = to.suspended && (runs || resume);
  return [
    ...(resume ? [{ call: "Unsuspend" } as const] : []),
    ...changes,
    ...(suspend ? [{ call: "Suspend" } as const] : []),
  ];
}

async function perform(
  eset: Eset,
  id: string,
  step: LicenseStep,
  reached: LicenseInState,
): Promise<Partial<LicenseInState>> {
  const { api } = eset;
  const publicLicenseKey = keyOf(id, reached);
  switch (step.call) {
    case "UpdateQuantity":
      await api.license.updateQuantity({ publicLicenseKey, quantity: step.quantity });
      return { quantity: step.quantity };
    case "ConvertToFull": {
      const converted = await api.license.convertToFull({ publicLicenseKey, quantity: step.quantity });
      return {
        type: "full",
        quantity: step.quantity,
        publicLicenseKey: converted.id("publicLicenseKey"),
        expired: false,
      };
    }
    case "ChangeProduct":
      await changeProduct(eset, publicLicenseKey, step);
      return {
        productCode: step.newProductCode,
        quantity: step.quantity,
        publicLicenseKey: await keyAfterChange(eset, publicLicenseKey, reached.customerId ?? "", step.newProductCode),
      };
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

/** ESET changes a product into few others. What it can become stands in License/Detail. */
async function changeProduct(
  eset: Eset,
  publicLicenseKey: string,
  { newProductCode, quantity }: LicenseStep & { call: "ChangeProduct" },
): Promise<void> {
  try {
    await eset.api.license.changeProduct({ publicLicenseKey, newProductCode, quantity });
  } catch (error) {
    if (!(error instanceof VendorError) || !error.is("8/45")) throw error;
    const { upgradeableTo, downgradeableTo } = (await eset.license(publicLicenseKey))?.plain() ?? {};
    const possible = [upgradeableTo, downgradeableTo].flatMap((codes) => (Array.isArray(codes) ? codes : []));
    const now = possible.length === 0 ? "It can become no other one now." : `It can become ${possible.join(" or ")}.`;
    const hint = `${now} For product ${newProductCode}, declare a licence beside it, which is an order.`;
    throw new VendorError({ ...error.details, hint });
  }
}

/** An imported licence may lack the key in state; it is the id then. */
const keyOf = (id: string, { publicLicenseKey }: Partial<LicenseAssigned>): string => publicLicenseKey ?? id;

// ---- what is there -----------------------------------------------------------------------------

/**
 * The licence as it is. Converting a trial may have changed its key, so a key that is gone is looked for by customer and
 * product. A suspended company holds all its licences suspended: that says nothing about the licence itself.
 */
async function read(eset: Eset, id: string, state: LicenseInState, to?: LicenseInputs): Promise<Known | undefined> {
  const listed = await eset.license(keyOf(id, state));
  if (listed !== undefined) mustBeOf(listed, keyOf(id, state), state);
  const detail = (await isNoMore(eset, listed, to))
    ? ((await successor(eset, state.customerId, [state.productCode, to?.productCode])) ??
      (await heir(eset, state.customerId, keyOf(id, state))))
    : listed;
  if (detail === undefined) return undefined;

  const customerId = detail.id("customerId");
  const key = detail.id("publicLicenseKey");
  let suspended = detail.says("state", LicenseState.suspended);
  if (suspended && state.suspended !== true) {
    const companySuspended = await eset.companySuspended(customerId);
    if (companySuspended === undefined) return undefined; // deleted with its customer
    suspended = !companySuspended;
  }
  const trial = detail.flag("trial");
  const extensions = trial
    ? (detail.optionalWhole("trialExtensions") ?? (await countedExtensions(eset, key, state, to)))
    : undefined;
  return {
    customerId,
    productCode: detail.id("productCode"),
    quantity: detail.whole("quantity"),
    type: trial ? "trial" : "full",
    suspended,
    ...(extensions === undefined ? {} : { trialExtensions: extensions }),
    publicLicenseKey: key,
    // A state without `expired` gets it only once the trial has expired: no running trial shows a new property.
    ...(isObsoleteTrial(detail) || state.expired !== undefined ? { expired: isObsoleteTrial(detail) } : {}),
  };
}

type Detail = NonNullable<Awaited<ReturnType<Eset["license"]>>>;

/** A licence has another key once it is converted, but never another customer. */
function mustBeOf(detail: Detail, key: string, { customerId }: LicenseInState): void {
  const [itsKey, itsCustomer] = [detail.id("publicLicenseKey"), detail.id("customerId")];
  if (itsKey === key || sameId(itsCustomer, customerId ?? itsCustomer)) return;
  const what = `is about licence ${itsKey} of company ${itsCustomer}, not ${key}`;
  throw new Unreadable("ESET", "License/Detail", what, `licence ${key}`);
}

const isObsoleteTrial = (detail: Detail): boolean => detail.flag("trial") && isObsoleteState(detail.whole("state"));

/**
 * Whether the licence is gone, or something took its place. A trial that was removed or converted may stay listed: as obsolete, like one
 * whose time is over. Its history may tell them apart, or that of the licence that it has become; while it is being converted, a full
 * licence of the product does.
 */
async function isNoMore(eset: Eset, detail: Detail | undefined, to: LicenseInputs | undefined): Promise<boolean> {
  if (detail === undefined) return true;
  if (!isObsoleteTrial(detail)) return false;
  const [key, customerId] = [detail.id("publicLicenseKey"), detail.id("customerId")];
  const types = (await eset.licenseEvents(key)).map(({ type }) => type);
  if (types.includes(LicenseEvent.cancelled) || types.includes(LicenseEvent.convertedToFull)) return true;
  if (to === undefined) return (await heir(eset, customerId, key)) !== undefined;
  if (to.type === "trial") return false;
  return (await successor(eset, customerId, [detail.id("productCode"), to.productCode])) !== undefined;
}

const historyMilliseconds = [1000, 3000];

/**
 * How often a trial was extended, where License/Detail does not tell it: counted in its history, if it is declared. The history may be
 * behind by seconds. An extension cannot be taken back, so what state knows is the least; while an update is under way, one that is
 * missing is looked for again before it counts as not done.
 */
async function countedExtensions(eset: Eset, key: string, state: LicenseInState, to: LicenseInputs | undefined) {
  const wanted = (to ?? state).trialExtensions;
  if (wanted === undefined) return undefined;
  let known = state.trialExtensions ?? 0;
  for (const wait of [0, ...(to === undefined ? [] : historyMilliseconds)]) {
    await pause(wait);
    const events = await eset.licenseEvents(key);
    known = Math.max(known, events.filter(({ type }) => type === LicenseEvent.trialExtended).length);
    if (known >= wanted) break;
  }
  return known;
}

/** For a refresh: whether the lists show the licence just as state has it. Then License/Detail need not be asked. */
async function glance(eset: Eset, id: string, state: LicenseInState): Promise<boolean> {
  const publicLicenseKey = keyOf(id, state);
  const { customerId = "", productCode = "", quantity, type, suspended, trialExtensions } = state;
  // a suspended one counts no seats, whatever it has; and no list tells of extensions
  const isListed = type !== undefined && suspended === false && trialExtensions === undefined;
  return (
    isListed &&
    (await eset.bulk?.showsLicense(
      { publicLicenseKey, customerId, productCode },
      (license) => license.type === type && license.seats === quantity,
    )) === true
  );
}

/** The licence of the customer and product that has another key by now. What runs goes before what is suspended. */
async function successor(eset: Eset, customerId: string | undefined, productCodes: readonly (string | undefined)[]) {
  if (customerId === undefined) return undefined;
  const details = [];
  for (const productCode of new Set(productCodes)) {
    if (productCode === undefined) continue;
    for (const key of await eset.licenseKeys(customerId, productCode)) {
      const detail = await eset.license(key);
      if (detail !== undefined && !isObsoleteTrial(detail)) details.push(detail);
    }
  }
  return details.find((detail) => !detail.says("state", LicenseState.suspended)) ?? details[0];
}

/**
 * The customer's licence whose history says that it had this key before. So a licence is not lost that got another product and
 * another key in an update whose answer was lost.
 */
async function heir(eset: Eset, customerId: string | undefined, key: string): Promise<Detail | undefined> {
  if (customerId === undefined) return undefined;
  for (const other of await eset.licenseKeys(customerId)) {
    if (other === key || !(await eset.licenseEvents(other)).some(({ previousKey }) => previousKey === key)) continue;
    return await eset.license(other);
  }
  return undefined;
}

const keyChangeMilliseconds = 15_000;

/**
 * Whether changing the product gives the licence another key is not documented. Lists may be behind by seconds, so the new one is
 * looked for until it is there.
 */
async function keyAfterChange(eset: Eset, key: string, customerId: string, productCode: string): Promise<string> {
  const found = await until(keyChangeMilliseconds, async () => {
    if ((await eset.license(key)) !== undefined) return key;
    return (await successor(eset, customerId, [productCode]))?.id("publicLicenseKey");
  });
  if (found !== undefined) return found;
  throw new Error(
    `ESET licence ${key} has become one of product ${productCode}, and no key finds it. Run "pulumi refresh".`,
  );
}

// ---- how it comes into being, and how it ends --------------------------------------------------

/** How far the vendor's clock may be behind ours when it dates an order that we sent. */
const clockSkewMilliseconds = 120_000;

async function send(eset: Eset, inputs: LicenseInputs) {
  const ordered = await eset.api.license.order({
    customerId: inputs.customerId,
    productCode: inputs.productCode,
    quantity: inputs.quantity,
    licenseType: LicenseType[inputs.type],
  });
  const publicLicenseKey = ordered.id("publicLicenseKey");
  return { id: publicLicenseKey, reached: { ...inputs, suspended: false, trialExtensions: 0, publicLicenseKey } };
}

async function find(eset: Eset, inputs: LicenseInputs) {
  const found: Found[] = [];
  for (const key of await eset.licenseKeys(inputs.customerId, inputs.productCode)) {
    const live = await read(eset, key, {}, inputs);
    if (live !== undefined) found.push({ id: key, live });
  }
  return found;
}

/** The licence that an order with a lost answer made: just as ordered, by this account, since then. */
async function made(eset: Eset, { id, live }: Found, to: LicenseInputs, since: Date): Promise<boolean> {
  if (live.quantity !== to.quantity || live.type !== to.type || live.suspended === true) return false;
  const detail = await eset.license(id);
  return (
    detail !== undefined &&
    detail.moment("lastUpdate") >= since.getTime() - clockSkewMilliseconds &&
    sameId(detail.text("lastUpdateBy"), await eset.ownUserId())
  );
}

async function remove(eset: Eset, id: string, state: LicenseInState, { owns }: RemovalContext) {
  const key = keyOf(id, state);
  if (await retire(eset, key, state.type)) return "done";
  const other =
    (await successor(eset, state.customerId, [state.productCode])) ?? (await heir(eset, state.customerId, key));
  const otherKey = other?.id("publicLicenseKey");
  if (other === undefined || otherKey === undefined || owns(otherKey) || other.says("state", LicenseState.suspended)) {
    return "gone";
  }
  const code = other.id("productCode");
  const product = code === state.productCode ? "this product" : `product ${code}`;
  throw new Refused(
    `ESET licence ${key} is gone, and its customer has another one of ${product} (${otherKey}). Nothing was changed. If that is what became of it, ` +
      `run "pulumi refresh" first. If it is not this stack's, ${outOfTheState}.`,
  );
}

/** Removes a trial, suspends a full licence. Whether there was one. */
async function retire(
  { api }: Eset,
  publicLicenseKey: string,
  type: LicenseInputs["type"] | undefined,
): Promise<boolean> {
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
  assigned,
  owner: "customerId",
  nouns: ["licence", "licences"],
  billed: ({ productCode = "", quantity = 0, type, suspended }) => ({
    product: productCode,
    seats: quantity,
    per: "seat",
    ...(type === "trial" ? { free: "trial" } : suspended === true ? { free: "suspended" } : {}),
  }),
  means: {
    quantity: () => "seats",
    productCode: () => "product",
    type: () => "converted",
    trialExtensions: () => "extended",
    suspended: (suspended: boolean) => (suspended ? "suspended" : "resumed"),
  },
  what: ({ productCode, customerId }) => `An ESET licence of product ${productCode} for customer ${customerId}`,
  telling: {
    stake: "money",
    stakes: { customerId: "money", productCode: "money", quantity: "money", type: "money", suspended: "money" },
    units: { quantity: "seat" },
  },
  key: keyOf,
  canonical,
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
  lapsed: {
    property: "type",
    when: ({ type, expired }) => type === "trial" && expired === true,
    now: "trial, expired",
    remedy: 'Set type: "full" to convert it, or remove the resource.',
  },
  oncePerOwner: "productCode",
  disturbedBy: {
    key: ({ customerId }) => `licences of ${idKey(customerId)}`,
    leaves: { suspended: false },
  },
  firstSeenAtVendor: ["trialExtensions"],
  steps: licenseSteps,
  perform,
  read,
  glance,
  create: {
    send,
    exists: (error) => error instanceof VendorError && error.is("8/20"),
    find,
    made,
    // what an earlier removal leaves
    leftover: ({ suspended }) => suspended === true,
  },
  remove: {
    usual: () => "suspend",
    kept: (key) => `ESET licence ${key} is kept as it is, and billed`,
    means: (_policy, { type }) =>
      type === "trial"
        ? { becomes: "removed" }
        : { becomes: "suspended", note: "ESET cannot delete a full licence. It is not billed from the next day on" },
    carryOut: remove,
  },
});
