/** What each process below one takes: the memory that it had at most, and its processor time. From /proc, so on Linux only. */
import { readdirSync, readFileSync } from "node:fs";
import { clearInterval, setInterval } from "node:timers";

const clockTicksPerSecond = 100;

/** The first that fits names a process, by its command line. */
const names = [
  [/pulumi-resource-msp|plugin\/main/, "native provider"],
  [/pulumi-resource-empty/, "native provider that does nothing"],
  [/dynamic-provider/, "dynamic provider"],
  [/pulumi-language-\w+(?!-)(\0|$)/, "language host"],
  [/pulumi-language-nodejs|cmd\/run/, "program"],
  [/cli\/index\.js/, "pulumi-msp"],
  [/(^|\/)pulumi(\0|$)/, "engine"],
];

function read(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // the name in parentheses may hold anything
    const [, parent, ...rest] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const [user, system] = [rest[9], rest[10]];
    const most = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
    const line = readFileSync(`/proc/${pid}/cmdline`, "utf8");
    return {
      parent: Number(parent),
      line,
      megabytes: Number(most ?? 0) / 1024,
      seconds: (Number(user) + Number(system)) / clockTicksPerSecond,
    };
  } catch {
    return undefined; // it has ended meanwhile
  }
}

/**
 * Looks ten times a second, until it is stopped.
 *
 * @param {number} root its process id
 * @returns {() => { name: string, megabytes: number, seconds: number }[]} stops, and answers the sums by name
 */
export function watch(root) {
  const seen = new Map();
  const look = () => {
    const all = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
    const found = new Map(all.map((pid) => [Number(pid), read(pid)]).filter(([, process]) => process !== undefined));
    const isBelow = (pid) => pid === root || (found.has(pid) && isBelow(found.get(pid).parent));
    // one that has ended has no command line any more
    for (const [pid, process] of found) if (isBelow(pid) && process.line !== "") seen.set(pid, process);
  };
  const timer = process.platform === "linux" ? setInterval(look, 100) : undefined;
  return () => {
    clearInterval(timer);
    const sums = new Map();
    for (const { line, megabytes, seconds } of seen.values()) {
      const name = names.find(([pattern]) => pattern.test(line))?.[1] ?? "others";
      const sum = sums.get(name) ?? { name, megabytes: 0, seconds: 0 };
      sums.set(name, { name, megabytes: Math.max(sum.megabytes, megabytes), seconds: sum.seconds + seconds });
    }
    return [...sums.values()];
  };
}
