/** ESET MSP Administrator 2, as the list of vendors sees it. */
import type { Vendor } from "../vendor/vendor";
import { customer } from "./customer";
import { license } from "./license";
import { managedMsp } from "./managedMsp";
import { mspCompany } from "./mspCompany";
import type * as reads from "./reads";
import type * as reports from "./reports";
import { connect, type Eset } from "./session";
import { termsAcceptance } from "./termsAcceptance";
import { user } from "./user";

export const eset: Vendor = {
  title: "ESET",
  connect,
  facts: {
    accountOf: (session: Eset, anew) => session.accountCompanyId(anew),
    answersWithinMilliseconds: (session: Eset) => session.answersWithinMilliseconds,
  },
  resources: [mspCompany, managedMsp, customer, license, user, termsAcceptance],
  /* eslint-disable @typescript-eslint/no-require-imports -- a provider process needs none of them */
  functions: () => [
    ...Object.values(require("./reads") as typeof reads),
    ...Object.values(require("./reports") as typeof reports),
  ],
  /* eslint-enable @typescript-eslint/no-require-imports */
};
