/** What programs give to the functions. It is checked before anything is sent. */
import type { CheckFailure } from "../lifecycle/errors";
import { type GivenProperties, Type } from "../lifecycle/schema";
import { isDay } from "../vendor/day";

const yesNo = Type.Boolean({ expected: "true or false" });
const productId = Type.Integer({ expected: "the id of a product, a whole number as getProducts lists them" });

export const ofCompany = {
  companyId: Type.Filled({ expected: "the companyId of a company" }),
};

export const optionalCompany = {
  /** @default the company that the service account belongs to */
  companyId: Type.Optional(ofCompany.companyId),
};
export type OptionalCompany = GivenProperties<typeof optionalCompany>;

export const customersArgs = {
  ...optionalCompany,
  /** Whether the companies of all levels below are meant, not only those directly below. */
  transitive: Type.Default(yesNo, false),
  /**
   * Only companies whose name matches; how it matches is the vendor's affair.
   * @default all
   */
  search: Type.Optional(Type.String({ expected: "a text to look for" })),
  /**
   * By name, ascending or descending.
   * @default the vendor's order
   */
  orderBy: Type.Optional(Type.Enum(["asc", "desc"])),
};
export type CustomersArgs = GivenProperties<typeof customersArgs>;

export const searchArgs = {
  search: Type.Filled({ expected: "a text to look for" }),
};

export const ofProduct = { productId };

export const consumptionArgs = {
  ...optionalCompany,
  /**
   * What was consumed then. A day is its beginning in UTC.
   * @default now
   */
  date: Type.Optional(
    Type.String({
      pattern: "^\\d{4}-\\d\\d-\\d\\d(T\\d\\d:\\d\\d(:\\d\\d(\\.\\d+)?)?(Z|[+-]\\d\\d:\\d\\d))?$",
      expected: aMoment(),
    }),
  ),
  /**
   * Whether trials are left out.
   * @default false
   */
  excludeTrials: Type.Optional(yesNo),
};
export type ConsumptionArgs = GivenProperties<typeof consumptionArgs>;

export const statusArgs = {
  ...optionalCompany,
  /**
   * Only this product.
   * @default all
   */
  productId: Type.Optional(productId),
};
export type StatusArgs = GivenProperties<typeof statusArgs>;

export const customersStatusArgs = {
  ...statusArgs,
  /**
   * Whether the companies further down count with the one that they are below.
   * @default false
   */
  aggregate: Type.Optional(yesNo),
};
export type CustomersStatusArgs = GivenProperties<typeof customersStatusArgs>;

// ---- rules -------------------------------------------------------------------------------------

function aMoment(): string {
  return "a day, YYYY-MM-DD, or a moment with its offset, such as 2024-05-31T12:00:00Z";
}

/** A moment that there is. */
export function isMoment({ date }: ConsumptionArgs): CheckFailure[] {
  if (date === undefined) return [];
  if (isDay(date.slice(0, 10)) && !Number.isNaN(Date.parse(date))) return [];
  return [{ property: "date", reason: `must be ${aMoment()}, not "${date}".` }];
}
