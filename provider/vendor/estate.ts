/** What an account sees at a vendor, as objects that a program could declare. Everything here only reads. */
import { VendorError } from "../http/vendorError";
import type { AnyResource } from "../lifecycle/define";
import { type Answer, Unreadable } from "./answer";

export interface EstateObject {
  /** `vendor:Name` of the resource that it would be, e.g. `eset:License`. */
  readonly type: string;
  /** The resource's id. */
  readonly id: string;
  /** In words, for lists. Comes from outside: it may hold anything. */
  readonly name: string;
  /** The company that it belongs to, or is; undefined where the vendor's list does not say it. */
  readonly tenant?: Tenant;
  /** Of a person: the e-mail address. Reports say it in place of the id. */
  readonly person?: string;
  /** What the list shows of its inputs, where a program that takes it over needs no more. */
  readonly shows?: Readonly<Record<string, unknown>>;
  /** What the vendor calls values that programs write as codes, such as the name of a product. */
  readonly words?: readonly Word[];
  /** Why no program can declare it. It is listed all the same: somebody counts on seeing everything. */
  readonly undeclarable?: string;
  /** Why it cannot be told what it is: what the vendor says of it cannot be read. Never to be taken for "not there". */
  readonly unread?: string;
}

/** A code and the vendor's name of it. */
export interface Word {
  /** The input that has such codes: `productCode`. */
  readonly property: string;
  readonly code: string;
  readonly word: string;
}

/** What could not be read of an account, object by object. */
export interface Unread {
  readonly object: EstateObject;
  readonly reason: string;
}

/** An entry of a vendor's list as an object. One that cannot be read is listed all the same, with the reason. */
export function listed(
  entry: Answer<object>,
  known: Pick<EstateObject, "type" | "id">,
  tell: () => Omit<EstateObject, "id">,
): EstateObject {
  try {
    return { id: known.id, ...tell() };
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    const name = entry.shown("companyName") || entry.shown("name") || known.id;
    return { ...known, name, unread: error.message };
  }
}

/**
 * Looks at one object of the list. One that the account may not read, whose answer cannot be read, or of which the vendor says that
 * there is none though it lists it, does not end the run: that is what is to be told of it. Whatever else goes wrong does.
 */
export async function lookAt(estate: Pick<Estate, "read">, object: EstateObject): Promise<ReadObject | Unread> {
  try {
    const reason =
      "The vendor lists it, but does not know it when asked for it alone: it was removed while this ran, or this account may not see it. Run again.";
    return (await estate.read(object)) ?? { object, reason };
  } catch (error) {
    const isAboutThis = error instanceof VendorError && (error.status === 403 || error instanceof Unreadable);
    if (isAboutThis) return { object, reason: error.message };
    throw error;
  }
}

/** The resource that stands for an object. */
export function ofType(resources: readonly AnyResource[], { type }: Pick<EstateObject, "type">): AnyResource {
  const found = resources.find((one) => one.type === type);
  if (found === undefined) throw new Error(`No resource stands for ${type}.`);
  return found;
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
  /** The name of its product, in the vendor's words. */
  readonly product?: string;
  /** What a person should know of it, though no program says it: that a trial has expired, say. */
  readonly notes: readonly string[];
}

export interface Estate {
  /** Its name in the list of vendors. */
  readonly vendor: string;
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
