/** What a program may not have in the configuration of its stack. */
import * as pulumi from "@pulumi/pulumi";

/** Whether the stack's configuration holds this encrypted; undefined if the SDK cannot tell. */
export function isConfigSecret(key: string): boolean | undefined {
  // exported by the SDK, but not part of its typed surface
  const { isConfigSecret: ask } = pulumi.runtime as { isConfigSecret?: (key: string) => boolean };
  return ask?.(key);
}

/**
 * Stops a program whose stack configuration holds a credential in plain text: the file is in git, and the engine copies
 * configuration into the state.
 */
export function refusePlainSecrets(keys: readonly string[]): void {
  for (const key of keys) {
    const [namespace, name] = key.split(":");
    if (name === undefined || new pulumi.Config(namespace).get(name) === undefined) continue;
    if (isConfigSecret(key) !== false) continue;
    throw new pulumi.RunError(
      `${key} is in the stack configuration in plain text. Store it encrypted: pulumi config set --secret ${key}. Then replace it at the vendor: git and the state may hold it already.`,
    );
  }
}
