/** The configuration of one provider: that of the stack for the default one, or the arguments of an explicit one. */
import { type CheckFailure, messageOf, Refused } from "../../lifecycle/errors";
import { nearest } from "../../lifecycle/check";
import { type Properties, unknownValue } from "../../lifecycle/values";
import { limitSettings, limitsOf } from "../../vendor/limits";
import { type ConfigReader, inPlainText, misspelt, namespace, type Setting, unlessEmpty } from "../../vendor/settings";
import { vendor, vendorNames } from "../../vendors";
import type { Path, Received } from "./wire";

/** The settings that a provider takes, by the name of its argument: `esetUsername` of `msp:esetUsername`. */
export function settingsByName(): ReadonlyMap<string, Setting> {
  const all = [...vendorNames.flatMap((name) => Object.values(vendor(name).settings)), ...Object.values(limitSettings)];
  return new Map(all.map((setting) => [nameOf(setting), setting]));
}

const nameOf = ({ key }: Setting): string => key.slice(namespace.length + 1);

/** What the engine, and every provider, has beside its own arguments. */
const engines = ["version", "pluginDownloadURL"];

/** The engine hands on what is no text as JSON. */
function textOf(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** Reads one setting. One that is not known yet in a preview is an error for whoever needs it, and for nobody else. */
export function readerOf({ properties }: Received): ConfigReader {
  return (key) => {
    const name = key.slice(namespace.length + 1);
    const value = properties[name];
    if (value === unknownValue)
      throw new Error(`${name} of the provider is not known before the update. Give it a value that a preview knows.`);
    return textOf(value);
  };
}

/**
 * What is wrong with a provider's arguments. The default provider has what the stack configuration says under `msp:`, which may hold keys of
 * a project that is called `msp` itself: `warn` is told what only looks wrong.
 */
export function configFailures(given: Received, isDefault: boolean, warn: (text: string) => void): CheckFailure[] {
  const settings = settingsByName();
  const isKnown = (name: string) => settings.has(name) || engines.includes(name) || name.startsWith("__");
  const unknown = Object.keys(given.properties).filter((name) => !isKnown(name));
  if (!isDefault) return [...unknown.map((name) => noArgument(name, [...settings.keys()])), ...limitFailures(given)];
  const keys = [...settings.values()].map(({ key }) => key);
  for (const name of unknown) {
    const warning = misspelt(`${namespace}:${name}`, keys);
    if (warning !== undefined) warn(warning);
  }
  return limitFailures(given);
}

function noArgument(name: string, known: readonly string[]): CheckFailure {
  const near = nearest(name, known);
  const meant = near === undefined ? `Known: ${known.join(", ")}.` : `Did you mean ${near}?`;
  return { property: name, reason: `is no argument of this provider. ${meant}` };
}

/** Where a provider's arguments are secret, however they were given: so they are encrypted in the state. */
export const secretsOf = (given: Properties): readonly Path[] =>
  [...settingsByName()].flatMap(([name, { isSecret }]) => (isSecret && name in given ? [[name]] : []));

/** Throws if the stack configuration, of which the default provider is made, has a credential in plain text: it is in git. */
export function refusePlainSecrets({ properties, secrets }: Received): void {
  for (const [name, { key, isSecret }] of settingsByName()) {
    const isGiven = unlessEmpty(textOf(properties[name])) !== undefined;
    if (isSecret && isGiven && !secrets.some(([first]) => first === name)) throw new Refused(inPlainText(key));
  }
}

/** A limit that a preview does not know yet is looked at in the update. */
function limitFailures(given: Received): CheckFailure[] {
  const known = Object.entries(given.properties).filter(([, value]) => value !== unknownValue);
  try {
    limitsOf(readerOf({ ...given, properties: Object.fromEntries(known) }));
    return [];
  } catch (error) {
    return [{ property: "", reason: messageOf(error) }];
  }
}
