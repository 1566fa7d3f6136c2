/** Redstor RedAPI, as the list of vendors sees it. */
import type { Vendor } from "../vendor/vendor";
import { company } from "./company";
import type * as reads from "./reads";
import { connect, type Redstor } from "./session";
import { subscription } from "./subscription";

export const redstor: Vendor = {
  title: "Redstor",
  connect,
  facts: {
    accountOf: (session: Redstor, anew) => session.accountCompanyId(anew),
    answersWithinMilliseconds: (session: Redstor) => session.answersWithinMilliseconds,
  },
  resources: [company, subscription],
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- a provider process needs none of them
  functions: () => Object.values(require("./reads") as typeof reads),
};
