/** How reads of a vendor become functions of programs: `getX` for values, `getXOutput` for outputs of resources. */
import * as pulumi from "@pulumi/pulumi";
import type { ConfigReader } from "../http/settings";
import { checkConfiguration } from "./configuration";

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

/** A read, with the account of the program. */
export const asker =
  <S>(session: () => S) =>
  <A extends unknown[], R>(read: (session: S, ...args: A) => Promise<R>) =>
  async (...args: A): Promise<R> =>
    await read(session(), ...args);

/** Arguments that may be outputs. */
type Inputs<T> = T extends readonly (infer I)[]
  ? readonly pulumi.Input<I>[]
  : T extends object
    ? { [K in keyof T]: pulumi.Input<Inputs<T[K]>> }
    : T;

/** The same, once the arguments are known. */
export const later =
  <A extends unknown[], R>(get: (...args: A) => Promise<R>) =>
  (...args: { [I in keyof A]: Inputs<A[I]> }): pulumi.Output<R> =>
    pulumi.output(args).apply((known) => get(...(known as unknown as A))); // known is args without its outputs

/** A read that gives entry after entry, without the account in front. */
export type Bound<S, T> = {
  readonly [K in keyof T]: T[K] extends (session: S, ...args: infer A) => infer R ? (...args: A) => R : never;
};

/** Reads that give entry after entry, each with the account. */
export function bound<S, T extends object>(session: S, lists: T): Bound<S, T> {
  const entries = Object.entries(lists) as [string, (...args: unknown[]) => unknown][]; // T is such reads
  const each = entries.map(([name, list]) => [name, (...args: unknown[]) => list(session, ...args)]);
  return Object.fromEntries(each) as Bound<S, T>; // fromEntries forgets the keys
}
