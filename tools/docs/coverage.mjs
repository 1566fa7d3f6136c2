/**
 * Which typed call, which resource, function or command, which part of the emulator and which tests each call of the vendor's
 * manual has: from the contract and the sources, so that the table cannot be wrong.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { isPart, reachable, references, ts, walk } from "./sources.mjs";

/** Calls that no resource and no function makes, and why. Programs have them through `eset.client()`. */
const throughClientOnly = {
  "Token/Check": "the session knows by itself when its token ends",
  "User/ChangePassword": "a password does not belong into a program or its state",
};

export function coverage(sources) {
  const calls = contractCalls(sources.root);
  const typed = typedCalls(sources, calls);
  const starts = startsOf(sources);
  const users = usersOf(sources, typed, starts);
  const emulated = emulatorFiles(sources, calls);
  const tested = testFiles(sources, calls, typed, users, starts);
  const rows = calls.map(({ operationId, call, method, path }) => ({
    call,
    route: `${method} ${path}`,
    typed: typed.get(operationId)?.name,
    uses: users.get(operationId) ?? [],
    because: throughClientOnly[call],
    emulator: emulated.get(operationId),
    tests: tested.get(operationId) ?? [],
  }));
  return { rows, gaps: rows.flatMap(gapsOf), markdown: markdown(rows) };
}

function contractCalls(root) {
  const { paths } = parse(readFileSync(join(root, "contracts/eset.openapi.yaml"), "utf8"));
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { operationId }]) => ({
      operationId,
      path,
      method: method.toUpperCase(),
      call: path.slice(1).replace(/\/\{.*$/, ""),
    })),
  );
}

/** `company.detail` in api.ts, by operation. */
function typedCalls(sources, calls) {
  const known = new Set(calls.map(({ operationId }) => operationId));
  const typed = new Map();
  walk(sources.file("provider/eset/api.ts"), (node) => {
    if (!ts.isPropertyAssignment(node) || ts.isObjectLiteralExpression(node.initializer)) return;
    const named = [];
    walk(node.initializer, (inner) => {
      if (ts.isLiteralTypeNode(inner) && ts.isStringLiteral(inner.literal) && known.has(inner.literal.text)) {
        named.push(inner.literal.text);
      }
    });
    if (named[0] === undefined) return;
    const group = node.parent.parent;
    const name = ts.isPropertyAssignment(group)
      ? `${group.name.getText()}.${node.name.getText()}`
      : node.name.getText();
    typed.set(named[0], { name, node });
  });
  return typed;
}

/** What users meet: resources, functions, commands, and the session behind all of them. By name. */
function startsOf(sources) {
  return [
    ...exported(sources, "provider/eset/index.ts", ts.isClassDeclaration).map(([name, node]) => [`eset.${name}`, node]),
    ...exported(sources, "provider/eset/index.ts", ts.isVariableDeclaration)
      .filter(([name], _, all) => all.some(([other]) => other === `${name}Output`))
      .map(([name, node]) => [`${name}()`, node]),
    ...["doctor", "usage"].flatMap((name) =>
      exported(sources, `cli/${name}.ts`, ts.isFunctionDeclaration)
        .filter(([one]) => one === name)
        .map(([one, node]) => [`pulumi-msp ${one}`, node]),
    ),
    ...exported(sources, "provider/eset/token.ts", ts.isClassDeclaration).map(([, node]) => ["every session", node]),
  ];
}

/** Which of them make each call, by operation. */
function usersOf(sources, typed, starts) {
  const graph = references(sources, sources.in("provider", "cli"));
  const session = exported(sources, "provider/eset/token.ts", ts.isClassDeclaration).map(([, node]) => node);
  const afterRefusal = exported(sources, "provider/eset/permissions.ts", ts.isFunctionDeclaration)
    .filter(([name]) => name === "explained")
    .map(([, node]) => node);
  const stops = new Set([...session, ...afterRefusal]);
  const users = new Map();
  for (const [name, start] of starts) {
    const members = ts.isClassDeclaration(start) ? start.members : [];
    const reached = new Set([start, ...members].flatMap((node) => [...reachable(graph, node, stops)]));
    for (const [operationId, { node }] of typed) {
      if (reached.has(node)) users.set(operationId, [...new Set([...(users.get(operationId) ?? []), name])]);
    }
  }
  return users;
}

export function exported(sources, path, is) {
  const file = sources.file(path);
  if (file === undefined) return [];
  const symbol = sources.checker.getSymbolAtLocation(file);
  return sources.checker.getExportsOfModule(symbol).flatMap((one) => {
    const target = one.flags & ts.SymbolFlags.Alias ? sources.checker.getAliasedSymbol(one) : one;
    const node = target.valueDeclaration;
    return node !== undefined && is(node) && isPart(node) ? [[one.name, node]] : [];
  });
}

/** The file of the emulator that carries out each operation. */
function emulatorFiles(sources, calls) {
  const known = new Set(calls.map(({ operationId }) => operationId));
  const files = new Map();
  walk(sources.file("emulator/eset/actions.ts"), (node) => {
    if (!ts.isPropertyAssignment(node) || !known.has(node.name.getText())) return;
    walk(node.initializer, (inner) => {
      if (!ts.isIdentifier(inner) || files.has(node.name.getText())) return;
      const target = sources.declarationOf(inner);
      const file = target === undefined ? "" : sources.pathOf(target);
      const isAction = target !== undefined && (ts.isMethodDeclaration(target) || ts.isVariableDeclaration(target));
      if (isAction && file.startsWith("emulator/eset/") && !file.endsWith("/actions.ts"))
        files.set(node.name.getText(), file);
    });
  });
  return files;
}

