/**
 * Runs the real Pulumi engine: a project of its own for each test, in a temporary folder, with an emulated vendor. Nothing
 * of the user's own Pulumi is read or written.
 */
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Emulator, type EmulatorOptions, startEmulator } from "../../emulator";
import { notesIn } from "../host/stack";
import { load, root } from "../tools/tools";
import { endAll, startedBy } from "./processes";

export { root };

/** A run of the CLI that has ended. */
export class Run {
  constructor(
    readonly code: number | null,
    /** All that it printed, stderr included. */
    readonly text: string,
  ) {}

  /** What happened to which object, or would: `create bakery` in a preview, `created bakery` in an update. Guards are no objects. */
  get changes(): string[] {
    const line =
      /^ *[-+~=<>]+ +(?:pulumi-nodejs:dynamic\/(?!msp:Guard)|msp:(?!index:))\S+ (?<name>\S+) (?<change>[a-z-]+)/gm;
    return [...this.text.matchAll(line)]
      .map(({ groups }) => `${groups?.["change"] ?? ""} ${groups?.["name"] ?? ""}`)
      .filter((change) => !/^(refresh|[a-z-]+ing) /.test(change));
  }

  /** The errors and warnings at the end, without the progress of the run. */
  get diagnostics(): string {
    return this.text.slice(Math.max(0, this.text.indexOf("Diagnostics:")));
  }
}

/** Asserts the exit code, with everything that was printed as the message. */
export function exits(code: number, run: Run): Run {
  assert.equal(run.code, code, `the run ended with ${String(run.code)}, not ${code}:\n${run.text}`);
  return run;
}
export const succeeds = (run: Run): Run => exits(0, run);

/** Asserts that a run failed and that its diagnostics say all of this. */
export function fails(run: Run, ...says: (string | RegExp)[]): Run {
  assert.ok(run.code !== null && run.code !== 0, `the run should have failed:\n${run.text}`);
  for (const expected of says) {
    const said = typeof expected === "string" ? run.diagnostics.includes(expected) : expected.test(run.diagnostics);
    assert.ok(said, `this is not said: ${String(expected)}\n${run.text}`);
  }
  return run;
}

/** What the stack's state holds of one resource. */
export interface Held {
  readonly id: string;
  readonly type: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly outputs: Readonly<Record<string, unknown>>;
  /** What the provider notes for itself, of the outputs. */
  readonly notes: Readonly<Record<string, unknown>>;
  /** The line of the program that declares it. */
  readonly sourcePosition?: string;
}

const guardTypes = ["pulumi-nodejs:dynamic/msp:Guard", "msp:index:Guard"];

/** Of both hosts. */
const isOurs = (type: string): boolean =>
  guardTypes.includes(type) || type.startsWith("pulumi-nodejs:dynamic/") || /^msp:(?!index:)/.test(type);

type Checkpointed = Omit<Held, "notes"> & { readonly urn: string };

interface Checkpoint {
  readonly checkpoint: {
    readonly latest: {
      readonly resources?: readonly Checkpointed[];
      readonly pending_operations?: readonly { readonly type: string }[];
    };
  };
}

/** A run of the CLI that goes on. */
export interface Running {
  readonly process: ChildProcess;
  readonly ended: Promise<Run>;
}

/** What Pulumi.yaml says. */
export interface ProjectSettings {
  readonly typescript?: boolean;
  readonly main?: string;
  /** Whether it says where the native provider is. */
  readonly native?: boolean;
}

/** The variables of one run, beside those of the engine and of the emulated account; undefined takes one away. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** What a project says of the native provider: where its package is. */
export const nativePlugin = "plugins:\n  providers:\n    - name: msp\n      path: node_modules/pulumi-msp\n";

const projectName = "tenants";
const stackName = "test";

/** A project with a stack. */
export class Stack {
  readonly #started = new Set<Running>();

  constructor(
    /** Has the project in `project`, the stack's state in `state` and the engine's home in `home`. */
    readonly folder: string,
    readonly environment: Record<string, string>,
    readonly project: string = join(folder, "project"),
    private readonly flags: readonly string[] = [],
  ) {}

