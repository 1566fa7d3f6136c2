/** A company in Redstor's tree of partners and customers. Its backups belong to it: deleting it deletes them. */
import * as pulumi from "@pulumi/pulumi";
import type { Args } from "../host/resource";
import { VendorError } from "../http/vendorError";
import { converge } from "../lifecycle/converge";
import { commonInputs, type CreateContext, defineResource, type DeleteContext, type State } from "../lifecycle/define";
import { AlreadyExists } from "../lifecycle/errors";
import { project } from "../lifecycle/project";
import { type StaticProperties, Type } from "../lifecycle/schema";
import { same } from "../lifecycle/values";
import { createOnce } from "./createOnce";
import { type CompanyType, companyTypeOf, companyTypes } from "./enums";
import { isGone } from "./errors";
import { fillIn, given, token } from "./resource";
import { type CompanyAnswer, idKey, type Redstor } from "./session";
import { isListed } from "./subscription";

const own = {
  /**
   * Name of the company. Redstor has no call that renames one; it can be renamed in the web app only. Names are compared
   * letter by letter.
   */
  name: Type.String({
    pattern: "^\\S(.*\\S)?$",
    expected: "the company's name, without spaces at its start or end",
  }),
  /**
   * A customer uses backups; a partner manages companies of its own besides. Redstor cannot make one of the other.
   * @default "Customer"
   */
  type: Type.Optional(Type.Enum(companyTypes, { default: "Customer" })),
  /**
   * companyId of the company above it, which must be a partner. Another one moves the company there, with all below it.
   * @default the company that the service account belongs to
   */
  parentId: Type.Optional(Type.String({ minLength: 1, expected: "the companyId of the company above it" })),
  /**
   * Whether the company is enabled. What disabling does to backups and bills is not documented.
   * @default true
   */
  enabled: Type.Optional(Type.Boolean({ default: true, expected: "true or false" })),
  /**
   * What removing the resource does. `disable`: the company and its backups stay, disabled. `delete`: it is deleted, with its
   * backups, which cannot be taken back; whether Redstor refuses that while it has subscriptions or companies below it, or
   * deletes them too, is not documented. `retain`: nothing.
   * @default "disable", or "retain" for a company that was taken over with `adopt`
   */
  deletionPolicy: Type.Optional(Type.Enum(["disable", "delete", "retain"])),
};

const inputs = Type.Object({ ...own, ...commonInputs });

export type CompanyInputs = StaticProperties<(typeof inputs)["properties"]>;

type InState = State<CompanyInputs, object>;

const canonical = { parentId: idKey };

// ---- what is to be done ------------------------------------------------------------------------

export type CompanyStep =
  { readonly call: "enable" | "disable" } | { readonly call: "reassign"; readonly parentId: string };

/** The calls that lead from one state to the other, in order: a company is moved while it is enabled. */
export function companySteps(from: Partial<CompanyInputs>, to: CompanyInputs): CompanyStep[] {
  const { parentId } = to;
  const moves = parentId !== undefined && !same(canonical.parentId, from.parentId, parentId);
  return [
    ...(from.enabled === false && to.enabled !== false ? [{ call: "enable" } as const] : []),
    ...(moves ? [{ call: "reassign", parentId } as const] : []),
    ...(from.enabled !== false && to.enabled === false ? [{ call: "disable" } as const] : []),
  ];
}

async function perform({ api }: Redstor, companyId: string, step: CompanyStep): Promise<Partial<InState>> {
  switch (step.call) {
    case "enable":
      await api.company.enable({ companyId });
      return { enabled: true };
    case "disable":
      await api.company.disable({ companyId });
      return { enabled: false };
    case "reassign":
      await api.company.reassign({ companyId: step.parentId, customerId: companyId });
      return { parentId: step.parentId };
  }
}

// ---- what is there -----------------------------------------------------------------------------

function fromWire(company: CompanyAnswer): Partial<CompanyInputs> {
  const type = companyTypeOf(company.text("type"));
  const parentId = company.text("parentCompanyId");
  return {
    name: company.id("companyName"),
    enabled: company.flag("isEnabled"),
    // a kind that this release does not know says nothing about the declared one
    ...(type === undefined ? {} : { type }),
    ...(parentId === "" ? {} : { parentId }),
  };
}

