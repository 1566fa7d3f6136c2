/** Which accounts are configured: stack configuration first, the environment as default. */
import * as eset from "../provider/eset/config";
import { connect, type Eset } from "../provider/eset/session";
import * as redstor from "../provider/redstor/config";
import { type ConfigReader, refuseEarlierKeys, type Setting, unlessEmpty } from "../provider/vendor/settings";
import { type VendorName, vendorNames } from "../provider/vendorNames";

/** Any of these says that the vendor is meant; what is missing beside it is then an error. */
const credentials: Readonly<
  Record<
    VendorName,
    { readonly settings: Readonly<Record<string, Setting>>; readonly own: readonly Setting[]; readonly file?: string }
  >
> = {
  eset: { settings: eset.settings, own: [eset.settings.username, eset.settings.password] },
  redstor: {
    settings: redstor.settings,
    own: [redstor.settings.clientId, redstor.settings.privateKey],
    file: redstor.fileVariable,
  },
};

const isInEnvironment = (variable: string): boolean => unlessEmpty(process.env[variable]) !== undefined;

/** @param only the one vendor to use, whatever else is configured. Throws an error that says what to set if none is. */
export function configuredVendors(get: ConfigReader = () => undefined, only?: VendorName): VendorName[] {
  if (only !== undefined) return [only];
  const configured = vendorNames.filter((vendor) => {
    const { settings, own, file } = credentials[vendor];
    refuseEarlierKeys(Object.values(settings), get);
    const isGiven = own.some(({ key, variable }) => unlessEmpty(get(key)) !== undefined || isInEnvironment(variable));
    return isGiven || (file !== undefined && isInEnvironment(file));
  });
  if (configured.length > 0) return configured;
  throw new Error(
    "No account is configured. Set ESET_MSP_USERNAME and ESET_MSP_PASSWORD, or REDSTOR_CLIENT_ID and REDSTOR_PRIVATE_KEY_FILE.",
  );
}

/** The ESET account that the environment names. */
export function account(): Eset {
  const variables = credentials.eset.own.map(({ variable }) => variable);
  for (const variable of variables) {
    if (!isInEnvironment(variable)) {
      throw new Error(`${variable} is not set. The account is read from ${variables.join(" and ")}.`);
    }
  }
  return connect(() => undefined);
}
