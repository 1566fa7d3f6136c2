/** An emulated vendor, and provider processes that are signed in to it, for one test at a time. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Account, type Emulator, type EmulatorOptions, startEmulator } from "../../emulator";
import { assumedIn, type Row } from "../chaos/rows";
import { DynamicHost, type Host, type HostOptions, type StartHost } from "./dynamicHost";
import { NativeHost } from "./nativeHost";
import { StackResource } from "./stack";

/** The provider's processes as the engine starts them. */
export const hosts: Readonly<Record<"dynamic" | "native", StartHost>> = {
  dynamic: (options) => DynamicHost.start(options),
  native: (options) => NativeHost.start(options),
};

/** MSP_TEST_HOST=native runs every test that does not say its host on the native one. */
const usualHost = process.env["MSP_TEST_HOST"] === "native" ? hosts.native : hosts.dynamic;

const signIns = ["Token/Get", ".well-known/openid-configuration", "connect/token"];

export type WorldOptions = EmulatorOptions & {
  /** The user and the service account that the provider signs in with. */
  readonly account?: string;
  readonly serviceAccount?: string;
  /** How provider processes are started. @default as the engine does */
  readonly startHost?: StartHost;
};

export class World {
  private constructor(
    private readonly username: string,
    private readonly serviceAccount: string,
    private startHost: StartHost,
    private readonly emulatorOptions: EmulatorOptions,
  ) {}

  #emulator: Emulator | undefined;
  #host: Host | undefined;
  #hostOptions: HostOptions = {};
  #assumptions: Record<string, string> = {};
  #folder: string | undefined;

  static #of(options: WorldOptions): World {
    const { account = "api@msp.example", serviceAccount = "full", startHost, ...emulatorOptions } = options;
    const start = startHost ?? usualHost;
    return new World(account, serviceAccount, start, { operationMilliseconds: 50, ...emulatorOptions });
  }

  /** Call inside describe: a fresh emulator and a fresh provider process around each test. */
  static forEachTest(options: WorldOptions = {}): World {
    const world = World.#of(options);
    beforeEach(() => world.#open());
    afterEach(() => world.close());
    return world;
  }

  /** Call inside describe: its tests run on this host. */
  runOn(startHost: StartHost): void {
    const usual = this.startHost;
    before(() => {
      this.startHost = startHost;
    });
    after(() => {
      this.startHost = usual;
    });
  }

  /** One that its user closes. */
  static async open(options: WorldOptions = {}): Promise<World> {
    const world = World.#of(options);
    await world.#open();
    return world;
  }

  async #open(): Promise<void> {
    this.#emulator = await startEmulator(this.emulatorOptions);
    this.#assumptions = {};
    await this.restartHost({});
  }

  async close(): Promise<void> {
    await this.#host?.stop();
    await this.#emulator?.close();
    if (this.#folder !== undefined) rmSync(this.#folder, { recursive: true });
    this.#folder = undefined;
  }

  get emulator(): Emulator {
    if (this.#emulator === undefined) throw new Error("only inside a test");
    return this.#emulator;
  }

  get host(): Host {
    if (this.#host === undefined) throw new Error("only inside a test");
    return this.#host;
  }

  /** The account that the provider signs in with. */
  get account(): Account {
    const account = this.emulator.eset.accounts.find(({ username }) => username === this.username);
    if (account === undefined) throw new Error(`the emulator has no account ${this.username}`);
    return account;
  }

  /** The stack configuration of the emulated accounts; fast, because the emulator counts no requests. */
  get config(): Record<string, string> {
    const { username, password } = this.account;
    const { endpoint, issuer, accounts } = this.emulator.redstor;
    const redstor = accounts.find(({ name }) => name === this.serviceAccount);
    if (redstor === undefined) throw new Error(`the emulator has no service account ${this.serviceAccount}`);
    return {
      "msp:esetEndpoint": this.emulator.eset.endpoint,
      "msp:esetUsername": username,
      "msp:esetPassword": password,
      "msp:esetRequestsPerSecond": "1000",
      "msp:esetTimeoutSeconds": "3",
      "msp:redstorEndpoint": endpoint,
      "msp:redstorIssuer": issuer,
      "msp:redstorClientId": redstor.clientId,
      "msp:redstorPrivateKey": JSON.stringify(redstor.privateKey),
      "msp:redstorRequestsPerSecond": "1000",
      "msp:redstorTimeoutSeconds": "3",
      ...this.#assumptions,
    };
  }

  /** As the next run of the CLI: a new process that knows nothing. As the last one, unless told otherwise. */
  async restartHost(options: HostOptions = this.#hostOptions): Promise<void> {
    this.#hostOptions = options;
    await this.#host?.stop();
    this.#host = await this.startHost({ ...options, config: { ...this.config, ...options.config } });
  }

  /** From now on the vendors do this on the open points of their contracts, and the provider is told what it has to assume. */
  async answerAs(row: Row): Promise<void> {
    this.#folder ??= mkdtempSync(join(tmpdir(), "assumptions-"));
    const file = join(this.#folder, "assumptions.json");
    writeFileSync(file, JSON.stringify(assumedIn(row)));
    this.#assumptions = { "msp:assumptions": file };
    this.emulator.eset.portal.changeReadings(row.eset);
    this.emulator.redstor.portal.changeReadings(row.redstor);
    await this.restartHost();
  }

  resource(type: string): StackResource {
    return new StackResource(
      () => this.host,
      () => this.restartHost(),
      type,
    );
  }

  /** The vendors' calls since the last look, without the sign-in; those that do not all POST with their method. */
  calls(): string[] {
    const entries = this.emulator.journal.entries();
    this.emulator.journal.clear();
    return entries
      .filter(({ call }) => !signIns.includes(call))
      .map(({ vendor, method, call }) => (vendor === "eset" ? call : `${method} ${call}`));
  }
}
