/** How functions of a vendor become functions of programs: `getX` for values, `getXOutput` for outputs of resources. */
import * as pulumi from "@pulumi/pulumi";
import type { Arguments, FunctionDefinition, ListDefinition } from "../lifecycle/function";
import type { ConfigReader } from "../vendor/settings";
import { checkConfiguration } from "./configuration";
import { host } from "./programHost";

/** The session of the account that the program's stack configuration, or the environment, names. */
export const sessionOf =
  <S>(connect: (get: ConfigReader) => S) =>
  (): S => {
    checkConfiguration();
    return connect((key) => {
      const [namespace = "", name = ""] = key.split(":");
      return new pulumi.Config(namespace).get(name);
    });
  };

/** What a program hands a function. Only programs of the native host name a provider. */
type Asked<A> = [...Arguments<A>, options?: pulumi.InvokeOptions];

/** A function of a vendor, with the account of the program. */
export const asker =
  <S>(session: () => S) =>
  <A, R>(definition: FunctionDefinition<S, A, R>) =>
  async (...asked: Asked<A>): Promise<R> => {
    const [args, options] = asked as unknown as [args?: object, options?: pulumi.InvokeOptions]; // whether they may be left out or not
    const here = () => definition.ask(session(), ...([args] as unknown as Arguments<A>));
    return (await host().ask(definition, args, options, here)) as R; // what the definition answers
  };

/** Arguments that may be outputs. */
type Inputs<T> = T extends readonly (infer I)[]
  ? readonly pulumi.Input<I>[]
  : T extends object
    ? { [K in keyof T]: pulumi.Input<Inputs<T[K]>> }
    : T;

/** The function for programs whose arguments are outputs: it asks once they are known. */
export const later =
  <A, R>(get: (args: A, options?: pulumi.InvokeOptions) => Promise<R>) =>
  (...[args, options]: Later<A>): pulumi.Output<R> => {
    const known: pulumi.Output<unknown> = pulumi.output<unknown>(args);
    return known.apply((values) => get(values as A, options)); // args without its outputs
  };

/** Arguments that may be left out may be so here. */
type Later<A> = undefined extends A
  ? [args?: Inputs<NonNullable<A>>, options?: pulumi.InvokeOptions]
  : [args: Inputs<A>, options?: pulumi.InvokeOptions];

/** Lists that come entry by entry, without the account in front. */
export type Bound<T> = {
  readonly [K in keyof T]: T[K] extends ListDefinition<never, infer A, infer E>
    ? (...args: Arguments<A>) => AsyncGenerator<E>
    : never;
};

interface Entries<S> {
  entries(session: S, ...args: never[]): AsyncGenerator;
}

/** Asks with the session of the configured account. */
export function bound<S, T extends Readonly<Record<string, Entries<S>>>>(session: S, lists: T): Bound<T> {
  const each = Object.entries(lists).map(([name, list]) => [
    name,
    (...args: never[]) => list.entries(session, ...args),
  ]);
  return Object.fromEntries(each) as Bound<T>; // fromEntries forgets the keys
}
