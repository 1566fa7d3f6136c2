/** What a person reads beside a resource while a run goes on: the engine's log. */
import { credentials } from "@grpc/grpc-js";
import { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb";
import { visibleLines } from "../../lifecycle/visible";

export class EngineLog {
  #client: EngineClient | undefined;
  /** Lines that the engine has not taken yet. A process that ends before it has is one whose last words are lost. */
  readonly #underWay = new Set<Promise<void>>();

  #address: string | undefined;

  /** Of the engine; undefined where there is none. */
  get address(): string | undefined {
    return this.#address;
  }

  /** Without an address, lines go to stderr. */
  connect(address: string | undefined): void {
    this.#address = address;
    this.#client = address === undefined ? undefined : new EngineClient(address, credentials.createInsecure());
  }

  info(text: string, urn = ""): void {
    this.#write(LogSeverity.INFO, text, urn, false);
  }

  warning(text: string, urn = ""): void {
    this.#write(LogSeverity.WARNING, text, urn, false);
  }

  /** Shown until the next line. */
  progress(text: string, urn: string): void {
    this.#write(LogSeverity.INFO, text, urn, true);
  }

  /** Waits until the engine has what was said so far. */
  async flushed(): Promise<void> {
    await Promise.all(this.#underWay);
  }

  #write(severity: LogSeverity, text: string, urn: string, ephemeral: boolean): void {
    const client = this.#client;
    if (client === undefined) {
      if (!ephemeral) console.error(visibleLines(text));
      return;
    }
    const request = new LogRequest();
    request.setSeverity(severity);
    request.setMessage(visibleLines(text));
    request.setUrn(urn);
    request.setEphemeral(ephemeral);
    const line = new Promise<void>((resolve) => {
      client.log(request, (error) => {
        if (error !== null && !ephemeral) console.error(visibleLines(text)); // stderr is better than nowhere
        resolve();
      });
    });
    this.#underWay.add(line);
    void line.then(() => this.#underWay.delete(line));
  }
}
