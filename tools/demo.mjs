/**
 * `npm run demo`: onboards a customer at two emulated vendors with the real Pulumi engine, lets somebody change it in their
 * portals, finds that, repairs it, and removes everything again. Leaves nothing behind.
 */
import "./setup/node-version.mjs";
import { spawn } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { engineEnvironment, fail, prepare } from "./setup.mjs";

const root = fileURLToPath(new URL("../", import.meta.url));
const bold = (text) => (process.stdout.isTTY && !process.env.NO_COLOR ? `\x1b[1m${text}\x1b[22m` : text);
const say = (text = "") => console.log(text);
const heading = (text) => say(`\n${bold(text)}`);

/** Runs the CLI in front of the user, or silently; answers its exit code. */
function pulumi(engine, args, { cwd, env, stdio = ["ignore", "inherit", "inherit"] }) {
  return new Promise((resolve, reject) => {
    const child = spawn(join(engine.folder, "pulumi"), args, { cwd, env, stdio });
    running = child;
    child.on("error", reject);
    child.on("exit", (code) => {
      running = undefined;
      resolve(code ?? 1);
    });
  });
}

async function demo(folder) {
  const { engine } = await prepare({ engine: "required" });
  const { startEmulator } = await import("../dist/emulator/index.js");
  const emulator = await startEmulator({ operationMilliseconds: 1000 });
  try {
    await story(engine, emulator, folder);
  } finally {
    await emulator.close();
  }
}

async function story(engine, emulator, folder) {
  const { eset, redstor } = emulator;
  const accounts = Object.values(emulator.vendors).map((vendor) => vendor.environment());
  const env = Object.assign(engineEnvironment(engine, folder), ...accounts);
  // a new stack's settings are written beside Pulumi.yaml: in a copy, to keep this folder as it is
  const copy = join(folder, "project");
  mkdirSync(copy);
  copyFileSync(join(root, "Pulumi.yaml"), join(copy, "Pulumi.yaml"));
  await pulumi(engine, ["stack", "init", "demo"], { cwd: copy, env, stdio: "ignore" });
  const settings = ["--stack", "demo", "--config-file", join(copy, "Pulumi.demo.yaml")];
  const run = async (args, expected) => {
    say(`$ pulumi ${args.join(" ")}`);
    const code = await pulumi(engine, [...args, ...settings], { cwd: root, env });
    if (code !== expected)
      throw new Error(`pulumi ${args[0]} ended with exit code ${code}, but the demo expects ${expected}.`);
  };

  heading("1. Onboard a customer: examples/onboarding/index.ts");
  say(`Emulated vendors listen on ${emulator.url}: ESET MSP Administrator 2 and Redstor. No real account is touched.`);
  await run(["up", "--yes", "--skip-preview"], 0);
  heading("What the vendors hold now");
  show(emulator);

  heading("2. Somebody changes a seat count in one portal, 10 → 25, and disables the company in the other");
  const protect = eset.licenses().find(({ productCode }) => productCode === "2015");
  eset.portal.updateLicense(protect.publicLicenseKey, { quantity: 25 });
  redstor.portal.updateCompany(backupCompanies(emulator)[0].companyId, { isEnabled: false });
  say("A preview that looks at the vendors finds both. It changes nothing:");
  await run(["preview", "--refresh", "--run-program", "--diff", "--expect-no-changes"], 7);
  say("Exit code 7: something differs from the program (0 would mean no drift). A nightly CI job can act on that.");

  heading("3. Repair it");
  await run(["up", "--refresh", "--run-program", "--yes", "--skip-preview"], 0);
  show(emulator);

  heading("4. Remove the customer again");
  await run(["destroy", "--yes", "--skip-preview"], 0);
  const left = customersOf(emulator);
  if (left.length > 0) throw new Error(`These customers should be gone: ${left.map(({ name }) => name).join(", ")}`);
  say(
    "ESET holds no customer any more. At Redstor the company stays, disabled, because deleting it would delete its backups",
  );
  say('(deletionPolicy: "delete" on the resource would):');
  show(emulator);

  heading("What next");
  say("  npx --no pulumi-msp emulate    an emulated vendor of your own, to try your program on");
  say("  README.md                 how to write that program, and how to run it on a real account safely");
}

const customersOf = ({ eset }) =>
  eset
    .companies()
    .filter(({ parentId, deleted, type }) => parentId === eset.accounts[0].companyId && type === 1007 && !deleted);

const backupCompanies = ({ redstor }) =>
  redstor.companies().filter(({ parentCompanyId }) => parentCompanyId === redstor.accounts[0].companyId);

function show(emulator) {
  for (const { id, name, status, email } of customersOf(emulator)) {
    say(`  ESET     customer      ${name}  ${email}  ${status}  ${id}`);
    for (const license of emulator.eset.licenses().filter(({ customerId }) => customerId === id)) {
      const { productCode, quantity, trial, suspended, publicLicenseKey } = license;
      const kind = trial ? "trial" : "full";
      say(
        `           licence       product ${productCode}  ${quantity} seats  ${kind}  ${suspended ? "suspended" : "runs"}  ${publicLicenseKey}`,
      );
    }
  }
  for (const { companyId, companyName, type, isEnabled } of backupCompanies(emulator)) {
    say(`  Redstor  company       ${companyName}  ${type}  ${isEnabled ? "enabled" : "disabled"}  ${companyId}`);
    for (const { productId, editionId, trialStatus, isActive } of emulator.redstor.subscriptions(companyId)) {
      say(
        `           subscription  product ${productId}  edition ${editionId}  ${trialStatus}  ${isActive ? "active" : "inactive"}`,
      );
    }
  }
}

const folder = mkdtempSync(join(tmpdir(), "pulumi-msp-demo-"));
/** The CLI that runs now; it must not outlive the demo. */
let running;
const cleanUp = () => rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
for (const [signal, code] of [
  ["SIGINT", 130],
  ["SIGTERM", 143],
]) {
  process.on(signal, () => {
    running?.kill("SIGKILL");
    cleanUp();
    process.exit(code);
  });
}
try {
  await demo(folder);
} catch (error) {
  cleanUp();
  fail(error);
}
cleanUp();
