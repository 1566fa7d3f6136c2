/** What the server needs to know of a vendor. One folder per vendor implements it. */
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

/** A vendor: its API, and its state. */
export interface Vendor extends Service {
  /** Its other servers, such as one to sign in at. */
  readonly companions: readonly Service[];
  readonly controls: readonly Control[];
  /** The vendor's whole state as plain JSON; not a copy. */
  snapshot(): unknown;
  /** Takes back a snapshot; throws a UsageError if it is none, changing nothing. */
  restore(snapshot: unknown): void;
  /** Adds to the state; throws a UsageError if it cannot, changing nothing. */
  seed(document: unknown): void;
  /** The state it starts with; tokens that were given no longer count. */
  reset(): void;
}
