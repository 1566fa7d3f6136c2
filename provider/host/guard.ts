/**
 * What stands before the removal of a customer from a vendor. The engine removes what depends on others first, and finds out that a
 * company cannot go when its licences have left the state. The guard depends on all of them, so its removal comes before theirs: it
 * looks at what is there, and either refuses, so that nothing goes, or says what becomes of each. At the vendor it is nothing.
 */
import type { dynamic } from "@pulumi/pulumi";
import { Refused } from "../lifecycle/errors";
import type { AnyResource } from "../lifecycle/define";
import { idKey } from "../lifecycle/ids";
import type { Run } from "../lifecycle/run";
import { say } from "../lifecycle/say";
import { same } from "../lifecycle/values";
import type { Vendor } from "../vendor/vendor";
import { find } from "../vendors";

/** Its type in the dynamic host, where the engine has "pulumi-nodejs:dynamic/" before it. */
export const guardType = "msp:Guard";

/** Its type in the native host. */
export const nativeGuardType = "msp:index:Guard";

/** A resource that goes with the customer. */
export interface Guarded {
  /** In the program. */
  readonly name: string;
  readonly type: string;
  readonly id: string;
  /** As it is declared. */
  readonly deletionPolicy?: string;
  readonly adopt?: boolean;
}

export interface GuardInputs {
  readonly tenant: string;
  /** Whether the removal is refused. */
  readonly protect: boolean;
  readonly company: Guarded;
  readonly belongings: readonly Guarded[];
  /** Whether the belongings are removed one by one, before the company. */
  readonly oneByOne: boolean;
}

/** Always in the same order, so that a file in another order is no change. */
export const inOrder = <T extends { readonly name: string }>(belongings: readonly T[]): T[] =>
  [...belongings].sort((a, b) => (a.name < b.name ? -1 : 1));

/** The name is what Pulumi prints when it refuses, so it says what to do. Only its beginning follows when the tenant is renamed. */
export const guardName = (company: string): string => `${company}/set protect false in its file first`;

/** What the engine asks of a guard. */
type GuardProvider = Required<
  Pick<dynamic.ResourceProvider<GuardInputs, GuardInputs>, "create" | "diff" | "update" | "delete">
>;

/** @param session of the vendor that has the company */
export function guardProvider(run: Run, session: (vendor: Vendor) => unknown): GuardProvider {
  return {
    create: (inputs) => Promise.resolve({ id: inputs.company.name, outs: inputs }),
    diff: (_, olds, news) =>
      Promise.resolve({ changes: ![...names].every((name) => same(undefined, olds[name], news[name])) }),
    update: (_id, _olds, news) => Promise.resolve({ outs: news }),
    delete: async (_, state) => {
      const { vendor } = find(state.company.type);
      await leave(state, vendor, session(vendor), run);
    },
  };
}

const names = ["tenant", "protect", "company", "belongings", "oneByOne"] as const;

async function leave(state: GuardInputs, vendor: Vendor, session: unknown, run: Run): Promise<void> {
  const { tenant, protect, company, belongings } = state;
  const said: string[] = [];
  for (const one of [company, ...belongings]) said.push(`${one.name}: ${await fateOf(one, state, session, run)}`);
  const fates = said.map((line) => `\n  ${line}`).join("");
  const refuse = (why: string): never => {
    throw new Refused(`${tenant} is not removed from ${vendor.title}. Nothing was changed. ${why}${fates}`);
  };
  if (protect) {
    refuse(
      `It is protected. If it leaves, set protect: false in its file, run "pulumi up", then remove the file. ` +
        `If it was renamed, write formerly: ${tenant} in the file of its new name. This would become of it:`,
    );
  }
  if (run.failure !== undefined) {
    refuse(`This run failed at ${run.failure}. Run again once that is mended. This would become of it:`);
  }
  if (policyOf(company) === "delete" && !isElsewhere(company, run)) {
    const others = await undeclared(state, vendor, session);
    if (others !== "") {
      refuse(
        `Deleting it would take along what no file declares: ${others}. Remove that in the vendor's portal first; or set another ` +
          `deletionPolicy in the file, and run "pulumi up". This would become of the rest:`,
      );
    }
  }
  say(`${tenant} leaves ${vendor.title}:${fates}${takenBack(state)}`);
}

/** How to have again what stays at the vendor. The id is safe in a shell, whatever the customer is called. */
const takenBack = ({ company }: GuardInputs): string =>
  policyOf(company) === "delete"
    ? ""
    : `\n  What stays is taken back with: npx --no pulumi-msp inventory --customer ${company.id}`;

const policyOf = ({ type, deletionPolicy, adopt }: Guarded): string =>
  deletionPolicy ?? (adopt === true ? "retain" : find(type).resource.remove.usual({}, false));

/** A run with MSP_ADOPT=1 may have taken the object over: only its own state knows. */
const mayBeAdopted = ({ deletionPolicy, adopt }: Guarded): boolean => deletionPolicy === undefined && adopt !== true;

const isElsewhere = ({ type, id }: Guarded, run: Run): boolean => run.owns(`${type} ${id}`);

const becomes: Readonly<Record<string, string>> = {
  delete: "is deleted, with all that it holds",
  remove: "is removed, with all that it holds",
  suspend: "is suspended; it is neither billed nor does it protect anybody",
  disable: "is disabled, and stays with what it holds",
  retain: "stays as it is, and is billed",
};

/** What becomes of a resource, in words. */
async function fateOf(one: Guarded, { company, oneByOne }: GuardInputs, session: unknown, run: Run): Promise<string> {
  const { resource } = find(one.type);
  if (isElsewhere(one, run)) return "stays: another resource of this program manages it";
  const live = await resource.read(session as never, one.id, {}); // each resource takes its own vendor's session
  if (live === undefined) return "is gone already";
  const what = inWords(resource, live);
  // what a company has goes its way, unless that stays: then each goes its own
  const goesAlone = one === company || oneByOne || policyOf(company) === "retain";
  const policy = policyOf(goesAlone ? one : company);
  const unless = goesAlone && mayBeAdopted(one) ? " (if it was taken over, it stays as it is)" : "";
  return `${what} ${becomes[policy] ?? policy}${goesAlone ? "" : ", like its company"}${unless}`;
}

const inWords = (resource: AnyResource, live: Record<string, unknown>): string => {
  const what = resource.what(live);
  return typeof live["quantity"] === "number" ? `${what}, ${live["quantity"]} seats,` : what;
};

/** What the company has at the vendor that this customer's file does not declare. */
async function undeclared({ company, belongings }: GuardInputs, vendor: Vendor, session: unknown): Promise<string> {
  const held = new Map<string, string>(); // by id, where there is one: the vendor's list tells of some of it again
  const { remove } = find(company.type).resource;
  for (const { names: called, ids = called } of (await remove.holds?.(session as never, company.id)) ?? []) {
    for (const [i, name] of called.entries()) held.set(idKey(ids[i] ?? name), name);
  }
  for await (const { id, name, undeclarable } of vendor.estate(session as never).belongings([company])) {
    if (undeclarable === undefined) held.set(idKey(id), name);
  }
  for (const { id } of belongings) held.delete(idKey(id));
  return [...held.values()].join(", ");
}
