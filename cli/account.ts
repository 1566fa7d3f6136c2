/** Which accounts are configured: stack configuration first, the environment as default. */
import { type ConfigReader, refuseEarlierKeys, unlessEmpty } from "../provider/vendor/settings";
import type { Vendor } from "../provider/vendor/vendor";
import { vendor as vendorCalled, vendorNames } from "../provider/vendors";

const isInEnvironment = (variable: string): boolean => unlessEmpty(process.env[variable]) !== undefined;

/** @param only the one vendor to use, whatever else is configured. Throws an error that says what to set if none is. */
export function configuredVendors(get: ConfigReader = () => undefined, only?: string): string[] {
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
  throw new Error(`No account is configured. Set ${vendorNames.map(variablesOf).join(", or ")}.`);
}

/** What to set for an account of a vendor; a file in place of a long secret, where there is such a variable. */
export function variablesOf(name: string): string {
  const { own, file } = vendorCalled(name).credentials;
  const variables = own.map(({ variable }) => variable);
  return (file === undefined ? variables : [...variables.slice(0, -1), file]).join(" and ");
}

/** A session of the account that the environment names. Throws an error that says what to set if it names none. */
export function account({ credentials: { own }, connect }: Pick<Vendor, "credentials" | "connect">): unknown {
  const variables = own.map(({ variable }) => variable);
  for (const variable of variables) {
    if (!isInEnvironment(variable)) {
      throw new Error(`${variable} is not set. The account is read from ${variables.join(" and ")}.`);
    }
  }
  return connect(() => undefined);
}
