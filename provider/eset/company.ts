/**
 * What all companies at ESET have in common, whether customers, managed MSPs or MSPs: the properties, the way they are
 * changed, suspended, found and removed. A kind of company says only what is its own.
 */
import type { components } from "../../contracts/generated/eset";
import { isGone } from "../http/vendorError";
import type { Candidate, Meaning, RemovalContext, ResourceDefinition, State } from "../lifecycle/define";
import { idKey } from "../lifecycle/ids";
import { mayBeSo, outcomeOf } from "../lifecycle/outcome";
import { type StaticProperties, Type } from "../lifecycle/schema";
import { until } from "../lifecycle/wait";
import { type Canonical, type Properties, same } from "../lifecycle/values";
import type { Answer } from "../vendor/answer";
import type { ListedCompany } from "./bulk";
import { CompanyStatus } from "./enums";
import { nameKey } from "./nameKey";
import type { Eset } from "./session";

export type CompanyDetail = Answer<components["schemas"]["CompanyDetail"]>;

export const addressInputs = {
  /** State, as the vendor's list of countries has it. */
  state: Type.Optional(Type.String()),
  city: Type.Optional(Type.String()),
  streetAddress: Type.Optional(Type.String()),
  zipCode: Type.Optional(Type.String()),
};

export const emailInput = Type.Email({ mayBeEmpty: true });

/** Inputs of the companies that order licences for others: MSPs and managed MSPs. */
export const resellerInputs = {
  /** Codes of the products that it may order; the whole set is managed once it is declared, in any order. */
  products: Type.Optional(
    Type.Array(Type.Digits({ expected: 'an ESET product code, e.g. "2015"' }), {
      expected: 'a list of product codes, e.g. ["2015"]',
    }),
  ),
  /** Whether it may order trials. */
  trialLicenseAllowed: Type.Optional(Type.Boolean({ expected: "true or false" })),
};

export const resellerEmail = {
  /** Unique in all of ESET MSP Administrator 2; ESET makes the contact user from it. */
  email: Type.Email(),
};

/** Plain texts, by the vendor's own names. One more is one more line: it is created, read, changed and erased like the others. */
const textInputs = {
  /** Your own reference, e.g. the number in your CRM. */
  customIdentifier: Type.Optional(Type.String()),
  comment: Type.Optional(Type.String()),
  /** VAT ID; the tax ID in the USA. */
  vatId: Type.Optional(Type.String()),
  description: Type.Optional(Type.String()),
};
type TextName = keyof typeof textInputs;
const textNames = Object.keys(textInputs) as readonly TextName[]; // keys of a constant
const eachText = <T>(value: (name: TextName) => T): Record<TextName, T> =>
  Object.fromEntries(textNames.map((name) => [name, value(name)])) as Record<TextName, T>; // fromEntries forgets the keys

export const companyInputs = {
  /** Name of the company; unique among its siblings, whatever its case. */
  name: Type.Name({ expected: "the company's name, without spaces at its start or end" }),
  /** Free labels; the whole set is managed once it is declared, in any order. */
  tags: Type.Optional(Type.Array(Type.Filled({ expected: "a tag" }), { expected: 'a list of tags, e.g. ["gold"]' })),
  ...textInputs,
  /**
   * A suspended company holds all its licences suspended (Company/Suspend). Resuming it resumes all of them; those that
   * this program declares as suspended are suspended again in the same run.
   * @default false
   */
  suspended: Type.Default(Type.Boolean({ expected: "true or false" }), false),
  /**
   * What removing the resource does. `delete`: the company is suspended, then deleted. `suspend`: only suspended.
   * `retain`: nothing.
   * @default "delete", or "retain" for a company that was taken over with `adopt`
   */
  deletionPolicy: Type.Optional(Type.Enum(["delete", "suspend", "retain"])),
};

type Address = StaticProperties<typeof addressInputs> & { readonly countryCode?: string };

