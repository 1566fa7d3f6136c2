/** From the object as the vendor holds it to what the program manages of it. Pure. */
import type { AnyResource } from "./define";
import { isRecord, type Properties, same } from "./values";

/**
 * The declared properties with their live values. Only what was declared is managed, so only that is looked at; a live
 * value that equals the declared one keeps the declared spelling (order of tags, case of an e-mail address). Properties
 * that the vendor does not know (deletionPolicy, adopt), or does not tell, stay as declared.
 */
export function project(
  resource: Pick<AnyResource, "inputs" | "canonical">,
  declared: Properties,
  live: Properties,
): Record<string, unknown> {
  const projected: Record<string, unknown> = {};
  for (const property of Object.keys(resource.inputs.properties)) {
    if (!(property in declared)) continue;
    const value = property in live ? projectedValue(declared[property], live[property]) : declared[property];
    if (value === undefined) continue;
    projected[property] = same(resource.canonical?.[property], value, declared[property]) ? declared[property] : value;
  }
  return projected;
}

/**
 * Objects are managed property by property too: an undeclared street is not drift of a declared city. What the vendor does
 * not tell stays as declared.
 */
function projectedValue(declared: unknown, live: unknown): unknown {
  if (!isRecord(declared) || !isRecord(live)) return live;
  return Object.fromEntries(
    Object.entries(declared).map(([key, value]) => [key, key in live ? projectedValue(value, live[key]) : value]),
  );
}
