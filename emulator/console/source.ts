/** Where the console has its facts from: each vendor puts its objects in the console's terms. */
import type { CompanyDetail, VendorView } from "./view";

export interface VendorSource {
  /** The vendor's name in paths, such as "eset". */
  readonly name: string;
  overview(): VendorView;
  /** Lines for a shell, to use this emulator. Apart, because they hold secrets, and keys that take a while to make. */
  environment(): readonly string[];
  /** Undefined when there is no such company. */
  company(id: string): CompanyDetail | undefined;
}
