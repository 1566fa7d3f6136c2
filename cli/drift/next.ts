/** What can be done about each finding, as commands to type and lines to write. Pure. */
import { idKey } from "../../provider/lifecycle/ids";
import { same } from "../../provider/lifecycle/values";
import { find, resourceOf, vendor, vendorOf } from "../../provider/vendors";
import { slugOf } from "../inventory/names";
import { notForFiles } from "../inventory/tenants";
import { contains } from "./compare";
import type { Previewed } from "./events";
import { classOf, type CustomerReport, type Finding, type NextStep, type Pending, secret, unknown } from "./finding";
import { entries, named, value, word } from "./typed";
import type { Unmanaged } from "./unmanaged";

/** A resource, and the stack whose program declares it. */
export type Placed = Previewed & { readonly stack: string };

export interface Surroundings {
  /** Of all stacks that were looked at. */
  readonly resources: readonly Placed[];
  readonly unmanaged: readonly Unmanaged[];
  /** The stack that holds an object, though it was not looked at. */
  holder(type: string, id: string): string | undefined;
  /** Whether all companies of this name are one customer to `pulumi-msp inventory`: no vendor lists two. */
  isOneCustomer(name: string): boolean;
  /** The file of a tenant in the project's folder; undefined if there is none. */
  fileOf(tenant: string): string | undefined;
  /** The last day of an exception that is proposed. */
  readonly until: string;
  /** The file of exceptions. */
  readonly exceptions: string;
}

export function withNext(customers: readonly CustomerReport[], around: Surroundings): CustomerReport[] {
  const advice = new Advice(customers, around);
  return customers.map((customer) => ({
    ...customer,
    drift: customer.drift.map((finding) => ({ ...finding, next: advice.of(finding) })),
    pending: customer.pending.map((change) => ({ ...change, next: [deploy(change)] })),
  }));
}

const deploy = ({ stack }: Pending): NextStep => ({ to: "deploy", commands: [`pulumi up${inStack(stack)}`] });

/** A stack's name has nothing that a shell obeys. */
const inStack = (stack: string | undefined): string => (stack === undefined ? "" : ` --stack ${word(stack) ?? stack}`);

class Advice {
  readonly #byUrn: ReadonlyMap<string, Placed>;
  /** Companies of the program, by vendor and id. */
  readonly #companies = new Map<string, Placed>();
  readonly #unmanaged: ReadonlyMap<string, Unmanaged>;
  readonly #namesakes = new Map<string, number>();
  /** The companies of a customer, by each of them; by vendor and id. */
  readonly #customers = new Map<string, readonly string[]>();
  /** What else the report says of an object, by URN. */
  readonly #findings = new Map<string, { drift: Finding[]; accepted: Finding[]; pending: Pending[] }>();
  /** What vanished together, by URN: a company, and all that belonged to it. One cannot be made without the other. */
  readonly #lost: ReadonlyMap<string, ReadonlySet<Placed>>;

