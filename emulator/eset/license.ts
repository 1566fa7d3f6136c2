/** The License calls. */
import {
  isVisible,
  page,
  requireDirectChild,
  requireTrust,
  requireWrite,
  visibleCompany,
  visibleLicense,
} from "./call";
import type { Action, Call } from "./call";
import { EntityType, LicenseType } from "./enums";
import { Refusal } from "./errors";
import * as life from "./licenseLife";
import { isInRange } from "./licenseLife";
import { products } from "./products";
import type { Company, License, Store } from "./store";

export const order: Action<"License_Order"> = (call, { customerId, productCode, quantity, licenseType }) => {
  requireTrust(call);
  const customer = visibleCompany(call, customerId);
  requireWrite(call, customer);
  if (customer.type !== EntityType.Customer) throw new Refusal("CompanyIsNotCustomer");
  const type = Number(licenseType);
  if (type !== LicenseType.Full && type !== LicenseType.Trial) throw new Refusal("InvalidLicenseType");
  const license = addLicense(call.store, call.now, call.account.userId, customer, {
    productCode: String(productCode),
    quantity,
    trial: type === LicenseType.Trial,
  });
  return { publicLicenseKey: license.publicLicenseKey };
};

/** The rules of an order that the portal and the API share. */
export function addLicense(
  store: Store,
  now: Date,
  userId: string,
  customer: Company,
  wanted: { productCode: string; quantity: number; trial: boolean; publicLicenseKey?: string },
): License {
  const { productCode, quantity, trial } = wanted;
  if (quantity < 1) throw new Refusal("InvalidQuantity");
  const owner = ownerOf(store, customer);
  const product = products.get(productCode);
  if (product === undefined || !owner.products.includes(productCode)) throw new Refusal("ProductIsNotAvailable");
  if (product.termsOfUseId !== undefined && !store.hasAccepted(product.termsOfUseId, customer)) {
    throw new Refusal("TermsOfUseAreNotAccepted", termsText(product.name, product.termsOfUseId));
  }
  if (trial && !owner.trialLicenseAllowed) throw new Refusal("TrialLicenseIsNotAllowed");
  if (!isInRange(quantity)) throw new Refusal("QuantityIsOutOfRange");
  if (standsInTheWay(store, customer.id, { productCode, trial })) throw new Refusal("LicenseIsAlreadyOrdered");
  return life.order(store, now, userId, {
    ...wanted,
    customerId: customer.id,
    suspended: store.isSuspended(customer),
  });
}

const termsText = (product: string, id: string): string =>
  `Accept the Terms of Use of ${product} first: /TermsOfUse/Detail?termsOfUseId=${id}`;

/** The company whose products and trials count: the one directly above the customer. */
function ownerOf(store: Store, customer: Company): Company {
  const owner = customer.parentId === null ? undefined : store.companies.get(customer.parentId);
  return owner ?? customer;
}

/** Whether another licence of the customer keeps it from having such a one. */
export function standsInTheWay(
  store: Store,
  customerId: string,
  wanted: { productCode: string; trial: boolean },
  except?: License,
): boolean {
  const { "license.suspendedIsOrdered": suspended, "license.trialBesideFull": beside } = store.readings;
  return store
    .licensesOf(customerId)
    .some(
      (license) =>
        license !== except &&
        license.productCode === wanted.productCode &&
        (suspended === "counts" || license.suspendedOn === null) &&
        (beside === "refused" || license.trial === wanted.trial),
    );
}

/** Whether the licence is a trial that has expired, and can do nothing more but be removed or converted. */
const isOver = ({ store, now }: Call, license: License): boolean =>
  store.readings["license.expiredTrial"] === "onlyRemoved" && life.isExpired(license, now);

export const updateQuantity: Action<"License_UpdateQuantity"> = (call, { publicLicenseKey, quantity }) => {
  const { license } = writable(call, publicLicenseKey);
  if (quantity < 1) throw new Refusal("InvalidQuantity");
  const { readings } = call.store;
  if (license.suspendedOn !== null && readings["license.updateOfSuspended"] === "refused") {
    throw new Refusal("LicenseIsNotActive");
  }
  if (isOver(call, license)) throw new Refusal("LicenseIsExpired");
  if (
    !isInRange(quantity) ||
    (license.trial && readings["license.quantityOfTrial"] === "refused") ||
    (quantity < license.usage && readings["license.quantityBelowUsage"] === "refused")
  ) {
    throw new Refusal("QuantityIsOutOfRange");
  }
  if (quantity === license.quantity) throw new Refusal("LicenseQunatityIsEqualToPrevious");
  life.setQuantity(license, call.now, call.account.userId, quantity);
  call.store.touch();
  return undefined;
};

