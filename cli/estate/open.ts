/** The estates of the accounts that are configured: stack configuration first, the environment as default. */
import type { ConfigReader } from "../../provider/eset/config";
import { connect as connectEset } from "../../provider/eset/session";
import { EsetEstate } from "./eset";
import type { Estate, Vendor } from "./estate";

interface Configured {
  /** Any of these says that the vendor is meant; what is missing beside it is then an error. */
  readonly keys: readonly string[];
  readonly variables: readonly string[];
  readonly open: (get: ConfigReader) => Estate;
}

const vendors: Readonly<Partial<Record<Vendor, Configured>>> = {
  eset: {
    keys: ["eset:username", "eset:password"],
    variables: ["ESET_MSP_USERNAME", "ESET_MSP_PASSWORD"],
    open: (get) => new EsetEstate(connectEset(get)),
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
    const wanted = Object.values(vendors).map(({ variables }) => variables.join(" and "));
    throw new Error(`No account is configured. Set ${wanted.join(", or ")}.`);
  }
  return configured.map(([, { open }]) => open(get));
}
