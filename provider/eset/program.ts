/** The resources of ESET MSP Administrator 2, as programs declare them. */
import type * as pulumi from "@pulumi/pulumi";
import { addSettings } from "../host/configuration";
import { type ArgsOf, classOf, type ResourceOf } from "../host/program";
import { settings } from "./config";
import type { EntryOptions, ProtectedCompany } from "../tenant/tenant";
import { customer } from "./customer";
import { license } from "./license";
import { managedMsp } from "./managedMsp";
import { mspCompany } from "./mspCompany";
import { termsAcceptance } from "./termsAcceptance";
import { user } from "./user";

addSettings(settings);

/**
 * A customer company in ESET MSP Administrator 2 (Company/Create/customer). Properties that are not declared are not
 * managed: whatever the portal holds there stays. Removing the resource deletes the company (see `deletionPolicy`).
 *
 * @example
 * const bakery = new eset.Customer("bakery", {
 *   name: "Example Bakery",
 *   email: "it@bakery.example",
 *   customIdentifier: "CRM-42",
 *   tags: ["gold"],
 * });
 */
export const Customer = classOf(customer);
export type Customer = ResourceOf<typeof customer>;
export type CustomerArgs = ArgsOf<typeof customer>;

/**
 * Seats of one ESET product for one customer (License/Order). Each order is billable, and ESET keeps at most one licence
 * per customer and product: one that exists is an error, unless it is a suspended one, which is resumed, or `adopt` is set.
 *
 * @example
 * new eset.License("bakery-protect", { customerId: bakery.id, productCode: "2015", quantity: 10 });
 *
 * @example Thirty days on trial; `type: "full"` converts it later.
 * new eset.License("bakery-trial", { customerId: bakery.id, productCode: "2018", quantity: 5, type: "trial" });
 */
export const License = classOf(license);
export type License = ResourceOf<typeof license>;
export type LicenseArgs = ArgsOf<typeof license>;

/**
 * A managed MSP in ESET MSP Administrator 2 (Company/Create/managedmsp), directly under the account's own company, which must
 * be an MSP Manager. ESET makes a contact user from its e-mail address and writes to it; that user is not managed here.
 * `products`, `trialLicenseAllowed` and `trusted` stay as they are once they are declared no longer.
 *
 * @example
 * const brewery = new eset.ManagedMsp("brewery-it", {
 *   name: "Brewery IT",
 *   email: "it@brewery.example",
 *   products: ["2015", "2018"],
 *   trusted: true,
 * });
 */
export const ManagedMsp = classOf(managedMsp);
export type ManagedMsp = ResourceOf<typeof managedMsp>;
export type ManagedMspArgs = ArgsOf<typeof managedMsp>;

/**
 * An MSP or an MSP Manager in ESET MSP Administrator 2 (Company/Create/msp). Only a distributor, a division or ESET itself can
 * create one. ESET makes a contact user from its e-mail address and writes to it; that user is not managed here.
 * `products`, `trialLicenseAllowed`, `manager`, `reseller` and `divisionId` stay as they are once they are declared no longer.
 *
 * @example
 * const north = new eset.MspCompany("north-it", {
 *   name: "North IT",
 *   email: "office@north.example",
 *   address: { countryCode: "SVK", city: "Bratislava" },
 *   products: ["2015"],
 *   manager: true,
 * });
 */
export const MspCompany = classOf(mspCompany);
export type MspCompany = ResourceOf<typeof mspCompany>;
export type MspCompanyArgs = ArgsOf<typeof mspCompany>;

/**
 * Accepts terms of use (TermsOfUse/Accept), which the first order of some products needs. Takes Write permission on the
 * account's own company. Accepting is a legal act of the MSP and final: removing the resource only forgets it.
 *
 * @example
 * const terms = new eset.TermsAcceptance("liveguard", { termsOfUseId: "70000000-0000-4000-8000-000000000313" });
 */
export const TermsAcceptance = classOf(termsAcceptance);
export type TermsAcceptance = ResourceOf<typeof termsAcceptance>;
export type TermsAcceptanceArgs = ArgsOf<typeof termsAcceptance>;

/**
 * A standard user of the account's own company (User/Create). ESET sends the activation e-mail; passwords are none of this
 * resource's business. A user that exists already stops the run unless `adopt` is set. Users cannot be deleted: removing the
 * resource takes their access away (see `deletionPolicy`).
 *
 * @example
 * new eset.User("jane", {
 *   email: "jane@msp.example",
 *   firstName: "Jane",
 *   lastName: "Doe",
 *   countryCode: "SVK",
 *   permission: "Read",
 * });
 */
export const User = classOf(user);
export type User = ResourceOf<typeof user>;
export type UserArgs = ArgsOf<typeof user>;

// ---- in a tenant -------------------------------------------------------------------------------

export type TenantLicense = Omit<LicenseArgs, "customerId"> & EntryOptions;

/** What a file of a user says. */
export type UserFile = Omit<UserArgs, "permission"> &
  EntryOptions & {
    /**
     * What the user may do with the MSP's own company, and with all customers unless `access` or `companyPermissions` says
     * otherwise.
     * @default "NoAccess"
     */
    permission?: UserArgs["permission"];
    /** By tenant: what the user may do with this customer. Only with the permissions Read and NoAccess. */
    access?: Readonly<Record<string, pulumi.Input<"Write" | "Read">>>;
    /** The stack of the project that has the user, where it has several. */
    stack?: string;
  };

export type TenantEset = Omit<CustomerArgs, "name"> &
  ProtectedCompany & {
    /**
     * Name of the customer at ESET; unique among its siblings.
     * @default the tenant's name
     */
    name?: CustomerArgs["name"];
    /**
     * The customer's licences, under names that you choose. The name stays when the product changes (License/ChangeProduct); a product
     * stands here once.
     */
    licenses?: Readonly<Record<string, TenantLicense>>;
  };

declare module "../host/provider" {
  interface ProviderArgs {
    /** The user that signs in to ESET MSP Administrator 2. Or ESET_MSP_USERNAME. */
    esetUsername?: pulumi.Input<string>;
    /** Its password. It is a secret in the state, whatever it is given as. Or ESET_MSP_PASSWORD. */
    esetPassword?: pulumi.Input<string>;
    /** @default "https://mspapi.eset.com/api" */
    esetEndpoint?: pulumi.Input<string>;
    /** @default 10 */
    esetRequestsPerSecond?: pulumi.Input<number>;
    /** How long one request may take. @default 30 */
    esetTimeoutSeconds?: pulumi.Input<number>;
    /** Whether a refresh asks for each object, or for lists first. @default "exact" */
    esetRefresh?: pulumi.Input<"exact" | "bulk">;
  }
}

declare module "../tenant/load" {
  // eslint-disable-next-line @typescript-eslint/no-empty-object-type -- it only says which resource it is
  interface LoadedUser extends User {}
}

declare module "../tenant/tenant" {
  interface TenantArgs {
    /** What the customer has at ESET: the properties of `eset.Customer`, and its licences. Left out: nothing. */
    eset?: TenantEset;
  }
  interface TenantIds {
    readonly eset?: {
      readonly companyId: string;
      /** By key: the id of the licence, which is the key of its first order. */
      readonly licenses: Readonly<Record<string, string>>;
    };
  }
  interface Tenant {
    readonly customer: Customer | undefined;
    /** By key. */
    readonly licenses: Readonly<Record<string, License>>;
  }
}
