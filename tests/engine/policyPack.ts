/** The pack of examples/policy, for a run of the engine. */
import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root, type Stack } from "./engine";

/**
 * An official release of Pulumi takes the folder of the pack. The engine that is built from the Go modules has a language
 * host that knows no packs: it runs an executable, which does what the host would do.
 */
function packOf({ folder }: Stack): string {
  const file = join(folder, "policy");
  const runner = join(root, "node_modules/@pulumi/pulumi/cmd/run-policy-pack");
  writeFileSync(
    file,
    `#!/bin/sh
export PULUMI_NODEJS_ORGANIZATION=organization
cd '${join(root, "examples/policy")}'
exec '${process.execPath}' '${runner}' "$1" .
`,
  );
  chmodSync(file, 0o755);
  return file;
}

/** The flags that run the pack with this configuration. */
export function guarded(stack: Stack, config: object): string[] {
  stack.write("policy.json", JSON.stringify(config));
  return ["--policy-pack", packOf(stack), "--policy-pack-config", "policy.json"];
}
