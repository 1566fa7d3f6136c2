/** What programs get from the functions: the vendor's own words, in camelCase. */
import type { components } from "../../contracts/generated/redstor";
import type { Plain } from "../vendor/answer";

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
