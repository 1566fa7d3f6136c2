/** How answers are written, where the contract is open on it. An answer was checked in the contract's form before. */
import type { Readings } from "../../contracts/generated/redstor.open";

/** The properties whose values are words of the vendor's. */
const words: readonly string[] = ["type", "trialStatus"];

/** The properties whose values are ids. */
const ids: readonly string[] = [
  ...["companyId", "parentCompanyId", "subscriptionId", "userId"],
  ...["accountId", "groupId", "BackupSetGuid"],
];

/** Another way to write a property of an answer; undefined leaves it out. */
type Writing = (name: string, value: unknown) => unknown;

const smallWords: Writing = (name, value) =>
  words.includes(name) && typeof value === "string" ? value.toLowerCase() : value;

const capitalIds: Writing = (name, value) =>
  ids.includes(name) && typeof value === "string" ? value.toUpperCase() : value;

const onlyWhatThereIs: Writing = (name, value) =>
  value === null || (name === "totalCount" && value === -1) ? undefined : value;

/** The same answer as the vendor writes it under these readings. */
export function inForm(body: unknown, readings: Readings): unknown {
  const content = readings["lists.envelope"] === "bare" ? withoutEnvelope(body) : body;
  const writings = [
    ...(readings["answers.words"] === "lower" ? [smallWords] : []),
    ...(readings["answers.ids"] === "upper" ? [capitalIds] : []),
    ...(readings["answers.optionalFields"] === "absent" ? [onlyWhatThereIs] : []),
  ];
  return writings.length === 0 ? content : written(content, writings);
}

function withoutEnvelope(body: unknown): unknown {
  const { results } = Object(body) as { results?: unknown }; // any answer
  return Array.isArray(results) ? results : body;
}

function written(value: unknown, writings: readonly Writing[]): unknown {
  if (Array.isArray(value)) return value.map((item) => written(item, writings));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, inner]: [string, unknown]) => {
      const other = writings.reduce((now, writing) => writing(name, now), inner);
      return other === undefined ? [] : [[name, written(other, writings)]];
    }),
  );
}
