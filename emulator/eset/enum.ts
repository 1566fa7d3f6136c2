/** The Enum calls. */
import { ownCompany } from "./call";
import type { Action } from "./call";
import { countries as allCountries } from "./countries";
import { EntityType, enumAnswers } from "./enums";
import { products } from "./products";
import type { Company } from "./store";

export const entityTypes: Action<"Enum_EntityTypes"> = () => enumAnswers.entityTypes;
export const permissionTypes: Action<"Enum_PermissionTypes"> = () => enumAnswers.permissionTypes;
export const userStatuses: Action<"Enum_UserStatuses"> = () => enumAnswers.userStatuses;
export const licenseStates: Action<"Enum_LicenseStates"> = () => enumAnswers.licenseStates;
export const operationStates: Action<"Enum_OperationStates"> = () => enumAnswers.operationStates;

export const countries: Action<"Enum_Countries"> = () => ({ countries: allCountries() });

/** Headquarters, distributors and divisions see all products; the others what they were granted. */
export const availableProducts: Action<"Enum_AvailableProducts"> = (call) => {
  const available = productsOf(ownCompany(call));
  return {
    products: [...products.values()].filter(({ code }) => available(code)).map(({ code, name }) => ({ code, name })),
  };
};

/** Whether a company may order a product, or grant it to those below. */
export function productsOf(company: Company): (code: string) => boolean {
  return distributes.includes(company.type) ? (code) => products.has(code) : (code) => company.products.includes(code);
}

const distributes: readonly EntityType[] = [EntityType.Headquarters, EntityType.Distributor, EntityType.Division];
