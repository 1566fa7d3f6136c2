/** The companies and accounts that the emulator starts with. Ids are fixed, so that programs and tests may name them. */
import type { Readings } from "../../contracts/generated/eset.open";
import { guid } from "../guid";
import { EntityType } from "./enums";
import { usualProducts } from "./products";
import { eachText } from "./store";
import type { Account, Company, Settings, State } from "./store";

export const ids = {
  headquarters: guid("1", 1),
  distributor: guid("1", 2),
  division: guid("1", 3),
  msp: guid("1", 5),
  mspManager: guid("1", 4),
  managedMsp: guid("1", 6),
  untrustedManagedMsp: guid("1", 7),
} as const;

/** Who "clicked in the portal". */
export const portalUserId = guid("2", 0);

const birthday = "2024-01-01T00:00:00.000Z";

function company(
  id: string,
  type: EntityType,
  name: string,
  parentId: string | null,
  changes: Partial<Company> = {},
): Company {
  const isMsp = type === EntityType.MspManager || type === EntityType.Msp || type === EntityType.ManagedMsp;
  return {
    id,
    parentId,
    type,
    name,
    status: "active",
    email: null,
    ...eachText(() => null),
    address: { state: null, city: null, streetAddress: null, zipCode: null },
    countryCode: "SVK",
    tags: [],
    products: isMsp ? [...usualProducts] : [],
    trialLicenseAllowed: isMsp,
    trusted: true,
    reseller: false,
    createdOn: birthday,
    modifiedOn: birthday,
    deleted: false,
    deletedOn: null,
    suspendedWithParent: false,
    ...changes,
  };
}

function account(number: number, name: string, companyId: string, changes: Partial<Account> = {}): Account {
  return {
    username: `${name}@msp.example`,
    password: "emulator",
    passwordChangedOn: null,
    companyId,
    userId: guid("2", number),
    firstName: "Api",
    lastName: name,
    email: `${name}@msp.example`,
    description: null,
    phoneNumber: null,
    countryCode: "SVK",
    status: "active",
    permission: "write",
    specificPermissions: {},
    contact: false,
    apiEnabled: true,
    createdOn: birthday,
    lastUpdate: birthday,
    activatedOn: birthday,
    ...changes,
  };
}

/** One of each type above the customers, and no customer. The first account is the one to use. */
export function initialState(settings: Settings, readings: Readings): State {
  return {
    counters: { company: 0, license: 0, operation: 0, user: 0 },
    companies: [
      company(ids.headquarters, EntityType.Headquarters, "Example Headquarters", null),
      company(ids.distributor, EntityType.Distributor, "Example Distributor", ids.headquarters),
      company(ids.division, EntityType.Division, "Example Division", ids.distributor),
      company(ids.msp, EntityType.Msp, "Example MSP", ids.distributor, { email: "office@msp.example" }),
      company(ids.mspManager, EntityType.MspManager, "Example MSP Manager", ids.distributor, {
        email: "office@manager.example",
      }),
      company(ids.managedMsp, EntityType.ManagedMsp, "Example Managed MSP", ids.mspManager, {
        email: "office@managed.example",
        products: ["2015", "107"],
        trialLicenseAllowed: false,
      }),
      company(ids.untrustedManagedMsp, EntityType.ManagedMsp, "Example Untrusted Managed MSP", ids.mspManager, {
        email: "office@untrusted.example",
        trusted: false,
      }),
    ],
    licenses: [],
    removedLicenses: [],
    obsoleteLicenses: [],
    licenseRequests: [],
    operations: [],
    accounts: [
      account(1, "api", ids.msp),
      account(2, "reader", ids.msp, { permission: "read" }),
      account(3, "no-api", ids.msp, { apiEnabled: false }),
      account(4, "manager", ids.mspManager),
      account(5, "managed", ids.managedMsp),
      account(6, "untrusted", ids.untrustedManagedMsp),
      account(7, "distributor", ids.distributor),
      account(8, "division", ids.division),
      account(9, "headquarters", ids.headquarters),
      account(10, "no-access", ids.msp, { permission: "noAccess" }),
    ],
    acceptedTerms: [],
    ema1Mappings: [
      { kind: "company", ema1Id: "1001", publicId: ids.msp },
      { kind: "user", ema1Id: "2001", publicId: guid("2", 1) },
    ],
    settings,
    readings,
  };
}
