/** `pulumi-msp usage`: what customers used, in the form that invoices are made from. */
import { messageOf } from "../provider/lifecycle/errors";
import { daysInOrder } from "../provider/vendor/day";
import type { CompanyUsage, UsageAsked, UsagePart, UsageReport } from "../provider/vendor/usage";
import type { Vendor } from "../provider/vendor/vendor";
import { vendor, vendorNames } from "../provider/vendors";
import { account } from "./account";
import { colours } from "./colours";
import { type Column, csv, json, table, visible } from "./rows";

export interface UsageOptions extends Omit<UsageAsked, "companyId"> {
  /** Its id, or its exact name. */
  readonly company?: string;
  /** A row for each calendar month, or the part of it that is in the interval. */
  readonly monthly: boolean;
  readonly format: "table" | "csv" | "json";
}

type Days = Pick<UsageAsked, "from" | "to">;

/** One line of the report. */
interface Row extends Readonly<UsagePart["what"]> {
  readonly companyId: string;
  readonly companyName: string;
  readonly day?: string;
  readonly month?: string;
  readonly seats: number;
  readonly seatDays: number;
}

export async function usage(options: UsageOptions): Promise<void> {
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

/** The first vendor that has a report of usage. */
function reporting(): { readonly its: Vendor; readonly report: UsageReport } {
  for (const its of vendorNames.map(vendor)) {
    const report = its.usage?.();
    if (report !== undefined) return { its, report };
  }
  throw new Error("No vendor has a report of usage.");
}

async function read({ company: wanted, monthly, ...options }: UsageOptions, progress: Progress): Promise<Row[]> {
  for (const { property, reason } of daysInOrder(options)) throw new Error(`--${property} ${reason}`);
  const { its, report } = reporting();
  const session = account(its) as never; // of the same vendor
  const isId = wanted === undefined || /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(wanted);
  const companyId = isId ? wanted : await report.companyNamed(session, wanted);
  const rows: Row[] = [];
  for (const { month, ...days } of monthly ? months(options) : [{ ...options, month: undefined }]) {
    for await (const company of report.companies(session, { ...options, ...days, companyId })) {
      progress.companies++;
      const warning = mismatch(its.title, company);
      if (warning !== undefined) progress.interrupt(colours.yellow(visible(warning)));
      rows.push(...rowsOf(company, month));
    }
  }
  return rows.sort(inOrder);
}

/** The calendar months of an interval; the first and the last may be parts. */
function* months({ from, to }: Days): Generator<Days & { month: string }> {
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

/** The vendor calls its total the sum of the rows. If it is not, whoever makes an invoice must know. */
function mismatch(title: string, { companyId, companyName, totalUsage, parts }: CompanyUsage): string | undefined {
  const addedUp = sum(parts, "seatDays");
  if (addedUp === totalUsage) return undefined;
  return `Warning: ${title} says ${totalUsage} seat-days for ${companyName} (${companyId}), its rows ${addedUp}.`;
}

/** Without those that say neither seats nor use. */
function rowsOf({ companyId, companyName, parts }: CompanyUsage, month?: string): Row[] {
  const of = { companyId, companyName, ...(month === undefined ? {} : { month }) };
  return parts
    .flatMap(({ what, seats, seatDays, usagePerDays }): Row[] =>
      usagePerDays === undefined
        ? [{ ...of, ...what, seats, seatDays }]
        : usagePerDays.map(({ date, ...figures }) => ({ ...of, day: date, ...what, ...figures })),
    )
    .filter(({ seats, seatDays }) => seats !== 0 || seatDays !== 0);
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
