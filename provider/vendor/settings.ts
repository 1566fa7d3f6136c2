/** Where the settings of an account come from: stack configuration first, the environment as default. */

import { nearest } from "../lifecycle/check";
import { visible } from "../lifecycle/visible";

/** The namespace of all keys in the stack configuration. */
export const namespace = "msp";

/** One setting: its key in the stack configuration, and the environment variable that stands in for it. */
export interface Setting {
  readonly key: string;
  readonly variable: string;
  /** Whether the stack configuration must hold it encrypted. */
  readonly isSecret: boolean;
  /** Its key in versions before the first release, if there was one. */
  readonly earlierKey?: string;
}

/** Reads one key of the stack configuration, e.g. `msp:esetUsername`. */
export type ConfigReader = (key: string) => string | undefined;

const capitalised = (name: string): string => name.replace(/^./, (first) => first.toUpperCase());
const inCapitals = (name: string): string => name.replace(/[A-Z]/g, "_$&").toUpperCase();

/**
 * The settings of a vendor. Key and variable follow from the name: `username` of `eset` is `msp:esetUsername`, and
 * ESET_MSP_USERNAME with the variables of ESET_MSP. The file of assumptions is one for all vendors.
 */
export function settingsOf<const P extends string, const S extends string>(
  vendor: string,
  { variables, plain, secret }: { variables: string; plain: readonly P[]; secret: readonly S[] },
): Readonly<Record<P | S | "assumptions", Setting>> {
  const setting = (name: string, isSecret: boolean): [string, Setting] => [
    name,
    {
      key: `${namespace}:${vendor}${capitalised(name)}`,
      variable: `${variables}_${inCapitals(name)}`,
      isSecret,
      earlierKey: `${vendor}:${name}`,
    },
  ];
  const assumptions = {
    key: `${namespace}:assumptions`,
    variable: "MSP_ASSUMPTIONS",
    isSecret: false,
    earlierKey: `${vendor}:assumptions`,
  };
  const own = [...plain.map((name) => setting(name, false)), ...secret.map((name) => setting(name, true))];
  return { ...Object.fromEntries(own), assumptions } as Readonly<Record<P | S | "assumptions", Setting>>; // fromEntries forgets the keys
}

/** A value that is given: an empty one is none. */
export const unlessEmpty = (value: string | undefined): string | undefined => (value === "" ? undefined : value);

/** What is wrong with a credential in the file that has the stack's configuration, which is in git. */
export const inPlainText = (key: string): string =>
  `${key} is in the stack configuration in plain text. Store it encrypted: pulumi config set --secret ${key}. Then replace it at the vendor: git and the state may hold it already.`;

/** Two swapped letters count as two. A key that differs more may belong to a project that is called `msp` itself. */
const mostLetters = 2;

/** What to say of a key of the stack configuration that looks like one of ours, misspelt; undefined of any other. */
export function misspelt(key: string, known: readonly string[]): string | undefined {
  if (!key.startsWith(`${namespace}:`) || known.includes(key)) return undefined;
  const meant = nearest(key, known, mostLetters);
  if (meant === undefined) return undefined;
  return `The stack configuration has ${visible(key)}, which pulumi-msp does not know. Did you mean ${meant}?`;
}

/** Throws if the stack configuration has keys of before the first release. The message says how to move all of them. */
export function refuseEarlierKeys(settings: readonly Setting[], get: ConfigReader): void {
  const moves = settings.flatMap(({ key, earlierKey, isSecret }) => {
    if (earlierKey === undefined || unlessEmpty(get(earlierKey)) === undefined) return [];
    const secret = isSecret ? "--secret " : "";
    return `\n  ${earlierKey} is now ${key}:\n    pulumi config get ${earlierKey} | pulumi config set ${secret}${key}\n    pulumi config rm ${earlierKey}`;
  });
  if (moves.length === 0) return;
  throw new Error(
    `The stack configuration has keys of a version before the first release. Move them:${moves.join("")}`,
  );
}

/** The session of an account: one per account and process, whichever resource asks, so that all share its limit and token. */
export function oncePerAccount<C, S>(
  configOf: (get: ConfigReader) => C,
  open: (config: C) => S,
): (get: ConfigReader) => S {
  const sessions = new Map<string, S>();
  return (get) => {
    const config = configOf(get);
    const key = JSON.stringify(config);
    const session = sessions.get(key) ?? open(config);
    sessions.set(key, session);
    return session;
  };
}

