/** A local stand-in for the vendors' APIs: stateful, strict and repeatable. `startEmulator()` runs it in this process. */
import { Type } from "@sinclair/typebox";
import type { Readings as EsetReadings } from "../contracts/generated/eset.open";
import type { Readings as RedstorReadings } from "../contracts/generated/redstor.open";
import fastify from "fastify";
import type { FastifyInstance, FastifyReply } from "fastify";
import { protectiveHeaders, refusedAccess } from "./access";
import { mountAdmin } from "./admin";
import { createClock } from "./clock";
import type { Clock } from "./clock";
import { mountConsole } from "./console";
import { esetSource } from "./console/eset";
import { Events } from "./console/events";
import { redstorSource } from "./console/redstor";
import { DataFile } from "./dataFile";
import { createEset } from "./eset";
import type { EsetWorld } from "./eset";
import { FaultList } from "./faults";
import type { Faults } from "./faults";
import { mountService, pathOf } from "./gateway";
import { RequestJournal } from "./journal";
import type { Journal } from "./journal";
import { mountExplorer } from "./explorer";
import { SlidingSecond } from "./rateLimit";
import { createRedstor } from "./redstor";
import type { RedstorWorld } from "./redstor";
import type { Settings as RedstorSettings } from "./redstor/store";
import { shape, UsageError } from "./shape";
import type { Answer, Service, Vendor } from "./vendor";

export type { Clock } from "./clock";
export type { Fault, Faults } from "./faults";
export type { Journal, JournalEntry } from "./journal";
export type { EsetWorld } from "./eset";
export type {
  CompanyChanges,
  AccountChanges,
  EsetSeed,
  LicenseChanges,
  LicenseCopy,
  NewAccount,
  NewCompany,
  NewCustomer,
  NewLicense,
  Portal,
} from "./eset/portal";
export type { Account, Company, License } from "./eset/store";
export type { RedstorWorld, ServiceAccount } from "./redstor";
export type { EsetReadings, RedstorReadings };
export type { RedstorSeed } from "./redstor/portal";
export type { Settings as RedstorSettings } from "./redstor/store";
export { UsageError } from "./shape";

export interface EmulatorOptions {
  /** 0 is any free one. @default 0 */
  port?: number;
  /** @default "127.0.0.1" */
  host?: string;
  /** How long suspending and unsuspending a company takes, on the emulator's clock. @default 300 */
  operationMilliseconds?: number;
  /** More requests than this in any second are refused with 429. @default no limit */
  requestsPerSecond?: number;
  /**
   * Keeps the state across restarts. Complete once the emulator is closed; a kill loses the changes of a second at most.
   * Written with mode 0600: accounts are in it. @default nothing is kept
   */
  dataFile?: string;
  eset?: EsetOptions;
  redstor?: RedstorOptions;
}

export interface EsetOptions {
  /** What the vendor does on open points of its contract, where it is not what we believe. */
  readings?: Partial<EsetReadings>;
  /**
   * Whether the contact users of new MSPs and Managed MSPs activate their account, and so the company, at once. Otherwise
   * the company waits until somebody does it in the portal, and cannot be suspended before. @default false
   */
  contactsActivateAtOnce?: boolean;
}

export interface RedstorOptions {
  /** What the vendor does on open points of its contract, where it is not what we believe. */
  readings?: Partial<RedstorReadings>;
  /** How long a queued removal takes, on the emulator's clock. @default operationMilliseconds */
  removalMilliseconds?: number;
  /** How long a trial lasts. When it is over it is expired, and inactive. @default 30 */
  trialDays?: number;
  /**
   * By which clock assertions must be in time when signing in. With "computer" clients can still sign in after the
   * emulator's clock was moved; with "emulator" moving it shows what a wrong clock does. @default "emulator"
   */
  signInClock?: "emulator" | "computer";
}

