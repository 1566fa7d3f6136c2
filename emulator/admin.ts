/** The emulator's own API, below /_emulator/: what an in-process program does through the handle, over HTTP. */
import { Type } from "@sinclair/typebox";
import type { FastifyInstance, FastifyReply } from "fastify";
import type { Control } from "./control";
import type { Emulator } from "./emulator";
import { parseFault } from "./faults";
import { shape, UsageError } from "./shape";
import type { Vendor } from "./vendor";

const closed = { additionalProperties: false };

const parseClock = shape(
  Type.Object(
    {
      advance: Type.Optional(Type.Number({ description: "Milliseconds." })),
      now: Type.Optional(Type.String({ format: "date-time" })),
    },
    { ...closed, minProperties: 1, maxProperties: 1 },
  ),
  "clock",
);

const parseRateLimit = shape(
  Type.Object(
    {
      requestsPerSecond: Type.Union([Type.Number({ exclusiveMinimum: 0 }), Type.Null()]),
      retryAfter: Type.Optional(Type.Boolean()),
    },
    closed,
  ),
  "rate limit",
);

function routes(emulator: Emulator): Control[] {
  const { journal, faults, clock } = emulator;
  return [
    { method: "GET", path: "journal", run: () => journal.entries() },
    {
      method: "DELETE",
      path: "journal",
      run: () => {
        journal.clear();
      },
    },
    { method: "GET", path: "faults", run: () => faults.list() },
    {
      method: "POST",
      path: "faults",
      run: (_, body) => {
        // All or none: a list is checked before the first is added.
        for (const fault of (Array.isArray(body) ? body : [body]).map(parseFault)) faults.add(fault);
        return faults.list();
      },
    },
    {
      method: "DELETE",
      path: "faults",
      run: () => {
        faults.clear();
      },
    },
    { method: "GET", path: "clock", run: () => ({ now: clock.now().toISOString() }) },
    {
      method: "PUT",
      path: "clock",
      run: (_, body) => {
        const { advance, now } = parseClock(body);
        if (advance !== undefined) clock.advance(advance);
        if (now !== undefined) clock.set(new Date(now));
        return { now: clock.now().toISOString() };
      },
    },
    {
      method: "DELETE",
      path: "clock",
      run: () => {
        clock.reset();
      },
    },
    { method: "GET", path: "rate-limit", run: () => ({ requestsPerSecond: emulator.requestsPerSecond ?? null }) },
    {
      method: "PUT",
      path: "rate-limit",
      run: (_, body) => {
        const { requestsPerSecond, retryAfter } = parseRateLimit(body);
        emulator.setRequestsPerSecond(requestsPerSecond ?? undefined, retryAfter === undefined ? {} : { retryAfter });
        return { requestsPerSecond: emulator.requestsPerSecond ?? null };
      },
    },
    { method: "GET", path: "snapshot", run: () => emulator.snapshot() },
    {
      method: "PUT",
      path: "snapshot",
      run: (_, body) => {
        emulator.restore(body);
      },
    },
    {
      method: "POST",
      path: "seed",
      run: (_, body) => {
        emulator.seed(body);
      },
    },
    {
      method: "POST",
      path: "reset",
      run: () => {
        emulator.reset();
      },
    },
  ];
}

/** What it gave as a snapshot it takes back: of 30,000 companies, some 30 MB. */
const largestBody = 64 * 1024 * 1024;

export function mountAdmin(app: FastifyInstance, emulator: Emulator, vendors: readonly Vendor[]): void {
  const all = [
    ...routes(emulator),
    ...vendors.flatMap(({ name, controls }) =>
      controls.map((control): Control => ({
        ...control,
        path: control.path === "" ? name : `${name}/${control.path}`,
      })),
    ),
  ];
  for (const { method, path, run } of all) {
    app.route<{ Params: Record<string, string> }>({
      method,
      url: `/_emulator/${path}`,
      bodyLimit: largestBody,
      handler: ({ params, body }, reply) => answer(reply, () => run(params, parseJson(body))),
    });
  }
  // What streams is mounted elsewhere (console/events.ts).
  const controls = ["GET /_emulator/events", ...all.map(({ method, path }) => `${method} /_emulator/${path}`)];
  for (const url of ["/_emulator", "/_emulator/"]) app.get(url, (_, reply) => reply.send({ controls }));
  app.all("/_emulator/*", (_, reply) => reply.code(404).send({ error: "The emulator has no such control.", controls }));
}

function answer(reply: FastifyReply, run: () => unknown): FastifyReply {
  try {
    const result = run();
    return result === undefined ? reply.code(204).send() : reply.send(result);
  } catch (error) {
    if (error instanceof UsageError) return reply.code(error.status).send({ error: error.message });
    if (error instanceof RangeError) return reply.code(400).send({ error: error.message });
    throw error;
  }
}

function parseJson(body: unknown): unknown {
  if (!Buffer.isBuffer(body) || body.length === 0) return undefined;
  try {
    return JSON.parse(body.toString("utf8"));
  } catch (error) {
    throw new UsageError(`The body is not valid JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}
