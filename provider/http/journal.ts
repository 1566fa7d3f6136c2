/** A log of every request for the person who must find out what happened: `MSP_HTTP_LOG=file`. */
import { closeSync, constants, fchmodSync, fstatSync, openSync, writeSync } from "node:fs";

/** One request as the log tells it: ids only, no names, no e-mail addresses, no credentials, no bodies. */
export interface JournalLine {
  readonly vendor: string;
  readonly call: string;
  readonly object?: string | undefined;
  readonly attempt: number;
  readonly status?: number | undefined;
  readonly milliseconds: number;
  readonly outcome: string;
}

export type Journal = (line: JournalLine) => void;

const owner = 0o600;

const { O_APPEND, O_CREAT, O_NOFOLLOW, O_NONBLOCK, O_WRONLY } = constants;
/** A pipe that nobody reads is not waited for. */
const toAppend = O_APPEND | O_CREAT | O_NONBLOCK | O_WRONLY;
/** A link that somebody planted is not followed; /dev/stderr is one of the system's. */
const flagsFor = (file: string): number => (file.startsWith("/dev/") ? toAppend : toAppend | O_NOFOLLOW);

/** Appends JSON lines to a file readable by its owner; writes nothing if no file is named. */
export function openJournal(file: string | undefined): Journal {
  if (file === undefined || file === "") return () => undefined;
  let isRestricted = false;
  return (line) => {
    try {
      const opened = openSync(file, flagsFor(file), owner);
      try {
        if (!isRestricted && fstatSync(opened).isFile()) fchmodSync(opened, owner); // one that was there may have another mode
        isRestricted = true;
        writeSync(opened, `${JSON.stringify({ at: new Date().toISOString(), pid: process.pid, ...line })}\n`);
      } finally {
        closeSync(opened);
      }
    } catch (error) {
      // an order must not fail because its log cannot be written
      const isLink = error instanceof Error && "code" in error && error.code === "ELOOP";
      const why = isLink ? "it is a link. Name the file that it leads to." : String(error);
      console.error(`MSP_HTTP_LOG: cannot write ${file}: ${why}`);
    }
  };
}
