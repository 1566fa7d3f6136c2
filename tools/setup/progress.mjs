/** Shows that a long step is alive: one line that keeps changing on a terminal, a line every 15 seconds elsewhere. */
import { clearInterval, setInterval } from "node:timers";

/** "1m 05s", "12s", "0.4s" */
export function duration(milliseconds) {
  const seconds = milliseconds / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)}s`;
  if (seconds < 60) return `${Math.round(seconds)}s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}m ${String(whole % 60).padStart(2, "0")}s`;
}

/**
 * @param {(line: string) => void} log
 * @param {() => string} text what is being done, asked each time it is shown
 */
export function progress(log, text, { everySeconds = 15, out = process.stdout } = {}) {
  const start = Date.now();
  const live = log === console.log && out.isTTY === true;
  const line = () => `${text()}, ${duration(Date.now() - start)}`;
  const width = () => Math.max(20, (out.columns || 80) - 1);
  const timer = live
    ? setInterval(() => out.write(`\r\u001b[K${line().slice(0, width())}`), 500)
    : setInterval(() => {
        log(line());
      }, everySeconds * 1000);
  timer.unref();
  return {
    /** Takes the changing line away and leaves this one in its place. */
    end(last) {
      clearInterval(timer);
      if (live) out.write("\r\u001b[K");
      if (last !== undefined) log(`${last}, ${duration(Date.now() - start)}`);
    },
  };
}
