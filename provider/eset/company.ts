/**
 * What all companies at ESET have in common, whether customers, managed MSPs or MSPs: the properties, the way they are
 * changed, suspended, found and removed. A kind of company says only what is its own.
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { components } from "../../contracts/generated/eset";
import { VendorError } from "../http/vendorError";
import { converge } from "../lifecycle/converge";
import type { CreateContext, DeleteContext, State } from "../lifecycle/define";
import { AlreadyExists, PartialFailure } from "../lifecycle/errors";
import { project } from "../lifecycle/project";
import { type ObjectSchema, type StaticProperties, Type } from "../lifecycle/schema";
import { type Canonical, type Properties, same } from "../lifecycle/values";
import type { ListedCompany } from "./bulk";
import { CompanyStatus } from "./enums";
import { isGone } from "./errors";
import type { Eset } from "./session";
import type { Answer } from "./wire";

export type CompanyDetail = Answer<components["schemas"]["CompanyDetail"]>;

export const addressInputs = {
  /** State, as the vendor's list of countries has it. */
  state: Type.Optional(Type.String()),
  city: Type.Optional(Type.String()),
  streetAddress: Type.Optional(Type.String()),
  zipCode: Type.Optional(Type.String()),
};

export const emailInput = Type.String({ pattern: "^$|^[^\\s@]+@[^\\s@]+$", expected: "an e-mail address" });

/** Inputs of the companies that order licences for others: MSPs and managed MSPs. */
export const resellerInputs = {
  /** Codes of the products that it may order; the whole set is managed once it is declared, in any order. */
  products: Type.Optional(
    Type.Array(Type.String({ pattern: "^[0-9]{1,10}$", expected: 'an ESET product code, e.g. "2015"' }), {
      expected: 'a list of product codes, e.g. ["2015"]',
    }),
  ),
  /** Whether it may order trials. */
  trialLicenseAllowed: Type.Optional(Type.Boolean({ expected: "true or false" })),
};

export const resellerEmail = {
  /** Unique in all of ESET MSP Administrator 2; ESET makes the contact user from it. */
  email: Type.String({ pattern: "^[^\\s@]+@[^\\s@]+$", expected: "an e-mail address" }),
};

export const companyInputs = {
  /** Name of the company; unique among its siblings, whatever its case. */
  name: Type.String({
    pattern: "^\\S([\\s\\S]*\\S)?$",
    expected: "the company's name, without spaces at its start or end",
  }),
  /** Free labels; the whole set is managed once it is declared, in any order. */
  tags: Type.Optional(
    Type.Array(Type.String({ pattern: "\\S", expected: "a tag" }), { expected: 'a list of tags, e.g. ["gold"]' }),
  ),
  /** Your own reference, e.g. the number in your CRM. */
  customIdentifier: Type.Optional(Type.String()),
  comment: Type.Optional(Type.String()),
  /** VAT ID; the tax ID in the USA. */
  vatId: Type.Optional(Type.String()),
  description: Type.Optional(Type.String()),
  /**
   * A suspended company holds all its licences suspended (Company/Suspend). Resuming it resumes all of them; those that
   * this program declares as suspended are suspended again in the same run.
   * @default false
   */
  suspended: Type.Optional(Type.Boolean({ default: false, expected: "true or false" })),
  /**
   * What removing the resource does. `delete`: the company is suspended, then deleted. `suspend`: only suspended.
   * `retain`: nothing.
   * @default "delete", or "retain" for a company that was taken over with `adopt`
   */
  deletionPolicy: Type.Optional(Type.Enum(["delete", "suspend", "retain"])),
};

/** Siblings whose names differ only in case, or in spaces around them, have the same name. */
export const nameKey = (name: string): string => name.trim().toLowerCase();

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
  /** In messages, with its article: "An ESET customer". */
  readonly title: string;
  /** What the vendor calls this kind; companies of other kinds are never taken for it. */
  readonly types: readonly number[];
  /** Companies of this name, or of this e-mail address, are the same company. */
  readonly naturalKey: readonly ("name" | "email")[];
  /** Properties beyond the common ones that can be changed; once declared no longer they stay as they are. */
  readonly own: readonly (keyof I & string)[];
  parentId(eset: Eset, inputs: I): Promise<string>;
  /** Whether only another account can suspend and delete it, so that removing the resource keeps it. */
  isOthers?(state: Partial<I>): boolean;
  /** What may not be as asked after a Create, and is therefore made so. */
  doubtful?(inputs: I): Partial<I>;
  /** The vendor's Create call. Returns the companyId. */
  create(eset: Eset, inputs: I): Promise<string>;
  /** The vendor's Update call; `changes` has the vendor's names. */
  update(eset: Eset, companyId: string, changes: Record<string, unknown>, to: I): Promise<void>;
  /** The own properties as the vendor holds them. */
  readOwn(detail: CompanyDetail): Partial<I>;
}

// ---- what is to be done ------------------------------------------------------------------------

const texts = ["name", "email", "customIdentifier", "comment", "vatId", "description"] as const;

