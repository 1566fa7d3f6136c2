/** The way of one vendor request: rate limit, faults, the vendor itself, journal, answer. Knows no vendor. */
import { setTimeout as sleep } from "node:timers/promises";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Clock } from "./clock";
import { decoded } from "./contract";
import type { FaultList, Injection } from "./faults";
import { withoutSecrets } from "./journal";
import type { RequestJournal } from "./journal";
import type { SlidingSecond } from "./rateLimit";
import { UsageError } from "./shape";
import type { Answer, Outcome, Service } from "./vendor";

export interface Gateway {
  readonly clock: Clock;
  readonly faults: FaultList;
  readonly journal: RequestJournal;
  readonly rateLimit: SlidingSecond;
  /** Called after each request that changed something. */
  readonly onChange: () => void;
  /** Ends all waiting when the emulator closes. */
  readonly closing: AbortSignal;
}

export function mountService(app: FastifyInstance, service: Service, gateway: Gateway): void {
  const handler = (request: FastifyRequest, reply: FastifyReply): Promise<void> =>
    serve(service, gateway, request, reply);
  for (const url of [service.basePath, `${service.basePath}/*`]) app.all(url, handler);
}

/** The path of a request, slashes that were doubled taken once, and without the query. */
export function pathOf(url: string): string {
  return (url.split("?", 1)[0] ?? "").replaceAll(/\/{2,}/g, "/");
}

async function serve(service: Service, gateway: Gateway, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const { clock, faults, journal, rateLimit, closing } = gateway;
  const started = performance.now();
  const at = clock.now().toISOString();
  const path = pathOf(request.raw.url ?? "/");
  const sentPath = path.slice(service.basePath.length + 1);
  const name = decoded(sentPath);
  const match = service.contract.match(request.method, sentPath);
  const call = match?.operation.call ?? name;
  const rawBody = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  const query = new URLSearchParams(request.raw.url?.split("?").slice(1).join("?") ?? "");

  const note = (status: number, applied: boolean, injection?: Injection): void => {
    const sent = readable(rawBody, request.headers["content-type"]);
    journal.add({
      at,
      vendor: service.name,
      call,
      method: request.method,
      path,
      ...(query.size > 0 && { query: fieldsOf(query) }),
      status,
      applied,
      ...(injection !== undefined && injection.hit.length > 0 && { fault: injection.hit.join("+") }),
      milliseconds: Math.round((performance.now() - started) * 10) / 10,
      ...(sent !== undefined && { request: sent }),
    });
  };

  if (!rateLimit.admit()) {
    const answer = service.answers.tooManyRequests();
    note(answer.status, false);
    send(
      reply,
      clock,
      rateLimit.retryAfter ? { ...answer, headers: { ...answer.headers, "retry-after": "1" } } : answer,
    );
    return;
  }

  const injection = faults.meet(service.name, request.method, [call, name]);
  const carryOut = async (): Promise<Outcome> => {
    const outcome = await service.handle({
      match,
      query,
      headers: request.headers,
      rawBody,
      operationMilliseconds: injection.operationMilliseconds,
    });
    if (outcome.applied) gateway.onChange();
    return outcome;
  };

  try {
    if (injection.delayBefore > 0) await sleep(injection.delayBefore, undefined, { signal: closing });
    const { answer, applied } = await inject(service, injection, carryOut);
    if (injection.delayAfter > 0) await sleep(injection.delayAfter, undefined, { signal: closing });
    note(answer === "drop" ? 0 : answer.status, applied, injection);
    if (answer === "drop") drop(reply);
    else send(reply, clock, answer);
  } catch (error) {
    if (closing.aborted) {
      drop(reply);
      return;
    }
    const answer = service.answers.failure(reasonOf(error));
    note(answer.status, false, injection);
    send(reply, clock, answer);
  }
}

/** The answer as the fault leaves it, and whether the change was made all the same. */
async function inject(
  service: Service,
  { fault }: Injection,
  carryOut: () => Promise<Outcome>,
): Promise<{ answer: Answer | Text | "drop"; applied: boolean }> {
  if (fault === undefined) return carryOut();
  if (fault.kind === "truncate") {
    const { answer, applied } = await carryOut();
    const whole = answer.body === undefined ? "" : JSON.stringify(answer.body);
    // Cut even an answer of two characters; an empty one becomes the beginning of an object.
    return {
      answer: text(answer.status, "application/json", whole.slice(0, Math.floor(whole.length / 2)) || "{"),
      applied,
    };
  }
  if (fault.kind === "maintenance") return { answer: service.answers.maintenance(), applied: false };
  if (fault.kind === "unauthorized") return { answer: service.answers.unauthorized(), applied: false };
  const applied = fault.when === "after" && (await carryOut()).applied;
  switch (fault.kind) {
    case "drop":
      return { answer: "drop", applied };
    case "empty":
      return { answer: { status: 200 }, applied };
    case "html":
      return {
        answer: text(fault.status ?? 200, "text/html", "<!DOCTYPE html><html><body>Gateway</body></html>"),
        applied,
      };
    case "status":
      return {
        answer: {
          status: fault.status,
          ...(fault.headers !== undefined && { headers: fault.headers }),
          ...(fault.body !== undefined && { body: fault.body }),
        },
        applied,
      };
  }
}

/** An answer that is not JSON, or not quite. */
interface Text extends Answer {
  readonly text: string;
}

const text = (status: number, type: string, content: string): Text => ({
  status,
  headers: { "content-type": `${type}; charset=utf-8` },
  text: content,
});

function send(reply: FastifyReply, clock: Clock, answer: Answer | Text): void {
  const content = "text" in answer ? answer.text : answer.body === undefined ? "" : JSON.stringify(answer.body);
  if (content !== "") void reply.type("application/json; charset=utf-8");
  void reply
    .code(answer.status)
    .headers({ date: clock.now().toUTCString(), ...answer.headers })
    .send(content);
}

/** A data file that cannot be written is the user's affair; anything else that is thrown is ours. */
function reasonOf(error: unknown): string {
  if (error instanceof UsageError) return error.message;
  return `This is a bug of the emulator: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
}

function drop(reply: FastifyReply): void {
  reply.hijack();
  reply.raw.socket?.resetAndDestroy();
}

/** No honest request is longer. What a journal keeps of all requests must not fill the memory. */
const longestKept = 16 * 1024;

/** The body for the journal, if it is JSON or a form. */
function readable(rawBody: Buffer, type: string | undefined): unknown {
  if (rawBody.length === 0) return undefined;
  if (rawBody.length > longestKept) return `… (${rawBody.length} bytes)`;
  const text = rawBody.toString("utf8");
  if (type?.startsWith("application/x-www-form-urlencoded") === true) return fieldsOf(new URLSearchParams(text));
  try {
    return withoutSecrets(JSON.parse(text));
  } catch {
    return undefined;
  }
}

const fieldsOf = (fields: URLSearchParams): unknown => withoutSecrets(Object.fromEntries(fields));