export interface Emulator {
  /** Where it listens, without a slash at the end. */
  readonly url: string;
  /** ESET: its endpoint, accounts and objects, and what somebody does in its portal. */
  readonly eset: EsetWorld & {
    /** What to give a client as the API's base URL. */
    readonly endpoint: string;
  };
  /** Redstor: its endpoint, accounts and objects, and what somebody does in its web app. */
  readonly redstor: RedstorWorld & {
    /** What to give a client as the API's base URL. */
    readonly endpoint: string;
    /** What to give a client as the identity server. */
    readonly issuer: string;
  };
  /** What the vendors were asked. */
  readonly journal: Journal;
  /** The emulator's time. */
  readonly clock: Clock;
  /** What goes wrong on purpose. */
  readonly faults: Faults;
  readonly requestsPerSecond: number | undefined;
  /** Sets or (undefined) lifts the limit. Refusals say Retry-After unless `retryAfter` is false. */
  setRequestsPerSecond(requestsPerSecond: number | undefined, options?: { retryAfter?: boolean }): void;
  /** Everything the vendors know, and the clock, as plain JSON. */
  snapshot(): unknown;
  /** Takes back what {@link snapshot} gave. Tokens stay valid. @throws UsageError if it is something else */
  restore(snapshot: unknown): void;
  /**
   * Adds companies and what belongs to them: `{ eset: { companies: [...], accounts: [...] }, redstor: { companies: [...],
   * subscriptions: [...], users: [...] } }`. @throws UsageError
   */
  seed(document: unknown): void;
  /** Back to the beginning: state, tokens, clock, faults, journal and rate limit. */
  reset(): void;
  /** Stops at once; open connections are cut. */
  close(): Promise<void>;
}

/** Goes up when older snapshots no longer fit. */
const snapshotVersion = 3;

const SnapshotSchema = Type.Object(
  {
    version: Type.Literal(snapshotVersion),
    clock: Type.Object({ offset: Type.Number() }, { additionalProperties: false }),
    vendors: Type.Record(Type.String(), Type.Unknown()),
  },
  { additionalProperties: false },
);
const parseSnapshot = shape(SnapshotSchema, "snapshot");

/** Starts an emulator. @throws if the port is taken (EADDRINUSE) or the data file cannot be used */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const { host = "127.0.0.1", port = 0, operationMilliseconds = 300 } = options;
  const { readings: esetReadings = {}, contactsActivateAtOnce = false } = options.eset ?? {};
  const { readings: redstorReadings = {}, ...redstorSettings } = options.redstor ?? {};
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

  const eset = createEset(
    { operationMilliseconds, settings: { contactsActivateAtOnce }, readings: esetReadings },
    clock,
    save,
  );
  const redstor = createRedstor(
    { settings: { ...redstorDefaults(operationMilliseconds), ...redstorSettings }, readings: redstorReadings },
    clock,
    save,
  );
  const vendors: readonly Vendor[] = [eset.vendor, redstor.vendor];
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

  function snapshot(): unknown {
    return {
      version: snapshotVersion,
      clock: { offset: clock.offset() },
      vendors: Object.fromEntries(vendors.map((vendor) => [vendor.name, vendor.snapshot()])),
    };
  }

  function restore(saved: unknown): void {
    const version = typeof saved === "object" && saved !== null && "version" in saved ? saved.version : undefined;
    if (typeof version === "number" && version < snapshotVersion) {
      throw new UsageError(
        `snapshot.version must be ${snapshotVersion}: this one (${version}) was made by an older release, which knew less`,
      );
    }
    const { clock: time, vendors: states } = parseSnapshot(saved);
    const offset = clock.offset();
    clock.advance(time.offset - offset);
    try {
      eachOf(states, "snapshot.vendors", (vendor, state) => {
        vendor.restore(state);
      });
    } catch (error) {
      clock.advance(offset - clock.offset());
      throw error;
    }
  }

  /** Hands each named part of a document to its vendor; all of it is taken or nothing. */
  function eachOf(document: unknown, what: string, take: (vendor: Vendor, part: unknown) => void): void {
    if (typeof document !== "object" || document === null || Array.isArray(document)) {
      throw new UsageError(
        `${what} must be an object with a key per vendor: ${vendors.map(({ name }) => name).join(", ")}`,
      );
    }
    const parts = Object.entries(document).map(([name, part]): [Vendor, unknown] => {
      const vendor = vendors.find((one) => one.name === name);
      if (vendor === undefined) throw new UsageError(`${what} has an unknown vendor "${name}"`);
      return [vendor, part];
    });
    const before = vendors.map((vendor): [Vendor, unknown] => [vendor, structuredClone(vendor.snapshot())]);
    try {
      for (const [vendor, part] of parts) take(vendor, part);
    } catch (error) {
      for (const [vendor, state] of before) vendor.restore(state);
      throw error;
    }
  }

  function save(): void {
    events.changed();
    dataFile?.save(snapshot);
  }

  const saved = dataFile?.read();
  if (saved !== undefined) {
    try {
      restore(saved);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      throw new UsageError(`${options.dataFile ?? ""} cannot be used: ${error.message}. Delete it to start anew.`);
    }
  }

  const app = createServer(
    services.map(({ service }) => service),
    host,
  );
  const emulator: Emulator = {
    url: "",
    eset: Object.assign(eset.world, { endpoint: "" }),
    redstor: Object.assign(redstor.world, { endpoint: "", issuer: "" }),
    journal,
    clock,
    faults,
    get requestsPerSecond() {
      return limit;
    },
    setRequestsPerSecond: (requestsPerSecond, { retryAfter = true } = {}) => {
      setRateLimit(requestsPerSecond, retryAfter);
    },
    snapshot: () => structuredClone(snapshot()),
    restore: (document) => {
      restore(document);
      save();
    },
    seed: (document) => {
      eachOf(document, "seed", (vendor, part) => {
        vendor.seed(part);
      });
      save();
    },
    reset: () => {
      clock.reset();
      faults.clear();
      journal.clear();
      setRateLimit(options.requestsPerSecond);
      for (const vendor of vendors) vendor.reset();
      save();
    },
    close: async () => {
      closing.abort();
      app.server.closeAllConnections();
      await app.close();
      dataFile?.flush();
    },
  };

  for (const { service, rateLimit } of services) {
    mountService(app, service, { clock, faults, journal, rateLimit, onChange: save, closing: closing.signal });
  }
  for (const vendor of vendors) await mountExplorer(app, vendor);
  mountAdmin(app, emulator, vendors);
  events.mount(app);
  mountConsole(app, [esetSource(emulator.eset), redstorSource(emulator.redstor)]);
  await app.listen({ host, port });

  const address = app.server.address();
  const url = `http://${nameOf(host)}:${String(typeof address === "object" && address !== null ? address.port : port)}`;
  Object.assign(emulator, { url });
  Object.assign(emulator.eset, { endpoint: url + eset.vendor.basePath });
  Object.assign(emulator.redstor, { endpoint: url + redstor.vendor.basePath, issuer: url + redstor.identity.basePath });
  return emulator;
}