const lowerCase = (text: string) => text.toLowerCase();
const setOf = (values: readonly string[]): unknown => [...new Set(values)].sort();
export const canonical = {
  email: lowerCase,
  parentId: lowerCase,
  divisionId: lowerCase,
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
    ...([...texts, "address", "tags"] as const).filter(differs),
    ...kind.own.filter((property) => to[property] !== undefined && differs(property)),
  ];
  return [
    ...(from.suspended === true && to.suspended !== true ? [{ call: "Unsuspend" } as const] : []),
    ...(properties.length > 0 ? [{ call: "Update", properties } as const] : []),
    ...(from.suspended !== true && to.suspended === true ? [{ call: "Suspend" } as const] : []),
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
  let refusal: VendorError | undefined;
  try {
    await (suspended ? eset.api.company.suspend({ companyId }) : eset.api.company.unsuspend({ companyId }));
  } catch (error) {
    if (!explainable(error) || isGone(error)) throw error;
    refusal = error;
  }
  eset.forgetCompany(companyId);
  const deadline =
    performance.now() + (refusal?.outcome === "refused" ? settleAfterRefusalMilliseconds : settleMilliseconds);
  for (let pause = 200; ; pause = Math.min(pause * 1.5, 3000)) {
    const company = await present(eset.company(companyId), companyId);
    if ((company.whole("status") === CompanyStatus.suspended) === suspended) {
      eset.forgetCompany(companyId); // somebody may have asked while it was on its way
      return;
    }
    if (performance.now() + pause > deadline) break;
    await sleep(pause);
  }
  const verb = suspended ? "suspended" : "resumed";
  throw refusal ?? new Error(`ESET company ${companyId} is still not ${verb} after 5 minutes. Run again later.`);
}

/** Whether a look at the company may explain the failure: it is done already, or it may have been done. */
const explainable = (error: unknown): error is VendorError =>
  error instanceof VendorError && error.outcome !== "notDone" && error.status !== 403;

