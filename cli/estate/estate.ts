/** What an account sees at a vendor, as objects that a program could declare. Everything here only reads. */

export interface EstateObject {
  /** `vendor:Name` of the resource that it would be, e.g. `eset:License`. */
  readonly type: string;
  /** The resource's id. */
  readonly id: string;
  /** In words, for lists. Comes from outside: it may hold anything. */
  readonly name: string;
  /** The company that it belongs to, or is; undefined where the vendor's list does not say it. */
  readonly tenant?: Tenant;
  /** Why no program can declare it. It is listed all the same: somebody counts on seeing everything. */
  readonly undeclarable?: string;
}

export interface Tenant {
  readonly id: string;
  readonly name: string;
}

export interface ReadObject extends EstateObject {
  readonly tenant: Tenant;
  /** What a program declares, so that nothing is to be changed: nothing empty, but with the defaults filled in. */
  readonly inputs: Readonly<Record<string, unknown>>;
  /** What state holds of it once it is taken over. */
  readonly outputs: Readonly<Record<string, unknown>>;
  /** What a person should know of it, though no program says it: that a trial has expired, say. */
  readonly notes: readonly string[];
}

export type Vendor = "eset" | "redstor";

export interface Estate {
  readonly vendor: Vendor;
  /** The vendor's name, for people. */
  readonly title: string;
  /** Says whose estate it is, so that what was read of one is never taken for another's. No secret, but an id. */
  identity(): Promise<string>;
  /** All companies that the account sees, below its own. */
  companies(): AsyncIterable<EstateObject>;
  /** What belongs to companies, of these or of all that `companies` gave. With all of them also what belongs to none. */
  belongings(of?: readonly EstateObject[]): AsyncIterable<EstateObject>;
  /** Everything, from lists only: a call for a hundred objects or so. A company comes before what belongs to it. */
  list(): AsyncIterable<EstateObject>;
  /** Looks at one object of the list; undefined if it is gone meanwhile. */
  read(object: EstateObject): Promise<ReadObject | undefined>;
}