  /** Writes files of the project; `name` may have folders in it. */
  write(name: string, text: string): void {
    const file = join(this.project, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }

  /** Writes Pulumi.yaml. */
  settings({ typescript = false, main = "index.js", native = false }: ProjectSettings): void {
    const runtime = `runtime:\n  name: nodejs\n  options:\n    typescript: ${typescript}\n`;
    this.write("Pulumi.yaml", `name: ${projectName}\nmain: ${main}\n${runtime}${native ? nativePlugin : ""}`);
  }

  /** The same for the native host. From then on the stack is one of it. */
  nativeProgram(text: string): void {
    this.settings({ native: true });
    this.write("index.js", `const msp = require("pulumi-msp/native");\nconst { eset, redstor } = msp;\n${text}\n`);
  }

  /** Sets the program, in JavaScript, where `eset` and `redstor` are the vendors. */
  program(text: string): void {
    this.write("index.js", `const { eset, redstor } = require("pulumi-msp");\n${text}\n`);
  }

  up(options: { variables?: Variables; flags?: readonly string[] } = {}): Promise<Run> {
    return this.run(["up", "--yes", "--skip-preview", ...(options.flags ?? [])], options.variables);
  }

  /** Looks at the vendor first, and repairs what differs. */
  upWithRefresh(): Promise<Run> {
    return this.up({ flags: ["--refresh", "--run-program"] });
  }

  preview(options: { variables?: Variables; flags?: readonly string[] } = {}): Promise<Run> {
    return this.run(["preview", ...(options.flags ?? [])], options.variables);
  }

  /** The daily question: does the vendor hold what the program says? Exits with 7 if not. */
  drift(flags: readonly string[] = []): Promise<Run> {
    return this.preview({ flags: ["--refresh", "--run-program", "--expect-no-changes", "--diff", ...flags] });
  }

  refresh(variables?: Variables): Promise<Run> {
    return this.run(["refresh", "--yes", "--skip-preview"], variables);
  }

  destroy(): Promise<Run> {
    return this.run(["destroy", "--yes", "--skip-preview"]);
  }

  /** Frees a stack whose update was killed. */
  cancel(): Promise<Run> {
    return this.run(["cancel", "--yes"]);
  }

  export(): Promise<Run> {
    return this.run(["stack", "export"]);
  }

  async run(args: readonly string[], variables?: Variables): Promise<Run> {
    return await this.start(args, variables).ended;
  }

  /** Runs a line that a message gives, as somebody does who copies it into a shell. */
  async copied(line: string, variables?: Variables): Promise<Run> {
    return await this.#start("sh", ["-c", line], { PULUMI_SKIP_CONFIRMATIONS: "true", ...variables }).ended;
  }

  /** Starts the CLI. Whatever it leaves running ends with the test. */
  start(args: readonly string[], variables: Variables = {}): Running {
    return this.#start("pulumi", [...args, ...this.flags, "--non-interactive", "--color=never"], variables);
  }

  #start(command: string, args: readonly string[], variables: Variables): Running {
    const defined = Object.entries({ ...this.environment, ...variables }).filter(([, value]) => value !== undefined);
    const child = spawn(command, args, {
      cwd: this.project,
      env: Object.fromEntries(defined),
      stdio: ["ignore", "pipe", "pipe"],
    });
    let text = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
    }
    const ended = new Promise<Run>((resolve, reject) => {
      child.on("error", reject);
      child.on("close", (code) => {
        resolve(new Run(code, text));
      });
      child.on("exit", (code) => {
        if (code === null) resolve(new Run(code, text)); // killed: it leaves plugins that hold its output open
      });
    });
    const running = { process: child, ended };
    this.#started.add(running);
    const forget = () => this.#started.delete(running);
    ended.then(forget, forget);
    return running;
  }

  /** The state as it lies on disk. */
  get stateFile(): string {
    const stacks = join(this.folder, "state", ".pulumi", "stacks");
    const [file] = readdirSync(stacks, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".json"));
    assert.ok(file !== undefined, "there is no stack");
    return join(stacks, file);
  }

  /** The vendors' objects in state, by name. */
  get held(): Record<string, Held> {
    const ours = this.#ours.filter(({ type }) => !guardTypes.includes(type));
    return Object.fromEntries(
      ours.map(({ urn, ...held }) => {
        const { id, type, inputs, outputs, sourcePosition } = held;
        const position = sourcePosition === undefined ? {} : { sourcePosition };
        return [urn.split("::").at(-1) ?? "", { id, type, inputs, outputs, notes: notesIn(outputs), ...position }];
      }),
    );
  }

  /** The URNs of the guards in state. */
  get guards(): string[] {
    return this.#ours.filter(({ type }) => guardTypes.includes(type)).map(({ urn }) => urn);
  }

  get #ours(): Checkpointed[] {
    return (this.#latest.resources ?? []).filter(({ type }) => isOurs(type));
  }

  /** What was under way when the last update was killed. */
  get pending(): string[] {
    return (this.#latest.pending_operations ?? []).map(({ type }) => type);
  }

  get #latest(): Checkpoint["checkpoint"]["latest"] {
    const { checkpoint } = JSON.parse(readFileSync(this.stateFile, "utf8")) as Checkpoint; // the engine's own format
    return checkpoint.latest;
  }

  /** All files of the project and of the stack's state and history, as text. */
  get files(): { name: string; text: string }[] {
    return [this.project, join(this.folder, "state")].flatMap((folder) =>
      readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && !entry.parentPath.includes("node_modules"))
        .map((entry) => join(entry.parentPath, entry.name))
        .map((name) => ({ name, text: readFileSync(name, "utf8") })),
    );
  }

  async close(): Promise<void> {
    for (const { process } of this.#started) {
      if (process.pid !== undefined) await endAll([...(await startedBy(process.pid)), process.pid]);
    }
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}

