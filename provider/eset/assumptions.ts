/**
 * What this package takes for true of ESET MSP Administrator 2 though the vendor's guide does not say it, in one place. A file
 * can correct it without a release: `msp:assumptions` in the stack configuration, or MSP_ASSUMPTIONS in the environment.
 *
 *     { "eset": { "companyStatus.suspended": 4, "Company/Detail.vatId": "taxId", "Version": "/About" } }
 *
 * `pulumi-msp doctor` asks a live account which of these hold.
 */
import { open } from "../../contracts/generated/eset.open";
import type { Values } from "../../contracts/generated/eset.open";
import {
  type Assumption,
  type Assumptions,
  assumedOf,
  Catalogue,
  matching,
  type Provenance,
  wholeNumber,
} from "../vendor/assumptions";
import { vendorNames } from "../vendorNames";

export type { Assumption, Provenance } from "../vendor/assumptions";

// ---- values ------------------------------------------------------------------------------------

const values = {
  ...assumedOf<Values>(open),
  "token.assumedSeconds": {
    value: 3000,
    provenance: "client",
    why: "How long a token is used that does not say its own life. The guide says one hour, an older page one minute; one client counts on this.",
    ...wholeNumber(10, 86_400),
  } satisfies Assumption<number>,
  "page.largest": {
    value: 100,
    provenance: "documented",
    why: "The guide allows 1 to 100 entries per page. That a page which is not full is the last one is inferred.",
    ...wholeNumber(1, 1000),
  } satisfies Assumption<number>,
  "userColumn.email": {
    value: 8,
    provenance: "inferred",
    why: "The column of Search/Users for the e-mail address; in the guide the label of column 8 is lost. `UserColumn.email` means this one.",
    ...wholeNumber(0, 100),
  } satisfies Assumption<number>,
} as const;

// ---- names of properties and paths of calls ----------------------------------------------------

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

const pagedCompanies = { inferred: words("description paging"), client: words("companies totalCount") };
const usageByProduct = words(
  "companies companyId companyName totalSeats products code name licenseType paging totalCount",
);
const usageByCategory = words("companies companyId companyName totalSeats paging totalCount");
const usageOfDay = words("date seatDays seats");
const billing = {
  inferred: words(
    "currency totalPrice companies companyId companyName totalUsage products code name licenseType seatDays seats price netPrice",
  ),
};
const enumeration = { inferred: words("name value") };
const mapping = { inferred: words("publicId") };

