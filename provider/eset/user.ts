/** A person who may sign in to ESET MSP Administrator 2 for the account's own company. ESET writes to a new one. */
import * as pulumi from "@pulumi/pulumi";
import type { Args } from "../host/resource";
import { VendorError } from "../http/vendorError";
import { commonInputs, type CreateContext, defineResource, type DeleteContext, type State } from "../lifecycle/define";
import { AlreadyExists, PartialFailure } from "../lifecycle/errors";
import { project } from "../lifecycle/project";
import { type StaticProperties, Type } from "../lifecycle/schema";
import { same } from "../lifecycle/values";
import { Permission } from "./enums";
import { isGone } from "./errors";
import { fillIn, given, token } from "./resource";
import type { Eset } from "./session";

const own = {
  /** Unique in all of ESET MSP Administrator 2. Another address means another user. */
  email: Type.String({ pattern: "^[^\\s@]+@[^\\s@]+$", expected: "an e-mail address" }),
  firstName: Type.String({ pattern: "\\S", expected: "a first name" }),
  lastName: Type.String({ pattern: "\\S", expected: "a last name" }),
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
};

const inputs = Type.Object({ ...own, ...commonInputs });

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
  throw new Error(`ESET tells of user ${userId} the permission ${permission}, which this release does not know.`);
}

const asDeclared = (live: object, declared: Partial<UserInputs>): UserInState =>
  project({ inputs, canonical }, declared, { ...live });

// ---- verbs -------------------------------------------------------------------------------------

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

async function create(eset: Eset, wanted: UserInputs, { adopt, managed }: CreateContext) {
  const startedAt = Date.now();
  let mayBeOurs = false;
  for (let attempt = 1; ; attempt++) {
    try {
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
      return { id: created.id("id"), assigned: {} };
    } catch (error) {
      // which code says "this address is taken" is not known: any refusal leads to a look for the address
      if (!(error instanceof VendorError) || error.outcome === "notDone" || error.status === 403) throw error;
      eset.forgetUsers();
      mayBeOurs ||= error.outcome === "unknown";
      const id = await eset.userByEmail(wanted.email);
      if (id !== undefined)
        return await takeOver(eset, id, wanted, { adopt, managed }, mayBeOurs ? startedAt : undefined);
      if (error.outcome !== "unknown" || attempt === mostCreates) throw error;
    }
  }
}

const mostCreates = 3;
/** How far the vendor's clock may be behind ours when it dates a user that we created. */
const clockSkewMilliseconds = 120_000;

/**
 * A user of this address exists. It is ours if a create with a lost answer made it, or if it has no access, which is what an
 * earlier removal leaves; any other is taken over only when asked.
 */
async function takeOver(
  eset: Eset,
  id: string,
  to: UserInputs,
  { adopt, managed }: CreateContext,
  startedAt: number | undefined,
) {
  const found = await look(eset, id);
  if (found === undefined)
    throw new Error(`ESET user ${id} was there and is gone: somebody else changes it. Run again.`);
  const wasCreatedNow = startedAt !== undefined && found.createdAt() >= startedAt - clockSkewMilliseconds;
  // without access: that is what an earlier removal leaves
  const isLeftOver = found.live.permission === "NoAccess";
  const isManaged = managed(id);
  if (isManaged || (!adopt && !wasCreatedNow && !isLeftOver))
    throw new AlreadyExists(`An ESET user ${to.email}`, id, isManaged);
  const adopted = adopt && !wasCreatedNow;
  const state = { ...asDeclared(found.live, to), ...(adopted ? { adopted } : {}) };
  try {
    // what the vendor does not tell is sent, whatever it is
    await send(eset, id, { ...state, companyPermissions: undefined }, to);
  } catch (error) {
    throw new PartialFailure(id, state, error);
  }
  return { id, assigned: {}, adopted };
}

