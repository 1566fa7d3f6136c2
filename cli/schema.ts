/** `pulumi-msp schema`: the JSON Schema of a tenant's file, as the build made it. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { colours } from "./colours";

export function schema({ output }: { readonly output?: string }): void {
  const text = readFileSync(join(__dirname, "../tenant.schema.json"), "utf8");
  if (output === undefined) {
    process.stdout.write(text);
    return;
  }
  try {
    writeFileSync(output, text);
  } catch (error) {
    console.error(
      colours.red(`${output} cannot be written: ${error instanceof Error ? error.message : String(error)}`),
    );
    process.exitCode = 1;
  }
}
