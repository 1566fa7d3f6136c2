/** What happens to one licence, whoever asked for it: API, portal, or its company's suspension. Records the history. */
import { LicenseEvent, LicenseState, LicenseType } from "./enums";
import { products } from "./products";
import type { HistoryEntry, License, Store } from "./store";

/** 30 days: the life of a trial, and of each extension. */
export const trialMilliseconds = 30 * 24 * 60 * 60 * 1000;
export const mostTrialExtensions = 2;
/** Inferred; the vendor names limits but no numbers. */
export const quantityLimits = { min: 1, max: 100_000 };

export const isInRange = (quantity: number): boolean =>
  quantity >= quantityLimits.min && quantity <= quantityLimits.max;

export const isExpired = ({ trialExpiration }: License, now: Date): boolean =>
  trialExpiration !== null && Date.parse(trialExpiration) <= now.getTime();

/** 0, 1 and 4 follow the usage; that "close to the authorised quantity" is 90 % is inferred. */
export function stateOf(license: License, now: Date): LicenseState {
  if (license.suspendedOn !== null) return LicenseState.Suspended;
  if (isExpired(license, now)) return LicenseState.Obsolete;
  if (license.usage > license.quantity) return LicenseState.Error;
  return license.usage >= license.quantity * 0.9 ? LicenseState.Warning : LicenseState.Normal;
}

export interface Order {
  readonly customerId: string;
  readonly productCode: string;
  readonly quantity: number;
  readonly trial: boolean;
  readonly suspended: boolean;
  readonly publicLicenseKey?: string;
}

export function order(store: Store, now: Date, userId: string, wanted: Order): License {
  const { customerId, productCode, quantity, trial, suspended } = wanted;
  const license: License = {
    publicLicenseKey: wanted.publicLicenseKey ?? store.newLicenseKey(),
    customerId,
    productCode,
    quantity,
    usage: 0,
    usages: [],
    trial,
    trialExpiration: trial ? new Date(now.getTime() + trialMilliseconds).toISOString() : null,
    trialExtensions: trial ? 0 : null,
    suspendedOn: null,
    suspendedWithCompany: false,
    lastUpdate: now.toISOString(),
    lastUpdateBy: userId,
    history: [],
  };
  record(license, now, userId, LicenseEvent.OrderNew, {
    requestedUnits: quantity,
    licenseTypeId: trial ? LicenseType.Trial : LicenseType.Full,
  });
  if (suspended) suspend(license, now, userId, true);
  store.licenses.set(license.publicLicenseKey, license);
  store.touch();
  return license;
}

/** Seats in use from now on. Installations change it: the vendor's API does not, and it is not in the history. */
export function setUsage(license: License, now: Date, usage: number): void {
  license.usages.push({ date: now.toISOString(), usage });
  license.usage = usage;
}

/** The licence is no more; what it was stays for the reports. */
export function remove(store: Store, license: License, now: Date, userId: string): void {
  record(license, now, userId, LicenseEvent.CancelExisting);
  store.licenses.delete(license.publicLicenseKey);
  store.removedLicenses.push(license);
  if (license.trial && store.readings["license.removedTrial"] === "staysObsolete") leaveListed(store, license, now);
  store.touch();
}

/** The trial as it is now stays listed as one that is obsolete, whatever becomes of it. */
export function leaveListed(store: Store, license: License, now: Date): void {
  store.obsoleteLicenses.push({
    ...structuredClone(license),
    suspendedOn: null,
    suspendedWithCompany: false,
    trialExpiration: now.toISOString(),
  });
}

export function setQuantity(license: License, now: Date, userId: string, quantity: number): void {
  record(license, now, userId, LicenseEvent.UpdateQuantity, {
    requestedUnits: quantity,
    previousUnits: license.quantity,
  });
  license.quantity = quantity;
}

export function suspend(license: License, now: Date, userId: string, withCompany = false): void {
  if (license.suspendedOn !== null) return;
  record(license, now, userId, LicenseEvent.Suspend);
  license.suspendedWithCompany = withCompany;
  license.suspendedOn = now.toISOString();
}

/** Suspension moves the expiration of a trial; that it does so by the time spent suspended is inferred. */
export function unsuspend(license: License, now: Date, userId: string): void {
  if (license.suspendedOn === null) return;
  record(license, now, userId, LicenseEvent.Unsuspend);
  if (license.trialExpiration !== null) {
    const slept = Math.max(0, now.getTime() - Date.parse(license.suspendedOn));
    license.trialExpiration = new Date(Date.parse(license.trialExpiration) + slept).toISOString();
  }
  license.suspendedOn = null;
  license.suspendedWithCompany = false;
}

export function extendTrial(license: License, now: Date, userId: string): void {
  license.trialExtensions = (license.trialExtensions ?? 0) + 1;
  const from = Math.max(Date.parse(license.trialExpiration ?? now.toISOString()), now.getTime());
  license.trialExpiration = new Date(from + trialMilliseconds).toISOString();
  record(license, now, userId, LicenseEvent.ExtendTrial, { trialExtensionCount: license.trialExtensions });
}

/** Seats in use beyond the new quantity are dropped. */
export function convertToFull(license: License, now: Date, userId: string, quantity: number): void {
  record(license, now, userId, LicenseEvent.ConvertToFull, {
    requestedUnits: quantity,
    trialExtensionCount: license.trialExtensions ?? 0,
  });
  if (license.trialExpiration !== null && isExpired(license, now)) {
    // Nobody has used it since it expired.
    const { usage } = license;
    setUsage(license, new Date(license.trialExpiration), 0);
    setUsage(license, now, usage);
  }
  license.trial = false;
  license.trialExpiration = null;
  license.trialExtensions = null;
  license.quantity = quantity;
  if (license.usage > quantity) setUsage(license, now, quantity);
}

export function changeKey(store: Store, license: License, now: Date, userId: string, key: string): void {
  record(license, now, userId, LicenseEvent.ChangeKey, {
    previousLicenseKey: license.publicLicenseKey,
    requestedLicenseKey: key,
  });
  store.licenses.delete(license.publicLicenseKey);
  license.publicLicenseKey = key;
  store.licenses.set(key, license);
}

export function changeProduct(
  license: License,
  now: Date,
  userId: string,
  productCode: string,
  quantity: number,
): void {
  const isUpgrade = products.get(license.productCode)?.upgradeableTo?.includes(productCode) === true;
  record(license, now, userId, isUpgrade ? LicenseEvent.Upgrade : LicenseEvent.Downgrade, {
    requestedUnits: quantity,
    previousUnits: license.quantity,
    previousProductCode: license.productCode,
    requestedProductCode: productCode,
  });
  license.productCode = productCode;
  license.quantity = quantity;
}

function record(
  license: License,
  now: Date,
  userId: string,
  type: (typeof LicenseEvent)[keyof typeof LicenseEvent],
  more: Omit<HistoryEntry, "type" | "date" | "userId"> = {},
): void {
  license.lastUpdate = now.toISOString();
  license.lastUpdateBy = userId;
  license.history.push({ type, date: now.toISOString(), userId, ...more });
}
