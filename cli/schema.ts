/** `pulumi-msp schema`: the JSON Schema of a file, as the build made it. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { messageOf } from "../provider/lifecycle/errors";
import { visible } from "../provider/lifecycle/visible";
import { colours } from "./colours";
import { overwrite } from "./output";

export function schema(of: "tenant" | "user", { output }: { readonly output?: string }): void {
  const text = readFileSync(join(__dirname, `../${of}.schema.json`), "utf8");
  if (output === undefined) {
    process.stdout.write(text);
    return;
  }
  try {
    overwrite(output, text, 0o666);
  } catch (error) {
    console.error(colours.red(visible(`${output} cannot be written: ${messageOf(error)}`)));
    process.exitCode = 1;
  }
}
