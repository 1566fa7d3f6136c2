/** dist/: was it built from the sources as they are now, and if not, build it. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { hashOf } from "../build/steps.mjs";
import { run } from "./process.mjs";

/** Everything that goes into dist/, by content. */
export function sourcesHash(root) {
  const { include } = JSON.parse(readFileSync(join(root, "tsconfig.json"), "utf8"));
  const tools = [
    "tools/build.mjs",
    "tools/build",
    "tools/schema.mjs",
    "tools/pluginSchema.mjs",
    "tools/docs/reference.mjs",
  ];
  return hashOf(root, ["package.json", "package-lock.json", "tsconfig.json", ...tools, ...include]);
}

const record = (root) => join(root, "dist", ".built-from");

/** True when dist/ was built, without an error, from exactly these sources. */
export function isBuilt(root) {
  try {
    return readFileSync(record(root), "utf8") === sourcesHash(root);
  } catch {
    return false;
  }
}

/** Builds when needed. The answer's `problem` is the compiler's output. */
export async function build(root, { starting = () => {} } = {}) {
  if (isBuilt(root)) return { built: false };
  starting();
  const hash = sourcesHash(root);
  const { code, output, problem } = await run(process.execPath, [join(root, "tools", "build.mjs")], { cwd: root });
  if (code !== 0)
    return { built: true, problem: [output.trim(), problem].filter(Boolean).join("\n") || `exit code ${code}` };
  writeFileSync(record(root), hash);
  return { built: true };
}
