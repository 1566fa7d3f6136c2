/**
 * Pulumi's real dynamic provider process, spoken to as the engine does: over gRPC, one process per run. Nothing is added to
 * what is sent and nothing taken from what is answered, `__provider` included: what the answers lack, a stack lacks.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import * as grpc from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import * as status from "@pulumi/pulumi/proto/status_pb";
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

/** The provider process of one run, or what stands in for it. */
export type Host = { readonly [K in keyof DynamicHost]: DynamicHost[K] };

export type StartHost = (options: HostOptions) => Promise<Host>;

export class DynamicHost {
  private constructor(
    private readonly child: ChildProcess,
    private readonly client: ResourceProviderClient,
    private readonly stderr: { text: string },
  ) {}

  static async start(options: HostOptions = {}): Promise<DynamicHost> {
    const script = require.resolve("@pulumi/pulumi/cmd/dynamic-provider");
    const child = spawn(process.execPath, [script, "127.0.0.1:1"], {
      cwd: options.folder ?? process.cwd(),
      env: { PATH: process.env["PATH"], ...options.environment },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const stderr = { text: "" };
    child.stderr.on("data", (chunk: Buffer) => (stderr.text += chunk.toString()));
    const [port] = (await Promise.race([
      once(createInterface(child.stdout), "line"),
      once(child, "exit").then(() => {
        throw new Error(`the dynamic provider ended at once: ${stderr.text}`);
      }),
    ])) as [string];
    const client = new ResourceProviderClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
    const host = new DynamicHost(child, client, stderr);
    const configure = new messages.ConfigureRequest();
    configure.setArgs(struct(options.config ?? {}));
    await host.#call("configure", configure);
    return host;
  }

  /** All that the process wrote to stderr, which the engine shows to the user. */
  get output(): string {
    return this.stderr.text;
  }

  /** Waits until the process has printed this; it may be on its way for a moment. */
  async printed(what: RegExp): Promise<void> {
    for (let wait = 1; !what.test(this.output); wait *= 2) {
      if (wait > 5000) throw new Error(`The provider did not print ${String(what)}, but: ${this.output}`);
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }

  async check(olds: Properties, news: Properties) {
    const request = new messages.CheckRequest();
    request.setOlds(struct(olds));
    request.setNews(struct(news));
    const response = await this.#call<messages.CheckResponse>("check", request);
    return {
      inputs: properties(response.getInputs()),
      failures: response
        .getFailuresList()
        .map((failure) => ({ property: failure.getProperty(), reason: failure.getReason() })),
    };
  }

  async diff(id: string, olds: Properties, news: Properties) {
    const request = new messages.DiffRequest();
    request.setId(id);
    request.setOlds(struct(olds));
    request.setNews(struct(news));
    const response = await this.#call<messages.DiffResponse>("diff", request);
    return {
      changes: response.getChanges() === messages.DiffResponse.DiffChanges.DIFF_SOME,
      replaces: response.getReplacesList(),
      deleteBeforeReplace: response.getDeletebeforereplace(),
    };
  }

  async create(inputs: Properties) {
    const request = new messages.CreateRequest();
    request.setProperties(struct(inputs));
    const response = await this.#call<messages.CreateResponse>("create", request);
    return { id: response.getId(), outputs: properties(response.getProperties()) };
  }

  /** undefined when the provider says that the object is gone. */
  async read(id: string, outputs: Properties) {
    const request = new messages.ReadRequest();
    request.setId(id);
    request.setProperties(struct(outputs));
    const response = await this.#call<messages.ReadResponse>("read", request);
    if (response.getId() === "") return undefined;
    return { outputs: properties(response.getProperties()), inputs: properties(response.getInputs()) };
  }

  async update(id: string, olds: Properties, news: Properties) {
    const request = new messages.UpdateRequest();
    request.setId(id);
    request.setOlds(struct(olds));
    request.setNews(struct(news));
    const response = await this.#call<messages.UpdateResponse>("update", request);
    return { outputs: properties(response.getProperties()) };
  }

  async delete(id: string, outputs: Properties) {
    const request = new messages.DeleteRequest();
    request.setId(id);
    request.setProperties(struct(outputs));
    await this.#call("delete", request);
  }

  async stop(): Promise<void> {
    this.client.close();
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = once(this.child, "exit");
    this.child.kill("SIGKILL");
    await ended;
  }

  #call<R>(
    method: "configure" | "check" | "diff" | "create" | "read" | "update" | "delete",
    request: unknown,
  ): Promise<R> {
    return new Promise<R>((resolve, reject) => {
      // one signature for all: each method takes its own request and answers its own response
      const send = this.client[method].bind(this.client) as unknown as (
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
