/**
 * Keeps the state across restarts. Replaced as a whole, so that a crash leaves the old file or the new one. The state grows,
 * and writing it with every change would slow a big world down: so it is written at once, but not again within a second.
 * What was changed meanwhile is written when the second is over, or on {@link DataFile.flush}.
 */
import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { UsageError } from "./shape";

/** A kill loses the changes of so many milliseconds at most. */
const restMilliseconds = 1000;

export class DataFile {
  #timer: NodeJS.Timeout | undefined;
  /** Takes the state that is yet to be written. */
  #pending: (() => unknown) | undefined;
  #failure: unknown;

  constructor(private readonly file: string) {}

  /** What was saved last, or undefined if nothing was. */
  read(): unknown {
    let content: string;
    try {
      content = readFileSync(this.file, "utf8");
    } catch (error) {
      if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
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
    const draft = `${this.file}.${String(process.pid)}.tmp`;
    try {
      writeFileSync(draft, `${JSON.stringify(snapshot)}\n`, { mode: 0o600 });
      renameSync(draft, this.file);
    } catch (error) {
      rmSync(draft, { force: true });
      throw new UsageError(`Cannot write ${this.file}: ${messageOf(error)}`);
    }
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
