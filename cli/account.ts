/** The accounts that the environment names. */
import { connect, type Eset } from "../provider/eset/session";
import { type VendorName, vendorNames } from "../provider/vendorNames";

/** Any of these says that somebody means to use the vendor; what is missing beside it is an error then. */
const credentials: Readonly<Record<VendorName, readonly string[]>> = {
  eset: ["ESET_MSP_USERNAME", "ESET_MSP_PASSWORD"],
  redstor: ["REDSTOR_CLIENT_ID", "REDSTOR_PRIVATE_KEY", "REDSTOR_PRIVATE_KEY_FILE"],
};

const isGiven = (variable: string): boolean => (process.env[variable] ?? "") !== "";

/** The vendors that the environment has credentials of. */
export const configured = (): VendorName[] => vendorNames.filter((vendor) => credentials[vendor].some(isGiven));

export const whereAccountsAre =
  "An ESET account is read from ESET_MSP_USERNAME and ESET_MSP_PASSWORD, a Redstor service account from REDSTOR_CLIENT_ID and REDSTOR_PRIVATE_KEY or REDSTOR_PRIVATE_KEY_FILE.";

/** That of ESET. */
export function account(): Eset {
  for (const variable of credentials.eset) {
    if (!isGiven(variable)) {
      throw new Error(`${variable} is not set. The account is read from ${credentials.eset.join(" and ")}.`);
    }
  }
  return connect(() => undefined);
}
