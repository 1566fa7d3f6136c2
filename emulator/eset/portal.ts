/**
 * What somebody clicks in the vendor's portal. Nobody is asked for permission, but the rules of the data hold: names are
 * unique among siblings, there is one licence per customer and product, a company takes its licences along.
 */
import { Type } from "@sinclair/typebox";
import type { Static, TProperties } from "@sinclair/typebox";
import { shape, UsageError } from "../shape";
import { addCustomer, changeCompany, deleteCompany } from "./company";
import { Refusal } from "./errors";
import { addLicense } from "./license";
import * as life from "./licenseLife";
import { setSuspended, settle } from "./operation";
import { products } from "./products";
import { EntityTypeSchema, AccountSchema, StatusSchema, Store } from "./store";
import type { Account, Company, License } from "./store";
import { ids, portalUserId } from "./world";

const closed = <T extends TProperties>(properties: T) => Type.Object(properties, { additionalProperties: false });
const nullable = Type.Optional(Type.Union([Type.String(), Type.Null()]));
const text = Type.String({ pattern: "\\S" });
const dateTime = Type.String({ format: "date-time" });

const companyFields = {
  email: nullable,
  description: nullable,
  comment: nullable,
  vatId: nullable,
  customIdentifier: nullable,
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

const CompanyChangesSchema = closed({
  name: Type.Optional(text),
  ...companyFields,
  products: Type.Optional(Type.Array(Type.String())),
  trialLicenseAllowed: Type.Optional(Type.Boolean()),
  trusted: Type.Optional(Type.Boolean()),
});
/** What is to change on a company. `tags` and `products` replace; `status` takes effect at once, licences included. */
export type CompanyChanges = Static<typeof CompanyChangesSchema>;

const licenseFields = {
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
  ...licenseFields,
});
/** A licence to order. Full unless `trial`. */
export type NewLicense = Static<typeof NewLicenseSchema>;

const LicenseChangesSchema = closed({
  quantity: Type.Optional(quantity),
  productCode: Type.Optional(Type.String()),
  trial: Type.Optional(Type.Literal(false)),
  publicLicenseKey: Type.Optional(text),
  ...licenseFields,
});
/** What is to change on a licence. `usage` decides between the states Normal, Warning and Error; `trial: false` converts. */
export type LicenseChanges = Static<typeof LicenseChangesSchema>;

const SeedSchema = closed({
  companies: Type.Optional(
    Type.Array(
      closed({
        ...NewCustomerSchema.properties,
        type: Type.Optional(EntityTypeSchema),
        products: Type.Optional(Type.Array(Type.String())),
        trialLicenseAllowed: Type.Optional(Type.Boolean()),
        trusted: Type.Optional(Type.Boolean()),
        licenses: Type.Optional(
          Type.Array(Type.Omit(NewLicenseSchema, ["customerId"], { additionalProperties: false })),
        ),
      }),
    ),
  ),
  accounts: Type.Optional(
    Type.Array(
      closed({
        username: text,
        password: text,
        companyId: text,
        ...Type.Partial(
          Type.Pick(AccountSchema, ["userId", "firstName", "lastName", "email", "permission", "apiEnabled"]),
        ).properties,
      }),
    ),
  ),
});
/** Companies with their licences, and accounts, to add to what there is. Parents come before their children. */
export type EsetSeed = Static<typeof SeedSchema>;

const parse = {
  newCustomer: shape(NewCustomerSchema, "customer"),
  companyChanges: shape(CompanyChangesSchema, "company"),
  newLicense: shape(NewLicenseSchema, "license"),
  licenseChanges: shape(LicenseChangesSchema, "license"),
  seed: shape(SeedSchema, "seed.eset"),
};

/** A licence as the emulator knows it. `state` is what the API would answer now. */
export type LicenseCopy = License & { readonly state: number; readonly suspended: boolean };

export class Portal {
  constructor(
    private readonly current: () => Store,
    private readonly now: () => Date,
    private readonly changed: () => void,
  ) {}

  createCustomer(customer: NewCustomer): Company {
    return this.#change((store, now) => createCustomer(store, now, parse.newCustomer(customer)));
  }

  updateCompany(id: string, changes: CompanyChanges): Company {
    return this.#change((store, now) => updateCompany(store, now, company(store, id), parse.companyChanges(changes)));
  }

  /** Suspends and deletes in one go. */
  deleteCompany(id: string): void {
    this.#change((store, now) => {
      deleteCompany(store, now, company(store, id), portalUserId);
    });
  }

  orderLicense(license: NewLicense): LicenseCopy {
    return this.#change((store, now) => copyLicense(orderLicense(store, now, parse.newLicense(license)), now));
  }

  updateLicense(key: string, changes: LicenseChanges): LicenseCopy {
    return this.#change((store, now) =>
      copyLicense(updateLicense(store, now, licenseOf(store, key), parse.licenseChanges(changes)), now),
    );
  }

  /** Removes any licence; a full one only the vendor's support could. */
  removeLicense(key: string): void {
    this.#change((store) => {
      store.licenses.delete(licenseOf(store, key).publicLicenseKey);
      store.touch();
    });
  }

  /** Accepts Terms of Use, by their id. */
  acceptTermsOfUse(termsOfUseId: string): void {
    this.#change((store) => {
      if (![...products.values()].some((product) => product.termsOfUseId === termsOfUseId)) {
        throw new UsageError(`There are no Terms of Use ${termsOfUseId}`, 404);
      }
      store.acceptedTerms.add(termsOfUseId);
      store.touch();
    });
  }

  /** Does something to the store, all of it or nothing. */
  #change<T>(act: (store: Store, now: Date) => T): T {
    const store = this.current();
    const now = this.now();
    settle(store, now);
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
    if (error instanceof Refusal) throw new UsageError(error.message);
    throw error;
  }
}

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
  const { tags, status, products: granted, trialLicenseAllowed, trusted, ...fields } = changes;
  const unknown = granted?.find((code) => !products.has(code));
  if (unknown !== undefined) throw new UsageError(`company.products: there is no product ${unknown}`);
  changeCompany(store, now, target, fields);
  if (tags !== undefined) target.tags = [...new Set(tags)];
  if (granted !== undefined) target.products = [...granted];
  if (trialLicenseAllowed !== undefined) target.trialLicenseAllowed = trialLicenseAllowed;
  if (trusted !== undefined) target.trusted = trusted;
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
  const license = addLicense(store, now, portalUserId, customer, {
    productCode,
    quantity: wanted.quantity,
    trial,
    ...(publicLicenseKey !== undefined && { publicLicenseKey }),
  });
  applyLicenseFields(license, now, wanted);
  return license;
}

