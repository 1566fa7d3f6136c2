/** A text that a failure is told with stands in one of these tables: whoever adds one adds its occasion. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";

const root = join(__dirname, "..", "..", "..");

/** Errors, and the functions that say what is wrong. */
const tells =
  /^(\w*Error|Refused|Unreadable|Incomplete|Misused|AlreadyExists|wrong|mistake|fails?|refuse|unreadable|unusable)$/;

/** The parts of which messages are made. */
const parts = new Set(["text", "hint", "meaning", "reason", "remedy", "undeclarable", "what", "message", "sentence"]);

/** What only somebody who writes a vendor is told, and what only an engine can bring about. */
const elsewhere = [
  "One vendor's users have files, and no other's.",
  "No resource stands for ",
  "No vendor has a report of usage.",
  "Nothing is assumed of ",
  " does not export ",
  "There is no vendor ",
  "There is no schema of version ",
  "The project has no stacks.",
  "No stack is selected.",
  "pulumi-msp has no component",
  "is needed before the run: give a value, not an output.",
  "The time that customTimeouts allow is over",
  "of a list that does not end", // after 10,000 pages
  "A file cannot say it: what is read from it would be something else.",
  'Set type: "full" to convert it, or remove the resource.', // a report of drift says it
  "The acceptance of ESET terms of use", // the vendor takes a second one
];

function filesBelow(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => join(root, folder, file));
}

/** What a doctor finds, and reports of drift and plans, are no failures, and stand in tests of their own. */
const isOfFailures = (file: string): boolean =>
  !/[\\/](doctor(\.ts|[\\/])|drift[\\/](compare|unmanaged)\.ts|plan[\\/]acts\.ts)/.test(file);

const parsed = (file: string): ts.SourceFile =>
  ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true);

/** The texts of a piece of code, without what is put into them. */
function textsIn(node: ts.Node): string[] {
  if (ts.isStringLiteralLike(node)) return [node.text];
  if (ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node)) return [node.text];
  const texts: string[] = [];
  node.forEachChild((child) => {
    texts.push(...textsIn(child));
  });
  return texts;
}

/** The texts with which failures are told, wherever they are put together. */
function toldIn(node: ts.Node): string[] {
  if (ts.isNewExpression(node) || ts.isCallExpression(node)) {
    const { expression } = node;
    const name = ts.isPropertyAccessExpression(expression) ? expression.name.text : expression.getText();
    if (tells.test(name)) return (node.arguments ?? []).flatMap(textsIn);
  }
  const isPart = (ts.isPropertyAssignment(node) || ts.isVariableDeclaration(node)) && parts.has(node.name.getText());
  if (isPart && node.initializer !== undefined) return textsIn(node.initializer);
  const texts: string[] = [];
  node.forEachChild((child) => {
    texts.push(...toldIn(child));
  });
  return texts;
}

describe("what is said of a failure", () => {
  it("stands beside its occasion, whatever it is", () => {
    const tables = [...filesBelow("tests/messages"), join(root, "tests/tenant/mistakes.ts")];
    const said = tables.flatMap((file) => textsIn(parsed(file))).join("\n");
    const untold = ["provider", "cli"]
      .flatMap(filesBelow)
      .filter(isOfFailures)
      .flatMap((file) =>
        toldIn(parsed(file))
          .map((text) => text.trim())
          .filter((text) => text.length > 20 && /[a-z]+ [a-z]+ [a-z]+/.test(text) && !said.includes(text))
          .map((text) => `${file.slice(root.length + 1)}: ${text}`),
      );
    assert.deepEqual(
      untold.filter((text) => !elsewhere.some((known) => text.includes(known.trim()))),
      [],
    );
  });
});