const redstorDefaults = (removalMilliseconds: number): RedstorSettings => ({
  removalMilliseconds,
  trialDays: 30,
  signInClock: "emulator",
});

/** How a client on this machine reaches a host that the server listens on. */
function nameOf(host: string): string {
  if (host === "0.0.0.0" || host === "::") return "127.0.0.1";
  return host.includes(":") ? `[${host}]` : host;
}

function createServer(services: readonly Service[], host: string): FastifyInstance {
  const serviceOf = (url: string | undefined): Service | undefined =>
    services.find(({ basePath }) => `${pathOf(url ?? "")}/`.startsWith(`${basePath}/`));
  const app = fastify({
    forceCloseConnections: true,
    routerOptions: { ignoreDuplicateSlashes: true },
    // Paths that cannot be decoded are unknown calls like any other.
    frameworkErrors: (error, request, reply) => {
      refuse(reply, serviceOf(request.raw.url)?.answers.unknownCall(), error.statusCode, error.message);
    },
  });
  // The vendors' APIs are as open as the vendors'; everything else is ours.
  app.addHook("onRequest", (request, reply, next) => {
    if (serviceOf(request.raw.url) !== undefined) {
      next();
      return;
    }
    void reply.headers(protectiveHeaders);
    const refused = refusedAccess(request.method, request.headers, host);
    if (refused === undefined) next();
    else void reply.code(403).send({ error: refused });
  });
  // Bodies are read as they come: whether one is JSON, and what to say if not, is each vendor's affair.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", { parseAs: "buffer" }, (_, body, done) => {
    done(null, body);
  });
  app.setNotFoundHandler((request, reply) => {
    refuse(reply, serviceOf(request.raw.url)?.answers.unknownCall(), 404, "There is nothing here. Start at /.");
  });
  app.setErrorHandler((error: Error & { statusCode?: number }, request, reply) => {
    const answers = serviceOf(request.raw.url)?.answers;
    const { statusCode = 500, message } = error;
    refuse(reply, statusCode < 500 ? answers?.badRequest(message) : answers?.failure(message), statusCode, message);
  });
  return app;
}

/** In a vendor's words below its base path, in ours elsewhere. */
function refuse(reply: FastifyReply, answer: Answer | undefined, status: number | undefined, text: string): void {
  void reply.code(answer?.status ?? status ?? 400).send(answer?.body ?? { error: text });
}
