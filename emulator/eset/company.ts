/** The Company calls, but for what only MSPs have. */
import type { components } from "../../contracts/generated/eset";
import {
  asListed,
  isVisible,
  orNull,
  page,
  requireDirectChild,
  requireSubordinate,
  requireWrite,
  visibleCompany,
} from "./call";
import type { Action, Call } from "./call";
import { companyStatusIds, EntityType, permissionIds, userStatusIds } from "./enums";
import { Refusal } from "./errors";
import { suspend as suspendLicense } from "./licenseLife";
import { companyTextNames, eachText } from "./store";
import type { Company, CompanyOperation, Store } from "./store";

type Schemas = components["schemas"];

const holdsCustomers: readonly EntityType[] = [EntityType.MspManager, EntityType.Msp, EntityType.ManagedMsp];
const texts = ["email", ...companyTextNames] as const;
const addressLines = ["state", "city", "streetAddress", "zipCode"] as const;

export const createCustomer: Action<"Company_Create_customer"> = (call, body) => {
  const parent = visibleCompany(call, orNull(body.parentCompanyId) ?? call.account.companyId);
  requireWrite(call, parent);
  return { companyId: addCustomer(call.store, call.now, parent, body).id };
};

/** What the portal and the API share of creating a customer. */
export function addCustomer(store: Store, now: Date, parent: Company, wanted: Wanted, id?: string): Company {
  if (!holdsCustomers.includes(parent.type)) throw new Refusal("CompanyCannotHaveCustomers");
  return addCompany(store, now, parent, EntityType.Customer, wanted, id);
}

type Wanted = Omit<Schemas["CreateCustomerRequest"], "address" | "tags"> & {
  address?: Schemas["Address"];
  tags?: Schemas["Tag"][];
};

/** What all types of company share: active, in the parent's country, granted nothing. */
export function addCompany(
  store: Store,
  now: Date,
  parent: Company,
  type: EntityType,
  wanted: Wanted,
  id?: string,
): Company {
  if (store.sibling(parent.id, wanted.name) !== undefined) throw new Refusal("CompanyNameIsNotUnique");
  const company: Company = {
    id: id ?? store.newId("company"),
    parentId: parent.id,
    type,
    name: wanted.name,
    status: "active",
    email: orNull(wanted.email),
    ...eachText((name) => orNull(wanted[name])),
    address: {
      state: orNull(wanted.address?.state),
      city: orNull(wanted.address?.city),
      streetAddress: orNull(wanted.address?.streetAddress),
      zipCode: orNull(wanted.address?.zipCode),
    },
    countryCode: parent.countryCode,
    tags: [...new Set(wanted.tags?.map(({ tag }) => tag) ?? [])],
    products: [],
    trialLicenseAllowed: false,
    trusted: false,
    reseller: false,
    createdOn: now.toISOString(),
    modifiedOn: now.toISOString(),
    deleted: false,
    deletedOn: null,
    suspendedWithParent: false,
  };
  store.companies.set(company.id, company);
  store.touch();
  return company;
}

export const updateCustomer: Action<"Company_Update_customer"> = (call, body) => {
  const company = visibleCompany(call, body.companyId);
  requireWrite(call, company);
  if (company.type !== EntityType.Customer) throw new Refusal("CompanyIsNotCustomer");
  changeCompany(call.store, call.now, company, body, call.store.readings["company.addressLeftOut"]);
  return undefined;
};

/** A value replaces, an empty value erases, a field that is left out keeps; a line of a given address that is left out as said. */
export function changeCompany(
  store: Store,
  now: Date,
  company: Company,
  wanted: Omit<Schemas["UpdateCustomerRequest"], "companyId">,
  lineLeftOut: "kept" | "erased",
): void {
  if (wanted.name !== undefined) {
    if (store.sibling(company.parentId, wanted.name, company.id) !== undefined)
      throw new Refusal("CompanyNameIsNotUnique");
    company.name = wanted.name;
  }
  for (const field of texts) if (wanted[field] !== undefined) company[field] = orNull(wanted[field]);
  for (const line of addressLines) {
    if (wanted.address === null) company.address[line] = null;
    else if (wanted.address?.[line] !== undefined) company.address[line] = orNull(wanted.address[line]);
    else if (wanted.address !== undefined && lineLeftOut === "erased") company.address[line] = null;
  }
  const removed = new Set(wanted.tagsToRemove?.map(({ tag }) => tag));
  const added = wanted.tagsToAdd?.map(({ tag }) => tag) ?? [];
  company.tags = [...new Set([...company.tags.filter((tag) => !removed.has(tag)), ...added])];
  company.modifiedOn = now.toISOString();
  store.touch();
}

export const detail: Action<"Company_Detail"> = (call, { companyId }) => {
  const company = visibleCompany(call, companyId);
  const parent = company.parentId === null ? undefined : call.store.companies.get(company.parentId);
  return {
    id: company.id,
    name: company.name,
    type: company.type,
    status: companyStatusIds[company.status],
    email: company.email,
    ...eachText((name) => company[name]),
    address: {
      ...company.address,
      ...((isMsp(company) || call.store.readings["company.countryIsTold"] === "ofAll") && {
        countryCode: company.countryCode,
      }),
    },
    tags: company.tags.map((tag) => ({ tag })),
    ancestor: parent === undefined ? null : { id: parent.id, name: parent.name },
    ...(holdsCustomers.includes(company.type) && {
      products: company.products.map((code) => ({ code })),
      trialLicenseAllowed: company.trialLicenseAllowed,
    }),
    ...(isMsp(company) && { reseller: company.reseller }),
    ...(company.type === EntityType.ManagedMsp && { trusted: company.trusted }),
  };
};

