/** Which properties of an object differ, and whether the vendor or the program moved. Pure. */
import { isDeepStrictEqual } from "node:util";
import type { AnyResource } from "../../provider/lifecycle/define";
import { isRecord, type Properties, same } from "../../provider/lifecycle/values";
import { vendorOf } from "../../provider/vendors";
import type { Previewed } from "./events";
import { type Finding, type Pending, secret, type Subject, unknown } from "./finding";

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
  if (program === undefined) return { drift: [], pending: [{ kind: "delete", ...subject }] };
  if (deployed === undefined) return { drift: [], pending: [{ kind: "create", ...subject }] };
  if (live === undefined) return { drift: [{ kind: "vanished", ...subject }], pending: [] };

  const drift: Finding[] = [];
  const pending: Pending[] = [];
  for (const property of Object.keys(definition.inputs.properties)) {
    const canonical = definition.canonical?.[property];
    const values = { deployed: deployed[property], live: live[property], program: program[property] };
    if (comparable(values.live, values.program) && same(canonical, values.live, values.program)) continue;
    const vendorMoved = !(comparable(values.live, values.deployed) && same(canonical, values.live, values.deployed));
    const hint = whatStopsRepair(definition, property, live, program);
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
          ...(hint === undefined ? {} : { hint }),
        });
      } else {
        pending.push({
          kind: plan === "replace" ? "replace" : "update",
          ...subject,
          property: leaf.path,
          ...(says === undefined ? {} : { program: says }),
          ...(was === undefined ? {} : { deployed: was }),
        });
      }
    }
  }
  const { lapsed } = definition;
  if (lapsed?.when(resource.liveState ?? {}) === true && drift.every(({ property }) => property !== lapsed.property)) {
    const { property, now, remedy } = lapsed;
    const says = program[property];
    drift.push({
      ...{ kind: "changed", ...subject, property, live: now, hint: remedy },
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
      hint: "The value is secret. The vendor or the program has changed it; nobody can tell which, so it counts as drift.",
    });
  }
  return { drift, pending };
}

/** What the next update will say instead of changing the vendor back, or do to change it back. */
function whatStopsRepair(definition: AnyResource, property: string, live: Properties, program: Properties) {
  const refusal = definition.refuse?.[property];
  if (refusal === undefined || contains(program[property], secret) || contains(program[property], unknown)) return;
  if (refusal.when?.(live, program) === false) return;
  return refusal.recreatable && program["allowRecreate"] === true
    ? `${refusal.reason} The next update deletes the object and creates it anew, as allowRecreate says.`
    : `The next update refuses to change it back: ${refusal.reason} ${refusal.remedy(live)}`;
}

export function subjectOf({ type, id, resource, urn }: Pick<Previewed, "type" | "id" | "resource" | "urn">): Subject {
  return { vendor: vendorOf({ type }), type, ...(id === undefined ? {} : { id }), resource, urn };
}

/** A mark stands for any value: the canonical form of a value cannot be asked for it. */
const comparable = (...values: unknown[]): boolean =>
  !values.some((value) => contains(value, secret) || contains(value, unknown)) ||
  isDeepStrictEqual(values[0], values[1]);

function contains(value: unknown, mark: string): boolean {
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
function* leaves(path: string, values: Values): Generator<Values & { path: string }> {
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