/**
 * The test files of each call: those that name it, in one piece or as a template and the rest of it, or make it through the
 * typed API; then those that use a function or a resource which makes it.
 */
function testFiles(sources, calls, typed, users, starts) {
  const typedNodes = new Map([...typed].map(([operationId, { node }]) => [node, operationId]));
  const startNames = new Map(starts.map(([name, node]) => [node, name]));
  const byName = new Map(calls.map(({ call, operationId }) => [call, operationId]));
  const named = new Map();
  const used = new Map();
  const note = (notes, operationId, file) => notes.set(operationId, new Set([...(notes.get(operationId) ?? []), file]));
  for (const file of sources.in("tests")) {
    const path = sources.pathOf(file);
    if (path.startsWith("tests/docs/") || !path.endsWith(".test.ts")) continue;
    const texts = new Set();
    const templates = new Set([""]);
    const things = new Set();
    walk(file, (node) => {
      if (ts.isStringLiteralLike(node)) texts.add(node.text);
      if (ts.isTemplateHead(node)) (node.text.endsWith("/") ? templates : texts).add(node.text);
      if (ts.isTemplateHead(node)) texts.add(node.text);
      if (!ts.isIdentifier(node)) return;
      const target = sources.declarationOf(node);
      if (typedNodes.has(target)) note(named, typedNodes.get(target), path);
      if (startNames.has(target)) things.add(startNames.get(target).replace(/Output\(\)$/, "()"));
    });
    for (const template of templates) {
      for (const text of texts) {
        const operationId = byName.get(callIn(`${template}${text}`, byName));
        if (operationId !== undefined) note(named, operationId, path);
      }
    }
    for (const text of texts) if (/^eset:[A-Z]/.test(text)) things.add(text.replace(":", "."));
    for (const [operationId, names] of users) if (names.some((name) => things.has(name))) note(used, operationId, path);
  }
  return new Map(
    calls.map(({ operationId }) => {
      const first = [...(named.get(operationId) ?? [])].sort();
      return [operationId, [...first, ...[...(used.get(operationId) ?? [])].sort()]];
    }),
  );
}

/** The call that a path is of: `Operation/1234` is Operation. */
function callIn(text, byName) {
  let name = text.replace(/^\//, "").split("?")[0];
  while (name !== "" && !byName.has(name)) name = name.slice(0, Math.max(0, name.lastIndexOf("/")));
  return name;
}

function gapsOf({ call, typed, uses, because, emulator, tests }) {
  const gaps = [];
  if (typed === undefined) gaps.push(`${call} has no typed call in provider/eset/api.ts`);
  if (uses.length === 0 && because === undefined) gaps.push(`${call} is used by no resource, function or command`);
  if (uses.length > 0 && because !== undefined)
    gaps.push(`${call} is used after all: remove it from throughClientOnly`);
  if (emulator === undefined) gaps.push(`${call} is not emulated`);
  if (!tests.some((file) => file.startsWith("tests/emulator/"))) gaps.push(`${call} has no test of its emulation`);
  if (!tests.some((file) => !file.startsWith("tests/emulator/"))) gaps.push(`${call} has no test of its use`);
  return gaps;
}

function markdown(rows) {
  const line = ({ call, typed, uses, because, emulator, tests }) => {
    const own = tests.filter((file) => !file.startsWith("tests/emulator/"));
    const emulation = tests.filter((file) => file.startsWith("tests/emulator/"));
    const some = [...emulation.slice(0, 1), ...own.slice(0, 1)].map((file) => link(file, file.replace(/^tests\//, "")));
    return [
      call,
      typed === undefined ? "**none**" : `\`${typed}\``,
      useWords(uses, because),
      emulator === undefined ? "**none**" : link(emulator, emulator.replace(/^emulator\/eset\//, "")),
      some.length === 0 ? "**none**" : some.join(", "),
    ];
  };
  return [
    "# ESET MSP Administrator 2: every call of the manual",
    "",
    "Generated by `npm run docs` from the contract and the sources; a test holds it to them. The typed calls are those of",
    "`eset.client().api`. Of the tests of a call, one of its emulation and one of its use are named.",
    "",
    ...tableOf(["call", "typed call", "used by", "emulator", "tests"], rows.map(line)),
    "",
  ].join("\n");
}

const link = (file, text) => `[${text}](../${file})`;

function useWords(uses, because) {
  if (uses.length === 0) return because === undefined ? "**none**" : `\`eset.client()\` only: ${because}`;
  if (uses.includes("every session")) return "every session";
  const shown = uses.slice(0, 5).map((name) => `\`${name}\``);
  return [...shown, ...(uses.length > 5 ? [`${uses.length - 5} more`] : [])].join(", ");
}

/** As prettier writes it: columns as wide as their widest cell. */
export function tableOf(head, rows) {
  const widths = head.map((title, i) => Math.max(3, title.length, ...rows.map((row) => [...row[i]].length)));
  const line = (cells) => `| ${cells.map((cell, i) => cell + " ".repeat(widths[i] - [...cell].length)).join(" | ")} |`;
  return [line(head), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)];
}
