/** How answers are written, where the contract is open on it. An answer was checked in the contract's form before. */
import type { Readings } from "../../contracts/generated/eset.open";

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The same answer as the vendor writes it under these readings. */
export function inForm(call: string, body: unknown, readings: Readings): unknown {
  const zoneless = readings["answers.dates"] === "zoneless" ? withoutZones(body) : body;
  if (!isObject(zoneless)) return zoneless;
  if (call === "Company/Detail") return detailInForm(zoneless, readings);
  if (call === "License/Detail" && readings["license.optionalFields"] === "missing") {
    return Object.fromEntries(Object.entries(zoneless).filter(([name]) => name !== "trialExtensions"));
  }
  return zoneless;
}

function detailInForm(detail: Json, readings: Readings): Json {
  const { tags, products } = detail;
  return {
    ...detail,
    ...(readings["company.tagsAre"] === "texts" && { tags: textsOf(tags) }),
    ...(readings["company.productsAre"] === "texts" && products !== undefined && { products: textsOf(products) }),
  };
}

/** Objects with one text each as those texts. */
const textsOf = (list: unknown): unknown =>
  Array.isArray(list) ? list.flatMap((item) => Object.values(item as Json)) : list;

function withoutZones(value: unknown): unknown {
  if (typeof value === "string") return value.replace(/^(\d{4}-\d\d-\d\dT[\d:.]+)Z$/, "$1");
  if (Array.isArray(value)) return value.map(withoutZones);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, withoutZones(inner)]));
}
