/** Redstor RedAPI, as the list of vendors sees it. */
import type { Vendor } from "../vendor/vendor";
import { fileVariable, settings } from "./config";
import type * as doctor from "./doctor";
import type * as estate from "./estate";
import type * as reads from "./reads";
import { resources } from "./resources";
import type * as tenantPart from "./tenant";
import { connect, type Redstor } from "./session";

export const redstor: Vendor = {
  title: "Redstor",
  connect,
  facts: {
    accountOf: (session: Redstor, anew) => session.accountCompanyId(anew),
    answersWithinMilliseconds: (session: Redstor) => session.answersWithinMilliseconds,
  },
  settings,
  credentials: { own: [settings.clientId, settings.privateKey], file: fileVariable },
  resources,
  /* eslint-disable @typescript-eslint/no-require-imports -- a provider process needs none of them */
  estate: (session: Redstor) => new (require("./estate") as typeof estate).RedstorEstate(session),
  functions: () => Object.values(require("./reads") as typeof reads),
  tenant: () => (require("./tenant") as typeof tenantPart).tenant,
  doctor: {
    about:
      "doctor sends Redstor at most 65 requests: the sign-in and reads. It sends more only where some fail and are repeated.\nRedstor's JSON has signIn too. The table shows the name of the account's own company, and no other name.",
    examine: (progress) => (require("./doctor") as typeof doctor).examineAccount(progress),
  },
  /* eslint-enable @typescript-eslint/no-require-imports */
};
