/** Which vendors there are, and how a type name leads to its resource. A vendor is loaded when it is first needed. */
import type * as esetVendor from "./eset/vendor";
import type { AnyResource } from "./lifecycle/define";
import type * as redstorVendor from "./redstor/vendor";
import type { Vendor } from "./vendor/vendor";
import type { VendorName } from "./vendorNames";

/* eslint-disable @typescript-eslint/no-require-imports -- loading a vendor must be synchronous, and only on demand */
const vendors: Readonly<Record<VendorName, () => Vendor>> = {
  eset: () => (require("./eset/vendor") as typeof esetVendor).eset,
  redstor: () => (require("./redstor/vendor") as typeof redstorVendor).redstor,
};
/* eslint-enable @typescript-eslint/no-require-imports */

/** A vendor by its name. */
export function vendor(name: VendorName): Vendor {
  return vendors[name]();
}

const isVendorName = (name: string): name is VendorName => name in vendors;

/** Finds `vendor:Name`. Throws an error that says which types there are. */
export function find(type: string): { readonly vendor: Vendor; readonly resource: AnyResource } {
  const name = type.split(":")[0] ?? "";
  const its = isVendorName(name) ? vendor(name) : undefined;
  const resource = its?.resources.find((candidate) => candidate.type === type);
  if (its === undefined || resource === undefined) {
    const known = Object.values(vendors).flatMap((load) => load().resources.map((candidate) => candidate.type));
    throw new Error(
      `pulumi-msp has no resource type ${type}; it has ${known.join(", ")}. Is an older version installed than the one that made this stack?`,
    );
  }
  return { vendor: its, resource };
}