async function present<T>(found: Promise<T | undefined>, companyId: string): Promise<T> {
  const company = await found;
  if (company === undefined) throw new Error(`ESET company ${companyId} is gone. Run with --refresh.`);
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
const ours: readonly string[] = ["account", "adopt", "adopted", "allowRecreate", "deletionPolicy"];

/** Whether a list shows all that is in state, as it is there. A text that should be empty may be one that it does not tell. */
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

/** All companies of one kind: the verbs of their resource. */
export function companyVerbs<I extends CompanyInputs>(kind: CompanyKind<I>, inputs: ObjectSchema) {
  async function read(eset: Eset, companyId: string): Promise<Live<I> | undefined> {
    const detail = await eset.company(companyId);
    return detail === undefined ? undefined : fromWire(detail);
  }

  /** As `read`, for a refresh: a company of which a list shows all that is in state, as it is there, is not asked for. */
  async function refresh(eset: Eset, companyId: string, state: InState<I>): Promise<Partial<I> | undefined> {
    const isAsBefore = await eset.bulk?.showsCompany(companyId, (listed) => isAsListed(state, listed));
    return isAsBefore === true ? state : await read(eset, companyId);
  }

  function fromWire(detail: CompanyDetail): Live<I> {
    const address = detail.object("address");
    const parentId = detail.object("ancestor")?.text("id");
    return {
      name: detail.id("name"),
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
      customIdentifier: detail.text("customIdentifier"),
      comment: detail.text("comment"),
      vatId: detail.text("vatId"),
      description: detail.text("description"),
      suspended: detail.whole("status") === CompanyStatus.suspended,
      ...(parentId === undefined ? {} : { parentId }),
      ...kind.readOwn(detail),
    }; // the common properties and the kind's own are all of I that the vendor holds
  }

  const asDeclared = (live: Live<I>, declared: Partial<I>): InState<I> =>
    project({ inputs, canonical }, declared, live) as InState<I>;

  /** An address is sent whole, sets as a difference, a text that is declared no longer as "", which erases it. */
  async function changes(eset: Eset, companyId: string, properties: readonly string[], from: InState<I>, to: I) {
    const needsLive = ["address", "tags", "products"].some((property) => properties.includes(property));
    const live = needsLive ? await present(read(eset, companyId), companyId) : undefined;
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

  async function perform(eset: Eset, companyId: string, step: CompanyStep, from: InState<I>, to: I) {
    if (step.call !== "Update") {
      const suspended = step.call === "Suspend";
      await setSuspended(eset, companyId, suspended);
      return { suspended };
    }
    await kind.update(eset, companyId, await changes(eset, companyId, step.properties, from, to), to);
    return Object.fromEntries(step.properties.map((property) => [property, to[property as keyof I]]));
  }

  async function bring(eset: Eset, id: string, from: InState<I>, to: I, isNew: boolean) {
    try {
      await converge<InState<I>, CompanyStep>({
        id,
        from,
        isNew,
        steps: (state) => companySteps(kind, state, to),
        perform: async (step, state) => (await perform(eset, id, step, state, to)) as Partial<InState<I>>,
        look: async () => {
          const live = await read(eset, id);
          return live && { ...asDeclared(live, { ...from, ...to }), ...(from.adopted ? { adopted: true } : {}) };
        },
        worthALook: explainable,
      });
    } catch (error) {
      if (!(error instanceof PartialFailure) || from.suspended !== true || to.suspended === true) throw error;
      // until all is done it counts as suspended, so that the next run still knows to suspend its licences again
      throw new PartialFailure(id, { ...error.state, suspended: true }, error.cause);
    }
    return {};
  }

  async function create(eset: Eset, wanted: I, { adopt, managed }: CreateContext) {
    const startedAt = new Date();
    let mayBeOurs = false;
    for (let attempt = 1; ; attempt++) {
      try {
        const id = await kind.create(eset, wanted);
        const start = { ...wanted, ...kind.doubtful?.(wanted), suspended: false };
        return { id, assigned: await bring(eset, id, start, wanted, true) };
      } catch (error) {
        // which code says "this name is taken" is not known: any refusal leads to a look for the name
        if (!explainable(error) || isGone(error)) throw error;
        mayBeOurs ||= error.outcome === "unknown";
        const parentId = await kind.parentId(eset, wanted);
        const [id] = await eset.companiesLike(parentId, kind, wanted);
        if (id !== undefined)
          return await takeOver(eset, id, wanted, {
            adopt,
            isManaged: managed(id),
            lostSince: mayBeOurs ? startedAt : undefined,
          });
        if (error.outcome !== "unknown" || attempt === mostCreates) throw error;
      }
    }
  }

  /**
   * A company of this natural key exists. It is ours if it is what a create with a lost answer made: exactly as declared,
   * created in these days, and without licences and companies below it. Any other is taken over only when asked.
   */
  async function takeOver(
    eset: Eset,
    id: string,
    to: I,
    { adopt, isManaged, lostSince }: { adopt: boolean; isManaged: boolean; lostSince: Date | undefined },
  ) {
    const live = await read(eset, id);
    if (live === undefined) {
      throw new Error(`ESET company ${id} was there and is gone: somebody else changes it. Run again.`);
    }
    const found = asDeclared(live, to);
    const wasCreatedNow =
      lostSince !== undefined &&
      companySteps(kind, found, { ...to, suspended: false }).length === 0 &&
      (await eset.isEmpty(id)) &&
      (await eset.createdAround(id, lostSince));
    const adopted = adopt && !isManaged && !wasCreatedNow;
    if (!adopted && !wasCreatedNow) throw new AlreadyExists(`${kind.title} "${to.name}"`, id, isManaged);
    const from = { ...found, ...(adopted ? { adopted } : {}) };
    return { id, assigned: await bring(eset, id, from, to, true), adopted };
  }

  const update = (eset: Eset, id: string, from: InState<I>, to: I) => bring(eset, id, from, to, false);

  async function remove(eset: Eset, companyId: string, state: InState<I>, { believeGone }: DeleteContext) {
    const isKept = state.adopted === true || kind.isOthers?.(state) === true;
    const policy = state.deletionPolicy ?? (isKept ? "retain" : "delete");
    if (policy === "retain") {
      console.error(`ESET company ${companyId} is kept as it is, as its deletionPolicy says.`);
      return;
    }
    const company = await eset.company(companyId);
    if (company === undefined) {
      await believeGone();
      return;
    }
    const status = company.whole("status");
    const { suspended, waitingForActivation } = CompanyStatus;
    // one that waits for activation can be deleted as it is, says the portal; suspended it cannot be
    const ready: readonly number[] = policy === "delete" ? [suspended, waitingForActivation] : [suspended];
    if (!ready.includes(status)) await setSuspended(eset, companyId, true);
    if (policy === "suspend") return;
    try {
      await eset.api.company.delete({ companyId });
    } catch (error) {
      if (!isGone(error)) throw error;
    }
  }

  return { create, read: refresh, update, delete: remove };
}

const mostCreates = 3;

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
  ...(inputs.customIdentifier === undefined ? {} : { customIdentifier: inputs.customIdentifier }),
  ...(inputs.comment === undefined ? {} : { comment: inputs.comment }),
  ...(inputs.vatId === undefined ? {} : { vatId: inputs.vatId }),
  ...(inputs.description === undefined ? {} : { description: inputs.description }),
});

/** What the Create calls of MSPs and managed MSPs take besides. */
export const grants = ({ products, trialLicenseAllowed }: StaticProperties<typeof resellerInputs>) => ({
  trialLicenseAllowed: trialLicenseAllowed ?? false,
  ...(products === undefined || products.length === 0 ? {} : { products: products.map((code) => ({ code })) }),
});

export const cannotMove = "ESET cannot move a company to another parent.";

/** Un-suspending a company wakes all its licences. */
export const disturbsLicences = (id: string, from: { suspended?: boolean }, to: { suspended?: boolean }) =>
  from.suspended === true && to.suspended !== true ? [`licences of ${id.toLowerCase()}`] : [];
