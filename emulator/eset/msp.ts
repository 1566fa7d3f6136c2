/** MSPs, MSP Managers and Managed MSPs: what is created with a contact user and granted products. */
import type { components } from "../../contracts/generated/eset";
import { orNull, ownCompany, requireSubordinate, requireWrite, visibleCompany } from "./call";
import type { Action, Call } from "./call";
import { addCompany, changeCompany } from "./company";
import { isCountry } from "./countries";
import { productsOf } from "./enum";
import { EntityType } from "./enums";
import { Refusal } from "./errors";
import { addLicense } from "./license";
import type { Company, Store } from "./store";
import { addUser } from "./user";

type Schemas = components["schemas"];

const parentsOfMsps: readonly EntityType[] = [EntityType.Distributor, EntityType.Division];

export const createMsp: Action<"Company_Create_msp"> = (call, body) => {
  const own = ownCompany(call);
  if (own.type !== EntityType.Headquarters && !parentsOfMsps.includes(own.type)) {
    throw new Refusal("CallerCannotCreateMsps");
  }
  const division = orNull(body.divisionId);
  const parent = division === null ? visibleCompany(call, own.id) : visibleDivision(call, division);
  requireWrite(call, parent);
  // Headquarters must name a Division: there is no field for a Distributor.
  if (!parentsOfMsps.includes(parent.type)) throw new Refusal("CompanyCannotHaveMsps");
  const countryCode = body.address.countryCode.toUpperCase();
  if (!isCountry(countryCode)) throw new Refusal("CountryIsUnknown");
  const { manager = false, reseller = false } = body;
  const company = addMsp(call, parent, manager ? EntityType.MspManager : EntityType.Msp, body);
  Object.assign(company, { countryCode, reseller, trusted: true });
  addContact(call, company, body.email);
  return { companyId: company.id };
};

export const createManagedMsp: Action<"Company_Create_managedmsp"> = (call, body) => {
  const own = ownCompany(call);
  if (own.type !== EntityType.MspManager) throw new Refusal("CallerCannotCreateManagedMsps");
  const parent = visibleCompany(call, own.id);
  requireWrite(call, parent);
  const company = addMsp(call, parent, EntityType.ManagedMsp, body);
  company.trusted = call.store.readings["company.trustedOnCreate"] === "always" || (body.trusted ?? true);
  addContact(call, company, body.email);
  return { companyId: company.id };
};

/** Waits for its contact user (inferred). Everything can be done with it meanwhile but suspending it. */
function addMsp(
  call: Call,
  parent: Company,
  type: EntityType,
  body: Schemas["CreateMspRequest"] | Schemas["CreateManagedMspRequest"],
): Company {
  const { store, now } = call;
  if (store.isEmailTaken(body.email)) throw new Refusal("EmailIsNotUnique");
  const granted = grantable(call, body.products);
  const company = addCompany(store, now, parent, type, body);
  company.products = [...new Set(granted)];
  company.trialLicenseAllowed = body.trialLicenseAllowed ?? false;
  company.status = store.settings.contactsActivateAtOnce ? "active" : "waitingForActivation";
  return company;
}

/** The contact user has no name yet, and signs in once the account is activated. */
function addContact({ store, now }: Call, company: Company, email: string): void {
  const active = store.settings.contactsActivateAtOnce;
  addUser(store, now, company, {
    email,
    firstName: "",
    lastName: "",
    countryCode: company.countryCode,
    contact: true,
    status: active ? "active" : "waitingForActivation",
    activatedOn: active ? now.toISOString() : null,
  });
}

/** Only what the caller's company may order itself can be granted (inferred). */
function grantable(call: Call, grants: readonly Schemas["ProductGrant"][] = []): string[] {
  const available = productsOf(ownCompany(call));
  const codes = grants.map(({ code }) => String(code));
  if (!codes.every(available)) throw new Refusal("ProductCannotBeGranted");
  return codes;
}