/** The inputs of a company of whatever kind. */
export type CompanyInputs = StaticProperties<typeof companyInputs> & {
  readonly email?: string;
  readonly address?: Address;
  readonly products?: readonly string[];
  readonly adopt?: boolean;
};

type InState<I> = State<I, object>;
type Live<I> = Partial<I> & {
  readonly address: Address;
  readonly tags: readonly string[];
  readonly products: readonly string[];
};

/** What is a kind of company's own. */
export interface CompanyKind<I extends CompanyInputs> {
  /** In messages: "customer". */
  readonly noun: string;
  /** What the vendor calls this kind; companies of other kinds are never taken for it. */
  readonly types: readonly number[];
  /** Companies of this name, or of this e-mail address, are the same company. */
  readonly naturalKey: readonly ("name" | "email")[];
  /** Properties beyond the common ones that can be changed; once declared no longer they stay as they are. */
  readonly own: readonly (keyof I & string)[];
  parentId(eset: Eset, inputs: I): Promise<string>;
  /** Whether only another account can suspend and delete it, so that removing the resource keeps it. */
  isOthers?(state: Partial<I>): boolean;
  /** Values that ESET may ignore on Create. They are assumed to be wrong, and an Update sets them. */
  doubtful?(inputs: I): Partial<I>;
  /** The vendor's Create call. Returns the companyId. */
  create(eset: Eset, inputs: I): Promise<string>;
  /** The vendor's Update call; `changes` has the vendor's names. */
  update(eset: Eset, companyId: string, changes: Record<string, unknown>, to: I): Promise<void>;
  /** The own properties as the vendor holds them. */
  readOwn(detail: CompanyDetail): Partial<I>;
}

// ---- what is to be done ------------------------------------------------------------------------

const lowerCase = (text: string) => text.toLowerCase();
const setOf = (values: readonly string[]): unknown => [...new Set(values)].sort();
export const canonical = {
  email: lowerCase,
  parentId: idKey,
  divisionId: idKey,
  tags: setOf,
  products: setOf,
};

export type CompanyStep =
  { readonly call: "Unsuspend" | "Suspend" } | { readonly call: "Update"; readonly properties: readonly string[] };

/** The calls that lead from one state to the other, in order: a company is changed while it is active. */
export function companySteps<I extends CompanyInputs>(
  kind: Pick<CompanyKind<I>, "own">,
  from: Partial<I>,
  to: I,
): CompanyStep[] {
  const differs = (property: keyof I & string) =>
    !same((canonical as Record<string, Canonical | undefined>)[property], from[property], to[property]);
  const properties = [
    ...(["name", "email", ...textNames, "address", "tags"] as const).filter(differs),
    ...kind.own.filter((property) => to[property] !== undefined && differs(property)),
  ];
  return [
    ...(from.suspended === true && !to.suspended ? [{ call: "Unsuspend" } as const] : []),
    ...(properties.length > 0 ? [{ call: "Update", properties } as const] : []),
    ...(from.suspended !== true && to.suspended ? [{ call: "Suspend" } as const] : []),
  ];
}

const settleMilliseconds = 5 * 60 * 1000;
/** A refusal may mean that the same request, whose answer was lost, is still under way. */
const settleAfterRefusalMilliseconds = 5000;

/**
 * Suspend and Unsuspend are asynchronous and their operation states are not known, so this waits until the company itself
 * says so.
 */
