/** The page of a report in a real browser. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type AxeResults, source as axeSource } from "axe-core";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { html } from "../../cli/drift/html";
import type { Finding, Report } from "../../cli/drift/finding";
import { headline } from "../../cli/drift/words";
import { visible } from "../../cli/rows";
import { root } from "../tools/tools";
import { hostile, hostileReport, ofStacks, plain, reportOf } from "./driftReport";

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

  const open = async (
    report: Report,
    colorScheme: "light" | "dark" = "light",
    options: BrowserContextOptions = {},
  ): Promise<Page> => {
    const file = join(folder, "drift.html");
    writeFileSync(file, html(report));
    const page = await browser.newPage({ colorScheme, ...options });
    requests.length = complaints.length = 0;
    page.on("request", (request) => requests.push(request.url()));
    page.on("console", (message) => complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(error.message));
    await page.goto(pathToFileURL(file).href);
    return page;
  };
  /** What is to be seen, customer by customer in each part: the objects in its rows. */
  const rows = async (page: Page): Promise<string[][]> => {
    const seen: string[][] = [];
    for (const section of await page.locator("section.customer:visible").all()) {
      const customer = await section.locator("h3").allTextContents();
      for (const row of await section.locator("tbody tr:visible").all()) {
        const [kind] = await row.locator(".kind").allTextContents();
        const [object] = await row.locator("b").allTextContents();
        const [, , property] = await row.locator("td").allTextContents();
        customer.push([kind, object, property].join(" ").trim());
      }
      seen.push(customer);
    }
    return seen;
  };

  it("has the parts in their order, in each a section for each customer, and a row for each difference", async () => {
    const page = await open(plain);
    assert.equal(await page.locator("h1").textContent(), headline(plain));
    const titles = await page.locator("section.part > h2").allTextContents();
    assert.deepEqual(titles, ["Changed or vanished", "Unmanaged", "Pending", "Accepted"]);
    assert.deepEqual(await rows(page), [
      ["Example Bakery", "vanished mail", "changed seats quantity", "changed seats suspended"],
      ["Müller 東京", "changed m tags"],
      ["Example Bakery", "unmanaged ESET Mail Security (310)"],
      ["Example Bakery", "pending seats productCode"],
      ["Example Bakery", "accepted trial type"],
    ]);
    assert.equal(requests.length, 1, "only the page itself was asked for");
    assert.deepEqual(complaints, []);
  });

  /** How many rows are to be seen, and what the page says of that. */
  const counted = async (page: Page) => [
    (await rows(page)).map(([name, ...found]) => [name, found.length]),
    await page.locator("#count").textContent(),
  ];

  it("shows only what has all words of the filter, in its row or its customer's name", async () => {
    const page = await open(plain);
    const filtered = async (words: string) => {
      await page.getByLabel("Filter").fill(words);
      return await counted(page);
    };
    const bakery = "Example Bakery";
    assert.deepEqual(await filtered("jane@msp"), [[[bakery, 1]], "1 row"]);
    assert.deepEqual(await filtered("BAKERY changed"), [
      [
        [bakery, 2],
        [bakery, 1],
      ],
      "3 rows",
    ]); // "will be changed" too
    assert.deepEqual(await filtered("müller"), [[["Müller 東京", 1]], "1 row"]);
    assert.deepEqual(await filtered("müller quantity"), [[], "0 rows"]);
    assert.ok(await page.getByText("Nothing matches.").isVisible());
    assert.equal(await page.locator("section.part:visible").count(), 0, "no title stands over nothing");
    const all = [
      [bakery, 3],
      ["Müller 東京", 1],
      [bakery, 1],
      [bakery, 1],
      [bakery, 1],
    ];
    assert.deepEqual(await filtered(""), [all, ""]);
  });

  it("shows only the kinds whose counters are pressed, together with the filter; and all if none is", async () => {
    const page = await open(plain);
    const counter = (name: string) => page.getByRole("button", { name: new RegExp(`^${name}`) });
    const press = async (name: string) => {
      await counter(name).click();
      return await counted(page);
    };
    const bakery = "Example Bakery";
    const pressed = () => page.locator("button[aria-pressed=true]").count();
    assert.equal(await pressed(), 0);
    assert.deepEqual(await press("vanished"), [[[bakery, 1]], "1 row"]);
    assert.equal(await counter("vanished").getAttribute("aria-pressed"), "true");
    assert.deepEqual(await press("unmanaged"), [
      [
        [bakery, 1],
        [bakery, 1],
      ],
      "2 rows",
    ]);
    assert.equal(await pressed(), 2);
    await page.getByLabel("Filter").fill("müller");
    assert.deepEqual(await counted(page), [[], "0 rows"]);
    assert.deepEqual(await press("changed"), [[["Müller 東京", 1]], "1 row"]);
    await page.getByLabel("Filter").fill("");
    await press("changed");
    await press("unmanaged");
    // with the keyboard alone
    await counter("vanished").focus();
    await page.keyboard.press("Space");
    assert.deepEqual((await counted(page))[1], "");
    assert.equal(await pressed(), 0);
    assert.equal(
      await page.getByRole("button", { name: /^compared/ }).count(),
      0,
      "there are no rows of what is alike",
    );
  });

  it("shows everything where scripts are off, and nothing that would need them", async () => {
    const page = await open(plain, "light", { javaScriptEnabled: false });
    assert.equal(await page.locator("tbody tr:visible").count(), 7);
    assert.equal(await page.locator("button, input:visible").count(), 0);
    await page.getByText("What to do").first().click();
    assert.ok(await page.locator("details[open] code.typed").first().isVisible());
  });

  it("says of a row what can be done, ready to be copied, also where the row above is hidden", async () => {
    const page = await open(plain);
    const row = page.locator("tr", { hasText: "suspended" }).first();
    await page.getByLabel("Filter").fill("suspended");
    await row.getByText("What to do").click();
    const typed = await row.locator("code.typed").allTextContents();
    assert.deepEqual(typed, ["pulumi up --target urn:pulumi:test::tenants::pulumi-nodejs:dynamic/eset:License::seats"]);
  });

  it("filters 2,000 rows of 200 customers, and shows as many again", async () => {
    const [first] = plain.customers;
    assert.ok(first !== undefined);
    const drift = Array.from({ length: 10 }, (_, at) => ({
      ...first.drift[at % 4],
      kind: "changed" as const,
      urn: `${at}`,
    }));
    const many = reportOf(
      Array.from({ length: 200 }, (_, at) => ({
        ...first,
        name: `Customer ${at}`,
        drift: drift as Finding[],
        pending: [],
        accepted: [],
      })),
    );
    const page = await open(many);
    const shown = () => page.evaluate<number>("document.querySelectorAll('tbody tr:not([hidden])').length");
    assert.equal(await shown(), 2000);
    await page.getByLabel("Filter").fill("customer 17");
    assert.equal(await shown(), 120, "17, 117, and 170 to 179");
    await page.getByLabel("Filter").fill("");
    assert.equal(await shown(), 2000);
  });

  it("shows hostile names as text, and does none of what they say", async () => {
    const page = await open(hostileReport);
    const customers = page.locator("section.part").first().locator("h3");
    assert.deepEqual((await customers.allTextContents()).sort(), hostile.map(visible).sort());
    assert.equal(await page.locator("img, h3 *, td script, main h1").count(), 0);
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
      for (const [report, width] of [
        [plain, 1280],
        [ofStacks, 400],
        [reportOf([]), 1280],
      ] as const) {
        const page = await open(report, colorScheme, { viewport: { width, height: 900 } });
        for (const details of await page.locator("details").all()) await details.locator("summary").click();
        if (report.drift) await page.getByRole("button", { name: /^changed/ }).click();
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
