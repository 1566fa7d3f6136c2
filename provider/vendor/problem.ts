/** The bodies of error answers, which no vendor describes well: read leniently, quoted briefly. */

/** The properties of an object, without regard to case; none if it is something else. */
export const fieldsOf = (value: unknown): Map<string, unknown> =>
  new Map(
    Object.entries(typeof value === "object" && value !== null && !Array.isArray(value) ? value : {}).map(
      ([name, field]) => [name.toLowerCase(), field as unknown],
    ),
  );

/** What is wrong by field, where the fields hold lists of texts; "" if none does. */
export const complaintsIn = (fields: Iterable<readonly [field: string, texts: unknown]>): string =>
  [...fields]
    .flatMap(([field, texts]) =>
      Array.isArray(texts) ? [`${field}: ${texts.filter((text) => typeof text === "string").join(" ")}`] : [],
    )
    .join("; ");

const longestQuote = 300;

/** The vendor's own words, as far as a message can hold them. */
export const quoted = (text: string): string => (text.length > longestQuote ? `${text.slice(0, longestQuote)}…` : text);
