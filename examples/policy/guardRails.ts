/**
 * The guard rails of a fleet of tenants. A rule that needs an exception reads it from the pack's configuration: that is a
 * file in the repository, so the exception is reviewed in the pull request that needs it.
 */
import type {
  PolicyResourceOptions,
  ResourceValidationPolicy,
  StackValidationArgs,
  StackValidationPolicy,
} from "@pulumi/policy";
import type { Deployed } from "./deployed";

const license = "eset:License";
const subscription = "redstor:Subscription";
const customer = "eset:Customer";
const companies = [customer, "eset:ManagedMsp", "eset:MspCompany", "redstor:Company"];

/** The type of a resource, of a dynamic program or of the native provider alike. */
const kind = ({ type }: { readonly type: string }): string => type.replace(/^(pulumi-nodejs:dynamic\/|msp:)/, "");

/** The resources of the stack that a URN is from, before this run. */
export type Before = (urn: string) => readonly Deployed[];

/** Two of the rules look at each resource before it is touched, and at the end at what is missing. */
type Rule = ResourceValidationPolicy | (ResourceValidationPolicy & StackValidationPolicy);

export const guardRails = (before: Before): Rule[] => [
  mostSeats,
  noTrialsInProduction,
  customerIdentifier,
  seatCut(before),
  removal(before),
];

// ---- what a resource says ----------------------------------------------------------------------

const mostSeats: Rule = {
  name: "most-seats",
  description: "A licence has no more seats than anybody would order on purpose.",
  configSchema: {
    properties: {
      maximum: { type: "integer", minimum: 1, default: 250 },
      byProduct: { type: "object", additionalProperties: { type: "integer", minimum: 1 }, default: {} },
    },
  },
  validateResource: (args, report) => {
    const { props } = args;
    if (kind(args) !== license) return;
    const { maximum, byProduct } = args.getConfig<{ maximum: number; byProduct: Record<string, number> }>();
    const [product, seats] = [String(props["productCode"]), Number(props["quantity"])];
    const most = byProduct[product] ?? maximum;
    if (seats <= most) return;
    report(
      `${seats} seats; ${most} is the most. If they are meant, set most-seats.byProduct["${product}"] to ${seats}.`,
    );
  },
};

const noTrialsInProduction: Rule = {
  name: "no-trials-in-production",
  description: "Production has no trials: they end without a word, and what they protect is then unprotected.",
  configSchema: { properties: { stacks: { type: "string", format: "regex", default: "^prod" } } },
  validateResource: (args, report) => {
    const { props, urn } = args;
    const type = kind(args);
    const { stacks } = args.getConfig<{ stacks: string }>();
    const stack = urn.split(":")[2] ?? "";
    if (!new RegExp(stacks).test(stack)) return;
    const property = type === license ? "type" : type === subscription ? "mode" : undefined;
    if (property === undefined || props[property] !== "trial") return;
    report(`a trial in stack ${stack}. Set ${property}: "full", or declare it in a stack that is not for production.`);
  },
};

const customerIdentifier: Rule = {
  name: "customer-identifier",
  description: "A customer carries the number by which billing knows it. Redstor's companies have no field for one.",
  configSchema: { properties: { pattern: { type: "string", format: "regex", default: "\\S" } } },
  validateResource: (args, report) => {
    const { props } = args;
    if (kind(args) !== customer) return;
    const { pattern } = args.getConfig<{ pattern: string }>();
    const identifier: unknown = props["customIdentifier"];
    if (typeof identifier === "string" && new RegExp(pattern).test(identifier)) return;
    report(
      identifier === undefined
        ? "no customIdentifier. Set it to the customer's number."
        : `customIdentifier ${JSON.stringify(identifier)} is not of the form ${pattern}.`,
    );
  },
};

// ---- what changes ------------------------------------------------------------------------------

/** Suspended seats protect nobody. Undefined when it is not known. */
function seats(values: Readonly<Record<string, unknown>> | undefined): number | undefined {
  if (values?.["suspended"] === true) return 0;
  const quantity = values?.["quantity"];
  return typeof quantity === "number" ? quantity : undefined;
}