async function send(eset: Eset, userId: string, from: Known, to: UserInputs): Promise<void> {
  const changes = userChanges(from, to);
  if (Object.keys(changes).length === 0) return;
  const texts = await liveTexts(eset, userId);
  const kept = Object.keys(to.companyPermissions ?? {});
  const isTakenAway = Object.keys(from.companyPermissions ?? {}).some((companyId) => !kept.includes(companyId));
  if (isTakenAway) await clearCompanyPermissions(eset, userId, texts);
  await eset.api.user.update({ userId, ...texts, ...changes });
  eset.forgetUsers();
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

async function update(eset: Eset, id: string, from: UserInState, to: UserInputs) {
  await send(eset, id, from, to);
  return {};
}

async function remove(eset: Eset, userId: string, state: UserInState, { believeGone }: DeleteContext): Promise<void> {
  const policy = state.deletionPolicy ?? (state.adopted === true ? "retain" : "revoke");
  if (policy === "retain") {
    console.error(`ESET user ${userId} is kept with its permissions, as its deletionPolicy says.`);
    return;
  }
  try {
    const texts = await liveTexts(eset, userId);
    if (state.companyPermissions !== undefined) await clearCompanyPermissions(eset, userId, texts);
    await eset.api.user.update({ userId, ...texts, permissionType: Permission.NoAccess, specificPermissions: {} });
    eset.forgetUsers();
    const now = await eset.permissionOf(userId);
    console.error(
      now === undefined || now === Permission.NoAccess
        ? `ESET user ${userId} has no access any more; ESET cannot delete users, so it is still listed.`
        : `ESET user ${userId}: ESET took the change to no access, but still lists it with ${nameOf(now, userId)}. Look at it in the portal.`,
    );
  } catch (error) {
    if (!isGone(error)) throw error;
    await believeGone();
  }
}

export const user = defineResource({
  type: "eset:User",
  inputs,
  assigned: [],
  canonical,
  rules: (declared) =>
    declared.permission === "Write" && declared.companyPermissions !== undefined
      ? [{ property: "companyPermissions", reason: "is only for the permissions Read and NoAccess. Leave it out." }]
      : [],
  replace: (from, to) => (same(canonical.email, from.email, to.email) ? [] : ["email"]),
  create,
  read: async (eset: Eset, id) => (await look(eset, id))?.live,
  update,
  delete: remove,
});

export type UserArgs = Args<typeof own> & Args<typeof commonInputs>;

/**
 * A standard user of the account's own company (User/Create). ESET sends the activation e-mail; passwords are none of this
 * resource's business. A user that exists already stops the run unless `adopt` is set. Users cannot be deleted: removing the
 * resource takes their access away (see `deletionPolicy`).
 *
 * @example
 * new eset.User("jane", {
 *   email: "jane@msp.example",
 *   firstName: "Jane",
 *   lastName: "Doe",
 *   countryCode: "SVK",
 *   permission: "Read",
 * });
 */
export class User extends pulumi.CustomResource {
  declare readonly email: pulumi.Output<string>;
  declare readonly firstName: pulumi.Output<string>;
  declare readonly lastName: pulumi.Output<string>;
  declare readonly countryCode: pulumi.Output<string>;
  declare readonly permission: pulumi.Output<"Write" | "Read" | "NoAccess">;
  declare readonly companyPermissions: pulumi.Output<Readonly<Record<string, "Write" | "Read">> | undefined>;
  declare readonly description: pulumi.Output<string | undefined>;
  declare readonly phone: pulumi.Output<string | undefined>;
  declare readonly deletionPolicy: pulumi.Output<"revoke" | "retain" | undefined>;
  /** True if the user existed before and was taken over. */
  declare readonly adopted: pulumi.Output<boolean | undefined>;

  constructor(name: string, args: UserArgs, opts?: pulumi.CustomResourceOptions) {
    super(token(user), name, given(user, args), opts);
    fillIn(this, user);
  }
}
