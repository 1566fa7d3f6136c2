/** Makes a report of one stack, or of all of a project: looks at each, reads the vendors' lists once, and puts together what differs. */
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { messageOf } from "../../provider/lifecycle/errors";
import { idKey } from "../../provider/lifecycle/ids";
import { plural } from "../../provider/vendor/doctor/finding";
import type { Estate, EstateObject } from "../../provider/vendor/estate";
import type { ConfigReader } from "../../provider/vendor/settings";
import { find, vendor, vendorOf } from "../../provider/vendors";
import { openEstates } from "../estates";
import { compare } from "./compare";
import { Customers } from "./customers";
import { type Looked, Project } from "./engine";
import { accept, type Exception } from "./exceptions";
import type { CustomerReport, FailedStack, Finding, Report, StackReport, Unread } from "./finding";
import { withHistory } from "./history";
import { Names } from "./names";
import { type Placed, withNext } from "./next";
import { ordered } from "./order";
import type { Progress } from "../progress";
import { addUnmanaged, Managed, type Unmanaged } from "./unmanaged";

export interface Wanted {
  /** The folder of the project. */
  readonly cwd: string;
  /** One stack; left out, the one that is selected in the folder. */
  readonly stack?: string;
  /** All stacks of the project. */
  readonly allStacks: boolean;
  /** Whether to look for what no stack manages. */
  readonly unmanaged: boolean;
  readonly accepted: readonly Exception[];
  /** The file that the exceptions are in, or would be. */
  readonly exceptions: string;
}

interface LookedAt extends Looked {
  readonly config: ConfigReader;
}

const proposedDays = 30;

export async function reportOn(wanted: Wanted, progress: Progress): Promise<Report> {
  const project = await Project.open(resolve(wanted.cwd));
  const { looked, failed } = await lookAtStacks(project, wanted, progress);
  const resources = looked.flatMap(({ stack, resources: all }) => all.map((one): Placed => ({ ...one, stack })));
  const names = new Names();
  const customers = new Customers(resources);
  for (const resource of resources) {
    names.learn(resource);
    const { drift, pending } = compare(resource, find(resource.type).resource);
    const { stack } = resource;
    customers.add(resource, {
      drift: drift.map((finding) => ({ ...finding, stack })),
      pending: pending.map((change) => ({ ...change, stack })),
    });
  }

  const managed = new Managed();
  for (const { type, knownAs, stack } of resources) managed.add(type, knownAs, stack);
  const notes = looked.flatMap((one) => notesOn(one, wanted.allStacks));
  const nobodys = wanted.unmanaged
    ? await lookForUnmanaged({ project, looked, failed, managed, customers, names, progress })
    : undefined;
  notes.push(...(nobodys?.notes ?? []));

  const now = new Date();
  const judged = accept(customers.reports(), wanted.accepted, dayOf(now));
  progress.begin("Asking who changed it");
  const configs = new Map(looked.map(({ stack, config }) => [stack, config]));
  const configOf = ({ stack, vendor: name }: Finding): ConfigReader =>
    (stack === undefined ? nobodys?.configs?.get(name) : configs.get(stack)) ?? (() => undefined);
  const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
  const explained = await withHistory(configOf, judged.customers, keysOf(byUrn));
  const named = names.tell(explained.customers, byUrn);
  const advised = withNext(named, {
    resources,
    unmanaged: nobodys?.found ?? [],
    holder: (type, id) => managed.holder(type, id),
    isOneCustomer: (name) => names.isOneCustomer(name),
    fileOf: (tenant) => fileOf(wanted.cwd, tenant),
    until: dayOf(new Date(now.getTime() + proposedDays * 86_400_000)),
    exceptions: wanted.exceptions,
  });
  const all = ordered(advised);
  return {
    version: 2,
    project: project.name,
    stacks: [...failed, ...looked.map(ofLooked)],
    at: now.toISOString(),
    ...summed(all, resources, nobodys?.found !== undefined),
    customers: all,
    exceptions: { expired: judged.expired, unused: judged.unused },
    unread: nobodys?.unread ?? [],
    notes: [...notes, ...explained.notes],
  };
}

const dayOf = (moment: Date): string => moment.toISOString().slice(0, 10);
const isDeclared = ({ program }: { readonly program?: unknown }): boolean => program !== undefined;
const ofLooked = ({ stack, resources }: Looked): StackReport => ({
  name: stack,
  objects: resources.filter(isDeclared).length,
});

/**
 * One stack after another: each preview may send as many requests as the vendor allows an account, and two at a time would send
 * twice that.
 */
async function lookAtStacks(
  project: Project,
  { allStacks, stack }: Wanted,
  progress: Progress,
): Promise<{ looked: LookedAt[]; failed: FailedStack[] }> {
  const names = allStacks ? await project.stacks() : [stack ?? (await project.selected())];
  if (names.length === 0) throw new Error("The project has no stacks. pulumi stack init makes one.");
  const looked: LookedAt[] = [];
  const failed: FailedStack[] = [];
  for (const [at, name] of names.entries()) {
    progress.begin(`Looking at stack ${name}${names.length > 1 ? ` (${at + 1} of ${names.length})` : ""}`);
    try {
      const config = await project.config(name);
      const found = await project.look(name, (objects) => {
        progress.at(plural(objects, "object"));
      });
      looked.push({ ...found, config });
    } catch (error) {
      if (!allStacks) throw error;
      failed.push({ name, failed: messageOf(error) });
    }
  }
  return { looked, failed };
}

/** With its organisation and project, or without. */
const isSameStack = (one: string, other: string): boolean =>
  one === other || one.endsWith(`/${other}`) || other.endsWith(`/${one}`);

