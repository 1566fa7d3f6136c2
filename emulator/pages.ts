/** What a browser sees: a short page at /, and an API explorer per vendor. */
import swagger from "@fastify/swagger";
import type { StaticDocumentSpec } from "@fastify/swagger";
import swaggerUi from "@fastify/swagger-ui";
import type { FastifyInstance } from "fastify";
import type { Vendor } from "./vendor";

/** The explorer's calls go to this server, whatever server the contract names. */
export async function mountExplorer(app: FastifyInstance, { name, basePath, contract }: Vendor): Promise<void> {
  const document = { ...contract.document, servers: [{ url: basePath, description: "This emulator" }] };
  await app.register(async (scope) => {
    await scope.register(swagger, {
      mode: "static",
      specification: { document: document as unknown as StaticDocumentSpec["document"] }, // 3.1 works, but has no type there
    });
    await scope.register(swaggerUi, { routePrefix: `/${name}/swagger`, uiConfig: { persistAuthorization: true } });
  });
}

export function mountFrontPage(app: FastifyInstance, vendors: readonly Vendor[]): void {
  const page = [
    "<!DOCTYPE html>",
    '<html lang="en"><head><meta charset="utf-8"><title>pulumi-msp emulator</title></head><body>',
    "<h1>pulumi-msp emulator</h1>",
    "<p>A local stand-in for vendors' APIs. Nothing here is real, billable or kept unless you asked for it.</p><ul>",
    ...vendors.map(
      ({ name, basePath }) =>
        `<li>${name}: API at <code>${basePath}</code>, <a href="/${name}/swagger">API explorer</a>, ` +
        `<a href="/_emulator/${name}">its state</a></li>`,
    ),
    '<li><a href="/_emulator/journal">request journal</a></li>',
    '<li><a href="/_emulator/">all controls</a></li>',
    "</ul></body></html>",
    "",
  ].join("\n");
  app.get("/", (_, reply) => reply.type("text/html; charset=utf-8").send(page));
}
