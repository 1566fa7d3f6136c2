import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { type Emulator, startEmulator } from "../../emulator";

const command = join(__dirname, "../../cli/index.js");
const may = ["--from", "2024-05-01", "--to", "2024-05-31"];

describe("pulumi-msp usage", function () {
  let emulator: Emulator;

  interface Run {
    readonly code: number;
    readonly output: string;
    readonly errors: string;
  }
  const run = (args: string[], environment: NodeJS.ProcessEnv = {}): Promise<Run> => {
    const account = { ...emulator.eset.environment(), ESET_MSP_REQUESTS_PER_SECOND: "1000" };
    const env = { ...process.env, ...account, FORCE_COLOR: undefined, ...environment };
    return new Promise((resolve) => {
      const child = execFile(process.execPath, [command, "usage", ...args], { env }, (_, output, errors) => {
        resolve({ code: child.exitCode ?? -1, output, errors });
      });
    });
  };
  const done = async (...args: string[]): Promise<string> => {
    const { code, output, errors } = await run(args);
    assert.deepEqual({ code, errors }, { code: 0, errors: "" });
    return output;
  };
  const at = (day: string) => {
    emulator.clock.set(new Date(`${day}T12:00:00Z`));
  };
  const customer = (name: string, productCode: string, quantity: number, usage: number, trial = false) => {
    const { portal } = emulator.eset;
    const { id } = portal.createCustomer({ name });
    return { id, key: portal.orderLicense({ customerId: id, productCode, quantity, usage, trial }).publicLicenseKey };
  };
  const calls = () =>
    emulator.journal
      .entries()
      .map(({ call }) => call)
      .filter((call) => call !== "Token/Get");

  beforeEach(async () => {
    emulator = await startEmulator();
    at("2024-04-29");
  });
  afterEach(async () => {
    await emulator.close();
  });

  describe("of a bakery with 10 seats, 4 in use, and a trial brewery from 30 May on", () => {
    let bakery: string;
    let brewery: string;
    beforeEach(() => {
      bakery = customer("Example Bakery", "2015", 10, 4).id;
      at("2024-05-30");
      brewery = customer("Brewery", "107", 200, 100, true).id;
      at("2024-06-02");
    });

    it("is an aligned table with a total", async () => {
      assert.equal(
        await done(...may),
        [
          "Company               Code  Product                 Type   Seats  Seat-days",
          "Brewery               107   ESET Endpoint Security  trial    200        200",
          "Example Bakery        2015  ESET PROTECT Entry      full      10        124",
          "Total of 2 companies                                         210        324",
          "",
        ].join("\n"),
      );
      assert.deepEqual(calls(), ["UsageReport/AllCompanies/products"]);
    });

    it("is CSV for a spreadsheet", async () => {
      assert.equal(
        await done(...may, "--format", "csv"),
        "companyId,companyName,productCode,productName,licenseType,seats,seatDays\r\n" +
          `${brewery},Brewery,107,ESET Endpoint Security,trial,200,200\r\n` +
          `${bakery},Example Bakery,2015,ESET PROTECT Entry,full,10,124\r\n`,
      );
    });

    it("is JSON for a program", async () => {
      assert.deepEqual(JSON.parse(await done(...may, "--format", "json")), {
        from: "2024-05-01",
        to: "2024-05-31",
        by: "product",
        rows: [
          {
            companyId: brewery,
            companyName: "Brewery",
            productCode: "107",
            productName: "ESET Endpoint Security",
            licenseType: "trial",
            seats: 200,
            seatDays: 200,
          },
          {
            companyId: bakery,
            companyName: "Example Bakery",
            productCode: "2015",
            productName: "ESET PROTECT Entry",
            licenseType: "full",
            seats: 10,
            seatDays: 124,
          },
        ],
        totals: { companies: 2, seats: 210, seatDays: 324 },
      });
    });

    it("has a row for each category", async () => {
      assert.equal(
        await done(...may, "--by", "category", "--format", "csv"),
        "companyId,companyName,category,seats,seatDays\r\n" +
          `${brewery},Brewery,Endpoints,200,200\r\n` +
          `${bakery},Example Bakery,Bundles,10,124\r\n`,
      );
      assert.deepEqual(calls(), ["UsageReport/AllCompanies/categories"]);
    });

    it("has a row for each calendar month, parts of months included", async () => {
      assert.equal(
        await done("--from", "2024-04-29", "--to", "2024-06-01", "--monthly"),
        [
          "Company               Code  Product                 Type   Month    Seats  Seat-days",
          "Brewery               107   ESET Endpoint Security  trial  2024-05    200        200",
          "Brewery               107   ESET Endpoint Security  trial  2024-06    200        100",
          "Example Bakery        2015  ESET PROTECT Entry      full   2024-04     10          8",
          "Example Bakery        2015  ESET PROTECT Entry      full   2024-05     10        124",
          "Example Bakery        2015  ESET PROTECT Entry      full   2024-06     10          4",
          "Total of 2 companies                                                             436",
          "",
        ].join("\n"),
      );
      assert.equal(calls().length, 3);
    });

    it("has a row for each day with seats or use", async () => {
      assert.equal(
        await done("--from", "2024-05-29", "--to", "2024-05-31", "--daily", "--format", "csv"),
        "companyId,companyName,productCode,productName,licenseType,day,seats,seatDays\r\n" +
          `${brewery},Brewery,107,ESET Endpoint Security,trial,2024-05-30,200,100\r\n` +
          `${brewery},Brewery,107,ESET Endpoint Security,trial,2024-05-31,200,100\r\n` +
          ["2024-05-29", "2024-05-30", "2024-05-31"]
            .map((day) => `${bakery},Example Bakery,2015,ESET PROTECT Entry,full,${day},10,4\r\n`)
            .join(""),
      );
      assert.deepEqual(calls(), ["User/Current", "UsageReport/Daily/products"]);
    });

    it("has days of categories, without a total of seats", async () => {
      const json = await done(...may, "--daily", "--by", "category", "--company", brewery, "--format", "json");
      assert.deepEqual(JSON.parse(json), {
        from: "2024-05-01",
        to: "2024-05-31",
        by: "category",
        rows: ["2024-05-30", "2024-05-31"].map((day) => ({
          ...{ companyId: brewery, companyName: "Brewery", day, category: "Endpoints" },
          ...{ seats: 200, seatDays: 100 },
        })),
        totals: { companies: 1, seatDays: 200 },
      });
    });

    it("is of one company, by id or by exact name", async () => {
      const byId = await done(...may, "--company", bakery, "--format", "csv");
      assert.match(byId, /Bakery/);
      assert.doesNotMatch(byId, /Brewery/);
      assert.equal(await done(...may, "--company", "Example Bakery", "--format", "csv"), byId);
      assert.deepEqual(calls(), [
        "UsageReport/SelectedCompanies/products",
        "Search/Companies",
        "Company/Detail",
        "UsageReport/SelectedCompanies/products",
      ]);
    });

    it("warns when the vendor's total is not the sum of the rows", async () => {
      const products = [{ code: "2015", name: "ESET PROTECT Entry", licenseType: 1, seatDays: 100, seats: 10 }];
      const company = { companyId: bakery, companyName: "Example Bakery", totalUsage: 124, totalSeats: 10, products };
      const body = { companies: [company], paging: { totalCount: 1 } };
      emulator.faults.add({ call: "UsageReport/AllCompanies/products", kind: "status", status: 200, body });
      const { code, errors } = await run(may);
      assert.equal(code, 0);
      assert.equal(errors, `Warning: ESET says 124 seat-days for Example Bakery (${bakery}), its rows 100.\n`);
    });
  });

  it("tells companies of the same name apart", async () => {
    const twins = ["10000000-0000-4000-8000-000000000006", "10000000-0000-4000-8000-000000000007"].map((parentId) => {
      const { id } = emulator.eset.portal.createCustomer({ name: "Twin", parentId });
      emulator.eset.portal.orderLicense({ customerId: id, productCode: "2015", quantity: 1, usage: 1 });
      return id;
    });
    const { output } = await run(["--from", "2024-04-29", "--to", "2024-04-29"], {
      ESET_MSP_USERNAME: "manager@msp.example",
    });
    for (const id of twins) assert.match(output, new RegExp(`^Twin \\(${id}\\) +2015 `, "m"));
    assert.match(output, /^Total of 2 companies +2 +2$/m);
  });

  it("covers 250 customers, each once", async () => {
    const companies = Array.from({ length: 250 }, (_, index) => ({
      name: `Customer ${index + 1}`,
      licenses: [{ productCode: "2015", quantity: 2, usage: 1 }],
    }));
    emulator.seed({ eset: { companies } });
    const rows = (await done("--from", "2024-04-29", "--to", "2024-04-29", "--format", "csv")).split("\r\n");
    const names = rows.slice(1, -1).map((row) => row.split(",")[1]);
    assert.deepEqual(
      names,
      companies.map(({ name }) => name),
    );
    assert.equal(calls().length, 3);
  });

  describe("with names that are up to something", () => {
    const day = ["--from", "2024-04-29", "--to", "2024-04-29"];

    it("gives a spreadsheet no formulas, and quotes what CSV needs quoted", async () => {
      for (const name of ["=1+1", "+1", "-1", "@SUM(A1)", ' =A1,"x"', "\t=A1", "Plain & Co. = good"]) {
        customer(name, "2015", 1, 1);
      }
      const csv = await done(...day, "--format", "csv");
      const names = [...csv.matchAll(/^[0-9a-f-]{36},(.*),2015,ESET PROTECT Entry,full,1,1\r$/gm)].map(
        ([, name]) => name,
      );
      assert.deepEqual(
        new Set(names),
        new Set(["'=1+1", "'+1", "'-1", "'@SUM(A1)", `"' =A1,""x"""`, "\\u{9}=A1", "Plain & Co. = good"]),
      );
    });

    it("lets none of them speak to the terminal", async () => {
      customer("a\u001b[31mb\u009bc\u202ed\r\ne", "2015", 1, 1);
      for (const format of ["table", "csv"]) {
        const output = await done(...day, "--format", format);
        assert.ok(output.includes("a\\u{1b}[31mb\\u{9b}c\\u{202e}d\\u{d}\\u{a}e"), output);
        assert.doesNotMatch(output.replaceAll("\r\n", "\n"), /[^\P{Cc}\n]|\u202e/u);
      }
      const json = await done(...day, "--format", "json");
      assert.doesNotMatch(json, /[^\P{Cc}\n]|\u202e/u);
      const { rows } = JSON.parse(json) as { rows: { companyName: string }[] };
      assert.equal(rows[0]?.companyName, "a\u001b[31mb\u009bc\u202ed\r\ne");
      const { errors } = await run([...day, "--company", "a\u001b[31mb"]);
      assert.match(errors, /^No company is named "a\\u\{1b\}\[31mb"\. There is "a\\u\{1b\}.*\n$/);
    });

    it("aligns names in wide letters", async () => {
      customer("日本", "2015", 1, 1);
      customer("Café", "2015", 1, 1);
      const lines = (await done(...day)).split("\n");
      assert.equal(lines[1], "Café                  2015  ESET PROTECT Entry  full      1          1");
      assert.equal(lines[2], "日本                  2015  ESET PROTECT Entry  full      1          1");
    });
  });

  it("says that nothing was used", async () => {
    assert.equal(await done(...may), "Nothing was used from 2024-05-01 to 2024-05-31.\n");
    const csv = await run([...may, "--format", "csv"]);
    assert.deepEqual(csv, {
      code: 0,
      output: "companyId,companyName,productCode,productName,licenseType,seats,seatDays\r\n",
      errors: "Nothing was used from 2024-05-01 to 2024-05-31.\n",
    });
    const { totals } = JSON.parse((await run([...may, "--format", "json"])).output) as { totals: unknown };
    assert.deepEqual(totals, { companies: 0, seats: 0, seatDays: 0 });
  });

  const mistakes: [what: string, args: string[], message: RegExp, environment?: NodeJS.ProcessEnv][] = [
    ["a missing day", ["--from", "2024-05-01"], /^error: required option '--to <day>' not specified/],
    [
      "a day that is none",
      ["--from", "2024-05-01", "--to", "2024-05-32"],
      /^--to must be a day, YYYY-MM-DD, not "2024-05-32"\./,
    ],
    ["days the wrong way round", ["--from", "2024-05-02", "--to", "2024-05-01"], /^--from \(2024-05-02\) is after to/],
    ["an unknown format", [...may, "--format", "xml"], /Allowed choices are table, csv, json/],
    ["an unknown grouping", [...may, "--by", "customer"], /Allowed choices are product, category/],
    ["days and months at once", [...may, "--daily", "--monthly"], /'--daily' cannot be used with option '--monthly'/],
    ["an unknown name", [...may, "--company", "Butcher"], /^No company is named "Butcher"\.\n$/],
    [
      "an unknown id",
      [...may, "--company", "99999999-9999-4999-8999-999999999999"],
      /^ESET UsageReport\/SelectedCompanies\/products: .*HTTP 404.*\n$/,
    ],
    ["no account", may, /^ESET_MSP_PASSWORD is not set\. .*\n$/, { ESET_MSP_PASSWORD: undefined }],
    ["a wrong password", may, /^ESET Token\/Get: .*HTTP 401.*\n$/, { ESET_MSP_PASSWORD: "wrong" }],
    [
      "no permission",
      may,
      /^ESET UsageReport\/AllCompanies\/products: .*HTTP 403.*\n$/,
      { ESET_MSP_USERNAME: "no-access@msp.example" },
    ],
    [
      "no vendor",
      may,
      /^ESET Token\/Get: cannot reach 127\.0\.0\.1:9 .*\n$/,
      { ESET_MSP_ENDPOINT: "http://127.0.0.1:9/api" },
    ],
  ];
  for (const [what, args, message, environment] of mistakes) {
    it(`answers ${what} with 1 and one line`, async () => {
      const { code, output, errors } = await run(args, environment);
      assert.equal(code, 1);
      assert.equal(output, "");
      assert.match(errors, message);
      assert.doesNotMatch(errors, /\n {4}at /);
    });
  }

  it("tells how it is used, with an example", async () => {
    const help = await done("--help");
    assert.match(help, /pulumi-msp usage --from 2024-05-01 --to 2024-05-31 --format csv/);
    assert.match(help, /ESET_MSP_USERNAME and ESET_MSP_PASSWORD/);
  });
});
