/**
 * What somebody clicks in the vendor's portal. Nobody is asked for permission, but the rules of the data hold: names are
 * unique among siblings, there is one licence per customer and product, a company takes its licences along.
 */
import { open } from "../../contracts/generated/eset.open";
import type { Readings } from "../../contracts/generated/eset.open";
import { Type } from "@sinclair/typebox";
import type { Static } from "@sinclair/typebox";
import { actOn, changingReadings, changingSettings, optional } from "../acts";
import type { PortalOf } from "../acts";
import { closed, UsageError } from "../shape";
import { addCompany, addCustomer, changeCompany, deleteCompany } from "./company";
import { EntityType } from "./enums";
import { Refusal } from "./errors";
import { addLicense, standsInTheWay } from "./license";
import * as life from "./licenseLife";
import { setSuspended } from "./operation";
import { products } from "./products";
import {
  AccountSchema,
  companyTexts,
  Ema1MappingSchema,
  EntityTypeSchema,
  SettingsSchema,
  StatusSchema,
  UsagesSchema,
} from "./store";
import type { Account, Company, License, LicenseRequest, Settings, Store } from "./store";
import { acceptFor } from "./termsOfUse";
import { addUser } from "./user";
import { ids, portalUserId } from "./world";

const nullable = Type.Optional(Type.Union([Type.String(), Type.Null()]));
const text = Type.String({ pattern: "\\S" });
const dateTime = Type.String({ format: "date-time" });

const companyFields = {
  email: nullable,
  ...Type.Partial(Type.Object(companyTexts)).properties,
  address: Type.Optional(closed({ state: nullable, city: nullable, streetAddress: nullable, zipCode: nullable })),
  tags: Type.Optional(Type.Array(text)),
  status: Type.Optional(StatusSchema),
};

const NewCustomerSchema = closed({
  id: Type.Optional(text),
  name: text,
  parentId: Type.Optional(text),
  ...companyFields,
});
/** A customer to create. Under the first account's company if no parent is given. */
export type NewCustomer = Static<typeof NewCustomerSchema>;

const mspFields = {
  products: Type.Optional(Type.Array(Type.String())),
  trialLicenseAllowed: Type.Optional(Type.Boolean()),
  trusted: Type.Optional(Type.Boolean()),
  reseller: Type.Optional(Type.Boolean()),
};

const NewCompanySchema = closed({
  ...NewCustomerSchema.properties,
  ...mspFields,
  type: Type.Optional(EntityTypeSchema),
});
/**
 * A company of any type to create, a customer unless `type` says otherwise. Other than the API it makes no contact user,
 * the company is active unless `status` says otherwise, and an MSP is granted the usual products unless told which.
 */
export type NewCompany = Static<typeof NewCompanySchema>;

const CompanyChangesSchema = closed({ name: Type.Optional(text), ...companyFields, ...mspFields });
/** What is to change on a company. `tags` and `products` replace; `status` takes effect at once, licences included. */
export type CompanyChanges = Static<typeof CompanyChangesSchema>;

const licenseFields = {
  usages: Type.Optional(UsagesSchema),
  usage: Type.Optional(Type.Integer({ minimum: 0 })),
  suspended: Type.Optional(Type.Boolean()),
  trialExpiration: Type.Optional(dateTime),
  trialExtensions: Type.Optional(Type.Integer({ minimum: 0 })),
};
const quantity = Type.Integer({ minimum: life.quantityLimits.min, maximum: life.quantityLimits.max });

const NewLicenseSchema = closed({
  customerId: text,
  productCode: Type.String(),
  quantity,
  trial: Type.Optional(Type.Boolean()),
  publicLicenseKey: Type.Optional(text),
  orderedOn: Type.Optional(dateTime),
  ...licenseFields,
});
/**
 * A licence to order. Full unless `trial`. With `orderedOn` it was ordered in the past, for reports: `usage` is then the
 * seats in use since that day, and `usages` how they changed.
 */
export type NewLicense = Static<typeof NewLicenseSchema>;

const LicenseChangesSchema = closed({
  quantity: Type.Optional(quantity),
  productCode: Type.Optional(Type.String()),
  trial: Type.Optional(Type.Literal(false)),
  publicLicenseKey: Type.Optional(text),
  ...licenseFields,
});
/**
 * What is to change on a licence. `usage` decides between the states Normal, Warning and Error, and is
 * noted with the emulator's date; `usages` adds to what was noted before, at dates of its own; `trial: false` converts.
 */
