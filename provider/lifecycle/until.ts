/** To wait for what a vendor does in its own time. */
import { setTimeout as sleep } from "node:timers/promises";

const firstPause = 250;

/** Looks again and again, with growing pauses, until there is something. The last look is when the time is over. */
export async function until<T>(
  milliseconds: number,
  look: () => Promise<T | undefined>,
  longestPause = 5000,
): Promise<T | undefined> {
  const deadline = performance.now() + milliseconds;
  for (let pause = firstPause; ; pause = Math.min(pause * 2, longestPause)) {
    const found = await look();
    const left = deadline - performance.now();
    if (found !== undefined || left <= 0) return found;
    await sleep(Math.min(pause, left));
  }
}
