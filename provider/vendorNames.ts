/** The vendors by name: the first part of a type name, of a configuration key, and a section of a file of assumptions. */
export const vendorNames = ["eset", "redstor"] as const;

export type VendorName = (typeof vendorNames)[number];
