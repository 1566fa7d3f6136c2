/**
 * Makes this process believe that twenty seconds pass with every look at the clock. What waits for minutes (an operation that
 * never ends) then gives up after a few looks, and retries stop soon. `--require hurry.js` does it to a whole process if
 * MSP_CHAOS_HURRY is set.
 */
export function hurry(): () => void {
  const real = performance.now.bind(performance);
  let looks = 0;
  performance.now = () => real() + 20_000 * looks++;
  return () => {
    performance.now = real;
  };
}

if (process.env["MSP_CHAOS_HURRY"] === "1") hurry();
