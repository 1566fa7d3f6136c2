/** A local stand-in for the vendors' APIs: stateful, strict and repeatable. `startEmulator()` runs it in this process. */
import { mountAdmin } from "./admin";
import { createClock } from "./clock";
import { mountConsole } from "./console";
import { Events } from "./console/events";
import { DataFile } from "./dataFile";
import type { Emulator, EmulatorOptions, Worlds } from "./emulator";
import { mountExplorer } from "./explorer";
import { FaultList } from "./faults";
import { mountService } from "./gateway";
import { RequestJournal } from "./journal";
import { SlidingSecond } from "./rateLimit";
import { createServer, listen } from "./server";
import { UsageError } from "./shape";
import { createSnapshots } from "./snapshot";
import type { Context, Plugin, Service } from "./vendor";
import * as plugins from "./vendors";

export type { Clock } from "./clock";
export type { Emulator, EmulatorOptions } from "./emulator";
export type { Fault, Faults } from "./faults";
export type { Journal, JournalEntry } from "./journal";
export { UsageError } from "./shape";
export type * from "./vendors";

/** Starts an emulator. @throws if the port is taken (EADDRINUSE) or the data file cannot be used */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const { host = "127.0.0.1", port = 0, operationMilliseconds = 300, signInClock = "emulator" } = options;
  const clock = createClock();
  const faults = new FaultList();
  const journal = new RequestJournal();
  const dataFile = options.dataFile === undefined ? undefined : new DataFile(options.dataFile);
  const closing = new AbortController();
  const events = new Events(journal, () => ({
    now: clock.now().toISOString(),
    offset: clock.offset(),
    faults: faults.states(),
    requestsPerSecond: limit ?? null,
  }));
  let url = "";
  const context: Context = { clock, url: () => url, changed: save, operationMilliseconds, signInClock };

  const vendors = Object.entries<Plugin>(plugins).map(
    ([name, plugin]) => plugin.create(((options as Record<string, unknown>)[name] ?? {}) as never, context), // each takes those of its name
  );
  const snapshots = createSnapshots(vendors, clock);
  /** Each server counts for itself, as different machines do. */
  const services = vendors
    .flatMap((vendor): Service[] => [vendor, ...vendor.companions])
    .map((service) => ({ service, rateLimit: new SlidingSecond() }));
  let limit: number | undefined;
  function setRateLimit(requestsPerSecond: number | undefined, retryAfter?: boolean): void {
    for (const { rateLimit } of services) rateLimit.set(requestsPerSecond, retryAfter);
    limit = requestsPerSecond;
  }
  setRateLimit(options.requestsPerSecond);

  function save(): void {
    events.changed();
    dataFile?.save(snapshots.take);
  }

  function takeBack(): void {
    const saved = dataFile?.read();
    if (saved === undefined) return;
    try {
      snapshots.restore(saved);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      throw new UsageError(`${options.dataFile ?? ""} cannot be used: ${error.message}. Delete it to start anew.`);
    }
  }

  const app = createServer(
    services.map(({ service }) => service),
    host,
  );
  // One of each vendor in the list; fromEntries forgets the keys.
  const worlds = Object.fromEntries(vendors.map(({ name, world }) => [name, world])) as unknown as Worlds;
  const emulator: Emulator = {
    ...worlds,
    get url() {
      return url;
    },
    vendors: worlds,
    journal,
    clock,
    faults,
    get requestsPerSecond() {
      return limit;
    },
    setRequestsPerSecond: (requestsPerSecond, { retryAfter = true } = {}) => {
      setRateLimit(requestsPerSecond, retryAfter);
    },
    snapshot: () => structuredClone(snapshots.take()),
    restore: (document) => {
      snapshots.restore(document);
      save();
    },
    seed: (document) => {
      snapshots.seed(document);
      save();
    },
    reset: () => {
      clock.reset();
      faults.clear();
      journal.clear();
      setRateLimit(options.requestsPerSecond);
      for (const vendor of vendors) vendor.state.reset();
      save();
    },
    close: async () => {
      closing.abort();
      app.server.closeAllConnections();
      await app.close();
      try {
        dataFile?.flush();
      } finally {
        dataFile?.unlock();
      }
    },
  };

  for (const { service, rateLimit } of services) {
    mountService(app, service, { clock, faults, journal, rateLimit, onChange: save, closing: closing.signal });
  }
  for (const vendor of vendors) await mountExplorer(app, vendor);
  mountAdmin(app, emulator, vendors);
  events.mount(app);
  mountConsole(app, vendors);
  const wasKilled = dataFile?.lock() === true;
  try {
    takeBack();
    if (wasKilled) for (const vendor of vendors) vendor.state.skipIds();
    url = await listen(app, host, port);
  } catch (error) {
    dataFile?.unlock();
    throw error;
  }
  return emulator;
}
