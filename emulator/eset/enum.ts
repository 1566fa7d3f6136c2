/** The Enum calls. */
import { visibleCompany } from "./call";
import type { Action } from "./call";
import { EntityType, enumAnswers } from "./enums";
import { products } from "./products";

export const entityTypes: Action<"Enum_EntityTypes"> = () => enumAnswers.entityTypes;
export const permissionTypes: Action<"Enum_PermissionTypes"> = () => enumAnswers.permissionTypes;
export const userStatuses: Action<"Enum_UserStatuses"> = () => enumAnswers.userStatuses;
export const licenseStates: Action<"Enum_LicenseStates"> = () => enumAnswers.licenseStates;
export const operationStates: Action<"Enum_OperationStates"> = () => enumAnswers.operationStates;

/** Headquarters and distributors see all products; the others what they were granted. */
export const availableProducts: Action<"Enum_AvailableProducts"> = (call) => {
  const own = visibleCompany(call, call.account.companyId);
  const seesAll = own.type === EntityType.Headquarters || own.type === EntityType.Distributor;
  return {
    products: [...products.values()]
      .filter(({ code }) => seesAll || own.products.includes(code))
      .map(({ code, name }) => ({ code, name })),
  };
};
