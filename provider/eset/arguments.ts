/** What programs give to the functions. It is checked before anything is sent. */
import type { CheckFailure } from "../lifecycle/errors";
import { type GivenProperties, Type } from "../lifecycle/schema";

const filled = (expected: string) => Type.Filled({ expected });

export const ofCompany = {
  companyId: filled("the companyId of a company"),
};

export const optionalCompany = {
  /** @default the account's own company */
  companyId: Type.Optional(ofCompany.companyId),
};
export type OptionalCompany = GivenProperties<typeof optionalCompany>;

export const descendantsArgs = {
  ...optionalCompany,
  /** Only companies of this type. */
  entityType: Type.Default(Type.OneOf(["Any", 1001, 1002, 1003, 1004, 1005, 1006, 1007]), "Any"),
};
export type DescendantsArgs = GivenProperties<typeof descendantsArgs>;

export const companyByNameArgs = {
  /** The whole name, spelt exactly so. */
  name: filled("the name of a company"),
  /**
   * Only directly below this company.
   * @default anywhere at or below the account's company
   */
  parentId: Type.Optional(filled("the companyId of the company above it")),
};
export type CompanyByName = GivenProperties<typeof companyByNameArgs>;

export const customIdentifierArgs = {
  customIdentifier: filled("your own reference of a company"),
};

export const searchArgs = {
  /**
   * Keywords, each with the columns to look in. All keywords must match.
   * @default finds all
   */
  search: Type.Optional(
    Type.Record(Type.Array(Type.Integer({ expected: "the number of a column" }), { expected: "a list of columns" }), {
      expected: "keywords, each with a list of columns",
    }),
  ),
};
export type SearchArgs = GivenProperties<typeof searchArgs>;

export const ofLicense = {
  publicLicenseKey: filled("the key of a licence"),
};

export const ofCustomer = {
  customerId: filled("the companyId of a customer"),
};

export const licenseSearch = {
  /**
   * Looks in product code, product name and key.
   * @default all
   */
  keyword: Type.Optional(Type.String({ expected: "a text to look for" })),
  /**
   * Only licences of this customer.
   * @default all that the account sees
   */
  customerId: Type.Optional(ofCustomer.customerId),
};
export type LicenseSearch = GivenProperties<typeof licenseSearch>;

export const ofUser = {
  userId: filled("the id of a user"),
};

export const enumerationArgs = {
  name: Type.Enum(["EntityTypes", "LicenseStates", "OperationStates", "PermissionTypes", "UserStatuses"]),
};
/** The lists of names behind numbers. */
export type Enumeration = GivenProperties<typeof enumerationArgs>["name"];

export const ofTerms = {
  termsOfUseId: filled("the id of terms of use"),
};

export const ofOperation = {
  operationId: filled("the id of an operation"),
};

export const ema1Id = {
  companyId: Type.Optional(filled("the id of a company")),
  /** The id of a site, which is a customer now. */
  siteId: Type.Optional(filled("the id of a site")),
  /** The legacy key of a site. */
  legacyKey: Type.Optional(filled("the legacy key of a site")),
  licenseId: Type.Optional(filled("the id of a licence")),
  userId: Type.Optional(filled("the id of a user")),
};
/** Exactly one of these. */
export type Ema1Id = GivenProperties<typeof ema1Id>;

// ---- reports -----------------------------------------------------------------------------------

const day = Type.String({ pattern: "^\\d{4}-\\d\\d-\\d\\d$", expected: "a day, YYYY-MM-DD" });

export const interval = {
  /** First day. */
  from: day,
  /** Last day. */
  to: day,
};
/** First and last day of a report; both count. */
export type Interval = GivenProperties<typeof interval>;

/** A list that narrows the answer. An empty one is refused: the vendor would take it for "all". */
const some = (what: string) =>
  Type.Optional(
    Type.Array(filled(what), { minItems: 1, expected: "a list with at least one entry (left out, all count)" }),
  );

export const usageArgs = {
  ...interval,
  /**
   * Only these companies; an MSP stands for the customers below it.
   * @default all below the account's company
   */
  companyIds: some("a companyId"),
};
export type UsageArgs = GivenProperties<typeof usageArgs>;

export const productUsageArgs = {
  ...interval,
  /** The company, with the customers below it. */
  companyId: ofCompany.companyId,
  /**
   * Only these product codes.
   * @default all
   */
  codes: Type.Optional(
    Type.Array(Type.Digits({ expected: "a product code" }), {
      minItems: 1,
      expected: "a list with at least one entry (left out, all count)",
    }),
  ),
};
export type ProductUsageArgs = GivenProperties<typeof productUsageArgs>;

export const categoryUsageArgs = {
  ...interval,
  /** The company, with the customers below it. */
  companyId: ofCompany.companyId,
  /**
   * Only these categories, by name.
   * @default all
   */
  categories: some("the name of a category"),
};
export type CategoryUsageArgs = GivenProperties<typeof categoryUsageArgs>;

export const billingArgs = {
  year: Type.Integer({ minimum: 1000, maximum: 9999, expected: "a year, such as 2024" }),
  month: Type.Integer({ minimum: 1, maximum: 12, expected: "a number from 1 to 12" }),
  /** Only these companies. */
  companyIds: some("a companyId"),
  /** One company, with those below it. */
  companyId: Type.Optional(ofCompany.companyId),
  /** The companies of these Divisions. */
  divisionIds: some("the companyId of a division"),
};
/** A month that is over, and whom the bill is about: at most one of the three; none is the account's own company. */
export type BillingArgs = GivenProperties<typeof billingArgs>;

// ---- rules -------------------------------------------------------------------------------------

/** Of arguments that exclude each other, at most one; `isNeeded`: exactly one. */
export function oneOf<N extends string>(
  args: Readonly<Partial<Record<N, unknown>>>,
  names: readonly N[],
  isNeeded = false,
): CheckFailure[] {
  const [first, second] = names.filter((name) => args[name] !== undefined);
  if (first !== undefined && second !== undefined)
    return [{ property: second, reason: `cannot be given together with ${first}: give one.` }];
  const [one = "", ...others] = names;
  return first === undefined && isNeeded
    ? [{ property: one, reason: `or one of ${others.join(", ")} is needed.` }]
    : [];
}
