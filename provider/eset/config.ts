/** Where the ESET account comes from: stack configuration first, the environment as default. */

export interface EsetConfig {
  readonly endpoint: string;
  readonly username: string;
  readonly password: string;
  readonly requestsPerSecond: number;
  readonly timeoutSeconds: number;
  /** A file that corrects what is assumed of the vendor (assumptions.ts). */
  readonly assumptions?: string;
}

const settings = {
  endpoint: { key: "eset:endpoint", variable: "ESET_MSP_ENDPOINT" },
  username: { key: "eset:username", variable: "ESET_MSP_USERNAME" },
  password: { key: "eset:password", variable: "ESET_MSP_PASSWORD" },
  requestsPerSecond: { key: "eset:requestsPerSecond", variable: "ESET_MSP_REQUESTS_PER_SECOND" },
  timeoutSeconds: { key: "eset:timeoutSeconds", variable: "ESET_MSP_TIMEOUT_SECONDS" },
  assumptions: { key: "eset:assumptions", variable: "MSP_ASSUMPTIONS" },
} as const;

/** Stack configuration keys whose values must be stored encrypted. */
export const secretKeys = [settings.password.key] as const;

/** Reads one key of the stack configuration, e.g. `eset:username`. */
export type ConfigReader = (key: string) => string | undefined;

/** Throws an error that names the setting and both ways to give it. */
export function esetConfig(get: ConfigReader, environment: NodeJS.ProcessEnv = process.env): EsetConfig {
  const value = (name: keyof typeof settings): string | undefined => {
    const { key, variable } = settings[name];
    return get(key) ?? environment[variable];
  };
  const credential = (name: "username" | "password"): string => {
    const given = value(name);
    if (given !== undefined && given !== "") return given;
    const { key, variable } = settings[name];
    const secret = name === "password" ? "--secret " : "";
    throw new Error(
      `The ESET ${name} is missing. Give it with "pulumi config set ${secret}${key}" or in the environment variable ${variable}.`,
    );
  };
  const positive = (name: "requestsPerSecond" | "timeoutSeconds", fallback: number): number => {
    const given = value(name);
    if (given === undefined) return fallback;
    const number = Number(given);
    if (Number.isFinite(number) && number > 0) return number;
    throw new Error(`${settings[name].key} is ${JSON.stringify(given)}, but must be a number greater than 0.`);
  };
  const assumptions = value("assumptions");
  return {
    endpoint: checkedEndpoint(value("endpoint") ?? "https://mspapi.eset.com/api"),
    username: credential("username"),
    password: credential("password"),
    requestsPerSecond: positive("requestsPerSecond", 10),
    timeoutSeconds: positive("timeoutSeconds", 30),
    ...(assumptions === undefined || assumptions === "" ? {} : { assumptions }),
  };
}

function checkedEndpoint(text: string): string {
  const { key, variable } = settings.endpoint;
  if (!URL.canParse(text)) throw new Error(`${key} (or ${variable}) is ${JSON.stringify(text)}, but must be a URL.`);
  const url = new URL(text);
  const loopback = ["localhost", "127.0.0.1", "[::1]"].includes(url.hostname);
  if (url.protocol !== "https:" && !(url.protocol === "http:" && loopback)) {
    throw new Error(
      `${key} (or ${variable}) is ${url.protocol}//${url.host}: only https is allowed, or http on this machine.`,
    );
  }
  if (url.username !== "" || url.password !== "") {
    throw new Error(`${key} (or ${variable}) must not contain credentials.`);
  }
  return text.replace(/\/+$/, "");
}
