/** A company in Redstor's tree of partners and customers. Its backups belong to it: deleting it deletes them. */
import { isGone } from "../http/vendorError";
import { commonInputs, defineResource, type RemovalContext } from "../lifecycle/define";
import { idKey } from "../lifecycle/ids";
import { outcomeOf } from "../lifecycle/outcome";
import { type StaticProperties, Type } from "../lifecycle/schema";
import { same } from "../lifecycle/values";
import { companyTypeOf, companyTypes } from "./enums";
import { type CompanyAnswer, type Redstor } from "./session";
import { isListed } from "./subscription";

const inputs = Type.Object({
  /**
   * Name of the company. Redstor has no call that renames one; it can be renamed in the web app only. Names are compared
   * letter by letter.
   */
  name: Type.Name({ oneLine: true, expected: "the company's name, without spaces at its start or end" }),
  /**
   * A customer uses backups; a partner manages companies of its own besides. Redstor cannot make one of the other.
   * @default "Customer"
   */
  type: Type.Default(Type.Enum(companyTypes), "Customer"),
  /**
   * companyId of the company above it, which must be a partner. Another one moves the company there, with all below it.
   * @default the company that the service account belongs to
   */
  parentId: Type.Optional(Type.String({ minLength: 1, expected: "the companyId of the company above it" })),
  /**
   * Whether the company is enabled. What disabling does to backups and bills is not documented.
   * @default true
   */
  enabled: Type.Default(Type.Boolean({ expected: "true or false" }), true),
  /**
   * What removing the resource does. `disable`: the company and its backups stay, disabled. `delete`: it is deleted, with its
   * backups, which cannot be taken back; one that has subscriptions or companies below it is not deleted, because Redstor may
   * delete them too. `retain`: nothing.
   * @default "disable", or "retain" for a company that was taken over with `adopt`
   */
  deletionPolicy: Type.Optional(Type.Enum(["disable", "delete", "retain"])),
  ...commonInputs,
});

export type CompanyInputs = StaticProperties<(typeof inputs)["properties"]>;

const canonical = { parentId: idKey };

// ---- what is to be done ------------------------------------------------------------------------

export type CompanyStep =
  { readonly call: "enable" | "disable" } | { readonly call: "reassign"; readonly parentId: string };

/** The calls that lead from one state to the other, in order: a company is moved while it is enabled. */
export function companySteps(from: Partial<CompanyInputs>, to: CompanyInputs): CompanyStep[] {
  const { parentId } = to;
  const moves = parentId !== undefined && !same(canonical.parentId, from.parentId, parentId);
  return [
    ...(from.enabled === false && to.enabled ? [{ call: "enable" } as const] : []),
    ...(moves ? [{ call: "reassign", parentId } as const] : []),
    ...(from.enabled !== false && !to.enabled ? [{ call: "disable" } as const] : []),
  ];
}

async function perform({ api }: Redstor, companyId: string, step: CompanyStep): Promise<Partial<CompanyInputs>> {
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
  const type = companyTypeOf(company);
  const parentId = company.text("parentCompanyId");
  return {
    name: company.filled("companyName"),
    enabled: company.flag("isEnabled"),
    // a kind that this release does not know says nothing about the declared one
    ...(type === undefined ? {} : { type }),
    ...(parentId === "" ? {} : { parentId }),
  };
}

/** `to` is given while an update is under way, which wants to know how it is now. */
async function read(redstor: Redstor, companyId: string, _state: object, to?: CompanyInputs) {
  const company = await (to === undefined ? redstor.companyInRun(companyId) : redstor.company(companyId));
  return company === undefined ? undefined : fromWire(company);
}

// ---- how it comes into being, and how it ends --------------------------------------------------

async function send(redstor: Redstor, { name, type, parentId }: CompanyInputs) {
  const companyId = parentId ?? (await redstor.rootId());
  const company = await redstor.api.company.create({ companyId }, { companyName: name, type });
  return company === undefined ? undefined : { id: company.id("companyId"), reached: fromWire(company) };
}

