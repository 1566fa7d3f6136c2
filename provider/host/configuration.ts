/** What a program looks at in the configuration of its stack before it declares or asks anything. */
import * as pulumi from "@pulumi/pulumi";
import { messageOf } from "../lifecycle/errors";
import { visibleLines } from "../lifecycle/visible";
import { limitSettings, limitsOf } from "../vendor/limits";
import { inPlainText, misspelt, refuseEarlierKeys, type Setting, unlessEmpty } from "../vendor/settings";

const known: Setting[] = Object.values(limitSettings);

/** Each vendor adds its settings when it loads. So a mistake in the settings of one vendor stops a program that uses another. */
export function addSettings(settings: Readonly<Record<string, Setting>>): void {
  known.push(...Object.values(settings));
}

/** Stops a program whose configuration cannot be used, limits in the environment included, or has a credential in plain text. Warns of keys that look misspelt. */
export function checkConfiguration(): void {
  const config = pulumi.runtime.allConfig();
  try {
    refuseEarlierKeys(known, (key) => config[key]);
    limitsOf((key) => config[key]);
  } catch (error) {
    throw new pulumi.RunError(visibleLines(messageOf(error)));
  }
  refusePlainSecrets(config);
  warnOfMisspelt(Object.keys(config));
}

/** Whether the stack's configuration holds this encrypted; undefined if the SDK cannot tell. */
export function isConfigSecret(key: string): boolean | undefined {
  // exported by the SDK, but not part of its typed surface
  const { isConfigSecret: ask } = pulumi.runtime as { isConfigSecret?: (key: string) => boolean };
  return ask?.(key);
}

/** The file with the stack's configuration is in git, and the engine copies configuration into the state. */
function refusePlainSecrets(config: Readonly<Record<string, string>>): void {
  for (const { key, isSecret } of known) {
    if (!isSecret || unlessEmpty(config[key]) === undefined || isConfigSecret(key) !== false) continue;
    throw new pulumi.RunError(inPlainText(key));
  }
}

let hasLooked = false;

/** Once per process: a program may declare thousands of resources. */
function warnOfMisspelt(keys: readonly string[]): void {
  if (hasLooked) return;
  hasLooked = true;
  const names = known.map(({ key }) => key);
  for (const key of keys) {
    const warning = misspelt(key, names);
    if (warning !== undefined) void pulumi.log.warn(warning);
  }
}
