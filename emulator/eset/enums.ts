/** The vendor's numbers. Those that are not public are marked in the contract and guessed here, in one place. */
import type { components } from "../../contracts/generated/eset";

type Schemas = components["schemas"];

export const EntityType = {
  Headquarters: 1001,
  Distributor: 1002,
  Division: 1003,
  MspManager: 1004,
  Msp: 1005,
  ManagedMsp: 1006,
  Customer: 1007,
} as const satisfies Record<string, Schemas["EntityType"]>;
export type EntityType = Schemas["EntityType"];

/** Search counts the same types in another way. Only 0 and 1 are public. */
export const companyTypeIds: Readonly<Record<EntityType, Schemas["CompanyTypeId"]>> = {
  1001: 0,
  1002: 1,
  1004: 2,
  1005: 3,
  1006: 4,
  1007: 5,
  1003: 6,
};

export type CompanyStatus = "active" | "waitingForActivation" | "suspended";
export const companyStatusIds: Readonly<Record<CompanyStatus, Schemas["CompanyStatus"]>> = {
  active: 1,
  waitingForActivation: 2,
  suspended: 3,
};

export type UserStatus = "active" | "waitingForActivation";
export const userStatusIds: Readonly<Record<UserStatus, Schemas["UserStatus"]>> = {
  active: 1,
  waitingForActivation: 2,
};

export type PermissionName = "write" | "read" | "noAccess";
export const permissionIds: Readonly<Record<PermissionName, Schemas["Permission"]>> = {
  write: 1,
  read: 2,
  noAccess: 3,
};
/** Numbers and names, as requests may have them. */
export const permissionNames = {
  1: "write",
  2: "read",
  3: "noAccess",
  Write: "write",
  Read: "read",
  NoAccess: "noAccess",
} as const satisfies Record<Schemas["PermissionInput"], PermissionName>;

export const LicenseState = {
  Error: 0,
  Normal: 1,
  Obsolete: 2,
  Suspended: 3,
  Warning: 4,
} as const satisfies Record<string, Schemas["LicenseState"]>;
export type LicenseState = Schemas["LicenseState"];

export const LicenseType = { Full: 1, Trial: 4 } as const;

export const OperationState = { Pending: 1, Running: 2, Succeeded: 3, Failed: 4 } as const satisfies Record<
  string,
  Schemas["OperationState"]
>;

/** Kinds of entries in the history of a licence. */
export const LicenseEvent = {
  CancelExisting: 1,
  ConvertToFull: 2,
  ExtendTrial: 3,
  OrderNew: 4,
  UpdateQuantity: 5,
  Suspend: 6,
  Unsuspend: 7,
  ChangeKey: 8,
  Upgrade: 9,
  Downgrade: 10,
} as const;

const values = (...pairs: [name: string, value: number][]): Schemas["EnumValue"][] =>
  pairs.map(([name, value]) => ({ name, value }));

/** The answers of the Enum calls. */
export const enumAnswers = {
  entityTypes: values(
    ["ESET Headquarters", 1001],
    ["Distributor", 1002],
    ["Division", 1003],
    ["MSP Manager (Company)", 1004],
    ["MSP (Company)", 1005],
    ["Managed MSP (Company)", 1006],
    ["Managed By MSP - MSP Customer", 1007],
  ),
  permissionTypes: values(["Write", 1], ["Read", 2], ["NoAccess", 3]),
  userStatuses: values(["Active", 1], ["Waiting for activation", 2]),
  licenseStates: values(["Error", 0], ["Normal", 1], ["Obsolete", 2], ["Suspended", 3], ["Warning", 4]),
  operationStates: values(["Pending", 1], ["Running", 2], ["Succeeded", 3], ["Failed", 4]),
};
