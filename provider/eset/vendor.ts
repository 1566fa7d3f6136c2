/** ESET MSP Administrator 2, as the list of vendors sees it. */
import type { Vendor } from "../vendor/vendor";
import { settings } from "./config";
import type * as estate from "./estate";
import type * as reads from "./reads";
import type * as reports from "./reports";
import { resources } from "./resources";
import { connect, type Eset } from "./session";

export const eset: Vendor = {
  title: "ESET",
  connect,
  facts: {
    accountOf: (session: Eset, anew) => session.accountCompanyId(anew),
    answersWithinMilliseconds: (session: Eset) => session.answersWithinMilliseconds,
  },
  settings,
  credentials: { own: [settings.username, settings.password] },
  resources,
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- a provider process needs none
  estate: (session: Eset) => new (require("./estate") as typeof estate).EsetEstate(session),
  /* eslint-disable @typescript-eslint/no-require-imports -- a provider process needs none of them */
  functions: () => [
    ...Object.values(require("./reads") as typeof reads),
    ...Object.values(require("./reports") as typeof reports),
  ],
  /* eslint-enable @typescript-eslint/no-require-imports */
};
