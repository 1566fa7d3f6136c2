/** What a resource is: the schema of its inputs, the rules of change, and five verbs. */
import type { ObjectSchema, Properties as SchemaProperties, StaticProperties } from "./schema";
import { Type } from "./schema";
import type { CheckFailure } from "./errors";
import type { Canonical } from "./values";

/** Inputs that every resource has; they speak to this provider, not to the vendor. */
export const commonInputs = {
  /**
   * Take over an object that already exists under the same natural key and make it as declared, instead of failing.
   * Objects taken over are kept at the vendor when the resource is removed, unless `deletionPolicy` says otherwise.
   * @default false
   */
  adopt: Type.Optional(Type.Boolean({ expected: "true or false" })),
  /**
   * Allow changes that the vendor can make only by deleting the object and creating another one.
   * Whatever belongs to the old object is lost with it.
   * @default false
   */
  allowRecreate: Type.Optional(Type.Boolean({ expected: "true or false" })),
};

/** A change of one property that preview must stop, because the vendor has no way to make it. */
export interface Refusal<Inputs> {
  /** Which changes are meant; all of this property if left out. */
  when?(from: Partial<Inputs>, to: Inputs): boolean;
  readonly reason: string;
  remedy(from: Partial<Inputs>): string;
  /** Whether `allowRecreate: true` turns the change into a replacement, delete first. */
  readonly recreatable: boolean;
}

/** What is in state for a resource: what was declared, and what the vendor assigned. */
export type State<Inputs, Assigned> = Partial<Inputs> &
  Partial<Assigned> & {
    readonly adopted?: boolean;
    /** The company whose account made or took over the object. */
    readonly account?: string;
  };

export interface CreateContext {
  /** Whether an object that exists already is to be taken over. */
  readonly adopt: boolean;
  /** Whether another resource of the program manages this object. */
  readonly managed: (identity: string) => boolean;
}

export interface DeleteContext extends Pick<CreateContext, "managed"> {
  /** Whether it makes way for another object in its place, as `allowRecreate` allows. */
  readonly recreated: boolean;
  /** To be awaited before "there is none" is taken for done; throws if the account may just not see the object. */
  readonly believeGone: () => Promise<void>;
}

export interface Created<Assigned> {
  readonly id: string;
  readonly assigned: Assigned;
  readonly adopted?: boolean;
}

export interface ResourceDefinition<Session, Inputs extends object, Assigned extends object> {
  /** `vendor:Name`, e.g. `eset:License`. */
  readonly type: string;
  readonly inputs: ObjectSchema;
  /** What the vendor assigns and does not move by itself. Never counters or dates: they would make every refresh noisy. */
  readonly assigned: readonly (keyof Assigned & string)[];
  /** What the vendor knows the object by now, where that is not the id for ever. */
  identity?(id: string, state: Partial<Assigned>): string;
  /** Brings a declared value into the one form that state holds, e.g. product codes given as numbers. */
  readonly normalise?: Readonly<Partial<Record<keyof Inputs, (value: unknown) => unknown>>>;
  /** How values are compared where plain equality would be too strict. */
  readonly canonical?: Readonly<Partial<Record<keyof Inputs, Canonical>>>;
  /** Rules between properties, beyond what the schema says. */
  rules?(inputs: Inputs): readonly CheckFailure[];
  /** The properties whose change replaces the object: the vendor cannot make it in place, and it is harmless to redo. */
  replace?(from: Partial<Inputs>, to: Inputs): readonly (keyof Inputs & string)[];
  readonly refuse?: Readonly<Partial<Record<keyof Inputs, Refusal<Inputs>>>>;
  /** Which other resources an update disturbs at the vendor, as keys that their `disturbedBy` names. */
  disturbs?(id: string, from: Partial<Inputs>, to: Inputs): readonly string[];
  /** Whose updates disturb this object, and what they leave of it, so that the same run puts it right. */
  readonly disturbedBy?: { key(inputs: Inputs): string; readonly leaves: Partial<Inputs> };

  /**
   * A value that the vendor ended by itself, though the declared one stays, such as a trial whose time is over. A drift report
   * tells it in every run, because no update brings the value back.
   */
  readonly lapsed?: {
    readonly property: keyof Inputs & string;
    when(state: Partial<Inputs> & Partial<Assigned>): boolean;
    /** What the property is now, in words. */
    readonly now: string;
    readonly remedy: string;
  };

  /** Creates the object. Throws PartialFailure once it exists but is not yet as declared. */
  create(session: Session, inputs: Inputs, context: CreateContext): Promise<Created<Assigned>>;
  /** The whole object as it is now; undefined only when the vendor says that it does not exist. */
  read(session: Session, id: string, state: State<Inputs, Assigned>): Promise<(Partial<Inputs> & Assigned) | undefined>;
  /** Makes the object as `to` says; returns what the vendor assigned. */
  update(session: Session, id: string, from: State<Inputs, Assigned>, to: Inputs): Promise<Assigned>;
  /** Does at the vendor what removal means. An object that is gone already is no error. */
  delete(session: Session, id: string, state: State<Inputs, Assigned>, context: DeleteContext): Promise<void>;
}

/** A definition whose types were checked where it was written; the lifecycle treats all alike. */
export type AnyResource = ResourceDefinition<never, Record<string, unknown>, Record<string, unknown>>;

/** Declares a resource. Inputs are typed from the schema. */
export function defineResource<Session, P extends SchemaProperties, Assigned extends object>(
  definition: { readonly inputs: ObjectSchema<P> } & Omit<
    ResourceDefinition<Session, StaticProperties<P>, Assigned>,
    "inputs"
  >,
): ResourceDefinition<Session, StaticProperties<P>, Assigned> & { readonly inputs: ObjectSchema<P> } {
  return definition;
}
