/** Who changed a licence, and when: the only thing of which ESET tells. Two calls at most for each that differs. */
import type { LicenseEvent } from "../../provider/eset/data";
import { licenseHistory } from "../../provider/eset/reads";
import type { Eset } from "../../provider/eset/session";
import { messageOf } from "../../provider/lifecycle/errors";
import type { Change, CustomerReport, Finding } from "./finding";

/** The kinds of entry that can have made a property what it is, and how the report calls them. */
const causes: Readonly<Record<string, Readonly<Record<number, string>>>> = {
  quantity: { 2: "converted to full", 5: "seats changed", 9: "upgraded", 10: "downgraded" },
  productCode: { 9: "upgraded", 10: "downgraded" },
  type: { 2: "converted to full" },
  suspended: { 6: "suspended", 7: "resumed" },
  trialExtensions: { 3: "trial extended" },
};
const ordered: Readonly<Record<number, string>> = { 4: "ordered" };

/** The last entry of the history that explains a finding. Pure. */
export function explanation(finding: Finding, history: readonly LicenseEvent[]): Change | undefined {
  const kinds = finding.kind === "unmanaged" ? ordered : (causes[finding.property ?? ""] ?? {});
  const last = history
    .filter(({ type }) => kinds[type] !== undefined)
    .sort((a, b) => Date.parse(b.date) - Date.parse(a.date))
    .at(0);
  if (last === undefined) return undefined;
  // another number of seats than the vendor holds now cannot be what the entry made of it
  const { requestedUnits } = last;
  if (finding.property === "quantity" && requestedUnits !== undefined && requestedUnits !== finding.live)
    return undefined;
  return { what: kinds[last.type] ?? "", by: last.user, at: last.date };
}

export interface Explained {
  readonly customers: readonly CustomerReport[];
  /** Why some histories could not be read. Not knowing who did it is no reason not to say what was done. */
  readonly notes: readonly string[];
}

/** `keyOf` is what the vendor calls a licence by now. */
export async function withHistory(
  eset: Eset,
  customers: readonly CustomerReport[],
  keyOf: (finding: Finding) => string | undefined,
): Promise<Explained> {
  const histories = new Map<string, Promise<readonly LicenseEvent[]>>();
  const problems = new Set<string>();
  const historyOf = (key: string): Promise<readonly LicenseEvent[]> => {
    const read = async (): Promise<readonly LicenseEvent[]> => {
      try {
        const events: LicenseEvent[] = [];
        for await (const event of licenseHistory.entries(eset, { publicLicenseKey: key })) events.push(event);
        return events;
      } catch (error) {
        problems.add(`Who changed a licence could not be read: ${messageOf(error)}`);
        return [];
      }
    };
    const asked = histories.get(key) ?? read();
    histories.set(key, asked);
    return asked;
  };
  const explain = async (finding: Finding): Promise<Finding> => {
    const key = finding.type === "eset:License" && finding.kind !== "vanished" ? keyOf(finding) : undefined;
    if (key === undefined) return finding;
    const change = explanation(finding, await historyOf(key));
    return change === undefined ? finding : { ...finding, change };
  };
  const explained = await Promise.all(
    customers.map(async (customer) => ({ ...customer, drift: await Promise.all(customer.drift.map(explain)) })),
  );
  return { customers: explained, notes: [...problems] };
}
