/** Keeps the state across restarts. Replaced as a whole, so that a crash leaves the old file or the new one. */
import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { UsageError } from "./shape";

export class DataFile {
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

  /** The file holds the accounts' passwords: for its owner only. */
  write(snapshot: unknown): void {
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