const isMsp = ({ type }: Company): boolean => type === EntityType.Msp || type === EntityType.MspManager;

export const children: Action<"Company_Children"> = (call, body) => {
  const { id } = visibleCompany(call, body.companyId);
  const shown = asListed(call);
  return companyPage(
    call,
    shown.store.children(id).filter((company) => isVisible(shown, company)),
    body,
  );
};

export const descendants: Action<"Company_Descendants"> = (call, body) => {
  const root = visibleCompany(call, body.companyId);
  const shown = asListed(call);
  return companyPage(
    call,
    [...shown.store.companies.values()].filter(
      (company) =>
        !company.deleted &&
        (company.id !== root.id || call.store.readings["lists.ownCompany"] === "included") &&
        shown.store.isAtOrBelow(company, root.id) &&
        isVisible(shown, company) &&
        (body.entityType === "Any" || company.type === body.entityType),
    ),
    body,
  );
};

const companyPage = (
  call: Call,
  all: readonly Company[],
  range: { skip?: number; take: number },
): Schemas["CompanyPage"] => ({
  companies: page(call, all, range).map(({ name, id, type, email, status, description }) => ({
    name,
    publicId: id,
    type,
    email,
    status: companyStatusIds[status],
    description,
  })),
  paging: { totalCount: all.length },
});

/** Always of the caller's own company. */
export const users: Action<"Company_Users"> = (call, body) => {
  const { id } = visibleCompany(call, call.account.companyId);
  const all = call.listed.accounts.filter(({ companyId }) => companyId === id);
  return {
    users: page(call, all, body).map(({ userId, firstName, lastName, email, permission, status }) => ({
      id: userId,
      firstName,
      lastName,
      email,
      permission: permissionIds[permission],
      status: userStatusIds[status],
    })),
    paging: { totalCount: all.length },
  };
};

export const suspend: Action<"Company_Suspend"> = (call, { companyId }) => {
  const company = visibleCompany(call, companyId);
  requireDirectChild(call, company);
  requireWrite(call, company);
  if (company.status !== "active" && !isSo(call, company, "suspended")) throw new Refusal("CompanyIsNotActive");
  return { operationId: start(call, "suspend", company).id };
};

export const unsuspend: Action<"Company_Unsuspend"> = (call, { companyId }) => {
  const company = visibleCompany(call, companyId);
  requireDirectChild(call, company);
  requireWrite(call, company);
  if (company.status !== "suspended" && !isSo(call, company, "active")) throw new Refusal("CompanyIsNotSuspended");
  return { operationId: start(call, "unsuspend", company).id };
};

/** Whether the company is as it is to be already, and the vendor takes that for done. */
const isSo = ({ store }: Call, { status }: Company, wanted: Company["status"]): boolean =>
  status === wanted && store.readings["company.secondSuspend"] === "accepted";

function start(call: Call, kind: CompanyOperation["kind"], company: Company): CompanyOperation {
  const { store, now, account, operationMilliseconds } = call;
  if (store.openOperation(company.id) !== undefined) throw new Refusal("CompanyHasRunningOperation");
  const operation: CompanyOperation = {
    id: store.newId("operation"),
    kind,
    companyId: company.id,
    startedBy: account.userId,
    startedOn: now.toISOString(),
    dueOn: operationMilliseconds === "never" ? null : new Date(now.getTime() + operationMilliseconds).toISOString(),
    // what is so already is done, and nothing follows from it
    outcome: (company.status === "suspended") === (kind === "suspend") ? "succeeded" : "open",
  };
  store.operations.set(operation.id, operation);
  store.touch();
  return operation;
}

export const remove: Action<"Company_Delete"> = (call, { companyId }) => {
  const company = visibleCompany(call, companyId);
  requireSubordinate(call, company);
  requireWrite(call, company);
  if (!deletable.includes(company.type)) throw new Refusal("CompanyCannotBeDeleted");
  // The portal does not ask to suspend first what was never activated; that the API does not either is inferred.
  if (company.status === "active") throw new Refusal("CompanyIsNotSuspended");
  if (call.store.openOperation(company.id) !== undefined) throw new Refusal("CompanyHasRunningOperation");
  deleteCompany(call.store, call.now, company, call.account.userId);
  return undefined;
};

const deletable: readonly EntityType[] = [...holdsCustomers, EntityType.Customer];

/** The company disappears, its users too; its licences stay, suspended. Its name and e-mail are free again (inferred). */
export function deleteCompany(store: Store, now: Date, company: Company, userId: string): void {
  const below = store.children(company.id);
  const { "company.delete": reading } = store.readings;
  if (below.length > 0 && reading === "refused") throw new Refusal("CompanyHasChildren");
  if (reading === "cascades") for (const child of below) deleteCompany(store, now, child, userId);
  for (const license of store.licensesOf(company.id)) suspendLicense(license, now, userId);
  company.status = "suspended";
  company.deleted = true;
  company.deletedOn = now.toISOString();
  company.modifiedOn = now.toISOString();
  store.touch();
}
