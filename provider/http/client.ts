/** The one place where requests leave this process. */
import { setTimeout as sleep } from "node:timers/promises";
import type { default as nodeFetch, Response } from "node-fetch";
import { largestAnswerBytes, tooMuch } from "./bounds";
import type { Journal } from "./journal";
import type { Limiter } from "./limiter";
import { stopped } from "../lifecycle/call";
import { pause } from "../lifecycle/wait";
import { delayBeforeRetry } from "./retry";
import { VendorError } from "./vendorError";

export interface VendorRequest {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Below the endpoint, e.g. `/License/Order`. */
  readonly path: string;
  /** Where the path is below, if not the endpoint: an identity server. */
  readonly server?: string | undefined;
  /** The vendor's name of the call. */
  readonly call: string;
  /** Sent as JSON, or as a form if it is one. */
  readonly body?: unknown;
  /** What it is about, in words for messages. */
  readonly object?: string | undefined;
  /** The id of what it is about, for the log. */
  readonly objectId?: string | undefined;
  /**
   * - `read`: changes nothing; identical reads in flight are one request.
   * - `idempotent`: doing it twice is the same as doing it once.
   * - `once`: creates and orders. Never repeated when it may have been done.
   */
  readonly effect: "read" | "idempotent" | "once";
  /** For the calls that sign in: the token to send, or null for none. All others send the session's. */
  readonly token?: string | null;
}

/** Where the access token comes from. */
export interface Authorisation {
  token(): Promise<string>;
  /** The vendor took this token. */
  accepted(token: string): void;
  /** The vendor refused this token. Says whether the next `token()` may be another one. */
  refused(token: string): boolean;
}

/** What a vendor's error answer says. */
export interface ErrorAnswer {
  readonly text: string;
  readonly code?: number | undefined;
  readonly subCode?: number | undefined;
  readonly hint?: string | undefined;
  /** The vendor said that it is down for maintenance, so nothing was done. */
  readonly maintenance?: boolean;
  /** The vendor said that the object does not exist. */
  readonly isGone?: boolean;
}

/** One answer of the vendor, as it came. */
export interface Exchange {
  readonly call: string;
  readonly status: number;
  /** The vendor's clock, if the answer says it. */
  readonly date: string | null;
  /** Decoded; undefined if it is empty or not JSON. */
  readonly body: unknown;
}

/** What a request that succeeded was answered. */
export interface Reply {
  readonly status: number;
  /** The decoded JSON; undefined if it is empty. */
  readonly body: unknown;
}

export interface HttpClientOptions {
  readonly vendor: string;
  readonly endpoint: string;
  readonly limiter: Limiter;
  readonly journal: Journal;
  readonly authorisation: () => Authorisation;
  /** Reads the body of an answer that is not 2xx. */
  readonly readError: (status: number, body: unknown, request: VendorRequest) => ErrorAnswer;
  /** Sees every answer as it came, for whoever examines the vendor. It holds personal data and tokens. */
  readonly observe?: ((exchange: Exchange) => void) | undefined;
  /** For one attempt, until the whole answer is here. */
  readonly attemptMilliseconds: number;
  /** For the request with all its attempts; no new attempt starts after it. */
  readonly overallMilliseconds: number;
}

type Fetch = typeof nodeFetch;

/** In words, what may be said of an answer that cannot be read: where it came from, not what it holds. */
const unreadable = (what: string): string => `the answer ${what}`;

export class HttpClient {
  #readsInFlight = new Map<string, Promise<Reply>>();

  constructor(private readonly options: HttpClientOptions) {}

  /** The decoded JSON body of the answer; undefined if it is empty. Throws VendorError. */
  async request(request: VendorRequest): Promise<unknown> {
    return (await this.exchange(request)).body;
  }

