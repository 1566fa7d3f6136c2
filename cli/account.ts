/** Which accounts are configured: stack configuration first, the environment as default. */
import { settings } from "../provider/eset/config";
import { connect, type Eset } from "../provider/eset/session";
import { type ConfigReader, refuseEarlierKeys, unlessEmpty } from "../provider/vendor/settings";
import { type VendorName, vendorNames } from "../provider/vendorNames";
import { vendor as vendorCalled } from "../provider/vendors";

const isInEnvironment = (variable: string): boolean => unlessEmpty(process.env[variable]) !== undefined;

/** @param only the one vendor to use, whatever else is configured. Throws an error that says what to set if none is. */
export function configuredVendors(get: ConfigReader = () => undefined, only?: VendorName): VendorName[] {
  if (only !== undefined) return [only];
  const configured = vendorNames.filter((vendor) => {
    const {
      settings,
      credentials: { own, file },
    } = vendorCalled(vendor);
    refuseEarlierKeys(Object.values(settings), get);
    const isGiven = own.some(({ key, variable }) => unlessEmpty(get(key)) !== undefined || isInEnvironment(variable));
    return isGiven || (file !== undefined && isInEnvironment(file));
  });
  if (configured.length > 0) return configured;
  const ways = vendorNames.map((name) => {
    const { own, file } = vendorCalled(name).credentials;
    const variables = own.map(({ variable }) => variable);
    return (file === undefined ? variables : [...variables.slice(0, -1), file]).join(" and ");
  });
  throw new Error(`No account is configured. Set ${ways.join(", or ")}.`);
}

/** The ESET account that the environment names. */
export function account(): Eset {
  const variables = [settings.username, settings.password].map(({ variable }) => variable);
  for (const variable of variables) {
    if (!isInEnvironment(variable)) {
      throw new Error(`${variable} is not set. The account is read from ${variables.join(" and ")}.`);
    }
  }
  return connect(() => undefined);
}
