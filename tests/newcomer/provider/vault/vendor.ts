/** Example Vault, as the list of vendors sees it. */
import type { Vendor } from "../vendor/vendor";
import { customer } from "./customer";
import type * as estate from "./estate";
import { connect, settings, type Vault } from "./session";
import type * as tenantPart from "./tenant";

export const vault: Vendor = {
  title: "Example Vault",
  connect,
  facts: {
    accountOf: (session: Vault) => session.accountId(),
    answersWithinMilliseconds: (session: Vault) => session.answersWithinMilliseconds,
  },
  settings,
  credentials: { own: [settings.key] },
  resources: [customer as never],
  /* eslint-disable @typescript-eslint/no-require-imports -- a provider process needs none of them */
  estate: (session: Vault) => new (require("./estate") as typeof estate).VaultEstate(session),
  functions: () => [],
  tenant: () => (require("./tenant") as typeof tenantPart).tenant,
  /* eslint-enable @typescript-eslint/no-require-imports */
};
