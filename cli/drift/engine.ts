/** Runs the Pulumi engine over a stack, for looking only: a preview with a refresh writes nothing. */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import type * as automationModule from "@pulumi/pulumi/automation";
import type { EngineEvent, LocalWorkspace } from "@pulumi/pulumi/automation";
import { messageOf } from "../../provider/lifecycle/errors";
import { isRecord } from "../../provider/lifecycle/values";
import { Incomplete, knownAs, previewed, type Previewed, told } from "./events";

export interface Looked {
  readonly project: string;
  readonly stack: string;
  readonly resources: readonly Previewed[];
  /** Resources of other packages. */
  readonly others: number;
  readonly warnings: readonly string[];
}

/** What a stack holds of a type, by the vendor's ids. */
export interface Held {
  readonly type: string;
  readonly ids: readonly string[];
}

const run = promisify(execFile);

/** Refusals are for updates: a look must get to its end although somebody did what the vendor cannot take back. */
const onlyLook = { MSP_ONLY_LOOK: "1", PULUMI_SKIP_UPDATE_CHECK: "true" };

/** A project's folder and its stacks. */
export class Project {
  private constructor(
    private readonly workspace: LocalWorkspace,
    private readonly automation: typeof automationModule,
    readonly name: string,
  ) {}

  static async open(folder: string): Promise<Project> {
    if (!["yaml", "yml", "json"].some((kind) => existsSync(join(folder, `Pulumi.${kind}`)))) {
      throw new Error(
        `There is no Pulumi.yaml in ${folder}: run this in the folder of a project, or name it with --cwd.`,
      );
    }
    const automation = await import("@pulumi/pulumi/automation/index.js");
    const workspace = await automation.LocalWorkspace.create({ workDir: folder, envVars: { ...onlyLook } }).catch(
      (error: unknown) => {
        if (/ENOENT|not found/.test(messageOf(error))) {
          throw new Error(
            "The Pulumi CLI (pulumi) is not on the PATH. https://www.pulumi.com/docs/install/ says how to get it.",
          );
        }
        throw error;
      },
    );
    // the stack is named in every call: making it the selected one would change what the user's next command is about
    workspace.selectStack = () => Promise.resolve();
    return new Project(workspace, automation, (await workspace.projectSettings()).name);
  }

  /** The stack that is selected in the folder. */
  async selected(): Promise<string> {
    const stack = await this.workspace.stack();
    if (stack === undefined) throw new Error("No stack is selected. Name one with --stack.");
    return stack.name;
  }

  /** The configuration of a stack, decrypted. */
  async config(stack: string): Promise<(key: string) => string | undefined> {
    const config = await this.workspace.getAllConfig(stack);
    return (key) => config[key]?.value;
  }

  async look(stackName: string, onObject: (looked: number) => void): Promise<Looked> {
    const stack = await this.automation.Stack.select(stackName, this.workspace);
    const events: EngineEvent[] = [];
    const seen = new Set<string>();
    const onEvent = (event: EngineEvent): void => {
      if (event.diagnosticEvent?.severity !== undefined && isDebug(event.diagnosticEvent.severity)) return;
      events.push(event);
      const refreshed = event.resOutputsEvent?.metadata;
      if (refreshed?.op !== "refresh" || refreshed.old?.custom !== true) return;
      seen.add(refreshed.urn);
      onObject(seen.size);
    };
    try {
      await stack.preview({ refresh: true, runProgram: true, onEvent });
    } catch (error) {
      const errors = events.flatMap(({ diagnosticEvent }) =>
        diagnosticEvent?.severity === "error" ? [diagnosticEvent.message.trim()] : [],
      );
      throw new Incomplete(told(errors.length > 0 ? errors : [stderrOf(error)]));
    }
    const resources = previewed(events);
    const steps = events.flatMap(({ resourcePreEvent }) => resourcePreEvent?.metadata ?? []);
    const urns = new Set(resources.map(({ urn }) => urn));
    const others = steps.filter(
      ({ op, urn, old, new: next }) => op !== "refresh" && (next ?? old)?.custom === true && !urns.has(urn),
    );
    return {
      project: this.name,
      stack: stackName,
      resources,
      others: new Set(others.filter(({ type }) => !type.startsWith("pulumi:")).map(({ urn }) => urn)).size,
      warnings: events.flatMap(({ diagnosticEvent }) =>
        diagnosticEvent?.severity === "warning" ? [diagnosticEvent.message.trim()] : [],
      ),
    };
  }

  /** What the other stacks of the project hold: a customer may be declared in any of them. Secrets stay encrypted. */
  async heldByOthers(stackName: string): Promise<Held[]> {
    const held: Held[] = [];
    for (const { name } of await this.workspace.listStacks()) {
      if (name === stackName || name.endsWith(`/${stackName}`) || stackName.endsWith(`/${name}`)) continue;
      const { stdout } = await run(this.workspace.pulumiCommand.command, ["stack", "export", "--stack", name], {
        cwd: this.workspace.workDir,
        env: { ...process.env, ...onlyLook },
        maxBuffer: Infinity,
      });
      const { deployment } = JSON.parse(stdout) as { deployment?: { resources?: unknown[] } }; // the engine's own format
      for (const resource of deployment?.resources ?? []) {
        if (!isRecord(resource) || typeof resource["type"] !== "string") continue;
        const { id, outputs } = resource;
        const type = resource["type"].replace("pulumi-nodejs:dynamic/", "");
        const object = { ...(typeof id === "string" ? { id } : {}), ...(isRecord(outputs) ? { outputs } : {}) };
        held.push({ type, ids: knownAs(type, object) });
      }
    }
    return held;
  }
}

/** Not in the SDK's types: it asks for them from the CLI, which says a lot. */
const isDebug = (severity: string): boolean => severity === "debug";

/** What the CLI said, out of an error that also repeats the command. */
function stderrOf(error: unknown): string {
  const lines = messageOf(error).split("\n");
  const said = lines.filter((line) => line.startsWith("error: ")).map((line) => line.slice("error: ".length));
  return [...new Set(said.length > 0 ? said : lines)].join("\n"); // the CLI says some things twice
}
