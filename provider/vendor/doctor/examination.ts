/** What the examinations of all vendors have in common: their result, and how they look at answers as they came. */
import type { Exchange } from "../../http/client";
import { VendorError } from "../../http/vendorError";
import type { Finding } from "./finding";

export interface Examination {
  readonly vendor: string;
  readonly endpoint: string;
  readonly signedIn: boolean;
  /** What went wrong with the sign-in. */
  readonly problem?: string;
  readonly account?: AccountReport;
  readonly clock?: Clock;
  readonly findings: readonly Finding[];
}

/** An examination, and how it begins for people. */
export interface Examined {
  readonly examination: Examination;
  /** How the sign-in went. */
  readonly signIn: string;
  /** What the account is, by line. */
  readonly account: readonly string[];
}

export interface AccountReport {
  readonly words: string;
  readonly companyId: string;
  readonly may: readonly Permission[];
}

export interface Permission {
  readonly what: string;
  readonly allowed: boolean;
  readonly because?: string;
}

export interface Clock {
  readonly skewSeconds: number;
  readonly warning?: string;
}

/** Is told what is looked at, before it is. */
export type Progress = (what: string) => void;

/** An answer as it came. */
export interface Seen extends Exchange {
  readonly receivedAt: number;
}

export const isSuccess = ({ status }: Pick<Seen, "status">): boolean => status < 300;

/** Every answer of a vendor, for its `observe`. */
export class Answers {
  readonly all: Seen[] = [];

  readonly observe = (exchange: Exchange): void => {
    this.all.push({ ...exchange, receivedAt: Date.now() });
  };

  of(call: string): Seen[] {
    return this.all.filter((one) => one.call === call);
  }

  /** What was answered by calls that succeeded. */
  bodies(): ReadonlyMap<string, readonly unknown[]> {
    const bodies = new Map<string, unknown[]>();
    for (const seen of this.all) {
      if (isSuccess(seen) && seen.body !== undefined) {
        bodies.set(seen.call, [...(bodies.get(seen.call) ?? []), seen.body]);
      }
    }
    return bodies;
  }
}

const mostSkewSeconds = 60;

/** The vendor's clock against ours: of all answers, because one may have been long on its way. `because` says why it matters. */
export function skew(answers: readonly Pick<Seen, "date" | "receivedAt">[], because: string): Clock | undefined {
  const differences = answers
    .filter(({ date }) => date !== null && !Number.isNaN(Date.parse(date)))
    .map(({ date, receivedAt }) => Math.round((receivedAt - Date.parse(date ?? "")) / 1000))
    .sort((a, b) => a - b);
  const skewSeconds = differences[Math.floor(differences.length / 2)];
  if (skewSeconds === undefined) return undefined;
  if (Math.abs(skewSeconds) <= mostSkewSeconds) return { skewSeconds };
  const side = skewSeconds > 0 ? "ahead of" : "behind";
  return {
    skewSeconds,
    warning: `This machine's clock is ${Math.abs(skewSeconds)} s ${side} the vendor's. Correct it: ${because}.`,
  };
}

/** An answer that may be refused: that says something too, and was seen. */
export async function optional<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof VendorError) return undefined;
    throw error;
  }
}

/** What can be read of an answer that may not be as it should. */
export function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof VendorError) return undefined;
    throw error;
  }
}

/** Whatever the casing of its name. */
export function property(body: unknown, name: string): unknown {
  if (typeof body !== "object" || body === null) return undefined;
  return Object.entries(body).find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1] as unknown;
}