/** Header and claims of a JWT. Its first letters alone are in what is encrypted too, by chance. */
export const accessToken = /eyJ[\w-]+\.eyJ/;

/** An emulated vendor and stacks on it, for one test at a time. */
export class EngineWorld {
  #emulator: Emulator | undefined;
  #stacks: Stack[] = [];

  /** Call inside describe. */
  static forEachTest(options: EmulatorOptions = {}): EngineWorld {
    const world = new EngineWorld();
    beforeEach(async () => {
      world.#emulator = await startEmulator({ operationMilliseconds: 20, ...options });
    });
    afterEach(async () => {
      for (const stack of world.#stacks.splice(0)) await stack.close();
      await world.#emulator?.close();
    });
    return world;
  }

  get emulator(): Emulator {
    if (this.#emulator === undefined) throw new Error("only inside a test");
    return this.#emulator;
  }

  /** A new project with a stack and this program. */
  async stack(program: string): Promise<Stack> {
    const stack = await this.project();
    stack.program(program);
    succeeds(await stack.run(["stack", "init", stackName]));
    return stack;
  }

  /** A new project without a program or a stack, which resolves `pulumi-msp` to this checkout. */
  async project({ typescript = false } = {}): Promise<Stack> {
    const stack = await this.emptyProject();
    linkPackages(stack.project, { typescript });
    return stack;
  }

  /** A project in which no package is installed. */
  async emptyProject(): Promise<Stack> {
    const stack = await this.#stackWithoutProject();
    stack.write("package.json", JSON.stringify({ name: projectName, private: true }));
    stack.settings({});
    return stack;
  }

  /** A copy of a project of examples/, with a stack. No package is installed in it. */
  async example(name: string): Promise<Stack> {
    const stack = await this.#stackWithoutProject();
    cpSync(join(root, "examples", name), stack.project, { recursive: true });
    succeeds(await stack.run(["stack", "init", stackName]));
    return stack;
  }

  async #stackWithoutProject(): Promise<Stack> {
    const folder = mkdtempSync(join(tmpdir(), "pulumi-msp-engine-"));
    const stack = new Stack(folder, await this.environment(folder));
    this.#stacks.push(stack);
    return stack;
  }

  /** A stack of the project in this folder, which is not written to: state and settings lie elsewhere. */
  async stackOf(project: string, name: string): Promise<Stack> {
    const folder = mkdtempSync(join(tmpdir(), "pulumi-msp-engine-"));
    const environment = await this.environment(folder);
    // "stack init" writes the stack's settings beside Pulumi.yaml: so it is done in a copy
    const copy = new Stack(folder, environment, join(folder, "copy"));
    mkdirSync(copy.project);
    cpSync(join(project, "Pulumi.yaml"), join(copy.project, "Pulumi.yaml"));
    this.#stacks.push(copy);
    succeeds(await copy.run(["stack", "init", name]));
    const settings = join(copy.project, `Pulumi.${name}.yaml`);
    return new Stack(folder, environment, project, ["--stack", name, "--config-file", settings]);
  }

  async environment(folder: string): Promise<Record<string, string>> {
    const engine = process.env["PULUMI_MSP_ENGINE"];
    if (engine === undefined)
      throw new Error("PULUMI_MSP_ENGINE must name the folder of the Pulumi CLI: run npm test.");
    const { engineEnvironment } = await load("setup/environment.mjs");
    const accounts = Object.values(this.emulator.vendors).map((vendor) => vendor.environment());
    return {
      ...engineEnvironment(engine, folder),
      ...(Object.assign({}, ...accounts) as Record<string, string>),
      ESET_MSP_REQUESTS_PER_SECOND: "1000", // the emulator counts none
      REDSTOR_REQUESTS_PER_SECOND: "1000",
      ESET_MSP_TIMEOUT_SECONDS: "3",
      REDSTOR_TIMEOUT_SECONDS: "3",
    };
  }

  /** The vendor's calls since the last look, without signing in, in the order in which they were answered. */
  calls(): string[] {
    const calls = this.emulator.journal.entries().map(({ call }) => call);
    this.emulator.journal.clear();
    return calls.filter((call) => call !== "Token/Get" && !signIn.test(call));
  }

  /** The calls since the last look that changed something, sorted. */
  changes(): string[] {
    const changes = this.emulator.journal.entries().filter(({ applied }) => applied);
    this.emulator.journal.clear();
    return changes.map(({ call }) => call).sort();
  }

  /** How often this call changed something at the vendor. */
  applied(call: string): number {
    return this.emulator.journal.entries().filter((entry) => entry.call === call && entry.applied).length;
  }

  /** Waits for requests whose answers were held back: they are in the journal once they are let go. */
  async untilApplied(call: string, times: number): Promise<void> {
    while (this.applied(call) < times) await sleep(50);
  }

  /** The customer companies that exist. */
  get customers() {
    return this.emulator.eset.companies().filter(({ type }) => type === customerType);
  }

  get licenses() {
    return this.emulator.eset.licenses();
  }

  /** The companies that exist at Redstor below the account's own. */
  get backupCompanies() {
    const { redstor } = this.emulator;
    return redstor.companies().filter(({ parentCompanyId }) => parentCompanyId === redstor.accounts[0]?.companyId);
  }

  /** All that a run can change at the vendors. */
  get objects() {
    return {
      customers: this.customers,
      licenses: this.licenses,
      backupCompanies: this.backupCompanies,
      subscriptions: this.emulator.redstor.subscriptions(),
    };
  }
}

const customerType = 1007;

/** What Redstor's identity server is asked. */
const signIn = /^(connect\/token|\.well-known\/)/;

/** Makes a package resolvable from a project, as a package manager would. */
export function linkPackage(project: string, name: string, target: string): void {
  const link = join(project, "node_modules", name);
  mkdirSync(dirname(link), { recursive: true });
  symlinkSync(target, link, "junction");
}

/** Installs in a project what its programs import: `pulumi-msp` is this checkout. */
export function linkPackages(project: string, { typescript = false } = {}): void {
  linkPackage(project, "pulumi-msp", root);
  for (const name of ["@pulumi/pulumi", ...(typescript ? ["typescript", "@types/node"] : [])]) {
    linkPackage(project, name, join(root, "node_modules", name));
  }
}

/** Runs that do not get in each other's way: two fill the machine, as each of them waits now and then. */
export async function twoAtATime<T>(items: readonly T[], act: (item: T) => Promise<void>): Promise<void> {
  const waiting = [...items];
  const worker = async () => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await act(item);
  };
  await Promise.all([worker(), worker()]);
}