  /** The whole answer, for vendors whose status has a meaning of its own, such as 202 for "queued". Throws VendorError. */
  async exchange(request: VendorRequest): Promise<Reply> {
    if (request.effect !== "read") {
      this.#readsInFlight.clear(); // who asks from now on must see what this changes
      try {
        return await this.#withRetries(request);
      } finally {
        this.#readsInFlight.clear(); // those that began meanwhile may have been answered before the change
      }
    }
    const key = `${request.method} ${this.#serverOf(request)}${request.path} ${JSON.stringify(request.body)}`;
    let answer = this.#readsInFlight.get(key);
    if (answer === undefined) {
      answer = this.#withRetries(request).finally(() => {
        if (this.#readsInFlight.get(key) === answer) this.#readsInFlight.delete(key);
      });
      this.#readsInFlight.set(key, answer);
    }
    return await answer;
  }

  async #withRetries(request: VendorRequest): Promise<Reply> {
    const startedAt = performance.now();
    const authorisation = request.token === undefined ? this.options.authorisation() : undefined;
    const repeatable = request.effect !== "once";
    let newTokenTried = false;
    for (let attempt = 1; ;) {
      const token = authorisation === undefined ? request.token : await tokenOf(authorisation);
      try {
        const reply = await this.#attempt(request, attempt, token);
        if (typeof token === "string") authorisation?.accepted(token);
        return reply;
      } catch (error) {
        if (isUnauthorised(error) && authorisation !== undefined && typeof token === "string" && !newTokenTried) {
          newTokenTried = true; // a token may end before its time
          if (authorisation.refused(token)) continue;
        }
        const delay = delayBeforeRetry(error, { repeatable, attempt });
        const elapsed = performance.now() - startedAt;
        if (delay === undefined || elapsed + delay > this.options.overallMilliseconds) throw error;
        await (isChange(request) ? pause(delay) : sleep(delay)).catch(() => {
          throw error; // it says more than that the run was stopped
        });
        attempt++;
      }
    }
  }

  async #attempt(request: VendorRequest, attempt: number, token: string | null | undefined): Promise<Reply> {
    const { default: fetch } = await import("node-fetch"); // loaded with the first request: a preview sends none
    this.#refuseOnceStopped(request);
    const answered = await this.options.limiter.turn();
    this.#refuseOnceStopped(request);
    const startedAt = performance.now();
    const { vendor, journal } = this.options;
    const log = (outcome: string, status: number | undefined) => {
      const milliseconds = Math.round(performance.now() - startedAt);
      journal({ vendor, call: request.call, object: request.objectId, attempt, status, milliseconds, outcome });
    };
    try {
      const reply = await this.#exchange(fetch, request, token).finally(answered);
      log("done", reply.status);
      return reply;
    } catch (error) {
      if (error instanceof VendorError) {
        log(error.outcome, error.status);
        if (error.status === 429) this.options.limiter.throttled(error.details.retryAfterMilliseconds);
      }
      throw error;
    }
  }

  /** A look is still sent: several calls may wait for its answer, and it says what was reached. */
  #refuseOnceStopped(request: VendorRequest): void {
    const why = isChange(request) ? stopped() : undefined;
    if (why !== undefined) throw this.#error(request, { outcome: "notDone", text: `not sent. ${why.message}` });
  }

  async #exchange(fetch: Fetch, request: VendorRequest, token: string | null | undefined): Promise<Reply> {
    const { attemptMilliseconds } = this.options;
    const { body } = request;
    const isForm = body instanceof URLSearchParams;
    const signal = AbortSignal.timeout(Math.ceil(attemptMilliseconds));
    let response: Response;
    let text: string;
    try {
      response = await fetch(`${this.#serverOf(request)}${request.path}`, {
        method: request.method,
        headers: {
          accept: "application/json",
          ...(body === undefined || isForm ? {} : { "content-type": "application/json" }), // a form says it itself
          ...(typeof token === "string" ? { authorization: `Bearer ${token}` } : {}),
        },
        ...(body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) }),
        redirect: "manual", // a token must not follow a redirect to another host
        size: largestAnswerBytes,
        signal,
      });
      text = await response.text();
    } catch (error) {
      throw this.#lost(request, error, signal.aborted);
    }
    return { status: response.status, body: this.#read(request, response, text, secretsIn(request, token)) };
  }

  #read(request: VendorRequest, response: Response, answer: string, secrets: readonly string[]): unknown {
    const { status } = response;
    const excess = tooMuch(answer);
    if (excess !== undefined) throw this.#tooMuch(request, excess, status);
    // a vendor, or who is between us and the vendor, may say back what it was sent
    const body = parsed(response.ok ? answer : without(secrets, answer));
    this.options.observe?.({
      call: request.call,
      status,
      date: response.headers.get("date"),
      body: body.ok ? body.value : undefined,
    });
    if (response.ok) {
      if (body.ok) return body.value;
      throw this.#error(request, {
        status,
        outcome: "unknown",
        text: unreadable("is not JSON"),
        hint: ofWhom(request),
      });
    }
    if (status >= 300 && status < 400) {
      throw this.#error(request, {
        status,
        outcome: "refused",
        text: "the endpoint redirects, which is not followed",
        hint: "Check the configured endpoint.",
      });
    }
    if (!body.ok && status !== 401 && status !== 429) {
      // a page of somebody between us and the vendor says nothing about the object
      const text = unreadable("is not JSON, so that it may not be the vendor's");
      throw this.#error(request, { status, outcome: "unknown", text, hint: ofWhom(request) });
    }
    const said = this.options.readError(status, body.ok ? body.value : undefined, request);
    const outcome = outcomeOf(status, said);
    throw this.#error(request, {
      ...said,
      hint: said.hint ?? (outcome === "unknown" ? afterwards(request) : undefined),
      status,
      outcome,
      retryAfterMilliseconds: retryAfter(response.headers.get("retry-after")),
    });
  }

  #lost(request: VendorRequest, cause: unknown, timedOut: boolean): VendorError {
    const code = systemCode(cause);
    if (isTooLarge(cause)) return this.#tooMuch(request, `is larger than ${largestAnswerBytes / 1024 / 1024} MiB`);
    if (timedOut) {
      const text = `no answer within ${this.options.attemptMilliseconds / 1000} s`;
      return this.#error(request, { outcome: "unknown", text, hint: afterwards(request) });
    }
    if (code === "ECONNREFUSED" || code === "ENOTFOUND" || code === "EAI_AGAIN") {
      const text = `cannot reach ${new URL(this.#serverOf(request)).host} (${code})`;
      const server = request.server === undefined ? "the configured endpoint" : "the configured server for signing in";
      return this.#error(request, { outcome: "notDone", text, hint: `Check ${server} and the network.` });
    }
    return this.#error(request, {
      outcome: "unknown",
      text: `the connection failed${code === undefined ? "" : ` (${code})`}`,
      hint: afterwards(request),
    });
  }

  /** The next answer would be no smaller, so a read is not repeated. */
  #tooMuch(request: VendorRequest, what: string, status?: number): VendorError {
    return this.#error(request, {
      ...(status === undefined ? {} : { status }),
      outcome: request.effect === "read" ? "refused" : "unknown",
      text: unreadable(`${what}, and was not read`),
      hint: "This is no answer of the vendor: check the configured endpoint, and what is between it and this machine.",
    });
  }

  #serverOf({ server }: VendorRequest): string {
    return server ?? this.options.endpoint;
  }

  #error(request: VendorRequest, details: Omit<VendorError["details"], "vendor" | "call" | "object">): VendorError {
    return new VendorError({ vendor: this.options.vendor, call: request.call, object: request.object, ...details });
  }
}

