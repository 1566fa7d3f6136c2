/** The vendors' states and the clock in one document: to keep them, to take them back, to add to them. */
import { Type } from "@sinclair/typebox";
import type { Clock } from "./clock";
import { closed, shape, UsageError } from "./shape";
import type { Vendor } from "./vendor";

/** Goes up when older snapshots no longer fit. */
const snapshotVersion = 3;

const parseSnapshot = shape(
  closed({
    version: Type.Literal(snapshotVersion),
    clock: closed({ offset: Type.Number() }),
    vendors: Type.Record(Type.String(), Type.Unknown()),
  }),
  "snapshot",
);

export interface Snapshots {
  /** Plain JSON; not a copy. */
  take: () => unknown;
  /** Changes nothing if it throws, and neither does {@link seed}. @throws UsageError */
  restore(saved: unknown): void;
  seed(document: unknown): void;
}

export function createSnapshots(vendors: readonly Vendor[], clock: Clock): Snapshots {
  function take(): unknown {
    return {
      version: snapshotVersion,
      clock: { offset: clock.offset() },
      vendors: Object.fromEntries(vendors.map((vendor) => [vendor.name, vendor.state.snapshot()])),
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
        vendor.state.restore(state);
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
    const before = vendors.map((vendor): [Vendor, unknown] => [vendor, structuredClone(vendor.state.snapshot())]);
    try {
      for (const [vendor, part] of parts) take(vendor, part);
    } catch (error) {
      for (const [vendor, state] of before) vendor.state.restore(state);
      throw error;
    }
  }

  return {
    take,
    restore,
    seed: (document) => {
      eachOf(document, "seed", (vendor, part) => {
        vendor.state.seed(part);
      });
    },
  };
}
