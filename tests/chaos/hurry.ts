/**
 * Makes this process believe that twenty seconds pass with every look at the clock. What waits for minutes (an operation that
 * never ends) then gives up after a few looks, and what is tried again is tried at once. `--require hurry.js` does it to a whole process if
 * MSP_CHAOS_HURRY is set.
 */
export function hurry(): () => void {
  const real = performance.now.bind(performance);
  let looks = 0;
  performance.now = () => real() + 20_000 * looks++;
  const random = Math.random;
  Math.random = () => 0; // which the time between two attempts is a multiple of
  return () => {
    performance.now = real;
    Math.random = random;
  };
}

if (process.env["MSP_CHAOS_HURRY"] === "1") hurry();