export type LicenseChanges = Static<typeof LicenseChangesSchema>;

const accountFields = Type.Partial(
  Type.Pick(AccountSchema, [
    "firstName",
    "lastName",
    "description",
    "phoneNumber",
    "countryCode",
    "status",
    "permission",
    "specificPermissions",
    "apiEnabled",
  ]),
).properties;

const NewAccountSchema = closed({
  username: text,
  password: text,
  companyId: text,
  userId: Type.Optional(text),
  email: Type.Optional(text),
  ...accountFields,
});
/** A user who can sign in. May do everything unless `permission` says otherwise. */
export type NewAccount = Static<typeof NewAccountSchema>;

const AccountChangesSchema = closed({ password: Type.Optional(text), email: Type.Optional(text), ...accountFields });
/** What is to change on a user. `specificPermissions` replaces. */
export type AccountChanges = Static<typeof AccountChangesSchema>;

const NewLicenseRequestSchema = closed({
  customerId: text,
  productCode: Type.String(),
  quantity,
  trial: Type.Optional(Type.Boolean()),
});

export const SeedSchema = closed({
  companies: Type.Optional(
    Type.Array(
      closed({
        ...NewCompanySchema.properties,
        licenses: Type.Optional(
          Type.Array(Type.Omit(NewLicenseSchema, ["customerId"], { additionalProperties: false })),
        ),
      }),
    ),
  ),
  accounts: Type.Optional(Type.Array(NewAccountSchema)),
  acceptedTerms: Type.Optional(Type.Array(closed({ termsOfUseId: text, companyId: Type.Optional(text) }))),
  ema1Mappings: Type.Optional(Type.Array(Ema1MappingSchema)),
});
/** Companies with their licences, accounts and so on, to add to what there is. Parents come before their children. */
export type EsetSeed = Static<typeof SeedSchema>;

/** A licence as the emulator knows it. `state` is what the API would answer now. */
export type LicenseCopy = License & { readonly state: number; readonly suspended: boolean };

const act = actOn<Store>();

export const acts = {
  createCustomer: act({
    ...{ method: "POST", path: "customers", takes: NewCustomerSchema, what: "customer" },
    run: createCustomer,
  }),
  /** A company of any type; `createCustomer` is for customers only. */
  createCompany: act({
    ...{ method: "POST", path: "companies", takes: NewCompanySchema, what: "company" },
    run: createCompany,
  }),
  updateCompany: act({
    ...{ method: "PATCH", path: "companies/:id", takes: CompanyChangesSchema, what: "company" },
    run: (store, now, id, changes) => updateCompany(store, now, company(store, id), changes),
  }),
  /** Suspends and deletes in one go. */
  deleteCompany: act({
    ...{ method: "DELETE", path: "companies/:id" },
    run: (store, now, id) => {
      deleteCompany(store, now, company(store, id), portalUserId);
    },
  }),
  orderLicense: act({
    ...{ method: "POST", path: "licenses", takes: NewLicenseSchema, what: "license" },
    run: (store, now, wanted) => copyLicense(orderLicense(store, now, wanted), now),
  }),
  updateLicense: act({
    ...{ method: "PATCH", path: "licenses/:key", takes: LicenseChangesSchema, what: "license" },
    run: (store, now, key, changes) => copyLicense(updateLicense(store, now, licenseOf(store, key), changes), now),
  }),
  /** Removes any licence; a full one only the vendor's support could. */
  removeLicense: act({
    ...{ method: "DELETE", path: "licenses/:key" },
    run: (store, now, key) => {
      life.remove(store, licenseOf(store, key), now, portalUserId);
    },
  }),
  /** What a Managed MSP that is not trusted does instead of ordering. Its MSP Manager decides when it trusts it. */
  requestLicense: act({
    ...{ method: "POST", path: "license-requests", takes: NewLicenseRequestSchema, what: "license request" },
    run: requestLicense,
  }),
  createAccount: act({
    ...{ method: "POST", path: "accounts", takes: NewAccountSchema, what: "account" },
    run: createAccount,
  }),
  updateAccount: act({
    ...{ method: "PATCH", path: "accounts/:userId", takes: AccountChangesSchema, what: "account" },
    run: (store, now, userId, changes) => updateAccount(store, now, accountOf(store, userId), changes),
  }),
  /** Follows the link in the e-mail: the user gets a password, and the company of a contact user becomes active. */
  activateAccount: act({
    ...{ method: "POST", path: "accounts/:userId/activation" },
    takes: optional(closed({ password: Type.Optional(text) })),
    what: "activation",
    run: (store, now, userId, activation) =>
      activateAccount(store, now, accountOf(store, userId), activation?.password ?? "emulator"),
  }),
  /** Accepts Terms of Use, by their id, for a company and those below it: the first account's company if none is named. */
  acceptTermsOfUse: act({
    ...{ method: "POST", path: "terms-of-use/:id" },
    takes: optional(closed({ companyId: Type.Optional(text) })),
    what: "terms of use",
    run: (store, now, termsOfUseId, options) => {
      acceptTerms(store, now, { termsOfUseId, ...options });
    },
  }),
  changeReadings: changingReadings<Readings>("eset", open),
  changeSettings: changingSettings<Settings>(SettingsSchema),
};
export type Portal = PortalOf<typeof acts>;

