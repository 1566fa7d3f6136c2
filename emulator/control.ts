/** The emulator's controls for one vendor: what its portal does, over HTTP below /_emulator/<vendor>/. */
import { UsageError } from "./shape";

export interface Control {
  readonly method: "GET" | "POST" | "PATCH" | "PUT" | "DELETE";
  /** Relative, with :parameters. */
  readonly path: string;
  readonly run: (params: Readonly<Record<string, string>>, body: unknown) => unknown;
}

/** The one that fits. @throws UsageError (404) if none does */
export function find<T>(list: readonly T[], what: string, fits: (one: T) => boolean): T {
  const found = list.find(fits);
  if (found === undefined) throw new UsageError(`There is no ${what}`, 404);
  return found;
}
