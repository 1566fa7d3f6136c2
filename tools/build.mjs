/**
 * Builds dist/: wire types from the contracts; TypeScript to CommonJS, and the console page's to ES modules for the browser; the
 * JSON Schema of tenants; the validators of resources and functions. `npm run build`.
 */
import { copyFile, mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import standalone from "ajv/dist/standalone/index.js";
import openapiTS, { astToString } from "openapi-typescript";
import { parse } from "yaml";

const root = new URL("../", import.meta.url);

await rm(new URL("dist/", root), { recursive: true, force: true });
await mkdir(new URL("contracts/generated/", root), { recursive: true });
for (const file of await readdir(new URL("contracts/", root))) {
  const vendor = /^(.+)\.openapi\.yaml$/.exec(file)?.[1];
  if (vendor === undefined) continue;
  const types = astToString(await openapiTS(new URL(`contracts/${file}`, root)));
  await writeFile(
    new URL(`contracts/generated/${vendor}.ts`, root),
    `/* Generated from contracts/${file} by tools/build.mjs. */\n${types}`,
  );
  const { "x-open": open } = parse(await readFile(new URL(`contracts/${file}`, root), "utf8"));
  await writeFile(new URL(`contracts/generated/${vendor}.open.ts`, root), openPoints(file, open));
}
const tsc = fileURLToPath(new URL("node_modules/typescript/bin/tsc", root));
for (const project of [".", "emulator/console/browser"]) {
  const { status } = spawnSync(process.execPath, [tsc, "-p", fileURLToPath(new URL(project, root))], {
    stdio: "inherit",
  });
  process.exitCode ||= status ?? 1;
}
// What the compiler leaves where it is: the page itself, and declarations without code.
for (const file of [
  "emulator/console/view.d.ts",
  ...["index.html", "console.css", "icon.svg"].map((name) => `emulator/console/browser/${name}`),
])
  await copyFile(new URL(file, root), new URL(`dist/${file}`, root));
if (process.exitCode === 0) {
  const { tenantJsonSchema } = await import("./schema.mjs");
  const schema = await tenantJsonSchema(fileURLToPath(root));
  await writeFile(new URL("dist/tenant.schema.json", root), `${JSON.stringify(schema, null, 2)}\n`);
  await compileValidators();
}

/** As code beside provider/lifecycle/validators.js, which looks there: the provider process then needs no ajv to check inputs. */
async function compileValidators() {
  const built = createRequire(new URL("dist/provider/", root));
  const { compiledFile, newAjv } = built("./lifecycle/validators.js");
  for (const vendor of built("./vendorNames.js").vendorNames) {
    const { resources, functions } = built(`./${vendor}/vendor.js`)[vendor];
    for (const { type, inputs } of [...resources, ...functions()]) {
      const ajv = newAjv({ code: { source: true, lines: true } });
      const file = compiledFile(type);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, standalone.default(ajv, ajv.compile(inputs)));
    }
  }
}

/** The open points of a contract as code, and the type of a choice among their readings. */
function openPoints(file, points) {
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
    `/* Generated from x-open of contracts/${file} by tools/build.mjs. */`,
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
