/** ESET as the console shows it: companies with their licences, users, and what somebody can click in ESET's portal. */
import type { EsetWorld } from "./index";
import { EntityType, LicenseState } from "./enums";
import { acts } from "./portal";
import type { LicenseCopy } from "./portal";
import type { Account, Company } from "./store";
import { buttonsOf } from "../acts";
import type { Button } from "../acts";
import { counted, factsOf, grouped, moment } from "../console/say";
import type { VendorSource } from "../console/source";
import type { Action, CompanyDetail, CompanyRow, Field, ItemDetail, ItemRow, State, UserRow } from "../console/view";

const typeNames: Readonly<Record<EntityType, string>> = {
  [EntityType.Headquarters]: "Headquarters",
  [EntityType.Distributor]: "Distributor",
  [EntityType.Division]: "Division",
  [EntityType.MspManager]: "MSP Manager",
  [EntityType.Msp]: "MSP",
  [EntityType.ManagedMsp]: "Managed MSP",
  [EntityType.Customer]: "Customer",
};

const companyStates: Readonly<Record<Company["status"], State>> = {
  active: { text: "active", tone: "good" },
  waitingForActivation: { text: "waiting for activation", tone: "warning" },
  suspended: { text: "suspended", tone: "bad" },
};

const licenseStates: Readonly<Record<number, State>> = {
  [LicenseState.Error]: { text: "more seats in use than ordered", tone: "bad" },
  [LicenseState.Normal]: { text: "active", tone: "good" },
  [LicenseState.Obsolete]: { text: "expired", tone: "bad" },
  [LicenseState.Suspended]: { text: "suspended", tone: "bad" },
  [LicenseState.Warning]: { text: "nearly all seats in use", tone: "warning" },
};

const accessNames: Readonly<Record<Account["permission"], string>> = {
  write: "write",
  read: "read",
  noAccess: "no access",
};

const button = buttonsOf("eset", acts);

const unknownState: State = { text: "unknown", tone: "off" };
const mostSeats = 100_000;

export const sourceOf = (eset: EsetWorld): VendorSource => ({
  overview: () => overview(eset),
  company: (id) => detailOf(eset, id),
});

function overview(eset: EsetWorld): ReturnType<VendorSource["overview"]> {
  const { accounts } = eset;
  const companies = eset.companies();
  const licenses = eset.licenses();
  const names = productNames(eset);
  const byId = new Map(companies.map((company) => [company.id, company]));
  const byCustomer = grouped(licenses, ({ customerId }) => customerId);
  // Users of a deleted company are kept for reports, and nobody can see them.
  const users = accounts.filter(({ companyId }) => byId.has(companyId));
  const there = licenses.filter(({ customerId }) => byId.has(customerId));
  const customers = companies.filter(({ type }) => type === EntityType.Customer);
  return {
    summary: [
      counted(customers.length, "customer"),
      counted(there.length, "licence"),
      counted(sum(there.map(({ quantity }) => quantity)), "seat"),
      counted(users.length, "user"),
    ],
    companies: companies.map((company): CompanyRow => ({
      id: company.id,
      parentId: company.parentId,
      name: company.name,
      type: typeNames[company.type],
      state: companyStates[company.status],
      items: (byCustomer.get(company.id) ?? []).map((license) => itemOf(license, names)),
    })),
    users: users.map((account) => userOf(account, byId.get(account.companyId)?.name ?? "")),
  };
}

function detailOf(eset: EsetWorld, id: string): CompanyDetail | undefined {
  const company = eset.companies().find((one) => one.id === id);
  if (company === undefined) return undefined;
  const names = productNames(eset);
  const { address } = company;
  return {
    facts: factsOf({
      Id: company.id,
      "E-mail": company.email,
      "Custom identifier": company.customIdentifier,
      "VAT id": company.vatId,
      Description: company.description,
      Comment: company.comment,
      Address: [address.streetAddress, address.zipCode, address.city, address.state].filter(Boolean).join(", "),
      Country: company.countryCode,
      Tags: company.tags.join(", "),
      Products: company.products.map((code) => names.get(code) ?? code).join(", "),
      Trials: isMsp(company) ? (company.trialLicenseAllowed ? "allowed" : "not allowed") : null,
      Trusted: company.type === EntityType.ManagedMsp ? (company.trusted ? "yes" : "no") : null,
      Created: moment(company.createdOn),
      Modified: moment(company.modifiedOn),
    }),
    actions: companyActions(company, names),
    items: eset
      .licenses()
      .filter(({ customerId }) => customerId === id)
      .map((license): ItemDetail => ({
        ...itemOf(license, names),
        facts: factsOf({
          Key: license.publicLicenseKey,
          "Seats in use": String(license.usage),
          "Trial ends": moment(license.trialExpiration),
          "Trial extensions": license.trialExtensions === null ? null : String(license.trialExtensions),
          "Suspended since": moment(license.suspendedOn),
          Updated: moment(license.lastUpdate),
        }),
        actions: licenseActions(license, company, names),
      })),
  };
}

