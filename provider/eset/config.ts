/** Where the ESET account comes from: stack configuration first, the environment as default. */
import { type ConfigReader, Settings } from "../http/settings";

export interface EsetConfig {
  readonly endpoint: string;
  readonly username: string;
  readonly password: string;
  readonly requestsPerSecond: number;
  readonly timeoutSeconds: number;
  /** Whether a refresh asks for each object, or for lists first (bulk.ts). */
  readonly refresh: "exact" | "bulk";
  /** A file that corrects what is assumed of the vendor (assumptions.ts). */
  readonly assumptions?: string;
}

const settings = {
  endpoint: { key: "eset:endpoint", variable: "ESET_MSP_ENDPOINT" },
  username: { key: "eset:username", variable: "ESET_MSP_USERNAME" },
  password: { key: "eset:password", variable: "ESET_MSP_PASSWORD" },
  requestsPerSecond: { key: "eset:requestsPerSecond", variable: "ESET_MSP_REQUESTS_PER_SECOND" },
  timeoutSeconds: { key: "eset:timeoutSeconds", variable: "ESET_MSP_TIMEOUT_SECONDS" },
  refresh: { key: "eset:refresh", variable: "ESET_MSP_REFRESH" },
  assumptions: { key: "eset:assumptions", variable: "MSP_ASSUMPTIONS" },
} as const;

/** Stack configuration keys whose values must be stored encrypted. */
export const secretKeys = [settings.password.key] as const;

/** Throws an error that names the setting and both ways to give it. */
export function esetConfig(get: ConfigReader, environment: NodeJS.ProcessEnv = process.env): EsetConfig {
  const given = new Settings("ESET", settings, get, environment);
  const assumptions = given.value("assumptions");
  return {
    endpoint: given.server("endpoint", "https://mspapi.eset.com/api"),
    username: given.credential("username", "username"),
    password: given.credential("password", "password", { secret: true }),
    requestsPerSecond: given.rate("requestsPerSecond", 10),
    timeoutSeconds: given.seconds("timeoutSeconds", 30),
    refresh: given.choice("refresh", ["exact", "bulk"]),
    ...(assumptions === undefined || assumptions === "" ? {} : { assumptions }),
  };
}
