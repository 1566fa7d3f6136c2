/** What a plan says, in the words of the report. Its JSON has this form. */
import type { Subject } from "../drift/finding";

/**
 * - `ordered`: seats of a product, or a subscription, that the vendor bills (a trial: later).
 * - `seats`, `product`: of what was ordered before.
 * - `converted`: a trial becomes one that is billed. `extended`: a trial goes on.
 * - `resumed`, `suspended`: is billed again, or no longer.
 * - `enabled`, `disabled`: a company, or the access of a user.
 * - `removed`: it is gone afterwards. `kept`: the stack forgets it and the vendor has it on.
 * - `created`, `changed`: of what nobody bills.
 */
export type Kind =
  | "ordered"
  | "seats"
  | "product"
  | "converted"
  | "extended"
  | "resumed"
  | "enabled"
  | "suspended"
  | "disabled"
  | "removed"
  | "kept"
  | "created"
  | "changed";

/** One thing that the run would do to an object. */
export interface Act {
  readonly kind: Kind;
  /** In words, without the kind and the object. Texts from outside are as they came. */
  readonly words: string;
  /** Which one, as a path (`address.city`), and its values; absent where nothing is said. */
  readonly property?: string;
  readonly from?: unknown;
  readonly to?: unknown;
  /** What is lost with it, and nobody can bring back. */
  readonly loses?: string;
}

/** What the vendor bills for an object. */
export interface Bill {
  readonly product: string;
  readonly edition?: string;
  /** As the file of prices calls it. */
  readonly name?: string;
  readonly per: "seat" | "subscription";
  /** How many are billed before and after the run. null: that is not documented, or known after the run only. */
  readonly before: number | null;
  readonly after: number | null;
  /** By the month; absent without a price, or where one of the numbers is null. */
  readonly monthly?: Money;
}

export interface Money {
  /** Of three letters. */
  readonly currency: string;
  readonly difference: number;
}

/** An object, and all that the run would do to it. */
export interface Item extends Subject {
  readonly acts: readonly Act[];
  readonly bill?: Bill;
  /** How many seats the run would order; counts against `msp:mostNewSeats`. Absent: none. null: known after the run only. */
  readonly newSeats?: number | null;
  /** Whether it counts against `msp:mostRemovals`. */
  readonly isRemoval?: true;
}

/** All of one customer, across vendors; or of the account itself. */
export interface CustomerPlan {
  readonly name: string;
  /** The tenant's name in the program, if there is one. */
  readonly tenant?: string;
  readonly ids: readonly { readonly vendor: string; readonly id: string }[];
  readonly objects: readonly Item[];
  /** The difference by the month, of what has a price; one for each currency. */
  readonly monthly: readonly Money[];
}

/** Something that the run would stop at. */
export interface Refusal {
  readonly message: string;
  readonly resource?: string;
  /** `eset:License`. */
  readonly type?: string;
  readonly urn?: string;
}

/** A limit of a run, and what the plan comes to. */
export interface Counted {
  readonly of: "newSeats" | "removals";
  /** The key in the stack's configuration. */
  readonly key: string;
  readonly most: number;
  readonly planned: number;
  readonly exceeded: boolean;
}

/** What changes of one product, at all customers. */
export interface ProductSum {
  readonly vendor: string;
  readonly product: string;
  readonly edition?: string;
  readonly name?: string;
  readonly per: "seat" | "subscription";
  readonly ordered: number;
  /** Taken back of what was ordered before: fewer seats. */
  readonly fewer: number;
}

export interface Report {
  /** Of this shape. Grows when something is taken away or changes its meaning, not when something is added. */
  readonly version: 1;
  readonly project: string;
  readonly stack: string;
  readonly at: string;
  /** Whether the run would change anything, be it of another package. */
  readonly changes: boolean;
  /** Whether the preview got to its end. If not, more may change than is shown. */
  readonly complete: boolean;
  /** What the run would stop at: the exit code 1. */
  readonly refused: readonly Refusal[];
  readonly summary: {
    /** Customers of whom something changes. */
    readonly customers: number;
    /** Seats that are ordered, subscriptions included; at least, where some are known after the run only. */
    readonly newSeats: number;
    /** Companies, licences and subscriptions that are removed, or suspended or disabled in place of that. */
    readonly removals: number;
    /** Objects with which something is lost. */
    readonly losses: number;
    readonly products: readonly ProductSum[];
  };
  readonly limits: readonly Counted[];
  /** The difference by the month, one for each currency; absent without a file of prices. */
  readonly monthly?: readonly Money[];
  /** Products whose bill changes, and that have no price; absent without a file of prices. */
  readonly unpriced?: readonly string[];
  readonly customers: readonly CustomerPlan[];
  /** Resources of other packages that change too. */
  readonly others: number;
  readonly notes: readonly string[];
}

export interface Expectation {
  readonly expectNoChanges: boolean;
}

/** A change is a result, not a failure: it has a code of its own only for whoever expects none. */
export function exitCodeOf(
  { refused, limits, complete, changes }: Pick<Report, "refused" | "limits" | "complete" | "changes">,
  { expectNoChanges }: Expectation,
): 0 | 1 | 7 {
  if (refused.length > 0 || !complete || limits.some(({ exceeded }) => exceeded)) return 1;
  return changes && expectNoChanges ? 7 : 0;
}
