/** A folder of tenants for one test, in a temporary project. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Files by name below `tenants`. Answers the folder that `tenants` is in. */
export function project(files: Readonly<Record<string, string>>): { folder: string; close: () => void } {
  const folder = mkdtempSync(join(tmpdir(), "tenants-"));
  mkdirSync(join(folder, "tenants"));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, "tenants", name), text);
  const close = () => {
    rmSync(folder, { recursive: true });
  };
  return { folder, close };
}
