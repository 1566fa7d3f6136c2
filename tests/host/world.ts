/** An emulated vendor, and provider processes that are signed in to it, for one test at a time. */
import { type Emulator, type EmulatorOptions, startEmulator } from "../../emulator";
import { DynamicHost, type HostOptions } from "./dynamicHost";
import { StackResource } from "./stack";

export class World {
  #emulator: Emulator | undefined;
  #host: DynamicHost | undefined;

  /** Call inside describe: a fresh emulator and a fresh provider process around each test. */
  static forEachTest(options: EmulatorOptions = {}): World {
    const world = new World();
    beforeEach(async () => {
      world.#emulator = await startEmulator({ operationMilliseconds: 50, ...options });
      await world.restartHost();
    });
    afterEach(async () => {
      await world.#host?.stop();
      await world.#emulator?.close();
    });
    return world;
  }

  get emulator(): Emulator {
    if (this.#emulator === undefined) throw new Error("only inside a test");
    return this.#emulator;
  }

  get host(): DynamicHost {
    if (this.#host === undefined) throw new Error("only inside a test");
    return this.#host;
  }

  /** The stack configuration of the emulated account; fast, because the emulator counts no requests. */
  get config(): Record<string, string> {
    const { endpoint, accounts } = this.emulator.eset;
    return {
      "eset:endpoint": endpoint,
      "eset:username": accounts[0]?.username ?? "",
      "eset:password": accounts[0]?.password ?? "",
      "eset:requestsPerSecond": "1000",
      "eset:timeoutSeconds": "3",
    };
  }

  /** As the next run of the CLI: a new process that knows nothing. */
  async restartHost(options: HostOptions = {}): Promise<void> {
    await this.#host?.stop();
    this.#host = await DynamicHost.start({ ...options, config: { ...this.config, ...options.config } });
  }

  resource(type: string): StackResource {
    return new StackResource(() => this.host, type);
  }

  /** The vendor's calls since the last look, without the sign-in. */
  calls(): string[] {
    const calls = this.emulator.journal.entries().map(({ call }) => call);
    this.emulator.journal.clear();
    return calls.filter((call) => call !== "Token/Get");
  }
}