interface Nobodys {
  /** Absent if it could not be looked for. */
  readonly found?: readonly Unmanaged[];
  readonly unread?: readonly Unread[];
  readonly notes: readonly string[];
  /** By vendor: the configuration of the account that its lists are of. */
  readonly configs?: ReadonlyMap<string, ConfigReader>;
}

/** What no stack of the project holds. undefined if it cannot be told. */
async function lookForUnmanaged({
  project,
  looked,
  failed,
  managed,
  customers,
  names,
  progress,
}: {
  readonly project: Project;
  readonly looked: readonly LookedAt[];
  readonly failed: readonly FailedStack[];
  readonly managed: Managed;
  readonly customers: Customers;
  readonly names: Names;
  readonly progress: Progress;
}): Promise<Nobodys | undefined> {
  if (looked.length === 0) return undefined;
  const isLooked = (name: string): boolean => looked.some((one) => isSameStack(one.stack, name));
  const others = (await project.stacks()).filter((name) => !isLooked(name));
  if (others.length > 0) progress.begin(`Reading the state of ${plural(others.length, "other stack")}`);
  for (const name of others) {
    try {
      for (const { type, ids } of await project.held(name)) managed.add(type, ids, name);
    } catch (error) {
      if (!failed.some((one) => one.name === name)) throw error;
      // its objects would all be told as nobody's
      return { notes: [`What stack ${name} holds could not be read either, so nobody looked for unmanaged objects.`] };
    }
  }
  const found: Unmanaged[] = [];
  const unread: Unread[] = [];
  const configs = new Map<string, ConfigReader>();
  const seen = new Set<string>();
  let undeclarable = 0;
  const { estates, problems } = await distinctEstates(looked);
  for (const { estate, config } of estates) {
    configs.set(estate.vendor, configs.get(estate.vendor) ?? config);
    progress.begin(`Reading the lists of ${vendor(estate.vendor).title}`);
    let read = 0;
    const once = {
      vendor: estate.vendor,
      list: () => unseen(estate, seen),
      read: (object: EstateObject) => estate.read(object),
    };
    const its = await addUnmanaged(once, managed, customers, (object) => {
      names.learnListed(object);
      progress.at(plural(++read, "object"));
    });
    undeclarable += its.undeclarable;
    found.push(...its.unmanaged);
    for (const { object, reason } of its.unread) {
      const { type, id, name } = object;
      unread.push({ vendor: estate.vendor, type, id, name, reason });
    }
  }
  const notes = [
    ...problems.map(({ stack, error }) => `Stack ${stack}: no lists were read. ${messageOf(error)}`),
    ...(undeclarable === 0
      ? []
      : [`${plural(undeclarable, "object")} at the vendors cannot be declared by any program.`]),
  ];
  return { found, unread, notes, configs };
}

/** Stacks may have accounts of their own, or all the same one, whose lists are read once. */
async function distinctEstates(looked: readonly LookedAt[]) {
  const problems: { readonly error: unknown; readonly stack: string }[] = [];
  const estates = new Map<string, { readonly estate: Estate; readonly config: ConfigReader }>();
  for (const { stack, config } of looked) {
    let opened: Estate[];
    try {
      opened = openEstates(config);
    } catch (error) {
      problems.push({ error, stack });
      continue;
    }
    for (const estate of opened) {
      const key = `${estate.vendor} ${looked.length === 1 ? "" : await estate.identity()}`;
      if (!estates.has(key)) estates.set(key, { estate, config });
    }
  }
  // a stack of the project may have nothing at a vendor, and no account
  if (estates.size === 0 && problems[0] !== undefined) throw problems[0].error;
  return { estates: [...estates.values()], problems };
}

/** Two users of one company see the same objects. */
async function* unseen(estate: Estate, seen: Set<string>): AsyncGenerator<EstateObject> {
  for await (const object of estate.list()) {
    const key = `${vendorOf(object)} ${idKey(object.id)}`;
    if (seen.has(key)) continue;
    seen.add(key);
    yield object;
  }
}

/** By the tenant's name: what else it could be called is not looked for. */
function fileOf(cwd: string, tenant: string): string | undefined {
  if (!/^[\w.-]+$/.test(tenant)) return undefined;
  return [`tenants/${tenant}.yaml`, `tenants/${tenant}.yml`].find((file) => existsSync(join(cwd, file)));
}

function notesOn({ others, warnings, stack }: Looked, isOneOfSeveral: boolean): string[] {
  const notes = [
    ...(others === 0
      ? []
      : [
          `${plural(others, "resource")} of other packages are not compared here: pulumi preview --refresh shows them.`,
        ]),
    ...new Set(warnings),
  ];
  return isOneOfSeveral ? notes.map((note) => `Stack ${stack}: ${note}`) : notes;
}

/** The vendor's current key of an object: that of a licence may have changed. */
const keysOf =
  (byUrn: ReadonlyMap<string, Placed>) =>
  ({ urn, id }: Finding): string | undefined =>
    (urn === undefined ? undefined : byUrn.get(urn)?.knownAs.at(-1)) ?? id;

function summed(
  customers: readonly CustomerReport[],
  resources: readonly Placed[],
  unmanaged: boolean,
): Pick<Report, "drift" | "summary"> {
  const found = customers.flatMap(({ drift }) => drift);
  const number = (kind: Finding["kind"]): number => found.filter((finding) => finding.kind === kind).length;
  return {
    drift: found.length > 0,
    summary: {
      objects: resources.filter(isDeclared).length,
      changed: number("changed"),
      vanished: number("vanished"),
      ...(unmanaged ? { unmanaged: number("unmanaged") } : {}),
      accepted: customers.reduce((sum, { accepted }) => sum + accepted.length, 0),
      pending: customers.reduce((sum, { pending }) => sum + pending.length, 0),
    },
  };
}