  constructor(
    customers: readonly CustomerReport[],
    private readonly around: Surroundings,
  ) {
    const { resources, unmanaged } = around;
    this.#byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
    for (const resource of resources) {
      this.#namesakes.set(resource.resource, (this.#namesakes.get(resource.resource) ?? 0) + 1);
      if (!isCompany(resource)) continue;
      for (const id of resource.knownAs) this.#companies.set(keyOf(resource, id), resource);
    }
    this.#unmanaged = new Map(unmanaged.map((object) => [keyOf(object, object.id), object]));
    for (const { ids, drift, accepted, pending } of customers) {
      const keys = ids.map(({ vendor: name, id }) => `${name} ${idKey(id)}`);
      for (const key of keys) this.#customers.set(key, keys);
      for (const finding of drift) this.#of(finding.urn).drift.push(finding);
      for (const finding of accepted) this.#of(finding.urn).accepted.push(finding);
      for (const change of pending) this.#of(change.urn).pending.push(change);
    }
    this.#lost = this.#together(
      resources.filter(({ urn }) => {
        const { drift, accepted } = this.#of(urn);
        return [...drift, ...accepted].some(({ kind }) => kind === "vanished");
      }),
    );
  }

  #of(urn = "") {
    const found = this.#findings.get(urn) ?? { drift: [], accepted: [], pending: [] };
    this.#findings.set(urn, found);
    return found;
  }

  of(finding: Finding): NextStep[] {
    const accept = this.#accept(finding);
    if (finding.kind === "unmanaged") {
      const seen = this.#unmanaged.get(keyOf(finding, finding.id ?? ""));
      return [...(seen === undefined ? [] : [this.#adopt(seen)]), accept];
    }
    const resource = this.#byUrn.get(finding.urn ?? "");
    if (resource === undefined) return [accept];
    const own = finding.kind === "vanished" ? this.#remove(resource) : this.#keep(finding, resource);
    return [this.#repair(finding, resource), own, accept].filter((step) => step !== undefined);
  }

  // ---- the vendor becomes what the program says --------------------------------------------------

  #repair({ kind, repair, property }: Finding, resource: Placed): NextStep | undefined {
    if (repair === undefined || repair === "none" || repair === "refused") return undefined; // the hint says it
    const { drift } = this.#of(resource.urn);
    const refused = drift.filter((one) => one.repair === "refused").map((one) => one.property ?? "");
    if (refused.length > 0) {
      return { to: "repair", note: `Not before ${refused.join(" and ")} is settled: the update would be refused.` };
    }
    const others = repair === "replace" ? this.#belongingTo(resource) : this.#disturbedBy(resource);
    const targets = kind === "vanished" ? this.#lostWith(resource) : [resource, ...others];
    const command = update(resource.stack, targets);
    const [edited, accepted] = [
      this.#propertiesOf(targets, ({ pending }) => pending),
      this.#propertiesOf(targets, (found) => found.accepted),
    ];
    const notes = [
      ...(repair === "create" && targets.some(costs) ? ["It is ordered or made anew, and billed."] : []),
      ...(repair === "replace" ? [`It is deleted and made anew, because ${property ?? "it"} cannot be changed.`] : []),
      ...(repair === "replace" && others.length > 0 ? [`So is ${others.map((one) => one.resource).join(", ")}.`] : []),
      ...(edited.length > 0 ? [`It also makes what was edited: ${edited.join(", ")}.`] : []),
      ...(accepted.length > 0 ? [`It also puts back what is accepted: ${accepted.join(", ")}.`] : []),
      ...(command.isTargeted ? [] : ["It puts back everything in the stack."]),
    ];
    return { to: "repair", commands: [command.text], ...noted(notes) };
  }

  #propertiesOf(
    targets: readonly Placed[],
    kind: (found: { accepted: Finding[]; pending: Pending[] }) => readonly (Finding | Pending)[],
  ): string[] {
    return targets.flatMap((target) =>
      kind(this.#of(target.urn)).flatMap(({ property }) => property ?? target.resource),
    );
  }

  /** An update of a company may disturb what belongs to it: it must be looked at in the same run. */
  #disturbedBy({ type, id = "", live = {}, program = {}, stack, urn }: Placed): Placed[] {
    const disturbed = find(type).resource.disturbs?.(id, live, program) ?? [];
    if (disturbed.length === 0) return [];
    return this.around.resources.filter((other) => {
      const key = find(other.type).resource.disturbedBy?.key(other.live ?? other.program ?? {});
      return other.stack === stack && other.urn !== urn && key !== undefined && disturbed.includes(key);
    });
  }

  /** What a company takes with it when it is made anew. */
  #belongingTo(company: Placed): Placed[] {
    return this.around.resources.filter(
      (other) => other.stack === company.stack && this.#companiesOf(other).includes(company),
    );
  }

  #together(vanished: readonly Placed[]): Map<string, Set<Placed>> {
    const groups = new Map(vanished.map((one) => [one.urn, new Set([one])]));
    for (const one of vanished) {
      for (const company of this.#companiesOf(one)) {
        const [own, its] = [groups.get(one.urn), groups.get(company.urn)];
        if (own === undefined || its === undefined || own === its || company.stack !== one.stack) continue;
        for (const member of own) {
          its.add(member);
          groups.set(member.urn, its);
        }
      }
    }
    return groups;
  }

  /** The companies of the program that it belongs to, or is below of. */
  #companiesOf(one: Placed): Placed[] {
    const { owner, parent } = find(one.type).resource;
    return [owner, parent].flatMap((property) => {
      const id = property === undefined ? undefined : one.deployed?.[property];
      return typeof id === "string" ? (this.#companies.get(keyOf(one, id)) ?? []) : [];
    });
  }

  #lostWith(resource: Placed): Placed[] {
    return [...(this.#lost.get(resource.urn) ?? [resource])].toSorted((one, other) => (one.urn < other.urn ? -1 : 1));
  }

  // ---- the program becomes what the vendor holds -------------------------------------------------

  #keep(finding: Finding, resource: Placed): NextStep | undefined {
    const { property = "", live, program, repair } = finding;
    if (repair === "none" || [live, program].some((one) => contains(one, secret) || contains(one, unknown)))
      return undefined;
    const path = property.split(".");
    const [top = "", leaf = ""] = [path[0], path.at(-1)];
    const { owner } = find(resource.type).resource;
    if (top === owner) return undefined; // a program says whose it is by another resource
    const where = [this.#placeOf(resource), ...path.slice(0, -1)].join(", ");
    const text = live === undefined ? `leave out ${leaf}` : entries({ [leaf]: live });
    const { drift, accepted } = this.#of(resource.urn);
    const others = [...drift, ...accepted].flatMap((one) => (one.property === property ? [] : (one.property ?? [])));
    return {
      to: "keep",
      write: { in: where, text },
      commands: [update(resource.stack, [resource]).text],
      ...noted(others.length === 0 ? [] : [`The command puts back what is not written: ${others.join(", ")}.`]),
    };
  }

  #placeOf(resource: Placed): string {
    const { tenant, type, resource: name } = resource;
    if (tenant === undefined) return `the program, ${classOf(resource)} ${name}`;
    const section = sectionOf(resource);
    const key = section === vendorOf({ type }) ? "" : `.${name.split("/").at(-1) ?? name}`;
    return `${this.#fileOf(tenant)}, ${section}${key}`;
  }

  #fileOf(tenant: string): string {
    return this.around.fileOf(tenant) ?? `the declaration of tenant ${tenant}`;
  }

  // ---- the program declares it no more -----------------------------------------------------------

  #remove(resource: Placed): NextStep {
    const targets = this.#lostWith(resource);
    // what a tenant has goes together with a change of its guard, which depends on it
    const { text } = update(resource.stack, resource.tenant === undefined ? targets : [], { looksFirst: false });
    const guarded = targets.filter(({ isProtected }) => isProtected === true).map((one) => one.resource);
    const { tenant, ...first } = targets.find(isCompany) ?? resource;
    const where = tenant === undefined ? "the program" : `${this.#fileOf(tenant)}, ${sectionOf(first)}`;
    return {
      to: "remove",
      write: { in: where, text: `take out ${targets.map((one) => one.resource).join(", ")}` },
      commands: [text],
      ...noted(guarded.length === 0 ? [] : [`Set protect: false and apply that first: ${guarded.join(", ")}.`]),
    };
  }

  // ---- a stack takes it over ---------------------------------------------------------------------

  #adopt(seen: Unmanaged): NextStep {
    const { owner } = find(seen.type).resource;
    const reason = notForFiles(seen);
    if (owner === undefined || seen.tenant === undefined) {
      if (reason !== undefined) return { to: "adopt", note: `${reason} With adopt: true it is taken over.` };
      return this.#inventoried(seen);
    }
    const { id, name } = seen.tenant;
    const company = this.#companies.get(keyOf(seen, id));
    if (company !== undefined) return this.#entry(seen, company, owner);
    const elsewhere = this.around.holder(seen.type, id);
    if (elsewhere !== undefined) {
      return { to: "adopt", note: `Declare it with adopt: true in stack ${elsewhere}, which has its company.` };
    }
    const its = this.#unmanaged.get(keyOf(seen, id));
    const companyReason = its === undefined ? undefined : notForFiles(its);
    if (companyReason !== undefined) return { to: "adopt", note: `It belongs to ${name}. ${companyReason}` };
    return this.#inventoried({ type: seen.type, id, name });
  }

  /** `pulumi-msp inventory` takes a customer whole, by its name if no other has that, or by the id of a company. */
  #inventoried(company: Pick<Unmanaged, "type" | "id" | "name">): NextStep {
    const all = this.#customers.get(keyOf(company, company.id)) ?? [];
    const declared = all.map((key) => this.#companies.get(key)).find((one) => one !== undefined);
    const isClear = this.around.isOneCustomer(company.name);
    const [first = ""] = all;
    const id = isClear && first !== "" ? first.slice(first.indexOf(" ") + 1) : company.id;
    const customer = (isClear ? named(company.name) : undefined) ?? word(id);
    if (customer === undefined)
      return { to: "adopt", note: "Its id cannot be typed: run pulumi-msp inventory for all customers." };
    if (declared !== undefined) {
      const where = declared.tenant === undefined ? "the program" : this.#fileOf(declared.tenant);
      return {
        to: "adopt",
        commands: [`pulumi-msp inventory --customer ${customer} --output taken --import taken.json`],
        note: `Its customer is declared in ${where}: add what the command writes in the folder taken, with adopt: true.`,
      };
    }
    return {
      to: "adopt",
      commands: [
        `pulumi-msp inventory --customer ${customer}`,
        "pulumi import --file import.json --generate-code=false --protect=false",
      ],
      note: "The second command is for the stack whose program loads the folder tenants.",
    };
  }

  /** An entry of a tenant's file, or a resource of a program, whose company is declared. */
  #entry(seen: Unmanaged, company: Placed, owner: string): NextStep {
    const { properties } = find(seen.type).resource.inputs;
    const known = seen.inputs ?? seen.shows;
    if (known === undefined) return { to: "adopt", note: "Declare it with adopt: true." };
    const isSaid = (name: string): boolean =>
      name in known &&
      !same(undefined, known[name], properties[name]?.["default"]) &&
      (company.tenant === undefined || name !== owner);
    const said = Object.fromEntries(
      Object.keys(properties)
        .filter(isSaid)
        .map((name) => [name, known[name]]),
    );
    const inputs = { ...said, adopt: true };
    const commands = [`pulumi up${inStack(company.stack)}`];
    if (company.tenant === undefined) {
      const text = `new ${classOf(seen)}("a-name-of-its-own", ${value(inputs)});`;
      return { to: "adopt", write: { in: "the program", text }, commands };
    }
    return {
      to: "adopt",
      write: {
        in: `${this.#fileOf(company.tenant)}, ${sectionOf(seen)}`,
        text: `${slugOf(seen.name) || "a-name-of-its-own"}: ${value(inputs)}`,
      },
      commands,
    };
  }

  // ---- it stays different ------------------------------------------------------------------------

  #accept({ kind, property, resource, urn, id, type }: Finding): NextStep {
    const isOnly = resource !== undefined && this.#namesakes.get(resource) === 1 && !/^\w+[.:]\w+$/.test(resource);
    const which = (isOnly ? resource : undefined) ?? urn ?? id ?? type;
    const what = kind === "changed" ? { property } : { kind };
    const text = `- ${value({ resource: which, ...what, reason: "say why", until: this.around.until })}`;
    return { to: "accept", write: { in: this.around.exceptions, text } };
  }
}

