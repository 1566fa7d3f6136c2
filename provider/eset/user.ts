/** A person who may sign in to ESET MSP Administrator 2 for the account's own company. ESET writes to a new one. */
import { isGone } from "../http/vendorError";
import { commonInputs, defineResource, type State } from "../lifecycle/define";
import { mayBeSo } from "../lifecycle/outcome";
import { say } from "../lifecycle/say";
import { type StaticProperties, Type } from "../lifecycle/schema";
import { same } from "../lifecycle/values";
import { Unreadable } from "../vendor/answer";
import { Permission } from "./enums";
import type { Eset } from "./session";

const inputs = Type.Object({
  /** Unique in all of ESET MSP Administrator 2. Another address means another user. */
  email: Type.Email(),
  firstName: Type.Filled({ expected: "a first name" }),
  lastName: Type.Filled({ expected: "a last name" }),
  /** Three letters, ISO 3166-1 alpha-3, e.g. `"SVK"`. */
  countryCode: Type.String({ pattern: "^[A-Z]{3}$", expected: 'a country code of three letters, e.g. "SVK"' }),
  /** What the user may do with the own company, and with all below it unless `companyPermissions` says otherwise. */
  permission: Type.Enum(["Write", "Read", "NoAccess"]),
  /**
   * By companyId: what the user may do with single companies. Only with the permissions Read and NoAccess. ESET does not
   * tell them, so what somebody changes of them in the portal is not found.
   */
  companyPermissions: Type.Optional(
    Type.Record(Type.Enum(["Write", "Read"]), { expected: 'companyIds with "Write" or "Read" each' }),
  ),
  description: Type.Optional(Type.String()),
  phone: Type.Optional(Type.String()),
  /**
   * What removing the resource does; ESET cannot delete a user. `revoke`: the user keeps no access. `retain`: nothing.
   * @default "revoke", or "retain" for a user that was taken over with `adopt`
   */
  deletionPolicy: Type.Optional(Type.Enum(["revoke", "retain"])),
  ...commonInputs,
});

export type UserInputs = StaticProperties<(typeof inputs)["properties"]>;
type UserInState = State<UserInputs, object>;
/** What is known of a user. */
type Known = { readonly [K in keyof UserInputs]?: UserInputs[K] | undefined };

const canonical = { email: (email: string) => email.toLowerCase() };

// ---- what is there -----------------------------------------------------------------------------

/** The user as it is; `createdAt` says since when, in milliseconds. */
async function look(eset: Eset, userId: string) {
  const [detail, permission] = await Promise.all([eset.user(userId), eset.permissionOf(userId)]);
  if (detail === undefined) return undefined;
  const live = {
    email: detail.text("email"),
    firstName: detail.text("firstName"),
    lastName: detail.text("lastName"),
    countryCode: detail.object("country")?.text("countryCode") ?? "",
    description: detail.text("description"),
    phone: detail.text("phoneNumber"),
    ...(permission === undefined ? {} : { permission: nameOf(permission, userId) }),
  };
  return { live, createdAt: () => detail.moment("created") };
}

function nameOf(permission: number, userId: string): keyof typeof Permission {
  for (const name of ["Write", "Read", "NoAccess"] as const) if (Permission[name] === permission) return name;
  const what = `has ${permission} in permission, which this release does not know`;
  throw new Unreadable("ESET", "Company/Users", what, `user ${userId}`);
}

// ---- what is to be done ------------------------------------------------------------------------

const permissionsOf = (companyPermissions: UserInputs["companyPermissions"] = {}) =>
  Object.fromEntries(Object.entries(companyPermissions).map(([companyId, name]) => [companyId, Permission[name]]));

/** The properties of User/Update that lead from one state to the other; a text that is declared no longer is erased. */
export function userChanges(from: Known, to: UserInputs) {
  const differs = (property: keyof UserInputs) => !same(undefined, from[property], to[property]);
  return {
    ...(differs("firstName") ? { firstName: to.firstName } : {}),
    ...(differs("lastName") ? { lastName: to.lastName } : {}),
    ...(differs("countryCode") ? { countryCode: to.countryCode } : {}),
    ...(differs("description") ? { description: to.description ?? "" } : {}),
    ...(differs("phone") ? { phone: to.phone ?? "" } : {}),
    // the one stands for the rest of the other, so both are sent
    ...(differs("permission") || differs("companyPermissions")
      ? { permissionType: Permission[to.permission], specificPermissions: permissionsOf(to.companyPermissions) }
      : {}),
  };
}

async function change(eset: Eset, userId: string, from: Known, to: UserInputs) {
  const changes = userChanges(from, to);
  const texts = await liveTexts(eset, userId);
  const kept = Object.keys(to.companyPermissions ?? {});
  const isTakenAway = Object.keys(from.companyPermissions ?? {}).some((companyId) => !kept.includes(companyId));
  if (isTakenAway) await clearCompanyPermissions(eset, userId, texts);
  await eset.api.user.update({ userId, ...texts, ...changes });
  eset.forgetUsers();
  return to;
}

