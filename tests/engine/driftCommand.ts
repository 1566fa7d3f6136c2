/** `pulumi-msp drift` on a stack of the engine's, and its report as lines to compare. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { join } from "node:path";
import type { Report } from "../../cli/drift/finding";
import { type EngineWorld, root, type Stack, type Variables } from "./engine";

const command = join(root, "dist", "cli", "index.js");

export async function drift(
  world: EngineWorld,
  stack: Stack,
  args: readonly string[] = [],
  variables: Variables = {},
): Promise<{ code: number | null; output: string; errors: string }> {
  const env = { ...(await world.environment(stack.folder)), ...variables };
  const child = spawn(process.execPath, [command, "drift", ...args], { cwd: stack.project, env });
  let [output, errors] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (errors += text));
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  return { code, output, errors };
}

/** What it reports, when it ends with this code and complains of nothing. */
export async function reported(world: EngineWorld, stack: Stack, code: number, ...args: string[]): Promise<Report> {
  const run = await drift(world, stack, ["--format", "json", ...args]);
  assert.deepEqual([run.code, run.errors], [code, ""], run.output);
  return JSON.parse(run.output) as Report; // its own format
}

/** `customer: kind object property program !== vendor (deployed)`; by hand, what nobody declares is called by its name. */
export const lines = ({ customers }: Report, part: "drift" | "accepted" = "drift"): string[] =>
  customers
    .flatMap((customer) =>
      customer[part].map(({ kind, resource, name, property, program, live, deployed }) => {
        const text = (value: unknown): string => (value === undefined ? "nothing" : JSON.stringify(value));
        const values =
          property === undefined
            ? ""
            : ` ${property} ${text(program)} !== ${text(live)}${deployed === undefined ? "" : ` (${text(deployed)})`}`;
        return `${customer.name}: ${kind} ${resource ?? name ?? ""}${values}`;
      }),
    )
    .sort();

/** Accepts the users of the account that the emulator brings along and no program declares; and more, if given. */
export function exceptions(stack: Stack, ...more: string[]): string[] {
  stack.write(
    "drift.yaml",
    [
      "exceptions:",
      "  - { resource: eset.User, kind: unmanaged, reason: made by the emulator, until: 2999-12-31 }",
      ...more.map((exception) => `  - ${exception}`),
      "",
    ].join("\n"),
  );
  return ["--ignore", "drift.yaml"];
}
