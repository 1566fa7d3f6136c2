/**
 * The dynamic provider process, played in this process: a hundred times as fast, for the tests that need thousands of them.
 * Each one loads the provider anew, so it knows nothing of the one before, and all values pass through the same conversion as
 * on the wire. tests/host/twinHost.test.ts compares it with the real one.
 */
import { createRequire } from "node:module";
import { join, sep } from "node:path";
import { inspect } from "node:util";
import { type dynamic, runtime } from "@pulumi/pulumi";
import type * as provider from "../../provider/host/dynamic";
import { providerText } from "../../provider/host/providerText";
import {
  asProgram,
  type Host,
  HostError,
  type HostOptions,
  type InitFailure,
  type Of,
  properties,
  type Properties,
  struct,
} from "./dynamicHost";

/** gRPC's word for whatever an error does not say better. */
const unknownStatus = 2;

/** One at a time: what it changes of this process (environment, console) is put back when it stops. */
export class TwinHost implements Host {
  readonly #providers = new Map<string, Promise<dynamic.ResourceProvider>>();
  readonly #module = freshProvider();
  readonly #environment: Readonly<Record<string, string | undefined>>;
  readonly #printError = console.error;
  #output = "";

  private constructor(private readonly options: HostOptions) {
    const { environment = {} } = options;
    this.#environment = Object.fromEntries(Object.keys(environment).map((name) => [name, process.env[name]]));
    Object.assign(process.env, environment);
    console.error = (...parts: unknown[]) => {
      this.#output += `${parts.map((part) => (typeof part === "string" ? part : inspect(part))).join(" ")}\n`;
    };
  }

  static start(options: HostOptions = {}): Promise<TwinHost> {
    return Promise.resolve(new TwinHost(options));
  }

  asProgram(type: string, declared: Properties): Properties {
    return asProgram(type, declared);
  }

  get output(): string {
    return this.#output;
  }

  printed(what: RegExp): Promise<void> {
    if (what.test(this.#output)) return Promise.resolve();
    return Promise.reject(new Error(`The provider did not print ${String(what)}, but: ${this.#output}`));
  }

  async check(_: Of, olds: Properties, news: Properties) {
    const { inputs, failures } = await this.#call(loading(olds, news), "check", carried(olds), carried(news));
    return {
      inputs: carried(withProvider(inputs ?? {}, news)),
      failures: (failures ?? []).map((failure) => ({ ...failure })),
    };
  }

  async diff(_: Of, id: string, olds: Properties, news: Properties) {
    const found = await this.#call(loading(olds, news), "diff", id, carried(olds), carried(news));
    return {
      changes: found.changes === true,
      replaces: found.replaces ?? [],
      deleteBeforeReplace: found.deleteBeforeReplace === true,
    };
  }

  async create(_: Of, inputs: Properties) {
    const { id, outs } = await this.#call(inputs, "create", carried(inputs));
    return { id, outputs: carried(withProvider(outs, inputs)) };
  }

  async read(_: Of, id: string, outputs: Properties) {
    const found = await this.#call(outputs, "read", id, carried(outputs));
    if (found.id === "") return undefined;
    return {
      outputs: carried(withProvider(found.props, outputs)),
      inputs: found.inputs === undefined ? {} : carried(withProvider(found.inputs, outputs)),
    };
  }

  async update(_: Of, id: string, olds: Properties, news: Properties) {
    const { outs } = await this.#call(news, "update", id, carried(olds), carried(news));
    return { outputs: carried(withProvider(outs, news)) };
  }

  async delete(_: Of, id: string, outputs: Properties) {
    await this.#call(outputs, "delete", id, carried(outputs));
  }

  stop(): Promise<void> {
    console.error = this.#printError;
    for (const [name, value] of Object.entries(this.#environment)) {
      if (value === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = value;
    }
    return Promise.resolve();
  }

  /** `loading` are the properties whose `__provider` the process loads the provider from. */
  async #call<V extends Verb>(
    loading: Properties,
    verb: V,
    ...args: Parameters<Verbs[V]>
  ): Promise<Awaited<ReturnType<Verbs[V]>>> {
    try {
      const provider = await this.#provider(loading["__provider"]);
      // one signature for all: each verb takes its own arguments and gives its own result
      const act = provider[verb] as unknown as (...args: unknown[]) => Promise<Awaited<ReturnType<Verbs[V]>>>;
      return await act(...args);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      throw new HostError(message, unknownStatus, initFailureOf(error));
    }
  }

  #provider(text: unknown): Promise<dynamic.ResourceProvider> {
    const type = typeOf(text);
    let serving = this.#providers.get(type);
    if (serving === undefined) this.#providers.set(type, (serving = this.#serve(type)));
    return serving;
  }

  async #serve(type: string): Promise<dynamic.ResourceProvider> {
    const served = this.#module.serve(type);
    const config = { ...this.options.config };
    await served.configure?.({ config: { get: (key) => config[key], require: (key) => config[key] ?? "" } });
    return served;
  }
}

/** The type that a text serves. The process runs the text; here it must be the one that programs hand over. */
function typeOf(text: unknown): string {
  if (typeof text !== "string") throw new Error(`code must be a string, not ${typeof text}`);
  const type = /\.serve\("(.+)"\)$/.exec(text)?.[1] ?? "";
  if (text !== providerText(type)) throw new Error(`no program hands over this provider: ${text}`);
  return type;
}

/** As provider/host/dynamic.ts has them; the SDK says `any` of all properties. */
interface Verbs {
  check(olds: Properties, news: Properties): Promise<Pick<dynamic.CheckResult, "failures"> & { inputs?: Properties }>;
  diff(id: string, olds: Properties, news: Properties): Promise<dynamic.DiffResult>;
  create(inputs: Properties): Promise<{ id: string; outs: Properties }>;
  read(id: string, state: Properties): Promise<{ id: string; props: Properties; inputs?: Properties }>;
  update(id: string, olds: Properties, news: Properties): Promise<{ outs: Properties }>;
  delete(id: string, state: Properties): Promise<void>;
}
type Verb = keyof Verbs;

/** As it comes out at the other end of the wire. */
const carried = (value: Properties): Properties => properties(struct(value));

/** What check and diff load the provider from: a program may not know it yet. */
const loading = (olds: Properties, news: Properties): Properties =>
  news["__provider"] === runtime.unknownValue ? olds : news;

/** The host puts it on whatever succeeds, and on nothing else. */
const withProvider = (result: Properties, { __provider }: Properties): Properties => ({ ...result, __provider });

/** What the host makes of an error that names an id. */
function initFailureOf(error: unknown): InitFailure | undefined {
  if (!(error instanceof Error) || !("id" in error) || typeof error.id !== "string") return undefined;
  const { id, properties: reached, reasons } = error as unknown as InitFailure; // what provider/host/dynamic.ts adds
  return { id, properties: carried(reached), reasons };
}

const providerFolder = join(__dirname, "..", "..", "provider") + sep;

/** The provider's modules as a new process has them: all state in them is gone. */
function freshProvider(): typeof provider {
  for (const file of Object.keys(require.cache)) {
    if (file.startsWith(providerFolder)) Reflect.deleteProperty(require.cache, file);
  }
  return createRequire(__filename)("../../provider/host/dynamic") as typeof provider;
}
