/** How requests and answers are written, where the contract is open on it. Both are checked in the contract's form. */
import type { Readings } from "../../contracts/generated/redstor.open";
import type { Answer } from "../vendor";
import type { Refusal } from "./errors";

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The properties whose values are words of the vendor's. */
const wordy: readonly string[] = ["type", "trialStatus"];

/** What the vendor says for the contract's words. */
const wordsOf = (readings: Readings): ReadonlyMap<unknown, string> =>
  new Map([
    ["Partner", readings["companyType.partner"]],
    ["Customer", readings["companyType.customer"]],
    ["Trial", readings["trialStatus.running"]],
    ["Expired", readings["trialStatus.expired"]],
    ["Removed", readings["trialStatus.removed"]],
  ]);

/** The same answer as the vendor writes it under these readings. */
export function inForm(body: unknown, readings: Readings): unknown {
  const words = wordsOf(readings);
  const written = (word: unknown): unknown => {
    const vendors = words.get(word) ?? word;
    return readings["answers.words"] === "lower" && typeof vendors === "string" ? vendors.toLowerCase() : vendors;
  };
  return withWords(body, written);
}

function withWords(value: unknown, written: (word: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => withWords(item, written));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      wordy.includes(name) ? written(inner) : withWords(inner, written),
    ]),
  );
}

/** The bodies whose names the specification does not show, by the call that takes them. */
const requestOf: Readonly<Record<string, string>> = {
  "companies/{companyId}/customers": "CreateCompanyRequest",
  "companies/{companyId}/subscriptions": "AddProductSubscriptionRequest",
  "companies/{companyId}/subscriptions/trial": "AddProductSubscriptionRequest",
};

/** The body of a request, which was written under these readings, in the contract's form. Names are bound without case. */
export function inContractForm(call: string, body: unknown, readings: Readings): unknown {
  const request = requestOf[call];
  if (request === undefined || !isObject(body)) return body;
  const prefix = `${request}.`;
  const names = Object.entries(readings)
    .filter(([point]) => point.startsWith(prefix))
    .map(([point, vendors]): [ours: string, vendors: string] => [point.slice(prefix.length), String(vendors)]);
  const isName = (one: string, other: string) => one.toLowerCase() === other.toLowerCase();
  const contractsWord = new Map([...wordsOf(readings)].map(([word, vendors]): [unknown, unknown] => [vendors, word]));
  return Object.fromEntries(
    Object.entries(body).flatMap(([written, value]) => {
      const name = names.find(([, vendors]) => isName(vendors, written))?.[0];
      // a name of the contract that is not the vendor's means nothing to the vendor
      if (name === undefined) return names.some(([ours]) => isName(ours, written)) ? [] : [[written, value]];
      return [[name, name === "type" ? (contractsWord.get(value) ?? `not ${String(value)}`) : value]];
    }),
  );
}

/** A refusal as the vendor says it. */
export function refusalInForm({ answer, isOfGone }: Refusal, readings: Readings): Answer {
  const status = isOfGone ? Number(readings["error.gone"][0]) : answer.status;
  if (status === 204) return { status };
  const { title, detail, ...rest } = answer.body;
  const texts = readings["error.text"];
  return {
    ...answer,
    status,
    body: { ...rest, ...(texts.includes("title") && { title }), status, [texts[0] ?? "detail"]: detail },
  };
}
