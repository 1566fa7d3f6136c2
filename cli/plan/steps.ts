/**
 * What the engine plans for each of our resources, from the JSON that `pulumi preview --json` prints. Pure.
 *
 * As measured on the engine (3.259): a step has what state holds (`oldState`) and what the program says (`newState`, with inputs that
 * were checked). Unchanged resources are in it with `--show-sames` only. It ends at the first resource that is refused, so what comes
 * after that is not in it. Policies are not in it either.
 */
import { isRecord, type Properties } from "../../provider/lifecycle/values";
import { resourceOf, vendorOf } from "../../provider/vendors";
import type { Owned } from "../customers";
import { isGuard, nameIn, ownType, typeIn } from "../../provider/host/tokens";
import { knownAs, type Plan, plans, readable, tenantOf } from "../drift/events";

/** One of our resources, in state and in the program. */
export interface Step extends Owned {
  readonly plan: Plan;
  /** What state holds of it, with what the vendor assigned. */
  readonly state?: Properties;
  /** Whether it was taken over. */
  readonly adopted: boolean;
  /** Whether the engine forgets it without asking the provider (resource option `retainOnDelete`). */
  readonly retained: boolean;
  /** The resource with which it goes (resource option `deletedWith`): the provider is not asked then. */
  readonly goesWith?: string;
}

/** Something that stops the run. */
export interface Problem {
  /** The resource that it is about. */
  readonly urn?: string;
  readonly message: string;
}

export interface Planned {
  readonly project: string;
  readonly stack: string;
  readonly steps: readonly Step[];
  readonly problems: readonly Problem[];
  readonly warnings: readonly string[];
  /** How many resources of other packages would change. */
  readonly others: number;
  /** The configuration of the stack, without secrets. */
  readonly config: Readonly<Record<string, unknown>>;
}

/** What is read of a state in the JSON. */
interface State {
  readonly id: string;
  readonly custom: boolean;
  readonly parent: string;
  readonly inputs: Properties;
  readonly outputs: Properties;
  readonly retained: boolean;
  readonly goesWith: string;
  readonly dependencies: Properties;
}

interface Gathered {
  readonly type: string | undefined;
  plan: Plan;
  old: State | undefined;
  next: State | undefined;
}

export const notAPreview =
  'It must be what "pulumi preview --json --show-sames" prints, and nothing else: mind that the log goes elsewhere.';

/** Throws an error that says what is wrong if the text is no such JSON. */
export function planned(text: string): Planned {
  const digest = parsed(text);
  const parents = new Map<string, string>();
  const gathered = new Map<string, Gathered>();
  const urns: string[] = [];
  for (const step of listOf(digest["steps"])) {
    const { op, urn } = step;
    if (typeof op !== "string" || typeof urn !== "string")
      throw new Error(`A step has no op or no urn. ${notAPreview}`);
    urns.push(urn);
    const [old, next] = [stateOf(step["oldState"]), stateOf(step["newState"])];
    const parent = next?.parent ?? old?.parent ?? "";
    if (parent !== "") parents.set(urn, parent);
    const plan = plans[op];
    if (plan === undefined) continue;
    const before = gathered.get(urn);
    const isReplaced = before?.plan === "replace" && plan !== "replace";
    gathered.set(urn, {
      type: ownType(typeIn(urn)),
      plan: isReplaced ? before.plan : plan,
      old: old ?? before?.old,
      next: next ?? before?.next,
    });
  }
  const steps: Step[] = [];
  const released: string[] = [];
  let others = 0;
  for (const [urn, { type, plan, old, next }] of gathered) {
    if (type !== undefined && resourceOf({ type }) !== undefined)
      steps.push(stepOf(urn, type, plan, old, next, parents));
    else if (isGuard(typeIn(urn))) released.push(...releasedBy(old, next));
    else if (plan !== "same" && (next ?? old)?.custom === true && !hidden.test(typeIn(urn))) others++;
  }
  const said = (severity: string) => listOf(digest["diagnostics"]).filter((one) => one["severity"] === severity);
  return {
    ...placeOf(urns),
    steps,
    problems: withoutEchoes(said("error").map(problemOf)),
    warnings: [...released, ...new Set(said("warning").map((one) => problemOf(one).message))],
    others,
    config: isRecord(digest["config"]) ? digest["config"] : {},
  };
}

