/** How answers are written, where the contract is open on it. An answer was checked in the contract's form before. */
import type { Readings } from "../../contracts/generated/eset.open";
import type { Answer } from "../vendor";
import { companyStatusIds, LicenseState } from "./enums";
import type { Refusal } from "./errors";
import type { Contract, Operation } from "../contract";

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The same answer as the vendor writes it under these readings. */
export function inForm(contract: Contract, operation: Operation, body: unknown, readings: Readings): unknown {
  const { call } = operation;
  const numbered = withNumbers(call, body, readings);
  const written = contract.mapAnswer(operation, 200, numbered, (value, schema) =>
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

/** The property that tells a company's status, in the answers that tell it. */
const statusIn: Readonly<Record<string, string>> = {
  "Company/Detail": "status",
  "Company/Children": "status",
  "Company/Descendants": "status",
  "User/GetDirectAccessibleChildren": "status",
  "Search/Companies": "StatusId",
};

/** Statuses and states by the vendor's numbers. */
function withNumbers(call: string, body: unknown, readings: Readings): unknown {
  const status = statusIn[call];
  if (status !== undefined) {
    const numbers = new Map<unknown, unknown>([
      [companyStatusIds.active, readings["companyStatus.active"]],
      [companyStatusIds.waitingForActivation, readings["companyStatus.waitingForActivation"]],
      [companyStatusIds.suspended, readings["companyStatus.suspended"]],
    ]);
    return eachProperty(body, status, (number) => numbers.get(number) ?? number);
  }
  if (call !== "License/Detail") return body;
  const [suspended] = readings["licenseState.suspended"];
  return eachProperty(body, "state", (state) => (state === LicenseState.Suspended ? suspended : state));
}

/** The same with another value for each property of this name. */
function eachProperty(value: unknown, wanted: string, change: (inner: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => eachProperty(item, wanted, change));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      name === wanted ? change(inner) : eachProperty(inner, wanted, change),
    ]),
  );
}

/** A refusal as the vendor says it. */
export function refusalInForm({ answer, isOfGone }: Refusal, readings: Readings): Answer {
  const { message, ...rest } = answer.body;
  const [gone = ""] = readings["error.gone"];
  const [, status, code, subCode] = /^(\d+)(?: (\d+)\/(\d+))?$/.exec(gone) ?? [];
  return {
    ...answer,
    ...(isOfGone && { status: Number(status) }),
    body: {
      ...rest,
      ...(isOfGone && code !== undefined && { code: Number(code), subCode: Number(subCode) }),
      [readings["error.text"]]: message,
    },
  };
}