async function read(redstor: Redstor, companyId: string): Promise<Partial<CompanyInputs> | undefined> {
  const company = await redstor.companyInRun(companyId);
  return company === undefined ? undefined : fromWire(company);
}

const asDeclared = (live: Partial<CompanyInputs>, declared: Partial<CompanyInputs>): InState =>
  project({ inputs, canonical }, declared, live);

// ---- verbs -------------------------------------------------------------------------------------

async function bring(redstor: Redstor, id: string, from: InState, to: CompanyInputs, isNew: boolean) {
  await converge<InState, CompanyStep>({
    id,
    from,
    isNew,
    steps: (state) => companySteps(state, to),
    perform: (step) => perform(redstor, id, step),
    look: async () => {
      const company = await redstor.company(id);
      if (company === undefined) return undefined;
      return {
        ...asDeclared(fromWire(company), { ...from, ...to }),
        ...(from.adopted === true ? { adopted: true } : {}),
      };
    },
    worthALook: (error) => error instanceof VendorError && error.outcome !== "notDone" && error.status !== 403,
  });
  return {};
}

async function create(redstor: Redstor, wanted: CompanyInputs, context: CreateContext) {
  const { name, type = "Customer" } = wanted;
  const parentId = wanted.parentId ?? (await redstor.rootId());
  // the vendor allows two companies of one name, so nothing but this look prevents a second one
  return await redstor.inTurn(`company ${idKey(parentId)} ${type} ${name}`, async () => {
    const siblings = () => redstor.companiesNamed(parentId, name, type);
    const existing = await siblings();
    if (existing.length > 0) return await takeOver(redstor, existing, wanted, context);

    const made = await createOnce({
      create: async () => {
        const company = await redstor.api.company.create({ companyId: parentId }, { companyName: name, type });
        return company === undefined ? undefined : identified(company);
      },
      find: async () => {
        const found = (await siblings()).map(identified);
        for (const { id } of found) {
          // what was created a moment ago is empty; another one is somebody else's
          if (found.length > 1 || !(await isEmpty(redstor, id)))
            throw new AlreadyExists(described(wanted), id, context.managed(idKey(id)));
        }
        return found[0];
      },
    });
    return { id: made.id, assigned: await bring(redstor, made.id, asDeclared(made.live, wanted), wanted, true) };
  });
}

const identified = (company: CompanyAnswer) => ({ id: company.id("companyId"), live: fromWire(company) });

const described = ({ name, type = "Customer" }: CompanyInputs): string =>
  `A Redstor company "${name}" of type ${type} under this parent`;

/** Takes over the company that is there already, if that is wanted and it is clear which one. */
async function takeOver(
  redstor: Redstor,
  existing: readonly CompanyAnswer[],
  to: CompanyInputs,
  { adopt, managed }: CreateContext,
) {
  const all = existing.map(identified);
  const free = all.filter(({ id }) => !managed(idKey(id)));
  const [only, ...others] = adopt ? free : [];
  if (only === undefined) throw new AlreadyExists(described(to), all.map(({ id }) => id).join(", "), free.length === 0);
  if (others.length > 0) {
    const ids = [only, ...others].map(({ id }) => id).join(", ");
    throw new Error(
      `${others.length + 1} Redstor companies are called "${to.name}" under this parent: ${ids}. Import the one that is meant (pulumi import --file, see the README).`,
    );
  }
  const from = { ...asDeclared(only.live, to), adopted: true };
  return { id: only.id, assigned: await bring(redstor, only.id, from, to, true), adopted: true };
}

async function isEmpty(redstor: Redstor, companyId: string): Promise<boolean> {
  return (await contents(redstor, companyId)) === "";
}

/** What a company has, in words; "" if nothing. */
async function contents(redstor: Redstor, companyId: string): Promise<string> {
  const listed = ((await redstor.subscriptions(companyId)) ?? []).filter(isListed);
  const products = listed.map((subscription) => `product ${subscription.whole("productId")}`);
  const below: string[] = [];
  for await (const company of redstor.customers(companyId)) below.push(`"${company.text("companyName")}"`);
  return [
    ...(products.length > 0 ? [`subscriptions (${products.join(", ")})`] : []),
    ...(below.length > 0 ? [`companies below it (${below.join(", ")})`] : []),
  ].join(" and ");
}

