/** One customer of the MSP, at all vendors: what a file of tenants becomes, and what programs can write themselves. */
import * as pulumi from "@pulumi/pulumi";
import { crossed } from "../host/aliases";
import { classOf } from "../host/program";
import { host } from "../host/programHost";
import type { TenantCollection } from "../vendor/tenantPart";
import { guardName, guardType, inOrder } from "../host/guard";
import { companyName, entryName, type Part, parts } from "./parts";

/** What an entry of a tenant has beside the inputs of its resource. */
export interface EntryOptions {
  /** Its earlier key, or a list of them: the same resource, and nothing is made or removed. */
  formerly?: string | readonly string[];
  /** Whether Pulumi refuses to remove it (resource option `protect`). */
  protect?: boolean;
}

export interface ProtectedCompany {
  /**
   * Whether Pulumi refuses to remove the company (resource option `protect`).
   * @default what the tenant says
   */
  protect?: boolean;
}

/** Each vendor's program.ts adds its section, under the vendor's name. */
export interface TenantArgs {
  /** Name of the customer's company at every vendor whose part does not say another. */
  name: pulumi.Input<string>;
  /** The tenant's earlier name, or a list of them: the same customer, and nothing is made or removed. */
  formerly?: string | readonly string[];
  /** The stack of the project that has the tenant, where it has several. Only `loadTenants` looks at it. */
  stack?: string;
  /**
   * Whether Pulumi refuses to remove the companies (resource option `protect`).
   * @default true
   */
  protect?: boolean;
}

/** The vendors' ids of what a tenant has. Each vendor's program.ts adds its own, under the vendor's name. */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- an interface, so that vendors can add to it
export interface TenantIds {}

/** A section as a program gives it: the company's inputs, and the collections. */
type Section = Readonly<Record<string, unknown>> & ProtectedCompany;
type Entry = Readonly<Record<string, unknown>> & EntryOptions;
type Resources = Readonly<Record<string, pulumi.CustomResource>>;

/**
 * A customer of the MSP at all vendors: the company at each, with licences and subscriptions. They are named after the tenant:
 * `bakery/eset` (the ESET customer), `bakery/eset/endpoint` (a licence, by its key), `bakery/redstor` (the Redstor company),
 * `bakery/redstor/m365` (a subscription, by its key).
 *
 * The companies are protected: Pulumi refuses to remove them until `protect: false` is applied. A guard beside each says what becomes of
 * it, or why it does not go, before anything of it is removed. When a company is removed,
 * licences and subscriptions go its way (resource option `deletedWith`): what becomes of them is what its `deletionPolicy` says.
 *
 * @example
 * const bakery = new msp.Tenant("bakery", {
 *   name: "Example Bakery",
 *   eset: { email: "it@bakery.example", licenses: { endpoint: { productCode: "2015", quantity: 10 } } },
 *   redstor: { subscriptions: { m365: { productId: 4, editionId: 5, mode: "trial" } } },
 * });
 */
export class Tenant extends pulumi.ComponentResource {
  readonly ids: pulumi.Output<TenantIds>;

  constructor(name: string, args: TenantArgs, opts: pulumi.ComponentResourceOptions = {}) {
    const aliases = crossed(
      opts.aliases,
      aliasesOf(args.formerly, (former) => former),
    );
    super("msp:index:Tenant", name, {}, { ...opts, aliases });
    const { protect = opts.protect ?? true } = args;
    const sections = args as unknown as Readonly<Record<string, Section | undefined>>; // by the names of vendors
    const ids: Record<string, unknown> = {};
    for (const part of parts) {
      const section = sections[part.vendor];
      const common = { name: args.name, protect: section?.protect ?? protect, parent: this };
      const company = section && companyOf(name, part, section, common);
      const collections = part.collections.map((collection): [string, Resources] => [
        collection.name,
        company === undefined ? {} : entriesOf(name, part, collection, section ?? {}, company, this),
      ]);
      Object.assign(this, { [part.company.member]: company }, Object.fromEntries(collections));
      if (section === undefined || company === undefined) continue;
      guard(name, part, section, company, Object.fromEntries(collections), common);
      ids[part.vendor] = {
        companyId: company.id,
        ...Object.fromEntries(collections.map(([collection, entries]) => [collection, idsOf(entries)])),
      };
    }
    this.ids = pulumi.output(ids);
    this.registerOutputs({ ids: this.ids });
  }
}

