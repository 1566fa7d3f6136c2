/** `pulumi-msp usage`: what customers used, in the form that invoices are made from. */
import { inOrder as daysInOrder, type Interval } from "../provider/eset/arguments";
import type {
  CategoryUsageOfCompany,
  DailyCategoryUsageOfCompany,
  DailyProductUsageOfCompany,
  ProductUsageOfCompany,
} from "../provider/eset/data";
import { LicenseType } from "../provider/eset/enums";
import { companyByName } from "../provider/eset/reads";
import * as reports from "../provider/eset/reports";
import type { Eset } from "../provider/eset/session";
import { messageOf } from "../provider/lifecycle/errors";
import { account } from "./account";
import { colours } from "./colours";
import { type Column, csv, json, table, visible } from "./rows";

export interface UsageOptions extends Interval {
  /** Its id, or its exact name. */
  readonly company?: string;
  readonly by: "product" | "category";
  /** A row for each day. */
  readonly daily: boolean;
  /** A row for each calendar month, or the part of it that is in the interval. */
  readonly monthly: boolean;
  readonly format: "table" | "csv" | "json";
}

/** One line of the report. */
interface Row {
  readonly companyId: string;
  readonly companyName: string;
  readonly day?: string;
  readonly month?: string;
  readonly productCode?: string;
  readonly productName?: string;
  readonly licenseType?: string;
  readonly category?: string;
  /** Ordered on the last day. */
  readonly seats: number;
  /** Days of use, summed over all devices. */
  readonly seatDays: number;
}

export async function usage(options: UsageOptions): Promise<void> {
  process.stdout.once("error", () => process.exit()); // a reader such as `head` has seen enough
  const progress = new Progress();
  try {
    const rows = await read(options, progress);
    progress.end();
    const nothing = `Nothing was used from ${options.from} to ${options.to}.`;
    if (rows.length === 0 && options.format === "table") console.log(nothing);
    else process.stdout.write(written(rows, options));
    if (rows.length === 0 && options.format !== "table") console.error(nothing);
  } catch (error) {
    progress.end();
    console.error(colours.red(visible(messageOf(error))));
    process.exitCode = 1;
  }
}

async function read(options: UsageOptions, progress: Progress): Promise<Row[]> {
  const { from, to } = options;
  for (const { property, reason } of daysInOrder({ from, to })) throw new Error(`--${property} ${reason}`);
  const eset = account();
  const companyId = options.company === undefined ? undefined : await idOf(eset, options.company);
  const rows: Row[] = [];
  for (const { month, ...days } of options.monthly ? months({ from, to }) : [{ from, to, month: undefined }]) {
    for await (const company of await report(eset, options, days, companyId)) {
      progress.companies++;
      const warning = mismatch(company);
      if (warning !== undefined) progress.interrupt(colours.yellow(visible(warning)));
      rows.push(...rowsOf(company, month));
    }
  }
  return rows.sort(inOrder);
}

const idOf = async (eset: Eset, company: string): Promise<string> =>
  /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(company)
    ? company
    : (await companyByName.ask(eset, { name: company })).id;

/** The vendor's report, company by company. Day by day there is only that of one company, with the customers below it. */
async function report(
  eset: Eset,
  { by, daily }: UsageOptions,
  days: Interval,
  companyId: string | undefined,
): Promise<AsyncIterable<UsageOfCompany>> {
  if (daily) {
    const args = { ...days, companyId: companyId ?? (await eset.ownCompanyId()) };
    return (by === "product" ? reports.dailyUsage : reports.dailyUsageByCategory).entries(eset, args);
  }
  const args = { ...days, ...(companyId === undefined ? {} : { companyIds: [companyId] }) };
  return (by === "product" ? reports.usage : reports.usageByCategory).entries(eset, args);
}

/** The calendar months of an interval; the first and the last may be parts. */
function* months({ from, to }: Interval): Generator<Interval & { month: string }> {
  for (let first = from; first <= to;) {
    const day = new Date(`${first.slice(0, 7)}-01T00:00:00Z`);
    day.setUTCMonth(day.getUTCMonth() + 1);
    const next = day.toISOString().slice(0, 10);
    day.setUTCDate(0); // the day before
    const last = day.toISOString().slice(0, 10);
    yield { month: first.slice(0, 7), from: first, to: last < to ? last : to };
    first = next;
  }
}

type UsageOfCompany =
  ProductUsageOfCompany | CategoryUsageOfCompany | DailyProductUsageOfCompany | DailyCategoryUsageOfCompany;

/** A product or a category of a company. */
interface Part {
  readonly what: Pick<Row, "productCode" | "productName" | "licenseType" | "category">;
  readonly seats: number;
  readonly seatDays: number;
  readonly usagePerDays?: readonly { readonly date: string; readonly seats: number; readonly seatDays: number }[];
}

