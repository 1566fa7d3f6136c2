/** One customer of the MSP, at all vendors: what a file of tenants becomes, and what programs can write themselves. */
import * as pulumi from "@pulumi/pulumi";
import { classOf, dynamicHost } from "../host/program";
import type { TenantList } from "../vendor/tenantPart";
import { companyName, defaultsOf, entryName, keyOf, type Part, parts } from "./parts";

export interface Protected {
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
  /**
   * Whether Pulumi refuses to remove the companies (resource option `protect`).
   * @default true
   */
  protect?: boolean;
}

/** The vendors' ids of what a tenant has. Each vendor's program.ts adds its own, under the vendor's name. */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- an interface, so that vendors can add to it
export interface TenantIds {}

/** A section as a program gives it: the company's inputs, and the lists. */
type Section = Readonly<Record<string, unknown>> & Protected;
type Resources = Readonly<Record<string, pulumi.CustomResource>>;

/**
 * A customer of the MSP at all vendors: the company at each, with licences, users and subscriptions. They are named after the tenant:
 * `bakery` (the ESET customer), `bakery-2015` (a licence, by product), `bakery/jane@msp.example` (a user), `bakery-redstor` (the
 * Redstor company), `bakery-redstor-4` (a subscription, by product).
 *
 * The companies are protected: Pulumi refuses to remove them until `protect: false` is applied. When a company is removed,
 * licences and subscriptions go its way (resource option `deletedWith`): what becomes of them is what its `deletionPolicy` says.
 *
 * @example
 * const bakery = new msp.Tenant("bakery", {
 *   name: "Example Bakery",
 *   eset: { email: "it@bakery.example", licenses: [{ productCode: "2015", quantity: 10 }] },
 *   redstor: { subscriptions: [{ productId: 4, editionId: 5, mode: "trial" }] },
 * });
 */
export class Tenant extends pulumi.ComponentResource {
  readonly ids: pulumi.Output<TenantIds>;

  constructor(name: string, args: TenantArgs, opts: pulumi.ComponentResourceOptions = {}) {
    super("msp:index:Tenant", name, {}, opts);
    const { protect = opts.protect ?? true } = args;
    const sections = args as unknown as Readonly<Record<string, Section | undefined>>; // by the names of vendors
    const ids: Record<string, unknown> = {};
    for (const part of parts) {
      const section = sections[part.vendor];
      const common = { name: args.name, protect: section?.protect ?? protect, parent: this };
      const company = section && companyOf(name, part, section, common);
      const lists = part.lists.map((list): [string, Resources] => [
        list.name,
        company === undefined ? {} : entriesOf(name, part, list, section ?? {}, company, this),
      ]);
      Object.assign(this, { [part.company.member]: company }, Object.fromEntries(lists));
      if (company === undefined) continue;
      const all = [company, ...lists.flatMap(([, entries]) => Object.values(entries))];
      new Protection(`${name}/${part.vendor}`, all, { parent: this, protect: common.protect });
      ids[part.vendor] = {
        companyId: company.id,
        ...Object.fromEntries(lists.map(([list, entries]) => [list, idsOf(entries)])),
      };
    }
    this.ids = pulumi.output(ids);
    this.registerOutputs({ ids: this.ids });
  }
}

/**
 * Makes the protection of a company that of everything it has, when all of it is to go. The engine removes what depends on others
 * first, and finds out that a company is protected when its licences and subscriptions are gone already, from the state at
 * least. This depends on all of them, so it is what the engine meets first; and it does not keep one licence from going.
 */
class Protection extends pulumi.ComponentResource {
  constructor(name: string, of: pulumi.Resource[], opts: { parent: Tenant; protect: boolean }) {
    super("msp:index:Protection", name, {}, { ...opts, dependsOn: of });
  }
}

function companyOf(
  tenant: string,
  part: Part,
  section: Section,
  { name, ...opts }: { readonly name: pulumi.Input<string>; readonly protect: boolean; readonly parent: Tenant },
): pulumi.CustomResource {
  const { lists, company } = part;
  const { protect: _, ...inputs } = Object.fromEntries(
    Object.entries(section).filter(([property]) => !lists.some((list) => list.name === property)),
  );
  const Company = classOf(company.resource, dynamicHost);
  return new Company(companyName(part, tenant), { name, ...inputs }, opts);
}

/** The resources of a list, by their keys. */
function entriesOf(
  tenant: string,
  part: Part,
  list: TenantList,
  section: Section,
  company: pulumi.CustomResource,
  parent: Tenant,
): Resources {
  const { resource, removedFirst } = list;
  const entries = (section[list.name] ?? []) as readonly Section[]; // the types of programs say so
  const Entry = classOf(resource, dynamicHost);
  const isPart = resource.owner !== undefined;
  const goesFirst = removedFirst !== undefined && section[removedFirst[0]] === removedFirst[1];
  return Object.fromEntries(
    entries.map(({ protect, ...entry }) => {
      const key = keyOf(list, entry);
      // what is no part of the company does not go with it: a user keeps access to the rest
      const deletedWith = isPart && !goesFirst ? { deletedWith: company } : {};
      // left out, the tenant's own option counts
      const opts = { parent, ...deletedWith, ...(protect === undefined ? {} : { protect }) };
      return [key, new Entry(entryName(part, list, tenant, key), inputsOf(list, entry, company), opts)];
    }),
  );
}

function inputsOf(list: TenantList, entry: Section, { id }: pulumi.CustomResource): Record<string, unknown> {
  const { resource, properties = {}, made } = list;
  const said: Record<string, unknown> = { ...defaultsOf(list), ...entry };
  const isForUs = (name: string) => name in properties && !(name in resource.inputs.properties);
  const inputs = Object.fromEntries(Object.entries(said).filter(([name]) => !isForUs(name)));
  if (resource.owner !== undefined) inputs[resource.owner] = id;
  if (made !== undefined) {
    const of = Object.fromEntries(made.of.map((name) => [name, said[name]]));
    inputs[made.input] = pulumi.all([id, pulumi.output(of)]).apply(([companyId, known]) => made.from(companyId, known));
  }
  return inputs;
}

const idsOf = (resources: Resources): Record<string, pulumi.Output<string>> =>
  Object.fromEntries(Object.entries(resources).map(([key, { id }]) => [key, id]));
