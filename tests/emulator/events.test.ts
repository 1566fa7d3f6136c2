import assert from "node:assert/strict";
import { RequestJournal } from "../../emulator/journal";
import { useEmulator } from "./client";

interface Event {
  readonly event: string;
  readonly id: string;
  readonly data: unknown;
}

interface Request {
  readonly seq: number;
  readonly call: string;
  readonly request?: unknown;
}

describe("the stream of events", () => {
  const at = useEmulator();

  /** Listens until what came is enough, and gives it. */
  async function listen(isEnough: (events: readonly Event[]) => boolean, lastEventId = ""): Promise<Event[]> {
    const stop = new AbortController();
    const { body } = await fetch(`${at.emulator.url}/_emulator/events`, {
      signal: stop.signal,
      headers: lastEventId === "" ? {} : { "last-event-id": lastEventId },
    });
    assert.ok(body);
    const events: Event[] = [];
    let rest = "";
    for await (const part of body.pipeThrough(new TextDecoderStream())) {
      const blocks = (rest + part).split("\n\n");
      rest = blocks.pop() ?? "";
      for (const block of blocks) {
        const fields = Object.fromEntries(
          block.split("\n").map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 2)]),
        );
        const { event, id = "", data = "null" } = fields;
        if (event !== undefined) events.push({ event, id, data: JSON.parse(data) });
      }
      if (isEnough(events)) break;
    }
    stop.abort();
    return events;
  }
  const requestsOf = (events: readonly Event[]): Request[] =>
    events.filter(({ event }) => event === "requests").flatMap(({ data }) => data as Request[]); // the emulator's own
  const has = (event: string) => (events: readonly Event[]) => events.some((one) => one.event === event);

  it("begins with what there is: requests, settings, and that there is something to look at", async () => {
    const events = await listen(has("changed"));
    assert.deepEqual(
      events.map(({ event }) => event),
      ["cleared", "requests", "settings", "changed"],
    );
    assert.deepEqual(
      requestsOf(events).map(({ seq, call }) => [seq, call]),
      [[1, "Token/Get"]],
    );
  });

  it("goes on where it was cut off", async () => {
    const before = await listen(has("changed"));
    await at.client.customer("Bakery");
    const events = await listen(has("requests"), before.at(-1)?.id);
    assert.ok(!has("cleared")(events));
    assert.deepEqual(
      requestsOf(events).map(({ seq, call }) => [seq, call]),
      [[2, "Company/Create/customer"]],
    );
  });

  it("starts anew after the journal was cleared", async () => {
    const before = await listen(has("changed"));
    at.emulator.journal.clear();
    await at.client.customer("Bakery");
    const events = await listen(has("requests"), before.at(-1)?.id);
    assert.equal(events[0]?.event, "cleared");
    assert.deepEqual(
      requestsOf(events).map(({ seq, call }) => [seq, call]),
      [[1, "Company/Create/customer"]],
    );
  });

  it("tells late comers the last 5,000 requests, in order", async () => {
    const { journal } = at.emulator;
    assert.ok(journal instanceof RequestJournal);
    const entry = { at: "", vendor: "eset", method: "GET", path: "/", status: 200, applied: false, milliseconds: 1 };
    for (let added = 0; added < 5100; added++) journal.add({ ...entry, call: "Enum/Countries" });
    const all = journal.entries().length;
    const told = requestsOf(await listen((events) => requestsOf(events).at(-1)?.seq === all)).map(({ seq }) => seq);
    assert.deepEqual(
      told,
      Array.from({ length: 5000 }, (_, index) => all - 4999 + index),
    );
  });

  it("leaves out bodies that are too long to look at", async () => {
    await at.client.customer("x".repeat(10_000));
    const [, request] = requestsOf(await listen(has("changed")));
    assert.deepEqual([request?.call, request?.request], ["Company/Create/customer", undefined]);
  });

  it("says how often each fault has hit, and when it is used up", async () => {
    at.emulator.faults.add({ call: "Enum/Countries", kind: "status", status: 500 });
    at.emulator.faults.add({ call: "*", kind: "delay", milliseconds: 0, times: "always" });
    await at.client.get("Enum/Countries");
    const settings = (await listen(has("settings"))).find(({ event }) => event === "settings")?.data;
    assert.deepEqual((settings as { faults: unknown }).faults, [
      { fault: { call: "Enum/Countries", kind: "status", status: 500 }, hits: 1, isSpent: true },
      { fault: { call: "*", kind: "delay", milliseconds: 0, times: "always" }, hits: 1, isSpent: false },
    ]);
  });
});