/** The options of a resource that people can rename. `named` gives its name in the program. */
export function optionsOf(
  { formerly, protect }: { readonly formerly?: unknown; readonly protect?: unknown },
  named: (former: string) => string,
): pulumi.CustomResourceOptions & { readonly aliases: pulumi.Alias[] } {
  return {
    aliases: aliasesOf(formerly as EntryOptions["formerly"], named),
    // left out, that of the parent counts
    ...(protect === undefined ? {} : { protect: protect as boolean }),
  };
}

const aliasesOf = (formerly: EntryOptions["formerly"] = [], named: (former: string) => string): pulumi.Alias[] =>
  (typeof formerly === "string" ? [formerly] : formerly).map((former) => ({ name: named(former) }));

/** A resource of the engine's that no program declares. */
class Guard extends pulumi.CustomResource {
  constructor(name: string, inputs: pulumi.Inputs, opts: pulumi.CustomResourceOptions) {
    const { token, properties, options } = host().of(guardType, opts);
    super(token, name, { ...inputs, ...properties }, options);
  }
}

/** Puts the guard before a company and all that it has: see guard.ts. */
function guard(
  tenant: string,
  part: Part,
  section: Section,
  company: pulumi.CustomResource,
  collections: Readonly<Record<string, Resources>>,
  opts: { readonly protect: boolean; readonly parent: Tenant },
): void {
  const belongings = part.collections.flatMap(({ name, resource }) =>
    Object.entries(collections[name] ?? {}).map(([key, entry]) => ({
      name: entryName(part, tenant, key),
      type: resource.type,
      entry,
    })),
  );
  const guarded = (name: string, type: string, resource: pulumi.CustomResource) => {
    const { deletionPolicy, adopt } = resource as unknown as Readonly<Record<string, unknown>>; // inputs of every resource
    return { name, type, id: resource.id, deletionPolicy, adopt };
  };
  const named = companyName(part, tenant);
  new Guard(
    guardName(named),
    {
      tenant,
      protect: opts.protect,
      company: guarded(named, part.company.resource.type, company),
      belongings: inOrder(belongings).map(({ name, type, entry }) => guarded(name, type, entry)),
      oneByOne: part.collections.some((collection) => areRemovedFirst(collection, section)),
    },
    { ...opts, dependsOn: [company, ...belongings.map(({ entry }) => entry)] },
  );
}

const areRemovedFirst = ({ removedFirst }: TenantCollection, section: Section): boolean =>
  removedFirst !== undefined && section[removedFirst[0]] === removedFirst[1];

function companyOf(
  tenant: string,
  part: Part,
  section: Section,
  { name, ...opts }: { readonly name: pulumi.Input<string>; readonly protect: boolean; readonly parent: Tenant },
): pulumi.CustomResource {
  const { collections, company } = part;
  const { protect: _, ...inputs } = Object.fromEntries(
    Object.entries(section).filter(([property]) => !collections.some((collection) => collection.name === property)),
  );
  const Company = classOf(company.resource);
  return new Company(companyName(part, tenant), { name, ...inputs }, opts);
}

/** The resources of a collection, by their keys. */
function entriesOf(
  tenant: string,
  part: Part,
  collection: TenantCollection,
  section: Section,
  company: pulumi.CustomResource,
  parent: Tenant,
): Resources {
  const { name, resource } = collection;
  const entries = (section[name] ?? {}) as Readonly<Record<string, Entry>>; // the types of programs say so
  const Class = classOf(resource);
  const goesFirst = areRemovedFirst(collection, section);
  const isKept = section["deletionPolicy"] === "retain";
  return Object.fromEntries(
    Object.entries(entries).map(([key, { formerly, protect, ...said }]) => {
      // what a company has that stays, stays with it
      const inputs = isKept ? { deletionPolicy: "retain", ...said } : said;
      const goesAlone = isKept && inputs["deletionPolicy"] !== "retain";
      const opts = {
        parent,
        ...(goesFirst || goesAlone ? {} : { deletedWith: company }),
        ...optionsOf({ formerly, protect }, (former) => entryName(part, tenant, former)),
      };
      const owner = resource.owner === undefined ? {} : { [resource.owner]: company.id };
      return [key, new Class(entryName(part, tenant, key), { ...inputs, ...owner }, opts)];
    }),
  );
}

const idsOf = (resources: Resources): Record<string, pulumi.Output<string>> =>
  Object.fromEntries(Object.entries(resources).map(([key, { id }]) => [key, id]));
