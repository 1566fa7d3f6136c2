/** Where a contract is open: the parts of its document that name points of its list, each under an x-open of its own. */

/** A part of the document, and what is open there. */
export interface Place {
  /** The keys that lead to it: paths, /License/Order, post. */
  readonly at: readonly string[];
  /** Names of points. */
  readonly points: readonly string[];
}

/** In the order of the document. The list of the points, at its top, is none. */
export function placesIn(document: object): Place[] {
  const within = (node: object, at: readonly string[]): Place[] =>
    Object.entries(node).flatMap(([key, inner]: [string, unknown]) => {
      if (key === "x-open") return at.length === 0 ? [] : [{ at, points: inner as string[] }]; // ours, and checked by the tests
      return typeof inner === "object" && inner !== null ? within(inner, [...at, key]) : [];
    });
  return within(document, []);
}
