/** Ids that are made by counting, so that runs repeat exactly. */

/** A UUID that says in its first letters what it is of, and in its last which one. */
export const guid = (prefix: string, number: number): string =>
  `${prefix.padEnd(8, "0")}-0000-4000-8000-${number.toString(16).padStart(12, "0")}`;