async function find(redstor: Redstor, { name, type, parentId }: CompanyInputs) {
  const siblings = await redstor.companiesNamed(parentId ?? (await redstor.rootId()), name, type);
  return siblings.map((company) => ({ id: company.id("companyId"), live: fromWire(company) }));
}

async function holds(redstor: Redstor, companyId: string) {
  const listed = ((await redstor.subscriptions(companyId)) ?? []).filter(isListed);
  const below: string[] = [];
  try {
    for await (const company of redstor.customers(companyId)) below.push(JSON.stringify(company.text("companyName")));
  } catch (error) {
    if (!isGone(error)) throw error;
  }
  return [
    {
      what: "subscriptions",
      names: listed.map((one) => `product ${one.whole("productId")}`),
      ids: listed.map((one) => `${companyId}/${one.id("subscriptionId")}`),
    },
    { what: "companies below it", names: below },
  ];
}

async function remove(redstor: Redstor, companyId: string, { policy }: RemovalContext): Promise<"done" | "gone"> {
  const { api } = redstor;
  try {
    await (policy === "delete" ? api.company.delete({ companyId }) : api.company.disable({ companyId }));
    return "done";
  } catch (error) {
    if (isGone(error)) return "gone";
    if (policy === "delete" || outcomeOf(error) !== "refused") throw error;
    // whether a disabled company may be disabled again is not documented
    if ((await redstor.company(companyId))?.flag("isEnabled") !== false) throw error;
    return "done";
  }
}

const cannot = {
  rename: "Redstor has no call that renames a company. A new company would not have the backups of this one.",
  retype:
    "Redstor cannot turn a partner into a customer, or a customer into a partner. A new company would not have the backups of this one.",
};

const quotedName = ({ name }: Partial<CompanyInputs>): string => JSON.stringify(name ?? "what it was");

export const company = defineResource({
  type: "redstor:Company",
  inputs,
  assigned: {},
  idName: "companyId",
  isCompany: true,
  parent: "parentId",
  nouns: ["backup company", "backup companies"],
  billed: () => undefined,
  // what disabling does to bills is not documented
  billsBelongings: ({ enabled }) => (enabled === false ? "untold" : "yes"),
  means: { enabled: (enabled: boolean) => (enabled ? "enabled" : "disabled") },
  what: ({ name, type }) => `A Redstor company "${name}" of type ${type} under this parent`,
  telling: { stake: "money", stakes: { enabled: "money", parentId: "money" } },
  canonical,
  refuse: {
    name: {
      when: (from) => from.name !== undefined,
      reason: cannot.rename,
      remedy: (from) =>
        `Set name: ${quotedName(from)}, as Redstor has it; or rename it in the web app, then run "pulumi refresh".`,
      recreatable: true,
    },
    type: {
      when: (from) => from.type !== undefined,
      reason: cannot.retype,
      remedy: (from) => `Set type: ${JSON.stringify(from.type ?? "what it was")}, as Redstor has it.`,
      recreatable: true,
    },
  },
  firstSeenAtVendor: ["parentId"],
  steps: companySteps,
  perform,
  read,
  create: {
    // the vendor allows two companies of one name, so nothing but a look prevents a second one
    looksFirst: true,
    send,
    exists: () => false,
    find,
    // nothing of this name was there before, and what was created a moment ago is empty
    made: async (redstor, { id }) => (await holds(redstor, id)).every(({ names }) => names.length === 0),
  },
  remove: {
    usual: (_state, recreated) => (recreated ? "delete" : "disable"),
    kept: (companyId) => `Redstor company ${companyId} is kept as it is`,
    means: (policy) =>
      policy === "delete"
        ? { becomes: "removed", loses: "its backups" }
        : {
            becomes: "disabled",
            note: "it stays at Redstor with its backups; whether it is billed on is not documented",
            billUntold: true,
          },
    holds,
    carryOut: (redstor, companyId, _state, context) => remove(redstor, companyId, context),
  },
});
