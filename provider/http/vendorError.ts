/** The one error of every vendor call: what was attempted, on which object, what the vendor said, what to do next. */

import type { Outcome } from "../lifecycle/outcome";

export interface VendorErrorDetails {
  readonly vendor: string;
  /** The vendor's name of the call, e.g. `License/Order`. */
  readonly call: string;
  /** The object it was about, in words, e.g. `licence 3AB-CDE-FGH`. */
  readonly object?: string | undefined;
  readonly outcome: Outcome;
  /** HTTP status, if there was an answer. */
  readonly status?: number | undefined;
  readonly code?: number | undefined;
  readonly subCode?: number | undefined;
  /** Whether the vendor said, in its own words, that the object does not exist. */
  readonly isGone?: boolean | undefined;
  /** The vendor's own words, or what went wrong on the way. */
  readonly text: string;
  /** What to do next. */
  readonly hint?: string | undefined;
  readonly retryAfterMilliseconds?: number | undefined;
  readonly cause?: unknown;
}

export class VendorError extends Error {
  override readonly name = "VendorError";

  constructor(readonly details: VendorErrorDetails) {
    super(sentence(details), { cause: details.cause });
  }

  get outcome(): Outcome {
    return this.details.outcome;
  }

  get status(): number | undefined {
    return this.details.status;
  }

  /** Whether the vendor says that the object does not exist. */
  get isGone(): boolean {
    return this.outcome === "refused" && this.details.isGone === true;
  }

  /** Whether the vendor answered with this code and subCode, written `8/20`. */
  is(...codes: readonly string[]): boolean {
    const { code, subCode } = this.details;
    return code !== undefined && codes.includes(`${code}/${subCode ?? ""}`);
  }
}

/** Whether the vendor says that the object does not exist. What somebody else may have said, or a sign-in, says nothing of it. */
export const isGone = (error: unknown): boolean => error instanceof VendorError && error.isGone;

function sentence({ vendor, call, object, status, code, subCode, text, hint }: VendorErrorDetails): string {
  const where = object === undefined ? "" : ` for ${object}`;
  const facts = [
    status === undefined ? undefined : `HTTP ${status}`,
    code === undefined ? undefined : `code ${code}/${subCode ?? "?"}`,
  ].filter((fact) => fact !== undefined);
  const suffix = facts.length === 0 ? "" : ` (${facts.join(", ")})`;
  return `${vendor} ${call}${where}: ${text.replace(/\.$/, "")}${suffix}.${hint === undefined ? "" : ` ${hint}`}`;
}
