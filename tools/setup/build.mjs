/** dist/: was it built from the sources as they are now, and if not, build it. */
import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "./process.mjs";

/** Everything that goes into dist/, by content. */
export function sourcesHash(root) {
  const hash = createHash("sha256");
  const take = (path) => {
    hash
      .update(`${path}\0`)
      .update(readFileSync(join(root, path)))
      .update("\0");
  };
  const walk = (folder) => {
    if (folder === "contracts/generated" || folder.endsWith("/node_modules")) return;
    const entries = readdirSync(join(root, folder), { withFileTypes: true });
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory()) walk(path);
      else if (entry.isFile()) take(path);
    }
  };
  const tools = ["tools/build.mjs", "tools/schema.mjs", "tools/docs/reference.mjs"];
  for (const file of ["package.json", "package-lock.json", "tsconfig.json", ...tools])
    if (existsSync(join(root, file))) take(file);
  for (const folder of JSON.parse(readFileSync(join(root, "tsconfig.json"), "utf8")).include)
    if (existsSync(join(root, folder))) walk(folder);
  return hash.digest("hex");
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