const isMsp = ({ type }: Company): boolean =>
  type === EntityType.Msp || type === EntityType.MspManager || type === EntityType.ManagedMsp;

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);

const productNames = (eset: EsetWorld): ReadonlyMap<string, string> =>
  new Map(eset.products().map(({ code, name }) => [code, name]));

const itemOf = (license: LicenseCopy, names: ReadonlyMap<string, string>): ItemRow => ({
  id: license.publicLicenseKey,
  product: names.get(license.productCode) ?? license.productCode,
  seats: license.quantity,
  isTrial: license.trial,
  state: licenseStates[license.state] ?? unknownState,
});

function userOf(account: Account, company: string): UserRow {
  const name = `${account.firstName} ${account.lastName}`.trim();
  const id = account.userId;
  const object = account.email;
  const isWaiting = account.status === "waitingForActivation";
  const activate = button("activateAccount", [id], {
    ...{ id: "activate", label: "Activate", object },
    done: `${name} has activated the account.`,
  });
  const access = button("updateAccount", [id], {
    ...{ id: "access", label: "Access…", object },
    fields: [
      {
        ...{ name: "permission", label: "Access to the company and those below it", type: "choice" },
        value: account.permission,
        choices: Object.entries(accessNames),
      },
    ],
    done: `The access of ${name} was changed.`,
  });
  return {
    id,
    name,
    email: account.email,
    company,
    access: accessNames[account.permission] + (account.apiEnabled ? "" : ", no API"),
    state: companyStates[account.status],
    actions: isWaiting ? [activate, access] : [access],
  };
}

const seats = (value: number): Field => ({
  ...{ name: "quantity", label: "Seats", type: "number" },
  ...{ value, min: 1, max: mostSeats },
});

function companyActions(company: Company, names: ReadonlyMap<string, string>): Action[] {
  const { id, name, status, type } = company;
  const set = { id: "status", object: name } as const;
  const suspend = button("updateCompany", [id], {
    ...set,
    label: "Suspend",
    body: { status: "suspended" },
    done: `${name} is suspended, and all its licences with it.`,
  });
  const resume = button("updateCompany", [id], {
    ...set,
    label: status === "suspended" ? "Resume" : "Activate",
    body: { status: "active" },
    done: status === "suspended" ? `${name} is active again, and all its licences with it.` : `${name} is active.`,
  });
  const rename = button("updateCompany", [id], {
    ...{ id: "rename", label: "Rename…", object: name },
    fields: [{ name: "name", label: "Name", type: "text", value: name }],
    done: `${name} has another name now.`,
  });
  const remove = button("deleteCompany", [id], {
    ...{ id: "delete", label: "Delete…", object: name },
    warning: `${name} is suspended and deleted. Its licences stay suspended, its users cannot sign in any more. ESET knows no way back.`,
    done: `${name} was deleted.`,
  });
  const order = button("orderLicense", [], {
    ...{ id: "order", label: "Order licence…", object: name },
    body: { customerId: id },
    fields: [
      {
        ...{ name: "productCode", label: "Product", type: "choice", value: "2015" },
        choices: [...names].map(([code, product]) => [code, `${product} (${code})`] as const),
      },
      seats(1),
      {
        ...{ name: "trial", label: "Type", type: "choice", value: false },
        choices: [
          [false, "full"],
          [true, "trial"],
        ],
      },
    ],
    done: `A licence was ordered for ${name}.`,
  });
  const add = button("createCompany", [], {
    ...{ id: "add", label: "Add customer…", object: name },
    body: { parentId: id },
    fields: [{ name: "name", label: "Name", type: "text", value: "" }],
    done: `${name} has another customer.`,
  });
  return [
    status === "active" ? suspend : resume,
    rename,
    ...(type === EntityType.Customer ? [order] : []),
    ...(isMsp(company) ? [add] : []),
    remove,
  ];
}

function licenseActions(license: LicenseCopy, { name }: Company, names: ReadonlyMap<string, string>): Action[] {
  const { publicLicenseKey: key, quantity, trial, suspended } = license;
  const product = names.get(license.productCode) ?? license.productCode;
  const object = `${product} of ${name}`;
  const change = (one: Omit<Button, "object">) => button("updateLicense", [key], { ...one, object });
  const changeSeats = change({
    ...{ id: "seats", label: "Change seats…", fields: [seats(quantity)] },
    done: `${object} has other seats now.`,
  });
  const suspend = change({
    ...{ id: "suspended", label: "Suspend", body: { suspended: true } },
    done: `${object} is suspended.`,
  });
  const resume = change({
    ...{ id: "suspended", label: "Resume", body: { suspended: false } },
    done: `${object} is active again.`,
  });
  const convert = change({
    ...{ id: "convert", label: "Convert to full", body: { trial: false } },
    done: `${object} is full now.`,
  });
  const remove = button("removeLicense", [key], {
    ...{ id: "remove", label: "Remove…", object },
    warning: `The trial of ${object} is removed, with its key ${key}.`,
    done: `The trial of ${object} was removed.`,
  });
  return [changeSeats, suspended ? resume : suspend, ...(trial ? [convert, remove] : [])];
}