async function update(redstor: Redstor, id: string, from: InState, to: CompanyInputs) {
  if (to.parentId === undefined || from.parentId !== undefined) return await bring(redstor, id, from, to, false);
  // declared for the first time: where it is now is not in state
  const company = await redstor.company(id);
  if (company === undefined) throw new Error(`Redstor company ${id} is gone. Run with --refresh --run-program.`);
  const { parentId } = fromWire(company);
  return await bring(redstor, id, { ...from, ...(parentId === undefined ? {} : { parentId }) }, to, false);
}

async function remove(redstor: Redstor, companyId: string, state: InState, context: DeleteContext): Promise<void> {
  const usual = context.recreated ? "delete" : "disable";
  const policy = state.deletionPolicy ?? (state.adopted === true ? "retain" : usual);
  if (policy === "retain") {
    console.error(`Redstor company ${companyId} is kept as it is, as its deletionPolicy says.`);
    return;
  }
  const { api } = redstor;
  try {
    await (policy === "delete" ? api.company.delete({ companyId }) : api.company.disable({ companyId }));
  } catch (error) {
    if (isGone(error)) {
      await context.believeGone();
      return;
    }
    if (policy !== "delete" || !(error instanceof VendorError) || error.outcome !== "refused") throw error;
    const has = error.status === 403 ? "" : await contents(redstor, companyId);
    if (has === "") throw error;
    const hint = `It has ${has}. Remove them first; or set deletionPolicy: "disable", which leaves everything in place.`;
    throw new VendorError({ ...error.details, hint });
  }
}

const cannot = {
  rename: "Redstor has no call that renames a company, and another company would be without its backups.",
  retype:
    "Redstor cannot make a customer of a partner or the other way round, and another company would be without its backups.",
};

const quotedName = ({ name }: Partial<CompanyInputs>): string => JSON.stringify(name ?? "what it was");

export const company = defineResource({
  type: "redstor:Company",
  inputs,
  assigned: [],
  identity: idKey,
  canonical,
  refuse: {
    name: {
      when: (from) => from.name !== undefined,
      reason: cannot.rename,
      remedy: (from) =>
        `Set name: ${quotedName(from)}, as Redstor has it; or rename it in the web app, then run with --refresh --run-program.`,
      recreatable: true,
    },
    type: {
      when: (from) => from.type !== undefined,
      reason: cannot.retype,
      remedy: (from) => `Set type: ${JSON.stringify(from.type ?? "what it was")}, as Redstor has it.`,
      recreatable: true,
    },
  },
  create,
  read,
  update,
  delete: remove,
});

// ---- what programs see -------------------------------------------------------------------------

export type CompanyArgs = Args<typeof own> & Args<typeof commonInputs>;

/**
 * A company in Redstor, customer or partner (POST /companies/{companyId}/customers). Redstor allows two companies of one name
 * under one parent; this resource does not: one of the same name and type is an error, unless `adopt` is set. Removing the
 * resource disables the company (see `deletionPolicy`).
 *
 * @example
 * const bakery = new redstor.Company("bakery", { name: "Example Bakery" });
 *
 * @example A partner, and a customer of it.
 * const reseller = new redstor.Company("reseller", { name: "Example Reseller", type: "Partner" });
 * const brewery = new redstor.Company("brewery", { name: "Example Brewery", parentId: reseller.companyId });
 */
export class Company extends pulumi.CustomResource {
  declare readonly name: pulumi.Output<string>;
  declare readonly type: pulumi.Output<CompanyType>;
  declare readonly parentId: pulumi.Output<string | undefined>;
  declare readonly enabled: pulumi.Output<boolean>;
  declare readonly deletionPolicy: pulumi.Output<"disable" | "delete" | "retain" | undefined>;
  /** True if the company existed before and was taken over. */
  declare readonly adopted: pulumi.Output<boolean | undefined>;

  constructor(name: string, args: CompanyArgs, opts?: pulumi.CustomResourceOptions) {
    super(token(company), name, given(company, args), opts);
    fillIn(this, company);
  }

  /** The companyId; the same as `id`, and known already in the preview of an update. */
  get companyId(): pulumi.Output<string> {
    return this.id;
  }
}
