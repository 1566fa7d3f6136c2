/**
 * The native provider's process, with an engine that keeps what it is told. Secrets of the configuration come wrapped, as from a stack
 * that has them encrypted.
 */
import { join } from "node:path";
import * as grpc from "@grpc/grpc-js";
import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb";
import type { LogRequest } from "@pulumi/pulumi/proto/engine_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { root } from "../tools/tools";
import { type HostOptions, ProcessHost, type Properties, started } from "./dynamicHost";

/** What the protocol puts around a secret. */
export const secret = (value: unknown): Properties => ({
  "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
  value,
});

const secrets = ["esetPassword", "redstorPrivateKey"];

export class NativeHost extends ProcessHost {
  #engine: grpc.Server | undefined;

  static async start(options: HostOptions = {}): Promise<NativeHost> {
    const printed = { text: "" };
    const engine = new grpc.Server();
    // what the provider may call of the engine; the rest is not for providers
    engine.addService(EngineService, {
      log: ({ request }: grpc.ServerUnaryCall<LogRequest, Empty>, callback: grpc.sendUnaryData<Empty>) => {
        if (!request.getEphemeral()) printed.text += `${request.getMessage()}\n`;
        callback(null, new Empty());
      },
    });
    const address = await new Promise<string>((resolve, reject) => {
      engine.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
        if (error === null) resolve(`127.0.0.1:${port}`);
        else reject(error);
      });
    });
    const host = new NativeHost(await started(join(root, "pulumi-resource-msp"), address, options, printed));
    host.#engine = engine;
    const given = Object.entries(options.config ?? {}).map(([key, value]): [string, unknown] => {
      const name = key.replace(/^msp:/, "");
      return [name, secrets.includes(name) ? secret(value) : value];
    });
    await host.configure(Object.fromEntries(given));
    return host;
  }

  override async stop(): Promise<void> {
    await super.stop();
    this.#engine?.forceShutdown();
  }

  protected token(type: string): string {
    return `msp:${type}`;
  }

  asProgram(_: string, declared: Properties): Properties {
    return declared;
  }
}
