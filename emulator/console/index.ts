/** The console: a page at / that shows the vendors' objects and requests live, and does by click what their portals do. */
import { readFileSync, readdirSync } from "node:fs";
import { extname, join } from "node:path";
import type { FastifyInstance } from "fastify";
import type { Vendor } from "../vendor";
import { shellLine } from "../shell";
import type { VendorView } from "./view";

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
};

/** Everything comes from here, and nothing in a page's text can become a script. */
const policy = "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'";

export function mountConsole(app: FastifyInstance, vendors: readonly Vendor[]): void {
  const folder = join(__dirname, "browser");
  for (const name of readdirSync(folder)) {
    const type = types[extname(name)];
    if (type === undefined) continue;
    const file = readFileSync(join(folder, name), "utf8");
    const content = name === "index.html" ? file.replace("{explorers}", explorersOf(vendors)) : file;
    app.get(name === "index.html" ? "/" : `/console/${name}`, (_, reply) =>
      reply
        .headers({ "content-type": type, "content-security-policy": policy, "cache-control": "no-cache" })
        .send(content),
    );
  }
  app.get("/_emulator/console", () => vendors.map(({ name }) => name));
  for (const { name, title, console, world } of vendors) {
    app.get(`/_emulator/console/${name}`, (): VendorView => ({ name, title, ...console.overview() }));
    app.get(`/_emulator/console/${name}/environment`, () =>
      Object.entries(world.environment()).map(([variable, value]) => shellLine(variable, value)),
    );
    app.get<{ Params: { id: string } }>(`/_emulator/console/${name}/companies/:id`, ({ params }, reply) => {
      const company = console.company(params.id);
      return company === undefined
        ? reply.code(404).send({ error: `There is no company ${params.id}` })
        : reply.send(company);
    });
  }
}

const explorersOf = (vendors: readonly Vendor[]): string =>
  vendors.map(({ name, title }) => `<a href="/${name}/swagger">${title}</a>`).join(", ");
