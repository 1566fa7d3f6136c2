/**
 * What somebody can do in a vendor's portal, as one table per vendor. From it follow the methods of the handle (`portal`) and
 * the controls over HTTP.
 */
import { Type } from "@sinclair/typebox";
import type { Static, TObject, TSchema } from "@sinclair/typebox";
import type { OpenPoints } from "../contracts/open";
import type { Action } from "./console/view";
import type { Control } from "./control";
import { readingsParser } from "./readings";
import { shape } from "./shape";

/** As many texts as the path has :parameters. */
type IdsIn<Path extends string> = Path extends `${string}:${string}/${infer Rest}`
  ? [id: string, ...IdsIn<Rest>]
  : Path extends `${string}:${string}`
    ? [id: string]
    : [];

/** Nothing, where an act has no schema: T is then all that it could be. */
type Given<T extends TSchema> = TSchema extends T
  ? []
  : undefined extends Static<T>
    ? [given?: Static<T>]
    : [given: Static<T>];

interface Where<Path extends string> {
  readonly method: Action["method"];
  /** Below /_emulator/<vendor>/, with :parameters for the ids of what it is done to. */
  readonly path: Path;
}

export interface Act<Path extends string, Run> extends Where<Path> {
  /** Checks what is given. Without it nothing is. */
  readonly parse?: ((given: unknown) => unknown) | undefined;
  readonly run: Run;
}

export type Acts = Readonly<Record<string, Act<string, (store: never, now: Date, ...args: never[]) => unknown>>>;

/**
 * An act on a store. `takes` is the schema of what is given, and `what` its name in messages. `run` gets the ids in the path,
 * then what is given. It does all of it or throws.
 */
export const actOn =
  <Store>() =>
  <Path extends string, Result, T extends TSchema>({
    takes,
    what = "body",
    ...act
  }: Where<Path> & {
    readonly takes?: T;
    readonly what?: string;
    readonly run: (store: Store, now: Date, ...args: [...IdsIn<Path>, ...Given<T>]) => Result;
  }): Act<Path, (store: Store, now: Date, ...args: [...IdsIn<Path>, ...Given<T>]) => Result> => ({
    ...act,
    parse: takes && parserOf(takes, what),
  });

function parserOf(takes: TSchema, what: string): (given: unknown) => unknown {
  const parse = shape(takes, what);
  return (given) => parse(given ?? (takes.default as unknown));
}

/** An object that may be left out. */
export const optional = <T extends TObject>(schema: T) =>
  Type.Unsafe<Static<T> | undefined>({ ...schema, default: {} });

type Choosing<Name extends string, Choice> = Act<
  Name,
  (store: Readonly<Record<Name, Choice>>, now: Date, changes: Partial<Choice>) => Choice
>;

/** Every vendor's act of choosing readings of the open points of its contract. Gives all as they are then. */
export const changingReadings = <Readings extends object>(
  vendor: string,
  open: OpenPoints,
): Choosing<"readings", Readings> => ({
  ...{ method: "PUT", path: "readings", parse: readingsParser<Readings>(vendor, open) },
  run: ({ readings }, _, changes) => Object.assign(readings, changes),
});

/** The act of changing a vendor's settings. Gives all as they are then. */
export const changingSettings = <Settings extends object>(schema: TObject): Choosing<"settings", Settings> => ({
  ...{ method: "PUT", path: "settings" },
  parse: shape(Type.Partial(schema, { additionalProperties: false }), "settings"),
  run: ({ settings }, _, changes) => Object.assign(settings, changes),
});

/** The acts as methods: they take the ids, then what is given. */
export type PortalOf<A> = {
  readonly [Name in keyof A]: A[Name] extends { run: (store: never, now: Date, ...args: infer Args) => infer Result }
    ? (...args: Args) => Result
    : never;
};

type Change<Store> = <T>(act: (store: Store, now: Date) => T) => T;

/** `change` does something to the vendor's state. */
export const portalOf = <A extends Acts, Store>(acts: A, change: Change<Store>): PortalOf<A> =>
  Object.fromEntries(
    Object.entries(acts).map(([name, { path, parse, run }]) => [
      name,
      (...args: unknown[]) => {
        const ids = args.slice(0, idsIn(path).length);
        const given = parse === undefined ? [] : [parse(args[ids.length])];
        return change((store, now) => run(store as never, now, ...([...ids, ...given] as never[]))); // of its own kind
      },
    ]),
  ) as PortalOf<A>; // fromEntries forgets the keys

/** The portal over HTTP, and what can be read: by path, what answers it. */
export const controlsOf = (
  acts: Acts,
  portal: object,
  reads: Readonly<Record<string, Control["run"]>>,
): readonly Control[] => [
  ...Object.entries(reads).map(([path, run]): Control => ({ method: "GET", path, run })),
  ...Object.entries(acts).map(([name, { method, path }]): Control => {
    const does = (portal as Readonly<Record<string, (...args: unknown[]) => unknown>>)[name];
    return { method, path, run: (params, body) => does?.(...idsIn(path).map((id) => params[id]), body) };
  }),
];

/** What a button of the console says and asks: the act itself says what is sent, and where. */
export type Button = Omit<Action, "method" | "path">;

/** The console's buttons for a vendor's acts: they take the name of the act, then the ids. */
export const buttonsOf =
  <A extends Acts>(vendor: string, acts: A) =>
  <Name extends keyof A & string>(name: Name, ids: IdsIn<A[Name]["path"]>, button: Button): Action => {
    const { method, path } = acts[name] as A[Name];
    const filled = (ids as readonly string[]).reduce<string>(
      (all, id) => all.replace(/:\w+/, encodeURIComponent(id)),
      path,
    );
    return { ...button, method, path: `${vendor}/${filled}` };
  };

const idsIn = (path: string): readonly string[] => [...path.matchAll(/:(\w+)/g)].map(([, name = ""]) => name);
