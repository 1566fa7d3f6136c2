/** Runs the Pulumi engine over a stack, for looking only: a preview with a refresh writes nothing. */
import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type * as automationModule from "@pulumi/pulumi/automation";
import type { EngineEvent, LocalWorkspace } from "@pulumi/pulumi/automation";
import { isGuard, nameIn, ownType } from "../../provider/host/tokens";
import { messageOf } from "../../provider/lifecycle/errors";
import { isRecord, type Properties } from "../../provider/lifecycle/values";
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

/** A resource in the state of a stack. */
export interface StateResource {
  readonly type: string;
  /** In the program. */
  readonly name: string;
  readonly id: string | undefined;
  readonly inputs: Properties;
  readonly outputs: Properties;
}

/** How to preview. */
export interface Previewing {
  /** Whether to ask the vendors first what they hold. */
  readonly refresh: boolean;
  readonly policyPack?: string;
  readonly policyPackConfig?: string;
}

export interface Preview {
  /** What `pulumi preview --json` prints. */
  readonly text: string;
  /** What a policy forbids, and what one advises against; the JSON does not tell of them. */
  readonly violations: readonly { readonly urn?: string; readonly message: string }[];
  readonly advice: readonly string[];
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
      others: new Set(others.filter(({ type }) => !type.startsWith("pulumi:") && !isGuard(type)).map(({ urn }) => urn))
        .size,
      warnings: events.flatMap(({ diagnosticEvent }) =>
        diagnosticEvent?.severity === "warning" ? [diagnosticEvent.message.trim()] : [],
      ),
    };
  }

  /** What the next update would do, be it that the preview fails. Throws if the engine does not get as far as that. */
  async preview(stackName: string, { refresh, policyPack, policyPackConfig }: Previewing): Promise<Preview> {
    const folder = mkdtempSync(join(tmpdir(), "pulumi-msp-"));
    const log = join(folder, "events.json");
    try {
      const args = [
        ...["preview", "--json", "--show-sames", "--non-interactive", "--stack", stackName, "--event-log", log],
        ...(refresh ? ["--refresh", "--run-program"] : []),
        ...(policyPack === undefined ? [] : ["--policy-pack", policyPack]),
        ...(policyPackConfig === undefined ? [] : ["--policy-pack-config", policyPackConfig]),
      ];
      const text = await this.#printed(args).catch((error: unknown) => {
        const { stdout = "", stderr = "" } = Object(error) as { stdout?: string; stderr?: string }; // of a command that failed
        if (stdout.trim() !== "") return stdout;
        throw new Incomplete(stderr.trim() === "" ? messageOf(error) : stderrOf(new Error(stderr.trim())));
      });
      return { text, ...violationsIn(existsSync(log) ? readFileSync(log, "utf8") : "") };
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  async #printed(args: readonly string[]): Promise<string> {
    const { stdout } = await run(this.workspace.pulumiCommand.command, args, {
      cwd: this.workspace.workDir,
      // without the last one the CLI does not know the option --event-log, which the SDK uses too
      env: { ...process.env, ...onlyLook, PULUMI_DEBUG_COMMANDS: "true" },
      maxBuffer: Infinity,
    });
    return stdout;
  }

  /** The stacks of the project. */
  async stacks(): Promise<string[]> {
    return (await this.workspace.listStacks()).map(({ name }) => name).sort();
  }

  /** What the state of a stack holds: a customer may be declared in any of them. Secrets stay encrypted. */
  async held(stackName: string): Promise<Held[]> {
    return (await this.state(stackName)).map(({ type, id, outputs }) => ({
      type,
      ids: knownAs(type, { id, outputs }),
    }));
  }

  /** The resources in the state of a stack. Secrets stay encrypted. */
  async state(stackName: string): Promise<StateResource[]> {
    const stdout = await this.#printed(["stack", "export", "--stack", stackName]);
    const { deployment } = JSON.parse(stdout) as { deployment?: { resources?: unknown[] } }; // the engine's own format
    return (deployment?.resources ?? []).flatMap((resource): StateResource[] => {
      if (!isRecord(resource) || typeof resource["type"] !== "string") return [];
      const { id, urn, inputs, outputs } = resource;
      return [
        {
          type: ownType(resource["type"]) ?? resource["type"],
          name: typeof urn === "string" ? nameIn(urn) : "",
          id: typeof id === "string" ? id : undefined,
          inputs: isRecord(inputs) ? inputs : {},
          outputs: isRecord(outputs) ? outputs : {},
        },
      ];
    });
  }
}

/** What policies say, in the log of the engine's events: a line each. */
function violationsIn(log: string): Pick<Preview, "violations" | "advice"> {
  const violations: { urn?: string; message: string }[] = [];
  const advice: string[] = [];
  for (const line of log.split("\n")) {
    if (!line.includes('"policyEvent"')) continue;
    const { policyEvent } = JSON.parse(line) as EngineEvent; // the engine's own format
    if (policyEvent === undefined) continue;
    const { message, policyName, policyPackName, enforcementLevel, resourceUrn } = policyEvent;
    const said = `${policyPackName}, ${policyName}: ${message.replaceAll(/<\{%.*?%\}>/g, "").trim()}`;
    if (enforcementLevel !== "mandatory") advice.push(said);
    else violations.push({ ...(resourceUrn === undefined ? {} : { urn: resourceUrn }), message: said });
  }
  return { violations, advice };
}

/** Not in the SDK's types: it asks for them from the CLI, which says a lot. */
const isDebug = (severity: string): boolean => severity === "debug";

/** What the CLI said, out of an error that also repeats the command. */
function stderrOf(error: unknown): string {
  const lines = messageOf(error).split("\n");
  const said = lines.filter((line) => line.startsWith("error: ")).map((line) => line.slice("error: ".length));
  return [...new Set(said.length > 0 ? said : lines)].join("\n"); // the CLI says some things twice
}
