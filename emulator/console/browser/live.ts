/** Follows what happens in the emulator. The browser connects again by itself, and is then told what it missed. */
import type { Settings } from "../view.js";
import type { Entry } from "./requests.js";
import { byId, say } from "./dom.js";

export interface Follower {
  requests(entries: readonly Entry[]): void;
  cleared(): void;
  settings(settings: Settings): void;
  changed(): void;
}

/** How often to look without being told: what the time alone changes (operations, trials) is not announced. */
const lookMilliseconds = 5000;

export function follow(follower: Follower): void {
  const connection = byId("connection", HTMLElement);
  const source = new EventSource("/_emulator/events");
  const on = (event: string, take: (data: unknown) => void): void => {
    source.addEventListener(event, ({ data }: MessageEvent<string>) => {
      take(JSON.parse(data));
    });
  };
  // what these carry is said by the emulator's own code, in emulator/console/events.ts
  on("requests", (entries) => {
    follower.requests(entries as Entry[]);
  });
  on("settings", (settings) => {
    follower.settings(settings as Settings);
  });
  on("cleared", () => {
    follower.cleared();
  });
  on("changed", () => {
    follower.changed();
  });
  source.addEventListener("open", () => {
    say(connection, "Live");
    connection.dataset["state"] = "live";
  });
  source.addEventListener("error", () => {
    say(connection, "Not connected. Trying again…");
    connection.dataset["state"] = "lost";
  });
  setInterval(() => {
    if (!document.hidden && source.readyState === EventSource.OPEN) follower.changed();
  }, lookMilliseconds);
}
