/** Builds the Pulumi CLI and its language hosts from the Go modules pinned in tools/engine. */
import { readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { progress } from "./progress.mjs";
import { run } from "./process.mjs";

const pins = fileURLToPath(new URL("../engine/", import.meta.url));

function pinned(part) {
  const goMod = readFileSync(join(pins, part.folder, "go.mod"), "utf8");
  const tool = new RegExp(`^tool (\\S+/${part.output})$`, "m").exec(goMod)?.[1];
  return { ...part, package: tool ?? ".", go: /^go (\S+)/m.exec(goMod)[1] };
}

const engine = [
  { folder: "languages", name: "the Node.js language host", output: "pulumi-language-nodejs" },
  { folder: "language-yaml", name: "the YAML language host", output: "pulumi-language-yaml" },
  { folder: "cli", name: "the Pulumi CLI", output: "pulumi" },
].map(pinned);

/** What Python programs need beside that. */
export const pythonHost = pinned({
  folder: "languages",
  name: "the Python language host",
  output: "pulumi-language-python",
});

/** What makes SDKs where the language hosts do not. */
export const sdkGenerator = pinned({
  folder: "sdk-generator",
  name: "the generator of SDKs",
  output: "pulumi-language-python",
});

/** The Go these modules ask for. */
export const neededGo = [...engine, pythonHost, sdkGenerator]
  .map(({ go }) => go)
  .sort((a, b) => (isOlder(a, b) ? 1 : -1))[0];

function isOlder(a, b) {
  const [left, right] = [a, b].map((text) => text.split(".").map((number) => Number.parseInt(number, 10)));
  for (const index of [0, 1, 2]) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}

/** What the `go` command says, in words that say what to do. The first that fits wins. */
const knownFailures = [
  [/no space left on device/i, "the disk is full: building needs about 4 GB for Go's caches (GOCACHE, GOMODCACHE)"],
  [
    /requires go >=|invalid go version|unknown directive: tool|toolchain not available/i,
    `it needs Go ${neededGo} or newer`,
  ],
  [/signal: killed|cannot allocate memory/i, "the machine ran out of memory while building"],
  [
    /dial tcp|proxyconnect|i\/o timeout|TLS handshake|no such host|connection re(?:fused|set)|module lookup disabled|reading https?:\/\/\S+: \d{3}/i,
    "Go modules cannot be downloaded (GOPROXY)",
  ],
  [/checksum mismatch|SECURITY ERROR/i, "the downloaded Go modules are not the pinned ones (go.sum)"],
];

/** @param {string} output of the `go` command */
export function inWords(output) {
  const lines = output.split("\n").filter((line) => line.trim() !== "" && !line.startsWith("go: downloading "));
  for (const [pattern, text] of knownFailures) {
    const line = lines.find((candidate) => pattern.test(candidate));
    if (line !== undefined) return `${text}; go says: ${line.trim()}`;
  }
  return `go says: ${lines.slice(-8).join("\n") || "nothing"}`;
}

async function checkGo(env) {
  const { code, stdout, missing, output } = await run("go", ["env", "-json", "GOVERSION", "GOTOOLCHAIN"], {
    cwd: tmpdir(),
    env,
    seconds: 60,
  });
  if (missing)
    throw new Error(`building it from the Go modules needs Go ${neededGo} or newer, and there is no "go" on PATH`);
  if (code !== 0) throw new Error(inWords(output));
  const { GOVERSION, GOTOOLCHAIN = "" } = JSON.parse(stdout);
  const version = (GOVERSION ?? "").replace(/^go/, "") || "1.0";
  // from 1.21 on, Go gets itself the version that a module asks for, unless it was told not to
  const getsNewer = !isOlder(version, "1.21") && !["local", "path"].includes(GOTOOLCHAIN);
  if (isOlder(version, neededGo) && !getsNewer)
    throw new Error(`building it from the Go modules needs Go ${neededGo} or newer; "go" on PATH is ${version}`);
}

/** So that what is built is static and for this machine, whatever the user builds otherwise. */
function goEnvironment(env) {
  const own = { ...env, CGO_ENABLED: "0", GOWORK: "off", GO111MODULE: "on" };
  delete own.GOOS;
  delete own.GOARCH;
  return own;
}

/**
 * @param {{ folder: string, version: string, exe: string, env: NodeJS.ProcessEnv, log: (line: string) => void, keptIn: string,
 *           what?: string, parts?: typeof engine }} options
 */
export async function buildFromGo({ folder, version, exe, env, log, keptIn, what = "Pulumi", parts = engine }) {
  const goEnv = goEnvironment(env);
  await checkGo(goEnv);
  log(
    `Building ${what} ${version} from its Go modules. This happens once and takes some minutes; the result is kept in ${keptIn}.`,
  );
  const flags = ["-mod=readonly", "-buildvcs=false", "-tags", "osusergo,grpcnotrace"];
  const linked = `-s -w -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v${version}`;
  for (const part of parts) {
    let modules = 0;
    let compiled = 0;
    let packages;
    const shown = progress(log, () =>
      packages === undefined
        ? `  ${part.name}: ${modules} modules downloaded`
        : `  ${part.name}: ${compiled} of ${packages} packages compiled`,
    );
    const go = async (args, onLine) => {
      const options = { cwd: join(pins, part.folder), env: goEnv, ownGroup: true, quietSeconds: 900, onLine };
      const { code, stdout, output, problem } = await run("go", args, options);
      if (code === 0) return stdout;
      shown.end();
      throw new Error(problem === undefined ? inWords(output) : `the build of ${part.name} failed: ${problem}`);
    };
    const stale = await go(
      ["list", ...flags, "-deps", "-f", "{{if .Stale}}{{.ImportPath}}{{end}}", part.package],
      (line) => {
        if (line.startsWith("go: downloading ")) modules += 1;
      },
    );
    packages = stale.split("\n").filter(Boolean).length;
    await go(
      ["build", ...flags, "-v", "-ldflags", linked, "-o", join(folder, part.output + exe), part.package],
      (line) => {
        if (!line.startsWith("go: ")) compiled += 1;
      },
    );
    shown.end(`  ${part.name}: ${packages} ${packages === 1 ? "package" : "packages"} compiled`);
  }
}

/** Where the sources of a module are that a part is built from. */
export async function moduleFolder(part, module, env) {
  const { code, stdout, output } = await run("go", ["list", "-mod=readonly", "-m", "-f", "{{.Dir}}", module], {
    cwd: join(pins, part.folder),
    env: goEnvironment(env),
    seconds: 60,
  });
  if (code !== 0) throw new Error(inWords(output));
  return stdout.trim();
}
