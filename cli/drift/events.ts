/**
 * What the engine's events of `preview --refresh --run-program` say of each of our resources. Pure.
 *
 * As measured on the engine (3.259): the result of a refresh step carries what the last update left (`old`) and what the
 * vendor holds now (`new`, null if the object is gone); the step that follows carries what the program says, with
 * `ignoreChanges` applied already. A resource that the program declares no more is not looked at. Dynamic providers
 * give no detailed differences, so values are compared here (compare.ts).
 */
import type { EngineEvent, StepEventStateMetadata } from "@pulumi/pulumi/automation";
import { marks, signature } from "../../provider/host/marks";
import { nameIn, ownType, typeIn } from "../../provider/host/tokens";
import { isRecord, type Properties, unknownValue } from "../../provider/lifecycle/values";
import { resourceOf } from "../../provider/vendors";
import { secret, unknown } from "./finding";

export type Plan = "same" | "create" | "update" | "replace" | "delete";

/** One of our resources: in state, in the program, and at the vendor. */
export interface Previewed {
  readonly urn: string;
  readonly resource: string;
  /** `eset:License`. */
  readonly type: string;
  readonly id?: string;
  /** The tenant component that it belongs to. */
  readonly tenant?: string;
  readonly plan: Plan;
  /** What the last update left; absent if it is not in state. */
  readonly deployed?: Properties;
  /** What the vendor holds; absent if it is gone, or nobody looked. */
  readonly live?: Properties;
  /** The same with what the vendor assigned. */
  readonly liveState?: Properties;
  /** What the program says; absent if it says nothing of it. */
  readonly program?: Properties;
  /** Whether Pulumi refuses to remove it. */
  readonly isProtected?: true;
  /** By what ids the vendor knows it: a licence that was converted has another key. */
  readonly knownAs: readonly string[];
}

/** An answer of the engine that nothing can be concluded from. */
export class Incomplete extends Error {
  override readonly name = "Incomplete";
}

/** Mutable while events come in. */
interface Gathered {
  readonly urn: string;
  readonly type: string;
  refreshed?: { old: StepEventStateMetadata; live: StepEventStateMetadata | undefined };
  step?: { plan: Plan; old: StepEventStateMetadata | undefined; next: StepEventStateMetadata | undefined };
}

/** Throws {@link Incomplete} if the run failed, or said too little of some resource. */
export function previewed(events: readonly EngineEvent[]): Previewed[] {
  const problems = events.flatMap(({ diagnosticEvent }) =>
    diagnosticEvent?.severity === "error" ? [diagnosticEvent.message.trim()] : [],
  );
  if (problems.length > 0) throw new Incomplete(told(problems));
  if (!events.some(({ summaryEvent }) => summaryEvent !== undefined)) {
    throw new Incomplete("The engine ended before it had looked at everything. Run again.");
  }
  const parents = new Map<string, string>();
  const gathered = new Map<string, Gathered>();
  for (const { resourcePreEvent, resOutputsEvent, resOpFailedEvent } of events) {
    const metadata = (resourcePreEvent ?? resOutputsEvent ?? resOpFailedEvent)?.metadata;
    if (metadata === undefined) continue;
    const { op, urn, old, new: next } = metadata;
    const parent = (next ?? old)?.parent;
    if (parent !== undefined && parent !== "") parents.set(urn, parent);
    const type = ownType(metadata.type);
    if (type === undefined) continue;
    if (resOpFailedEvent !== undefined) throw new Incomplete(`${nameIn(urn)} could not be looked at. Run again.`);
    const resource = gathered.get(urn) ?? { urn, type };
    gathered.set(urn, resource);
    if (op === "refresh") {
      if (resOutputsEvent !== undefined && old !== undefined) resource.refreshed = { old, live: next ?? undefined };
      continue;
    }
    const plan = plans[op];
    if (plan !== undefined && !(resource.step?.plan === "replace" && plan !== "replace")) {
      resource.step = { plan, old: old ?? resource.step?.old, next: next ?? resource.step?.next };
    }
  }
  return [...gathered.values()].map((resource) => concluded(resource, parents));
}

/** The steps of a plan; those of a replacement are one. */
export const plans: Readonly<Record<string, Plan | undefined>> = {
  same: "same",
  create: "create",
  update: "update",
  delete: "delete",
  replace: "replace",
  "create-replacement": "replace",
  "delete-replaced": "replace",
};

function concluded({ urn, type, refreshed, step }: Gathered, parents: ReadonlyMap<string, string>): Previewed {
  const name = nameIn(urn);
  if (step === undefined) throw new Incomplete(`The engine did not say what it would do with ${name}. Run again.`);
  const isDeclared = step.plan !== "delete";
  if (isDeclared && step.plan !== "create" && refreshed === undefined) {
    throw new Incomplete(`The engine did not look at ${name}. Run again.`);
  }
  const old = refreshed?.old ?? step.old ?? undefined;
  const live = refreshed?.live;
  const tenant = tenantOf(urn, parents);
  const id = idOf(live) ?? idOf(old);
  return {
    urn,
    resource: name,
    type,
    plan: step.plan,
    ...(id === undefined ? {} : { id }),
    ...(tenant === undefined ? {} : { tenant }),
    ...(old === undefined ? {} : { deployed: readable(old.inputs) }),
    ...(live === undefined ? {} : { live: readable(live.inputs), liveState: readable(live.outputs) }),
    ...(isDeclared && step.next !== undefined ? { program: readable(step.next.inputs) } : {}),
    ...((step.next ?? old)?.protect === true ? { isProtected: true as const } : {}),
    knownAs: [old, live].flatMap((state) => (state === undefined ? [] : knownAs(type, state))),
  };
}

const idOf = (state: StepEventStateMetadata | undefined): string | undefined =>
  state === undefined || state.id === "" ? undefined : state.id;

/** The id, and the vendor's current key: converting a trial may change the key of a licence, the id of a subscription. */
export function knownAs(
  type: string,
  { id, outputs }: { readonly id?: string | undefined; readonly outputs?: Properties | null },
): string[] {
  if (id === undefined || id === "") return [];
  return [id, ...[resourceOf({ type })?.key?.(id, outputs ?? {})].filter((key) => typeof key === "string")];
}

/** The nearest component above that is a tenant. */
export function tenantOf(urn: string, parents: ReadonlyMap<string, string>): string | undefined {
  for (let at = parents.get(urn); at !== undefined; at = parents.get(at)) {
    if (/\bTenant$/.test(typeIn(at))) return nameIn(at);
  }
  return undefined;
}

/** The engine's marks for secrets and for values that it does not know yet, as words. Names with two underscores are not the user's. */
export function readable(inputs: Properties): Properties {
  return Object.fromEntries(
    Object.entries(inputs)
      .filter(([name]) => !name.startsWith("__"))
      .map(([name, value]) => [name, readableValue(value)]),
  );
}

function readableValue(value: unknown): unknown {
  if (value === unknownValue) return unknown;
  if (Array.isArray(value)) return value.map(readableValue);
  if (!isRecord(value)) return value;
  return value[signature] === marks.secret ? secret : readable(value);
}

/** The errors of a run, each once; "preview failed" says nothing beside others. */
export function told(problems: readonly string[]): string {
  const each = [...new Set(problems.map((problem) => problem.replace(/^Preview failed: /, "")))];
  const telling = each.filter((problem) => !/^(update|preview) failed$/.test(problem));
  return (telling.length > 0 ? telling : each).join("\n");
}