export function copyLicense(license: License, now: Date): LicenseCopy {
  return { ...structuredClone(license), state: life.stateOf(license, now), suspended: license.suspendedOn !== null };
}

function company(store: Store, id: string): Company {
  const found = store.company(id);
  if (found === undefined) throw new UsageError(`There is no company ${id}`, 404);
  return found;
}

function licenseOf(store: Store, key: string): License {
  const found = store.licenses.get(key);
  if (found === undefined) throw new UsageError(`There is no license ${key}`, 404);
  return found;
}

function accountOf(store: Store, userId: string): Account {
  const found = store.account(userId);
  if (found === undefined) throw new UsageError(`There is no account with userId ${userId}`, 404);
  return found;
}

function createCustomer(store: Store, now: Date, wanted: NewCustomer): Company {
  const id = wanted.id?.toLowerCase();
  if (id !== undefined && store.companies.has(id)) throw new UsageError(`There is a company ${id} already`);
  const { tags = [], status, address = {}, parentId = ids.msp, ...fields } = wanted;
  const parent = company(store, parentId);
  const customer = addCustomer(store, now, parent, { ...fields, address, tags: tags.map((tag) => ({ tag })) }, id);
  if (status !== undefined) customer.status = status;
  return customer;
}

function updateCompany(store: Store, now: Date, target: Company, changes: CompanyChanges): Company {
  const { tags, status, products: granted, trialLicenseAllowed, trusted, reseller, ...fields } = changes;
  const unknown = granted?.find((code) => !products.has(code));
  if (unknown !== undefined) throw new UsageError(`company.products: there is no product ${unknown}`);
  changeCompany(store, now, target, fields, "kept");
  if (tags !== undefined) target.tags = [...new Set(tags)];
  if (granted !== undefined) target.products = [...granted];
  if (trialLicenseAllowed !== undefined) target.trialLicenseAllowed = trialLicenseAllowed;
  if (trusted !== undefined) target.trusted = trusted;
  if (reseller !== undefined) target.reseller = reseller;
  if (status !== undefined && status !== target.status) setStatus(store, now, target, status);
  return target;
}

function setStatus(store: Store, now: Date, target: Company, status: Company["status"]): void {
  if (status === "waitingForActivation") target.status = status;
  else setSuspended(store, target, status === "suspended", now, portalUserId);
}

function orderLicense(store: Store, now: Date, wanted: NewLicense): License {
  const { publicLicenseKey, customerId, productCode, trial = false } = wanted;
  if (publicLicenseKey !== undefined && store.licenses.has(publicLicenseKey)) {
    throw new UsageError(`There is a license ${publicLicenseKey} already`);
  }
  const customer = company(store, customerId);
  if (customer.type !== 1007) throw new UsageError(`Company ${customerId} is not a customer`);
  if (!trial && (wanted.trialExpiration ?? wanted.trialExtensions) !== undefined) throw notTrial;
  if (wanted.suspended === false && customer.status === "suspended") throw companyIsSuspended;
  const orderedOn = new Date(wanted.orderedOn ?? now);
  if (orderedOn > now) throw new UsageError("license.orderedOn is in the future");
  // No licence is older than its customer.
  if (orderedOn.toISOString() < customer.createdOn) customer.createdOn = orderedOn.toISOString();
  const license = addLicense(store, orderedOn, portalUserId, customer, {
    productCode,
    quantity: wanted.quantity,
    trial,
    ...(publicLicenseKey !== undefined && { publicLicenseKey }),
  });
  if (wanted.usage !== undefined) life.setUsage(license, orderedOn, wanted.usage);
  applyLicenseFields(license, now, { ...wanted, usage: undefined });
  return license;
}

