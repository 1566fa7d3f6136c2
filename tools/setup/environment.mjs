/** The environment in which every run of the Pulumi engine in this repository happens. */
import { mkdirSync } from "node:fs";
import { delimiter, dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

/** What the user set for their own work must not steer ours: a token, a backend, a vendor's endpoint or password. */
const users = /^(PULUMI|ESET|REDSTOR|MSP)_/i;

/** The user's environment without what is theirs. */
export function withoutUsersSettings(env = process.env) {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !users.test(name)));
}

/**
 * Everything the engine writes lands in `folder`: state in `folder/state`, its home (never the user's ~/.pulumi) in
 * `folder/home`. Same folder, same stacks.
 *
 * @param {{ folder: string } | string} engine what `prepare` answered, or the folder that holds the CLI
 * @param {string} folder made when it is missing
 * @param {NodeJS.ProcessEnv} [env] the environment to start from
 * @returns {Record<string, string>}
 */
export function engineEnvironment(engine, folder, env = process.env) {
  const home = resolve(folder, "home");
  const state = resolve(folder, "state");
  mkdirSync(home, { recursive: true });
  mkdirSync(state, { recursive: true });
  const own = withoutUsersSettings(env);
  const pathName = Object.keys(own).find((name) => name.toUpperCase() === "PATH") ?? "PATH";
  const engineFolder = typeof engine === "string" ? engine : engine.folder;
  return {
    ...own,
    // programs run on the Node.js that runs this
    [pathName]: [engineFolder, dirname(process.execPath), own[pathName]].filter(Boolean).join(delimiter),
    PULUMI_HOME: home,
    PULUMI_BACKEND_URL: pathToFileURL(state).href,
    PULUMI_CONFIG_PASSPHRASE: "pulumi-msp",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_AUTOMATION_API_SKIP_VERSION_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
  };
}

/** For questions to a CLI that need no stack: its version. */
export const bareEnvironment = (home, env = process.env) => ({
  ...withoutUsersSettings(env),
  PULUMI_HOME: join(home, "home"),
  PULUMI_SKIP_UPDATE_CHECK: "true",
});
