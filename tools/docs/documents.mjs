/** All of docs/, as it should be now. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { format, resolveConfig } from "prettier";
import { coverage } from "./coverage.mjs";
import { openPointsPage } from "./openPoints.mjs";
import { examples, indexPage, referencePages } from "./reference.mjs";
import { openSources } from "./sources.mjs";
import { documentedVendors } from "./vendors.mjs";

/** The pages by path below docs/, what the calls of the vendor still lack, and the examples in the sources. */
export async function documents(root) {
  const sources = openSources(root);
  const vendors = documentedVendors(root);
  const written = [];
  const gaps = [];
  const documented = [];
  for (const vendor of vendors) {
    const { markdown, gaps: lacking, rows } = coverage(sources, vendor);
    const callsOf = (name) => rows.filter(({ uses }) => uses.includes(name)).map(({ call }) => call);
    const reference = await referencePages(sources, vendor, callsOf);
    written.push([`${vendor.name}-coverage.md`, markdown], ...reference.pages);
    documented.push({ vendor, ...reference });
    gaps.push(...lacking);
  }
  written.push(["open-points.md", openPointsPage(vendors)], ["README.md", indexPage(documented)]);
  const pages = [];
  for (const [file, text] of written) {
    const filepath = join(root, "docs", file);
    pages.push([file, await format(text, { ...(await resolveConfig(filepath)), filepath })]);
  }
  return { pages, gaps, examples: vendors.flatMap((vendor) => examples(sources, vendor)) };
}

/** What docs/ has otherwise, lacks, or has too much. */
export function stale(root, pages) {
  const vendors = documentedVendors(root);
  const folder = join(root, "docs");
  const expected = new Map(pages);
  const existing = existsSync(folder)
    ? readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) =>
          join(entry.parentPath ?? entry.path, entry.name)
            .slice(folder.length + 1)
            .replaceAll("\\", "/"),
        )
    : [];
  const changed = pages.filter(
    ([file, text]) => !existing.includes(file) || readFileSync(join(folder, file), "utf8") !== text,
  );
  const surplus = existing.filter(
    (file) => vendors.some(({ name }) => file.startsWith(`${name}/`)) && !expected.has(file),
  );
  return [...changed.map(([file]) => file), ...surplus];
}
