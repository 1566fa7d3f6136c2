/**
 * Real provider processes, spoken to as the engine does: over gRPC, one process per run. Nothing is added to what is sent and nothing
 * taken from what is answered, `__provider` included: what the answers lack, a stack lacks.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import * as grpc from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import * as status from "@pulumi/pulumi/proto/status_pb";
import { providerText } from "../../provider/host/providerText";
import { type JavaScriptValue, Struct } from "google-protobuf/google/protobuf/struct_pb";

export type Properties = Record<string, unknown>;

/** What the engine makes of a failed create or update that names an id: the object is kept. */
export interface InitFailure {
  readonly id: string;
  readonly properties: Properties;
  readonly reasons: readonly string[];
}

export class HostError extends Error {
  constructor(
    message: string,
    readonly grpcStatus: number,
    readonly initFailure: InitFailure | undefined,
  ) {
    super(message);
  }
}

export interface HostOptions {
  /** The stack configuration, as the engine passes it. */
  readonly config?: Record<string, string>;
  readonly environment?: Record<string, string>;
  /** The program's folder. */
  readonly folder?: string;
}

/** Which resource a call is about. */
export interface Of {
  /** Ours, e.g. `eset:License`. */
  readonly type: string;
  /** Unique in the stack. */
  readonly name: string;
}

/** The provider process of one run, or what stands in for it. */
export type Host = Pick<
  ProcessHost,
  "asProgram" | "check" | "create" | "delete" | "diff" | "output" | "printed" | "read" | "stop" | "update"
>;

export type StartHost = (options: HostOptions) => Promise<Host>;

/** A process that the engine starts, and how it is asked. */
interface Started {
  readonly child: ChildProcess;
  readonly client: ResourceProviderClient;
  /** What it says: on stderr, or through the engine's log. */
  readonly printed: { text: string };
}