const partsOf = (company: UsageOfCompany): Part[] =>
  "products" in company
    ? company.products.map((product) => ({ ...product, what: ofProduct(product) }))
    : company.categories.map((category) => ({ ...category, what: { category: category.name } }));

/** The vendor calls its total the sum of the rows. If it is not, whoever makes an invoice must know. */
function mismatch(company: UsageOfCompany): string | undefined {
  const { companyId, companyName, totalUsage } = company;
  const addedUp = sum(partsOf(company), "seatDays");
  if (addedUp === totalUsage) return undefined;
  return `Warning: ESET says ${totalUsage} seat-days for ${companyName} (${companyId}), its rows ${addedUp}.`;
}

/** Without those that say neither seats nor use. */
function rowsOf(company: UsageOfCompany, month?: string): Row[] {
  const { companyId, companyName } = company;
  const of = { companyId, companyName, ...(month === undefined ? {} : { month }) };
  return partsOf(company)
    .flatMap(({ what, seats, seatDays, usagePerDays }): Row[] =>
      usagePerDays === undefined
        ? [{ ...of, ...what, seats, seatDays }]
        : usagePerDays.map(({ date, ...figures }) => ({ ...of, day: date, ...what, ...figures })),
    )
    .filter(({ seats, seatDays }) => seats !== 0 || seatDays !== 0);
}

function ofProduct(product: { code: string; name: string; licenseType: number }): Part["what"] {
  const { code, name, licenseType } = product;
  const typeName = Object.entries(LicenseType).find(([, number]) => number === licenseType)?.[0];
  return { productCode: code, productName: name, licenseType: typeName ?? String(licenseType) };
}

const sum = (rows: readonly Pick<Row, "seats" | "seatDays">[], of: "seats" | "seatDays"): number =>
  rows.reduce((total, row) => total + row[of], 0);

const collator = new Intl.Collator("en", { numeric: true });

/** By company, product or category, and time; the vendor's order is not documented. */
function inOrder(one: Row, other: Row): number {
  for (const of of ["companyName", "companyId", "productCode", "category", "licenseType", "month", "day"] as const) {
    const order = collator.compare(one[of] ?? "", other[of] ?? "");
    if (order !== 0) return order;
  }
  return 0;
}

function written(rows: readonly Row[], options: UsageOptions): string {
  const { from, to, by, format, daily, monthly } = options;
  const columns: Column<Row>[] = [
    { of: "companyName", title: "Company" },
    ...(by === "product"
      ? ([
          { of: "productCode", title: "Code" },
          { of: "productName", title: "Product" },
          { of: "licenseType", title: "Type" },
        ] as const)
      : ([{ of: "category", title: "Category" }] as const)),
    ...(daily ? ([{ of: "day", title: "Day" }] as const) : []),
    ...(monthly ? ([{ of: "month", title: "Month" }] as const) : []),
    { of: "seats", title: "Seats" },
    { of: "seatDays", title: "Seat-days" },
  ];
  if (format === "csv") return csv([{ of: "companyId", title: "Id" }, ...columns], rows);
  const companies = new Set(rows.map(({ companyId }) => companyId)).size;
  // seats of different days do not add up to anything
  const totals = { ...(daily || monthly ? {} : { seats: sum(rows, "seats") }), seatDays: sum(rows, "seatDays") };
  if (format === "json") return json({ from, to, by, rows, totals: { companies, ...totals } });
  const total = `Total of ${companies} ${companies === 1 ? "company" : "companies"}`;
  return table(columns, distinguished(rows), { companyName: total, ...totals });
}

/** Companies of the same name get their id beside it. */
function distinguished(rows: readonly Row[]): Row[] {
  const ids = new Map<string, Set<string>>();
  for (const { companyName, companyId } of rows) {
    ids.set(companyName, (ids.get(companyName) ?? new Set()).add(companyId));
  }
  return rows.map((row) =>
    (ids.get(row.companyName)?.size ?? 0) > 1 ? { ...row, companyName: `${row.companyName} (${row.companyId})` } : row,
  );
}

/** Says on a terminal how far a long report is. */
class Progress {
  companies = 0;
  #shown = false;
  readonly #startedAt = performance.now();
  readonly #timer = process.stderr.isTTY
    ? setInterval(() => {
        this.#show();
      }, 500)
    : undefined;

  interrupt(text: string): void {
    this.#hide();
    console.error(text);
  }

  end(): void {
    clearInterval(this.#timer);
    this.#hide();
  }

  #hide(): void {
    if (this.#shown) process.stderr.write("\r\u001b[K");
    this.#shown = false;
  }

  #show(): void {
    const seconds = Math.floor((performance.now() - this.#startedAt) / 1000);
    if (seconds < 1) return;
    process.stderr.write(`\r\u001b[KReading usage: ${this.companies} companies, ${seconds} s`);
    this.#shown = true;
  }
}