const notTrial = new UsageError("license: only a trial has trialExpiration and trialExtensions");
const companyIsSuspended = new UsageError("license.suspended: the company is suspended, and all its licenses with it");

function updateLicense(store: Store, now: Date, license: License, changes: LicenseChanges): License {
  const { quantity: seats = license.quantity, productCode, publicLicenseKey } = changes;
  const others = store.licensesOf(license.customerId).filter((other) => other !== license);
  const customer = store.companies.get(license.customerId);
  if (productCode !== undefined && !products.has(productCode)) {
    throw new UsageError(`license.productCode: there is no product ${productCode}`);
  }
  if (productCode !== undefined && others.some((other) => other.productCode === productCode)) {
    throw new Refusal("LicenseIsAlreadyOrdered");
  }
  if (
    publicLicenseKey !== undefined &&
    publicLicenseKey !== license.publicLicenseKey &&
    store.licenses.has(publicLicenseKey)
  ) {
    throw new UsageError(`There is a license ${publicLicenseKey} already`);
  }
  const isTrial = license.trial && changes.trial !== false;
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
  { usage, suspended, trialExpiration, trialExtensions }: Pick<NewLicense, keyof typeof licenseFields>,
): void {
  if (usage !== undefined) license.usage = usage;
  if (trialExpiration !== undefined) license.trialExpiration = new Date(trialExpiration).toISOString();
  if (trialExtensions !== undefined) license.trialExtensions = trialExtensions;
  if (suspended === true) life.suspend(license, now, portalUserId);
  if (suspended === false) life.unsuspend(license, now, portalUserId);
}

/** The store with a seed added to it; throws before anything is changed. */
export function seeded(store: Store, now: Date, document: unknown): Store {
  const { companies = [], accounts = [] } = parse.seed(document);
  const next = new Store(store.state());
  asUsage(() => {
    for (const {
      licenses = [],
      type = 1007,
      products: granted,
      trialLicenseAllowed,
      trusted,
      ...customer
    } of companies) {
      const created = type === 1007 ? createCustomer(next, now, customer) : createOther(next, now, customer, type);
      updateCompany(next, now, created, {
        ...(granted !== undefined && { products: granted }),
        ...(trialLicenseAllowed !== undefined && { trialLicenseAllowed }),
        ...(trusted !== undefined && { trusted }),
      });
      for (const license of licenses) orderLicense(next, now, { ...license, customerId: created.id });
    }
    for (const wanted of accounts) next.accounts.push(createAccount(next, now, wanted));
  });
  return next;
}

/** MSPs and what is above them: nobody can click these together, so only a seed makes them. */
function createOther(store: Store, now: Date, wanted: NewCustomer, type: Company["type"]): Company {
  const parent = company(store, wanted.parentId ?? ids.distributor);
  if (store.sibling(parent.id, wanted.name) !== undefined) throw new Refusal("CompanyNameIsNotUnique");
  const id = wanted.id?.toLowerCase() ?? store.newId("company");
  if (store.companies.has(id)) throw new UsageError(`There is a company ${id} already`);
  const { status = "active", tags = [] } = wanted;
  const template = company(store, ids.msp);
  const made: Company = {
    ...structuredClone(template),
    id,
    parentId: parent.id,
    type,
    name: wanted.name,
    status,
    tags: [...new Set(tags)],
    createdOn: now.toISOString(),
    modifiedOn: now.toISOString(),
  };
  store.companies.set(id, made);
  const { email = null, description = null, comment = null, vatId = null, customIdentifier = null } = wanted;
  const address = { state: null, city: null, streetAddress: null, zipCode: null, ...wanted.address };
  changeCompany(store, now, made, { email, description, comment, vatId, customIdentifier, address });
  return made;
}

function createAccount(store: Store, now: Date, wanted: NonNullable<EsetSeed["accounts"]>[number]): Account {
  if (store.accounts.some(({ username }) => username.toLowerCase() === wanted.username.toLowerCase())) {
    throw new UsageError(`There is an account ${wanted.username} already`);
  }
  const { userId = store.newId("user") } = wanted;
  if (store.accounts.some((account) => account.userId === userId)) {
    throw new UsageError(`There is an account with userId ${userId} already`);
  }
  return {
    firstName: "Api",
    lastName: wanted.username,
    email: wanted.username,
    permission: "write",
    apiEnabled: true,
    createdOn: now.toISOString(),
    ...wanted,
    userId,
    companyId: company(store, wanted.companyId).id,
  };
}
