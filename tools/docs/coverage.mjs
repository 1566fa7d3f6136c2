/**
 * Which typed call, which resource, function or command, which part of the emulator and which tests each call of the vendor's
 * manual has: from the contract and the sources, so that the table cannot be wrong.
 */
import { isPart, reachable, references, ts, walk } from "./sources.mjs";
import { methodsOf } from "./vendors.mjs";

export function coverage(sources, vendor) {
  const calls = contractCalls(vendor);
  const typed = typedCalls(sources, vendor, calls);
  const starts = startsOf(sources, vendor);
  const users = usersOf(sources, vendor, typed, starts);
  const emulated = emulatorFiles(sources, vendor, calls);
  const tested = testFiles(sources, vendor, calls, typed, users, starts);
  const rows = calls.map(({ operationId, call, method, path }) => ({
    call,
    route: `${method} ${path}`,
    typed: typed.get(operationId)?.name,
    uses: users.get(operationId) ?? [],
    because: tagOf(typed.get(operationId)?.node, "clientOnly"),
    emulator: emulated.get(operationId),
    tests: tested.get(operationId) ?? [],
  }));
  return { rows, gaps: rows.flatMap((row) => gapsOf(vendor, row)), markdown: markdown(vendor, rows) };
}

const contractCalls = ({ contract, callOf }) =>
  Object.entries(contract.paths).flatMap(([path, operations]) =>
    methodsOf(operations).map((name) => {
      const method = name.toUpperCase();
      return { operationId: operations[name].operationId, path, method, call: callOf({ method, path }) };
    }),
  );

/** What a tag in the comment above a declaration says; undefined without one. */
function tagOf(node, name) {
  const tag = node && ts.getJSDocTags(node).find(({ tagName }) => tagName.text === name);
  return tag && (ts.getTextOfJSDocComment(tag.comment) ?? "");
}

