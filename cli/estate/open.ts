/** The estates of the accounts that are configured: stack configuration first, the environment as default. */
import { connect as connectEset } from "../../provider/eset/session";
import { connect as connectRedstor } from "../../provider/redstor/session";
import type { ConfigReader } from "../../provider/vendor/settings";
import { configuredVendors } from "../account";
import { EsetEstate } from "./eset";
import type { Estate, Vendor } from "./estate";
import { RedstorEstate } from "./redstor";

const open: Readonly<Record<Vendor, (get: ConfigReader) => Estate>> = {
  eset: (get) => new EsetEstate(connectEset(get)),
  redstor: (get) => new RedstorEstate(connectRedstor(get)),
};

/** @param only the one vendor to use, whatever else is configured. Throws an error that says what to set if none is. */
export const openEstates = (get: ConfigReader = () => undefined, only?: Vendor): Estate[] =>
  configuredVendors(get, only).map((vendor) => open[vendor](get));
