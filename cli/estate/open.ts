/** The estates of the accounts that are configured: stack configuration first, the environment as default. */
import type { ConfigReader } from "../../provider/eset/config";
import { connect as connectEset } from "../../provider/eset/session";
import { connect as connectRedstor } from "../../provider/redstor/session";
import { EsetEstate } from "./eset";
import type { Estate, Vendor } from "./estate";
import { RedstorEstate } from "./redstor";

interface Configured {
  /** Any of these says that the vendor is meant; what is missing beside it is then an error. */
  readonly keys: readonly string[];
  readonly variables: readonly string[];
  readonly open: (get: ConfigReader) => Estate;
}

const vendors: Readonly<Record<Vendor, Configured>> = {
  eset: {
    keys: ["eset:username", "eset:password"],
    variables: ["ESET_MSP_USERNAME", "ESET_MSP_PASSWORD"],
    open: (get) => new EsetEstate(connectEset(get)),
  },
  redstor: {
    keys: ["redstor:clientId", "redstor:privateKey"],
    variables: ["REDSTOR_CLIENT_ID", "REDSTOR_PRIVATE_KEY", "REDSTOR_PRIVATE_KEY_FILE"],
    open: (get) => new RedstorEstate(connectRedstor(get)),
  },
};

/** @param only the one vendor to use, whatever else is configured. Throws an error that says what to set if none is. */
export function openEstates(get: ConfigReader = () => undefined, only?: Vendor): Estate[] {
  const given = (value: string | undefined): boolean => value !== undefined && value !== "";
  const configured = Object.entries(vendors).filter(
    ([vendor, { keys, variables }]) =>
      vendor === only ||
      (only === undefined &&
        (keys.some((key) => given(get(key))) || variables.some((name) => given(process.env[name])))),
  );
  if (configured.length === 0) {
    throw new Error(
      "No account is configured. Set ESET_MSP_USERNAME and ESET_MSP_PASSWORD, or REDSTOR_CLIENT_ID and REDSTOR_PRIVATE_KEY_FILE.",
    );
  }
  return configured.map(([, { open }]) => open(get));
}
