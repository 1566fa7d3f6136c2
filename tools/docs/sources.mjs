/** The TypeScript sources as the compiler sees them: what is declared where, and what refers to what. */
import { existsSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import ts from "typescript";

/** The whole project, checked. Takes some seconds, so it is made once. */
export function openSources(root) {
  const configFile = join(root, "tsconfig.json");
  const { config } = ts.readConfigFile(configFile, (path) => ts.sys.readFile(path));
  const { fileNames, options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  if (!existsSync(join(root, "contracts/generated"))) throw new Error("Build first: npm run build.");
  const program = ts.createProgram(fileNames, { ...options, noEmit: true });
  const checker = program.getTypeChecker();
  const pathOf = (node) => relative(root, node.getSourceFile().fileName).replaceAll("\\", "/");
  const files = program
    .getSourceFiles()
    .filter((file) => !relative(root, file.fileName).startsWith("..") && !file.fileName.includes("/node_modules/"));

  /** The declaration that a name refers to, through imports and destructuring. */
  function declarationOf(name) {
    if (ts.isBindingElement(name.parent) && ts.isObjectBindingPattern(name.parent.parent)) {
      const { propertyName, name: own } = name.parent;
      const taken = checker.getTypeAtLocation(name.parent.parent).getProperty((propertyName ?? own).getText());
      return taken?.valueDeclaration;
    }
    let symbol = ts.isShorthandPropertyAssignment(name.parent)
      ? checker.getShorthandAssignmentValueSymbol(name.parent)
      : checker.getSymbolAtLocation(name);
    if (symbol !== undefined && symbol.flags & ts.SymbolFlags.Alias) symbol = checker.getAliasedSymbol(symbol);
    return symbol?.valueDeclaration ?? symbol?.declarations?.[0];
  }

  return {
    root,
    program,
    checker,
    pathOf,
    declarationOf,
    file: (path) => program.getSourceFile(join(root, path)),
    in: (...folders) => files.filter((file) => folders.some((folder) => pathOf(file).startsWith(`${folder}/`))),
  };
}

/** Calls back for the node and all below it. */
export function walk(node, visit) {
  visit(node);
  ts.forEachChild(node, (child) => walk(child, visit));
}

/** The parts of a module that refer to each other: its declarations, members of its classes and of its constant objects. */
export function isPart(node) {
  if (ts.isFunctionDeclaration(node) || ts.isClassDeclaration(node)) return ts.isSourceFile(node.parent);
  if (ts.isVariableDeclaration(node)) return ts.isSourceFile(node.parent.parent.parent);
  if (ts.isClassElement(node) && ts.isClassDeclaration(node.parent)) return true;
  if (ts.isObjectLiteralElementLike(node) && ts.isObjectLiteralExpression(node.parent)) {
    let owner = node.parent.parent;
    while (ts.isAsExpression(owner) || ts.isSatisfiesExpression(owner)) owner = owner.parent;
    return ts.isVariableDeclaration(owner) && ts.isSourceFile(owner.parent.parent.parent);
  }
  return false;
}

/** What each part refers to, as a map of sets. Types do not count. */
export function references(sources, files) {
  const graph = new Map();
  const add = (from, to) => {
    if (from === undefined || from === to) return;
    if (!graph.has(from)) graph.set(from, new Set());
    graph.get(from).add(to);
  };
  const partOf = (node) => {
    for (let at = node; at !== undefined; at = at.parent) if (isPart(at)) return at;
    return undefined;
  };
  for (const file of files) {
    walk(file, (node) => {
      if (isPart(node)) {
        const owner = partOf(node.parent);
        const isMethod = ts.isMethodDeclaration(node) && ts.isClassDeclaration(node.parent);
        if (owner !== undefined && !isMethod && !ts.isAccessor(node)) add(owner, node); // methods count when they are called
      }
      if (!ts.isIdentifier(node) && !ts.isPrivateIdentifier(node)) return;
      if (ts.isPartOfTypeNode(node) || ts.isPartOfTypeQuery?.(node) || inType(node)) return;
      // of `reads.company` only the member counts
      const { parent } = node;
      if (ts.isPropertyAccessExpression(parent) && parent.expression === node) {
        const member = sources.declarationOf(parent.name);
        if (member !== undefined && (isPart(member) || isPart(partOf(member) ?? file))) return;
      }
      const target = sources.declarationOf(node);
      if (target !== undefined && target !== node.parent) add(partOf(node), target);
    });
  }
  return graph;
}

function inType(node) {
  for (let at = node; at !== undefined && !ts.isStatement(at); at = at.parent)
    if (ts.isTypeNode(at) && !ts.isExpressionWithTypeArguments(at)) return true;
  return false;
}

/** All that can be reached from a part without going through the ones to stop at. */
export function reachable(graph, start, stops = new Set()) {
  const seen = new Set();
  const pending = [start];
  while (pending.length > 0) {
    const node = pending.pop();
    if (seen.has(node) || (node !== start && stops.has(node))) continue;
    seen.add(node);
    pending.push(...(graph.get(node) ?? []));
  }
  return seen;
}

/** The comment above a declaration, as text without the stars. */
export function commentOf(node) {
  const [doc] = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc).slice(-1);
  return doc;
}

export { ts, dirname };
