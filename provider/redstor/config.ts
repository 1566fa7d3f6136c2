/** Where the Redstor service account comes from: stack configuration first, the environment as default. */
import { readFileSync } from "node:fs";
import { type ConfigReader, Settings, settingsOf, unlessEmpty } from "../vendor/settings";

export interface RedstorConfig {
  readonly endpoint: string;
  /** The identity server that the account signs in at. */
  readonly issuer: string;
  readonly clientId: string;
  readonly privateKey: PrivateKey;
  readonly requestsPerSecond: number;
  readonly timeoutSeconds: number;
  /** A file that corrects what is assumed of the vendor (assumptions.ts). */
  readonly assumptions?: string;
}

/** The private key of a service account: an RSA key as JSON Web Key, which is how Redstor hands it out. */
export interface PrivateKey {
  readonly kty: "RSA";
  readonly kid: string;
  readonly n: string;
  readonly e: string;
  readonly d: string;
  readonly p: string;
  readonly q: string;
  readonly dp: string;
  readonly dq: string;
  readonly qi: string;
}

export const settings = settingsOf("redstor", {
  variables: "REDSTOR",
  plain: ["endpoint", "issuer", "clientId", "requestsPerSecond", "timeoutSeconds"],
  secret: ["privateKey"],
});

/** In place of REDSTOR_PRIVATE_KEY: the file as it was downloaded. */
export const fileVariable = "REDSTOR_PRIVATE_KEY_FILE";

/** Throws an error that names the setting and the ways to give it; never one that shows a part of the key. */
export function redstorConfig(get: ConfigReader, environment: NodeJS.ProcessEnv = process.env): RedstorConfig {
  const given = new Settings("Redstor", settings, get, environment);
  const assumptions = given.value("assumptions");
  return {
    endpoint: given.server("endpoint", "https://api.redstor.com"),
    issuer: given.server("issuer", "https://id.redstor.com"),
    clientId: given.credential("clientId", "client id"),
    privateKey: privateKey(given, environment),
    requestsPerSecond: given.rate("requestsPerSecond", 10),
    timeoutSeconds: given.seconds("timeoutSeconds", 30),
    ...(assumptions === undefined ? {} : { assumptions }),
  };
}

function privateKey(given: Settings<keyof typeof settings>, environment: NodeJS.ProcessEnv): PrivateKey {
  const file = unlessEmpty(environment[fileVariable]);
  if (given.value("privateKey") === undefined && file !== undefined) {
    return readKey(contentOf(file), `The file that ${fileVariable} names`);
  }
  return readKey(
    given.credential("privateKey", "private key", `its file in ${fileVariable}`),
    given.named("privateKey"),
  );
}

function contentOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    // the system's code only: the path may say more than a log should
    const code = error instanceof Error && "code" in error ? ` (${String(error.code)})` : "";
    throw new Error(`The file that ${fileVariable} names cannot be read${code}.`, { cause: error });
  }
}

const whereItIs =
  "Redstor hands the key out as a file in RedApp, under RedAPI, Service accounts: give the content of that file as it is.";

/** `where` is the setting, for messages. The text is the JSON Web Key, or base64 of it. */
function readKey(given: string, where: string): PrivateKey {
  const text = given.trim(); // a byte order mark counts as a space
  const wrong = (what: string): Error => new Error(`${where} ${what}. ${whereItIs}`);
  if (text.includes("-----BEGIN")) throw wrong("is a key in PEM form, but must be a JSON Web Key");
  const key = parsed(text) ?? parsed(Buffer.from(text, "base64").toString("utf8"));
  if (key === undefined) throw wrong("is not a JSON Web Key: it is not a JSON object");
  const part = (name: keyof PrivateKey): string => {
    const value = key[name];
    if (typeof value === "string" && value !== "") return value;
    throw wrong(`is a JSON Web Key without ${JSON.stringify(name)}`);
  };
  const kty = key["kty"];
  if (kty !== "RSA" && !(kty === undefined && typeof key["n"] === "string")) {
    throw wrong("is a JSON Web Key of another kind, but must be an RSA key");
  }
  if (Buffer.from(part("n"), "base64url").length * 8 < 2048) throw wrong("is an RSA key of less than 2048 bits");
  if (key["d"] === undefined) throw wrong("is the public half of the key, but must be the private one");
  return {
    kty: "RSA",
    kid: part("kid"),
    n: part("n"),
    e: part("e"),
    d: part("d"),
    p: part("p"),
    q: part("q"),
    dp: part("dp"),
    dq: part("dq"),
    qi: part("qi"),
  };
}

/** A JSON object; undefined if it is anything else. The parser's own message would quote the text. */
function parsed(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Readonly<Record<string, unknown>>) // checked in this line
      : undefined;
  } catch {
    return undefined;
  }
}
