/** Which vendors there are, and how a type name leads to its resource. A vendor is loaded when it is first needed. */
import type { AnyResource } from "./lifecycle/define";
import type { Vendor } from "./vendor/vendor";

/** Each is a folder here, the first part of a type name and of a configuration key, and a section of a file of assumptions. */
export const vendorNames: readonly string[] = ["eset", "redstor"];

/** A vendor by its name: what its folder's vendor.ts exports under that name. Throws if there is none. */
export function vendor(name: string): Vendor {
  if (!vendorNames.includes(name)) throw new Error(`There is no vendor ${name}.`);
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- loading a vendor must be synchronous, and only on demand
  const { [name]: found } = require(`./${name}/vendor`) as Readonly<Record<string, Vendor | undefined>>;
  if (found === undefined) throw new Error(`provider/${name}/vendor.ts does not export ${name}.`);
  return found;
}

/** The vendor's name in a type name, whether there is such a vendor or not. */
export const vendorOf = ({ type }: { readonly type: string }): string => type.split(":")[0] ?? "";

/** The resource of a type name; undefined if none has it. */
export function resourceOf(of: { readonly type: string }): AnyResource | undefined {
  const name = vendorOf(of);
  return vendorNames.includes(name) ? vendor(name).resources.find(({ type }) => type === of.type) : undefined;
}

/** Finds `vendor:Name`. Throws an error that says which types there are. */
export function find(type: string): { readonly vendor: Vendor; readonly resource: AnyResource } {
  const resource = resourceOf({ type });
  if (resource === undefined) {
    const known = vendorNames.flatMap((name) => vendor(name).resources.map((one) => one.type));
    throw new Error(
      `pulumi-msp has no resource type ${type}; it has ${known.join(", ")}. Is an older version installed than the one that made this stack?`,
    );
  }
  return { vendor: vendor(vendorOf({ type })), resource };
}
