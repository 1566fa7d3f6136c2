/** The companies and accounts that the emulator starts with. Ids are fixed, so that programs and tests may name them. */
import { EntityType } from "./enums";
import { usualProducts } from "./products";
import { guid } from "./store";
import type { Account, Company, State } from "./store";

export const ids = {
  headquarters: guid("1", 1),
  distributor: guid("1", 2),
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
  const isMsp = type !== EntityType.Headquarters && type !== EntityType.Distributor;
  return {
    id,
    parentId,
    type,
    name,
    status: "active",
    email: null,
    description: null,
    comment: null,
    vatId: null,
    customIdentifier: null,
    address: { state: null, city: null, streetAddress: null, zipCode: null },
    tags: [],
    products: isMsp ? [...usualProducts] : [],
    trialLicenseAllowed: isMsp,
    trusted: true,
    createdOn: birthday,
    modifiedOn: birthday,
    deleted: false,
    ...changes,
  };
}

function account(number: number, name: string, companyId: string, changes: Partial<Account> = {}): Account {
  return {
    username: `${name}@msp.example`,
    password: "emulator",
    companyId,
    userId: guid("2", number),
    firstName: "Api",
    lastName: name,
    email: `${name}@msp.example`,
    permission: "write",
    apiEnabled: true,
    createdOn: birthday,
    ...changes,
  };
}

/** One of each type above the customers, and no customer. The first account is the one to use. */
export function initialState(keyChangesOnConversion: boolean): State {
  return {
    counters: { company: 0, license: 0, operation: 0, user: 0 },
    companies: [
      company(ids.headquarters, EntityType.Headquarters, "Example Headquarters", null),
      company(ids.distributor, EntityType.Distributor, "Example Distributor", ids.headquarters),
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
    operations: [],
    accounts: [
      account(1, "api", ids.msp),
      account(2, "reader", ids.msp, { permission: "read" }),
      account(3, "no-api", ids.msp, { apiEnabled: false }),
      account(4, "manager", ids.mspManager),
      account(5, "managed", ids.managedMsp),
      account(6, "untrusted", ids.untrustedManagedMsp),
      account(7, "distributor", ids.distributor),
    ],
    acceptedTerms: [],
    keyChangesOnConversion,
  };
}
