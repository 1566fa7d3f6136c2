/** The BillingReport calls: the usage of a month that is over, with prices. Which prices, and per what, is invented. */
import type { components } from "../../contracts/generated/eset";
import { isVisible, ownCompany, visibleCompany } from "./call";
import type { Action, Call } from "./call";
import { EntityType } from "./enums";
import { Refusal } from "./errors";
import { products } from "./products";
import type { Company } from "./store";
import { dayMilliseconds, dayOf, usageOf } from "./usage";
import type { Interval } from "./usage";
import { licensesEver, productOf, sum } from "./usageReport";

type Schemas = components["schemas"];
type Month = Schemas["BillingRequest"];

/** What the vendor's own offices pay, of the price. */
const netShare = 0.7;
const msps: readonly EntityType[] = [EntityType.Msp, EntityType.MspManager];

/** MSPs and MSP Managers, those in Divisions too (inferred). */
export const myCompany: Action<"BillingReport_MyCompany"> = (call, body) => {
  requireBilling(call);
  const companies = [...call.store.companies.values()].filter(
    (company) => msps.includes(company.type) && isVisible(call, company) && existedIn(company, monthOf(body)),
  );
  return bill(call, companies, body);
};

export const selectedCompanies: Action<"BillingReport_MyCompanySelectedCompaniesOnly"> = (call, body) => {
  requireBilling(call);
  return bill(call, [...new Set(body.companyIds.map((id) => visibleCompany(call, id)))], body);
};

export const singleCompany: Action<"BillingReport_SingleManagedCompany"> = (call, body) => {
  requireBilling(call);
  return bill(call, [visibleCompany(call, body.companyId)], body);
};

export const divisions: Action<"BillingReport_DivisionsUnderSelectedDistributor"> = (call, body) => {
  requireBilling(call);
  const companies = [...new Set(body.divisionIds.map((id) => visibleCompany(call, id)))];
  if (companies.some(({ type }) => type !== EntityType.Division)) throw new Refusal("CompanyIsNotDivision");
  return bill(call, companies, body);
};

function requireBilling(call: Call): void {
  const { type } = ownCompany(call);
  if (type !== EntityType.Distributor && type !== EntityType.Headquarters) {
    throw new Refusal("BillingReportIsNotAllowed");
  }
}

/** Each company with all that is below it. */
function bill(call: Call, companies: readonly Company[], month: Month): Schemas["BillingReport"] {
  const { store, now } = call;
  const interval = monthOf(month);
  if (interval.to >= dayOf(now.getTime())) throw new Refusal("BillingMonthIsNotOver");
  const showsNet = ownCompany(call).type === EntityType.Headquarters;
  const bills = companies.map((company): Schemas["BillOfCompany"] => {
    const below = [...store.companies.values()].filter((one) => store.isAtOrBelow(one, company.id));
    const licenses = licensesEver(
      store,
      below.map(({ id }) => id),
    );
    const rows = usageOf(licenses, interval, now).map((usage): Schemas["BilledProduct"] => {
      const { seatDays, seats, trial, productCode } = usage;
      const price = trial ? 0 : euros((products.get(productCode)?.pricePerSeatDay ?? 0) * seatDays);
      return { ...productOf(usage), seatDays, seats, price, ...(showsNet && { netPrice: cents(price * netShare) }) };
    });
    return {
      companyId: company.id,
      companyName: company.name,
      totalUsage: sum(rows, ({ seatDays }) => seatDays),
      totalPrice: cents(sum(rows, ({ price }) => price)),
      products: rows,
    };
  });
  return { currency: "EUR", totalPrice: cents(sum(bills, ({ totalPrice }) => totalPrice)), companies: bills };
}

const euros = (thousandths: number): number => cents(thousandths / 1000);
const cents = (amount: number): number => Math.round(amount * 100) / 100;

function monthOf({ year, month }: Month): Interval {
  const next = Date.UTC(month === 12 ? year + 1 : year, month % 12, 1);
  return { from: dayOf(Date.UTC(year, month - 1, 1)), to: dayOf(next - dayMilliseconds) };
}

const existedIn = ({ createdOn, deletedOn }: Company, { from, to }: Interval): boolean =>
  createdOn.slice(0, 10) <= to && (deletedOn === null || deletedOn.slice(0, 10) >= from);
