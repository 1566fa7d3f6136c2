/** Redstor's answers. What its specification shows of them is what is read; nothing of their names is assumed. */
import { Answer, answers as listAnswer, type Dialect } from "../http/answer";

export type { Answer, ListItem, Plain } from "../http/answer";

const dialect: Dialect = {
  vendor: "Redstor",
  vendorsName: (_call, property) => property,
  ourName: (_call, vendors) => vendors,
};

/** One object of an answer, of the contract's type T. `about` is what was asked for, in words. */
export const answer = <T extends object>(raw: unknown, call: string, about?: string): Answer<T> =>
  new Answer(raw, call, dialect, { about });

/** The answer of a call that answers a bare list. */
export const answers = <T extends object>(raw: unknown, call: string, about?: string): Answer<T>[] =>
  listAnswer(raw, call, dialect, about);
