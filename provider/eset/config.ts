/** Where the ESET account comes from: stack configuration first, the environment as default. */
import { type ConfigReader, Settings, settingsOf } from "../vendor/settings";

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

export const settings = settingsOf("eset", {
  variables: "ESET_MSP",
  plain: ["endpoint", "username", "requestsPerSecond", "timeoutSeconds", "refresh"],
  secret: ["password"],
});

/** Throws an error that names the setting and both ways to give it. */
export function esetConfig(get: ConfigReader, environment: NodeJS.ProcessEnv = process.env): EsetConfig {
  const given = new Settings("ESET", settings, get, environment);
  const assumptions = given.value("assumptions");
  return {
    endpoint: given.server("endpoint", "https://mspapi.eset.com/api"),
    username: given.credential("username", "username"),
    password: given.credential("password", "password"),
    requestsPerSecond: given.rate("requestsPerSecond", 10),
    timeoutSeconds: given.seconds("timeoutSeconds", 30),
    refresh: given.choice("refresh", ["exact", "bulk"]),
    ...(assumptions === undefined ? {} : { assumptions }),
  };
}