async function setSuspended(eset: Eset, companyId: string, suspended: boolean): Promise<void> {
  let failure: Error | undefined;
  try {
    await (suspended ? eset.api.company.suspend({ companyId }) : eset.api.company.unsuspend({ companyId }));
  } catch (error) {
    if (!(error instanceof Error) || !mayBeSo(error) || isGone(error)) throw error;
    failure = error;
  }
  eset.forgetCompany(companyId);
  const within = outcomeOf(failure) === "refused" ? settleAfterRefusalMilliseconds : settleMilliseconds;
  let seen = "";
  const isSettled = async (): Promise<true | undefined> => {
    const company = await present(eset.company(companyId), companyId);
    if (company.says("status", CompanyStatus.suspended) === suspended) return true;
    const waits = company.says("status", CompanyStatus.waitingForActivation) ? ": it waits for its activation" : "";
    seen = `${company.shown("status")}${waits}`;
    return undefined;
  };
  const verb = suspended ? "suspended" : "resumed";
  const settled = await until(within, isSettled, { longestPause: 3000, what: `ESET company ${companyId} is ${verb}` });
  eset.forgetCompany(companyId); // somebody may have asked while it was on its way
  if (settled) return;
  const known = [eset.assumptions.assumed(CompanyStatus.suspended)].flat().join(" or ");
  const correct = suspended
    ? ` If the portal shows it as suspended, correct ${CompanyStatus.suspended} in a file that MSP_ASSUMPTIONS names.`
    : "";
  throw (
    failure ??
    new Error(
      `ESET company ${companyId} is still not ${verb} after 5 minutes. Its status is ${seen}; a suspended one has ${known}. Run again later.${correct}`,
    )
  );
}

async function present<T>(found: Promise<T | undefined>, companyId: string): Promise<T> {
  const company = await found;
  if (company === undefined) throw new Error(`ESET company ${companyId} is gone. Run "pulumi refresh".`);
  return company;
}

/** What to add to and remove from a set at the vendor. Computed from what is there now, not from state. */
function difference(present: readonly string[], wanted: readonly string[] = []) {
  return {
    missing: [...new Set(wanted)].filter((item) => !present.includes(item)),
    surplus: present.filter((item) => !wanted.includes(item)),
  };
}

const listOf = (name: string, key: string, items: readonly string[]) =>
  items.length === 0 ? {} : { [name]: items.map((item) => ({ [key]: item })) };

/** What is in state but not at the vendor. */
const ours: readonly string[] = ["adopt", "allowRecreate", "deletionPolicy"];

/** Whether a list shows every property in state with the value that state has. An empty text proves nothing: the list may leave it out. */
function isAsListed(state: Properties, listed: ListedCompany): boolean {
  const shown: Properties = { ...listed };
  const rules: Readonly<Record<string, Canonical | undefined>> = canonical;
  const managed = Object.entries(state).filter(([property]) => !ours.includes(property));
  return (
    managed.length > 0 &&
    managed.every(
      ([property, value]) => value !== "" && property in shown && same(rules[property], value, shown[property]),
    )
  );
}

const nothing = {};

const companyMeans = { suspended: (suspended: boolean): Meaning => (suspended ? "suspended" : "resumed") };

/** All companies of one kind: what the lifecycle needs beyond their inputs and rules of change. */
export function companyOf<I extends CompanyInputs>(
  kind: CompanyKind<I>,
): Pick<
  ResourceDefinition<Eset, I, object, CompanyStep>,
  | "nouns"
  | "telling"
  | "what"
  | "billed"
  | "billsBelongings"
  | "steps"
  | "perform"
  | "whileUnfinished"
  | "read"
  | "glance"
  | "create"
  | "remove"