const notTrial = new UsageError("license: only a trial has trialExpiration and trialExtensions");
const companyIsSuspended = new UsageError("license.suspended: the company is suspended, and all its licenses with it");

function updateLicense(store: Store, now: Date, license: License, changes: LicenseChanges): License {
  const { quantity: seats = license.quantity, productCode, publicLicenseKey } = changes;
  const customer = store.companies.get(license.customerId);
  if (productCode !== undefined && !products.has(productCode)) {
    throw new UsageError(`license.productCode: there is no product ${productCode}`);
  }
  if (
    publicLicenseKey !== undefined &&
    publicLicenseKey !== license.publicLicenseKey &&
    store.licenses.has(publicLicenseKey)
  ) {
    throw new UsageError(`There is a license ${publicLicenseKey} already`);
  }
  const isTrial = license.trial && changes.trial !== false;
  const becomes = { productCode: productCode ?? license.productCode, trial: isTrial };
  const isAnother = becomes.productCode !== license.productCode || becomes.trial !== license.trial;
  if (isAnother && standsInTheWay(store, license.customerId, becomes, license)) {
    throw new Refusal("LicenseIsAlreadyOrdered");
  }
  if (!isTrial && (changes.trialExpiration ?? changes.trialExtensions) !== undefined) throw notTrial;
  if (
    changes.suspended === false &&
    license.suspendedOn !== null &&
    (customer?.status === "suspended" || customer?.deleted)
  ) {
    throw companyIsSuspended;
  }

  if (license.trial && changes.trial === false) life.convertToFull(license, now, portalUserId, seats);
  if (productCode !== undefined && productCode !== license.productCode) {
    life.changeProduct(license, now, portalUserId, productCode, seats);
  } else if (seats !== license.quantity) life.setQuantity(license, now, portalUserId, seats);
  if (publicLicenseKey !== undefined && publicLicenseKey !== license.publicLicenseKey) {
    life.changeKey(store, license, now, portalUserId, publicLicenseKey);
  }
  applyLicenseFields(license, now, changes);
  store.touch();
  return license;
}

function applyLicenseFields(
  license: License,
  now: Date,
  fields: { [Field in keyof typeof licenseFields]?: NewLicense[Field] | undefined },
): void {
  const { usage, usages, suspended, trialExpiration, trialExtensions } = fields;
  if (usages !== undefined) noteUsages(license, now, usages);
  if (usage !== undefined) life.setUsage(license, now, usage);
  if (trialExpiration !== undefined) license.trialExpiration = new Date(trialExpiration).toISOString();
  if (trialExtensions !== undefined) license.trialExtensions = trialExtensions;
  if (suspended === true) life.suspend(license, now, portalUserId);
  if (suspended === false) life.unsuspend(license, now, portalUserId);
}

function noteUsages(license: License, now: Date, usages: NonNullable<NewLicense["usages"]>): void {
  const ordered = license.history[0]?.date ?? "";
  const noted = usages.map(({ date, usage }) => ({ date: new Date(date).toISOString(), usage }));
  if (noted.some(({ date }) => date < ordered || date > now.toISOString())) {
    throw new UsageError("license.usages must be dated between the order and now");
  }
  license.usages = [...license.usages, ...noted].sort((a, b) => Date.parse(a.date) - Date.parse(b.date));
  license.usage = license.usages.at(-1)?.usage ?? license.usage;
}

function requestLicense(store: Store, now: Date, wanted: Static<typeof NewLicenseRequestSchema>): LicenseRequest {
  const customer = company(store, wanted.customerId);
  const parent = store.companies.get(customer.parentId ?? "");
  if (parent?.type !== EntityType.ManagedMsp || parent.trusted) {
    throw new UsageError("Only Managed MSPs that are not trusted request licenses");
  }
  if (!products.has(wanted.productCode)) throw new UsageError(`There is no product ${wanted.productCode}`);
  const request = { trial: false, ...wanted, customerId: customer.id, requestedOn: now.toISOString() };
  store.licenseRequests.push(request);
  store.touch();
  return request;
}

