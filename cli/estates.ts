/** The estates of the accounts that are configured: stack configuration first, the environment as default. */
import type { Estate } from "../provider/vendor/estate";
import type { ConfigReader } from "../provider/vendor/settings";
import { vendor } from "../provider/vendors";
import { configuredVendors } from "./account";

/** @param only the one vendor to use, whatever else is configured. Throws an error that says what to set if none is. */
export const openEstates = (get: ConfigReader = () => undefined, only?: string): Estate[] =>
  configuredVendors(get, only).map((name) => {
    const one = vendor(name);
    return one.estate(one.connect(get) as never); // a session of the same vendor
  });
