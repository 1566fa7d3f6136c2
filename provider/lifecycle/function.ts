/** What can be asked of a vendor: a table of data and one small function each. Hosts make the functions of programs from it. */
import { type Checkable, checkInputs } from "./check";
import { type CheckFailure, Refused } from "./errors";
import { type GivenProperties, type Properties, type StaticProperties, Type } from "./schema";
import { isRecord } from "./values";

/** Arguments of a function that needs none may be left out. */
export type Arguments<A> = Partial<A> extends A ? [args?: A] : [args: A];

export interface FunctionDefinition<Session, A, R> extends Checkable {
  /** The schema of the vendor's contract that the answer has, or each of its entries. Names begin with a small letter. */
  readonly answer: string;
  readonly isList: boolean;
  /** Throws, before anything is sent, if the arguments are not what the schema says. */
  ask(session: Session, ...args: Arguments<A>): Promise<R>;
}

/** A function whose answer may be long, so that it can be had entry by entry too. */
export interface ListDefinition<Session, A, T> extends FunctionDefinition<Session, A, T[]> {
  entries(session: Session, ...args: Arguments<A>): AsyncGenerator<T>;
}

/** A definition whose types were checked where it was written; hosts treat all alike. */
export interface AnyFunction extends Omit<FunctionDefinition<never, never, unknown>, "ask"> {
  ask(session: never, ...args: never[]): Promise<unknown>;
}

/** What both kinds say of themselves. */
interface Table<P extends Properties> {
  /** `vendor:getX`. */
  readonly type: string;
  readonly inputs: P;
  readonly answer: string;
  /** Rules between arguments, beyond what the schemas say. */
  rules?(args: StaticProperties<P>): readonly CheckFailure[];
}

export function defineFunction<Session, P extends Properties, R>({
  inputs,
  ask,
  ...table
}: Table<P> & {
  readonly isList?: true;
  readonly ask: (session: Session, args: StaticProperties<P>) => Promise<R>;
}): FunctionDefinition<Session, GivenProperties<P>, R> {
  const definition = { isList: false, ...table, inputs: Type.Object(inputs, { title: nameOf(table) }) };
  return {
    ...definition,
    ask: async (session, ...[args]) => await ask(session, checked<P>(definition, args)),
  };
}

export function defineList<Session, P extends Properties, T>({
  inputs,
  entries,
  ...table
}: Table<P> & {
  readonly entries: (session: Session, args: StaticProperties<P>) => AsyncIterable<T>;
}): ListDefinition<Session, GivenProperties<P>, T> {
  const definition = { isList: true, ...table, inputs: Type.Object(inputs, { title: nameOf(table) }) };
  async function* each(session: Session, ...[args]: Arguments<GivenProperties<P>>): AsyncGenerator<T> {
    yield* entries(session, checked<P>(definition, args));
  }
  return {
    ...definition,
    entries: each,
    ask: async (session, ...args) => {
      const all: T[] = [];
      for await (const entry of each(session, ...args)) all.push(entry);
      return all;
    },
  };
}

/** `getX` of `vendor:getX`. */
export const nameOf = ({ type }: { readonly type: string }): string => type.split(":")[1] ?? type;

function checked<P extends Properties>(definition: Checkable, args: unknown): StaticProperties<P> {
  const { inputs, failures } = checkInputs(definition, isRecord(args) ? args : {});
  if (failures.length === 0) return inputs as StaticProperties<P>; // the schema says so
  const what = failures.map(({ property, reason }) => `${property} ${reason}`).join(" ");
  throw new Refused(`${nameOf(definition)}: ${what} Nothing was asked.`);
}
