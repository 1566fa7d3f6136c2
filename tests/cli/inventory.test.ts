import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Emulator, startEmulator } from "../../emulator";

const command = join(__dirname, "../../cli/index.js");
const schemaLine = "# yaml-language-server: $schema=../node_modules/pulumi-msp/dist/tenant.schema.json";

describe("pulumi-msp inventory", function () {
  let emulator: Emulator;
  let folder: string;
  let caches: string;

  interface Run {
    readonly code: number | null;
    readonly output: string;
    readonly errors: string;
  }
  const environment = (): NodeJS.ProcessEnv => ({
    PATH: process.env["PATH"],
    XDG_CACHE_HOME: caches,
    ...emulator.eset.environment(),
    ESET_MSP_REQUESTS_PER_SECOND: "1000",
    ...emulator.redstor.environment(),
    REDSTOR_REQUESTS_PER_SECOND: "1000",
  });
  const start = (
    args: readonly string[],
    more: NodeJS.ProcessEnv = {},
  ): { child: ChildProcess; ended: Promise<Run> } => {
    const child = spawn(process.execPath, [command, "inventory", ...args], {
      cwd: folder,
      env: { ...environment(), ...more },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    let errors = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (errors += text));
    const ended = new Promise<Run>((resolve) => {
      child.on("close", (code) => {
        resolve({ code, output, errors });
      });
    });
    return { child, ended };
  };
  const run = (...args: string[]): Promise<Run> => start(args).ended;
  const done = async (...args: string[]): Promise<Run> => {
    const result = await run(...args);
    assert.equal(result.code, 0, `${result.output}\n${result.errors}`);
    return result;
  };
  const calls = (name: string) => emulator.journal.entries().filter(({ call }) => call.includes(name)).length;
  const text = (file: string) => readFileSync(join(folder, file), "utf8");
  const files = () => readdirSync(join(folder, "tenants")).sort();
  const cache = () => join(caches, "pulumi-msp");
  const notebooks = () => readdirSync(cache()).map((name) => join(cache(), name));
  const notebook = () => notebooks()[0] ?? "none";
  const customer = (name: string, more: object = {}): string =>
    emulator.eset.portal.createCustomer({ name, ...more }).id;
  const license = (customerId: string, productCode = "2015", more: object = {}): string =>
    emulator.eset.portal.orderLicense({ customerId, productCode, quantity: 10, ...more }).publicLicenseKey;

  beforeEach(async () => {
    emulator = await startEmulator();
    folder = mkdtempSync(join(tmpdir(), "pulumi-msp-inventory-"));
    caches = mkdtempSync(join(tmpdir(), "pulumi-msp-cache-"));
  });
  afterEach(async () => {
    await emulator.close();
    rmSync(folder, { recursive: true, force: true });
    rmSync(caches, { recursive: true, force: true });
  });

  it("writes a file for each customer, with what both vendors have of it, and an import file of the same resources", async () => {
    const bakery = customer("Example Bakery", {
      email: "it@bakery.example",
      tags: ["gold"],
      customIdentifier: "CRM-42",
    });
    const key = license(bakery);
    license(bakery, "2018", { trial: true });
    const { portal } = emulator.redstor;
    const { companyId } = portal.createCompany({ companyName: "Example Bakery" });
    const { subscriptionId } = portal.createSubscription({ companyId, productId: 4, trial: true });
    portal.createCompany({ companyName: "Brewery", isEnabled: false });

    const { output } = await done();
    assert.equal(
      text("tenants/example-bakery.yaml"),
      [
        schemaLine,
        "name: Example Bakery",
        "eset:",
        "  tags:",
        "    - gold",
        "  customIdentifier: CRM-42",
        "  deletionPolicy: retain",
        "  email: it@bakery.example",
        "  licenses:",
        '    eset-protect-entry: { productCode: "2015", quantity: 10 } # ESET PROTECT Entry',
        '    eset-protect-complete: { productCode: "2018", quantity: 10, type: trial } # ESET PROTECT Complete',
        "redstor:",
        "  deletionPolicy: retain",
        "  subscriptions:",
        "    o365: { productId: 4, editionId: 5, mode: trial } # O365",
        "",
      ].join("\n"),
    );
    assert.equal(
      text("tenants/brewery.yaml"),
      [schemaLine, "name: Brewery", "redstor:", "  enabled: false", "  deletionPolicy: retain", ""].join("\n"),
    );

    const { resources } = JSON.parse(text("import.json")) as { resources: Record<string, unknown>[] };
    const guard = "set protect false in its file first";
    assert.deepEqual(
      resources.map(({ type, logicalName, parent }) => [type, logicalName, parent]),
      [
        ["msp:index:Tenant", "brewery", undefined],
        ["pulumi-nodejs:dynamic/redstor:Company", "brewery/redstor", "tenant brewery"],
        ["pulumi-nodejs:dynamic/msp:Guard", `brewery/redstor/${guard}`, "tenant brewery"],
        ["msp:index:Tenant", "example-bakery", undefined],
        ["pulumi-nodejs:dynamic/eset:Customer", "example-bakery/eset", "tenant example-bakery"],
        ["pulumi-nodejs:dynamic/eset:License", "example-bakery/eset/eset-protect-entry", "tenant example-bakery"],
        ["pulumi-nodejs:dynamic/eset:License", "example-bakery/eset/eset-protect-complete", "tenant example-bakery"],
        ["pulumi-nodejs:dynamic/redstor:Company", "example-bakery/redstor", "tenant example-bakery"],
        ["pulumi-nodejs:dynamic/redstor:Subscription", "example-bakery/redstor/o365", "tenant example-bakery"],
        ["pulumi-nodejs:dynamic/msp:Guard", `example-bakery/eset/${guard}`, "tenant example-bakery"],
        ["pulumi-nodejs:dynamic/msp:Guard", `example-bakery/redstor/${guard}`, "tenant example-bakery"],
      ],
    );
    const __provider = (type: string) =>
      `exports.handler = () => require("module").createRequire(process.cwd() + "/")("pulumi-msp/host").serve("${type}")`;
    const account = emulator.eset.accounts[0]?.companyId;
    const seats = {
      customerId: bakery,
      productCode: "2015",
      quantity: 10,
      type: "full",
      suspended: false,
      deletionPolicy: "retain",
    };
    const named = (name: string) => resources.find(({ logicalName }) => logicalName === name);
    assert.deepEqual(named("example-bakery/eset/eset-protect-entry"), {
      type: "pulumi-nodejs:dynamic/eset:License",
      name: "eset:License example-bakery/eset/eset-protect-entry",
      logicalName: "example-bakery/eset/eset-protect-entry",
      parent: "tenant example-bakery",
      id: key,
      inputs: { ...seats, __provider: __provider("eset:License") },
      outputs: {
        ...seats,
        publicLicenseKey: key,
        __msp: { adopted: true, account },
        __provider: __provider("eset:License"),
      },
    });
    assert.equal(named("example-bakery/redstor/o365")?.["id"], `${companyId}/${subscriptionId}`);
    const specs = resources.map(({ name }) => name);
    assert.equal(new Set(specs).size, specs.length, "references in the file are to one resource each");
    assert.match(output, /2 tenants in tenants, 11 resources in import\.json/);
    assert.match(output, /pulumi import --file import\.json --generate-code=false --protect=false/);
    assert.deepEqual(notebooks(), [], "what was read is not kept when all is written");
    if (process.platform !== "win32") assert.equal(statSync(join(folder, "import.json")).mode & 0o777, 0o600);
  });

  it("changes nothing at the vendors, and asks for each object once", async () => {
    for (let n = 0; n < 30; n++) license(customer(`Customer ${n}`));
    await done("--vendor", "eset");
    const entries = emulator.journal.entries();
    assert.ok(entries.every(({ applied }) => !applied));
    assert.deepEqual([calls("Company/Detail"), calls("License/Detail"), calls("Redstor")], [30, 30, 0]);
    assert.equal(entries.length, 30 + 30 + ["Token/Get", "User/Current", "Descendants", "Licenses", "Users"].length);
  });

  it("lists what is in no file, and why; what a person should know; and which companies have the same name", async () => {
    const { portal } = emulator.redstor;
    license(customer("Bakery"), "107", { trial: true, trialExpiration: "2024-05-01T00:00:00Z" });
    for (let n = 0; n < 2; n++) portal.createCompany({ companyName: "Bakery", type: n === 0 ? "Partner" : "Customer" });
    for (let n = 0; n < 2; n++) portal.createCompany({ companyName: "Twin" });
    customer("${config:x}");
    customer("Smithy", { email: "none", customIdentifier: "7" });
    customer("Pottery", { customIdentifier: "7", comment: "${config:secret}" });

    const { output } = await done("--json");
    const result = JSON.parse(output) as {
      tenants: { tenant: string; companies: Record<string, string>; notes: string[] }[];
      sameName: { name: string; companies: unknown[] }[];
      notInAFile: { type: string; name: string; reason: string }[];
      mistakes: unknown[];
    };
    assert.deepEqual(
      result.sameName.map(({ name, companies }) => [name, companies.length]),
      [
        ["Bakery", 3],
        ["Twin", 2],
      ],
    );
    const bakeries = result.tenants.filter(({ tenant }) => /^bakery-[0-9a-f]{6}$/.test(tenant));
    assert.deepEqual(bakeries.map(({ companies }) => Object.keys(companies).join()).sort(), [
      "eset",
      "redstor",
      "redstor",
    ]);
    assert.deepEqual(
      bakeries.flatMap(({ notes }) => notes),
      ["ESET Endpoint Security (107): This trial has expired (2024-05-01)."],
    );
    assert.deepEqual(result.tenants.find(({ tenant }) => tenant === "smithy")?.notes, [
      'email is not declared: it must be an e-mail address, not "none".',
      "customIdentifier is not declared: 1 other customer has the same.",
    ]);
    assert.deepEqual(
      result.tenants.find(({ tenant }) => tenant === "pottery")?.notes.map((note) => note.split(" ")[0]),
      ["comment", "customIdentifier"],
    );
    const reasons = new Map(result.notInAFile.map(({ name, reason }) => [name, reason]));
    assert.match(reasons.get("Twin") ?? "", /another company of this name and type under the same parent/);
    assert.match(reasons.get("${config:x}") ?? "", /name cannot be said in a file/);
    assert.match(reasons.get("Api reader <reader@msp.example>") ?? "", /does not tell which customers/);
    assert.deepEqual(result.mistakes, [], "the program that reads the files finds nothing wrong with them");
  });

  it("neither writes nor imports the account's own company, also where the vendors' lists have it", async () => {
    emulator.eset.portal.changeReadings({ "lists.ownCompany": "included" });
    emulator.redstor.portal.changeReadings({ "lists.ownCompany": "included" });
    customer("Bakery");
    emulator.redstor.portal.createCompany({ companyName: "Bakery" });
    const { output } = await done("--json");
    assert.deepEqual(files(), ["bakery.yaml"]);
    const { resources } = JSON.parse(text("import.json")) as { resources: { id?: string }[] };
    const { notInAFile } = JSON.parse(output) as { notInAFile: { id: string; type: string }[] };
    for (const own of [emulator.eset.accounts[0]?.companyId, emulator.redstor.accounts[0]?.companyId]) {
      assert.ok(own !== undefined && !resources.some(({ id }) => id === own));
    }
    assert.deepEqual(new Set(notInAFile.map(({ type }) => type)), new Set(["eset:User"]));
  });

  it("leaves out customers of ESET whose names differ in case only: the vendor may take them for one", async () => {
    emulator.eset.portal.changeReadings({ "company.namesDifferBy": "letter" });
    for (const name of ["Example Bakery", "EXAMPLE BAKERY", "Brewery"]) customer(name);
    const { output } = await done("--vendor", "eset");
    assert.deepEqual(files(), ["brewery.yaml"]);
    assert.match(output, /another customer under the same parent whose name differs in case only/);
  });

  it("keeps an address of which the vendor tells more than a program may say", async () => {
    emulator.eset.portal.changeReadings({ "company.countryIsTold": "ofAll" });
    customer("Bakery", { address: { city: "Springfield" } });
    customer("Brewery");
    await done("--vendor", "eset");
    assert.match(text("tenants/bakery.yaml"), /\n {2}address:\n {4}city: Springfield\n/);
    assert.equal(text("tenants/brewery.yaml"), `${schemaLine}\nname: Brewery\neset:\n  deletionPolicy: retain\n`);
    type Imported = Readonly<Record<"inputs" | "outputs", { readonly address?: unknown }>> & {
      readonly type: string;
    };
    const { resources } = JSON.parse(text("import.json")) as { resources: Imported[] };
    const bakery = resources.find(({ type }) => type.endsWith("eset:Customer"));
    for (const held of [bakery?.inputs, bakery?.outputs]) assert.deepEqual(held?.address, { city: "Springfield" });
  });

  it("writes names that would do harm as harmless files, and shows them as something to look at", async () => {
    for (const name of ["../../x", "/etc/passwd", "🥨", "n".repeat(300), "\u001b[31mred\u202E", "a\nb", "yes", "con"]) {
      customer(name);
    }
    const { output } = await done("--vendor", "eset");
    const all = files();
    assert.equal(all.length, 8);
    for (const file of all) assert.match(file, /^[a-z0-9]+(-[a-z0-9]+)*\.yaml$/);
    assert.deepEqual(readdirSync(folder).sort(), ["import.json", "tenants"]);
    assert.ok(!output.includes("\u001b") && !output.includes("\u202E"));
    assert.match(output, /\\u\{1b\}\[31mred\\u\{202e\}/);
  });

  it("never overwrites what says something else, unless told; and leaves out of the import file whose file it left alone", async () => {
    const [bakery] = ["Bakery", "Brewery", "Smithy"].map((name) => customer(name));
    mkdirSync(join(folder, "tenants"));
    writeFileSync(join(folder, "tenants/bakery.yaml"), "name: Mine\neset: {}\n");
    writeFileSync(join(folder, "tenants/brewery.yml"), "name: Brewery\neset: {}\n");
    const first = await done("--vendor", "eset");
    assert.equal(text("tenants/bakery.yaml"), "name: Mine\neset: {}\n");
    assert.deepEqual(files(), ["bakery.yaml", "brewery.yml", "smithy.yaml"]);
    assert.match(first.output, /Skipped.*\n {2}tenants\/bakery\.yaml\n {2}tenants\/brewery\.yaml\n/);
    assert.ok(!text("import.json").includes(bakery ?? ""));

    const again = await done("--vendor", "eset");
    assert.match(again.output, /Unchanged\n {2}tenants\/smithy\.yaml/);
    rmSync(join(folder, "tenants/brewery.yml"));
    const third = await run("--vendor", "eset");
    assert.equal(third.code, 1, "pulumi import would take the older file");
    assert.match(third.output, /Skipped.*\n {2}tenants\/bakery\.yaml\n {2}import\.json\n/);
    assert.ok(!text("import.json").includes("brewery"), "the import file was left alone too");
    await done("--vendor", "eset", "--force");
    assert.equal(text("tenants/bakery.yaml"), `${schemaLine}\nname: Bakery\neset:\n  deletionPolicy: retain\n`);
    assert.ok(text("import.json").includes(bakery ?? "-"));
  });

  it("keeps the keys of files that there are, and makes one for what is new", async () => {
    const bakery = customer("Bakery");
    license(bakery);
    mkdirSync(join(folder, "tenants"));
    writeFileSync(
      join(folder, "tenants/bakery.yaml"),
      'name: Bakery\neset: { licenses: { endpoint: { productCode: "2015", quantity: 3, formerly: old } } }\n',
    );
    license(bakery, "107");
    await done("--vendor", "eset", "--force");
    assert.equal(
      text("tenants/bakery.yaml"),
      [
        schemaLine,
        "name: Bakery",
        "eset:",
        "  deletionPolicy: retain",
        "  licenses:",
        '    eset-endpoint-security: { productCode: "107", quantity: 10 } # ESET Endpoint Security',
        '    endpoint: { productCode: "2015", quantity: 10 } # ESET PROTECT Entry',
        "",
      ].join("\n"),
    );
  });

  it("says what is wrong in a folder that had mistakes already, and ends with 1", async () => {
    customer("Bakery");
    mkdirSync(join(folder, "tenants"));
    writeFileSync(join(folder, "tenants/old.yaml"), "name: Old\neset: { emial: x }\n");
    const { code, output } = await run("--vendor", "eset");
    assert.equal(code, 1);
    assert.match(output, /tenants\/old\.yaml:2:9: eset\.emial is not a property/);
    assert.ok(files().includes("bakery.yaml"));
  });

  it("takes only the customers that are named, by name or id, with what the other vendor has of them", async () => {
    const [bakery, brewery] = ["Bakery", "Brewery", "Smithy"].map((name) => customer(name));
    license(bakery ?? "");
    const { companyId } = emulator.redstor.portal.createCompany({ companyName: "Bakery" });
    emulator.redstor.portal.createSubscription({ companyId, productId: 4 });
    emulator.redstor.portal.createCompany({ companyName: "Other" });
    await done("--customer", "Bakery", (brewery ?? "").toUpperCase());
    assert.deepEqual(files(), ["bakery.yaml", "brewery.yaml"]);
    assert.match(text("tenants/bakery.yaml"), /licenses:[^]*subscriptions:/);
    assert.deepEqual([calls("Company/Detail"), calls("/subscriptions")], [2, 1]);

    const { code, errors } = await run("--customer", "Bakery", "Nobody");
    assert.equal(code, 1);
    assert.match(errors, /No customer has this name or id: Nobody\./);
  });

  it("keeps what it has read when it is interrupted, where nobody else can read it, and goes on from there", async () => {
    for (let n = 0; n < 40; n++) customer(`Customer ${n}`);
    const first = start(["--vendor", "eset"], { ESET_MSP_REQUESTS_PER_SECOND: "20" });
    while (calls("Company/Detail") < 10) await new Promise((resolve) => setTimeout(resolve, 20));
    first.child.kill("SIGINT");
    const { code, errors } = await first.ended;
    assert.equal(code, 130);
    assert.match(errors, /Interrupted\. What was read is kept in .*\/pulumi-msp\/inventory-[0-9a-f]{32}\.jsonl/);
    assert.deepEqual(files(), [], "nothing is half done");
    if (process.platform !== "win32") {
      assert.deepEqual([statSync(notebook()).mode & 0o777, statSync(cache()).mode & 0o777], [0o600, 0o700]);
    }
    const kept = readFileSync(notebook(), "utf8").trimEnd().split("\n").length - 1;
    assert.ok(kept > 0 && kept < 40, `${kept} were read`);
    writeFileSync(notebook(), '{"type":"eset:Customer","id":"half', { flag: "a" });

    emulator.journal.clear();
    const second = await done("--vendor", "eset");
    assert.match(second.errors, new RegExp(`Reading at ESET \\(${kept} were read before\\): ${40 - kept}`));
    assert.equal(calls("Company/Detail"), 40 - kept);
    assert.equal(files().length, 40);
    assert.deepEqual(notebooks(), []);
  });

  it("keeps what it has read when the vendor fails, and does not go on with what is old or another account's, unless told", async () => {
    for (let n = 0; n < 5; n++) customer(`Customer ${n}`);
    emulator.faults.add({ call: "License/Detail", kind: "status", status: 409, times: 100 });
    license(customer("Bakery"));
    const failed = await run("--vendor", "eset");
    assert.equal(failed.code, 1);
    assert.match(failed.errors, /License\/Detail/);
    emulator.faults.clear();
    const hours = new Date(Date.now() - 3 * 3_600_000);
    utimesSync(notebook(), hours, hours);

    const old = await run("--vendor", "eset");
    assert.equal(old.code, 1);
    assert.match(
      old.errors,
      /unfinished inventory from 3 hours ago\. Delete .* to begin anew, or go on with it with --resume/,
    );
    const other = await start(["--vendor", "eset"], { ESET_MSP_USERNAME: "reader@msp.example" }).ended;
    assert.equal(other.code, 0, "another account has notes of its own");

    emulator.journal.clear();
    await done("--vendor", "eset", "--resume");
    assert.equal(calls("Company/Detail"), 0);
    assert.equal(files().length, 6);
  });

  it("believes no notes that it did not write, nor lines that are not what was read", async function () {
    if (process.platform === "win32") this.skip();
    const id = customer("Bakery");
    license(id);
    const interrupted = async () => {
      emulator.faults.add({ call: "License/Detail", kind: "status", status: 409, times: 100 });
      assert.equal((await run("--vendor", "eset")).code, 1);
      emulator.faults.clear();
      emulator.journal.clear();
    };
    writeFileSync(join(folder, ".tenants.inventory.jsonl"), "planted\n");

    await interrupted();
    const [header = "", line = ""] = readFileSync(notebook(), "utf8").split("\n");
    const read = JSON.parse(line) as { inputs: object; notes: unknown };
    const { inputs } = read;
    const wrong = [
      "[]",
      JSON.stringify({ ...read, inputs: { ...inputs, adress: "Springfield" } }),
      JSON.stringify({ ...read, notes: [1] }),
      JSON.stringify({ ...read, type: "eset:Nothing" }),
      JSON.stringify({ ...read, more: 1 }),
    ];
    writeFileSync(notebook(), [header, ...wrong, ""].join("\n"));
    const first = await run("--vendor", "eset", "--json");
    assert.equal(first.code, 0, first.errors);
    assert.equal(calls("Company/Detail"), 1);
    assert.deepEqual(
      [...first.errors.matchAll(/jsonl:(\d): this is not what was read of an object, and is read anew\.$/gm)].map(
        ([, at]) => at,
      ),
      ["2", "3", "4", "5", "6"],
    );

    await interrupted();
    chmodSync(notebook(), 0o644); // as what is committed would be
    const second = await done("--vendor", "eset");
    assert.match(second.errors, /was not written by this command, and is not believed: everything is read anew\./);
    assert.equal(calls("Company/Detail"), 1);
  });

  it("keeps no notes where others have a folder in the place of its own", async function () {
    if (process.platform === "win32") this.skip();
    mkdirSync(join(caches, "others"));
    symlinkSync("others", cache());
    const { code, errors } = await run("--vendor", "eset");
    assert.equal(code, 1);
    assert.match(errors, /pulumi-msp is not a folder of yours\. Remove it, or name another cache in XDG_CACHE_HOME\./);

    rmSync(cache());
    writeFileSync(cache(), "");
    const nowhere = await run("--vendor", "eset");
    assert.equal(nowhere.code, 1);
    assert.match(nowhere.errors, /^What is read cannot be noted: EEXIST.*\. Name another cache in XDG_CACHE_HOME\.$/m);
  });

  it("does not mind an interruption before anything was read, whoever was signed in", async () => {
    customer("Bakery");
    assert.equal((await run("--customer", "Nobody", "--vendor", "eset")).code, 1);
    const hours = new Date(Date.now() - 3 * 3_600_000);
    utimesSync(notebook(), hours, hours);
    const other = await start(["--vendor", "eset"], { ESET_MSP_USERNAME: "reader@msp.example" }).ended;
    assert.equal(other.code, 0, other.errors);
  });

  it("lists an object that the account may not read, writes the rest, and ends with 1", async () => {
    const key = license(customer("Bakery"));
    emulator.faults.add({ call: "License/Detail", kind: "status", status: 403, times: 1 });
    customer("Brewery");
    const { code, output, errors } = await run("--vendor", "eset");
    assert.equal(code, 1);
    assert.match(output, /Not in a file\. ESET License\/Detail for licence .*\n {2}ESET PROTECT Entry \(2015\)/);
    assert.match(errors, new RegExp(`1 object could not be read, .*: eset:License ${key}\\.`));
    assert.deepEqual(files(), ["bakery.yaml", "brewery.yaml"]);
  });

  for (const status of [403, 404]) {
    it(`ends with 1 where the list shows customers of which a look says ${status}: of all of them, or of most`, async () => {
      const ids = Array.from({ length: 120 }, (_, n) => customer(`Customer ${n}`));
      emulator.faults.add({ call: "Company/Detail", kind: "status", status, times: 1000 });
      const none = await run("--vendor", "eset", "--json");
      assert.deepEqual([none.code, files()], [1, []]);
      const { notInAFile } = JSON.parse(none.output) as { notInAFile: { id: string; isUnread: boolean }[] };
      const unread = notInAFile.filter(({ isUnread }) => isUnread);
      assert.deepEqual(unread.map(({ id }) => id).sort(), ids.sort());
      assert.match(none.errors, /120 objects could not be read, so the files do not hold everything: eset:Customer/);

      emulator.faults.clear();
      emulator.faults.add({ call: "Company/Detail", kind: "status", status, times: 119 });
      const one = await run("--vendor", "eset");
      // a look at what may have forbidden it is refused too
      const refused = Number(/(\d+) objects could not be read/.exec(one.errors)?.[1]);
      assert.deepEqual([one.code, files().length], [1, 120 - refused]);
      if (status === 404) assert.equal(refused, 119);
      else assert.ok(refused > 50, `${refused} were refused`);
    });
  }

  it("names the object and the property that it cannot read, writes the rest, and ends with 1", async () => {
    const bakery = customer("Bakery");
    customer("Brewery");
    const nameless = { id: bakery, status: null, name: "Bakery", type: 1007, tags: [], ancestor: null };
    emulator.faults.add({ call: "Company/Detail", kind: "status", status: 200, body: nameless, times: 1 });
    const { portal } = emulator.redstor;
    const [strange, plain] = ["Smithy", "Pottery"].map((companyName) => portal.createCompany({ companyName }));
    const shown = { type: "Customer", parentCompanyId: emulator.redstor.accounts[0]?.companyId };
    emulator.faults.add({
      call: "companies/{companyId}/customers/transitive",
      kind: "status",
      status: 200,
      body: {
        totalCount: -1,
        results: [
          { companyId: strange?.companyId, companyName: "Smithy", isEnabled: null, ...shown },
          { companyId: plain?.companyId, companyName: "Pottery", isEnabled: true, ...shown },
        ],
      },
    });
    const { code, output } = await run();
    assert.equal(code, 1);
    assert.match(
      output,
      new RegExp(
        `Not in a file\\. ESET Company/Detail for company ${bakery} "Bakery": the answer has no number in status\\.`,
      ),
    );
    assert.match(
      output,
      new RegExp(
        `for company ${strange?.companyId ?? "-"} "Smithy", of company .*: the answer has neither true nor false in isEnabled`,
      ),
    );
    assert.deepEqual(files(), ["brewery.yaml", "pottery.yaml"]);
  });

  it("of an MSP Manager: customers of managed MSPs have files, managed MSPs are for the program", async () => {
    customer("Nested", { parentId: "10000000-0000-4000-8000-000000000006" });
    const args = ["--vendor", "eset"];
    const { code, output } = await start(args, { ESET_MSP_USERNAME: "manager@msp.example" }).ended;
    assert.equal(code, 0);
    assert.match(text("tenants/nested.yaml"), /parentId: 10000000-0000-4000-8000-000000000006/);
    assert.match(output, /A tenant's file is for customers\. Declare it in the program, as eset\.ManagedMsp\./);
  });

  it("ends with 2 for a wrong command, with 1 without an account or a folder to write to, and helps", async () => {
    assert.equal((await run("--vendor", "acme")).code, 2);
    assert.equal((await run("--unknown")).code, 2);
    const { code, output } = await run("--help");
    assert.equal(code, 0);
    assert.match(output, /--customer <name or id\.\.\.>/);

    const nobody = await start([], {
      ESET_MSP_USERNAME: "",
      ESET_MSP_PASSWORD: "",
      REDSTOR_CLIENT_ID: "",
      REDSTOR_PRIVATE_KEY: "",
    }).ended;
    assert.equal(nobody.code, 1);
    assert.match(nobody.errors, /No account is configured/);
    assert.equal((await start([], { ESET_MSP_PASSWORD: "wrong" }).ended).code, 1);
    assert.deepEqual(readdirSync(folder), [], "neither leaves a folder behind");
    writeFileSync(join(folder, "tenants"), "");
    const blocked = await run();
    assert.equal(blocked.code, 1);
    assert.match(blocked.errors, /EEXIST/);
  });
});
