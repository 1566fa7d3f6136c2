/** How much one run may order and remove, at all vendors together. What would be too much is refused before it is sent. */
import type { AnyResource } from "./define";
import { Refused } from "./errors";
import type { Properties } from "./values";

export interface Limit {
  readonly most: number;
  /** Where the limit was set, and how to set another for one run. */
  readonly key: string;
  readonly variable: string;
}

/** A limit that is left out is none. */
export interface Limits {
  readonly newSeats?: Limit;
  /** Of licences, subscriptions and companies. */
  readonly removals?: Limit;
}

/** The seats that a change orders: all of a new object, or those that are added to one. */
export function newSeats(resource: Pick<AnyResource, "billed">, from: Properties | undefined, to: Properties): number {
  const had = from === undefined ? 0 : (resource.billed(from)?.seats ?? 0);
  return Math.max(0, (resource.billed(to)?.seats ?? 0) - had);
}

/** Whether removing it counts: a company, or what belongs to one. */
export const countsAsRemoval = ({ isCompany, owner }: Pick<AnyResource, "isCompany" | "owner">): boolean =>
  isCompany === true || owner !== undefined;

/** Takes back what was counted, or a part of it: the vendor did not do it. */
export type GiveBack = (number?: number) => void;

/** What one run has ordered, or removed, so far. What is under way counts. */
export class Tally {
  #taken = 0;

  constructor(
    /** What is refused, as in `is not ordered`. */
    private readonly verb: string,
    private readonly words: (number: number) => string,
    /** What else to know about raising the limit. */
    private readonly hint = "",
  ) {}

  /** Counts before the call is sent. Throws if that is more than the limit allows. */
  take(number: number, limit: Limit | undefined, what: string): GiveBack {
    const reached = this.#taken + number;
    if (number > 0 && limit !== undefined && reached > limit.most) {
      const { most, key, variable } = limit;
      throw new Refused(
        `${what} is not ${this.verb}: nothing of it was sent. With it this run would come to ${this.words(reached)}, and ${key} allows ${most}. ` +
          `If the whole change is meant, raise it: pulumi config set ${key} ${reached}, or more ("pulumi-msp plan" tells how many); ` +
          `or without such a key, for one run: ${variable}=${reached}.${this.hint}`,
      );
    }
    this.#taken = reached;
    let left = number;
    return (back = left) => {
      this.#taken -= Math.min(back, left);
      left -= Math.min(back, left);
    };
  }
}

const counted = (one: string, several: string) => (number: number) => `${number} ${number === 1 ? one : several}`;

export const seatsInWords = counted("new seat", "new seats");
export const removalsInWords = counted("removal", "removals of licences, subscriptions and companies");

/** Without the program the engine knows the configuration of the last run only. */
export const removalHint = " A pulumi destroy reads the configuration only with --run-program.";
