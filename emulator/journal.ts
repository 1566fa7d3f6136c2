/** What the vendors were asked, in order of completion. Passwords and tokens never get in. */
import { randomUUID } from "node:crypto";

export interface JournalEntry {
  readonly seq: number;
  /** When the request arrived, on the emulator's clock. ISO 8601. */
  readonly at: string;
  readonly vendor: string;
  /** The vendor's name for the call: its path without the base, such as "License/Order". */
  readonly call: string;
  readonly method: string;
  readonly path: string;
  /** What the query of its URL says, without secrets; not there if it has none. */
  readonly query?: unknown;
  /** HTTP status of the answer; 0 when the connection was dropped instead. */
  readonly status: number;
  /** Whether the request changed anything at the vendor. */
  readonly applied: boolean;
  /** Kind of the fault that was injected, if any. */
  readonly fault?: string;
  readonly milliseconds: number;
  /** The body that was sent, without secrets; of a form its fields. */
  readonly request?: unknown;
}

export interface Journal {
  entries(): JournalEntry[];
  clear(): void;
  /** Calls back for each entry from now on. Returns the way to stop that. */
  subscribe(listener: (entry: JournalEntry) => void): () => void;
}

/** Older entries are forgotten, so that an emulator that runs for weeks does not grow. */
const longest = 100_000;

export class RequestJournal implements Journal {
  #entries: JournalEntry[] = [];
  #seq = 0;
  /** Changes when the numbers start again: with each emulator, and when the journal is cleared. */
  era: string = randomUUID();
  readonly #listeners = new Set<(entry: JournalEntry) => void>();

  add(entry: Omit<JournalEntry, "seq">): void {
    const numbered = { seq: ++this.#seq, ...entry };
    this.#entries.push(numbered);
    if (this.#entries.length > longest) this.#entries = this.#entries.slice(-longest / 2);
    for (const listener of this.#listeners) listener(numbered);
  }

  entries(): JournalEntry[] {
    return structuredClone(this.#entries);
  }

  /** The number of the latest entry; 0 for none. */
  get lastSeq(): number {
    return this.#seq;
  }

  /** Entries that came after that number, oldest first; at most so many, and not copies. */
  after(seq: number, most: number): readonly JournalEntry[] {
    const start = Math.max(0, seq + 1 - (this.#entries[0]?.seq ?? 0));
    return this.#entries.slice(start, start + most);
  }

  clear(): void {
    this.#entries = [];
    this.#seq = 0;
    this.era = randomUUID();
  }

  subscribe(listener: (entry: JournalEntry) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }
}

const secret = /password|token|secret|assertion|authorization/i;

/** A copy for the journal: secrets starred out, and no deeper than a real request ever is (hostile nesting would overflow). */
export function withoutSecrets(value: unknown, depth = 0): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (depth > 8) return "…";
  if (Array.isArray(value)) return value.map((item: unknown) => withoutSecrets(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, secret.test(key) ? "***" : withoutSecrets(item, depth + 1)]),
  );
}
