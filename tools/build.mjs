/** Builds dist/: wire types from the contracts, TypeScript to CommonJS, then the JSON Schema of tenants. `npm run build`. */
import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import openapiTS, { astToString } from "openapi-typescript";

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
}
const tsc = fileURLToPath(new URL("node_modules/typescript/bin/tsc", root));
const { status } = spawnSync(process.execPath, [tsc, "-p", fileURLToPath(root)], { stdio: "inherit" });
process.exitCode = status ?? 1;
if (status === 0) {
  const { tenantJsonSchema } = await import("./schema.mjs");
  const schema = await tenantJsonSchema(fileURLToPath(root));
  await writeFile(new URL("dist/tenant.schema.json", root), `${JSON.stringify(schema, null, 2)}\n`);
}
