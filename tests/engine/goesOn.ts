/** What every stack must still be able to do once a run has failed on it. */
import assert from "node:assert/strict";
import { fails, type Run, type Stack, type Variables } from "./engine";

const commands = {
  refresh: ["refresh", "--yes", "--skip-preview"],
  preview: ["preview", "--refresh"],
  up: ["up", "--yes", "--skip-preview", "--refresh", "--run-program", "--continue-on-error"],
  destroy: ["destroy", "--yes", "--skip-preview", "--refresh", "--run-program", "--continue-on-error"],
} as const;

/** Once the cause is gone, all of it works, and in the end nothing is left in the state. */
export async function goesOn(stack: Stack, variables?: Variables): Promise<void> {
  for (const args of Object.values(commands)) await works(stack, args, variables);
  assert.deepEqual(stack.held, {}, "the destroy left something in the state");
}

/** While the cause is there, what only looks works; an up fails as it did, for no other reason. */
export async function staysUsable(stack: Stack, says: readonly string[], variables?: Variables): Promise<void> {
  const ids = idsOf(stack);
  for (const args of [commands.refresh, commands.preview]) await works(stack, args, variables);
  await refused(stack, commands.up, says, variables);
  assert.deepEqual(idsOf(stack), ids, "the stack has forgotten or exchanged objects");
}

/** A destroy that the cause makes fail too. */
export async function keepsWhatItCannotDestroy(
  stack: Stack,
  name: string,
  says: readonly string[],
  variables?: Variables,
): Promise<void> {
  await refused(stack, commands.destroy, says, variables);
  assert.ok(name in stack.held, `${name} was forgotten`);
}

async function works(stack: Stack, args: readonly string[], variables?: Variables): Promise<Run> {
  const run = await stack.run(args, variables);
  assert.equal(run.code, 0, `after the failure, "${inWords(args)}" does not work:\n${run.text}`);
  return run;
}

async function refused(
  stack: Stack,
  args: readonly string[],
  says: readonly string[],
  variables?: Variables,
): Promise<void> {
  const run = await stack.run(args, variables);
  assert.notEqual(run.code, 0, `while the cause is there, "${inWords(args)}" should fail:\n${run.text}`);
  assert.doesNotMatch(run.text, /code must be/, `"${inWords(args)}" fails on the state`);
  fails(run, ...says);
}

const inWords = (args: readonly string[]): string => `pulumi ${args.join(" ")}`;

const idsOf = ({ held }: Stack) => Object.fromEntries(Object.entries(held).map(([name, { id }]) => [name, id]));