> & {
  readonly assigned: typeof nothing;
  readonly idName: "companyId";
  readonly isCompany: true;
  readonly means: typeof companyMeans;
} {
  /** ESET may show a company as suspended because one above it is; that is not documented. Then it counts as not suspended itself. */
  async function read(eset: Eset, companyId: string, state: InState<I>): Promise<Live<I> | undefined> {
    const detail = await eset.company(companyId);
    if (detail === undefined) return undefined;
    const live = fromWire(detail);
    const isHeld = live.suspended === true && state.suspended !== true && (await eset.isHeldFromAbove(detail));
    return isHeld ? { ...live, suspended: false } : live;
  }

  function fromWire(detail: CompanyDetail): Live<I> {
    const address = detail.object("address");
    const parentId = detail.object("ancestor")?.text("id");
    return {
      name: detail.filled("name"),
      email: detail.text("email"),
      address: {
        state: address?.text("state") ?? "",
        city: address?.text("city") ?? "",
        streetAddress: address?.text("streetAddress") ?? "",
        zipCode: address?.text("zipCode") ?? "",
        ...(address === undefined || address.text("countryCode") === ""
          ? {}
          : { countryCode: address.text("countryCode") }),
      },
      tags: detail.texts("tags", "tag"),
      products: detail.texts("products", "code"),
      ...eachText((name) => detail.text(name)),
      suspended: detail.says("status", CompanyStatus.suspended),
      ...(parentId === undefined ? {} : { parentId }),
      ...kind.readOwn(detail),
    }; // the common properties and the kind's own are all of I that the vendor holds
  }

  /** An address is sent whole, sets as a difference, a text that is declared no longer as "", which erases it. */
  async function changes(eset: Eset, companyId: string, properties: readonly string[], from: InState<I>, to: I) {
    const needsLive = ["address", "tags", "products"].some((property) => properties.includes(property));
    const live = needsLive ? await present(read(eset, companyId, from), companyId) : undefined;
    const plain = properties.filter((property) => !["address", "tags", "products"].includes(property));
    const body: Record<string, unknown> = Object.fromEntries(
      plain.map((property) => [property, to[property as keyof I] ?? ""]),
    );
    if (live === undefined) return body;
    if (properties.includes("address")) {
      const erased = Object.fromEntries(Object.keys(from.address ?? {}).map((part) => [part, ""]));
      const address: Record<string, unknown> = { ...live.address, ...erased, ...to.address };
      delete address["countryCode"]; // no Update call takes it
      Object.assign(body, { address });
    }
    for (const [set, key] of [
      ["tags", "tag"],
      ["products", "code"],
    ] as const) {
      if (!properties.includes(set)) continue;
      const { missing, surplus } = difference(live[set], to[set]);
      Object.assign(body, listOf(`${set}ToAdd`, key, missing), listOf(`${set}ToRemove`, key, surplus));
    }
    return body;
  }

  async function perform(
    eset: Eset,
    companyId: string,
    step: CompanyStep,
    from: InState<I>,
    to: I,
  ): Promise<Partial<InState<I>>> {
    if (step.call !== "Update") {
      const suspended = step.call === "Suspend";
      await setSuspended(eset, companyId, suspended);
      return { suspended } as Partial<InState<I>>; // of the properties that every kind has
    }
    await kind.update(eset, companyId, await changes(eset, companyId, step.properties, from, to), to);
    const changed = step.properties.map((property) => [property, to[property as keyof I]]);
    return Object.fromEntries(changed) as Partial<InState<I>>; // fromEntries forgets the keys
  }

  async function find(eset: Eset, wanted: I) {
    const found: Candidate<I, object>[] = [];
    for (const id of await eset.companiesLike(await kind.parentId(eset, wanted), kind, wanted)) {
      const live = await read(eset, id, {});
      if (live !== undefined) found.push({ id, live });
    }
    return found;
  }

  /** The company that a create with a lost answer made: exactly as declared, created in these days, and with nothing in it. */
  async function made(
    eset: Eset,
    { id, managed }: { readonly id: string; readonly managed: InState<I> },
    to: I,
    since: Date,
  ): Promise<boolean> {
    const isAs = (wanted: I) => companySteps(kind, managed, { ...wanted, suspended: false }).length === 0;
    if (!isAs(to) && !isAs({ ...to, ...kind.doubtful?.(to) })) return false;
    const isEmpty = (await eset.namesBelow(id)).length === 0 && (await eset.licenseKeys(id)).length === 0;
    return isEmpty && (await eset.createdAround(id, since));
  }

  async function remove(eset: Eset, companyId: string, { policy }: RemovalContext): Promise<"done" | "gone"> {
    const company = await eset.company(companyId);
    if (company === undefined) return "gone";
    const { suspended, waitingForActivation } = CompanyStatus;
    // one that waits for activation can be deleted as it is, says the portal; suspended it cannot be
    const ready = policy === "delete" ? [suspended, waitingForActivation] : [suspended];
    if (!ready.some((status) => company.says("status", status))) await setSuspended(eset, companyId, true);
    if (policy === "suspend") return "done";
    try {
      await eset.api.company.delete({ companyId });
    } catch (error) {
      if (!isGone(error)) throw error;
    }
    return "done";
  }

  return {
    assigned: nothing,
    idName: "companyId",
    isCompany: true,
    nouns: [kind.noun, `${kind.noun}s`],
    what: ({ name }) => `An ESET ${kind.noun} "${name}"`,
    telling: { stake: "money", stakes: { suspended: "money" } },
    billed: () => undefined,
    billsBelongings: ({ suspended }) => (suspended === true ? "no" : "yes"),
    means: companyMeans,
    steps: (from, to) => companySteps(kind, from, to),
    perform,
    // until all is done it counts as suspended, so that the next run still knows to suspend its licences again
    whileUnfinished: (from, to) =>
      (from.suspended === true && !to.suspended ? { suspended: true } : {}) as Partial<InState<I>>, // that every kind has
    read,
    glance: async (eset, companyId, state) =>
      (await eset.bulk?.showsCompany(companyId, (listed) => isAsListed(state, listed))) === true,
    create: {
      send: async (eset, wanted) => ({
        id: await kind.create(eset, wanted),
        reached: { ...wanted, ...kind.doubtful?.(wanted), suspended: false },
      }),
      // which code says "this name is taken" is not known: any refusal leads to a look for the name
      exists: (error) => mayBeSo(error) && !isGone(error),
      find,
      made,
      unfit: ({ name }, to) =>
        name !== undefined && name !== to.name && nameKey(name) === nameKey(to.name)
          ? `it is called ${JSON.stringify(name)}. Nothing was changed. Set name to that to take it over.`
          : undefined,
    },
    remove: {
      usual: (state) => (kind.isOthers?.(state) === true ? "retain" : "delete"),
      kept: (companyId, state) =>
        `ESET company ${companyId} is kept as it is${kind.isOthers?.(state) === true ? ": only an account of its parent can suspend and delete it" : ""}`,
      means: (policy) =>
        policy === "suspend"
          ? { becomes: "suspended", note: "with all its licences, as its deletionPolicy says" }
          : { becomes: "removed", note: "it is suspended, then deleted, with all its licences" },
      holds: async (eset, companyId) => [{ what: "companies below it", names: await eset.namesBelow(companyId) }],
      carryOut: (eset, companyId, _state, context) => remove(eset, companyId, context),
    },
  };
}

