/** Which accounts are configured: stack configuration first, the environment as default. */
import { connect, type Eset } from "../provider/eset/session";
import type { ConfigReader } from "../provider/http/settings";
import { type VendorName, vendorNames } from "../provider/vendorNames";

/** Any of these says that the vendor is meant; what is missing beside it is then an error. */
const credentials: Readonly<
  Record<VendorName, { readonly keys: readonly string[]; readonly variables: readonly string[] }>
> = {
  eset: {
    keys: ["eset:username", "eset:password"],
    variables: ["ESET_MSP_USERNAME", "ESET_MSP_PASSWORD"],
  },
  redstor: {
    keys: ["redstor:clientId", "redstor:privateKey"],
    variables: ["REDSTOR_CLIENT_ID", "REDSTOR_PRIVATE_KEY", "REDSTOR_PRIVATE_KEY_FILE"],
  },
};

const isGiven = (value: string | undefined): boolean => value !== undefined && value !== "";

/** @param only the one vendor to use, whatever else is configured. Throws an error that says what to set if none is. */
export function configuredVendors(get: ConfigReader = () => undefined, only?: VendorName): VendorName[] {
  if (only !== undefined) return [only];
  const configured = vendorNames.filter((vendor) => {
    const { keys, variables } = credentials[vendor];
    return keys.some((key) => isGiven(get(key))) || variables.some((name) => isGiven(process.env[name]));
  });
  if (configured.length > 0) return configured;
  throw new Error(
    "No account is configured. Set ESET_MSP_USERNAME and ESET_MSP_PASSWORD, or REDSTOR_CLIENT_ID and REDSTOR_PRIVATE_KEY_FILE.",
  );
}

/** The ESET account that the environment names. */
export function account(): Eset {
  const { variables } = credentials.eset;
  for (const variable of variables) {
    if (!isGiven(process.env[variable])) {
      throw new Error(`${variable} is not set. The account is read from ${variables.join(" and ")}.`);
    }
  }
  return connect(() => undefined);
}
