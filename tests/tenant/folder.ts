/** A folder of tenants for one test, in a temporary project. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

type Files = Readonly<Record<string, string>>;

/** Files by name below `tenants`, and below `users`. Answers the folder that these are in. */
export function project(files: Files, users: Files = {}): { folder: string; close: () => void } {
  const folder = mkdtempSync(join(tmpdir(), "tenants-"));
  for (const [kind, ofKind] of Object.entries({ tenants: files, users })) {
    if (kind === "users" && Object.keys(users).length === 0) continue;
    mkdirSync(join(folder, kind));
    for (const [name, text] of Object.entries(ofKind)) writeFileSync(join(folder, kind, name), text);
  }
  const close = () => {
    rmSync(folder, { recursive: true });
  };
  return { folder, close };
}
