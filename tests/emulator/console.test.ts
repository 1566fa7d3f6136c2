/** The emulator's console page, in a real browser. Runs where there is one: `npm test` finds or installs it. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { AxeResults } from "axe-core";
import { chromium } from "playwright-core";
import type { Browser, BrowserContextOptions, Locator, Page } from "playwright-core";
import { startEmulator } from "../../emulator";
import type { Emulator } from "../../emulator";
import { RequestJournal } from "../../emulator/journal";
import { load } from "../tools/tools";
import { EsetClient, ids } from "./client";

describe("the console page", () => {
  let browser: Browser;
  let emulator: Emulator;
  let page: Page;
  /** What the browser complains of: scripts that fail, and what the page's policy does not let through. */
  let complaints: string[];

  before(async () => {
    const { findBrowser, howToGetABrowser } = await load("setup/chromium.mjs");
    const { path, reason } = await findBrowser();
    if (path === undefined) throw new Error(`${reason ?? ""} ${howToGetABrowser}`);
    browser = await chromium.launch({ executablePath: path, args: ["--no-sandbox"] });
  });
  after(() => browser.close());

  beforeEach(async () => {
    emulator = await startEmulator();
    complaints = [];
  });
  afterEach(async () => {
    await page.context().close();
    await emulator.close();
    assert.deepEqual(complaints, []);
  });

  /** Opens the page and waits until it shows what there is. */
  async function open(options: BrowserContextOptions = {}): Promise<void> {
    const context = await browser.newContext({ reducedMotion: "reduce", ...options });
    context.setDefaultTimeout(10_000);
    page = await context.newPage();
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("console", (message) => {
      // Refusals of the emulator and a lost connection are what some tests are about.
      if (message.type() === "error" && !message.text().startsWith("Failed to load resource")) {
        complaints.push(message.text());
      }
    });
    page.on("dialog", (dialog) => {
      complaints.push(`a dialog of a script: ${dialog.message()}`);
      void dialog.dismiss();
    });
    await page.goto(emulator.url);
    await page.locator("#redstor .tree .name").first().waitFor();
  }

  const button = (name: string | RegExp): Locator => page.getByRole("button", { name, exact: true });
  const said = (): Locator => page.getByRole("status");
  const dialog = (): Locator => page.getByRole("dialog");
  const row = (vendor: string, name: string): Locator =>
    page.locator(`#${vendor} .row`).filter({ has: page.getByRole("button", { name, exact: true }) });
  const has = (locator: Locator, text: string | RegExp): Promise<void> => locator.filter({ hasText: text }).waitFor();
  const openCompany = async (vendor: string, name: string): Promise<void> => {
    await row(vendor, name).getByRole("button").click();
    await page.locator(`#${vendor} .detail`).getByRole("button").first().waitFor();
  };

  /** A customer of each vendor with what it can have. */
  function fill(): { bakery: string; trialKey: string } {
    const { portal } = emulator.eset;
    const { id: customerId } = portal.createCustomer({ name: "Bakery", email: "it@bakery.example" });
    portal.orderLicense({ customerId, productCode: "2015", quantity: 10 });
    const trial = portal.orderLicense({ customerId, productCode: "2018", quantity: 5, trial: true });
    const redstor = emulator.redstor.portal;
    const { companyId } = redstor.createCompany({ companyName: "Dentist" });
    redstor.createSubscription({ companyId, productId: 4, trial: true });
    redstor.createCompany({ companyName: "North Region", type: "Partner" });
    return { bakery: customerId, trialKey: trial.publicLicenseKey };
  }

  it("shows the companies of both vendors as trees, with what they have, and their users", async () => {
    fill();
    await open();
    const text = async (vendor: string, name: string): Promise<string> =>
      (await row(vendor, name).innerText()).replaceAll(/\s+/g, " ");
    assert.equal(await text("eset", "Example MSP"), "Example MSP MSP");
    assert.equal(
      await text("eset", "Bakery"),
      "Bakery Customer 10 × ESET PROTECT Entry 5 × ESET PROTECT Complete trial",
    );
    assert.equal(await text("redstor", "Dentist"), "Dentist Customer O365 trial");
    // The bakery is below the MSP, and that below its distributor.
    const lists = page.locator("#eset .tree ul:not(.items)", { has: button("Bakery") });
    assert.equal(await lists.count(), 3);
    assert.equal(await page.locator("#eset .summary").innerText(), "1 customer · 2 licences · 15 seats · 10 users");
    assert.match(await page.locator("#redstor .summary").innerText(), /1 active subscription, 1 in trial/);
    await page.locator("#redstor .users summary").click();
    assert.match(await page.locator("#redstor .users tbody").innerText(), /admin@partner\.example/);
  });

  it("shows a request as soon as it was made: what was asked, the answer, what it changed", async () => {
    await open();
    const client = await EsetClient.signIn(emulator);
    await client.customer("Bakery");
    const [latest, first] = [page.locator("#requests-rows tr").first(), page.locator("#requests-rows tr").nth(1)];
    await has(latest, "Company/Create/customer");
    assert.match(await latest.innerText(), /eset POST Company\/Create\/customer changed\s+200/);
    assert.doesNotMatch(await first.innerText(), /changed/);
    await latest.locator("summary").click();
    assert.match(await latest.locator("pre").innerText(), /"name": "Bakery"/);
    await has(row("eset", "Bakery"), "Customer");
    emulator.faults.add({ call: "Enum/Countries", kind: "drop" });
    await client.get("Enum/Countries").catch(() => undefined);
    await has(latest, "Enum/Countries fault: drop");
    assert.match(await latest.innerText(), /dropped/);
  });

  it("holds the requests while it is paused, filters and clears them", async () => {
    await open();
    const client = await EsetClient.signIn(emulator);
    const rows = page.locator("#requests-rows tr");
    await rows.first().waitFor();
    await button("Pause").click();
    await client.customer("Bakery");
    await has(page.locator("#requests-count"), "1 new ones wait");
    assert.equal(await rows.count(), 1);
    await button("Pause").click();
    await has(rows.first(), "Company/Create/customer");
    await client.post("Company/Create/customer", {});
    await has(rows.first(), "400");
    const show = page.getByLabel("Show");
    await show.selectOption("changes");
    assert.deepEqual(await rows.count(), 1);
    await show.selectOption("failures and faults");
    assert.match(await rows.first().innerText(), /400/);
    await show.selectOption("all");
    await page.getByLabel("Filter").fill("bakery");
    assert.equal(await rows.count(), 1);
    await has(page.locator("#requests-count"), "1 of them fit the filter");
    await button("Clear").click();
    await has(page.locator("#requests-count"), "None yet.");
    assert.deepEqual(emulator.journal.entries(), []);
  });

  interface Click {
    /** Whose button: as it is read aloud. */
    readonly click: string;
    /** What is filled in, by label. */
    readonly answers?: Readonly<Record<string, string>>;
    /** Whether it asks before it does it. */
    readonly asks?: true;
    /** What is so at the vendor when it is done. */
    readonly then: () => unknown;
    readonly is: unknown;
  }

  /** Clicks one after the other, and looks each time what the vendor has then. */
  async function clickThrough(clicks: readonly Click[]): Promise<void> {
    for (const { click, answers, asks, then, is } of clicks) {
      const before = then();
      await button(click).click();
      if (answers !== undefined || asks) {
        for (const [label, value] of Object.entries(answers ?? {})) {
          const field = dialog().locator("label", { hasText: label }).locator("input, select");
          if ((await field.getAttribute("type")) === null) await field.selectOption(value);
          else await field.fill(value);
        }
        if (asks) {
          await dialog().getByRole("button", { name: "Cancel" }).click();
          assert.deepEqual(then(), before, `${click}, cancelled`);
          await button(click).click();
        }
        const verb = click.slice(0, click.indexOf("…"));
        await dialog().getByRole("button", { name: verb, exact: true }).click();
        await dialog().waitFor({ state: "hidden" });
      }
      await said().locator("span").waitFor();
      assert.equal(await said().getAttribute("class"), "said", `${click}: ${await said().innerText()}`);
      assert.deepEqual(then(), is, click);
      await page.evaluate("document.getElementById('said').replaceChildren()");
    }
  }

  it("does by click what somebody can do in ESET's portal, and asks before what cannot be undone", async () => {
    fill();
    await open();
    await openCompany("eset", "Bakery");
    const customers = () =>
      emulator.eset
        .companies()
        .filter(({ type }) => type === 1007)
        .map(({ name, status }) => [name, status]);
    const licences = () =>
      emulator.eset
        .licenses()
        .map(({ productCode, quantity, trial, suspended }) => [
          ...[productCode, quantity, trial ? "trial" : "full"],
          ...(suspended ? ["suspended"] : []),
        ]);
    const entry = ["2015", 25, "full"];
    const complete = ["2018", 5, "trial"];
    await clickThrough([
      {
        ...{ click: "Change seats… ESET PROTECT Entry of Bakery", answers: { Seats: "25" } },
        ...{ then: licences, is: [entry, complete] },
      },
      {
        ...{ click: "Suspend ESET PROTECT Entry of Bakery", then: licences },
        is: [[...entry, "suspended"], complete],
      },
      { click: "Resume ESET PROTECT Entry of Bakery", then: licences, is: [entry, complete] },
      {
        ...{ click: "Order licence… Bakery", then: licences },
        answers: { Product: "ESET Endpoint Security (107)", Seats: "3", Type: "trial" },
        is: [entry, complete, ["107", 3, "trial"]],
      },
      {
        ...{ click: "Remove… ESET Endpoint Security of Bakery", asks: true },
        ...{ then: licences, is: [entry, complete] },
      },
      {
        ...{ click: "Convert to full ESET PROTECT Complete of Bakery", then: licences },
        is: [entry, ["2018", 5, "full"]],
      },
      { click: "Suspend Bakery", then: customers, is: [["Bakery", "suspended"]] },
      { click: "Resume Bakery", then: customers, is: [["Bakery", "active"]] },
      {
        ...{ click: "Rename… Bakery", answers: { Name: "Bakery & Sons" } },
        ...{ then: customers, is: [["Bakery & Sons", "active"]] },
      },
      { click: "Delete… Bakery & Sons", asks: true, then: customers, is: [] },
    ]);
    await openCompany("eset", "Example MSP");
    await clickThrough([
      {
        ...{ click: "Add customer… Example MSP", answers: { Name: "Butcher" } },
        ...{ then: customers, is: [["Butcher", "active"]] },
      },
    ]);
  });

  it("does by click what somebody can do in Redstor's web app, and asks before what cannot be undone", async () => {
    fill();
    await open();
    await openCompany("redstor", "Dentist");
    const dentists = () => {
      const companies = emulator.redstor.companies();
      return companies
        .filter(({ companyName }) => companyName.startsWith("Dentist"))
        .map(({ companyName, isEnabled, parentCompanyId }) => [
          companyName,
          isEnabled,
          companies.find(({ companyId }) => companyId === parentCompanyId)?.companyName,
        ]);
    };
    const active = () =>
      emulator.redstor
        .subscriptions()
        .filter(({ isActive }) => isActive)
        .map(({ productId, trialStatus }) => [productId, trialStatus]);
    await clickThrough([
      { click: "Disable Dentist", then: dentists, is: [["Dentist", false, "Example Partner"]] },
      { click: "Enable Dentist", then: dentists, is: [["Dentist", true, "Example Partner"]] },
      {
        ...{ click: "Subscribe… Dentist", answers: { Product: "Machines (130)", Type: "trial" }, then: active },
        is: [
          [4, "Trial"],
          [130, "Trial"],
        ],
      },
      { click: "Expire trial Machines of Dentist", then: active, is: [[4, "Trial"]] },
      { click: "Convert to full O365 of Dentist", then: active, is: [[4, "Upgraded"]] },
      { click: "Remove… O365 of Dentist", asks: true, then: active, is: [] },
      {
        ...{ click: "Rename… Dentist", answers: { Name: "Dentists" } },
        ...{ then: dentists, is: [["Dentists", true, "Example Partner"]] },
      },
      {
        ...{ click: "Move… Dentists", answers: { Below: "North Region" } },
        ...{ then: dentists, is: [["Dentists", true, "North Region"]] },
      },
      { click: "Delete… Dentists", asks: true, then: dentists, is: [] },
    ]);
  });

  it("puts the focus where a reader expects it, and says what was done", async () => {
    const { bakery } = fill();
    await open();
    await row("eset", "Bakery").getByRole("button").focus();
    await page.keyboard.press("Enter");
    await button("Suspend Bakery").focus();
    await page.keyboard.press("Enter");
    await has(said(), "Bakery is suspended, and all its licences with it.");
    const focused = (): Promise<unknown> =>
      page.evaluate("document.activeElement.ariaLabel ?? document.activeElement.textContent");
    await button("Resume Bakery").waitFor();
    assert.equal(await focused(), "Resume Bakery");
    await button("Delete… Bakery").focus();
    await page.keyboard.press("Enter");
    assert.equal(await focused(), "Cancel"); // not what cannot be undone
    await page.keyboard.press("Escape");
    assert.equal(await focused(), "Delete… Bakery");
    assert.ok(emulator.eset.companies().some(({ id }) => id === bakery));
    emulator.eset.portal.deleteCompany(bakery);
    await button("Delete… Bakery").waitFor({ state: "detached" });
    await page.locator("#eset:focus").waitFor();
  });

  it("says why the portal refuses something, where it was asked", async () => {
    const { bakery } = fill();
    emulator.eset.portal.createCustomer({ name: "Butcher" });
    await open();
    await openCompany("eset", "Butcher");
    await button("Rename… Butcher").click();
    await dialog().getByLabel("Name").fill("Bakery");
    await page.keyboard.press("Enter");
    await has(dialog().getByRole("alert"), /unique/i);
    await dialog().getByLabel("Name").fill("Butchers");
    await page.keyboard.press("Enter");
    await has(row("eset", "Butchers"), "Customer");
    await openCompany("eset", "Bakery");
    emulator.eset.portal.updateCompany(bakery, { status: "suspended" });
    await button("Resume ESET PROTECT Entry of Bakery").click();
    await has(said(), /the company is suspended/);
    assert.equal(await said().getAttribute("class"), "said error");
  });

  it("shows hostile names as the texts that they are", async () => {
    const names = ['<img src=x onerror="alert(1)">', "evil\u202Egnp.exe", "red\u001b[31m", "&lt;b&gt;"];
    const shown = [names[0], "evil\\u{202e}gnp.exe", "red\\u{1b}[31m", "&lt;b&gt;"];
    for (const name of names) {
      const { id } = emulator.eset.portal.createCustomer({ name, comment: name });
      emulator.redstor.portal.createCompany({ companyName: name });
      if (name === names[0]) emulator.eset.portal.orderLicense({ customerId: id, productCode: "2015", quantity: 1 });
    }
    await open();
    const client = await EsetClient.signIn(emulator);
    await client.post(`Company/${names[0] ?? ""}`, {});
    for (const vendor of ["eset", "redstor"]) {
      const found = await page.locator(`#${vendor} .name`).allInnerTexts();
      assert.deepEqual(
        shown.filter((name) => name === undefined || !found.includes(name)),
        [],
      );
    }
    await openCompany("eset", shown[0] ?? "");
    assert.match(await page.locator("#eset .detail").innerText(), /Comment\s+<img src=x/);
    await button(`Delete… ${shown[0] ?? ""}`).click();
    assert.match(await dialog().innerText(), /<img src=x onerror="alert\(1\)"> is suspended and deleted/);
    await has(page.locator("#requests-rows"), "Company/<img src=x");
    assert.equal(await page.locator("img").count(), 0);
  });

  it("finds companies by what they are, have or are called", async () => {
    fill();
    await open();
    const find = page.locator("#eset").getByLabel("Find");
    const shown = async (): Promise<string[]> => page.locator("#eset .name:visible").allInnerTexts();
    await find.fill("complete");
    assert.deepEqual(await shown(), ["Example Headquarters", "Example Distributor", "Example MSP", "Bakery"]);
    emulator.eset.portal.createCustomer({ name: "Butcher" });
    await page.locator("#eset .name", { hasText: "Butcher" }).waitFor({ state: "attached" });
    assert.ok(!(await shown()).includes("Butcher"));
    await find.fill("nothing like it");
    await has(page.locator("#eset"), "No company fits.");
    await find.fill("");
    assert.ok((await shown()).includes("Butcher"));
  });

  it("moves the clock, makes things go wrong, limits the requests, and resets everything", async () => {
    const { trialKey } = fill();
    await open();
    for (const [name, milliseconds] of [
      ["+ 1 hour", 3_600_000],
      ["+ 1 day", 90_000_000],
      ["+ 30 days", 2_682_000_000],
    ] as const) {
      await button(name).click();
      await has(page.locator("#offset"), name === "+ 1 hour" ? "1 hour ahead" : /days? 1 hour ahead/);
      assert.equal(emulator.clock.offset(), milliseconds);
    }
    await has(row("eset", "Bakery"), "expired"); // what the time changes is seen at once
    assert.equal(emulator.eset.licenses().find(({ publicLicenseKey }) => publicLicenseKey === trialKey)?.state, 2);
    await button("Back to now").click();
    await has(page.locator("#offset"), "as this computer");

    await page.getByText("Make something go wrong").click();
    await page.getByLabel("Call", { exact: true }).fill("License/Order");
    await page.getByLabel("Vendor", { exact: true }).selectOption("eset");
    await page.getByLabel("What happens").selectOption("does it, then drops the connection");
    await page.getByLabel("How often").selectOption("3 times");
    await button("Add").click();
    await has(page.locator("#faults"), "eset License/Order does it, then drops the connection, 3 ×: hit 0 so far");
    const fault = { call: "License/Order", kind: "drop", when: "after", vendor: "eset", times: 3 };
    assert.deepEqual(emulator.faults.list(), [fault]);
    await button("Clear faults").click();
    await has(page.locator("#faults"), "Nothing goes wrong on purpose.");
    assert.deepEqual(emulator.faults.list(), []);

    await page.getByLabel("Requests per second").fill("3");
    await button("Set").click();
    await has(said(), "The limit is 3 per second.");
    assert.equal(emulator.requestsPerSecond, 3);
    await button("Lift").click();
    await has(said(), "There is no limit.");
    assert.equal(emulator.requestsPerSecond, undefined);

    await button("Reset everything…").click();
    await dialog().getByRole("button", { name: "Reset", exact: true }).click();
    await button("Bakery").waitFor({ state: "detached" });
    assert.deepEqual(emulator.eset.licenses(), []);
  });

  it("adds every fault that it offers", async () => {
    await open();
    await page.getByText("Make something go wrong").click();
    const kinds = page.getByLabel("What happens");
    const offered = await kinds.locator("option").allInnerTexts();
    for (const words of offered) {
      await kinds.selectOption(words);
      await button("Add").click();
    }
    const listed = page.locator("#faults li");
    await listed.nth(offered.length - 1).waitFor();
    assert.deepEqual(
      await listed.allInnerTexts(),
      offered.map((words) => `every call ${words}, 1 ×: hit 0 so far`),
    );
  });

  it("activates users, and says what a shell needs to use it", async () => {
    const { companyId, userId } = emulator.eset.portal.createAccount({
      ...{ username: "new@msp.example", password: "x", companyId: ids.msp, status: "waitingForActivation" },
    });
    assert.equal(companyId, ids.msp);
    await open();
    await page.locator("#eset .users summary").click();
    await button("Activate new@msp.example").click();
    await button("Activate new@msp.example").waitFor({ state: "detached" });
    assert.equal(emulator.eset.accounts.find((one) => one.userId === userId)?.status, "active");
    await page.locator("#redstor").getByText("Use it from a shell").click();
    const lines = page.locator("#redstor .copied pre");
    await has(lines, /^export REDSTOR_ENDPOINT=http:\/\/127\.0\.0\.1:\d+\/redstor\/api$/m);
    assert.match(await lines.innerText(), /^export REDSTOR_PRIVATE_KEY='\{"kty":"RSA",.*\}'$/m);
  });

  it("connects again to an emulator that was started anew, and shows what that one has", async () => {
    fill();
    await open();
    const port = Number(new URL(emulator.url).port);
    await emulator.close();
    await has(page.locator("#connection"), "Not connected");
    emulator = await startEmulator({ port });
    await has(page.locator("#connection"), "Live");
    await button("Bakery").waitFor({ state: "detached" });
    await has(page.locator("#requests-count"), "None yet.");
  });

  it("stays quick with 500 companies and 5,000 requests: it makes a row for what is looked at, and only once", async () => {
    const companies = Array.from({ length: 500 }, (_, index) => ({
      name: `Customer ${index}`,
      licenses: [{ productCode: "2015", quantity: 10 }],
    }));
    emulator.seed({ eset: { companies } });
    const { journal } = emulator;
    assert.ok(journal instanceof RequestJournal);
    const entry = { at: new Date().toISOString(), vendor: "eset", method: "GET", path: "/", status: 200 };
    const add = (call: string): void => {
      journal.add({ ...entry, call, applied: false, milliseconds: 1 });
    };
    for (let added = 0; added < 5000; added++) add(`Call/${added}`);
    await open();
    await has(page.locator("#requests-count"), "5,000 requests.");
    assert.equal(await page.locator("#requests-rows tr").count(), 100);
    // Whatever is made from now on lacks the mark.
    await page.evaluate(`for (const one of document.querySelectorAll("#eset .row *, #requests-rows tr"))
      one.setAttribute("data-marked", "")`);
    const made = await page.locator("#eset .tree li").count();
    const renamed = emulator.eset.companies().find(({ name }) => name === "Customer 250");
    emulator.eset.portal.updateCompany(renamed?.id ?? "", { name: "Customer 250 b" });
    emulator.eset.portal.createCustomer({ name: "Butcher" });
    add("Call/new");
    await has(row("eset", "Butcher"), "Customer");
    await row("eset", "Customer 250 b").waitFor();
    await has(page.locator("#requests-rows tr").first(), "Call/new");
    assert.equal(await page.locator("#eset .tree li").count(), made + 1);
    assert.deepEqual(await page.locator("#eset .row:has(:not([data-marked])) .name").allInnerTexts(), [
      "Butcher",
      "Customer 250 b",
    ]);
    assert.equal(await page.locator("#requests-rows tr:not([data-marked])").count(), 1);
    assert.equal(await page.locator("#requests-rows tr").count(), 100);
    await page.getByLabel("Filter").fill("call/4321");
    assert.equal(await page.locator("#requests-rows tr").count(), 1);
  });

  it("cannot be used by pages of other origins in the same browser", async () => {
    fill();
    await open();
    const other = createServer((_, response) => response.setHeader("content-type", "text/html").end("<p>other</p>"));
    await new Promise<void>((listens) => other.listen(0, "127.0.0.1", listens));
    try {
      const { port } = other.address() as AddressInfo; // it listens on a port
      for (const origin of [`http://127.0.0.1:${port}`, `http://localhost:${port}`]) {
        await page.goto(origin);
        await page.evaluate(
          `fetch("${emulator.url}/_emulator/reset", { method: "POST", mode: "no-cors" }).catch(() => {})`,
        );
        assert.equal(emulator.eset.licenses().length, 2, origin);
        const read = `fetch("${emulator.url}/_emulator/eset").then(() => "read", () => "refused")`;
        assert.equal(await page.evaluate(read), "refused", origin);
      }
    } finally {
      other.closeAllConnections();
      other.close();
    }
    complaints = complaints.filter((text) => !/CORS policy|ERR_BLOCKED_BY_RESPONSE/.test(text));
  });

  /** The rules of accessibility that the page breaks, and where. */
  async function violations(): Promise<string[]> {
    await page.evaluate(readFileSync(require.resolve("axe-core/axe.min.js"), "utf8"));
    const { violations: found } = await page.evaluate<AxeResults>("axe.run(document)");
    return found.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html}\n${failureSummary ?? ""}`),
    );
  }

  for (const colorScheme of ["light", "dark"] as const) {
    it(`breaks no rule of accessibility when it is ${colorScheme}`, async () => {
      const { bakery } = fill();
      emulator.eset.portal.createCustomer({ name: "Butcher", status: "suspended" });
      emulator.faults.add({ call: "Enum/Countries", kind: "status", status: 500 });
      emulator.faults.add({ call: "*", kind: "delay", milliseconds: 0, times: "always" });
      const client = await EsetClient.signIn(emulator);
      await client.customer("Cobbler");
      await client.get("Enum/Countries");
      await client.get("Nothing");
      await open({ colorScheme });
      await openCompany("eset", "Bakery");
      await openCompany("redstor", "Dentist");
      for (const summary of await page.locator("summary").all()) await summary.click();
      await page.locator("#redstor .copied pre", { hasText: "KEY" }).waitFor();
      await page.locator("#eset").getByLabel("Find").fill("customer");
      await button("Suspend Bakery").click();
      await has(said(), "Bakery is suspended");
      assert.deepEqual(await violations(), []);
      await button("Rename… Bakery").click();
      await dialog().getByLabel("Name").fill(" ");
      await page.keyboard.press("Enter");
      await has(dialog().getByRole("alert"), /company\.name/);
      assert.deepEqual(await violations(), []);
      assert.equal(emulator.eset.companies().find(({ id }) => id === bakery)?.name, "Bakery");
    });
  }

  for (const [what, viewport] of [
    ["on a screen of 360 pixels", { width: 360, height: 700 }],
    ["at a zoom of 200 %", { width: 640, height: 400 }],
  ] as const) {
    it(`needs no scrolling to the side ${what}`, async () => {
      fill();
      emulator.eset.portal.createCustomer({ name: "A-name-without-any-space-in-it".repeat(8) });
      emulator.redstor.portal.createCompany({ companyName: "W".repeat(200) });
      const client = await EsetClient.signIn(emulator);
      await client.post(`Nothing/${"x".repeat(300)}`, { field: "y".repeat(300) });
      await open({ viewport });
      await openCompany("eset", "Bakery");
      await openCompany("redstor", "Dentist");
      for (const summary of await page.locator("summary").all()) await summary.click();
      await page.locator("#redstor .copied pre", { hasText: "KEY" }).waitFor();
      const wide = `[...document.querySelectorAll("body *")].filter((one) => one.checkVisibility()
        && !one.matches(".hidden, option") && one.getBoundingClientRect().right > innerWidth + 1).map((one) => one.outerHTML.slice(0, 100))`;
      assert.deepEqual(await page.evaluate(wide), []);
      assert.equal(await page.evaluate("document.documentElement.scrollWidth"), viewport.width);
      await button("Order licence… Bakery").click();
      assert.deepEqual(await page.evaluate(wide), []);
    });
  }
});