const seatCut = (before: Before): Rule => ({
  name: "seat-cut",
  description: "Seats are not cut by more than half by mistake: a digit lost, a licence suspended, a line removed.",
  configSchema: {
    properties: {
      mostPercent: { type: "number", minimum: 0, maximum: 100, default: 50 },
      allowed: { type: "object", additionalProperties: { type: "integer", minimum: 0 }, default: {} },
    },
  },
  validateResource: (args, report) => {
    const { name, props } = args;
    if (kind(args) !== license) return;
    const old = before(args.urn).find((one) => isPredecessor(one, args));
    if (old === undefined) return;
    const { mostPercent, allowed } = args.getConfig<{ mostPercent: number; allowed: Record<string, number> }>();
    const [from, to] = [seats(old.inputs), seats(props)];
    if (to === undefined || allowed[name] === to) return;
    if (from !== undefined && to >= from * (1 - mostPercent / 100)) return;
    report(
      `from ${from ?? "an unknown number"} to ${to} seats. If that is meant, set seat-cut.allowed["${name}"] to ${to}.`,
    );
  },
  validateStack: (args, report) => {
    const { allowed } = args.getConfig<{ allowed: Record<string, number> }>();
    for (const gone of missing(args, before)) {
      const name = nameOf(gone.urn);
      if (kind(gone) !== license || allowed[name] === 0 || isKept(gone) || companyIsGone(gone, args)) continue;
      report(
        `licence ${name} is removed, with ${seats(gone.inputs) ?? "its"} seats, and its customer stays. ` +
          `If that is meant, set seat-cut.allowed["${name}"] to 0.`,
      );
    }
  },
});

const removal = (before: Before): Rule => ({
  name: "removal",
  description: "No company, and no Redstor subscription with its backups, is removed by mistake.",
  configSchema: { properties: { leaving: { type: "array", items: { type: "string" }, default: [] } } },
  validateResource: (args, report) => {
    const { name, props, opts } = args;
    const type = kind(args);
    const { leaving } = args.getConfig<{ leaving: string[] }>();
    const isCompany = companies.includes(type);
    if (!isCompany && type !== subscription) return;
    if (names(name, opts.parent).some((one) => leaving.includes(one))) return;
    if (props["allowRecreate"] === true) {
      const what = isCompany ? "company" : "subscription with its backups";
      report(`allowRecreate lets a change delete the ${what}. If that is meant, add "${name}" to removal.leaving.`);
    }
    if (!isCompany || opts.protect || props["deletionPolicy"] === "retain") return;
    report(
      `the company is not protected. Set the resource option protect: true; if the customer leaves, add "${name}" to removal.leaving.`,
    );
  },
  validateStack: (args, report) => {
    const { leaving } = args.getConfig<{ leaving: string[] }>();
    for (const gone of missing(args, before)) {
      const name = nameOf(gone.urn);
      const marked = names(name, gone.parent).some((one) => leaving.includes(one));
      const guarded = companies.includes(kind(gone)) || (kind(gone) === subscription && !companyIsGone(gone, args));
      if (!guarded || marked || isKept(gone)) continue;
      report(`${kind(gone)} ${name} is removed. If that is meant, add "${name}" to removal.leaving.`);
    }
  },
});

// ---- before and after --------------------------------------------------------------------------

const nameOf = (urn: string): string => urn.split("::").at(-1) ?? urn;

/** What a marker may call it: its own name, or that of the tenant that it is a part of. */
const names = (name: string, parent: string | undefined): string[] =>
  parent !== undefined && /[:$]msp:index:Tenant::/.test(parent) ? [name, nameOf(parent)] : [name];

const isPredecessor = ({ urn }: Pick<Deployed, "urn">, now: { urn: string; opts: PolicyResourceOptions }): boolean =>
  urn === now.urn || now.opts.aliases.includes(urn);

/** What was there and is not declared any more. Under another name, with an alias, it is still declared. */
function missing({ resources }: StackValidationArgs, before: Before): Deployed[] {
  const stack = resources.find(({ type }) => type === "pulumi:pulumi:Stack");
  if (stack === undefined) return [];
  return before(stack.urn).filter((one) => !resources.some((now) => isPredecessor(one, now)));
}

/** Whether removing it leaves it at the vendor as it is. */
function isKept({ inputs, outputs }: Deployed): boolean {
  const policy = inputs?.["deletionPolicy"] ?? (wasAdopted(outputs) ? "retain" : undefined);
  return policy === "retain";
}

/** The provider notes it beside the properties, under a name of its own. */
function wasAdopted(outputs: Deployed["outputs"]): boolean {
  const { __msp: notes } = (outputs ?? {}) as { __msp?: { adopted?: boolean } }; // as the provider writes it
  return notes?.adopted === true;
}

/** Whether its company is removed in the same run: then that is what must be meant. */
function companyIsGone({ propertyDependencies }: Deployed, { resources }: StackValidationArgs): boolean {
  const company = propertyDependencies?.["customerId"] ?? propertyDependencies?.["companyId"];
  return company?.some((urn) => !resources.some((now) => isPredecessor({ urn }, now))) ?? false;
}
