/** What changes between state and declaration, and what each change means. Pure. */
import type { AnyResource, Refusal } from "./define";
import { containsUnknown, type Properties, same } from "./values";

/** A change of one property that the vendor cannot make. */
export type RefusedChange = Refusal<Properties> & { readonly property: string };

export interface Change {
  /** The declared properties that differ, the declared-and-removed ones included. */
  readonly changed: readonly string[];
  /** Those of them that need another object in place of this one. */
  readonly replaces: readonly string[];
  /** Whether the old object must be gone before the new one is created. */
  readonly deleteBeforeReplace: boolean;
  /** Those of them that the vendor cannot make. */
  readonly refused: readonly RefusedChange[];
}

/**
 * `from` is what state says (or the last inputs), `to` the checked inputs. A property that neither declares is not
 * managed and never differs. One that is declared no longer differs even where it is empty already: without an update it would stay
 * managed. A value that preview does not know may be anything, so it differs.
 */
export function planChange(resource: AnyResource, from: Properties, to: Properties): Change {
  const changed = changedIn(resource, from, to);
  const replaces: string[] = changed.filter((property) => resource.replace?.(from, to).includes(property));
  if (replaces.length > 0) return { changed, replaces, deleteBeforeReplace: false, refused: [] };

  const impossible = refusedInPlace(resource, from, to);
  const recreated = to["allowRecreate"] === true && impossible.length > 0 && impossible.every((r) => r.recreatable);
  return {
    changed,
    replaces: recreated ? impossible.map(({ property }) => property) : [],
    deleteBeforeReplace: recreated,
    refused: recreated ? [] : impossible,
  };
}

/**
 * The changes that the vendor cannot make to this object. With `allowRecreate` a plan replaces the object instead. An update that
 * is under way cannot: the engine has decided by then.
 */
export function refusedInPlace(resource: AnyResource, from: Properties, to: Properties): readonly RefusedChange[] {
  return changedIn(resource, from, to).flatMap((property) => {
    const refusal = resource.refuse?.[property];
    if (refusal === undefined || containsUnknown(to[property])) return [];
    return refusal.when === undefined || refusal.when(from, to) ? [{ ...refusal, property }] : [];
  });
}

const changedIn = (resource: AnyResource, from: Properties, to: Properties): string[] =>
  Object.keys(resource.inputs.properties).filter(
    (property) => containsUnknown(to[property]) || !same(resource.canonical?.[property], from[property], to[property]),
  );
