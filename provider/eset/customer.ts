/** A customer of the MSP: the company that licences belong to. Deleting one takes its protection with it. */
import { setTimeout as sleep } from "node:timers/promises";
import type * as pulumi from "@pulumi/pulumi";
import type { Args } from "../host/resource";
import { VendorError } from "../http/vendorError";
import { converge } from "../lifecycle/converge";
import { commonInputs, type CreateContext, defineResource, type State } from "../lifecycle/define";
import { AlreadyExists, Refused } from "../lifecycle/errors";
import { project } from "../lifecycle/project";
import { type StaticProperties, Type } from "../lifecycle/schema";
import { same } from "../lifecycle/values";
import { CompanyStatus } from "./enums";
import { EsetResource } from "./resource";
import type { Eset } from "./session";

const addressInputs = {
  /** State, as the vendor's list of countries has it. */
  state: Type.Optional(Type.String()),
  city: Type.Optional(Type.String()),
  streetAddress: Type.Optional(Type.String()),
  zipCode: Type.Optional(Type.String()),
};

const inputs = Type.Object({
  /** Name of the company; unique among its siblings. */
  name: Type.String({ pattern: "\\S", expected: "the company's name" }),
  email: Type.Optional(Type.String({ pattern: "^$|^[^\\s@]+@[^\\s@]+$", expected: "an e-mail address" })),
  /** Parts that are left out are left alone. */
  address: Type.Optional(
    Type.Object(addressInputs, { expected: "an address { state, city, streetAddress, zipCode }" }),
  ),
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
   * companyId of the parent company. ESET cannot move a company, so it cannot be changed.
   * @default the company that the API account belongs to
   */
  parentId: Type.Optional(Type.String({ minLength: 1, expected: "the companyId of the parent company" })),
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
  ...commonInputs,
});

export type CustomerInputs = StaticProperties<(typeof inputs)["properties"]>;
type CustomerInState = State<CustomerInputs, object>;
type Address = NonNullable<CustomerInputs["address"]>;

// ---- what is to be done ------------------------------------------------------------------------

const editable = ["name", "email", "address", "tags", "customIdentifier", "comment", "vatId", "description"] as const;

type Editable = (typeof editable)[number];

export type CustomerStep =
  | { readonly call: "Unsuspend" | "Suspend" }
  | { readonly call: "Update/customer"; readonly properties: readonly Editable[] };

const tagSet = (tags: readonly string[]): unknown => [...new Set(tags)].sort();
const canonical = { email: (email: string) => email.toLowerCase(), tags: tagSet };

/** The calls that lead from one state to the other, in order: a company is changed while it is active. */
export function customerSteps(from: Partial<CustomerInputs>, to: CustomerInputs): CustomerStep[] {
  const properties = editable.filter(
    (property) =>
      !same(property in canonical ? canonical[property as "tags"] : undefined, from[property], to[property]),
  );
  return [
    ...(from.suspended === true && to.suspended !== true ? [{ call: "Unsuspend" } as const] : []),
    ...(properties.length > 0 ? [{ call: "Update/customer", properties } as const] : []),
    ...(from.suspended !== true && to.suspended === true ? [{ call: "Suspend" } as const] : []),
  ];
}

async function perform(
  eset: Eset,
  companyId: string,
  step: CustomerStep,
  reached: CustomerInState,
  to: CustomerInputs,
): Promise<Partial<CustomerInState>> {
  switch (step.call) {
    case "Suspend":
      await setSuspended(eset, companyId, true);
      return { suspended: true };
    case "Unsuspend":
      await setSuspended(eset, companyId, false);
      return { suspended: false };
    case "Update/customer": {
      await eset.api.company.updateCustomer({
        companyId,
        ...Object.fromEntries(
          step.properties
            .filter((property) => property !== "address" && property !== "tags")
            .map((property) => [property, to[property] ?? ""]), // empty erases
        ),
        ...(await partsFromLive(eset, companyId, step.properties, reached, to)),
      });
      return Object.fromEntries(step.properties.map((property) => [property, to[property]]));
    }
  }
}

