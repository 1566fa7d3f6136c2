/** Which companies of the vendors are one customer of the MSP. Pure. */
import { sameId } from "../../provider/lifecycle/ids";
import type { EstateObject } from "../../provider/vendor/estate";
import { vendorOf } from "../../provider/vendors";
import { distinctSlugs } from "./names";

/** What becomes one file. */
export interface Customer {
  /** Of the file, and of the tenant in the program. */
  readonly slug: string;
  readonly name: string;
  readonly id: string;
  /** One at each vendor, at most. */
  readonly companies: readonly EstateObject[];
}

/** Companies of one name of which nobody can tell whether they are one customer. Each is one of its own here. */
export interface Ambiguity {
  readonly name: string;
  readonly companies: readonly EstateObject[];
}

/**
 * A company at one vendor and one at the other are the same customer if their names are spelt alike, letter by letter, and
 * nobody else has that name. Anything less would be a guess.
 */
export function customersOf(companies: readonly EstateObject[]): {
  customers: Customer[];
  ambiguities: Ambiguity[];
} {
  const byName = new Map<string, EstateObject[]>();
  for (const company of companies) byName.set(company.name, [...(byName.get(company.name) ?? []), company]);
  const groups: { name: string; id: string; companies: readonly EstateObject[] }[] = [];
  const ambiguities: Ambiguity[] = [];
  for (const [name, alike] of byName) {
    const isClear = new Set(alike.map(vendorOf)).size === alike.length;
    if (!isClear) ambiguities.push({ name, companies: alike });
    for (const one of isClear ? [alike] : alike.map((company) => [company])) {
      groups.push({ name, id: one[0]?.id ?? "", companies: one });
    }
  }
  const slugs = distinctSlugs(groups);
  const customers = groups.map((group) => ({ ...group, slug: slugs.get(group) ?? "" }));
  return { customers: customers.sort((a, b) => (a.slug < b.slug ? -1 : 1)), ambiguities };
}

/** The customers that are named, by their name or by the id of a company; those at the other vendor come along. */
export function chosen(
  customers: readonly Customer[],
  wanted: readonly string[],
): { customers: Customer[]; unknown: string[] } {
  const matches = (customer: Customer, one: string): boolean =>
    customer.name === one || customer.companies.some(({ id }) => sameId(id, one));
  return {
    customers: customers.filter((customer) => wanted.some((one) => matches(customer, one))),
    unknown: wanted.filter((one) => !customers.some((customer) => matches(customer, one))),
  };
}
