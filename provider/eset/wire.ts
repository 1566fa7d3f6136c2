/**
 * ESET's answers. The vendor mixes casings (Detail answers in camelCase, Search in PascalCase), and the names that nobody
 * documented are in assumptions.ts.
 */
import { Answer, answers as listAnswer, type Dialect } from "../http/answer";
import { ourName, vendorsName } from "./assumptions";

export type { Answer, ListItem, Plain } from "../http/answer";

const dialect: Dialect = { vendor: "ESET", vendorsName, ourName };

/** One object of an answer, of the contract's type T. `about` is what was asked for, in words. */
export const answer = <T extends object>(raw: unknown, call: string, about?: string): Answer<T> =>
  new Answer(raw, call, dialect, { about });

/** The answer of a call that answers a bare list. */
export const answers = <T extends object>(raw: unknown, call: string): Answer<T>[] => listAnswer(raw, call, dialect);