/** `company.detail` in api.ts, by operation. */
function typedCalls(sources, { name: vendor }, calls) {
  const known = new Set(calls.map(({ operationId }) => operationId));
  const typed = new Map();
  walk(sources.file(`provider/${vendor}/api.ts`), (node) => {
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
function startsOf(sources, { name: vendor }) {
  const index = `provider/${vendor}/index.ts`;
  return [
    ...exported(sources, index, isResource).map(([name, node]) => [`${vendor}.${name}`, node]),
    ...exported(sources, index, ts.isVariableDeclaration)
      .filter(([name], _, all) => all.some(([other]) => other === `${name}Output`))
      .map(([name, node]) => [`${name}()`, node]),
    ...sources
      .in(`provider/${vendor}`)
      .flatMap((file) => exported(sources, sources.pathOf(file), (node) => tagOf(node, "command") !== undefined))
      .map(([, node]) => [`pulumi-msp ${tagOf(node, "command")}`, node]),
    ...exported(sources, `provider/${vendor}/token.ts`, ts.isClassDeclaration).map(([, node]) => [
      "every session",
      node,
    ]),
  ];
}

/** Which of them make each call, by operation. */
function usersOf(sources, { name: vendor }, typed, starts) {
  const graph = references(sources, sources.in("provider", "cli"));
  const shared = [
    ...exported(sources, `provider/${vendor}/token.ts`, ts.isClassDeclaration),
    ...sources
      .in("provider")
      .flatMap((file) => exported(sources, sources.pathOf(file), (node) => tagOf(node, "background") !== undefined)),
  ];
  const ends = new Set(shared.map(([, node]) => node));
  const users = new Map();
  for (const [name, start] of starts) {
    const members = ts.isClassDeclaration(start) ? start.members : [];
    const reached = new Set([start, ...members].flatMap((node) => [...reachable(graph, node, ends)]));
    for (const [operationId, { node }] of typed) {
      if (reached.has(node)) users.set(operationId, [...new Set([...(users.get(operationId) ?? []), name])]);
    }
  }
  return users;
}

/** Whether it is the class that a definition was made into: `License = classOf(license, host)`. */
export const isResource = (node) =>
  ts.isVariableDeclaration(node) &&
  node.initializer !== undefined &&
  ts.isCallExpression(node.initializer) &&
  node.initializer.expression.getText() === "classOf";

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
function emulatorFiles(sources, { name: vendor }, calls) {
  const known = new Set(calls.map(({ operationId }) => operationId));
  const files = new Map();
  walk(sources.file(`emulator/${vendor}/actions.ts`), (node) => {
    if (!ts.isPropertyAssignment(node) || !known.has(node.name.getText())) return;
    walk(node.initializer, (inner) => {
      if (!ts.isIdentifier(inner) || files.has(node.name.getText())) return;
      const target = sources.declarationOf(inner);
      const file = target === undefined ? "" : sources.pathOf(target);
      const isAction = target !== undefined && (ts.isMethodDeclaration(target) || ts.isVariableDeclaration(target));
      if (isAction && file.startsWith(`emulator/${vendor}/`) && !file.endsWith("/actions.ts"))
        files.set(node.name.getText(), file);
    });
  });
  return files;
}

/**
 * The test files of each call: those that name it, in one piece or as a template and the rest of it, or make it through the
 * typed API; then those that use a function or a resource which makes it.
 */
function testFiles(sources, vendor, calls, typed, users, starts) {
  const typedNodes = new Map([...typed].map(([operationId, { node }]) => [node, operationId]));
  const startNames = new Map(starts.map(([name, node]) => [node, name]));
  const named = new Map();
  const used = new Map();
  const note = (notes, operationId, file) => notes.set(operationId, new Set([...(notes.get(operationId) ?? []), file]));
  const resourceType = new RegExp(`^${vendor.name}:[A-Z]`);
  for (const file of sources.in("tests")) {
    const path = sources.pathOf(file);
    if (path.startsWith("tests/docs/") || !path.endsWith(".test.ts")) continue;
    const things = new Set();
    walk(file, (node) => {
      if (ts.isStringLiteralLike(node) && resourceType.test(node.text)) things.add(node.text.replace(":", "."));
      if (!ts.isIdentifier(node)) return;
      const target = sources.declarationOf(node);
      if (typedNodes.has(target)) note(named, typedNodes.get(target), path);
      if (startNames.has(target)) things.add(startNames.get(target).replace(/Output\(\)$/, "()"));
    });
    for (const operationId of callsNamedIn(file, calls)) note(named, operationId, path);
    for (const [operationId, names] of users) if (names.some((name) => things.has(name))) note(used, operationId, path);
  }
  return new Map(
    calls.map(({ operationId }) => {
      const first = [...(named.get(operationId) ?? [])].sort();
      return [operationId, [...first, ...[...(used.get(operationId) ?? [])].sort()]];
    }),
  );
}

const methods = ["GET", "POST", "PUT", "PATCH", "DELETE"];

/**
 * The operations whose path a file writes, with anything in the place of a path's parameters. Where a path has several
 * methods, the method must be there too: in the same text, as another argument of the same call, or as the called function's name.
 */
function callsNamedIn(file, calls) {
  const paths = calls.map(({ operationId, method, path }) => {
    const shape = shapeOf(path);
    return { operationId, method, shape, fits: new RegExp(`^${shape.replaceAll("{}", "[^/]+")}$`) };
  });
  const texts = [];
  const heads = [""];
  walk(file, (node) => {
    if (!ts.isStringLiteralLike(node) && !ts.isTemplateExpression(node)) return;
    const text = ts.isStringLiteralLike(node) ? node.text : templateText(node);
    const method = methodIn(text) ?? methodOf(node);
    texts.push({ text: text.replace(/^[A-Z]+ /, ""), method });
    if (ts.isTemplateExpression(node) && node.head.text.endsWith("/")) heads.push(node.head.text);
  });
  const found = new Set();
  for (const { text, method } of texts) {
    for (const head of heads) {
      const written = shapeOf(`${head}${text}`);
      const exact = paths.filter(({ shape }) => shape === written);
      const candidates = exact.length > 0 ? exact : paths.filter(({ fits }) => fits.test(written));
      for (const one of candidates) if (candidates.length === 1 || one.method === method) found.add(one.operationId);
    }
  }
  return found;
}

/** A path without what fills its parameters, and without the query. */
const shapeOf = (path) =>
  path
    .split("?")[0]
    .replace(/^\//, "")
    .replaceAll(/\{\w*\}/g, "{}");

const templateText = (node) => node.head.text + node.templateSpans.map(({ literal }) => `{}${literal.text}`).join("");

const methodIn = (text) => methods.find((method) => text.startsWith(`${method} `));

function methodOf(node) {
  let call = node.parent;
  while (call !== undefined && !ts.isCallExpression(call) && !ts.isStatement(call)) call = call.parent;
  if (call === undefined || !ts.isCallExpression(call)) return undefined;
  const written = call.arguments.find(
    (argument) => ts.isStringLiteralLike(argument) && methods.includes(argument.text),
  );
  if (written !== undefined) return written.text;
  const name = ts.isPropertyAccessExpression(call.expression) ? call.expression.name.text : "";
  return methods.find((method) => method.toLowerCase() === name.toLowerCase());
}

function gapsOf({ name }, { call, typed, uses, because, emulator, tests }) {
  const gaps = [];
  if (typed === undefined) gaps.push(`${call} has no typed call in provider/${name}/api.ts`);
  if (uses.length === 0 && because === undefined) gaps.push(`${call} is used by no resource, function or command`);
  if (uses.length > 0 && because !== undefined)
    gaps.push(`${call} is used after all: remove @clientOnly above it in provider/${name}/api.ts`);
  if (emulator === undefined) gaps.push(`${call} is not emulated`);
  if (!tests.some((file) => file.startsWith("tests/emulator/"))) gaps.push(`${call} has no test of its emulation`);
  if (!tests.some((file) => !file.startsWith("tests/emulator/"))) gaps.push(`${call} has no test of its use`);
  return gaps;
}

function markdown({ name, title }, rows) {
  const line = ({ call, typed, uses, because, emulator, tests }) => {
    const own = tests.filter((file) => !file.startsWith("tests/emulator/"));
    const emulation = tests.filter((file) => file.startsWith("tests/emulator/"));
    const some = [...emulation.slice(0, 1), ...own.slice(0, 1)].map((file) => link(file, file.replace(/^tests\//, "")));
    return [
      call,
      typed === undefined ? "**none**" : `\`${typed}\``,
      useWords(name, uses, because),
      emulator === undefined ? "**none**" : link(emulator, emulator.replace(`emulator/${name}/`, "")),
      some.length === 0 ? "**none**" : some.join(", "),
    ];
  };
  return [
    `# ${title}: every call`,
    "",
    "Generated by `npm run docs` from the contract and the sources; a test holds it to them. The typed calls are those of",
    `\`${name}.client().api\`. Of the tests of a call, one of its emulation and one of its use are named.`,
    "",
    ...tableOf(["call", "typed call", "used by", "emulator", "tests"], rows.map(line)),
    "",
  ].join("\n");
}

const link = (file, text) => `[${text}](../${file})`;

function useWords(vendor, uses, because) {
  if (uses.length === 0) return because === undefined ? "**none**" : `\`${vendor}.client()\` only: ${because}`;
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
