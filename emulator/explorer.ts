/** An API explorer per vendor, which tells where the vendor's contract is open. */
import swagger from "@fastify/swagger";
import type { StaticDocumentSpec } from "@fastify/swagger";
import swaggerUi from "@fastify/swagger-ui";
import type { FastifyInstance } from "fastify";
import { openInWords } from "./openInWords";
import type { Vendor } from "./vendor";

/** The explorer's calls go to this server, whatever server the contract names. */
export async function mountExplorer(app: FastifyInstance, { name, basePath, contract }: Vendor): Promise<void> {
  const document = { ...openInWords(contract), servers: [{ url: basePath, description: "This emulator" }] };
  await app.register(async (scope) => {
    await scope.register(swagger, {
      mode: "static",
      specification: { document: document as unknown as StaticDocumentSpec["document"] }, // 3.1 works, but has no type there
    });
    await scope.register(swaggerUi, { routePrefix: `/${name}/swagger`, uiConfig: { persistAuthorization: true } });
  });
}