export const suspend: Action<"License_Suspend"> = (call, { publicLicenseKey }) => {
  const { license } = ownLicense(call, publicLicenseKey);
  if (license.suspendedOn !== null) throw new Refusal("LicenseIsAlreadySuspend");
  if (isOver(call, license)) throw new Refusal("LicenseIsInactive");
  life.suspend(license, call.now, call.account.userId);
  call.store.touch();
  return undefined;
};

export const unsuspend: Action<"License_Unsuspend"> = (call, { publicLicenseKey }) => {
  const { license, customer } = ownLicense(call, publicLicenseKey);
  if (license.suspendedOn === null) throw new Refusal("LicenseIsNotSuspended");
  if (call.store.isSuspended(customer)) throw new Refusal("UpdateLicenseStateError");
  life.unsuspend(license, call.now, call.account.userId);
  call.store.touch();
  return undefined;
};

export const remove: Action<"License_Remove"> = (call, { publicLicenseKey }) => {
  const { license } = ownLicense(call, publicLicenseKey);
  if (!license.trial) throw new Refusal("LicenseIsNotTrial");
  life.remove(call.store, license, call.now, call.account.userId);
  return undefined;
};

export const convertToFull: Action<"License_ConvertToFull"> = (call, { publicLicenseKey, quantity }) => {
  const { license, customer } = ownLicense(call, publicLicenseKey);
  const { store, now, account } = call;
  if (!license.trial) throw new Refusal("LicenseIsAlreadyConvertedToFull");
  if (!isInRange(quantity)) throw new Refusal("QuantityIsOutOfRange");
  const full = { productCode: license.productCode, trial: false };
  if (standsInTheWay(store, customer.id, full, license)) throw new Refusal("LicenseIsAlreadyOrdered");
  const { "license.keyOnConversion": key, "license.oldKey": oldKey } = store.readings;
  if (key === "changes" && oldKey === "staysListed") life.leaveListed(store, license, now);
  life.convertToFull(license, now, account.userId, quantity);
  if (key === "changes") life.changeKey(store, license, now, account.userId, store.newLicenseKey());
  store.touch();
  return { publicLicenseKey: license.publicLicenseKey };
};

export const extendTrial: Action<"License_ExtendTrial"> = (call, { publicLicenseKey }) => {
  const { license } = writable(call, publicLicenseKey);
  if (!license.trial) throw new Refusal("LicenseIsNotTrial");
  if (isOver(call, license)) throw new Refusal("LicenseIsExpired");
  if ((license.trialExtensions ?? 0) >= life.mostTrialExtensions) {
    throw new Refusal("TimesToExtendTrialLicenseIsExceeded");
  }
  life.extendTrial(license, call.now, call.account.userId);
  call.store.touch();
  return undefined;
};

export const changeProduct: Action<"License_ChangeProduct"> = (
  call,
  { publicLicenseKey, newProductCode, quantity },
) => {
  const { license, customer } = writable(call, publicLicenseKey);
  const target = String(newProductCode);
  const { upgradeableTo, downgradeableTo } = targets(call.store, customer, license);
  if (![...upgradeableTo, ...downgradeableTo].includes(target)) throw new Refusal("ChangeOfProductIsUnavailable");
  if (!isInRange(quantity) || quantity < license.usage) throw new Refusal("QuantityIsOutOfRange");
  const { store, now, account } = call;
  life.changeProduct(license, now, account.userId, target, quantity);
  if (store.readings["license.keyOnProductChange"] === "changes") {
    life.changeKey(store, license, now, account.userId, store.newLicenseKey());
  }
  store.touch();
  return undefined;
};

/** Where a licence can go: only a full and active one, and only to what its owner may order and does not have yet. */
function targets(
  store: Store,
  customer: Company,
  license: License,
): { upgradeableTo: string[]; downgradeableTo: string[] } {
  const isFree = (code: string): boolean =>
    !license.trial &&
    license.suspendedOn === null &&
    ownerOf(store, customer).products.includes(code) &&
    !standsInTheWay(store, customer.id, { productCode: code, trial: false });
  const product = products.get(license.productCode);
  return {
    upgradeableTo: (product?.upgradeableTo ?? []).filter(isFree),
    downgradeableTo: (product?.downgradeableTo ?? []).filter(isFree),
  };
}

