/** Which property changes, and how: what the plan shows beside the resource. Pure. */
import type { Change } from "../../lifecycle/diff";
import { isRecord, type Properties, same } from "../../lifecycle/values";

export interface PropertyChange {
  readonly kind: "add" | "delete" | "update";
  readonly replaces: boolean;
}

/** By path, as the engine writes it: `address.city`. */
export function detailedDiff(
  { changed, replaces }: Change,
  from: Properties,
  to: Properties,
): Readonly<Record<string, PropertyChange>> {
  const each = changed.flatMap((property) =>
    leaves([property], from[property], to[property]).map(([path, kind]) => [
      pathText(path),
      { kind, replaces: replaces.includes(property) },
    ]),
  );
  return Object.fromEntries(each) as Readonly<Record<string, PropertyChange>>; // fromEntries takes a pair for a list
}

type Leaf = readonly [path: readonly string[], kind: PropertyChange["kind"]];

/** What differs of a value. Where nothing does, another resource's change moves it: it is updated as a whole. */
function leaves(path: readonly string[], from: unknown, to: unknown): readonly Leaf[] {
  if (from === undefined) return [[path, "add"]];
  if (to === undefined) return [[path, "delete"]];
  if (!isRecord(from) || !isRecord(to)) return [[path, "update"]];
  const names = [...new Set([...Object.keys(from), ...Object.keys(to)])];
  const inner = names
    .filter((name) => !same(undefined, from[name], to[name]))
    .flatMap((name) => leaves([...path, name], from[name], to[name]));
  return inner.length === 0 ? [[path, "update"]] : inner;
}

const pathText = (path: readonly string[]): string =>
  path
    .map((name, i) => {
      if (!/^[A-Za-z_$][\w$]*$/.test(name)) return `[${JSON.stringify(name)}]`;
      return i === 0 ? name : `.${name}`;
    })
    .join("");