/** Whether it may change something at the vendor. To sign in does not. */
const isChange = ({ effect, token }: VendorRequest): boolean => effect !== "read" && token === undefined;

/** What to do where nobody knows whether it was done. */
const afterwards = (request: VendorRequest): string =>
  isChange(request) && request.effect === "once"
    ? "It may have been done all the same: the next run finds out."
    : "Run again later.";

/** What to do where somebody else than the vendor may have answered. */
const ofWhom = (request: VendorRequest): string =>
  `Check the configured endpoint, and what is between it and this machine. ${afterwards(request)}`;

/** What a request says that nobody may read: the token, and what a sign-in proves itself with. */
function secretsIn({ body, token: own }: VendorRequest, token: string | null | undefined): string[] {
  const fields = body instanceof URLSearchParams ? [...body] : Object.entries(own === undefined ? {} : (body ?? {}));
  const proofs = fields.flatMap(([name, value]: [string, unknown]) =>
    /pass|token|secret|assertion/i.test(name) && typeof value === "string" ? [value] : [],
  );
  return [token, ...proofs].filter((one): one is string => typeof one === "string" && one.length >= shortestSecret);
}

/** A shorter one would be found in every text. */
const shortestSecret = 4;

/** The text without them, in whatever form they are said back. */
const without = (secrets: readonly string[], text: string): string =>
  secrets
    .flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)])
    .reduce((rest, secret) => rest.replaceAll(secret, "…"), text);

/** An error of node-fetch, which looks at the size of what is unpacked. */
const isTooLarge = (error: unknown): boolean => error instanceof Error && "type" in error && error.type === "max-size";

/** Signing in has retries of its own; when it fails, the request behind it was never sent. */
async function tokenOf(authorisation: Authorisation): Promise<string> {
  try {
    return await authorisation.token();
  } catch (error) {
    throw neverSent(error);
  }
}

/** The error of a sign-in, as that of the request behind it. */
export const neverSent = (error: unknown): unknown =>
  error instanceof VendorError ? new VendorError({ ...error.details, outcome: "notDone" }) : error;

const isUnauthorised = (error: unknown): boolean => error instanceof VendorError && error.status === 401;

function outcomeOf(status: number, answer: ErrorAnswer): VendorError["outcome"] {
  if (status === 429 || status === 401 || answer.maintenance === true) return "notDone";
  return status >= 500 || status === 408 ? "unknown" : "refused";
}

function parsed(text: string): { ok: true; value: unknown } | { ok: false } {
  if (text.trim() === "") return { ok: true, value: undefined };
  try {
    return { ok: true, value: JSON.parse(text) as unknown };
  } catch {
    return { ok: false };
  }
}

/** Retry-After comes as seconds or as a date. */
function retryAfter(header: string | null): number | undefined {
  if (header === null) return undefined;
  const seconds = Number(header);
  const milliseconds = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - Date.now();
  return Number.isFinite(milliseconds) ? Math.max(0, milliseconds) : undefined;
}

function systemCode(error: unknown): string | undefined {
  const code: unknown = error instanceof Error && "code" in error ? error.code : undefined;
  return typeof code === "string" ? code : undefined;
}