/** Without what the vendor's answer leaves out: that stays as declared. */
export function told<T extends object>(properties: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  }; // fromEntries forgets the keys
}

/** What all Create calls take. */
export const newCompany = (inputs: CompanyInputs) => ({
  name: inputs.name,
  // the guide calls it mandatory
  address: { state: "", city: "", streetAddress: "", zipCode: "", ...inputs.address },
  ...(inputs.email === undefined ? {} : { email: inputs.email }),
  ...(inputs.tags === undefined || inputs.tags.length === 0 ? {} : { tags: inputs.tags.map((tag) => ({ tag })) }),
  ...told(eachText((name) => inputs[name])),
});

/** What the Create calls of MSPs and managed MSPs take besides. */
export const grants = ({ products, trialLicenseAllowed }: StaticProperties<typeof resellerInputs>) => ({
  trialLicenseAllowed: trialLicenseAllowed ?? false,
  ...(products === undefined || products.length === 0 ? {} : { products: products.map((code) => ({ code })) }),
});

export const cannotMove = "ESET cannot move a company to another parent.";

/** Un-suspending a company wakes all its licences. */
export const disturbsLicences = (id: string, from: { suspended?: boolean }, to: { suspended?: boolean }) =>
  from.suspended === true && to.suspended !== true ? [`licences of ${idKey(id)}`] : [];
