/** Clock, faults, limit, and the way back to the beginning. */
import type { FaultState, Settings } from "../view.js";
import { attempt, perform } from "./actions.js";
import { send } from "./api.js";
import { byId, keepingFocus, make, say } from "./dom.js";

/** What usually goes wrong, in words. Everything else that a fault can be is for `POST /_emulator/faults`. */
const commonFaults: readonly (readonly [words: string, fault: Readonly<Record<string, unknown>>])[] = [
  ["answers 500, nothing done", { kind: "status", status: 500 }],
  ["answers 500 after doing it", { kind: "status", status: 500, when: "after" }],
  ["answers 503, nothing done", { kind: "status", status: 503 }],
  ["answers 429, retry after 1 s", { kind: "status", status: 429, headers: { "Retry-After": "1" } }],
  ["drops the connection", { kind: "drop" }],
  ["does it, then drops the connection", { kind: "drop", when: "after" }],
  ["waits 5 s", { kind: "delay", milliseconds: 5000 }],
  ["waits 60 s", { kind: "delay", milliseconds: 60_000 }],
  ["does it, answers half the JSON", { kind: "truncate" }],
  ["answers an HTML page", { kind: "html" }],
  ["answers nothing, with status 200", { kind: "empty" }],
  ["is down for maintenance", { kind: "maintenance" }],
  ["does not accept the token", { kind: "unauthorized" }],
  ["starts operations that take 60 s", { kind: "slowOperation", milliseconds: 60_000 }],
  ["starts operations that never end", { kind: "slowOperation", milliseconds: "never" }],
];

export interface Controls {
  show(settings: Settings): void;
}

export function startControls(vendors: readonly string[]): Controls {
  const clock = startClock();
  const faults = startFaults(vendors);
  const limit = startLimit();
  byId("reset", HTMLButtonElement).addEventListener("click", () => {
    void perform({
      ...{ id: "reset", label: "Reset", object: "everything", method: "POST", path: "reset" },
      warning:
        "All vendors' objects, tokens, the clock, faults, limit and journal go back to the beginning. A data file is overwritten.",
      done: "The emulator is as it was at its start.",
    });
  });
  return {
    show: (settings) => {
      clock(settings);
      faults(settings.faults);
      limit(settings.requestsPerSecond);
    },
  };
}

function startClock(): (settings: Settings) => void {
  const shown = byId("now", HTMLTimeElement);
  const distance = byId("offset", HTMLElement);
  /** The emulator's time less this browser's. */
  let ahead = 0;
  const tick = (): void => {
    const now = new Date(Date.now() + ahead).toISOString();
    shown.dateTime = now;
    say(shown, `${now.slice(0, 10)} ${now.slice(11, 19)} UTC`);
  };
  for (const button of document.querySelectorAll<HTMLButtonElement>("[data-advance]")) {
    button.addEventListener("click", () => {
      const advance = Number(button.dataset["advance"]);
      void attempt(() => send("PUT", "clock", { advance }), `The clock went on by ${inWords(advance)}.`);
    });
  }
  byId("clock-reset", HTMLButtonElement).addEventListener("click", () => {
    void attempt(() => send("DELETE", "clock"), "The clock is this computer's again.");
  });
  setInterval(tick, 1000);
  return ({ now, offset }) => {
    ahead = Date.parse(now) - Date.now();
    tick();
    const seconds = Math.round(Math.abs(offset) / 1000);
    say(distance, seconds === 0 ? "as this computer" : `${inWords(seconds * 1000)} ${offset > 0 ? "ahead" : "behind"}`);
  };
}

/** The largest unit that leaves nothing out, and the rest: "30 days 1 hour". */
function inWords(milliseconds: number): string {
  const parts: string[] = [];
  let rest = Math.round(milliseconds / 1000);
  for (const [unit, seconds] of [
    ["day", 86_400],
    ["hour", 3600],
    ["minute", 60],
    ["second", 1],
  ] as const) {
    const number = Math.floor(rest / seconds);
    rest -= number * seconds;
    if (number > 0) parts.push(`${String(number)} ${unit}${number === 1 ? "" : "s"}`);
  }
  return parts.join(" ");
}

