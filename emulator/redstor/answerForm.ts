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

/** The properties whose values are ids. */
const ids: readonly string[] = [
  ...["companyId", "parentCompanyId", "subscriptionId", "userId"],
  ...["accountId", "groupId", "BackupSetGuid"],
];

/** Another way to write a property of an answer; undefined leaves it out. */
type Writing = (name: string, value: unknown) => unknown;

const vendorsWords = (readings: Readings): Writing => {
  const words = wordsOf(readings);
  return (name, value) => (wordy.includes(name) ? (words.get(value) ?? value) : value);
};

const smallWords: Writing = (name, value) =>
  wordy.includes(name) && typeof value === "string" ? value.toLowerCase() : value;

const capitalIds: Writing = (name, value) =>
  ids.includes(name) && typeof value === "string" ? value.toUpperCase() : value;

const onlyWhatThereIs: Writing = (name, value) =>
  value === null || (name === "totalCount" && value === -1) ? undefined : value;

/** The same answer as the vendor writes it under these readings. */
export function inForm(body: unknown, readings: Readings): unknown {
  const content = readings["lists.envelope"] === "bare" ? withoutEnvelope(body) : body;
  const writings = [
    vendorsWords(readings),
    ...(readings["answers.words"] === "lower" ? [smallWords] : []),
    ...(readings["answers.ids"] === "upper" ? [capitalIds] : []),
    ...(readings["answers.optionalFields"] === "absent" ? [onlyWhatThereIs] : []),
  ];
  return written(content, writings);
}

function withoutEnvelope(body: unknown): unknown {
  const { results } = Object(body) as { results?: unknown }; // any answer
  return Array.isArray(results) ? results : body;
}

function written(value: unknown, writings: readonly Writing[]): unknown {
  if (Array.isArray(value)) return value.map((item) => written(item, writings));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, inner]) => {
      const other = writings.reduce((now, writing) => writing(name, now), inner);
      return other === undefined ? [] : [[name, written(other, writings)]];
    }),
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
