/** To wait for what a vendor does in its own time. Whoever cancels the run ends every wait. */
import { setTimeout as sleep } from "node:timers/promises";
import { currentCall, stopped } from "./call";

/** Throws the reason as soon as the call is stopped. `what` is waited for, as words that follow "waiting until". */
export async function pause(milliseconds: number, what?: string): Promise<void> {
  const { stop } = currentCall() ?? {};
  try {
    await sleep(milliseconds, undefined, stop === undefined ? {} : { signal: stop });
  } catch (error) {
    const why = stopped();
    if (why === undefined) throw error;
    throw what === undefined
      ? why
      : new Error(`${why.message} It was waiting until ${what}. Run again.`, { cause: why });
  }
}

const firstPause = 250;

export interface Waiting {
  readonly longestPause?: number;
  /** What is waited for, as words that follow "waiting until". It is shown with the seconds so far. */
  readonly what?: string;
}

/** Looks again and again, with growing pauses, until there is something. The last look is when the time is over. */
export async function until<T>(
  milliseconds: number,
  look: () => Promise<T | undefined>,
  { longestPause = 5000, what }: Waiting = {},
): Promise<T | undefined> {
  const start = performance.now();
  for (let wait = firstPause; ; wait = Math.min(wait * 2, longestPause)) {
    const found = await look();
    const waited = performance.now() - start;
    const left = milliseconds - waited;
    if (found !== undefined || left <= 0) return found;
    if (what !== undefined) currentCall()?.progress(`waiting until ${what}, ${Math.round(waited / 1000)} s`);
    await pause(Math.min(wait, left), what);
  }
}
