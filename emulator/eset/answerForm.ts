/** How answers are written, where the contract is open on it. An answer was checked in the contract's form before. */
import type { Readings } from "../../contracts/generated/eset.open";
import type { Contract, Operation } from "../contract";

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The same answer as the vendor writes it under these readings. */
export function inForm(contract: Contract, operation: Operation, body: unknown, readings: Readings): unknown {
  const { call } = operation;
  const written = contract.mapAnswer(operation, 200, body, (value, schema) =>
    valueInForm(call, value, schema, readings),
  );
  if (!isObject(written)) return written;
  if (call === "Company/Detail") return detailInForm(written, readings);
  if (call === "License/Detail" && readings["license.optionalFields"] === "missing") {
    return Object.fromEntries(Object.entries(written).filter(([name]) => name !== "trialExtensions"));
  }
  return readings["lists.envelope"] === "bare" ? withoutEnvelope(written) : written;
}

const countedInTexts = ["Search/Companies", "Search/Licenses", "Search/Users", "License/GetHistory"];

/** What a value is by the contract decides how it may be written; undefined leaves it out. */
function valueInForm(call: string, value: unknown, { type, format }: Json, readings: Readings): unknown {
  const isText = (Array.isArray(type) ? type : [type]).includes("string");
  if (value === null && isText && format === undefined) {
    return { null: null, empty: "", absent: undefined }[readings["answers.emptyTexts"]];
  }
  if (typeof value === "number" && readings["answers.numbers"] === "texts" && countedInTexts.includes(call)) {
    return String(value);
  }
  if (typeof value !== "string") return value;
  if (format === "date-time" && readings["answers.dates"] === "zoneless") return value.replace(/Z$/, "");
  return format === "uuid" && readings["answers.ids"] === "upper" ? value.toUpperCase() : value;
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

/** The list alone, of an answer that is a page of one. */
function withoutEnvelope(answer: Json): unknown {
  const isPage = Object.keys(answer).some((name) => name.toLowerCase() === "paging");
  return isPage ? Object.values(answer).find((value) => Array.isArray(value)) : answer;
}
