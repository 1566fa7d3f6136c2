/** Redstor RedAPI, as the registry of vendors sees it. */
import type { Vendor } from "../registry";
import { company } from "./company";
import { connect, type Redstor } from "./session";
import { subscription } from "./subscription";

export const redstor: Vendor = {
  connect,
  facts: {
    accountOf: (session: Redstor, anew) => session.accountCompanyId(anew),
    answersWithinMilliseconds: (session: Redstor) => session.answersWithinMilliseconds,
  },
  resources: [company, subscription],
};
