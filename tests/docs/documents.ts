/** The generator of docs/, which is a plain Node.js module outside the build, run once for all tests of it. */
import { join } from "node:path";
import { pathToFileURL } from "node:url";

/** The checkout, seen from dist/tests/docs. */
export const root = join(__dirname, "..", "..", "..");

export interface Example {
  readonly vendor: string;
  /** What it is an example of. */
  readonly name: string;
  readonly title?: string;
  readonly code: string;
}

interface Documents {
  readonly pages: readonly [file: string, text: string][];
  readonly gaps: readonly string[];
  readonly examples: readonly Example[];
}

interface Tool {
  documents(root: string): Promise<Documents>;
  stale(root: string, pages: Documents["pages"]): string[];
}

let tool: Promise<Tool> | undefined;
let made: Promise<Documents> | undefined;

const load = (): Promise<Tool> =>
  (tool ??= import(pathToFileURL(join(root, "tools/docs/documents.mjs")).href) as Promise<Tool>); // as it exports

export const documents = (): Promise<Documents> => (made ??= load().then((one) => one.documents(root)));

export const stale = async (): Promise<string[]> => (await load()).stale(root, (await documents()).pages);