/** Whether User/Update keeps a text that it leaves out is not documented: so those that there are go along. */
async function liveTexts(eset: Eset, userId: string): Promise<{ description?: string; phone?: string }> {
  const detail = await eset.user(userId);
  const [description, phone] = [detail?.text("description") ?? "", detail?.text("phoneNumber") ?? ""];
  return { ...(description === "" ? {} : { description }), ...(phone === "" ? {} : { phone }) };
}

/**
 * Whether given permissions replace those that there are, or are added to them, is not documented. With Write on everything there are
 * none, so what comes next begins from nothing in both readings.
 */
async function clearCompanyPermissions(eset: Eset, userId: string, texts: object): Promise<void> {
  await eset.api.user.update({ userId, ...texts, permissionType: Permission.Write, specificPermissions: {} });
}

// ---- how it comes into being, and how it ends --------------------------------------------------

async function send(eset: Eset, wanted: UserInputs) {
  const created = await eset.api.user.create({
    firstName: wanted.firstName,
    lastName: wanted.lastName,
    email: wanted.email,
    countryCode: wanted.countryCode,
    permissionType: Permission[wanted.permission],
    ...(wanted.companyPermissions === undefined
      ? {}
      : { specificPermissions: permissionsOf(wanted.companyPermissions) }),
    ...(wanted.description === undefined ? {} : { description: wanted.description }),
    ...(wanted.phone === undefined ? {} : { phone: wanted.phone }),
  });
  eset.forgetUsers();
  return { id: created.id("id"), reached: wanted };
}

async function find(eset: Eset, { email }: UserInputs) {
  eset.forgetUsers();
  const id = await eset.userByEmail(email);
  const found = id === undefined ? undefined : await look(eset, id);
  return id === undefined || found === undefined ? [] : [{ id, live: found.live }];
}

/** How far the vendor's clock may be behind ours when it dates a user that we created. */
const clockSkewMilliseconds = 120_000;

async function made(eset: Eset, { id }: { readonly id: string }, _to: UserInputs, since: Date): Promise<boolean> {
  const createdAt = (await look(eset, id))?.createdAt() ?? 0;
  return createdAt >= since.getTime() - clockSkewMilliseconds;
}

async function remove(eset: Eset, userId: string, state: UserInState): Promise<"done" | "gone"> {
  try {
    const texts = await liveTexts(eset, userId);
    if (state.companyPermissions !== undefined) await clearCompanyPermissions(eset, userId, texts);
    await eset.api.user.update({ userId, ...texts, permissionType: Permission.NoAccess, specificPermissions: {} });
    eset.forgetUsers();
  } catch (error) {
    if (isGone(error)) return "gone";
    throw error;
  }
  const now = await eset.permissionOf(userId);
  say(
    now === undefined || now === Permission.NoAccess
      ? `ESET user ${userId} has no access any more; ESET cannot delete users, so it is still listed.`
      : `ESET user ${userId}: ESET took the change to no access, but still lists it with ${nameOf(now, userId)}. Look at it in the portal.`,
  );
  return "done";
}

export const user = defineResource({
  type: "eset:User",
  inputs,
  assigned: {},
  canonical,
  nouns: ["user", "users"],
  what: ({ email }) => `An ESET user ${email}`,
  billed: () => undefined,
  means: { permission: (to: UserInputs["permission"]) => (to === "NoAccess" ? "disabled" : undefined) },
  telling: {
    stake: "access",
    stakes: { email: "access", permission: "access", companyPermissions: "access" },
  },
  rules: (declared) =>
    declared.permission === "Write" && declared.companyPermissions !== undefined
      ? [{ property: "companyPermissions", reason: "is only for the permissions Read and NoAccess. Leave it out." }]
      : [],
  replace: (from, to) => (same(canonical.email, from.email, to.email) ? [] : ["email"]),
  steps: (from, to) => (Object.keys(userChanges(from, to)).length === 0 ? [] : ["update"]),
  perform: (eset: Eset, id, _step, from, to) => change(eset, id, from, to),
  read: async (eset: Eset, id) => (await look(eset, id))?.live,
  create: {
    send,
    // which code says "this address is taken" is not known: any refusal leads to a look for the address
    exists: mayBeSo,
    find,
    made,
    // without access: that is what an earlier removal leaves
    leftover: ({ permission }) => permission === "NoAccess",
  },
  remove: {
    usual: () => "revoke",
    kept: (userId) => `ESET user ${userId} is kept with its permissions`,
    means: () => ({ becomes: "disabled", note: "all access is withdrawn, because ESET cannot delete a user" }),
    carryOut: remove,
  },
});