function acceptTerms(
  store: Store,
  now: Date,
  { termsOfUseId, companyId = ids.msp }: { termsOfUseId: string; companyId?: string },
): void {
  if (![...products.values()].some((product) => product.termsOfUseId === termsOfUseId)) {
    throw new UsageError(`There are no Terms of Use ${termsOfUseId}`, 404);
  }
  acceptFor(store, now, termsOfUseId, company(store, companyId), portalUserId);
}

/** Carries out a seed. */
export function plant(store: Store, now: Date, seed: EsetSeed): void {
  const { companies = [], accounts = [], acceptedTerms = [], ema1Mappings = [] } = seed;
  for (const { licenses = [], ...wanted } of companies) {
    const { id: customerId } = createCompany(store, now, wanted);
    for (const license of licenses) orderLicense(store, now, { ...license, customerId });
  }
  for (const wanted of accounts) createAccount(store, now, wanted);
  for (const wanted of acceptedTerms) acceptTerms(store, now, wanted);
  store.ema1Mappings.push(...ema1Mappings);
}

function createCompany(store: Store, now: Date, wanted: NewCompany): Company {
  const { type = EntityType.Customer, products: granted, trialLicenseAllowed, trusted, reseller, ...fields } = wanted;
  const created =
    type === EntityType.Customer ? createCustomer(store, now, fields) : createOther(store, now, fields, type);
  return updateCompany(store, now, created, {
    ...(granted !== undefined && { products: granted }),
    ...(trialLicenseAllowed !== undefined && { trialLicenseAllowed }),
    ...(trusted !== undefined && { trusted }),
    ...(reseller !== undefined && { reseller }),
  });
}

/** MSPs and what is above them. An MSP gets what the first one has. */
function createOther(store: Store, now: Date, wanted: NewCustomer, type: EntityType): Company {
  const { tags = [], status = "active", id, parentId = ids.distributor, ...fields } = wanted;
  const newId = id?.toLowerCase();
  if (newId !== undefined && store.companies.has(newId)) throw new UsageError(`There is a company ${newId} already`);
  const isMsp = type === EntityType.MspManager || type === EntityType.Msp || type === EntityType.ManagedMsp;
  if (isMsp && wanted.email != null && store.isEmailTaken(wanted.email)) throw new Refusal("EmailIsNotUnique");
  const parent = company(store, parentId);
  const made = addCompany(store, now, parent, type, { ...fields, tags: tags.map((tag) => ({ tag })) }, newId);
  const template = company(store, ids.msp);
  made.status = status;
  if (isMsp) Object.assign(made, { products: [...template.products], trialLicenseAllowed: true, trusted: true });
  return made;
}

function createAccount(store: Store, now: Date, wanted: NewAccount): Account {
  const { username, companyId, ...fields } = wanted;
  if (store.accounts.some((account) => account.username.toLowerCase() === username.toLowerCase())) {
    throw new UsageError(`There is an account ${username} already`);
  }
  const userId = wanted.userId?.toLowerCase();
  if (userId !== undefined && store.accounts.some((account) => account.userId === userId)) {
    throw new UsageError(`There is an account with userId ${userId} already`);
  }
  const own = company(store, companyId);
  return addUser(store, now, own, {
    ...{ username, email: username, firstName: "Api", lastName: username, countryCode: own.countryCode },
    activatedOn: now.toISOString(),
    ...fields,
    ...(userId !== undefined && { userId }),
  });
}

function updateAccount(store: Store, now: Date, account: Account, changes: AccountChanges): Account {
  Object.assign(account, changes, { lastUpdate: now.toISOString() });
  store.touch();
  return account;
}

function activateAccount(store: Store, now: Date, account: Account, password: string): Account {
  const own = company(store, account.companyId);
  if (account.contact && own.status === "waitingForActivation") own.status = "active";
  const activatedOn = account.activatedOn ?? now.toISOString();
  return updateAccount(store, now, Object.assign(account, { activatedOn }), { password, status: "active" });
}