function parsed(text: string): Properties {
  let digest: unknown;
  try {
    digest = JSON.parse(text.replace(/^\ufeff/, "")); // the mark that a shell on Windows puts there
  } catch {
    throw new Error(`it is not JSON. ${notAPreview}`); // the parser's own message would quote it
  }
  if (isRecord(digest) && (Array.isArray(digest["steps"]) || Array.isArray(digest["diagnostics"]))) return digest;
  throw new Error(`it has neither steps nor diagnostics. ${notAPreview}`);
}

/** The engine's own resources, and the components of tenants: whose object changes is told anyway. */
const hidden = /^(pulumi|msp:index):/;

/** A customer whose guard lets it go from now on. */
function releasedBy(old: State | undefined, next: State | undefined): string[] {
  if (old?.inputs["protect"] !== true || next?.inputs["protect"] !== false) return [];
  const name = textOf(recordOf(next.inputs["company"])["name"]);
  return [`Nothing protects ${name} after this run: it goes when it is declared no longer.`];
}

const listOf = (value: unknown): Properties[] => (Array.isArray(value) ? value.filter(isRecord) : []);
const textOf = (value: unknown): string => (typeof value === "string" ? value : "");
const recordOf = (value: unknown): Properties => (isRecord(value) ? value : {});

function stateOf(value: unknown): State | undefined {
  if (!isRecord(value)) return undefined;
  return {
    id: textOf(value["id"]),
    custom: value["custom"] === true,
    parent: textOf(value["parent"]),
    inputs: recordOf(value["inputs"]),
    outputs: recordOf(value["outputs"]),
    retained: value["retainOnDelete"] === true,
    goesWith: textOf(value["deletedWith"]),
    dependencies: recordOf(value["propertyDependencies"]),
  };
}

function stepOf(
  urn: string,
  type: string,
  plan: Plan,
  old: State | undefined,
  next: State | undefined,
  parents: ReadonlyMap<string, string>,
): Step {
  const tenant = tenantOf(urn, parents);
  const ownerUrn = ownerOf(type, next ?? old);
  const notes = recordOf(old?.outputs["__msp"]);
  return {
    urn,
    resource: nameIn(urn),
    type,
    plan,
    ...(old === undefined || old.id === "" ? {} : { id: old.id }),
    ...(tenant === undefined ? {} : { tenant }),
    ...(ownerUrn === undefined ? {} : { ownerUrn }),
    ...(old === undefined ? {} : { deployed: readable(old.inputs), state: readable(old.outputs) }),
    ...(next === undefined || plan === "delete" ? {} : { program: readable(next.inputs) }),
    knownAs: old === undefined ? [] : knownAs(type, old),
    adopted: notes["adopted"] === true,
    retained: old?.retained === true,
    ...(old === undefined || old.goesWith === "" ? {} : { goesWith: old.goesWith }),
  };
}

/** The company on whose id the property rests that says whose it is. */
function ownerOf(type: string, state: State | undefined): string | undefined {
  const property = resourceOf({ type })?.owner;
  if (property === undefined) return undefined;
  const urns = state?.dependencies[property];
  const isOurs = (urn: unknown): urn is string => {
    if (typeof urn !== "string") return false;
    const of = ownType(typeIn(urn));
    return (
      of !== undefined && vendorOf({ type: of }) === vendorOf({ type }) && resourceOf({ type: of })?.isCompany === true
    );
  };
  const companies = Array.isArray(urns) ? urns.filter(isOurs) : [];
  return companies.length === 1 ? companies[0] : undefined;
}

function problemOf({ urn, message }: Properties): Problem {
  const text = textOf(message)
    .trim()
    .replace(/^(error|warning): /, "");
  return { ...(typeof urn === "string" && urn !== "" ? { urn } : {}), message: text };
}

/** Each once, and without those that only say that there are others. */
function withoutEchoes(problems: readonly Problem[]): Problem[] {
  const each = [...new Map(problems.map((one) => [one.message.replace(/^Preview failed: /, ""), one])).values()];
  const telling = each.filter(({ message }) => !/^((update|preview) failed|resource \S+ is invalid)$/.test(message));
  return telling.length > 0 ? telling : each;
}

/** Every name of a resource begins with them. */
function placeOf(urns: readonly string[]): { readonly project: string; readonly stack: string } {
  const [, stack = "", project = ""] = /^urn:pulumi:(.*?)::(.*?)::/.exec(urns[0] ?? "") ?? [];
  return { project, stack };
}