function startFaults(vendors: readonly string[]): (faults: readonly FaultState[]) => void {
  const list = byId("faults", HTMLUListElement);
  const form = byId("fault", HTMLFormElement);
  const kind = byId("fault-kind", HTMLSelectElement);
  kind.append(...commonFaults.map(([words], index) => make("option", { value: String(index) }, words)));
  byId("fault-vendor", HTMLSelectElement).append(
    make("option", { value: "" }, "any"),
    ...vendors.map((name) => make("option", { value: name }, name)),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const data = new FormData(form);
    const [words = "", fault = {}] = commonFaults[kind.selectedIndex] ?? [];
    const call = textOf(data, "call").trim();
    const vendor = textOf(data, "vendor");
    const times = textOf(data, "times");
    const added = {
      ...{ call, ...fault, ...(vendor !== "" && { vendor }) },
      ...(times !== "1" && { times: times === "always" ? times : Number(times) }),
    };
    void attempt(() => send("POST", "faults", added), `${nameOf(call, vendor)} ${words}.`);
  });
  const clear = byId("faults-clear", HTMLButtonElement);
  clear.addEventListener("click", () => {
    void attempt(() => send("DELETE", "faults"), "Nothing goes wrong on purpose any more.");
  });
  return (faults) => {
    const items = faults.map(({ fault, hits, isSpent }) => {
      const { call, vendor, times = fault["chance"] === undefined ? 1 : "always" } = fault;
      return make(
        "li",
        isSpent ? { class: "quiet" } : {},
        make("code", {}, nameOf(String(call), typeof vendor === "string" ? vendor : "")),
        ` ${wordsOf(fault)}, ${times === "always" ? times : `${String(times)} ×`}: `,
        isSpent ? "used up" : `hit ${String(hits)} so far`,
      );
    });
    keepingFocus(
      () => {
        clear.hidden = faults.length === 0;
      },
      () => byId("controls", HTMLElement),
    );
    list.replaceChildren(
      ...(items.length > 0 ? items : [make("li", { class: "quiet" }, "Nothing goes wrong on purpose.")]),
    );
  };
}

const nameOf = (call: string, vendor: string): string =>
  `${vendor === "" ? "" : `${vendor} `}${call === "*" ? "every call" : call}`;

/** As in the form if it is one of its faults; else as it is. */
function wordsOf(fault: Readonly<Record<string, unknown>>): string {
  const rest = Object.fromEntries(Object.entries(fault).filter(([key]) => !["call", "vendor", "times"].includes(key)));
  const same = commonFaults.find(([, common]) => sorted(common) === sorted(rest));
  return same?.[0] ?? JSON.stringify(rest);
}

const sorted = (object: Readonly<Record<string, unknown>>): string =>
  JSON.stringify(Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1)));

function startLimit(): (requestsPerSecond: number | null) => void {
  const form = byId("limit", HTMLFormElement);
  const input = form.querySelector("input");
  if (input === null) throw new Error("The limit has no field.");
  let shown: number | null | undefined;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const requestsPerSecond = Number.isNaN(input.valueAsNumber) ? null : input.valueAsNumber;
    void attempt(
      () => send("PUT", "rate-limit", { requestsPerSecond }),
      requestsPerSecond === null ? "There is no limit." : `The limit is ${String(requestsPerSecond)} per second.`,
    );
  });
  byId("limit-lift", HTMLButtonElement).addEventListener("click", () => {
    void attempt(() => send("PUT", "rate-limit", { requestsPerSecond: null }), "There is no limit.");
    input.value = "";
  });
  return (requestsPerSecond) => {
    // What somebody is typing stays, unless the limit was changed meanwhile.
    if (requestsPerSecond === shown) return;
    shown = requestsPerSecond;
    input.value = requestsPerSecond === null ? "" : String(requestsPerSecond);
  };
}

function textOf(data: FormData, name: string): string {
  const value = data.get(name);
  return typeof value === "string" ? value : "";
}
