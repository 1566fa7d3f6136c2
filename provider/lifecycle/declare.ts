/** From a live object to what a program declares of it, and what state then holds. Pure. */
import { check } from "./check";
import type { AnyResource } from "./define";
import { sameId } from "./ids";
import { withNotes } from "./notes";
import type { Schema } from "./schema";
import { isRecord, type Properties } from "./values";

export interface Declared {
  readonly inputs: Record<string, unknown>;
  readonly outputs: Record<string, unknown>;
  readonly notes: readonly string[];
  /** The properties without which there is no resource, and what is wrong with them. */
  readonly undeclarable?: string;
}

/** The vendors write ids in one case, people may write them in another. */
export const isSameId = (one: unknown, other: string): boolean => typeof one === "string" && sameId(one, other);

/**
 * Declares all that the vendor holds: what is not declared is not managed, so whatever is left out here nobody would see
 * change. Left out is only what is empty, and what a program may not say: the vendor has let it in, our schema would not.
 */
export function declaredOf(resource: AnyResource, live: Properties, ownCompanyId: string): Declared {
  const { properties, required } = resource.inputs;
  const candidate: Record<string, unknown> = {};
  for (const [property, schema] of Object.entries(properties)) {
    const value = filled(sayable(schema, live[property]));
    const isDefaultParent = property === resource.parent && isSameId(value, ownCompanyId);
    if (value !== undefined && !isDefaultParent) candidate[property] = value;
  }
  const notes: string[] = [];
  let checked = check(resource, {}, candidate);
  const impossible = checked.failures.filter(({ property }) => required.includes(topOf(property)));
  for (const { property, reason } of checked.failures) {
    if (impossible.length > 0 || !(topOf(property) in candidate)) continue;
    Reflect.deleteProperty(candidate, topOf(property));
    notes.push(`${property} is not declared: it ${reason}`);
  }
  if (notes.length > 0) checked = check(resource, {}, candidate);
  const undeclarable = impossible.map(({ property, reason }) => `${property} ${reason}`).join(" ");
  const assigned = Object.fromEntries(Object.keys(resource.assigned).map((property) => [property, live[property]]));
  return {
    inputs: checked.inputs,
    outputs: withNotes({ ...checked.inputs, ...assigned }, { account: ownCompanyId, adopted: true }),
    notes,
    ...(undeclarable === "" ? {} : { undeclarable }),
  };
}

/** `address` of `address.city`. */
const topOf = (property: string): string => property.split(/[.[]/)[0] ?? property;

/** A value without the parts that its schema does not know: the vendor tells more of it than a program may say. */
function sayable({ properties }: Schema, value: unknown): unknown {
  if (properties === undefined || !isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(properties).flatMap(([name, schema]) =>
      name in value ? [[name, sayable(schema, value[name])]] : [],
    ),
  );
}

/** A value without its empty parts; undefined if nothing is left. To the vendors empty and absent are the same. */
function filled(value: unknown): unknown {
  if (value === "" || value === null || value === undefined) return undefined;
  if (Array.isArray(value)) return value.length === 0 ? undefined : value;
  if (!isRecord(value)) return value;
  const parts = Object.entries(value)
    .map(([name, part]) => [name, filled(part)] as const)
    .filter(([, part]) => part !== undefined);
  return parts.length === 0 ? undefined : Object.fromEntries(parts);
}
