/** The settings that limit what one run may order and remove: stack configuration first, the environment as default. */
import type { Limits } from "../lifecycle/limits";
import { type ConfigReader, namespace, type Setting, Settings } from "./settings";

export const limitSettings = {
  mostNewSeats: { key: `${namespace}:mostNewSeats`, variable: "MSP_MOST_NEW_SEATS", isSecret: false },
  mostRemovals: { key: `${namespace}:mostRemovals`, variable: "MSP_MOST_REMOVALS", isSecret: false },
} as const satisfies Readonly<Record<string, Setting>>;

/** Throws an error that names the setting if what is given is no limit. */
export function limitsOf(get: ConfigReader, environment: NodeJS.ProcessEnv = process.env): Limits {
  const given = new Settings("pulumi-msp", limitSettings, get, environment);
  const limit = (name: keyof typeof limitSettings) => {
    const most = given.whole(name);
    return most === undefined ? undefined : { most, ...limitSettings[name] };
  };
  const [newSeats, removals] = [limit("mostNewSeats"), limit("mostRemovals")];
  return { ...(newSeats === undefined ? {} : { newSeats }), ...(removals === undefined ? {} : { removals }) };
}
