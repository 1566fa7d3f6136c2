/** The calls for companies. */
import { created, done, inOrder, ok, paged, visibleCompany } from "./call";
import type { Action, Call, Schemas } from "./call";
import { Refusal } from "./errors";
import type { Company, Store } from "./store";
import { remove as removeSubscription } from "./subscriptionLife";

export const companyOf = ({
  companyId,
  companyName,
  isEnabled,
  type,
  parentCompanyId,
}: Company): Schemas["Company"] => ({
  companyId,
  companyName,
  isEnabled,
  type,
  parentCompanyId,
});

export const own: Action<"companiesGet"> = (call) => ok(companyOf(visibleCompany(call, call.account.companyId)));

export const read: Action<"companiesCompanyIdGet"> = (call, { companyId }) =>
  ok(companyOf(visibleCompany(call, companyId)));

export const direct: Action<"companiesCompanyIdCustomersGet"> = (call, wanted) => {
  const { companyId } = visibleCompany(call, wanted.companyId);
  return paged(call, chosen(call, call.listed.children(companyId), wanted), wanted, companyOf);
};

export const transitive: Action<"companiesCompanyIdCustomersTransitiveGet"> = (call, wanted) => {
  const company = visibleCompany(call, wanted.companyId);
  const own = call.store.readings["lists.ownCompany"] === "included" ? [company] : [];
  const all = [...own, ...call.listed.below(company.companyId)];
  return paged(call, chosen(call, all, wanted), wanted, companyOf);
};

export const search: Action<"companiesSearchGet"> = (call, wanted) =>
  paged(call, chosen(call, call.listed.below(call.account.companyId), wanted), wanted, companyOf);

function chosen(call: Call, companies: Company[], wanted: { search?: string; orderBy?: "asc" | "desc" }): Company[] {
  const found = inOrder(
    call,
    companies.filter(({ companyName }) => isFound(call.store, companyName, wanted.search ?? "")),
  );
  if (wanted.orderBy === undefined) return found;
  const sign = wanted.orderBy === "asc" ? 1 : -1;
  return found.sort((a, b) => sign * a.companyName.localeCompare(b.companyName, "en"));
}

function isFound({ readings }: Store, name: string, text: string): boolean {
  if (text !== "" && !readings["search.findsNames"]) return false;
  switch (readings["search.names"]) {
    case "parts":
      return name.toLowerCase().includes(text.toLowerCase());
    case "beginnings":
      return name.toLowerCase().startsWith(text.toLowerCase());
    case "letters":
      return name.includes(text);
  }
}

export const create: Action<"companiesCompanyIdCustomersPost"> = (call, { companyId }, { companyName, type }) => {
  const parent = visibleCompany(call, companyId);
  return created(companyOf(addCompany(call.store, parent, { companyName, type })));
};

/** What the API and the web app share of making a company. */
export function addCompany(
  store: Store,
  parent: Company,
  wanted: Pick<Company, "companyName" | "type"> & Partial<Pick<Company, "companyId" | "isEnabled">>,
): Company {
  requireParent(store, parent);
  const isNamesake = ({ companyName }: Company) => companyName.toLowerCase() === wanted.companyName.toLowerCase();
  if (store.readings["company.names"] === "unique" && store.children(parent.companyId).some(isNamesake)) {
    throw new Refusal("CompanyNameIsTaken");
  }
  const company: Company = {
    companyId: wanted.companyId ?? store.newId("company"),
    companyName: wanted.companyName,
    type: wanted.type,
    isEnabled: wanted.isEnabled ?? true,
    parentCompanyId: parent.companyId,
    deleted: false,
  };
  store.companies.set(company.companyId, company);
  store.touch();
  return company;
}

/** The web app offers only partners as parents. */
function requireParent({ readings }: Store, { type }: Company): void {
  if (type !== "Partner" && readings["company.customersBelow"] === "refused") throw new Refusal("ParentIsNotPartner");
}

export const disable: Action<"companiesCompanyIdDisablePatch"> = (call, { companyId }) =>
  enabled(call, companyId, false);
export const enable: Action<"companiesCompanyIdEnablePatch"> = (call, { companyId }) => enabled(call, companyId, true);

function enabled(call: Call, companyId: string, isEnabled: boolean): typeof done {
  const company = customer(call, companyId);
  if (company.isEnabled === isEnabled) {
    if (call.store.readings["company.secondDisable"] === "refused") throw new Refusal("CompanyIsSo");
    return done;
  }
  setEnabled(call.store, company, isEnabled);
  return done;
}

/** What its subscriptions are while it is disabled, the store says. */
export function setEnabled(store: Store, company: Company, isEnabled: boolean): void {
  const reaches = store.readings["company.disableReaches"] === "companiesBelow";
  for (const one of [company, ...(reaches ? store.below(company.companyId) : [])]) one.isEnabled = isEnabled;
  store.touch();
}

export const reassign: Action<"companiesCompanyIdCustomersCustomerIdReassignPatch"> = (
  call,
  { companyId, customerId },
) => {
  const parent = visibleCompany(call, companyId);
  moveCompany(call.store, customer(call, customerId), parent);
  return done;
};

export function moveCompany(store: Store, company: Company, parent: Company): void {
  requireParent(store, parent);
  if (store.isAtOrBelow(parent, company.companyId)) throw new Refusal("CompanyIsMovedBelowItself");
  if (company.parentCompanyId === parent.companyId) return;
  company.parentCompanyId = parent.companyId;
  store.touch();
}

export const remove: Action<"companiesCompanyIdDelete"> = (call, { companyId }) => {
  const { store } = call;
  const { "company.delete": reading, "company.secondDelete": second } = store.readings;
  const deleted = store.companies.get(companyId.toLowerCase());
  const isOver = deleted?.deleted === true && store.isAtOrBelow(deleted, call.account.companyId);
  if (isOver && second === "accepted") return done;
  const company = customer(call, companyId);
  if (reading === "refused") requireEmpty(store, company);
  if (reading === "cascades") for (const below of store.below(company.companyId)) end(store, call.now, below);
  end(store, call.now, company);
  return done;
};

function requireEmpty(store: Store, { companyId }: Company): void {
  if (store.children(companyId).length > 0) throw new Refusal("CompanyHasCustomers");
  if (store.subscriptionsOf(companyId).some(({ isActive }) => isActive)) throw new Refusal("CompanyHasSubscriptions");
}

/** The company is no more. Where a deletion cascades, its subscriptions end with it; else they go on, and nothing shows them. */
function end(store: Store, now: Date, company: Company): void {
  if (store.readings["company.delete"] === "cascades") {
    for (const one of store.subscriptionsOf(company.companyId)) if (one.isActive) removeSubscription(store, now, one);
  }
  company.deleted = true;
  store.touch();
}

/** A company that the caller may change: one below its own (inferred). */
function customer(call: Call, companyId: string): Company {
  const company = visibleCompany(call, companyId);
  if (company.companyId === call.account.companyId) throw new Refusal("CompanyIsOwn");
  return company;
}