/** Address and tags depend on what is there now: an address is sent whole, tags are sent as a difference. */
async function partsFromLive(
  eset: Eset,
  companyId: string,
  properties: readonly Editable[],
  from: CustomerInState,
  to: CustomerInputs,
) {
  const [address, tags] = [properties.includes("address"), properties.includes("tags")];
  if (!address && !tags) return {};
  const live = await read(eset, companyId);
  if (live === undefined) throw new Error(`ESET company ${companyId} is gone. Run with --refresh.`);
  const erased: Address = Object.fromEntries(Object.keys(from.address ?? {}).map((part) => [part, ""]));
  const wanted = new Set(to.tags ?? []);
  const present = new Set(live.tags);
  const missing = [...wanted].filter((tag) => !present.has(tag));
  // tags that are declared no longer at all are erased; so are those that somebody added to a declared set
  const surplus = [...present].filter((tag) => !wanted.has(tag));
  return {
    ...(address ? { address: { ...live.address, ...erased, ...to.address } } : {}),
    ...(tags && missing.length > 0 ? { tagsToAdd: missing.map((tag) => ({ tag })) } : {}),
    ...(tags && surplus.length > 0 ? { tagsToRemove: surplus.map((tag) => ({ tag })) } : {}),
  };
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
    const explainable = error instanceof VendorError && error.outcome !== "notDone" && error.status !== 403;
    if (!explainable || error.status === 404) throw error;
    refusal = error;
  }
  eset.forgetCompany(companyId);
  const deadline =
    performance.now() + (refusal?.outcome === "refused" ? settleAfterRefusalMilliseconds : settleMilliseconds);
  for (let pause = 200; ; pause = Math.min(pause * 1.5, 3000)) {
    const company = await eset.company(companyId);
    if (company === undefined) throw new Error(`ESET company ${companyId} is gone. Run with --refresh.`);
    if ((company.whole("status") === CompanyStatus.suspended) === suspended) return;
    if (performance.now() + pause > deadline) break;
    await sleep(pause);
  }
  const verb = suspended ? "suspended" : "resumed";
  throw refusal ?? new Error(`ESET company ${companyId} is still not ${verb} after 5 minutes. Run again later.`);
}

// ---- what is there -----------------------------------------------------------------------------

type Live = Partial<CustomerInputs> & { readonly address: Address; readonly tags: string[] };

async function read(eset: Eset, companyId: string): Promise<Live | undefined> {
  const detail = await eset.company(companyId);
  if (detail === undefined) return undefined;
  const address = detail.object("address");
  const parentId = detail.object("ancestor")?.text("id");
  return {
    name: detail.text("name"),
    email: detail.text("email"),
    address: {
      state: address?.text("state") ?? "",
      city: address?.text("city") ?? "",
      streetAddress: address?.text("streetAddress") ?? "",
      zipCode: address?.text("zipCode") ?? "",
    },
    tags: detail.list("tags").map((tag) => tag.text("tag")),
    customIdentifier: detail.text("customIdentifier"),
    comment: detail.text("comment"),
    vatId: detail.text("vatId"),
    description: detail.text("description"),
    suspended: detail.whole("status") === CompanyStatus.suspended,
    ...(parentId === undefined ? {} : { parentId }),
  };
}

// ---- verbs -------------------------------------------------------------------------------------

async function bring(eset: Eset, id: string, from: CustomerInState, to: CustomerInputs, isNew: boolean) {
  await converge<CustomerInState, CustomerStep>({
    id,
    from,
    isNew,
    steps: (state) => customerSteps(state, to),
    perform: (step, state) => perform(eset, id, step, state, to),
    look: async () => {
      const live = await read(eset, id);
      return live && { ...asDeclared(live, { ...from, ...to }), ...(from.adopted ? { adopted: true } : {}) };
    },
    worthALook: (error) => error instanceof VendorError && error.outcome !== "notDone" && error.status !== 403,
  });
  return {};
}

const asDeclared = (live: Live, declared: Partial<CustomerInputs>): CustomerInState =>
  project(customer, declared, live);

const mostCreates = 3;

async function create(eset: Eset, inputs: CustomerInputs, { adopt }: CreateContext) {
  let mayBeOurs = false;
  for (let attempt = 1; ; attempt++) {
    try {
      const created = await eset.api.company.createCustomer(creation(inputs));
      const id = created.id("companyId");
      return { id, assigned: await bring(eset, id, { ...inputs, suspended: false }, inputs, true) };
    } catch (error) {
      // which code says "this name is taken" is not known: any refusal leads to a look for the name
      const mayExist =
        error instanceof VendorError && (error.outcome === "unknown" || error.status === 400 || error.status === 409);
      if (!mayExist) throw error;
      mayBeOurs ||= error.outcome === "unknown";
      const parentId = inputs.parentId ?? (await eset.ownCompanyId());
      const [id] = await eset.companiesNamed(inputs.name, parentId);
      if (id !== undefined) return await takeOver(eset, id, inputs, { adopt, mayBeOurs });
      if (error.outcome !== "unknown" || attempt === mostCreates) throw error;
    }
  }
}

const creation = (inputs: CustomerInputs) => ({
  name: inputs.name,
  // the guide calls it mandatory
  address: { state: "", city: "", streetAddress: "", zipCode: "", ...inputs.address },
  ...(inputs.parentId === undefined ? {} : { parentCompanyId: inputs.parentId }),
  ...(inputs.email === undefined ? {} : { email: inputs.email }),
  ...(inputs.tags === undefined || inputs.tags.length === 0 ? {} : { tags: inputs.tags.map((tag) => ({ tag })) }),
  ...(inputs.customIdentifier === undefined ? {} : { customIdentifier: inputs.customIdentifier }),
  ...(inputs.comment === undefined ? {} : { comment: inputs.comment }),
  ...(inputs.vatId === undefined ? {} : { vatId: inputs.vatId }),
  ...(inputs.description === undefined ? {} : { description: inputs.description }),
});