export const detail: Action<"License_Detail"> = (call, { publicLicenseKey }) => {
  const { license, customer } = visibleLicense(call, currentKey(call, publicLicenseKey));
  const product = products.get(license.productCode);
  const { upgradeableTo, downgradeableTo } = targets(call.store, customer, license);
  return {
    customerId: license.customerId,
    publicLicenseKey: license.publicLicenseKey,
    productCode: license.productCode,
    productName: product?.name ?? "",
    quantity: license.quantity,
    usage: license.usage,
    state: life.stateOf(license, call.now),
    trial: license.trial,
    trialExpiration: license.trialExpiration,
    trialExtensions: license.trialExtensions,
    lastUpdate: license.lastUpdate,
    lastUpdateBy: license.lastUpdateBy,
    ...(product?.bundle !== undefined && { bundleProducts: product.bundle.map((code) => part(license, code)) }),
    ...(upgradeableTo.length > 0 && { upgradeableTo }),
    ...(downgradeableTo.length > 0 && { downgradeableTo }),
  };
};

/** Which fields there are depends on the type of the entry. */
export const history: Action<"License_GetHistory"> = (call, body) => {
  const { license } = visibleLicense(call, currentKey(call, body.publicLicenseKey));
  const all = call.listed.license(license.publicLicenseKey)?.history ?? [];
  return {
    LicenseHistory: page(call, all, body).map((entry) => ({
      Type: entry.type,
      Date: entry.date,
      User: call.store.accounts.find(({ userId }) => userId === entry.userId)?.email ?? entry.userId,
      ...(entry.licenseTypeId !== undefined && { LicenseTypeId: entry.licenseTypeId }),
      ...(entry.requestedUnits !== undefined && { RequestedUnits: entry.requestedUnits }),
      ...(entry.previousUnits !== undefined && { PreviousUnits: entry.previousUnits }),
      ...(entry.trialExtensionCount !== undefined && { TrialExtensionCount: entry.trialExtensionCount }),
      ...(entry.previousLicenseKey !== undefined && { PreviousLicenseKey: entry.previousLicenseKey }),
      ...(entry.requestedLicenseKey !== undefined && { RequestedLicenseKey: entry.requestedLicenseKey }),
      ...(entry.previousProductCode !== undefined && { PreviousProductCode: entry.previousProductCode }),
      ...(entry.requestedProductCode !== undefined && { RequestedProductCode: entry.requestedProductCode }),
    })),
    Paging: { TotalCount: all.length },
  };
};

/** Of a customer, or of the customers directly below an MSP. */
export const possibleProductChanges: Action<"License_GetPossibleProductChanges"> = (call, { companyId }) => {
  requireTrust(call);
  const { store } = call;
  const company = visibleCompany(call, companyId);
  if (company.type !== EntityType.Msp && company.type !== EntityType.Customer) {
    throw new Refusal("EntityIsNotMspOrCustomer");
  }
  const customers = company.type === EntityType.Customer ? [company] : store.children(company.id);
  return {
    licenses: customers
      .filter((customer) => isVisible(call, customer))
      .flatMap((customer) =>
        store.licensesOf(customer.id).map((license) => {
          const { upgradeableTo, downgradeableTo } = targets(store, customer, license);
          return {
            customerId: customer.id,
            publicLicenseKey: license.publicLicenseKey,
            productCode: license.productCode,
            productName: products.get(license.productCode)?.name ?? "",
            quantity: license.quantity,
            ...(upgradeableTo.length > 0 && { upgradeableTo }),
            ...(downgradeableTo.length > 0 && { downgradeableTo }),
          };
        }),
      )
      .filter((license) => "upgradeableTo" in license || "downgradeableTo" in license),
  };
};

const part = ({ quantity, usage }: License, code: string) => ({
  code,
  name: products.get(code)?.name ?? "",
  quantity,
  usage,
});

/** The key that a licence has now, where it can still be asked for under one that it had. */
function currentKey({ store }: Call, key: string): string {
  if (store.readings["license.oldKey"] !== "follows") return key;
  return store.renamedLicense(key)?.publicLicenseKey ?? key;
}

function writable(call: Call, key: string): { license: License; customer: Company } {
  const found = visibleLicense(call, key);
  requireWrite(call, found.customer);
  if (call.store.obsoleteLicenses.includes(found.license)) throw new Refusal("LicenseIsInactive");
  return found;
}

/** These calls also need the customer to be a direct one; otherwise "you are not the owner of the license". */
function ownLicense(call: Call, key: string): { license: License; customer: Company } {
  const found = writable(call, key);
  requireDirectChild(call, found.customer);
  return found;
}
