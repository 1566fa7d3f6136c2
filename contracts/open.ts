/**
 * The points on which a contract is open: what no public source tells, and money, data or access depends on. `x-open` of each
 * contract lists them; places.ts finds where they matter. The emulator answers in any reading. The provider must hold in all of
 * them, or assume one that a user's file corrects.
 */

/**
 * - `documented`: the vendor's API guide says so, though not in all of its pages.
 * - `client`: a public client of the API relies on it.
 * - `portal`: the guide of the web portal says so.
 * - `inferred`: nothing public says so.
 */
export type Provenance = "documented" | "client" | "portal" | "inferred";

interface Point {
  /** The question that is open. */
  readonly asks: string;
  /** What depends on the answer. */
  readonly touches: "money" | "data" | "access";
  /** Where the first reading, or the value, is from. */
  readonly provenance: Provenance;
}

/** A point on which the provider holds in every reading. */
export interface OpenChoice extends Point {
  /** The possible answers by name, each in words. The first is the one that we believe. */
  readonly readings: Readonly<Record<string, string>>;
}

/** A point on which the provider has to assume something. */
export interface OpenValue extends Point {
  /** Why we believe it, and what relies on it. */
  readonly why: string;
  readonly value: unknown;
  /** JSON Schema of what it can be. */
  readonly allowed: Readonly<Record<string, unknown>>;
  /** The same in words, as a message says it: "must be …". */
  readonly expected: string;
  /** Other values that the tests try. */
  readonly others: readonly unknown[];
}

export type OpenPoint = OpenChoice | OpenValue;

/** The open points of a contract by name. */
export type OpenPoints = Readonly<Record<string, OpenPoint>>;

export const isChoice = (point: OpenPoint): point is OpenChoice => "readings" in point;

/** All that can be read or assumed of a point; what we believe comes first. */
export const readingsOf = (point: OpenPoint): readonly unknown[] =>
  isChoice(point) ? Object.keys(point.readings) : [point.value, ...point.others];
