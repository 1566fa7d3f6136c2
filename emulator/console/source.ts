/** Where the console has its facts from: each vendor puts its objects in the console's terms. */
import type { CompanyDetail, VendorView } from "./view";

export interface VendorSource {
  overview(): Omit<VendorView, "name" | "title">;
  /** Undefined when there is no such company. */
  company(id: string): CompanyDetail | undefined;
}
