/**
 * Builds dist/: wire types from the contracts; TypeScript to CommonJS, and the console page's to ES modules for the browser; the
 * JSON Schema of tenants; the validators of resources and functions. `npm run build`. What has not changed is not built again;
 * `npm run build -- --clean` starts from nothing.
 */
import { copyFileSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import standalone from "ajv/dist/standalone/index.js";
import { parse } from "yaml";
import { removeOrphans, Steps } from "./build/steps.mjs";
import { undocumentedIn } from "./build/undocumented.mjs";

const root = fileURLToPath(new URL("../", import.meta.url));
const at = (path) => join(root, path);

if (process.argv.includes("--clean")) rmSync(at("dist"), { recursive: true, force: true });
mkdirSync(at("dist"), { recursive: true });
const steps = new Steps(root);

/** What every step depends on. */
const tools = ["package-lock.json", "tsconfig.json", "tools/build.mjs", "tools/build"];
const vendors = readdirSync(at("contracts")).flatMap((file) => /^(.+)\.openapi\.yaml$/.exec(file)?.[1] ?? []);

for (const vendor of vendors) {
  const contract = `contracts/${vendor}.openapi.yaml`;
  const makes = ["", ".open", ".undocumented"].map((kind) => `contracts/generated/${vendor}${kind}.ts`);
  await steps.step(contract, { from: [contract, ...tools], makes }, () => wireTypes(contract, makes));
}
compile(".");
const validators = "dist/provider/lifecycle/compiled";
removeOrphans(root, ["bench", "cli", "contracts", "emulator", "examples", "provider", "tests"], validators);
const page = "emulator/console/browser";
const copied = [
  "emulator/console/view.d.ts",
  ...["index.html", "console.css", "icon.svg"].map((name) => `${page}/${name}`),
];
await steps.step("page", { from: [page, ...copied, ...tools], makes: copied.map((file) => `dist/${file}`) }, () => {
  compile(page);
  // what the compiler leaves where it is: the page itself, and declarations without code
  for (const file of copied) copyFileSync(at(file), at(`dist/${file}`));
});
const from = ["provider", "tools/schema.mjs", "tools/docs/reference.mjs", ...tools];
await steps.step("validators", { from, makes: [validators] }, compileValidators);
const schemaFile = (of) => `dist/${of}.schema.json`;
const pluginFile = "dist/provider/host/plugin/schema.json";
const contracts = vendors.map((vendor) => `contracts/${vendor}.openapi.yaml`);
const schemas = [...contracts, "tools/pluginSchema.mjs", ...from];
await steps.step("schemas", { from: schemas, makes: [...["tenant", "user"].map(schemaFile), pluginFile] }, async () => {
  const { jsonSchemas, programTypes } = await import("./schema.mjs");
  const { pluginSchema } = await import("./pluginSchema.mjs");
  const types = programTypes(root);
  const write = (file, schema) => writeFileSync(at(file), `${JSON.stringify(schema, null, 2)}\n`);
  for (const [of, schema] of Object.entries(await jsonSchemas(root, types))) write(schemaFile(of), schema);
  write(pluginFile, await pluginSchema(root, types));
});

async function wireTypes(contract, [types, open, undocumented]) {
  const { default: openapiTS, astToString } = await import("openapi-typescript");
  mkdirSync(dirname(at(types)), { recursive: true });
  const text = astToString(await openapiTS(new URL(`../${contract}`, import.meta.url)));
  writeFileSync(at(types), `/* Generated from ${contract} by tools/build.mjs. */\n${text}`);
  const document = parse(readFileSync(at(contract), "utf8"));
  writeFileSync(at(open), openPoints(contract, document["x-open"] ?? {}));
  const { properties, paths } = undocumentedIn(document);
  const lines = [
    `/* Generated from x-provenance of ${contract} by tools/build.mjs. */`,
    `import type { Provenance } from "../open";`,
    "",
    "/** The properties of answers, by call, that the vendor's own documents do not show. */",
    `export const properties: Readonly<Record<string, Readonly<Record<string, Provenance>>>> = ${JSON.stringify(properties, null, 2)};`,
    "",
    "/** The calls whose path the vendor's own documents do not show. */",
    `export const paths: readonly string[] = ${JSON.stringify(paths)};`,
    "",
  ];
  writeFileSync(at(undocumented), lines.join("\n"));
}

/** A mistake in the sources ends the build. */
function compile(project) {
  const { status } = spawnSync(process.execPath, [at("node_modules/typescript/bin/tsc"), "-p", at(project)], {
    stdio: "inherit",
  });
  if (status !== 0) process.exit(status ?? 1);
}

/** As code beside provider/lifecycle/validators.js, which looks there: the provider process then needs no ajv to check inputs. */
async function compileValidators() {
  const built = createRequire(new URL("../dist/provider/", import.meta.url));
  const { compiledFile, newAjv } = built("./lifecycle/validators.js");
  rmSync(at(validators), { recursive: true, force: true });
  mkdirSync(at(validators), { recursive: true });
  const { vendor, vendorNames } = built("./vendors.js");
  for (const name of vendorNames) {
    const { resources, functions } = vendor(name);
    for (const { type, inputs } of [...resources, ...functions()]) {
      const ajv = newAjv({ code: { source: true, lines: true } });
      writeFileSync(compiledFile(type), standalone.default(ajv, ajv.compile(inputs)));
    }
  }
}

/** The open points of a contract as code, and the type of a choice among their readings. */
function openPoints(contract, points) {
  const typeOf = ({ readings, value }) => {
    if (readings !== undefined)
      return Object.keys(readings)
        .map((name) => JSON.stringify(name))
        .join(" | ");
    return Array.isArray(value) ? `readonly ${typeof value[0]}[]` : typeof value;
  };
  const lines = (wanted) =>
    Object.entries(points)
      .filter(wanted)
      .map(([name, point]) => `  readonly ${JSON.stringify(name)}: ${typeOf(point)};`);
  return [
    `/* Generated from x-open of ${contract} by tools/build.mjs. */`,
    `import type { OpenPoints } from "../open";`,
    "",
    `export const open = ${JSON.stringify(points, null, 2)} as const satisfies OpenPoints;`,
    "",
    "/** The points on which something has to be assumed, each as the type of its value. */",
    "export interface Values {",
    ...lines(([, { readings }]) => readings === undefined),
    "}",
    "",
    "/** One reading of each open point. */",
    "export interface Readings extends Values {",
    ...lines(([, { readings }]) => readings !== undefined),
    "}",
    "",
  ].join("\n");
}
