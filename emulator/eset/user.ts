/** The User calls. */
import type { components } from "../../contracts/generated/eset";
import { asListed, orNull, ownCompany, page, permissionOn, requireWrite, visibleCompany } from "./call";
import type { Action, Call } from "./call";
import { isCountry } from "./countries";
import { companyStatusIds, companyTypeIds, permissionNames, userStatusIds } from "./enums";
import { Refusal } from "./errors";
import type { Account, Company, Store } from "./store";

type Schemas = components["schemas"];

const dayMilliseconds = 24 * 60 * 60 * 1000;

export const current: Action<"User_Current"> = (call) => detailOf(call.store, call.account);

export const details: Action<"User_GetUserDetails"> = (call, { userId }) =>
  detailOf(call.store, visibleUser(call, userId));

function detailOf(store: Store, user: Account): Schemas["UserDetail"] {
  const company = store.company(user.companyId);
  if (company === undefined) throw new Refusal("UserNotFound");
  return {
    id: user.userId,
    firstName: user.firstName,
    lastName: user.lastName,
    email: user.email,
    description: user.description,
    phoneNumber: user.phoneNumber,
    twoFactorEnabled: false,
    status: userStatusIds[user.status],
    created: user.createdOn,
    lastUpdate: user.lastUpdate,
    company: { companyId: company.id, name: company.name, type: company.type },
    country: { countryCode: user.countryCode },
    timeZone:
      user.activatedOn === null
        ? null
        : { name: "(UTC) Coordinated Universal Time", code: "UTC", timeShift: "00:00:00" },
  };
}

/** A user of the caller's company or of one below. Oneself is always one. */
function visibleUser(call: Call, id: string): Account {
  const user = call.store.account(id);
  const company = user && call.store.company(user.companyId);
  if (user === undefined || company === undefined || !call.store.isAtOrBelow(company, call.account.companyId)) {
    throw new Refusal("UserNotFound");
  }
  if (user.userId !== call.account.userId) visibleCompany(call, company.id);
  return user;
}

export const create: Action<"User_Create"> = (call, body) => {
  const { store, now } = call;
  const company = visibleCompany(call, call.account.companyId);
  requireWrite(call, company);
  const permission = permissionNames[body.permissionType];
  const specificPermissions = specific(call, company, permission, body.specificPermissions);
  const countryCode = knownCountry(body.countryCode);
  if (store.isEmailTaken(body.email)) throw new Refusal("EmailIsNotUnique");
  const user = addUser(store, now, company, {
    email: body.email,
    firstName: body.firstName,
    lastName: body.lastName,
    countryCode,
    description: orNull(body.description),
    phoneNumber: orNull(body.phone),
    permission,
    specificPermissions,
  });
  return detailOf(store, user);
};

/**
 * The guide says that a new user has status 1, although the time zone (and so, it seems, a password) comes with the
 * activation. A contact user waits for its activation by status too.
 */
export function addUser(
  store: Store,
  now: Date,
  company: Company,
  wanted: Pick<Account, "email" | "firstName" | "lastName" | "countryCode"> & Partial<Account>,
): Account {
  const user: Account = {
    username: wanted.email,
    password: "",
    passwordChangedOn: null,
    companyId: company.id,
    description: null,
    phoneNumber: null,
    status: "active",
    permission: "write",
    specificPermissions: {},
    contact: false,
    apiEnabled: true,
    createdOn: now.toISOString(),
    lastUpdate: now.toISOString(),
    activatedOn: null,
    ...wanted,
    userId: wanted.userId ?? store.newId("user"),
  };
  store.accounts.push(user);
  store.touch();
  return user;
}

export const update: Action<"User_Update"> = (call, body) => {
  const { store, now } = call;
  const user = visibleUser(call, body.userId);
  const company = visibleCompany(call, user.companyId);
  requireWrite(call, company);
  const permission = body.permissionType === undefined ? user.permission : permissionNames[body.permissionType];
  const { "user.specificPermissions": reading, "user.leftOut": leftOut } = store.readings;
  // With Write on everything there are none (inferred).
  const kept = permission === "write" ? {} : user.specificPermissions;
  const given = body.specificPermissions && specific(call, company, permission, body.specificPermissions);
  const specificPermissions = given === undefined || reading === "merge" ? { ...kept, ...given } : given;
  const erased = leftOut === "erased" ? { description: null, phoneNumber: null } : {};
  const countryCode = body.countryCode === undefined ? user.countryCode : knownCountry(body.countryCode);
  Object.assign(user, {
    permission,
    specificPermissions,
    countryCode,
    firstName: body.firstName ?? user.firstName,
    lastName: body.lastName ?? user.lastName,
    ...erased,
    ...(body.description !== undefined && { description: orNull(body.description) }),
    ...(body.phone !== undefined && { phoneNumber: orNull(body.phone) }),
    lastUpdate: now.toISOString(),
  });
  store.touch();
  return detailOf(store, user);
};

/** Permissions on single companies: only below the user's company, and only where the general one leaves room. */
function specific(
  call: Call,
  company: Company,
  permission: Account["permission"],
  wanted: Schemas["SpecificPermissions"] = {},
): Account["specificPermissions"] {
  const entries = Object.entries(wanted);
  if (permission === "write" && entries.length > 0) throw new Refusal("SpecificPermissionsAreNotAllowed");
  return Object.fromEntries(
    entries.map(([id, value]): [string, "write" | "read"] => {
      const target = visibleCompany(call, id);
      if (target.id === company.id || !call.store.isAtOrBelow(target, company.id)) throw new Refusal("CompanyNotFound");
      return [target.id, permissionNames[value]];
    }),
  );
}

function knownCountry(code: string): string {
  const countryCode = code.toUpperCase();
  if (!isCountry(countryCode)) throw new Refusal("CountryIsUnknown");
  return countryCode;
}

/** One's own only, and not again within 24 hours. */
export const changePassword: Action<"User_ChangePassword"> = ({ store, account, now }, { newPassword }) => {
  if (newPassword.length < 10 || newPassword.length > 50) throw new Refusal("NewPasswordDoesNotMatchPolicy");
  const last = account.passwordChangedOn;
  if (last !== null && now.getTime() - Date.parse(last) < dayMilliseconds) {
    throw new Refusal("PasswordWasChangedRecently");
  }
  account.password = newPassword;
  account.passwordChangedOn = now.toISOString();
  account.lastUpdate = now.toISOString();
  store.touch();
  return undefined;
};

export const accessibleChildren: Action<"User_GetDirectAccessibleChildren"> = (call, body) => {
  const shown = asListed(call);
  const all = shown.store.children(ownCompany(call).id).filter((child) => permissionOn(shown, child) === "write");
  return {
    companies: page(call, all, body).map(({ name, id, type, email, status }) => ({
      name,
      companyId: id,
      companyTypeId: companyTypeIds[type],
      email,
      status: companyStatusIds[status],
    })),
    paging: { totalCount: all.length },
  };
};
