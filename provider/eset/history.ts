/** The history of a licence: the only thing of which ESET tells who changed it. */
import type { History } from "../vendor/history";
import type { LicenseEvent } from "./data";
import { licenseHistory } from "./reads";
import type { Eset } from "./session";

/** The entries that can have made a property what it is, by their number. */
const kinds: Readonly<Record<number, { readonly what: string; readonly of: readonly string[] }>> = {
  2: { what: "converted to full", of: ["quantity", "type"] },
  3: { what: "trial extended", of: ["trialExtensions"] },
  4: { what: "ordered", of: [] },
  5: { what: "seats changed", of: ["quantity"] },
  6: { what: "suspended", of: ["suspended"] },
  7: { what: "resumed", of: ["suspended"] },
  9: { what: "upgraded", of: ["quantity", "productCode"] },
  10: { what: "downgraded", of: ["quantity", "productCode"] },
};

export const history: History = {
  type: "eset:License",
  what: "a licence",
  changes: async (eset: Eset, publicLicenseKey) => {
    const events: LicenseEvent[] = [];
    for await (const event of licenseHistory.entries(eset, { publicLicenseKey })) events.push(event);
    return events.flatMap(({ type, date, user, requestedUnits }) => {
      const kind = kinds[type];
      if (kind === undefined) return [];
      const made = requestedUnits === undefined ? {} : { quantity: requestedUnits };
      return [{ ...kind, by: user, at: date, isCreation: type === 4, made }];
    });
  },
};
