/** The emulator as programs see it. What is said of a vendor follows from the list of vendors. */
import type { Clock } from "./clock";
import type { Faults } from "./faults";
import type { Journal } from "./journal";
import type { Context, Vendor, World } from "./vendor";
import type * as plugins from "./vendors";

type Plugins = typeof plugins;

interface CommonOptions {
  /** 0 is any free one. @default 0 */
  port?: number;
  /** @default "127.0.0.1" */
  host?: string;
  /** How long what the vendors do later takes, on the emulator's clock. A vendor's own options come first. @default 300 */
  operationMilliseconds?: number;
  /** More requests than this in any second are refused with 429. @default no limit */
  requestsPerSecond?: number;
  /**
   * Keeps the state across restarts. Complete once the emulator is closed; a kill loses the changes of a second at most.
   * Written with mode 0600: accounts are in it. @default nothing is kept
   */
  dataFile?: string;
  /**
   * By which clock a client must be in time when it signs in with a signed assertion. With "computer" clients can still sign
   * in after the emulator's clock was moved; with "emulator" moving it shows what a wrong clock does. A vendor's own options
   * come first. @default "emulator"
   */
  signInClock?: "emulator" | "computer";
}

/** Beside what is common to all, the options of each vendor under its name. */
export type EmulatorOptions = CommonOptions & {
  -readonly [Name in keyof Plugins]?: Parameters<Plugins[Name]["create"]>[0];
};

interface CommonEmulator {
  /** Where it listens, without a slash at the end. */
  readonly url: string;
  /** The vendors by name, for whoever is for any vendor. */
  readonly vendors: Readonly<Record<string, World>>;
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

/** Each vendor under its name: its endpoint, its objects, and what somebody does in its portal. */
export type Worlds = {
  readonly [Name in keyof Plugins]: Plugins[Name] extends { create(options: never, context: Context): Vendor<infer W> }
    ? W
    : never;
};

/** Beside what is common to all, each vendor under its name. */
export type Emulator = CommonEmulator & Worlds;
