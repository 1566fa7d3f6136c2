import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { documents, root, stale } from "./documents";

describe("docs/", function () {
  this.timeout(120_000);

  it("is as the sources say; npm run docs makes it so", async () => {
    assert.deepEqual(await stale(), []);
  });

  it("knows of every call its typed call, its use, its emulation and its tests", async () => {
    assert.deepEqual((await documents()).gaps, []);
  });

  it("has a row for each call of the contract", async () => {
    const { pages } = await documents();
    const table = pages.find(([file]) => file === "eset-coverage.md")?.[1] ?? "";
    const rows = [...table.matchAll(/^\| (\S+) +\| `/gm)].map(([, call]) => call);
    const { paths } = parse(readFileSync(join(root, "contracts/eset.openapi.yaml"), "utf8")) as { paths: object }; // ours
    assert.deepEqual(
      rows,
      Object.keys(paths).map((path) => path.slice(1).replace(/\/\{.*$/, "")),
    );
  });

  it("says of some calls what everybody can check by hand", async () => {
    const { pages } = await documents();
    const table = pages.find(([file]) => file === "eset-coverage.md")?.[1] ?? "";
    const row = (call: string): string => table.split("\n").find((line) => line.startsWith(`| ${call} `)) ?? "";
    assert.match(row("Company/Create/msp"), /\| `company\.createMsp` +\| `eset\.MspCompany` +\| \[msp\.ts\]/);
    assert.match(
      row("License/GetHistory"),
      /\| `license\.history` +\| `getLicenseHistory\(\)`, `pulumi-msp doctor` +\|/,
    );
    assert.match(row("User/ChangePassword"), /`eset\.client\(\)` only: a password/);
  });

  it("has a page for each resource, with all of its inputs and an example", async () => {
    const { pages } = await documents();
    for (const name of ["customer", "license", "managedMsp", "mspCompany", "user", "termsAcceptance"]) {
      const page = pages.find(([file]) => file === `eset/${name}.md`)?.[1] ?? "";
      assert.match(page, /^```ts\n[^]*?new eset\./m, name);
      assert.match(page, /^- `adopt` \(optional; true or false; default: false\): Take over/m, name);
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
    assert.match(section("getCompany"), /^- `companyId` \(string; required\)/m);
    assert.match(section("getCompany"), /^- `tags\[\]\.tag` \(string\): The tag\.$/m);
    assert.match(section("getLicenses"), /^Answers a list of:$/m);
    assert.doesNotMatch(page, /__@|toString/);
  });
});
