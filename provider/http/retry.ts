/** When a failed request is sent again, and after how long. Pure but for the jitter. */
import { VendorError } from "./vendorError";

export interface RetryPolicy {
  readonly attempts: number;
  readonly firstDelayMilliseconds: number;
  readonly longestDelayMilliseconds: number;
}

export const retryPolicy: RetryPolicy = { attempts: 6, firstDelayMilliseconds: 250, longestDelayMilliseconds: 10_000 };

/**
 * Milliseconds to wait before the next attempt; undefined when there must be none. What surely was not done may always be
 * repeated; what may have been done only if doing it twice is the same as doing it once.
 */
export function delayBeforeRetry(
  error: unknown,
  request: { readonly repeatable: boolean; readonly attempt: number },
  policy: RetryPolicy = retryPolicy,
  random: () => number = Math.random,
): number | undefined {
  if (!(error instanceof VendorError) || request.attempt >= policy.attempts) return undefined;
  const { outcome, details } = error;
  const worthIt = outcome === "notDone" ? details.status !== 401 : outcome === "unknown" && request.repeatable;
  if (!worthIt) return undefined;
  const ceiling = Math.min(policy.longestDelayMilliseconds, policy.firstDelayMilliseconds * 2 ** (request.attempt - 1));
  return Math.max(details.retryAfterMilliseconds ?? 0, random() * ceiling);
}
