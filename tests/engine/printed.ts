/** Compares what a page of the documentation says that a command prints with what it printed. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./engine";

/** What differs from run to run: ids and keys, dates, names of stacks, and the width of columns. */
const withoutChance = (text: string): string[] =>
  text
    .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, "<id>")
    .replaceAll(/\b[A-Z0-9]{3}-[A-Z0-9]{3}-[A-Z0-9]{3}\b/g, "<key>")
    .replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d/g, "<date>")
    .replaceAll(/until: "\d{4}-\d\d-\d\d"/g, "until: <day>")
    .replaceAll(/urn:pulumi:\w+::\w+/g, "urn:pulumi:<stack>")
    .replaceAll(/onboarding\/production|tenants\/(test|production)/g, "<stack>")
    .replaceAll(/--stack (test|production)\b/g, "--stack <stack>")
    .split("\n")
    .map((line) => line.replaceAll(/\s+/g, " ").trim())
    .filter((line) => line !== "");

/** The block of the page after these words, line for line, in this order, among what was printed. */
export function isPrinted(page: string, after: string, printed: string): void {
  const text = readFileSync(join(root, page), "utf8");
  const from = text.indexOf(after);
  assert.notEqual(from, -1, after);
  const [, block = ""] = /^```\n([^]*?)^```$/m.exec(text.slice(from)) ?? [];
  const wanted = withoutChance(block);
  assert.ok(wanted.length > 5, block);
  let missing = wanted;
  for (const line of withoutChance(printed)) if (line === missing[0]) missing = missing.slice(1);
  assert.deepEqual(missing, [], `not printed, or not in this order; this was:\n${printed}`);
}