/** The properties of answers, per call, whose names the guide does not show. The tests hold it to the contract. */
const uncertainNames: Readonly<Record<string, Partial<Record<Provenance, readonly string[]>>>> = {
  "Company/Create/msp": { client: ["companyId"] },
  "Company/Create/managedmsp": { client: ["companyId"] },
  "Company/Create/customer": { client: ["companyId"] },
  "Company/Detail": {
    inferred: words(
      `type status email description comment vatId address countryCode state city streetAddress zipCode tags tag name
       products code trialLicenseAllowed reseller trusted`,
    ),
    client: ["customIdentifier"],
  },
  "Company/Children": pagedCompanies,
  "Company/Descendants": pagedCompanies,
  "Company/Users": {
    inferred: words("users id firstName lastName email permission status paging"),
    client: ["totalCount"],
  },
  "Company/Suspend": { inferred: ["operationId"] },
  "Company/Unsuspend": { inferred: ["operationId"] },
  Operation: { inferred: ["id"] },
  "License/ConvertToFull": { inferred: ["publicLicenseKey"] },
  "License/Detail": { inferred: words("code name quantity usage") },
  "License/GetHistory": { client: words("LicenseHistory Paging TotalCount") },
  "License/GetPossibleProductChanges": {
    inferred: words(
      "licenses customerId publicLicenseKey productCode productName quantity upgradeableTo downgradeableTo",
    ),
  },
  "Search/Companies": {
    client: words(
      "Search CompanyId Name CompanyTypeId StatusId CustomIdentifier Email VatId Description ParentId Paging TotalCount",
    ),
  },
  "Search/Licenses": { client: words("Search PublicLicenseKey Code Name TotalCount"), inferred: ["Paging"] },
  "Search/Users": {
    inferred: words("Search UserId FirstName LastName Email PhoneNumber StatusId CompanyId Paging"),
    client: ["TotalCount"],
  },
  "User/GetDirectAccessibleChildren": { inferred: words("companies paging"), client: ["totalCount"] },
  "TermsOfUse/Get": { inferred: words("termsOfUse id name accepted") },
  "TermsOfUse/Detail": { inferred: words("id name url accepted acceptedOn acceptedBy") },
  "UsageReport/AllCompanies/products": { client: usageByProduct },
  "UsageReport/AllCompanies/categories": { client: usageByCategory, inferred: ["name"] },
  "UsageReport/SelectedCompanies/products": { client: usageByProduct },
  "UsageReport/SelectedCompanies/categories": { client: usageByCategory, inferred: ["name"] },
  "UsageReport/Monthly/products": { client: usageByProduct },
  "UsageReport/Monthly/categories": { client: usageByCategory, inferred: ["name"] },
  "UsageReport/Daily/products": { client: usageByProduct, inferred: usageOfDay },
  "UsageReport/Daily/categories": { client: usageByCategory, inferred: ["name", ...usageOfDay] },
  "BillingReport/MyCompany": billing,
  "BillingReport/MyCompanySelectedCompaniesOnly": billing,
  "BillingReport/SingleManagedCompany": billing,
  "BillingReport/DivisionsUnderSelectedDistributor": billing,
  "Ema1Mapping/CompanyId": mapping,
  "Ema1Mapping/SiteId": mapping,
  "Ema1Mapping/LicenseId": mapping,
  "Ema1Mapping/UserId": mapping,
  "Enum/EntityTypes": enumeration,
  "Enum/UserStatuses": enumeration,
  "Enum/PermissionTypes": enumeration,
  "Enum/LicenseStates": enumeration,
  "Enum/OperationStates": enumeration,
  "Enum/AvailableProducts": { client: words("products code name") },
  "Enum/Countries": { inferred: words("countries countryCode name states") },
  Version: { inferred: ["version"] },
};

/** The calls whose path the guide does not show: they are in its table of contents only. */
const uncertainPaths = words(
  `UsageReport/Daily/products Ema1Mapping/CompanyId Ema1Mapping/LicenseId Enum/UserStatuses Enum/OperationStates
   Enum/Countries Version`,
);

const propertyName = matching("^[A-Za-z][A-Za-z0-9_]{0,63}$", "the name of a property, letters and digits");
const path = matching("^(/[A-Za-z0-9._~-]+)+$", 'a path below the endpoint, e.g. "/Enum/Countries"');

const names = new Map<string, Assumption>([
  ...Object.entries(uncertainNames).flatMap(([call, byProvenance]) =>
    Object.entries(byProvenance).flatMap(([provenance, names]) =>
      names.map((name): [string, Assumption] => [
        `${call}.${name}`,
        {
          value: name,
          provenance: provenance as Provenance, // Object.entries forgets the keys
          why: `Name of a property in the answer of ${call}, in any casing.`,
          ...propertyName,
        },
      ]),
    ),
  ),
  ...uncertainPaths.map((call): [string, Assumption] => [
    call,
    { value: `/${call}`, provenance: "inferred", why: `Path of ${call}, by analogy with its siblings.`, ...path },
  ]),
]);

const catalogue = new Catalogue({
  vendor: "ESET",
  section: "eset",
  sections: vendorNames,
  values,
  names,
  example: ["companyStatus.suspended", 4],
  distinct: "companyStatus.",
});

/** All that is assumed, by the name under which a file corrects it. */
export const assumptions: ReadonlyMap<string, Assumption> = catalogue.all;

/** What a session assumes. */
export type EsetAssumptions = Assumptions<typeof values>;

/** What a session assumes whose file this is. */
export const assumptionsWith = (file?: string): EsetAssumptions => catalogue.with(file);
