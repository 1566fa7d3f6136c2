/**
 * What this package takes for true of ESET MSP Administrator 2 though the vendor's guide does not say it, in one place. A file
 * can correct it without a release: `eset:assumptions` in the stack configuration, or MSP_ASSUMPTIONS in the environment.
 *
 *     { "eset": { "companyStatus.suspended": 4, "Company/Detail.vatId": "taxId", "Version": "/About" } }
 *
 * `pulumi-msp doctor` asks a live account which of these hold.
 */
import { readFileSync } from "node:fs";

/**
 * - `documented`: the vendor's API guide says so, though not in all of its pages.
 * - `client`: a public client of the API relies on it.
 * - `portal`: the guide of the web portal says so.
 * - `inferred`: nothing public says so.
 */
export type Provenance = "documented" | "client" | "portal" | "inferred";

export interface Assumption<T = unknown> {
  readonly value: T;
  readonly provenance: Provenance;
  /** Why we believe it, and what relies on it. */
  readonly why: string;
  readonly allowed: Allowed<T>;
}

interface Allowed<T> {
  /** As an error message says it: "must be …". */
  readonly words: string;
  readonly fits: (value: unknown) => value is T;
}

// ---- what may be written -----------------------------------------------------------------------

const wholeNumber = (least: number, most: number): Allowed<number> => ({
  words: `a whole number from ${least} to ${most}`,
  fits: (value): value is number =>
    typeof value === "number" && Number.isInteger(value) && value >= least && value <= most,
});

const matching = (pattern: RegExp, words: string): Allowed<string> => ({
  words,
  fits: (value): value is string => typeof value === "string" && pattern.test(value),
});

const listOf = <T>(item: Allowed<T>, words: string): Allowed<readonly T[]> => ({
  words,
  fits: (value): value is readonly T[] => Array.isArray(value) && value.length > 0 && value.every(item.fits),
});

const status = wholeNumber(0, 10_000);
const propertyName = matching(/^[A-Za-z][A-Za-z0-9_]{0,63}$/, "the name of a property, letters and digits");
const path = matching(/^(\/[A-Za-z0-9._~-]+)+$/, 'a path below the endpoint, e.g. "/Enum/Countries"');
const goneAnswer = matching(
  /^(404|410|(400|403) \d{1,6}\/\d{1,6})$/,
  '"404", "410", or 400 or 403 with a code, e.g. "403 1/5"',
);

// ---- values ------------------------------------------------------------------------------------

const values = {
  "companyStatus.active": {
    value: 1,
    provenance: "client",
    why: "An example of a reseller's API. Removing a company that is active suspends it first.",
    allowed: status,
  } as Assumption<number>,
  "companyStatus.waitingForActivation": {
    value: 2,
    provenance: "inferred",
    why: "The portal has this status; its number was not found. By analogy with that of users.",
    allowed: status,
  } as Assumption<number>,
  "companyStatus.suspended": {
    value: 3,
    provenance: "inferred",
    why: "The portal has this status; its number was not found. `suspended` of every company follows from it.",
    allowed: status,
  } as Assumption<number>,
  "licenseState.suspended": {
    value: [3],
    provenance: "documented",
    why: "3 is documented as Suspended. That a licence in any other state is not suspended (0, 1 and 4 follow from usage, 2 is an expired trial) is inferred.",
    allowed: listOf(wholeNumber(0, 1000), "a list of states, e.g. [3]"),
  } as Assumption<readonly number[]>,
  "token.assumedSeconds": {
    value: 3000,
    provenance: "client",
    why: "How long a token is used that does not say its own life. The guide says one hour, an older page one minute; one client counts on this.",
    allowed: wholeNumber(10, 86_400),
  } as Assumption<number>,
  "page.largest": {
    value: 100,
    provenance: "documented",
    why: "The guide allows 1 to 100 entries per page. That a page which is not full is the last one is inferred.",
    allowed: wholeNumber(1, 1000),
  } as Assumption<number>,
  "userColumn.email": {
    value: 8,
    provenance: "inferred",
    why: "The column of Search/Users for the e-mail address; in the guide the label of column 8 is lost. `UserColumn.email` is this number.",
    allowed: wholeNumber(0, 100),
  } as Assumption<number>,
  "error.gone": {
    value: ["404"],
    provenance: "inferred",
    why: "Whether 403 or 404 answers for an object that was deleted was not found. These answers drop a resource from the state, so 403, which is about permission, counts only with a code.",
    allowed: listOf(goneAnswer, 'a list of answers: "404", "410", or 400 or 403 with a code, e.g. ["404", "403 1/5"]'),
  } as Assumption<readonly string[]>,
  "error.text": {
    value: "message",
    provenance: "inferred",
    why: "The guide has a column Message; the name of the property was not seen.",
    allowed: propertyName,
  } as Assumption<string>,
};

