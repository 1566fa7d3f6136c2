/**
 * The file of prices: what a seat, or a subscription, costs by the month. A mistake in it stops the report: a wrong sum is worse than
 * none.
 */
import { andMore, type Entry, mostMistakes, type Node, parse, type Position } from "../../provider/tenant/document";
import { vendorNames } from "../../provider/vendors";
import { visible } from "../rows";
import type { Money } from "./report";

export interface Price {
  readonly currency: string;
  /** In ten-thousandths: sums of them are exact. */
  readonly amount: number;
}

/** All mistakes of a file, a line each. */
export class MalformedPrices extends Error {
  override readonly name = "MalformedPrices";
}

const unit = 10_000;

/** What is known of the products, by vendor. */
export class Prices {
  readonly #prices = new Map<string, Price>();
  readonly #names = new Map<string, string>();

  add(vendor: string, product: string, price: Price | undefined, name: string | undefined): void {
    if (price !== undefined) this.#prices.set(`${vendor} ${product}`, price);
    if (name !== undefined) this.#names.set(`${vendor} ${product}`, name);
  }

  /** Of the edition, or else of the product. */
  price(vendor: string, of: Product): Price | undefined {
    return first(this.#prices, vendor, of);
  }

  name(vendor: string, of: Product): string | undefined {
    return first(this.#names, vendor, of);
  }
}

interface Product {
  readonly product: string;
  readonly edition?: string;
}

const first = <T>(known: ReadonlyMap<string, T>, vendor: string, { product, edition }: Product): T | undefined =>
  known.get(`${vendor} ${product}/${edition ?? ""}`) ?? known.get(`${vendor} ${product}`);

/** One for each currency, in the order of their names. */
export function summed(prices: readonly Price[]): Money[] {
  const sums = new Map<string, number>();
  for (const { currency, amount } of prices) sums.set(currency, (sums.get(currency) ?? 0) + amount);
  return [...sums]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([currency, amount]) => ({ currency, difference: amount / unit }));
}

/** `+12.50 EUR`; more than two places only where there are more. */
export function moneyInWords({ currency, difference }: Money): string {
  const text = Math.abs(difference)
    .toFixed(4)
    .replace(/0{1,2}$/, "");
  return `${difference < 0 ? "−" : "+"}${text} ${currency}`;
}

const start: Position = { line: 1, column: 1 };
const example = `e.g. ${vendorNames[0] ?? ""}: { "2015": 1.85 }`;

export function pricesOf(text: string, file: string): Prices {
  const mistakes: string[] = [];
  const mistake = ({ line, column }: Position, what: string): void => {
    if (mistakes.length > mostMistakes) return;
    mistakes.push(`${file}:${line}:${column}: ${mistakes.length === mostMistakes ? andMore : visible(what)}`);
  };
  const prices = new Prices();
  const { root, mistakes: inFile } = parse(text, "list of prices");
  for (const one of inFile) mistake(one, one.message);
  if (mistakes.length === 0) readAll(root, prices, mistake);
  if (mistakes.length > 0) throw new MalformedPrices(mistakes.join("\n"));
  return prices;
}

type Mistake = (position: Position, what: string) => void;

function readAll(root: Node | undefined, prices: Prices, mistake: Mistake): void {
  if (root?.kind !== "map") {
    mistake(root ?? start, `must have a currency, and the prices of a vendor: ${example}.`);
    return;
  }
  const usual = currencyOf(root.entries.get("currency"), mistake);
  for (const [name, entry] of root.entries) {
    const { value } = entry;
    if (name === "currency") continue;
    if (!vendorNames.includes(name)) {
      mistake(entry, `"${name}" is not known. There are currency, and the vendors ${vendorNames.join(" and ")}.`);
    } else if (value.kind !== "map") mistake(value, `must be prices by the product's code or id, ${example}.`);
    else for (const [product, of] of value.entries) readOne(prices, name, product, of, usual, mistake);
  }
}

function currencyOf(entry: Entry | undefined, mistake: Mistake): string | undefined {
  if (entry === undefined) return undefined;
  const { value } = entry;
  if (value.kind === "scalar" && typeof value.value === "string" && /^[A-Z]{3}$/.test(value.value)) return value.value;
  mistake(value, "currency must be three capital letters, e.g. EUR.");
  return undefined;
}

const parts = ["price", "currency", "name"];

function readOne(
  prices: Prices,
  vendor: string,
  product: string,
  entry: Entry,
  usual: string | undefined,
  mistake: Mistake,
): void {
  const { value } = entry;
  if (product === "" || product.includes(" ")) mistake(entry, `"${product}" is no product: give its code or id.`);
  if (value.kind !== "map") {
    prices.add(vendor, product, priceOf(value, usual, mistake), undefined);
    return;
  }
  for (const [part, at] of value.entries) {
    if (!parts.includes(part)) mistake(at, `"${part}" is not known. A product has ${parts.join(", ")}.`);
  }
  const currency = value.entries.has("currency") ? currencyOf(value.entries.get("currency"), mistake) : usual;
  const [price, name] = [value.entries.get("price"), value.entries.get("name")];
  const called = name?.value.kind === "scalar" ? name.value.value : undefined;
  if (name !== undefined && (typeof called !== "string" || called.trim() === "")) mistake(name, "name must be a text.");
  if (price === undefined && name === undefined) mistake(entry, "must have a price, a name, or both.");
  const isKnown = price !== undefined;
  prices.add(
    vendor,
    product,
    isKnown ? priceOf(price.value, currency, mistake) : undefined,
    typeof called === "string" ? called : undefined,
  );
}

function priceOf(node: Node, currency: string | undefined, mistake: Mistake): Price | undefined {
  const price = node.kind === "scalar" ? node.value : undefined;
  const amount = typeof price === "number" ? Math.round(price * unit) : Number.NaN;
  const isPrice =
    typeof price === "number" && price >= 0 && price <= 1_000_000 && Math.abs(price * unit - amount) < 1e-4;
  if (!isPrice) {
    mistake(node, "must be a price for one month, a number from 0 to 1000000 with at most four decimals, e.g. 1.85.");
    return undefined;
  }
  if (currency === undefined) {
    mistake(node, "has no currency: give one for all at the top of the file, e.g. currency: EUR.");
    return undefined;
  }
  return { currency, amount };
}
