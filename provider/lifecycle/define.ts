/** What a resource is: a table of data and small functions that talk to the vendor. The lifecycle carries it out. */
import type { ObjectSchema, Properties as SchemaProperties, Schema, StaticProperties } from "./schema";
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
export type State<Inputs, Assigned> = Partial<Inputs> & Partial<Assigned>;

/** An object as the vendor holds it. What the vendor does not tell is not in it. */
export type Live<Inputs, Assigned> = Partial<Inputs> & Partial<Assigned>;

/** An object that may be the one that is to be created. */
export interface Candidate<Inputs, Assigned> {
  readonly id: string;
  readonly live: Live<Inputs, Assigned>;
}

/** How an object comes into being. lifecycle/claim.ts makes that happen once. */
export interface Creation<Session, Inputs extends object, Assigned extends object> {
  /** Whether to look for the object before the create is sent, because the vendor would make a second one. */
  readonly looksFirst?: boolean;
  /** Sends the create. `reached` is the state of the new object. Returns undefined if the answer does not say which object it made. */
  send(
    session: Session,
    inputs: Inputs,
  ): Promise<{ readonly id: string; readonly reached: State<Inputs, Assigned> } | undefined>;
  /** Whether a refused create may mean that the object exists already. */
  exists(error: unknown): boolean;
  /** All objects with the natural key of these inputs, such as a company's name and parent. */
  find(session: Session, inputs: Inputs): Promise<readonly Candidate<Inputs, Assigned>[]>;
  /** After a lost answer: whether the lost request made this object. It was sent at `since`. `managed` has the declared properties as they are now. */
  made(
    session: Session,
    found: Candidate<Inputs, Assigned> & { readonly managed: State<Inputs, Assigned> },
    inputs: Inputs,
    since: Date,
  ): boolean | Promise<boolean>;
  /** Whether an earlier removal left this object behind, e.g. a suspended licence. It is then taken without `adopt`. */
  leftover?(live: Live<Inputs, Assigned>): boolean;
  /** Whether the object has ended, e.g. an expired trial, so that a new one can be created beside it. Only `adopt` takes it. */
  isOver?(live: Live<Inputs, Assigned>): boolean;
  /** Why `adopt` cannot take this object over, with the remedy; undefined if it can. */
  unfit?(live: Live<Inputs, Assigned>, inputs: Inputs): string | undefined;
}

/** What a vendor bills for an object in one state. */
export interface Billed {
  /** The product: a code or an id, in the vendor's word. */
  readonly product: string;
  /** Its edition, where one product has several prices. */
  readonly edition?: string;
  /** How many; 1 of what is billed as a whole. */
  readonly seats: number;
  readonly per: "seat" | "subscription";
  /** Why it costs nothing in this state. */
  readonly free?: "trial" | "suspended";
}

/** What people call a change of a property that is more to them than another value. */
export type Meaning = "seats" | "product" | "converted" | "extended" | "suspended" | "resumed" | "disabled" | "enabled";

/** What a removal comes to. */
export interface RemovalMeaning {
  readonly becomes: "removed" | "suspended" | "disabled";
  /** Why it becomes that, or what else to know, as words that follow a colon. */
  readonly note?: string;
  /** What goes with it that nobody can bring back, such as `its backups`. */
  readonly loses?: string;
  /** Whether nobody documented that it is billed no longer. */
  readonly billUntold?: true;
}

export interface RemovalContext {
  /** What is to be done: the declared `deletionPolicy`, or the usual one. Never `retain`. */
  readonly policy: string;
  /** Whether another resource of the program manages the object of this id. */
  readonly owns: (id: string) => boolean;
}

/** What a property, or an object as a whole, decides about. */
export type Stake = "money" | "access";

/** What reports for people say of a resource beside its values. */
export interface Telling<Inputs> {
  /** What it decides about that there is one. Reports say that first. */
  readonly stake?: Stake;
  /** The same of single properties. */
  readonly stakes?: { readonly [K in keyof Inputs]?: Stake };
  /** What a number counts: `{ quantity: "seat" }`. */
  readonly units?: { readonly [K in keyof Inputs]?: string };
}

/** Things of one kind that belong to an object, such as `companies below it`, and what each is called. */
export interface Holding {
  readonly what: string;
  readonly names: readonly string[];
  /** Their ids, in the same order, where a resource could stand for each. */
  readonly ids?: readonly string[];
}

/** What removing the resource does at the vendor. The lifecycle itself keeps adopted objects, and those with the policy `retain`. */
export interface Removal<Session, Inputs extends object, Assigned extends object> {
  /** The policy where no `deletionPolicy` is declared. `recreated` says that a replacement follows (`allowRecreate`). */
  usual(state: State<Inputs, Assigned>, recreated: boolean): string;
  /** The sentence that an object is kept. It has no full stop, because the lifecycle adds the reason. */
  kept(key: string, state: State<Inputs, Assigned>): string;
  /** What this policy, other than `retain`, comes to. Left out, the object is removed. */
  means?(policy: string, state: State<Inputs, Assigned>): RemovalMeaning;
  /** What a deletion would delete too. The lifecycle asks before a `delete`, and refuses it if there is anything. */
  holds?(session: Session, id: string): Promise<readonly Holding[]>;
  carryOut(
    session: Session,
    id: string,
    state: State<Inputs, Assigned>,
    context: RemovalContext,
  ): Promise<"done" | "gone">;
}

