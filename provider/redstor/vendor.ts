/** Redstor RedAPI, as the list of vendors sees it. */
import type { Vendor } from "../vendor/vendor";
import { fileVariable, settings } from "./config";
import type * as estate from "./estate";
import type * as reads from "./reads";
import { resources } from "./resources";
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
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- a provider process needs none
  estate: (session: Redstor) => new (require("./estate") as typeof estate).RedstorEstate(session),
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- a provider process needs none of them
  functions: () => Object.values(require("./reads") as typeof reads),
};
