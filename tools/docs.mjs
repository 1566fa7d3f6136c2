/**
 * Writes docs/ from the contract, the schemas and the sources. `npm run docs`; with `-- --check` it only says what is stale or
 * missing, and ends with 1 if something is.
 */
import { fileURLToPath } from "node:url";
import { join } from "node:path";
import { mkdirSync, writeFileSync } from "node:fs";
import { documents, stale } from "./docs/documents.mjs";
import { build } from "./setup/build.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const { problem } = await build(root);
if (problem !== undefined) {
  console.error(problem);
  process.exit(1);
}
const { pages, gaps } = await documents(root);
for (const gap of gaps) console.error(gap);
if (process.argv.includes("--check")) {
  const old = stale(root, pages);
  for (const file of old) console.error(`docs/${file} is not as the sources say: npm run docs`);
  if (old.length > 0 || gaps.length > 0) process.exitCode = 1;
} else {
  for (const [file, text] of pages) {
    mkdirSync(join(root, "docs", file, ".."), { recursive: true });
    writeFileSync(join(root, "docs", file), text);
  }
  console.log(`docs/: ${pages.length} pages`);
  if (gaps.length > 0) process.exitCode = 1;
}
