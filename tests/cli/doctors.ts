/** What the tests of `pulumi-msp doctor` have in common, whichever vendor it examines. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import type { Examination } from "../../provider/vendor/doctor/examination";
import type { Finding } from "../../provider/vendor/doctor/finding";

const command = join(__dirname, "../../cli/index.js");

/** Runs the command with this environment and no other. */
export const runDoctor = (args: readonly string[], env: Readonly<Record<string, string>>) =>
  new Promise<{ code: number; output: string; errors: string }>((resolve) => {
    const options = { env: { PATH: process.env["PATH"] ?? "", ...env } };
    execFile(process.execPath, [command, "doctor", ...args], options, (error, output, errors) => {
      resolve({ code: typeof error?.code === "number" ? error.code : 0, output, errors });
    });
  });

export function finding({ findings }: Examination, what: string): Finding {
  const found = findings.filter((one) => one.what === what);
  const [only, ...more] = found;
  if (only === undefined || more.length > 0) return assert.fail(`${what} is found ${found.length} times`);
  return only;
}

export const contradicted = ({ findings }: Examination): string[] =>
  findings.filter(({ verdict }) => verdict === "contradicted").map(({ what }) => what);
