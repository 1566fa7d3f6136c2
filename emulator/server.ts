/** The HTTP server below which everything is: what it answers where there is nothing, and who may ask for what is ours. */
import fastify from "fastify";
import type { FastifyInstance, FastifyReply } from "fastify";
import { protectiveHeaders, refusedAccess, refusedName } from "./access";
import { pathOf } from "./gateway";
import type { Answer, Service } from "./vendor";

/** Gives the URL, without a slash at the end. @throws if the port is taken (EADDRINUSE) */
export async function listen(app: FastifyInstance, host: string, port: number): Promise<string> {
  await app.listen({ host, port });
  const address = app.server.address();
  return `http://${nameOf(host)}:${String(typeof address === "object" && address !== null ? address.port : port)}`;
}

/** How a client on this machine reaches a host that the server listens on. */
function nameOf(host: string): string {
  if (host === "0.0.0.0" || host === "::") return "127.0.0.1";
  return host.includes(":") ? `[${host}]` : host;
}

export function createServer(services: readonly Service[], host: string): FastifyInstance {
  const serviceOf = (url: string | undefined): Service | undefined =>
    services.find(({ basePath }) => `${pathOf(url ?? "")}/`.startsWith(`${basePath}/`));
  const app = fastify({
    forceCloseConnections: true,
    routerOptions: { ignoreDuplicateSlashes: true },
    // Paths that cannot be decoded are unknown calls like any other.
    frameworkErrors: (error, request, reply) => {
      refuse(reply, serviceOf(request.raw.url)?.answers.unknownCall(), error.statusCode, error.message);
    },
  });
  // The vendors' APIs are as open as the vendors', but a known password signs in to them; everything else is ours.
  app.addHook("onRequest", ({ raw, method, headers }, reply, next) => {
    const isOurs = serviceOf(raw.url) === undefined;
    if (isOurs) void reply.headers(protectiveHeaders);
    const refused = refusedName(headers, host) ?? (isOurs ? refusedAccess(method, headers) : undefined);
    if (refused === undefined) next();
    else void reply.code(403).send({ error: refused });
  });
  // Bodies are read as they come: whether one is JSON, and what to say if not, is each vendor's affair.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", { parseAs: "buffer" }, (_, body, done) => {
    done(null, body);
  });
  app.setNotFoundHandler((request, reply) => {
    refuse(reply, serviceOf(request.raw.url)?.answers.unknownCall(), 404, "There is nothing here. Start at /.");
  });
  app.setErrorHandler((error: Error & { statusCode?: number }, request, reply) => {
    const answers = serviceOf(request.raw.url)?.answers;
    const { statusCode = 500, message } = error;
    refuse(reply, statusCode < 500 ? answers?.badRequest(message) : answers?.failure(message), statusCode, message);
  });
  return app;
}

/** In a vendor's words below its base path, in ours elsewhere. */
function refuse(reply: FastifyReply, answer: Answer | undefined, status: number | undefined, text: string): void {
  void reply.code(answer?.status ?? status ?? 400).send(answer?.body ?? { error: text });
}
