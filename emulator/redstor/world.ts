/** What the emulator starts with: two partners who know nothing of each other. Ids are fixed, so that tests may name them. */
import type { Readings } from "../../contracts/generated/redstor.open";
import { guid } from "../guid";
import type { Account, Company, Scope, Settings, State } from "./store";

export const ids = {
  partner: guid("d1", 1),
  otherPartner: guid("d1", 2),
} as const;

const partner = (companyId: string, companyName: string): Company => ({
  companyId,
  companyName,
  type: "Partner",
  isEnabled: true,
  parentCompanyId: null,
  deleted: false,
});

const account = (number: number, name: string, companyId: string, scopes: Scope[]): Account => ({
  name,
  clientId: guid("91", number),
  companyId,
  scopes,
  privateKey: null,
});

/** Two partners without customers. The first account is the one to use. */
export function initialState(settings: Settings, readings: Readings): State {
  return {
    counters: { company: 0, subscription: 0, user: 0, account: 0 },
    companies: [partner(ids.partner, "Example Partner"), partner(ids.otherPartner, "Other Partner")],
    subscriptions: [],
    users: [
      {
        userId: guid("b1", 1),
        companyId: ids.partner,
        name: "Example Admin",
        email: "admin@partner.example",
        role: "Partner Admin",
        enabled: true,
        verified: true,
        sso: null,
        dateCreated: "2024-01-01T00:00:00.000Z",
      },
    ],
    accounts: [
      account(1, "full", ids.partner, ["api.read", "api.write"]),
      account(2, "reader", ids.partner, ["api.read"]),
      account(3, "other", ids.otherPartner, ["api.read", "api.write"]),
    ],
    settings,
    readings,
  };
}
