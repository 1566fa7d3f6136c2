/** A log of every request for the person who must find out what happened: `MSP_HTTP_LOG=file`. */
import { appendFileSync, chmodSync, statSync } from "node:fs";

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

/** Appends JSON lines to a file readable by its owner; writes nothing if no file is named. */
export function openJournal(file: string | undefined): Journal {
  if (file === undefined || file === "") return () => undefined;
  let isRestricted = false;
  return (line) => {
    try {
      appendFileSync(file, `${JSON.stringify({ at: new Date().toISOString(), pid: process.pid, ...line })}\n`, {
        mode: owner,
      });
      if (!isRestricted && statSync(file).isFile()) chmodSync(file, owner); // one that was there may have another mode
      isRestricted = true;
    } catch (error) {
      // an order must not fail because its log cannot be written
      console.error(`MSP_HTTP_LOG: cannot write ${file}: ${String(error)}`);
    }
  };
}