type ValueName = keyof typeof values;
type ValueOf<N extends ValueName> = (typeof values)[N]["value"];

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

/** All that is assumed, by the name under which the file corrects it. */
export const assumptions: ReadonlyMap<string, Assumption> = new Map<string, Assumption>([
  ...Object.entries(values),
  ...Object.entries(uncertainNames).flatMap(([call, byProvenance]) =>
    Object.entries(byProvenance).flatMap(([provenance, names]) =>
      names.map((name): [string, Assumption] => [
        `${call}.${name}`,
        {
          value: name,
          provenance: provenance as Provenance, // Object.entries forgets the keys
          why: `Name of a property in the answer of ${call}, in any casing.`,
          allowed: propertyName,
        },
      ]),
    ),
  ),
  ...uncertainPaths.map((call): [string, Assumption] => [
    call,
    { value: `/${call}`, provenance: "inferred", why: `Path of ${call}, by analogy with its siblings.`, allowed: path },
  ]),
]);

// ---- corrections -------------------------------------------------------------------------------

let corrections: ReadonlyMap<string, unknown> = new Map();

/** From now on this process assumes what the file says where it says something. Without a file: what is above. */
export function assume(file: string | undefined): void {
  corrections = file === undefined ? new Map() : readCorrections(file);
}

/** A value as it is assumed now. */
export function assumed<N extends ValueName>(name: N): ValueOf<N> {
  return (corrections.get(name) ?? values[name].value) as ValueOf<N>; // a correction was checked when it was read
}

/** Whether a file has corrected it. */
export const isCorrected = (name: string): boolean => corrections.has(name);

/** What the vendor calls a property of a call's answer. */
export const vendorsName = (call: string, property: string): string => textOf(`${call}.${property}`) ?? property;

/** What we call it. */
export function ourName(call: string, vendors: string): string {
  for (const [name, value] of corrections) {
    if (name.startsWith(`${call}.`) && isSameName(value, vendors)) return name.slice(call.length + 1);
  }
  return vendors;
}

/** Where a call is, below the endpoint. */
export const pathOf = (call: string): string => textOf(call) ?? `/${call}`;

const textOf = (name: string): string | undefined => {
  const value = corrections.get(name);
  return typeof value === "string" ? value : undefined;
};

const isSameName = (value: unknown, name: string): boolean =>
  typeof value === "string" && value.toLowerCase() === name.toLowerCase();

function readCorrections(file: string): ReadonlyMap<string, unknown> {
  const wrong = (what: string): Error => new Error(`The assumptions in ${file} cannot be used: ${what}`);
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw wrong(`the file cannot be read (${error instanceof Error ? error.message : String(error)}).`);
  }
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (error) {
    throw wrong(`it is not JSON (${error instanceof Error ? error.message : String(error)}).`);
  }
  const form = 'It must look like { "eset": { "companyStatus.suspended": 4 } }.';
  if (!isObject(document)) throw wrong(form);
  const stranger = Object.keys(document).find((vendor) => vendor !== "eset");
  if (stranger !== undefined) throw wrong(`there is no vendor ${JSON.stringify(stranger)}. ${form}`);
  const given = document["eset"] ?? {};
  if (!isObject(given)) throw wrong(form);

  for (const [name, value] of Object.entries(given)) {
    const assumption = assumptions.get(name);
    if (assumption === undefined) throw wrong(`nothing is assumed as ${JSON.stringify(name)}. ${alternatives(name)}`);
    if (!assumption.allowed.fits(value)) {
      throw wrong(`${name} must be ${assumption.allowed.words}, not ${JSON.stringify(value)}.`);
    }
  }
  const corrected = new Map(Object.entries(given));
  const numbers = new Map<unknown, string>();
  for (const name of Object.keys(values).filter((one) => one.startsWith("companyStatus."))) {
    const number = corrected.get(name) ?? assumptions.get(name)?.value;
    const other = numbers.get(number);
    if (other !== undefined) throw wrong(`${other} and ${name} are both ${String(number)}, but must differ.`);
    numbers.set(number, name);
  }
  return corrected;
}

/** What somebody may have meant: the names of the same call, or those that are alike but for casing, or all values. */
function alternatives(name: string): string {
  const known = [...assumptions.keys()];
  const alike = known.find((one) => one.toLowerCase() === name.toLowerCase());
  if (alike !== undefined) return `Did you mean ${alike}?`;
  const call = name.split(".")[0] ?? "";
  const siblings = known.filter((one) => one === call || one.startsWith(`${call}.`));
  if (siblings.length > 0) return `Known of it: ${siblings.join(", ")}.`;
  return `Known: ${Object.keys(values).join(", ")}, and the property names and paths that "pulumi-msp doctor --json" lists.`;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