/** The settings of one vendor, as they are given. Throws if some are given in the earlier way. Errors name the setting and both ways to give it. */
export class Settings<N extends string> {
  constructor(
    private readonly vendor: string,
    private readonly settings: Readonly<Record<N, Setting>>,
    private readonly get: ConfigReader,
    private readonly environment: NodeJS.ProcessEnv,
  ) {
    refuseEarlierKeys(Object.values<Setting>(settings), get);
  }

  value(name: N): string | undefined {
    const { key, variable } = this.settings[name];
    return unlessEmpty(this.get(key)) ?? unlessEmpty(this.environment[variable]);
  }

  /** Where the value is from, as messages say it: the key, or else the variable; both where there is none. */
  named(name: N): string {
    const { key, variable } = this.settings[name];
    if (unlessEmpty(this.get(key)) !== undefined) return key;
    return unlessEmpty(this.environment[variable]) === undefined ? `${key} (or ${variable})` : variable;
  }

  /** What the account cannot do without; `words` is what people call it, `or` another way to give it. */
  credential(name: N, words: string, or?: string): string {
    const value = this.value(name);
    if (value !== undefined) return value;
    const { key, variable, isSecret } = this.settings[name];
    const secret = isSecret ? "--secret " : "";
    const alternative = or === undefined ? "" : `, or ${or}`;
    throw new Error(
      `The ${this.vendor} ${words} is missing. Give it with "pulumi config set ${secret}${key}" or in the environment variable ${variable}${alternative}.`,
    );
  }

  positive(name: N, fallback: number, most = Number.POSITIVE_INFINITY): number {
    const value = this.value(name);
    if (value === undefined) return fallback;
    const number = Number(value);
    if (Number.isFinite(number) && number > 0 && number <= most) return number;
    const limit = Number.isFinite(most) ? ` and at most ${most}` : "";
    throw new Error(`${this.named(name)} is ${JSON.stringify(value)}, but must be a number greater than 0${limit}.`);
  }

  /** One request in 100 seconds is slower than anybody wants; a timer has its limits. */
  rate(name: N, fallback: number): number {
    const rate = this.positive(name, fallback);
    if (rate >= 0.01) return rate;
    throw new Error(`${this.named(name)} is ${rate}, but must be 0.01 or more.`);
  }

  /** An hour is more than anybody waits; a timer of more than 24 days would end at once. */
  seconds(name: N, fallback: number): number {
    return this.positive(name, fallback, 3600);
  }

  /** Nothing if nothing is given. */
  whole(name: N): number | undefined {
    const value = this.value(name);
    if (value === undefined || /^\d{1,9}$/.test(value)) return value === undefined ? undefined : Number(value);
    throw new Error(`${this.named(name)} is ${JSON.stringify(value)}, but must be a whole number, 0 or more.`);
  }

  /** One of a few words; the first of them if nothing is given. */
  choice<W extends string>(name: N, words: readonly [W, ...W[]]): W {
    const value = this.value(name);
    if (value === undefined) return words[0];
    const chosen = words.find((word) => word === value);
    if (chosen !== undefined) return chosen;
    throw new Error(`${this.named(name)} is ${JSON.stringify(value)}, but must be ${words.join(" or ")}.`);
  }

  /** The URL of a server, without a slash at its end. */
  server(name: N, fallback: string): string {
    const text = (this.value(name) ?? fallback).trim();
    if (!URL.canParse(text)) {
      // in what is no URL nobody knows where the password is
      const known = /^[\w.-]{1,40}$/.test(text) ? ` is ${JSON.stringify(text)}, but` : "";
      throw new Error(`${this.named(name)}${known} must be a URL.`);
    }
    const url = new URL(text);
    if (!isSafe(url)) {
      throw new Error(
        `${this.named(name)} is ${url.protocol}//${url.host}: only https is allowed, or http on this machine.`,
      );
    }
    if (url.username !== "" || url.password !== "") {
      throw new Error(`${this.named(name)} must not contain credentials.`);
    }
    if (/[?#]/.test(text)) throw new Error(`${this.named(name)} must not contain a query.`);
    return withoutSlashes(text);
  }
}

/** Without those at the end. A regular expression would take the square of their number where something stands behind them. */
function withoutSlashes(text: string): string {
  let end = text.length;
  while (text[end - 1] === "/") end--;
  return text.slice(0, end);
}

/** Whether what is sent there can be read by nobody else: https, or a server on this machine. */
export function isSafe(url: URL): boolean {
  return url.protocol === "https:" || (url.protocol === "http:" && isLoopback(url));
}

export const isLoopback = (url: URL): boolean => ["localhost", "127.0.0.1", "[::1]"].includes(url.hostname);
