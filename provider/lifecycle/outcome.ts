/** What is known of the vendor's side after a call failed. The error of every call says it. */

/**
 * - `refused`: the vendor said no; nothing was done.
 * - `notDone`: the call never took effect (not sent, rate limited, maintenance, not signed in).
 * - `unknown`: it may or may not have been done (time-out, connection lost, server error, unreadable answer).
 */
export type Outcome = "refused" | "notDone" | "unknown";

/** undefined for an error that no call ended with. */
export function outcomeOf(error: unknown): Outcome | undefined {
  const { outcome } = Object(error) as { outcome?: Outcome }; // any error
  return outcome;
}

/**
 * Whether a look at the object may explain the failure: it is so already, or the call was done after all. A 403 is about the
 * account, unless it is how the vendor says that the object is gone.
 */
export function mayBeSo(error: unknown): boolean {
  const { status, isGone } = Object(error) as { status?: unknown; isGone?: unknown }; // any error
  return ["refused", "unknown"].includes(outcomeOf(error) ?? "") && (status !== 403 || isGone === true);
}
