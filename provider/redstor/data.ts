/** What programs give to the reads, and what they get: the vendor's own words, in camelCase. */
import type { components } from "../../contracts/generated/redstor";
import type { Plain } from "../http/answer";

type Schemas = components["schemas"];

/* eslint-disable @typescript-eslint/no-empty-object-type -- interfaces have names, in editors and in declarations */
export interface CompanySummary extends Plain<Schemas["Company"]> {}
export interface User extends Plain<Schemas["User"]> {}
export interface Product extends Plain<Schemas["ProductOverview"]> {}
export interface ProductSubscription extends Plain<Schemas["ProductSubscription"]> {}
export interface ConsumptionSummary extends Plain<Schemas["Summary"]> {}
export interface ProductConsumption extends Plain<Schemas["ConsumptionWithProduct"]> {}
export interface CustomerConsumption extends Plain<Schemas["CompanyProductConsumption"]> {}
export interface TransitiveConsumption extends Plain<Schemas["TransitiveConsumption"]> {}
export interface OperationStatus extends Plain<Schemas["CompanyOperationStatusByProduct"]> {}
export interface AccountStatus extends Plain<Schemas["OperationStatusByAccount"]> {}
export interface OperationSummary extends Plain<Schemas["OperationStatusSummaryByProduct"]> {}
/* eslint-enable @typescript-eslint/no-empty-object-type */

export interface OptionalCompany {
  /** @default the company that the service account belongs to */
  readonly companyId?: string;
}

export interface CustomersArgs extends OptionalCompany {
  /** Whether the companies of all levels below are meant, not only those directly below. @default false */
  readonly transitive?: boolean;
  /** Only companies whose name matches; how it matches is the vendor's affair. @default all */
  readonly search?: string;
  /** By name, ascending or descending. @default the vendor's order */
  readonly orderBy?: "asc" | "desc";
}

export interface ConsumptionArgs extends OptionalCompany {
  /** What was consumed then: a day, YYYY-MM-DD, or a moment with its offset. @default now */
  readonly date?: string;
  /** Whether trials are left out. @default false */
  readonly excludeTrials?: boolean;
}

export interface StatusArgs extends OptionalCompany {
  /** Only this product. @default all */
  readonly productId?: number;
}

export interface CustomersStatusArgs extends StatusArgs {
  /** Whether the companies further down count with the one that they are below. @default false */
  readonly aggregate?: boolean;
}
