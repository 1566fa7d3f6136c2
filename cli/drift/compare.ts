/** Which properties of an object differ, and whether the vendor or the program moved. Pure. */
import { isDeepStrictEqual } from "node:util";
import type { AnyResource, Stake } from "../../provider/lifecycle/define";
import { isRecord, type Properties, same } from "../../provider/lifecycle/values";
import { vendorOf } from "../../provider/vendors";
import type { Previewed } from "./events";
import { type Finding, type Pending, type Repair, secret, type Subject, unknown } from "./finding";

export interface Compared {
  readonly drift: readonly Finding[];
  readonly pending: readonly Pending[];
}

/**
 * `definition` knows how values of this type are compared, and what the vendor cannot change back.
 *
 * What the vendor holds differs from the program. If the vendor still holds what the last update left, the program was
 * edited, and the change is pending. Else somebody changed the vendor: that is drift.
 */
export function compare(resource: Previewed, definition: AnyResource): Compared {
  const { deployed, live, program, plan } = resource;
  const subject = subjectOf(resource);
  const { stake, stakes = {} } = definition.telling ?? {};
  if (program === undefined) return { drift: [], pending: [{ kind: "delete", ...subject, ...staked(stake) }] };
  if (deployed === undefined) return { drift: [], pending: [{ kind: "create", ...subject, ...staked(stake) }] };
  if (live === undefined) {
    return { drift: [{ kind: "vanished", ...subject, repair: "create", ...staked(stake) }], pending: [] };
  }

  const drift: Finding[] = [];
  const pending: Pending[] = [];
  for (const property of Object.keys(definition.inputs.properties)) {
    const canonical = definition.canonical?.[property];
    const values = { deployed: deployed[property], live: live[property], program: program[property] };
    if (comparable(values.live, values.program) && same(canonical, values.live, values.program)) continue;
    const vendorMoved = !(comparable(values.live, values.deployed) && same(canonical, values.live, values.deployed));
    const stop = whatStopsRepair(definition, property, live, program);
    const repair = stop?.repair ?? (plan === "replace" ? "replace" : "update");
    for (const leaf of leaves(property, values)) {
      if (isDeepStrictEqual(leaf.live, leaf.program)) continue;
      const { program: says, live: is, deployed: was } = leaf;
      if (vendorMoved && !isDeepStrictEqual(is, was)) {
        const edited = !isDeepStrictEqual(was, says);
        drift.push({
          kind: "changed",
          ...subject,
          property: leaf.path,
          ...(says === undefined ? {} : { program: says }),
          ...(is === undefined ? {} : { live: is }),
          ...(edited && was !== undefined ? { deployed: was } : {}),
          ...(stop === undefined ? {} : { hint: stop.hint }),
          repair,
          ...staked(stakes[property]),
        });
      } else {
        pending.push({
          kind: plan === "replace" ? "replace" : "update",
          ...subject,
          property: leaf.path,
          ...(says === undefined ? {} : { program: says }),
          ...(was === undefined ? {} : { deployed: was }),
          ...staked(stakes[property]),
        });
      }
    }
  }
  const { lapsed } = definition;
  if (lapsed?.when(resource.liveState ?? {}) === true && drift.every(({ property }) => property !== lapsed.property)) {
    const { property, now, remedy } = lapsed;
    const says = program[property];
    drift.push({
      ...{ kind: "changed", ...subject, property, live: now, hint: remedy, repair: "none" },
      ...staked(stakes[property]),
      ...(says === undefined ? {} : { program: says }),
    });
  }
  const hidden = drift.length + pending.length === 0 && plan !== "same" ? secretsOf(program, live) : [];
  if (hidden.length > 0) {
    drift.push({
      kind: "changed",
      ...subject,
      property: hidden.join(" or "),
      program: secret,
      live: secret,
      repair: plan === "replace" ? "replace" : "update",
      hint: "The value is secret. The vendor or the program has changed it; nobody can tell which, so it counts as drift.",
    });
  }
  return { drift, pending };
}

const staked = (stake: Stake | undefined): { stake?: Stake } => (stake === undefined ? {} : { stake });

/** What the next update will say instead of changing the vendor back, or do to change it back. */
function whatStopsRepair(
  definition: AnyResource,
  property: string,
  live: Properties,
  program: Properties,
): { readonly hint: string; readonly repair: Repair } | undefined {
  const refusal = definition.refuse?.[property];
  if (refusal === undefined || contains(program[property], secret) || contains(program[property], unknown))
    return undefined;
  if (refusal.when?.(live, program) === false) return undefined;
  if (refusal.recreatable && program["allowRecreate"] === true) {
    const hint = `${refusal.reason} The next update deletes the object and creates it anew, as allowRecreate says.`;
    return { hint, repair: "replace" };
  }
  const hint = `The next update refuses to change it back: ${refusal.reason} ${refusal.remedy(live)}`;
  return { hint, repair: "refused" };
}

export function subjectOf({ type, id, resource, urn }: Pick<Previewed, "type" | "id" | "resource" | "urn">): Subject {
  return { vendor: vendorOf({ type }), type, ...(id === undefined ? {} : { id }), resource, urn };
}

/** A mark stands for any value: the canonical form of a value cannot be asked for it. */
export const comparable = (...values: unknown[]): boolean =>
  !values.some((value) => contains(value, secret) || contains(value, unknown)) ||
  isDeepStrictEqual(values[0], values[1]);

export function contains(value: unknown, mark: string): boolean {
  if (value === mark) return true;
  if (Array.isArray(value)) return value.some((item) => contains(item, mark));
  return isRecord(value) && Object.values(value).some((item) => contains(item, mark));
}

interface Values {
  readonly deployed: unknown;
  readonly live: unknown;
  readonly program: unknown;
}

/** An object part by part, as it is managed. */
export function* leaves(path: string, values: Values): Generator<Values & { path: string }> {
  const records = Object.values(values).filter(isRecord);
  if (records.length === 0 || !Object.values(values).every((value) => value === undefined || isRecord(value))) {
    yield { path, ...values };
    return;
  }
  for (const key of new Set(records.flatMap((record) => Object.keys(record)).sort())) {
    yield* leaves(`${path}.${key}`, {
      deployed: part(values.deployed, key),
      live: part(values.live, key),
      program: part(values.program, key),
    });
  }
}

const part = (value: unknown, key: string): unknown => (isRecord(value) ? value[key] : undefined);

/** The properties of which only the engine knows whether they differ. */
const secretsOf = (program: Properties, live: Properties): string[] =>
  Object.keys(program).filter((name) => contains(program[name], secret) && contains(live[name], secret));
