/** What the emulator needs to know of a vendor. One folder per vendor implements it; vendors.ts lists them. */
import type { OpenPoints } from "../contracts/open";
import type { Clock } from "./clock";
import type { VendorSource } from "./console/source";
import type { Contract, Match } from "./contract";
import type { Control } from "./control";

/** An HTTP answer. Without a body it is empty. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export interface VendorRequest {
  /** The operation, or undefined when the contract has none for this method and path. */
  readonly match: Match | undefined;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly query: URLSearchParams;
  /** The body as it came; empty for none. */
  readonly rawBody: Buffer;
  /** How long operations take that this request starts; undefined is the emulator's default. */
  readonly operationMilliseconds: number | "never" | undefined;
}

export interface Outcome {
  readonly answer: Answer;
  /** Whether anything was changed. */
  readonly applied: boolean;
}

/** A server of a vendor, which lives below one path of this one. */
export interface Service {
  /** Name of the vendor. */
  readonly name: string;
  /** Such as /eset/api. */
  readonly basePath: string;
  readonly contract: Contract;
  /** Carries out one request: authorisation, checks, the action. Never throws for what a client sends. */
  handle(request: VendorRequest): Promise<Outcome>;
  /** How the server says these. */
  readonly answers: {
    tooManyRequests(): Answer;
    maintenance(): Answer;
    unauthorized(): Answer;
    unknownCall(): Answer;
    badRequest(text: string): Answer;
    /** The emulator itself failed: 500. */
    failure(text: string): Answer;
  };
}

/** What the emulator's handle shows of a vendor, under its name. Each vendor adds its objects, and what its portal does. */
export interface World {
  /** What to give to a client as the API's base URL. */
  readonly endpoint: string;
  /** The environment variables of a client that signs in here. Making the keys in them may take a while. */
  environment(): Readonly<Record<string, string>>;
  readonly portal: {
    /** From now on the vendor has these readings of the open points of its contract. Gives all as they are then. */
    changeReadings(changes: object): object;
  };
}

/** What a vendor is given to run in. */
export interface Context {
  readonly clock: Clock;
  /** Where the server listens, without a slash at the end. Empty until it does. */
  readonly url: () => string;
  /** To be called whenever the state was changed in another way than by a request to the vendor's API. */
  readonly changed: () => void;
  /** How long operations take, unless the vendor's own options say otherwise. */
  readonly operationMilliseconds: number;
  /** By which clock proofs of identity must be in time, unless the vendor's own options say otherwise. */
  readonly signInClock: "emulator" | "computer";
}

/** A vendor that can be run. It is exported under its name. */
export interface Plugin<W extends World = World, Options extends object = never> {
  /** The open points of its contract. */
  readonly open: OpenPoints;
  create(options: Options, context: Context): Vendor<W>;
}

/** A vendor that runs: its API, its state, and what people see of it. */
export interface Vendor<W extends World = World> extends Service {
  /** As people call it. */
  readonly title: string;
  readonly world: W;
  readonly console: VendorSource;
  /** Its other servers, such as one to sign in at. */
  readonly companions: readonly Service[];
  readonly controls: readonly Control[];
  readonly state: State;
}

/** A vendor's whole state: companies, accounts, tokens. */
export interface State {
  /** As plain JSON; not a copy. Without tokens. */
  snapshot(): unknown;
  /** Takes back a snapshot; throws a UsageError if it is none, changing nothing. */
  restore(snapshot: unknown): void;
  /** Adds to the state; throws a UsageError if it cannot, changing nothing. */
  seed(document: unknown): void;
  /** The state it starts with; tokens that were given no longer count. */
  reset(): void;
  /** From now on ids leave a gap: those that were given just before a kill, and not written, are not given to others. */
  skipIds(): void;
}
