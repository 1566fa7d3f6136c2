/**
 * Keeps the state across restarts. Replaced as a whole, so that a crash leaves the old file or the new one. The state grows,
 * and writing it with every change would slow a big world down: so it is written at once, but not again within a second.
 * What was changed meanwhile is written when the second is over, or on {@link DataFile.flush}. One emulator at a time has
 * the file: a second one would overwrite what the first has written.
 */
import { randomUUID } from "node:crypto";
import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { UsageError } from "./shape";

/** A kill loses the changes of so many milliseconds at most. */
const restMilliseconds = 1000;

/** The locks of this process. A lock with its number that is not among them is of a process before it, as in containers. */
const held = new Set<string>();

export class DataFile {
  #timer: NodeJS.Timeout | undefined;
  /** Takes the state that is yet to be written. */
  #pending: (() => unknown) | undefined;
  #failure: unknown;

  constructor(private readonly file: string) {}

  /**
   * Takes the file for this process. Says whether the emulator that had it before was killed.
   *
   * @throws UsageError if another emulator has it
   */
  lock(): boolean {
    const lock = this.#lockFile;
    for (let attempt = 1; ; attempt++) {
      try {
        writeFileSync(lock, String(process.pid), { flag: "wx", mode: 0o600 });
        held.add(lock);
        return attempt > 1;
      } catch (error) {
        if (codeOf(error) !== "EEXIST") throw new UsageError(`Cannot write ${this.file}: ${messageOf(error)}`);
      }
      const holder = holderOf(lock);
      if (attempt > 1 || holder !== undefined) {
        throw new UsageError(
          `${this.file} is in use by another emulator (process ${String(holder ?? "unknown")}). Stop that one, or delete ${lock} if it is no emulator.`,
        );
      }
      rmSync(lock, { force: true }); // of an emulator that was killed
    }
  }

  /** Lets others have the file. */
  unlock(): void {
    held.delete(this.#lockFile);
    rmSync(this.#lockFile, { force: true });
  }

  get #lockFile(): string {
    return resolve(`${this.file}.lock`);
  }

  /** What was saved last, or undefined if nothing was. */
  read(): unknown {
    let content: string;
    try {
      content = readFileSync(this.file, "utf8");
    } catch (error) {
      if (codeOf(error) === "ENOENT") return undefined;
      throw new UsageError(`Cannot read ${this.file}: ${messageOf(error)}`);
    }
    try {
      return JSON.parse(content);
    } catch (error) {
      throw new UsageError(
        `${this.file} is not a data file of the emulator (${messageOf(error)}). Delete it to start anew.`,
      );
    }
  }

  /** Writes at once, or soon. Throws if it cannot, be it what was to be written the last time. */
  save(snapshot: () => unknown): void {
    this.#pending = snapshot;
    if (this.#failure === undefined && this.#timer !== undefined) return;
    this.flush();
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      try {
        this.flush();
      } catch (error) {
        this.#failure = error;
      }
    }, restMilliseconds);
    this.#timer.unref();
  }

  /** Writes what is yet to be written. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#pending === undefined) return;
    this.#write(this.#pending());
    this.#pending = undefined;
    this.#failure = undefined;
  }

  /** The file holds the accounts' passwords: for its owner only. */
  #write(snapshot: unknown): void {
    const draft = `${this.file}.${randomUUID()}.tmp`;
    try {
      // "wx" follows no link that somebody put there
      writeFileSync(draft, `${JSON.stringify(snapshot)}\n`, { mode: 0o600, flag: "wx" });
      renameSync(draft, this.file);
    } catch (error) {
      rmSync(draft, { force: true });
      throw new UsageError(`Cannot write ${this.file}: ${messageOf(error)}`);
    }
  }
}

/** The process that holds a lock; undefined if it is no more. */
function holderOf(lock: string): number | undefined {
  try {
    const pid = Number(readFileSync(lock, "utf8"));
    if (pid === process.pid) return held.has(lock) ? pid : undefined;
    if (!Number.isSafeInteger(pid) || pid <= 0) return undefined;
    process.kill(pid, 0);
    return pid;
  } catch (error) {
    return codeOf(error) === "EPERM" ? Number(readFileSync(lock, "utf8")) : undefined; // of another user
  }
}

const codeOf = (error: unknown): unknown => (error instanceof Error && "code" in error ? error.code : undefined);

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
