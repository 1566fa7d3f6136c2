/** Where the settings of an account come from: stack configuration first, the environment as default. */

/** One setting: its key in the stack configuration, and the environment variable that stands in for it. */
export interface Setting {
  readonly key: string;
  readonly variable: string;
}

/** Reads one key of the stack configuration, e.g. `eset:username`. */
export type ConfigReader = (key: string) => string | undefined;

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

/** The settings of one vendor. Errors name the setting and both ways to give it. */
export class Settings<N extends string> {
  constructor(
    private readonly vendor: string,
    private readonly settings: Readonly<Record<N, Setting>>,
    private readonly get: ConfigReader,
    private readonly environment: NodeJS.ProcessEnv,
  ) {}

  value(name: N): string | undefined {
    const { key, variable } = this.settings[name];
    return this.get(key) ?? this.environment[variable];
  }

  /** The key and the variable, as messages say them. */
  named(name: N): string {
    const { key, variable } = this.settings[name];
    return `${key} (or ${variable})`;
  }

  /** What the account cannot do without; `words` is what people call it. */
  credential(name: N, words: string, options: { secret?: boolean; alternative?: string } = {}): string {
    const given = this.value(name);
    if (given !== undefined && given !== "") return given;
    const { key, variable } = this.settings[name];
    const secret = options.secret === true ? "--secret " : "";
    const alternative = options.alternative === undefined ? "" : `, or ${options.alternative}`;
    throw new Error(
      `The ${this.vendor} ${words} is missing. Give it with "pulumi config set ${secret}${key}" or in the environment variable ${variable}${alternative}.`,
    );
  }

  positive(name: N, fallback: number, most = Number.POSITIVE_INFINITY): number {
    const given = this.value(name);
    if (given === undefined) return fallback;
    const number = Number(given);
    if (Number.isFinite(number) && number > 0 && number <= most) return number;
    const limit = Number.isFinite(most) ? ` and at most ${most}` : "";
    throw new Error(
      `${this.settings[name].key} is ${JSON.stringify(given)}, but must be a number greater than 0${limit}.`,
    );
  }

  /** One request in 100 seconds is slower than anybody wants; a timer has its limits. */
  rate(name: N, fallback: number): number {
    const rate = this.positive(name, fallback);
    if (rate >= 0.01) return rate;
    throw new Error(`${this.settings[name].key} is ${rate}, but must be 0.01 or more.`);
  }

  /** An hour is more than anybody waits; a timer of more than 24 days would end at once. */
  seconds(name: N, fallback: number): number {
    return this.positive(name, fallback, 3600);
  }

  /** One of a few words; the first of them if nothing is given. */
  choice<W extends string>(name: N, words: readonly [W, ...W[]]): W {
    const given = this.value(name);
    if (given === undefined) return words[0];
    const chosen = words.find((word) => word === given);
    if (chosen !== undefined) return chosen;
    throw new Error(`${this.named(name)} is ${JSON.stringify(given)}, but must be ${words.join(" or ")}.`);
  }

  /** The URL of a server, without a slash at its end. */
  server(name: N, fallback: string): string {
    const text = (this.value(name) ?? fallback).trim();
    if (!URL.canParse(text)) throw new Error(`${this.named(name)} is ${JSON.stringify(text)}, but must be a URL.`);
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
    return text.replace(/\/+$/, "");
  }
}

/** Whether what is sent there can be read by nobody else: https, or a server on this machine. */
export function isSafe(url: URL): boolean {
  return url.protocol === "https:" || (url.protocol === "http:" && isLoopback(url));
}

export const isLoopback = (url: URL): boolean => ["localhost", "127.0.0.1", "[::1]"].includes(url.hostname);
