/** ESET MSP Administrator 2, as the list of vendors sees it. */
import type { Vendor } from "../vendor/vendor";
import { settings } from "./config";
import type * as doctor from "./doctor";
import type * as estate from "./estate";
import type * as history from "./history";
import type * as reads from "./reads";
import type * as reports from "./reports";
import { resources } from "./resources";
import type * as tenantPart from "./tenant";
import { connect, type Eset } from "./session";
import type * as usage from "./usage";

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
  /* eslint-disable @typescript-eslint/no-require-imports -- a provider process needs none of them */
  estate: (session: Eset) => new (require("./estate") as typeof estate).EsetEstate(session),
  functions: () => [
    ...Object.values(require("./reads") as typeof reads),
    ...Object.values(require("./reports") as typeof reports),
  ],
  tenant: () => (require("./tenant") as typeof tenantPart).tenant,
  history: () => (require("./history") as typeof history).history,
  usage: () => (require("./usage") as typeof usage).usage,
  doctor: {
    about: "doctor sends ESET reads, and one sign-in under an invented name: that shows how ESET refuses one.",
    examine: (progress) => (require("./doctor") as typeof doctor).examineAccount(progress),
  },
  /* eslint-enable @typescript-eslint/no-require-imports */
};
