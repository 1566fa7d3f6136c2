/** The tools are plain Node.js modules outside the build: this is how the tests reach them, and what they expect there. */
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";

/** The checkout, seen from dist/tests/tools. */
export const root = join(__dirname, "..", "..", "..");

export interface Engine {
  path: string;
  folder: string;
  version: string;
  source: string;
}

interface Search {
  env: NodeJS.ProcessEnv;
  log: (line: string) => void;
}

export interface EngineTool {
  pinnedVersion: string;
  engineOnPath: (search: Search) => Promise<Engine | undefined>;
  cachedEngine: (search: Search) => Promise<Engine | undefined>;
  findEngine: (search: Search) => Promise<{ engine?: Engine; reason?: string }>;
  makeCached: (
    source: string,
    make: (folder: string) => Promise<string | undefined>,
    search: Pick<Search, "env">,
  ) => Promise<Engine>;
}

export interface DownloadTool {
  downloadRelease: (options: {
    version: string;
    folder: string;
    hosts: Record<"archives" | "checksums", (version: string) => string>;
  }) => Promise<string>;
}

export interface EnvironmentTool {
  engineEnvironment: (engine: Engine | string, folder: string, env?: NodeJS.ProcessEnv) => Record<string, string>;
}

export interface GoTool {
  neededGo: string;
  inWords: (output: string) => string;
  buildFromGo: (options: Search & { folder: string; version: string; exe: string; keptIn: string }) => Promise<void>;
}

export interface BuildTool {
  isBuilt: (root: string) => boolean;
  build: (root: string) => Promise<{ built: boolean; problem?: string }>;
}

export interface DependenciesTool {
  dependenciesProblem: (root: string) => string | undefined;
}

export interface NodeVersionTool {
  nodeProblem: (version: string) => string | undefined;
}

export interface ProcessTool {
  run: (
    file: string,
    args: string[],
    options?: { quietSeconds?: number; seconds?: number; env?: NodeJS.ProcessEnv; cwd?: string },
  ) => Promise<{ code?: number; output: string; problem?: string; missing: boolean }>;
}

export interface MochaTool {
  runMocha: (options: {
    files: string[];
    seconds: number;
    grep?: string;
    part?: { nth: number; of: number };
    dryRun?: boolean;
    show: boolean;
  }) => Promise<{ passed: number; failed: number; skipped: number; problems: string[]; output: string }>;
}

export interface ChromiumTool {
  howToGetABrowser: string;
  findBrowser: (options?: { env?: NodeJS.ProcessEnv }) => Promise<{ path?: string; reason?: string }>;
}

export interface StepsTool {
  Steps: new (root: string) => {
    step(name: string, of: { from: string[]; makes: string[] }, perform: () => void): Promise<void>;
  };
  removeOrphans: (root: string, folders: string[], made: string) => void;
}

export interface PluginArchiveTool {
  unpackedPackage: (folder: string) => Promise<string>;
  pluginArchive: (folder: string) => Promise<string>;
}

export interface PythonTool {
  findPython: (
    options: Search & { engine: Pick<Engine, "path"> },
  ) => Promise<{ programs?: string; generators?: string; reason?: string }>;
}

interface Tools {
  "build/steps.mjs": StepsTool;
  "pluginArchive.mjs": PluginArchiveTool;
  "setup/chromium.mjs": ChromiumTool;
  "setup/download.mjs": DownloadTool;
  "setup/engine.mjs": EngineTool;
  "setup/environment.mjs": EnvironmentTool;
  "setup/go.mjs": GoTool;
  "setup/build.mjs": BuildTool;
  "setup/dependencies.mjs": DependenciesTool;
  "setup/node-version.mjs": NodeVersionTool;
  "setup/process.mjs": ProcessTool;
  "setup/python.mjs": PythonTool;
  "test/mocha.mjs": MochaTool;
}

export const load = <Name extends keyof Tools>(name: Name) =>
  // nothing else can say what a module outside the build exports
  import(pathToFileURL(join(root, "tools", name)).href) as Promise<Tools[Name]>;

/** A folder for one test, gone after it. */
export async function inFolder<T>(work: (folder: string) => T | Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "pulumi-msp-tools-"));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export function write(folder: string, files: Record<string, string>): void {
  for (const [name, text] of Object.entries(files)) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
}

/** A program that prints this and ends with this code. Needs nothing on PATH. */
export function writeProgram(folder: string, name: string, prints: string, code = 0): void {
  write(folder, { [name]: `#!/bin/sh\nprintf '%s\\n' '${prints.replaceAll("'", "'\\''")}'\nexit ${code}\n` });
  chmodSync(join(folder, name), 0o755);
}

/** A folder that looks like an installed Pulumi of this version. */
export function writeEngine(folder: string, version: string): void {
  writeProgram(folder, "pulumi", `v${version}`);
  for (const language of ["nodejs", "yaml"]) writeProgram(folder, `pulumi-language-${language}`, "");
  writeProgram(folder, "pulumi-resource-pulumi-nodejs", "");
}
