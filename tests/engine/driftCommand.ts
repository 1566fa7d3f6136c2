/** Commands of `pulumi-msp` on a stack of the engine's, and the report of drift as lines to compare. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import type { Finding, NextStep, Report } from "../../cli/drift/finding";
import { type EngineWorld, root, type Stack, type Variables } from "./engine";

const command = join(root, "dist", "cli", "index.js");

interface Ended {
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
}

export const drift = (world: EngineWorld, stack: Stack, args: readonly string[] = [], variables: Variables = {}) =>
  runs(world, stack, ["drift", ...args], variables);

/** Runs `pulumi-msp` in the folder of the project. */
export async function runs(
  world: EngineWorld,
  stack: Stack,
  args: readonly string[],
  variables: Variables = {},
): Promise<Ended> {
  const env = { ...(await world.environment(stack.folder)), ...variables };
  const child = spawn(process.execPath, [command, ...args], { cwd: stack.project, env });
  let [output, errors] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (errors += text));
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  return { code, output, errors };
}

/** What it reports, when it ends with this code and complains of nothing. */
export async function reported(world: EngineWorld, stack: Stack, code: number, ...args: string[]): Promise<Report> {
  const run = await drift(world, stack, ["--format", "json", "--quiet", ...args]);
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

/** The variables of a shell that finds the command pulumi-msp, as that of somebody who has installed it. */
export function withCommand(stack: Stack): { PATH: string } {
  const bin = join(stack.folder, "bin");
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, "pulumi-msp"), `#!/bin/sh\nexec '${process.execPath}' '${command}' "$@"\n`);
  chmodSync(join(bin, "pulumi-msp"), 0o755);
  return { PATH: [bin, stack.environment["PATH"]].join(delimiter) };
}

/** What the report says to do about an object, by the program's name for it or the vendor's. */
export function nextOf({ customers }: Report, object: string, to: NextStep["to"], property?: string): NextStep {
  const isIt = (finding: Finding) =>
    [finding.resource, finding.id, finding.name].includes(object) &&
    (property === undefined || finding.property === property);
  const found = customers.flatMap(({ drift: all }) => all.filter(isIt));
  const step = found.flatMap(({ next = [] }) => next).find((one) => one.to === to);
  return step ?? assert.fail(`nothing says how to ${to} ${object}: ${JSON.stringify(found)}`);
}

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
