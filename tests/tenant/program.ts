/** Runs a program in a process of its own, with an engine that only notes what it is asked for. */
import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { project } from "./folder";

/** What the engine was asked to register. */
export interface Registered {
  readonly type: string;
  readonly name: string;
  /** Secrets are `{ secret: value }`. */
  readonly inputs: Readonly<Record<string, unknown>>;
  /** Name of the resource; undefined for the stack. */
  readonly parent?: string;
  readonly protect?: boolean;
  /** Name of the resource that it is deleted with. */
  readonly deletedWith?: string;
  /** Names of what it depends on, be it by an option or by its inputs. */
  readonly dependsOn: readonly string[];
}

export interface Outcome {
  readonly resources: readonly Registered[];
  /** What the program answered, outputs resolved. */
  readonly answer: unknown;
  readonly error?: string;
  /** The packages of node_modules that were loaded, by name. */
  readonly loaded: readonly string[];
}

export interface Setting {
  readonly files?: Readonly<Record<string, string>>;
  readonly users?: Readonly<Record<string, string>>;
  /** By full key. */
  readonly config?: Readonly<Record<string, string>>;
  readonly secretKeys?: readonly string[];
}

const root = join(__dirname, "..", "..", "..");

const runner = (body: string): string => `
const pulumi = require(${JSON.stringify(join(root, "node_modules/@pulumi/pulumi"))});
const nameOf = (urn) => (urn === "" ? undefined : urn.split("::").at(-1));
const secretMark = "4dabf18193072939515e22adb298388d";
const plain = (value) => {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  if (secretMark in value) return { secret: plain(value.value) };
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
};
const resources = [];
let answer, error;
(async () => {
  await pulumi.runtime.setMocks({
    newResource: ({ name, inputs }) => ({ id: name + "-id", state: inputs }),
    call: () => ({}),
  }, "fleet", "test");
  const monitor = pulumi.runtime.getMonitor();
  const register = monitor.registerResource.bind(monitor);
  monitor.registerResource = (request, callback) => {
    const { __provider, ...inputs } = plain(request.getObject().toJavaScript());
    resources.push({
      type: request.getType(),
      name: request.getName(),
      inputs,
      parent: nameOf(request.getParent()),
      protect: request.getProtect(),
      deletedWith: nameOf(request.getDeletedwith()),
      dependsOn: request.getDependenciesList().map(nameOf),
    });
    return register(request, callback);
  };
  const msp = require(${JSON.stringify(join(root, "dist/provider/index.js"))});
  const program = async () => { ${body} };
  pulumi.output(await program()).apply((value) => { answer = value; });
})().catch((reason) => { error = reason.message; });
process.on("exit", () => {
  const loaded = new Set(Object.keys(require.cache).flatMap((file) => /node_modules.(@[^/\\\\]+.)?[^/\\\\]+/.exec(file)?.[0].slice(13) ?? []));
  console.log(JSON.stringify({ resources, answer, error, loaded: [...loaded] }));
});
`;

/** The body is JavaScript, where \`msp\` is the package. */
export async function runProgram(
  body: string,
  { files = {}, users = {}, config = {}, secretKeys = [] }: Setting = {},
): Promise<Outcome> {
  const { folder, close } = project(files, users);
  try {
    writeFileSync(join(folder, "program.js"), runner(body));
    const { stdout } = await promisify(execFile)(process.execPath, ["program.js"], {
      cwd: folder,
      env: {
        PATH: process.env["PATH"],
        PULUMI_CONFIG: JSON.stringify(config),
        PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(secretKeys),
      },
    });
    return JSON.parse(stdout) as Outcome; // the runner's own
  } finally {
    close();
  }
}
