/**
 * What the stack holds before this run. The engine shows a policy only what the stack is to hold; so the pack asks the
 * Pulumi CLI for the rest: `pulumi stack export`, which reads and changes nothing, and leaves secrets encrypted.
 */
import { execFileSync } from "node:child_process";

/** A resource in the stack's state, in the engine's own words. */
export interface Deployed {
  readonly urn: string;
  readonly type: string;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly outputs?: Readonly<Record<string, unknown>>;
  readonly parent?: string;
  /** By input: the resources that it was made from. */
  readonly propertyDependencies?: Readonly<Record<string, readonly string[] | null>>;
  /** Replaced already, and only left to be deleted. */
  readonly delete?: boolean;
}

let known: readonly Deployed[] | undefined;

/** All resources of the stack that this URN is from. Throws if they cannot be had: a guard that sees nothing must not pass. */
export function deployed(urn: string): readonly Deployed[] {
  return (known ??= exported(stackOf(urn)));
}

/** As the CLI takes it, in any folder: the engine says the organisation in the environment, the URN says the rest. */
function stackOf(urn: string): string {
  const [, , stack = "", , project = ""] = urn.split(":"); // urn:pulumi:<stack>::<project>::…
  const organisation = process.env["PULUMI_NODEJS_ORGANIZATION"];
  return organisation === undefined || organisation === "" ? stack : `${organisation}/${project}/${stack}`;
}

function exported(stack: string): readonly Deployed[] {
  const args = ["stack", "export", "--non-interactive", "--stack", stack];
  const text = execFileSync("pulumi", args, {
    encoding: "utf8",
    maxBuffer: 2 ** 30,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const { deployment } = JSON.parse(text) as { deployment?: { resources?: Deployed[] } | null }; // the engine's own format
  return (deployment?.resources ?? []).filter((resource) => resource.delete !== true);
}
