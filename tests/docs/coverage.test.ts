import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { documents, root, stale } from "./documents";

describe("docs/", function () {
  it("is as the sources say; npm run docs makes it so", async () => {
    assert.deepEqual(await stale(), []);
  });

  it("knows of every call its typed call, its use, its emulation and its tests", async () => {
    assert.deepEqual((await documents()).gaps, []);
  });

  for (const vendor of ["eset", "redstor"]) {
    it(`has a row for each call of the contract of ${vendor}`, async () => {
      const { pages } = await documents();
      const table = pages.find(([file]) => file === `${vendor}-coverage.md`)?.[1] ?? "";
      const rows = [...table.matchAll(/^\| ((?:[A-Z]+ )?\/?\S+) +\| `/gm)].map(([, call]) => call);
      const contract = readFileSync(join(root, `contracts/${vendor}.openapi.yaml`), "utf8");
      const { paths } = parse(contract) as { paths: Record<string, object> }; // ours
      const calls = Object.entries(paths).flatMap(([path, methods]) =>
        Object.keys(methods).map((method) =>
          vendor === "eset" ? path.slice(1).replace(/\/\{.*$/, "") : `${method.toUpperCase()} ${path}`,
        ),
      );
      assert.deepEqual(rows, calls);
    });
  }

  it("says of some calls what everybody can check by hand", async () => {
    const { pages } = await documents();
    const table = pages.find(([file]) => file === "eset-coverage.md")?.[1] ?? "";
    const row = (call: string): string => table.split("\n").find((line) => line.startsWith(`| ${call} `)) ?? "";
    assert.match(row("Company/Create/msp"), /\| `company\.createMsp` +\| `eset\.MspCompany` +\| \[msp\.ts\]/);
    assert.match(
      row("License/GetHistory"),
      /\| `license\.history` +\| `eset\.License`, `getLicenseHistory\(\)`, `pulumi-msp doctor` +\|/,
    );
    assert.match(row("User/ChangePassword"), /`eset\.client\(\)` only: a password/);
  });

  it("tells the calls of one path at Redstor apart", async () => {
    const { pages } = await documents();
    const table = pages.find(([file]) => file === "redstor-coverage.md")?.[1] ?? "";
    const row = (call: string): string => table.split("\n").find((line) => line.startsWith(`| ${call} `)) ?? "";
    assert.match(
      row("POST /companies/{companyId}/customers"),
      /\| `company\.create` +\| `redstor\.Company` +\| \[company\.ts\]/,
    );
    assert.match(row("GET /companies/{companyId}/customers"), /\| `company\.customers` +\| .*`getCustomers\(\)`/);
    assert.match(row("POST /companies/{companyId}/subscriptions/trial"), /`redstor\.Subscription`/);
  });

  for (const vendor of ["eset", "redstor"]) {
    it(`tells of each open point of ${vendor} where in the contract it matters`, async () => {
      const { pages } = await documents();
      const page = pages.find(([file]) => file === "open-points.md")?.[1] ?? "";
      const contract = readFileSync(join(root, `contracts/${vendor}.openapi.yaml`), "utf8");
      const { "x-open": open, info } = parse(contract) as { "x-open": object; info: { title: string } }; // ours
      const title = info.title.replace(/ API$/, "");
      const [, section = ""] = new RegExp(`^### Where ${title}.* is open$([^#]*)`, "m").exec(page) ?? [];
      const told = [...section.matchAll(/^- `([^`]+)`: (?:the \w+ )?`\S/gm)].map(([, point]) => point);
      assert.deepEqual(told, Object.keys(open));
    });
  }

  it("tells by the vendors' names where some points matter", async () => {
    const { pages } = await documents();
    const page = pages.find(([file]) => file === "open-points.md")?.[1] ?? "";
    for (const line of [
      "- `company.delete`: `Company/Delete`",
      "- `company.tagsAre`: `CompanyDetail.tags`",
      "- `companyStatus.suspended`: `CompanyStatus`",
      "- `company.secondDelete`: `DELETE /companies/{companyId}`",
      "- `search.names`: the parameter `search`",
      "- `error.gone`: the answer `NoContent`, the answer `NotFound`",
    ])
      assert.ok(page.split("\n").includes(line), line);
  });

  it("has a page for each resource, with all of its inputs and an example", async () => {
    const { pages } = await documents();
    const names = {
      eset: ["customer", "license", "managedMsp", "mspCompany", "user", "termsAcceptance"],
      redstor: ["company", "subscription"],
    };
    for (const [vendor, resources] of Object.entries(names)) {
      for (const name of resources) {
        const page = pages.find(([file]) => file === `${vendor}/${name}.md`)?.[1] ?? "";
        assert.match(page, new RegExp(`^\`\`\`ts\\n[^]*?new ${vendor}\\.`, "m"), name);
        assert.match(page, /^- `adopt` \(optional; true or false; default: false\): Take over/m, name);
      }
    }
    const license = pages.find(([file]) => file === "eset/license.md")?.[1] ?? "";
    assert.match(license, /^- `quantity` \(\*\*required\*\*; a whole number of seats, 1 or more\): Seats/m);
    assert.match(license, /^- `type`, refused at preview: A full licence cannot become a trial\. Set type: "full"\.$/m);
    assert.match(license, /^- `customerId`, `productCode`: replaces it/m);
    const customer = pages.find(([file]) => file === "eset/customer.md")?.[1] ?? "";
    assert.match(customer, /^- `address\.city` \(optional; a text\)/m);
  });

  it("has each function, with its arguments and what it answers", async () => {
    const { pages } = await documents();
    const page = pages.find(([file]) => file === "eset/functions.md")?.[1] ?? "";
    const section = (name: string): string => page.split(/^## /m).find((part) => part.startsWith(`${name}\n`)) ?? "";
    assert.match(section("getCompany"), /^- `companyId` \(\*\*required\*\*; the companyId of a company\)$/m);
    assert.match(section("getCompany"), /^- `tags\[\]\.tag` \(string\): The tag\.$/m);
    assert.match(section("getLicenses"), /^Answers a list of:$/m);
    const redstor = pages.find(([file]) => file === "redstor/functions.md")?.[1] ?? "";
    assert.match(redstor, /^- `companyId` \(\*\*required\*\*; the companyId of a company\)$/m);
    for (const text of [page, redstor]) assert.doesNotMatch(text, /__@|toString/);
  });
});