/**
 * A company of this name exists under the parent. It is ours if it is what a create with a lost answer made: exactly as
 * declared, and without licences. Any other is taken over only when asked.
 */
async function takeOver(
  eset: Eset,
  id: string,
  to: CustomerInputs,
  { adopt, mayBeOurs }: { adopt: boolean; mayBeOurs: boolean },
) {
  const live = await read(eset, id);
  if (live === undefined)
    throw new Error(`ESET company ${id} was there and is gone: somebody else changes it. Run again.`);
  const found = asDeclared(live, to);
  const wasCreatedNow =
    mayBeOurs &&
    customerSteps(found, { ...to, suspended: false }).length === 0 &&
    (await eset.licenseKeys(id)).length === 0;
  if (!adopt && !wasCreatedNow) throw new AlreadyExists(`An ESET customer "${to.name}"`, id);
  const adopted = adopt && !wasCreatedNow;
  const from = { ...found, ...(adopted ? { adopted } : {}) };
  return { id, assigned: await bring(eset, id, from, to, true), adopted };
}

async function update(eset: Eset, id: string, from: CustomerInState, to: CustomerInputs) {
  if (to.parentId !== undefined && from.parentId === undefined) {
    // declared for the first time: it must be where it is
    const parentId = (await read(eset, id))?.parentId;
    if (parentId !== to.parentId) {
      throw new Refused(
        `parentId: ${cannotMove} It is under ${String(parentId)}. Leave parentId out, or set it to that.`,
      );
    }
  }
  return await bring(eset, id, from, to, false);
}

async function remove(eset: Eset, companyId: string, state: CustomerInState): Promise<void> {
  const policy = state.deletionPolicy ?? (state.adopted === true ? "retain" : "delete");
  if (policy === "retain") {
    console.error(`ESET company ${companyId} is kept as it is, as its deletionPolicy says.`);
    return;
  }
  const company = await eset.company(companyId);
  if (company === undefined) return;
  if (company.whole("status") !== CompanyStatus.suspended) await setSuspended(eset, companyId, true);
  if (policy === "suspend") return;
  try {
    await eset.api.company.delete({ companyId });
  } catch (error) {
    if (!(error instanceof VendorError && error.status === 404)) throw error;
  }
}

const cannotMove = "ESET cannot move a company to another parent.";

export const customer = defineResource({
  type: "eset:Customer",
  inputs,
  assigned: [],
  canonical,
  refuse: {
    parentId: {
      when: (from, to) => from.parentId !== undefined && to.parentId !== undefined,
      reason: cannotMove,
      remedy: "Set parentId to what it was.",
      recreatable: true,
    },
  },
  disturbs: (id, from, to) => (from.suspended === true && to.suspended !== true ? [`licences of ${id}`] : []),
  create,
  read,
  update,
  delete: remove,
});

// ---- what programs see -------------------------------------------------------------------------

export type CustomerArgs = Args<(typeof inputs)["properties"]>;

/**
 * A customer company in ESET MSP Administrator 2 (Company/Create/customer). Properties that are not declared are not
 * managed: whatever the portal holds there stays. Removing the resource deletes the company (see `deletionPolicy`).
 *
 * @example
 * const bakery = new eset.Customer("bakery", {
 *   name: "Example Bakery",
 *   email: "it@bakery.example",
 *   customIdentifier: "CRM-42",
 *   tags: ["gold"],
 * });
 */
export class Customer extends EsetResource {
  declare readonly name: pulumi.Output<string>;
  declare readonly email: pulumi.Output<string | undefined>;
  declare readonly address: pulumi.Output<Address | undefined>;
  declare readonly tags: pulumi.Output<readonly string[] | undefined>;
  declare readonly customIdentifier: pulumi.Output<string | undefined>;
  declare readonly comment: pulumi.Output<string | undefined>;
  declare readonly vatId: pulumi.Output<string | undefined>;
  declare readonly description: pulumi.Output<string | undefined>;
  declare readonly parentId: pulumi.Output<string | undefined>;
  declare readonly suspended: pulumi.Output<boolean>;
  declare readonly deletionPolicy: pulumi.Output<"delete" | "suspend" | "retain" | undefined>;
  /** True if the company existed before and was taken over. */
  declare readonly adopted: pulumi.Output<boolean | undefined>;

  constructor(name: string, args: CustomerArgs, opts?: pulumi.CustomResourceOptions) {
    super(customer, name, args, opts);
  }

  /** The companyId; the same as `id`, and known already in the preview of an update. */
  get companyId(): pulumi.Output<string> {
    return this.id;
  }
}