function visibleDivision(call: Call, id: string): Company {
  const division = visibleCompany(call, id);
  if (division.type !== EntityType.Division) throw new Refusal("CompanyIsNotDivision");
  return division;
}

export const updateMsp: Action<"Company_Update_msp"> = (call, body) => {
  const company = writableMsp(call, body.companyId);
  if (company.type !== EntityType.Msp && company.type !== EntityType.MspManager) throw new Refusal("CompanyIsNotMsp");
  const parent = newParent(call, company, body.divisionId);
  const type = body.manager === undefined ? company.type : body.manager ? EntityType.MspManager : EntityType.Msp;
  if (
    type === EntityType.Msp &&
    call.store.children(company.id).some((child) => child.type === EntityType.ManagedMsp)
  ) {
    throw new Refusal("CompanyHasManagedMsps");
  }
  changeMsp(call, company, body, parent.id);
  company.type = type;
  company.reseller = body.reseller ?? company.reseller;
  return undefined;
};

/** A Division's id moves an MSP there, an empty one to the Distributor above its Division (inferred). */
function newParent(call: Call, company: Company, divisionId: string | null | undefined): Company {
  const [, parent = company, grandparent = parent] = call.store.lineOf(company);
  if (divisionId === undefined) return parent;
  const id = orNull(divisionId);
  if (id === null && parent.type !== EntityType.Division) return parent;
  const target = id === null ? visibleCompany(call, grandparent.id) : visibleDivision(call, id);
  requireWrite(call, target);
  return target;
}

export const updateManagedMsp: Action<"Company_Update_managedmsp"> = (call, body) => {
  const company = writableMsp(call, body.companyId);
  if (company.type !== EntityType.ManagedMsp) throw new Refusal("CompanyIsNotManagedMsp");
  const becomesTrusted = body.trusted === true && !company.trusted;
  changeMsp(call, company, body, company.parentId);
  company.trusted = body.trusted ?? company.trusted;
  if (becomesTrusted) decideRequests(call, company, body.acceptPendingRequests ?? false);
  return undefined;
};

function writableMsp(call: Call, id: string): Company {
  const company = visibleCompany(call, id);
  requireSubordinate(call, company);
  requireWrite(call, company);
  return company;
}

/** All is checked before anything is changed. */
function changeMsp(
  call: Call,
  company: Company,
  body: Schemas["UpdateMspRequest"] | Schemas["UpdateManagedMspRequest"],
  parentId: string | null,
): void {
  const { store, now } = call;
  if (body.email !== undefined && store.isEmailTaken(body.email, company.id)) throw new Refusal("EmailIsNotUnique");
  const added = grantable(call, body.productsToAdd);
  if (store.sibling(parentId, body.name ?? company.name, company.id)) throw new Refusal("CompanyNameIsNotUnique");
  company.parentId = parentId;
  changeCompany(store, now, company, body, store.readings["company.addressLeftOut"]);
  const removed = new Set(body.productsToRemove?.map(({ code }) => String(code)));
  company.products = [...new Set([...company.products.filter((code) => !removed.has(code)), ...added])];
  company.trialLicenseAllowed = body.trialLicenseAllowed ?? company.trialLicenseAllowed;
}

/** What a Managed MSP had asked for before it was trusted is ordered, as far as that is possible, or dropped. */
function decideRequests({ store, now, account }: Call, company: Company, accept: boolean): void {
  const open = store.licenseRequests.filter(({ customerId }) => {
    const customer = store.company(customerId);
    return customer === undefined || customer.parentId === company.id;
  });
  for (const request of open) {
    store.licenseRequests.splice(store.licenseRequests.indexOf(request), 1);
    const customer = store.company(request.customerId);
    if (accept && customer !== undefined) orderIfPossible(store, now, account.userId, customer, request);
  }
}

function orderIfPossible(
  store: Store,
  now: Date,
  userId: string,
  customer: Company,
  request: Parameters<typeof addLicense>[4],
): void {
  try {
    const { productCode, quantity, trial } = request;
    addLicense(store, now, userId, customer, { productCode, quantity, trial });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
  }
}