/** Starts a script with the address of an engine, and waits until it prints its port. */
export async function started(
  script: string,
  engine: string,
  options: HostOptions,
  printed = { text: "" },
): Promise<Started> {
  const child = spawn(process.execPath, [script, engine], {
    cwd: options.folder ?? process.cwd(),
    env: { PATH: process.env["PATH"], ...options.environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  child.stderr.on("data", (chunk: Buffer) => (printed.text += chunk.toString()));
  const [port] = (await Promise.race([
    once(createInterface(child.stdout), "line"),
    once(child, "exit").then(() => {
      throw new Error(`the provider ended at once: ${printed.text}`);
    }),
  ])) as [string];
  return { child, client: new ResourceProviderClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure()), printed };
}

/** The provider process of one run, of either host. */
export abstract class ProcessHost {
  protected constructor(private readonly process: Started) {}

  /** The type as the engine has it. */
  protected abstract token(type: string): string;

  /** What a program registers for what it declares. */
  abstract asProgram(type: string, declared: Properties): Properties;

  async configure(args: Properties): Promise<void> {
    const configure = new messages.ConfigureRequest();
    configure.setArgs(struct(args));
    await this.call("configure", configure);
  }

  urnOf({ type, name }: Of): string {
    return `urn:pulumi:test::tenants::${this.token(type)}::${name}`;
  }

  /** All that the process said, which the engine shows to the user. */
  get output(): string {
    return this.process.printed.text;
  }

  /** Waits until the process has printed this; it may be on its way for a moment. */
  async printed(what: RegExp): Promise<void> {
    for (let wait = 1; !what.test(this.output); wait *= 2) {
      if (wait > 5000) throw new Error(`The provider did not say ${String(what)}, but: ${this.output}`);
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }

  async check(of: Of, olds: Properties, news: Properties) {
    const request = new messages.CheckRequest();
    request.setUrn(this.urnOf(of));
    request.setOlds(struct(olds));
    request.setNews(struct(news));
    const response = await this.call<messages.CheckResponse>("check", request);
    return {
      inputs: properties(response.getInputs()),
      failures: response
        .getFailuresList()
        .map((failure) => ({ property: failure.getProperty(), reason: failure.getReason() })),
    };
  }

  async diff(of: Of, id: string, olds: Properties, news: Properties) {
    const request = new messages.DiffRequest();
    request.setUrn(this.urnOf(of));
    request.setId(id);
    request.setOlds(struct(olds));
    request.setNews(struct(news));
    const response = await this.call<messages.DiffResponse>("diff", request);
    return {
      changes: response.getChanges() === messages.DiffResponse.DiffChanges.DIFF_SOME,
      replaces: response.getReplacesList(),
      deleteBeforeReplace: response.getDeletebeforereplace(),
    };
  }

  async create(of: Of, inputs: Properties) {
    const request = new messages.CreateRequest();
    request.setUrn(this.urnOf(of));
    request.setProperties(struct(inputs));
    const response = await this.call<messages.CreateResponse>("create", request);
    return { id: response.getId(), outputs: properties(response.getProperties()) };
  }

  /** undefined when the provider says that the object is gone. */
  async read(of: Of, id: string, outputs: Properties) {
    const request = new messages.ReadRequest();
    request.setUrn(this.urnOf(of));
    request.setId(id);
    request.setProperties(struct(outputs));
    const response = await this.call<messages.ReadResponse>("read", request);
    if (response.getId() === "") return undefined;
    return { outputs: properties(response.getProperties()), inputs: properties(response.getInputs()) };
  }

  async update(of: Of, id: string, olds: Properties, news: Properties) {
    const request = new messages.UpdateRequest();
    request.setUrn(this.urnOf(of));
    request.setId(id);
    request.setOlds(struct(olds));
    request.setNews(struct(news));
    const response = await this.call<messages.UpdateResponse>("update", request);
    return { outputs: properties(response.getProperties()) };
  }

  async delete(of: Of, id: string, outputs: Properties) {
    const request = new messages.DeleteRequest();
    request.setUrn(this.urnOf(of));
    request.setId(id);
    request.setProperties(struct(outputs));
    await this.call("delete", request);
  }

  async stop(): Promise<void> {
    const { child, client } = this.process;
    client.close();
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    child.kill("SIGKILL");
    await ended;
  }

  call<R>(method: Method, request: unknown): Promise<R> {
    return new Promise<R>((resolve, reject) => {
      // one signature for all: each method takes its own request and answers its own response
      const send = this.process.client[method].bind(this.process.client) as unknown as (
        request: unknown,
        callback: (error: grpc.ServiceError | null, response: R) => void,
      ) => void;
      send(request, (error, response) => {
        if (error === null) resolve(response);
        else reject(new HostError(error.details, error.code, initFailureOf(error)));
      });
    });
  }
}

/** The verbs of the protocol that tests ask. */
type Method =
  | "cancel"
  | "check"
  | "checkConfig"
  | "configure"
  | "create"
  | "delete"
  | "diff"
  | "diffConfig"
  | "getPluginInfo"
  | "getSchema"
  | "invoke"
  | "read"
  | "update";

/** What a program of the dynamic host registers: what it declares, and the text from which the process loads the provider. */
export const asProgram = (type: string, declared: Properties): Properties => ({
  ...declared,
  __provider: providerText(type),
});

/** Pulumi's dynamic provider process. */
export class DynamicHost extends ProcessHost {
  static async start(options: HostOptions = {}): Promise<DynamicHost> {
    const script = require.resolve("@pulumi/pulumi/cmd/dynamic-provider");
    const host = new DynamicHost(await started(script, "127.0.0.1:1", options));
    await host.configure(options.config ?? {});
    return host;
  }

  protected token(type: string): string {
    return `pulumi-nodejs:dynamic/${type}`;
  }

  asProgram(type: string, declared: Properties): Properties {
    return asProgram(type, declared);
  }
}

function initFailureOf(error: grpc.ServiceError): InitFailure | undefined {
  const [details] = error.metadata.get("grpc-status-details-bin");
  if (!(details instanceof Buffer)) return undefined;
  const [any] = status.Status.deserializeBinary(details).getDetailsList();
  if (any === undefined) return undefined;
  const failed = messages.ErrorResourceInitFailed.deserializeBinary(any.getValue_asU8());
  return { id: failed.getId(), properties: properties(failed.getProperties()), reasons: failed.getReasonsList() };
}

export const struct = (value: Properties): Struct => Struct.fromJavaScript(value as Record<string, JavaScriptValue>);

export const properties = (value: Struct | undefined): Properties => value?.toJavaScript() ?? {};
