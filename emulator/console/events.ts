/**
 * What happens, as it happens: `GET /_emulator/events` streams server-sent events to the console page.
 * - `requests`: new entries of the journal. - `cleared`: the journal is empty again; what was shown is void.
 * - `settings`: clock, faults and limit; at the beginning and when they change.
 * - `changed`: objects of a vendor may have changed.
 *
 * Listeners are told a few times a second, however much happens. Who was cut off is told what was missed.
 */
import type { ServerResponse } from "node:http";
import type { FastifyInstance } from "fastify";
import { protectiveHeaders } from "../access";
import type { JournalEntry, RequestJournal } from "../journal";
import type { Settings } from "./view";

const tickMilliseconds = 150;
/** How soon a browser tries again that was cut off. */
const reconnectMilliseconds = 500;
/** A page that opens late is told no more than this of what was before. */
const mostEntries = 5000;
const mostAtOnce = 1000;
/** Longer bodies are left out here; the journal has them. */
const longestBody = 8000;

class Listener {
  #era = "";
  #seq = 0;
  #settings = "";
  changed = false;

  /** `lastEventId` is what the browser got last, if this is not its first connection. */
  constructor(
    private readonly stream: ServerResponse,
    lastEventId: string,
  ) {
    const [era = "", seq = ""] = lastEventId.split(".");
    if (/^\d+$/.test(seq)) {
      this.#era = era;
      this.#seq = Number(seq);
    }
  }

  tell(journal: RequestJournal, settings: Settings): void {
    // What a slow listener has not taken yet need not grow: the rest is still in the journal.
    if (this.#isFull()) return;
    if (this.#era !== journal.era) {
      this.#era = journal.era;
      this.#seq = Math.max(0, journal.lastSeq - mostEntries);
      this.#send("cleared", {});
    }
    for (;;) {
      const entries = journal.after(this.#seq, mostAtOnce);
      this.#seq = entries.at(-1)?.seq ?? this.#seq;
      if (entries.length > 0) this.#send("requests", entries.map(short));
      if (entries.length < mostAtOnce || this.#isFull()) break;
    }
    const { now, ...steady } = settings;
    const text = JSON.stringify(steady);
    if (text !== this.#settings) {
      this.#settings = text;
      this.#send("settings", { now, ...steady });
      this.changed = true; // another time may have made trials expire
    }
    if (this.changed) this.#send("changed", {});
    this.changed = false;
  }

  #isFull(): boolean {
    return this.stream.writableNeedDrain;
  }

  #send(event: string, data: unknown): void {
    this.stream.write(`event: ${event}\nid: ${this.#era}.${this.#seq}\ndata: ${JSON.stringify(data)}\n\n`);
  }
}

function short({ request, ...entry }: JournalEntry): JournalEntry {
  const isShort = request !== undefined && JSON.stringify(request).length <= longestBody;
  return { ...entry, ...(isShort && { request }) };
}

export class Events {
  readonly #listeners = new Set<Listener>();
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly journal: RequestJournal,
    private readonly settings: () => Settings,
  ) {}

  /** Says that objects of a vendor may have changed. */
  changed(): void {
    for (const listener of this.#listeners) listener.changed = true;
  }

  mount(app: FastifyInstance): void {
    app.get("/_emulator/events", (request, reply) => {
      reply.hijack();
      reply.raw.writeHead(200, {
        ...protectiveHeaders,
        "content-type": "text/event-stream; charset=utf-8",
        "cache-control": "no-store",
      });
      reply.raw.write(`retry: ${reconnectMilliseconds}\n\n`);
      const listener = new Listener(reply.raw, String(request.headers["last-event-id"] ?? ""));
      reply.raw.on("close", () => {
        this.#listeners.delete(listener);
        this.#run();
      });
      this.#listeners.add(listener);
      listener.tell(this.journal, this.settings());
      this.#run();
    });
  }

  /** Runs while somebody listens. */
  #run(): void {
    if (this.#listeners.size === 0) {
      clearInterval(this.#timer);
      this.#timer = undefined;
      return;
    }
    this.#timer ??= setInterval(() => {
      const settings = this.settings();
      for (const listener of this.#listeners) listener.tell(this.journal, settings);
    }, tickMilliseconds);
    this.#timer.unref();
  }
}