export interface ResourceDefinition<Session, Inputs extends object, Assigned extends object, Step = unknown> {
  /** `vendor:Name`, e.g. `eset:License`. */
  readonly type: string;
  readonly inputs: ObjectSchema;
  /** What the vendor assigns and does not move by itself. Never counters or dates: they would make every refresh noisy. */
  readonly assigned: { readonly [K in keyof Assigned]: Schema<Assigned[K]> };
  /** Another name under which programs read the id, in the vendor's word. */
  readonly idName?: string;
  /** Whether it is a company, to which other things belong. */
  readonly isCompany?: true;
  /** The property with the id of the company that it belongs to. */
  readonly owner?: keyof Inputs & string;
  /** The property of which no two objects of one owner have the same value, such as the product of a licence. */
  readonly oncePerOwner?: keyof Inputs & string;
  /** Of a company: the property with the id of the one above it. Left out, that is the account's own. */
  readonly parent?: keyof Inputs & string;
  /** One and several of them in words: `licence`, `licences`. Left out, it is called by its type. */
  readonly nouns?: readonly [one: string, several: string];
  /**
   * What the vendor bills for it in this state; undefined if nothing. A plan tells orders by it, and a run counts the seats that it
   * orders, also those that are free for a while.
   */
  billed(state: State<Inputs, Assigned>): Billed | undefined;
  /** Of a company: whether what belongs to it is billed while it is in this state. Left out, it is. */
  billsBelongings?(state: State<Inputs, Assigned>): "yes" | "no" | "untold";
  /** What a plan calls the change to this value. Left out, a change like any other. */
  readonly means?: Readonly<Partial<Record<keyof Inputs, (to: never) => Meaning | undefined>>>;
  /** The object in words, with its article: `An ESET customer "Bakery"`. Two of the same words are the same object. */
  what(inputs: Inputs): string;
  /** Left out, nothing of it goes first in reports. */
  readonly telling?: Telling<Inputs>;
  /** The vendor's current key of the object, where that can differ from the id. A converted licence has another key. */
  key?(id: string, state: Partial<Assigned>): string;
  /** How values are compared where plain equality would be too strict. */
  readonly canonical?: Readonly<Partial<Record<keyof Inputs, Canonical>>>;
  /** Rules between properties, beyond what the schema says. */
  rules?(inputs: Inputs): readonly CheckFailure[];
  /** The properties whose change replaces the object: the vendor cannot make it in place, and it is harmless to redo. */
  replace?(from: Partial<Inputs>, to: Inputs): readonly (keyof Inputs & string)[];
  readonly refuse?: Readonly<Partial<Record<keyof Inputs, Refusal<Inputs>>>>;
  /** Properties whose value at the vendor is read before their first change, because state does not have it yet. */
  readonly firstSeenAtVendor?: readonly (keyof Inputs & string)[];
  /** Which other resources an update disturbs at the vendor, as keys that their `disturbedBy` names. */
  disturbs?(id: string, from: Partial<Inputs>, to: Inputs): readonly string[];
  /** Which updates change this object too, and what they leave it as. The same run then puts it right. */
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

  /** The calls that lead from one state to the other, in order. Pure. */
  steps(from: State<Inputs, Assigned>, to: Inputs): readonly Step[];
  /** Does one step; returns what it changed of the state. */
  perform(
    session: Session,
    id: string,
    step: Step,
    reached: State<Inputs, Assigned>,
    to: Inputs,
  ): Promise<Partial<State<Inputs, Assigned>>>;
  /** What an unfinished update records beside what it reached, so that the next run repeats what is still needed. */
  whileUnfinished?(from: State<Inputs, Assigned>, to: Inputs): Partial<State<Inputs, Assigned>>;
  /**
   * The whole object as it is now; undefined only when the vendor says that it does not exist. `to` is given during an update: its
   * steps may have changed the vendor's key already.
   */
  read(
    session: Session,
    id: string,
    state: State<Inputs, Assigned>,
    to?: Inputs,
  ): Promise<Live<Inputs, Assigned> | undefined>;
  /** For a refresh: whether the vendor's lists show every property in state with the value that state has. */
  glance?(session: Session, id: string, state: State<Inputs, Assigned>): Promise<boolean>;
  readonly create: Creation<Session, Inputs, Assigned>;
  readonly remove: Removal<Session, Inputs, Assigned>;
}

/** A definition whose types were checked where it was written; the lifecycle treats all alike. */
export type AnyResource = ResourceDefinition<never, Record<string, unknown>, Record<string, unknown>>;

/** Declares a resource. Inputs, and what the vendor assigns, are typed from the schemas. */
export function defineResource<
  Session,
  P extends SchemaProperties,
  A extends SchemaProperties,
  Step,
  N extends string = never,
>(definition: Definition<Session, P, A, Step, N>): Definition<Session, P, A, Step, N> {
  return definition;
}

type Definition<Session, P extends SchemaProperties, A extends SchemaProperties, Step, N extends string> = {
  readonly inputs: ObjectSchema<P>;
  readonly assigned: A;
  readonly idName?: N;
} & Omit<ResourceDefinition<Session, StaticProperties<P>, StaticProperties<A>, Step>, "inputs" | "assigned" | "idName">;
