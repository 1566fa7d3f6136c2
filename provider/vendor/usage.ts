/** What customers used, as a vendor's report has it. */

export interface UsageAsked {
  /** First day, YYYY-MM-DD. */
  readonly from: string;
  /** Last day. */
  readonly to: string;
  /** Only this company and those below it. */
  readonly companyId?: string | undefined;
  readonly by: "product" | "category";
  /** Whether each day is told. */
  readonly daily: boolean;
}

/** A product or a category of a company. */
export interface UsagePart {
  readonly what: {
    readonly productCode?: string;
    readonly productName?: string;
    readonly licenseType?: string;
    readonly category?: string;
  };
  /** Ordered on the last day. */
  readonly seats: number;
  /** Days of use, summed over all devices. */
  readonly seatDays: number;
  readonly usagePerDays?: readonly { readonly date: string; readonly seats: number; readonly seatDays: number }[];
}

export interface CompanyUsage {
  readonly companyId: string;
  readonly companyName: string;
  /** Seat-days of all parts, as the vendor adds them up. */
  readonly totalUsage: number;
  readonly parts: readonly UsagePart[];
}

export interface UsageReport {
  /** The id of the company with this exact name. Throws if there is none, or more than one. */
  companyNamed(session: never, name: string): Promise<string>;
  /** Company by company. Throws if the days are none, or out of order. */
  companies(session: never, asked: UsageAsked): AsyncIterable<CompanyUsage>;
}
