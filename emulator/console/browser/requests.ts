/** The journal: what the vendors are asked, newest first. A few rows of many entries, so that thousands cost nothing. */
import { attempt } from "./actions.js";
import { send } from "./api.js";
import { byId, make, say } from "./dom.js";

/** As in the emulator's journal (emulator/journal.ts). */
export interface Entry {
  readonly seq: number;
  readonly at: string;
  readonly vendor: string;
  readonly call: string;
  readonly method: string;
  readonly path: string;
  readonly query?: unknown;
  readonly status: number;
  readonly applied: boolean;
  readonly fault?: string;
  readonly milliseconds: number;
  readonly request?: unknown;
}

export interface Requests {
  add(entries: readonly Entry[]): void;
  clear(): void;
}

/** Older ones are forgotten here; the emulator's own journal has them. */
const mostEntries = 5000;
const pageSize = 100;

export function startRequests(): Requests {
  const body = byId("requests-rows", HTMLTableSectionElement);
  const count = byId("requests-count", HTMLElement);
  const filter = byId("requests-filter", HTMLInputElement);
  const kind = byId("requests-kind", HTMLSelectElement);
  const pause = byId("requests-pause", HTMLButtonElement);
  const more = byId("requests-more", HTMLButtonElement);

  /** Oldest first. */
  let entries: Entry[] = [];
  /** What came while nothing was to move. */
  let waiting: Entry[] = [];
  let isPaused = false;
  let room = pageSize;

  const isWanted = (entry: Entry): boolean => {
    if (kind.value === "applied" && !entry.applied) return false;
    if (kind.value === "failed" && !hasFailed(entry) && entry.fault === undefined) return false;
    const wanted = filter.value.trim().toLowerCase();
    return wanted === "" || searchable(entry).includes(wanted);
  };

  /** How many entries fit the filter. */
  let fitting = 0;

  function showAll(): void {
    const wanted = entries.filter(isWanted);
    fitting = wanted.length;
    body.replaceChildren(...wanted.slice(-room).reverse().map(rowOf));
    summarise();
  }

  function summarise(): void {
    const all = `${entries.length.toLocaleString("en-GB")} request${entries.length === 1 ? "" : "s"}`;
    const fit = fitting === entries.length ? "" : `, ${fitting.toLocaleString("en-GB")} of them fit the filter`;
    const held = isPaused ? `. Paused; ${waiting.length.toLocaleString("en-GB")} new ones wait` : "";
    say(count, entries.length === 0 && held === "" ? "None yet." : `${all}${fit}${held}.`);
    more.hidden = body.childElementCount >= fitting;
  }

  function take(added: readonly Entry[]): void {
    entries.push(...added);
    if (entries.length > mostEntries) {
      entries = entries.slice(-mostEntries);
      fitting = entries.filter(isWanted).length;
    } else fitting += added.filter(isWanted).length;
    const rows = added.filter(isWanted).slice(-room).reverse().map(rowOf);
    body.prepend(...rows);
    for (let last = body.lastElementChild; body.childElementCount > room && last !== null; last = body.lastElementChild)
      last.remove();
    summarise();
  }

  for (const element of [filter, kind]) {
    element.addEventListener("input", () => {
      room = pageSize;
      showAll();
    });
  }
  more.addEventListener("click", () => {
    const before = body.childElementCount;
    room += pageSize;
    showAll();
    if (more.hidden) body.querySelectorAll("summary")[before]?.focus();
  });
  pause.addEventListener("click", () => {
    isPaused = !isPaused;
    pause.setAttribute("aria-pressed", String(isPaused));
    const held = waiting;
    waiting = [];
    take(held);
  });
  byId("requests-clear", HTMLButtonElement).addEventListener("click", () => {
    void attempt(() => send("DELETE", "journal"), "The journal is empty.");
  });

  return {
    add: (added) => {
      if (!isPaused) {
        take(added);
        return;
      }
      waiting = [...waiting, ...added].slice(-mostEntries);
      summarise();
    },
    clear: () => {
      entries = [];
      waiting = [];
      showAll();
    },
  };
}

const hasFailed = ({ status }: Entry): boolean => status === 0 || status >= 400;

const searchable = (entry: Entry): string =>
  [
    entry.vendor,
    entry.method,
    entry.call,
    entry.path,
    statusOf(entry),
    entry.fault ?? "",
    JSON.stringify([entry.query, entry.request]),
  ]
    .join(" ")
    .toLowerCase();

const statusOf = ({ status }: Entry): string => (status === 0 ? "dropped" : String(status));

function rowOf(entry: Entry): HTMLTableRowElement {
  const { at, vendor, method, call, status, milliseconds, applied, fault } = entry;
  const tone = status === 0 || status >= 500 ? "bad" : status >= 400 ? "warning" : "good";
  const content = make("div", { class: "sent" });
  const details = make(
    "details",
    {},
    make(
      "summary",
      {},
      make("span", { class: "vendor-name" }, vendor),
      make("code", {}, ` ${method} `, make("strong", {}, call)),
      ...(applied ? [" ", make("span", { class: "state accent" }, "changed")] : []),
      ...(fault === undefined ? [] : [" ", make("span", { class: "state fault" }, `fault: ${fault}`)]),
    ),
    content,
  );
  details.addEventListener(
    "toggle",
    () => {
      content.append(...sentOf(entry));
    },
    { once: true },
  );
  return make(
    "tr",
    {},
    make("td", { class: "time" }, make("time", { datetime: at }, at.slice(11, 19))),
    make("td", { class: "what" }, details),
    make("td", {}, make("span", { class: `state ${tone}` }, statusOf(entry))),
    make("td", { class: "number wide" }, String(milliseconds)),
  );
}

/** What there is to see of one request, made when somebody looks. */
function sentOf({ at, path, milliseconds, query, request }: Entry): HTMLElement[] {
  return [
    make("p", {}, `${path}, ${at}, ${String(milliseconds)} ms`),
    ...[query, request]
      .filter((sent) => sent !== undefined)
      .map((sent) => make("pre", {}, JSON.stringify(sent, undefined, 2))),
  ];
}
