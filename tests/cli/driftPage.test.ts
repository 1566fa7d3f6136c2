/** The page of a report in a real browser. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type AxeResults, source as axeSource } from "axe-core";
import { type Browser, chromium, type Page } from "playwright-core";
import { html } from "../../cli/drift/html";
import type { Report } from "../../cli/drift/finding";
import { visible } from "../../cli/rows";
import { root } from "../tools/tools";
import { hostile, hostileReport, plain, reportOf } from "./driftReport";

interface BrowserTool {
  readonly howToGetABrowser: string;
  readonly findBrowser: () => Promise<{ path?: string; reason?: string }>;
}

describe("the page of a drift report", function () {
  let folder: string;
  let browser: Browser;
  const requests: string[] = [];
  const complaints: string[] = [];

  before(async () => {
    const tool = pathToFileURL(join(root, "tools", "setup", "chromium.mjs")).href;
    const { findBrowser, howToGetABrowser } = (await import(tool)) as BrowserTool; // outside the build: no types
    const { path, reason } = await findBrowser();
    if (path === undefined) throw new Error(`${reason ?? ""} ${howToGetABrowser}`);
    folder = mkdtempSync(join(tmpdir(), "pulumi-msp-page-"));
    browser = await chromium.launch({ executablePath: path, args: ["--no-sandbox"] });
  });
  after(async () => {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const open = async (report: Report, colorScheme: "light" | "dark" = "light"): Promise<Page> => {
    const file = join(folder, "drift.html");
    writeFileSync(file, html(report));
    const page = await browser.newPage({ colorScheme });
    requests.length = complaints.length = 0;
    page.on("request", (request) => requests.push(request.url()));
    page.on("console", (message) => complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(error.message));
    await page.goto(pathToFileURL(file).href);
    return page;
  };
  /** What is to be seen, customer by customer: the objects in its rows. */
  const rows = async (page: Page): Promise<string[][]> => {
    const seen: string[][] = [];
    for (const section of await page.locator("section.customer:visible").all()) {
      const customer = await section.locator("h2").allTextContents();
      for (const row of await section.locator("tbody tr:visible").all()) {
        const [kind, object, property] = await row.locator("td").allTextContents();
        customer.push([kind, object, property].join(" "));
      }
      seen.push(customer);
    }
    return seen;
  };

  it("has a section for each customer and a row for each difference", async () => {
    const page = await open(plain);
    assert.equal(await page.locator("h1").textContent(), "5 differences at 2 customers");
    assert.deepEqual(await rows(page), [
      [
        "Example Bakery",
        "vanished eset.License mailAAA-111 ",
        "unmanaged eset.License ESET Mail Security (310)BBB-222 ",
        "changed eset.License seatsCCC-333 quantity",
        "changed eset.License seatsCCC-333 suspended",
        "accepted eset.License trialDDD-444 type",
        "pending eset.License seatsCCC-333 productCode",
      ],
      ["Müller 東京", "changed eset.Customer mc2 tags"],
    ]);
    assert.equal(requests.length, 1, "only the page itself was asked for");
    assert.deepEqual(complaints, []);
  });

  it("shows only what has all words of the filter, in its row or its customer's name", async () => {
    const page = await open(plain);
    const filtered = async (words: string) => {
      await page.getByLabel("Filter").fill(words);
      const shown = await rows(page);
      return [
        shown.map(([name, ...found]): [string | undefined, number] => [name, found.length]),
        await page.locator("#count").textContent(),
      ];
    };
    assert.deepEqual(await filtered("jane@msp"), [[["Example Bakery", 1]], "1 row"]);
    assert.deepEqual(await filtered("BAKERY changed"), [[["Example Bakery", 3]], "3 rows"]);
    assert.deepEqual(await filtered("müller"), [[["Müller 東京", 1]], "1 row"]);
    assert.deepEqual(await filtered("müller quantity"), [[], "0 rows"]);
    assert.ok(await page.getByText("Nothing matches.").isVisible());
    assert.deepEqual(await filtered(""), [[["Example Bakery", 6], ["Müller 東京", 1]], ""]); // prettier-ignore
  });

  it("shows hostile names as text, and does none of what they say", async () => {
    const page = await open(hostileReport);
    assert.deepEqual(await page.locator("h2").allTextContents(), hostile.map(visible));
    assert.equal(await page.locator("img, h2 *, td script, main h1").count(), 0);
    assert.equal(await page.locator("script").count(), 1);
    assert.notEqual(await page.title(), "owned");
    assert.deepEqual([requests.length, complaints], [1, []]);
    const width = await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");
    assert.equal(width, 0, "a long name does not push the page apart");
  });

  it("runs no script but its own", async () => {
    const page = await open(plain);
    await page.evaluate(`
      const script = document.createElement("script");
      script.textContent = "document.title = 'owned'";
      document.body.append(script);`);
    assert.notEqual(await page.title(), "owned");
    assert.match(complaints.join(), /Content Security Policy/);
  });

  for (const colorScheme of ["light", "dark"] as const) {
    it(`can be used by everybody, in ${colorScheme} colours`, async () => {
      for (const report of [plain, reportOf([])]) {
        const page = await open(report, colorScheme);
        // through the debugger: the page's policy lets no other script in
        await page.evaluate(`${axeSource}; undefined`);
        const { violations } = await page.evaluate<AxeResults>("axe.run()");
        assert.deepEqual(
          violations.map(({ id, nodes }) => [id, ...nodes.map(({ html: source }) => source)]),
          [],
        );
      }
    });
  }
});