/** Only these resources, if a shell can be given their URNs. */
function update(
  stack: string,
  targets: readonly Placed[],
  { looksFirst = true } = {},
): { text: string; isTargeted: boolean } {
  const urns = targets.map(({ urn }) => word(urn));
  const isTargeted = urns.every((urn) => urn !== undefined);
  const flags = [looksFirst ? " --refresh --run-program" : "", inStack(stack)];
  const targeting = isTargeted ? urns.map((urn) => ` --target ${urn}`) : [];
  return { text: `pulumi up${[...flags, ...targeting].join("")}`, isTargeted };
}

/** The part of a tenant's file that has a resource: `eset`, or `eset.licenses`. */
function sectionOf({ type }: { readonly type: string }): string {
  const name = vendorOf({ type });
  const collection = vendor(name)
    .tenant?.()
    .collections.find(({ resource }) => resource.type === type);
  return collection === undefined ? name : `${name}.${collection.name}`;
}

const noted = (notes: readonly string[]): { note?: string } => (notes.length === 0 ? {} : { note: notes.join(" ") });
const costs = ({ type }: Placed): boolean => find(type).resource.telling?.stake === "money";
const isCompany = (of: { readonly type: string }): boolean => resourceOf(of)?.isCompany === true;
const keyOf = (of: { readonly type: string }, id: string): string => `${vendorOf(of)} ${idKey(id)}`;
