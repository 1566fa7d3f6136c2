/** What people are told of a failure, beside its occasion. Read these tables as a new user would. */
import assert from "node:assert/strict";
import { realpathSync } from "node:fs";
import { tmpdir } from "node:os";
import sinon from "sinon";
import { startEmulator, type Emulator } from "../../emulator";
import { startTwin } from "../chaos/twin";
import { World, type WorldOptions } from "../host/world";

/** By occasion: what somebody does, and the whole text that answers it. */
type Occasions = Readonly<Record<string, readonly [doing: () => unknown, text: string]>>;

export function occasions(table: Occasions): void {
  for (const [occasion, [doing, text]] of Object.entries(table)) {
    it(occasion, async () => {
      assert.equal(await told(doing), text);
    });
  }
}

async function told(doing: () => unknown): Promise<string> {
  try {
    await doing();
  } catch (error) {
    return plain(error instanceof Error ? error.message : String(error));
  }
  return assert.fail("nothing failed");
}

/** Without what differs from run to run. */
export const plain = (text: string): string =>
  text
    .replaceAll(/[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}/g, "<id>")
    .replaceAll(/\b[A-Z\d]{3}-[A-Z\d]{3}-[A-Z\d]{3}\b/g, "<key>")
    .replaceAll(/127\.0\.0\.1:\d+/g, "<server>")
    .replaceAll(/\bPort \d+/g, "Port <port>")
    .replaceAll(/inventory-[\da-f]{32}/g, "inventory-<account>")
    .replaceAll(new RegExp(`(${tmpdir()}|${realpathSync(tmpdir())})/[a-z]+-\\w{6}`, "g"), "<folder>");

/** Throws what a check answers in place of an error. */
export function say(failures: readonly { readonly property: string; readonly reason: string }[]): void {
  if (failures.length > 0) throw new Error(failures.map(({ property, reason }) => `${property} ${reason}`).join("\n"));
}

/** Throws what is printed as an error at last, in place of printing it. */
export async function printed(doing: () => unknown): Promise<void> {
  const lines: string[] = [];
  sinon.stub(console, "error").callsFake((line: unknown) => {
    lines.push(String(line));
  });
  const code = process.exitCode;
  try {
    await doing();
  } finally {
    process.exitCode = code;
    sinon.restore();
  }
  const said = lines.at(-1);
  if (said !== undefined) throw new Error(said);
}

/** Minutes pass while a request is on its way, and pauses are as short as can be: no test waits for them. */
export function hurry(): void {
  let late = 0;
  const now = performance.now.bind(performance);
  sinon.stub(performance, "now").callsFake(() => now() + (late += 400_000));
  sinon.stub(Math, "random").returns(0);
}

/** An emulator for each test of a table, without a provider process. */
export function emulated(): () => Emulator {
  let emulator: Emulator | undefined;
  beforeEach(async () => (emulator = await startEmulator()));
  afterEach(async () => {
    sinon.restore();
    await emulator?.close();
  });
  return () => emulator ?? assert.fail("only inside a test");
}

/** A stack for each test of a table, on the twin of the provider process. */
export const stacks = (options: WorldOptions = {}): World => World.forEachTest({ startHost: startTwin, ...options });
